//! A checked notice that answers questions about minutes and days.
//!
//! For each day: a published exception wins; then closures, moved ones first; then holidays;
//! then openings. Where the notice is silent the answer is "unknown". Several blocks for the
//! same channel are a union: open if one is open, else unknown if one is unknown.
//!
//! Beside regular hours, 「不定期に…も」 and 「希望により…も」 announce something extra: the regular
//! answer stands, and the extra is named among the reasons. Alone, they make every minute unknown.

mod answer;
mod compile;
mod exceptions;
mod facts;
mod fault;
mod plan;
mod reasons;
mod recurrence;
mod spans;

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

pub use answer::{Answer, DayAnswer, Interval, Reason, State, Status};
pub(crate) use facts::nth_weekday_of;
pub use fault::{Fault, FaultKind};

use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Channel, Closure, HoursBlock, Override, Rule, Weekdays};
use plan::{BlockPlan, Exceptions};
use spans::{DAY, Span, What};

/// How far ahead an opening is looked for: a yearly event is still found.
const HORIZON_DAYS: u32 = 400;
/// Who is open for a month without a break has no end worth telling.
const LONGEST_OPENING_DAYS: i64 = 31;

/// Compiled hours of one channel (or of one gathering).
///
/// Built once, asked often: [`status`](Schedule::status) and [`state`](Schedule::state) allocate
/// nothing, [`answer`](Schedule::answer) nothing but its reasons.
#[derive(Debug)]
pub struct Schedule {
    blocks: Vec<BlockPlan>,
    exceptions: Exceptions,
    holidays: Holidays,
    /// Some opening runs past midnight, so yesterday has to be looked at too.
    spills: bool,
}

impl Schedule {
    /// Checks the blocks and exceptions and makes them answerable.
    ///
    /// `blocks` is anything that gives references: `&blocks`, `[&block]`, a filter.
    /// `overrides` stand in the order of publication.
    ///
    /// # Errors
    /// The first [`Fault`]: an end before its start, 25:00 where the next day is not meant, a
    /// sixth Monday, 30 February, an exception that ends before it begins or for days on which no
    /// block holds.
    pub fn compile<'a>(
        blocks: impl IntoIterator<Item = &'a HoursBlock>,
        overrides: impl IntoIterator<Item = &'a Override>,
        holidays: &Holidays,
    ) -> Result<Schedule, Fault> {
        let blocks = blocks.into_iter().enumerate();
        let blocks = blocks.map(|(i, block)| compile::block(i, block));
        let blocks = blocks.collect::<Result<Vec<_>, Fault>>()?;
        let overrides: Vec<&Override> = overrides.into_iter().collect();
        for (i, exception) in overrides.iter().enumerate() {
            exceptions::check_validity(i, exception, &blocks)?;
        }
        let exceptions = exceptions::compile(&overrides)?;
        let spills = exceptions::latest_end(&blocks, &exceptions) > DAY;
        Ok(Schedule { blocks, exceptions, holidays: holidays.clone(), spills })
    }

    /// The blocks that speak of one channel. A channel nobody speaks of is unknown, never closed.
    ///
    /// # Errors
    /// As [`Schedule::compile`]; block numbers in a fault count these blocks only.
    pub fn for_channel(
        blocks: &[HoursBlock],
        channel: Channel,
        overrides: &[Override],
        holidays: &Holidays,
    ) -> Result<Schedule, Fault> {
        let speaking = blocks.iter().filter(|block| block.speaks_of(channel));
        Schedule::compile(speaking, overrides.iter().filter(|o| o.speaks_of(channel)), holidays)
    }

    /// The usual window of a town hall: Monday to Friday, shut on holidays and from
    /// 29 December to 3 January.
    ///
    /// # Errors
    /// A [`Fault`] if the end is not after the start.
    pub fn weekdays(start: ClockTime, end: ClockTime, holidays: &Holidays) -> Result<Schedule, Fault> {
        let block = HoursBlock {
            rules: vec![Rule::weekly(Weekdays::WORKING.iter(), start, end)],
            closures: vec![Closure::holidays(), Closure::year_end(true)],
            ..HoursBlock::default()
        };
        Schedule::compile([&block], &[], holidays)
    }

    /// Open, closed or unknown at this minute, and nothing else. Allocates nothing.
    pub fn status(&self, at: NaiveDateTime) -> Status {
        let (date, minute) = split(at);
        let (mut open, mut unsure) = (false, false);
        self.each_span_at(date, minute, |span, _| match span.what {
            What::Open(_) => open = true,
            What::Unsure(_) => unsure = true,
        });
        match (open, unsure) {
            (true, _) => Status::Open,
            (false, true) => Status::Unknown,
            (false, false) => Status::Closed,
        }
    }

    /// Open until when, closed until when, or unknown. Seconds are ignored. Allocates nothing.
    pub fn state(&self, at: NaiveDateTime) -> State {
        let (date, minute) = split(at);
        match self.status(at) {
            Status::Open => State::Open { until: self.open_until(date, minute) },
            Status::Unknown => State::Unknown,
            Status::Closed => State::Closed { opens: self.next_opening(at) },
        }
    }

    /// Open, closed or unknown at this minute, and why.
    pub fn answer(&self, at: NaiveDateTime) -> Answer {
        let (date, minute) = split(at);
        let state = self.state(at);
        Answer { state, reasons: self.reasons_at(date, minute, state) }
    }

    /// True if the place is certainly open at this minute.
    pub fn is_open(&self, at: NaiveDateTime) -> bool {
        self.status(at) == Status::Open
    }

    /// True if people may certainly come in: it is open and the last entry has not passed, or the
    /// doors are (開場) and it will be.
    pub fn may_enter(&self, at: NaiveDateTime) -> bool {
        let (date, minute) = split(at);
        let mut doors_open = false;
        self.each_span(date, |span| {
            if let What::Open(open) = span.what {
                doors_open |= open.doors <= minute && minute < span.start;
            }
        });
        let mut let_in = false;
        self.each_span_at(date, minute, |span, before| {
            if let What::Open(open) = span.what {
                let_in |= open.last_entry.is_none_or(|last| minute + before < last);
            }
        });
        doors_open || let_in
    }

    /// The whole day: what is open, what is not known, and why.
    pub fn day(&self, date: NaiveDate) -> DayAnswer {
        let mut open = Vec::new();
        let mut unknown = Vec::new();
        let mut has_session = false;
        let mut sort = |span: Span<'_>, began: NaiveDate| match span.what {
            What::Open(_) => open.push(interval(began, &span)),
            What::Unsure(_) => unknown.push(interval(began, &span)),
        };
        if let Some(yesterday) = date.pred_opt() {
            self.each_span_from_yesterday(date, |span| sort(span, yesterday));
        }
        self.each_span(date, |span| {
            has_session |= span.begins_a_session();
            sort(span, date);
        });
        DayAnswer {
            date,
            open: merged(open),
            unknown: merged(unknown),
            reasons: self.reasons_of_day(date),
            has_session,
        }
    }

    /// Up to `count` certain openings that have not ended at `from`, looking `horizon_days` days
    /// ahead. One that is running comes first, with its true start. Days of unknown hours are
    /// left out. Openings on either side of a midnight are given as two.
    pub fn next_openings(&self, from: NaiveDateTime, count: usize, horizon_days: u32) -> Vec<Interval> {
        let from = to_minute(from);
        let mut found = Vec::new();
        let yesterday = from.date().pred_opt().filter(|_| self.spills);
        let first = yesterday.unwrap_or(from.date());
        let days = horizon_days as usize + 1 + usize::from(yesterday.is_some());
        for date in first.iter_days().take(days) {
            if found.len() >= count {
                break;
            }
            let mut open = Vec::new();
            self.each_span(date, |span| {
                if span.is_open() {
                    open.push(interval(date, &span));
                }
            });
            let mut open = merged(open);
            open.retain(|interval| interval.certain_end() > from);
            found.extend(open);
        }
        found.truncate(count);
        found
    }

    /// The first minute at or after `from` that is certainly open, within 400 days; `from`
    /// itself if it is open then.
    pub fn next_opening(&self, from: NaiveDateTime) -> Option<NaiveDateTime> {
        if self.is_open(from) {
            return Some(from);
        }
        let (today, minute) = split(from);
        for date in today.iter_days().take(HORIZON_DAYS as usize + 1) {
            let floor = if date == today { minute } else { 0 };
            let mut first: Option<u16> = None;
            self.each_span(date, |span| {
                if span.is_open() && span.end > floor {
                    let start = span.start.max(floor);
                    first = Some(first.map_or(start, |f| f.min(start)));
                }
            });
            if let Some(first) = first {
                return Some(moment(date, first));
            }
        }
        None
    }

    /// What begins on this date, in order: certain openings, and what is not known.
    pub(crate) fn beginning_on(&self, date: NaiveDate) -> (Vec<Interval>, Vec<Interval>) {
        let (mut open, mut unknown) = (Vec::new(), Vec::new());
        self.each_span(date, |span| {
            match span.what {
                What::Open(_) => open.push(interval(date, &span)),
                What::Unsure(_) => unknown.push(interval(date, &span)),
            }
        });
        (merged(open), merged(unknown))
    }

    /// Follows openings that touch each other; `None` where an end is not printed.
    fn open_until(&self, date: NaiveDate, minute: u16) -> Option<NaiveDateTime> {
        let (mut day, mut minute) = (date, minute);
        loop {
            let mut reach = minute;
            let mut no_end = false;
            self.each_span_at(day, minute, |span, before| {
                if let What::Open(open) = span.what {
                    match open.end_printed {
                        true => reach = reach.max(span.end - before),
                        false => no_end = true,
                    }
                }
            });
            if reach == minute {
                return (!no_end).then(|| moment(day, minute));
            }
            minute = reach;
            while minute >= DAY {
                minute -= DAY;
                day = day.succ_opt()?;
            }
            if (day - date).num_days() > LONGEST_OPENING_DAYS {
                return None;
            }
        }
    }
}

fn split(at: NaiveDateTime) -> (NaiveDate, u16) {
    (at.date(), (at.hour() * 60 + at.minute()) as u16)
}

fn to_minute(at: NaiveDateTime) -> NaiveDateTime {
    let (date, minute) = split(at);
    moment(date, minute)
}

fn moment(date: NaiveDate, minute: u16) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN) + Duration::minutes(minute.into())
}

fn interval(date: NaiveDate, span: &Span<'_>) -> Interval {
    let end_known = match span.what {
        What::Open(open) => open.end_printed,
        What::Unsure(_) => true,
    };
    Interval { start: moment(date, span.start), end: end_known.then(|| moment(date, span.end)) }
}

/// In order, with overlapping and touching ones made one.
fn merged(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_by_key(|i| (i.start, i.end.is_none()));
    let mut out: Vec<Interval> = Vec::with_capacity(intervals.len());
    for next in intervals {
        let Some(last) = out.last_mut() else {
            out.push(next);
            continue;
        };
        match (last.end, next.end) {
            (Some(end), Some(next_end)) if next.start <= end => last.end = Some(end.max(next_end)),
            // An opening without a printed end adds nothing to one that covers its first minute.
            (Some(end), None) if next.start < end => {}
            (None, None) if next.start == last.start => {}
            (Some(_) | None, Some(_) | None) => out.push(next),
        }
    }
    out
}
