//! From the items of a sentence to drafts of rules.

use super::*;

impl Reader<'_> {
    pub(in crate::reading) fn flush(&mut self) {
        let group = std::mem::take(&mut self.group);
        if group.items.is_empty() {
            if group.possible && self.frames.is_empty() {
                self.group.possible = false;
            }
            return;
        }
        let total: usize = self.sections.iter().map(|section| section.drafts.len()).sum();
        if total >= MOST_DRAFTS {
            if !self.too_long {
                self.too_long = true;
                let from = group.items[0].from;
                self.tell(from, self.text.len() as u32, Why::TooLong);
                self.sections.iter_mut().for_each(|section| section.doubted = true);
            }
            return;
        }
        let mut draft = Draft {
            spec: None,
            times: Vec::new(),
            until: None,
            part: None,
            often: None,
            season: None,
            all_day: false,
            topic: false,
            also: false,
            from: group.items[0].from,
            to: group.items[group.items.len() - 1].to,
        };
        let mut specs: Vec<(Spec, bool, bool)> = Vec::new();
        for item in group.items {
            match item.kind {
                ItemKind::Days(spec) => specs.push((spec, item.topic, item.also)),
                ItemKind::Season(within) => {
                    draft.season = Some(match draft.season.take() {
                        None => within,
                        Some(before) => joined(before, within),
                    });
                    draft.topic |= item.topic && specs.is_empty();
                }
                ItemKind::Times(times) => {
                    draft.also |= item.also;
                    draft.times.push(times);
                }
                ItemKind::Until(minutes) => draft.until = Some(minutes),
                ItemKind::Part(part) => {
                    draft.topic |= item.topic;
                    draft.part = Some(part);
                }
                ItemKind::Often(often) => draft.often = Some(often),
                ItemKind::AllDay => draft.all_day = true,
            }
        }
        specs.retain(|(spec, ..)| spec.days != Days::Period { from: None, to: None });
        for (spec, ..) in &mut specs {
            if let (Days::Weekly(days), false) = (&spec.days, spec.counted.is_empty()) {
                // 「第3土曜・日曜」 may mean every Sunday; to open, only the counted one is certain enough.
                spec.days = Days::NthWeekday { nth: std::mem::take(&mut spec.counted), days: *days };
            }
        }
        let timed = !draft.times.is_empty() || draft.all_day || draft.until.is_some();
        let section = &self.sections[self.section];
        if specs.is_empty() && draft.all_day && section.channels.is_empty() && !section.drafts.is_empty() {
            // 「返却ポストは24時間」 is not about the desk.
            return self.tell(draft.from, draft.to, Why::NoDays);
        }
        let first = self.sections[self.section].drafts.len();
        if specs.is_empty() {
            if !timed && draft.often.is_none() {
                // A period alone limits the whole: 「令和8年4月から」.
                if let Some(season) = draft.season
                    && (season.from.is_some() || season.to.is_some())
                {
                    let section = self.section();
                    section.valid.from = season.from.or(section.valid.from);
                    section.valid.to = season.to.or(section.valid.to);
                    if let Some(PrintedDate::Day(day)) = season.from {
                        section.anchor = Some(day);
                    }
                }
                return;
            }
            if let Some(season) = &draft.season
                && let Some(spec) = event_days(season, (draft.from, draft.to))
                && timed
            {
                draft.spec = Some(spec);
                draft.season = None;
            } else if draft.season.is_some() {
                // 「毎週水・土　4月～9月は10時～18時」, 「月～金9時～17時、8月は16時まで」: the days were said before.
                let excepts = draft.topic || draft.until.is_some();
                let before = self.sections[self.section].drafts.iter().rev();
                let inherited: Vec<Spec> = before
                    .map_while(|before| {
                        before.spec.clone().filter(|_| excepts || before.season.is_some() || before.times.is_empty())
                    })
                    .take(8)
                    .collect();
                if !inherited.is_empty() {
                    let season = draft.season.clone();
                    for spec in inherited {
                        let twin = self.sections[self.section].drafts.iter().any(|before| {
                            before.season == season && before.spec.as_ref().is_some_and(|s| s.days == spec.days)
                        });
                        if !twin {
                            let draft = Draft { spec: Some(spec), ..draft.clone() };
                            self.section().drafts.push(draft);
                        }
                    }
                    self.last = Last::Drafts(first);
                    return;
                }
            }
            if let Some(spec) = draft.spec.as_mut() {
                spec.possible |= group.possible;
            }
            self.section().drafts.push(draft);
        } else {
            // 「休日夜間電話：土・日」: beside named days 休日 is a title.
            if specs.len() > 1 {
                // 「夏休み学習室　7月21日～8月28日の平日」
                specs.retain(|(spec, ..)| !(matches!(spec.days, Days::Annual { .. }) && spec.possible));
            }
            if specs.len() > 1 {
                specs.retain(|(spec, ..)| !(spec.office && spec.days == Days::Holidays));
            }
            for (mut spec, topic, also) in specs {
                let named = spec.within.months != Months::ALL || draft.season.is_some();
                spec.possible |= group.possible || group.some_months && !named;
                let draft =
                    Draft { spec: Some(spec), topic: topic || draft.topic, also: also || draft.also, ..draft.clone() };
                self.section().drafts.push(draft);
            }
        }
        self.last = Last::Drafts(first);
    }
}

/// 「5月10日～12日 10時～16時」: an event of some days takes place on each of them.
fn event_days(season: &Within, place: (u32, u32)) -> Option<Spec> {
    let (from, to) = (season.from?.first_day(), season.to?.last_day());
    if (to - from).num_days() > LONGEST_EVENT_DAYS {
        return None;
    }
    let mut spec = Spec::new(Days::Dates(from.iter_days().take_while(|day| *day <= to).collect()), place);
    spec.definite = true;
    Some(spec)
}

fn joined(a: Within, b: Within) -> Within {
    Within {
        months: if a.months == Months::ALL { b.months } else { a.months.or(b.months) },
        seasons: a.seasons.into_iter().chain(b.seasons).take(8).collect(),
        from: a.from.or(b.from),
        to: b.to.or(a.to),
    }
}
