//! Reading dates as people write them. Doubts become warnings; impossible dates become errors
//! that say what is expected.

use chrono::{Datelike, NaiveDate, Weekday};

use super::era::{Era, weekday_ja};
use crate::hours::PrintedDate;
use crate::plain::{Cursor, plain};

/// A date as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The date, at the precision written.
    pub date: PrintedDate,
    /// The weekday written beside it.
    pub weekday: Option<Weekday>,
    /// Doubts to show beside the date; it was read all the same.
    pub warnings: Vec<Warning>,
}

impl Reading {
    /// The day, if the text named one.
    pub fn day(&self) -> Option<NaiveDate> {
        match self.date {
            PrintedDate::Day(date) => Some(date),
            PrintedDate::Month { .. } | PrintedDate::Year(_) | PrintedDate::FiscalYear(_) => None,
        }
    }
}

/// A doubt about a date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The era had ended, or had not begun: 平成31年5月, 昭和64年2月.
    OutOfEra {
        /// The era written.
        written: Era,
        /// The era of that time.
        actual: Era,
    },
    /// The weekday written is not that of the date; one of the two is a slip.
    WeekdayMismatch {
        /// The weekday written.
        written: Weekday,
        /// The weekday of the date.
        actual: Weekday,
    },
}

/// Why a text is not a date. Each message says what is expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not a known form.
    #[error("「{0}」 is not a date; write 令和7年4月1日, R7.4.1 or 2025-04-01")]
    NotADate(String),
    /// Something stands behind the date.
    #[error("「{0}」 stands behind the date; write the date alone")]
    MoreThanADate(String),
    /// 令和0年.
    #[error("{}0年 does not exist; the first year is {}元年", .0.name(), .0.name())]
    YearZero(Era),
    /// 13月.
    #[error("{0}月 does not exist; write a month from 1 to 12")]
    NoSuchMonth(u32),
    /// 2月30日.
    #[error("{year}-{month:02} has no day {day}; write a day from 1 to {last}")]
    NoSuchDay {
        /// Gregorian year.
        year: i32,
        /// The month.
        month: u32,
        /// The day written.
        day: u32,
        /// The last day of that month.
        last: u32,
    },
    /// Before 1 January 1873 (明治6年) Japan counted months by the moon.
    #[error("dates before 明治6年1月1日 follow the old calendar; write the Gregorian date, such as 1872-12-31")]
    OldCalendar,
}

/// Reads a text that is a date and nothing else.
///
/// Era names, letters (R6.4.1) and ligatures (㋿), 元年, full-width digits, spaces and brackets,
/// ISO and slash dates, a weekday in brackets; to the day, the month, the year or the fiscal year.
///
/// # Errors
/// A [`DateError`] that says what is expected.
pub fn parse(text: &str) -> Result<Reading, DateError> {
    let (reading, rest) = parse_prefix(text)?;
    if rest.is_empty() { Ok(reading) } else { Err(DateError::MoreThanADate(rest)) }
}

/// Reads a date at the beginning of a text, and gives back the rest in plain spelling, ready for
/// [`read_range`](crate::clock::read_range).
///
/// # Errors
/// As [`parse`].
pub fn parse_prefix(text: &str) -> Result<(Reading, String), DateError> {
    read(text, None)
}

/// As [`parse_prefix`], for lists whose year stands in the heading: 「1月30日(日曜日)」.
///
/// # Errors
/// As [`parse`].
pub fn parse_in_year(text: &str, year: i32) -> Result<(Reading, String), DateError> {
    read(text, Some(year))
}

fn read(text: &str, context_year: Option<i32>) -> Result<(Reading, String), DateError> {
    let plain = plain(text);
    let mut cursor = Cursor(&plain);
    let not_a_date = || DateError::NotADate(text.to_owned());
    let era = take_era(&mut cursor);
    let year = match (era, take_year(&mut cursor, era.is_some())) {
        (Some(era), Some(0)) => return Err(DateError::YearZero(era)),
        (Some(era), Some(year)) => era.first_year() + year as i32 - 1,
        (None, Some(year)) => year as i32,
        (Some(_), None) => return Err(not_a_date()),
        (None, None) => context_year.ok_or_else(not_a_date)?,
    };
    let date = take_rest_of_date(&mut cursor, year).ok_or_else(not_a_date)??;
    let mut warnings = Vec::new();
    if let Some(written) = era {
        warnings.extend(check_era(written, date)?);
    }
    let weekday = take_weekday(&mut cursor);
    if let (Some(written), PrintedDate::Day(date)) = (weekday, date)
        && written != date.weekday()
    {
        let actual = date.weekday();
        warnings.push(Warning::WeekdayMismatch { written, actual });
    }
    let reading = Reading { date, weekday, warnings };
    Ok((reading, cursor.rest().to_owned()))
}

fn take_era(cursor: &mut Cursor<'_>) -> Option<Era> {
    Era::ALL.into_iter().find(|era| {
        let letter = era.letter().to_string();
        cursor.take(era.name()) || cursor.take(&letter) || cursor.take(&letter.to_lowercase())
    })
}

/// The year, if the number that stands here is one: with an era, any; without, four digits.
fn take_year(cursor: &mut Cursor<'_>, has_era: bool) -> Option<u32> {
    if has_era && cursor.take("元") {
        return Some(1);
    }
    let before = cursor.0;
    let year = cursor.number()?;
    let digits = before.len() - cursor.0.len();
    if has_era || digits == 4 {
        return Some(year);
    }
    cursor.0 = before;
    None
}

/// What follows the year; `None` if it is not the form of a date.
fn take_rest_of_date(cursor: &mut Cursor<'_>, year: i32) -> Option<Result<PrintedDate, DateError>> {
    if cursor.take("年度") {
        return Some(Ok(PrintedDate::FiscalYear(year)));
    }
    let separator = ["-", "/", "."].into_iter().find(|s| cursor.take(s));
    if separator.is_none() && cursor.take("年") && !starts_with_digit(cursor) {
        return Some(Ok(PrintedDate::Year(year)));
    }
    let month = cursor.number()?;
    let day = match separator {
        Some(separator) => match cursor.take(separator) {
            true => Some(cursor.number()?),
            false => None,
        },
        None if !cursor.take("月") => return None,
        None if starts_with_digit(cursor) => {
            let day = cursor.number()?;
            if !cursor.take("日") {
                return None;
            }
            Some(day)
        }
        None => None,
    };
    Some(existing(year, month, day))
}

fn starts_with_digit(cursor: &Cursor<'_>) -> bool {
    cursor.rest().starts_with(|c: char| c.is_ascii_digit())
}

fn existing(year: i32, month: u32, day: Option<u32>) -> Result<PrintedDate, DateError> {
    let printed = PrintedDate::month(year, month).ok_or(DateError::NoSuchMonth(month))?;
    let Some(day) = day else {
        return Ok(printed);
    };
    let date = NaiveDate::from_ymd_opt(year, month, day);
    date.map(PrintedDate::Day).ok_or(DateError::NoSuchDay { year, month, day, last: printed.last_day().day() })
}

/// A month or a year is outside its era only if all of it is.
fn check_era(written: Era, date: PrintedDate) -> Result<Option<Warning>, DateError> {
    let (first, last) = (date.first_day(), date.last_day());
    let whole_years = matches!(date, PrintedDate::Year(_) | PrintedDate::FiscalYear(_));
    if !whole_years && first < Era::Meiji.first_day() {
        return Err(DateError::OldCalendar);
    }
    let begun = written.first_day() <= last || written == Era::Meiji;
    let not_over = written.last_day().is_none_or(|end| first <= end);
    if begun && not_over {
        return Ok(None);
    }
    let actual = if begun { Era::of(first) } else { Era::of(last) };
    Ok(actual.map(|actual| Warning::OutOfEra { written, actual }))
}

/// 「(火曜日)」, 「(火)」, 「(月・祝)」 or 「火曜日」.
fn take_weekday(cursor: &mut Cursor<'_>) -> Option<Weekday> {
    let before = cursor.0;
    let bracketed = cursor.take("(");
    let days = (0..7).filter_map(|n| Weekday::try_from(n).ok());
    let day = days.into_iter().find(|day| cursor.take(weekday_ja(*day)));
    let named = cursor.take_any(&["曜日", "曜"]);
    if bracketed {
        cursor.take_any(&["・祝日", "・祝", "・休日", "・休", "祝", "休"]);
    }
    let complete = if bracketed { cursor.take(")") } else { named };
    if day.is_none() || !complete {
        cursor.0 = before;
        return None;
    }
    day
}
