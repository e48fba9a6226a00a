//! What changes on a day: a desk for one day, a number that moves.

use super::{day, directory};
use crate::directory::{
    data,
    model::{desk::Desk, facts::DeskFacts},
    plan::plan,
};

/// The directory of the embedded files, with the first desk of Adachi changed in its file.
fn desk_with(added: &str) -> Desk {
    let text = include_str!("../../../data/desks.yaml");
    let slug = "adachi-safetynet";
    let changed = text.replace(&format!("- id: {slug}\n"), &format!("- id: {slug}\n{added}"));
    assert_ne!(text, changed);
    let mut bundle = data::embedded().unwrap();
    bundle.desks = data::desks("desks.yaml", &changed).unwrap();
    let whole = super::compiled(plan(&bundle).unwrap());
    let held = whole.desk_by_slug(slug).unwrap();
    of_facts(held, DeskFacts::clone(&held.facts))
}

/// The same desk with other facts.
fn of_facts(held: &Desk, facts: DeskFacts) -> Desk {
    let row = crate::directory::model::DeskRecord {
        id: held.id,
        slug: held.slug.clone(),
        municipality: held.municipality,
        organization: held.organization,
        name: held.name.clone(),
        freshness: held.freshness.clone(),
        facts,
    };
    Desk::compile(row, &calendar::Holidays::national()).unwrap()
}

// S-071: a hotline of one afternoon is there on its day only.
#[test]
fn a_desk_for_one_day_is_there_on_that_day_only() {
    let desk = desk_with("    valid_from: \"2026-11-28\"\n    valid_to: \"2026-11-28\"\n");
    for (on, expected) in [("2026-11-27", false), ("2026-11-28", true), ("2026-11-29", false)] {
        assert_eq!(desk.is_there(day(on)), expected, "{on}");
        assert_eq!(desk.sketch.is_there(day(on)), expected, "the finder, {on}");
    }
    assert!(directory().desk_by_slug("adachi-safetynet").unwrap().is_there(day("2026-11-27")));
}

// S-003: a number that moves is told before its day, both numbers together; afterwards only the new one.
#[test]
fn a_number_that_moves_is_told_before_its_day() {
    let held = desk_with("    languages: [やさしい日本語]\n");
    let mut old = held.facts.phones[0].clone();
    let mut new = old.clone();
    old.valid_to = Some("2027-03-31".parse().unwrap());
    new.number = "03-0000-0000".to_owned();
    new.valid_from = Some("2027-04-01".parse().unwrap());
    let phones = vec![old.clone(), new.clone()];
    let desk = of_facts(&held, DeskFacts { phones, ..DeskFacts::clone(&held.facts) });
    assert_eq!(desk.phones(day("2027-03-31")), [&old, &new]);
    assert_eq!(desk.phones(day("2027-04-01")), [&new]);
}
