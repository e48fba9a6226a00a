//! One opening as a sentence: 「月曜〜金曜 午前10時〜午後6時」.

use super::days::days_in_words;
use super::limits::{holiday_in_words, when_in_words};
use super::parts::{capital, list, open_ended, range, through};
use super::{Lang, reason_in_words, time_in_words};
use crate::hours::{Days, Often, OnHoliday, Pattern, Per, Rule, Times, Weekdays};
use crate::schedule::Reason;

/// Every opening. Weekdays and holidays at the same times are one: 「土曜・日曜・祝日」.
pub(super) fn openings(rules: &[Rule], lang: Lang) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut rest = rules;
    while let [rule, after @ ..] = rest {
        rest = after;
        match (&rule.pattern.days, after) {
            (Days::Weekly(days), [next, after @ ..])
                if rule.pattern == Pattern::new(Days::Weekly(*days))
                    && next.pattern == Pattern::new(Days::Holidays)
                    && next.times == rule.times
                    && *days != Weekdays::ALL =>
            {
                rest = after;
                let days = [&rule.pattern.days, &Days::Holidays].map(|days| days_in_words(days, lang));
                sentences.push(timed(&list(&days, lang), &rule.times, lang));
            }
            _ => sentences.push(opening(rule, lang)),
        }
    }
    sentences
}

fn opening(rule: &Rule, lang: Lang) -> String {
    let Rule { pattern, times } = rule;
    match &pattern.days {
        Days::Always => return reason_in_words(&Reason::AlwaysAccepts, lang),
        Days::OnRequest => return on_request(times, lang),
        Days::Irregular { days } => return announced(pattern, *days, times, lang),
        Days::Frequency(how_often) => return often(*how_often, pattern, times, lang),
        _ => {}
    }
    let possible = match pattern.possible {
        true => lang.pick("（開くことがあります）", "（開くことがあります）", " (possibly)"),
        false => "",
    };
    timed(&format!("{}{possible}", when(pattern, lang)), times, lang)
}

/// The days with all that limits them; Monday to Friday without holidays are 平日.
fn when(pattern: &Pattern, lang: Lang) -> String {
    if pattern.days == Days::Weekly(Weekdays::WORKING) && pattern.on_holiday == OnHoliday::Skip {
        let days = lang.pick("平日", "平日（月曜日から金曜日まで。祝日は休み）", "Monday to Friday except holidays");
        return when_in_words(days, &pattern.within, lang);
    }
    let skipped = lang.pick("（祝日は休み）", "（祝日は休みです）", " (not on holidays)");
    let days = when_in_words(&days_in_words(&pattern.days, lang), &pattern.within, lang);
    format!("{days}{}", holiday_in_words(pattern.on_holiday, skipped, lang))
}

fn timed(when: &str, times: &[Times], lang: Lang) -> String {
    let when_en = capital(when);
    if times.is_empty() {
        return match lang {
            Lang::Ja => format!("{when}（時刻は書かれていません）"),
            Lang::JaEasy => format!("{when}です。何時からかは、書いてありません。"),
            Lang::En => format!("{when_en}. The notice does not give the time."),
        };
    }
    let times = times_in_words(times, lang);
    match lang {
        Lang::Ja => format!("{when} {times}"),
        Lang::JaEasy => format!("{when}、{times}です。"),
        Lang::En => format!("{when_en}, {times}."),
    }
}

/// 「午前9時〜正午、午後1時〜午後5時（受付は午後4時30分まで）」
pub(super) fn times_in_words(times: &[Times], lang: Lang) -> String {
    let stretches: Vec<String> = times.iter().map(|times| one_stretch(times, lang)).collect();
    stretches.join(lang.pick("、", "と、", " and "))
}

fn one_stretch(times: &Times, lang: Lang) -> String {
    let mut words = match times.approximate {
        true => about(times, lang),
        false => range(times.start, times.end, lang),
    };
    if let Some(doors) = times.doors_open {
        let doors = time_in_words(doors, lang);
        words.push_str(&match lang {
            Lang::Ja => format!("（開場は{doors}）"),
            Lang::JaEasy => format!("（{doors}から入れます）"),
            Lang::En => format!(" (doors open at {doors})"),
        });
    }
    if let Some(last) = times.last_entry {
        let last = time_in_words(last, lang);
        words.push_str(&match lang {
            Lang::Ja | Lang::JaEasy => format!("（受付は{last}まで）"),
            Lang::En => format!(" (last entry at {last})"),
        });
    }
    words
}

/// 「午前10時ごろ〜正午ごろ」
fn about(times: &Times, lang: Lang) -> String {
    let one = |time| match lang {
        Lang::Ja => format!("{}ごろ", time_in_words(time, lang)),
        Lang::JaEasy => time_in_words(time, lang),
        Lang::En => format!("about {}", time_in_words(time, lang)),
    };
    let start = one(times.start);
    let words = match times.end {
        Some(end) => through(&start, &one(end), lang),
        None => open_ended(&start, lang),
    };
    format!("{}{words}", lang.pick("", "だいたい", ""))
}

/// 「午前10時〜正午の間で、ご希望があったときに、日時を相談して決めます」
fn on_request(times: &[Times], lang: Lang) -> String {
    let request = reason_in_words(&Reason::OnRequest, lang);
    if times.is_empty() {
        return request;
    }
    let times = times_in_words(times, lang);
    match lang {
        Lang::Ja | Lang::JaEasy => format!("{times}の間で、{request}"),
        Lang::En => format!("{} ({times})", request.trim_end_matches('.')) + ".",
    }
}

/// 「土曜に開きます。日程は、決まりしだいお知らせします」
fn announced(pattern: &Pattern, days: Weekdays, times: &[Times], lang: Lang) -> String {
    let dates = reason_in_words(&Reason::Irregular, lang);
    let limited = *pattern != Pattern::new(Days::Irregular { days: Weekdays::NONE });
    let days = match (limited, days.is_empty()) {
        (true, true) => lang.pick("いずれかの日", "いつか", "some days").to_owned(),
        (true, false) => days_in_words(&Days::Irregular { days }, lang),
        (false, _) if times.is_empty() => return dates,
        (false, _) => String::new(),
    };
    let when = when_in_words(&days, &pattern.within, lang);
    let times = times_in_words(times, lang);
    let joint = match (when.is_empty() || times.is_empty(), lang) {
        (true, _) => "",
        (false, lang) => lang.pick("の", "の", ", "),
    };
    match lang {
        Lang::Ja | Lang::JaEasy => {
            let particle = if times.is_empty() || lang == Lang::Ja { "に" } else { "の間に" };
            format!("{when}{joint}{times}{particle}開きます。{dates}")
        }
        Lang::En if when.is_empty() => format!("{}. {dates}", capital(&times)),
        Lang::En => format!("On {when}{joint}{times}. {dates}"),
    }
}

/// 「月2回くらい 午後1時30分〜午後4時30分。日にちは、資料に書かれていません」
fn often(often: Often, pattern: &Pattern, times: &[Times], lang: Lang) -> String {
    let words = when_in_words(&often_in_words(often, lang), &pattern.within, lang);
    let times = match times {
        [] => String::new(),
        times => format!("{}{}", lang.pick(" ", "、", ", "), times_in_words(times, lang)),
    };
    let dates = reason_in_words(&Reason::FrequencyOnly, lang);
    match lang {
        Lang::Ja => format!("{words}{times}。{dates}"),
        Lang::JaEasy => format!("{words}{times}です。{dates}"),
        Lang::En => format!("{}{times}. {dates}", capital(&words)),
    }
}

/// 「月2回くらい」, "about twice a month"
pub(super) fn often_in_words(often: Often, lang: Lang) -> String {
    let Often { count, per, approx, at_least, fixed_weekday_time } = often;
    let period = match per {
        Per::Week => lang.pick("週", "1週間に", "a week"),
        Per::Month => lang.pick("月", "1か月に", "a month"),
        Per::FiscalYear => lang.pick("年に", "1年に", "a year"),
    };
    let about = match (approx, at_least) {
        (true, _) => lang.pick("くらい", "くらい", "about "),
        (false, true) => lang.pick("以上", "か、もっと多く", "at least "),
        (false, false) => "",
    };
    let fixed = match fixed_weekday_time {
        true => lang.pick(
            "（いつも同じ曜日と時間）",
            "（いつも同じ曜日と時間です）",
            " (always on the same weekday and at the same time)",
        ),
        false => "",
    };
    match lang {
        Lang::Ja | Lang::JaEasy => format!("{period}{count}回{about}{fixed}"),
        Lang::En => {
            let times = match count {
                1 => "once".to_owned(),
                2 => "twice".to_owned(),
                count => format!("{count} times"),
            };
            format!("{about}{times} {period}{fixed}")
        }
    }
}
