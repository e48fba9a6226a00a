//! A block of hours as the sentences of a notice.
//!
//! What is written here in Japanese is read back by [`crate::reading`] with the same meaning. Hence a notice that is
//! open on holidays says so: one that says nothing of them is read as silent.

use super::closing::closing;
use super::limits::period_of;
use super::opening::openings;
use super::{Lang, reason_in_words};
use crate::hours::{Booking, Days, HoursBlock, PrintedDate, Silence};
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
    sentences.extend(openings(block, lang));
    sentences.extend(closing(&block.closures, lang));
    sentences.extend(validity(block.valid_from, block.valid_to, lang));
    sentences.extend(block.booking.map(|booking| booked(booking, lang)));
    let topics = [Silence::NationalHolidays, Silence::YearEnd];
    let matters = topics.map(|topic| block.depends_on(topic));
    let silent = |at: usize| matters[at] && block.not_stated.contains(&topics[at]);
    let open = |at: usize| matters[at] && !silent(at) && block.leaves_open(topics[at]);
    sentences.extend(also_open(open(0), open(1), lang));
    sentences.extend(not_stated(silent(0), silent(1), lang));
    if block.tentative && block.rules.iter().any(|rule| !is_undated(&rule.pattern.days)) {
        sentences.push(reason_in_words(&Reason::Tentative, lang));
    }
    sentences.join(lang.pick("。", "", " "))
}

/// A block without dates has nothing to be planned.
fn is_undated(days: &Days) -> bool {
    matches!(days, Days::Irregular { .. } | Days::Frequency(_) | Days::OnRequest | Days::Always)
}

/// 「期間は令和8年4月1日（水）から令和9年3月31日（水）まで」, for a whole block.
fn validity(from: Option<PrintedDate>, to: Option<PrintedDate>, lang: Lang) -> Option<String> {
    let span = period_of(from, to, lang)?;
    Some(match lang {
        Lang::Ja => format!("期間は{span}"),
        Lang::JaEasy => format!("期間は、{span}です。"),
        Lang::En => format!("This holds {span}."),
    })
}

fn booked(booking: Booking, lang: Lang) -> String {
    match booking {
        Booking::Required => reason_in_words(&Reason::ByAppointment, lang),
        Booking::InPrinciple => lang
            .pick("原則として予約が必要です", "ふつうは、先に予約をしてください。", "Please book first if you can.")
            .to_owned(),
        Booking::NotNeeded => lang.pick("予約はいりません", "予約は、いりません。", "No booking needed.").to_owned(),
    }
}

fn not_stated(holidays: bool, year_end: bool, lang: Lang) -> Option<String> {
    let one = |topic| Some(reason_in_words(&Reason::NotStated(topic), lang));
    match (holidays, year_end) {
        (false, false) => None,
        (true, false) => one(Silence::NationalHolidays),
        (false, true) => one(Silence::YearEnd),
        (true, true) => Some(
            lang.pick(
                "祝日と年末年始に開いているかは、資料に書かれていません",
                "祝日と年末年始（12月29日から1月3日まで）に開いているかどうか、書いてありません。",
                "The notice does not say whether it is open on holidays or at year-end.",
            )
            .to_owned(),
        ),
    }
}

fn also_open(holidays: bool, year_end: bool, lang: Lang) -> Option<String> {
    let words = match (holidays, year_end) {
        (false, false) => return None,
        (true, false) => lang.pick("祝日も開いています", "祝日も開いています。", "Also open on holidays."),
        (false, true) => lang.pick(
            "年末年始も開いています",
            "年末年始（12月29日から1月3日まで）も開いています。",
            "Also open at year-end.",
        ),
        (true, true) => lang.pick(
            "祝日も年末年始も開いています",
            "祝日も年末年始（12月29日から1月3日まで）も開いています。",
            "Also open on holidays and at year-end.",
        ),
    };
    Some(words.to_owned())
}
