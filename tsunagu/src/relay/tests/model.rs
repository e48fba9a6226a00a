//! Rules of hops and of what may be handed on.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::super::model::{
    Category, Concern, Content, DeclineReason, Hop, LONGEST_WORDS, Record, Route, Sending, Status, agreed_now,
};
use crate::{
    casework::{Case, CaseState, Item},
    people::{Birth, Gender, Profile, Relation},
    platform::{
        ids::{CaseId, ConsentId, HopId, KeyId, MunicipalityId, OrganizationId, SheetId, StaffId},
        testing::at,
    },
};

const DESK: u128 = 1;
const OFFICE: u128 = 2;
const STRANGER: u128 = 3;

fn office(number: u128) -> OrganizationId {
    OrganizationId(uuid::Uuid::from_u128(number))
}

fn staff() -> StaffId {
    StaffId(uuid::Uuid::from_u128(9))
}

fn moment() -> DateTime<Utc> {
    at("2026-11-24T10:00").and_utc()
}

fn sending(to: u128) -> Sending {
    Sending {
        to: office(to),
        consent: ConsentId(uuid::Uuid::from_u128(5)),
        items: BTreeSet::from([Item::Name]),
        sent_at: moment(),
        answer_by: moment(),
    }
}

fn hop(status: Status) -> Hop {
    let nobody = uuid::Uuid::nil();
    Hop {
        id: HopId(nobody),
        municipality: MunicipalityId(nobody),
        sheet: SheetId(nobody),
        seq: 1,
        from: office(DESK),
        route: Route::default(),
        status,
        record: None,
        circulated_on: None,
        version: 1,
    }
}

fn every_state() -> [(&'static str, Status); 5] {
    let (sending, at, by) = (sending(OFFICE), moment(), staff());
    [
        ("drafted", Status::Drafted),
        ("sent", Status::Sent(sending.clone())),
        ("accepted", Status::Accepted { sending: sending.clone(), at, by }),
        ("taken back", Status::TakenBack { sending: sending.clone(), at, by }),
        ("declined", Status::Declined { sending, at, by, reason: DeclineReason::NoRoom, words: String::new() }),
    ]
}

/// Every state and every verb, as one table: the state it leads to, or the refusal.
#[test]
fn every_verb_in_every_state_leads_on_or_is_refused() {
    let told = |result: Result<Hop, crate::platform::Refusal>| match result {
        Ok(hop) => match hop.status {
            Status::Drafted => "drafted".to_owned(),
            Status::Sent(_) => "sent".to_owned(),
            Status::Accepted { .. } => "accepted".to_owned(),
            Status::Declined { .. } => "declined".to_owned(),
            Status::TakenBack { .. } => "taken back".to_owned(),
        },
        Err(refusal) => refusal.key.trim_start_matches("refused-").to_owned(),
    };
    let decline = |hop: Hop, by| hop.decline((office(by), staff()), moment(), DeclineReason::NoRoom, String::new());
    let mut table = String::new();
    for (name, status) in every_state() {
        let lines = [
            ("send", hop(status.clone()).send(sending(OFFICE))),
            ("accept", hop(status.clone()).accept((office(OFFICE), staff()), moment())),
            ("accept as a stranger", hop(status.clone()).accept((office(STRANGER), staff()), moment())),
            ("accept as the sender", hop(status.clone()).accept((office(DESK), staff()), moment())),
            ("decline", decline(hop(status.clone()), OFFICE)),
            ("decline as a stranger", decline(hop(status.clone()), STRANGER)),
            ("take back", hop(status.clone()).take_back((office(DESK), staff()), moment())),
            ("take back as the receiver", hop(status.clone()).take_back((office(OFFICE), staff()), moment())),
            ("write a record", hop(status.clone()).write_record(Record::default(), None)),
        ];
        for (verb, result) in lines {
            table += &format!("{name} + {verb} = {}\n", told(result));
        }
    }
    insta::assert_snapshot!(table, @r"
    drafted + send = sent
    drafted + accept = sheet-not-yours
    drafted + accept as a stranger = sheet-not-yours
    drafted + accept as the sender = sheet-not-yours
    drafted + decline = sheet-not-yours
    drafted + decline as a stranger = sheet-not-yours
    drafted + take back = sheet-not-in-the-air
    drafted + take back as the receiver = sheet-not-in-the-air
    drafted + write a record = sheet-not-yours
    sent + send = sheet-already-sent
    sent + accept = accepted
    sent + accept as a stranger = sheet-not-yours
    sent + accept as the sender = sheet-not-yours
    sent + decline = declined
    sent + decline as a stranger = sheet-not-yours
    sent + take back = taken back
    sent + take back as the receiver = sheet-not-in-the-air
    sent + write a record = sheet-not-yours
    accepted + send = sheet-already-answered
    accepted + accept = sheet-already-accepted
    accepted + accept as a stranger = sheet-already-accepted
    accepted + accept as the sender = sheet-already-accepted
    accepted + decline = sheet-already-accepted
    accepted + decline as a stranger = sheet-already-accepted
    accepted + take back = sheet-already-answered
    accepted + take back as the receiver = sheet-already-answered
    accepted + write a record = accepted
    taken back + send = sheet-already-answered
    taken back + accept = sheet-already-taken-back
    taken back + accept as a stranger = sheet-already-taken-back
    taken back + accept as the sender = sheet-already-taken-back
    taken back + decline = sheet-already-taken-back
    taken back + decline as a stranger = sheet-already-taken-back
    taken back + take back = sheet-already-taken-back
    taken back + take back as the receiver = sheet-already-taken-back
    taken back + write a record = sheet-not-yours
    declined + send = sheet-already-answered
    declined + accept = sheet-already-declined
    declined + accept as a stranger = sheet-already-declined
    declined + accept as the sender = sheet-already-declined
    declined + decline = sheet-already-declined
    declined + decline as a stranger = sheet-already-declined
    declined + take back = sheet-already-answered
    declined + take back as the receiver = sheet-already-answered
    declined + write a record = sheet-not-yours
    ");
}

#[test]
fn a_sheet_goes_to_somebody_else_and_carries_something() {
    assert_eq!(hop(Status::Drafted).send(sending(DESK)).expect_err("to oneself").key, "refused-sheet-to-oneself");
    let empty = Sending { items: BTreeSet::new(), ..sending(OFFICE) };
    assert_eq!(hop(Status::Drafted).send(empty).expect_err("nothing").key, "refused-sheet-no-items");
    let words = "あ".repeat(LONGEST_WORDS + 1);
    let sent = hop(Status::Sent(sending(OFFICE)));
    let long = sent.decline((office(OFFICE), staff()), moment(), DeclineReason::Other, words);
    assert_eq!(long.expect_err("too long").key, "refused-too-long");
}

#[test]
fn a_receiver_reads_nothing_before_accepting_and_nothing_once_the_ground_has_gone() {
    let read = |covers: bool| every_state().map(|(_, status)| agreed_now(&hop(status), covers));
    assert_eq!(read(true), [None, None, Some(BTreeSet::from([Item::Name])), None, None]);
    assert_eq!(read(false), [None, None, Some(BTreeSet::new()), None, None]);
}

fn case() -> Case {
    let nobody = uuid::Uuid::nil();
    Case {
        id: CaseId(nobody),
        municipality: MunicipalityId(nobody),
        number: "2026-0001".into(),
        key: KeyId(nobody),
        responsible: office(DESK),
        state: CaseState::Connected,
        first_received_at: moment(),
        received_by: staff(),
        lead: staff(),
        version: 1,
    }
}

proptest! {
    /// S-098: whatever anybody presses, in whatever order, exactly one organisation is responsible; it changes only when
    /// the receiver accepts, and then to the receiver.
    #[test]
    fn whatever_is_pressed_the_baton_has_exactly_one_holder(
        pressed in proptest::collection::vec((0u8..4, 1u128..4), 0..30),
    ) {
        let (mut case, mut hop) = (case(), hop(Status::Drafted));
        for (verb, who) in pressed {
            let before = case.responsible;
            let tried = match verb {
                0 => hop.clone().send(sending(who)),
                1 => hop.clone().accept((office(who), staff()), moment()),
                2 => hop.clone().take_back((office(who), staff()), moment()),
                _ => hop.clone().decline((office(who), staff()), moment(), DeclineReason::NoRoom, String::new()),
            };
            let Ok(next) = tried else { continue };
            if let Status::Accepted { sending, .. } = &next.status {
                case = case.hand_over(next.from, sending.to).expect("the sender still held it");
                prop_assert_eq!(case.responsible, office(who));
            } else {
                prop_assert_eq!(case.responsible, before);
            }
            hop = next;
        }
        let is_accepted = matches!(hop.status, Status::Accepted { .. });
        prop_assert!(case.responsible == office(DESK) || is_accepted);
    }
}

const SECRET: &str = "秘密";

fn everything() -> Content {
    let secret = || SECRET.to_owned();
    let profile = || Profile {
        nickname: secret(),
        name: secret(),
        furigana: secret(),
        gender: Some(Gender::Other),
        birth: Birth { day: Some("1981-04-01".parse().expect("a day")), age: Some(45) },
        postcode: secret(),
        address: secret(),
        phone_home: secret(),
        phone_mobile: secret(),
        relation: Some(Relation::Family),
        relation_words: secret(),
    };
    let record = Record {
        received_on: secret(),
        section: "窓口".into(),
        officer: "担当".into(),
        consulted: vec![(Category::Debt, secret())],
        overview: secret(),
        response: secret(),
        continues: Some(true),
    };
    Content {
        receiver: "受付".into(),
        person: profile(),
        caller: Some(profile()),
        concern_other: secret(),
        narrative: secret(),
        wishes: secret(),
        record,
        ..Content::default()
    }
    .with_marks(BTreeSet::from([Concern::Withdrawal]), Some(Concern::Mind))
}

// S-079: any number of ○ and at most one ◎, which is a ○ as well.
#[test]
fn the_most_troubling_concern_is_a_concern() {
    let content = everything();
    assert_eq!(content.concerns, BTreeSet::from([Concern::Withdrawal, Concern::Mind]));
    assert_eq!(content.most, Some(Concern::Mind));
    assert_eq!(Content::default().with_marks(BTreeSet::new(), None).concerns, BTreeSet::new());
    assert_eq!(Concern::ALL.len(), 19);
}

#[test]
fn a_full_sheet_says_something_in_every_item_and_a_blank_one_in_none() {
    assert_eq!(everything().items(), Item::ALL.iter().copied().collect());
    assert_eq!(Content::default().items(), BTreeSet::new());
}

#[test]
fn what_was_not_agreed_is_as_if_it_had_never_been_written() {
    let nothing = serde_json::to_string(&everything().only(&BTreeSet::new())).expect("JSON");
    assert!(!nothing.contains(SECRET) && !nothing.contains("1981") && !nothing.contains("debt"), "{nothing}");
    assert_eq!(everything().only(&BTreeSet::new()).items(), BTreeSet::new());
}

proptest! {
    #[test]
    fn exactly_the_agreed_items_are_left(agreed in proptest::collection::btree_set(0usize..11, 0..11)) {
        let agreed: BTreeSet<Item> = agreed.into_iter().map(|at| Item::ALL[at]).collect();
        prop_assert_eq!(everything().only(&agreed).items(), agreed);
    }
}
