//! Dates and periods, with the year they are meant in.

use super::*;

impl Reader<'_> {
    pub(in crate::reading) fn date(&mut self, date: Date) {
        let first = self.at;
        let (from, mut to) = (self.tokens[first].from, self.tokens[first].to);
        let next = self.skip_blank(first + 1);
        let second = match self.kind(next) {
            Some(Kind::Tilde | Kind::From) => match self.kind(self.skip_blank(next + 1)) {
                Some(Kind::Date(second)) => Some((*second, self.skip_blank(next + 1))),
                _ => None,
            },
            _ => None,
        };
        if let Some((second, at)) = second {
            to = self.tokens[at].to;
            self.at = at;
            if matches!(self.kind(at + 1), Some(Kind::Until)) {
                self.at += 1;
            }
            let within = self.period(date, second, (from, to));
            self.at += 1;
            return self.season(within, (from, to));
        }
        let printed = self.printed(date, (from, to));
        match self.kind(next) {
            // 「4月1日から」, 「3月31日まで」; but 「5月10日 13時から」 is a time.
            Some(Kind::From | Kind::Tilde) => {
                self.at = next + 1;
                match printed {
                    Some(date) => self.season(Within { from: Some(date), ..Within::default() }, (from, to)),
                    None => self.tell(from, to, Why::UnknownWords),
                }
            }
            Some(Kind::Until) => {
                self.at = next + 1;
                match printed {
                    Some(date) => self.season(Within { to: Some(date), ..Within::default() }, (from, to)),
                    None => {
                        // Of which year is not printed: it may be over.
                        self.everywhere(|section| section.doubted = true);
                        self.tell(from, to, Why::UnknownWords);
                    }
                }
            }
            _ => self.single_date(date, printed, (from, to)),
        }
    }

    pub(in crate::reading) fn single_date(&mut self, date: Date, printed: Option<PrintedDate>, place: (u32, u32)) {
        match printed {
            Some(PrintedDate::Day(day)) => {
                let mut spec = Spec::new(Days::Dates(vec![day]), place);
                spec.definite = true;
                if date.weekday.is_some_and(|weekday| weekday != day.weekday()) {
                    self.tell(place.0, place.1, Why::WeekdayMismatch);
                    spec.possible = true;
                } else if let Some(Item { kind: ItemKind::Days(before), topic: false, held: false, .. }) =
                    self.group.items.last_mut()
                    && let Days::Dates(dates) = &mut before.days
                    && !before.possible
                    && dates.len() < MOST_DRAFTS
                {
                    dates.push(day);
                    before.to = place.1;
                    return;
                }
                self.days(spec);
            }
            Some(month) => self.season(Within { from: Some(month), to: Some(month), ..Within::default() }, place),
            None => {
                let day = MonthDay::new(date.month, date.day.unwrap_or(1));
                let mut spec = Spec::new(Days::YearlessDates(vec![day]), place);
                spec.definite = true;
                if let Some(Item { kind: ItemKind::Days(before), topic: false, held: false, .. }) =
                    self.group.items.last_mut()
                    && let Days::YearlessDates(days) = &mut before.days
                    && days.len() < MOST_DRAFTS
                {
                    days.push(day);
                    before.to = place.1;
                    return;
                }
                self.days(spec);
            }
        }
    }

    /// The date with the year it is meant in, if that can be told.
    pub(in crate::reading) fn printed(&mut self, date: Date, place: (u32, u32)) -> Option<PrintedDate> {
        let month_day = (date.month, date.day.unwrap_or(1));
        let year = match (date.year, self.year) {
            (Some(year), _) => year,
            (None, Some(Year::Fiscal(year))) => {
                self.assume(place.0, place.1, Assumed::Year);
                year + i32::from(date.month < 4)
            }
            (None, Some(Year::Calendar { year, last })) => {
                self.assume(place.0, place.1, Assumed::Year);
                // From November to January a list goes on in the next year; from the 28th to the 12th it does not.
                let turned = date.next_year || last.is_some_and(|last| month_day.0 + 3 < last.0);
                let next = turned && self.fits(date, year + 1);
                year + i32::from(next)
            }
            (None, None) => return None,
        };
        self.year = Some(match self.year {
            Some(Year::Fiscal(fiscal)) if date.year.is_none() => Year::Fiscal(fiscal),
            _ => Year::Calendar { year, last: Some(month_day) },
        });
        match date.day {
            None => PrintedDate::month(year, date.month.into()),
            Some(day) => {
                let day = NaiveDate::from_ymd_opt(year, date.month.into(), day.into());
                if day.is_none() {
                    let (month, day) = (date.month.into(), date.day.map(u32::from));
                    self.tell(place.0, place.1, Why::NoSuchDate { year: Some(year), month, day });
                }
                day.map(PrintedDate::Day)
            }
        }
    }

    pub(in crate::reading) fn fits(&self, date: Date, year: i32) -> bool {
        let day = date.day.and_then(|day| NaiveDate::from_ymd_opt(year, date.month.into(), day.into()));
        match (date.weekday, day) {
            (Some(weekday), Some(day)) => day.weekday() == weekday,
            _ => true,
        }
    }

    /// From one date to another.
    pub(in crate::reading) fn period(&mut self, first: Date, second: Date, place: (u32, u32)) -> Within {
        // 「12月29日から1月3日まで」 comes every year, whatever year the heading names.
        if first.year.is_none() && second.year.is_none() {
            let in_year = match self.year {
                Some(Year::Calendar { .. } | Year::Fiscal(_)) => first.month <= second.month && !second.next_year,
                None => false,
            };
            let months = (
                MonthDay::new(first.month, first.day.unwrap_or(1)),
                MonthDay::new(second.month, second.day.unwrap_or(28)),
            );
            if !in_year {
                return Within { seasons: vec![Season { from: months.0, to: months.1 }], ..Within::default() };
            }
        }
        let from = self.printed(first, place);
        let second = match (second.year, from) {
            (None, Some(from)) => {
                let year = from.first_day().year();
                let turned = (second.month, second.day.unwrap_or(31)) < (first.month, first.day.unwrap_or(1));
                Date { year: Some(year + i32::from(turned || second.next_year)), ..second }
            }
            _ => second,
        };
        let to = self.printed(second, place);
        if let (Some(from), Some(to)) = (from, to)
            && to.last_day() < from.first_day()
        {
            self.tell(place.0, place.1, Why::EndsBeforeStart);
            self.section().doubted = true;
            return Within::default();
        }
        Within { from, to, ..Within::default() }
    }

    pub(in crate::reading) fn begins(&mut self) {
        let item = self.group.items.last_mut();
        if let Some(Item { kind, .. }) = item {
            let from = match kind {
                ItemKind::Season(within) => within.from,
                ItemKind::Days(Spec { days: Days::Dates(dates), .. }) => dates.first().copied().map(PrintedDate::Day),
                _ => None,
            };
            if let Some(from) = from {
                self.group.items.pop();
                self.section().valid.from = Some(from);
            }
        }
    }

    pub(in crate::reading) fn ends(&mut self) {
        if let Some(Item { kind: ItemKind::Days(Spec { days: Days::Dates(dates), .. }), .. }) = self.group.items.last()
            && let [day] = dates.as_slice()
        {
            let day = *day;
            self.group.items.pop();
            self.section().valid.to = Some(PrintedDate::Day(day));
            return;
        }
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && let Some(to) = within.to
        {
            self.group.items.pop();
            self.section().valid.to = Some(to);
        }
    }

    /// 「令和5年11月1日に開設」, 「令和6年11月現在」: dates that are no days of opening.
    pub(in crate::reading) fn founded(&mut self) {
        let mut next = self.skip_blank(self.at + 1);
        if matches!(self.kind(next), Some(Kind::Colon)) {
            next = self.skip_blank(next + 1);
        }
        if matches!(self.kind(next), Some(Kind::Date(_))) {
            // 「更新日 2026年6月15日」
            self.at = next + 1;
            return;
        }
        let before = self.group.items.len();
        if !self.group.has_times() {
            self.group.items.retain(|item| match &item.kind {
                ItemKind::Days(spec) => !matches!(spec.days, Days::Dates(_) | Days::YearlessDates(_)),
                ItemKind::Season(_) => false,
                _ => true,
            });
        }
        if self.group.items.len() == before {
            self.set_mode(Mode::Aside);
        }
    }

    /// 「令和8年10月から時間が変わります」
    pub(in crate::reading) fn times_change(&mut self) {
        self.doubt_both();
        let date = match self.group.items.last().map(|item| &item.kind) {
            Some(ItemKind::Season(within)) => within.from,
            Some(ItemKind::Days(Spec { days: Days::Dates(dates), .. })) => dates.first().copied().map(PrintedDate::Day),
            _ => None,
        };
        if !self.group.has_times() && date.is_some() {
            self.group.items.pop();
            self.section().changes = date;
        } else {
            self.section().tentative = true;
        }
    }
}
