//! What a schedule answers, and why.

use std::sync::Arc;

use chrono::{Duration, NaiveDate, NaiveDateTime, Weekday};

use crate::holidays::HolidayName;
use crate::hours::Silence;

/// The answer for one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Open, closed or unknown.
    pub state: State,
    /// The facts it rests on, the strongest first. Never empty, except for an ordinary "open".
    pub reasons: Vec<Reason>,
}

/// Open, closed or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Certainly open.
    Open {
        /// The first minute that is not certainly open. `None` if no end is printed, or if
        /// there is none within the next month (messages are always accepted).
        until: Option<NaiveDateTime>,
    },
    /// Certainly closed.
    Closed {
        /// The next **certain** opening within 400 days; an earlier one may be unknown.
        opens: Option<NaiveDateTime>,
    },
    /// The documents do not say. It must never be shown as open.
    Unknown,
}

impl State {
    /// True only if it is certainly open.
    pub fn is_open(self) -> bool {
        matches!(self, State::Open { .. })
    }
}

/// A fact behind an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A published exception, in its public words.
    Override(Arc<str>),
    /// A closure moved here, because its own day is a holiday.
    ShiftedClosure {
        /// The day the closure would have been.
        from: NaiveDate,
        /// Which weekday of the month that is.
        from_n: i8,
        /// Which weekday of the month today is.
        to_n: i8,
        /// The weekday of today.
        weekday: Weekday,
        /// The holiday that moved it.
        holiday: HolidayName,
    },
    /// The nth such weekday of the month is a closing day.
    NthWeekdayClosure {
        /// 1 to 5, or -1 (the last) to -5.
        n: i8,
        /// The weekday counted.
        weekday: Weekday,
    },
    /// 年末年始
    YearEnd {
        /// False if the document gives no dates: they are assumed, and to be confirmed.
        stated: bool,
    },
    /// A holiday.
    Holiday(HolidayName),
    /// Not open on this day of the week.
    WeeklyClosed(Weekday),
    /// Not one of the days on which it takes place.
    NoSession,
    /// Open on this day, but not at this time.
    OutsideHours,
    /// The text is silent on this topic.
    NotStated(Silence),
    /// The start is printed, the end is not.
    EndNotStated,
    /// Dates are published one by one.
    Irregular,
    /// Only how often is printed, not when.
    FrequencyOnly,
    /// A time is found when somebody asks.
    OnRequest,
    /// The hours follow another desk or gathering.
    FollowsOther,
    /// No hours are printed.
    NoHours,
    /// What is printed does not hold on this day.
    OutsideValidity {
        /// First day it holds.
        from: Option<NaiveDate>,
        /// Last day it holds.
        to: Option<NaiveDate>,
    },
    /// 原則: planned, a published change wins.
    Tentative,
    /// Messages are accepted at any hour; when somebody answers is another question.
    AlwaysAccepts,
}

impl Reason {
    /// Override > shifted closure > closure > holiday > opening.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Reason::Override(_) => 0,
            Reason::ShiftedClosure { .. } => 1,
            Reason::NthWeekdayClosure { .. } => 2,
            Reason::YearEnd { .. } => 3,
            Reason::Holiday(_) => 4,
            Reason::WeeklyClosed(_) => 5,
            Reason::NoSession => 6,
            Reason::OutsideHours => 7,
            Reason::NotStated(_) => 8,
            Reason::EndNotStated => 9,
            Reason::Irregular => 10,
            Reason::FrequencyOnly => 11,
            Reason::OnRequest => 12,
            Reason::FollowsOther => 13,
            Reason::NoHours => 14,
            Reason::OutsideValidity { .. } => 15,
            Reason::Tentative => 16,
            Reason::AlwaysAccepts => 17,
        }
    }
}

/// One stretch of time, half-open `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    /// Its first minute.
    pub start: NaiveDateTime,
    /// The first minute after it; `None` if no end is printed, then only the first minute is certain.
    pub end: Option<NaiveDateTime>,
}

impl Interval {
    /// True if the moment certainly lies within.
    pub fn contains(&self, at: NaiveDateTime) -> bool {
        self.start <= at && at < self.certain_end()
    }

    /// The end, or one minute after the start when no end is printed.
    pub fn certain_end(&self) -> NaiveDateTime {
        self.end.unwrap_or(self.start + Duration::minutes(1))
    }
}

/// The answer for one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayAnswer {
    /// The day asked about.
    pub date: NaiveDate,
    /// Certainly open, in order, not overlapping. One that runs past midnight is given whole,
    /// on both days.
    pub open: Vec<Interval>,
    /// Not known; where it overlaps `open`, open holds. Empty means that the rest is closed.
    pub unknown: Vec<Interval>,
    /// The facts it rests on, the strongest first.
    pub reasons: Vec<Reason>,
    /// True if an opening certainly begins on this day.
    pub has_session: bool,
}

impl DayAnswer {
    /// True if nothing is open, and certainly so.
    pub fn is_closed(&self) -> bool {
        self.open.is_empty() && self.unknown.is_empty()
    }

    /// True if nothing is certainly open, but something may be.
    pub fn is_unknown(&self) -> bool {
        self.open.is_empty() && !self.unknown.is_empty()
    }
}
