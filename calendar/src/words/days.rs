//! Which days, as a phrase: 「毎月第1・第3木曜」, "the 3rd Friday of the month".

use chrono::{Datelike, NaiveDate};

use super::limits::period_of;
use super::parts::{list, listed_weekdays, month_day, nth_weekdays, ordinal_en, period, weekday, weekdays};
use super::{Lang, date_in_words};
use crate::hours::{Days, Weekdays};
use crate::wareki::Wareki;

/// The days alone.
pub(super) fn days_in_words(days: &Days, lang: Lang) -> String {
    match days {
        Days::Daily => lang.pick("毎日", "毎日", "every day").to_owned(),
        Days::Weekly(days) => weekdays(*days, lang),
        Days::NthWeekday { nth, days } => of_month(&nth_weekdays(nth, *days, lang), lang),
        Days::WeekOfMonth { weeks, days } => of_month(&weeks_of_month(weeks, *days, lang), lang),
        Days::EveryWeeks { every, days, anchor } => {
            let gap = if days.len() == 1 && *every == 2 { "" } else { "の" };
            let days = listed_weekdays(*days, lang);
            let interval = match (every, lang) {
                (2, Lang::Ja) => format!("隔週{gap}{days}"),
                (n, Lang::Ja | Lang::JaEasy) => format!("{n}週間ごとの{days}"),
                (2, Lang::En) => format!("every other week on {days}"),
                (n, Lang::En) => format!("every {n} weeks on {days}"),
            };
            counted_from(interval, *anchor, lang)
        }
        Days::EveryDays { every, anchor } => {
            let interval = match (every, lang) {
                (_, Lang::Ja | Lang::JaEasy) => format!("{every}日ごと"),
                (2, Lang::En) => "every other day".to_owned(),
                (_, Lang::En) => format!("every {every} days"),
            };
            counted_from(interval, Some(*anchor), lang)
        }
        Days::MonthDays(days) if last_days(days) > 2 => {
            let count = last_days(days);
            of_month(
                &lang.pick(format!("最後の{count}日間"), format!("最後の{count}日間"), format!("last {count} days")),
                lang,
            )
        }
        Days::MonthDays(days) => {
            let each: Vec<String> = days.iter().map(|n| day_of_month(*n, lang)).collect();
            let gap = if lang == Lang::Ja && days.first().is_some_and(|n| *n < -1) { "の" } else { "" };
            of_month(&format!("{gap}{}", list(&each, lang)), lang)
        }
        Days::BusinessDays(nth) => {
            let each: Vec<String> = nth.iter().map(|n| business_day(*n, lang)).collect();
            of_month(&list(&each, lang), lang)
        }
        Days::Dates(dates) => list(&dates_in_words(dates, lang), lang),
        Days::YearlessDates(dates) => {
            let each: Vec<String> = dates.iter().map(|day| month_day(*day, lang)).collect();
            let each = list(&each, lang);
            match lang {
                Lang::Ja => format!("{each}（何年かは書かれていません）"),
                Lang::JaEasy => format!("{each}（何年かは、書いてありません）"),
                Lang::En => format!("{each} (the year is not stated)"),
            }
        }
        Days::Annual { from, to, .. } => {
            let dates = period(*from, *to, lang);
            match lang {
                Lang::Ja | Lang::JaEasy => format!("毎年{dates}"),
                Lang::En => format!("{dates} every year"),
            }
        }
        Days::Period { from, to } => {
            period_of(*from, *to, lang).unwrap_or_else(|| lang.pick("毎日", "毎日", "every day").to_owned())
        }
        Days::Holidays => lang.pick("祝日", "祝日", "holidays").to_owned(),
        Days::DayAfterHoliday => lang.pick("祝日の翌日", "祝日の次の日", "days after holidays").to_owned(),
        Days::Irregular { days } => listed_weekdays(*days, lang),
        Days::Frequency(_) | Days::OnRequest | Days::Always => String::new(),
    }
}

/// 「毎月第2月曜」; the words for the month give way where months are named.
fn of_month(counted: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("毎月{counted}"),
        Lang::JaEasy => format!("毎月の{counted}"),
        Lang::En => format!("the {counted} of the month"),
    }
}

/// 「第2・第4週の土曜」; a whole week has no days of its own.
fn weeks_of_month(weeks: &[i8], days: Weekdays, lang: Lang) -> String {
    let all = days == Weekdays::ALL;
    let days = listed_weekdays(days, lang);
    let weeks: Vec<String> = weeks
        .iter()
        .map(|n| match lang {
            Lang::Ja => format!("第{n}"),
            Lang::JaEasy => format!("第{n}週"),
            Lang::En => ordinal_en(*n),
        })
        .collect();
    let weeks = list(&weeks, lang);
    match lang {
        Lang::Ja if all => format!("{weeks}週"),
        Lang::Ja => format!("{weeks}週の{days}"),
        Lang::JaEasy if all => weeks,
        Lang::JaEasy => format!("{weeks}の{days}"),
        Lang::En if all => format!("{weeks} week"),
        Lang::En => format!("{days} in the {weeks} week"),
    }
}

/// The first date in full, the others without the year they share with the one before.
fn dates_in_words(dates: &[NaiveDate], lang: Lang) -> Vec<String> {
    let mut before: Option<NaiveDate> = None;
    let each = dates.iter().map(|date| {
        let shared = before.is_some_and(|before| before.year() == date.year());
        before = Some(*date);
        match lang {
            Lang::Ja if shared => short_date(*date, lang),
            Lang::Ja | Lang::JaEasy | Lang::En => date_in_words(*date, lang),
        }
    });
    each.collect()
}

/// 「5月24日（日）」, beside a date of the same year.
pub(super) fn short_date(date: NaiveDate, lang: Lang) -> String {
    if Wareki::from_date(date).is_none() {
        return date_in_words(date, lang);
    }
    let weekday = weekday(date.weekday(), lang);
    format!("{}月{}日（{}）", date.month(), date.day(), weekday.trim_end_matches('曜'))
}

fn counted_from(interval: String, anchor: Option<NaiveDate>, lang: Lang) -> String {
    let anchor = anchor.map(|day| date_in_words(day, lang));
    match (anchor, lang) {
        (Some(day), Lang::Ja | Lang::JaEasy) => format!("{interval}（{day}から数えて）"),
        (Some(day), Lang::En) => format!("{interval}, counted from {day}"),
        (None, Lang::Ja) => format!("{interval}（どの週かは書かれていません）"),
        (None, Lang::JaEasy) => format!("{interval}（どの週かは、書いてありません）"),
        (None, Lang::En) => format!("{interval} (in which weeks is not stated)"),
    }
}

/// How many days the month ends with, if they are these and no others.
fn last_days(days: &[i8]) -> usize {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    let are_last = sorted.iter().rev().zip(1..).all(|(day, n)| *day == -n);
    if are_last { sorted.len() } else { 0 }
}

fn day_of_month(n: i8, lang: Lang) -> String {
    match (n, lang) {
        (-1, Lang::Ja) => "末日".to_owned(),
        (-1, Lang::JaEasy) => "最後の日".to_owned(),
        (-1, Lang::En) => "last day".to_owned(),
        (..=-2, Lang::Ja) => format!("月末から{}日目", -n),
        (..=-2, Lang::JaEasy) => format!("最後から{}日目", -n),
        (..=-2, Lang::En) => format!("{} last day", ordinal_en(-n)),
        (_, Lang::Ja | Lang::JaEasy) => format!("{n}日"),
        (_, Lang::En) => ordinal_en(n),
    }
}

fn business_day(n: i8, lang: Lang) -> String {
    match (n, lang) {
        (-1, Lang::Ja) => "最終営業日".to_owned(),
        (-1, Lang::JaEasy) => "最後の営業日".to_owned(),
        (-1, Lang::En) => "last business day".to_owned(),
        (..=-2, Lang::Ja | Lang::JaEasy) => format!("最後から{}番目の営業日", -n),
        (..=-2, Lang::En) => format!("{} last business day", ordinal_en(-n)),
        (_, Lang::Ja | Lang::JaEasy) => format!("第{n}営業日"),
        (_, Lang::En) => format!("{} business day", ordinal_en(n)),
    }
}
