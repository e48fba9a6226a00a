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

/// Three or more days in a row become a range: 「月曜〜金曜」, but 「土曜・日曜」.
pub(super) fn weekdays(days: Weekdays, lang: Lang) -> String {
    let held: Vec<Weekday> = days.iter().collect();
    if held.len() == 7 {
        return lang.pick("毎日", "毎日", "every day").to_owned();
    }
    let mut groups = Vec::new();
    for run in held.chunk_by(|a, b| a.succ() == *b) {
        match run {
            [first, .., last] if run.len() > 2 => {
                let (first, last) = (weekday(*first, lang), weekday(*last, lang));
                groups.push(match lang {
                    Lang::Ja => format!("{first}〜{last}"),
                    Lang::JaEasy => format!("{first}から{last}まで"),
                    Lang::En => format!("{first} to {last}"),
                });
            }
            _ => groups.extend(run.iter().map(|day| weekday(*day, lang))),
        }
    }
    list(&groups, lang.pick("・", "と", " and "), lang)
}

/// Joined by `last`; in English and easy Japanese all but the last pair take commas.
pub(super) fn list(items: &[String], last: &str, lang: Lang) -> String {
    match (items, lang) {
        ([], _) => String::new(),
        (_, Lang::Ja) => items.join(last),
        ([only], _) => only.clone(),
        ([before @ .., end], _) => {
            let before = before.join(lang.pick("・", "、", ", "));
            format!("{before}{last}{end}")
        }
    }
}

/// 「第2月曜」, 「最終土曜」, "2nd Monday", "last Saturday".
pub(super) fn nth_weekday(n: i8, day: Weekday, lang: Lang) -> String {
    format!("{}{}", nth(n, lang), weekday(day, lang))
}

/// Several counts of one weekday: 「第1・第3木曜」.
pub(super) fn nth_weekdays(ns: &[i8], day: Weekday, lang: Lang) -> String {
    let counts: Vec<String> = ns.iter().map(|n| nth(*n, lang).trim_end().to_owned()).collect();
    let counts = list(&counts, lang.pick("・", "と", " and "), lang);
    let gap = lang.pick("", "", " ");
    format!("{counts}{gap}{}", weekday(day, lang))
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
    let start = time_in_words(start, lang);
    let Some(end) = end else {
        return match lang {
            Lang::Ja => format!("{start}から（終わる時刻は書かれていません）"),
            Lang::JaEasy => format!("{start}から（何時に終わるかは、書いてありません）"),
            Lang::En => format!("from {start} (the end is not stated)"),
        };
    };
    let end = time_in_words(end, lang);
    match lang {
        Lang::Ja => format!("{start}〜{end}"),
        Lang::JaEasy => format!("{start}から{end}まで"),
        Lang::En => format!("{start} to {end}"),
    }
}

/// 「12月29日〜1月3日」
pub(super) fn period(from: MonthDay, to: MonthDay, lang: Lang) -> String {
    let one = |d: MonthDay| match lang {
        Lang::Ja | Lang::JaEasy => format!("{}月{}日", d.month, d.day),
        Lang::En => format!("{} {}", d.day, month_en(d.month.into())),
    };
    match lang {
        Lang::Ja => format!("{}〜{}", one(from), one(to)),
        Lang::JaEasy => format!("{}から{}まで", one(from), one(to)),
        Lang::En => format!("{} to {}", one(from), one(to)),
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
