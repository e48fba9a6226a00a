//! One opening as a sentence: 「月曜〜金曜 午前10時〜午後6時」.

use chrono::NaiveDate;

use super::days::days_in_words;
use super::limits::{holiday_in_words, in_months, limited_to, when_in_words};
use super::parts::{capital, has_a_run, list, listed_weekdays, open_ended, range, through};
use super::{Lang, reason_in_words, time_in_words};
use crate::holidays::Holidays;
use crate::hours::{Channel, Days, HoursBlock, Months, Often, OnHoliday, Pattern, Per, Rule, Times, Weekdays, Within};
use crate::schedule::Reason;

/// Every opening. Weekdays and holidays at the same times are one: 「土曜・日曜・祝日」.
pub(super) fn openings(block: &HoursBlock, lang: Lang) -> Vec<String> {
    let mut sentences = Vec::new();
    let rules = together(&block.rules);
    let mut rest = rules.as_slice();
    while let [rule, after @ ..] = rest {
        rest = after;
        // On a holiday the holiday's own opening holds, whether or not the weekday's is said to.
        let weekly = Pattern { on_holiday: OnHoliday::Keep, ..rule.pattern.clone() };
        let kept = Rule { pattern: weekly, times: rule.times.clone() };
        let skips = matches!(rule.pattern.on_holiday, OnHoliday::Keep | OnHoliday::Skip);
        match (plain_weekdays(&kept).filter(|_| skips), after) {
            (Some(days), [next, after @ ..])
                if *next == (Rule { pattern: Pattern::new(Days::Holidays), times: rule.times.clone() }) =>
            {
                rest = after;
                let days = [listed_weekdays(days, lang), days_in_words(&Days::Holidays, lang)];
                sentences.push(timed(&list(&days, lang), &rule.times, lang));
            }
            _ => sentences.push(opening(rule, block, lang)),
        }
    }
    sentences
}

/// Weekdays at the same times, one after the other, are one opening.
fn together(rules: &[Rule]) -> Vec<Rule> {
    let mut joined: Vec<Rule> = Vec::new();
    for rule in rules {
        match (joined.last_mut(), plain_weekdays(rule)) {
            (Some(before), Some(days)) if before.times == rule.times && !rule.times.is_empty() => {
                match plain_weekdays(before) {
                    Some(others) => before.pattern.days = Days::Weekly(others.or(days)),
                    None => joined.push(rule.clone()),
                }
            }
            _ => joined.push(rule.clone()),
        }
    }
    joined
}

/// The weekdays of an opening of every week that nothing limits.
fn plain_weekdays(rule: &Rule) -> Option<Weekdays> {
    match rule.pattern.days {
        Days::Weekly(days) if rule.pattern == Pattern::new(Days::Weekly(days)) && days != Weekdays::ALL => Some(days),
        _ => None,
    }
}

fn opening(rule: &Rule, block: &HoursBlock, lang: Lang) -> String {
    let Rule { pattern, times } = rule;
    match &pattern.days {
        Days::Always => return at_any_hour(block, lang),
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

/// Messages are answered later; where people may answer at once, nothing is said of that.
fn at_any_hour(block: &HoursBlock, lang: Lang) -> String {
    let written = [Channel::Email, Channel::WebForm, Channel::Fax, Channel::Line];
    let messages = !block.applies_to.is_empty() && block.applies_to.iter().all(|channel| written.contains(channel));
    if messages {
        return reason_in_words(&Reason::AlwaysAccepts, lang);
    }
    lang.pick(
        "24時間いつでも受け付けています",
        "24時間いつでも、連絡できます。",
        "You can get in touch at any hour, day and night.",
    )
    .to_owned()
}

/// The days with all that limits them; Monday to Friday without holidays are 平日.
fn when(pattern: &Pattern, lang: Lang) -> String {
    if pattern.days == Days::Weekly(Weekdays::WORKING) && pattern.on_holiday == OnHoliday::Skip {
        let days = lang.pick("平日", "平日（月曜日から金曜日まで。祝日は休み）", "Monday to Friday except holidays");
        return when_in_words(days, &pattern.within, lang);
    }
    let skipped = lang.pick("（祝日は休み）", "（祝日は休みです）", " (not on holidays)");
    let every_week = match pattern.days {
        // A run of weekdays, and all that is counted, is every week or month without saying so.
        Days::Weekly(days) if !has_a_run(days) => lang.pick("毎週", "毎週", ""),
        _ => "",
    };
    let days = format!("{every_week}{}", days_in_words(&pattern.days, lang));
    let days = when_in_words(&days, &within_after_anchor(pattern), lang);
    match &pattern.days {
        // A printed date that is no holiday is not about holidays.
        Days::Dates(dates) if pattern.on_holiday == OnHoliday::Skip && !any_holiday(dates) => days,
        _ => format!("{days}{}", holiday_in_words(pattern.on_holiday, skipped, lang)),
    }
}

fn any_holiday(dates: &[NaiveDate]) -> bool {
    let holidays = Holidays::national();
    dates.iter().any(|date| holidays.is_holiday(*date))
}

/// 「令和8年4月1日から隔週水曜」: the day it is counted from is its first day already.
fn within_after_anchor(pattern: &Pattern) -> Within {
    let mut within = pattern.within.clone();
    if let Days::EveryWeeks { anchor: Some(anchor), .. } | Days::EveryDays { anchor, .. } = pattern.days {
        within.from = within.from.filter(|from| anchor < from.first_day());
    }
    within
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
    let limited = !days.is_empty() || pattern.within != Within::default();
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
    let mut words = often_in_words(often, lang);
    if pattern.within.months != Months::ALL {
        let months = in_months(None, pattern.within.months, lang);
        words = match lang {
            Lang::Ja => format!("{months}に{words}"),
            Lang::JaEasy => format!("{months}に、{words}"),
            Lang::En => format!("{words} {months}"),
        };
    }
    let words = limited_to(&words, &pattern.within, lang);
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
        Per::FiscalYear => lang.pick("年", "1年に", "a year"),
    };
    let about = match (approx, at_least) {
        (true, _) => lang.pick("くらい", "くらい", "about "),
        (false, true) => lang.pick("以上", "か、もっと多く", "at least "),
        (false, false) => "",
    };
    let fixed = match fixed_weekday_time {
        true => lang.pick(
            "（いつも同じ曜日と時間）",
            "（いつも同じ曜日と時間）",
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
