//! An answer in words, spoken at the moment it was asked about.

use chrono::{NaiveDateTime, NaiveTime};

use super::parts::{clock_of, near_date, range};
use super::reason::{reason_in_words, why_closed};
use super::{Lang, time_in_words};
use crate::clock::ClockTime;
use crate::schedule::{Answer, DayAnswer, Interval, Reason, State};

/// What to tell a person who asks at `at`: open until when; closed, why, and the next certain
/// opening; or not known, why, and where to turn.
pub fn answer_in_words(answer: &Answer, at: NaiveDateTime, lang: Lang) -> String {
    let sentences = match answer.state {
        State::Open { until } => open(answer, until, at, lang),
        State::Closed { opens } => closed(answer, opens, at, lang),
        State::Unknown => unknown(answer, lang),
    };
    let full_stop = lang.pick("。", "", " ");
    sentences.join(full_stop)
}

/// A whole day in words: 「午前10時〜午後4時」, or why there is nothing, or what is not known.
pub fn day_in_words(day: &DayAnswer, lang: Lang) -> String {
    let stretch = |interval: &Interval| {
        let end = interval.end.map(|end| {
            let days = (end.date() - interval.start.date()).num_days();
            let minutes = clock_of(end).minutes() + u16::try_from(days * 1440).unwrap_or(0);
            ClockTime::new(minutes / 60, minutes % 60).unwrap_or(ClockTime::MIDNIGHT)
        });
        range(clock_of(interval.start), end, lang)
    };
    let mut sentences: Vec<String> = Vec::new();
    if !day.open.is_empty() {
        let times: Vec<String> = day.open.iter().map(stretch).collect();
        let times = times.join(lang.pick("、", "と、", " and "));
        sentences.push(match lang {
            Lang::Ja => times,
            Lang::JaEasy => format!("{times}です。"),
            Lang::En => format!("{times}."),
        });
    }
    sentences.extend(day.reasons.iter().map(|reason| reason_in_words(reason, lang)));
    sentences.join(lang.pick("。", "", " "))
}

fn open(answer: &Answer, until: Option<NaiveDateTime>, at: NaiveDateTime, lang: Lang) -> Vec<String> {
    let has = |reason: &Reason| answer.reasons.contains(reason);
    if has(&Reason::AlwaysAccepts) {
        return vec![reason_in_words(&Reason::AlwaysAccepts, lang)];
    }
    let planned = has(&Reason::Tentative);
    let now = match planned {
        true => lang.pick("予定では、いま開いています", "予定では、いま開いています。", "By the plan it is open now."),
        false => lang.pick("いま開いています", "いま開いています。", "Open now."),
    };
    let mut sentences = vec![now.to_owned()];
    if let Some(until) = until {
        let until = end_in_words(until, at, lang);
        sentences.push(match lang {
            Lang::Ja => format!("{until}まで"),
            Lang::JaEasy => format!("{until}まで開いています。"),
            Lang::En => format!("Until {until}."),
        });
    }
    for reason in &answer.reasons {
        match reason {
            Reason::Override(_) | Reason::EndNotStated => {
                sentences.push(reason_in_words(reason, lang));
            }
            Reason::Tentative => {
                sentences.push(lang.pick("変わることがあります", "変わることがあります。", "It may change.").to_owned())
            }
            _ => {}
        }
    }
    sentences
}

fn closed(answer: &Answer, opens: Option<NaiveDateTime>, at: NaiveDateTime, lang: Lang) -> Vec<String> {
    let today = lang.pick("今日は", "今日は、", "");
    let mut sentences = Vec::new();
    if let Some(reason) = answer.reasons.first() {
        sentences.push(match (reason, why_closed(reason, lang)) {
            (_, Some(why)) => format!("{today}{why}"),
            (Reason::Override(words), None) => match lang {
                Lang::Ja => format!("いまは閉まっています（{words}）"),
                Lang::JaEasy => format!("いまは、閉まっています（{words}）。"),
                Lang::En => format!("Closed now ({words})."),
            },
            (Reason::NoSession, None) => {
                lang.pick("今日は開催日ではありません", "今日は、ありません。", "Not on today.").to_owned()
            }
            (other, None) => reason_in_words(other, lang),
        });
    }
    sentences.push(next_in_words(opens, at, lang));
    let extra = |r: &&Reason| matches!(r, Reason::Irregular | Reason::OnRequest);
    for reason in answer.reasons.iter().skip(1).filter(extra) {
        sentences.push(match reason {
            Reason::Irregular => lang
                .pick(
                    "ほかに臨時で開く日は、決まりしだいお知らせします",
                    "ほかに開く日があるときは、決まったら知らせます。",
                    "Extra openings are announced one by one.",
                )
                .to_owned(),
            other => reason_in_words(other, lang),
        });
    }
    sentences
}

fn next_in_words(opens: Option<NaiveDateTime>, at: NaiveDateTime, lang: Lang) -> String {
    let Some(opens) = opens else {
        return lang
            .pick(
                "次にいつ開くかは、資料からは分かりません",
                "次にいつ開くかは、わかりません。",
                "The notice does not tell when it opens next.",
            )
            .to_owned();
    };
    let time = time_in_words(clock_of(opens), lang);
    let date = near_date(opens.date(), at.date(), lang);
    match (opens.date() == at.date(), lang) {
        (true, Lang::Ja) => format!("今日は{time}から"),
        (true, Lang::JaEasy) => format!("今日は、{time}に開きます。"),
        (true, Lang::En) => format!("Opens today at {time}."),
        (false, Lang::Ja) => format!("次は{date}{time}から"),
        (false, Lang::JaEasy) => format!("次は、{date}の{time}に開きます。"),
        (false, Lang::En) => format!("Next: {date}, {time}."),
    }
}

fn unknown(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut sentences: Vec<String> = answer.reasons.iter().map(|reason| reason_in_words(reason, lang)).collect();
    sentences.push(
        lang.pick("電話などで確かめてください", "電話などで、聞いてください。", "Please ask before you go.").to_owned(),
    );
    sentences
}

/// An end at 0:00 is told as the midnight that closes the day before.
fn end_in_words(until: NaiveDateTime, at: NaiveDateTime, lang: Lang) -> String {
    let at_midnight = until.time() == NaiveTime::MIN;
    let (date, time) = match until.date().pred_opt() {
        Some(day_before) if at_midnight => (day_before, ClockTime::MIDNIGHT),
        _ => (until.date(), clock_of(until)),
    };
    let time = time_in_words(time, lang);
    if date == at.date() {
        return time;
    }
    let date = near_date(date, at.date(), lang);
    match lang {
        Lang::Ja => format!("{date}{time}"),
        Lang::JaEasy => format!("{date}の{time}"),
        Lang::En => format!("{time} on {date}"),
    }
}
