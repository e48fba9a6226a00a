//! What two states of a record say differently, field by field; and the two put together.

use serde_json::Value;

use super::{
    field::{Cell, Choice, Field, Shape},
    hours,
    typed::{fact, set_fact},
};

/// A piece of a fact as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Words as they stand.
    Words(String),
    /// The word behind a key.
    Key(&'static str),
    /// A block of hours.
    Hours(Box<calendar::HoursBlock>),
    Date(calendar::hours::PrintedDate),
}

/// One field that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    pub field: Field,
    /// Empty: the fact was not there.
    pub before: Vec<Said>,
    pub after: Vec<Said>,
}

/// The fields in which two states differ.
pub fn differences(fields: &[Field], before: &Value, after: &Value) -> Vec<Difference> {
    let differ = |field: &&Field| fact(before, field.path) != fact(after, field.path);
    let said = |field: &Field, whole: &Value| say(field.shape, fact(whole, field.path));
    fields
        .iter()
        .filter(differ)
        .map(|field| Difference { field: *field, before: said(field, before), after: said(field, after) })
        .collect()
}

/// What a field says.
pub fn say(shape: Shape, fact: Option<&Value>) -> Vec<Said> {
    let entries: Vec<&Value> = match fact {
        Some(Value::Array(entries)) => entries.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one],
    };
    match shape {
        Shape::Choice { of, .. } | Shape::Choices(of) => entries.into_iter().map(|code| word(&of(), code)).collect(),
        Shape::Flag => {
            entries.into_iter().filter(|yes| yes.as_bool() == Some(true)).map(|_| Said::Key("edit-yes")).collect()
        }
        Shape::Date => entries.into_iter().map(date).collect(),
        Shape::Hours | Shape::OneHours => entries
            .into_iter()
            .map(|entry| match hours::block_of(entry) {
                Some(block) => Said::Hours(Box::new(block)),
                None => Said::Words(plain(entry)),
            })
            .collect(),
        Shape::Rows(cells) => entries.into_iter().flat_map(|row| row_words(cells, row)).collect(),
        Shape::Exceptions => entries.into_iter().map(|entry| Said::Words(exception(entry))).collect(),
        Shape::Line
        | Shape::Words
        | Shape::Lines
        | Shape::Phone
        | Shape::Email
        | Shape::Emails
        | Shape::Url
        | Shape::Number
        | Shape::Time
        | Shape::Slug
        | Shape::Slugs => entries.into_iter().map(|entry| Said::Words(plain(entry))).collect(),
    }
}

fn word(of: &[Choice], code: &Value) -> Said {
    let known = of.iter().find(|choice| code.as_str() == Some(choice.code));
    known.map_or_else(|| Said::Words(plain(code)), |choice| Said::Key(choice.key))
}

fn date(fact: &Value) -> Said {
    let read = fact.as_str().and_then(|text| text.parse().ok());
    read.map_or_else(|| Said::Words(plain(fact)), Said::Date)
}

/// The cells of a row in which something stands.
fn row_words(cells: &[Cell], row: &Value) -> Vec<Said> {
    cells.iter().flat_map(|cell| say(cell.shape, row.get(cell.name).filter(|fact| !fact.is_null()))).collect()
}

fn exception(fact: &Value) -> String {
    let mut typed = super::typed::Typed::default();
    hours::show_exceptions(&mut typed, "it", std::slice::from_ref(fact));
    let cells = ["from", "to", "times", "reason"].map(|cell| typed.get(&format!("it.0.{cell}")).to_owned());
    cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
}

fn plain(fact: &Value) -> String {
    fact.as_str().map_or_else(|| fact.to_string(), str::to_owned)
}

/// `mine`, written over `base`, put over `current`: where only one of the two changed a field, that change holds; where
/// both did, mine stands in the form and theirs is shown beside it.
pub fn merged(fields: &[Field], base: &Value, mine: &Value, current: &Value) -> Value {
    let mut whole = current.clone();
    for field in fields {
        let (mine, base) = (fact(mine, field.path), fact(base, field.path));
        if mine != base {
            set_fact(&mut whole, field.path, mine.cloned());
        }
    }
    whole
}
