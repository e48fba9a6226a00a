//! Calendars of others: the recurrences that are read, and those that are refused.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

use super::super::Refusal;
use super::lines::{Property, properties};
use super::rrule::{Freq, Rrule, moment, parse};
use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Closure, Days, HoursBlock, Months, Pattern, PrintedDate, Rule, Times, Weekdays, Within};
use crate::schedule::Schedule;

/// The longest calendar that is read, in octets.
const LONGEST: usize = 256 * 1024;

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
struct Begins {
    date: NaiveDate,
    /// `None` for a day without a time.
    at: Option<NaiveDateTime>,
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

const ALL_DAY: Times = Times {
    start: ClockTime::hm(0, 0),
    end: Some(ClockTime::MIDNIGHT),
    past_midnight: false,
    doors_open: None,
    last_entry: None,
    approximate: false,
};

fn holds_on(rules: Vec<Rule>, date: NaiveDate) -> bool {
    let block = HoursBlock { rules, ..HoursBlock::default() };
    let schedule = Schedule::compile([&block], &[], &Holidays::national());
    schedule.is_ok_and(|schedule| schedule.is_open(date.and_time(NaiveTime::MIN)))
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

/// The days of a recurrence; the error says what is accepted.
fn by_rule(rule: &Rrule, begins: Begins) -> Result<Vec<Pattern>, &'static str> {
    let mut months = rule.by_month;
    let days = match rule.freq {
        _ if !rule.by_day.is_empty() && !rule.by_month_day.is_empty() => {
            return Err("write BYDAY or BYMONTHDAY, not both");
        }
        Freq::Daily => daily(rule, begins.date)?,
        Freq::Weekly => weekly(rule, begins.date)?,
        Freq::Monthly => {
            if rule.interval != 1 {
                months = months.and(every_months(rule.interval, begins.date)?);
            }
            monthly(rule, begins.date)?
        }
        Freq::Yearly if rule.interval != 1 => return Err("write INTERVAL=1 with FREQ=YEARLY"),
        Freq::Yearly => {
            let named = rule.by_month != Months::ALL;
            if rule.by_day.is_empty() && !named && rule.by_month_day.is_empty() {
                months = Months::of([begins.date.month() as u8]).map_err(|_| "write BYMONTH")?;
            } else if !rule.by_day.is_empty() && !named {
                return Err("write BYMONTH beside BYDAY with FREQ=YEARLY");
            }
            monthly(rule, begins.date)?
        }
    };
    if months == Months::NONE {
        return Err("write a BYMONTH that the INTERVAL meets");
    }
    let ends = rule.until.map(|until| match begins.at {
        Some(at) if until.time() < at.time() => until.date() - Duration::days(1),
        Some(_) | None => until.date(),
    });
    if ends.is_some_and(|ends| ends < begins.date) {
        return Err("write an UNTIL after DTSTART");
    }
    let within = Within {
        months,
        seasons: Vec::new(),
        from: Some(PrintedDate::Day(begins.date)),
        to: ends.map(PrintedDate::Day),
    };
    let patterns: Vec<Pattern> =
        days.into_iter().map(|days| Pattern { within: within.clone(), ..Pattern::new(days) }).collect();
    match rule.count {
        Some(count) => Ok(vec![Pattern::new(Days::Dates(first_days(patterns, begins.date, count)?))]),
        None => Ok(patterns),
    }
}

/// As far as the days of a count are looked for.
const FARTHEST_DAYS: usize = 366 * 30;

fn first_days(patterns: Vec<Pattern>, first: NaiveDate, count: u16) -> Result<Vec<NaiveDate>, &'static str> {
    let rules = patterns.into_iter().map(|pattern| Rule { pattern, times: vec![ALL_DAY] }).collect();
    let block = HoursBlock { rules, ..HoursBlock::default() };
    let schedule = Schedule::compile([&block], &[], &Holidays::national()).map_err(|_| "write UNTIL")?;
    let days = first.iter_days().take(FARTHEST_DAYS);
    let days = days.filter(|date| schedule.is_open(date.and_time(NaiveTime::MIN)));
    let days: Vec<NaiveDate> = days.take(count.into()).collect();
    if days.len() < usize::from(count) { Err("write a COUNT that ends within 30 years, or UNTIL") } else { Ok(days) }
}

fn daily(rule: &Rrule, first: NaiveDate) -> Result<Vec<Days>, &'static str> {
    if rule.by_set_pos.is_some() {
        return Err("write BYSETPOS with FREQ=MONTHLY");
    }
    match (rule.interval, rule.by_day.as_slice(), rule.by_month_day.as_slice()) {
        (1, [], []) => Ok(vec![Days::Daily]),
        (1, [], days) => Ok(vec![Days::MonthDays(days.to_vec())]),
        (1, days, []) => Ok(vec![Days::Weekly(uncounted(days)?)]),
        (every, [], []) => Ok(vec![Days::EveryDays { every, anchor: first }]),
        _ => Err("write BYDAY or BYMONTHDAY with INTERVAL=1"),
    }
}

fn weekly(rule: &Rrule, first: NaiveDate) -> Result<Vec<Days>, &'static str> {
    if rule.by_set_pos.is_some() || !rule.by_month_day.is_empty() {
        return Err("write BYSETPOS and BYMONTHDAY with FREQ=MONTHLY");
    }
    let days = if rule.by_day.is_empty() { Weekdays::of(first.weekday()) } else { uncounted(&rule.by_day)? };
    if rule.interval == 1 {
        return Ok(vec![Days::Weekly(days)]);
    }
    if rule.other_week && (days.len() > 1 || !days.contains(first.weekday())) {
        return Err("write WKST=MO with an INTERVAL and several days");
    }
    let every = u8::try_from(rule.interval).ok().filter(|every| *every <= 26);
    let every = every.ok_or("write an INTERVAL of 1 to 26 weeks")?;
    Ok(vec![Days::EveryWeeks { every, days, anchor: Some(first) }])
}

fn monthly(rule: &Rrule, first: NaiveDate) -> Result<Vec<Days>, &'static str> {
    if let Some(position) = rule.by_set_pos {
        let days = uncounted(&rule.by_day)?;
        if rule.freq == Freq::Yearly {
            return Err("write BYSETPOS with FREQ=MONTHLY");
        }
        return match days.len() {
            1 if (-5..=5).contains(&position) => Ok(vec![Days::NthWeekday { nth: vec![position], days }]),
            _ if days == Weekdays::WORKING => Ok(vec![Days::BusinessDays(vec![position])]),
            _ => Err("write BYSETPOS with one weekday, or with MO,TU,WE,TH,FR"),
        };
    }
    if rule.by_day.is_empty() {
        let days = if rule.by_month_day.is_empty() { vec![first.day() as i8] } else { rule.by_month_day.clone() };
        return Ok(vec![Days::MonthDays(days)]);
    }
    let weekly: Weekdays = rule.by_day.iter().filter(|(n, _)| *n == 0).map(|(_, day)| *day).collect();
    let mut days = if weekly.is_empty() { Vec::new() } else { vec![Days::Weekly(weekly)] };
    // Weekdays with the same counts belong together.
    let mut groups: Vec<(Vec<i8>, Weekdays)> = Vec::new();
    for day in crate::hours::WEEK {
        let counts = rule.by_day.iter().filter(|(n, of)| *n != 0 && *of == day);
        let counts: Vec<i8> = counts.map(|(n, _)| *n).collect();
        match groups.iter_mut().find(|(known, _)| *known == counts) {
            _ if counts.is_empty() => {}
            Some((_, days)) => *days = days.with(day),
            None => groups.push((counts, Weekdays::of(day))),
        }
    }
    days.extend(groups.into_iter().map(|(nth, days)| Days::NthWeekday { nth, days }));
    Ok(days)
}

fn uncounted(days: &[(i8, Weekday)]) -> Result<Weekdays, &'static str> {
    if days.is_empty() || days.iter().any(|(n, _)| *n != 0) {
        return Err("write BYDAY without counts here");
    }
    Ok(days.iter().map(|(_, day)| *day).collect())
}

/// Every 2, 3, 4, 6 or 12 months are the same months of every year.
fn every_months(interval: u16, first: NaiveDate) -> Result<Months, &'static str> {
    let every = u32::from(interval);
    if 12 % every != 0 {
        return Err("write an INTERVAL of 1, 2, 3, 4, 6 or 12 months");
    }
    let months = (1..=12).filter(|month| month % every == first.month() % every);
    Months::of(months.map(|month| month as u8)).map_err(|_| "write BYMONTH")
}
