//! Words about the whole notice: irregular, suspended, changed, on top.

use super::*;

impl Reader<'_> {
    /// Words about what was said, or about the whole; false if it is none.
    pub(in crate::reading) fn whole_word(&mut self, kind: &Kind, (from, to): (u32, u32)) -> bool {
        match kind.clone() {
            // 「毎年8月13日〜16日」: the dates say when.
            Kind::Often(often)
                if often.per == Per::FiscalYear
                    && often.at_least
                    && matches!(self.kind(self.skip_blank(self.at + 1)), Some(Kind::Date(_))) => {}
            Kind::Often(often) => self.item(ItemKind::Often(often), (from, to)),
            Kind::NeverCloses if self.in_bracket() && self.not_closed_in_season() => {}
            Kind::NeverCloses => {
                let section = self.section();
                (section.holidays_stated, section.year_end_stated) = (true, true);
                section.closing_list = true;
            }
            Kind::Closed | Kind::Except => self.closed(),
            Kind::NotStated => self.not_stated(),
            Kind::ClosedAtTimes => self.closed_at_times((from, to)),
            Kind::Only => {
                if let Some(item) = self.group.items.last_mut() {
                    (item.only, item.topic) = (true, true);
                }
            }
            Kind::Also => self.also(),
            Kind::Topic => {
                if let Some(item) = self.group.items.last_mut() {
                    item.topic = true;
                }
            }
            Kind::If => self.condition(),
            Kind::OnRequest => {
                if !self.group.has_times() {
                    self.section().on_request = true;
                }
            }
            Kind::Booking(booking) => self.section().booking = Some(booking),
            Kind::Irregular => self.irregular(),
            Kind::Tentative => self.everywhere(|section| section.tentative = true),
            Kind::May => self.may(),
            Kind::Suspended => self.suspended(),
            Kind::Founded => self.founded(),
            Kind::Begins => self.begins(),
            Kind::Ends => self.ends(),
            Kind::Changed => self.changed(),
            Kind::Held => {
                if let Some(item) = self.group.items.last_mut() {
                    item.held = true;
                }
            }
            Kind::About => {}
            Kind::Weather => self.weather = true,
            Kind::Otherwise if self.mode == Mode::Closing => self.otherwise = true,
            Kind::Otherwise => {
                self.end_sentence();
                self.section().closing_list = true;
                self.loose = true;
            }
            Kind::TimesChange => self.times_change(),
            Kind::Cell => {
                // A table: which cell is open is not read.
                self.everywhere(|section| section.doubted = true);
                self.tell(from, to, Why::Table);
            }
            _ => return false,
        }
        true
    }

    pub(in crate::reading) fn irregular(&mut self) {
        self.group.possible = true;
        self.section().irregular = true;
    }

    /// 「祝日と年末年始に開いているかは、資料に書かれていません」
    pub(in crate::reading) fn not_stated(&mut self) {
        while let Some(Item { kind: ItemKind::Days(spec), .. }) = self.group.items.last() {
            let topic = match spec.days {
                Days::Holidays => Silence::NationalHolidays,
                Days::Annual { .. } => Silence::YearEnd,
                _ => break,
            };
            self.group.items.pop();
            self.section().silent.push(topic);
        }
    }

    pub(in crate::reading) fn may(&mut self) {
        let held = self.at.checked_sub(1).is_some_and(|before| matches!(self.kind(before), Some(Kind::Held)));
        if held && self.group.items.is_empty() && self.outer_group().is_some_and(|outer| outer.has_days()) {
            // 「土曜（開くことがあります）」: the bracket is about the days before it.
            self.group.possible = true;
            return;
        }
        if self.group.items.is_empty() {
            if let Last::Drafts(first) = self.last {
                let section = &mut self.sections[self.section];
                for spec in section.drafts.iter_mut().skip(first).filter_map(|draft| draft.spec.as_mut()) {
                    spec.possible = true;
                }
                return;
            }
            self.section().tentative = true;
            return;
        }
        self.group.possible = true;
    }

    pub(in crate::reading) fn also(&mut self) {
        let Some(item) = self.group.items.last_mut() else {
            return;
        };
        item.also = true;
        let next = self.skip_blank(self.at + 1);
        let ahead = (next..next + 6).map_while(|at| self.kind(at));
        let times_follow = ahead
            .take_while(|kind| !matches!(kind, Kind::Close | Kind::Stop | Kind::Line | Kind::Comma | Kind::Mark))
            .any(|kind| matches!(kind, Kind::Time(_) | Kind::AllDay));
        if times_follow {
            return;
        }
        if let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last()
            && let [Season { from, to }] = within.seasons.as_slice()
            && to < from
        {
            // 「12月29日～1月3日も通常どおり」
            self.group.items.pop();
            self.section().year_end_stated = true;
            return;
        }
        let ItemKind::Days(spec) = &self.group.items[self.group.items.len() - 1].kind else {
            return;
        };
        match spec.days {
            Days::Holidays => {
                let with_weekend = self.group.items.len() >= 2
                    && matches!(
                        &self.group.items[self.group.items.len() - 2].kind,
                        ItemKind::Days(Spec { days: Days::Weekly(_), from, .. }) if *from == spec.from
                    );
                if !with_weekend {
                    self.group.items.pop();
                }
                self.section().holidays_stated = true;
            }
            Days::Annual { .. } => {
                self.group.items.pop();
                self.section().year_end_stated = true;
            }
            _ => {}
        }
    }

    pub(in crate::reading) fn suspended(&mut self) {
        // 「令和7年3月31日をもって終了しました」
        if !self.group.has_times() {
            self.group.items.retain(|item| !matches!(&item.kind, ItemKind::Days(Spec { days: Days::Dates(_), .. })));
        }
        let speaks_of_days = self.group.has_days() && !self.group.has_times() && {
            let section = &self.sections[self.section];
            !section.drafts.is_empty()
        };
        if speaks_of_days {
            return self.closed();
        }
        self.flush();
        if self.remark {
            self.sections.iter_mut().for_each(|s| s.suspended = true)
        } else {
            self.section().suspended = true
        }
    }

    /// 「変更」: what is said for that part of the year is not certain.
    pub(in crate::reading) fn changed(&mut self) {
        self.everywhere(|section| section.tentative = true);
        self.doubt_both();
        for spec in self.group.specs_mut().filter(|spec| spec.replaces_in_months) {
            // 「8月は8日が祭りのため22日に変更」: which of them holds is not read.
            spec.possible = !matches!(spec.days, Days::NthWeekday { .. });
        }
        if let Some(Item { kind: ItemKind::Season(within), from, to, .. }) = self.group.items.last().cloned() {
            // 「8月は日程変更」: in that part of the year nothing is certain.
            let mut spec = season_spec(&within, (from, to));
            spec.possible = true;
            self.group.items.pop();
            self.close_days(&spec);
        }
    }

    /// 「毎週水曜を毎週木曜に変更」: which of the two holds on a given day is not read.
    pub(in crate::reading) fn doubt_both(&mut self) {
        self.group.possible |= self.group.specs_mut().count() > 1;
    }

    /// 「水曜10時～12時→木曜10時～12時」: from the one to the other, and nobody knows since when.
    pub(in crate::reading) fn replaced_by(&mut self, next: usize) {
        let days = matches!(self.kind(next), Some(Kind::EveryMonth | Kind::EveryWeeks(_))) || self.days_follow(next);
        if days && self.group_is_full() {
            self.group.possible = true;
            self.flush();
            self.group.possible = true;
        }
    }

    /// 臨時休館, 館内整理日, 不定休: closed on days that are told otherwise.
    pub(in crate::reading) fn closed_at_times(&mut self, (from, to): (u32, u32)) {
        if self.text.get(from as usize..to as usize) == Some("不定休") {
            // Any day may be closed.
            self.section().closing_list = true;
            self.push_closure(Closure::on(Days::Irregular { days: Weekdays::NONE }));
            return;
        }
        if self.names_closing_days() {
            return;
        }
        let days_wait = self.group.items.last().is_some_and(|item| matches!(item.kind, ItemKind::Days(_)));
        if days_wait && !self.group_is_full() { self.closed() } else { self.section().tentative = true }
    }

    /// 「図書整理日：奇数月の末日」
    pub(in crate::reading) fn names_closing_days(&mut self) -> bool {
        let marked = matches!(self.kind(self.at + 1), Some(Kind::Colon | Kind::Topic | Kind::Slash));
        let listed = marked && self.days_follow(self.skip_blank(self.at + 2));
        if listed {
            self.flush();
            self.set_mode(Mode::Closing);
        }
        listed
    }

    /// 「休業：水曜日（4・5・11月は無休）」
    pub(in crate::reading) fn not_closed_in_season(&mut self) -> bool {
        let Some(Item { kind: ItemKind::Season(within), .. }) = self.group.items.last() else {
            return false;
        };
        let (months, Last::Closures(first)) = (within.months, self.last) else {
            return false;
        };
        self.group.items.pop();
        for closure in self.sections[self.section].closures.iter_mut().skip(first) {
            closure.pattern.within.months = closure.pattern.within.months.and(months.others());
        }
        true
    }
}
