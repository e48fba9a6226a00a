//! What could be wrong with a cell. Each check takes the text as it was read and gives at most one finding: the gravest, with a
//! suggestion in which the slighter ones are put right as well.

mod code;
pub mod contact;
mod day;
mod name;
mod place;
mod time;
mod weekdays;

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::{
    columns::{Heading, Matched},
    repair::{Finding, Reason, Remedy},
    sets::Kind,
};

pub use day::read as read_day;
pub use time::read as read_time;

/// What the directory holds already, against which a table is read.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// How the directory writes an organisation, by its folded spelling.
    names: HashMap<String, String>,
    exact: HashSet<String>,
    /// Area codes of the town's telephones, each with the count of the digits behind it, the most frequent first.
    area_codes: Vec<(String, usize)>,
}

impl Around {
    /// `names` are those of organisations, each with its other printed spellings; `phones` the telephone numbers of the town.
    pub fn new<'a>(
        names: impl IntoIterator<Item = (&'a str, &'a [String])>,
        phones: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut around = Self { area_codes: contact::area_codes(phones), ..Self::default() };
        for (name, spellings) in names {
            around.exact.insert(name.to_owned());
            for spelling in spellings.iter().map(String::as_str).chain([name]) {
                around.names.entry(name::folded(spelling)).or_insert_with(|| name.to_owned());
            }
        }
        around
    }
}

/// What is wrong with a row as a whole: where, and what.
pub fn whole_row(matched: &Matched, cells: &[String]) -> Option<(usize, Finding)> {
    let lost = |reason| Finding { remedy: Remedy::LeaveRowOut, ..Finding::lost(reason) };
    let width = matched.headings.len();
    if cells.iter().skip(width).any(|cell| !cell.trim().is_empty()) {
        return Some((width, lost(Reason::TooManyCells)));
    }
    let needed = |at: &usize| is_needed(matched, *at) && cells[*at].trim().is_empty();
    (0..width).find(needed).map(|at| (at, lost(Reason::NeededMissing)))
}

/// What is wrong with the cells of a row, each by itself and beside each other.
pub fn cells(matched: &Matched, cells: &[String], around: &Around) -> Vec<(usize, Finding)> {
    let width = matched.headings.len().min(cells.len());
    let mut found: Vec<Option<Finding>> =
        (0..width).map(|at| matched.kind(at).and_then(|kind| cell(kind, &cells[at], around))).collect();
    place::both(matched, cells, &mut found);
    day::order(matched, cells, &mut found);
    time::order(matched, cells, &mut found);
    for (at, finding) in found.iter_mut().enumerate() {
        match finding {
            // A row whose needed cell cannot be used is of no use itself.
            Some(finding) if finding.remedy == Remedy::Empty && is_needed(matched, at) => {
                finding.remedy = Remedy::LeaveRowOut;
            }
            None if cells[at].trim().is_empty() && matched.is_asked_for(at) && !is_needed(matched, at) => {
                *finding = Some(Finding::look(Reason::AskedMissing));
            }
            Some(_) | None => {}
        }
    }
    found.into_iter().enumerate().filter_map(|(at, finding)| Some((at, finding?))).collect()
}

fn is_needed(matched: &Matched, at: usize) -> bool {
    match matched.headings.get(at) {
        Some(Heading::Known(column)) => matched.set.columns[*column].needed,
        Some(Heading::Other(_) | Heading::Nameless) | None => false,
    }
}

fn cell(kind: Kind, text: &str, around: &Around) -> Option<Finding> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    let finding = match kind {
        Kind::Code => code::municipality(trimmed),
        Kind::Corporate => code::corporate(trimmed),
        Kind::Id => code::id(trimmed),
        Kind::Name | Kind::Organization => name::name(trimmed, around),
        Kind::Kana => name::kana(trimmed),
        Kind::Date | Kind::StartDate | Kind::EndDate => day::day(trimmed),
        Kind::Time | Kind::StartTime => time::time(trimmed, false),
        Kind::EndTime => time::time(trimmed, true),
        Kind::Weekdays => weekdays::weekdays(trimmed),
        Kind::Phone => contact::phone(trimmed, around),
        Kind::Email => contact::email(trimmed),
        Kind::Url => contact::url(trimmed),
        Kind::Postcode => code::postcode(trimmed),
        Kind::Latitude => place::latitude(trimmed),
        Kind::Longitude => place::longitude(trimmed),
        Kind::Money | Kind::Figure => full_width_digits(trimmed),
        Kind::Json => code::json(trimmed),
        Kind::Phones => contact::phones(trimmed),
        Kind::Address | Kind::Free => None,
    };
    finding.or_else(|| spoilt(text, trimmed, kind))
}

/// Spaces around, letters no keyboard types, letters that only one town's machines know.
fn spoilt(text: &str, trimmed: &str, kind: Kind) -> Option<Finding> {
    let is_stray = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    if trimmed.contains(is_stray) {
        return Some(Finding::safe(Reason::ControlLetters, trimmed.replace(is_stray, "")));
    }
    if trimmed.contains(|letter: char| matches!(letter, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')) {
        return Some(Finding::look(Reason::OwnLetters));
    }
    // A text may begin with a space on purpose; a number or a name does not.
    (kind != Kind::Free && trimmed != text).then(|| Finding::safe(Reason::OuterSpace, trimmed))
}

fn full_width_digits(text: &str) -> Option<Finding> {
    text.contains(|letter: char| matches!(letter, '０'..='９')).then(|| Finding::safe(Reason::FullWidth, normal(text)))
}

/// The text in its usual width.
fn normal(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

/// The signs that people write for a hyphen.
const DASHES: [char; 8] = ['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}'];

/// The text in its usual width, with every dash a hyphen: for numbers. Between figures the sign for a long vowel is a dash too.
fn with_hyphens(text: &str) -> String {
    let letters: Vec<char> = normal(text).chars().collect();
    let is_figure = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let is_dash = |at: usize, letter: char| {
        DASHES.contains(&letter) || letter == '\u{30FC}' && is_figure(at.checked_sub(1)) && is_figure(Some(at + 1))
    };
    letters.iter().enumerate().map(|(at, letter)| if is_dash(at, *letter) { '-' } else { *letter }).collect()
}

/// Digits only; `None` if there is anything else, or nothing.
fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}
