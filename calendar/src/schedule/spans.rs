//! The stretches of one day, open or in doubt: everything a schedule answers is read from here.
//!
//! They are visited, not collected, so that asking about a minute allocates nothing.

use std::sync::Arc;

use chrono::NaiveDate;

use super::facts::DayFacts;
use super::frame::Minutes;
use super::plan::{Base, BlockPlan, Exception, Opening, Stretch};
use super::recurrence::{Doubt, Held};
use super::{Reason, Schedule};
use crate::holidays::Holidays;
use crate::hours::{Booking, Silence};

pub(super) const DAY: u16 = 24 * 60;

/// Minutes after the midnight on which the day begins; `end` may lie on the next day.
#[derive(Clone, Copy)]
pub(super) struct Span<'a> {
    pub(super) start: u16,
    pub(super) end: u16,
    pub(super) what: What<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Open(Open<'a>),
    Unsure(Unsure),
}

#[derive(Clone, Copy)]
pub(super) struct Open<'a> {
    /// False: the span is the one minute that is certain.
    pub(super) end_printed: bool,
    pub(super) doors: u16,
    pub(super) tentative: bool,
    pub(super) always: bool,
    pub(super) booking: Option<Booking>,
    pub(super) last_entry: Option<u16>,
    pub(super) exception: Option<&'a Arc<str>>,
}

#[derive(Clone, Copy)]
pub(super) enum Unsure {
    Silent(Silence),
    Doubt(Doubt),
    EndNotPrinted,
    NoHours,
    FollowsOther,
    OutsideValidity { from: Option<NaiveDate>, to: Option<NaiveDate> },
}

impl Unsure {
    pub(super) fn reason(self) -> Reason {
        match self {
            Unsure::Silent(topic) => Reason::NotStated(topic),
            Unsure::Doubt(kind) => kind.reason(),
            Unsure::EndNotPrinted => Reason::EndNotStated,
            Unsure::NoHours => Reason::NoHours,
            Unsure::FollowsOther => Reason::FollowsOther,
            Unsure::OutsideValidity { from, to } => Reason::OutsideValidity { from, to },
        }
    }
}

impl Span<'_> {
    pub(super) fn contains(&self, minute: u16) -> bool {
        self.start <= minute && minute < self.end
    }
}

impl Schedule {
    /// Visits every stretch that begins on this day. Those that do not meet `wanted` may be left out: the times are
    /// looked at first, and most questions are about a minute that they settle.
    pub(super) fn each_span<'a>(&'a self, day: &DayFacts, wanted: Minutes, mut visit: impl FnMut(Span<'a>)) {
        let date = day.date;
        let Some(exception) = self.exceptions.on(date) else {
            return self.each_regular_span(day, wanted, None, &mut visit);
        };
        match &exception.base {
            Base::Kept => self.each_regular_span(day, wanted, Some(exception), &mut visit),
            Base::Closed(_) => {}
            Base::Replaced(times, reason) => {
                for stretch in times {
                    self.visit_exception(date, *stretch, reason, &mut visit);
                }
            }
        }
        for (stretch, reason) in &exception.added {
            self.visit_exception(date, *stretch, reason, &mut visit);
        }
    }

    /// Visits every stretch that holds at this minute of this day; `before` is how many minutes
    /// before this midnight the stretch counts from (a day, if it began yesterday).
    pub(super) fn each_span_at<'a>(&'a self, day: &DayFacts, minute: u16, mut visit: impl FnMut(Span<'a>, u16)) {
        self.each_span(day, Minutes::of(minute), |span| {
            if span.contains(minute) {
                visit(span, 0);
            }
        });
        self.each_span_from_yesterday(day, Minutes::of(minute), |span| {
            if span.contains(minute + DAY) {
                visit(span, DAY);
            }
        });
    }

    /// Visits yesterday's stretches that run into this day. Those that do not meet `wanted`, which counts from this
    /// midnight, may be left out.
    pub(super) fn each_span_from_yesterday<'a>(
        &'a self,
        day: &DayFacts,
        wanted: Minutes,
        mut visit: impl FnMut(Span<'a>),
    ) {
        if self.frame.spills_into(wanted)
            && let Some(yesterday) = day.date.pred_opt()
        {
            let yesterday = DayFacts::of(yesterday, &self.holidays);
            self.each_span(&yesterday, wanted.a_day_later(), |span| {
                if span.end > DAY {
                    visit(span);
                }
            });
        }
    }

    /// Visits every certain opening that begins on this day.
    pub(super) fn each_opening(&self, day: &DayFacts, mut visit: impl FnMut(&Span<'_>)) {
        if !self.frame.may_open_on(day) && self.exceptions.on(day.date).is_none() {
            return;
        }
        self.each_span(day, Minutes::ALL, |span| {
            if span.is_open() {
                visit(&span);
            }
        });
    }

    fn each_regular_span<'a>(
        &'a self,
        day: &DayFacts,
        wanted: Minutes,
        exception: Option<&'a Exception>,
        visit: &mut impl FnMut(Span<'a>),
    ) {
        let date = day.date;
        // A published date settles its day: what was left open is now said.
        let published = exception.is_some_and(|exception| !exception.added.is_empty());
        let mut says_something = published;
        let regular = || self.blocks.iter().any(|block| block.is_regular && block.holds_on(date));
        for block in self.blocks.iter().filter(|block| block.holds_on(date)) {
            says_something |= !block.says_nothing();
            let beside = block.beside(&self.holidays);
            let settled = |doubt: Doubt| published || (doubt.is_extra() && regular());
            let undated = block.undated.iter().filter(|o| o.doubt().is_some_and(|doubt| !settled(doubt)));
            // Closures are asked once, and only if something would be open.
            let mut shut = None;
            for opening in block.openings.iter().chain(undated) {
                if !opening.minutes.meets(wanted) {
                    continue;
                }
                let held = opening.recurrence.held(day, beside);
                if held == Held::No {
                    continue;
                }
                let held = match *shut.get_or_insert_with(|| block.shut_on(day, beside)) {
                    Held::Yes => break,
                    Held::Maybe(doubt) => held.doubted(doubt),
                    Held::No => held,
                };
                self.visit_opening(block, opening, held, day, exception, visit);
            }
        }
        if !says_something {
            visit(unsure((0, DAY), self.why_nothing(date)));
        }
    }

    /// No block says anything about this date.
    fn why_nothing(&self, date: NaiveDate) -> Unsure {
        let holding = || self.blocks.iter().filter(|block| block.holds_on(date));
        match (holding().next(), self.blocks.first()) {
            (Some(_), _) if holding().any(|block| block.follows_other) => Unsure::FollowsOther,
            (None, Some(block)) => Unsure::OutsideValidity { from: block.first, to: block.last },
            (Some(_), _) | (None, None) => Unsure::NoHours,
        }
    }

    fn visit_opening<'a>(
        &'a self,
        block: &'a BlockPlan,
        opening: &Opening,
        held: Held,
        day: &DayFacts,
        exception: Option<&Exception>,
        visit: &mut impl FnMut(Span<'a>),
    ) {
        if opening.times.is_empty() {
            if held == Held::Yes && self.is_silent(block, opening, day, (0, DAY), visit) {
                return;
            }
            let doubt = if let Held::Maybe(doubt) = held { doubt } else { Doubt::TimeNotStated };
            visit(unsure((0, DAY), Unsure::Doubt(doubt)));
            return;
        }
        for times in &opening.times {
            if exception.is_some_and(|exception| exception.cancels(times.start)) {
                continue;
            }
            if !block.shuts_parts {
                self.visit_stretch(block, opening, held, *times, day, visit);
                continue;
            }
            each_piece(block, day, &self.holidays, *times, |piece, doubt| {
                let held = doubt.map_or(held, |doubt| held.doubted(doubt));
                self.visit_stretch(block, opening, held, piece, day, visit);
            });
        }
    }

    fn visit_stretch<'a>(
        &'a self,
        block: &'a BlockPlan,
        opening: &Opening,
        held: Held,
        times: Stretch,
        day: &DayFacts,
        visit: &mut impl FnMut(Span<'a>),
    ) {
        let window = (times.start, times.end.unwrap_or(DAY));
        if let Held::Maybe(doubt) = held {
            return visit(unsure(window, Unsure::Doubt(doubt)));
        }
        if self.is_silent(block, opening, day, window, visit) {
            return;
        }
        if times.about {
            return visit(unsure(window, Unsure::Doubt(Doubt::AboutTimes)));
        }
        let open = Open {
            end_printed: times.end.is_some(),
            doors: times.doors,
            tentative: block.tentative,
            always: opening.is_always(),
            booking: block.booking,
            last_entry: times.last_entry,
            exception: None,
        };
        self.visit_open(day.date, times, open, visit);
    }

    /// The notice is silent on holidays or the year-end, and this day is one: then it is not known.
    fn is_silent<'a>(
        &'a self,
        block: &BlockPlan,
        opening: &Opening,
        day: &DayFacts,
        window: (u16, u16),
        visit: &mut impl FnMut(Span<'a>),
    ) -> bool {
        let on_holiday = block.silent_on_holidays && day.is_holiday && !opening.knows_holidays;
        let on_year_end = block.silent_on_year_end && !opening.is_dated && day.is_year_end();
        if on_holiday {
            visit(unsure(window, Unsure::Silent(Silence::NationalHolidays)));
        }
        if on_year_end {
            visit(unsure(window, Unsure::Silent(Silence::YearEnd)));
        }
        on_holiday || on_year_end
    }

    fn visit_exception<'a>(
        &'a self,
        date: NaiveDate,
        times: Stretch,
        reason: &'a Arc<str>,
        visit: &mut impl FnMut(Span<'a>),
    ) {
        let open = Open {
            end_printed: times.end.is_some(),
            doors: times.doors,
            tentative: false,
            always: false,
            booking: None,
            last_entry: times.last_entry,
            exception: Some(reason),
        };
        self.visit_open(date, times, open, visit);
    }

    fn visit_open<'a>(&'a self, date: NaiveDate, times: Stretch, open: Open<'a>, visit: &mut impl FnMut(Span<'a>)) {
        let start = times.start;
        let Some(end) = times.end else {
            // Without a printed end only the first minute is certain.
            visit(Span { start, end: start + 1, what: What::Open(open) });
            if start + 1 < DAY {
                visit(unsure((start + 1, DAY), Unsure::EndNotPrinted));
            }
            return;
        };
        let end = if end > DAY && self.is_taken_back_after(date) { DAY } else { end };
        // A closure may have left only what lies after midnight, which is then taken back.
        if end <= start {
            return;
        }
        visit(Span { start, end, what: What::Open(open) });
    }

    /// A closure or replacement published for tomorrow also ends tonight's opening at midnight.
    fn is_taken_back_after(&self, date: NaiveDate) -> bool {
        let tomorrow = date.succ_opt().and_then(|next| self.exceptions.on(next));
        tomorrow.is_some_and(|e| match e.base {
            Base::Kept => false,
            Base::Closed(_) | Base::Replaced(..) => true,
        })
    }
}

fn unsure<'a>((start, end): (u16, u16), why: Unsure) -> Span<'a> {
    Span { start, end, what: What::Unsure(why) }
}

/// The pieces of a stretch that closures of a part of the day leave, each with the doubt that lies on it.
fn each_piece(
    block: &BlockPlan,
    day: &DayFacts,
    holidays: &Holidays,
    whole: Stretch,
    mut visit: impl FnMut(Stretch, Option<Doubt>),
) {
    let beside = block.beside(holidays);
    let parts = || {
        let partial = block.shuts.iter().filter(|shut| !shut.windows.is_empty());
        partial.filter_map(|shut| match shut.recurrence.held(day, beside) {
            Held::No => None,
            Held::Yes => Some((&shut.windows, None)),
            Held::Maybe(doubt) => Some((&shut.windows, Some(doubt))),
        })
    };
    let end = whole.end.unwrap_or(DAY);
    let mut at = whole.start;
    while at < end {
        let mut next = end;
        let mut shut = false;
        let mut doubt = None;
        for (windows, maybe) in parts() {
            for &(from, to) in windows {
                if from <= at && at < to {
                    next = next.min(to);
                    shut |= maybe.is_none();
                    doubt = doubt.or(maybe);
                } else if at < from {
                    next = next.min(from);
                }
            }
        }
        if !shut {
            let first = at == whole.start;
            let doors = if first { whole.doors } else { at };
            let printed_end = if next < end { Some(next) } else { whole.end };
            visit(Stretch { start: at, end: printed_end, doors, ..whole }, doubt);
        }
        at = next;
    }
}
