//! From a recurrence rule of others to days of ours.

use chrono::{Datelike, Duration, NaiveDate, NaiveTime, Weekday};

use super::read::Begins;
use super::rrule::{Freq, Rrule};
use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Days, HoursBlock, Months, Pattern, PrintedDate, Rule, Times, Weekdays, Within};
use crate::schedule::Schedule;

pub(super) const ALL_DAY: Times = Times {
    start: ClockTime::hm(0, 0),
    end: Some(ClockTime::MIDNIGHT),
    past_midnight: false,
    doors_open: None,
    last_entry: None,
    approximate: false,
};

/// True if one of the rules holds on the day.
pub(super) fn holds_on(rules: Vec<Rule>, date: NaiveDate) -> bool {
    let block = HoursBlock { rules, ..HoursBlock::default() };
    let schedule = Schedule::compile([&block], &[], &Holidays::national());
    schedule.is_ok_and(|schedule| schedule.is_open(date.and_time(NaiveTime::MIN)))
}

/// The days of a recurrence; the error says what is accepted.
pub(super) fn by_rule(rule: &Rrule, begins: Begins) -> Result<Vec<Pattern>, &'static str> {
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
