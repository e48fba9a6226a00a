//! A try to reach somebody, from asking to how it ended. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    people::{
        PartyKind,
        contact::{Barrier, Care, Means, Outgoing, Wishes},
    },
    platform::{
        Refusal, clock,
        ids::{AttemptId, CaseId, MunicipalityId, StaffId},
    },
    vocabulary,
};

vocabulary! {
    /// How a try ended. None of them is a failure of anybody.
    pub enum Ending("ending") {
        Reached => "reached",
        Nobody => "nobody",
        SomebodyElse => "somebody-else",
        Machine => "machine",
        Sent => "sent",
        CameBack => "came-back",
        /// Thought better of it.
        LeftAlone => "left-alone",
    }
}

/// Where a try stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was not agreed, so it did not happen.
    Barred(Barrier),
    /// Going on: whoever asked sees how to do it.
    Open,
    Ended(Ending),
}

/// A try as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub party: PartyKind,
    pub means: Means,
    pub urgent: bool,
    /// Why it is urgent.
    pub reason: String,
}

/// Longest words beside a try, in characters.
pub const LONGEST_WORDS: usize = 2_000;

impl Asked {
    /// Urgency overrides what was agreed, so it has to be said why.
    pub fn fit(self) -> Result<Self, Refusal> {
        if self.urgent && self.reason.trim().is_empty() {
            return Err(Refusal::new("refused-contact-urgent-why"));
        }
        fits(&self.reason)?;
        Ok(self)
    }
}

/// Words that can be kept.
pub fn fits(words: &str) -> Result<(), Refusal> {
    if words.chars().count() > LONGEST_WORDS {
        return Err(Refusal::new("refused-contact-words-long").with("longest", LONGEST_WORDS.to_string()));
    }
    Ok(())
}

/// How long a try goes on before it is asked anew.
pub const GOES_ON: TimeDelta = TimeDelta::hours(1);

/// What a page shows of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// How to do it, with the number.
    Care(Box<Care>),
    Barred(Barrier),
    /// It began some time ago, or somebody else began it: no number.
    Over,
    Ended,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub municipality: MunicipalityId,
    pub case: CaseId,
    pub party: PartyKind,
    pub means: Means,
    pub urgent: bool,
    pub staff: StaffId,
    pub at: DateTime<Utc>,
    pub state: State,
    pub reason: String,
    pub note: String,
    pub version: i64,
}

impl Attempt {
    /// What whoever opens it sees. The number is for whoever asked, while it goes on: later, or for somebody else, it is
    /// asked anew, and what was declined meanwhile counts at once.
    pub fn shown(&self, wishes: &Wishes, by: StaffId, now: DateTime<Utc>) -> Shown {
        match self.state {
            State::Ended(_) => Shown::Ended,
            State::Barred(barrier) => Shown::Barred(barrier),
            State::Open if by != self.staff || now - self.at >= GOES_ON => Shown::Over,
            State::Open => {
                // The hour was right when it began; a call does not end because the clock strikes.
                let outgoing = Outgoing { means: self.means, at: clock::local(self.at), urgent: self.urgent };
                wishes.check(outgoing).map_or_else(Shown::Barred, |care| Shown::Care(Box::new(care)))
            }
        }
    }

    pub fn end(self, ending: Ending, note: String) -> Result<Self, Refusal> {
        fits(&note)?;
        match self.state {
            State::Open => Ok(Self { state: State::Ended(ending), note, ..self }),
            State::Ended(_) => Err(Refusal::new("refused-contact-ended")),
            State::Barred(_) => Err(Refusal::new("refused-contact-barred")),
        }
    }
}
