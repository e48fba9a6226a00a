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
        /// Somebody of the staff worries that the writer is hit.
        ViolenceSeen => "violence-seen",
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

    fn is_violence(self) -> bool {
        match self {
            Self::Violence | Self::ViolenceSeen => true,
            Self::Words | Self::Food | Self::Mind | Self::Staff => false,
        }
    }

    fn is_of_writer(self) -> bool {
        match self {
            Self::Words | Self::Food | Self::Violence | Self::Mind => true,
            Self::ViolenceSeen | Self::Staff => false,
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
        self.reason().is_some_and(CheckReason::is_violence)
    }

    /// The writer's own words or ticks asked for it, so that a card for a hard moment belongs beside them.
    pub fn is_of_writer(self) -> bool {
        self.reason().is_some_and(CheckReason::is_of_writer)
    }

    /// Asks two persons to look. What the writer says anew is seen by both, whoever looked before; what the desk asks of itself
    /// waits in a check under way. Violence is never forgotten, and the writer's own reason stands before the desk's.
    pub fn raised(self, reason: CheckReason, now: DateTime<Utc>) -> Self {
        let is_new = reason.is_of_writer() || (reason.is_violence() && !self.hides_contact());
        let kept = self.kept(reason);
        match self {
            Self::None | Self::SeenByTwo { .. } => Self::Raised { reason: kept, at: now },
            Self::Raised { .. } | Self::SeenByOne { .. } if is_new => Self::Raised { reason: kept, at: now },
            Self::Raised { .. } | Self::SeenByOne { .. } => self,
        }
    }

    /// The reason that stays when `new` comes to the one there is.
    fn kept(self, new: CheckReason) -> CheckReason {
        let is_violence = self.hides_contact() || new.is_violence();
        let is_of_writer = new.is_of_writer() || (self.is_waiting() && self.is_of_writer());
        if !is_violence {
            return new;
        }
        match self.reason() {
            Some(CheckReason::Violence) => CheckReason::Violence,
            Some(_) | None if is_of_writer => CheckReason::Violence,
            Some(_) | None => CheckReason::ViolenceSeen,
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
