//! Dated exceptions: a typhoon, an election, an extra Saturday.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ClockTime;

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
}

/// One stretch of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Before 24:00.
    pub start: ClockTime,
    /// After the start; `None` when no end is printed.
    #[serde(default)]
    pub end: Option<ClockTime>,
    /// An end beyond 24:00 is meant.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub past_midnight: bool,
}

impl Times {
    /// From one time to another.
    pub fn new(start: ClockTime, end: ClockTime) -> Times {
        Times { start, end: Some(end), past_midnight: false }
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

    fn on(on: NaiveDate, mode: Mode, reason: &str) -> Override {
        Override { from: on, to: on, mode, reason: reason.to_owned() }
    }
}
