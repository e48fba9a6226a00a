//! The rules of worries.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    casework::{Consent, GivenBy, GivenHow},
    platform::{
        Lang,
        ids::{CaseId, ConsentId, DeskId, KeyId, MunicipalityId, OrganizationId, StaffId, WorryId},
        testing::at,
    },
    worries::{
        model::{Asked, Decision, Ground, Sign, Stage, Told, Worry, given_by_the_person},
        store::page_after,
    },
};

fn id(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn now() -> DateTime<Utc> {
    at("2026-11-24T10:00").and_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

const SATORU: u128 = 1;
const TOMOKO: u128 = 2;

fn worry(stage: Stage) -> Worry {
    Worry {
        id: WorryId(id(9)),
        municipality: MunicipalityId(id(9)),
        number: Worry::number_of(2026, 1),
        desk: DeskId(id(9)),
        organization: OrganizationId(id(9)),
        key: KeyId(id(9)),
        language: Lang::Ja,
        arrived_at: now(),
        entered_by: None,
        stage,
        review_on: day("2027-05-24"),
        removed_at: None,
        case: None,
        version: 1,
    }
}

fn taken() -> Stage {
    Stage::Taken { by: StaffId(id(SATORU)), at: now() }
}

fn spoken() -> Stage {
    Stage::Spoken { by: StaffId(id(SATORU)), at: now(), spoken_at: now() }
}

// S-106: vague is fine; one word about whom or about what is enough.
#[test]
fn one_word_is_a_worry_and_nothing_at_all_is_asked_about() {
    let who = Told { who: "角の家".into(), ..Told::default() };
    let what = Told { what: "気になる".into(), ..Told::default() };
    assert!(who.check().is_ok() && what.check().is_ok());
    let sign = Told { signs: [Sign::Unseen].into(), ..Told::default() };
    for empty in [Told::default(), sign, Told { who: " \n".into(), ..Told::default() }] {
        let faults = empty.check().expect_err("nobody knows whom to look for");
        assert_eq!(faults.of("what").map(|refusal| refusal.key), Some("refused-worry-empty"));
    }
    let long = Told { who: "あ".repeat(20_001), ..Told::default() };
    assert!(long.check().expect_err("too long").of("who").is_some());
}

#[test]
fn silence_about_consent_is_not_consent() {
    let told = |asked| Told { asked, ..Told::default() };
    assert!(told(None).is_without_consent());
    assert!(told(Some(Asked::NotAsked)).is_without_consent());
    assert!(told(Some(Asked::Refused)).is_without_consent());
    assert!(!told(Some(Asked::Agreed)).is_without_consent());
}

#[test]
fn every_stage_answers_every_step() {
    let (satoru, tomoko) = (StaffId(id(SATORU)), StaffId(id(TOMOKO)));
    let key = |result: Result<Worry, crate::platform::Refusal>| result.expect_err("refused").key;
    assert_eq!(worry(Stage::Arrived).take(satoru, now()).expect("taken").stage, taken());
    assert_eq!(key(worry(taken()).take(satoru, now())), "refused-worry-yours-already");
    assert_eq!(key(worry(spoken()).take(satoru, now())), "refused-worry-yours-already");
    assert_eq!(worry(taken()).take(tomoko, now()).expect("a colleague").responsible(), Some(tomoko));
    let over = worry(spoken()).take(tomoko, now()).expect("a colleague");
    assert!(matches!(over.stage, Stage::Spoken { by, .. } if by == tomoko), "that somebody talked stays true");

    assert_eq!(key(worry(Stage::Arrived).spoken(now())), "refused-worry-nobody-responsible");
    assert_eq!(worry(taken()).spoken(now()).expect("talked").stage, spoken());
    assert_eq!(key(worry(spoken()).spoken(now())), "refused-worry-spoken-already");

    assert_eq!(worry(spoken()).unspoken().expect("a slip").stage, taken());
    for stage in [Stage::Arrived, taken()] {
        assert_eq!(key(worry(stage).unspoken()), "refused-worry-unspoken-already");
    }
    let with_case = worry(spoken()).grow(CaseId(id(3)), Ground::Contact, "").expect("grown");
    assert_eq!(key(with_case.unspoken()), "refused-worry-has-case");

    let gone = || worry(taken()).remove(now()).expect("removed");
    assert_eq!(key(gone().take(tomoko, now())), "refused-worry-removed");
    assert_eq!(key(gone().spoken(now())), "refused-worry-removed");
    assert_eq!(key(gone().unspoken()), "refused-worry-removed");
    assert_eq!(key(gone().grow(CaseId(id(3)), Ground::Consent, "")), "refused-worry-removed");
    assert_eq!(key(gone().keep(day("2027-01-01"), day("2026-11-24"))), "refused-worry-removed");
    assert_eq!(key(gone().remove(now())), "refused-worry-removed");
}

// S-109: a case only once somebody talked, once the person agreed, or where the law lets it.
#[test]
fn a_case_needs_a_ground() {
    let case = CaseId(id(3));
    let key = |stage, ground, reason| worry(stage).grow(case, ground, reason).map(|worry| worry.case);
    for stage in [Stage::Arrived, taken()] {
        assert_eq!(key(stage, Ground::Contact, "").expect_err("not yet").key, "refused-worry-not-spoken");
    }
    assert_eq!(key(spoken(), Ground::Contact, "").expect("talked"), Some((case, Ground::Contact)));
    for stage in [Stage::Arrived, taken(), spoken()] {
        assert!(key(stage, Ground::Consent, "").is_ok());
        assert_eq!(key(stage, Ground::Law, " ").expect_err("which law").key, "refused-worry-law-reason");
        assert!(key(stage, Ground::Law, "生活困窮者の支援会議").is_ok());
    }
    let grown = worry(spoken()).grow(case, Ground::Contact, "").expect("grown");
    assert_eq!(grown.grow(CaseId(id(4)), Ground::Consent, "").expect_err("once").key, "refused-worry-has-case");
}

#[test]
fn a_long_list_is_read_page_by_page() {
    let ids: Vec<WorryId> = (1..=5).map(|nth| WorryId(id(nth))).collect();
    let mut seen = Vec::new();
    let mut before = None;
    for expected in [2, 2, 1] {
        let (page, next) = page_after(&ids, before, 2);
        assert_eq!(page.len(), expected);
        seen.extend_from_slice(page);
        before = next;
    }
    assert_eq!((seen, before), (ids.clone(), None), "each once, to the end");
    assert_eq!(page_after(&ids, None, 5), (&ids[..], None), "no empty page follows");
    assert_eq!(page_after(&ids, Some(WorryId(id(9))), 2).0, &ids[..2], "one that left the list begins it anew");
}

// S-109: looked at again after half a year, and kept no longer than a year without another look.
#[test]
fn a_worry_is_looked_at_again() {
    assert_eq!(Worry::first_review(day("2026-08-31")), day("2027-02-28"));
    let today = day("2027-05-24");
    let keep = |until| worry(taken()).keep(until, today);
    assert_eq!(keep(day("2028-05-24")).expect("a year").review_on, day("2028-05-24"));
    for until in [today, day("2027-05-01"), day("2028-05-25")] {
        assert_eq!(keep(until).expect_err("not that day").key, "refused-worry-review-day");
    }
}

#[test]
fn a_decision_says_what_was_done_and_why() {
    let decision = |done: &str, reason: &str, on: &str| Decision {
        done: done.into(),
        destination: String::new(),
        reason: reason.into(),
        without_consent: None,
        to_conference: None,
        decided_on: day(on),
        decided_by: StaffId(id(SATORU)),
    };
    let today = day("2026-11-24");
    assert!(decision("訪ねた", "姿が見えない", "2026-11-24").check(today).is_ok());
    let faults = decision(" ", "", "2026-11-25").check(today).expect_err("nothing said");
    for field in ["done", "reason", "decided_on"] {
        assert!(faults.of(field).is_some(), "{field}");
    }
}

#[test]
fn only_what_the_person_gave_counts() {
    let consent = |given_by| Consent {
        id: ConsentId(id(5)),
        case: CaseId(id(3)),
        municipality: MunicipalityId(id(9)),
        recipients: Vec::new(),
        items: Default::default(),
        purpose: String::new(),
        witness: String::new(),
        given_by,
        given_how: GivenHow::Oral,
        given_on: day("2026-11-24"),
        until: day("2027-03-31"),
        wording: String::new(),
        recorded_by: StaffId(id(SATORU)),
        recorded_at: now(),
        withdrawn_at: None,
        version: 1,
    };
    let all: Vec<Consent> = GivenBy::ALL.iter().copied().map(consent).collect();
    let counting: Vec<GivenBy> = given_by_the_person(&all).iter().map(|consent| consent.given_by).collect();
    assert_eq!(counting, [GivenBy::Person, GivenBy::Guardian]);
}
