//! From two times as written to one stretch, with what is left out carried over.

use super::*;

impl Reader<'_> {
    /// A beginning and an end, with what is left out carried over.
    pub(in crate::reading) fn stretch(&mut self, start: Clock, end: Option<Clock>, place: (u32, u32)) -> Option<Times> {
        let begins = ClockTime::new(start.minutes / 60, start.minutes % 60)?;
        if begins >= ClockTime::MIDNIGHT {
            let written = format!("{}:{:02}", start.minutes / 60, start.minutes % 60);
            self.tell(place.0, place.1, Why::NoSuchTime(written));
            self.group.possible = true;
            return None;
        }
        let (start, begins) = self.in_afternoon(start, begins);
        let mut times = Times { approximate: start.about, ..Times::from(begins) };
        let Some(end) = end else {
            return Some(times);
        };
        times.approximate |= end.about;
        let mut minutes = end.minutes;
        let noon = 12 * 60;
        if end.next_day && minutes <= start.minutes {
            minutes += 1440;
        } else if minutes <= start.minutes
            && start.marked
            && !end.marked
            && minutes < noon
            && minutes + noon > start.minutes
        {
            minutes += noon;
            self.assume(place.0, place.1, Assumed::Afternoon);
        } else if minutes <= start.minutes
            && !start.marked
            && !end.marked
            && !end.colon
            && start.minutes < noon
            && (minutes + noon).saturating_sub(start.minutes) <= 9 * 60
        {
            // 「9時～5時」 is an office day.
            minutes += noon;
            self.assume(place.0, place.1, Assumed::Afternoon);
        } else if minutes <= start.minutes && start.marked && end.marked && start.minutes >= 17 * 60 && minutes < noon {
            // 午後10時～午前6時: both halves are printed, so the next day is meant.
            minutes += 1440;
        }
        if minutes <= start.minutes || minutes - start.minutes > 1440 {
            self.tell(place.0, place.1, Why::EndNotAfterStart);
            self.group.possible = true;
            return None;
        }
        times.end = ClockTime::new(minutes / 60, minutes % 60);
        times.past_midnight = minutes > 1440;
        times.end.map(|_| times)
    }

    /// 「午後の部は1時30分～」: the part of the day was said before.
    pub(in crate::reading) fn in_afternoon(&self, start: Clock, begins: ClockTime) -> (Clock, ClockTime) {
        let part = self.group.items.iter().rev().find_map(|item| match item.kind {
            ItemKind::Part(part) => Some(part),
            ItemKind::Times(_) => Some(Part::Morning),
            _ => None,
        });
        let later = match part {
            Some(Part::Afternoon) => start.minutes < 7 * 60,
            Some(Part::Evening) => (4 * 60..12 * 60).contains(&start.minutes) && !start.colon,
            Some(Part::Morning) | None => false,
        };
        let moved = ClockTime::new(start.minutes / 60 + 12, start.minutes % 60);
        match (later && !start.marked, moved) {
            (true, Some(begins)) => (Clock { minutes: begins.minutes(), marked: true, ..start }, begins),
            _ => (start, begins),
        }
    }

    /// 「5月2日10時～5月7日10時」: open without a break from the one to the other.
    pub(in crate::reading) fn over_days(&mut self, wave: usize, start: Clock) -> Option<usize> {
        if !matches!(self.kind(wave), Some(Kind::Tilde | Kind::From)) {
            return None;
        }
        let second = self.skip_blank(wave + 1);
        let Some(Kind::Date(date)) = self.kind(second).cloned() else {
            return None;
        };
        let at = self.skip_blank(second + 1);
        let Some(Kind::Time(end)) = self.kind(at).cloned() else {
            return None;
        };
        let place = (self.tokens[second].from, self.tokens[at].to);
        let Some(Item { kind: ItemKind::Days(Spec { days: Days::Dates(dates), from, .. }), .. }) =
            self.group.items.last()
        else {
            return None;
        };
        let ([first], from) = (dates.as_slice(), *from) else {
            return None;
        };
        let first = *first;
        let last = match self.printed(date, place) {
            Some(PrintedDate::Day(last)) if first < last && (last - first).num_days() <= LONGEST_EVENT_DAYS * 4 => last,
            _ => return None,
        };
        self.group.items.pop();
        let between: Vec<NaiveDate> = first.iter_days().skip(1).take_while(|day| *day < last).collect();
        let clock = |minutes: u16| ClockTime::new(minutes / 60, minutes % 60);
        let midnight = ClockTime::hm(0, 0);
        let parts = [
            (vec![first], clock(start.minutes), Some(ClockTime::MIDNIGHT)),
            (between, Some(midnight), Some(ClockTime::MIDNIGHT)),
            (vec![last], Some(midnight), clock(end.minutes)),
        ];
        for (dates, start, end) in parts {
            if let (false, Some(start), Some(end)) = (dates.is_empty(), start, end)
                && start < end
            {
                self.flush();
                self.definite_days(Days::Dates(dates), (from, place.1));
                self.item(ItemKind::Times(Times::new(start, end)), place);
            }
        }
        self.flush();
        Some(if matches!(self.kind(at + 1), Some(Kind::Until)) { at + 2 } else { at + 1 })
    }
}
