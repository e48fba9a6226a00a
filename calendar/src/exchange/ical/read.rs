//! Calendars of others: the recurrences that are read, and those that are refused.

use chrono::{Duration, NaiveDate, NaiveDateTime, Timelike};

use super::super::Refusal;
use super::lines::{Property, properties};
use super::recurrence::{ALL_DAY, by_rule, holds_on};
use super::rrule::{moment, parse};
use crate::clock::ClockTime;
use crate::hours::{Closure, Days, HoursBlock, Pattern, Rule, Times};

/// The longest calendar that is read, in octets.
const LONGEST: usize = 256 * 1024;

/// As many events as a calendar of hours has.
const MOST_EVENTS: usize = 400;

/// Reads the events of a calendar, one block each, to be compiled together.
///
/// Accepted: `DTSTART` with `DTEND` or `DURATION` in Japanese time or UTC, `RRULE` with `FREQ`
/// (`DAILY`, `WEEKLY`, `MONTHLY`, `YEARLY`), `INTERVAL`, `BYDAY`, `BYMONTHDAY`, `BYMONTH`, `UNTIL`,
/// a `COUNT` (it becomes dates) and `BYSETPOS` where it counts one weekday, or Monday to Friday:
/// that one is read as business days, holidays left out; further `RDATE`, `EXDATE`, `STATUS`. An
/// event without an end has none printed; one without a time has no time printed. Of other
/// components and properties nothing is read.
///
/// # Errors
/// The first part that would change what is open and is not read, with its line.
pub fn read(text: &str) -> Result<Vec<HoursBlock>, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::new(1, "the calendar", "send at most 256 KiB"));
    }
    let mut blocks = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut event: Vec<Property> = Vec::new();
    for property in properties(text)? {
        match property.name.as_str() {
            "BEGIN" => {
                open.push(property.value.to_ascii_uppercase());
                if open.len() > 4 {
                    return Err(property.refuse("write events within one VCALENDAR"));
                }
            }
            "END" => {
                if open.pop().is_none_or(|name| name != property.value.to_ascii_uppercase()) {
                    return Err(property.refuse("end what was begun last"));
                }
                if property.value.eq_ignore_ascii_case("VEVENT") {
                    if blocks.len() >= MOST_EVENTS {
                        return Err(property.refuse("send at most 400 events"));
                    }
                    blocks.extend(block(&std::mem::take(&mut event), &property)?);
                }
            }
            _ if open.last().is_some_and(|name| name == "VEVENT") => event.push(property),
            _ => {}
        }
    }
    Ok(blocks)
}

/// The time of day of an event: when it begins, and how long it is, if that is printed.
#[derive(Clone, Copy)]
pub(super) struct Begins {
    pub(super) date: NaiveDate,
    /// `None` for a day without a time.
    pub(super) at: Option<NaiveDateTime>,
    length: Option<Duration>,
}

fn block(event: &[Property], end: &Property) -> Result<Option<HoursBlock>, Refusal> {
    let find = |name: &str| event.iter().find(|property| property.name == name);
    if find("STATUS").is_some_and(|status| status.value == "CANCELLED") {
        return Ok(None);
    }
    for (name, accepted) in [
        ("RECURRENCE-ID", "write the days that differ as EXDATE and RDATE"),
        ("EXRULE", "write the days left out as EXDATE"),
    ] {
        if let Some(property) = find(name) {
            return Err(property.refuse(accepted));
        }
    }
    let start = find("DTSTART").ok_or_else(|| end.refuse("give each event a DTSTART"))?;
    let begins = begins(start, find("DTEND"), find("DURATION"))?;
    let times = begins.times(start)?;
    let mut rules = Vec::new();
    let mut is_held_first = false;
    for property in event.iter().filter(|property| property.name == "RRULE") {
        if !rules.is_empty() {
            return Err(property.refuse("write one RRULE in an event"));
        }
        let rule = parse(&property.value).map_err(|(part, accepted)| Refusal::new(property.line, &part, accepted))?;
        rules = by_rule(&rule, begins).map_err(|accepted| property.refuse(accepted))?;
        let rules = rules.iter().map(|pattern| Rule { pattern: pattern.clone(), times: vec![ALL_DAY] }).collect();
        is_held_first = holds_on(rules, begins.date);
    }
    let mut dates: Vec<NaiveDate> = if is_held_first { Vec::new() } else { vec![begins.date] };
    dates.extend(listed(event, "RDATE", begins)?);
    if !dates.is_empty() {
        rules.push(Pattern::new(Days::Dates(dates)));
    }
    let left_out = listed(event, "EXDATE", begins)?;
    Ok(Some(HoursBlock {
        rules: rules.into_iter().map(|pattern| Rule { pattern, times: times.clone() }).collect(),
        closures: if left_out.is_empty() { Vec::new() } else { vec![Closure::on(Days::Dates(left_out))] },
        tentative: find("STATUS").is_some_and(|status| status.value == "TENTATIVE"),
        ..HoursBlock::default()
    }))
}

fn begins(start: &Property, end: Option<&Property>, duration: Option<&Property>) -> Result<Begins, Refusal> {
    let (date, at) = value(start)?;
    let length = match (at, end, duration) {
        (Some(at), Some(property), _) => {
            let (_, end) = value(property)?;
            let end = end.ok_or_else(|| property.refuse("write a time as in DTSTART"))?;
            Some(end - at)
        }
        (Some(_), None, Some(property)) => {
            let length = length(&property.value);
            Some(length.ok_or_else(|| property.refuse("write a duration such as PT1H30M"))?)
        }
        (Some(_), None, None) | (None, _, _) => None,
    };
    Ok(Begins { date, at, length })
}

/// A date or a moment in Japan.
fn value(property: &Property) -> Result<(NaiveDate, Option<NaiveDateTime>), Refusal> {
    single(property, &property.value)
}

fn single(property: &Property, value: &str) -> Result<(NaiveDate, Option<NaiveDateTime>), Refusal> {
    if property.parameter("TZID").is_some_and(|zone| !zone.ends_with("Asia/Tokyo") && zone != "Japan") {
        return Err(property.refuse("write times in Asia/Tokyo or in UTC"));
    }
    moment(value).ok_or_else(|| property.refuse("write 20260105T100000, with Z for UTC, or 20260105"))
}

impl Begins {
    fn times(&self, start: &Property) -> Result<Vec<Times>, Refusal> {
        let Some(at) = self.at else {
            return Ok(Vec::new());
        };
        let clock = |minutes: i64| {
            let minutes = u16::try_from(minutes).ok()?;
            ClockTime::new(minutes / 60, minutes % 60)
        };
        let from = i64::from(at.hour() * 60 + at.minute());
        let begin = clock(from).ok_or_else(|| start.refuse("write a time from 00:00 to 23:59"))?;
        let Some(length) = self.length else {
            return Ok(vec![Times::from(begin)]);
        };
        let minutes = length.num_minutes();
        if !(1..=24 * 60).contains(&minutes) {
            return Err(start.refuse("end an event after its start and within 24 hours"));
        }
        let end = clock(from + minutes).ok_or_else(|| start.refuse("end an event within 24 hours"))?;
        Ok(vec![Times { past_midnight: end > ClockTime::MIDNIGHT, ..Times::new(begin, end) }])
    }
}

/// `P1D`, `PT2H30M`.
fn length(text: &str) -> Option<Duration> {
    let rest = text.strip_prefix("P")?;
    let mut minutes: i64 = 0;
    let mut number: Option<i64> = None;
    let mut in_time = false;
    for c in rest.chars().take(20) {
        if let Some(digit) = c.to_digit(10) {
            number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit.into())?).filter(|n| *n < 100_000);
            number?;
            continue;
        }
        let unit = match (c, in_time) {
            ('T', false) if number.is_none() => {
                in_time = true;
                continue;
            }
            ('D', false) => 24 * 60,
            ('H', true) => 60,
            ('M', true) => 1,
            ('S', true) if number == Some(0) => 0,
            _ => return None,
        };
        minutes += number.take()? * unit;
    }
    number.is_none().then(|| Duration::minutes(minutes))
}

/// The days of all properties of this name; their times of day must be that of the event.
fn listed(event: &[Property], name: &str, begins: Begins) -> Result<Vec<NaiveDate>, Refusal> {
    let mut days = Vec::new();
    for property in event.iter().filter(|property| property.name == name) {
        for text in property.value.split(',') {
            let (date, at) = single(property, text)?;
            let same_time = match (at, begins.at) {
                (Some(at), Some(begins)) => at.time() == begins.time(),
                (None, _) => true,
                (Some(_), None) => false,
            };
            if !same_time {
                return Err(property.refuse("write days at the time of day of DTSTART; other times are other events"));
            }
            days.push(date);
        }
    }
    Ok(days)
}
