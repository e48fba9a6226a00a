//! The case, and what was agreed: to whom, which items, what for, until when. Pure.

use std::{cmp::Reverse, collections::BTreeSet};

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    people::{PartyKind, Relation},
    platform::{
        Refusal,
        ids::{CaseId, ConsentId, KeyId, MunicipalityId, OrganizationId, StaffId, ThreadId},
    },
    reception::About,
    vocabulary,
};

vocabulary! {
    /// Where a case stands. Nothing changes it by itself; silence is not an event.
    pub enum CaseState("case-state") {
        /// つながっている
        Connected => "connected",
        /// お休み: may go on at any time, with the same number.
        Resting => "resting",
        Ended => "ended",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub id: CaseId,
    pub municipality: MunicipalityId,
    /// Like 2026-0001. It stays the same through relays and reopenings.
    pub number: String,
    pub key: KeyId,
    /// Whoever holds the baton. Only `hand_over` changes it.
    pub responsible: OrganizationId,
    pub state: CaseState,
    pub first_received_at: DateTime<Utc>,
    pub received_by: StaffId,
    pub version: i64,
}

impl Case {
    /// The number of the `nth` case of a fiscal year.
    pub fn number_of(fiscal_year: i32, nth: i32) -> String {
        format!("{fiscal_year}-{nth:04}")
    }

    /// Passes the baton. Only whoever holds it can, in whatever state the case is: an ended case that is taken up again
    /// must be somebody's, too.
    pub fn hand_over(self, from: OrganizationId, to: OrganizationId) -> Result<Self, Refusal> {
        match self.state {
            CaseState::Connected | CaseState::Resting | CaseState::Ended => {}
        }
        if self.responsible != from {
            return Err(Refusal::new("refused-hand-over-not-responsible"));
        }
        if from == to {
            return Err(Refusal::new("refused-hand-over-to-oneself"));
        }
        Ok(Self { responsible: to, ..self })
    }
}

/// What was told at the beginning, in the words in which it was told. Everything may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Intake {
    pub opened_from: Option<ThreadId>,
    pub narrative: String,
    pub wishes: String,
}

vocabulary! {
    /// Who told us.
    pub enum Teller("case-teller") {
        Person => "person",
        Family => "family",
        Other => "other",
    }
}

impl Teller {
    /// Whoever wrote without saying whom it is about is taken for the person.
    pub fn of(about: Option<About>) -> Self {
        match about {
            None | Some(About::Unsure | About::Me) => Self::Person,
            Some(About::Family) => Self::Family,
            Some(About::Friend | About::Other) => Self::Other,
        }
    }

    /// Whose profile the nickname belongs to, and what they are to the person.
    pub fn party(self) -> (PartyKind, Option<Relation>) {
        match self {
            Self::Person => (PartyKind::Person, None),
            Self::Family => (PartyKind::Caller, Some(Relation::Family)),
            Self::Other => (PartyKind::Caller, Some(Relation::Other)),
        }
    }
}

/// Longest text, in characters.
pub const LONGEST_TEXT: usize = 20_000;
/// Longest line: a nickname, the name of a witness.
pub const LONGEST_LINE: usize = 200;

/// Which fields cannot be taken as they are, and why: one message per field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<(&'static str, Refusal)>);

impl Faults {
    /// Notes a fault. The first one of a field is the one to show.
    pub fn add(&mut self, field: &'static str, refusal: Refusal) {
        if self.of(field).is_none() {
            self.0.push((field, refusal));
        }
    }

    pub fn and(mut self, others: Self) -> Self {
        for (field, refusal) in others.0 {
            self.add(field, refusal);
        }
        self
    }

    /// The message beside a field.
    pub fn of(&self, field: &str) -> Option<&Refusal> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add_if(&mut self, wrong: bool, field: &'static str, refusal: &'static str) {
        if wrong {
            self.add(field, Refusal::new(refusal));
        }
    }

    fn add_if_long(&mut self, text: &str, longest: usize, field: &'static str) {
        if text.chars().count() > longest {
            self.add(field, Refusal::new("refused-case-text-long").with("longest", longest.to_string()));
        }
    }
}

/// A case opened at the counter or on the telephone. Everything may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCase {
    pub teller: Teller,
    pub nickname: String,
    pub narrative: String,
    pub wishes: String,
}

impl NewCase {
    /// Nothing has to be told; it only has to fit.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        faults.add_if_long(&self.nickname, LONGEST_LINE, "nickname");
        faults.add_if_long(&self.narrative, LONGEST_TEXT, "narrative");
        faults.add_if_long(&self.wishes, LONGEST_TEXT, "wishes");
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// Wishes as they will be kept.
pub fn wishes(typed: &str) -> Result<String, Refusal> {
    let mut faults = Faults::default();
    faults.add_if_long(typed, LONGEST_TEXT, "wishes");
    match faults.of("wishes") {
        None => Ok(typed.trim_end().to_owned()),
        Some(refusal) => Err(refusal.clone()),
    }
}

vocabulary! {
    /// The parts of the paper form that are agreed one by one.
    pub enum Item("item") {
        Name => "name",
        Gender => "gender",
        Birth => "birth",
        Address => "address",
        Phone => "phone",
        Caller => "caller",
        Concerns => "concerns",
        Narrative => "narrative",
        Wishes => "wishes",
        /// The first section's record (F1-20…26), without the offices consulted before.
        Record => "record",
        /// Offices consulted before (F1-23).
        Consulted => "consulted",
    }
}

vocabulary! {
    /// Who gave the consent.
    pub enum GivenBy("given-by") {
        Person => "person",
        Family => "family",
        Guardian => "guardian",
    }
}

vocabulary! {
    /// How it was given.
    pub enum GivenHow("given-how") {
        Signed => "signed",
        Oral => "oral",
        Electronic => "electronic",
    }
}

/// Version of the printed sentence of consent (F1-05). A new wording gets a new name; old consents keep theirs.
pub const WORDING: &str = "adachi-2024";
/// A consent lasts at most this long; then it is talked over again.
pub const LONGEST_YEARS: u32 = 3;

/// A consent (同意): a record, not a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub id: ConsentId,
    pub case: CaseId,
    pub municipality: MunicipalityId,
    pub recipients: Vec<OrganizationId>,
    pub items: BTreeSet<Item>,
    pub purpose: String,
    /// Who was there, when it was given orally.
    pub witness: String,
    pub given_by: GivenBy,
    pub given_how: GivenHow,
    pub given_on: NaiveDate,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// Version of the printed sentence.
    pub wording: String,
    pub recorded_by: StaffId,
    pub recorded_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Whether a consent holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    NotYet,
    Holds,
    Ended,
    Withdrawn(DateTime<Utc>),
}

/// What one consent lacks for handing certain items to certain hands on a certain day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gap {
    /// The recipient is not among those agreed.
    pub recipient: bool,
    /// Items that were not agreed.
    pub items: Vec<Item>,
    /// The last day on which it held.
    pub expired_on: Option<NaiveDate>,
    pub not_yet: bool,
    pub withdrawn: bool,
}

impl Consent {
    pub fn standing(&self, on: NaiveDate) -> Standing {
        match self.withdrawn_at {
            Some(at) => Standing::Withdrawn(at),
            None if on < self.given_on => Standing::NotYet,
            None if on > self.until => Standing::Ended,
            None => Standing::Holds,
        }
    }

    /// What is missing for handing `items` to `to` on the day `on`; nothing if it covers them.
    pub fn gap(&self, to: OrganizationId, items: &BTreeSet<Item>, on: NaiveDate) -> Option<Gap> {
        let gap = Gap {
            recipient: !self.recipients.contains(&to),
            items: items.difference(&self.items).copied().collect(),
            expired_on: (on > self.until).then_some(self.until),
            not_yet: on < self.given_on,
            withdrawn: self.withdrawn_at.is_some(),
        };
        (gap != Gap::default()).then_some(gap)
    }

    /// The person takes it back. From now on nobody reads on its ground.
    pub fn withdraw(self, at: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.withdrawn_at {
            None => Ok(Self { withdrawn_at: Some(at), ..self }),
            Some(_) => Err(Refusal::new("refused-consent-withdrawn-already")),
        }
    }
}

/// Why nothing may be handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    NoConsent,
    /// What the nearest consent lacks.
    Gap(Gap),
}

/// The consent that covers handing `items` to `to` on the day `on`. One consent has to cover all of it: what was agreed
/// for one purpose is not added to what was agreed for another.
pub fn covering<'a>(
    consents: &'a [Consent],
    to: OrganizationId,
    items: &BTreeSet<Item>,
    on: NaiveDate,
) -> Result<&'a Consent, Missing> {
    let mut gaps = Vec::new();
    for consent in consents {
        match consent.gap(to, items, on) {
            None => return Ok(consent),
            Some(gap) => gaps.push(gap),
        }
    }
    // Of those that lack equally much the latest is the one that people remember.
    gaps.into_iter().rev().min_by_key(distance).map_or(Err(Missing::NoConsent), |gap| Err(Missing::Gap(gap)))
}

/// How far a consent is from covering: one taken back is furthest, then another recipient, then other days, then items.
fn distance(gap: &Gap) -> (bool, bool, bool, usize) {
    (gap.withdrawn, gap.recipient, gap.expired_on.is_some() || gap.not_yet, gap.items.len())
}

/// A consent as it was typed, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewConsent {
    pub recipients: Vec<OrganizationId>,
    pub items: BTreeSet<Item>,
    pub purpose: String,
    pub witness: String,
    pub given_by: Option<GivenBy>,
    pub given_how: Option<GivenHow>,
    pub given_on: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

/// A consent that has passed `NewConsent::check`. There is no other way to make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    recipients: Vec<OrganizationId>,
    items: BTreeSet<Item>,
    purpose: String,
    witness: String,
    given_by: GivenBy,
    given_how: GivenHow,
    given_on: NaiveDate,
    until: NaiveDate,
}

impl NewConsent {
    pub fn check(self, today: NaiveDate) -> Result<Terms, Faults> {
        let mut faults = Faults::default();
        faults.add_if(self.recipients.is_empty(), "recipient", "refused-consent-no-recipient");
        faults.add_if(self.items.is_empty(), "item", "refused-consent-no-item");
        faults.add_if(self.purpose.trim().is_empty(), "purpose", "refused-consent-no-purpose");
        faults.add_if_long(&self.purpose, LONGEST_TEXT, "purpose");
        faults.add_if_long(&self.witness, LONGEST_LINE, "witness");
        faults.add_if(self.given_by.is_none(), "given_by", "refused-consent-no-giver");
        faults.add_if(self.given_how.is_none(), "given_how", "refused-consent-no-way");
        match self.given_on {
            None => faults.add("given_on", Refusal::new("refused-consent-no-day")),
            Some(day) => {
                faults.add_if(day > today, "given_on", "refused-consent-day-ahead");
                faults.add_if(day < earliest(), "given_on", "refused-consent-day-long-ago");
            }
        }
        match self.until {
            None => faults.add("until", Refusal::new("refused-consent-no-until")),
            Some(until) => {
                let from = self.given_on.unwrap_or(today);
                faults.add_if(until < from, "until", "refused-consent-until-before-given");
                faults.add_if(until < today, "until", "refused-consent-until-past");
                faults.add_if(until > latest(from), "until", "refused-consent-until-far");
            }
        }
        match self {
            Self {
                recipients,
                items,
                purpose,
                witness,
                given_by: Some(given_by),
                given_how: Some(given_how),
                given_on: Some(given_on),
                until: Some(until),
            } if faults.is_empty() => {
                Ok(Terms { recipients, items, purpose, witness, given_by, given_how, given_on, until })
            }
            _ => Err(faults),
        }
    }
}

/// Nobody living gave a consent before.
fn earliest() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day")
}

/// The last day up to which a consent given on `from` may last.
pub fn latest(from: NaiveDate) -> NaiveDate {
    from.checked_add_months(Months::new(LONGEST_YEARS * 12)).unwrap_or(NaiveDate::MAX)
}

impl Terms {
    /// The record of these terms.
    pub fn recorded(self, id: ConsentId, case: &Case, by: StaffId, at: DateTime<Utc>) -> Consent {
        Consent {
            id,
            case: case.id,
            municipality: case.municipality,
            recipients: self.recipients,
            items: self.items,
            purpose: self.purpose,
            witness: self.witness,
            given_by: self.given_by,
            given_how: self.given_how,
            given_on: self.given_on,
            until: self.until,
            wording: WORDING.to_owned(),
            recorded_by: by,
            recorded_at: at,
            withdrawn_at: None,
            version: 1,
        }
    }
}

/// The newest first: what was agreed last is read first.
pub fn newest_first(mut consents: Vec<Consent>) -> Vec<Consent> {
    consents.sort_by_key(|consent| Reverse((consent.recorded_at, consent.id)));
    consents
}
