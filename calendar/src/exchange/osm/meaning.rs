//! What the statements of a text mean, as blocks of hours and dated exceptions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::Refusal;
use super::super::notice::clock;
use super::read::{Dated, Joins, State, Statement, statements};
use super::{MOST_DATES, MOST_RULES};
use crate::clock::ClockTime;
use crate::holidays::LAST_YEAR;
use crate::hours::{
    Closure, Days, HoursBlock, Mode, Months, OnHoliday, Override, Pattern, PrintedDate, Rule, Season, Silence, Times,
    Weekdays, Within, YEAR_END,
};

/// Opening hours of others, to be compiled together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// One block for each rule that opens, closed where a later rule replaces it.
    pub blocks: Vec<HoursBlock>,
    /// Single dates, where they come last.
    pub overrides: Vec<Override>,
}

/// Reads the common part of the grammar: years, months, dates, weekdays with counts, `PH`, times,
/// open ends, `open`, `off`, `closed`, `unknown` and comments.
///
/// A comment without `open` makes its rule unknown, as in opening_hours.js.
///
/// # Errors
/// The first part that is not read, with its place: weeks of the year, school holidays, sunrise,
/// days counted from another.
pub fn read(text: &str) -> Result<Imported, Refusal> {
    let statements = statements(text)?;
    let dated_from = statements.iter().rposition(|s| !s.is_once()).map_or(0, |last| last + 1);
    let (rules, dates) = statements.split_at(dated_from);
    let parts = |statements: &[Statement]| statements.iter().map(|s| s.dates.len()).sum::<usize>();
    if rules.len() > MOST_RULES || parts(rules) > MOST_DATES || parts(dates) > MOST_DATES {
        return Err(Refusal::new(1, text, "write at most 64 rules and 1000 dates"));
    }
    let mut imported = Imported { blocks: Vec::new(), overrides: Vec::new() };
    for statement in rules {
        rule(statement, &mut imported.blocks)?;
    }
    let falls_back = rules.iter().any(|s| s.joins == Joins::FallsBack);
    if let (true, Some(date)) = (falls_back, dates.first()) {
        return Err(Refusal::new(date.at, "a date", "write || last"));
    }
    exceptions(dates, &mut imported)?;
    if imported.blocks.is_empty() {
        imported.blocks.push(always_closed());
    }
    Ok(imported)
}

/// A block that says that nothing is open.
fn always_closed() -> HoursBlock {
    let rule = Rule::at(Days::Daily, Times::new(ClockTime::hm(0, 0), ClockTime::MIDNIGHT));
    let closure = Closure::on(Days::Period { from: None, to: None });
    HoursBlock { rules: vec![rule], closures: vec![closure], ..HoursBlock::default() }
}

fn rule(statement: &Statement, blocks: &mut Vec<HoursBlock>) -> Result<(), Refusal> {
    let patterns = patterns(statement);
    let times = times(statement);
    let refuse = |part: &str, accepted| Err(Refusal::new(statement.at, part, accepted));
    match (statement.state, statement.joins) {
        (State::Off | State::Open, Joins::FallsBack) => return refuse("||", "write || with unknown or a comment"),
        (State::Unknown, Joins::FallsBack) => {}
        (State::Off, Joins::Replaces | Joins::Adds) => {
            let closures = patterns.into_iter().map(|pattern| Closure { pattern, times: times.clone() });
            close(blocks, &closures.collect::<Vec<_>>());
            return Ok(());
        }
        (State::Unknown, Joins::Replaces | Joins::Adds) if is_silence(statement, blocks).is_some() => {
            let topic = is_silence(statement, blocks);
            for block in blocks {
                block.not_stated.extend(topic.filter(|topic| !block.not_stated.contains(topic)));
            }
            return Ok(());
        }
        (State::Open | State::Unknown, Joins::Replaces) => {
            let closures: Vec<Closure> =
                patterns.iter().map(|pattern| Closure { pattern: pattern.clone(), times: Vec::new() }).collect();
            close(blocks, &closures);
        }
        (State::Open | State::Unknown, Joins::Adds) => {}
    }
    let rules = patterns.into_iter().map(|pattern| Rule { pattern, times: times.clone() }).collect();
    blocks.push(HoursBlock { rules, note: statement.comment.clone(), ..HoursBlock::default() });
    Ok(())
}

/// Closes all that was opened before; a rule of which nothing is left is taken away.
fn close(blocks: &mut Vec<HoursBlock>, closures: &[Closure]) {
    for block in blocks.iter_mut() {
        block.closures.extend_from_slice(closures);
        let closed = block.closures.iter().filter(|closure| {
            let pattern = &closure.pattern;
            let plain = pattern.within == Within::default() && pattern.on_holiday == OnHoliday::Keep;
            plain && closure.times.is_empty()
        });
        let closed = closed.map(|closure| match closure.pattern.days {
            Days::Weekly(days) => days,
            Days::Daily => Weekdays::ALL,
            _ => Weekdays::NONE,
        });
        let closed = closed.fold(Weekdays::NONE, Weekdays::or);
        block.rules.retain(|rule| match rule.pattern.days {
            Days::Weekly(days) | Days::NthWeekday { days, .. } => !days.without(closed).is_empty(),
            _ => closed != Weekdays::ALL,
        });
    }
    blocks.retain(|block| !block.rules.is_empty());
}

/// `PH unknown` and `Dec 29-Jan 03 unknown`: the text does not speak of these days. A rule that
/// opens on holidays does.
fn is_silence(statement: &Statement, blocks: &[HoursBlock]) -> Option<Silence> {
    let knows_holidays =
        |rule: &Rule| rule.pattern.days == Days::Holidays || rule.pattern.on_holiday != OnHoliday::Keep;
    if !statement.times.is_empty() || !statement.weekdays.is_empty() || blocks.is_empty() {
        return None;
    }
    match (statement.holidays, statement.dates.as_slice()) {
        (true, []) if !blocks.iter().flat_map(|block| &block.rules).any(knows_holidays) => {
            Some(Silence::NationalHolidays)
        }
        (false, [Dated::Yearly(from, to)]) if (*from, *to) == YEAR_END => Some(Silence::YearEnd),
        _ => None,
    }
}

fn times(statement: &Statement) -> Vec<Times> {
    let whole_day = [(0, Some(24 * 60))];
    let stretches = match (statement.times.as_slice(), statement.state) {
        ([], State::Open | State::Unknown) => whole_day.as_slice(),
        (stretches, _) => stretches,
    };
    let one = |(start, end): &(u16, Option<u16>)| Times {
        end: end.map(clock),
        past_midnight: end.is_some_and(|end| end > 24 * 60),
        // Where it is unknown, no minute is certain.
        approximate: statement.state == State::Unknown,
        ..Times::from(clock(*start))
    };
    stretches.iter().map(one).collect()
}

/// The days of a statement: together they are all of them.
fn patterns(statement: &Statement) -> Vec<Pattern> {
    let mut days: Vec<Pattern> = Vec::new();
    let plain = statement.weekdays.iter().filter(|(_, counts)| counts.is_empty());
    let plain = plain.fold(Weekdays::NONE, |set, (days, _)| set.or(*days));
    if !plain.is_empty() {
        days.push(Pattern::new(Days::Weekly(plain)));
    }
    let mut counted: Vec<(&Vec<i8>, Weekdays)> = Vec::new();
    for (weekdays, counts) in statement.weekdays.iter().filter(|(_, counts)| !counts.is_empty()) {
        match counted.iter_mut().find(|(known, _)| *known == counts) {
            Some((_, set)) => *set = set.or(*weekdays),
            None => counted.push((counts, *weekdays)),
        }
    }
    days.extend(counted.into_iter().map(|(nth, days)| Pattern::new(Days::NthWeekday { nth: nth.clone(), days })));
    if statement.holidays_among {
        for pattern in &mut days {
            pattern.on_holiday = OnHoliday::Only;
        }
    } else if statement.holidays {
        days.push(Pattern::new(Days::Holidays));
    }
    if days.is_empty() {
        days.push(Pattern::new(Days::Daily));
    }
    let withins = withins(&statement.dates);
    let within = |within: &Within| days.iter().map(|days| Pattern { within: within.clone(), ..days.clone() }).collect();
    withins.iter().flat_map::<Vec<Pattern>, _>(within).collect()
}

/// The parts of the calendar; what comes every year is one part.
fn withins(dates: &[Dated]) -> Vec<Within> {
    if dates.is_empty() {
        return vec![Within::default()];
    }
    let mut parts = Vec::new();
    let seasons: Vec<Season> = dates
        .iter()
        .filter_map(|dated| match dated {
            Dated::Yearly(from, to) => Some(Season { from: *from, to: *to }),
            Dated::Once(..) => None,
        })
        .collect();
    let months: Option<Months> = seasons
        .iter()
        .try_fold(Months::NONE, |set, season| Some(set.or(super::super::regular::whole_months(*season)?)));
    match months {
        _ if seasons.is_empty() => {}
        Some(months) => parts.push(Within { months, ..Within::default() }),
        None => parts.push(Within { seasons, ..Within::default() }),
    }
    for dated in dates {
        if let Dated::Once(from, to) = dated {
            let end = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31);
            let to = (Some(*to) != end).then_some(PrintedDate::Day(*to));
            parts.push(Within { from: Some(PrintedDate::Day(*from)), to, ..Within::default() });
        }
    }
    parts
}

/// A stretch, and whether it is unknown.
type Said = (u16, Option<u16>, bool);

/// Dates that come last are exceptions; where one of them is unknown, it is a block of its own.
fn exceptions(dates: &[Statement], imported: &mut Imported) -> Result<(), Refusal> {
    let mut unknown: BTreeSet<NaiveDate> = BTreeSet::new();
    for statement in dates.iter().filter(|s| s.state == State::Unknown) {
        unknown.extend(days_of(statement)?);
    }
    let mut closed: BTreeSet<NaiveDate> = BTreeSet::new();
    let mut rules: BTreeMap<Vec<Said>, Vec<NaiveDate>> = BTreeMap::new();
    for statement in dates {
        let refuse = |accepted| Refusal::new(statement.at, "a date", accepted);
        if statement.joins == Joins::FallsBack {
            return Err(refuse("write || after a rule without dates"));
        }
        if statement.state == State::Off && !statement.times.is_empty() {
            return Err(refuse("write the times at which this date is open"));
        }
        let days = if unknown.is_empty() { Vec::new() } else { days_of(statement)? };
        let of_unknown = days.iter().filter(|day| unknown.contains(day)).count();
        if of_unknown > 0 {
            let again = statement.joins == Joins::Replaces && days.iter().any(|day| !closed.insert(*day));
            if of_unknown < days.len() || again {
                return Err(refuse("write a date with unknown once"));
            }
            if statement.state != State::Off {
                let stretches = times(statement).into_iter();
                let key = stretches.map(|t| (t.start.minutes(), t.end.map(ClockTime::minutes), t.approximate));
                rules.entry(key.collect()).or_default().extend(days);
            }
            continue;
        }
        let mode = match (statement.state, statement.joins) {
            (State::Off, _) => Mode::Close,
            (_, Joins::Adds) => Mode::Add(times(statement)),
            _ => Mode::Replace(times(statement)),
        };
        let reason = statement.comment.clone().unwrap_or_default();
        for dated in &statement.dates {
            if let Dated::Once(from, to) = *dated {
                let (mode, reason) = (mode.clone(), reason.clone());
                imported.overrides.push(Override { from, to, mode, applies_to: Vec::new(), reason });
            }
        }
    }
    if !closed.is_empty() {
        close(&mut imported.blocks, &[Closure::on(Days::Dates(closed.into_iter().collect()))]);
    }
    let rules = rules.into_iter().map(|(stretches, days)| {
        let one = |(start, end, approximate): Said| Times {
            end: end.map(clock),
            past_midnight: end.is_some_and(|end| end > 24 * 60),
            approximate,
            ..Times::from(clock(start))
        };
        Rule { times: stretches.into_iter().map(one).collect(), ..Rule::on(Days::Dates(days)) }
    });
    let rules: Vec<Rule> = rules.collect();
    if !rules.is_empty() {
        imported.blocks.push(HoursBlock { rules, ..HoursBlock::default() });
    }
    Ok(())
}

/// The single days of a dated statement; so many at most that a text cannot blow up.
fn days_of(statement: &Statement) -> Result<Vec<NaiveDate>, Refusal> {
    const MOST_DAYS: usize = 800;
    let mut days = Vec::new();
    for dated in &statement.dates {
        if let Dated::Once(from, to) = dated {
            days.extend(from.iter_days().take_while(|day| day <= to).take(MOST_DAYS + 1));
        }
        if days.len() > MOST_DAYS {
            return Err(Refusal::new(statement.at, "the dates", "write at most 800 days"));
        }
    }
    Ok(days)
}
