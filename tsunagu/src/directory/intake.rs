//! Records that come from a table instead of the data files: the door for the slice that reads tables.
//!
//! Whoever takes something in calls [`claim`] first, in the same transaction: of two people who looked at the same state of the
//! directory, the second one is told.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

pub use super::model::withheld::withhold;
use super::{
    model::{
        ListingKind, Municipality, OrganizationKind, event::EventFacts, facts::DeskFacts, facts::OrganizationFacts,
        record::RecordKind, withheld::drop_old_consent,
    },
    store::{self, desk, listing, organization},
};
use crate::platform::{
    App, Outcome, Refusal,
    ids::{DeskId, ListingId, MunicipalityId, OrganizationId},
};

/// Takes out of the facts of a record what a table does not show, beyond what the directory withholds from everybody.
pub type Conceal = fn(&mut Value);

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
    /// When it was last checked; `None` leaves what is known.
    pub checked_on: Option<Option<NaiveDate>>,
    pub facts: DeskFacts,
}

/// An event as it shall be.
pub struct Happening {
    /// The one it is; `None` for a new one.
    pub id: Option<ListingId>,
    pub name: String,
    pub facts: EventFacts,
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
    conceal: Conceal,
) -> Result<Taken, Outcome> {
    let held = store::organizations(tx).await?;
    let mut position = held.iter().map(|row| row.position).max().unwrap_or(0);
    let mut taken = Taken::default();
    for facility in wanted {
        let facts = serde_json::to_value(&facility.facts).map_err(|error| Outcome::Broken(error.to_string()))?;
        match facility.id {
            Some(id) => {
                let before = held.iter().find(|row| row.id == id).ok_or(Outcome::Conflict)?;
                let mut facts = with_withheld::<OrganizationFacts>(&before.facts, facts, conceal)?;
                drop_old_consent(&before.facts, &mut facts);
                let row = organization::Model { name: facility.name, facts, ..before.clone() };
                if row != *before {
                    own(town, before.municipality_id, &before.name)?;
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
    conceal: Conceal,
) -> Result<Taken, Outcome> {
    let held = store::desks(tx).await?;
    let mut position = held.iter().map(|row| row.position).max().unwrap_or(0);
    let mut taken = Taken::default();
    for place in wanted {
        let facts = serde_json::to_value(&place.facts).map_err(|error| Outcome::Broken(error.to_string()))?;
        match place.id {
            Some(id) => {
                let before = held.iter().find(|row| row.id == id).ok_or(Outcome::Conflict)?;
                let mut facts = with_withheld::<DeskFacts>(&before.facts, facts, conceal)?;
                drop_old_consent(&before.facts, &mut facts);
                let row = desk::Model {
                    organization_id: place.organization,
                    name: place.name,
                    checked_on: place.checked_on.unwrap_or(before.checked_on),
                    facts,
                    ..before.clone()
                };
                if row != *before {
                    own(town, Some(before.municipality_id), &before.name)?;
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
                    checked_on: place.checked_on.flatten(),
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

/// Adds and changes events of a town.
pub async fn events(
    app: &App,
    tx: &impl ConnectionTrait,
    town: &Municipality,
    wanted: Vec<Happening>,
    conceal: Conceal,
) -> Result<Taken, Outcome> {
    let held = store::listings(tx).await?;
    let mut position = held.iter().map(|row| row.position).max().unwrap_or(0);
    let events = held.iter().filter(|row| row.kind == ListingKind::Event);
    let events: HashMap<ListingId, &listing::Model> = events.map(|row| (row.id, row)).collect();
    let mut taken = Taken::default();
    for happening in wanted {
        let facts = serde_json::to_value(&happening.facts).map_err(|error| Outcome::Broken(error.to_string()))?;
        match happening.id {
            Some(id) => {
                let before = *events.get(&id).ok_or(Outcome::Conflict)?;
                let mut facts = with_withheld::<EventFacts>(&before.facts, facts, conceal)?;
                drop_old_consent(&before.facts, &mut facts);
                let row = listing::Model { name: happening.name, facts, ..before.clone() };
                if row != *before {
                    own(town, before.municipality_id, &before.name)?;
                    store::change_listing(tx, row).await?;
                    store::keep(tx, RecordKind::Event, id.0).await?;
                    taken.changed += 1;
                }
            }
            None => {
                let id: ListingId = app.dice.id(app.now());
                position += 1;
                let row = listing::Model {
                    id,
                    kind: ListingKind::Event,
                    // As a facility's: the last digits are the dice's.
                    slug: format!("{}-{}", town.slug, &id.0.simple().to_string()[20..]),
                    municipality_id: Some(town.id),
                    name: happening.name,
                    facts,
                    position,
                    version: 1,
                };
                store::add_listing(tx, row).await?;
                taken.added += 1;
            }
        }
    }
    whole(tx).await?;
    Ok(taken)
}

/// A town's table changes what is the town's own. A house that works for two towns is in the tables of both.
fn own(town: &Municipality, owner: Option<MunicipalityId>, name: &str) -> Result<(), Refusal> {
    if owner == Some(town.id) { Ok(()) } else { Err(Refusal::new("refused-table-other-town").with("name", name)) }
}

/// A table is made from what may be shown; what is a person's own is not in it. A part of the record that says what was
/// shown keeps what it really holds, so that taking a table in loses no number that only the town knows.
fn with_withheld<T: Serialize + DeserializeOwned>(
    before: &Value,
    after: Value,
    conceal: Conceal,
) -> Result<Value, Outcome> {
    let broken = |error: serde_json::Error| Outcome::Broken(format!("directory: {error}"));
    let usual =
        |facts: Value| serde_json::to_value(serde_json::from_value::<T>(facts).map_err(broken)?).map_err(broken);
    let mut shown = before.clone();
    withhold(&mut shown);
    let mut shown = usual(shown)?;
    conceal(&mut shown);
    let shown = usual(shown)?;
    let is_hidden = |item: &Value| {
        let mut alone = json!({ "part": [item] });
        withhold(&mut alone);
        conceal(&mut alone);
        alone["part"].as_array().is_none_or(Vec::is_empty)
    };
    Ok(with_held(Some(before), Some(&shown), Some(after), &is_hidden).unwrap_or_else(|| Value::Object(Map::new())))
}

/// One part of a record: what it shall hold, where it was shown as `shown` and the table says `after`.
fn with_held(
    held: Option<&Value>,
    shown: Option<&Value>,
    after: Option<Value>,
    is_hidden: &impl Fn(&Value) -> bool,
) -> Option<Value> {
    if after.as_ref() == shown {
        return held.cloned();
    }
    match (held, after) {
        (Some(Value::Object(held)), Some(Value::Object(mut after))) => {
            let nothing = Map::new();
            let shown = shown.and_then(Value::as_object).unwrap_or(&nothing);
            let keys: BTreeSet<String> = held.keys().chain(after.keys()).cloned().collect();
            let part = |key: String| {
                let part = with_held(held.get(&key), shown.get(&key), after.remove(&key), is_hidden)?;
                Some((key, part))
            };
            Some(Value::Object(keys.into_iter().filter_map(part).collect()))
        }
        (Some(Value::Array(held)), Some(Value::Array(after))) => Some(list(held, shown, after, is_hidden)),
        // An empty cell takes away what it could see.
        (Some(Value::Array(held)), None) => {
            let left = list(held, shown, Vec::new(), is_hidden);
            left.as_array().is_some_and(|left| !left.is_empty()).then_some(left)
        }
        (_, after) => after,
    }
}

/// A list that was changed: what was in it and not shown stays behind the others, and what was not changed keeps all it holds.
fn list(held: &[Value], shown: Option<&Value>, after: Vec<Value>, is_hidden: &impl Fn(&Value) -> bool) -> Value {
    let (hidden, open): (Vec<&Value>, Vec<&Value>) = held.iter().partition(|item| is_hidden(item));
    let shown = shown.and_then(Value::as_array).filter(|shown| shown.len() == open.len());
    let whole = |item: Value| {
        let at = shown.and_then(|shown| shown.iter().position(|other| *other == item));
        at.map_or(item, |at| open[at].clone())
    };
    let mut items: Vec<Value> = after.into_iter().map(whole).collect();
    let left: Vec<Value> =
        hidden.into_iter().filter(|own| !items.iter().any(|item| is_same(own, item))).cloned().collect();
    items.extend(left);
    Value::Array(items)
}

/// Whether two entries of a list lead to the same person.
fn is_same(one: &Value, other: &Value) -> bool {
    let is_alike = |key: &&str| one.get(*key).is_some_and(|way| other.get(*key) == Some(way));
    one == other || ["number", "email", "address"].iter().any(is_alike)
}

/// What cannot be answered from is not kept: the next start would stop on it. Here it is a slip of whoever made the table.
/// Which record it is can be told to anybody; what a compiler says of it, to nobody.
async fn whole(tx: &impl ConnectionTrait) -> Result<(), Outcome> {
    match store::directory(tx).await {
        Err(Outcome::Broken(why)) => {
            let fault = why.strip_prefix("directory: ").map(|fault| fault.strip_prefix("facts of ").unwrap_or(fault));
            match fault.and_then(|fault| fault.split(": ").next()) {
                Some(record) => Err(Refusal::new("refused-intake").with("why", record).into()),
                None => Err(Outcome::Broken(why)),
            }
        }
        other => other.map(|_| ()),
    }
}
