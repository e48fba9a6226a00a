//! Rows of worries and their numbers.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::model::{Decision, Ground, Stage, Told, Worry};
use crate::{
    accounts::Actor,
    platform::{
        App, Lang, Outcome,
        ids::{CaseId, DeskId, KeyId, MunicipalityId, OrganizationId, StaffId, WorryId},
        vault::{Key, place},
    },
};

mod worry {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "worries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WorryId,
        pub municipality_id: MunicipalityId,
        pub number: String,
        pub desk_id: DeskId,
        pub organization_id: OrganizationId,
        pub key_id: KeyId,
        pub passphrase_hash: Vec<u8>,
        pub sealed_told: Vec<u8>,
        pub sealed_decisions: Vec<u8>,
        pub language: String,
        pub arrived_at: DateTimeUtc,
        pub entered_by: Option<StaffId>,
        pub taken_by: Option<StaffId>,
        pub taken_at: Option<DateTimeUtc>,
        pub spoken_at: Option<DateTimeUtc>,
        pub review_on: Date,
        pub removed_at: Option<DateTimeUtc>,
        pub case_id: Option<CaseId>,
        pub ground: Option<Ground>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod number {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "worry_numbers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_id: super::MunicipalityId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub fiscal_year: i32,
        pub last: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const TOLD: &str = "worries.told";
const DECISIONS: &str = "worries.decisions";

impl From<worry::Model> for Worry {
    fn from(row: worry::Model) -> Self {
        let stage = match (row.taken_by, row.taken_at, row.spoken_at) {
            (Some(by), Some(at), Some(spoken_at)) => Stage::Spoken { by, at, spoken_at },
            (Some(by), Some(at), None) => Stage::Taken { by, at },
            (None, _, _) | (Some(_), None, _) => Stage::Arrived,
        };
        Self {
            id: row.id,
            municipality: row.municipality_id,
            number: row.number,
            desk: row.desk_id,
            organization: row.organization_id,
            key: row.key_id,
            language: Lang::from_code(&row.language).unwrap_or(Lang::Ja),
            arrived_at: row.arrived_at,
            entered_by: row.entered_by,
            stage,
            review_on: row.review_on,
            removed_at: row.removed_at,
            case: row.case_id.zip(row.ground),
            version: row.version,
        }
    }
}

type StageColumns = (Option<StaffId>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn stage_columns(stage: Stage) -> StageColumns {
    match stage {
        Stage::Arrived => (None, None, None),
        Stage::Taken { by, at } => (Some(by), Some(at), None),
        Stage::Spoken { by, at, spoken_at } => (Some(by), Some(at), Some(spoken_at)),
    }
}

/// Takes the next number of a fiscal year. Whoever comes at the same moment queues on the row.
pub async fn take_number(
    tx: &impl ConnectionTrait,
    municipality: MunicipalityId,
    fiscal_year: i32,
) -> Result<String, Outcome> {
    if !raise_number(tx, municipality, fiscal_year).await? {
        let first =
            number::ActiveModel { municipality_id: Set(municipality), fiscal_year: Set(fiscal_year), last: Set(0) };
        let columns = [number::Column::MunicipalityId, number::Column::FiscalYear];
        number::Entity::insert(first).on_conflict_do_nothing_on(columns).exec_without_returning(tx).await?;
        raise_number(tx, municipality, fiscal_year).await?;
    }
    let row = number::Entity::find_by_id((municipality, fiscal_year)).one(tx).await?;
    let nth = row.ok_or_else(|| Outcome::Broken("worry number vanished".into()))?.last;
    Ok(Worry::number_of(fiscal_year, nth))
}

async fn raise_number(
    tx: &impl ConnectionTrait,
    municipality: MunicipalityId,
    fiscal_year: i32,
) -> Result<bool, Outcome> {
    let raised = number::Entity::update_many()
        .col_expr(number::Column::Last, Expr::col(number::Column::Last).add(1))
        .filter(number::Column::MunicipalityId.eq(municipality))
        .filter(number::Column::FiscalYear.eq(fiscal_year))
        .exec(tx)
        .await?;
    Ok(raised.rows_affected == 1)
}

pub async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    worry: &Worry,
    passphrase_hash: [u8; 32],
    told: &Told,
) -> Result<(), Outcome> {
    let (taken_by, taken_at, spoken_at) = stage_columns(worry.stage);
    let none: Vec<Decision> = Vec::new();
    let row = worry::Model {
        id: worry.id,
        municipality_id: worry.municipality,
        number: worry.number.clone(),
        desk_id: worry.desk,
        organization_id: worry.organization,
        key_id: worry.key,
        passphrase_hash: passphrase_hash.to_vec(),
        sealed_told: key.seal(&app.dice, place(TOLD, worry.id.0), told),
        sealed_decisions: key.seal(&app.dice, place(DECISIONS, worry.id.0), &none),
        language: worry.language.code().to_owned(),
        arrived_at: worry.arrived_at,
        entered_by: worry.entered_by,
        taken_by,
        taken_at,
        spoken_at,
        review_on: worry.review_on,
        removed_at: worry.removed_at,
        case_id: worry.case.map(|(case, _)| case),
        ground: worry.case.map(|(_, ground)| ground),
        version: worry.version,
    };
    worry::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves how far the desk has come. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, worry: &Worry) -> Result<(), Outcome> {
    let (taken_by, taken_at, spoken_at) = stage_columns(worry.stage);
    let saved = worry::Entity::update_many()
        .col_expr(worry::Column::TakenBy, Expr::value(taken_by.map(|staff| staff.0)))
        .col_expr(worry::Column::TakenAt, Expr::value(taken_at))
        .col_expr(worry::Column::SpokenAt, Expr::value(spoken_at))
        .col_expr(worry::Column::ReviewOn, Expr::value(worry.review_on))
        .col_expr(worry::Column::RemovedAt, Expr::value(worry.removed_at))
        .col_expr(worry::Column::CaseId, Expr::value(worry.case.map(|(case, _)| case.0)))
        .col_expr(worry::Column::Ground, Expr::value(worry.case.map(|(_, ground)| ground.code())))
        .col_expr(worry::Column::Version, Expr::value(worry.version + 1))
        .filter(worry::Column::Id.eq(worry.id))
        .filter(worry::Column::Version.eq(worry.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Keeps what was told and decided, within the transaction that saves the worry.
pub async fn write(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    id: WorryId,
    (told, decisions): (&Told, &[Decision]),
) -> Result<(), Outcome> {
    worry::Entity::update_many()
        .col_expr(worry::Column::SealedTold, Expr::value(key.seal(&app.dice, place(TOLD, id.0), told)))
        .col_expr(worry::Column::SealedDecisions, Expr::value(key.seal(&app.dice, place(DECISIONS, id.0), &decisions)))
        .filter(worry::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The worry `id`, as staff of the organisation to which it came.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: WorryId) -> Result<Option<Worry>, Outcome> {
    Ok(worry::Entity::find_by_id(id)
        .filter(worry::Column::OrganizationId.eq(actor.organization))
        .filter(worry::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?
        .map(Worry::from))
}

pub async fn by_id(conn: &impl ConnectionTrait, id: WorryId) -> Result<Option<Worry>, Outcome> {
    Ok(worry::Entity::find_by_id(id).one(conn).await?.map(Worry::from))
}

/// Desk and moment of every worry, to be counted.
pub async fn arrived_between(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(DeskId, DateTime<Utc>)>, Outcome> {
    Ok(worry::Entity::find()
        .filter(worry::Column::MunicipalityId.eq(town))
        .filter(worry::Column::ArrivedAt.gte(from))
        .filter(worry::Column::ArrivedAt.lt(to))
        .select_only()
        .columns([worry::Column::DeskId, worry::Column::ArrivedAt])
        .into_tuple()
        .all(conn)
        .await?)
}

pub async fn by_passphrase(conn: &impl ConnectionTrait, hash: [u8; 32]) -> Result<Option<Worry>, Outcome> {
    Ok(worry::Entity::find().filter(worry::Column::PassphraseHash.eq(hash.to_vec())).one(conn).await?.map(Worry::from))
}

/// Whether the case grew out of a worry.
pub async fn grew_into(conn: &impl ConnectionTrait, case: CaseId) -> Result<bool, Outcome> {
    Ok(worry::Entity::find().filter(worry::Column::CaseId.eq(case)).one(conn).await?.is_some())
}

/// What was told, and what was decided, oldest first.
pub async fn words(conn: &impl ConnectionTrait, key: &Key, id: WorryId) -> Result<(Told, Vec<Decision>), Outcome> {
    let row = worry::Entity::find_by_id(id).one(conn).await?.ok_or(Outcome::NotFound)?;
    let told = key.open(place(TOLD, id.0), &row.sealed_told)?;
    Ok((told, key.open(place(DECISIONS, id.0), &row.sealed_decisions)?))
}

/// How many worries of the actor's organisation nobody has taken.
pub async fn waiting_for(conn: &impl ConnectionTrait, actor: &Actor) -> Result<usize, Outcome> {
    let count = worry::Entity::find()
        .filter(worry::Column::OrganizationId.eq(actor.organization))
        .filter(worry::Column::MunicipalityId.eq(actor.municipality))
        .filter(worry::Column::RemovedAt.is_null())
        .filter(worry::Column::TakenAt.is_null())
        .count(conn)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// A worry on a list.
pub struct WorryRow {
    pub worry: Worry,
    pub told: Told,
}

/// One page of the list.
pub struct Listed {
    /// Those nobody has taken, all of them, on the first page.
    pub waiting: Vec<WorryRow>,
    pub taken: Vec<WorryRow>,
    /// The list goes on after this one.
    pub before: Option<WorryId>,
}

/// Taken worries on one page of the list.
const TAKEN_ON_A_PAGE: usize = 50;

/// Worries of the actor's organisation whose content is kept: those nobody has taken, with signs of danger first, in the
/// order in which they came; then the others, in the order in which they are to be looked at again.
pub async fn list_for(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    before: Option<WorryId>,
) -> Result<Listed, Outcome> {
    let mine = || {
        worry::Entity::find()
            .filter(worry::Column::OrganizationId.eq(actor.organization))
            .filter(worry::Column::MunicipalityId.eq(actor.municipality))
            .filter(worry::Column::RemovedAt.is_null())
    };
    let mut waiting = Vec::new();
    if before.is_none() {
        let rows = mine().filter(worry::Column::TakenAt.is_null()).order_by_asc(worry::Column::ArrivedAt);
        waiting = opened(conn, app, rows.order_by_asc(worry::Column::Id).all(conn).await?).await?;
        waiting.sort_by_key(|row| row.told.signs.is_empty());
    }
    let taken = || mine().filter(worry::Column::TakenAt.is_not_null());
    let in_order = || taken().order_by_asc(worry::Column::ReviewOn).order_by_asc(worry::Column::Id);
    let ids: Vec<WorryId> = in_order().select_only().column(worry::Column::Id).into_tuple().all(conn).await?;
    let (shown, before) = page_after(&ids, before, TAKEN_ON_A_PAGE);
    let rows = in_order().filter(worry::Column::Id.is_in(shown.iter().copied())).all(conn).await?;
    Ok(Listed { waiting, taken: opened(conn, app, rows).await?, before })
}

async fn opened(conn: &impl ConnectionTrait, app: &App, rows: Vec<worry::Model>) -> Result<Vec<WorryRow>, Outcome> {
    let mut list = Vec::new();
    for row in rows {
        let key = app.vault.key(conn, row.key_id).await?;
        let told = key.open(place(TOLD, row.id.0), &row.sealed_told)?;
        list.push(WorryRow { worry: row.into(), told });
    }
    Ok(list)
}

/// The page of a list that comes after `before`, and after which one the list goes on. One that is no longer on the list
/// begins it anew.
pub fn page_after(ids: &[WorryId], before: Option<WorryId>, size: usize) -> (&[WorryId], Option<WorryId>) {
    let start = before.and_then(|before| ids.iter().position(|id| *id == before)).map_or(0, |place| place + 1);
    let rest = &ids[start..];
    match rest.split_at_checked(size) {
        Some((shown, more)) if !more.is_empty() => (shown, shown.last().copied()),
        Some(_) | None => (rest, None),
    }
}
