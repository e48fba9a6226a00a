//! Loading the data files into the database.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use super::{
    data::Bundle,
    model::{Directory, ListingFacts},
    plan::{Plan, plan},
    store::{self, agreement, desk, gathering, listing, municipality, organization},
};
use crate::platform::{
    App, Outcome, Refusal,
    ids::{MunicipalityId, OrganizationId},
    trail::{self, Deed, Doer, INSTALLATION},
};

/// How many rows a load added and changed. Rows that the files no longer name stay: records hang on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub municipalities: usize,
    pub organizations: usize,
    pub desks: usize,
    pub gatherings: usize,
    pub listings: usize,
    pub added: usize,
    pub changed: usize,
    /// Slugs of records that the files say otherwise but that were edited here: they stay.
    pub kept: Vec<String>,
}

/// Brings the database to what the files say, by slug. A second load of the same files changes nothing; what was set
/// here (keys, addresses for notices) stays as it is.
pub async fn load(app: &App, tx: &impl ConnectionTrait, bundle: &Bundle) -> Result<Loaded, Outcome> {
    let plan = plan(bundle).map_err(|fault| Outcome::Broken(format!("data: {fault}")))?;
    let mut loaded = Loaded {
        municipalities: plan.municipalities.len(),
        organizations: plan.organizations.len(),
        desks: plan.desks.len(),
        gatherings: plan.gatherings.len(),
        listings: plan.listings.len(),
        ..Loaded::default()
    };
    let kept = store::kept(tx).await?;
    let towns = load_municipalities(app, tx, &plan, &mut loaded).await?;
    let bodies = load_organizations(app, tx, &plan, &towns, &kept, &mut loaded).await?;
    load_desks(app, tx, &plan, (&towns, &bodies), &kept, &mut loaded).await?;
    load_gatherings(app, tx, &plan, &towns, &kept, &mut loaded).await?;
    load_listings(app, tx, &plan, &towns, &kept, &mut loaded).await?;
    load_agreements(tx, &plan, &mut loaded).await?;
    if loaded.added + loaded.changed > 0 {
        store::raise_version(tx).await?;
    }
    // What cannot be answered from is not kept: the next start would stop on it.
    store::directory(tx).await?;
    Ok(loaded)
}

/// The directory as it will be once `tx` is committed, for whoever loads more that names what stands in it.
pub async fn loaded(tx: &impl ConnectionTrait) -> Result<Directory, Outcome> {
    store::directory(tx).await
}

type Towns = HashMap<String, MunicipalityId>;
type Bodies = HashMap<String, OrganizationId>;

async fn load_municipalities(
    app: &App,
    tx: &impl ConnectionTrait,
    plan: &Plan,
    loaded: &mut Loaded,
) -> Result<Towns, Outcome> {
    let mut held = by_slug(store::municipalities(tx).await?, |row: &municipality::Model| row.slug.clone());
    let mut towns = Towns::new();
    for (position, wanted) in (0..).zip(&plan.municipalities) {
        let before = held.remove(&wanted.slug);
        let id = before.as_ref().map_or_else(|| app.dice.id(app.now()), |row| row.id);
        let key_id = match &before {
            Some(row) => row.key_id,
            None => app.vault.make_municipality_key(tx, &app.dice, app.now(), id).await?,
        };
        let row = municipality::Model {
            id,
            slug: wanted.slug.clone(),
            name: wanted.name.clone(),
            prefecture: wanted.prefecture.clone(),
            kind: wanted.kind,
            key_id,
            position,
        };
        towns.insert(wanted.slug.clone(), id);
        match before {
            None => {
                store::add_municipality(tx, row).await?;
                trail::begin(tx, id).await?;
                loaded.added += 1;
            }
            Some(before) if before != row => {
                store::change_municipality(tx, row).await?;
                loaded.changed += 1;
            }
            Some(_) => {}
        }
    }
    Ok(towns)
}

async fn load_organizations(
    app: &App,
    tx: &impl ConnectionTrait,
    plan: &Plan,
    towns: &Towns,
    kept: &HashSet<Uuid>,
    loaded: &mut Loaded,
) -> Result<Bodies, Outcome> {
    let mut held = by_slug(store::organizations(tx).await?, |row: &organization::Model| row.slug.clone());
    let mut bodies = Bodies::new();
    for (position, wanted) in (0..).zip(&plan.organizations) {
        let before = held.remove(&wanted.slug);
        let row = organization::Model {
            id: before.as_ref().map_or_else(|| app.dice.id(app.now()), |row| row.id),
            slug: wanted.slug.clone(),
            municipality_id: wanted.municipality.as_ref().and_then(|slug| towns.get(slug)).copied(),
            kind: wanted.kind,
            name: wanted.name.clone(),
            facts: with_facility(json(&wanted.facts)?, before.as_ref()),
            notice_email: before.as_ref().and_then(|row| row.notice_email.clone()),
            position,
        };
        bodies.insert(wanted.slug.clone(), row.id);
        match before {
            None => {
                store::add_organization(tx, row).await?;
                loaded.added += 1;
            }
            Some(before) if before != row && kept.contains(&before.id.0) => loaded.kept.push(before.slug),
            Some(before) if before != row => {
                store::change_organization(tx, row).await?;
                loaded.changed += 1;
            }
            Some(_) => {}
        }
    }
    Ok(bodies)
}

/// What a table said of a facility is not in the data files, and stays.
fn with_facility(mut facts: serde_json::Value, before: Option<&organization::Model>) -> serde_json::Value {
    if let (Some(facility), Some(facts)) = (before.and_then(|row| row.facts.get("facility")), facts.as_object_mut()) {
        facts.insert("facility".to_owned(), facility.clone());
    }
    facts
}

async fn load_desks(
    app: &App,
    tx: &impl ConnectionTrait,
    plan: &Plan,
    (towns, bodies): (&Towns, &Bodies),
    kept: &HashSet<Uuid>,
    loaded: &mut Loaded,
) -> Result<(), Outcome> {
    let mut held = by_slug(store::desks(tx).await?, |row: &desk::Model| row.slug.clone());
    for (position, wanted) in (0..).zip(&plan.desks) {
        let before = held.remove(&wanted.slug);
        let row = desk::Model {
            id: before.as_ref().map_or_else(|| app.dice.id(app.now()), |row| row.id),
            slug: wanted.slug.clone(),
            municipality_id: known(towns, &wanted.municipality)?,
            organization_id: known(bodies, &wanted.organization)?,
            name: wanted.name.clone(),
            facts: json(&wanted.facts)?,
            checked_on: wanted.checked_on.or(before.as_ref().and_then(|row| row.checked_on)),
            position,
            version: before.as_ref().map_or(1, |row| row.version),
        };
        match before {
            None => {
                store::add_desk(tx, row).await?;
                loaded.added += 1;
            }
            Some(before) if before != row && kept.contains(&before.id.0) => loaded.kept.push(before.slug),
            Some(before) if before != row => {
                store::change_desk(tx, row).await?;
                loaded.changed += 1;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

async fn load_gatherings(
    app: &App,
    tx: &impl ConnectionTrait,
    plan: &Plan,
    towns: &Towns,
    kept: &HashSet<Uuid>,
    loaded: &mut Loaded,
) -> Result<(), Outcome> {
    let mut held = by_slug(store::gatherings(tx).await?, |row: &gathering::Model| row.slug.clone());
    for (position, wanted) in (0..).zip(&plan.gatherings) {
        let before = held.remove(&wanted.slug);
        let row = gathering::Model {
            id: before.as_ref().map_or_else(|| app.dice.id(app.now()), |row| row.id),
            slug: wanted.slug.clone(),
            municipality_id: known(towns, &wanted.municipality)?,
            kind: wanted.kind,
            name: wanted.name.clone(),
            facts: json(&wanted.facts)?,
            position,
            version: before.as_ref().map_or(1, |row| row.version),
        };
        match before {
            None => {
                store::add_gathering(tx, row).await?;
                loaded.added += 1;
            }
            Some(before) if before != row && kept.contains(&before.id.0) => loaded.kept.push(before.slug),
            Some(before) if before != row => {
                store::change_gathering(tx, row).await?;
                loaded.changed += 1;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

async fn load_agreements(tx: &impl ConnectionTrait, plan: &Plan, loaded: &mut Loaded) -> Result<(), Outcome> {
    let Some(wanted) = &plan.agreements else { return Ok(()) };
    let mut rows = Vec::new();
    for (position, wanted) in (0..).zip(wanted) {
        rows.push(agreement::Model { slug: wanted.slug.clone(), facts: json(&wanted.facts)?, position });
    }
    let held = store::agreements(tx).await?;
    if held != rows {
        loaded.added += rows.iter().filter(|row| held.iter().all(|before| before.slug != row.slug)).count();
        loaded.changed += held.iter().filter(|before| !rows.contains(before)).count();
        store::replace_agreements(tx, rows).await?;
    }
    Ok(())
}

async fn load_listings(
    app: &App,
    tx: &impl ConnectionTrait,
    plan: &Plan,
    towns: &Towns,
    kept: &HashSet<Uuid>,
    loaded: &mut Loaded,
) -> Result<(), Outcome> {
    let mut held: HashMap<_, _> =
        store::listings(tx).await?.into_iter().map(|row| ((row.kind, row.slug.clone()), row)).collect();
    for (position, wanted) in (0..).zip(&plan.listings) {
        let kind = wanted.facts.kind();
        let before = held.remove(&(kind, wanted.slug.clone()));
        let row = listing::Model {
            id: before.as_ref().map_or_else(|| app.dice.id(app.now()), |row| row.id),
            kind,
            slug: wanted.slug.clone(),
            municipality_id: wanted.municipality.as_ref().map(|slug| known(towns, slug)).transpose()?,
            name: wanted.name.clone(),
            facts: match &wanted.facts {
                ListingFacts::Event(facts) => json(facts)?,
                ListingFacts::Resource(facts) => json(facts)?,
                ListingFacts::Council(facts) => json(facts)?,
            },
            position,
            version: before.as_ref().map_or(1, |row| row.version),
        };
        match before {
            None => {
                store::add_listing(tx, row).await?;
                loaded.added += 1;
            }
            Some(before) if before != row && kept.contains(&before.id.0) => loaded.kept.push(before.slug),
            Some(before) if before != row => {
                store::change_listing(tx, row).await?;
                loaded.changed += 1;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Sets where an organisation is told that something has come; an empty address ends the notices.
pub async fn set_notice(app: &App, slug: &str, address: &str) -> Result<(), Outcome> {
    if !address.is_empty() && address.parse::<lettre::Address>().is_err() {
        return Err(Refusal::new("refused-notice-address").into());
    }
    let tx = app.db.write().await?;
    let row = store::organizations(&tx).await?.into_iter().find(|row| row.slug == slug);
    let row = row.ok_or(Refusal::new("refused-organization-unknown"))?;
    let deed = Deed {
        municipality: row.municipality_id.unwrap_or(INSTALLATION),
        doer: Doer::Program,
        action: "directory.set-notice",
        object: format!("organization:{}", row.id),
        subject: None,
        detail: if address.is_empty() { "none".to_owned() } else { "set".to_owned() },
    };
    let notice_email = (!address.is_empty()).then(|| address.to_owned());
    store::set_notice(&tx, row.id, notice_email).await?;
    store::raise_version(&tx).await?;
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    tx.commit().await?;
    Ok(())
}

fn by_slug<T>(rows: Vec<T>, slug: impl Fn(&T) -> String) -> HashMap<String, T> {
    rows.into_iter().map(|row| (slug(&row), row)).collect()
}

/// The plan has checked every reference; one that is missing here is our fault.
fn known<T: Copy>(ids: &HashMap<String, T>, slug: &str) -> Result<T, Outcome> {
    ids.get(slug).copied().ok_or_else(|| Outcome::Broken(format!("data: \"{slug}\" was planned but not loaded")))
}

fn json(facts: &impl Serialize) -> Result<serde_json::Value, Outcome> {
    serde_json::to_value(facts).map_err(|error| Outcome::Broken(format!("data: {error}")))
}
