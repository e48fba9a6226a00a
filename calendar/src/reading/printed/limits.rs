//! What limits the days: dates, months, seasons, and what a holiday does.

use chrono::{Datelike, NaiveDate};

use super::cursor::Cursor;
use super::days::{WEEKDAYS, nth_weekday};
use crate::hours::{MonthDay, Months, MoveTo, MoveWhen, OnHoliday, PrintedDate, Season, Within};
use crate::wareki::Era;

/// 「4月1日〜9月30日の」, 「偶数月の」: what stands before the days.
pub(super) fn before(words: &mut Cursor<'_>) -> Within {
    let seasons = words.attempt(|words| {
        let seasons = seasons(words)?;
        words.take("の")?;
        Some(seasons)
    });
    let months = words.attempt(|words| {
        let months = months(words)?;
        words.take("の")?;
        Some(months)
    });
    Within { months: months.unwrap_or_default(), seasons: seasons.unwrap_or_default(), ..Within::default() }
}

/// 「（令和8年4月1日（水）から令和9年3月31日（水）まで）」 behind the days.
pub(super) fn behind(words: &mut Cursor<'_>, within: &mut Within) {
    if let Some((from, to)) = words.bracket(period) {
        (within.from, within.to) = (from, to);
    }
}

pub(super) fn seasons(words: &mut Cursor<'_>) -> Option<Vec<Season>> {
    words.list(season)
}

/// 「8月13日〜16日」, 「12月29日〜1月3日」, 「8月13日」
pub(super) fn season(words: &mut Cursor<'_>) -> Option<Season> {
    let from = month_day(words)?;
    if let Some(day) = words.attempt(|words| {
        words.take_either("~", "から")?;
        let to = words.attempt(month_day).or_else(|| {
            let day = words.number()?;
            words.take("日")?;
            Some(MonthDay::new(from.month, u8::try_from(day).ok()?))
        })?;
        if words.is_easy() {
            words.take("まで")?;
        }
        Some(to)
    }) {
        return Some(Season { from, to: day });
    }
    Some(Season { from, to: from })
}

/// 「8月13日」, a day that exists.
pub(super) fn month_day(words: &mut Cursor<'_>) -> Option<MonthDay> {
    let month = words.number()?;
    words.take("月")?;
    let day = words.number()?;
    words.take("日")?;
    Some(MonthDay::new(u8::try_from(month).ok()?, u8::try_from(day).ok()?)).filter(|day| day.exists())
}

/// 「偶数月」, 「8月・12月」, 「11月〜3月」
pub(super) fn months(words: &mut Cursor<'_>) -> Option<Months> {
    let even = "偶数月(2月、4月、6月、8月、10月、12月)";
    let odd = "奇数月(1月、3月、5月、7月、9月、11月)";
    if words.take_either("偶数月", even).is_some() {
        return Months::of([2, 4, 6, 8, 10, 12]).ok();
    }
    if words.take_either("奇数月", odd).is_some() {
        return Months::of([1, 3, 5, 7, 9, 11]).ok();
    }
    let runs = words.list(|words| {
        let first = month(words)?;
        let last = words.attempt(|words| {
            words.take_either("~", "から")?;
            let last = month(words)?;
            if words.is_easy() {
                words.take("まで")?;
            }
            Some(last)
        });
        Some((first, last.unwrap_or(first)))
    })?;
    let through =
        |(first, last): (u8, u8)| (0..=(last + 12 - first) % 12).map(move |ahead| (first + ahead - 1) % 12 + 1);
    Months::of(runs.into_iter().flat_map(through)).ok()
}

fn month(words: &mut Cursor<'_>) -> Option<u8> {
    let month = words.number().filter(|month| (1..=12).contains(month))?;
    words.take("月")?;
    u8::try_from(month).ok()
}

/// 「令和8年4月1日（水）から令和9年3月31日（水）まで」, open at one end at most.
pub(super) fn period(words: &mut Cursor<'_>) -> Option<(Option<PrintedDate>, Option<PrintedDate>)> {
    let first = printed(words)?;
    if words.has("まで") {
        return Some((None, Some(first)));
    }
    if words.take("から").is_none() {
        // 「令和8年6月」: all of it. One day alone is a date, no period.
        let is_day = matches!(first, PrintedDate::Day(_));
        return (!is_day).then_some((Some(first), Some(first)));
    }
    let last = words.attempt(|words| {
        let last = match first {
            PrintedDate::Day(first) => {
                words.attempt(|words| short_date(words, first.year()).map(PrintedDate::Day)).or_else(|| printed(words))
            }
            _ => printed(words),
        }?;
        words.take("まで")?;
        Some(last)
    });
    Some((Some(first), last))
}

/// A date as precise as it is printed.
fn printed(words: &mut Cursor<'_>) -> Option<PrintedDate> {
    if let Some(day) = words.attempt(date) {
        return Some(PrintedDate::Day(day));
    }
    words.attempt(|words| {
        let year = year(words)?;
        if words.has("年度") {
            return Some(PrintedDate::FiscalYear(year));
        }
        words.take("年")?;
        match words.attempt(month) {
            Some(month) => PrintedDate::month(year, month.into()),
            None => Some(PrintedDate::Year(year)),
        }
    })
}

/// 「令和8年4月1日（水）」, 「2026年4月1日（水曜日）」; the weekday must be that of the date.
pub(super) fn date(words: &mut Cursor<'_>) -> Option<NaiveDate> {
    let year = year(words)?;
    words.take("年")?;
    short_date(words, year)
}

/// 「4月1日（水）」 of this year.
pub(super) fn short_date(words: &mut Cursor<'_>, year: i32) -> Option<NaiveDate> {
    let MonthDay { month, day } = month_day(words)?;
    let date = NaiveDate::from_ymd_opt(year, month.into(), day.into())?;
    let weekday = words.bracket(|words| {
        let letter = words.any(&WEEKDAYS)?;
        words.has("曜日");
        Some(letter)
    })?;
    (weekday == date.weekday()).then_some(date)
}

fn year(words: &mut Cursor<'_>) -> Option<i32> {
    let era = Era::ALL.into_iter().find(|era| words.has(era.name()));
    let number = match (era, words.has("元")) {
        (Some(_), true) => 1,
        (None, true) => return None,
        (_, false) => i32::try_from(words.number()?).ok()?,
    };
    match era {
        Some(era) => Some(era.first_year() - 1 + number).filter(|_| (1..200).contains(&number)),
        None => Some(number).filter(|year| (1000..3000).contains(year)),
    }
}

/// 「（祝日のときは翌週）」; `skipped` are the words for days that do not hold on holidays.
pub(super) fn on_holiday(words: &mut Cursor<'_>, skipped: (&str, &str)) -> OnHoliday {
    let policy = words.bracket(|words| {
        if words.take_either(skipped.0, skipped.1).is_some() {
            return Some(OnHoliday::Skip);
        }
        if words.take_either("祝日のみ", "祝日だけです").is_some() {
            return Some(OnHoliday::Only);
        }
        let when = trigger(words)?;
        words.take("のときは")?;
        let to = target(words)?;
        Some(OnHoliday::Move { when, to })
    });
    policy.unwrap_or_default()
}

fn trigger(words: &mut Cursor<'_>) -> Option<MoveWhen> {
    let plain =
        [("土日・祝日", MoveWhen::HolidayOrWeekend), ("休みの日か祝日", MoveWhen::Closed), ("祝日", MoveWhen::Holiday)];
    let easy = [
        ("その日が土曜日・日曜日・祝日", MoveWhen::HolidayOrWeekend),
        ("その日が休みか祝日", MoveWhen::Closed),
        ("その日が祝日", MoveWhen::Holiday),
    ];
    words.any(if words.is_easy() { &easy } else { &plain })
}

fn target(words: &mut Cursor<'_>) -> Option<MoveTo> {
    let fixed = [
        ("次の週の同じ曜日", MoveTo::NextWeek),
        ("前の週の同じ曜日", MoveTo::PreviousWeek),
        ("翌週", MoveTo::NextWeek),
        ("前の週", MoveTo::PreviousWeek),
        ("翌日", MoveTo::NextDay),
        ("次の日", MoveTo::NextDay),
        ("前日", MoveTo::PreviousDay),
        ("前の日", MoveTo::PreviousDay),
        ("次の平日", MoveTo::NextBusinessDay),
        ("前の平日", MoveTo::PreviousBusinessDay),
        ("次に開く日", MoveTo::NextOpenDay),
        ("別の日", MoveTo::Unstated),
    ];
    words.any(&fixed).or_else(|| words.attempt(nth_weekday).map(MoveTo::Nth))
}
