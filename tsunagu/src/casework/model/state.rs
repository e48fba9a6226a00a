//! Where a case stands and what may come of it. Nothing changes it by itself; silence is not an event. Pure.

use chrono::{DateTime, Utc};

use super::{Faults, LONGEST_TEXT};
use crate::{
    platform::{
        Refusal,
        ids::{CaseId, MunicipalityId, StaffId, TurnId},
    },
    vocabulary,
};

vocabulary! {
    /// The name of a state, without its facts.
    pub enum StateKind("case-state") {
        /// つながっている
        Connected => "connected",
        /// お休み: may go on at any time, with the same number.
        Resting => "resting",
        /// 終わり(いつでも再開)
        Ended => "ended",
    }
}

vocabulary! {
    /// How often somebody who rests would like to hear from us. They choose it, and may choose another at any time.
    pub enum Rhythm("rhythm") {
        /// We wait; they write when they feel like it.
        WhenTheyLike => "when-they-like",
        Monthly => "monthly",
        Seasonal => "seasonal",
        HalfYearly => "half-yearly",
        Yearly => "yearly",
    }
}

impl Rhythm {
    /// Months between two words from us; none where we wait.
    pub fn months(self) -> Option<u32> {
        match self {
            Self::WhenTheyLike => None,
            Self::Monthly => Some(1),
            Self::Seasonal => Some(3),
            Self::HalfYearly => Some(6),
            Self::Yearly => Some(12),
        }
    }
}

vocabulary! {
    /// Whose word it was.
    pub enum Voice("voice") {
        Person => "person",
        Family => "family",
        Staff => "staff",
    }
}

vocabulary! {
    /// Why a case ends, in the sense of the person. The first is the one that is meant: "I am fine for now".
    /// Having found work is none: whoever works goes on being connected as long as they like.
    pub enum EndReason("end-reason") {
        Enough => "enough",
        OwnWay => "own-way",
        Elsewhere => "elsewhere",
        FamilyEnough => "family-enough",
        Moved => "moved",
        Died => "died",
        FromUs => "from-us",
    }
}

impl EndReason {
    /// Who says so.
    pub fn voice(self) -> Voice {
        match self {
            Self::Enough | Self::OwnWay | Self::Elsewhere => Voice::Person,
            Self::FamilyEnough => Voice::Family,
            Self::Moved | Self::Died | Self::FromUs => Voice::Staff,
        }
    }

    /// Whether closing words go to their page.
    pub fn is_told(self) -> bool {
        self != Self::Died
    }
}

/// Where a case stands. A variant holds what is true in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    Connected,
    Resting { rhythm: Rhythm },
    Ended { reason: EndReason, at: DateTime<Utc> },
}

vocabulary! {
    /// What may be done with a state.
    pub enum Turn("turn") {
        Rested => "rested",
        Ended => "ended",
        Reopened => "reopened",
    }
}

impl CaseState {
    pub fn kind(self) -> StateKind {
        match self {
            Self::Connected => StateKind::Connected,
            Self::Resting { .. } => StateKind::Resting,
            Self::Ended { .. } => StateKind::Ended,
        }
    }

    /// What may come of it.
    pub fn turns(self) -> &'static [Turn] {
        match self {
            Self::Connected => &[Turn::Rested, Turn::Ended],
            Self::Resting { .. } => &[Turn::Reopened, Turn::Rested, Turn::Ended],
            Self::Ended { .. } => &[Turn::Reopened],
        }
    }

    pub fn rest(self, rhythm: Rhythm) -> Result<Self, Refusal> {
        match self {
            Self::Connected | Self::Resting { .. } => Ok(Self::Resting { rhythm }),
            Self::Ended { .. } => Err(Refusal::new("refused-state-ended")),
        }
    }

    pub fn end(self, reason: EndReason, at: DateTime<Utc>) -> Result<Self, Refusal> {
        match self {
            Self::Connected | Self::Resting { .. } => Ok(Self::Ended { reason, at }),
            Self::Ended { .. } => Err(Refusal::new("refused-state-ended")),
        }
    }

    /// One step back to being connected, as often as they like.
    pub fn reopen(self) -> Result<Self, Refusal> {
        match self {
            Self::Resting { .. } | Self::Ended { .. } => Ok(Self::Connected),
            Self::Connected => Err(Refusal::new("refused-state-connected")),
        }
    }
}

/// A change of state as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedTurn {
    pub turn: Option<Turn>,
    pub rhythm: Option<Rhythm>,
    pub reason: Option<EndReason>,
    /// For ourselves: how it came about.
    pub words: String,
    /// For their page; may be empty.
    pub closing: String,
}

/// A change of state that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Rest {
        rhythm: Rhythm,
    },
    /// They say so: it ends now.
    End {
        reason: EndReason,
    },
    /// We think so: somebody else looks first.
    AskToEnd {
        reason: EndReason,
    },
    Reopen,
}

impl AskedTurn {
    pub fn check(&self) -> Result<Step, Faults> {
        let mut faults = Faults::default();
        faults.add_if_long(&self.words, LONGEST_TEXT, "words");
        faults.add_if_long(&self.closing, LONGEST_TEXT, "closing");
        let step = match (self.turn, self.rhythm, self.reason) {
            (Some(Turn::Rested), Some(rhythm), _) => Some(Step::Rest { rhythm }),
            (Some(Turn::Rested), None, _) => Some(Step::Rest { rhythm: Rhythm::WhenTheyLike }),
            (Some(Turn::Reopened), _, _) => Some(Step::Reopen),
            (Some(Turn::Ended), _, Some(reason)) => match reason.voice() {
                Voice::Person | Voice::Family => Some(Step::End { reason }),
                Voice::Staff => {
                    faults.add_if(self.words.trim().is_empty(), "words", "refused-end-no-words");
                    Some(Step::AskToEnd { reason })
                }
            },
            (Some(Turn::Ended), _, None) => {
                faults.add("reason", Refusal::new("refused-end-no-reason"));
                None
            }
            (None, _, _) => {
                faults.add("turn", Refusal::new("refused-turn-none"));
                None
            }
        };
        match step {
            Some(step) if faults.is_empty() => Ok(step),
            Some(_) | None => Err(faults),
        }
    }
}

/// How far a change of state has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnStanding {
    Done,
    /// Somebody else is to look first.
    Waiting,
    Seen {
        by: StaffId,
        at: DateTime<Utc>,
    },
    /// Whoever looked thinks otherwise: nothing has changed.
    PutAside {
        by: StaffId,
        at: DateTime<Utc>,
    },
}

/// What a change of state changed, for the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Rested(Rhythm),
    Ended(EndReason),
    Reopened,
}

impl Cause {
    pub fn turn(self) -> Turn {
        match self {
            Self::Rested(_) => Turn::Rested,
            Self::Ended(_) => Turn::Ended,
            Self::Reopened => Turn::Reopened,
        }
    }

    /// The code of what was chosen beside the turn.
    pub fn detail(self) -> Option<&'static str> {
        match self {
            Self::Rested(rhythm) => Some(rhythm.code()),
            Self::Ended(reason) => Some(reason.code()),
            Self::Reopened => None,
        }
    }
}

/// One change of state, or the wish for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnRecord {
    pub id: TurnId,
    pub municipality: MunicipalityId,
    pub case: CaseId,
    pub cause: Cause,
    pub voice: Voice,
    /// Nobody of ours where the person came back on their own page.
    pub staff: Option<StaffId>,
    pub at: DateTime<Utc>,
    pub standing: TurnStanding,
    pub words: String,
    pub closing: String,
    pub version: i64,
}

impl TurnRecord {
    /// A second person looks at an ending that staff asked for.
    pub fn seen(self, by: StaffId, at: DateTime<Utc>, agrees: bool) -> Result<Self, Refusal> {
        match self.standing {
            TurnStanding::Waiting if self.staff == Some(by) => Err(Refusal::new("refused-end-own-look")),
            TurnStanding::Waiting if agrees => Ok(Self { standing: TurnStanding::Seen { by, at }, ..self }),
            TurnStanding::Waiting => Ok(Self { standing: TurnStanding::PutAside { by, at }, ..self }),
            TurnStanding::Done | TurnStanding::Seen { .. } | TurnStanding::PutAside { .. } => {
                Err(Refusal::new("refused-end-looked-at"))
            }
        }
    }

    /// Whether the state has really changed.
    pub fn is_in_force(&self) -> bool {
        match self.standing {
            TurnStanding::Done | TurnStanding::Seen { .. } => true,
            TurnStanding::Waiting | TurnStanding::PutAside { .. } => false,
        }
    }
}
