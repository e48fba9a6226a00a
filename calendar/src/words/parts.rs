//! Weekdays, counts and ranges: the pieces sentences are made of.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};

use super::{Lang, time_in_words};
use crate::clock::ClockTime;
use crate::hours::{MonthDay, Weekdays};
use crate::wareki::{easy, weekday_ja};

/// 「月曜」, 「月曜日」, "Monday".
pub(super) fn weekday(day: Weekday, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{}曜", weekday_ja(day)),
        Lang::JaEasy => format!("{}曜日", weekday_ja(day)),
        Lang::En => match day {
            Weekday::Mon => "Monday",
            Weekday::Tue => "Tuesday",
            Weekday::Wed => "Wednesday",
            Weekday::Thu => "Thursday",
            Weekday::Fri => "Friday",
            Weekday::Sat => "Saturday",
            Weekday::Sun => "Sunday",
        }
        .to_owned(),
    }
}

/// Three or more days in a row become a range: 「月曜〜金曜」, but 「土曜・日曜」; all seven are every day.
pub(super) fn weekdays(days: Weekdays, lang: Lang) -> String {
    match days {
        Weekdays::ALL => lang.pick("毎日", "毎日", "every day").to_owned(),
        days => listed_weekdays(days, lang),
    }
}

/// The same where each of the seven is counted: 「毎月第1の月曜〜日曜」.
pub(super) fn listed_weekdays(days: Weekdays, lang: Lang) -> String {
    let held: Vec<Weekday> = days.iter().collect();
    let mut groups = Vec::new();
    for run in held.chunk_by(|a, b| a.succ() == *b) {
        match run {
            [first, .., last] if run.len() > 2 => {
                groups.push(through(&weekday(*first, lang), &weekday(*last, lang), lang));
            }
            _ => groups.extend(run.iter().map(|day| weekday(*day, lang))),
        }
    }
    list(&groups, lang)
}

/// Three days in a row or more, told as a range.
pub(super) fn has_a_run(days: Weekdays) -> bool {
    let held: Vec<Weekday> = days.iter().collect();
    held.chunk_by(|a, b| a.succ() == *b).any(|run| run.len() > 2)
}

/// From one to another: 「月曜〜金曜」, 「月曜日から金曜日まで」, "Monday to Friday".
pub(super) fn through(first: &str, last: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{first}〜{last}"),
        Lang::JaEasy => format!("{first}から{last}まで"),
        Lang::En => format!("{first} to {last}"),
    }
}

/// Things of one kind: 「火曜・木曜」, 「火曜日と木曜日」, "Tuesday, Thursday and Friday". What is said of the last holds
/// for all of them; things of several kinds stand apart, with 「、」.
pub(super) fn list(items: &[String], lang: Lang) -> String {
    match (items, lang) {
        ([], _) => String::new(),
        (_, Lang::Ja) => items.join("・"),
        (_, Lang::JaEasy) => items.join("と"),
        ([only], Lang::En) => only.clone(),
        ([before @ .., end], Lang::En) => format!("{} and {end}", before.join(", ")),
    }
}

/// 「第2月曜」, 「最終土曜」, "2nd Monday", "last Saturday".
pub(super) fn nth_weekday(n: i8, day: Weekday, lang: Lang) -> String {
    format!("{}{}", nth(n, lang), weekday(day, lang))
}

/// 「第1・第3木曜」, 「第1・第3の木曜・金曜」; easy Japanese names each: 「第1木曜日と第3木曜日」.
pub(super) fn nth_weekdays(ns: &[i8], days: Weekdays, lang: Lang) -> String {
    if lang == Lang::JaEasy {
        let each: Vec<String> =
            days.iter().flat_map(|day| ns.iter().map(move |n| nth_weekday(*n, day, lang))).collect();
        return list(&each, lang);
    }
    let counts: Vec<String> = ns.iter().map(|n| nth(*n, lang).trim_end().to_owned()).collect();
    let (counts, listed) = (list(&counts, lang), listed_weekdays(days, lang));
    match lang {
        Lang::Ja | Lang::JaEasy if days.len() == 1 => format!("{counts}{listed}"),
        Lang::Ja | Lang::JaEasy => format!("{}の{listed}", counts.trim_end_matches('の')),
        Lang::En => format!("{counts} {listed}"),
    }
}

fn nth(n: i8, lang: Lang) -> String {
    match (lang, n) {
        (Lang::En, -1) => "last ".to_owned(),
        (Lang::En, ..=-2) => format!("{} last ", ordinal_en(-n)),
        (Lang::En, _) => format!("{} ", ordinal_en(n)),
        (Lang::Ja, -1) => "最終".to_owned(),
        (Lang::JaEasy, -1) => "最後の".to_owned(),
        (_, ..=-2) => format!("最後から{}番目の", -n),
        _ => format!("第{n}"),
    }
}

pub(super) fn ordinal_en(n: i8) -> String {
    match n {
        1 => "1st".to_owned(),
        2 => "2nd".to_owned(),
        3 => "3rd".to_owned(),
        21 | 31 => format!("{n}st"),
        22 => "22nd".to_owned(),
        23 => "23rd".to_owned(),
        n => format!("{n}th"),
    }
}

/// 「午前10時〜午後6時」; where no end is printed, that is said.
pub(super) fn range(start: ClockTime, end: Option<ClockTime>, lang: Lang) -> String {
    if start.minutes() == 0 && end == Some(ClockTime::MIDNIGHT) {
        return lang.pick("24時間", "24時間", "all day and night").to_owned();
    }
    let start = time_in_words(start, lang);
    match end {
        Some(end) => through(&start, &time_in_words(end, lang), lang),
        None => open_ended(&start, lang),
    }
}

/// A beginning without its end.
pub(super) fn open_ended(start: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{start}から（終わる時刻は書かれていません）"),
        Lang::JaEasy => format!("{start}から（何時に終わるかは、書いてありません）"),
        Lang::En => format!("from {start} (the end is not stated)"),
    }
}

/// 「12月29日〜1月3日」, 「8月13日〜16日」
pub(super) fn period(from: MonthDay, to: MonthDay, lang: Lang) -> String {
    let same_month = from.month == to.month && from <= to;
    let (first, last) = (month_day(from, lang), month_day(to, lang));
    match lang {
        _ if from == to => first,
        Lang::Ja if same_month => through(&first, &format!("{}日", to.day), lang),
        Lang::En if same_month => through(&from.day.to_string(), &last, lang),
        Lang::Ja | Lang::JaEasy | Lang::En => through(&first, &last, lang),
    }
}

/// 「8月13日」, "13 August"
pub(super) fn month_day(day: MonthDay, lang: Lang) -> String {
    match lang {
        Lang::Ja | Lang::JaEasy => format!("{}月{}日", day.month, day.day),
        Lang::En => format!("{} {}", day.day, month_en(day.month.into())),
    }
}

pub(super) fn month_en(month: u32) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    // An impossible month can only come from a notice that was never compiled.
    NAMES.get(month.wrapping_sub(1) as usize).unwrap_or(&"?")
}

/// A date near `near`: the year is named only where it differs (always in easy Japanese).
pub(super) fn near_date(date: NaiveDate, near: NaiveDate, lang: Lang) -> String {
    let same_year = date.year() == near.year();
    match lang {
        Lang::Ja => {
            let year = if same_year { String::new() } else { format!("{}年", date.year()) };
            let weekday = weekday_ja(date.weekday());
            format!("{year}{}月{}日（{weekday}）", date.month(), date.day())
        }
        Lang::JaEasy => easy(date),
        Lang::En => {
            let weekday = weekday(date.weekday(), lang);
            let year = if same_year { String::new() } else { format!(" {}", date.year()) };
            format!("{weekday} {} {}{year}", date.day(), month_en(date.month()))
        }
    }
}

/// The time of day of a moment.
pub(super) fn clock_of(at: NaiveDateTime) -> ClockTime {
    ClockTime::hm(at.hour() as u16, at.minute() as u16)
}

/// With a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
