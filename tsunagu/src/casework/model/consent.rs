//! A consent (同意): to whom, which items, what for, until when. Pure.

use std::{cmp::Reverse, collections::BTreeSet};

use chrono::{DateTime, Months, NaiveDate, Utc};

use super::{Case, Faults, LONGEST_LINE, LONGEST_TEXT};
use crate::{
    platform::{
        Refusal,
        ids::{CaseId, ConsentId, MunicipalityId, OrganizationId, StaffId},
    },
    vocabulary,
};

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
