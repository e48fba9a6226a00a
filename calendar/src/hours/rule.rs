//! Openings and closures: a recurrence with its times.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::wire::{ClosureForm, RuleForm};
use super::{ClockTime, Days, MonthDay, NthDay, OnHoliday, Pattern, Times, Weekdays};
use crate::hours::{MoveTo, MoveWhen};

/// One opening.
///
/// As data it is flat: `{type: weekly, days: [mon], start: "10:00", end: "18:00"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RuleForm", into = "RuleForm")]
pub struct Rule {
    /// The days.
    pub pattern: Pattern,
    /// The times of these days; empty means that none are printed, and the minutes are not known.
    pub times: Vec<Times>,
}

/// Days, or parts of days, taken away from the openings of a block.
///
/// As data: `{type: nth_weekday, nth: 2, day: mon, if_national_holiday: {nth: 3, day: mon}}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "ClosureForm", into = "ClosureForm")]
pub struct Closure {
    /// The days.
    pub pattern: Pattern,
    /// The part of the day; empty means all of it.
    pub times: Vec<Times>,
}

impl Rule {
    /// These days at this time.
    pub fn at(days: Days, times: Times) -> Rule {
        Rule { pattern: Pattern::new(days), times: vec![times] }
    }

    /// These days, with no time printed.
    pub fn on(days: Days) -> Rule {
        Rule { pattern: Pattern::new(days), times: Vec::new() }
    }

    /// Every week on these days.
    pub fn weekly(days: impl IntoIterator<Item = Weekday>, start: ClockTime, end: ClockTime) -> Rule {
        Rule::at(Days::Weekly(days.into_iter().collect()), Times::new(start, end))
    }

    /// One date.
    pub fn single(date: NaiveDate, times: Times) -> Rule {
        Rule::at(Days::Dates(vec![date]), times)
    }
}

impl Closure {
    /// These days, all day.
    pub fn on(days: Days) -> Closure {
        Closure { pattern: Pattern::new(days), times: Vec::new() }
    }

    /// Every week on these days.
    pub fn weekly(days: Weekdays) -> Closure {
        Closure::on(Days::Weekly(days))
    }

    /// 祝日
    pub fn holidays() -> Closure {
        Closure::on(Days::Holidays)
    }

    /// 年末年始 from 29 December to 3 January: `stated`, if the text gives these dates.
    pub fn year_end(stated: bool) -> Closure {
        let (from, to) = YEAR_END;
        Closure::on(Days::Annual { from, to, stated })
    }

    /// The nth such weekday of every month, moved to another where the day is a holiday.
    pub fn nth_weekday(nth: i8, day: Weekday, if_holiday: Option<NthDay>) -> Closure {
        let mut pattern = Pattern::new(Days::NthWeekday { nth: vec![nth], days: Weekdays::of(day) });
        if let Some(to) = if_holiday {
            pattern.on_holiday = OnHoliday::Move { when: MoveWhen::Holiday, to: MoveTo::Nth(to) };
        }
        Closure { pattern, times: Vec::new() }
    }
}

/// From 29 December to 3 January, when public offices are shut (行政機関の休日に関する法律, and the
/// ordinances that follow it).
pub const YEAR_END: (MonthDay, MonthDay) = (MonthDay::new(12, 29), MonthDay::new(1, 3));
