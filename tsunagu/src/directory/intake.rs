//! Records that come from a table instead of the data files: the door for the slice that reads tables.
//!
//! Whoever takes something in calls [`claim`] first, in the same transaction: of two people who looked at the same state of the
//! directory, the second one is told.

use sea_orm::ConnectionTrait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    model::{Municipality, OrganizationKind, facts::DeskFacts, facts::OrganizationFacts, record::RecordKind, withheld},
    store::{self, desk, organization},
};
use crate::platform::{
    App, Outcome, Refusal,
    ids::{DeskId, OrganizationId},
};

/// A facility as it shall be.
pub struct Facility {
    /// The one it is; `None` for a new one.
    pub id: Option<OrganizationId>,
    pub name: String,
    pub facts: OrganizationFacts,
}

/// A desk as it shall be.
pub struct Place {
    /// The one it is; `None` for a new one.
    pub id: Option<DeskId>,
    pub slug: String,
    pub organization: OrganizationId,
    pub name: String,
    pub checked_on: Option<chrono::NaiveDate>,
    pub facts: DeskFacts,
}

/// How many records were taken in. What is as it was counts as neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub added: usize,
    pub changed: usize,
}

/// Takes the directory for a change: it must still be in the state `seen`. Answers `Conflict` if somebody was first.
pub async fn claim(tx: &impl ConnectionTrait, seen: i64) -> Result<(), Outcome> {
    if store::raise_version_from(tx, seen).await? { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Adds and changes facilities of a town.
pub async fn facilities(
    app: &App,
    tx: &impl ConnectionTrait,
    town: &Municipality,
    wanted: Vec<Facility>,
) -> Result<Taken, Outcome> {
    let held = store::organizations(tx).await?;
    let mut position = held.iter().map(|row| row.position).max().unwrap_or(0);
    let mut taken = Taken::default();
    for facility in wanted {
        let facts = serde_json::to_value(&facility.facts).map_err(|error| Outcome::Broken(error.to_string()))?;
        match facility.id {
            Some(id) => {
                let before = held.iter().find(|row| row.id == id).ok_or(Outcome::Conflict)?;
                let facts = with_withheld::<OrganizationFacts>(&before.facts, facts)?;
                let row = organization::Model { name: facility.name, facts, ..before.clone() };
                if row != *before {
                    store::change_organization(tx, row).await?;
                    store::keep(tx, RecordKind::Organization, id.0).await?;
                    taken.changed += 1;
                }
            }
            None => {
                let id: OrganizationId = app.dice.id(app.now());
                position += 1;
                let row = organization::Model {
                    id,
                    // The last digits are the dice's; the first ones would tell when it was added.
                    slug: format!("{}-{}", town.slug, &id.0.simple().to_string()[20..]),
                    municipality_id: Some(town.id),
                    kind: OrganizationKind::Facility,
                    name: facility.name,
                    facts,
                    notice_email: None,
                    position,
                };
                store::add_organization(tx, row).await?;
                taken.added += 1;
            }
        }
    }
    whole(tx).await?;
    Ok(taken)
}

/// Adds and changes desks of a town.
pub async fn desks(
    app: &App,
    tx: &impl ConnectionTrait,
    town: &Municipality,
    wanted: Vec<Place>,
) -> Result<Taken, Outcome> {
    let held = store::desks(tx).await?;
    let mut position = held.iter().map(|row| row.position).max().unwrap_or(0);
    let mut taken = Taken::default();
    for place in wanted {
        let facts = serde_json::to_value(&place.facts).map_err(|error| Outcome::Broken(error.to_string()))?;
        match place.id {
            Some(id) => {
                let before = held.iter().find(|row| row.id == id).ok_or(Outcome::Conflict)?;
                let facts = with_withheld::<DeskFacts>(&before.facts, facts)?;
                let row = desk::Model {
                    organization_id: place.organization,
                    name: place.name,
                    checked_on: place.checked_on,
                    facts,
                    ..before.clone()
                };
                if row != *before {
                    store::change_desk(tx, row).await?;
                    store::keep(tx, RecordKind::Desk, id.0).await?;
                    taken.changed += 1;
                }
            }
            None => {
                position += 1;
                let row = desk::Model {
                    id: app.dice.id(app.now()),
                    slug: place.slug,
                    municipality_id: town.id,
                    organization_id: place.organization,
                    name: place.name,
                    facts,
                    checked_on: place.checked_on,
                    position,
                    version: 1,
                };
                store::add_desk(tx, row).await?;
                taken.added += 1;
            }
        }
    }
    whole(tx).await?;
    Ok(taken)
}

/// A table is made from what may be shown; what is a person's own is not in it. A part of the record that says what was
/// shown keeps what it really holds, so that taking a table in loses no number that only the town knows.
fn with_withheld<T: Serialize + DeserializeOwned>(before: &Value, after: Value) -> Result<Value, Outcome> {
    let broken = |error: serde_json::Error| Outcome::Broken(format!("directory: {error}"));
    let mut shown = before.clone();
    withheld::withhold(&mut shown);
    let shown = serde_json::to_value(serde_json::from_value::<T>(shown).map_err(broken)?).map_err(broken)?;
    let (Some(held), Value::Object(mut facts)) = (before.as_object(), after) else { return Ok(before.clone()) };
    for (key, value) in held {
        if facts.get(key) == shown.get(key) {
            facts.insert(key.clone(), value.clone());
        }
    }
    Ok(Value::Object(facts))
}

/// What cannot be answered from is not kept: the next start would stop on it. Here it is a slip of whoever made the table.
async fn whole(tx: &impl ConnectionTrait) -> Result<(), Outcome> {
    match store::directory(tx).await {
        Err(Outcome::Broken(why)) if why.starts_with("directory: ") => {
            Err(Refusal::new("refused-intake").with("why", why).into())
        }
        other => other.map(|_| ()),
    }
}
