//! Brackets: what they say is laid beside the words before them.

use super::*;

impl Reader<'_> {
    pub(in crate::reading) fn open_bracket(&mut self) {
        if self.frames.len() >= DEEPEST {
            return;
        }
        let group = std::mem::take(&mut self.group);
        self.frames.push(Frame { group, mode: self.mode, role: self.role });
        if self.mode == Mode::Closing && !self.fresh {
            // Inside, the words qualify a closing day: its dates, or what a holiday does to it.
            self.mode = Mode::Hours;
        }
        // 「昼休み（12時～13時）」: the bracket tells when.
        if self.role != Role::Break {
            self.role = Role::Hours;
        }
        self.loose = false;
    }

    /// What the bracket said is laid beside what stands before it.
    pub(in crate::reading) fn close_bracket(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let inner = std::mem::replace(&mut self.group, frame.group);
        let role = if frame.role == Role::Break { Role::Hours } else { frame.role };
        (self.mode, self.role) = (frame.mode, role);
        self.loose = false;
        self.group.some_months |= inner.some_months;
        if inner.items.is_empty() {
            self.group.possible |= inner.possible;
            return;
        }
        if self.mode == Mode::Closing {
            for item in inner.items {
                match item.kind {
                    ItemKind::Days(spec) => self.close_days(&spec),
                    ItemKind::Season(within)
                        if self.names_period_before(item.from) && self.refine_last_closure(&within) => {}
                    ItemKind::Season(within) => {
                        self.close_days(&season_spec(&within, (item.from, item.to)));
                    }
                    _ => {}
                }
            }
            return;
        }
        if self.gives_anchor(&inner) {
            return;
        }
        if let [Item { kind: ItemKind::Days(Spec { days: Days::Weekly(_), .. }), .. }] = inner.items.as_slice()
            && let Some(Item { kind: ItemKind::Days(Spec { days, .. }), .. }) = self.group.items.last()
            && matches!(days, Days::Dates(_) | Days::MonthDays(_) | Days::YearlessDates(_))
        {
            // 「4・11・18・25日（木）」: the weekday of these dates.
            return;
        }
        if let [Item { kind: ItemKind::AllDay, from, to, .. }] = inner.items.as_slice()
            && self.group.items.is_empty()
            && !self.sections[self.section].drafts.is_empty()
        {
            // 「別の団体の電話（24時間）」 is not this desk.
            return self.tell(*from, *to, Why::NoDays);
        }
        if let [Item { kind: ItemKind::Season(within), .. }] = inner.items.as_slice()
            && within.to.is_some()
            && self.limits(within)
        {
            return;
        }
        if let [Item { kind: ItemKind::Season(_), .. }] = inner.items.as_slice()
            && self.group.has_times()
        {
            // 「夏季（5月～10月）9時～17時、冬季（11月～4月）9時～16時」
            self.flush();
        }
        if let [Item { kind: ItemKind::Days(spec), only, .. }] = inner.items.as_slice()
            && spec.days == Days::Holidays
            && self.group.has_days()
        {
            let policy = if *only { OnHoliday::Only } else { OnHoliday::Keep };
            self.group.specs_mut().for_each(|spec| spec.on_holiday = policy);
            return;
        }
        if self.refines(&inner) {
            return;
        }
        if inner.has_days() && inner.has_times() && self.group.items.is_empty() && self.of_another_place() {
            let (from, to) = (inner.items[0].from, inner.items[inner.items.len() - 1].to);
            return self.tell(from, to, Why::AnotherPlace);
        }
        let mut inner = inner;
        inner.items.retain(|item| match &item.kind {
            // 「（8月13日～16日は夏季休業）」: the name says that it is closed.
            ItemKind::Days(spec) if matches!(spec.days, Days::Annual { .. }) && !item.also && !item.held => {
                self.close_days(spec);
                false
            }
            _ => true,
        });
        let outer_rule = self.group.has_days() && self.group.has_times();
        let unread = |item: &Item| {
            let replaces = matches!(&item.kind, ItemKind::Days(spec) if spec.replaces_in_months);
            item.topic && !item.only && !item.held && !item.also && !replaces
        };
        if outer_rule && !inner.has_times() && inner.items.iter().all(unread) {
            // 「（水曜は家庭学習の日）」: what then happens was not understood.
            for item in &inner.items {
                if let ItemKind::Days(spec) = &item.kind {
                    let pattern = Pattern { possible: true, ..spec.pattern() };
                    self.push_closure(Closure { pattern, times: Vec::new() });
                    self.tell(item.from, item.to, Why::UnknownCondition);
                }
            }
            return;
        }
        if let [Item { kind: ItemKind::Until(until), from, to, .. }] = inner.items.as_slice()
            && outer_rule
        {
            self.tell(*from, *to, Why::UnknownCondition);
            return self.until_at_times(*until);
        }
        let outer_full = outer_rule;
        // 「9時～17時（11月～3月は16時まで）」 is as good as days of its own.
        let both = inner.has_times() && (inner.has_days() || inner.has_season() && outer_full);
        let apart = outer_full || self.group.has_times() || self.group.has_days() && !only_repeats(&self.group, &inner);
        if both && apart {
            // 「（土曜は9時～12時）」: a rule of its own, after the one it qualifies.
            self.flush();
            self.group = inner;
            self.group.items.iter_mut().for_each(|item| item.topic = true);
            self.flush();
            return;
        }
        if self.group.has_days() {
            // 「平日（月～金）」 says the same days again.
            inner.items.retain(|item| !repeats(&self.group, item));
        }
        self.group.possible |= inner.possible;
        self.group.items.extend(inner.items);
    }

    /// 「毎週火曜（令和9年3月31日まで）」: the period of the days before the bracket.
    pub(in crate::reading) fn limits(&mut self, by: &Within) -> bool {
        let drafts = &mut self.sections[self.section].drafts;
        let drafted = match self.last {
            Last::Drafts(first) if !self.group.has_days() => drafts.get_mut(first..),
            _ => None,
        };
        let drafted = drafted.unwrap_or_default().iter_mut().filter_map(|draft| draft.spec.as_mut());
        let mut any = false;
        for spec in self.group.specs_mut().chain(drafted) {
            spec.within.from = spec.within.from.or(by.from);
            spec.within.to = spec.within.to.or(by.to);
            any = true;
        }
        any
    }

    /// 「9時～17時（冬は16時まで）」: on which days is not known, so the last hour is only possible.
    pub(in crate::reading) fn until_at_times(&mut self, until: u16) {
        self.flush();
        let (Last::Drafts(first), Some(end)) = (self.last, ClockTime::new(until / 60, until % 60)) else {
            return;
        };
        let drafts = &mut self.sections[self.section].drafts;
        let mut certain: Vec<Draft> = drafts[first..].to_vec();
        for times in certain.iter_mut().flat_map(|draft| &mut draft.times) {
            times.end = Some(times.end.map_or(end, |whole| whole.min(end)));
            times.past_midnight &= until > 1440;
        }
        for draft in &mut certain {
            draft.times.retain(|times| Some(times.start) < times.end);
        }
        certain.retain(|draft| !draft.times.is_empty());
        drafts[first..].iter_mut().filter_map(|draft| draft.spec.as_mut()).for_each(|spec| spec.possible = true);
        drafts.extend(certain);
    }

    /// 「郵便局（平日9時～16時）でも」, 「隣町の館（毎日10時～17時）とは別に」: the hours of another place.
    pub(in crate::reading) fn of_another_place(&self) -> bool {
        let rest =
            self.tokens.get(self.at + 1).and_then(|token| self.text.get(token.from as usize..)).unwrap_or_default();
        let apart = ["でも", "へ", "とは別", "にお問", "に問い", "をご利用", "にご相談", "にご連絡", "におかけ"];
        apart.iter().any(|word| rest.starts_with(word))
    }

    /// 「隔週金曜（令和8年5月8日開始）」: the bracket gives the day to count from.
    pub(in crate::reading) fn gives_anchor(&mut self, inner: &Group) -> bool {
        let day = match inner.items.as_slice() {
            [Item { kind: ItemKind::Days(Spec { days: Days::Dates(dates), possible: false, .. }), .. }] => {
                dates.first().copied()
            }
            [Item { kind: ItemKind::Season(Within { from: Some(PrintedDate::Day(day)), to: None, .. }), .. }] => {
                Some(*day)
            }
            _ => None,
        };
        let Some(day) = day else {
            return false;
        };
        let waits = |spec: &&mut Spec| matches!(spec.days, Days::EveryWeeks { anchor: None, .. });
        let waiting = self.group.specs_mut().find(waits);
        let drafts = &mut self.sections[self.section].drafts;
        let drafted = drafts.iter_mut().rev().take(4).filter_map(|draft| draft.spec.as_mut()).find(waits);
        let Some(spec) = waiting.or(drafted) else {
            return false;
        };
        if let Days::EveryWeeks { anchor, .. } = &mut spec.days {
            *anchor = Some(day);
        }
        let (from, to) = (spec.from, spec.to);
        self.assume(from, to, Assumed::Anchor);
        true
    }

    /// 「年末年始（12月29日～1月3日）」: the bracket gives the dates of the words before it.
    pub(in crate::reading) fn refines(&mut self, inner: &Group) -> bool {
        let [Item { kind: ItemKind::Season(within), from, .. }] = inner.items.as_slice() else {
            return false;
        };
        if !self.names_period_before(*from) {
            return false;
        }
        let Some(spec) = self.group.specs_mut().last().filter(|spec| matches!(spec.days, Days::Annual { .. })) else {
            return false;
        };
        refine(spec, within)
    }

    pub(in crate::reading) fn in_bracket(&self) -> bool {
        !self.frames.is_empty()
    }

    pub(in crate::reading) fn outer_group(&mut self) -> Option<&mut Group> {
        self.frames.last_mut().map(|frame| &mut frame.group)
    }
}

/// The bracket says days that were said already: 「平日（月～金）」.
fn repeats(outer: &Group, item: &Item) -> bool {
    let ItemKind::Days(Spec { days: Days::Weekly(inner), .. }) = &item.kind else {
        return false;
    };
    outer.items.iter().any(|outer| match &outer.kind {
        ItemKind::Days(Spec { days: Days::Weekly(days), .. }) => inner.without(*days).is_empty() && *inner == *days,
        _ => false,
    })
}

fn only_repeats(outer: &Group, inner: &Group) -> bool {
    let mut days = inner.items.iter().filter(|item| matches!(item.kind, ItemKind::Days(_))).peekable();
    days.peek().is_some() && days.all(|item| repeats(outer, item))
}
