//! Conditions: 「祝日の場合は翌日」, 「月曜が祝日のときは火曜休館」, 「雨天の場合は中止」.

use super::item::{Group, ItemKind, Spec};
use super::reader::{Last, Mode, Reader};
use super::token::Kind;
use super::told::Why;
use crate::hours::{Closure, Days, MoveTo, MoveWhen, NthDay, OnHoliday, Pattern, Weekdays};

/// What a condition leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is open all the same.
    Held,
    /// It is closed.
    Closed,
    Move(MoveTo),
}

impl Reader<'_> {
    /// At 「の場合」: the trigger stands before it, the outcome behind.
    pub(super) fn condition(&mut self) {
        let place = (self.tokens[self.at].from, self.tokens[self.at].to);
        let trigger = self.trigger();
        let (outcome, end) = self.outcome();
        self.at = end;
        let Some(when) = trigger else {
            // Rain, urgency, illness: it does not tell on which days.
            self.section().tentative = true;
            if outcome.is_none() {
                self.tell(place.0, place.1, Why::UnknownCondition);
            }
            let of_closure =
                matches!(self.last, Last::Closures(_)) || self.frames.iter().any(|f| f.mode == Mode::Closing);
            if of_closure && !self.weather {
                // A closing day moves, and it was not understood when: any day may be closed.
                self.section().doubted = true;
            }
            // What the sentence goes on to say holds only then.
            self.group.items.retain(|item| !matches!(item.kind, ItemKind::Part(_)));
            self.mode = Mode::Deadline;
            return;
        };
        let outcome = outcome.unwrap_or_else(|| {
            self.tell(place.0, place.1, Why::UnknownCondition);
            Outcome::Move(MoveTo::Unstated)
        });
        self.apply(when, outcome);
    }

    /// What must be the case: the last days before 「の場合」.
    fn trigger(&mut self) -> Option<MoveWhen> {
        if self.at > 0 && matches!(self.kind(self.at - 1), Some(Kind::ClosingDays)) {
            return Some(MoveWhen::Closed);
        }
        let last = self.group.items.last()?;
        let ItemKind::Days(spec) = &last.kind else {
            return None;
        };
        match spec.days {
            Days::Holidays => {
                let (office, from) = (spec.office, spec.from);
                self.group.items.pop();
                let weekend = match self.group.items.last() {
                    Some(item) => match &item.kind {
                        ItemKind::Days(Spec { days: Days::Weekly(days), from: start, .. }) => {
                            let one_word =
                                *start == from || (!last_is_loose(self) && days.without(Weekdays::WEEKEND).is_empty());
                            // 「月曜が祝日の場合」: the weekday is the subject, not a trigger.
                            if one_word || item.subject {
                                let weekend = days.without(Weekdays::WEEKEND).is_empty() && !item.subject;
                                self.group.items.pop();
                                weekend
                            } else {
                                false
                            }
                        }
                        ItemKind::Days(Spec { days: Days::NthWeekday { .. }, .. }) if item.subject => {
                            self.group.items.pop();
                            false
                        }
                        _ => false,
                    },
                    None => false,
                };
                Some(if weekend || office { MoveWhen::HolidayOrWeekend } else { MoveWhen::Holiday })
            }
            Days::Weekly(days) if days.without(Weekdays::WEEKEND).is_empty() => {
                self.group.items.pop();
                Some(MoveWhen::HolidayOrWeekend)
            }
            _ => None,
        }
    }

    /// What then happens, and where its words end.
    fn outcome(&self) -> (Option<Outcome>, usize) {
        let mut at = self.at + 1;
        let mut found: Option<Outcome> = None;
        let limit = self.tokens.len().min(self.at + 24);
        while at < limit {
            let Some(kind) = self.kind(at) else {
                break;
            };
            match kind {
                Kind::Stop | Kind::Line | Kind::Close | Kind::Open | Kind::Mark | Kind::OpenHeading => break,
                Kind::Comma | Kind::Blank | Kind::Slash if found.is_some() => break,
                Kind::Move(to) => found = Some(Outcome::Move(*to)),
                Kind::Nth { nth, days } => {
                    let target = match (nth.as_slice(), days.len()) {
                        ([n], 1) => days.iter().next().map(|day| MoveTo::Nth(NthDay { nth: *n, day })),
                        _ => None,
                    };
                    found = Some(Outcome::Move(target.unwrap_or(MoveTo::Unstated)));
                }
                Kind::Weekdays { days, .. } => match found {
                    Some(Outcome::Move(_)) => {}
                    _ => found = Some(Outcome::Move(self.weekday_target(*days))),
                },
                Kind::Closed | Kind::Except | Kind::Suspended if found.is_none() => found = Some(Outcome::Closed),
                Kind::Held | Kind::Also if found.is_none() => {
                    found = Some(Outcome::Held);
                    // 「開館し、翌日休館」
                    let mut ahead = (at + 1..limit.min(at + 5)).map_while(|at| self.kind(at));
                    let moved = ahead.find_map(|kind| match kind {
                        Kind::Move(to) => Some(Some(*to)),
                        Kind::Weekdays { days, .. } => Some(Some(self.weekday_target(*days))),
                        Kind::Close | Kind::Stop | Kind::Line => Some(None),
                        _ => None,
                    });
                    if let Some(Some(to)) = moved {
                        found = Some(Outcome::Move(to));
                        let end = (at..limit)
                            .find(|at| matches!(self.kind(*at), Some(Kind::Close | Kind::Stop | Kind::Line)));
                        return (found, end.unwrap_or(limit));
                    }
                }
                Kind::Changed if found.is_none() => found = Some(Outcome::Move(MoveTo::Unstated)),
                Kind::Date(_) | Kind::Time(_) => break,
                _ => {}
            }
            at += 1;
        }
        (found, at)
    }

    /// 「月曜休館（祝日の場合は火曜）」: the day after, said by its name.
    fn weekday_target(&self, to: Weekdays) -> MoveTo {
        let from = match self.last {
            Last::Closures(first) => self.sections[self.section].closures.get(first).map(|c| &c.pattern.days),
            Last::Drafts(_) | Last::Nothing => None,
        };
        match (from, to.iter().next()) {
            (Some(Days::Weekly(days)), Some(to)) if days.len() == 1 && days.contains(to.pred()) => MoveTo::NextDay,
            _ => MoveTo::Unstated,
        }
    }

    /// 「（祝日は翌週）」 is short for 「祝日の場合は翌週」.
    pub(super) fn holidays_move(&mut self, to: MoveTo) {
        if let Some(when) = self.trigger() {
            self.apply(when, Outcome::Move(to));
        }
    }

    fn apply(&mut self, when: MoveWhen, outcome: Outcome) {
        // Inside brackets the words before them are meant, then what was said last.
        let waiting = if self.in_bracket() && !self.group.has_days() {
            let group = self.outer_group();
            group.is_some_and(|group| change(nearest(group), when, outcome))
        } else {
            change(nearest(&mut self.group), when, outcome)
        };
        match outcome {
            Outcome::Held => self.section().holidays_stated = true,
            Outcome::Closed => {
                if !matches!(self.last, Last::Closures(_)) || waiting {
                    self.close_trigger(when);
                    return;
                }
            }
            Outcome::Move(_) => {}
        }
        if waiting {
            return;
        }
        let section = &mut self.sections[self.section];
        match self.last {
            Last::Nothing => {
                if outcome == Outcome::Closed {
                    self.close_trigger(when);
                }
            }
            Last::Drafts(first) => {
                let specs = section.drafts.iter_mut().skip(first).filter_map(|draft| draft.spec.as_mut());
                change(specs, when, outcome);
            }
            Last::Closures(first) => {
                // 「月曜休館、祝日の場合は開館」: the closure does not hold then.
                let mut moved = false;
                for closure in section.closures.iter_mut().skip(first) {
                    if !is_weekly(&closure.pattern) {
                        if closure.pattern.days == Days::DayAfterHoliday {
                            // 「祝日の翌日（土日にあたるときは開館）」
                            closure.pattern.possible = true;
                            moved = true;
                        }
                        continue;
                    }
                    match outcome {
                        Outcome::Held => closure.pattern.on_holiday = OnHoliday::Skip,
                        Outcome::Closed => {}
                        Outcome::Move(to) => closure.pattern.on_holiday = OnHoliday::Move { when, to },
                    }
                    moved = true;
                }
                match outcome {
                    Outcome::Closed => self.close_trigger(when),
                    Outcome::Held | Outcome::Move(_) if moved => section.holidays_stated = true,
                    Outcome::Held | Outcome::Move(_) => {
                        // The condition is about the openings, although a closure came last.
                        let specs = section.drafts.iter_mut().filter_map(|draft| draft.spec.as_mut());
                        change(specs, when, outcome);
                    }
                }
            }
        }
    }

    fn close_trigger(&mut self, when: MoveWhen) {
        self.push_closure(Closure::holidays());
        if when == MoveWhen::HolidayOrWeekend {
            self.push_closure(Closure::weekly(Weekdays::WEEKEND));
        }
    }
}

/// The days a condition behind them is about: back to the last word for holidays or the year-end,
/// as in 「土日祝、年末年始および第2月曜（祝日の場合は…）」.
fn nearest(group: &mut Group) -> impl Iterator<Item = &mut Spec> {
    let specs: Vec<&mut Spec> = group.specs_mut().collect();
    specs.into_iter().rev().take_while(|spec| !matches!(spec.days, Days::Holidays | Days::Annual { .. }))
}

fn is_weekly(pattern: &Pattern) -> bool {
    matches!(pattern.days, Days::Weekly(_) | Days::NthWeekday { .. } | Days::MonthDays(_) | Days::EveryWeeks { .. })
}

/// Changes what holidays do to these days; false if there were none.
fn change<'a>(specs: impl Iterator<Item = &'a mut Spec>, when: MoveWhen, outcome: Outcome) -> bool {
    let mut any = false;
    for spec in specs {
        if matches!(spec.days, Days::Holidays | Days::Annual { .. }) {
            continue;
        }
        any = true;
        match outcome {
            Outcome::Held => spec.includes_holidays = true,
            Outcome::Closed => {}
            Outcome::Move(to) => spec.on_holiday = OnHoliday::Move { when, to },
        }
    }
    any
}

fn last_is_loose(reader: &Reader<'_>) -> bool {
    reader.group.items.last().is_some_and(|item| item.loose)
}
