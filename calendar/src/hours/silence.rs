//! On what a notice is silent when it says nothing, and whether that matters.

use chrono::NaiveDate;

use super::{Closure, Days, HoursBlock, OnHoliday, Pattern, Rule, Silence, YEAR_END};
use crate::holidays::Holidays;
use crate::schedule::Schedule;

/// After so many years dates fall on the same weekdays again, leap years included.
const YEARS: std::ops::Range<i32> = 2015..2043;

impl HoursBlock {
    /// True if the rules and closures do not speak of this topic, so that whoever reads no more is left without an
    /// answer.
    pub(crate) fn leaves_open(&self, topic: Silence) -> bool {
        let messages_only = self.rules.iter().all(|rule| rule.pattern.days == Days::Always);
        !messages_only && !self.closures.iter().any(|closure| closure.speaks_of(topic))
    }

    /// True if it makes a difference on some day whether the notice is silent on this topic.
    pub(crate) fn depends_on(&self, topic: Silence) -> bool {
        // Most notices are settled without looking at any day.
        let dated = |rule: &Rule| {
            !matches!(rule.pattern.days, Days::Dates(_) | Days::Irregular { .. } | Days::Frequency(_) | Days::OnRequest)
        };
        if !self.rules.iter().any(dated) || self.closures.iter().any(|closure| closure.covers(topic)) {
            return false;
        }
        let holidays = Holidays::national();
        let plan = |not_stated: Vec<Silence>| {
            let block = HoursBlock {
                rules: self.rules.clone(),
                closures: self.closures.clone(),
                not_stated,
                ..HoursBlock::default()
            };
            Schedule::compile([&block], &[], &holidays).ok()
        };
        let (Some(silent), Some(open)) = (plan(vec![topic]), plan(Vec::new())) else {
            return false;
        };
        let mut days = YEARS.flat_map(|year| match topic {
            Silence::NationalHolidays => holidays.of_year(year).into_iter().map(|(date, _)| date).collect(),
            Silence::YearEnd => year_end(year),
        });
        days.any(|date| silent.day(date).open != open.day(date).open)
    }
}

impl Closure {
    /// True if it closes all of these days, and nothing limits it.
    fn covers(&self, topic: Silence) -> bool {
        let whole = self.times.is_empty() && self.pattern == Pattern::new(self.pattern.days.clone());
        let (first, last) = YEAR_END;
        let days = match (topic, &self.pattern.days) {
            (Silence::NationalHolidays, days) => *days == Days::Holidays,
            (Silence::YearEnd, Days::Annual { from, to, .. }) => to < from && *from <= first && last <= *to,
            (Silence::YearEnd, _) => false,
        };
        whole && days
    }

    /// True for a closure that says what happens on such days. One that moves on holidays, or does not hold on them,
    /// says that the hours do.
    pub(crate) fn speaks_of(&self, topic: Silence) -> bool {
        let suspended = self.pattern.days == Days::Period { from: None, to: None };
        match (topic, &self.pattern.days) {
            (Silence::NationalHolidays, days) => {
                suspended || *days == Days::Holidays || self.pattern.on_holiday != OnHoliday::Keep
            }
            (Silence::YearEnd, Days::Annual { from, to, .. }) => {
                (to < from && from.month >= 11) || (from.month == 12 && from.day >= 20)
            }
            (Silence::YearEnd, _) => suspended,
        }
    }
}

/// 1 to 3 January and 29 to 31 December.
fn year_end(year: i32) -> Vec<NaiveDate> {
    let days = [(1, 1), (1, 2), (1, 3), (12, 29), (12, 30), (12, 31)];
    days.iter().filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, *month, *day)).collect()
}
