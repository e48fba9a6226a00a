//! Closing days as one sentence: 「祝日、毎月第2月曜（祝日のときは第3月曜）はお休み」.

use super::Lang;
use super::days::days_in_words;
use super::limits::{holiday_in_words, in_months, limited_to, when_in_words};
use super::opening::{often_in_words, times_in_words};
use super::parts::{listed_weekdays, period};
use crate::hours::{Closure, Days, MonthDay, Months, OnHoliday, Weekdays};

/// All closing days, or nothing if there are none.
pub(super) fn closing(closures: &[Closure], lang: Lang) -> Option<String> {
    let days: Vec<String> = closures.iter().map(|closure| closing_days(closure, lang)).collect();
    let [before @ .., last] = days.as_slice() else {
        return None;
    };
    Some(match lang {
        Lang::Ja => format!("{}はお休み", days.join("、")),
        Lang::JaEasy => format!("休みの日は、{}です。", days.join("、")),
        Lang::En if before.is_empty() => format!("Closed {last}."),
        Lang::En => format!("Closed {} and {last}.", before.join(", ")),
    })
}

fn closing_days(closure: &Closure, lang: Lang) -> String {
    let pattern = &closure.pattern;
    let working = pattern.days == Days::Weekly(Weekdays::WORKING) && pattern.on_holiday == OnHoliday::Skip;
    let mut words = match (&pattern.days, lang) {
        _ if working => {
            let days = lang.pick(
                "平日",
                "平日（月曜日から金曜日まで。祝日は別です）",
                "on Monday to Friday (but not on holidays)",
            );
            when_in_words(days, &pattern.within, lang)
        }
        // 「8月はお休み」, 「7月1日〜8月31日はお休み」: all of it.
        (Days::Daily, _) if pattern.within.months != Months::ALL && pattern.within.seasons.is_empty() => {
            limited_to(&in_months(None, pattern.within.months, lang), &pattern.within, lang)
        }
        (Days::Daily, Lang::Ja | Lang::JaEasy) if pattern.within.months == Months::ALL => {
            let all = days_in_words(&pattern.days, lang);
            let words = limited_to(&all, &pattern.within, lang);
            let whole = !pattern.within.seasons.is_empty();
            if whole { words.replacen(&format!("の{all}"), "", 1) } else { words }
        }
        (days, _) => when_in_words(&head(days, lang), &pattern.within, lang),
    };
    if !working {
        let skipped = lang.pick("（祝日を除く）", "（祝日のときは休みません）", " (but not on holidays)");
        words.push_str(&holiday_in_words(pattern.on_holiday, skipped, lang));
    }
    if pattern.possible {
        words.push_str(lang.pick("（休むことがあります）", "（休むことがあります）", " (possibly)"));
    }
    if closure.times.is_empty() {
        return words;
    }
    let times = times_in_words(&closure.times, lang);
    match lang {
        Lang::Ja | Lang::JaEasy => format!("{words}の{times}"),
        Lang::En => format!("{words}, {times}"),
    }
}

/// The days alone; in English with their preposition.
fn head(days: &Days, lang: Lang) -> String {
    match days {
        Days::Annual { from, to, stated } => yearly(*from, *to, *stated, lang),
        Days::Irregular { days } if days.is_empty() => {
            lang.pick("不定期", "決まっていない日", "on days that are announced").to_owned()
        }
        Days::Irregular { days } => {
            let days = listed_weekdays(*days, lang);
            match lang {
                Lang::Ja => format!("{days}（不定期）"),
                Lang::JaEasy => format!("{days}（いつかは、決まっていません）"),
                Lang::En => format!("on some days ({days}) that are announced"),
            }
        }
        Days::Frequency(often) => often_in_words(*often, lang),
        Days::Period { from: None, to: None } => {
            lang.pick("当面の間", "しばらくの間", "until further notice").to_owned()
        }
        Days::Daily | Days::Period { .. } | Days::EveryWeeks { .. } | Days::EveryDays { .. } => {
            days_in_words(days, lang)
        }
        Days::Weekly(Weekdays::ALL) => days_in_words(days, lang),
        days => format!("{}{}", lang.pick("", "", "on "), days_in_words(days, lang)),
    }
}

/// 「年末年始（12月29日〜1月3日 ※確認中）」, 「お盆（8月13日〜16日 ※確認中）」, 「毎年8月13日〜16日」
fn yearly(from: MonthDay, to: MonthDay, stated: bool, lang: Lang) -> String {
    let dates = period(from, to, lang);
    let name = if to < from && from.month == 12 && to.month == 1 {
        Some(lang.pick("年末年始", "年末年始", "at year-end"))
    } else if !stated && from.month == 8 && to.month == 8 && from <= to {
        Some(lang.pick("お盆", "お盆", "in the Bon season"))
    } else {
        None
    };
    let dates = match (lang, stated) {
        (_, true) => dates,
        (Lang::Ja, false) => format!("{dates} ※確認中"),
        (Lang::JaEasy, false) => format!("{dates}の予定。いま確認しています"),
        (Lang::En, false) => format!("{dates}, being confirmed"),
    };
    match (name, lang) {
        (Some(name), Lang::En) => format!("{name} ({dates})"),
        (Some(name), _) => format!("{name}（{dates}）"),
        (None, Lang::En) => format!("every year ({dates})"),
        (None, _) if stated => format!("毎年{dates}"),
        (None, _) => format!("毎年（{dates}）"),
    }
}
