//! Which days, as a phrase: 「毎月第1・第3木曜」, "the 3rd Friday of even months".

use super::hours::period_of;
use super::parts::{list, month_en, nth_weekdays, ordinal_en, period, weekdays};
use super::{Lang, date_in_words};
use crate::hours::{Days, MonthDay, Months, MoveTo, MoveWhen, OnHoliday, Within};

/// The days alone.
pub(super) fn days_in_words(days: &Days, lang: Lang) -> String {
    match days {
        Days::Daily => lang.pick("毎日", "毎日", "every day").to_owned(),
        Days::Weekly(days) => weekdays(*days, lang),
        Days::NthWeekday { nth, days } => {
            let each: Vec<String> = days.iter().map(|day| nth_weekdays(nth, day, lang)).collect();
            let each = list(&each, lang.pick("、", "と", " and "), lang);
            match lang {
                Lang::Ja => format!("毎月{each}"),
                Lang::JaEasy => format!("毎月の{each}"),
                Lang::En => format!("the {each} of the month"),
            }
        }
        Days::WeekOfMonth { weeks, days } => {
            let days = weekdays(*days, lang);
            let weeks: Vec<String> = weeks
                .iter()
                .map(|n| match lang {
                    Lang::Ja | Lang::JaEasy => format!("第{n}"),
                    Lang::En => ordinal_en(*n),
                })
                .collect();
            let weeks = list(&weeks, lang.pick("・", "と", " and "), lang);
            match lang {
                Lang::Ja | Lang::JaEasy => format!("毎月{weeks}週の{days}"),
                Lang::En => format!("{days} of the {weeks} week of the month"),
            }
        }
        Days::EveryWeeks { every, days, anchor } => {
            let days = weekdays(*days, lang);
            let interval = match (every, lang) {
                (2, Lang::Ja) => format!("隔週{days}"),
                (n, Lang::Ja | Lang::JaEasy) => format!("{n}週間ごとの{days}"),
                (n, Lang::En) => format!("every {n} weeks on {days}"),
            };
            counted_from(interval, anchor.map(|day| date_in_words(day, lang)), lang)
        }
        Days::EveryDays { every, anchor } => {
            let interval = match lang {
                Lang::Ja | Lang::JaEasy => format!("{every}日ごと"),
                Lang::En => format!("every {every} days"),
            };
            counted_from(interval, Some(date_in_words(*anchor, lang)), lang)
        }
        Days::MonthDays(days) => {
            let each: Vec<String> = days.iter().map(|n| day_of_month(*n, lang)).collect();
            let each = list(&each, lang.pick("・", "と", " and "), lang);
            match lang {
                Lang::Ja => format!("毎月{each}"),
                Lang::JaEasy => format!("毎月{each}"),
                Lang::En => format!("the {each} of the month"),
            }
        }
        Days::BusinessDays(nth) => {
            let each: Vec<String> = nth.iter().map(|n| business_day(*n, lang)).collect();
            let each = list(&each, lang.pick("・", "と", " and "), lang);
            match lang {
                Lang::Ja | Lang::JaEasy => format!("毎月{each}"),
                Lang::En => format!("the {each} of the month"),
            }
        }
        Days::Dates(dates) => {
            let each: Vec<String> = dates.iter().map(|date| date_in_words(*date, lang)).collect();
            list(&each, lang.pick("、", "と", " and "), lang)
        }
        Days::YearlessDates(dates) => {
            let each: Vec<String> = dates.iter().map(|day| month_day(*day, lang)).collect();
            let each = list(&each, lang.pick("、", "と", " and "), lang);
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
        Days::Irregular { days } => weekdays(*days, lang),
        Days::Frequency(_) | Days::OnRequest | Days::Always => String::new(),
    }
}

fn counted_from(interval: String, anchor: Option<String>, lang: Lang) -> String {
    match (anchor, lang) {
        (Some(day), Lang::Ja | Lang::JaEasy) => format!("{interval}（{day}から数えて）"),
        (Some(day), Lang::En) => format!("{interval}, counted from {day}"),
        (None, Lang::Ja) => format!("{interval}（どの週かは書かれていません）"),
        (None, Lang::JaEasy) => format!("{interval}（どの週かは、書いてありません）"),
        (None, Lang::En) => format!("{interval} (which weeks is not stated)"),
    }
}

fn day_of_month(n: i8, lang: Lang) -> String {
    match (n, lang) {
        (-1, Lang::Ja | Lang::JaEasy) => "末日".to_owned(),
        (-1, Lang::En) => "last day".to_owned(),
        (..=-2, Lang::Ja | Lang::JaEasy) => format!("月末から{}日目", -n),
        (..=-2, Lang::En) => format!("{} last day", ordinal_en(-n)),
        (_, Lang::Ja | Lang::JaEasy) => format!("{n}日"),
        (_, Lang::En) => ordinal_en(n),
    }
}

fn business_day(n: i8, lang: Lang) -> String {
    match (n, lang) {
        (-1, Lang::Ja | Lang::JaEasy) => "最終営業日".to_owned(),
        (-1, Lang::En) => "last business day".to_owned(),
        (..=-2, Lang::Ja | Lang::JaEasy) => format!("最後から{}番目の営業日", -n),
        (..=-2, Lang::En) => format!("{} last business day", ordinal_en(-n)),
        (_, Lang::Ja | Lang::JaEasy) => format!("第{n}営業日"),
        (_, Lang::En) => format!("{} business day", ordinal_en(n)),
    }
}

fn month_day(day: MonthDay, lang: Lang) -> String {
    match lang {
        Lang::Ja | Lang::JaEasy => format!("{}月{}日", day.month, day.day),
        Lang::En => format!("{} {}", day.day, month_en(day.month.into())),
    }
}

/// The days with the part of the calendar in which they count: 「偶数月の第3金曜」.
pub(super) fn within_in_words(days: &str, within: &Within, lang: Lang) -> String {
    let mut words = in_months(days, within.months, lang);
    if !within.seasons.is_empty() {
        let seasons: Vec<String> = within.seasons.iter().map(|s| period(s.from, s.to, lang)).collect();
        let seasons = list(&seasons, lang.pick("、", "と", " and "), lang);
        words = match lang {
            Lang::Ja => format!("{seasons}の{words}"),
            Lang::JaEasy => format!("{seasons}の{words}"),
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

fn in_months(days: &str, months: Months, lang: Lang) -> String {
    if months == Months::ALL {
        return days.to_owned();
    }
    let even = Months::of([2, 4, 6, 8, 10, 12]) == Ok(months);
    let odd = Months::of([1, 3, 5, 7, 9, 11]) == Ok(months);
    let names: Vec<String> = months
        .iter()
        .map(|m| match lang {
            Lang::Ja | Lang::JaEasy => format!("{m}月"),
            Lang::En => month_en(m.into()).to_owned(),
        })
        .collect();
    let names = list(&names, lang.pick("・", "と", " and "), lang);
    let days = days.strip_prefix("毎月の").or_else(|| days.strip_prefix("毎月")).unwrap_or(days);
    match (lang, even, odd) {
        (Lang::Ja, true, _) => format!("偶数月の{days}"),
        (Lang::Ja, _, true) => format!("奇数月の{days}"),
        (Lang::Ja | Lang::JaEasy, ..) => format!("{names}の{days}"),
        (Lang::En, even, odd) => {
            let days = days.strip_suffix(" of the month").unwrap_or(days);
            let names = match (even, odd) {
                (true, _) => "every even month",
                (_, true) => "every odd month",
                _ => &names,
            };
            format!("{days} of {names}")
        }
    }
}

/// What a holiday does to the days: 「（祝日のときは翌週）」.
pub(super) fn holiday_in_words(on_holiday: OnHoliday, lang: Lang) -> String {
    let (when, to) = match on_holiday {
        OnHoliday::Keep => return String::new(),
        OnHoliday::Skip => {
            return lang.pick("（祝日は休み）", "（祝日は休みです）", " (not on holidays)").to_owned();
        }
        OnHoliday::Only => {
            return lang.pick("（祝日のみ）", "（祝日だけです）", " (only on holidays)").to_owned();
        }
        OnHoliday::Move { when, to } => (when, to),
    };
    let when = match when {
        MoveWhen::Holiday => lang.pick("祝日", "その日が祝日", "if that is a holiday"),
        MoveWhen::HolidayOrWeekend => {
            lang.pick("土日祝日", "その日が土曜日・日曜日・祝日", "if that is a weekend or a holiday")
        }
        MoveWhen::Closed => lang.pick("休館日", "その日が休み", "if that is a closing day"),
    };
    let to = match to {
        MoveTo::Nth(day) => super::parts::nth_weekday(day.nth, day.day, lang),
        MoveTo::NextWeek => lang.pick("翌週", "次の週の同じ曜日", "the week after").to_owned(),
        MoveTo::PreviousWeek => lang.pick("前週", "前の週の同じ曜日", "the week before").to_owned(),
        MoveTo::NextDay => lang.pick("翌日", "次の日", "the day after").to_owned(),
        MoveTo::PreviousDay => lang.pick("前日", "前の日", "the day before").to_owned(),
        MoveTo::NextBusinessDay => lang.pick("翌営業日", "次の平日", "the next business day").to_owned(),
        MoveTo::PreviousBusinessDay => lang.pick("前営業日", "前の平日", "the business day before").to_owned(),
        MoveTo::NextOpenDay => lang.pick("翌開館日", "次に開いている日", "the next open day").to_owned(),
        MoveTo::Unstated => lang.pick("変更", "別の日", "another day, not stated").to_owned(),
    };
    match lang {
        Lang::Ja => format!("（{when}のときは{to}）"),
        Lang::JaEasy => format!("（{when}のときは{to}）"),
        Lang::En if matches!(on_holiday, OnHoliday::Move { to: MoveTo::Nth(_), .. }) => {
            format!(" (on the {to} {when})")
        }
        Lang::En => format!(" ({to} {when})"),
    }
}
