//! Between the facts of a record and what stands in its form. What is typed is read strictly and never changed in
//! silence: widths of letters are made plain, anything else that looks wrong is told beside its field.

use std::collections::BTreeMap;

use calendar::{clock::ClockTime, hours::PrintedDate, wareki};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use super::{
    field::{Cell, Choice, Field, Shape},
    hours,
};
use crate::platform::Refusal;

/// Characters of one line.
pub const LINE_LONGEST: usize = 300;
/// Characters of several.
const WORDS_LONGEST: usize = 4_000;
/// Entries of a list or rows of a table.
pub const ENTRIES_MOST: usize = 60;

/// A form as typed: names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, Vec<String>>);

impl Typed {
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn set(&mut self, name: impl Into<String>, values: impl IntoIterator<Item = String>) {
        self.0.insert(name.into(), values.into_iter().collect());
    }

    /// How many rows the table `path` has: one more than the highest number typed.
    pub fn rows(&self, path: &str) -> usize {
        let number = |name: &String| name.strip_prefix(path)?.strip_prefix('.')?.split('.').next()?.parse().ok();
        let last: Option<usize> = self.0.keys().filter_map(number).filter(|at| *at < ENTRIES_MOST).max();
        last.map_or(0, |last| last + 1)
    }
}

impl FromIterator<(String, Vec<String>)> for Typed {
    fn from_iter<I: IntoIterator<Item = (String, Vec<String>)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// What is wrong, by the name of the input.
pub type Faults = Vec<(String, Refusal)>;

/// The fact at `path` of a whole.
pub fn fact<'a>(whole: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(whole, |at, step| at.get(step)).filter(|fact| !fact.is_null())
}

/// Writes or takes away the fact at `path`; what holds nothing any more goes with it.
pub fn set_fact(whole: &mut Value, path: &str, fact: Option<Value>) {
    let Value::Object(map) = whole else { return };
    match path.split_once('.') {
        None => match fact {
            Some(fact) => {
                map.insert(path.to_owned(), fact);
            }
            None => {
                map.remove(path);
            }
        },
        Some((step, rest)) => {
            let inside = map.entry(step).or_insert_with(|| Value::Object(Map::new()));
            if inside.is_null() {
                *inside = Value::Object(Map::new());
            }
            set_fact(inside, rest, fact);
            if inside.as_object().is_some_and(Map::is_empty) {
                map.remove(step);
            }
        }
    }
}

/// What the form shows of a record.
pub fn of(fields: &[Field], whole: &Value) -> Typed {
    let mut typed = Typed::default();
    for field in fields {
        show(&mut typed, field.path, field.shape, fact(whole, field.path));
    }
    typed
}

fn show(typed: &mut Typed, name: &str, shape: Shape, fact: Option<&Value>) {
    let words = |fact: &Value| match fact {
        Value::String(words) => words.clone(),
        other => other.to_string(),
    };
    match shape {
        Shape::Line
        | Shape::Words
        | Shape::Phone
        | Shape::Email
        | Shape::Url
        | Shape::Number
        | Shape::Date
        | Shape::Time
        | Shape::Slug
        | Shape::Choice { .. } => typed.set(name, fact.map(words)),
        Shape::Flag => typed.set(name, fact.and_then(Value::as_bool).filter(|yes| *yes).map(|_| "yes".to_owned())),
        Shape::Lines | Shape::Slugs | Shape::Emails => {
            let lines: Vec<String> = entries(fact).iter().map(words).collect();
            typed.set(name, [lines.join("\n")]);
        }
        Shape::Choices(_) => typed.set(name, entries(fact).iter().map(words)),
        Shape::Rows(cells) => {
            for (at, row) in entries(fact).iter().enumerate() {
                for cell in cells {
                    show(typed, &format!("{name}.{at}.{}", cell.name), cell.shape, row.get(cell.name));
                }
            }
        }
        Shape::Hours => hours::show(typed, name, entries(fact)),
        Shape::OneHours => hours::show(typed, name, fact.map(std::slice::from_ref).unwrap_or_default()),
        Shape::Exceptions => hours::show_exceptions(typed, name, entries(fact)),
    }
}

/// A list; a single value is a list of one.
fn entries(fact: Option<&Value>) -> &[Value] {
    match fact {
        Some(Value::Array(entries)) => entries,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// What a reader of forms needs to know beside the form.
pub struct Known<'a> {
    /// Whether there is a record with this id.
    pub slug: &'a dyn Fn(&str) -> bool,
}

/// Reads a form over the record on which it was written. Facts that no field names stay.
pub fn read(fields: &[Field], base: &Value, typed: &Typed, known: &Known<'_>) -> Result<Value, Faults> {
    let mut whole = base.clone();
    let mut faults = Faults::new();
    for field in fields {
        // A form that does not show a field says nothing of it.
        match value(field.path, field.shape, fact(base, field.path), typed, known) {
            Ok(read) if field.needed && read.as_ref().is_none_or(|read| read == "") => {
                faults.push((field.path.to_owned(), Refusal::new("refused-edit-needed")))
            }
            Ok(read) => set_fact(&mut whole, field.path, read),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(whole) } else { Err(faults) }
}

fn value(
    name: &str,
    shape: Shape,
    base: Option<&Value>,
    typed: &Typed,
    known: &Known<'_>,
) -> Result<Option<Value>, Faults> {
    let fault = |refusal: Refusal| vec![(name.to_owned(), refusal)];
    match shape {
        Shape::Choices(of) => {
            let chosen: Vec<Value> = chosen(typed.all(name), &of()).into_iter().map(Value::from).collect();
            let held = entries(base);
            // The same choices stay in the order in which the document names them.
            if held.len() == chosen.len() && chosen.iter().all(|code| held.contains(code)) {
                return Ok(base.cloned());
            }
            Ok((!chosen.is_empty()).then(|| Value::from(chosen)))
        }
        Shape::Lines | Shape::Slugs | Shape::Emails => {
            let lines: Vec<&str> = typed.get(name).lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            if lines.len() > ENTRIES_MOST {
                return Err(fault(Refusal::new("refused-edit-many").with("most", ENTRIES_MOST.to_string())));
            }
            let of_one = match shape {
                Shape::Slugs => Shape::Slug,
                Shape::Emails => Shape::Emails,
                _ => Shape::Line,
            };
            let read: Result<Vec<Value>, Refusal> =
                lines.into_iter().map(|line| one(line, of_one, known)).filter_map(Result::transpose).collect();
            let read = read.map_err(fault)?;
            Ok((!read.is_empty()).then(|| Value::from(read)))
        }
        Shape::Rows(cells) => rows(name, cells, base, typed, known),
        Shape::Hours => hours::read(name, base, typed),
        Shape::OneHours => Ok(hours::read(name, base, typed)?.and_then(|blocks| match blocks {
            Value::Array(blocks) => blocks.into_iter().next(),
            other => Some(other),
        })),
        Shape::Exceptions => hours::read_exceptions(name, typed),
        // A "no" that the document states stays one.
        Shape::Flag if typed.get(name).is_empty() => Ok(base.filter(|fact| fact.as_bool() == Some(false)).cloned()),
        // An event without a title keeps its empty one.
        Shape::Line if typed.get(name).trim().is_empty() => Ok(base.filter(|fact| fact.as_str() == Some("")).cloned()),
        _ => one(typed.get(name), shape, known).map_err(fault),
    }
}

fn rows(
    name: &str,
    cells: &[Cell],
    base: Option<&Value>,
    typed: &Typed,
    known: &Known<'_>,
) -> Result<Option<Value>, Faults> {
    let (mut rows, mut faults) = (Vec::new(), Faults::new());
    for at in 0..typed.rows(name) {
        let cell_name = |cell: &Cell| format!("{name}.{at}.{}", cell.name);
        // A choice is never empty by itself, so it does not make a row.
        let is_typed = |cell: &&Cell| {
            !matches!(cell.shape, Shape::Choice { .. }) && !typed.get(&cell_name(cell)).trim().is_empty()
        };
        if !cells.iter().any(|cell| is_typed(&cell)) {
            continue;
        }
        // What the table does not show of a row (a remark, its source) stays with it.
        let mut row = entries(base).get(at).cloned().unwrap_or_else(|| Value::Object(Map::new()));
        for cell in cells {
            let cell_name = cell_name(cell);
            match value(&cell_name, cell.shape, None, typed, known) {
                Ok(None) if cell.needed => faults.push((cell_name, Refusal::new("refused-edit-needed"))),
                Ok(read) => set_fact(&mut row, cell.name, read),
                Err(found) => faults.extend(found),
            }
        }
        rows.push(row);
    }
    if faults.is_empty() { Ok((!rows.is_empty()).then(|| Value::from(rows))) } else { Err(faults) }
}

/// The codes that are offered, in their order; others are left out.
pub fn chosen(typed: &[String], of: &[Choice]) -> Vec<&'static str> {
    of.iter().map(|choice| choice.code).filter(|code| typed.iter().any(|typed| typed == code)).collect()
}

fn one(typed: &str, shape: Shape, known: &Known<'_>) -> Result<Option<Value>, Refusal> {
    let longest = if matches!(shape, Shape::Words) { WORDS_LONGEST } else { LINE_LONGEST };
    let words = typed.trim();
    if words.chars().count() > longest {
        return Err(Refusal::new("refused-edit-long").with("longest", longest.to_string()));
    }
    if words.is_empty() {
        return Ok(None);
    }
    let read = match shape {
        Shape::Line | Shape::Words => Value::from(words),
        Shape::Phone => Value::from(phone(words)?),
        Shape::Email | Shape::Emails => Value::from(email(words)?),
        Shape::Url => Value::from(url(words)?),
        Shape::Number => Value::from(number(words)?),
        Shape::Date => Value::from(date(words)?.to_string()),
        Shape::Time => Value::from(time(words)?.to_string()),
        Shape::Flag => return Ok((words == "yes").then_some(Value::from(true))),
        Shape::Choice { of, .. } => {
            let code = of().into_iter().map(|choice| choice.code).find(|code| *code == words);
            Value::from(code.ok_or(Refusal::new("refused-edit-choice"))?)
        }
        Shape::Slug if (known.slug)(words) => Value::from(words),
        Shape::Slug => return Err(Refusal::new("refused-edit-slug").with("id", words)),
        // These are lists and are read as such above.
        Shape::Lines
        | Shape::Choices(_)
        | Shape::Slugs
        | Shape::Rows(_)
        | Shape::Hours
        | Shape::OneHours
        | Shape::Exceptions => {
            return Ok(None);
        }
    };
    Ok(Some(read))
}

/// Letters and digits of one width, without surrounding space.
fn plain(words: &str) -> String {
    words.nfkc().collect::<String>().trim().to_owned()
}

/// A number of the Japanese telephone network with its area code (S-361): ten or eleven digits from 0 on, or a short
/// number such as 188 or #7119. Dashes of any kind become hyphens.
pub fn phone(words: &str) -> Result<String, Refusal> {
    let plain: String = plain(words)
        .chars()
        .map(|letter| match letter {
            // Hyphens, dashes, minus signs and the long vowel mark.
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff70}' => '-',
            other => other,
        })
        .collect();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    let is_plain = plain.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '(' | ')' | ' ' | '#'));
    let is_short = (3..=4).contains(&digits) && !plain.contains('-');
    if !is_plain {
        Err(Refusal::new("refused-edit-phone"))
    } else if is_short || (plain.trim_start_matches('(').starts_with('0') && (10..=11).contains(&digits)) {
        Ok(plain)
    } else {
        Err(Refusal::new("refused-edit-phone-area"))
    }
}

/// A mail address; a full-width one is made plain (S-362).
pub fn email(words: &str) -> Result<String, Refusal> {
    let plain = plain(words);
    match plain.parse::<lettre::Address>() {
        Ok(_) => Ok(plain),
        Err(_) => Err(Refusal::new("refused-edit-email").with("typed", words)),
    }
}

fn url(words: &str) -> Result<String, Refusal> {
    let plain = plain(words);
    let rest = plain.strip_prefix("https://").or_else(|| plain.strip_prefix("http://"));
    let is_address = rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.')
            && !plain.contains(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '<' | '>'))
    });
    if is_address { Ok(plain) } else { Err(Refusal::new("refused-edit-url")) }
}

fn number(words: &str) -> Result<u32, Refusal> {
    plain(words).parse().map_err(|_| Refusal::new("refused-edit-number"))
}

/// A date as documents print it, or as data files write it. A weekday or an era that does not belong to it is a slip of
/// one of the two; which, only a person can say (S-360).
pub fn date(words: &str) -> Result<PrintedDate, Refusal> {
    let plain = plain(words);
    if let Ok(date) = plain.parse() {
        return Ok(date);
    }
    let reading = wareki::parse(&plain).map_err(|_| Refusal::new("refused-edit-date").with("typed", words))?;
    match reading.warnings.first() {
        None => Ok(reading.date),
        Some(wareki::Warning::WeekdayMismatch { .. }) => {
            Err(Refusal::new("refused-edit-date-weekday").with("date", calendar::wareki::printed_ja(reading.date)))
        }
        Some(wareki::Warning::OutOfEra { .. }) => {
            Err(Refusal::new("refused-edit-date-era").with("date", reading.date.first_day().to_string()))
        }
    }
}

/// 13:30, 13時30分, 午後1時30分.
pub fn time(words: &str) -> Result<ClockTime, Refusal> {
    let plain = plain(words);
    let read = plain.parse().ok().or_else(|| match calendar::clock::read_range(&plain) {
        Ok((time, None)) => Some(time),
        Ok((_, Some(_))) | Err(_) => None,
    });
    read.ok_or_else(|| Refusal::new("refused-edit-time"))
}
