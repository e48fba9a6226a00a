//! What limits the days: 「偶数月の」, 「（令和8年4月1日（水）から）」, 「（祝日のときは翌週）」.

use chrono::{Datelike, NaiveDate};

use super::days::short_date;
use super::parts::{list, month_en, nth_weekday, period, through};
use super::{Lang, date_in_words};
use crate::hours::{Months, MoveTo, MoveWhen, OnHoliday, PrintedDate, Within};
use crate::wareki::printed_ja;

/// The days with the part of the calendar in which they count: 「偶数月の第3金曜」.
pub(super) fn when_in_words(days: &str, within: &Within, lang: Lang) -> String {
    let words = in_months(Some(days), within.months, lang);
    limited_to(&words, within, lang)
}

/// Without the months: 「4月1日〜9月30日の土曜（令和8年4月1日（水）から）」.
pub(super) fn limited_to(words: &str, within: &Within, lang: Lang) -> String {
    let mut words = words.to_owned();
    if !within.seasons.is_empty() {
        let seasons: Vec<String> = within.seasons.iter().map(|s| period(s.from, s.to, lang)).collect();
        let seasons = list(&seasons, lang);
        words = match lang {
            Lang::Ja | Lang::JaEasy => format!("{seasons}の{words}"),
            Lang::En => format!("{words} ({seasons})"),
        };
    }
    if let Some(span) = period_of(within.from, within.to, lang) {
        words = match lang {
            Lang::Ja | Lang::JaEasy => format!("{words}（{span}）"),
            Lang::En => format!("{words} ({span})"),
        };
    }
    words
}

/// 「偶数月の第3金曜」; months alone are all of their days.
pub(super) fn in_months(days: Option<&str>, months: Months, lang: Lang) -> String {
    if months == Months::ALL {
        return days.unwrap_or_default().to_owned();
    }
    let even = Months::of([2, 4, 6, 8, 10, 12]) == Ok(months);
    let odd = Months::of([1, 3, 5, 7, 9, 11]) == Ok(months);
    let names = match (even, odd) {
        (true, _) => lang.pick("偶数月", "偶数月（2月、4月、6月、8月、10月、12月）", "even months").to_owned(),
        (_, true) => lang.pick("奇数月", "奇数月（1月、3月、5月、7月、9月、11月）", "odd months").to_owned(),
        _ => named_months(months, lang),
    };
    let Some(days) = days else {
        return if lang == Lang::En { format!("in {names}") } else { names };
    };
    if lang == Lang::En {
        return match days.strip_suffix(" of the month") {
            Some(days) => format!("{days} of {names}"),
            None => format!("{days} in {names}"),
        };
    }
    let days = days.strip_prefix("毎月").unwrap_or(days);
    format!("{names}の{}", days.strip_prefix('の').unwrap_or(days))
}

/// Three or more months in a row become a range, also over New Year: 「11月〜3月」.
fn named_months(months: Months, lang: Lang) -> String {
    let name = |month: u8| match lang {
        Lang::Ja | Lang::JaEasy => format!("{month}月"),
        Lang::En => month_en(month.into()).to_owned(),
    };
    let held: Vec<u8> = months.iter().collect();
    // A winter that goes on in January is told from its beginning; with few months missing, a year is.
    let over_new_year = months.contains(1) && months.contains(12);
    let gap = held.windows(2).rposition(|pair| pair[1] - pair[0] > 1).filter(|_| over_new_year && held.len() <= 8);
    let mut ordered = held;
    ordered.rotate_left(gap.map_or(0, |before| before + 1));
    let mut groups = Vec::new();
    for run in ordered.chunk_by(|a, b| a % 12 + 1 == *b) {
        match run {
            [first, .., last] if run.len() > 2 => groups.push(through(&name(*first), &name(*last), lang)),
            _ => groups.extend(run.iter().map(|month| name(*month))),
        }
    }
    list(&groups, lang)
}

/// A period of the calendar: 「令和8年4月1日（水）から令和9年3月31日（水）まで」.
pub(super) fn period_of(from: Option<PrintedDate>, to: Option<PrintedDate>, lang: Lang) -> Option<String> {
    let whole = from.filter(|from| match from {
        PrintedDate::Day(_) | PrintedDate::FiscalYear(_) => false,
        PrintedDate::Month { .. } | PrintedDate::Year(_) => to == Some(*from),
    });
    if let Some(whole) = whole {
        let whole = printed(whole, whole.first_day(), lang);
        return Some(if lang == Lang::En { format!("in {whole}") } else { whole });
    }
    let last = to.map(|to| match (from, to, lang) {
        (Some(PrintedDate::Day(from)), PrintedDate::Day(to), Lang::Ja) if from.year() == to.year() => {
            short_date(to, lang)
        }
        _ => printed(to, to.last_day(), lang),
    });
    let first = from.map(|date| printed(date, date.first_day(), lang));
    Some(match (first, last, lang) {
        (None, None, _) => return None,
        (Some(from), None, Lang::Ja | Lang::JaEasy) => format!("{from}から"),
        (None, Some(to), Lang::Ja | Lang::JaEasy) => format!("{to}まで"),
        (Some(from), Some(to), Lang::Ja | Lang::JaEasy) => format!("{from}から{to}まで"),
        (Some(from), None, Lang::En) => format!("from {from}"),
        (None, Some(to), Lang::En) => format!("until {to}"),
        (Some(from), Some(to), Lang::En) => format!("from {from} until {to}"),
    })
}

/// A date as precise as it was printed: 「令和6年10月」, "October 2024". A fiscal year is said in its first or last month,
/// which nobody has to know.
fn printed(date: PrintedDate, bound: NaiveDate, lang: Lang) -> String {
    match (date, lang) {
        (PrintedDate::Day(day), _) => date_in_words(day, lang),
        (PrintedDate::FiscalYear(_), Lang::Ja) => {
            printed_ja(PrintedDate::Month { year: bound.year(), month: bound.month() })
        }
        (_, Lang::Ja) => printed_ja(date),
        (PrintedDate::Year(year), Lang::JaEasy) => format!("{year}年"),
        (PrintedDate::Year(year), Lang::En) => year.to_string(),
        (PrintedDate::Month { .. } | PrintedDate::FiscalYear(_), Lang::JaEasy) => {
            format!("{}年{}月", bound.year(), bound.month())
        }
        (PrintedDate::Month { .. } | PrintedDate::FiscalYear(_), Lang::En) => {
            format!("{} {}", month_en(bound.month()), bound.year())
        }
    }
}

/// What a holiday does to the days: 「（祝日のときは翌週）」; `skipped` says that they do not hold then.
pub(super) fn holiday_in_words(on_holiday: OnHoliday, skipped: &str, lang: Lang) -> String {
    let (when, to) = match on_holiday {
        OnHoliday::Keep => return String::new(),
        OnHoliday::Skip => return skipped.to_owned(),
        OnHoliday::Only => {
            return lang.pick("（祝日のみ）", "（祝日だけです）", " (only on holidays)").to_owned();
        }
        OnHoliday::Move { when, to } => (when, to),
    };
    let when = match when {
        MoveWhen::Holiday => lang.pick("祝日", "その日が祝日", "if that is a holiday"),
        MoveWhen::HolidayOrWeekend => {
            lang.pick("土日・祝日", "その日が土曜日・日曜日・祝日", "if that is a weekend or a holiday")
        }
        MoveWhen::Closed => lang.pick("休みの日か祝日", "その日が休みか祝日", "if that is a closing day or a holiday"),
    };
    let to = match to {
        MoveTo::Nth(day) => match lang {
            Lang::Ja | Lang::JaEasy => nth_weekday(day.nth, day.day, lang),
            Lang::En => format!("on the {}", nth_weekday(day.nth, day.day, lang)),
        },
        MoveTo::NextWeek => lang.pick("翌週", "次の週の同じ曜日", "the week after").to_owned(),
        MoveTo::PreviousWeek => lang.pick("前の週", "前の週の同じ曜日", "the week before").to_owned(),
        MoveTo::NextDay => lang.pick("翌日", "次の日", "the day after").to_owned(),
        MoveTo::PreviousDay => lang.pick("前日", "前の日", "the day before").to_owned(),
        MoveTo::NextBusinessDay => lang.pick("次の平日", "次の平日", "the next business day").to_owned(),
        MoveTo::PreviousBusinessDay => lang.pick("前の平日", "前の平日", "the last business day before").to_owned(),
        MoveTo::NextOpenDay => lang.pick("次に開く日", "次に開く日", "the next open day").to_owned(),
        MoveTo::Unstated => lang.pick("別の日", "別の日", "another day, not stated which,").to_owned(),
    };
    match lang {
        Lang::Ja | Lang::JaEasy => format!("（{when}のときは{to}）"),
        Lang::En => format!(" ({to} {when})"),
    }
}
