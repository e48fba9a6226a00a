//! Days: in either calendar, as a spreadsheet counts them, with a weekday that does not fit, with last year's year.

use calendar::wareki::{DateError, Reading, Warning, parse};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::{digits, normal};
use crate::tables::model::{
    columns::Matched,
    repair::{Certainty, Finding, Reason, Remedy},
    sets::Kind,
};

/// Days that a spreadsheet counts from the end of 1899: 1954 to 2119.
const SERIAL: std::ops::RangeInclusive<i64> = 20_000..=80_000;

/// The day a cell names, with whatever doubts; `None` if it names none.
pub fn read(text: &str) -> Option<NaiveDate> {
    parse(text.trim()).ok().as_ref().and_then(Reading::day)
}

pub fn day(text: &str) -> Option<Finding> {
    let plain = normal(text);
    if let Some(finding) = bare_number(&plain) {
        return Some(finding);
    }
    let reading = match parse(text) {
        Ok(reading) => reading,
        Err(DateError::NoSuchDay { year, month: 2, day: 29, .. }) => return Some(leap_day(year)),
        Err(DateError::NoSuchDay { .. } | DateError::NoSuchMonth(_)) => return Some(Finding::lost(Reason::NoSuchDay)),
        Err(DateError::NotADate(_) | DateError::MoreThanADate(_) | DateError::YearZero(_) | DateError::OldCalendar) => {
            return Some(Finding::lost(Reason::DateUnread));
        }
    };
    let Some(day) = reading.day() else { return Some(Finding::lost(Reason::DateUnread)) };
    let weekday = reading.warnings.iter().find_map(|warning| match warning {
        Warning::WeekdayMismatch { written, .. } => Some(*written),
        Warning::OutOfEra { .. } => None,
    });
    if let Some(written) = weekday {
        return Some(other_weekday(day, written));
    }
    if !reading.warnings.is_empty() {
        return Some(Finding::ask(Reason::Era, day.to_string()));
    }
    (text != day.to_string()).then(|| Finding::safe(Reason::DateSpelling, day.to_string()))
}

/// Digits and nothing else: 20250401, or the count of days that a spreadsheet keeps behind a date.
fn bare_number(plain: &str) -> Option<Finding> {
    let whole = plain.split_once('.').map_or(plain, |(whole, _)| whole);
    let number: i64 = digits(whole)?.parse().ok()?;
    if whole.len() == 8 && plain == whole {
        let day = NaiveDate::parse_from_str(whole, "%Y%m%d");
        return Some(
            day.map_or(Finding::lost(Reason::NoSuchDay), |day| Finding::must(Reason::DateSpelling, day.to_string())),
        );
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let day = SERIAL.contains(&number).then(|| epoch.checked_add_signed(TimeDelta::days(number))).flatten();
    Some(day.map_or(Finding::lost(Reason::DateUnread), |day| Finding::must(Reason::DateSerial, day.to_string())))
}

/// 29 February of a year that has none: the leap year beside it, if there is one.
fn leap_day(year: i32) -> Finding {
    let beside = [year.saturating_add(1), year.saturating_sub(1)]
        .into_iter()
        .find_map(|year| NaiveDate::from_ymd_opt(year, 2, 29));
    beside.map_or(Finding::lost(Reason::LeapDay), |day| Finding::must(Reason::LeapDay, day.to_string()))
}

/// The printed weekday is a second witness: where the next year or the last one fits it, the year is the likelier slip.
fn other_weekday(day: NaiveDate, written: Weekday) -> Finding {
    let beside = [1, -1].into_iter().filter_map(|by| day.with_year(day.year() + by));
    let fits = beside.into_iter().find(|other| other.weekday() == written);
    match fits {
        Some(other) => Finding::ask(Reason::YearByWeekday, other.to_string()),
        None => Finding::ask(Reason::Weekday, day.to_string()),
    }
}

/// An end before its start: with the next year it may fit.
pub fn order(matched: &Matched, cells: &[String], found: &mut [Option<Finding>]) {
    let (Some(start), Some(end)) = (matched.first_of(Kind::StartDate), matched.first_of(Kind::EndDate)) else { return };
    let day = |at: usize| usable(&cells[at], found[at].as_ref());
    let (Some(from), Some(to)) = (day(start), day(end)) else { return };
    if to >= from {
        return;
    }
    let later = to.with_year(to.year() + 1).filter(|later| *later >= from && *later - from < TimeDelta::days(366));
    found[end] = Some(match later {
        Some(later) => Finding::must(Reason::YearByOrder, later.to_string()),
        None => Finding::lost(Reason::EndBeforeStart),
    });
}

/// The day that a cell names or probably means.
fn usable(cell: &str, finding: Option<&Finding>) -> Option<NaiveDate> {
    match finding {
        Some(Finding { remedy: Remedy::Write(text), certainty: Certainty::Safe | Certainty::CannotBeUsed, .. }) => {
            read(text)
        }
        Some(_) | None => read(cell),
    }
}
