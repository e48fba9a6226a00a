//! Recurrence rules: written from the days of a rule, and read (RFC 5545, section 3.3.10).

use std::fmt;

use chrono::{Duration, NaiveDate, NaiveDateTime, Weekday};

use super::super::regular::Series;
use crate::hours::{Days, Months, WEEK, Weekdays};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freq {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// The parts of a recurrence rule that are written and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rrule {
    pub(super) freq: Freq,
    pub(super) interval: u16,
    /// With 0 where no count stands before the weekday.
    pub(super) by_day: Vec<(i8, Weekday)>,
    pub(super) by_month_day: Vec<i8>,
    pub(super) by_month: Months,
    pub(super) by_set_pos: Option<i8>,
    /// Local time.
    pub(super) until: Option<NaiveDateTime>,
    pub(super) count: Option<u16>,
    /// The week begins on another day than Monday.
    pub(super) other_week: bool,
}

impl Rrule {
    pub(super) fn every(freq: Freq) -> Rrule {
        Rrule {
            freq,
            interval: 1,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Months::ALL,
            by_set_pos: None,
            until: None,
            count: None,
            other_week: false,
        }
    }

    /// The rule that gives the days of the series as they are before holidays do anything to
    /// them; `None` where there is no such rule.
    pub(super) fn of(series: &Series) -> Option<Rrule> {
        let mut rule = match &series.days {
            Days::Weekly(days) if *days == Weekdays::ALL => Rrule::every(Freq::Daily),
            Days::Weekly(days) => Rrule { by_day: each(*days), ..Rrule::every(Freq::Weekly) },
            Days::NthWeekday { nth, days } => {
                let by_day = days.iter().flat_map(|day| nth.iter().map(move |n| (*n, day))).collect();
                Rrule { by_day, ..Rrule::every(Freq::Monthly) }
            }
            Days::EveryWeeks { every, days, anchor: Some(_) } => {
                Rrule { interval: u16::from(*every), by_day: each(*days), ..Rrule::every(Freq::Weekly) }
            }
            Days::EveryDays { every, .. } => Rrule { interval: *every, ..Rrule::every(Freq::Daily) },
            Days::MonthDays(days) => Rrule { by_month_day: days.clone(), ..Rrule::every(Freq::Monthly) },
            Days::EveryWeeks { anchor: None, .. }
            | Days::Daily
            | Days::WeekOfMonth { .. }
            | Days::BusinessDays(_)
            | Days::Dates(_)
            | Days::YearlessDates(_)
            | Days::Annual { .. }
            | Days::Period { .. }
            | Days::Holidays
            | Days::DayAfterHoliday
            | Days::Irregular { .. }
            | Days::Frequency(_)
            | Days::OnRequest
            | Days::Always => return None,
        };
        rule.by_month = series.months;
        match series.seasons.as_slice() {
            [] => {}
            // A few days of one month, every year.
            [season]
                if rule == Rrule::every(Freq::Daily)
                    && season.from.month == season.to.month
                    && season.from.day <= season.to.day =>
            {
                rule.freq = Freq::Yearly;
                rule.by_month = Months::of([season.from.month]).ok()?;
                rule.by_month_day = (season.from.day..=season.to.day).map(|day| day as i8).collect();
            }
            _ => return None,
        }
        Some(rule)
    }
}

fn each(days: Weekdays) -> Vec<(i8, Weekday)> {
    days.iter().map(|day| (0, day)).collect()
}

impl fmt::Display for Rrule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let freq = match self.freq {
            Freq::Daily => "DAILY",
            Freq::Weekly => "WEEKLY",
            Freq::Monthly => "MONTHLY",
            Freq::Yearly => "YEARLY",
        };
        write!(f, "FREQ={freq}")?;
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        if let Some(until) = self.until {
            write!(f, ";UNTIL={}", in_utc(until))?;
        }
        if self.by_month != Months::ALL {
            write!(f, ";BYMONTH={}", joined(self.by_month.iter()))?;
        }
        if !self.by_month_day.is_empty() {
            write!(f, ";BYMONTHDAY={}", joined(self.by_month_day.iter()))?;
        }
        if !self.by_day.is_empty() {
            let days = self.by_day.iter().map(|(n, day)| match n {
                0 => name(*day).to_owned(),
                n => format!("{n}{}", name(*day)),
            });
            write!(f, ";BYDAY={}", joined(days))?;
        }
        Ok(())
    }
}

pub(super) fn joined<T: fmt::Display>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}

const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

pub(super) fn name(day: Weekday) -> &'static str {
    NAMES[day.num_days_from_monday() as usize]
}

fn named(text: &str) -> Option<Weekday> {
    NAMES.iter().position(|name| *name == text).map(|at| WEEK[at])
}

/// Japan is nine hours ahead and has no summer time.
const AHEAD: Duration = Duration::hours(9);

/// A moment in Japan as it is written in UTC.
pub(super) fn in_utc(at: NaiveDateTime) -> String {
    at.checked_sub_signed(AHEAD).unwrap_or(at).format("%Y%m%dT%H%M%SZ").to_string()
}

/// A date, or a moment in Japan: `20260105`, `20260105T100000`, `20260105T010000Z`.
pub(super) fn moment(text: &str) -> Option<(NaiveDate, Option<NaiveDateTime>)> {
    let digits = |s: &str, len: usize| s.len() == len && s.bytes().all(|b| b.is_ascii_digit());
    let (date, time) = text.split_at_checked(8)?;
    if !digits(date, 8) {
        return None;
    }
    let number = |s: &str| s.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(date[..4].parse().ok()?, number(&date[4..6])?, number(&date[6..])?)?;
    if time.is_empty() {
        return Some((date, None));
    }
    let (time, is_utc) = match time.strip_suffix('Z') {
        Some(time) => (time, true),
        None => (time, false),
    };
    let time = time.strip_prefix('T').filter(|time| digits(time, 6))?;
    let at = date.and_hms_opt(number(&time[..2])?, number(&time[2..4])?, number(&time[4..])?)?;
    let at = if is_utc { at.checked_add_signed(AHEAD)? } else { at };
    Some((at.date(), Some(at)))
}

/// What is accepted as a recurrence.
const ACCEPTED: &str =
    "FREQ=DAILY, WEEKLY, MONTHLY or YEARLY with INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, UNTIL or COUNT";

/// Reads a rule; the error is the part that is not read, and what is accepted.
pub(super) fn parse(text: &str) -> Result<Rrule, (String, &'static str)> {
    let mut rule = Rrule::every(Freq::Daily);
    let mut has_freq = false;
    let mut seen: Vec<&str> = Vec::new();
    for part in text.split(';') {
        let refuse = |accepted| (part.to_owned(), accepted);
        let (key, value) = part.split_once('=').ok_or_else(|| refuse(ACCEPTED))?;
        if seen.contains(&key) || seen.len() > 9 {
            return Err(refuse("write each part once"));
        }
        seen.push(key);
        match key {
            "FREQ" => {
                has_freq = true;
                rule.freq = match value {
                    "DAILY" => Freq::Daily,
                    "WEEKLY" => Freq::Weekly,
                    "MONTHLY" => Freq::Monthly,
                    "YEARLY" => Freq::Yearly,
                    _ => return Err(refuse("write DAILY, WEEKLY, MONTHLY or YEARLY")),
                };
            }
            "INTERVAL" => {
                let interval = value.parse().ok().filter(|n| (1..=366).contains(n));
                rule.interval = interval.ok_or_else(|| refuse("write 1 to 366"))?;
            }
            "BYDAY" => {
                let days: Option<Vec<(i8, Weekday)>> = value.split(',').take(LONGEST_LIST).map(counted_day).collect();
                rule.by_day = days.ok_or_else(|| refuse("write MO to SU, with 1 to 5 or -1 to -5 before it"))?;
            }
            "BYMONTHDAY" => {
                let day = |s: &str| s.parse().ok().filter(|n: &i8| *n != 0 && (-31..=31).contains(n));
                let days: Option<Vec<i8>> = value.split(',').take(LONGEST_LIST).map(day).collect();
                rule.by_month_day = days.ok_or_else(|| refuse("write 1 to 31, or -1 (the last) to -31"))?;
            }
            "BYMONTH" => {
                let months: Option<Vec<u8>> = value.split(',').take(LONGEST_LIST).map(|s| s.parse().ok()).collect();
                let months = months.and_then(|months| Months::of(months).ok());
                rule.by_month = months.ok_or_else(|| refuse("write 1 to 12"))?;
            }
            "BYSETPOS" => {
                let position = value.parse().ok().filter(|n: &i8| *n != 0 && (-23..=23).contains(n));
                rule.by_set_pos = Some(position.ok_or_else(|| refuse("write one count, such as 1 or -1"))?);
            }
            "UNTIL" => {
                let (date, at) = moment(value).ok_or_else(|| refuse("write 20270331T145959Z"))?;
                rule.until = Some(at.or_else(|| date.and_hms_opt(23, 59, 59)).ok_or_else(|| refuse(ACCEPTED))?);
            }
            "COUNT" => {
                let count = value.parse().ok().filter(|n| (1..=MOST_DATES).contains(n));
                rule.count = Some(count.ok_or_else(|| refuse("write 1 to 1000, or UNTIL"))?);
            }
            "WKST" => rule.other_week = named(value).ok_or_else(|| refuse("write MO"))? != Weekday::Mon,
            _ => return Err(refuse(ACCEPTED)),
        }
    }
    if has_freq { Ok(rule) } else { Err((text.to_owned(), ACCEPTED)) }
}

/// More weekdays or days of a month than there are, told apart.
const LONGEST_LIST: usize = 80;
/// As many dates as a count may give.
const MOST_DATES: u16 = 1000;

fn counted_day(text: &str) -> Option<(i8, Weekday)> {
    let (count, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let day = named(day)?;
    if count.is_empty() {
        return Some((0, day));
    }
    let count: i8 = count.parse().ok()?;
    (count != 0 && (-5..=5).contains(&count)).then_some((count, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_back() {
        for text in [
            "FREQ=MONTHLY;BYMONTH=2,4;BYDAY=3FR",
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270331T145959Z;BYDAY=MO,WE",
            "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=13,14,15,16",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        for text in
            ["FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=6MO", "INTERVAL=2", "FREQ=DAILY;BYHOUR=3", "FREQ=DAILY;FREQ=DAILY"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
