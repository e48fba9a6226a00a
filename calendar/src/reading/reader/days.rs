//! Days: what stands beside them decides whether they are counted, listed or limited.

use super::*;

impl Reader<'_> {
    /// Words for days, dates and parts of the year; false if it is none.
    pub(in crate::reading) fn days_word(&mut self, kind: &Kind, (from, to): (u32, u32)) -> bool {
        match kind.clone() {
            Kind::Date(date) => self.date(date),
            Kind::Year(year) => self.year = Some(Year::Calendar { year, last: None }),
            Kind::FiscalYear(year) => {
                self.year = Some(Year::Fiscal(year));
                if matches!(self.kind(self.at + 1), Some(Kind::Topic)) {
                    let year = Some(PrintedDate::FiscalYear(year));
                    self.season(Within { from: year, to: year, ..Within::default() }, (from, to));
                }
            }
            Kind::Months(months) => self.months(months),
            Kind::Weekdays { days, holidays } => self.weekdays(days, holidays, (from, to)),
            Kind::WorkingDays => {
                let mut spec = Spec::new(Days::Weekly(Weekdays::WORKING), (from, to));
                spec.on_holiday = OnHoliday::Skip;
                self.days(spec);
            }
            Kind::EveryDay => {
                let mut spec = Spec::new(Days::Daily, (from, to));
                (spec.includes_holidays, spec.definite) = (true, true);
                self.days(spec);
            }
            Kind::RestDays => self.rest_days((from, to)),
            Kind::OfficeOpen => {
                let mut spec = Spec::new(Days::Weekly(Weekdays::WORKING), (from, to));
                (spec.on_holiday, spec.office) = (OnHoliday::Skip, true);
                self.days(spec);
            }
            Kind::OfficeClosed => {
                let mut spec = Spec::new(Days::Weekly(Weekdays::WEEKEND), (from, to));
                spec.office = true;
                self.days(spec);
                self.loose = false;
                self.days(Spec::new(Days::Holidays, (from, to)));
            }
            Kind::Holidays => self.days(Spec::new(Days::Holidays, (from, to))),
            Kind::DayAfterHolidays => self.days(Spec::new(Days::DayAfterHoliday, (from, to))),
            Kind::YearEnd => {
                let (first, last) = crate::hours::YEAR_END;
                self.days(Spec::new(Days::Annual { from: first, to: last, stated: false }, (from, to)));
            }
            Kind::Bon => {
                let (first, last) = (MonthDay::new(8, 13), MonthDay::new(8, 16));
                self.days(Spec::new(Days::Annual { from: first, to: last, stated: false }, (from, to)));
            }
            Kind::Vacation { months, days } => {
                let (first, last) = (MonthDay::new(months.0, days.0), MonthDay::new(months.1, days.1));
                let mut spec = Spec::new(Days::Annual { from: first, to: last, stated: true }, (from, to));
                // Each school has its own dates: within these it may be closed.
                spec.possible = true;
                self.days(spec);
            }
            Kind::Nth { nth, days } => self.definite_days(Days::NthWeekday { nth, days }, (from, to)),
            Kind::WeekOfMonth { weeks, days } => self.definite_days(Days::WeekOfMonth { weeks, days }, (from, to)),
            Kind::MonthDays(days) => self.month_days(days, (from, to)),
            Kind::MonthEnd => {
                let mut spec = Spec::new(Days::MonthDays((-7..=-1).collect()), (from, to));
                spec.possible = true;
                self.days(spec);
            }
            Kind::BusinessDays(nth) => self.definite_days(Days::BusinessDays(nth), (from, to)),
            Kind::EveryWeeks(every) => self.every_weeks(every),
            Kind::EveryMonths => self.group.some_months = true,
            Kind::EveryWeek | Kind::EveryMonth => self.every(),
            Kind::Or => self.group.possible |= self.group.has_days() && !self.group.has_times(),
            Kind::Either => self.relative = true,
            Kind::OneOf => self.one_of(),
            Kind::Counts(nth) => self.counts(nth),
            Kind::SamePeriod => {
                if let Some(within) = self.last_season.clone() {
                    self.season(within, (from, to));
                }
            }
            Kind::OtherMonths => self.other_months((from, to)),
            Kind::ForNow => self.days(Spec::new(Days::Period { from: None, to: None }, (from, to))),
            Kind::Move(to) => self.moved_word(to),
            _ => return false,
        }
        true
    }

    pub(in crate::reading) fn definite_days(&mut self, days: Days, place: (u32, u32)) {
        let mut spec = Spec::new(days, place);
        spec.definite = true;
        self.days(spec);
    }

    /// 毎週 and 毎月 make the days that follow certain.
    pub(in crate::reading) fn every(&mut self) {
        self.end_sentence_if_full();
    }

    pub(in crate::reading) fn days(&mut self, mut spec: Spec) {
        if self.mode == Mode::Closing {
            if let Some(Item { kind: ItemKind::Season(_), .. }) = self.group.items.last()
                && let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.pop()
            {
                spec.within = within;
            } else if let Some(within) = &self.closing_in
                && spec.within == Within::default()
            {
                spec.within = within.clone();
            }
            if !std::mem::take(&mut self.otherwise) {
                self.close_days(&spec);
            }
            return;
        }
        let full = (self.group.has_days() || self.group.has_season()) && self.group.has_times();
        if full && (!self.group.times_first() || self.loose) && !self.closes_with_times() {
            self.flush();
        }
        // 「8月の第2土曜」, 「ただし12月は第2土曜」
        let place = (spec.from, spec.to);
        let before = (1..=3)
            .filter_map(|back| self.at.checked_sub(back))
            .find(|at| !matches!(self.kind(*at), Some(Kind::EveryMonth | Kind::EveryWeek | Kind::Blank)));
        let listed =
            matches!(before.and_then(|at| self.kind(at)), Some(Kind::Dot | Kind::Comma | Kind::And | Kind::Slash));
        let of_holidays = matches!(self.kind(self.at.saturating_sub(1)), Some(Kind::Of));
        if let Some(Item { kind: ItemKind::Days(before), .. }) = self.group.items.last()
            && before.days == Days::Holidays
            && of_holidays
            && matches!(spec.days, Days::Weekly(_))
        {
            // 「祝日の月曜」
            spec.on_holiday = OnHoliday::Only;
            self.group.items.pop();
        }
        if std::mem::take(&mut self.relative) && matches!(spec.days, Days::Weekly(_) | Days::NthWeekday { .. }) {
            spec.possible = true;
        }
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && matches!(spec.days, Days::Annual { .. })
            && !listed
        {
            // 「8月10日～14日は夏季休業」
            let within = within.clone();
            if refine(&mut spec, &within) {
                self.group.items.pop();
                return self.item(ItemKind::Days(spec), place);
            }
        }
        if let Some(Item { kind: ItemKind::Days(before), .. }) = self.group.items.last()
            && let Days::Annual { from, to, .. } = before.days
            && !self.loose
            && !listed
            && !matches!(spec.days, Days::Annual { .. } | Days::Holidays)
        {
            // 「夏休み（7/21～8/31）は毎日」
            spec.within.seasons.push(Season { from, to });
            spec.possible |= before.possible;
            self.group.items.pop();
            return self.item(ItemKind::Days(spec), place);
        }
        if let Some(Item { kind: ItemKind::Season(within), topic, .. }) = self.group.items.last()
            && (!self.loose || *topic)
            && !listed
        {
            spec.within = within.clone();
            spec.replaces_in_months = *topic && is_short(within);
            self.group.items.pop();
        } else if let [.., Item { kind: ItemKind::Days(before), .. }] = self.group.items.as_slice()
            && !self.loose
            && before.within != Within::default()
            // 「8月の第2週、年末年始」: the year-end is a part of the year by itself.
            && !matches!(spec.days, Days::Annual { .. })
        {
            spec.within = before.within.clone();
            spec.replaces_in_months = before.replaces_in_months;
        }
        spec.definite |= self.after_every();
        self.item(ItemKind::Days(spec), place);
    }

    /// 「12時～13時と祝日は休み」: the time before と is closed with the days behind it.
    pub(in crate::reading) fn closes_with_times(&self) -> bool {
        let joined = matches!(self.kind(self.at.saturating_sub(1)), Some(Kind::And));
        let timed = matches!(self.group.items.last().map(|item| &item.kind), Some(ItemKind::Times(_)));
        let mut ahead = (self.at + 1..self.at + 8).map_while(|at| self.kind(at));
        let closed = ahead.find_map(|kind| match kind {
            Kind::Closed | Kind::Except => Some(true),
            Kind::Time(_) | Kind::Stop | Kind::Line | Kind::Open => Some(false),
            _ => None,
        });
        joined && timed && closed == Some(true)
    }

    /// 毎週 stands before these weekdays.
    pub(in crate::reading) fn after_every(&self) -> bool {
        let mut at = self.at;
        for _ in 0..3 {
            let Some(before) = at.checked_sub(1) else {
                return false;
            };
            at = before;
            match self.kind(at) {
                Some(Kind::EveryWeek | Kind::EveryMonth) => return true,
                Some(Kind::Blank | Kind::Of | Kind::Comma) => {}
                _ => return false,
            }
        }
        false
    }

    pub(in crate::reading) fn weekdays(&mut self, days: Weekdays, holidays: bool, place: (u32, u32)) {
        let mut spec = Spec::new(Days::Weekly(days), place);
        if let Some(Item { kind: ItemKind::Days(before), .. }) = self.group.items.last()
            && let Days::NthWeekday { nth, .. } = &before.days
            && matches!(self.kind(self.at.saturating_sub(1)), Some(Kind::Dot))
        {
            spec.counted.clone_from(nth);
        }
        self.days(spec);
        if holidays {
            self.loose = false;
            self.days(Spec::new(Days::Holidays, place));
        }
    }

    pub(in crate::reading) fn rest_days(&mut self, place: (u32, u32)) {
        // As an opening 休日 is every day off; as a closure it adds holidays to what is closed anyway.
        let mut spec = Spec::new(Days::Holidays, place);
        spec.office = true;
        self.days(spec);
    }

    pub(in crate::reading) fn month_days(&mut self, days: Vec<i8>, place: (u32, u32)) {
        if let (Some(Item { kind: ItemKind::Season(within), topic: false, .. }), Some(Year::Calendar { year, .. })) =
            (self.group.items.last(), self.year)
            && within.months.iter().count() == 1
            && let Some(month) = within.months.iter().next()
        {
            // 「2026年【6月】4・11・18・25日」
            let dates: Vec<NaiveDate> = days
                .iter()
                .filter_map(|day| NaiveDate::from_ymd_opt(year, month.into(), u32::try_from(*day).ok()?))
                .collect();
            self.group.items.pop();
            return self.definite_days(Days::Dates(dates), place);
        }
        if let Some(Item { kind: ItemKind::Days(Spec { days: Days::MonthDays(before), to, .. }), .. }) =
            self.group.items.last_mut()
            && !self.loose
        {
            before.extend(days);
            *to = place.1;
            return;
        }
        self.definite_days(Days::MonthDays(days), place);
    }

    /// 「隔週水曜」, 「水曜（隔週）」.
    pub(in crate::reading) fn every_weeks(&mut self, every: u8) {
        let next = self.skip_blank(self.at + 1);
        let next = if matches!(self.kind(next), Some(Kind::Of)) { next + 1 } else { next };
        let (from, to) = (self.tokens[self.at].from, self.tokens[self.at].to);
        if let Some(Kind::Weekdays { days, .. }) = self.kind(next) {
            let days = *days;
            let to = self.tokens[next].to;
            let anchor = self.take_anchor();
            self.days(Spec::new(Days::EveryWeeks { every, days, anchor }, (from, to)));
            self.at = next + 1;
            return;
        }
        let anchor = self.take_anchor();
        let frame = self.frames.last_mut().map(|frame| &mut frame.group);
        for group in [Some(&mut self.group), frame].into_iter().flatten() {
            if let Some(spec) = group.specs_mut().last()
                && let Days::Weekly(days) = spec.days
            {
                spec.days = Days::EveryWeeks { every, days, anchor };
                return;
            }
        }
        // Every second week, but on which day?
        let often = crate::hours::Often {
            count: 1,
            per: crate::hours::Per::Week,
            approx: true,
            at_least: false,
            fixed_weekday_time: false,
        };
        self.item(ItemKind::Often(often), (from, to));
    }

    /// 「4月1日から隔週水曜」: the printed day, or the last one printed before.
    pub(in crate::reading) fn take_anchor(&mut self) -> Option<NaiveDate> {
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && let Some(PrintedDate::Day(day)) = within.from
        {
            return Some(day);
        }
        self.section().anchor
    }

    /// 「土：10時～12時（第1・第3のみ）」: the counts of a weekday said before.
    pub(in crate::reading) fn counts(&mut self, nth: Vec<i8>) {
        let place = (self.tokens[self.at].from, self.tokens[self.at].to);
        let closed = matches!(self.kind(self.at + 1), Some(Kind::Except | Kind::Closed));
        let outer = self.frames.last_mut().map(|frame| &mut frame.group);
        let group = if self.group.has_days() { Some(&mut self.group) } else { outer };
        let spec = group.and_then(|group| group.specs_mut().last());
        let drafts = &mut self.sections[self.section].drafts;
        let Some(Spec { days, .. }) = spec.or_else(|| drafts.last_mut().and_then(|draft| draft.spec.as_mut())) else {
            return self.tell(place.0, place.1, Why::NoDays);
        };
        // 「隔週水曜（第2・第4）」 says which weeks these are.
        let (Days::Weekly(weekdays) | Days::EveryWeeks { days: weekdays, .. }) = *days else {
            return self.tell(place.0, place.1, Why::UnknownCondition);
        };
        let counted = Days::NthWeekday { nth, days: weekdays };
        if closed {
            self.at += 2;
            return self.push_closure(Closure::on(counted));
        }
        *days = counted;
    }

    /// 「月曜、水曜のいずれか」: any of the days before may be meant.
    pub(in crate::reading) fn one_of(&mut self) {
        self.group.possible = true;
        if !self.group.has_days()
            && let Last::Drafts(first) = self.last
        {
            let said = self.sections[self.section].drafts.iter_mut().skip(first);
            said.filter_map(|draft| draft.spec.as_mut()).for_each(|spec| spec.possible = true);
        }
    }

    /// 「その翌日の日曜日」: a day that depends on another; 「前日の17時までに」 is a deadline.
    pub(in crate::reading) fn moved_word(&mut self, to: MoveTo) {
        let next = self.skip_blank(self.at + 1);
        let next = if matches!(self.kind(next), Some(Kind::Of)) { next + 1 } else { next };
        let holidays = matches!(
            self.group.items.last(),
            Some(Item { kind: ItemKind::Days(Spec { days: Days::Holidays, .. }), topic: true, .. })
        );
        match self.kind(next) {
            Some(Kind::Close | Kind::Stop | Kind::Line) | None if holidays => self.holidays_move(to),
            Some(Kind::Weekdays { .. }) => self.relative = true,
            Some(Kind::Time(_) | Kind::Until) if matches!(to, MoveTo::PreviousDay | MoveTo::PreviousBusinessDay) => {
                self.set_mode(Mode::Deadline);
            }
            _ => {}
        }
    }
}

/// A part of the year that is an exception to the rest: months, or a period of some weeks.
fn is_short(within: &Within) -> bool {
    match (within.from, within.to) {
        (Some(from), Some(to)) => (to.last_day() - from.first_day()).num_days() < 200,
        _ => within.months != Months::ALL,
    }
}
