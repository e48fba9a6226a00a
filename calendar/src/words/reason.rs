//! One reason in one sentence.

use super::parts::{near_date, nth_weekday, period, weekday};
use super::{Lang, time_in_words};
use crate::hours::Silence;
use crate::schedule::Reason;

/// One fact behind an answer, as a sentence that stands alone.
pub fn reason_in_words(reason: &Reason, lang: Lang) -> String {
    if let Some(closed) = why_closed(reason, lang) {
        return closed;
    }
    let pick = |ja: &str, easy: &str, en: &str| lang.pick(ja, easy, en).to_owned();
    match reason {
        Reason::Override(words) => match lang {
            Lang::Ja => format!("お知らせ：{words}"),
            Lang::JaEasy => format!("お知らせがあります：{words}。"),
            Lang::En => format!("Notice: {words}."),
        },
        Reason::NoSession => {
            pick("この日は開催日ではありません", "この日は、ありません。", "It does not take place on this day.")
        }
        Reason::OutsideHours => pick(
            "いまは開いている時間ではありません",
            "いまは、開いている時間ではありません。",
            "It is outside the opening hours.",
        ),
        Reason::NotStated(Silence::NationalHolidays) => pick(
            "祝日に開いているかは、資料に書かれていません",
            "祝日に開いているかどうか、書いてありません。",
            "The notice does not say whether it is open on holidays.",
        ),
        Reason::NotStated(Silence::YearEnd) => pick(
            "年末年始に開いているかは、資料に書かれていません",
            "年末年始（12月29日から1月3日まで）に開いているかどうか、書いてありません。",
            "The notice does not say whether it is open at year-end.",
        ),
        Reason::EndNotStated => pick(
            "終わる時刻は、資料に書かれていません",
            "何時に終わるか、書いてありません。",
            "The notice does not say when it ends.",
        ),
        Reason::Irregular => pick(
            "日程は、決まりしだいお知らせします",
            "いつするかは、決まったら知らせます。",
            "The dates are announced one by one.",
        ),
        Reason::FrequencyOnly => pick(
            "日にちは、資料に書かれていません",
            "何日にするかは、書いてありません。",
            "The notice does not give the dates.",
        ),
        Reason::OnRequest => pick(
            "ご希望があったときに、日時を相談して決めます",
            "使いたいときに、いつにするか相談して決めます。",
            "A time is arranged when you ask.",
        ),
        Reason::FollowsOther => pick(
            "ほかの窓口や集まりに合わせて開きます",
            "ほかの窓口や集まりに合わせて、開きます。",
            "It follows the hours of another desk or gathering.",
        ),
        Reason::NoHours => pick(
            "いつ開いているか、資料に書かれていません",
            "いつ開いているか、書いてありません。",
            "The notice does not say when it is open.",
        ),
        Reason::OutsideValidity { .. } => pick(
            "この日に開いているかは、資料に書かれていません",
            "この日に開いているかどうか、書いてありません。",
            "The notice does not speak of this day.",
        ),
        Reason::Tentative => pick(
            "予定です。変わることがあります",
            "予定です。変わることがあります。",
            "This is the plan; it may change.",
        ),
        Reason::AlwaysAccepts => pick(
            "いつでも送れます。お返事は、あとになります",
            "いつでも送れます。返事は、あとになります。",
            "You can write at any time. The reply comes later.",
        ),
        Reason::SessionMovedHere(from) => {
            let date = near_date(*from, *from, lang);
            match lang {
                Lang::Ja => format!("{date}の分を、この日に開きます"),
                Lang::JaEasy => format!("{date}の代わりに、この日に開きます。"),
                Lang::En => format!("Held on this day instead of {date}."),
            }
        }
        Reason::AnchorNotStated => pick(
            "隔週ですが、どの週かは資料に書かれていません",
            "何週間かに1回ですが、どの週かは書いてありません。",
            "It is not held every week, and the notice does not say in which weeks.",
        ),
        Reason::TwoReadings => pick(
            "資料の書き方が二通りに読めるため、この日は分かりません",
            "書き方が2つの意味に読めるので、この日はわかりません。",
            "The notice can be read in two ways, so this day is not certain.",
        ),
        Reason::MoveNotStated => pick(
            "祝日と重なるときにどう変わるかは、資料に書かれていません",
            "祝日のときに、どう変わるかは書いてありません。",
            "The notice does not say what happens when the day is a holiday.",
        ),
        Reason::YearNotStated => pick(
            "何年の日付かは、資料に書かれていません",
            "何年のことか、書いてありません。",
            "The notice does not say in which year.",
        ),
        Reason::TimeNotStated => pick(
            "この日に開きますが、時刻は資料に書かれていません",
            "この日に開きます。何時からかは、書いてありません。",
            "It is on this day, but the notice gives no time.",
        ),
        Reason::AboutTimes => {
            pick("時刻はおおよそのものです", "時間は、だいたいです。", "The times are only about right.")
        }
        Reason::ByAppointment => pick("予約が必要です", "先に予約をしてください。", "Please book first."),
        Reason::LastEntry(time) => {
            let time = time_in_words(*time, lang);
            match lang {
                Lang::Ja => format!("受付は{time}まで"),
                Lang::JaEasy => format!("受付は、{time}までです。"),
                Lang::En => format!("Last entry at {time}."),
            }
        }
        Reason::ShiftedClosure { .. }
        | Reason::SessionMovedAway(_)
        | Reason::NthWeekdayClosure { .. }
        | Reason::YearEnd { .. }
        | Reason::ClosedPeriod { .. }
        | Reason::ClosedSeason { .. }
        | Reason::ClosingDay
        | Reason::Holiday(_)
        | Reason::WeeklyClosed(_) => String::new(),
    }
}

/// Why a day is a closing day; `None` for reasons that are not closures.
pub(super) fn why_closed(reason: &Reason, lang: Lang) -> Option<String> {
    let because = |what: &str| match lang {
        Lang::Ja => format!("{what}でお休みです"),
        Lang::JaEasy => format!("{what}なので、休みです。"),
        Lang::En => format!("Closed: {what}."),
    };
    Some(match reason {
        Reason::ShiftedClosure { from, counted, weekday: day, holiday } => {
            let date = near_date(*from, *from, lang);
            let own = |n: i8| nth_weekday(n, weekday_of(*from), lang);
            let (first, moved) = match counted {
                Some((from_n, to_n)) => (Some(own(*from_n)), nth_weekday(*to_n, *day, lang)),
                None => (None, lang.pick("この日".to_owned(), "この日".to_owned(), "this day".to_owned())),
            };
            let holiday = holiday.as_deref();
            match lang {
                Lang::Ja => {
                    let first = first.map(|first| format!("{first}の")).unwrap_or_default();
                    match holiday {
                        Some(name) => format!("{first}{date}が祝日（{name}）のため、{moved}がお休みです"),
                        None => format!("{first}{date}の代わりに、{moved}がお休みです"),
                    }
                }
                Lang::JaEasy => {
                    let first = first.map(|first| format!("{first}の")).unwrap_or_default();
                    match holiday {
                        Some(_) => format!("{first}{date}が祝日でした。代わりに、{moved}が休みです。"),
                        None => format!("{first}{date}の代わりに、{moved}が休みです。"),
                    }
                }
                Lang::En => {
                    let first = first.map_or_else(|| date.clone(), |first| format!("the {first} ({date})"));
                    match holiday {
                        Some(_) => format!("Closed: {first} was a holiday, so {} is closed instead.", the(&moved)),
                        None => format!("Closed: {} is closed instead of {first}.", the(&moved)),
                    }
                }
            }
        }
        Reason::SessionMovedAway(holiday) => match (lang, holiday.as_deref()) {
            (Lang::Ja, Some(name)) => format!("祝日（{name}）のため、別の日に移っています"),
            (Lang::Ja, None) => "別の日に移っています".to_owned(),
            (Lang::JaEasy, _) => "この日は休みです。別の日にあります。".to_owned(),
            (Lang::En, _) => "Closed: it is held on another day instead.".to_owned(),
        },
        Reason::ClosedPeriod { from: None, to: None } => lang
            .pick("いまはお休みしています", "いまは、休んでいます。", "Closed: it is not held at present.")
            .to_owned(),
        Reason::ClosedPeriod { .. } => because(lang.pick("お休みの期間", "休みの期間", "a period of closure")),
        Reason::ClosedSeason { from, to, .. } => because(&period(*from, *to, lang)),
        Reason::ClosingDay => because(lang.pick("定休日", "休みの日", "a closing day")),
        Reason::NthWeekdayClosure { n, weekday } => {
            let nth = nth_weekday(*n, *weekday, lang);
            because(&lang.pick(nth.clone(), nth.clone(), format!("{nth} of the month")))
        }
        Reason::YearEnd { stated: true } => because(lang.pick("年末年始", "年末年始", "year-end")),
        Reason::YearEnd { stated: false } => lang
            .pick(
                "年末年始でお休みの見込みです（休みの日付は確認中です）",
                "年末年始なので、休みの予定です。何日から何日まで休みか、いま確認しています。",
                "Expected to be closed for year-end; the dates are being confirmed.",
            )
            .to_owned(),
        // Substitute days have no name of their own in the official list.
        Reason::Holiday(name) if name.starts_with("休日") => because(lang.pick("休日", "休日", "a public holiday")),
        Reason::Holiday(name) => {
            because(&lang.pick(format!("祝日（{name}）"), format!("祝日（{name}）"), format!("holiday ({name})")))
        }
        Reason::WeeklyClosed(day) => because(&weekday(*day, lang)),
        Reason::Override(_)
        | Reason::NoSession
        | Reason::OutsideHours
        | Reason::NotStated(_)
        | Reason::EndNotStated
        | Reason::Irregular
        | Reason::FrequencyOnly
        | Reason::OnRequest
        | Reason::FollowsOther
        | Reason::NoHours
        | Reason::OutsideValidity { .. }
        | Reason::Tentative
        | Reason::SessionMovedHere(_)
        | Reason::AnchorNotStated
        | Reason::TwoReadings
        | Reason::MoveNotStated
        | Reason::YearNotStated
        | Reason::TimeNotStated
        | Reason::AboutTimes
        | Reason::ByAppointment
        | Reason::LastEntry(_)
        | Reason::AlwaysAccepts => return None,
    })
}

fn weekday_of(date: chrono::NaiveDate) -> chrono::Weekday {
    chrono::Datelike::weekday(&date)
}

/// "the 3rd Monday", but "this day".
fn the(day: &str) -> String {
    if day == "this day" { day.to_owned() } else { format!("the {day}") }
}
