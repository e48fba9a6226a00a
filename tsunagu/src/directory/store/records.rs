//! Rows of any kind as records: looked up, changed, kept against a load, checked.

use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
};

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use serde_json::Value;
use uuid::Uuid;

use super::{check, desk, directory_rule, gathering, kept_record, listing, organization};
use crate::{
    directory::model::{
        ListingKind,
        freshness::Facet,
        record::{Record, RecordKind},
    },
    platform::{
        Outcome, db,
        ids::{MunicipalityId, OrganizationId},
    },
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
    let all = records(conn, kind, Which::Slug(slug)).await?;
    Ok(all.into_iter().next())
}

/// Which records of a kind are read: never those of every town.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    Slug(&'a str),
    Town(MunicipalityId),
}

/// The records of a kind.
pub async fn records(conn: &impl ConnectionTrait, kind: RecordKind, which: Which<'_>) -> Result<Vec<Record>, Outcome> {
    macro_rules! rows {
        ($entity:ident, $filter:expr, |$row:ident| $municipality:expr, $facts:expr) => {{
            let asked = match which {
                Which::Slug(slug) => $entity::Column::Slug.eq(slug),
                Which::Town(town) => $entity::Column::MunicipalityId.eq(town),
            };
            let rows = $entity::Entity::find().filter($filter).filter(asked).all(conn).await?.into_iter();
            rows.map(|$row| Record {
                kind,
                id: $row.id.0,
                municipality: $municipality,
                facts: $facts,
                slug: $row.slug,
                name: $row.name,
            })
            .collect()
        }};
    }
    let any = sea_orm::Condition::all();
    Ok(match (kind, listing_kind(kind)) {
        (_, Some(listed)) => rows!(listing, listing::Column::Kind.eq(listed), |row| row.municipality_id, row.facts),
        (RecordKind::Desk, None) => rows!(desk, any, |row| Some(row.municipality_id), row.facts),
        (RecordKind::Gathering, None) => {
            rows!(gathering, any, |row| Some(row.municipality_id), with_kind(row.facts, row.kind.code()))
        }
        (_, None) => rows!(organization, any, |row| row.municipality_id, with_kind(row.facts, row.kind.code())),
    })
}

/// Organisations and gatherings keep their kind in a column of its own; as a record it is one fact among others.
fn with_kind(mut facts: Value, kind: &str) -> Value {
    if let Value::Object(map) = &mut facts {
        map.insert("kind".to_owned(), Value::from(kind));
    }
    facts
}

/// The kind, and the facts without it.
fn parted<K: FromStr>(record: &Record) -> Result<(K, Value), Outcome> {
    let mut facts = record.facts.clone();
    let kind = facts.as_object_mut().and_then(|map| map.remove("kind"));
    let kind = kind.as_ref().and_then(Value::as_str).and_then(|code| code.parse().ok());
    kind.map(|kind| (kind, facts)).ok_or_else(|| Outcome::Broken(format!("directory: {} has no kind", record.slug)))
}

/// The highest position among the rows of a kind's table; 0 where there is none.
async fn last_position(conn: &impl ConnectionTrait, kind: RecordKind) -> Result<i32, Outcome> {
    macro_rules! last {
        ($entity:ident) => {{
            let query = $entity::Entity::find().select_only().column_as($entity::Column::Position.max(), "last");
            query.into_tuple::<Option<i32>>().one(conn).await?.flatten().unwrap_or(0)
        }};
    }
    Ok(match kind {
        RecordKind::Desk => last!(desk),
        RecordKind::Gathering => last!(gathering),
        RecordKind::Organization => last!(organization),
        RecordKind::Event | RecordKind::Resource | RecordKind::Council => last!(listing),
    })
}

/// Adds a record that was written here, after all others of its kind; `Conflict` if its slug is taken. `organization`
/// answers at a new desk.
pub async fn add(
    tx: &impl ConnectionTrait,
    record: &Record,
    municipality: MunicipalityId,
    organization: OrganizationId,
) -> Result<(), Outcome> {
    macro_rules! insert {
        ($entity:ident, $row:expr) => {
            $entity::Entity::insert($row.into_active_model().reset_all()).exec_without_returning(tx).await.map(|_| ())
        };
    }
    let (id, slug, name) = (record.id, record.slug.clone(), record.name.clone());
    let position = last_position(tx, record.kind).await?.saturating_add(1);
    let added = match record.kind {
        RecordKind::Desk => {
            let row = desk::Model {
                id: id.into(),
                slug,
                municipality_id: municipality,
                organization_id: organization,
                name,
                facts: record.facts.clone(),
                checked_on: None,
                position,
                version: 1,
            };
            insert!(desk, row)
        }
        RecordKind::Gathering => {
            let (kind, facts) = parted(record)?;
            let id = id.into();
            let municipality_id = municipality;
            let row = gathering::Model { id, slug, municipality_id, kind, name, facts, position, version: 1 };
            insert!(gathering, row)
        }
        RecordKind::Organization => {
            let (kind, facts) = parted(record)?;
            let row = organization::Model {
                id: id.into(),
                slug,
                municipality_id: Some(municipality),
                kind,
                name,
                facts,
                notice_email: None,
                position,
            };
            insert!(organization, row)
        }
        RecordKind::Event | RecordKind::Resource | RecordKind::Council => {
            let row = listing::Model {
                id: id.into(),
                kind: listing_kind(record.kind).unwrap_or(ListingKind::Resource),
                slug,
                municipality_id: Some(municipality),
                name,
                facts: record.facts.clone(),
                position,
                version: 1,
            };
            insert!(listing, row)
        }
    };
    match added {
        Ok(()) => Ok(()),
        Err(error) if db::is_duplicate(&error) => Err(Outcome::Conflict),
        Err(error) => Err(error.into()),
    }
}

/// Writes the name and the facts of a record, and keeps it against later loads of the files. `organization` answers at a
/// desk from now on; `None`: whoever did before.
pub async fn put(
    tx: &impl ConnectionTrait,
    record: &Record,
    organization: Option<OrganizationId>,
) -> Result<(), Outcome> {
    let (name, facts) = (Set(record.name.clone()), Set(record.facts.clone()));
    match record.kind {
        RecordKind::Desk => {
            let id = Unchanged(record.id.into());
            let organization_id = organization.map_or(NotSet, Set);
            let row = desk::ActiveModel { id, name, facts, organization_id, ..Default::default() };
            desk::Entity::update(row).exec(tx).await?;
        }
        RecordKind::Gathering => {
            let (kind, facts) = parted(record)?;
            let (id, kind, facts) = (Unchanged(record.id.into()), Set(kind), Set(facts));
            let row = gathering::ActiveModel { id, name, kind, facts, ..Default::default() };
            gathering::Entity::update(row).exec(tx).await?;
        }
        RecordKind::Organization => {
            let (kind, facts) = parted(record)?;
            let (id, kind, facts) = (Unchanged(record.id.into()), Set(kind), Set(facts));
            let row = organization::ActiveModel { id, name, kind, facts, ..Default::default() };
            organization::Entity::update(row).exec(tx).await?;
        }
        RecordKind::Event | RecordKind::Resource | RecordKind::Council => {
            let id = Unchanged(record.id.into());
            listing::Entity::update(listing::ActiveModel { id, name, facts, ..Default::default() }).exec(tx).await?;
        }
    }
    keep(tx, record.kind, record.id).await
}

/// From now on a load of the files leaves this record as it is.
pub async fn keep(tx: &impl ConnectionTrait, kind: RecordKind, record: Uuid) -> Result<(), Outcome> {
    kept_record::Entity::insert(kept_record::ActiveModel { record_id: Set(record), kind: Set(kind) })
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

/// The latest checks of these records, the newest first, at most `most`.
pub async fn latest_checks(
    conn: &impl ConnectionTrait,
    records: impl IntoIterator<Item = Uuid>,
    most: u64,
) -> Result<Vec<check::Model>, Outcome> {
    let of_these = check::Entity::find().filter(check::Column::RecordId.is_in(records));
    Ok(of_these.order_by_desc(check::Column::Id).limit(most).all(conn).await?)
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
                .update_columns([
                    directory_rule::Column::TwoPersons,
                    directory_rule::Column::StaleAfterMonths,
                    directory_rule::Column::AsksByItself,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
