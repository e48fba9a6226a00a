//! How support ends and begins again: 「一旦終了してもいつでも…再開します」.
//!
//! Nothing here ends by itself. A time that has passed, or a person who was not heard of, is
//! not a person who said that it is enough.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

/// What a desk says about taking up a case again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reopening {
    /// いつでも: however long ago it ended.
    pub any_time: bool,
    /// How many times; `None` if no limit is printed.
    pub max_times: Option<u32>,
    /// True if the person has to register anew.
    pub new_registration: bool,
}

impl Reopening {
    /// Whether a case that ended on a day may be taken up again on another, after so many times
    /// before.
    pub fn judge(&self, ended: NaiveDate, on: NaiveDate, times_before: u32) -> Verdict {
        if on < ended || self.max_times.is_some_and(|max| times_before >= max) {
            return Verdict::No;
        }
        if self.any_time { Verdict::Yes } else { Verdict::PersonDecides }
    }

    /// True if it is the same case under the same number, and nobody has to tell all again.
    pub const fn keeps_its_number(&self) -> bool {
        !self.new_registration
    }
}

/// What a desk says about getting in touch after independence (自立後も).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterExit {
    /// いつでも: without a limit of time.
    pub any_time: bool,
}

impl AfterExit {
    /// Whether a person may get in touch so long after leaving; never a plain no, because no
    /// text says one.
    pub fn judge(&self, left: NaiveDate, on: NaiveDate) -> Verdict {
        if self.any_time && left <= on { Verdict::Yes } else { Verdict::PersonDecides }
    }
}

/// When support is over, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportEnd {
    /// What ends it.
    pub end_condition: EndCondition,
    /// The longest it may last, in months; `None` if no limit is printed.
    pub max_duration: Option<u32>,
}

/// What ends support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndCondition {
    /// 「サポートがいらない」と思うまで
    PersonSaysNoLongerNeeded,
}

/// Why somebody would end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The person says that it is enough.
    PersonSaysEnough,
    /// So many months have passed since it began.
    MonthsPassed(u32),
    /// Nothing was heard for so many months.
    MonthsWithoutContact(u32),
}

impl SupportEnd {
    /// True if the text lets support end for this reason.
    pub fn may_end(&self, reason: EndReason) -> bool {
        match (self.end_condition, reason) {
            (EndCondition::PersonSaysNoLongerNeeded, EndReason::PersonSaysEnough) => true,
            (EndCondition::PersonSaysNoLongerNeeded, EndReason::MonthsPassed(months)) => {
                self.max_duration.is_some_and(|max| months >= max)
            }
            // Silence is not 「いらない」.
            (EndCondition::PersonSaysNoLongerNeeded, EndReason::MonthsWithoutContact(_)) => false,
        }
    }
}
