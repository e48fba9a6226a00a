//! Times of day: in words, mixed with 24-hour clocks, as a range, as the fraction of a day that a spreadsheet keeps.

use calendar::clock::{ClockError, ClockTime, read_range};

use super::{digits, normal};
use crate::tables::model::{
    columns::Matched,
    repair::{Certainty, Finding, Reason, Remedy},
    sets::Kind,
};

/// The time a cell names; `None` if it names none or more than one.
pub fn read(text: &str) -> Option<ClockTime> {
    let plain = normal(text);
    if let Ok(time) = plain.parse() {
        return Some(time);
    }
    match read_range(&plain) {
        Ok((time, None)) => Some(time),
        Ok((_, Some(_))) | Err(_) => None,
    }
}

/// `is_end`: of a range, the second time is meant.
pub fn time(text: &str, is_end: bool) -> Option<Finding> {
    let plain = normal(text);
    let without_seconds = plain.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(&plain);
    if let Ok(time) = without_seconds.parse::<ClockTime>() {
        return (text != time.to_string()).then(|| Finding::safe(Reason::TimeSpelling, time.to_string()));
    }
    match read_range(&plain) {
        Ok((time, None)) => Some(Finding::safe(Reason::TimeSpelling, time.to_string())),
        Ok((start, Some(end))) => Some(Finding::must(Reason::TimeRange, if is_end { end } else { start }.to_string())),
        Err(ClockError::NoonOrMidnight(_)) => Some(noon(&plain)),
        Err(ClockError::NotATime(_) | ClockError::EndNotAfterStart { .. }) => Some(match bare_number(&plain) {
            Some(time) => Finding::must(Reason::TimeSpelling, time.to_string()),
            None => Finding::lost(Reason::TimeUnread),
        }),
    }
}

/// 12 behind the word for morning or afternoon. On the hour an office means noon; past the hour the word is right.
fn noon(plain: &str) -> Finding {
    match read_range(&plain.replacen("12", "0", 1)) {
        Ok((time, None)) if time.minute() == 0 => Finding::must(Reason::TimeNoon, ClockTime::hm(12, 0).to_string()),
        Ok((time, None)) => Finding::must(Reason::TimeNoon, time.to_string()),
        Ok((_, Some(_))) | Err(_) => Finding::lost(Reason::TimeNoon),
    }
}

/// 930, 1000, or 0.4166… of a day.
fn bare_number(plain: &str) -> Option<ClockTime> {
    if let Some(number) = digits(plain).filter(|number| (3..=4).contains(&number.len())) {
        let number: u16 = number.parse().ok()?;
        return ClockTime::new(number / 100, number % 100);
    }
    let share: f64 = plain.strip_prefix("0.").and_then(|_| plain.parse().ok())?;
    let minutes = (share * 24.0 * 60.0).round();
    // Whole minutes only: another fraction is no time of day.
    let is_whole = (share * 24.0 * 60.0 - minutes).abs() < 0.01;
    let minutes = is_whole.then_some(minutes as u16)?;
    ClockTime::new(minutes / 60, minutes % 60)
}

/// An end before its start: with 12 hours more it may fit, because the second word for afternoon is often left out.
pub fn order(matched: &Matched, cells: &[String], found: &mut [Option<Finding>]) {
    let (Some(start), Some(end)) = (matched.first_of(Kind::StartTime), matched.first_of(Kind::EndTime)) else { return };
    let time = |at: usize| usable(&cells[at], found[at].as_ref());
    let (Some(from), Some(to)) = (time(start), time(end)) else { return };
    if to > from {
        return;
    }
    let later = ClockTime::new(to.hour() + 12, to.minute()).filter(|later| to.hour() < 12 && *later > from);
    found[end] = Some(match later {
        Some(later) => Finding::ask(Reason::TimeAfternoon, later.to_string()),
        None => Finding::look(Reason::TimeOrder),
    });
}

fn usable(cell: &str, finding: Option<&Finding>) -> Option<ClockTime> {
    match finding {
        Some(Finding { remedy: Remedy::Write(text), certainty: Certainty::Safe | Certainty::CannotBeUsed, .. }) => {
            read(text)
        }
        Some(_) | None => read(cell),
    }
}
