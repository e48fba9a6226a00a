//! Rows of the directory.

mod attachments;
mod records;

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::model::{
    Compiler, DeskRecord, Directory, Fault, GatheringRecord, ListingFacts, ListingKind, ListingRecord, Municipality,
    MunicipalityKind, Organization, OrganizationKind, Others,
    agreement::{Agreement, AgreementFacts},
    facts::OrganizationFacts,
    freshness::{Facet, Freshness, STALE_AFTER_MONTHS},
    gathering::GatheringKind,
    record::RecordKind,
    withheld,
};
use crate::platform::{
    Outcome,
    ids::{CheckId, ConfirmationId, DeskId, GatheringId, KeyId, ListingId, MunicipalityId, OrganizationId, StaffId},
};

pub use attachments::{
    Held, add_attachment, attachment, attachment_for, attachments, attachments_of, bytes, publish_attachment,
    remove_attachment,
};
pub use records::{
    Which, add, add_check, checks, checks_of, keep, kept, latest_checks, put, record, records, rule_of, rules, set_rule,
};

pub mod municipality {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "municipalities")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::MunicipalityId,
        pub slug: String,
        pub name: String,
        pub prefecture: Option<String>,
        pub kind: super::MunicipalityKind,
        pub key_id: super::KeyId,
        pub position: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod agreement {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agreements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub slug: String,
        pub facts: Json,
        pub position: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod organization {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organizations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::OrganizationId,
        pub slug: String,
        pub municipality_id: Option<super::MunicipalityId>,
        pub kind: super::OrganizationKind,
        pub name: String,
        pub facts: Json,
        pub notice_email: Option<String>,
        pub position: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod desk {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::DeskId,
        pub slug: String,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub name: String,
        pub facts: Json,
        pub checked_on: Option<Date>,
        pub position: i32,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod gathering {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "gatherings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::GatheringId,
        pub slug: String,
        pub municipality_id: super::MunicipalityId,
        pub kind: super::GatheringKind,
        pub name: String,
        pub facts: Json,
        pub position: i32,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod listing {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "listings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::ListingId,
        pub kind: super::ListingKind,
        pub slug: String,
        pub municipality_id: Option<super::MunicipalityId>,
        pub name: String,
        pub facts: Json,
        pub position: i32,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod kept_record {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "kept_records")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub record_id: Uuid,
        pub kind: super::RecordKind,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod check {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "checks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::CheckId,
        pub record_id: Uuid,
        pub kind: super::RecordKind,
        pub facet: super::Facet,
        pub checked_on: Date,
        pub checked_by: Option<super::StaffId>,
        pub confirmation_id: Option<super::ConfirmationId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod directory_rule {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "directory_rules")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_id: super::MunicipalityId,
        pub two_persons: bool,
        pub stale_after_months: i32,
        pub asks_by_itself: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod directory_version {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "directory_versions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The only row of `directory_versions`.
const THE_DIRECTORY: i32 = 1;

/// Which state of the tables this is; 0 before anything was loaded.
pub async fn version(conn: &impl ConnectionTrait) -> Result<i64, Outcome> {
    let row = directory_version::Entity::find_by_id(THE_DIRECTORY).one(conn).await?;
    Ok(row.map_or(0, |row| row.version))
}

/// Tells every process that the tables have changed. The database counts: of two people who change something at once,
/// each raises the number, and the second waits here until the first is done.
pub async fn raise_version(tx: &impl ConnectionTrait) -> Result<(), Outcome> {
    use directory_version::{ActiveModel, Column, Entity};
    let next = Expr::col((Entity, Column::Version)).add(1);
    Entity::insert(ActiveModel { id: Set(THE_DIRECTORY), version: Set(1) })
        .on_conflict(OnConflict::column(Column::Id).value(Column::Version, next).to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Tells every process that the tables have changed, if they are still in the state `seen`; answers whether they were.
pub async fn raise_version_from(tx: &impl ConnectionTrait, seen: i64) -> Result<bool, Outcome> {
    let raised = directory_version::Entity::update_many()
        .col_expr(directory_version::Column::Version, Expr::value(seen + 1))
        .filter(directory_version::Column::Id.eq(THE_DIRECTORY))
        .filter(directory_version::Column::Version.eq(seen))
        .exec(tx)
        .await?;
    Ok(raised.rows_affected == 1)
}

/// The agreements with their towns; a town that is no longer in the directory is left out.
async fn agreements_among(conn: &impl ConnectionTrait, towns: &[Municipality]) -> Result<Vec<Agreement>, Outcome> {
    let mut found = Vec::new();
    for row in agreements(conn).await? {
        let known: AgreementFacts = facts(&row.slug, row.facts)?;
        let id_of = |slug: &String| towns.iter().find(|town| town.slug == *slug).map(|town| town.id);
        found.push(Agreement {
            slug: row.slug,
            towns: known.towns.iter().filter_map(id_of).collect(),
            covers: known.covers,
        });
    }
    Ok(found)
}

pub async fn agreements(conn: &impl ConnectionTrait) -> Result<Vec<agreement::Model>, Outcome> {
    Ok(agreement::Entity::find().order_by_asc(agreement::Column::Position).all(conn).await?)
}

/// What the file says takes the place of what was there: an agreement that ended must not go on being told.
pub async fn replace_agreements(tx: &impl ConnectionTrait, rows: Vec<agreement::Model>) -> Result<(), Outcome> {
    agreement::Entity::delete_many().exec(tx).await?;
    for row in rows {
        agreement::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub async fn municipalities(conn: &impl ConnectionTrait) -> Result<Vec<municipality::Model>, Outcome> {
    Ok(municipality::Entity::find().order_by_asc(municipality::Column::Position).all(conn).await?)
}

pub async fn organizations(conn: &impl ConnectionTrait) -> Result<Vec<organization::Model>, Outcome> {
    Ok(organization::Entity::find().order_by_asc(organization::Column::Position).all(conn).await?)
}

pub async fn desks(conn: &impl ConnectionTrait) -> Result<Vec<desk::Model>, Outcome> {
    Ok(desk::Entity::find().order_by_asc(desk::Column::Position).all(conn).await?)
}

/// The desks in their order, without what is known of them.
async fn desk_ids(conn: &impl ConnectionTrait) -> Result<Vec<DeskId>, Outcome> {
    let ids = desk::Entity::find().select_only().column(desk::Column::Id);
    Ok(ids.order_by_asc(desk::Column::Position).order_by_asc(desk::Column::Id).into_tuple().all(conn).await?)
}

pub async fn gatherings(conn: &impl ConnectionTrait) -> Result<Vec<gathering::Model>, Outcome> {
    Ok(gathering::Entity::find().order_by_asc(gathering::Column::Position).all(conn).await?)
}

pub async fn listings(conn: &impl ConnectionTrait) -> Result<Vec<listing::Model>, Outcome> {
    Ok(listing::Entity::find().order_by_asc(listing::Column::Position).all(conn).await?)
}

/// So many desks are read at a time: a country's, with all their facts, would not fit where the directory does.
const DESKS_AT_ONCE: usize = 64;

/// Reads and compiles the whole directory.
pub async fn directory(conn: &impl ConnectionTrait) -> Result<Directory, Outcome> {
    // The version first: what is loaded in between is then loaded once more, never missed.
    let version = version(conn).await?;
    let towns: Vec<Municipality> = municipalities(conn).await?.into_iter().map(town_of).collect();
    let slug_of = |slug: &String| towns.iter().find(|town| town.slug == *slug).map(|town| town.id);
    let agreements = agreements_among(conn, &towns).await?;
    let mut checks = checks(conn).await?;
    let stale: HashMap<MunicipalityId, u32> =
        rules(conn).await?.into_iter().map(|row| (row.municipality_id, months(row.stale_after_months))).collect();
    let months_of =
        |town: Option<MunicipalityId>| town.and_then(|town| stale.get(&town)).copied().unwrap_or(STALE_AFTER_MONTHS);
    let mut freshness = HashMap::new();
    let mut bodies = Vec::new();
    for row in organizations(conn).await? {
        freshness.extend(checked(&mut checks, row.id.0, months_of(row.municipality_id)));
        let facts: OrganizationFacts = facts(&row.slug, row.facts)?;
        bodies.push(Organization {
            id: row.id,
            slug: row.slug,
            municipality: row.municipality_id,
            kind: row.kind,
            name: row.name,
            phone: facts.phone.clone(),
            address: facts.address.clone(),
            notice_email: row.notice_email,
            aliases: facts.aliases.clone(),
            municipalities: facts.municipalities.iter().filter_map(slug_of).collect(),
            facts,
        });
    }
    let mut compiler = Compiler::new(towns, bodies);
    for some in desk_ids(conn).await?.chunks(DESKS_AT_ONCE) {
        let rows = desk::Entity::find().filter(desk::Column::Id.is_in(some.iter().copied())).all(conn).await?;
        let mut by_id: HashMap<DeskId, desk::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
        for row in some.iter().filter_map(|id| by_id.remove(id)) {
            let months = months_of(Some(row.municipality_id));
            let record = DeskRecord {
                freshness: Freshness::new(row.checked_on, checks.remove(&row.id.0).unwrap_or_default(), months),
                facts: facts(&row.slug, row.facts)?,
                id: row.id,
                slug: row.slug,
                municipality: row.municipality_id,
                organization: row.organization_id,
                name: row.name,
            };
            compiler.add_desk(record).map_err(broken)?;
        }
    }
    let mut meetings = Vec::new();
    for row in gatherings(conn).await? {
        freshness.extend(checked(&mut checks, row.id.0, months_of(Some(row.municipality_id))));
        meetings.push(GatheringRecord {
            facts: facts(&row.slug, row.facts)?,
            id: row.id,
            slug: row.slug,
            municipality: row.municipality_id,
            kind: row.kind,
            name: row.name,
        });
    }
    let mut listed = Vec::new();
    for row in listings(conn).await? {
        freshness.extend(checked(&mut checks, row.id.0, months_of(row.municipality_id)));
        let facts = listing_facts(row.kind, &row.slug, row.facts)?;
        listed.push(ListingRecord { id: row.id, slug: row.slug, name: row.name, facts });
    }
    let others = Others { gatherings: meetings, listings: listed, attachments: attachments(conn).await? };
    let directory = compiler.finish(version, others).map_err(broken)?;
    Ok(directory.with_agreements(agreements).with_freshness(freshness))
}

/// When the parts of one record were checked, if any ever was.
fn checked(
    checks: &mut HashMap<Uuid, Vec<(Facet, NaiveDate)>>,
    record: Uuid,
    months: u32,
) -> Option<(Uuid, Freshness)> {
    checks.remove(&record).map(|found| (record, Freshness::new(None, found, months)))
}

fn broken(fault: Fault) -> Outcome {
    Outcome::Broken(format!("directory: {fault}"))
}

fn listing_facts(kind: ListingKind, slug: &str, json: serde_json::Value) -> Result<ListingFacts, Outcome> {
    Ok(match kind {
        ListingKind::Event => ListingFacts::Event(facts(slug, json)?),
        ListingKind::Resource => ListingFacts::Resource(facts(slug, json)?),
        ListingKind::Council => ListingFacts::Council(facts(slug, json)?),
    })
}

/// A count of months; the column allows what no form sends.
pub fn months(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or(STALE_AFTER_MONTHS)
}

fn town_of(row: municipality::Model) -> Municipality {
    Municipality { id: row.id, slug: row.slug, name: row.name, prefecture: row.prefecture, kind: row.kind }
}

/// The facts of a row, without what their owners have not agreed to show.
fn facts<T: DeserializeOwned>(slug: &str, mut facts: serde_json::Value) -> Result<T, Outcome> {
    withheld::withhold(&mut facts);
    serde_json::from_value(facts).map_err(|error| Outcome::Broken(format!("directory: facts of {slug}: {error}")))
}

pub async fn add_municipality(tx: &impl ConnectionTrait, row: municipality::Model) -> Result<(), Outcome> {
    municipality::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// The key stays: every record below hangs on it.
pub async fn change_municipality(tx: &impl ConnectionTrait, row: municipality::Model) -> Result<(), Outcome> {
    municipality::Entity::update(municipality::ActiveModel {
        id: Unchanged(row.id),
        slug: NotSet,
        name: Set(row.name),
        prefecture: Set(row.prefecture),
        kind: Set(row.kind),
        key_id: NotSet,
        position: Set(row.position),
    })
    .exec(tx)
    .await?;
    Ok(())
}

pub async fn add_organization(tx: &impl ConnectionTrait, row: organization::Model) -> Result<(), Outcome> {
    organization::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// Where it is told about relay sheets was set here, not in the files; it stays.
pub async fn change_organization(tx: &impl ConnectionTrait, row: organization::Model) -> Result<(), Outcome> {
    organization::Entity::update(organization::ActiveModel {
        id: Unchanged(row.id),
        slug: NotSet,
        municipality_id: Set(row.municipality_id),
        kind: Set(row.kind),
        name: Set(row.name),
        facts: Set(row.facts),
        notice_email: NotSet,
        position: Set(row.position),
    })
    .exec(tx)
    .await?;
    Ok(())
}

/// Where an organisation is told that something has come; nothing where it wants no notices.
pub async fn set_notice(
    tx: &impl ConnectionTrait,
    id: OrganizationId,
    notice_email: Option<String>,
) -> Result<(), Outcome> {
    let row = organization::ActiveModel { id: Unchanged(id), notice_email: Set(notice_email), ..Default::default() };
    organization::Entity::update(row).exec(tx).await?;
    Ok(())
}

pub async fn add_desk(tx: &impl ConnectionTrait, row: desk::Model) -> Result<(), Outcome> {
    desk::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn change_desk(tx: &impl ConnectionTrait, row: desk::Model) -> Result<(), Outcome> {
    desk::Entity::update(desk::ActiveModel {
        id: Unchanged(row.id),
        slug: NotSet,
        municipality_id: Set(row.municipality_id),
        organization_id: Set(row.organization_id),
        name: Set(row.name),
        facts: Set(row.facts),
        checked_on: Set(row.checked_on),
        position: Set(row.position),
        version: Set(row.version + 1),
    })
    .exec(tx)
    .await?;
    Ok(())
}

pub async fn add_gathering(tx: &impl ConnectionTrait, row: gathering::Model) -> Result<(), Outcome> {
    gathering::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn change_gathering(tx: &impl ConnectionTrait, row: gathering::Model) -> Result<(), Outcome> {
    gathering::Entity::update(gathering::ActiveModel {
        id: Unchanged(row.id),
        slug: NotSet,
        municipality_id: Set(row.municipality_id),
        kind: Set(row.kind),
        name: Set(row.name),
        facts: Set(row.facts),
        position: Set(row.position),
        version: Set(row.version + 1),
    })
    .exec(tx)
    .await?;
    Ok(())
}

pub async fn add_listing(tx: &impl ConnectionTrait, row: listing::Model) -> Result<(), Outcome> {
    listing::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn change_listing(tx: &impl ConnectionTrait, row: listing::Model) -> Result<(), Outcome> {
    listing::Entity::update(listing::ActiveModel {
        id: Unchanged(row.id),
        kind: NotSet,
        slug: NotSet,
        municipality_id: Set(row.municipality_id),
        name: Set(row.name),
        facts: Set(row.facts),
        position: Set(row.position),
        version: Set(row.version + 1),
    })
    .exec(tx)
    .await?;
    Ok(())
}
