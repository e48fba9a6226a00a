//! Terms of months, as the Civil Code counts them, and conditions such as 「6か月以上」.
//!
//! Civil Code, article 143: a term of months is reckoned by the calendar, and ends the day
//! before the day that corresponds to its first day (10 April, three months: 9 July). Where the
//! last month has no such day, it ends with that month (30 November, three months: the last of
//! February). Article 140: when something happens in the middle of a day, the term begins on
//! the day after; pass that day as the first.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;

/// The last day of a term of whole months that begins with the morning of `first`.
///
/// No months at all end the day before. `None` beyond the end of chrono's calendar.
///
/// ```
/// let first = chrono::NaiveDate::from_ymd_opt(2025, 11, 30).unwrap();
/// let last = calendar::duration::last_day_of_term(first, 3).unwrap();
/// assert_eq!(last.to_string(), "2026-02-28");
/// ```
pub fn last_day_of_term(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    let corresponding = first.checked_add_months(Months::new(months))?;
    if corresponding.day() == first.day() { corresponding.pred_opt() } else { Some(corresponding) }
}

/// How many months are complete on the morning of `on`, when `first` is the first day counted.
///
/// A month is complete when its last day is over: from 31 August, six months end with
/// 28 February and are complete on 1 March. Zero if `on` is before `first`.
pub fn months_completed(first: NaiveDate, on: NaiveDate) -> u32 {
    let months = (on.year() - first.year()) * 12 + on.month() as i32 - first.month() as i32;
    let Ok(months) = u32::try_from(months) else {
        return 0;
    };
    let is_complete = last_day_of_term(first, months).is_some_and(|last| last < on);
    if is_complete { months } else { months.saturating_sub(1) }
}

/// How long something must have lasted, as printed: 「6か月以上ひきこもりの状態にある」.
///
/// Many texts give a length only to explain a word. That is a definition and not a gate: nobody
/// is refused or even asked because of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimumDuration {
    /// In months; `None` if no number is printed (数か月～数年).
    #[serde(default)]
    pub min_months: Option<u32>,
    /// おおむね: below it a person looks.
    #[serde(default)]
    pub approx: bool,
    /// False for a definition.
    #[serde(default = "is_a_gate_unless_said")]
    pub gate: bool,
}

/// A number in a condition is a condition; the reader of a document marks the definitions.
const fn is_a_gate_unless_said() -> bool {
    true
}

impl MinimumDuration {
    /// True if the length may be asked for at all.
    pub const fn is_gate(&self) -> bool {
        self.gate && self.min_months.is_some()
    }

    /// The months below which the text says no; `None` if it draws no such line, and then no
    /// form and no statistic may draw one.
    pub const fn line(&self) -> Option<u32> {
        match self.is_gate() && !self.approx {
            true => self.min_months,
            false => None,
        }
    }

    /// Whether it has lasted long enough on this day. A beginning that is not known refuses
    /// nobody.
    pub fn judge(&self, since: Option<NaiveDate>, on: NaiveDate) -> Verdict {
        let Some(min_months) = self.min_months.filter(|_| self.gate) else {
            return Verdict::Yes;
        };
        match since {
            None => Verdict::PersonDecides,
            Some(since) if months_completed(since, on) >= min_months => Verdict::Yes,
            Some(_) if self.approx => Verdict::PersonDecides,
            Some(_) => Verdict::No,
        }
    }
}
