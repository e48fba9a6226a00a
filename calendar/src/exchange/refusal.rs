//! Why a text of another form is not read.

/// The part that is not read, where it stands, and what is accepted instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{part}` at {at} is not read; {accepted}")]
pub struct Refusal {
    /// The line of an iCalendar text, or the character of a text of one line, counted from 1.
    pub at: usize,
    /// The beginning of what is not read.
    pub part: String,
    /// What is accepted.
    pub accepted: &'static str,
}

/// As much of a part as an error shows.
const SHOWN: usize = 40;

impl Refusal {
    pub(super) fn new(at: usize, part: &str, accepted: &'static str) -> Refusal {
        Refusal { at, part: part.chars().take(SHOWN).collect(), accepted }
    }
}
