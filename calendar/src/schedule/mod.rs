//! A checked notice that answers questions about minutes and days.
//!
//! For each day: a published exception wins; then closures, moved ones first; then holidays;
//! then openings. Where the notice is silent the answer is "unknown". Several blocks for the
//! same channel are a union: open if one is open, else unknown if one is unknown.
//!
//! Times are compared before days: a minute that no opening ever reaches is closed on most days without asking which
//! day it is. A day is taken apart once for all rules, and the day after is worked out from it.
//!
//! Beside regular hours, 「不定期に…も」 and 「希望により…も」 announce something extra: the regular
//! answer stands, and the extra is named among the reasons. Alone, they make every minute unknown.

mod answer;
mod compile;
mod exceptions;
mod expansion;
mod facts;
mod fault;
mod frame;
mod plan;
mod reasons;
mod recurrence;
mod spans;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

pub use answer::{Answer, DayAnswer, Interval, Reason, State, Status};
pub(crate) use facts::nth_weekday_of;
pub use fault::{Fault, FaultKind};

use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Channel, Closure, HoursBlock, Override, Rule, Weekdays};
use facts::DayFacts;
use frame::{Frame, Minutes};
use plan::{BlockPlan, Exceptions};
use spans::{DAY, What};

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
    frame: Frame,
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
        let frame = Frame::around(&blocks, &exceptions);
        Ok(Schedule { blocks, exceptions, holidays: holidays.clone(), frame })
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
        if !self.frame.reaches(minute) && self.speaks_of(date) {
            return Status::Closed;
        }
        let (mut open, mut unsure) = (false, false);
        self.each_span_at(&DayFacts::of(date, &self.holidays), minute, |span, _| match span.what {
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
        self.state_on(&DayFacts::of(date, &self.holidays), minute)
    }

    /// Open, closed or unknown at this minute, and why.
    pub fn answer(&self, at: NaiveDateTime) -> Answer {
        let (date, minute) = split(at);
        let day = DayFacts::of(date, &self.holidays);
        let state = self.state_on(&day, minute);
        Answer { state, reasons: self.reasons_at(&day, minute, state) }
    }

    /// True if the place is certainly open at this minute.
    pub fn is_open(&self, at: NaiveDateTime) -> bool {
        self.status(at) == Status::Open
    }

    /// True if people may certainly come in: it is open and the last entry has not passed, or the
    /// doors are (開場) and it will be.
    pub fn may_enter(&self, at: NaiveDateTime) -> bool {
        let (date, minute) = split(at);
        let day = DayFacts::of(date, &self.holidays);
        let mut doors_open = false;
        self.each_span(&day, Minutes::since(minute), |span| {
            if let What::Open(open) = span.what {
                doors_open |= open.doors <= minute && minute < span.start;
            }
        });
        let mut let_in = false;
        self.each_span_at(&day, minute, |span, before| {
            if let What::Open(open) = span.what {
                let_in |= open.last_entry.is_none_or(|last| minute + before < last);
            }
        });
        doors_open || let_in
    }

    /// The first minute at or after `from` that is certainly open, within 400 days; `from`
    /// itself if it is open then.
    pub fn next_opening(&self, from: NaiveDateTime) -> Option<NaiveDateTime> {
        let (date, minute) = split(from);
        let day = DayFacts::of(date, &self.holidays);
        let ahead = self.ahead(&day, minute);
        if ahead.open { Some(from) } else { self.opens_after(&day, ahead) }
    }

    fn state_on(&self, day: &DayFacts, minute: u16) -> State {
        let ahead = self.ahead(day, minute);
        if ahead.open {
            State::Open { until: self.open_until(day, minute, ahead) }
        } else if ahead.unsure {
            State::Unknown
        } else {
            State::Closed { opens: self.opens_after(day, ahead) }
        }
    }

    /// True if some block says something about this date.
    fn speaks_of(&self, date: NaiveDate) -> bool {
        self.blocks.iter().any(|block| !block.says_nothing() && block.holds_on(date))
    }

    /// What one look at a day tells from a minute on.
    fn ahead(&self, day: &DayFacts, minute: u16) -> Ahead {
        let mut ahead = Ahead { open: false, unsure: false, reach: minute, no_end: false, next: None };
        self.each_span(day, Minutes::since(minute), |span| {
            if span.contains(minute) {
                ahead.add(&span.what, span.end);
            } else if span.is_open() && minute < span.start {
                ahead.next = Some(ahead.next.map_or(span.start, |next| next.min(span.start)));
            }
        });
        self.each_span_from_yesterday(day, Minutes::of(minute), |span| {
            if span.contains(minute + DAY) {
                ahead.add(&span.what, span.end - DAY);
            }
        });
        ahead
    }

    /// The first certain opening later on this day, or on a day after it.
    fn opens_after(&self, day: &DayFacts, ahead: Ahead) -> Option<NaiveDateTime> {
        if let Some(next) = ahead.next {
            return Some(moment(day.date, next));
        }
        let mut day = *day;
        for _ in 0..HORIZON_DAYS {
            if !day.go_on(&self.holidays) {
                break;
            }
            let mut first = None;
            self.each_opening(&day, |span| first = Some(first.map_or(span.start, |first| span.start.min(first))));
            if let Some(first) = first {
                return Some(moment(day.date, first));
            }
        }
        None
    }

    /// Follows openings that touch each other; `None` where an end is not printed.
    fn open_until(&self, first: &DayFacts, from: u16, ahead: Ahead) -> Option<NaiveDateTime> {
        let (mut day, mut minute, mut ahead) = (*first, from, ahead);
        while ahead.reach > minute {
            minute = ahead.reach;
            while minute >= DAY {
                minute -= DAY;
                if !day.go_on(&self.holidays) {
                    return None;
                }
            }
            if (day.date - first.date).num_days() > LONGEST_OPENING_DAYS {
                return None;
            }
            ahead = self.ahead(&day, minute);
        }
        (!ahead.no_end).then(|| moment(day.date, minute))
    }
}

/// A day, seen from one of its minutes.
struct Ahead {
    open: bool,
    unsure: bool,
    /// The end of what is open at this minute, as far as it is printed; it may lie on a later day.
    reach: u16,
    /// Something is open at this minute whose end is not printed.
    no_end: bool,
    /// The next minute at which something opens.
    next: Option<u16>,
}

impl Ahead {
    /// Something that holds at this minute.
    fn add(&mut self, what: &What<'_>, end: u16) {
        match what {
            What::Unsure(_) => self.unsure = true,
            What::Open(open) => {
                self.open = true;
                match open.end_printed {
                    true => self.reach = self.reach.max(end),
                    false => self.no_end = true,
                }
            }
        }
    }
}

fn split(at: NaiveDateTime) -> (NaiveDate, u16) {
    (at.date(), (at.num_seconds_from_midnight() / 60) as u16)
}

/// The minute may lie on one of the days after.
#[inline]
fn moment(date: NaiveDate, minute: u16) -> NaiveDateTime {
    let (mut date, mut minute) = (date, minute);
    while minute >= DAY {
        minute -= DAY;
        let Some(tomorrow) = date.succ_opt() else {
            return NaiveDateTime::MAX;
        };
        date = tomorrow;
    }
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0);
    date.and_time(time.unwrap_or(NaiveTime::MIN))
}
