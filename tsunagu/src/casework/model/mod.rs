//! The case itself and what it begins with. Where it stands, what was agreed and what was written down have files of
//! their own. Pure.

pub mod consent;
pub mod entry;
pub mod plan;
pub mod promise;
pub mod state;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    people::{PartyKind, Relation},
    platform::{
        Refusal,
        ids::{CaseId, KeyId, MunicipalityId, OrganizationId, StaffId, ThreadId},
    },
    reception::About,
    vocabulary,
};
use state::CaseState;

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
    /// Who walks along with them. Whoever received it first leads until somebody else has taken the lead on.
    pub lead: StaffId,
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
            CaseState::Connected | CaseState::Resting { .. } | CaseState::Ended { .. } => {}
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
    /// What they would like to talk about, as many as they are; none is fine.
    pub themes: BTreeSet<Theme>,
}

vocabulary! {
    /// What a case is about. Several hold at once, none has to, and none comes before another.
    pub enum Theme("theme") {
        JustTalk => "just-talk",
        Days => "days",
        Sleep => "sleep",
        Body => "body",
        Mind => "mind",
        Family => "family",
        OlderParents => "older-parents",
        Places => "places",
        People => "people",
        Learning => "learning",
        Trying => "trying",
        /// Going on being connected after work has begun.
        WhileWorking => "while-working",
        Money => "money",
        Home => "home",
        Procedures => "procedures",
        Other => "other",
    }
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
