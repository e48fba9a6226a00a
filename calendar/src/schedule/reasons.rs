//! Why: the facts behind an answer, the strongest first, none twice.

use std::sync::Arc;

use super::facts::DayFacts;
use super::frame::Minutes;
use super::plan::{Base, BlockPlan, Opening, clock};
use super::recurrence::{DaySet, Doubt, Held};
use super::spans::{Open, Span, Unsure, What};
use super::{Reason, Schedule, State};
use crate::hours::{Booking, OnHoliday};

impl Schedule {
    pub(super) fn reasons_at(&self, day: &DayFacts, minute: u16, state: State) -> Vec<Reason> {
        match state {
            State::Open { .. } => {
                let mut why = OpenReasons::default();
                self.each_span_at(day, minute, |span, _| why.add(&span));
                self.add_moves_here(day, &mut why.reasons);
                why.finish()
            }
            State::Unknown => {
                let mut reasons = Vec::new();
                self.each_span_at(day, minute, |span, _| add_unsure(&mut reasons, &span));
                in_order(reasons)
            }
            State::Closed { .. } => self.closed_reasons(day, Some(minute)),
        }
    }

    pub(super) fn reasons_of_day(&self, day: &DayFacts) -> Vec<Reason> {
        let mut why = OpenReasons::default();
        let mut unsure = Vec::new();
        let mut visit = |span: Span<'_>| {
            why.add(&span);
            add_unsure(&mut unsure, &span);
        };
        self.each_span_from_yesterday(day, Minutes::ALL, &mut visit);
        self.each_span(day, Minutes::ALL, &mut visit);
        let any_open = why.any;
        if !any_open && unsure.is_empty() {
            return self.closed_reasons(day, None);
        }
        if any_open {
            self.add_moves_here(day, &mut why.reasons);
        }
        let mut reasons = if any_open { why.finish() } else { Vec::new() };
        for reason in unsure {
            add(&mut reasons, reason);
        }
        in_order(reasons)
    }

    fn closed_reasons(&self, day: &DayFacts, minute: Option<u16>) -> Vec<Reason> {
        let date = day.date;
        let mut reasons = Vec::new();
        let exception = self.exceptions.on(date);
        if let Some(exception) = exception {
            if !exception.added.is_empty() {
                add(&mut reasons, Reason::OutsideHours);
            }
            for (_, reason) in &exception.cancelled {
                add(&mut reasons, Reason::Override(Arc::clone(reason)));
            }
            match &exception.base {
                Base::Kept => {}
                Base::Closed(reason) => {
                    add(&mut reasons, Reason::Override(Arc::clone(reason)));
                    return in_order(reasons);
                }
                Base::Replaced(_, reason) => {
                    add(&mut reasons, Reason::Override(Arc::clone(reason)));
                    add(&mut reasons, Reason::OutsideHours);
                    return in_order(reasons);
                }
            }
        }
        let holding = || self.blocks.iter().filter(|b| b.holds_on(date));
        let regular = holding().any(|b| b.is_regular);
        for block in holding() {
            self.add_why_closed(block, regular, (day, minute), &mut reasons);
        }
        // Where one place is only between its hours, that another has no session says nothing.
        if reasons.contains(&Reason::OutsideHours) {
            reasons.retain(|r| !matches!(r, Reason::WeeklyClosed(_) | Reason::NoSession));
        }
        let strongest = reasons.iter().map(Reason::rank).min();
        if strongest.is_some_and(|rank| rank < Reason::NoSession.rank()) {
            reasons.retain(|r| *r != Reason::NoSession);
        }
        in_order(reasons)
    }

    /// `regular`: some block has regular hours, beside which announcements of extras explain nothing.
    fn add_why_closed(
        &self,
        block: &BlockPlan,
        regular: bool,
        (day, minute): (&DayFacts, Option<u16>),
        reasons: &mut Vec<Reason>,
    ) {
        let beside = block.beside(&self.holidays);
        let held = |o: &Opening| o.recurrence.held(day, beside) != Held::No;
        let explains = |o: &&Opening| !(regular && o.doubt().is_some_and(Doubt::is_extra));
        let doubted = || block.undated.iter().filter(explains).any(held);
        let only_extras = block.openings.is_empty() && !block.undated.iter().any(|o| explains(&o));
        let away = block.openings.iter().find(|o| o.recurrence.moved_away(day, beside));
        if block.opens_on(day, beside) || (block.openings.is_empty() && doubted()) {
            let at = |windows: &[(u16, u16)]| {
                windows.is_empty() || minute.is_some_and(|m| windows.iter().any(|(from, to)| *from <= m && m < *to))
            };
            let shuts = block.shuts.iter().filter(|s| at(&s.windows));
            let shuts = shuts.filter(|s| s.recurrence.held(day, beside) != Held::No);
            let mut shut = false;
            for reason in shuts.filter_map(|s| s.reason(day, beside)) {
                shut = true;
                add(reasons, reason);
            }
            if !shut {
                add(reasons, Reason::OutsideHours);
            }
        } else if let Some(opening) = away {
            let holiday = self.holidays.shared_name(day.date);
            add(
                reasons,
                match (opening.recurrence.on_holiday, holiday) {
                    (OnHoliday::Skip | OnHoliday::Keep | OnHoliday::Only, Some(holiday)) => Reason::Holiday(holiday),
                    (OnHoliday::Skip | OnHoliday::Keep | OnHoliday::Only, None) => Reason::NoSession,
                    (OnHoliday::Move { .. }, holiday) => Reason::SessionMovedAway(holiday),
                },
            );
        } else if block.shuts.iter().any(|s| s.is_weekly_on(day)) || block.has_weekly_rule() {
            add(reasons, Reason::WeeklyClosed(day.weekday()));
        } else if !only_extras {
            add(reasons, Reason::NoSession);
        }
        let extras = block.undated.iter().filter_map(Opening::doubt).filter(|doubt| doubt.is_extra());
        for extra in extras {
            add(reasons, extra.reason());
        }
    }

    /// The days from which sessions moved to this one.
    fn add_moves_here(&self, day: &DayFacts, reasons: &mut Vec<Reason>) {
        for block in self.blocks.iter().filter(|b| b.holds_on(day.date)) {
            let beside = block.beside(&self.holidays);
            for opening in &block.openings {
                let own = opening.recurrence.unmoved(day, &self.holidays) == Held::Yes;
                if let Some(from) = opening.recurrence.moved_from(day, beside).filter(|_| !own) {
                    add(reasons, Reason::SessionMovedHere(from));
                }
            }
        }
    }
}

impl BlockPlan {
    fn has_weekly_rule(&self) -> bool {
        let weekly = |o: &Opening| matches!(o.recurrence.days, DaySet::Weekly(_));
        let named_days = |o: &Opening| o.doubt() == Some(Doubt::IrregularOn);
        self.openings.iter().any(weekly) || self.undated.iter().any(named_days)
    }
}

/// "Open" rests on every opening that holds; it is only planned if all of them are.
#[derive(Default)]
struct OpenReasons {
    any: bool,
    firm: bool,
    reasons: Vec<Reason>,
}

impl OpenReasons {
    fn add(&mut self, span: &Span<'_>) {
        let What::Open(Open { end_printed, tentative, always, booking, last_entry, exception, .. }) = span.what else {
            return;
        };
        self.any = true;
        self.firm |= !tentative;
        if let Some(reason) = exception {
            add(&mut self.reasons, Reason::Override(Arc::clone(reason)));
        }
        if !end_printed {
            add(&mut self.reasons, Reason::EndNotStated);
        }
        if always {
            add(&mut self.reasons, Reason::AlwaysAccepts);
        }
        match booking {
            Some(Booking::Required | Booking::InPrinciple) => add(&mut self.reasons, Reason::ByAppointment),
            Some(Booking::NotNeeded) | None => {}
        }
        if let Some(last) = last_entry {
            add(&mut self.reasons, Reason::LastEntry(clock(last)));
        }
    }

    fn finish(mut self) -> Vec<Reason> {
        if !self.firm {
            self.reasons.push(Reason::Tentative);
        }
        in_order(self.reasons)
    }
}

impl Span<'_> {
    /// Something certainly takes place on the day it begins, even if the time is not printed.
    pub(super) fn begins_a_session(&self) -> bool {
        matches!(self.what, What::Open(_) | What::Unsure(Unsure::Doubt(Doubt::TimeNotStated | Doubt::AboutTimes)))
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.what, What::Open(_))
    }
}

fn add_unsure(reasons: &mut Vec<Reason>, span: &Span<'_>) {
    if let What::Unsure(unsure) = span.what {
        add(reasons, unsure.reason());
    }
}

fn add(reasons: &mut Vec<Reason>, reason: Reason) {
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}

fn in_order(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.sort_by_key(Reason::rank);
    reasons
}
