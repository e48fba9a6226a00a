//! A block of hours as the sentences of a notice.
//!
//! What is written here in Japanese is read back by [`crate::reading`] with the same meaning.

use super::days::{days_in_words, holiday_in_words, within_in_words};
use super::parts::{list, period, range, weekdays};
use super::{Lang, date_in_words, reason_in_words, time_in_words};
use crate::hours::{Booking, Closure, Days, HoursBlock, Often, OnHoliday, Per, PrintedDate, Rule, Times, Weekdays};
use crate::schedule::Reason;

/// The hours of one block: openings, closing days, and what the text does not say.
///
/// An assumed year-end is marked 「※確認中」. Exceptions are not part of the block.
pub fn hours_in_words(block: &HoursBlock, lang: Lang) -> String {
    let mut sentences: Vec<String> = Vec::new();
    if block.rules.is_empty() {
        let follows = block.same_as_desk.is_some() || block.relative_to.is_some();
        let why = if follows { Reason::FollowsOther } else { Reason::NoHours };
        sentences.push(reason_in_words(&why, lang));
    }
    sentences.extend(block.rules.iter().map(|rule| opening(rule, lang)));
    if !block.closures.is_empty() {
        let days: Vec<String> = block.closures.iter().map(|c| closing_days(c, lang)).collect();
        let days = list(&days, lang.pick("、", "、", " and "), lang);
        sentences.push(match lang {
            Lang::Ja => format!("{days}はお休み"),
            Lang::JaEasy => format!("休みの日は、{days}です。"),
            Lang::En => format!("Closed {days}."),
        });
    }
    if let Some(validity) = validity(block.valid_from, block.valid_to, lang) {
        sentences.push(validity);
    }
    match block.booking {
        Some(Booking::Required | Booking::InPrinciple) => sentences.push(reason_in_words(&Reason::ByAppointment, lang)),
        Some(Booking::NotNeeded) => {
            let words = lang.pick("予約はいりません", "予約は、いりません。", "No booking needed.");
            sentences.push(words.to_owned());
        }
        None => {}
    }
    for topic in &block.not_stated {
        sentences.push(reason_in_words(&Reason::NotStated(*topic), lang));
    }
    if block.tentative && block.rules.iter().any(|rule| !is_undated(&rule.pattern.days)) {
        sentences.push(reason_in_words(&Reason::Tentative, lang));
    }
    sentences.join(lang.pick("。", "", " "))
}

/// A block without dates has nothing to be planned.
fn is_undated(days: &Days) -> bool {
    matches!(days, Days::Irregular { .. } | Days::Frequency(_) | Days::OnRequest | Days::Always)
}

/// 「令和8年4月1日から令和9年3月31日まで」, for a whole block.
fn validity(from: Option<PrintedDate>, to: Option<PrintedDate>, lang: Lang) -> Option<String> {
    let span = period_of(from, to, lang)?;
    Some(match lang {
        Lang::Ja => format!("期間は{span}"),
        Lang::JaEasy => format!("{span}のことです。"),
        Lang::En => format!("This holds {span}."),
    })
}

/// A period of the calendar: 「令和8年4月1日から令和9年3月31日まで」.
pub(super) fn period_of(from: Option<PrintedDate>, to: Option<PrintedDate>, lang: Lang) -> Option<String> {
    let from = from.map(|date| date_in_words(date.first_day(), lang));
    let to = to.map(|date| date_in_words(date.last_day(), lang));
    Some(match (from, to, lang) {
        (None, None, _) => return None,
        (Some(from), None, Lang::Ja | Lang::JaEasy) => format!("{from}から"),
        (None, Some(to), Lang::Ja | Lang::JaEasy) => format!("{to}まで"),
        (Some(from), Some(to), Lang::Ja | Lang::JaEasy) => format!("{from}から{to}まで"),
        (Some(from), None, Lang::En) => format!("from {from}"),
        (None, Some(to), Lang::En) => format!("until {to}"),
        (Some(from), Some(to), Lang::En) => format!("from {from} until {to}"),
    })
}

fn opening(rule: &Rule, lang: Lang) -> String {
    let times = times_in_words(&rule.times, lang);
    match &rule.pattern.days {
        Days::Always => return reason_in_words(&Reason::AlwaysAccepts, lang),
        Days::OnRequest => return reason_in_words(&Reason::OnRequest, lang),
        Days::Irregular { days } => {
            let dates = reason_in_words(&Reason::Irregular, lang);
            if days.is_empty() {
                return dates;
            }
            let days = weekdays(*days, lang);
            return match lang {
                Lang::Ja => format!("{days}に開きます。{dates}"),
                Lang::JaEasy => format!("{days}に開きます。{dates}"),
                Lang::En => format!("On {days}. {dates}"),
            };
        }
        Days::Frequency(how_often) => {
            return often(*how_often, (!rule.times.is_empty()).then_some(times), lang);
        }
        _ => {}
    }
    let working = rule.pattern.days == Days::Weekly(Weekdays::WORKING) && rule.pattern.on_holiday == OnHoliday::Skip;
    let (days, on_holiday) = if working {
        let days = lang.pick("平日", "平日（月曜日から金曜日まで。祝日は休み）", "Monday to Friday except holidays");
        (days.to_owned(), String::new())
    } else {
        (days_in_words(&rule.pattern.days, lang), holiday_in_words(rule.pattern.on_holiday, lang))
    };
    let possible = match (rule.pattern.possible, lang) {
        (false, _) => "",
        (true, Lang::Ja) => "（開くことがあります）",
        (true, Lang::JaEasy) => "（開くことがあります）",
        (true, Lang::En) => " (possibly)",
    };
    let when = format!("{}{on_holiday}{possible}", within_in_words(&days, &rule.pattern.within, lang));
    match lang {
        Lang::Ja => format!("{when} {times}"),
        Lang::JaEasy => format!("{when}、{times}です。"),
        Lang::En => format!("{}, {times}.", capital(&when)),
    }
}

/// 「午前9時〜正午、午後1時〜午後5時（受付は午後4時30分まで）」
pub(super) fn times_in_words(times: &[Times], lang: Lang) -> String {
    if times.is_empty() {
        return lang
            .pick("（時刻は書かれていません）", "何時からかは、書いてありません", "at a time that is not stated")
            .to_owned();
    }
    let stretches: Vec<String> = times.iter().map(|times| one_stretch(times, lang)).collect();
    stretches.join(lang.pick("、", "と、", " and "))
}

fn one_stretch(times: &Times, lang: Lang) -> String {
    let mut words = range(times.start, times.end, lang);
    if times.approximate {
        words = match lang {
            Lang::Ja => format!("{words}ごろ"),
            Lang::JaEasy => format!("だいたい{words}"),
            Lang::En => format!("about {words}"),
        };
    }
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
            Lang::Ja => format!("（受付は{last}まで）"),
            Lang::JaEasy => format!("（受付は{last}まで）"),
            Lang::En => format!(" (last entry at {last})"),
        });
    }
    words
}

/// 「月2回くらい 午後1時30分〜午後4時30分。日にちは、資料に書かれていません」
fn often(often: Often, times: Option<String>, lang: Lang) -> String {
    let Often { count, per, approx, at_least, fixed_weekday_time: _ } = often;
    let period = match per {
        Per::Week => lang.pick("週", "1週間", "week"),
        Per::Month => lang.pick("月", "1か月", "month"),
        Per::FiscalYear => lang.pick("年度", "1年（4月から次の年の3月まで）", "fiscal year"),
    };
    let dates = reason_in_words(&Reason::FrequencyOnly, lang);
    let times = times.map(|t| format!("{}{t}", lang.pick(" ", "、", ", ")));
    let times = times.unwrap_or_default();
    match lang {
        Lang::Ja => {
            let about = match (approx, at_least) {
                (true, _) => "くらい",
                (false, true) => "以上",
                (false, false) => "",
            };
            let particle = if per == Per::FiscalYear { "に" } else { "" };
            format!("{period}{particle}{count}回{about}{times}。{dates}")
        }
        Lang::JaEasy => {
            let about = match (approx, at_least) {
                (true, _) => "くらい",
                (false, true) => "か、もっと多く",
                (false, false) => "",
            };
            format!("{period}に{count}回{about}{times}です。{dates}")
        }
        Lang::En => {
            let about = match (approx, at_least) {
                (true, _) => "About ",
                (false, true) => "At least ",
                (false, false) => "",
            };
            let times_word = if count == 1 { "time" } else { "times" };
            format!("{about}{count} {times_word} a {period}{times}. {dates}")
        }
    }
}

fn closing_days(closure: &Closure, lang: Lang) -> String {
    let pattern = &closure.pattern;
    let mut words = match &pattern.days {
        Days::Weekly(days) if lang == Lang::En => format!("on {}", weekdays(*days, lang)),
        Days::Holidays => lang.pick("祝日", "祝日", "on holidays").to_owned(),
        Days::Annual { from, to, stated } => {
            let dates = period(*from, *to, lang);
            let year_end = to < from;
            let dates = match (lang, stated) {
                (_, true) => dates,
                (Lang::Ja, false) => format!("{dates} ※確認中"),
                (Lang::JaEasy, false) => format!("{dates}の予定。いま確認しています"),
                (Lang::En, false) => format!("{dates}, being confirmed"),
            };
            match (lang, year_end) {
                (Lang::En, true) => format!("at year-end ({dates})"),
                (Lang::En, false) => format!("from {dates} every year"),
                (_, true) => format!("年末年始（{dates}）"),
                (Lang::Ja | Lang::JaEasy, false) => format!("毎年{dates}"),
            }
        }
        Days::Irregular { .. } => lang.pick("不定期", "決まっていない日", "on days that are announced").to_owned(),
        Days::Period { from: None, to: None } => {
            lang.pick("当面の間", "しばらくの間", "until further notice").to_owned()
        }
        days => {
            let words = days_in_words(days, lang);
            if lang == Lang::En { format!("on {words}") } else { words }
        }
    };
    words = within_in_words(&words, &pattern.within, lang);
    words.push_str(&holiday_in_words(pattern.on_holiday, lang));
    if !closure.times.is_empty() {
        let times = times_in_words(&closure.times, lang);
        words = match lang {
            Lang::Ja | Lang::JaEasy => format!("{words}の{times}"),
            Lang::En => format!("{words}, {times}"),
        };
    }
    words
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
