//! What holds in which period: the place before and after a move, a project that has ended.
//!
//! Existing is not being open: that a desk exists on a holiday says nothing about its hours.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::hours::PrintedDate;

/// A value with the days it holds, at printed precision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidPeriod<T> {
    /// What holds.
    pub value: T,
    /// First day; `None` if the beginning is not printed. 「10月から」 counts from the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PrintedDate>,
    /// Last day; `None` if no end is printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PrintedDate>,
}

impl<T> ValidPeriod<T> {
    /// True on the days from the first to the last, both included.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from.first_day() <= date) && self.to.is_none_or(|to| date <= to.last_day())
    }
}

/// 「現在実施なし」: a document says on its day that something is not held, not since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotHeld {
    /// The last dated session, the last day on which it is known to have been held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_held: Option<NaiveDate>,
    /// The day of the document.
    pub stated: PrintedDate,
}

/// The history of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity<T> {
    /// In the order of time; where two overlap, the later in the list holds.
    pub periods: Vec<ValidPeriod<T>>,
    /// Stated to have stopped, without a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_held: Option<NotHeld>,
}

/// What holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Holding<'a, T> {
    /// This value.
    Holds(&'a T),
    /// Nothing yet.
    NotYet,
    /// No longer, or not between two periods; what held before stays as history.
    NoLonger,
    /// A document says that it is not held at present.
    NotHeld,
    /// It stopped at some day between the last session and the document; which, nobody printed.
    NotKnown,
}

impl<'a, T> Holding<'a, T> {
    /// The value, if one holds.
    pub fn value(self) -> Option<&'a T> {
        match self {
            Holding::Holds(value) => Some(value),
            Holding::NotYet | Holding::NoLonger | Holding::NotHeld | Holding::NotKnown => None,
        }
    }
}

impl<T> Validity<T> {
    /// What holds on a day.
    ///
    /// ```
    /// use calendar::validity::{Holding, Validity};
    ///
    /// let place: Validity<String> = serde_norway::from_str(
    ///     "periods: [{value: 別館1階, to: '2025-03-31'}, {value: 学びピア21, from: '2025-04-01'}]",
    /// ).unwrap();
    /// let day = |text: &str| text.parse().unwrap();
    /// assert_eq!(place.on(day("2025-03-31")), Holding::Holds(&"別館1階".to_owned()));
    /// assert_eq!(place.on(day("2025-04-01")), Holding::Holds(&"学びピア21".to_owned()));
    /// ```
    pub fn on(&self, date: NaiveDate) -> Holding<'_, T> {
        let Some(period) = self.periods.iter().rev().find(|period| period.contains(date)) else {
            let has_begun = |period: &ValidPeriod<T>| period.from.is_none_or(|from| from.first_day() <= date);
            return if self.periods.iter().any(has_begun) { Holding::NoLonger } else { Holding::NotYet };
        };
        match self.not_held {
            Some(not_held) if not_held.stated.first_day() <= date => Holding::NotHeld,
            Some(not_held) if not_held.last_held.is_none_or(|last| last < date) => Holding::NotKnown,
            Some(_) | None => Holding::Holds(&period.value),
        }
    }

    /// The value on a day, if one certainly holds.
    pub fn value_on(&self, date: NaiveDate) -> Option<&T> {
        self.on(date).value()
    }
}
