//! What a row of a checked table says.

use std::collections::{BTreeMap, HashMap, HashSet};

use calendar::clock::ClockTime;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::{
    checks::{contact, read_day, read_time},
    columns::{Heading, Matched},
    reading::{Row, Table},
    sets::{self, Kind, SetName, folded},
};
use crate::{
    directory::DeskFacts,
    platform::{Refusal, ids::OrganizationId},
};

/// A facility (公共施設). A column that the table does not have is not in `values`; an empty cell is an empty text there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacilityRow {
    pub name: String,
    /// By the keys of the set, without the name.
    pub values: BTreeMap<String, String>,
    /// Cells of columns that the set does not have, by their headers.
    pub other: BTreeMap<String, String>,
}

/// An event (催し) with the days and times of its cells read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// As a spreadsheet counts.
    pub number: usize,
    pub name: String,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
    pub begins: Option<ClockTime>,
    pub ends: Option<ClockTime>,
    /// By the keys of the set, without the name. A column that the table does not have is not there.
    pub values: BTreeMap<String, String>,
    /// Cells of columns that the set does not have, by their headers.
    pub other: BTreeMap<String, String>,
}

impl EventRow {
    /// A cell; empty where the table has no such column.
    pub fn cell(&self, key: &str) -> &str {
        self.values.get(key).map(String::as_str).unwrap_or_default()
    }
}

/// A desk (窓口): what the table says of it, over what was known.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskRow {
    /// As a spreadsheet counts.
    pub number: usize,
    pub slug: String,
    pub name: String,
    /// Slug of the organisation that answers.
    pub organization: String,
    /// `None`: the table has no such column. `Some(None)`: the cell is empty.
    pub checked_on: Option<Option<NaiveDate>>,
    /// By key; `null` where the cell is empty.
    facts: Map<String, Value>,
}

impl DeskRow {
    /// The facts after the table: its columns over `known`, which stay where the table has no column. `held` is what the
    /// directory holds beside that: a number that staff gave to an office stays the office's.
    ///
    /// # Errors
    /// A refusal that names the row and its columns, where the cells do not make up a desk.
    pub fn facts_over(&self, known: Option<&DeskFacts>, held: Option<&DeskFacts>) -> Result<DeskFacts, Refusal> {
        let mut whole = match known.map(serde_json::to_value).transpose() {
            Ok(Some(Value::Object(whole))) => whole,
            Ok(None) => Map::new(),
            Ok(Some(_)) | Err(_) => return Err(self.unfit(&Map::new())),
        };
        for (key, value) in &self.facts {
            match value {
                Value::Null => whole.remove(key),
                value if key == "phones" => whole.insert(key.clone(), with_owners(value.clone(), held)),
                value => whole.insert(key.clone(), value.clone()),
            };
        }
        serde_json::from_value(Value::Object(whole.clone())).map_err(|_| self.unfit(&whole))
    }

    /// What stands in the way of the desk, by the headers of the columns.
    fn unfit(&self, whole: &Map<String, Value>) -> Refusal {
        let refusal = |key, columns: Vec<&str>| {
            Refusal::new(key).with("row", self.number.to_string()).with("columns", columns.join(", "))
        };
        let header = |key: &String| sets::set(SetName::Desks).header(key);
        let least = least();
        let lacking: Vec<&str> = least.keys().filter(|key| !whole.contains_key(*key)).map(header).collect();
        if !lacking.is_empty() {
            return refusal("refused-table-desk-lacks", lacking);
        }
        let is_unfit = |key: &&String| {
            let mut alone = least.clone();
            alone.insert((*key).clone(), whole[*key].clone());
            serde_json::from_value::<DeskFacts>(Value::Object(alone)).is_err()
        };
        refusal("refused-table-desk", whole.keys().filter(is_unfit).map(header).collect())
    }
}

/// The parts without which there is no desk, each saying as little as it may.
fn least() -> Map<String, Value> {
    let parts = [
        ("fee", json!({"kind": "not_stated"})),
        ("reservation", json!("not_stated")),
        ("source", json!({"file": "", "quote": ""})),
        ("standing", json!("unclear")),
    ];
    parts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A mobile number of which nobody has said whose it is belongs to a person: it is kept, and shown to nobody until that person agrees.
fn with_owners(mut phones: Value, held: Option<&DeskFacts>) -> Value {
    let is_known = |phone: &Map<String, Value>| {
        let number = phone.get("number").and_then(Value::as_str);
        held.is_some_and(|desk| desk.phones.iter().any(|own| own.is_public() && Some(own.number.as_str()) == number))
    };
    for phone in phones.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        if contact::is_somebodys(phone) && !is_known(phone) {
            phone.insert("owner".to_owned(), json!("private"));
            phone.remove("consent_to_show");
        }
    }
    phones
}

/// The desk columns that are no facts.
const BESIDE_FACTS: [&str; 4] = ["slug", "name", "organization", "checked_on"];

/// The facilities of a table that was matched with their set.
pub fn facilities(table: &Table, matched: &Matched) -> Vec<FacilityRow> {
    let row = |row: &Row| {
        let mut values = values(matched, row);
        let name = values.remove("name").unwrap_or_default();
        FacilityRow { name, values, other: others(matched, row) }
    };
    table.rows.iter().map(row).collect()
}

/// The events of a table that was matched with their set. A row without a day is left out: the report has told of it.
pub fn events(table: &Table, matched: &Matched) -> Vec<EventRow> {
    let row = |row: &Row| {
        let mut values = values(matched, row);
        let name = values.remove("name").unwrap_or_default();
        let value = |key: &str| values.get(key).map(String::as_str).unwrap_or_default();
        Some(EventRow {
            number: row.number,
            name,
            first_day: read_day(value("start_date"))?,
            last_day: read_day(value("end_date")),
            begins: read_time(value("start")),
            ends: read_time(value("end")),
            other: others(matched, row),
            values,
        })
    };
    table.rows.iter().filter_map(row).collect()
}

/// The desks of a table that was matched with their set.
pub fn desks(table: &Table, matched: &Matched) -> Vec<DeskRow> {
    let row = |row: &Row| {
        let values = values(matched, row);
        let value = |key: &str| values.get(key).cloned().unwrap_or_default();
        let fact = |(key, text): (&String, &String)| {
            let column = matched.set.position(key).map(|at| &matched.set.columns[at])?;
            let value = match column.kind {
                _ if text.is_empty() => Value::Null,
                Kind::Json | Kind::Phones => serde_json::from_str(text).unwrap_or(Value::Null),
                _ => Value::String(text.clone()),
            };
            Some((key.clone(), value))
        };
        DeskRow {
            number: row.number,
            slug: value("slug"),
            name: value("name"),
            organization: value("organization"),
            checked_on: values.get("checked_on").map(|text| read_day(text)),
            facts: values.iter().filter(|(key, _)| !BESIDE_FACTS.contains(&key.as_str())).filter_map(fact).collect(),
        }
    };
    table.rows.iter().map(row).collect()
}

fn values(matched: &Matched, row: &Row) -> BTreeMap<String, String> {
    let cell = |(at, heading): (usize, &Heading)| match heading {
        Heading::Known(column) => Some((matched.set.columns[*column].key.clone(), row.cells[at].clone())),
        Heading::Other(_) | Heading::Nameless => None,
    };
    matched.headings.iter().enumerate().filter_map(cell).collect()
}

fn others(matched: &Matched, row: &Row) -> BTreeMap<String, String> {
    let cell = |(at, heading): (usize, &Heading)| match heading {
        Heading::Other(name) => Some((name.clone(), row.cells[at].clone())),
        Heading::Known(_) | Heading::Nameless => None,
    };
    matched.headings.iter().enumerate().filter_map(cell).collect()
}

/// The cells of a desk by the keys of its set: the way back of [`DeskRow`].
///
/// # Errors
/// What stands in the way of writing the facts as JSON.
pub fn desk_cells(
    desk: (&str, &str, Option<NaiveDate>),
    organization: &str,
    facts: &DeskFacts,
) -> Result<BTreeMap<String, String>, serde_json::Error> {
    let (slug, name, checked_on) = desk;
    let mut cells: BTreeMap<String, String> = [("slug", slug), ("name", name), ("organization", organization)]
        .map(|(key, text)| (key.to_owned(), text.to_owned()))
        .into();
    cells.extend(checked_on.map(|day| ("checked_on".to_owned(), day.to_string())));
    if let Value::Object(facts) = serde_json::to_value(facts)? {
        for (key, value) in facts {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text,
                value => serde_json::to_string(&value)?,
            };
            cells.insert(key, text);
        }
    }
    Ok(cells)
}

/// What the directory knows of a facility, as far as it tells it from others.
pub struct KnownFacility {
    pub id: OrganizationId,
    pub name: String,
    pub number: Option<String>,
    pub address: Option<String>,
}

impl KnownFacility {
    /// How much speaks for this being the facility of the row; `None` if it is another one. A number alone does not: two sections
    /// of one town may both begin to count at 1. Two houses may have one name: then number or address must agree.
    fn likeness(&self, row: &FacilityRow) -> Option<u8> {
        let same = |key: &str, known: &Option<String>| match (row.values.get(key), known) {
            (Some(text), Some(known)) if !text.is_empty() && !known.is_empty() => Some(text == known),
            _ => None,
        };
        let (number, address) = (same("number", &self.number), same("address", &self.address));
        let count = u8::from(number == Some(true)) + u8::from(address == Some(true));
        if folded(&self.name) == folded(&row.name) {
            (number != Some(false) || address != Some(false)).then_some(3 + count)
        } else {
            (count == 2).then_some(count)
        }
    }
}

/// Which facility of the directory each row is, `None` for a new one. No facility is given to two rows.
pub fn recognised(rows: &[FacilityRow], known: &[KnownFacility]) -> Vec<Option<OrganizationId>> {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_address: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, facility) in known.iter().enumerate() {
        by_name.entry(folded(&facility.name)).or_default().push(at);
        by_address.entry(facility.address.as_deref().unwrap_or_default()).or_default().push(at);
    }
    let mut given = HashSet::new();
    let mut recognise = |row: &FacilityRow| {
        let address = row.values.get("address").map(String::as_str).unwrap_or_default();
        let namesakes = by_name.get(&folded(&row.name)).into_iter().flatten();
        let neighbours = by_address.get(address).into_iter().flatten();
        let free = namesakes.chain(neighbours).filter(|at| !given.contains(*at));
        // The first of equals stays, so that the order of the directory decides.
        let best = free
            .filter_map(|at| Some((known[*at].likeness(row)?, *at)))
            .max_by_key(|(likeness, at)| (*likeness, std::cmp::Reverse(*at)))?;
        given.insert(best.1);
        Some(known[best.1].id)
    };
    rows.iter().map(&mut recognise).collect()
}
