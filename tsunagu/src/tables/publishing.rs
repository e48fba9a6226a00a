//! Tables that go out. Everybody may read them.

mod events;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

pub use events::{event_cells, events, of_town, strike_name};

use super::model::contact::{may_go_out, persons_in};
use super::model::{
    SetName,
    reading::Letters,
    rows,
    sets::{self, Placed, Version},
    writing,
};
use crate::{
    directory::{Desk, Directory, Municipality, Organization, OrganizationFacts, intake},
    platform::Outcome,
};

/// The facilities of a town, in the directory's order, under the headers of a version (`current`, `old`). Columns that the version does
/// not have stand behind its own where a facility has something there.
///
/// # Errors
/// Ours, if the facts cannot be written.
pub fn facilities(
    directory: &Directory,
    town: &Municipality,
    version: &str,
    letters: Letters,
) -> Result<Vec<u8>, Outcome> {
    let set = sets::set(SetName::Facilities);
    let bodies = directory.facilities_of(town.id);
    let facts = bodies.iter().map(|body| for_everybody(&body.facts)).collect::<Result<Vec<_>, Outcome>>()?;
    let cells: Vec<BTreeMap<String, String>> =
        bodies.iter().zip(&facts).map(|(body, facts)| facility_cells(town, body, facts)).collect();
    let others: BTreeSet<&String> =
        facts.iter().filter_map(|facts| facts.facility.as_ref()).flat_map(|facility| facility.other.keys()).collect();
    let columns = columns(SetName::Facilities, set.version(version), &cells);
    let header = columns.iter().map(|(_, name)| *name).chain(others.iter().map(|name| name.as_str()));
    let rows = facts.iter().zip(&cells).map(|(facts, cells)| {
        let own = columns.iter().map(|(key, _)| cells.get(*key).cloned().unwrap_or_default());
        let other = others.iter().map(|name| {
            let facility = facts.facility.as_ref();
            facility.and_then(|facility| facility.other.get(*name)).cloned().unwrap_or_default()
        });
        own.chain(other).collect()
    });
    Ok(writing::write(header, rows, letters))
}

/// The columns of a version, and those of other versions in which a row has something: key and header.
fn columns(
    name: SetName,
    version: &'static Version,
    cells: &[BTreeMap<String, String>],
) -> Vec<(&'static str, &'static str)> {
    let set = sets::set(name);
    let own = version.columns.iter().map(|placed| (placed.key.as_str(), placed.name.as_str()));
    let is_own = |key: &str| version.columns.iter().any(|placed| placed.key == key);
    let is_said = |key: &str| cells.iter().any(|cells| cells.get(key).is_some_and(|text| !text.is_empty()));
    let beyond = set.columns.iter().filter(|column| !is_own(&column.key) && is_said(&column.key));
    own.chain(beyond.map(|column| (column.key.as_str(), set.header(&column.key)))).collect()
}

/// The cells of a facility, by the keys of the set. `facts` are those for everybody.
pub fn facility_cells(town: &Municipality, body: &Organization, facts: &OrganizationFacts) -> BTreeMap<String, String> {
    let mut cells = match &facts.facility {
        Some(facility) => facility.values.clone(),
        // It came with the data files, which name its town elsewhere.
        None => BTreeMap::from([
            ("town".to_owned(), town.name.clone()),
            ("prefecture".to_owned(), town.prefecture.clone().unwrap_or_default()),
            ("city".to_owned(), town.name.clone()),
        ]),
    };
    let own = [
        ("name", Some(&body.name)),
        ("phone", facts.phone.as_ref()),
        ("extension", facts.extension.as_ref()),
        ("address", facts.address.as_ref()),
        ("web", facts.web.as_ref()),
    ];
    cells.extend(own.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text?.clone()))));
    cells
}

/// Columns of a facility that lead to it, beside its telephone and its address.
pub(super) const LEADS: [&str; 14] = [
    "street_code",
    "place_street",
    "place_number",
    "building",
    "latitude",
    "longitude",
    "height",
    "access",
    "postcode",
    "email",
    "contact_form",
    "contact_note",
    "picture",
    "remarks",
];
/// Columns of an event that name the person who is asked, or lead to them.
pub(super) const NAMES: [&str; 7] =
    ["contact_name", "remarks", "application", "web", "event_web", "picture", "date_note"];
/// A name no fact has, under which numbers stand while they are taken out of the words around them.
const ECHOES: &str = "-echoes";
/// What the directory writes where it took something out of a text.
const GAP: char = '\u{2026}';

/// The one place that is asked before the facts of a record go out in a table.
///
/// # Errors
/// Ours, if the facts cannot be written.
pub fn for_everybody<T: Serialize + DeserializeOwned>(facts: &T) -> Result<T, Outcome> {
    let broken = |error: serde_json::Error| Outcome::Broken(format!("tables: {error}"));
    let mut value = serde_json::to_value(facts).map_err(broken)?;
    conceal(&mut value);
    serde_json::from_value(value).map_err(broken)
}

/// Takes out of the facts of a record what no table shows: what is a person's own, even where the person lets pages show it, mobile
/// numbers and addresses of free providers, whatever the record says of them, all of it in the words as well; and the remarks of whoever
/// read a document. `directory::intake` asks the same of what it holds, so that a table which comes back takes none of it away.
pub fn conceal(facts: &mut Value) {
    let mut persons = Vec::new();
    leaves(facts, &mut |text| persons.extend(persons_in(text)));
    disown(facts);
    if let Value::Object(root) = facts {
        root.remove("note");
        conceal_row(root, "facility", &LEADS);
        conceal_row(root, "cells", &NAMES);
        // The words about the day go out as a column, too.
        if is_private(root)
            && let Some(words) = root.get_mut("date_text_ja")
        {
            *words = json!("");
        }
        let echoes = persons.into_iter().map(|number| json!({"number": number, "owner": "private"}));
        root.insert(ECHOES.to_owned(), echoes.collect());
    }
    intake::withhold(facts);
    if let Value::Object(root) = facts {
        root.remove(ECHOES);
    }
    drop_gaps(facts);
}

/// Whoever agreed to be shown on a page did not agree to a file that others copy; and a mobile number is a person's.
fn disown(value: &mut Value) {
    match value {
        Value::Array(items) => {
            for item in items {
                if let Value::Object(contact) = item
                    && ["number", "email"].iter().any(|field| is_a_persons(contact.get(*field)))
                {
                    contact.insert("owner".to_owned(), json!("private"));
                }
                disown(item);
            }
        }
        Value::Object(fields) => {
            fields
                .retain(|key, field| !(matches!(key.as_str(), "phone" | "fax" | "email") && is_a_persons(Some(field))));
            if ["owner", "contact_owner"].iter().any(|owner| fields.get(*owner) == Some(&json!("private"))) {
                fields.remove("consent_to_show");
            }
            fields.values_mut().for_each(disown);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_a_persons(contact: Option<&Value>) -> bool {
    contact.and_then(Value::as_str).is_some_and(|text| !may_go_out(text))
}

fn is_private(root: &Map<String, Value>) -> bool {
    root.get("contact_owner") == Some(&json!("private"))
}

/// The cells under which a table knows a facility or an event: of one whose contact is private none that leads to the person, of any
/// no contact that is a person's.
fn conceal_row(root: &mut Map<String, Value>, row: &str, leading: &[&str]) {
    let is_private = is_private(root);
    let Some(row) = root.get_mut(row).and_then(Value::as_object_mut) else { return };
    if let Some(values) = row.get_mut("values").and_then(Value::as_object_mut) {
        let is_contact = |key: &str| matches!(key, "email" | "contact_note");
        values.retain(|key, text| {
            let leads = is_private && leading.contains(&key.as_str());
            !(leads || is_contact(key) && is_a_persons(Some(text)))
        });
    }
    // What stands under a header that nobody knows may be anything.
    if let Some(other) = row.get_mut("other").and_then(Value::as_object_mut) {
        other.retain(|_, text| !is_private && !is_a_persons(Some(text)));
    }
}

/// Takes away texts of which nothing is left, where they may be missing.
fn drop_gaps(facts: &mut Value) {
    match facts {
        Value::Array(items) => {
            items.retain(|item| !is_gap(item));
            items.iter_mut().for_each(drop_gaps);
        }
        Value::Object(fields) => {
            if let Some(values) = fields.get_mut("values").and_then(Value::as_object_mut) {
                values.retain(|_, text| !is_gap(text));
            }
            fields.values_mut().for_each(drop_gaps);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_gap(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.contains(GAP) && !text.contains(char::is_alphanumeric))
}

fn leaves(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, see)),
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The desks of a town, with everything but what is private.
///
/// # Errors
/// Ours, if the facts cannot be written.
pub fn desks(directory: &Directory, town: &Municipality, letters: Letters) -> Result<Vec<u8>, Outcome> {
    let set = sets::set(SetName::Desks);
    let is_shown = |placed: &&Placed| set.columns.iter().any(|column| column.key == placed.key && !column.private);
    let columns: Vec<&Placed> = set.version("current").columns.iter().filter(is_shown).collect();
    let row = |desk: &&Desk| {
        let organization = directory.organization(desk.organization).map_or("", |body| body.slug.as_str());
        let cells = rows::desk_cells(
            (&desk.slug, &desk.name, desk.freshness.whole()),
            organization,
            &for_everybody(&**desk.facts)?,
        )
        .map_err(|error| Outcome::Broken(format!("desk {}: {error}", desk.slug)))?;
        Ok(columns.iter().map(|placed| cells.get(&placed.key).cloned().unwrap_or_default()).collect())
    };
    let rows = directory.desks_of(town.id).iter().map(row).collect::<Result<Vec<Vec<String>>, Outcome>>()?;
    Ok(writing::write(columns.iter().map(|placed| placed.name.as_str()), rows, letters))
}
