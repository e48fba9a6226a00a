//! Rows of any kind as records: looked up, changed, kept against a load, checked.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{check, desk, directory_rule, gathering, kept_record, listing, organization};
use crate::{
    directory::model::{
        ListingKind,
        freshness::Facet,
        record::{Record, RecordKind},
    },
    platform::{Outcome, ids::MunicipalityId},
};

fn listing_kind(kind: RecordKind) -> Option<ListingKind> {
    match kind {
        RecordKind::Event => Some(ListingKind::Event),
        RecordKind::Resource => Some(ListingKind::Resource),
        RecordKind::Council => Some(ListingKind::Council),
        RecordKind::Desk | RecordKind::Organization | RecordKind::Gathering => None,
    }
}

/// The record of a kind with this slug.
pub async fn record(conn: &impl ConnectionTrait, kind: RecordKind, slug: &str) -> Result<Option<Record>, Outcome> {
    let all = records(conn, kind, Some(slug)).await?;
    Ok(all.into_iter().next())
}

/// The records of a kind; of one slug, or all.
pub async fn records(
    conn: &impl ConnectionTrait,
    kind: RecordKind,
    slug: Option<&str>,
) -> Result<Vec<Record>, Outcome> {
    macro_rules! rows {
        ($entity:ident, $filter:expr, |$row:ident| $municipality:expr) => {{
            let mut query = $entity::Entity::find().filter($filter);
            if let Some(slug) = slug {
                query = query.filter($entity::Column::Slug.eq(slug));
            }
            let rows = query.all(conn).await?.into_iter();
            rows.map(|$row| Record {
                kind,
                id: $row.id.0,
                municipality: $municipality,
                slug: $row.slug,
                name: $row.name,
                facts: $row.facts,
            })
            .collect()
        }};
    }
    let any = sea_orm::Condition::all();
    Ok(match (kind, listing_kind(kind)) {
        (_, Some(listed)) => rows!(listing, listing::Column::Kind.eq(listed), |row| row.municipality_id),
        (RecordKind::Desk, None) => rows!(desk, any, |row| Some(row.municipality_id)),
        (RecordKind::Gathering, None) => rows!(gathering, any, |row| Some(row.municipality_id)),
        (_, None) => rows!(organization, any, |row| row.municipality_id),
    })
}

/// Writes the name and the facts of a record, and keeps it against later loads of the files.
pub async fn put(tx: &impl ConnectionTrait, record: &Record) -> Result<(), Outcome> {
    let (name, facts) = (Set(record.name.clone()), Set(record.facts.clone()));
    match record.kind {
        RecordKind::Desk => {
            let id = Unchanged(record.id.into());
            desk::Entity::update(desk::ActiveModel { id, name, facts, ..Default::default() }).exec(tx).await?;
        }
        RecordKind::Gathering => {
            let id = Unchanged(record.id.into());
            gathering::Entity::update(gathering::ActiveModel { id, name, facts, ..Default::default() })
                .exec(tx)
                .await?;
        }
        RecordKind::Organization => {
            let id = Unchanged(record.id.into());
            let row = organization::ActiveModel { id, name, facts, ..Default::default() };
            organization::Entity::update(row).exec(tx).await?;
        }
        RecordKind::Event | RecordKind::Resource | RecordKind::Council => {
            let id = Unchanged(record.id.into());
            listing::Entity::update(listing::ActiveModel { id, name, facts, ..Default::default() }).exec(tx).await?;
        }
    }
    kept_record::Entity::insert(kept_record::ActiveModel { record_id: Set(record.id), kind: Set(record.kind) })
        .on_conflict(
            OnConflict::column(kept_record::Column::RecordId).update_column(kept_record::Column::Kind).to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The records that were edited here: a load of the files leaves them as they are.
pub async fn kept(conn: &impl ConnectionTrait) -> Result<HashSet<Uuid>, Outcome> {
    Ok(kept_record::Entity::find().all(conn).await?.into_iter().map(|row| row.record_id).collect())
}

pub async fn add_check(tx: &impl ConnectionTrait, row: check::Model) -> Result<(), Outcome> {
    check::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// The checks of one record, the latest first.
pub async fn checks_of(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<check::Model>, Outcome> {
    let mut rows = check::Entity::find().filter(check::Column::RecordId.eq(record)).all(conn).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.checked_on, row.id)));
    Ok(rows)
}

/// Every check, by record.
pub async fn checks(conn: &impl ConnectionTrait) -> Result<HashMap<Uuid, Vec<(Facet, NaiveDate)>>, Outcome> {
    let mut found: HashMap<Uuid, Vec<(Facet, NaiveDate)>> = HashMap::new();
    for row in check::Entity::find().all(conn).await? {
        found.entry(row.record_id).or_default().push((row.facet, row.checked_on));
    }
    Ok(found)
}

pub async fn rules(conn: &impl ConnectionTrait) -> Result<Vec<directory_rule::Model>, Outcome> {
    Ok(directory_rule::Entity::find().all(conn).await?)
}

pub async fn rule_of(
    conn: &impl ConnectionTrait,
    municipality: MunicipalityId,
) -> Result<Option<directory_rule::Model>, Outcome> {
    Ok(directory_rule::Entity::find_by_id(municipality).one(conn).await?)
}

pub async fn set_rule(tx: &impl ConnectionTrait, row: directory_rule::Model) -> Result<(), Outcome> {
    directory_rule::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(
            OnConflict::column(directory_rule::Column::MunicipalityId)
                .update_columns([directory_rule::Column::TwoPersons, directory_rule::Column::StaleAfterMonths])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
