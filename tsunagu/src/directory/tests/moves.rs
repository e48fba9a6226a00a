//! What changes on a day: a desk for one day, a number that moves.

use super::{day, directory};
use crate::directory::{
    data,
    model::{
        Directory,
        desk::{Desk, Rest},
        facts::{ContactOwner, DeskFacts},
    },
    plan::plan,
};

/// The first desk of Adachi, changed in its file.
fn desk_with(added: &str) -> Desk {
    let whole = directory_with(added);
    let held = whole.desk_by_slug("adachi-safetynet").unwrap();
    of_facts(held, DeskFacts::clone(&held.facts))
}

/// The directory of the embedded files, with the first desk of Adachi changed in its file.
fn directory_with(added: &str) -> Directory {
    let text = include_str!("../../../data/desks.yaml");
    let slug = "adachi-safetynet";
    let changed = text.replace(&format!("- id: {slug}\n"), &format!("- id: {slug}\n{added}"));
    assert_ne!(text, changed);
    let mut bundle = data::embedded().unwrap();
    bundle.desks = data::desks("desks.yaml", &changed).unwrap();
    super::compiled(plan(&bundle).unwrap())
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
    Desk::compile(row, &calendar::Holidays::national(), &mut Default::default()).unwrap()
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

// S-357: lists and papers follow the finder's rule.
#[test]
fn a_desk_that_has_ended_is_on_no_list() {
    let on = day("2026-11-24");
    for (added, expected) in [
        ("", true),
        ("    status: suspended\n", true),
        ("    status: ended\n", false),
        ("    valid_to: \"2026-11-23\"\n", false),
        ("    valid_from: \"2026-11-25\"\n", false),
    ] {
        let whole = directory_with(&format!("    languages: [やさしい日本語]\n{added}"));
        let town = whole.municipality_by_slug("adachi").unwrap().id;
        let is_listed = |desks: Vec<&Desk>| desks.iter().any(|desk| desk.slug == "adachi-safetynet");
        assert_eq!(is_listed(whole.desks_there(town, on)), expected, "{added}");
        assert_eq!(whole.desk_by_slug("adachi-safetynet").unwrap().is_there(on), expected, "{added}");
        assert!(is_listed(whole.desks_of(town)), "it stays in the directory: {added}");
    }
}

#[test]
fn a_desk_rests_while_it_pauses_before_it_begins_and_after_its_end() {
    let (begins, ends) = ("    valid_from: \"2026-11-28\"\n", "    valid_to: \"2026-11-28\"\n");
    for (added, on, expected) in [
        ("    status: active\n", "2026-11-28", None),
        ("    status: unclear\n", "2026-11-28", None),
        ("    status: suspended\n", "2026-11-28", Some(Rest::Suspended)),
        ("    status: ended\n", "2026-11-28", Some(Rest::Ended)),
        (begins, "2026-11-27", Some(Rest::NotYet(day("2026-11-28")))),
        (begins, "2026-11-28", None),
        (ends, "2026-11-28", None),
        (ends, "2026-11-29", Some(Rest::Ended)),
    ] {
        assert_eq!(desk_with(added).rest(day(on)), expected, "{added} {on}");
    }
}

// S-003, S-363
#[test]
fn the_number_printed_alone_is_answered_that_day_and_nobodys_own() {
    let held = desk_with("    languages: [やさしい日本語]\n");
    let mut old = held.facts.phones[0].clone();
    let mut new = old.clone();
    let mut own = old.clone();
    old.valid_to = Some("2027-03-31".parse().unwrap());
    new.number = "03-0000-0000".to_owned();
    new.valid_from = Some("2027-04-01".parse().unwrap());
    own.number = "090-0000-0000".to_owned();
    own.owner = ContactOwner::Private;
    own.consent_to_show = true;
    let with = |phones: &[&crate::directory::facts::Phone]| {
        let phones = phones.iter().map(|phone| (*phone).clone()).collect();
        of_facts(&held, DeskFacts { phones, ..DeskFacts::clone(&held.facts) })
    };
    let desk = with(&[&own, &new, &old]);
    assert_eq!(desk.phone(day("2027-03-31")), Some(&old), "whatever stands first");
    assert_eq!(desk.phone(day("2027-04-01")), Some(&new));
    assert_eq!(with(&[&own, &new]).phone(day("2027-03-31")), Some(&new), "better one to come than none");
    assert_eq!(with(&[&own, &old]).phone(day("2027-04-01")), None);
}

// S-357: there is no next date of what pauses, nor of what follows a desk that pauses.
#[test]
fn what_pauses_has_no_next_date() {
    let at = super::at("2026-11-24T09:00");
    let next_of = |whole: &Directory, slug: &str| whole.gathering_by_slug(slug).unwrap().next(at);
    for (status, has_next) in [("active", true), ("unclear", true), ("suspended", false), ("ended", false)] {
        let text = include_str!("../../../data/gatherings.yaml");
        let name = "    name_ja: 足立ひきこもり家族会\n";
        let changed = text.replacen(name, &format!("{name}    status: {status}\n"), 1);
        assert_ne!(text, changed);
        let mut bundle = data::embedded().unwrap();
        bundle.gatherings = data::gatherings("gatherings.yaml", &changed).unwrap();
        let whole = super::compiled(plan(&bundle).unwrap());
        assert_eq!(next_of(&whole, "adachi-kazokukai").is_some(), has_next, "{status}");
        let follows = directory_with(&format!("    status: {status}\n"));
        assert_eq!(next_of(&follows, "adachi-sn-ibasho").is_some(), has_next, "its desk: {status}");
        assert!(next_of(&follows, "adachi-kazokukai").is_some(), "another gathering: {status}");
    }
}
