//! From rows to records of the directory, in one transaction.

use std::fmt;

use sea_orm::ConnectionTrait;

use crate::{
    directory::{Directory, FacilityFacts, Municipality, OrganizationFacts, intake},
    platform::{App, Outcome, Refusal},
    tables::model::{
        DeskRow, FacilityRow, Matched, SetName, Table,
        rows::{self, KnownFacility},
    },
};

/// How many records a table added and changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub added: usize,
    pub changed: usize,
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.added, self.changed)
    }
}

impl Taken {
    /// As it is displayed.
    pub fn read(text: &str) -> Option<Self> {
        let (added, changed) = text.split_once('+')?;
        Some(Self { added: added.parse().ok()?, changed: changed.parse().ok()? })
    }
}

/// Takes a settled table in. `directory` must be in the state of the tables, else `Conflict`: somebody was first.
pub async fn take(
    app: &App,
    tx: &impl ConnectionTrait,
    directory: &Directory,
    town: &Municipality,
    table: &Table,
    matched: &Matched,
) -> Result<Taken, Outcome> {
    intake::claim(tx, directory.version).await?;
    let intake::Taken { added, changed } = match matched.set.name {
        SetName::Facilities => {
            let wanted = facilities(directory, town, &rows::facilities(table, matched));
            intake::facilities(app, tx, town, wanted).await?
        }
        SetName::Desks => {
            let wanted = desks(directory, town, &rows::desks(table, matched))?;
            intake::desks(app, tx, town, wanted).await?
        }
        // They are read and checked; the directory has no place for them yet.
        SetName::Events => {
            let count = rows::events(table, matched).len().to_string();
            return Err(Refusal::new("refused-table-events").with("count", count).into());
        }
    };
    Ok(Taken { added, changed })
}

fn facilities(directory: &Directory, town: &Municipality, rows: &[FacilityRow]) -> Vec<intake::Facility> {
    let held = directory.facilities_of(town.id);
    let known: Vec<KnownFacility> = held
        .iter()
        .map(|body| KnownFacility {
            id: body.id,
            name: body.name.clone(),
            number: body.facts.facility.as_ref().and_then(|facts| facts.values.get("number")).cloned(),
            address: body.address.clone(),
        })
        .collect();
    rows.iter()
        .zip(rows::recognised(rows, &known))
        .map(|(row, id)| {
            let before = id.and_then(|id| directory.organization(id)).map(|body| body.facts.clone());
            let fresh =
                || OrganizationFacts { municipalities: vec![town.slug.clone()], ..OrganizationFacts::default() };
            intake::Facility { id, name: row.name.clone(), facts: facts(row, before.unwrap_or_else(fresh)) }
        })
        .collect()
}

/// The row over what was known: a column that the table does not have changes nothing, an empty cell empties.
fn facts(row: &FacilityRow, mut facts: OrganizationFacts) -> OrganizationFacts {
    let mut facility = facts.facility.take().unwrap_or_default();
    for (key, text) in &row.values {
        let field = match key.as_str() {
            "phone" => &mut facts.phone,
            "extension" => &mut facts.extension,
            "address" => &mut facts.address,
            "web" => &mut facts.web,
            _ if text.is_empty() => {
                facility.values.remove(key);
                continue;
            }
            _ => {
                facility.values.insert(key.clone(), text.clone());
                continue;
            }
        };
        *field = (!text.is_empty()).then(|| text.clone());
    }
    for (header, text) in &row.other {
        if text.is_empty() {
            facility.other.remove(header);
        } else {
            facility.other.insert(header.clone(), text.clone());
        }
    }
    facts.facility = Some(FacilityFacts { values: facility.values, other: facility.other });
    facts
}

fn desks(directory: &Directory, town: &Municipality, rows: &[DeskRow]) -> Result<Vec<intake::Place>, Refusal> {
    let bodies = directory.bodies_of(town.id);
    let place = |row: &DeskRow| {
        let refusal = |key| Refusal::new(key).with("row", row.number.to_string());
        let letters =
            row.slug.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-');
        if !letters || row.slug.len() > 80 {
            return Err(refusal("refused-table-slug"));
        }
        let known = directory.desk_by_slug(&row.slug);
        // A table of one town changes no desk of another, and never who answers there.
        if known.is_some_and(|desk| desk.municipality != town.id) {
            return Err(refusal("refused-table-slug"));
        }
        let organization = directory
            .organization_by_slug(&row.organization)
            .filter(|body| match known {
                Some(desk) => desk.organization == body.id,
                None => bodies.iter().any(|own| own.id == body.id),
            })
            .ok_or_else(|| refusal("refused-table-organization"))?;
        Ok(intake::Place {
            id: known.map(|desk| desk.id),
            slug: row.slug.clone(),
            organization: organization.id,
            name: row.name.clone(),
            checked_on: row.checked_on.unwrap_or_else(|| known.and_then(|desk| desk.freshness.whole())),
            facts: row.facts_over(known.map(|desk| &**desk.facts))?,
        })
    };
    rows.iter().map(place).collect()
}
