//! The three answers a rule may give about somebody: yes, no, and "a person decides".
//!
//! Public texts say 概ね, 原則 and 程度 on purpose. Where they leave room, or where a fact is
//! simply not known, a program that answers "no" turns people away whom the desk would have
//! received; so it says that a person decides.

/// What a rule says when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Verdict {
    /// The text says yes.
    Yes,
    /// The text says no.
    No,
    /// The text leaves it open, or a fact is not known: somebody looks, nobody is refused.
    PersonDecides,
}

impl Verdict {
    /// `None` where a person decides.
    pub const fn known(self) -> Option<bool> {
        match self {
            Verdict::Yes => Some(true),
            Verdict::No => Some(false),
            Verdict::PersonDecides => None,
        }
    }

    /// Both must say yes; a "no" of either is a no.
    pub const fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::No, _) | (_, Verdict::No) => Verdict::No,
            (Verdict::PersonDecides, _) | (_, Verdict::PersonDecides) => Verdict::PersonDecides,
            (Verdict::Yes, Verdict::Yes) => Verdict::Yes,
        }
    }
}

impl From<bool> for Verdict {
    fn from(yes: bool) -> Verdict {
        if yes { Verdict::Yes } else { Verdict::No }
    }
}
