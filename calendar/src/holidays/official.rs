//! The Cabinet Office's list of holidays (syukujitsu.csv), read as it is published or as Excel saves it again.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use encoding_rs::SHIFT_JIS;

use super::{FIRST_YEAR, LAST_YEAR};

/// The first line of the list.
const HEADER: &str = "国民の祝日・休日月日,国民の祝日・休日名称";
/// In bytes; the longest line of the list has 50.
const LONGEST_LINE: usize = 300;
/// In characters; room for the name of a ceremony in an act of its own.
const LONGEST_NAME: usize = 60;
/// Every year since 1949 has had this many. A list with fewer was cut off, or is no list of all holidays: taking it
/// for one would open desks on holidays.
const FEWEST_DAYS: usize = 9;

/// Why a list of holidays was not taken; nothing of it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct CsvFault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong; its text says what would be accepted.
    pub kind: CsvFaultKind,
}

/// The faults a list of holidays can have. Each message ends with what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsvFaultKind {
    /// Another file, or another encoding.
    #[error(
        "this is not the header of the list; give the Cabinet Office's file, in Shift_JIS (CP932) or UTF-8, which begins with {HEADER}"
    )]
    NoHeader,
    /// Bytes that are no text in the encoding of the header.
    #[error("this is not text in the encoding of the first line; save the whole file as Shift_JIS (CP932) or as UTF-8")]
    NotText,
    /// More than a date and a name can need.
    #[error("the line is longer than {LONGEST_LINE} bytes; write a date, a comma and a name: 2026/1/1,元日")]
    LineTooLong,
    /// No comma, or something behind the name.
    #[error("`{0}` is not a date and a name; write both with one comma between: 2026/1/1,元日")]
    NotTwoColumns(String),
    /// The first column cannot be read, or the day does not exist.
    #[error("`{0}` is not a date; write one that exists as 2026/1/1 or 2026-01-01")]
    NotADate(String),
    /// A year that is not computed either.
    #[error("{0} is not within the years kept here; write a date from {FIRST_YEAR} to {LAST_YEAR}")]
    OutOfRange(NaiveDate),
    /// Nothing, too much, or control characters.
    #[error("the name is empty, too long or unreadable; write 1 to {LONGEST_NAME} characters: 元日")]
    NotAName,
    /// One date in two lines.
    #[error("{date} stands in line {first} already; keep one of the two lines")]
    Twice {
        /// The date.
        date: NaiveDate,
        /// The earlier line.
        first: usize,
    },
    /// A year that ends too early.
    #[error("the year {year} has only {days} days; give the whole list, in which every year has {FEWEST_DAYS} or more")]
    YearIncomplete {
        /// The year.
        year: i32,
        /// How many of its days the list holds.
        days: usize,
    },
    /// A header and nothing else.
    #[error("no day follows; give the whole list, in which every year has {FEWEST_DAYS} days or more")]
    Empty,
}

/// One line of the list.
#[derive(Debug)]
pub(super) struct OfficialDay {
    pub(super) date: NaiveDate,
    pub(super) name: String,
    line: usize,
}

/// The days in order, each once, in complete years from 1948 to 2099.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<OfficialDay>, CsvFault> {
    let (marked, bytes) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    // Neither a line break nor a comma is ever the second byte of a character in CP932.
    let mut lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let header = lines.next().map_or(&[][..], |(line, _)| line);
    let is_utf8 = marked || std::str::from_utf8(header).is_ok_and(is_header);
    let text_of: Decoder = if is_utf8 { utf8 } else { cp932 };
    if !(header.len() <= LONGEST_LINE && text_of(header).is_some_and(|text| is_header(&text))) {
        return Err(CsvFault { line: 1, kind: CsvFaultKind::NoHeader });
    }

    let mut days = Vec::new();
    for (line, number) in lines {
        let day = day(line, text_of).map_err(|kind| CsvFault { line: number, kind })?;
        days.extend(day.map(|(date, name)| OfficialDay { date, name, line: number }));
    }
    days.sort_unstable_by_key(|day| (day.date, day.line));
    let twice = days.windows(2).filter(|pair| pair[0].date == pair[1].date).min_by_key(|pair| pair[1].line);
    if let Some([first, second]) = twice {
        let kind = CsvFaultKind::Twice { date: first.date, first: first.line };
        return Err(CsvFault { line: second.line, kind });
    }
    for of_year in days.chunk_by(|a, b| a.date.year() == b.date.year()) {
        let (last, year) = (&of_year[of_year.len() - 1], of_year[0].date.year());
        // The act came into force in the summer of 1948.
        if of_year.len() < FEWEST_DAYS && year != FIRST_YEAR {
            let kind = CsvFaultKind::YearIncomplete { year, days: of_year.len() };
            return Err(CsvFault { line: last.line, kind });
        }
    }
    if days.is_empty() {
        return Err(CsvFault { line: 2, kind: CsvFaultKind::Empty });
    }
    Ok(days)
}

type Decoder = fn(&[u8]) -> Option<Cow<'_, str>>;

fn utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
}

fn cp932(bytes: &[u8]) -> Option<Cow<'_, str>> {
    SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The list called its columns 国民の祝日月日 and 国民の祝日名称 for some years.
fn is_header(line: &str) -> bool {
    let names = |cell: &str, ending| cell.starts_with("国民の祝日") && cell.ends_with(ending);
    columns(line).is_some_and(|[date, name]| names(date, "月日") && names(name, "名称"))
}

/// `None` on an empty line.
fn day(bytes: &[u8], text_of: Decoder) -> Result<Option<(NaiveDate, String)>, CsvFaultKind> {
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    if bytes.len() > LONGEST_LINE {
        return Err(CsvFaultKind::LineTooLong);
    }
    let line = text_of(bytes).ok_or(CsvFaultKind::NotText)?;
    let [date, name] = columns(&line).ok_or_else(|| CsvFaultKind::NotTwoColumns(shown(&line)))?;
    let date = date_of(date).ok_or_else(|| CsvFaultKind::NotADate(shown(date)))?;
    if !(FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
        return Err(CsvFaultKind::OutOfRange(date));
    }
    let readable = !name.is_empty() && !name.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER);
    if !readable || name.chars().count() > LONGEST_NAME {
        return Err(CsvFaultKind::NotAName);
    }
    Ok(Some((date, name.to_owned())))
}

/// Two columns; a spreadsheet may have put quotation marks around them or empty columns behind them.
fn columns(line: &str) -> Option<[&str; 2]> {
    let mut cells = line.split(',');
    let both = [cells.next()?, cells.next()?].map(|cell| {
        let cell = cell.trim();
        cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell).trim()
    });
    cells.all(|cell| cell.trim().is_empty()).then_some(both)
}

/// 2026/1/1, 2026/01/01 or 2026-01-01.
fn date_of(text: &str) -> Option<NaiveDate> {
    let mark = if text.contains('/') { '/' } else { '-' };
    let mut parts = text.split(mark);
    let mut number = |shortest: usize, longest: usize| {
        let digits = parts.next()?;
        let is_number = (shortest..=longest).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| digits.parse::<u32>().ok())?
    };
    let (year, month, day) = (number(4, 4)?, number(1, 2)?, number(1, 2)?);
    parts.next().is_none().then(|| NaiveDate::from_ymd_opt(year as i32, month, day))?
}

/// Enough of it to be recognised.
fn shown(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(40).collect()
}
