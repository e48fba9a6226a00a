//! Whole days and longer periods: for a page that shows a week, a month, or the year ahead.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime};

use super::facts::DayFacts;
use super::frame::Minutes;
use super::spans::{Span, What};
use super::{DayAnswer, Interval, Schedule, moment, split};

impl Schedule {
    /// The whole day: what is open, what is not known, and why.
    pub fn day(&self, date: NaiveDate) -> DayAnswer {
        self.day_of(&DayFacts::of(date, &self.holidays))
    }

    /// The days from the first to the last, both included.
    pub fn days(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = DayAnswer> {
        self.facts(from, to).map(|day| self.day_of(&day))
    }

    /// The seven days from Monday, in the week of this day.
    pub fn week(&self, of: NaiveDate) -> impl Iterator<Item = DayAnswer> {
        let monday = of.checked_sub_days(Days::new(of.weekday().num_days_from_monday().into())).unwrap_or(of);
        self.days(monday, monday.checked_add_days(Days::new(6)).unwrap_or(NaiveDate::MAX))
    }

    /// The month of this day, from its first day to its last.
    pub fn month(&self, of: NaiveDate) -> impl Iterator<Item = DayAnswer> {
        self.months(of, 1)
    }

    /// The month of this day and the twelve after it, so that whoever plans sees the same month of the next year.
    pub fn thirteen_months(&self, of: NaiveDate) -> impl Iterator<Item = DayAnswer> {
        self.months(of, 13)
    }

    /// When it is certainly open on the days from the first to the last, both included: in order, and what touches
    /// is one, over midnight too. Without reasons, so a year costs little.
    ///
    /// It is what [`day`](Schedule::day) gives for each of the days, put together: an opening that runs past midnight
    /// is whole, even if it began on the evening before the first day or ends after the last.
    ///
    /// ```
    /// use calendar::hours::{ClockTime, Schedule};
    /// use calendar::Holidays;
    /// use chrono::NaiveDate;
    ///
    /// let desk = Schedule::weekdays(ClockTime::hm(9, 0), ClockTime::hm(17, 15), &Holidays::national())?;
    /// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// // The first three days are the year-end, the 12th is a holiday, and there are nine days of weekends.
    /// assert_eq!(desk.openings(day(1, 1), day(1, 31)).len(), 31 - 3 - 1 - 8);
    /// # Ok::<(), calendar::Fault>(())
    /// ```
    pub fn openings(&self, from: NaiveDate, to: NaiveDate) -> Vec<Interval> {
        let mut open = Vec::new();
        if to < from {
            return open;
        }
        let mut day = DayFacts::of(from, &self.holidays);
        self.each_opening_from_yesterday(&day, |opening| open.push(opening));
        loop {
            self.each_opening(&day, |span| open.push(interval(day.date, span)));
            if to <= day.date || !day.go_on(&self.holidays) {
                break;
            }
        }
        merge(&mut open);
        open
    }

    /// Up to `count` certain openings that have not ended at `from`, looking `horizon_days` days
    /// ahead. One that is running comes first, with its true start. Days of unknown hours are
    /// left out. Openings on either side of a midnight are given as two.
    pub fn next_openings(&self, from: NaiveDateTime, count: usize, horizon_days: u32) -> Vec<Interval> {
        let (today, minute) = split(from);
        let from = moment(today, minute);
        let yesterday = today.pred_opt().filter(|_| self.frame.spills());
        let last = today.checked_add_days(Days::new(horizon_days.into())).unwrap_or(NaiveDate::MAX);
        let mut found = Vec::new();
        let mut open = Vec::new();
        for day in self.facts(yesterday.unwrap_or(today), last) {
            if found.len() >= count {
                break;
            }
            self.each_opening(&day, |span| open.push(interval(day.date, span)));
            merge(&mut open);
            found.extend(open.drain(..).filter(|opening| opening.certain_end() > from));
        }
        found.truncate(count);
        found
    }

    /// What begins on this date, in order: certain openings, and what is not known.
    pub(crate) fn beginning_on(&self, date: NaiveDate) -> (Vec<Interval>, Vec<Interval>) {
        let (mut open, mut unknown) = (Vec::new(), Vec::new());
        self.each_span(&DayFacts::of(date, &self.holidays), Minutes::ALL, |span| match span.what {
            What::Open(_) => open.push(interval(date, &span)),
            What::Unsure(_) => unknown.push(interval(date, &span)),
        });
        merge(&mut open);
        merge(&mut unknown);
        (open, unknown)
    }

    fn months(&self, of: NaiveDate, count: u32) -> impl Iterator<Item = DayAnswer> {
        let first = of.with_day(1).unwrap_or(of);
        let after = first.checked_add_months(Months::new(count));
        self.days(first, after.and_then(|after| after.pred_opt()).unwrap_or(NaiveDate::MAX))
    }

    fn facts(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = DayFacts> {
        let first = (from <= to).then(|| DayFacts::of(from, &self.holidays));
        std::iter::successors(first, move |day| {
            let mut next = *day;
            (day.date < to && next.go_on(&self.holidays)).then_some(next)
        })
    }

    fn day_of(&self, day: &DayFacts) -> DayAnswer {
        let mut open = Vec::new();
        let mut unknown = Vec::new();
        let mut has_session = false;
        let mut sort = |span: Span<'_>, began: NaiveDate| match span.what {
            What::Open(_) => open.push(interval(began, &span)),
            What::Unsure(_) => unknown.push(interval(began, &span)),
        };
        if let Some(yesterday) = day.date.pred_opt() {
            self.each_span_from_yesterday(day, Minutes::ALL, |span| sort(span, yesterday));
        }
        self.each_span(day, Minutes::ALL, |span| {
            has_session |= span.begins_a_session();
            sort(span, day.date);
        });
        merge(&mut open);
        merge(&mut unknown);
        DayAnswer { date: day.date, open, unknown, reasons: self.reasons_of_day(day), has_session }
    }

    fn each_opening_from_yesterday(&self, day: &DayFacts, mut visit: impl FnMut(Interval)) {
        if let Some(yesterday) = day.date.pred_opt() {
            self.each_span_from_yesterday(day, Minutes::ALL, |span| {
                if span.is_open() {
                    visit(interval(yesterday, &span));
                }
            });
        }
    }
}

#[inline]
fn interval(date: NaiveDate, span: &Span<'_>) -> Interval {
    let end_known = match span.what {
        What::Open(open) => open.end_printed,
        What::Unsure(_) => true,
    };
    Interval { start: moment(date, span.start), end: end_known.then(|| moment(date, span.end)) }
}

/// In order, with overlapping and touching ones made one.
fn merge(intervals: &mut Vec<Interval>) {
    intervals.sort_unstable_by_key(|interval| (interval.start, interval.end.is_none()));
    intervals.dedup_by(|next, last| match (last.end, next.end) {
        (Some(end), Some(next_end)) if next.start <= end => {
            last.end = Some(end.max(next_end));
            true
        }
        // An opening without a printed end adds nothing to one that covers its first minute.
        (Some(end), None) => next.start < end,
        (None, None) => next.start == last.start,
        (Some(_) | None, Some(_)) => false,
    });
}
