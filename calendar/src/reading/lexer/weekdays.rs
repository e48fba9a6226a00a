//! Runs of weekdays: 月~金, 月・水・金曜日, 土日祝. 月 and 日 alone are months and days.

use chrono::Weekday;

use super::{Kind, LONGEST_RUN, Lexer, Weekdays};

/// One member of a run.
struct Day {
    days: Weekdays,
    holidays: bool,
    /// 曜 stands behind it, so nothing else can be meant.
    named: bool,
    end: usize,
}

/// A run of weekdays and where it ends.
pub(super) struct Run {
    pub(super) days: Weekdays,
    pub(super) holidays: bool,
    pub(super) end: usize,
}

pub(super) fn weekday_of(c: char) -> Option<Weekday> {
    Some(match c {
        '月' => Weekday::Mon,
        '火' => Weekday::Tue,
        '水' => Weekday::Wed,
        '木' => Weekday::Thu,
        '金' => Weekday::Fri,
        '土' => Weekday::Sat,
        '日' => Weekday::Sun,
        _ => return None,
    })
}

impl Lexer<'_> {
    pub(super) fn weekdays(&mut self, at: usize) -> Option<usize> {
        let after_every = matches!(self.previous(), Some(Kind::EveryWeek | Kind::EveryWeeks(_)));
        let run = self.weekday_run(at, after_every, true)?;
        let kind = if run.days.is_empty() {
            Kind::Holidays
        } else {
            Kind::Weekdays { days: run.days, holidays: run.holidays }
        };
        let end = self.push(kind, at, run.end);
        // 「水曜か木曜」
        match self.any(end, &["か"]) {
            Some(after) if self.weekday(after).is_some_and(|next| next.named) => Some(self.push(Kind::Or, end, after)),
            _ => Some(end),
        }
    }

    /// `sure`: something before says that weekdays must follow. `loose`: commas join its members.
    pub(super) fn weekday_run(&self, at: usize, sure: bool, loose: bool) -> Option<Run> {
        let first = self.weekday(at)?;
        let (mut days, mut holidays) = (first.days, first.holidays);
        let (mut named, mut count, mut end) = (first.named, 1, first.end);
        let mut last = first;
        while count < LONGEST_RUN {
            let gap = self.skip_blank(end);
            let range = self.any(gap, &["~", "-", "から", "ー"]).map(|end| self.skip_blank(end));
            if let Some(next) = range.and_then(|at| self.weekday(at))
                && let (Some(from), Some(to)) = (last.days.iter().next(), next.days.iter().next())
                && !next.holidays
            {
                days = days.or(Weekdays::through(from, to));
                end = self.any(next.end, &["までの", "まで"]).unwrap_or(next.end);
                (named, count, last) = (named || next.named, count + 2, next);
                continue;
            }
            let separators: &[&str] = if loose {
                &["・", "、", "/", "と", "や", "及び", "および", "並びに", "."]
            } else {
                &["・"]
            };
            let joined = self.any(gap, separators).map(|end| self.skip_blank(end));
            // 「月～金、祝日を除く」: behind a comma holidays may be another thing.
            let comma = self.c(gap) == '、';
            let adjacent = (gap == end).then_some(end);
            let Some(next) =
                joined.and_then(|at| self.weekday(at)).or_else(|| adjacent.and_then(|at| self.weekday(at)))
            else {
                break;
            };
            if next.holidays && comma && !days.without(Weekdays::WEEKEND).is_empty() {
                break;
            }
            (days, holidays) = (days.or(next.days), holidays || next.holidays);
            (named, count, end) = (named || next.named, count + 1, next.end);
            last = next;
        }
        let bare = !named && count == 1 && !holidays;
        let fits = if sure || named { true } else { self.stands_alone(at, end, bare) };
        (fits && count < LONGEST_RUN).then_some(Run { days, holidays, end })
    }

    fn weekday(&self, at: usize) -> Option<Day> {
        if let Some(end) = self.any(at, &["祝祭日", "祝休日", "祝日", "祭日", "祝"]) {
            // 祝日の翌日 and 祝日の前日 are other things.
            if self.any(end, &["の翌日", "翌日", "の次の日", "の前日", "前日"]).is_some() {
                return None;
            }
            return Some(Day { days: Weekdays::NONE, holidays: true, named: false, end });
        }
        if let Some((day, end)) = self.english_weekday(at) {
            return Some(Day { days: Weekdays::of(day), holidays: false, named: true, end });
        }
        let day = weekday_of(self.c(at))?;
        if let Some(end) = self.any(at + 1, &["曜日", "曜"]) {
            return Some(Day { days: Weekdays::of(day), holidays: false, named: true, end });
        }
        let (before, after) = (self.before(at), self.c(at + 1));
        let unit = match day {
            // 8月, 毎月, 月2回; 10日, 毎日, 日時.
            Weekday::Mon => {
                before.is_ascii_digit() || "毎今来先隔数一二三四五六七八九十".contains(before) || "末に".contains(after)
            }
            Weekday::Sun => {
                before.is_ascii_digit()
                    || "毎平休祝当末曜同".contains(before)
                    || "時中程付以目間頃本常数々".contains(after)
            }
            _ => false,
        };
        (!unit).then_some(Day { days: Weekdays::of(day), holidays: false, named: false, end: at + 1 })
    }

    /// Mon, Monday, MON.
    fn english_weekday(&self, at: usize) -> Option<(Weekday, usize)> {
        if self.before(at).is_ascii_alphabetic() || !self.c(at).is_ascii_alphabetic() {
            return None;
        }
        let mut end = at;
        while self.c(end).is_ascii_alphabetic() && end - at < 10 {
            end += 1;
        }
        let word: String = (at..end).map(|i| self.c(i).to_ascii_lowercase()).collect();
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let found = names
            .iter()
            .position(|name| word == *name || (word.len() >= 3 && word.len() <= 5 && name.starts_with(&word)));
        let after = end + usize::from(self.c(end) == '.');
        found.and_then(|day| Weekday::try_from(day as u8).ok()).map(|day| (day, after))
    }

    /// Bare kanji are weekdays only where nothing grows on to them: not in 料金, 土地, 木町.
    fn stands_alone(&self, at: usize, end: usize, bare: bool) -> bool {
        let (before, after) = (self.before(at), self.c(end));
        let loose = |c: char| !c.is_alphanumeric();
        let hiragana = |c: char| ('ぁ'..='ん').contains(&c);
        let opens = loose(before) || hiragana(before) || "週、:日時間曜所館室付会".contains(before);
        let closes = loose(after) || after.is_ascii_digit() || "のはにとをがもでだかま".contains(after);
        let follows = "休定除以毎午正朝昼夕夜深隔開閉第各限営及並又".contains(after)
            || self.any(end, &["および", "ならびに", "または"]).is_some();
        if bare {
            // 「月」 and 「日」 alone need a clear end on both sides.
            let next = self.c(self.skip_blank(end));
            let goes_on =
                next.is_ascii_digit() || "午正朝昼夜夕深終隔定休は:以|".contains(next) || !next.is_alphanumeric();
            return loose(before)
                && goes_on
                && (loose(after) || after.is_ascii_digit() || "は定休以午のに".contains(after));
        }
        opens && (closes || follows)
    }

    /// 「(土)」, 「(月・祝)」, 「(日曜日)」 behind a date.
    pub(super) fn bracketed_weekday(&self, at: usize) -> (Option<Weekday>, usize) {
        if self.c(at) != '(' {
            return (None, at);
        }
        let Some(day) = weekday_of(self.c(at + 1)) else {
            return (None, at);
        };
        let end = self.any(at + 2, &["曜日", "曜"]).unwrap_or(at + 2);
        let end =
            self.any(end, &["・祝日", "・祝", "・振休", "・休日", "・休", "/祝", "、祝", "祝", "休"]).unwrap_or(end);
        if self.c(end) == ')' { (Some(day), end + 1) } else { (None, at) }
    }
}
