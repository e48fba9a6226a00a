//! The finder and the rules of eligibility.

use chrono::NaiveDateTime;
use proptest::prelude::*;

use super::{at, desk, directory, town};
use crate::directory::model::{
    eligibility::{Age, AgeFit, Relation, Residence},
    finder::{About, Findings, FitReason, Hint, Situation, Talk, find},
};

fn now() -> NaiveDateTime {
    at("2026-11-24T10:00")
}

fn age(years: u8) -> Option<Age> {
    Age::new(years)
}

fn found(situation: Situation) -> Findings<'static> {
    find(directory(), &situation, now())
}

fn slugs(situation: Situation) -> Vec<&'static str> {
    found(situation).fits.iter().map(|fit| fit.desk.slug.as_str()).collect()
}

fn in_town(slug: &str) -> Situation {
    Situation { town: Some(town(slug)), ..Situation::default() }
}

#[test]
fn ages_are_read_as_people_type_them() {
    for typed in ["45", " 45 ", "４５", "45歳", "４５才"] {
        assert_eq!(Age::read(typed), Age::new(45), "{typed}");
    }
    assert_eq!(Age::read("0"), Age::new(0));
    for typed in ["", "abc", "400", "121", "-1", "4.5", "1e1", "歳"] {
        assert_eq!(Age::read(typed), None, "{typed}");
    }
}

#[test]
fn an_unknown_age_fits_everywhere() {
    for desk in directory().desks() {
        assert_eq!(desk.facts.eligibility.age_fit(None, None), AgeFit::Fits, "{}", desk.slug);
    }
}

#[test]
fn where_one_has_to_live_is_kept_to_where_it_is_known() {
    let residence = desk("sumida-sumika").facts.eligibility.residence.clone().unwrap();
    assert!(!residence.fits(Some("大阪市"), Some("大阪市")));
    assert!(Residence::default().fits(Some("大阪市"), Some("大阪市")));
}

#[test]
fn brothers_and_sisters_are_callers_of_their_own() {
    // S-002, S-052, S-056
    assert!(desk("adachi-safetynet").facts.eligibility.relation.contains(&Relation::Sibling));
    assert!(desk("annaka-desk").facts.eligibility.names(Relation::Sibling), "family elsewhere");
    assert!(desk("komae-wakamono").facts.eligibility.names(Relation::Friend));
    assert!(desk("tokyo-supportnet").facts.eligibility.names(Relation::Friend));
    assert!(!desk("annaka-desk").facts.eligibility.names(Relation::Friend));
}

#[test]
fn who_does_not_know_where_to_ask_is_shown_the_desk_for_that_first() {
    // S-033
    for situation in [
        in_town("nerima"),
        Situation { about: Some(About::Unsure), talk: Some(Talk::Unsure), ..in_town("nerima") },
        Situation::default(),
    ] {
        let findings = found(situation);
        assert_eq!(findings.fits[0].desk.slug, "nerima-vc");
        assert!(findings.fits[0].reasons.contains(&FitReason::FirstDoor));
    }
    let telling = found(Situation { about: Some(About::Me), ..in_town("nerima") });
    assert!(telling.fits.iter().all(|fit| !fit.reasons.contains(&FitReason::FirstDoor)));
}

#[test]
fn kunitachi_sends_18_to_one_desk_and_19_to_the_other() {
    // S-051
    let with = |years: Option<Age>| slugs(Situation { age: years, ..in_town("kunitachi") });
    assert!(with(age(18)).contains(&"kunitachi-kunisapo") && !with(age(18)).contains(&"kunitachi-fukufuku"));
    assert!(with(age(19)).contains(&"kunitachi-fukufuku") && !with(age(19)).contains(&"kunitachi-kunisapo"));
    assert!(with(None).starts_with(&["kunitachi-kunisapo", "kunitachi-fukufuku"]), "unknown: either");
}

#[test]
fn an_approximate_age_is_a_word_in_advance_not_a_refusal() {
    let findings = found(Situation { age: age(40), ..in_town("komae") });
    let fit = findings.fits.iter().find(|fit| fit.desk.slug == "komae-wakamono").expect("still shown");
    assert_eq!(fit.hints, [Hint::AgeAround("概ね15歳～39歳程度".to_owned())]);
    assert_ne!(findings.fits[0].desk.slug, "komae-wakamono", "desks that fit come first");
}

#[test]
fn the_last_desk_of_a_town_listens_even_outside_its_bounds() {
    // Urayasu has one desk; a child of 12 is a hint, and nobody is sent away.
    let findings = found(Situation { age: age(12), ..in_town("urayasu") });
    assert_eq!(findings.fits[0].desk.slug, "urayasu-desk");
    assert!(!findings.fits[0].hints.is_empty());
}

#[test]
fn the_prefectures_desk_stands_in_every_town_of_it() {
    // S-056
    for slug in ["adachi", "komae", "chiyoda", "oshima"] {
        let findings = found(in_town(slug));
        let last = findings.fits.last().unwrap();
        assert_eq!(last.desk.slug, "tokyo-supportnet", "{slug}");
        assert!(last.reasons.contains(&FitReason::OfPrefecture("東京都".to_owned())));
    }
    assert!(slugs(in_town("annaka")).contains(&"gunma-kokoro"));
}

#[test]
fn a_town_without_desks_is_handed_on_with_a_word() {
    // Soja: no desk of its own, no prefecture and no national desk in the data.
    let findings = found(in_town("soja"));
    assert!(!findings.fits.is_empty());
    assert!(findings.fits.iter().all(|fit| fit.reasons.contains(&FitReason::HandsOn)));
    let sumida = findings.fits.iter().find(|fit| fit.desk.slug == "sumida-sumika").unwrap();
    assert!(sumida.hints.contains(&Hint::LivesIn("墨田区".to_owned())));
}

#[test]
fn the_way_one_would_like_to_talk_comes_first() {
    let by = |talk: Talk| slugs(Situation { talk: Some(talk), ..in_town("annaka") });
    assert_eq!(by(Talk::Phone)[0], "annaka-desk");
    let visits = found(Situation { talk: Some(Talk::Visit), ..in_town("adachi") });
    assert_eq!(visits.fits[0].desk.slug, "adachi-safetynet");
    assert!(visits.fits[0].reasons.contains(&FitReason::Offers(Talk::Visit)));
    let net = visits.fits.iter().find(|fit| fit.desk.slug == "tokyo-supportnet").unwrap();
    assert_eq!(net.hints, [Hint::VisitCondition("義務教育終了後の15歳以上".to_owned())], "S-058: told before applying");
    // Every desk takes messages here.
    let writing = found(Situation { talk: Some(Talk::Write), ..in_town("bunkyo") });
    assert!(writing.fits.iter().all(|fit| fit.reasons.contains(&FitReason::Offers(Talk::Write))));
}

#[test]
fn a_brother_is_told_that_the_desk_names_him() {
    // S-002
    let findings = found(Situation { about: Some(About::Sibling), ..in_town("adachi") });
    assert_eq!(findings.fits[0].desk.slug, "adachi-safetynet");
    assert!(findings.fits[0].reasons.contains(&FitReason::Takes(Relation::Sibling)));
}

proptest! {
    /// Never a dead end, whatever is told and wherever one lives.
    #[test]
    fn the_finder_is_never_empty(
        town in proptest::option::of(0..directory().municipalities().len()),
        about in proptest::option::of(proptest::sample::select(About::ALL)),
        years in proptest::option::of(0..=Age::MOST),
        talk in proptest::option::of(proptest::sample::select(Talk::ALL)),
        minutes in 0..2_000_000_i64,
    ) {
        let situation = Situation {
            town: town.map(|index| directory().municipalities()[index].id),
            about,
            age: years.and_then(Age::new),
            talk,
            ..Situation::default()
        };
        let when = at("2024-01-01T00:00") + chrono::TimeDelta::minutes(minutes);
        let findings = find(directory(), &situation, when);
        prop_assert!(!findings.fits.is_empty());
        let mut seen: Vec<&str> = findings.fits.iter().map(|fit| fit.desk.slug.as_str()).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), count, "a desk is shown twice");
        // A town's own desk that fits is never pushed behind one from elsewhere.
        if let Some(id) = situation.town {
            let own = findings.fits.iter().rposition(|fit| fit.desk.municipality == id);
            let other = findings.fits.iter().position(|fit| fit.desk.municipality != id);
            if let (Some(own), Some(other)) = (own, other) {
                prop_assert!(own < other);
            }
        }
    }
}
