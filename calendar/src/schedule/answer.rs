//! What a schedule answers, and why.

use std::sync::Arc;

use chrono::{Duration, NaiveDate, NaiveDateTime, Weekday};

use crate::clock::ClockTime;
use crate::holidays::HolidayName;
use crate::hours::{MonthDay, Silence};

/// Open, closed or unknown, and nothing else: the cheapest answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Certainly open.
    Open,
    /// Certainly closed.
    Closed,
    /// The documents do not say.
    Unknown,
}

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
        /// Which weekday of the month that is, and which today is, where it moves within its month.
        counted: Option<(i8, i8)>,
        /// The weekday of today.
        weekday: Weekday,
        /// The holiday that moved it; `None` if a weekend or another closure did.
        holiday: Option<HolidayName>,
    },
    /// Its own day is a holiday, so it is held on another day.
    SessionMovedAway(Option<HolidayName>),
    /// Held today instead of on this day.
    SessionMovedHere(NaiveDate),
    /// Closed for a part of the calendar; without dates, it rests until further notice (休止中).
    ClosedPeriod {
        /// First day.
        from: Option<NaiveDate>,
        /// Last day.
        to: Option<NaiveDate>,
    },
    /// Closed in this part of every year: お盆, 夏季休業.
    ClosedSeason {
        /// First day.
        from: MonthDay,
        /// Last day.
        to: MonthDay,
        /// False if the document gives no dates.
        stated: bool,
    },
    /// A closing day by some other rule of the notice.
    ClosingDay,
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
    /// Every second week, but which one is not printed.
    AnchorNotStated,
    /// The words of the notice can be read in two ways, which differ on this day.
    TwoReadings,
    /// It moves when its day is a holiday, but the notice does not say where to.
    MoveNotStated,
    /// The date is printed without its year.
    YearNotStated,
    /// The day is printed, the time is not.
    TimeNotStated,
    /// The times are only about right.
    AboutTimes,
    /// Somebody has to book first.
    ByAppointment,
    /// Nobody is let in after this time.
    LastEntry(ClockTime),
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
            Reason::SessionMovedAway(_) => 2,
            Reason::NthWeekdayClosure { .. } => 3,
            Reason::YearEnd { .. } => 4,
            Reason::ClosedPeriod { .. } => 5,
            Reason::ClosedSeason { .. } => 6,
            Reason::Holiday(_) => 7,
            Reason::WeeklyClosed(_) => 8,
            Reason::ClosingDay => 9,
            Reason::NoSession => 10,
            Reason::OutsideHours => 11,
            Reason::NotStated(_) => 12,
            Reason::EndNotStated => 13,
            Reason::TimeNotStated => 14,
            Reason::AboutTimes => 15,
            Reason::AnchorNotStated => 16,
            Reason::TwoReadings => 17,
            Reason::MoveNotStated => 18,
            Reason::YearNotStated => 19,
            Reason::Irregular => 20,
            Reason::FrequencyOnly => 21,
            Reason::OnRequest => 22,
            Reason::FollowsOther => 23,
            Reason::NoHours => 24,
            Reason::OutsideValidity { .. } => 25,
            Reason::SessionMovedHere(_) => 26,
            Reason::Tentative => 27,
            Reason::ByAppointment => 28,
            Reason::LastEntry(_) => 29,
            Reason::AlwaysAccepts => 30,
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
