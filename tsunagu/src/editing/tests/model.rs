//! The rules: forms that change nothing, forms that say what is wrong, states and who may move them.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    directory::{Facet, Record, RecordKind, data::embedded},
    editing::model::{
        Origin, Revision, State, beginning,
        confirmed::correction_after,
        difference::{Said, differences, merged},
        doubts::doubts,
        hours,
        lists::fields,
        name, parts,
        typed::{self, Known, Typed, fact},
        whole,
    },
    platform::ids::{MunicipalityId, RevisionId, StaffId},
};

/// Every record of the data, as one value.
fn records() -> Vec<(RecordKind, String, Value)> {
    let bundle = embedded().expect("the files");
    let json = |facts: &dyn erased::Facts| facts.json();
    let mut all = Vec::new();
    for it in &bundle.desks {
        all.push((RecordKind::Desk, it.id.clone(), whole(&it.name_ja, &json(&it.facts()))));
    }
    for it in &bundle.organizations {
        all.push((
            RecordKind::Organization,
            it.id.clone(),
            of_kind(it.kind.code(), whole(&it.name_ja, &json(&it.facts(&[])))),
        ));
    }
    for it in &bundle.gatherings {
        all.push((
            RecordKind::Gathering,
            it.id.clone(),
            of_kind(it.kind.code(), whole(&it.name_ja, &json(&it.facts()))),
        ));
    }
    for it in &bundle.events {
        let name = it.title_ja.clone().unwrap_or_default();
        all.push((RecordKind::Event, it.id.clone(), whole(&name, &json(&it.facts()))));
    }
    for it in &bundle.resources {
        all.push((RecordKind::Resource, it.id.clone(), whole(&it.name_ja, &json(&it.facts()))));
    }
    for it in &bundle.councils {
        all.push((RecordKind::Council, it.id.clone(), whole(&it.name_ja, &json(&it.facts()))));
    }
    all
}

/// Organisations and gatherings have their kind among their facts.
fn of_kind(kind: &str, mut whole: Value) -> Value {
    typed::set_fact(&mut whole, "kind", Some(json!(kind)));
    whole
}

mod erased {
    pub trait Facts {
        fn json(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Facts for T {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).expect("facts are JSON")
        }
    }
}

fn record(slug: &str) -> Value {
    let found = records().into_iter().find(|(_, id, _)| id == slug);
    found.unwrap_or_else(|| panic!("record {slug}")).2
}

const ANY: Known<'static> = Known { slug: &|_| true };

fn read(kind: RecordKind, base: &Value, typed: &Typed) -> Result<Value, typed::Faults> {
    typed::read(fields(kind), base, typed, &ANY)
}

/// Opening a form and pressing its button changes no record of the data by a letter.
#[test]
fn a_form_that_was_only_opened_changes_nothing() {
    let all = records();
    assert_eq!(all.len(), 398);
    for (kind, slug, before) in all {
        let after = read(kind, &before, &typed::of(fields(kind), &before))
            .unwrap_or_else(|faults| panic!("{kind} {slug}: {faults:?}"));
        let changed: Vec<&str> = fields(kind)
            .iter()
            .filter(|field| fact(&before, field.path) != fact(&after, field.path))
            .map(|field| field.path)
            .collect();
        assert_eq!(changed, [""; 0], "{kind} {slug}");
    }
}

fn with(base: &Value, kind: RecordKind, name: &str, value: &str) -> Typed {
    let mut typed = typed::of(fields(kind), base);
    typed.set(name, [value.to_owned()]);
    typed
}

// S-361: a number without its area code is asked about.
#[test]
fn a_telephone_number_needs_its_area_code() {
    for (typed, expected) in [
        ("03-4566-2427", Ok("03-4566-2427")),
        ("０３ー４５６６ー２４２７", Ok("03-4566-2427")),
        ("(042)544-5111", Ok("(042)544-5111")),
        ("0120-529-528", Ok("0120-529-528")),
        ("188", Ok("188")),
        ("#7119", Ok("#7119")),
        ("4566-2427", Err("refused-edit-phone-area")),
        ("03-456-24", Err("refused-edit-phone-area")),
        ("03-4566-2427 内線5", Err("refused-edit-phone")),
        ("電話", Err("refused-edit-phone")),
    ] {
        let read = typed::phone(typed);
        assert_eq!(read.as_deref().map_err(|refusal| refusal.key), expected, "{typed}");
    }
}

// S-362: full-width letters of an address are made plain; what is no address is told.
#[test]
fn a_full_width_mail_address_is_made_plain() {
    assert_eq!(typed::email("A0029968＠city.toshima.lg.jp").unwrap(), "A0029968@city.toshima.lg.jp");
    assert_eq!(typed::email("toshima").unwrap_err().key, "refused-edit-email");
}

// S-358, S-360: dates as documents write them; a weekday or an era that does not fit is a question.
#[test]
fn a_date_is_read_as_printed_and_a_slip_is_asked_about() {
    for (typed, expected) in [
        ("2025-04-01", Ok("2025-04-01")),
        ("令和7年4月1日(火)", Ok("2025-04-01")),
        ("平成31年1月21日", Ok("2019-01-21")),
        ("２０２０－０４", Ok("2020-04")),
        ("平成30年度", Ok("FY2018")),
        ("令和3年1月9日(日)", Err("refused-edit-date-weekday")),
        ("平成31年5月10日", Err("refused-edit-date-era")),
        ("2025-02-30", Err("refused-edit-date")),
        ("いつか", Err("refused-edit-date")),
    ] {
        let read = typed::date(typed).map(|date| date.to_string());
        assert_eq!(read.as_deref().map_err(|refusal| refusal.key), expected, "{typed}");
    }
}

#[test]
fn what_cannot_be_read_is_told_beside_its_field() {
    let desk = record("adachi-safetynet");
    for (name, value, key) in [
        ("name", "", "refused-edit-needed"),
        ("phones.0.number", "3880-5111", "refused-edit-phone-area"),
        ("web", "www.city.adachi.tokyo.jp", "refused-edit-url"),
        ("eligibility.min_age", "十五", "refused-edit-number"),
        ("established", "昨日", "refused-edit-date"),
        ("reservation", "perhaps", "refused-edit-choice"),
        ("overrides.0.from", "2026-12-28", "refused-edit-exception-reason"),
    ] {
        let faults = read(RecordKind::Desk, &desk, &with(&desk, RecordKind::Desk, name, value)).unwrap_err();
        assert!(faults.iter().any(|(_, refusal)| refusal.key == key), "{name} = {value}: {faults:?}");
        let row = name.rsplit_once('.').map_or(name, |(row, _)| row);
        assert!(faults.iter().all(|(at, _)| at.starts_with(row)), "{name}: {faults:?}");
    }
    let nobody = Known { slug: &|slug| slug == "adachi-marugoto" };
    let typed = with(&desk, RecordKind::Desk, "owner", "nobody");
    let faults = typed::read(fields(RecordKind::Desk), &desk, &typed, &nobody).unwrap_err();
    assert!(faults.iter().any(|(at, refusal)| at == "owner" && refusal.key == "refused-edit-slug"), "{faults:?}");
}

#[test]
fn a_row_that_was_emptied_is_gone_and_an_empty_field_takes_the_fact_away() {
    let desk = record("adachi-safetynet");
    let mut typed = with(&desk, RecordKind::Desk, "web", "");
    for cell in ["number", "extension", "note"] {
        typed.set(format!("phones.0.{cell}"), [String::new()]);
    }
    let after = read(RecordKind::Desk, &desk, &typed).unwrap();
    assert_eq!(fact(&after, "web"), None);
    let phones = |whole: &Value| fact(whole, "phones").and_then(Value::as_array).map_or(0, Vec::len);
    assert_eq!(phones(&after) + 1, phones(&desk));
}

fn blocks(whole: &Value) -> Vec<calendar::HoursBlock> {
    fact(whole, "hours").and_then(Value::as_array).into_iter().flatten().filter_map(hours::block_of).collect()
}

// S-061, S-062: an editor answers what a notice leaves open; until then it stays open.
#[test]
fn what_a_notice_leaves_open_is_answered_by_the_editor() {
    let desk = record("chiba-center");
    let keys =
        |whole: &Value| doubts(RecordKind::Desk, whole).into_iter().map(|doubt| doubt.words.key).collect::<Vec<_>>();
    assert!(keys(&desk).contains(&"doubt-holidays"), "{:?}", keys(&desk));
    let mut typed = with(&desk, RecordKind::Desk, "hours.0.holidays", "closed");
    typed.set("hours.0.year_end", ["closed".to_owned()]);
    typed.set("hours.0.year_end_from", ["12-28".to_owned()]);
    typed.set("hours.0.year_end_to", ["01-04".to_owned()]);
    let answered = read(RecordKind::Desk, &desk, &typed).unwrap();
    assert_eq!(keys(&answered), [""; 0]);
    let schedule = calendar::Schedule::compile(&blocks(&answered), &[], &calendar::Holidays::national()).unwrap();
    for (at, expected) in [
        ("2026-11-24T10:00:00", calendar::Status::Open),
        ("2026-11-23T10:00:00", calendar::Status::Closed),
        ("2026-12-28T10:00:00", calendar::Status::Closed),
        ("2027-01-04T10:00:00", calendar::Status::Closed),
        ("2027-01-05T10:00:00", calendar::Status::Open),
    ] {
        assert_eq!(schedule.status(at.parse().unwrap()), expected, "{at}");
    }
    let mut wrong = with(&desk, RecordKind::Desk, "hours.0.year_end_from", "13-40");
    wrong.set("hours.0.year_end", ["closed".to_owned()]);
    let faults = read(RecordKind::Desk, &desk, &wrong).unwrap_err();
    assert_eq!(faults[0].0, "hours.0.year_end_from");
}

#[test]
fn hours_are_written_as_a_notice_and_what_was_not_understood_is_told() {
    let desk = record("adachi-safetynet");
    let words = "火曜～土曜 10時～16時（祝日を除く） 気まぐれ営業日あり";
    let after = read(RecordKind::Desk, &desk, &with(&desk, RecordKind::Desk, "hours.0.words", words)).unwrap();
    let understood = hours::understood(fact(&desk, "hours"), fact(&after, "hours"));
    assert_eq!(understood.len(), 1);
    assert_eq!(understood[0].words, words);
    assert!(!understood[0].not_understood.is_empty(), "{understood:?}");
    assert_eq!(blocks(&after)[0].text_ja.as_deref(), Some(words));
    // The ways it speaks of stay as they were ticked.
    assert_eq!(blocks(&after)[0].applies_to, blocks(&desk)[0].applies_to);
    assert_eq!(hours::understood(fact(&desk, "hours"), fact(&desk, "hours")), [], "nothing new, nothing to confirm");
}

// S-025: an opening on a day off is one row.
#[test]
fn an_extra_opening_on_a_sunday_is_one_row() {
    let desk = record("toshima-desk");
    let mut typed = typed::of(fields(RecordKind::Desk), &desk);
    for (cell, value) in
        [("from", "令和8年11月29日"), ("mode", "add"), ("times", "10時～12時、13:00-15:00"), ("reason", "休日窓口")]
    {
        typed.set(format!("overrides.0.{cell}"), [value.to_owned()]);
    }
    let after = read(RecordKind::Desk, &desk, &typed).unwrap();
    let added: Vec<calendar::Override> = serde_json::from_value(fact(&after, "overrides").cloned().unwrap()).unwrap();
    let phone = calendar::Channel::Phone;
    let holidays = calendar::Holidays::national();
    let schedule = calendar::Schedule::for_channel(&blocks(&after), phone, &added, &holidays).unwrap();
    for (at, expected) in [
        ("2026-11-29T11:00:00", calendar::Status::Open),
        ("2026-11-29T12:30:00", calendar::Status::Closed),
        ("2026-11-29T14:00:00", calendar::Status::Open),
        ("2026-12-06T11:00:00", calendar::Status::Closed),
    ] {
        assert_eq!(schedule.status(at.parse().unwrap()), expected, "{at}");
    }
    // And it comes back into the form as it was meant.
    let again = typed::of(fields(RecordKind::Desk), &after);
    assert_eq!(again.get("overrides.0.times"), "10:00-12:00, 13:00-15:00");
}

// S-003: the printed end of Adachi's old address is a year early; the editor is told of the gap.
#[test]
fn a_gap_between_two_addresses_is_told() {
    let desk = record("adachi-safetynet");
    let gap = |whole: &Value| doubts(RecordKind::Desk, whole).into_iter().find(|doubt| doubt.facet == Facet::Place);
    assert_eq!(gap(&desk), None, "the data say what must have been meant");
    let printed = with(&desk, RecordKind::Desk, "addresses.0.valid_to", "令和6年3月31日");
    let printed = read(RecordKind::Desk, &desk, &printed).unwrap();
    assert_eq!(gap(&printed).expect("the gap").words.key, "doubt-address-gap");
    let overlap = with(&desk, RecordKind::Desk, "addresses.0.valid_to", "2025-04-30");
    let overlap = read(RecordKind::Desk, &desk, &overlap).unwrap();
    assert_eq!(gap(&overlap).expect("the overlap").words.key, "doubt-address-overlap");
}

// S-360: a hyphen written for the long vowel mark.
#[test]
fn a_hyphen_for_the_long_vowel_mark_is_told() {
    let with_name = |name: &str| doubts(RecordKind::Organization, &json!({"name": name})).len();
    assert_eq!(with_name("こころの健康センタ-"), 1);
    assert_eq!(with_name("こころの健康センター"), 0);
    assert_eq!(with_name("A-B"), 0);
}

#[test]
fn a_difference_says_what_was_and_what_will_be() {
    let desk = record("adachi-safetynet");
    let after = read(RecordKind::Desk, &desk, &with(&desk, RecordKind::Desk, "reservation", "none")).unwrap();
    let found = differences(fields(RecordKind::Desk), &desk, &after);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].field.path, found[0].field.facet), ("reservation", Facet::Terms));
    assert_eq!(found[0].after, [Said::Key("desk-reservation-none")]);
}

#[test]
fn two_people_who_change_different_fields_both_keep_theirs() {
    let base = record("adachi-safetynet");
    let change =
        |name: &str, value: &str| read(RecordKind::Desk, &base, &with(&base, RecordKind::Desk, name, value)).unwrap();
    let (mine, theirs) = (change("access_ja", "駅から歩いて5分"), change("reservation", "none"));
    let both = merged(fields(RecordKind::Desk), &base, &mine, &theirs);
    assert_eq!(fact(&both, "access_ja"), Some(&json!("駅から歩いて5分")));
    assert_eq!(fact(&both, "reservation"), Some(&json!("none")));
}

fn revision(state: State) -> Revision {
    Revision {
        id: RevisionId(Uuid::from_u128(1)),
        municipality: MunicipalityId(Uuid::from_u128(2)),
        kind: RecordKind::Desk,
        record: Uuid::from_u128(3),
        slug: "desk".to_owned(),
        base: json!({"name": "a"}),
        whole: json!({"name": "b"}),
        origin: Origin::Staff,
        written_by: SATORU,
        written_at: chrono::DateTime::UNIX_EPOCH,
        state,
        version: 1,
    }
}

const SATORU: StaffId = StaffId(Uuid::from_u128(10));
const RIKA: StaffId = StaffId(Uuid::from_u128(11));

/// Every state × who asks × one person or two.
#[test]
fn a_revision_is_published_once_and_by_whom_the_town_wants() {
    let at = chrono::DateTime::UNIX_EPOCH;
    let draft = || State::Draft;
    let waiting = || State::Waiting { reason: "電話で確認".to_owned() };
    let published = || State::Published { number: 1, reason: "前".to_owned(), by: RIKA, at };
    let discarded = || State::Discarded { by: SATORU, at };
    let publish = |state: State, by, second| {
        revision(state).publish(by, at, 2, second, Some("理由".to_owned())).map(|done| done.state).map_err(|no| no.key)
    };
    for second in [false, true] {
        let own = publish(draft(), SATORU, second);
        assert_eq!(own.is_ok(), !second, "{second}: {own:?}");
        assert_eq!(publish(draft(), RIKA, second), Err("refused-edit-not-yours"), "{second}");
        assert!(publish(waiting(), RIKA, second).is_ok());
        let own = publish(waiting(), SATORU, second);
        assert_eq!(own, Err("refused-edit-second-person"), "once a second was asked, {second} or not");
        for gone in [published(), discarded()] {
            assert_eq!(publish(gone.clone(), RIKA, second), Err("refused-edit-decided"));
            assert_eq!(revision(gone.clone()).discard(RIKA, at).unwrap_err().key, "refused-edit-decided");
            assert_eq!(revision(gone).ask(SATORU, String::new()).unwrap_err().key, "refused-edit-decided");
        }
    }
    assert_eq!(
        publish(waiting(), RIKA, true),
        Ok(State::Published { number: 2, reason: "電話で確認".to_owned(), by: RIKA, at })
    );
    assert_eq!(revision(draft()).ask(RIKA, String::new()).unwrap_err().key, "refused-edit-not-yours");
    assert_eq!(revision(draft()).discard(RIKA, at).unwrap_err().key, "refused-edit-not-yours");
    assert!(revision(waiting()).discard(RIKA, at).is_ok(), "whoever is asked may say no");
    assert_eq!(revision(waiting()).ask(SATORU, String::new()).unwrap_err().key, "refused-edit-already-waiting");
}

#[test]
fn a_record_without_its_own_kind_is_told_before_it_breaks_the_directory() {
    for kind in [RecordKind::Organization, RecordKind::Gathering] {
        let (name, facts) = parts(&beginning(kind, "北の記録", "adachi"));
        let id = Uuid::from_u128(3);
        let whole = Record { kind, id, slug: "kita".to_owned(), municipality: None, name, facts };
        assert_eq!(whole.check(), Ok(()), "{kind}");
        for wrong in [Value::Null, json!("nothing"), json!(3)] {
            let mut facts = whole.facts.clone();
            facts["kind"] = wrong;
            let fault = Record { facts, ..whole.clone() }.check().unwrap_err();
            assert_eq!(fault.record, "kita", "{kind}: {fault}");
        }
    }
}

#[test]
fn a_name_is_needed_but_for_an_event_and_is_no_story() {
    let key = |kind, typed: &str| name(kind, typed).map_err(|refusal| refusal.key);
    for kind in RecordKind::ALL {
        let empty = key(*kind, " \u{3000}");
        let expected = if *kind == RecordKind::Event { Ok(String::new()) } else { Err("refused-edit-needed") };
        assert_eq!(empty, expected, "{kind}");
        assert_eq!(key(*kind, &"あ".repeat(301)), Err("refused-edit-long"), "{kind}");
        assert_eq!(key(*kind, &format!(" {} ", "あ".repeat(300))), Ok("あ".repeat(300)), "{kind}");
    }
}

#[test]
fn what_a_partner_said_stays_until_somebody_has_looked_after_it() {
    fn after(held: Option<&str>, said: &str) -> Result<Option<String>, &'static str> {
        correction_after(held, said).map_err(|refusal| refusal.key)
    }
    assert_eq!(after(None, " 階がちがいます "), Ok(Some("階がちがいます".to_owned())));
    assert_eq!(after(Some("階がちがいます"), " "), Ok(None), "nothing new takes nothing away");
    assert_eq!(after(Some("階がちがいます"), "電話も"), Ok(Some("階がちがいます\n\n電話も".to_owned())));
    assert_eq!(after(Some("階がちがいます\n\n電話も"), "電話も"), Ok(None), "pressed twice");
    assert_eq!(after(None, &"あ".repeat(2_001)), Err("refused-edit-long"));
    let (much, long) = ("い".repeat(9_000), "あ".repeat(2_000));
    assert_eq!(after(Some(&much), &long), Err("refused-confirm-waiting"), "no link fills the disk");
}

proptest::proptest! {
    /// Whatever is typed: an answer or a message, never a fall.
    #[test]
    fn reading_a_form_never_fails_on_whatever_is_typed(
        at in 0..DESK_INPUTS.len(),
        value in "[\\PC\\n]{0,80}",
    ) {
        let desk = DESK.with(Clone::clone);
        let typed = with(&desk, RecordKind::Desk, DESK_INPUTS[at], &value);
        match read(RecordKind::Desk, &desk, &typed) {
            Ok(after) => { differences(fields(RecordKind::Desk), &desk, &after); }
            Err(faults) => proptest::prop_assert!(!faults.is_empty()),
        }
    }
}

const DESK_INPUTS: &[&str] = &[
    "name",
    "hours.0.words",
    "hours.1.words",
    "hours.0.year_end_from",
    "overrides.0.times",
    "overrides.0.from",
    "phones.0.number",
    "phones.7.number",
    "addresses.0.valid_from",
    "emails",
    "web",
    "eligibility.min_age",
    "owner",
];

thread_local! {
    static DESK: Value = record("adachi-safetynet");
}
