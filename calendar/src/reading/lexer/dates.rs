//! Dates, years and months as words.

use super::{Date, Era, Kind, Lexer, Months, NaiveDate, Why, era_of};

/// What stands between two dates of a list or a range.
fn joins(kind: &Kind) -> bool {
    matches!(kind, Kind::Tilde | Kind::Dot | Kind::Comma | Kind::And | Kind::From | Kind::Slash)
}

impl Lexer<'_> {
    /// A date, a year, a fiscal year, or a day that follows a date: 「8月13日~16日」.
    pub(super) fn date(&mut self, at: usize) -> Option<usize> {
        if self.before(at).is_ascii_digit() {
            return None;
        }
        let next_year = self.is(at, "翌年");
        let start = if next_year { self.skip_blank(self.any(at, &["翌年の", "翌年"])?) } else { at };
        if next_year && !self.c(start).is_ascii_digit() {
            return None;
        }
        if let Some(end) = self.written_year(at, start) {
            return Some(end);
        }
        if !next_year && let Some(end) = self.unknown_era(at) {
            return Some(end);
        }
        self.month_and_day(at, start, None, next_year).or_else(|| self.bare_day(at))
    }

    /// 令和8年…, R8.5.10, 2026年…, 2026/5/10.
    fn written_year(&mut self, from: usize, at: usize) -> Option<usize> {
        let (year, mut end, era) = self.year(at)?;
        let after = self.skip_blank(end);
        if let Some(end) = self.any(after, &["年度"]) {
            return Some(self.push(Kind::FiscalYear(year), from, end));
        }
        if let Some(after) = self.any(after, &["年"]) {
            end = self.skip_blank(after);
            if let Some(end) = self.month_and_day(from, end, Some((year, era)), false) {
                return Some(end);
            }
            return Some(self.push(Kind::Year(year), from, after));
        }
        let separator = self.c(end);
        if !matches!(separator, '/' | '.' | '-') {
            return None;
        }
        let (month, after) = self.number(end + 1)?;
        if self.c(after) != separator {
            return None;
        }
        let (day, end) = self.number(after + 1)?;
        Some(self.dated(from, end, Some((year, era)), month, Some(day), true, false))
    }

    /// 「8年5月10日」: a year of nobody knows which era.
    fn unknown_era(&mut self, at: usize) -> Option<usize> {
        let (_, end) = self.number(at)?;
        let month_at = self.skip_blank(self.any(end, &["年"])?);
        let (_, end) = self.number(month_at)?;
        let end = self.any(end, &["月"])?;
        let day = self.number(self.skip_blank(end)).and_then(|(_, end)| self.any(end, &["日"]));
        Some(self.push(Kind::Fault(Why::UnknownEra), at, day.unwrap_or(end)))
    }

    /// A year with its era, or four digits; the era is kept for the days on which it held.
    fn year(&self, at: usize) -> Option<(i32, usize, Option<Era>)> {
        let named = Era::ALL.into_iter().find(|era| self.is(at, era.name()));
        let lettered = era_of(self.c(at)).filter(|_| {
            let alone = !self.before(at).is_ascii_alphanumeric();
            let (_, end) = self.number(at + 1).unwrap_or((0, at));
            alone && self.c(at + 1).is_ascii_digit() && matches!(self.c(end), '.' | '/' | '-' | '年')
        });
        let (era, start) = match (named, lettered) {
            (Some(era), _) => (Some(era), self.skip_blank(at + era.name().chars().count())),
            (None, Some(era)) => (Some(era), at + 1),
            (None, None) => (None, at),
        };
        if era.is_some() && self.c(start) == '元' {
            return Some((era?.first_year(), start + 1, era));
        }
        let (number, end) = self.number(start)?;
        match era {
            Some(era) => {
                Some((era.first_year() + i32::try_from(number).ok().filter(|n| *n < 1000)? - 1, end, Some(era)))
            }
            None if (1900..2200).contains(&number) && end - start == 4 => Some((number as i32, end, None)),
            None => None,
        }
    }

    /// 5月10日, 5/10, and 5月 after a year.
    fn month_and_day(&mut self, from: usize, at: usize, year: Option<(i32, Option<Era>)>, next: bool) -> Option<usize> {
        let (month, end) = self.number(at)?;
        if self.c(end) == '/' && month <= 12 && self.c(end + 1).is_ascii_digit() {
            let (day, end) = self.number(end + 1)?;
            if day > 31 || matches!(self.c(end), '/' | ':') || self.c(at) == '0' && month == 0 {
                return None;
            }
            return Some(self.dated(from, end, year, month, Some(day), true, next));
        }
        let end = self.any(end, &["月"])?;
        let start = self.skip_blank(end);
        if let Some((day, after)) = self.number(start)
            && let Some(after) = self.any(after, &["日"])
            && self.c(after) != '間'
        {
            return Some(self.dated(from, after, year, month, Some(day), false, next));
        }
        // 5月10・24日
        if let Some((day, after)) = self.number(start)
            && matches!(self.c(after), '・' | '、' | '~' | '-')
            && let Some((_, more)) = self.number(after + 1)
            && self.c(more) == '日'
        {
            return Some(self.dated(from, after, year, month, Some(day), false, next));
        }
        let year = year?;
        Some(self.dated(from, end, Some(year), month, None, false, next))
    }

    /// 「16日」 after 「8月13日~」, 「16」 after 「8/13-」, 「24日」 after 「5月10日・」.
    fn bare_day(&mut self, at: usize) -> Option<usize> {
        let (last, slash) = self.last_date?;
        let mut kinds = self.out.iter().rev().map(|token| &token.kind).filter(|kind| **kind != Kind::Blank);
        let joined = kinds.next().is_some_and(joins) && matches!(kinds.next(), Some(Kind::Date(_)));
        let (day, end) = self.number(at)?;
        // 「24日は15時まで」 speaks of a day printed before.
        let named = self.is(end, "日は") || self.is(end, "日のみ") || self.is(end, "日だけ") || self.is(end, "日(");
        let follows = joined || (named && last.day.is_some());
        if !follows {
            return None;
        }
        let end = match self.any(end, &["日"]) {
            Some(end) if self.c(end) != '間' => end,
            None if slash && !matches!(self.c(end), ':' | '時' | '/' | '月' | '.') => end,
            // 5月10・24日: the day before the last dot has no 日 of its own.
            None if matches!(self.c(end), '・' | '、') => end,
            _ => return None,
        };
        if day == 0 || day > 31 {
            return None;
        }
        let year = last.year.map(|year| (year, None));
        Some(self.dated(at, end, year, last.month.into(), Some(day), slash, last.next_year))
    }

    #[allow(clippy::too_many_arguments)] // One call in one place for every way a date is written.
    fn dated(
        &mut self,
        from: usize,
        end: usize,
        year: Option<(i32, Option<Era>)>,
        month: u32,
        day: Option<u32>,
        slash: bool,
        next_year: bool,
    ) -> usize {
        let (weekday, end) = match day {
            Some(_) => self.bracketed_weekday(end),
            None => (None, end),
        };
        let exists = |year: i32| NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1));
        // A leap year, where none is given: 29 February may be meant.
        let Some(date) = exists(year.map_or(2024, |(year, _)| year)) else {
            return self.push(Kind::Fault(Why::NoSuchDate { year: year.map(|(year, _)| year), month, day }), from, end);
        };
        if let Some((_, Some(era))) = year
            && date < era.first_day()
            && day.map_or(date + chrono::Days::new(30), |_| date) < era.first_day()
        {
            return self.push(Kind::Fault(Why::BeforeEra(era)), from, end);
        }
        if let Some((_, Some(era))) = year
            && era.last_day().is_some_and(|last| last < date)
        {
            // The date is kept beside the doubt: the rest of the notice may still be read.
            self.push(Kind::Fault(Why::AfterEra(era)), from, end);
        }
        let date = Date {
            year: year.map(|(year, _)| year),
            month: month as u8,
            day: day.map(|day| day as u8),
            weekday,
            next_year,
        };
        self.last_date = Some((date, slash));
        self.push(Kind::Date(date), from, end)
    }

    /// 「4・7・10・1月」, 「8月」; two of them with a wave between are joined later.
    pub(super) fn months(&mut self, at: usize) -> Option<usize> {
        if self.before(at).is_ascii_digit() {
            return None;
        }
        let mut named = Vec::new();
        // 「10月から翌年5月まで」
        let mut end = self.any(at, &["翌年の", "翌年", "翌"]).unwrap_or(at);
        loop {
            let (month, after) = self.number(end)?;
            if named.len() > 24 {
                return None;
            }
            named.push(month);
            end = after;
            // 「4~6月」
            if let Some(wave) = self.any(end, &["~", "-"])
                && let Some((last, after)) = self.number(wave)
                && self.any(after, &["月", "・", "、"]).is_some()
                && (1..=12).contains(&month)
                && (1..=12).contains(&last)
            {
                let mut next = month;
                while next != last {
                    next = next % 12 + 1;
                    named.push(next);
                }
                end = after;
            }
            if let Some(after) = self.any(end, &["月中", "月期", "月"]) {
                // 「8月・12月」 come one by one.
                end = after;
                break;
            }
            end = self.any(end, &["・", "、", "と"])?;
        }
        // 「1月ごと」, 「3月間」, 「2月分」 and the like are no months.
        if self.any(end, &["間", "分", "ごと", "前", "後"]).is_some() {
            return None;
        }
        let months = named.iter().map(|month| u8::try_from(*month).unwrap_or(u8::MAX));
        let kind = match Months::of(months) {
            Ok(months) => Kind::Months(months),
            Err(month) => Kind::Fault(Why::NoSuchMonth(month.into())),
        };
        Some(self.push(kind, at, end))
    }
}
