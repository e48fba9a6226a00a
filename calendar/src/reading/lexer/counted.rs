//! Counted days: 第1・第3木曜, 最終土曜, 第2週の水曜, 第1営業日, 毎月5日・20日.

use super::{Kind, LONGEST_RUN, Lexer, Weekdays, Why};

impl Lexer<'_> {
    pub(super) fn counted(&mut self, at: usize) -> Option<usize> {
        self.counted_weekdays(at).or_else(|| self.days_of_month(at))
    }

    fn counted_weekdays(&mut self, at: usize) -> Option<usize> {
        let mut nth: Vec<i8> = Vec::new();
        let mut impossible = None;
        let mut weeks = false;
        let mut either = false;
        let mut end = at;
        loop {
            if nth.len() > LONGEST_RUN {
                return None;
            }
            let first = nth.is_empty();
            if first
                && let Some((n, after)) = self.any(end, &["最後から"]).and_then(|at| self.number(at))
                && let Some(after) = self.any(after, &["番目の"])
            {
                // 「最後から2番目の日曜日」
                nth.push(-i8::try_from(n).ok().filter(|n| (1..=5).contains(n))?);
                end = after;
                break;
            }
            if let Some(after) = self.any(end, &["月の最後の", "最終", "最後の", "月末の", "ラスト"]) {
                nth.push(-1);
                end = after;
            } else if let Some(after) = self.any(end, &["第"]).or((!first).then_some(end)) {
                let (number, after) = self.number(self.skip_blank(after))?;
                match i8::try_from(number).ok().filter(|n| (1..=23).contains(n)) {
                    Some(n) => nth.push(n),
                    None => {
                        impossible = Some(number);
                        nth.push(1);
                    }
                }
                end = after;
            } else {
                return None;
            }
            if let Some(after) = self.any(end, &["週目", "週"]) {
                (weeks, end) = (true, after);
            }
            let gap = self.skip_blank(end);
            // 「第1～第3木曜日」
            if let Some(after) = self.any(gap, &["~", "-", "から"])
                && let Some(after) = self.any(self.skip_blank(after), &["第"])
                && let Some((last, after)) = self.number(after)
                && let (Some(first), Ok(last)) = (nth.last().copied(), i8::try_from(last))
                && first > 0
                && last <= 5
            {
                nth.extend(first + 1..=last);
                end = after;
                break;
            }
            let joined = self
                .any(gap, &["・", "、", "と", "及び", "および", "/", ".", "か", "または", "又は"])
                .map(|end| self.skip_blank(end));
            let more = |at: usize| {
                self.any(at, &["第", "最終"]).is_some()
                    || (self.number(at).is_some_and(|(n, _)| n < 6)
                        && self.c(at).is_ascii_digit()
                        && !self.is(at + 1, ":"))
            };
            match joined.filter(|at| more(*at)) {
                Some(after) => {
                    either |= self.any(gap, &["か", "または", "又は"]).is_some();
                    end = after;
                }
                None if more(gap) && self.c(gap) == '第' => end = gap,
                None => break,
            }
        }
        if let Some(end) = self.any(end, &["営業日", "平日", "開庁日", "業務日"]) {
            let kind = impossible.map_or(Kind::BusinessDays(nth), |n| Kind::Fault(Why::NthOutOfRange(n)));
            return Some(self.push(kind, at, end));
        }
        let days_at = self.skip_blank(self.any(end, &["までの", "の"]).unwrap_or(end));
        let run = self
            .weekday_run(days_at, true, false)
            .map(|run| self.first_named(days_at, run))
            .filter(|run| !run.days.is_empty());
        let Some(run) = run else {
            // 「8月第2週」: all of that week.
            if !weeks
                && impossible.is_none()
                && self.c(at) == '第'
                && self.any(end, &["のみ", "だけ", ")", "を除"]).is_some()
            {
                return Some(self.push(Kind::Counts(nth), at, end));
            }
            let all_week = weeks && nth.iter().all(|n| (1..=5).contains(n));
            return all_week.then(|| self.push(Kind::WeekOfMonth { weeks: nth, days: Weekdays::ALL }, at, end));
        };
        // 「毎月最後の日」 is no Sunday.
        let last_day = nth == [-1] && !weeks && run.end == days_at + 1 && self.c(days_at) == '日';
        if last_day && matches!(self.previous(), Some(Kind::EveryMonth | Kind::Months(_))) {
            return Some(self.push(Kind::MonthDays(nth), at, run.end));
        }
        // 月 behind a count is Monday only if nothing else follows it: 第2月曜, 第1月・水.
        let out_of_range = impossible.or_else(|| nth.iter().find(|n| **n > 5).map(|n| *n as u32));
        let days: Weekdays = run.days;
        let kind = match (out_of_range, weeks) {
            (Some(n), _) => Kind::Fault(Why::NthOutOfRange(n)),
            (None, true) => Kind::WeekOfMonth { weeks: nth, days },
            (None, false) => Kind::Nth { nth, days },
        };
        if either {
            self.push(Kind::Either, at, run.end);
        }
        Some(self.push(kind, at, run.end))
    }

    /// 「第3土曜・日曜」: the Sunday may be every Sunday, so only the first is counted here.
    fn first_named(&self, at: usize, run: super::weekdays::Run) -> super::weekdays::Run {
        let end = self.any(at + 1, &["曜日", "曜"]);
        match (end, super::weekdays::weekday_of(self.c(at))) {
            (Some(end), Some(day)) if self.c(end) == '・' => {
                super::weekdays::Run { days: Weekdays::of(day), holidays: false, end }
            }
            _ => run,
        }
    }

    /// 「5月は22日」
    fn months_before_topic(&self) -> bool {
        matches!(self.out.as_slice(), [.., a, b] if matches!((&a.kind, &b.kind), (Kind::Months(_) | Kind::Date(_), Kind::Topic | Kind::CloseHeading)))
    }

    /// 「休館日：2・9・16日」
    fn closing_days_before(&self) -> bool {
        let mut before = self.out.iter().rev().map(|token| &token.kind);
        let named = before.find(|kind| !matches!(kind, Kind::Colon | Kind::Topic | Kind::Blank));
        matches!(named, Some(Kind::ClosingDays))
    }

    /// 「10日」 after 毎月, 「毎月1・15日」, 「5のつく日」.
    fn days_of_month(&mut self, at: usize) -> Option<usize> {
        if !self.c(at).is_ascii_digit() || self.before(at).is_ascii_digit() {
            return None;
        }
        let (number, end) = self.number(at)?;
        if number < 10
            && let Some(end) = self.any(end, &["のつく日", "の付く日", "がつく日", "が付く日"])
        {
            let days: Vec<i8> = (1..=31).filter(|day| *day % 10 == number as i8).collect();
            return Some(self.push(Kind::MonthDays(days), at, end));
        }
        let continues = match self.out.as_slice() {
            [.., before, joint] => {
                matches!(before.kind, Kind::MonthDays(_)) && matches!(joint.kind, Kind::Dot | Kind::Comma | Kind::And)
            }
            _ => false,
        };
        let named = matches!(self.previous(), Some(Kind::EveryMonth | Kind::Months(_)))
            || self.months_before_topic()
            || self.closing_days_before();
        if !continues && !named {
            return None;
        }
        let mut days: Vec<i8> = Vec::new();
        let mut end = at;
        loop {
            let (number, after) = self.number(end)?;
            if days.len() > 31 {
                return None;
            }
            if !(1..=31).contains(&number) {
                return Some(self.push(Kind::Fault(Why::NoSuchDayOfMonth(number)), at, after));
            }
            days.push(number as i8);
            end = after;
            if let Some(after) = self.any(end, &["日"]) {
                if matches!(self.c(after), '間' | '曜' | '前' | '後' | '目' | '以') {
                    return None;
                }
                end = after;
                break;
            }
            end = self.any(end, &["・", "、", "と"])?;
        }
        Some(self.push(Kind::MonthDays(days), at, end))
    }
}
