//! The words a text is made of: times, weekdays, months and dates.

use chrono::{Datelike, NaiveDate};

use super::super::notice::clock;
use super::{DAYS, MONTHS};
use crate::hours::{MonthDay, Months, Season, Times, WEEK, Weekdays};

pub(super) fn times(times: &[Times]) -> String {
    let each = times.iter().map(|times| stretch(times.start.minutes(), times.end.map(|end| end.minutes())));
    each.collect::<Vec<_>>().join(",")
}

pub(super) fn stretch(start: u16, end: Option<u16>) -> String {
    match end {
        Some(end) => format!("{}-{}", clock(start), clock(end)),
        None => format!("{}+", clock(start)),
    }
}

pub(super) fn weekdays(days: Weekdays) -> String {
    let numbers: Vec<usize> = WEEK.iter().enumerate().filter(|(_, day)| days.contains(**day)).map(|(n, _)| n).collect();
    runs(&numbers, &DAYS)
}

/// Three or more in a row become a range.
pub(super) fn runs(numbers: &[usize], names: &[&str]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for run in numbers.chunk_by(|a, b| a + 1 == *b) {
        match run {
            [first, _, .., last] if run.len() > 2 => parts.push(format!("{}-{}", names[*first], names[*last])),
            _ => parts.extend(run.iter().map(|n| names[*n].to_owned())),
        }
    }
    parts.join(",")
}

fn month_day(day: MonthDay) -> String {
    format!("{} {:02}", MONTHS[usize::from(day.month.clamp(1, 12)) - 1], day.day)
}

pub(super) fn season(season: &Season) -> String {
    if season.from == season.to {
        return month_day(season.from);
    }
    format!("{}-{}", month_day(season.from), month_day(season.to))
}

pub(super) fn month_days(days: &[i8], months: Months) -> String {
    let each = months.iter().flat_map(|month| days.iter().map(move |day| MonthDay::new(month, day.unsigned_abs())));
    let each = each.filter(|day| day.exists());
    each.map(month_day).collect::<Vec<_>>().join(",")
}

pub(super) fn date(day: NaiveDate) -> String {
    format!("{:04} {} {:02}", day.year(), MONTHS[day.month0() as usize], day.day())
}
