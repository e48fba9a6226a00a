//! Rows of revisions and confirmations.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::model::{Origin, Revision, State};
use crate::{
    accounts::Actor,
    directory::RecordKind,
    platform::{
        Outcome,
        ids::{ConfirmationId, MunicipalityId, RevisionId, StaffId},
    },
    vocabulary,
};

vocabulary! {
    /// The state's column.
    pub enum StateCode("revision-state") {
        Draft => "draft",
        Waiting => "waiting",
        Published => "published",
        Discarded => "discarded",
    }
}

mod revision {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "revisions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::RevisionId,
        pub municipality_id: super::MunicipalityId,
        pub kind: super::RecordKind,
        pub record_id: Uuid,
        pub slug: String,
        pub state: super::StateCode,
        pub number: Option<i64>,
        pub reason: Option<String>,
        pub base: Json,
        pub whole: Json,
        pub origin: super::Origin,
        pub written_by: super::StaffId,
        pub written_at: DateTimeUtc,
        pub decided_by: Option<super::StaffId>,
        pub decided_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod confirmation {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "confirmations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::ConfirmationId,
        pub municipality_id: super::MunicipalityId,
        pub kind: super::RecordKind,
        pub record_id: Uuid,
        pub slug: String,
        /// Of the link; the link itself is in the mail only.
        pub token_hash: Vec<u8>,
        pub sent_to: String,
        /// Nobody of the staff: the program asked.
        pub asked_by_staff: Option<super::StaffId>,
        pub asked_at: DateTimeUtc,
        pub open_until: Date,
        pub answered_at: Option<DateTimeUtc>,
        pub correction: Option<String>,
        pub settled_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub use confirmation::Model as Confirmation;

fn revision_of(row: revision::Model) -> Result<Revision, Outcome> {
    let gap = |what: &str| Outcome::Broken(format!("editing: revision {} has no {what}", row.id));
    let state = match row.state {
        StateCode::Draft => State::Draft,
        StateCode::Waiting => State::Waiting { reason: row.reason.clone().ok_or_else(|| gap("reason"))? },
        StateCode::Published => State::Published {
            number: row.number.ok_or_else(|| gap("number"))?,
            reason: row.reason.clone().ok_or_else(|| gap("reason"))?,
            by: row.decided_by.ok_or_else(|| gap("publisher"))?,
            at: row.decided_at.ok_or_else(|| gap("time"))?,
        },
        StateCode::Discarded => State::Discarded {
            by: row.decided_by.ok_or_else(|| gap("person"))?,
            at: row.decided_at.ok_or_else(|| gap("time"))?,
        },
    };
    Ok(Revision {
        id: row.id,
        municipality: row.municipality_id,
        kind: row.kind,
        record: row.record_id,
        slug: row.slug,
        base: row.base,
        whole: row.whole,
        origin: row.origin,
        written_by: row.written_by,
        written_at: row.written_at,
        state,
        version: row.version,
    })
}

fn row_of(revision: &Revision) -> revision::ActiveModel {
    let (state, number, reason, by, at) = match &revision.state {
        State::Draft => (StateCode::Draft, None, None, None, None),
        State::Waiting { reason } => (StateCode::Waiting, None, Some(reason.clone()), None, None),
        State::Published { number, reason, by, at } => {
            (StateCode::Published, Some(*number), Some(reason.clone()), Some(*by), Some(*at))
        }
        State::Discarded { by, at } => (StateCode::Discarded, None, None, Some(*by), Some(*at)),
    };
    revision::ActiveModel {
        id: Set(revision.id),
        municipality_id: Set(revision.municipality),
        kind: Set(revision.kind),
        record_id: Set(revision.record),
        slug: Set(revision.slug.clone()),
        state: Set(state),
        number: Set(number),
        reason: Set(reason),
        base: Set(revision.base.clone()),
        whole: Set(revision.whole.clone()),
        origin: Set(revision.origin),
        written_by: Set(revision.written_by),
        written_at: Set(revision.written_at),
        decided_by: Set(by),
        decided_at: Set(at),
        version: Set(revision.version),
    }
}

/// A revision of the person's own town. Somebody else's draft does not exist for them.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: RevisionId) -> Result<Option<Revision>, Outcome> {
    let row = revision::Entity::find_by_id(id)
        .filter(revision::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?;
    let is_seen = |row: &revision::Model| row.state != StateCode::Draft || row.written_by == actor.staff;
    row.filter(is_seen).map(revision_of).transpose()
}

/// What the person is writing of a record, or has asked a colleague to publish.
pub async fn open_of(conn: &impl ConnectionTrait, actor: &Actor, record: Uuid) -> Result<Option<Revision>, Outcome> {
    let row = revision::Entity::find()
        .filter(revision::Column::RecordId.eq(record))
        .filter(revision::Column::WrittenBy.eq(actor.staff))
        .filter(revision::Column::State.is_in([StateCode::Draft, StateCode::Waiting]))
        .order_by_desc(revision::Column::WrittenAt)
        .one(conn)
        .await?;
    row.map(revision_of).transpose()
}

/// What the person is writing of a record that is not there yet.
pub async fn open_new(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    kind: RecordKind,
    slug: &str,
) -> Result<Option<Revision>, Outcome> {
    let row = revision::Entity::find()
        .filter(revision::Column::Kind.eq(kind))
        .filter(revision::Column::Slug.eq(slug))
        .filter(revision::Column::WrittenBy.eq(actor.staff))
        .filter(revision::Column::State.is_in([StateCode::Draft, StateCode::Waiting]))
        .one(conn)
        .await?;
    row.map(revision_of).transpose()
}

/// The published states of a record, the latest first.
pub async fn published(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<Revision>, Outcome> {
    let rows = revision::Entity::find()
        .filter(revision::Column::RecordId.eq(record))
        .filter(revision::Column::State.eq(StateCode::Published))
        .order_by_desc(revision::Column::Number)
        .all(conn)
        .await?;
    rows.into_iter().map(revision_of).collect()
}

/// The latest published states of a town, the newest first.
pub async fn latest(conn: &impl ConnectionTrait, town: MunicipalityId, most: u64) -> Result<Vec<Revision>, Outcome> {
    let rows = revision::Entity::find()
        .filter(revision::Column::MunicipalityId.eq(town))
        .filter(revision::Column::State.eq(StateCode::Published))
        .order_by_desc(revision::Column::DecidedAt)
        .limit(most)
        .all(conn)
        .await?;
    rows.into_iter().map(revision_of).collect()
}

/// What waits for a second person, and the person's own drafts, the oldest first.
pub async fn open_for(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Revision>, Outcome> {
    let mine = revision::Column::State.eq(StateCode::Draft).and(revision::Column::WrittenBy.eq(actor.staff));
    let rows = revision::Entity::find()
        .filter(revision::Column::MunicipalityId.eq(actor.municipality))
        .filter(revision::Column::State.eq(StateCode::Waiting).or(mine))
        .order_by_asc(revision::Column::WrittenAt)
        .all(conn)
        .await?;
    rows.into_iter().map(revision_of).collect()
}

/// The number after the last published state of a record; the first is 1. Two at once are parted by the database.
pub async fn next_number(conn: &impl ConnectionTrait, record: Uuid) -> Result<i64, Outcome> {
    let last: Option<Option<i64>> = revision::Entity::find()
        .select_only()
        .column_as(revision::Column::Number.max(), "last")
        .filter(revision::Column::RecordId.eq(record))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

pub async fn add(tx: &impl ConnectionTrait, revision: &Revision) -> Result<(), Outcome> {
    revision::Entity::insert(row_of(revision)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves over the state that was read; `Conflict` if somebody saved in between.
pub async fn save(tx: &impl ConnectionTrait, revision: &Revision) -> Result<(), Outcome> {
    let row = revision::ActiveModel { id: NotSet, version: Set(revision.version + 1), ..row_of(revision) };
    let done = revision::Entity::update_many()
        .set(row)
        .filter(revision::Column::Id.eq(revision.id))
        .filter(revision::Column::Version.eq(revision.version))
        .exec(tx)
        .await;
    match done {
        Ok(done) if done.rows_affected == 1 => Ok(()),
        Ok(_) => Err(Outcome::Conflict),
        Err(error) if crate::platform::db::is_duplicate(&error) => Err(Outcome::Conflict),
        Err(error) => Err(error.into()),
    }
}

pub async fn add_confirmation(tx: &impl ConnectionTrait, row: Confirmation) -> Result<(), Outcome> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    confirmation::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// The request whose link has this hash, while it may be answered.
pub async fn confirmation_by_hash(
    conn: &impl ConnectionTrait,
    hash: &[u8],
    today: NaiveDate,
) -> Result<Option<Confirmation>, Outcome> {
    Ok(confirmation::Entity::find()
        .filter(confirmation::Column::TokenHash.eq(hash.to_vec()))
        .filter(confirmation::Column::OpenUntil.gte(today))
        .one(conn)
        .await?)
}

pub async fn confirmation_for(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: ConfirmationId,
) -> Result<Option<Confirmation>, Outcome> {
    Ok(confirmation::Entity::find_by_id(id)
        .filter(confirmation::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?)
}

/// Corrections of partners that nobody has looked after yet, the oldest first.
pub async fn corrections(conn: &impl ConnectionTrait, town: MunicipalityId) -> Result<Vec<Confirmation>, Outcome> {
    Ok(confirmation::Entity::find()
        .filter(confirmation::Column::MunicipalityId.eq(town))
        .filter(confirmation::Column::Correction.is_not_null())
        .filter(confirmation::Column::SettledAt.is_null())
        .order_by_asc(confirmation::Column::AnsweredAt)
        .all(conn)
        .await?)
}

/// The requests about one record that are still open, the latest first.
pub async fn asked(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<Confirmation>, Outcome> {
    Ok(confirmation::Entity::find()
        .filter(confirmation::Column::RecordId.eq(record))
        .order_by_desc(confirmation::Column::AskedAt)
        .all(conn)
        .await?)
}

/// What partners said of a record that nobody has looked after yet, the oldest first.
pub async fn corrections_of(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<Confirmation>, Outcome> {
    Ok(confirmation::Entity::find()
        .filter(confirmation::Column::RecordId.eq(record))
        .filter(confirmation::Column::Correction.is_not_null())
        .filter(confirmation::Column::SettledAt.is_null())
        .order_by_asc(confirmation::Column::AnsweredAt)
        .all(conn)
        .await?)
}

/// When each record of a town was asked about last, and whether the program asked.
pub async fn last_asked(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
) -> Result<Vec<(Uuid, Option<StaffId>, DateTime<Utc>)>, Outcome> {
    use confirmation::Column as C;
    Ok(confirmation::Entity::find()
        .filter(C::MunicipalityId.eq(town))
        .order_by_asc(C::AskedAt)
        .select_only()
        .columns([C::RecordId, C::AskedByStaff, C::AskedAt])
        .into_tuple()
        .all(conn)
        .await?)
}

/// Notes the answer. `correction` is what waits for the editor from now on; `None`: what waited, or was settled, stays.
pub async fn answer(
    tx: &impl ConnectionTrait,
    id: ConfirmationId,
    at: DateTime<Utc>,
    correction: Option<String>,
) -> Result<(), Outcome> {
    let mut row = confirmation::ActiveModel { id: Unchanged(id), answered_at: Set(Some(at)), ..Default::default() };
    if correction.is_some() {
        row.correction = Set(correction);
        row.settled_at = Set(None);
    }
    confirmation::Entity::update(row).exec(tx).await?;
    Ok(())
}

pub async fn settle(tx: &impl ConnectionTrait, id: ConfirmationId, at: DateTime<Utc>) -> Result<(), Outcome> {
    confirmation::Entity::update_many()
        .col_expr(confirmation::Column::SettledAt, Expr::value(at))
        .filter(confirmation::Column::Id.eq(id))
        .filter(confirmation::Column::SettledAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
