//! What stands in an application. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    casework::Item,
    platform::{Refusal, ids::StaffId},
    reception::CheckReason,
    relay::model::{Concern, Content},
    vocabulary,
};

/// The tick beside the sentence of consent (F1-05) and the name written there: an electronic signature. It offers a
/// consent; the consent itself is recorded with the person, item by item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub name: String,
    /// Version of the printed sentence.
    pub wording: String,
    pub at: DateTime<Utc>,
}

/// What was put in the place of the signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    pub ticked: bool,
    pub name: String,
}

impl Signature {
    /// Both tick and name, or neither: half a signature is asked about, and none is ever assumed. The same name keeps
    /// the moment at which it was given.
    pub fn offer(&self, before: Option<Offer>, wording: &str, now: DateTime<Utc>) -> Result<Option<Offer>, Refusal> {
        match (self.ticked, self.name.is_empty()) {
            (false, true) => Ok(None),
            (true, true) | (false, false) => Err(Refusal::new("refused-application-signature")),
            (true, false) => {
                Ok(Some(
                    before
                        .filter(|offer| offer.name == self.name && offer.wording == wording)
                        .unwrap_or_else(|| Offer { name: self.name.clone(), wording: wording.to_owned(), at: now }),
                ))
            }
        }
    }
}

/// An application as it was saved last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Application {
    pub content: Content,
    pub offer: Option<Offer>,
    /// Somebody of the staff copied it from paper last.
    pub copied: Option<Copied>,
}

/// Who copied an application from paper, and when. The holder of the passphrase goes on writing in it as in their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    pub by: StaffId,
    pub at: DateTime<Utc>,
}

vocabulary! {
    /// The boxes that a town may print with a thick frame (太枠).
    pub enum Frame("frame") {
        Consent => "consent",
        Furigana => "furigana",
        Gender => "gender",
        Name => "name",
        Birth => "birth",
        Address => "address",
        PhoneHome => "phone-home",
        PhoneMobile => "phone-mobile",
        Caller => "caller",
        Concerns => "concerns",
        Narrative => "narrative",
    }
}

impl Frame {
    /// The boxes inside the thick frame of the paper that towns know.
    pub fn of_the_paper() -> BTreeSet<Self> {
        use Frame as F;
        [F::Consent, F::Furigana, F::Gender, F::Name, F::Birth, F::Address, F::PhoneHome, F::PhoneMobile].into()
    }

    /// Whether the box is empty. A nickname is a name, and one telephone is enough.
    pub fn is_empty(self, content: &Content, is_agreed: bool) -> bool {
        let person = &content.person;
        let phones = [&person.phone_home, &person.phone_mobile];
        match self {
            Self::Consent => !is_agreed,
            Self::Furigana => person.furigana.is_empty() && person.nickname.is_empty(),
            Self::Gender => person.gender.is_none(),
            Self::Name => person.called().is_empty(),
            Self::Birth => person.birth.day.is_none() && person.birth.age.is_none(),
            Self::Address => person.address.is_empty(),
            Self::PhoneHome | Self::PhoneMobile => phones.iter().all(|phone| phone.is_empty()),
            Self::Caller => content.caller.is_none(),
            Self::Concerns => content.concerns.is_empty(),
            Self::Narrative => content.narrative.is_empty(),
        }
    }
}

/// What is asked to be made sure of on the same day (S-095): nothing to eat, violence or abuse, the heart and mind.
pub fn urgent(content: &Content) -> BTreeSet<Concern> {
    [Concern::Food, Concern::Violence, Concern::Mind]
        .into_iter()
        .filter(|concern| content.concerns.contains(concern))
        .collect()
}

/// Whether saving `after` over `before` says something that must be made sure of today.
pub fn raises(before: &Content, after: &Content) -> bool {
    !urgent(after).is_subset(&urgent(before))
}

/// Why two persons look at the thread, if what was saved asks for it as a message would: violence that was not marked
/// before, or words that were not there before.
pub fn check_of(before: &Content, after: &Content) -> Option<CheckReason> {
    let is_new = |concern| urgent(after).contains(&concern) && !urgent(before).contains(&concern);
    let said = |content: &Content| [&*content.narrative, &content.wishes, &content.concern_other].join("\n");
    if is_new(Concern::Violence) {
        return Some(CheckReason::Violence);
    }
    if said(before) == said(after) { None } else { CheckReason::of(&[], &said(after)) }
}

/// Where somebody lives and how they are reached: what violence must not find.
pub const WHEREABOUTS: [Item; 2] = [Item::Address, Item::Phone];
