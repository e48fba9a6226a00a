//! Closing days as one sentence: 「祝日、毎月第2月曜（祝日のときは第3月曜）はお休み」.

use super::Lang;
use super::days::days_in_words;
use super::limits::{holiday_in_words, in_months, limited_to, when_in_words};
use super::opening::{often_in_words, times_in_words};
use super::parts::{has_a_run, listed_weekdays, period};
use crate::hours::{Closure, Days, MonthDay, Months, OnHoliday, Pattern, Weekdays};

/// All closing days; nothing if there are none. Parts of days, and what is not certain, have sentences of their own.
pub(super) fn closing(closures: &[Closure], lang: Lang) -> Vec<String> {
    let kinds = [(true, false), (false, false), (true, true), (false, true)];
    let said = kinds.map(|(parts, possible)| {
        let mut days: Vec<String> = Vec::new();
        for closure in closures.iter().filter(|c| c.pattern.possible == possible && c.times.is_empty() != parts) {
            let words = closing_days(closure, days.is_empty(), lang);
            if !days.contains(&words) {
                days.push(words);
            }
        }
        sentence(&days, parts, possible, lang)
    });
    said.into_iter().flatten().collect()
}

fn sentence(days: &[String], parts: bool, possible: bool, lang: Lang) -> Option<String> {
    if days.is_empty() {
        return None;
    }
    Some(match lang {
        Lang::Ja => format!("{}は{}", days.join("、"), if possible { "休むことがあります" } else { "お休み" }),
        Lang::JaEasy => {
            let what = match (possible, parts) {
                (false, false) => "休みの日",
                (false, true) => "休みの時間",
                (true, false) => "休みかもしれない日",
                (true, true) => "休みかもしれない時間",
            };
            format!("{what}は、{}です。", days.join("、"))
        }
        Lang::En => format!("{} {}.", if possible { "Possibly closed" } else { "Closed" }, and(days)),
    })
}

fn and(days: &[String]) -> String {
    match days {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        days => days.concat(),
    }
}

fn closing_days(closure: &Closure, is_first: bool, lang: Lang) -> String {
    let pattern = &closure.pattern;
    let working = pattern.days == Days::Weekly(Weekdays::WORKING) && pattern.on_holiday == OnHoliday::Skip;
    let mut words = match (&pattern.days, lang) {
        _ if working => {
            let days = lang.pick(
                "平日",
                "平日（月曜日から金曜日まで。祝日は別です）",
                "from Monday to Friday (but not on holidays)",
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
        // Beside other parts of the year it has to be told from them.
        (Days::Annual { stated: true, .. }, Lang::Ja | Lang::JaEasy)
            if pattern.within.months != Months::ALL || !pattern.within.seasons.is_empty() =>
        {
            when_in_words(&days_in_words(&pattern.days, lang), &pattern.within, lang)
        }
        (days, _) => when_in_words(&head(days, lang), &pattern.within, lang),
    };
    if !working {
        let skipped = lang.pick("（祝日を除く）", "（祝日のときは休みません）", " (but not on holidays)");
        words.push_str(&holiday_in_words(pattern.on_holiday, skipped, lang));
    }
    if closure.times.is_empty() {
        return words;
    }
    let times = times_in_words(&closure.times, lang);
    match lang {
        // 「正午〜午後1時はお休み」; behind other times it would be taken for one of them.
        Lang::Ja | Lang::JaEasy if is_first && same_every_day(pattern) => times,
        Lang::Ja | Lang::JaEasy => format!("{words}の{times}"),
        Lang::En => format!("{words} ({times})"),
    }
}

/// Every day, and nothing else is said of it.
fn same_every_day(pattern: &Pattern) -> bool {
    Pattern { possible: false, ..pattern.clone() } == Pattern::new(Days::Daily)
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
        Days::WeekOfMonth { days: Weekdays::ALL, .. } => {
            format!("{}{}", lang.pick("", "", "in "), days_in_words(days, lang))
        }
        Days::Weekly(weekdays) if has_a_run(*weekdays) => {
            format!("{}{}", lang.pick("", "", "from "), days_in_words(days, lang))
        }
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
        (None, Lang::En) if stated => format!("from {dates} every year"),
        (None, Lang::En) => format!("every year ({dates})"),
        (None, _) if stated => dates,
        (None, _) => format!("毎年（{dates}）"),
    }
}
