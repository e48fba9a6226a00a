//! Tables that go out. Everybody may read them.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{
    SetName,
    reading::Letters,
    rows,
    sets::{self, Placed, Version},
    writing,
};
use crate::{
    directory::{Desk, DeskFacts, Directory, Municipality, Organization},
    platform::Outcome,
    tables::model::contact::{is_free_mail, is_mobile},
};

/// The facilities of a town, in the directory's order, under the headers of a version (`current`, `old`). Columns that the version does
/// not have stand behind its own where a facility has something there.
pub fn facilities(directory: &Directory, town: &Municipality, version: &str, letters: Letters) -> Vec<u8> {
    let set = sets::set(SetName::Facilities);
    let bodies = directory.facilities_of(town.id);
    let cells: Vec<BTreeMap<String, String>> = bodies.iter().map(|body| facility_cells(town, body)).collect();
    let others: BTreeSet<&String> =
        bodies.iter().filter_map(|body| body.facts.facility.as_ref()).flat_map(|facts| facts.other.keys()).collect();
    let columns = columns(SetName::Facilities, set.version(version), &cells);
    let header = columns.iter().map(|(_, name)| *name).chain(others.iter().map(|name| name.as_str()));
    let rows = bodies.iter().zip(&cells).map(|(body, cells)| {
        let own = columns.iter().map(|(key, _)| cells.get(*key).cloned().unwrap_or_default());
        let other = others.iter().map(|name| {
            let facts = body.facts.facility.as_ref();
            facts.and_then(|facts| facts.other.get(*name)).cloned().unwrap_or_default()
        });
        own.chain(other).collect()
    });
    writing::write(header, rows, letters)
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

fn facility_cells(town: &Municipality, body: &Organization) -> BTreeMap<String, String> {
    let facts = &body.facts;
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
    for contact in ["phone", "email"] {
        if cells.get(contact).is_some_and(|text| !may_go_out(text)) {
            cells.remove(contact);
        }
    }
    cells
}

/// Whether a contact is an office's and not a private person's: the one place that is asked before a contact of a facility goes out.
/// A mobile number or an address of a free provider belongs to a person, whoever published it.
fn may_go_out(contact: &str) -> bool {
    !is_mobile(contact) && !is_free_mail(contact)
}

/// The one place that is asked before the facts of a desk go out: its contacts are those of the desk, never of a person, and the remarks
/// of whoever read a document stay here.
fn for_everybody(facts: &DeskFacts) -> DeskFacts {
    DeskFacts { note: None, ..facts.clone() }
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
            &for_everybody(&desk.facts),
        )
        .map_err(|error| Outcome::Broken(format!("desk {}: {error}", desk.slug)))?;
        Ok(columns.iter().map(|placed| cells.get(&placed.key).cloned().unwrap_or_default()).collect())
    };
    let rows = directory.desks_of(town.id).iter().map(row).collect::<Result<Vec<Vec<String>>, Outcome>>()?;
    Ok(writing::write(columns.iter().map(|placed| placed.name.as_str()), rows, letters))
}
