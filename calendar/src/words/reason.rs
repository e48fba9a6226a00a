//! One reason in one sentence.

use super::Lang;
use super::parts::{near_date, nth_weekday, weekday};
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
        Reason::ShiftedClosure { .. }
        | Reason::NthWeekdayClosure { .. }
        | Reason::YearEnd { .. }
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
        Reason::ShiftedClosure { from, from_n, to_n, weekday: day, holiday } => {
            let (first, moved) = (nth_weekday(*from_n, weekday_of(*from), lang), nth_weekday(*to_n, *day, lang));
            let date = near_date(*from, *from, lang);
            match lang {
                Lang::Ja => format!("{first}の{date}が祝日（{}）のため、{moved}がお休みです", &**holiday),
                Lang::JaEasy => {
                    format!("{first}の{date}が祝日でした。代わりに、{moved}が休みです。")
                }
                Lang::En => format!("Closed: the {first} ({date}) was a holiday, so the {moved} is closed instead."),
            }
        }
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
        | Reason::AlwaysAccepts => return None,
    })
}

fn weekday_of(date: chrono::NaiveDate) -> chrono::Weekday {
    chrono::Datelike::weekday(&date)
}
