//! Which days: 「毎月第1・第3木曜」, 「隔週水曜（令和8年4月1日（水）から数えて）」, 「祝日の翌日」.

use chrono::{Datelike, NaiveDate, Weekday};

use super::cursor::Cursor;
use super::limits::{date, month_day, period, season, short_date};
use crate::hours::{Days, NthDay, Weekdays};

pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("月", Weekday::Mon),
    ("火", Weekday::Tue),
    ("水", Weekday::Wed),
    ("木", Weekday::Thu),
    ("金", Weekday::Fri),
    ("土", Weekday::Sat),
    ("日", Weekday::Sun),
];

/// The days; those of a month need no 毎月 where months were named before them.
pub(super) fn days(words: &mut Cursor<'_>, months_named: bool) -> Option<Days> {
    if words.has("毎日") {
        return Some(Days::Daily);
    }
    // 「10日ごと」 begins as a day of a month does, and goes first.
    let counted: [fn(&mut Cursor<'_>) -> Option<Days>; 3] = [every_weeks, every_days, annual];
    let others: [fn(&mut Cursor<'_>) -> Option<Days>; 5] = [yearless, of_period, dates, holidays, weekly];
    (counted.into_iter().find_map(|read| words.attempt(read)))
        .or_else(|| words.attempt(|words| of_month(words, months_named)))
        .or_else(|| others.into_iter().find_map(|read| words.attempt(read)))
}

fn weekly(words: &mut Cursor<'_>) -> Option<Days> {
    words.has("毎週");
    weekdays(words).map(Days::Weekly)
}

/// 「火曜・木曜」, 「月曜〜金曜」, 「月曜日から金曜日まで」
pub(super) fn weekdays(words: &mut Cursor<'_>) -> Option<Weekdays> {
    let runs = words.list(|words| {
        let first = weekday(words)?;
        let last = words.attempt(|words| {
            words.take_either("~", "から")?;
            let last = weekday(words)?;
            if words.is_easy() {
                words.take("まで")?;
            }
            Some(last)
        });
        Some(Weekdays::through(first, last.unwrap_or(first)))
    })?;
    Some(runs.into_iter().fold(Weekdays::NONE, Weekdays::or))
}

pub(super) fn weekday(words: &mut Cursor<'_>) -> Option<Weekday> {
    words.attempt(|words| {
        let day = words.any(&WEEKDAYS)?;
        words.take_either("曜", "曜日")?;
        Some(day)
    })
}

fn holidays(words: &mut Cursor<'_>) -> Option<Days> {
    words.take("祝日")?;
    let after = words.take_either("の翌日", "の次の日");
    Some(if after.is_some() { Days::DayAfterHoliday } else { Days::Holidays })
}

/// 「毎月第2・第4土曜」, 「毎月第2週の土曜」, 「毎月5日・20日・末日」, 「毎月最終営業日」
fn of_month(words: &mut Cursor<'_>, months_named: bool) -> Option<Days> {
    if words.has("毎月") {
        words.has("の");
    } else if !months_named {
        return None;
    }
    let readers: [fn(&mut Cursor<'_>) -> Option<Days>; 4] = [business_days, weeks_of_month, counted, month_days];
    readers.into_iter().find_map(|read| words.attempt(read))
}

fn business_days(words: &mut Cursor<'_>) -> Option<Days> {
    let nth = words.list(|words| {
        let n = nth(words)?;
        words.take("営業日")?;
        Some(n)
    });
    nth.map(Days::BusinessDays)
}

fn weeks_of_month(words: &mut Cursor<'_>) -> Option<Days> {
    let weeks = words.list(|words| {
        words.take("第")?;
        let n = words.count()?;
        if words.is_easy() {
            words.take("週")?;
        }
        Some(n)
    })?;
    if !words.is_easy() {
        words.take("週")?;
    }
    let days = words.attempt(|words| {
        words.take("の")?;
        weekdays(words)
    });
    Some(Days::WeekOfMonth { weeks, days: days.unwrap_or(Weekdays::ALL) })
}

/// 「第1・第3の木曜・金曜」; in easy words each by itself, 「第1木曜日と第3木曜日」.
fn counted(words: &mut Cursor<'_>) -> Option<Days> {
    if !words.is_easy() {
        let nth = words.list(nth)?;
        words.has("の");
        return Some(Days::NthWeekday { nth, days: weekdays(words)? });
    }
    let each = words.list(nth_weekday)?;
    let days: Weekdays = each.iter().map(|counted| counted.day).collect();
    let first = days.iter().next()?;
    let counts = |day| each.iter().filter(move |counted| counted.day == day).map(|counted| counted.nth);
    let nth: Vec<i8> = counts(first).collect();
    // Only the same counts of every weekday are one recurrence.
    days.iter().all(|day| counts(day).eq(nth.iter().copied())).then_some(Days::NthWeekday { nth, days })
}

/// 「第3月曜」, 「最後から2番目の木曜」
pub(super) fn nth_weekday(words: &mut Cursor<'_>) -> Option<NthDay> {
    let nth = nth(words)?;
    words.has("の");
    Some(NthDay { nth, day: weekday(words)? })
}

fn nth(words: &mut Cursor<'_>) -> Option<i8> {
    if let Some(n) = words.attempt(|words| {
        words.take("最後から")?;
        let n = words.count()?;
        words.take("番目の")?;
        Some(-n)
    }) {
        return Some(n);
    }
    if words.take_either("最終", "最後の").is_some() {
        return Some(-1);
    }
    words.take("第")?;
    words.count()
}

fn month_days(words: &mut Cursor<'_>) -> Option<Days> {
    if let Some(count) = words.attempt(|words| {
        words.take("最後の")?;
        let count = words.count()?;
        words.take("日間")?;
        Some(count)
    }) {
        return Some(Days::MonthDays((-count..=-1).collect()));
    }
    let days = words.list(|words| {
        if words.take_either("末日", "最後の日").is_some() {
            return Some(-1);
        }
        let from_end = words.take_either("月末から", "最後から").is_some();
        let n = words.count()?;
        words.take("日")?;
        if from_end {
            words.take("目")?;
        }
        Some(if from_end { -n } else { n })
    });
    days.map(Days::MonthDays)
}

/// 「隔週水曜」, 「3週間ごとの水曜（どの週かは書かれていません）」
fn every_weeks(words: &mut Cursor<'_>) -> Option<Days> {
    let every = if words.has("隔週") {
        words.has("の");
        2
    } else {
        let every = words.number()?;
        words.take("週間ごとの")?;
        u8::try_from(every).ok()?
    };
    let days = weekdays(words)?;
    let anchor = words.bracket(counted_from);
    if anchor.is_none() {
        words.take("(")?;
        words.take_either("どの週かは書かれていません", "どの週かは、書いてありません")?;
        words.take(")")?;
    }
    Some(Days::EveryWeeks { every, days, anchor })
}

fn every_days(words: &mut Cursor<'_>) -> Option<Days> {
    let every = u16::try_from(words.number()?).ok()?;
    words.take("日ごと")?;
    Some(Days::EveryDays { every, anchor: words.bracket(counted_from)? })
}

fn counted_from(words: &mut Cursor<'_>) -> Option<NaiveDate> {
    let day = date(words)?;
    words.take("から数えて")?;
    Some(day)
}

fn annual(words: &mut Cursor<'_>) -> Option<Days> {
    words.take("毎年")?;
    let season = season(words)?;
    Some(Days::Annual { from: season.from, to: season.to, stated: true })
}

fn yearless(words: &mut Cursor<'_>) -> Option<Days> {
    let dates = words.list(month_day)?;
    words.take("(")?;
    words.take_either("何年かは書かれていません", "何年かは、書いてありません")?;
    words.take(")")?;
    Some(Days::YearlessDates(dates))
}

fn of_period(words: &mut Cursor<'_>) -> Option<Days> {
    let (from, to) = period(words)?;
    Some(Days::Period { from, to })
}

/// 「令和8年5月10日（日）・5月24日（日）」
fn dates(words: &mut Cursor<'_>) -> Option<Days> {
    let mut dates = vec![date(words)?];
    let joint = if words.is_easy() { "と" } else { "・" };
    while let Some(next) = words.attempt(|words| {
        words.take(joint)?;
        let year = dates[dates.len() - 1].year();
        words.attempt(|words| short_date(words, year)).or_else(|| words.attempt(date))
    }) {
        dates.push(next);
    }
    Some(Days::Dates(dates))
}
