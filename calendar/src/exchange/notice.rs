//! A notice that may be written in other forms: checked, with its exceptions and a first day.

use chrono::{Duration, Months, NaiveDate};

use super::loss::leaves_doubt;
use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{HoursBlock, Override};
use crate::schedule::{Fault, Interval, Schedule};

/// How many months are written date by date, where a form has no rule for it.
const HORIZON_MONTHS: u32 = 13;

/// A block of hours with its published exceptions, from a first day on.
///
/// The exceptions are those that concern the channels of the block.
#[derive(Debug)]
pub struct Notice<'a> {
    pub(super) block: &'a HoursBlock,
    pub(super) overrides: &'a [Override],
    pub(super) holidays: &'a Holidays,
    pub(super) schedule: Schedule,
    first: NaiveDate,
    last: NaiveDate,
}

impl<'a> Notice<'a> {
    /// Checks the block and its exceptions. The past before `first` is not written.
    ///
    /// # Errors
    /// As [`Schedule::compile`].
    pub fn check(
        block: &'a HoursBlock,
        overrides: &'a [Override],
        holidays: &'a Holidays,
        first: NaiveDate,
    ) -> Result<Notice<'a>, Fault> {
        let schedule = Schedule::compile([block], overrides, holidays)?;
        let after = first.checked_add_months(Months::new(HORIZON_MONTHS));
        let last = after.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX);
        Ok(Notice { block, overrides, holidays, schedule, first, last })
    }

    /// The first day that is written.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last day that is written date by date: 13 months from the first.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// The days that are written date by date.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let last = self.last;
        self.first.iter_days().take_while(move |day| *day <= last)
    }

    /// What is open and what is not known, of that which begins on this day.
    pub(super) fn on(&self, date: NaiveDate) -> DayHours {
        DayHours::of(&self.schedule, date)
    }

    /// True if some minute may be unknown, on some day from the first on.
    pub(super) fn leaves_doubt(&self) -> bool {
        let block = self.block;
        let begins_later = block.valid_from.is_some_and(|from| self.first < from.first_day());
        leaves_doubt(block)
            || begins_later
            || block.valid_to.is_some()
            || self.overrides.iter().any(|exception| match &exception.mode {
                crate::hours::Mode::Replace(times) | crate::hours::Mode::Add(times) => {
                    times.iter().any(|times| times.end.is_none())
                }
                crate::hours::Mode::Close | crate::hours::Mode::Cancel(_) => false,
            })
    }

    /// The exceptions that concern a day from the first on.
    pub(super) fn exceptions(&self) -> impl Iterator<Item = &Override> {
        // One of yesterday may run past midnight.
        self.overrides.iter().filter(|exception| self.first <= exception.to + Duration::days(1))
    }
}

/// A stretch of a day in minutes after its midnight; no end where none is printed.
pub(super) type Stretch = (u16, Option<u16>);

/// What begins on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct DayHours {
    /// In order, not overlapping.
    pub(super) open: Vec<Stretch>,
    /// What is neither certainly open nor certainly closed.
    pub(super) unknown: Vec<(u16, u16)>,
}

impl DayHours {
    pub(super) fn of(schedule: &Schedule, date: NaiveDate) -> DayHours {
        let (open, unknown) = schedule.beginning_on(date);
        let minutes = |at: chrono::NaiveDateTime| (at - date.and_time(chrono::NaiveTime::MIN)).num_minutes() as u16;
        let stretch = |i: &Interval| (minutes(i.start), i.end.map(minutes));
        // What a break leaves after midnight may be taken back by an exception for the next day.
        let is_left = |(start, end): &Stretch| end.is_none_or(|end| *start < end);
        let open: Vec<Stretch> = open.iter().map(stretch).filter(is_left).collect();
        let certain: Vec<(u16, u16)> = open.iter().map(|(start, end)| (*start, end.unwrap_or(start + 1))).collect();
        let unknown = unknown.iter().map(|i| (minutes(i.start), minutes(i.certain_end())));
        DayHours { open, unknown: without(unknown.collect(), &certain) }
    }
}

/// The parts of the stretches that none of the others covers.
pub(super) fn without(stretches: Vec<(u16, u16)>, others: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let cut = |left: Vec<(u16, u16)>, (from, to): &(u16, u16)| {
        let pieces = left.into_iter().flat_map(|(start, end)| [(start, end.min(*from)), (start.max(*to), end)]);
        pieces.filter(|(start, end)| start < end).collect()
    };
    others.iter().fold(stretches, cut)
}

/// A minute after midnight as a time.
pub(super) fn clock(minute: u16) -> ClockTime {
    ClockTime::new(minute / 60, minute % 60).unwrap_or(ClockTime::MIDNIGHT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_covered_is_cut_out() {
        assert_eq!(without(vec![(10, 20)], &[(12, 14)]), [(10, 12), (14, 20)]);
        assert_eq!(without(vec![(10, 20), (30, 40)], &[(0, 15), (19, 35)]), [(15, 19), (35, 40)]);
        assert_eq!(without(vec![(10, 20)], &[(10, 20)]), []);
    }
}
