//! What a form cannot say, as data and in words.

use chrono::NaiveDate;

use crate::hours::{Booking, Closure, Days, HoursBlock, MoveTo, OnHoliday, Pattern, Rule};
use crate::words::{Lang, date_in_words};

/// Something the notice says and an [`Export`](super::Export) does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Closing on holidays is written date by date.
    HolidaysAsDates {
        /// The last day that is written.
        until: NaiveDate,
    },
    /// What moves when its day is a holiday is written date by date.
    MovesAsDates {
        /// The last day that is written.
        until: NaiveDate,
    },
    /// Closing days are written date by date.
    ClosuresAsDates {
        /// The last day that is written.
        until: NaiveDate,
    },
    /// A recurrence the form does not know is written date by date.
    DaysAsDates {
        /// The last day that is written.
        until: NaiveDate,
    },
    /// Days that are a holiday here but not in the nation, or the reverse, are written date by date.
    MunicipalDaysAsDates {
        /// The last day that is written.
        until: NaiveDate,
    },
    /// Nothing is said about later days.
    NothingAfter {
        /// The last day of which something is said.
        until: NaiveDate,
    },
    /// Where it is not known, nothing is written, as if it were closed.
    UnknownLeftOut,
    /// Where it is not known, it is written as closed: the form would say "open" otherwise.
    UnknownAsClosed,
    /// No opening falls into the time written, and the form cannot say "closed".
    NothingOpen,
    /// Closing days are in no field of the form, only in its words.
    ClosuresInWords,
    /// Exceptions are in no field of the form, only in its words.
    ExceptionsInWords,
    /// The days are in no field of the form, only in its words.
    DaysInWords,
    /// The months in which it holds are in no field of the form, only in its words.
    MonthsInWords,
    /// First and last day are in no field of the form, only in its words.
    ValidityInWords,
    /// The form has room for one time only; the others are in its words.
    SeveralTimes,
    /// Every second week, but not from which one.
    IntervalWithoutAnchor,
    /// Where a night opening meets a closed day, programs differ on the hours after midnight.
    PastMidnight,
    /// Sessions without printed dates (不定期, 月2回, ご希望により) are left out.
    UndatedLeftOut,
    /// The end is not printed: only the start is written.
    EndNotPrinted,
    /// The year-end closure is assumed, to be confirmed, and reads as if it were printed.
    AssumedDates,
    /// Planned, a published change wins; it reads as if it were certain.
    Tentative,
    /// That somebody has to book first.
    Booking,
    /// 最終受付
    LastEntry,
    /// 開場
    DoorsOpen,
    /// Which ways to get in touch it speaks of.
    Channel,
    /// Which of several places it speaks of.
    Place,
}

/// A loss as a sentence for the person who publishes the hours.
pub fn loss_in_words(loss: &Loss, lang: Lang) -> String {
    let dates = |what: &str, easy: &str, en: &str, until: NaiveDate| {
        let day = date_in_words(until, lang);
        match lang {
            Lang::Ja => format!("{what}は、{day}までの日付で書き出しました"),
            Lang::JaEasy => format!("{easy}は、{day}までの日にちで書きました。"),
            Lang::En => format!("{en} are written as dates until {day}."),
        }
    };
    let (ja, easy, en) = match loss {
        Loss::HolidaysAsDates { until } => return dates("祝日の休み", "祝日の休み", "Closures on holidays", *until),
        Loss::MovesAsDates { until } => {
            return dates("祝日による日の変更", "祝日で変わる日", "Days moved by a holiday", *until);
        }
        Loss::ClosuresAsDates { until } => return dates("休みの日", "休みの日", "Closing days", *until),
        Loss::DaysAsDates { until } => return dates("実施日", "ある日", "The days", *until),
        Loss::MunicipalDaysAsDates { until } => {
            return dates("自治体独自の休日", "町で決めた休みの日", "Holidays of the municipality", *until);
        }
        Loss::NothingAfter { until } => {
            let day = date_in_words(*until, lang);
            return match lang {
                Lang::Ja => format!("{day}より後のことは書き出していません"),
                Lang::JaEasy => format!("{day}より後のことは、書いていません。"),
                Lang::En => format!("Nothing is said about the time after {day}."),
            };
        }
        Loss::UnknownLeftOut => (
            "資料からわからない日時は、書き出していません",
            "わからない日と時間は、書いていません。",
            "Days and times that are not known are left out.",
        ),
        Loss::UnknownAsClosed => (
            "資料からわからない日時は、休みとして書き出しました",
            "わからない日と時間は、休みと書きました。",
            "Days and times that are not known are written as closed.",
        ),
        Loss::NothingOpen => (
            "この期間に開く日がなく、休みであることは書き出せません",
            "開く日がありません。休みということは、書けません。",
            "No opening falls into this time, and that it is closed cannot be said.",
        ),
        Loss::ClosuresInWords => (
            "休みの日は、説明文だけに書きました",
            "休みの日は、説明に書きました。",
            "Closing days are only in the remarks.",
        ),
        Loss::ExceptionsInWords => {
            ("臨時の変更は、書き出せません", "いつもと違う日は、書けません。", "Exceptions cannot be written.")
        }
        Loss::DaysInWords => {
            ("実施日は、説明文だけに書きました", "ある日は、説明に書きました。", "The days are only in the remarks.")
        }
        Loss::MonthsInWords => {
            ("実施月は、説明文だけに書きました", "何月かは、説明に書きました。", "The months are only in the remarks.")
        }
        Loss::ValidityInWords => (
            "いつからいつまでかは、説明文だけに書きました",
            "いつからいつまでかは、説明に書きました。",
            "From when until when it holds is only in the remarks.",
        ),
        Loss::SeveralTimes => (
            "時間帯は一つしか書けないため、ほかは説明文に書きました",
            "時間は1つだけ書きました。ほかの時間は、説明に書きました。",
            "There is room for one time only; the others are in the remarks.",
        ),
        Loss::IntervalWithoutAnchor => (
            "隔週がどの週かは書けません",
            "どの週かは、書けません。",
            "Which of the alternating weeks it is cannot be said.",
        ),
        Loss::PastMidnight => (
            "翌日が休みのとき、夜0時より後は読み取るソフトにより異なります",
            "次の日が休みのとき、夜の12時より後は、ソフトで違います。",
            "Before a closed day, programs differ on the hours after midnight.",
        ),
        Loss::UndatedLeftOut => (
            "日の決まっていない回は、書き出していません",
            "日が決まっていない回は、書いていません。",
            "Sessions without printed dates are left out.",
        ),
        Loss::EndNotPrinted => (
            "終わる時刻がなく、始まりだけを書きました",
            "始まる時間だけ、書きました。",
            "Only the start is written; no end is printed.",
        ),
        Loss::AssumedDates => (
            "確認中の日付が、確定した日付のように読めます",
            "確認している日にちが、決まった日にちのように読めます。",
            "Dates that are still being confirmed read as if they were printed.",
        ),
        Loss::Tentative => (
            "予定であることが書けず、確定のように読めます",
            "予定ですが、決まったことのように読めます。",
            "It is planned, but reads as if it were certain.",
        ),
        Loss::Booking => {
            ("予約が必要なことは書けません", "予約がいることは、書けません。", "That booking is needed cannot be said.")
        }
        Loss::LastEntry => (
            "最終受付の時刻は書けません",
            "受付が終わる時間は、書けません。",
            "The time of the last entry cannot be said.",
        ),
        Loss::DoorsOpen => {
            ("開場の時刻は書けません", "入れる時間は、書けません。", "When the doors open cannot be said.")
        }
        Loss::Channel => (
            "電話・来所などの区別は書けません",
            "電話か、行くかなどは、書けません。",
            "Which ways to get in touch it speaks of cannot be said.",
        ),
        Loss::Place => {
            ("場所の区別は書けません", "どの場所かは、書けません。", "Which place it speaks of cannot be said.")
        }
    };
    lang.pick(ja, easy, en).to_owned()
}

/// The facts beside open and closed, which most forms have no field for.
pub(super) fn beside_the_hours(block: &HoursBlock) -> Vec<Loss> {
    let times = || block.rules.iter().flat_map(|rule| &rule.times);
    let assumed = |closure: &Closure| matches!(closure.pattern.days, Days::Annual { stated: false, .. });
    let found = [
        (!block.applies_to.is_empty(), Loss::Channel),
        (block.place.is_some(), Loss::Place),
        (matches!(block.booking, Some(Booking::Required | Booking::InPrinciple)), Loss::Booking),
        (block.tentative && !block.rules.is_empty(), Loss::Tentative),
        (block.closures.iter().any(assumed), Loss::AssumedDates),
        (times().any(|times| times.last_entry.is_some()), Loss::LastEntry),
        (times().any(|times| times.doors_open.is_some()), Loss::DoorsOpen),
        (times().any(|times| times.end.is_none()), Loss::EndNotPrinted),
        (block.rules.iter().any(|rule| rule.pattern.possible || is_undated(&rule.pattern.days)), Loss::UndatedLeftOut),
    ];
    found.into_iter().filter_map(|(is_lost, loss)| is_lost.then_some(loss)).collect()
}

/// Sessions for which no dates are printed.
pub(super) fn is_undated(days: &Days) -> bool {
    matches!(days, Days::Irregular { .. } | Days::Frequency(_) | Days::OnRequest)
}

/// True if some minute of some day may be unknown, by the letter of the notice.
pub(super) fn leaves_doubt(block: &HoursBlock) -> bool {
    let doubtful = |pattern: &Pattern| {
        let days = match pattern.days {
            Days::WeekOfMonth { .. } | Days::EveryWeeks { anchor: None, .. } | Days::YearlessDates(_) => true,
            ref days => is_undated(days),
        };
        let moves = match pattern.on_holiday {
            OnHoliday::Move { to, .. } => match to {
                MoveTo::NextWeek | MoveTo::PreviousWeek | MoveTo::NextDay | MoveTo::PreviousDay | MoveTo::Unstated => {
                    true
                }
                MoveTo::Nth(_) | MoveTo::NextBusinessDay | MoveTo::PreviousBusinessDay | MoveTo::NextOpenDay => false,
            },
            OnHoliday::Keep | OnHoliday::Skip | OnHoliday::Only => false,
        };
        days || moves || pattern.possible
    };
    let timeless = |rule: &Rule| {
        let unsure = rule.times.iter().any(|times| times.end.is_none() || times.approximate);
        (rule.times.is_empty() || unsure) && rule.pattern.days != Days::Always
    };
    block.rules.is_empty()
        || !block.not_stated.is_empty()
        || block.rules.iter().any(|rule| timeless(rule) || doubtful(&rule.pattern))
        || block.closures.iter().any(|closure| doubtful(&closure.pattern))
}
