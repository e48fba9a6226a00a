//! Closing days: 「…は休み」, 「…を除く」, 「休館日：…」.

use super::item::{Item, ItemKind, Spec};
use super::reader::{Last, Mode, Reader, refine, season_spec};
use super::token::{Kind, Part};
use super::told::{Assumed, Why};
use crate::clock::ClockTime;
use crate::hours::{Closure, Days, Months, OnHoliday, Pattern, Times, Weekdays, Within};

impl Reader<'_> {
    /// 「休館日：」, 「定休日は」; but 「休館日の場合」 is a condition.
    pub(super) fn closing_days(&mut self) {
        let next = self.skip_blank(self.at + 1);
        let waiting = self.group.items.last().is_some_and(|item| matches!(item.kind, ItemKind::Days(_)));
        let listed = matches!(self.kind(next), Some(Kind::Colon | Kind::Topic | Kind::CloseHeading))
            || self.ends_with_topic()
            || self.days_follow(next);
        if matches!(self.kind(next), Some(Kind::If)) {
            return;
        }
        if waiting && !listed || (waiting && !self.group_can_open()) && !self.days_follow(next) {
            return self.closed();
        }
        let of_months = self.take_months_before();
        if !self.group.items.is_empty() && !self.in_bracket() {
            self.flush();
        }
        self.section().closing_list = true;
        self.set_mode(Mode::Closing);
        self.closing_in = of_months;
    }

    /// 「11月の休館日」: the months the list is for. Of the others it says nothing.
    fn take_months_before(&mut self) -> Option<Within> {
        let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last() else {
            return None;
        };
        let own = matches!(self.kind(self.at.checked_sub(1)?), Some(Kind::Of)) && within.months != Months::ALL;
        if !own || *within != (Within { months: within.months, ..Within::default() }) {
            return None;
        }
        let within = within.clone();
        self.group.items.pop();
        let section = self.section();
        section.closing_months = Some(section.closing_months.map_or(within.months, |said| said.or(within.months)));
        Some(within)
    }

    /// The word itself ends in は or a colon.
    fn ends_with_topic(&self) -> bool {
        let token = &self.tokens[self.at];
        let word = self.text.get(token.from as usize..token.to as usize).unwrap_or_default();
        word.ends_with(['は', ':', '：'])
    }

    /// Days of some kind stand here.
    pub(super) fn days_follow(&self, at: usize) -> bool {
        matches!(
            self.kind(at),
            Some(
                Kind::Weekdays { .. }
                    | Kind::Holidays
                    | Kind::YearEnd
                    | Kind::Nth { .. }
                    | Kind::Date(_)
                    | Kind::EveryWeek
                    | Kind::EveryMonth
                    | Kind::Months(_)
                    | Kind::MonthDays(_)
                    | Kind::Bon
                    | Kind::OfficeClosed
                    | Kind::RestDays
                    | Kind::WeekOfMonth { .. }
                    | Kind::Vacation { .. }
            )
        )
    }

    /// The group has days and times that make a rule by themselves.
    fn group_can_open(&self) -> bool {
        self.group.has_days() && self.group.has_times() && !self.group.times_first()
    }

    /// 休み or 除く: what stands before it is closed.
    pub(super) fn closed(&mut self) {
        if self.mode == Mode::Closing {
            return;
        }
        let next = self.skip_blank(self.at + 1);
        let next =
            if matches!(self.kind(next), Some(Kind::Colon | Kind::Topic | Kind::Slash)) { next + 1 } else { next };
        let next = self.skip_blank(next);
        let days_wait = self.group.items.last().is_some_and(|item| matches!(item.kind, ItemKind::Days(_)));
        if self.loose && !days_wait && self.days_follow(next) && !self.in_bracket() {
            // 「開館 9時～18時　休館 月曜日、年末年始」
            if self.group.has_times() {
                self.flush();
            }
            self.section().closing_list = true;
            self.set_mode(Mode::Closing);
            return;
        }
        // 「ニチ・シュクは休み」: words that were not understood are closed.
        let subject = self.at.checked_sub(2).map(|at| (self.kind(at), self.kind(at + 1)));
        if let Some((Some(Kind::Word), Some(Kind::Topic))) = subject {
            return self.unknown_closure();
        }
        let token = &self.tokens[self.at];
        let of_a_building =
            self.text.get(token.from as usize..token.to as usize).is_some_and(|word| word.starts_with("休館"));
        if of_a_building && !self.in_bracket() && days_wait {
            // A building tells its closing days, and is open on all others.
            self.section().closing_list = true;
        }
        // 「閉館の30分前」 is a time.
        if matches!(self.kind(self.at + 1), Some(Kind::Of)) && self.group.items.is_empty() {
            return;
        }
        if let Some(end) = self.only_possible() {
            self.at = end;
            let timed = self.group.has_times();
            if let Some(Item { kind: ItemKind::Days(spec), .. }) = self.group.items.last_mut()
                && !timed
            {
                // 「8月は休むことがあります」
                spec.possible = true;
                return self.close_tail();
            }
            self.section().tentative = true;
            return;
        }
        match self.group.items.last().map(|item| item.kind.clone()) {
            Some(ItemKind::Times(times)) => self.close_last_times(times),
            Some(ItemKind::Part(part)) => {
                let times = match part {
                    Part::Morning => Some((ClockTime::hm(0, 0), ClockTime::hm(12, 0))),
                    Part::Afternoon => Some((ClockTime::hm(12, 0), ClockTime::MIDNIGHT)),
                    Part::Evening => None,
                };
                match times {
                    Some((start, end)) => self.close_last_times(Times::new(start, end)),
                    // 「土日・夜間は行いません」: the days are closed; from when evening is, nobody knows.
                    None => {
                        self.group.items.pop();
                        if self.group.has_days() { self.close_tail() } else { self.section().tentative = true }
                    }
                }
            }
            Some(ItemKind::Days(_) | ItemKind::Season(_)) => self.close_tail(),
            Some(ItemKind::Until(_) | ItemKind::Often(_) | ItemKind::AllDay) | None => self.closed_without_days(),
        }
    }

    /// 「中止になることがあります」: where such words end.
    fn only_possible(&self) -> Option<usize> {
        let limit = self.tokens.len().min(self.at + 7);
        for at in self.at + 1..limit {
            match self.kind(at) {
                Some(Kind::May | Kind::Tentative) => return Some(at + 1),
                Some(Kind::Word | Kind::Filler | Kind::Of | Kind::Changed | Kind::Dot | Kind::Topic | Kind::And) => {}
                _ => return None,
            }
        }
        None
    }

    /// The last closing day is closed for a part of the day only.
    pub(super) fn close_part(&mut self, part: Part) {
        let window = match part {
            Part::Morning => Times::new(ClockTime::hm(0, 0), ClockTime::hm(12, 0)),
            Part::Afternoon => Times::new(ClockTime::hm(12, 0), ClockTime::MIDNIGHT),
            Part::Evening => return,
        };
        if !self.loose
            && let Some(closure) = self.section().closures.last_mut()
            && matches!(&closure.pattern.days, Days::Weekly(days) | Days::NthWeekday { days, .. } if days.len() == 1)
        {
            closure.times = vec![window];
        }
    }

    /// 「12時～13時を除く」, 「水曜の午後は休み」.
    fn close_last_times(&mut self, times: Times) {
        let last = self.group.items.pop();
        let loose = last.as_ref().is_some_and(|item| item.loose);
        let other_times = self.group.has_times();
        // Days right before the time belong to it, if others are left to be open.
        let own = match self.group.items.last() {
            Some(Item { kind: ItemKind::Days(_), .. }) if !loose || !other_times => {
                let alone = self.group.items.iter().filter(|item| matches!(item.kind, ItemKind::Days(_))).count() == 1;
                let elsewhere = self.in_bracket() || !self.sections[self.section].drafts.is_empty();
                !alone || elsewhere && !other_times
            }
            _ => false,
        };
        if own {
            let Some(Item { kind: ItemKind::Days(spec), .. }) = self.group.items.pop() else {
                return;
            };
            let closure = Closure { pattern: spec.pattern(), times: vec![times] };
            self.push_closure(closure);
            self.last = Last::Nothing;
            return;
        }
        let waiting = if other_times { None } else { self.group.items.last().cloned() };
        if let Some(Item { kind: ItemKind::Days(spec), .. }) = waiting
            && !self.in_bracket()
        {
            // 「月～金の12時～13時は閉まっています」: when it is open may come later.
            self.group.items.pop();
            let closure = Closure { pattern: spec.pattern(), times: vec![times] };
            return self.push_closure(closure);
        }
        self.close_times(times, Days::Daily);
    }

    pub(super) fn close_times(&mut self, times: Times, days: Days) {
        if times.end.is_none() {
            return self.unknown_closure();
        }
        self.push_closure(Closure { pattern: Pattern::new(days), times: vec![times] });
    }

    /// The days at the end of the group are closed; those before may be meant to be open.
    fn close_tail(&mut self) {
        let is_days = |item: &Item| matches!(item.kind, ItemKind::Days(_) | ItemKind::Season(_));
        let items = &self.group.items;
        let mut first = items.len() - 1;
        let ends = |item: &Item| {
            // 「11月は第3木曜、12月は休み」: what was said of the one is said.
            let replaced = matches!(&item.kind, ItemKind::Days(spec) if spec.replaces_in_months);
            item.only || item.held || replaced
        };
        while first > 0 && is_days(&items[first - 1]) && !items[first].loose && !ends(&items[first - 1]) {
            first -= 1;
        }
        // 「月～金、祝日を除く」: without the weekdays nothing would be open.
        let others = items[..first].iter().any(|item| matches!(item.kind, ItemKind::Days(_)))
            || !self.sections[self.section].drafts.is_empty()
            || self.in_bracket() && self.outer_has_days();
        let days_follow = {
            let next = self.skip_blank(self.at + 1);
            let next = if matches!(self.kind(next), Some(Kind::Of)) { next + 1 } else { next };
            matches!(
                self.kind(next),
                Some(
                    Kind::EveryDay
                        | Kind::Weekdays { .. }
                        | Kind::WorkingDays
                        | Kind::EveryWeek
                        | Kind::Nth { .. }
                        | Kind::EveryMonth
                )
            )
        };
        let opens = |item: &Item| match &item.kind {
            ItemKind::Days(Spec { days: Days::Weekly(days), .. }) => days.without(Weekdays::WEEKEND).len() >= 2,
            ItemKind::Days(Spec { days: Days::NthWeekday { .. } | Days::EveryWeeks { .. } | Days::Daily, .. }) => true,
            _ => false,
        };
        let joined_holiday = |first: usize| {
            // One word 「月火祝」 is closed as a whole.
            match (&items[first].kind, items.get(first + 1).map(|item| &item.kind)) {
                (ItemKind::Days(a), Some(ItemKind::Days(b))) => a.from == b.from && a.to == b.to,
                _ => false,
            }
        };
        let rest_closes = items[first + 1..].iter().all(|item| match &item.kind {
            ItemKind::Days(spec) => matches!(spec.days, Days::Holidays | Days::Annual { .. } | Days::YearlessDates(_)),
            _ => true,
        });
        let head_opens = first + 1 < items.len() && opens(&items[first]) && rest_closes;
        if !others && !days_follow && head_opens && !joined_holiday(first) {
            let times_known = self.group.items[..first].iter().any(|item| matches!(item.kind, ItemKind::Times(_)));
            if !times_known || matches!(self.kind(self.at), Some(Kind::Except)) {
                first += 1;
            }
        }
        if self.excepts_from_closure(first) {
            return;
        }
        let closing: Vec<Item> = self.group.items.drain(first..).collect();
        let before = self.sections[self.section].closures.len();
        for item in closing {
            match item.kind {
                ItemKind::Days(spec) => {
                    // 「年末年始、12月29日～1月3日」 says the same twice.
                    self.close_days(&spec);
                }
                ItemKind::Season(within)
                    if self.names_period_before(item.from) && self.refine_last_closure(&within) => {}
                ItemKind::Season(within) => self.close_days(&season_spec(&within, (item.from, item.to))),
                _ => {}
            }
        }
        self.close_breaks();
        self.last = Last::Closures(before);
    }

    /// 「9時～17時。12時～13時、祝日は休み」: a time within the hours is closed together with the days.
    fn close_breaks(&mut self) {
        while let Some((Item { kind: ItemKind::Times(last), .. }, before)) = self.group.items.split_last() {
            let last = *last;
            let holds = |times: &Times| times.start < last.start && last.end.is_some() && last.end < times.end;
            // Days of its own make it an opening.
            let beside = before.iter().rev().map_while(|item| match &item.kind {
                ItemKind::Times(times) => Some(*times),
                _ => None,
            });
            let alone = !self.group.has_days();
            let around = self.frames.last().filter(|_| alone).into_iter().flat_map(|frame| &frame.group.items);
            let around = around.filter_map(|item| match &item.kind {
                ItemKind::Times(times) => Some(*times),
                _ => None,
            });
            let said = self.sections[self.section].drafts.iter().rev().take(8).filter(|_| alone);
            let said = said.flat_map(|draft| draft.times.iter().copied());
            if !beside.chain(around).chain(said).any(|times| holds(&times)) {
                break;
            }
            self.group.items.pop();
            self.close_times(last, Days::Daily);
        }
    }

    /// 「月曜休館（祝日を除く）」: the closure does not hold on holidays.
    fn excepts_from_closure(&mut self, first: usize) -> bool {
        let only_holidays = self.group.items[first..]
            .iter()
            .all(|item| matches!(&item.kind, ItemKind::Days(spec) if spec.days == Days::Holidays));
        let opened =
            (2..8).filter_map(|back| self.at.checked_sub(back)).find(|at| matches!(self.kind(*at), Some(Kind::Open)));
        let after_closed =
            opened.and_then(|at| at.checked_sub(1)).is_some_and(|at| matches!(self.kind(at), Some(Kind::Closed)));
        let (true, true, true, Last::Closures(from)) =
            (only_holidays, after_closed, matches!(self.kind(self.at), Some(Kind::Except)), self.last)
        else {
            return false;
        };
        self.group.items.truncate(first);
        let section = self.section();
        section.holidays_stated = true;
        for closure in section.closures.iter_mut().skip(from) {
            closure.pattern.on_holiday = OnHoliday::Skip;
        }
        true
    }

    fn outer_has_days(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.group.has_days())
    }

    pub(super) fn refine_last_closure(&mut self, within: &Within) -> bool {
        let Some(closure) = self.section().closures.last_mut() else {
            return false;
        };
        let Days::Annual { stated: false, .. } = closure.pattern.days else {
            return false;
        };
        let mut spec = Spec::new(closure.pattern.days.clone(), (0, 0));
        if within.months != Months::ALL || !refine(&mut spec, within) {
            return false;
        }
        closure.pattern.days = spec.days;
        true
    }

    /// One closing day, or a set of them.
    pub(super) fn close_days(&mut self, spec: &Spec) {
        let before = self.sections[self.section].closures.len();
        match spec.days {
            Days::Annual { from, to, stated: false } => {
                let what = if to < from { Assumed::YearEndDates } else { Assumed::BonDates };
                self.assume(spec.from, spec.to, what);
            }
            Days::Weekly(_) if spec.office => {
                self.push_closure(Closure::year_end(false));
                self.assume(spec.from, spec.to, Assumed::YearEndDates);
            }
            _ => {}
        }
        if let Days::YearlessDates(dates) = &spec.days {
            // A closing day without its year comes every year.
            for day in dates.clone() {
                let days = Days::Annual { from: day, to: day, stated: true };
                self.push_closure(Closure::on(days));
            }
            return;
        }
        let mut pattern = spec.pattern();
        if spec.on_holiday == OnHoliday::Skip {
            // 「平日は休み」: every working day.
            pattern.on_holiday = OnHoliday::Skip;
        }
        self.push_closure(Closure { pattern, times: Vec::new() });
        if !matches!(self.last, Last::Closures(_)) || self.mode != Mode::Closing {
            self.last = Last::Closures(before);
        }
    }

    /// 休み with nothing before it: a list follows, or it is not known what is closed.
    fn closed_without_days(&mut self) {
        let next = self.skip_blank(self.at + 1);
        let next =
            if matches!(self.kind(next), Some(Kind::Colon | Kind::Topic)) { self.skip_blank(next + 1) } else { next };
        if self.at >= 2
            && matches!((self.kind(self.at - 2), self.kind(self.at - 1)), (Some(Kind::Close), Some(Kind::Topic)))
            && matches!(self.last, Last::Drafts(0))
        {
            // 「居場所（毎週土曜 13時～）はお休みします」
            self.section().suspended = true;
            return;
        }
        let otherwise = (self.at.saturating_sub(2)..self.at).any(|at| matches!(self.kind(at), Some(Kind::Otherwise)));
        if otherwise {
            return;
        }
        let just_closed = self.at > 0
            && (self.at.saturating_sub(3)..self.at)
                .any(|at| matches!(self.kind(at), Some(Kind::Closed | Kind::Except)));
        if just_closed {
            return;
        }
        if self.days_follow(next) && !self.in_bracket() {
            self.section().closing_list = true;
            self.set_mode(Mode::Closing);
            return;
        }
        self.unknown_closure();
    }

    /// Something is closed, and nobody knows when: then nothing is certainly open.
    pub(super) fn unknown_closure(&mut self) {
        if self.weather {
            self.section().tentative = true;
            return;
        }
        let token = &self.tokens[self.at.min(self.tokens.len() - 1)];
        let (from, to) = (token.from, token.to);
        self.tell(from, to, Why::UnknownClosure);
        if self.remark {
            self.sections.iter_mut().for_each(|section| section.doubted = true);
        } else {
            self.section().doubted = true;
        }
    }
}
