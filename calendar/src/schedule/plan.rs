//! The checked form of a notice: small values that a day is compared with.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::Reason;
use super::facts::DayFacts;
use super::frame::Minutes;
use super::recurrence::{Beside, DaySet, Doubt, Held, Recurrence};
use super::spans::DAY;
use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Booking, MonthDay, MoveTo, OnHoliday};

/// Minutes after midnight; `end: None` when no end is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: u16,
    pub(super) end: Option<u16>,
    /// When people may come in; the start, unless 開場 is printed.
    pub(super) doors: u16,
    /// The last minute at which somebody is let in, if one is printed.
    pub(super) last_entry: Option<u16>,
    /// 「頃」
    pub(super) about: bool,
}

impl Stretch {
    /// To the end of the day if no end is printed: so long it may last.
    pub(super) fn minutes(&self) -> Minutes {
        Minutes { from: self.start, to: self.end.unwrap_or(DAY) }
    }
}

#[derive(Debug)]
pub(super) struct Opening {
    pub(super) recurrence: Recurrence,
    /// Empty when no times are printed.
    pub(super) times: Box<[Stretch]>,
    /// Around all of its times.
    pub(super) minutes: Minutes,
    /// Its days are chosen with holidays in view: silence about holidays says nothing about it.
    pub(super) knows_holidays: bool,
    /// Its days are dates: silence about the year-end says nothing about it either.
    pub(super) is_dated: bool,
}

impl Opening {
    pub(super) fn is_always(&self) -> bool {
        matches!(self.recurrence.days, DaySet::Always)
    }

    /// Why its days are not known, if they are not.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        match self.recurrence.days {
            DaySet::Undated { doubt, .. } => Some(doubt),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(super) struct Shut {
    pub(super) recurrence: Recurrence,
    /// Parts of the day; empty means all of it.
    pub(super) windows: Box<[(u16, u16)]>,
}

impl Shut {
    /// Why it covers this day; asked only when it does.
    pub(super) fn reason(&self, day: &DayFacts, beside: Beside<'_>) -> Option<Reason> {
        if let Held::Maybe(doubt) = self.recurrence.held(day, beside) {
            return Some(doubt.reason());
        }
        let from = self.recurrence.moved_from(day, beside);
        if let Some(from) = from
            && self.recurrence.unmoved(day, beside.holidays) != Held::Yes
        {
            return Some(Reason::ShiftedClosure {
                from,
                counted: self.counted(),
                weekday: day.weekday(),
                holiday: beside.holidays.shared_name(from),
            });
        }
        Some(match self.recurrence.days {
            DaySet::Weekly(_) => Reason::WeeklyClosed(day.weekday()),
            DaySet::Holidays => Reason::Holiday(beside.holidays.shared_name(day.date)?),
            DaySet::Annual { from, to, stated } => {
                let over_new_year = to < from;
                if over_new_year {
                    Reason::YearEnd { stated }
                } else {
                    Reason::ClosedSeason { from: month_day(from), to: month_day(to), stated }
                }
            }
            DaySet::Nth { nth, .. } => {
                let bit = (nth & day.nth_bits()).trailing_zeros() as i8;
                Reason::NthWeekdayClosure { n: if bit > 8 { 8 - bit } else { bit }, weekday: day.weekday() }
            }
            DaySet::Period { first, last } => Reason::ClosedPeriod { from: printed(first), to: printed(last) },
            DaySet::WeekOfMonth { .. }
            | DaySet::EveryWeeks { .. }
            | DaySet::EveryDays { .. }
            | DaySet::MonthDays(_)
            | DaySet::BusinessDays(_)
            | DaySet::Dates(_)
            | DaySet::Yearless(_)
            | DaySet::DayAfterHoliday
            | DaySet::Undated { .. }
            | DaySet::Always => Reason::ClosingDay,
        })
    }

    /// From which count of the weekday to which, where the closure moves within its month.
    fn counted(&self) -> Option<(i8, i8)> {
        match (&self.recurrence.days, self.recurrence.on_holiday) {
            (DaySet::Nth { nth, .. }, OnHoliday::Move { to: MoveTo::Nth(target), .. }) => {
                let bit = nth.trailing_zeros() as i8;
                Some((if bit > 8 { 8 - bit } else { bit }, target.nth))
            }
            _ => None,
        }
    }

    pub(super) fn is_weekly_on(&self, day: &DayFacts) -> bool {
        matches!(self.recurrence.days, DaySet::Weekly(days) if days & day.weekday_bit != 0) && self.windows.is_empty()
    }
}

/// One notice, checked.
#[derive(Debug)]
pub(super) struct BlockPlan {
    pub(super) first: Option<NaiveDate>,
    pub(super) last: Option<NaiveDate>,
    pub(super) openings: Vec<Opening>,
    /// Something that takes place without saying when: kept apart, because regular hours outweigh it.
    pub(super) undated: Vec<Opening>,
    pub(super) shuts: Vec<Shut>,
    /// Some closure takes away a part of the day only.
    pub(super) shuts_parts: bool,
    /// It has hours that come again, beside which 「不定期」 only announces more.
    pub(super) is_regular: bool,
    pub(super) silent_on_holidays: bool,
    pub(super) silent_on_year_end: bool,
    pub(super) tentative: bool,
    pub(super) booking: Option<Booking>,
    pub(super) follows_other: bool,
}

impl BlockPlan {
    pub(super) fn holds_on(&self, date: NaiveDate) -> bool {
        self.first.is_none_or(|first| first <= date) && self.last.is_none_or(|last| date <= last)
    }

    pub(super) fn says_nothing(&self) -> bool {
        self.openings.is_empty() && self.undated.is_empty()
    }

    pub(super) fn beside<'a>(&'a self, holidays: &'a Holidays) -> Beside<'a> {
        Beside { holidays, shuts: &self.shuts }
    }

    /// Whether a closure covers the whole day.
    pub(super) fn shut_on(&self, day: &DayFacts, beside: Beside<'_>) -> Held {
        let mut result = Held::No;
        for shut in self.shuts.iter().filter(|shut| shut.windows.is_empty()) {
            match shut.recurrence.held(day, beside) {
                Held::Yes => return Held::Yes,
                maybe @ Held::Maybe(_) => result = maybe,
                Held::No => {}
            }
        }
        result
    }

    pub(super) fn opens_on(&self, day: &DayFacts, beside: Beside<'_>) -> bool {
        self.openings.iter().any(|o| o.recurrence.held(day, beside) != Held::No)
    }
}

/// The exceptions, cut into stretches of days on which the same ones hold.
#[derive(Debug)]
pub(super) struct Exceptions {
    /// Sorted by first day; each holds until the next begins.
    pub(super) from: Vec<(NaiveDate, Option<Exception>)>,
}

#[derive(Debug)]
pub(super) struct Exception {
    pub(super) base: Base,
    pub(super) added: Vec<(Stretch, Arc<str>)>,
    /// Starts of regular openings that do not take place.
    pub(super) cancelled: Vec<(u16, Arc<str>)>,
}

impl Exception {
    pub(super) fn cancels(&self, start: u16) -> bool {
        self.cancelled.iter().any(|(cancelled, _)| *cancelled == start)
    }
}

/// What the regular hours become.
#[derive(Debug)]
pub(super) enum Base {
    Kept,
    Closed(Arc<str>),
    Replaced(Vec<Stretch>, Arc<str>),
}

impl Exceptions {
    pub(super) fn on(&self, date: NaiveDate) -> Option<&Exception> {
        if self.from.is_empty() {
            return None;
        }
        let after = self.from.partition_point(|(first, _)| *first <= date);
        self.from.get(after.checked_sub(1)?)?.1.as_ref()
    }

    /// All times they bring.
    pub(super) fn minutes(&self) -> impl Iterator<Item = Minutes> {
        let exceptions = self.from.iter().filter_map(|(_, exception)| exception.as_ref());
        exceptions.flat_map(|exception| {
            let replaced = match &exception.base {
                Base::Replaced(times, _) => times.as_slice(),
                Base::Kept | Base::Closed(_) => &[],
            };
            let added = exception.added.iter().map(|(times, _)| times);
            replaced.iter().chain(added).map(Stretch::minutes)
        })
    }
}

fn month_day(of_year: u16) -> MonthDay {
    MonthDay::new((of_year / 32) as u8, (of_year % 32) as u8)
}

/// Without the ends of the calendar, which stand for "no limit".
fn printed(date: NaiveDate) -> Option<NaiveDate> {
    (NaiveDate::MIN < date && date < NaiveDate::MAX).then_some(date)
}

pub(super) fn number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// A minute of the day as a time.
pub(super) fn clock(minute: u16) -> ClockTime {
    ClockTime::new(minute / 60, minute % 60).unwrap_or(ClockTime::MIDNIGHT)
}
