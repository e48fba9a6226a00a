//! What looks wrong in a record although it can be published: told to the editor, never mended in silence.

use calendar::{
    clock::ClockTime,
    hours::{PrintedDate, Silence},
};
use chrono::Days;
use serde_json::Value;

use super::{hours, typed::fact};
use crate::{
    directory::{Facet, RecordKind},
    platform::Refusal,
};

/// A doubt, at the part of the record it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub facet: Facet,
    /// Its words: a key with facts, like a refusal.
    pub words: Refusal,
}

/// The doubts about a record.
pub fn doubts(kind: RecordKind, whole: &Value) -> Vec<Doubt> {
    let mut found = Vec::new();
    found.extend(hyphen_for_long_vowel(whole));
    if kind == RecordKind::Desk {
        found.extend(addresses(whole));
        found.extend(silences(whole));
    }
    if kind == RecordKind::Event {
        found.extend(doors(whole));
    }
    found
}

/// Doors that open after it has begun.
fn doors(whole: &Value) -> Option<Doubt> {
    let time = |name: &str| fact(whole, name).and_then(Value::as_str)?.parse::<ClockTime>().ok();
    let (doors, start) = (time("doors_open")?, time("start")?);
    let words = Refusal::new("doubt-doors").with("doors", doors.to_string()).with("start", start.to_string());
    (doors > start).then_some(Doubt { facet: Facet::Hours, words })
}

/// S-003: the days of one address should end where those of the next begin.
fn addresses(whole: &Value) -> Vec<Doubt> {
    let day = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
    let mut periods: Vec<(Option<PrintedDate>, Option<PrintedDate>)> = match fact(whole, "addresses") {
        Some(Value::Array(rows)) => rows.iter().map(|row| (day(row, "valid_from"), day(row, "valid_to"))).collect(),
        _ => Vec::new(),
    };
    periods.sort_by_key(|(from, _)| from.map(PrintedDate::first_day));
    let mut found = Vec::new();
    for pair in periods.windows(2) {
        let (Some(ends), Some(begins)) = (pair[0].1.map(PrintedDate::last_day), pair[1].0.map(PrintedDate::first_day))
        else {
            continue;
        };
        let next = ends.checked_add_days(Days::new(1)).unwrap_or(ends);
        let key = match begins.cmp(&next) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Greater => "doubt-address-gap",
            std::cmp::Ordering::Less => "doubt-address-overlap",
        };
        let words = Refusal::new(key).with("ends", ends.to_string()).with("begins", begins.to_string());
        found.push(Doubt { facet: Facet::Place, words });
    }
    found
}

/// S-061, S-062: hours that do not say what happens on holidays or at the turn of the year.
fn silences(whole: &Value) -> Vec<Doubt> {
    let blocks = match fact(whole, "hours") {
        Some(Value::Array(blocks)) => blocks.iter().filter_map(hours::block_of).collect(),
        _ => Vec::new(),
    };
    let about = |key: &'static str| Doubt { facet: Facet::Hours, words: Refusal::new(key) };
    let mut found = Vec::new();
    if blocks.iter().any(|block: &calendar::HoursBlock| block.not_stated.contains(&Silence::NationalHolidays)) {
        found.push(about("doubt-holidays"));
    }
    let assumed = |block: &calendar::HoursBlock| {
        let closures = serde_json::to_value(&block.closures).unwrap_or_default();
        closures.as_array().into_iter().flatten().any(|closure| closure["stated"] == false)
    };
    if blocks.iter().any(|block| block.not_stated.contains(&Silence::YearEnd) || assumed(block)) {
        found.push(about("doubt-year-end"));
    }
    found
}

/// S-360: a hyphen where katakana has its long vowel mark.
fn hyphen_for_long_vowel(whole: &Value) -> Option<Doubt> {
    let name = whole.get("name").and_then(Value::as_str)?;
    let is_katakana = |letter: char| matches!(letter, '\u{30a1}'..='\u{30fa}');
    let letters: Vec<char> = name.chars().collect();
    let is_wrong =
        |pair: &[char]| is_katakana(pair[0]) && matches!(pair[1], '-' | '\u{ff0d}' | '\u{2010}' | '\u{2212}');
    letters
        .windows(2)
        .any(is_wrong)
        .then(|| Doubt { facet: Facet::About, words: Refusal::new("doubt-long-vowel").with("name", name) })
}
