//! Figures in a document: shown with the day they are of, and as exact as they were printed.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::duration::months_completed;
use crate::hours::PrintedDate;
use crate::wareki::printed_ja;

/// After how many months without a change somebody looks whether it still holds.
pub const REVIEW_AFTER_MONTHS: u32 = 12;

/// True if so much time has passed since a day that somebody should look again.
pub fn is_review_due(since: NaiveDate, on: NaiveDate) -> bool {
    months_completed(since, on) >= REVIEW_AFTER_MONTHS
}

/// A number with the date it is of: 「13か所（令和6年11月時点）」.
///
/// It has no form without its date, because a number without one is read as today's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The number.
    pub value: u64,
    /// When it was so, at printed precision.
    pub as_of: PrintedDate,
}

impl Figure {
    /// The figure to show for a day: this one from its date on, and nothing for a time before.
    pub fn shown_on(self, on: NaiveDate) -> Option<Figure> {
        (self.as_of.first_day() <= on).then_some(self)
    }

    /// See [`is_review_due`]; counted from the last day the figure can be of.
    pub fn is_review_due(self, on: NaiveDate) -> bool {
        is_review_due(self.as_of.last_day(), on)
    }
}

impl fmt::Display for Figure {
    /// 「13（令和6年11月時点）」
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}（{}時点）", self.value, printed_ja(self.as_of))
    }
}

/// 延べ人数: who comes twice counts twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonTimes {
    /// The number.
    pub value: u32,
    /// 程度
    #[serde(default)]
    pub approx: bool,
}

impl PersonTimes {
    /// The sum over courses, whoever the people were.
    pub fn of_courses(attendances: &[u32]) -> PersonTimes {
        let value = attendances.iter().fold(0, |sum: u32, people| sum.saturating_add(*people));
        PersonTimes { value, approx: false }
    }
}

impl fmt::Display for PersonTimes {
    /// 「約50人（延べ）」
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.approx { "約" } else { "" };
        write!(f, "{about}{}人（延べ）", self.value)
    }
}

/// 公開日 and 更新日 of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PageDates {
    /// First day it could be read; `None` if it is not printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<PrintedDate>,
    /// Day of the last change; `None` if none is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<PrintedDate>,
}

impl PageDates {
    /// True unless the page is known not to have existed yet.
    pub fn is_visible(&self, on: NaiveDate) -> bool {
        self.published.is_none_or(|published| published.first_day() <= on)
    }

    /// The update to show on a day; of a time before it, the date of the version is not known.
    pub fn shown_updated(&self, on: NaiveDate) -> Option<PrintedDate> {
        self.updated.filter(|updated| updated.first_day() <= on)
    }

    /// See [`is_review_due`]; counted from the last change, else from the first day.
    pub fn is_review_due(&self, on: NaiveDate) -> bool {
        let last = self.shown_updated(on).or(self.published);
        last.is_some_and(|last| is_review_due(last.last_day(), on))
    }
}
