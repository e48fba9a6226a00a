//! Why: the facts behind an answer, the strongest first, none twice.

use std::sync::Arc;

use chrono::NaiveDate;

use super::plan::{Base, BlockPlan, DateFacts, Days, Doubt, DoubtKind};
use super::spans::{DAY, Open, Span, What};
use super::{Reason, Schedule, State};

impl Schedule {
    pub(super) fn reasons_at(&self, date: NaiveDate, minute: u16, state: State) -> Vec<Reason> {
        match state {
            State::Open { .. } => {
                let mut why = OpenReasons::default();
                self.each_span_at(date, minute, |span, _| why.add(&span));
                why.finish()
            }
            State::Unknown => {
                let mut reasons = Vec::new();
                self.each_span_at(date, minute, |span, _| add_unsure(&mut reasons, &span));
                in_order(reasons)
            }
            State::Closed { .. } => self.closed_reasons(date),
        }
    }

    pub(super) fn reasons_of_day(&self, date: NaiveDate) -> Vec<Reason> {
        let mut why = OpenReasons::default();
        let mut unsure = Vec::new();
        let mut visit = |span: Span<'_>| {
            why.add(&span);
            add_unsure(&mut unsure, &span);
        };
        self.each_span_from_yesterday(date, &mut visit);
        self.each_span(date, &mut visit);
        let any_open = why.any;
        if !any_open && unsure.is_empty() {
            return self.closed_reasons(date);
        }
        let mut reasons = if any_open { why.finish() } else { Vec::new() };
        for reason in unsure {
            add(&mut reasons, reason);
        }
        in_order(reasons)
    }

    fn closed_reasons(&self, date: NaiveDate) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let exception = self.exceptions.on(date);
        if let Some(exception) = exception {
            if !exception.added.is_empty() {
                add(&mut reasons, Reason::OutsideHours);
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
        let day = DateFacts::of(date);
        let holding = || self.blocks.iter().filter(|b| b.holds_on(date));
        let regular = holding().any(|b| !b.openings.is_empty());
        for block in holding() {
            self.add_why_closed(block, regular, &day, &mut reasons);
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
    fn add_why_closed(&self, block: &BlockPlan, regular: bool, day: &DateFacts, reasons: &mut Vec<Reason>) {
        let weekly_closure = block.shuts.iter().find(|shut| shut.is_weekly_on(day));
        let explains = |d: &&Doubt| !(regular && d.why.is_extra());
        let doubted = || block.doubts.iter().filter(explains).any(|d| d.is_on(day));
        let only_extras = block.openings.is_empty() && !block.doubts.iter().any(|d| explains(&d));
        if block.opens_on(day) || (block.openings.is_empty() && doubted()) {
            let shuts = block.shuts.iter().filter(|s| s.covers(day, &self.holidays));
            let mut shut = false;
            for reason in shuts.filter_map(|s| s.reason(day, &self.holidays)) {
                shut = true;
                add(reasons, reason);
            }
            if !shut {
                add(reasons, Reason::OutsideHours);
            }
        } else if weekly_closure.is_some() || block.has_weekly_rule() {
            add(reasons, Reason::WeeklyClosed(day.weekday));
        } else if !only_extras {
            add(reasons, Reason::NoSession);
        }
        let extras = block.doubts.iter().filter(|d| d.why.is_extra());
        for extra in extras {
            add(reasons, extra.why.reason());
        }
    }
}

impl BlockPlan {
    fn has_weekly_rule(&self) -> bool {
        let mut weekly = self.openings.iter().map(|o| &o.days);
        let named_days = |d: &Doubt| d.why == DoubtKind::IrregularOn;
        weekly.any(|days| matches!(days, Days::Weekly(_))) || self.doubts.iter().any(named_days)
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
        let What::Open(Open { end_printed, tentative, always, exception, .. }) = span.what else {
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
    }

    fn finish(mut self) -> Vec<Reason> {
        if !self.firm {
            self.reasons.push(Reason::Tentative);
        }
        in_order(self.reasons)
    }
}

impl Span<'_> {
    pub(super) fn is_open(&self) -> bool {
        debug_assert!(self.start < DAY, "a stretch begins within its day");
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
