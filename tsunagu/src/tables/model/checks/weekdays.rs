//! Weekdays in one cell, as the standard writes them: one letter each, from Monday, nothing between.

use calendar::wareki::weekday_ja;
use chrono::Weekday;

use super::{DASHES, normal};
use crate::tables::model::repair::{Finding, Reason};

/// A holiday, which stands after the weekdays.
const HOLIDAY: char = '\u{795D}';

pub fn weekdays(text: &str) -> Option<Finding> {
    let plain = normal(text);
    // "Weekday" is written with the letter of Sunday, so it goes first.
    let plain = plain.replace("\u{66DC}\u{65E5}", "").replace('\u{66DC}', "");
    if let Some(days) = range(&plain) {
        return Some(Finding::ask(Reason::WeekdaysRange, days));
    }
    let is_between = |letter: char| letter.is_whitespace() || ",/;\u{30FB}\u{3001}".contains(letter);
    let days: String = plain.chars().filter(|letter| !is_between(*letter)).collect();
    let places: Option<Vec<usize>> = days.chars().map(place).collect();
    match places {
        Some(places) if places.is_sorted_by(|one, next| one < next) => {
            (days != text).then(|| Finding::safe(Reason::WeekdaysSpelling, days))
        }
        Some(_) | None => Some(Finding::look(Reason::WeekdaysUnread)),
    }
}

fn letters() -> impl Iterator<Item = char> {
    (0..7).filter_map(|day| weekday_ja(Weekday::try_from(day).ok()?).chars().next()).chain([HOLIDAY])
}

fn place(letter: char) -> Option<usize> {
    letters().position(|day| day == letter)
}

/// From one day to another, with a dash or a wave between.
fn range(plain: &str) -> Option<String> {
    let mut signs = plain.chars().filter(|letter| !letter.is_whitespace());
    let (from, between, to) = (signs.next()?, signs.next()?, signs.next()?);
    let is_wave = matches!(between, '~' | '\u{301C}' | '\u{FF5E}') || DASHES.contains(&between);
    let (from, to) = (place(from)?, place(to)?);
    (is_wave && from < to && to < 7 && signs.next().is_none())
        .then(|| letters().skip(from).take(to - from + 1).collect())
}
