//! The stretches of one day, open or in doubt: everything a schedule answers is read from here.
//!
//! They are visited, not collected, so that asking about a minute allocates nothing.

use std::sync::Arc;

use chrono::NaiveDate;

use super::compile::YEAR_END;
use super::plan::{Base, BlockPlan, DateFacts, DoubtKind, Opening, Stretch, within};
use super::{Reason, Schedule};
use crate::hours::{MonthDay, Silence};

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
    pub(super) exception: Option<&'a Arc<str>>,
}

#[derive(Clone, Copy)]
pub(super) enum Unsure {
    Silent(Silence),
    Doubt(DoubtKind),
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
    /// Visits every stretch that begins on this date.
    pub(super) fn each_span<'a>(&'a self, date: NaiveDate, mut visit: impl FnMut(Span<'a>)) {
        let Some(exception) = self.exceptions.on(date) else {
            return self.each_regular_span(date, false, &mut visit);
        };
        match &exception.base {
            Base::Kept => self.each_regular_span(date, !exception.added.is_empty(), &mut visit),
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

    /// Visits every stretch that holds at this minute of this date; `before` is how many minutes
    /// before this midnight the stretch counts from (a day, if it began yesterday).
    pub(super) fn each_span_at<'a>(&'a self, date: NaiveDate, minute: u16, mut visit: impl FnMut(Span<'a>, u16)) {
        self.each_span(date, |span| {
            if span.contains(minute) {
                visit(span, 0);
            }
        });
        self.each_span_from_yesterday(date, |span| {
            if span.contains(minute + DAY) {
                visit(span, DAY);
            }
        });
    }

    /// Visits yesterday's stretches that run into this date.
    pub(super) fn each_span_from_yesterday<'a>(&'a self, date: NaiveDate, mut visit: impl FnMut(Span<'a>)) {
        if self.spills
            && let Some(yesterday) = date.pred_opt()
        {
            self.each_span(yesterday, |span| {
                if span.end > DAY {
                    visit(span);
                }
            });
        }
    }

    fn each_regular_span<'a>(&'a self, date: NaiveDate, published: bool, visit: &mut impl FnMut(Span<'a>)) {
        let day = DateFacts::of(date);
        let holding = || self.blocks.iter().filter(|block| block.holds_on(date));
        let regular = holding().any(|block| !block.openings.is_empty());
        for block in holding() {
            for opening in block.openings.iter().filter(|o| o.days.contain(&day)) {
                self.visit_opening(block, opening, &day, visit);
            }
            for doubt in &block.doubts {
                // A published date settles its day: what was left open is now said.
                let settled = published || (regular && doubt.why.is_extra());
                if !settled && doubt.is_on(&day) && !block.shut_on(&day, &self.holidays) {
                    visit(unsure(doubt.window, Unsure::Doubt(doubt.why)));
                }
            }
        }
        if published || holding().any(|block| !block.says_nothing()) {
            return;
        }
        let why = match (holding().next(), self.blocks.first()) {
            (Some(_), _) if holding().any(|b| b.follows_other) => Unsure::FollowsOther,
            (None, Some(block)) => Unsure::OutsideValidity { from: block.first, to: block.last },
            (Some(_), _) | (None, None) => Unsure::NoHours,
        };
        visit(unsure((0, DAY), why));
    }

    fn visit_opening<'a>(
        &'a self,
        block: &'a BlockPlan,
        opening: &Opening,
        day: &DateFacts,
        visit: &mut impl FnMut(Span<'a>),
    ) {
        if block.shut_on(day, &self.holidays) {
            return;
        }
        let times = opening.times;
        let mut silent = false;
        for topic in self.silences(block, day.date) {
            silent = true;
            let end = times.end.unwrap_or(DAY);
            visit(unsure((times.start, end), Unsure::Silent(topic)));
        }
        if !silent {
            let open = Open {
                end_printed: times.end.is_some(),
                doors: times.doors,
                tentative: block.tentative,
                always: opening.always,
                exception: None,
            };
            self.visit_open(day.date, times, open, visit);
        }
    }

    /// The topics of this date on which the block is silent.
    fn silences(&self, block: &BlockPlan, date: NaiveDate) -> impl Iterator<Item = Silence> {
        let holiday = block.silent_on_holidays && self.holidays.is_holiday(date);
        let (from, to) = YEAR_END;
        let year_end = block.silent_on_year_end && within(from, to, MonthDay::of(date));
        let holiday = holiday.then_some(Silence::NationalHolidays);
        holiday.into_iter().chain(year_end.then_some(Silence::YearEnd))
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
