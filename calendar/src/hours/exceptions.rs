//! Dated exceptions: a typhoon, an election, an extra Saturday.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Channel, ClockTime};

/// A published exception for one day or a run of days.
///
/// Exceptions are taken in the order of publication: a later closure or replacement also takes
/// back earlier extra openings of the same day, a later extra opening is added to what holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
    /// What happens on these days.
    pub mode: Mode,
    /// The ways to get in touch it speaks of; empty means all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<Channel>,
    /// Public words, shown beside the answer: 「台風のため」.
    pub reason: String,
}

/// What an exception does to a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing is open.
    Close,
    /// Only these times are open, whatever the rules and closures say.
    Replace(Vec<Times>),
    /// These times are open as well, also on a holiday.
    Add(Vec<Times>),
    /// The regular opening that begins at this time does not take place; the others do.
    Cancel(ClockTime),
}

/// One stretch of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Before 24:00.
    pub start: ClockTime,
    /// After the start; `None` when no end is printed: then only the first minute is certain.
    #[serde(default)]
    pub end: Option<ClockTime>,
    /// An end beyond 24:00 is meant and is not a slip of the pen.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub past_midnight: bool,
    /// 開場: people may come in, the programme has not begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doors_open: Option<ClockTime>,
    /// 最終受付: the last minute at which somebody is let in; `None` if not printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_entry: Option<ClockTime>,
    /// 「頃」: the times are only about right, so no minute is certain.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub approximate: bool,
}

impl Times {
    /// From one time to another.
    pub fn new(start: ClockTime, end: ClockTime) -> Times {
        Times { end: Some(end), ..Times::from(start) }
    }

    /// From a time on, with no end printed.
    pub fn from(start: ClockTime) -> Times {
        Times { start, end: None, past_midnight: false, doors_open: None, last_entry: None, approximate: false }
    }
}

impl Override {
    /// Closed on one day.
    pub fn close(on: NaiveDate, reason: &str) -> Override {
        Override::on(on, Mode::Close, reason)
    }

    /// Open at other times on one day.
    pub fn replace(on: NaiveDate, times: Vec<Times>, reason: &str) -> Override {
        Override::on(on, Mode::Replace(times), reason)
    }

    /// An extra opening on one day, or a published date of an irregular gathering.
    pub fn add(on: NaiveDate, times: Times, reason: &str) -> Override {
        Override::on(on, Mode::Add(vec![times]), reason)
    }

    /// One opening of one day does not take place.
    pub fn cancel(on: NaiveDate, start: ClockTime, reason: &str) -> Override {
        Override::on(on, Mode::Cancel(start), reason)
    }

    /// True if it speaks of this channel.
    pub fn speaks_of(&self, channel: Channel) -> bool {
        self.applies_to.is_empty() || self.applies_to.contains(&channel)
    }

    fn on(on: NaiveDate, mode: Mode, reason: &str) -> Override {
        Override { from: on, to: on, mode, applies_to: Vec::new(), reason: reason.to_owned() }
    }
}
