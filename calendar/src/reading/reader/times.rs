//! Times of day: beginnings, ends, and what the time is for.

use super::*;

impl Reader<'_> {
    /// Words for times of day; false if it is none.
    pub(in crate::reading) fn times_word(&mut self, kind: &Kind, (from, to): (u32, u32)) -> bool {
        match kind.clone() {
            Kind::Time(clock) => self.time(clock),
            Kind::Reception => self.role = Role::Reception,
            Kind::LastEntry => self.role = Role::LastEntry,
            Kind::Doors => self.role = Role::Doors,
            Kind::Break => self.role = Role::Break,
            Kind::Tilde => self.open_beginning(),
            Kind::Start => self.role = Role::Start,
            Kind::End => self.role = Role::End,
            Kind::Lasting(minutes) => self.lasting(minutes),
            Kind::AllDay => self.item(ItemKind::AllDay, (from, to)),
            Kind::Part(part) => self.item(ItemKind::Part(part), (from, to)),
            _ => return false,
        }
        true
    }

    pub(in crate::reading) fn time(&mut self, start: Clock) {
        let first = self.at;
        let (from, mut to) = (self.tokens[first].from, self.tokens[first].to);
        let mut at = self.skip_blank(first + 1);
        if self.role == Role::End && self.end_time(start) {
            self.at = at;
            return;
        }
        if let Some(end) = self.over_days(at, start) {
            self.at = end;
            return;
        }
        let mut open_ended = self.role == Role::Start;
        if matches!(self.role, Role::Start | Role::End) {
            self.role = Role::Hours;
        }
        let mut end = None;
        if matches!(self.kind(first + 1), Some(Kind::Start))
            && let Some(Kind::Time(_)) = self.kind(self.skip_blank(first + 2))
        {
            at = self.skip_blank(first + 2);
            if let Some(Kind::Time(clock)) = self.kind(at) {
                end = Some(*clock);
                at += 1;
            }
        } else if matches!(self.kind(at), Some(Kind::Tilde | Kind::From)) {
            let mut second = self.skip_blank(at + 1);
            if matches!(self.kind(second), Some(Kind::Line))
                && matches!(self.kind(second + 1), Some(Kind::Time(_)))
                && matches!(self.kind(second + 2), Some(Kind::Until))
            {
                second += 1;
            }
            let mut next_day = false;
            if let Some(Kind::Weekdays { days, holidays: false }) = self.kind(second).cloned()
                && days.len() == 1
                && matches!(self.kind(self.skip_blank(second + 1)), Some(Kind::Time(_)))
            {
                // 「金曜22時～土曜6時」
                let day = self.group.specs_mut().last().and_then(|spec| match spec.days {
                    Days::Weekly(own) if own.len() == 1 => own.iter().next(),
                    _ => None,
                });
                if day.is_some_and(|day| days.contains(day.succ())) {
                    (next_day, second) = (true, self.skip_blank(second + 1));
                }
            }
            if let Some(Kind::Time(clock)) = self.kind(second) {
                end = Some(Clock { next_day: clock.next_day || next_day, ..*clock });
                at = second + 1;
            } else if let Some(Kind::Fault(why)) = self.kind(second).cloned()
                && why.is_about_times()
            {
                self.at = second;
                return self.fault(why, (self.tokens[second].from, self.tokens[second].to));
            } else {
                open_ended = true;
                at += 1;
            }
        } else if matches!(self.kind(at), Some(Kind::Ends)) {
            self.at = at + 1;
            return self.until_time(start, (from, self.tokens[at].to));
        } else if matches!((self.kind(at), self.kind(at + 1)), (Some(Kind::Filler), Some(Kind::End)))
            || matches!(self.kind(at), Some(Kind::End)) && self.ends_a_time()
        {
            let joined = if matches!(self.kind(at), Some(Kind::End)) { at } else { at + 1 };
            self.at = joined + 1;
            if self.end_time(start) {
                return;
            }
            return self.until_time(start, (from, self.tokens[joined].to));
        } else if matches!(self.kind(at), Some(Kind::Until)) {
            self.at = at + 1;
            return self.until_time(start, (from, self.tokens[at].to));
        } else if matches!(self.kind(at), Some(Kind::Start)) {
            open_ended = true;
            at += 1;
        }
        if end.is_some() && matches!(self.kind(at), Some(Kind::Until | Kind::End)) {
            at += 1;
        }
        to = to.max(self.tokens[at.min(self.tokens.len()) - 1].to);
        self.at = at;
        let Some(times) = self.stretch(start, end, (from, to)) else {
            return;
        };
        self.time_read(times, open_ended || end.is_some(), (from, to));
    }

    /// What the time is for: the hours, the last entry, the doors, a break.
    pub(in crate::reading) fn time_read(&mut self, times: Times, plain: bool, place: (u32, u32)) {
        let next = self.skip_blank(self.at);
        let next = if matches!(self.kind(next), Some(Kind::Topic | Kind::Colon | Kind::Of)) { next + 1 } else { next };
        let trailing = match self.kind(next) {
            Some(Kind::Break) => Some(Role::Break),
            Some(Kind::LastEntry) => Some(Role::LastEntry),
            Some(Kind::Doors) => Some(Role::Doors),
            Some(Kind::Reception) if times.end.is_none() && !self.group.has_times() && !self.loose => Some(Role::Doors),
            _ => None,
        };
        let leading = std::mem::replace(&mut self.role, Role::Hours);
        let role = match leading {
            Role::Hours | Role::Reception | Role::Start | Role::End => trailing.unwrap_or(leading),
            other => other,
        };
        if trailing.is_some() && role != leading {
            self.at = next + 1;
        }
        match role {
            Role::Break => {
                self.close_times(times, Days::Daily);
            }
            Role::LastEntry => self.last_entry(times.start),
            Role::Doors => self.doors(times.start),
            Role::Reception if times.end.is_none() && (self.a_range_follows() || self.opens_before(times.start)) => {
                self.doors(times.start)
            }
            Role::Hours | Role::Reception | Role::Start | Role::End => {
                // A time by itself is a beginning only beside a day.
                if plain || self.group.has_days() {
                    self.item(ItemKind::Times(times), place);
                }
            }
        }
    }

    /// 「13:30～16:00（受付13:00～）」: the hours were said before the doors.
    pub(in crate::reading) fn opens_before(&self, at: ClockTime) -> bool {
        let outer = self.frames.iter().flat_map(|frame| &frame.group.items);
        let mut known = self.group.items.iter().chain(outer);
        known.any(|item| matches!(&item.kind, ItemKind::Times(times) if at <= times.start))
    }

    /// 「受付13:00　開始13:30～15:30」: the hours come after the doors.
    pub(in crate::reading) fn a_range_follows(&self) -> bool {
        let ahead =
            (self.at..self.tokens.len().min(self.at + 12)).find(|at| matches!(self.kind(*at), Some(Kind::Time(_))));
        ahead.is_some_and(|at| {
            matches!(self.kind(self.skip_blank(at + 1)), Some(Kind::Tilde | Kind::From | Kind::Start))
        })
    }

    pub(in crate::reading) fn doors(&mut self, at: ClockTime) {
        let inner = self.group.items.iter_mut().rev();
        let outer = self.frames.iter_mut().rev().flat_map(|frame| frame.group.items.iter_mut().rev());
        for item in inner.chain(outer) {
            if let ItemKind::Times(times) = &mut item.kind {
                if at <= times.start {
                    times.doors_open = Some(at);
                }
                return;
            }
        }
        let last = self.sections[self.section].drafts.last_mut();
        if let Some(times) = last.and_then(|draft| draft.times.last_mut()).filter(|times| at <= times.start) {
            times.doors_open = Some(at);
            return;
        }
        // 「開場12時30分　開始13時」: the hours are still to come.
        self.waiting_doors = Some(at);
    }

    pub(in crate::reading) fn last_entry(&mut self, at: ClockTime) {
        let fits = |times: &Times| times.start < at && times.end.is_none_or(|end| at <= end);
        let inner = self.group.items.iter_mut().rev();
        let outer = self.frames.iter_mut().rev().flat_map(|frame| frame.group.items.iter_mut().rev());
        for item in inner.chain(outer) {
            if let ItemKind::Times(times) = &mut item.kind {
                if fits(times) {
                    times.last_entry = Some(at);
                }
                return;
            }
        }
        let section = &mut self.sections[self.section];
        for draft in section.drafts.iter_mut().rev().take(8) {
            for times in draft.times.iter_mut().filter(|times| fits(times)) {
                times.last_entry = Some(at);
            }
        }
    }

    /// The last thing said is a time without an end.
    pub(in crate::reading) fn ends_a_time(&self) -> bool {
        matches!(self.group.items.last().map(|item| &item.kind), Some(ItemKind::Times(Times { end: None, .. })))
    }

    /// 「開始13時　終了16時」: the end of a time that has none.
    pub(in crate::reading) fn end_time(&mut self, clock: Clock) -> bool {
        self.role = Role::Hours;
        for item in self.group.items.iter_mut().rev() {
            if let ItemKind::Times(times) = &mut item.kind {
                let end = ClockTime::new(clock.minutes / 60, clock.minutes % 60).filter(|end| *end > times.start);
                if times.end.is_none() && end.is_some_and(|end| end <= ClockTime::MIDNIGHT) {
                    times.end = end;
                    return true;
                }
                return false;
            }
        }
        false
    }

    pub(in crate::reading) fn until_time(&mut self, clock: Clock, place: (u32, u32)) {
        let role = std::mem::replace(&mut self.role, Role::Hours);
        let Some(end) = ClockTime::new(clock.minutes / 60, clock.minutes % 60) else {
            return;
        };
        let known = self.group.items.iter().any(|item| matches!(item.kind, ItemKind::Times(_)))
            || self.frames.iter().any(|frame| frame.group.has_times())
            || !self.sections[self.section].drafts.is_empty();
        if matches!(role, Role::LastEntry) || (role == Role::Reception && known) {
            return self.last_entry(end);
        }
        let next_day = if clock.next_day && clock.minutes < 1440 { 1440 } else { 0 };
        self.item(ItemKind::Until(clock.minutes + next_day), place);
    }

    /// 「～16時」: a wave before a time, and nothing before the wave.
    pub(in crate::reading) fn open_beginning(&mut self) {
        let next = self.skip_blank(self.at + 1);
        self.replaced_by(next);
        if let Some(Kind::Time(clock)) = self.kind(next)
            && !matches!(self.kind(self.skip_blank(next + 1)), Some(Kind::Tilde | Kind::From))
        {
            let (clock, place) = (*clock, (self.tokens[self.at].from, self.tokens[next].to));
            self.at = next + 1;
            if matches!(self.kind(self.at), Some(Kind::Until)) {
                self.at += 1;
            }
            self.until_time(clock, place);
        }
    }

    /// 「14時から90分間」
    pub(in crate::reading) fn lasting(&mut self, minutes: u16) {
        let follows = matches!(self.kind(self.at.saturating_sub(1)), Some(Kind::From | Kind::Blank | Kind::Tilde));
        if let Some(Item { kind: ItemKind::Times(times), .. }) = self.group.items.last_mut()
            && times.end.is_none()
            && follows
        {
            let end = times.start.minutes() + minutes;
            times.end = ClockTime::new(end / 60, end % 60);
            times.past_midnight = end > 1440;
            let times = *times;
            let next = self.skip_blank(self.at + 1);
            let next = if matches!(self.kind(next), Some(Kind::Topic | Kind::Filler)) { next + 1 } else { next };
            if matches!(self.kind(next), Some(Kind::Break | Kind::Closed)) {
                // 「12時から1時間は休憩」
                self.group.items.pop();
                self.at = next + 1;
                self.close_times(times, Days::Daily);
            }
        }
    }
}
