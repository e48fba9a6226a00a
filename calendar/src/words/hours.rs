//! A block of hours as the sentences of a notice.

use super::parts::{list, nth_weekday, nth_weekdays, period, range, weekdays};
use super::{Lang, date_in_words, reason_in_words};
use crate::hours::{Closure, HoursBlock, NthDay, Per, Rule};
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
    for topic in &block.not_stated {
        sentences.push(reason_in_words(&Reason::NotStated(*topic), lang));
    }
    // A block without dates has nothing to be planned.
    let dated = |rule: &Rule| matches!(rule, Rule::Weekly { .. } | Rule::NthWeekday { .. } | Rule::Single { .. });
    if block.tentative && block.rules.iter().any(dated) {
        sentences.push(reason_in_words(&Reason::Tentative, lang));
    }
    sentences.join(lang.pick("。", "", " "))
}

fn opening(rule: &Rule, lang: Lang) -> String {
    let (when, times) = match rule {
        Rule::Weekly { days, start, end, .. } => (weekdays(days, lang), range(*start, *end, lang)),
        Rule::NthWeekday { nth, day, months, start, end, .. } => {
            let nth = nth_weekdays(nth, *day, lang);
            (in_months(&nth, months, lang), range(*start, *end, lang))
        }
        Rule::Single { date, start, end, .. } => (date_in_words(*date, lang), range(*start, *end, lang)),
        Rule::Always {} => return reason_in_words(&Reason::AlwaysAccepts, lang),
        Rule::OnRequest {} => return reason_in_words(&Reason::OnRequest, lang),
        Rule::Irregular { days } => {
            let dates = reason_in_words(&Reason::Irregular, lang);
            if days.is_empty() {
                return dates;
            }
            let days = weekdays(days, lang);
            return match lang {
                Lang::Ja => format!("{days}に開きます。{dates}"),
                Lang::JaEasy => format!("{days}に開きます。{dates}"),
                Lang::En => format!("On {days}. {dates}"),
            };
        }
        Rule::Frequency { count, per, approx, at_least, start, end, .. } => {
            let times = start.map(|start| range(start, *end, lang));
            return often(*count, *per, (*approx, *at_least), times, lang);
        }
    };
    match lang {
        Lang::Ja => format!("{when} {times}"),
        Lang::JaEasy => format!("{when}、{times}です。"),
        Lang::En => format!("{}, {times}.", capital(&when)),
    }
}

/// 「月2回くらい 午後1時30分〜午後4時30分。日にちは、資料に書かれていません」
fn often(count: u32, per: Per, (approx, at_least): (bool, bool), times: Option<String>, lang: Lang) -> String {
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
            let about = if approx {
                "くらい"
            } else if at_least {
                "以上"
            } else {
                ""
            };
            let particle = if per == Per::FiscalYear { "に" } else { "" };
            format!("{period}{particle}{count}回{about}{times}。{dates}")
        }
        Lang::JaEasy => {
            let about = if approx {
                "くらい"
            } else if at_least {
                "か、もっと多く"
            } else {
                ""
            };
            format!("{period}に{count}回{about}{times}です。{dates}")
        }
        Lang::En => {
            let about = if approx {
                "About "
            } else if at_least {
                "At least "
            } else {
                ""
            };
            let times_word = if count == 1 { "time" } else { "times" };
            format!("{about}{count} {times_word} a {period}{times}. {dates}")
        }
    }
}

fn in_months(nth: &str, months: &[u8], lang: Lang) -> String {
    let even = [2, 4, 6, 8, 10, 12];
    let odd = [1, 3, 5, 7, 9, 11];
    let which = match months {
        [] => lang.pick("毎月", "毎月の", "month").to_owned(),
        m if m == even => lang.pick("偶数月の", "2月、4月、6月、8月、10月、12月の", "even month").to_owned(),
        m if m == odd => lang.pick("奇数月の", "1月、3月、5月、7月、9月、11月の", "odd month").to_owned(),
        some => {
            let names: Vec<String> = some
                .iter()
                .map(|m| match lang {
                    Lang::Ja | Lang::JaEasy => format!("{m}月"),
                    Lang::En => super::parts::month_en((*m).into()).to_owned(),
                })
                .collect();
            let names = list(&names, lang.pick("・", "と", " and "), lang);
            return match lang {
                Lang::Ja | Lang::JaEasy => format!("{names}の{nth}"),
                Lang::En => format!("the {nth} of {names}"),
            };
        }
    };
    match lang {
        Lang::Ja | Lang::JaEasy => format!("{which}{nth}"),
        Lang::En => format!("the {nth} of every {which}"),
    }
}

fn closing_days(closure: &Closure, lang: Lang) -> String {
    match closure {
        Closure::Weekly { days } => match lang {
            Lang::Ja | Lang::JaEasy => weekdays(days, lang),
            Lang::En => format!("on {}", weekdays(days, lang)),
        },
        Closure::NationalHolidays {} => lang.pick("祝日", "祝日", "on holidays").to_owned(),
        Closure::YearEnd { from, to, stated } => {
            let period = period(*from, *to, lang);
            match (lang, stated) {
                (Lang::Ja, true) => format!("年末年始（{period}）"),
                (Lang::Ja, false) => format!("年末年始（{period} ※確認中）"),
                (Lang::JaEasy, true) => format!("年末年始（{period}）"),
                (Lang::JaEasy, false) => format!("年末年始（{period}の予定。いま確認しています）"),
                (Lang::En, true) => format!("at year-end ({period})"),
                (Lang::En, false) => format!("at year-end ({period}, being confirmed)"),
            }
        }
        Closure::NthWeekday { nth, day, if_national_holiday } => {
            let days = nth_weekday(*nth, *day, lang);
            let moved = if_national_holiday.map(|NthDay { nth, day }| nth_weekday(nth, day, lang));
            match (lang, moved) {
                (Lang::Ja, None) => format!("毎月{days}"),
                (Lang::Ja, Some(to)) => format!("毎月{days}（祝日のときは{to}）"),
                (Lang::JaEasy, None) => format!("毎月の{days}"),
                (Lang::JaEasy, Some(to)) => format!("毎月の{days}（その日が祝日のときは{to}）"),
                (Lang::En, None) => format!("on the {days} of the month"),
                (Lang::En, Some(to)) => {
                    format!("on the {days} of the month (on the {to} if that is a holiday)")
                }
            }
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
