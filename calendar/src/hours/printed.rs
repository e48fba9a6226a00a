//! Dates at the precision a document prints them: a day, a month, a year, a fiscal year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month and a day of any year, written `MM-DD`.
///
/// Reading accepts any two numbers; whether the day exists is checked where the notice is
/// compiled, so that the editor hears about every fault in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl MonthDay {
    /// The month and the day, unchecked.
    pub const fn new(month: u8, day: u8) -> MonthDay {
        MonthDay { month, day }
    }

    /// The month and day of a date.
    pub fn of(date: NaiveDate) -> MonthDay {
        MonthDay::new(date.month() as u8, date.day() as u8)
    }

    /// True if the day exists in some year; 29 February does.
    pub fn exists(self) -> bool {
        NaiveDate::from_ymd_opt(2024, self.month.into(), self.day.into()).is_some()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for MonthDay {
    type Err = String;

    fn from_str(text: &str) -> Result<MonthDay, String> {
        let read = || {
            let (month, day) = text.split_once('-')?;
            Some(MonthDay::new(month.parse().ok()?, day.parse().ok()?))
        };
        read().ok_or_else(|| format!("`{text}` is not a month and day; write 12-29"))
    }
}

/// A date as printed: some documents give only the month, the year or the fiscal year.
///
/// Written `2021-10-31`, `2024-10`, `2020` or `FY2022` (April 2022 to March 2023).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintedDate {
    /// A day.
    Day(NaiveDate),
    /// A month of a year.
    Month {
        /// Gregorian year.
        year: i32,
        /// 1 to 12.
        month: u32,
    },
    /// A calendar year.
    Year(i32),
    /// A fiscal year, named by the year in which it begins.
    FiscalYear(i32),
}

impl PrintedDate {
    /// A month, if it exists.
    pub fn month(year: i32, month: u32) -> Option<PrintedDate> {
        NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(PrintedDate::Month { year, month })
    }

    /// The first day it can mean: "since October" counts from the first.
    pub fn first_day(self) -> NaiveDate {
        match self {
            PrintedDate::Day(date) => date,
            PrintedDate::Month { year, month } => first_of(year, month),
            PrintedDate::Year(year) => first_of(year, 1),
            PrintedDate::FiscalYear(year) => first_of(year, 4),
        }
    }

    /// The last day it can mean: "until October" counts to the thirty-first.
    pub fn last_day(self) -> NaiveDate {
        let next = match self {
            PrintedDate::Day(date) => return date,
            PrintedDate::Month { year, month: 12 } => first_of(year + 1, 1),
            PrintedDate::Month { year, month } => first_of(year, month + 1),
            PrintedDate::Year(year) => first_of(year + 1, 1),
            PrintedDate::FiscalYear(year) => first_of(year + 1, 4),
        };
        next.pred_opt().unwrap_or(NaiveDate::MIN)
    }
}

/// Clamped at the ends of chrono's calendar, some 260,000 years from now.
fn first_of(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

impl From<NaiveDate> for PrintedDate {
    fn from(date: NaiveDate) -> PrintedDate {
        PrintedDate::Day(date)
    }
}

impl fmt::Display for PrintedDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrintedDate::Day(date) => write!(f, "{date}"),
            PrintedDate::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            PrintedDate::Year(year) => write!(f, "{year:04}"),
            PrintedDate::FiscalYear(year) => write!(f, "FY{year:04}"),
        }
    }
}

impl FromStr for PrintedDate {
    type Err = String;

    fn from_str(text: &str) -> Result<PrintedDate, String> {
        let year = |s: &str| {
            let four = s.len() == 4 && s.bytes().all(|b| b.is_ascii_digit());
            four.then(|| s.parse().ok()).flatten()
        };
        let read = || {
            if let Some(fiscal) = text.strip_prefix("FY") {
                return Some(PrintedDate::FiscalYear(year(fiscal)?));
            }
            let mut parts = text.split('-');
            let year = year(parts.next()?)?;
            let Some(month) = parts.next() else {
                return Some(PrintedDate::Year(year));
            };
            let month = month.parse().ok()?;
            let date = match parts.next() {
                None => return PrintedDate::month(year, month),
                Some(day) => NaiveDate::from_ymd_opt(year, month, day.parse().ok()?)?,
            };
            parts.next().is_none().then_some(PrintedDate::Day(date))
        };
        read().ok_or_else(|| format!("`{text}` is not a date; write 2021-10-31, 2021-10, 2021 or FY2021"))
    }
}

/// Both types travel as text.
macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$type, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(MonthDay);
as_text!(PrintedDate);
