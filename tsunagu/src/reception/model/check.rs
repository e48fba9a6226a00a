//! The check of the same day: a thread in which somebody may be in danger is seen by two persons, both by name. Words never stop
//! a form and never send anybody out; they ask two people to look. Pure.

use chrono::{DateTime, Utc};

use crate::{
    directory::speaks_of_danger,
    platform::{Refusal, ids::StaffId},
    vocabulary,
};

vocabulary! {
    /// What somebody may tick about how things are.
    pub enum Worry("worry") {
        Food => "food",
        Violence => "violence",
        Mind => "mind",
    }
}

vocabulary! {
    /// Why two persons look.
    pub enum CheckReason("check-reason") {
        /// The words sound like despair or danger.
        Words => "words",
        Food => "food",
        Violence => "violence",
        Mind => "mind",
        /// Somebody of the staff asked for it.
        Staff => "staff",
    }
}

impl CheckReason {
    /// Why what was written asks for a check, if it does.
    pub fn of(worries: &[Worry], text: &str) -> Option<Self> {
        let ticked = |worry| worries.contains(&worry);
        if ticked(Worry::Violence) {
            return Some(Self::Violence);
        }
        // The words by which the finder hears it, too.
        if speaks_of_danger(text) {
            return Some(Self::Words);
        }
        match (ticked(Worry::Food), ticked(Worry::Mind)) {
            (true, _) => Some(Self::Food),
            (false, true) => Some(Self::Mind),
            (false, false) => None,
        }
    }
}

/// Who has seen it, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub by: StaffId,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    #[default]
    None,
    Raised {
        reason: CheckReason,
        at: DateTime<Utc>,
    },
    SeenByOne {
        reason: CheckReason,
        at: DateTime<Utc>,
        first: Look,
    },
    SeenByTwo {
        reason: CheckReason,
        at: DateTime<Utc>,
        first: Look,
        second: Look,
    },
}

impl Check {
    pub fn reason(self) -> Option<CheckReason> {
        match self {
            Self::None => None,
            Self::Raised { reason, .. } | Self::SeenByOne { reason, .. } | Self::SeenByTwo { reason, .. } => {
                Some(reason)
            }
        }
    }

    pub fn raised_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::None => None,
            Self::Raised { at, .. } | Self::SeenByOne { at, .. } | Self::SeenByTwo { at, .. } => Some(at),
        }
    }

    /// Whether somebody still has to look.
    pub fn is_waiting(self) -> bool {
        match self {
            Self::Raised { .. } | Self::SeenByOne { .. } => true,
            Self::None | Self::SeenByTwo { .. } => false,
        }
    }

    /// Whoever is hit may live with the one who hits: nothing goes out by itself, and the number is for one person only. That
    /// stays so whatever is written later.
    pub fn hides_contact(self) -> bool {
        self.reason() == Some(CheckReason::Violence)
    }

    /// The writer's own words or ticks asked for it, so that a card for a hard moment belongs beside them.
    pub fn is_of_writer(self) -> bool {
        self.reason().is_some_and(|reason| reason != CheckReason::Staff)
    }

    /// Asks two persons to look. A check under way stays as it is, but violence is never forgotten.
    pub fn raised(self, reason: CheckReason, now: DateTime<Utc>) -> Self {
        let kept = if self.hides_contact() { CheckReason::Violence } else { reason };
        match self {
            Self::None | Self::SeenByTwo { .. } => Self::Raised { reason: kept, at: now },
            Self::Raised { at, .. } if kept == CheckReason::Violence => Self::Raised { reason: kept, at },
            Self::SeenByOne { at, first, .. } if kept == CheckReason::Violence => {
                Self::SeenByOne { reason: kept, at, first }
            }
            Self::Raised { .. } | Self::SeenByOne { .. } => self,
        }
    }

    /// `look.by` has seen it. The second is somebody else.
    pub fn seen(self, look: Look) -> Result<Self, Refusal> {
        match self {
            Self::None => Err(Refusal::new("refused-check-none")),
            Self::Raised { reason, at } => Ok(Self::SeenByOne { reason, at, first: look }),
            Self::SeenByOne { first, .. } if first.by == look.by => Err(Refusal::new("refused-check-second")),
            Self::SeenByOne { reason, at, first } => Ok(Self::SeenByTwo { reason, at, first, second: look }),
            Self::SeenByTwo { .. } => Ok(self),
        }
    }
}
