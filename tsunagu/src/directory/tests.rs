//! What residents and editors rely on. The pure tests ask a directory compiled from the files that travel inside the
//! program; the stories go through the real router on both databases.

mod data;
mod desks;
mod finder;
mod limits;
mod moves;
mod near;
mod pages;
mod plain;
mod records;
mod routing;
mod rows;
mod search;
mod withheld;

use std::{collections::HashMap, sync::OnceLock};

use chrono::{NaiveDate, NaiveDateTime};
use uuid::Uuid;

use super::model::freshness::{Freshness, STALE_AFTER_MONTHS};
use super::{
    data::embedded,
    model::{
        DeskRecord, Directory, GatheringRecord, ListingRecord, Municipality, Organization, Records,
        agreement::Agreement, desk::Desk,
    },
    plan::{Plan, plan},
};
use crate::platform::{
    ids::{DeskId, GatheringId, ListingId, MunicipalityId, OrganizationId},
    testing::TestApp,
};

/// The directory of the embedded files.
fn directory() -> &'static Directory {
    static DIRECTORY: OnceLock<Directory> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        compiled(plan(&embedded().expect("the embedded files read")).expect("every reference resolves"))
    })
}

/// A directory of these rows, with ids that count up.
fn compiled(plan: Plan) -> Directory {
    let mut count = 0_u128;
    let mut next = || {
        count += 1;
        Uuid::from_u128(count)
    };
    let towns: Vec<Municipality> = plan
        .municipalities
        .into_iter()
        .map(|row| Municipality {
            id: MunicipalityId(next()),
            slug: row.slug,
            name: row.name,
            prefecture: row.prefecture,
            kind: row.kind,
        })
        .collect();
    let town_ids: HashMap<String, MunicipalityId> = towns.iter().map(|town| (town.slug.clone(), town.id)).collect();
    let bodies: Vec<Organization> = plan
        .organizations
        .into_iter()
        .map(|row| Organization {
            id: OrganizationId(next()),
            slug: row.slug,
            municipality: row.municipality.map(|slug| town_ids[&slug]),
            kind: row.kind,
            name: row.name,
            phone: row.facts.phone.clone(),
            address: row.facts.address.clone(),
            notice_email: None,
            aliases: row.facts.aliases.clone(),
            municipalities: row.facts.municipalities.iter().map(|slug| town_ids[slug]).collect(),
            facts: row.facts,
        })
        .collect();
    let body_ids: HashMap<String, OrganizationId> = bodies.iter().map(|body| (body.slug.clone(), body.id)).collect();
    let desks = plan
        .desks
        .into_iter()
        .map(|row| DeskRecord {
            id: DeskId(next()),
            slug: row.slug,
            municipality: town_ids[&row.municipality],
            organization: body_ids[&row.organization],
            name: row.name,
            freshness: Freshness::new(row.checked_on, [], STALE_AFTER_MONTHS),
            facts: row.facts,
        })
        .collect();
    let gatherings = plan
        .gatherings
        .into_iter()
        .map(|row| GatheringRecord {
            id: GatheringId(next()),
            slug: row.slug,
            municipality: town_ids[&row.municipality],
            kind: row.kind,
            name: row.name,
            facts: row.facts,
        })
        .collect();
    let agreements = plan
        .agreements
        .into_iter()
        .flatten()
        .map(|row| Agreement {
            slug: row.slug,
            towns: row.facts.towns.iter().map(|slug| town_ids[slug]).collect(),
            covers: row.facts.covers,
        })
        .collect();
    let listings = plan
        .listings
        .into_iter()
        .map(|row| ListingRecord { id: ListingId(next()), slug: row.slug, name: row.name, facts: row.facts })
        .collect();
    let records =
        Records { municipalities: towns, organizations: bodies, desks, gatherings, listings, attachments: Vec::new() };
    Directory::compile(1, records).expect("every notice compiles").with_agreements(agreements)
}

/// Loads the embedded files with the desks of `desks`, a whole `desks.yaml`.
pub(super) async fn load_desks(test: &TestApp, desks: &str) {
    let mut bundle = embedded().expect("the embedded files read");
    bundle.desks = super::data::desks("desks.yaml", desks).expect("the desks read");
    let tx = test.app.db.write().await.expect("a transaction");
    super::actions::load(&test.app, &tx, &bundle).await.expect("they load");
    tx.commit().await.expect("committed");
    test.shelf.refresh(&test.app).await.expect("the directory");
}

/// The file of the desks with `from` of the first desk changed to `to`.
pub(super) fn desks_with(from: &str, to: &str) -> String {
    let text = include_str!("../../data/desks.yaml");
    assert!(text.contains(from), "the file no longer says {from}");
    text.replacen(from, to, 1)
}

fn desk(slug: &str) -> &'static Desk {
    directory().desk_by_slug(slug).unwrap_or_else(|| panic!("desk {slug}"))
}

fn town(slug: &str) -> MunicipalityId {
    directory().municipality_by_slug(slug).unwrap_or_else(|| panic!("town {slug}")).id
}

/// "2026-09-18T13:00"
fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a time like 2026-11-24T10:00")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day like 2026-11-24")
}
