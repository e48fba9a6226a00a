//! Hours and answers in words: calm, short, and never more certain than the facts.
//!
//! Sentences of [`Lang::Ja`] carry no full stop at their end, as on a notice; those of
//! [`Lang::JaEasy`] (やさしい日本語) are whole sentences in です・ます with dates written out.
//!
//! ```
//! use calendar::words::{Lang, date_in_words, time_in_words};
//! use calendar::hours::ClockTime;
//!
//! let date = chrono::NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
//! assert_eq!(date_in_words(date, Lang::Ja), "令和8年12月4日（金）");
//! assert_eq!(date_in_words(date, Lang::JaEasy), "2026年12月4日（金曜日）");
//! assert_eq!(date_in_words(date, Lang::En), "Friday 4 December 2026");
//! assert_eq!(time_in_words(ClockTime::hm(16, 30), Lang::Ja), "午後4時30分");
//!
//! use calendar::{hours::PrintedDate, words::printed_in_words};
//! assert_eq!(printed_in_words(PrintedDate::FiscalYear(2018), Lang::Ja), "平成30年度");
//! assert_eq!(printed_in_words(PrintedDate::FiscalYear(2018), Lang::En), "fiscal year 2018");
//! ```

mod answer;
mod closing;
mod days;
mod hours;
mod limits;
mod opening;
mod parts;
mod reason;

pub use answer::{answer_in_words, day_in_words};
pub use hours::hours_in_words;
pub use reason::reason_in_words;

use chrono::{Datelike, NaiveDate};

use crate::clock::ClockTime;
use crate::hours::PrintedDate;
use crate::wareki::{Wareki, easy, printed_ja};

/// The language of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 日本語
    Ja,
    /// やさしい日本語
    JaEasy,
    /// English
    En,
}

impl Lang {
    /// Chooses among the three.
    pub(crate) fn pick<T>(self, ja: T, easy: T, en: T) -> T {
        match self {
            Lang::Ja => ja,
            Lang::JaEasy => easy,
            Lang::En => en,
        }
    }
}

/// A date with its weekday: 「令和8年12月4日（金）」, 「2026年12月4日（金曜日）」.
pub fn date_in_words(date: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Ja => Wareki::from_date(date).map_or_else(|| easy(date), Wareki::with_weekday),
        Lang::JaEasy => easy(date),
        Lang::En => format!(
            "{} {} {} {}",
            parts::weekday(date.weekday(), lang),
            date.day(),
            parts::month_en(date.month()),
            date.year()
        ),
    }
}

/// A date as precise as a document prints it: 「令和6年10月」, 「令和6年度」, "October 2024", "fiscal year 2024".
pub fn printed_in_words(date: PrintedDate, lang: Lang) -> String {
    match (date, lang) {
        (PrintedDate::Day(day), _) => date_in_words(day, lang),
        (_, Lang::Ja) => printed_ja(date),
        (PrintedDate::Month { year, month }, Lang::JaEasy) => format!("{year}年{month}月"),
        (PrintedDate::Year(year), Lang::JaEasy) => format!("{year}年"),
        (PrintedDate::FiscalYear(year), Lang::JaEasy) => format!("{year}年度"),
        (PrintedDate::Month { year, month }, Lang::En) => format!("{} {year}", parts::month_en(month)),
        (PrintedDate::Year(year), Lang::En) => year.to_string(),
        (PrintedDate::FiscalYear(year), Lang::En) => format!("fiscal year {year}"),
    }
}

/// A date near another: 「12月4日（金）」, with the year only where it differs. Easy Japanese always names the year.
pub fn near_date_in_words(date: NaiveDate, near: NaiveDate, lang: Lang) -> String {
    parts::near_date(date, near, lang)
}

/// A time of day: 「午前10時」, 「正午」, "1:30 pm". 午前12時 and 午後12時 are avoided, because
/// people read them both ways.
pub fn time_in_words(time: ClockTime, lang: Lang) -> String {
    let (hour, minute) = (time.hour() % 24, time.minute());
    if time == ClockTime::MIDNIGHT {
        return lang.pick("夜の12時", "夜の12時", "midnight").to_owned();
    }
    let next_day = time > ClockTime::MIDNIGHT;
    if lang == Lang::En {
        let clock = match (hour, minute) {
            (0, 0) => "midnight".to_owned(),
            (12, 0) => "noon".to_owned(),
            _ => {
                let half = if hour < 12 { "am" } else { "pm" };
                let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
                match minute {
                    0 => format!("{hour} {half}"),
                    _ => format!("{hour}:{minute:02} {half}"),
                }
            }
        };
        return if next_day { format!("{clock} the next day") } else { clock };
    }
    let minutes = if minute == 0 { String::new() } else { format!("{minute}分") };
    let clock = match (hour, minute) {
        (12, 0) => lang.pick("正午", "昼の12時", "").to_owned(),
        (12, _) => format!("{}{minutes}", lang.pick("午後0時", "昼の12時", "")),
        (0..12, _) => format!("午前{hour}時{minutes}"),
        _ => format!("午後{}時{minutes}", hour - 12),
    };
    if next_day { format!("{}{clock}", lang.pick("翌日の", "次の日の", "")) } else { clock }
}
