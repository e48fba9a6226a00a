//! Parts of the year: months, periods that have a name, periods from one date to another.

use super::*;

impl Reader<'_> {
    /// 「8月」, 「4月～9月」, 「8月・12月」.
    pub(in crate::reading) fn months(&mut self, months: Months) {
        let (from, mut to) = (self.tokens[self.at].from, self.tokens[self.at].to);
        let next = self.skip_blank(self.at + 1);
        let mut months = months;
        if matches!(self.kind(next), Some(Kind::Tilde | Kind::From))
            && let Some(Kind::Months(second)) = self.kind(self.skip_blank(next + 1))
            && let (Some(first), Some(last)) = (months.iter().next(), second.iter().last())
        {
            let run = (first..first + 12).map(|m| (m - 1) % 12 + 1);
            let until = run.clone().position(|m| m == last).unwrap_or(11);
            months = Months::of(run.take(until + 1)).unwrap_or_default();
            self.at = self.skip_blank(next + 1);
            to = self.tokens[self.at].to;
            if matches!(self.kind(self.at + 1), Some(Kind::Until)) {
                self.at += 1;
            }
        } else if matches!(self.kind(next), Some(Kind::From | Kind::Until))
            && let (Some(year), Some(month)) = (self.year, months.iter().next())
            && months.iter().count() == 1
        {
            let year = match year {
                Year::Calendar { year, .. } => year,
                Year::Fiscal(year) => year + i32::from(month < 4),
            };
            let begins = matches!(self.kind(next), Some(Kind::From));
            let month = PrintedDate::month(year, month.into());
            self.assume(from, to, Assumed::Year);
            self.at = next + 1;
            let within = if begins {
                Within { from: month, ..Within::default() }
            } else {
                Within { to: month, ..Within::default() }
            };
            return self.season(within, (from, to));
        } else if matches!(self.kind(next), Some(Kind::From | Kind::Until)) {
            // From some April on: which one is not printed.
            self.tell(from, to, Why::UnknownWords);
            self.section().tentative = true;
            self.at = next + 1;
            return;
        }
        self.at += 1;
        if let Some(Item { kind: ItemKind::Season(before), loose: _, .. }) = self.group.items.last_mut()
            && !self.loose
            && before.from.is_none()
            && before.to.is_none()
            && before.seasons.is_empty()
        {
            before.months = before.months.or(months);
            return;
        }
        self.season(Within { months, ..Within::default() }, (from, to));
    }

    pub(in crate::reading) fn season(&mut self, within: Within, place: (u32, u32)) {
        self.last_season = Some(within.clone());
        if self.mode == Mode::Closing {
            let next = if matches!(self.kind(self.at), Some(Kind::Of)) { self.at + 1 } else { self.at };
            let counted = matches!(
                self.kind(next),
                Some(
                    Kind::WeekOfMonth { .. }
                        | Kind::Nth { .. }
                        | Kind::MonthDays(_)
                        | Kind::Weekdays { .. }
                        | Kind::ClosingDays
                )
            );
            if counted {
                // 「8月第2週」, 「12月の休館日」: the days follow.
                self.item(ItemKind::Season(within), place);
                return;
            }
            if !(self.names_period_before(place.0) && self.refine_last_closure(&within)) {
                self.close_days(&season_spec(&within, place));
            }
            return;
        }
        if let Some(Item { kind: ItemKind::Days(spec), .. }) = self.group.items.last()
            && matches!(spec.days, Days::Annual { .. })
            && self.names_period_before(place.0)
        {
            let Some(ItemKind::Days(spec)) = self.group.items.last_mut().map(|item| &mut item.kind) else {
                return;
            };
            if refine(spec, &within) {
                return;
            }
        }
        let seasons = self.group.items.iter().any(|item| matches!(item.kind, ItemKind::Season(_)));
        let full = (self.group.has_days() || seasons) && self.group.has_times();
        if full && (!self.group.times_first() || self.loose) {
            self.flush();
        }
        self.item(ItemKind::Season(within), place);
    }

    /// 「それ以外の月は」: the months that were not named.
    pub(in crate::reading) fn other_months(&mut self, place: (u32, u32)) {
        let drafted = self.sections[self.section].drafts.iter().filter_map(|draft| draft.spec.as_ref());
        let specs: Vec<Months> = drafted.map(|spec| spec.within.months).collect();
        let waiting = self.group.specs_mut().map(|spec| spec.within.months);
        let named = specs.into_iter().chain(waiting).filter(|months| *months != Months::ALL);
        match named.reduce(Months::or) {
            Some(months) => self.season(Within { months: months.others(), ..Within::default() }, place),
            None => self.tell(place.0, place.1, Why::UnknownCondition),
        }
    }

    /// 「お盆 8/13-16」, 「冬季休業：12月26日～」: the name of the period stands right before its dates.
    pub(in crate::reading) fn names_period_before(&self, from: u32) -> bool {
        let before = self.tokens[..self.at.min(self.tokens.len())].iter().rev().take(12);
        let mut before = before.skip_while(|token| token.from >= from);
        let named = before.find(|token| !matches!(token.kind, Kind::Blank | Kind::Colon | Kind::Open | Kind::Line));
        named.is_some_and(|token| matches!(token.kind, Kind::YearEnd | Kind::Bon | Kind::Vacation { .. }))
    }
}

/// The dates a bracket gives for 年末年始 or お盆.
pub(in crate::reading) fn refine(spec: &mut Spec, within: &Within) -> bool {
    let (from, to) = match (within.seasons.as_slice(), within.from, within.to) {
        ([Season { from, to }], None, None) => (*from, *to),
        // 「令和8年12月29日～令和9年1月3日」 holds in that winter; the year after is not known better.
        ([], Some(PrintedDate::Day(from)), Some(PrintedDate::Day(to))) => (MonthDay::of(from), MonthDay::of(to)),
        // 「冬期休業12月～3月」
        ([], None, None) => match months_in_a_row(within.months) {
            Some((first, last)) => (MonthDay::new(first, 1), last),
            None => return false,
        },
        _ => return false,
    };
    spec.days = Days::Annual { from, to, stated: true };
    spec.possible = false;
    true
}

/// The first month and the last day of months that follow each other, over the turn of the year too.
fn months_in_a_row(months: Months) -> Option<(u8, MonthDay)> {
    let beside = |month: u8, ahead: u8| months.contains(u32::from((month - 1 + ahead) % 12 + 1));
    let mut firsts = months.iter().filter(|month| !beside(*month, 11));
    let mut lasts = months.iter().filter(|month| !beside(*month, 1));
    match (firsts.next(), lasts.next(), firsts.next()) {
        // In a leap year, so that February has all its days.
        (Some(first), Some(last), None) => {
            Some((first, MonthDay::of(PrintedDate::month(2024, last.into())?.last_day())))
        }
        _ => None,
    }
}

/// A part of the year as days.
pub(in crate::reading) fn season_spec(within: &Within, place: (u32, u32)) -> Spec {
    let days = match (within.seasons.as_slice(), within.from, within.to) {
        ([Season { from, to }], None, None) => Days::Annual { from: *from, to: *to, stated: true },
        ([], None, None) => Days::Daily,
        (_, from, to) => Days::Period { from, to },
    };
    let mut spec = Spec::new(days, place);
    spec.within.months = within.months;
    spec
}
