//! Rows of services and of numbers that lead into a room. Of a number only its keyed hash is kept.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::model::{CodeState, RoomCode, ServiceFacts, Subject, VideoService};
use crate::{
    accounts::Actor,
    platform::{
        Outcome, db,
        ids::{BookingId, DeskId, MunicipalityId, OrganizationId, RoomCodeId, StaffId, ThreadId},
    },
};

mod service {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "video_services")]
    pub struct Model {
        /// The desk's own id, or the municipality's: each has one service at most.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::Uuid,
        pub municipality_id: super::MunicipalityId,
        pub desk_id: Option<super::DeskId>,
        pub facts: Json,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod code {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "room_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::RoomCodeId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub desk_id: super::DeskId,
        pub booking_id: Option<super::BookingId>,
        pub thread_id: Option<super::ThreadId>,
        pub code_hash: Vec<u8>,
        pub made_by: super::StaffId,
        pub made_at: DateTimeUtc,
        pub ends_at: DateTimeUtc,
        pub ended_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn scope(municipality: MunicipalityId, desk: Option<DeskId>) -> Uuid {
    desk.map_or(municipality.0, |desk| desk.0)
}

fn service_of(row: service::Model) -> Result<VideoService, Outcome> {
    let facts: ServiceFacts = serde_json::from_value(row.facts)
        .map_err(|error| Outcome::Broken(format!("video service {}: {error}", row.id)))?;
    Ok(VideoService { municipality: row.municipality_id, desk: row.desk_id, facts, version: row.version })
}

/// The service that was set for a desk itself, or for the town.
pub async fn service(
    conn: &impl ConnectionTrait,
    municipality: MunicipalityId,
    desk: Option<DeskId>,
) -> Result<Option<VideoService>, Outcome> {
    let found = service::Entity::find_by_id(scope(municipality, desk)).one(conn).await?;
    found.map(service_of).transpose()
}

/// The service a desk uses: its own, else the town's.
pub async fn service_at(
    conn: &impl ConnectionTrait,
    municipality: MunicipalityId,
    desk: DeskId,
) -> Result<Option<VideoService>, Outcome> {
    match service(conn, municipality, Some(desk)).await? {
        Some(own) => Ok(Some(own)),
        None => service(conn, municipality, None).await,
    }
}

/// Keeps what was read at `version` (0 where there was none), or that none is used. Somebody who saved first wins.
pub async fn keep_service(
    tx: &impl ConnectionTrait,
    municipality: MunicipalityId,
    desk: Option<DeskId>,
    (facts, version): (Option<&ServiceFacts>, i64),
) -> Result<(), Outcome> {
    let id = scope(municipality, desk);
    let Some(facts) = facts else {
        let gone = service::Entity::delete_many()
            .filter(service::Column::Id.eq(id))
            .filter(service::Column::Version.eq(version))
            .exec(tx)
            .await?;
        return if gone.rows_affected == 1 || version == 0 { Ok(()) } else { Err(Outcome::Conflict) };
    };
    let facts = serde_json::to_value(facts).map_err(|error| Outcome::Broken(error.to_string()))?;
    if version == 0 {
        let row = service::ActiveModel {
            id: Set(id),
            municipality_id: Set(municipality),
            desk_id: Set(desk),
            facts: Set(facts),
            version: Set(1),
        };
        return match service::Entity::insert(row).exec_without_returning(tx).await {
            Err(error) if db::is_duplicate(&error) => Err(Outcome::Conflict),
            other => Ok(other.map(|_| ())?),
        };
    }
    let saved = service::Entity::update_many()
        .col_expr(service::Column::Facts, Expr::value(facts))
        .col_expr(service::Column::Version, Expr::value(version + 1))
        .filter(service::Column::Id.eq(id))
        .filter(service::Column::Version.eq(version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

fn code_of(row: code::Model) -> RoomCode {
    RoomCode {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        desk: row.desk_id,
        subject: row.booking_id.map_or(Subject::Now { until: row.ends_at }, Subject::Booking),
        thread: row.thread_id,
        state: row.ended_at.map_or(CodeState::Open, |at| CodeState::Ended { at }),
        made_by: row.made_by,
        made_at: row.made_at,
    }
}

/// Keeps a number until `ends_at`; it is forgotten some time later.
pub async fn add(
    tx: &impl ConnectionTrait,
    it: &RoomCode,
    hash: [u8; 32],
    ends_at: DateTime<Utc>,
) -> Result<(), Outcome> {
    let booking = match it.subject {
        Subject::Now { .. } => None,
        Subject::Booking(id) => Some(id),
    };
    code::Entity::insert(code::ActiveModel {
        id: Set(it.id),
        municipality_id: Set(it.municipality),
        organization_id: Set(it.organization),
        desk_id: Set(it.desk),
        booking_id: Set(booking),
        thread_id: Set(it.thread),
        code_hash: Set(hash.to_vec()),
        made_by: Set(it.made_by),
        made_at: Set(it.made_at),
        ends_at: Set(ends_at),
        ended_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

pub async fn end(tx: &impl ConnectionTrait, id: RoomCodeId, at: DateTime<Utc>) -> Result<(), Outcome> {
    code::Entity::update_many()
        .col_expr(code::Column::EndedAt, Expr::value(at))
        .filter(code::Column::Id.eq(id))
        .filter(code::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The number `id`, as staff of the organisation that gave it.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: RoomCodeId) -> Result<Option<RoomCode>, Outcome> {
    let found = code::Entity::find_by_id(id)
        .filter(code::Column::OrganizationId.eq(actor.organization))
        .filter(code::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?;
    Ok(found.map(code_of))
}

pub async fn by_hash(conn: &impl ConnectionTrait, hash: [u8; 32]) -> Result<Option<RoomCode>, Outcome> {
    let found = code::Entity::find().filter(code::Column::CodeHash.eq(hash.to_vec())).one(conn).await?;
    Ok(found.map(code_of))
}

/// The number of a booking that was given first and still leads in.
pub async fn of_booking(conn: &impl ConnectionTrait, id: BookingId) -> Result<Option<RoomCode>, Outcome> {
    let found = code::Entity::find()
        .filter(code::Column::BookingId.eq(id))
        .filter(code::Column::EndedAt.is_null())
        .order_by_asc(code::Column::Id)
        .one(conn)
        .await?;
    Ok(found.map(code_of))
}

/// The latest room that was opened on the page of a thread.
pub async fn of_thread(conn: &impl ConnectionTrait, id: ThreadId) -> Result<Option<RoomCode>, Outcome> {
    let found = code::Entity::find()
        .filter(code::Column::ThreadId.eq(id))
        .order_by_desc(code::Column::MadeAt)
        .order_by_desc(code::Column::Id)
        .one(conn)
        .await?;
    Ok(found.map(code_of))
}

/// The immediate rooms of an organisation that are open.
pub async fn open_of(conn: &impl ConnectionTrait, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<RoomCode>, Outcome> {
    let rows = code::Entity::find()
        .filter(code::Column::OrganizationId.eq(actor.organization))
        .filter(code::Column::MunicipalityId.eq(actor.municipality))
        .filter(code::Column::BookingId.is_null())
        .filter(code::Column::EndedAt.is_null())
        .filter(code::Column::EndsAt.gt(now))
        .order_by_asc(code::Column::MadeAt)
        .order_by_asc(code::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(code_of).collect())
}

/// Forgets numbers that led nowhere any more before a moment.
pub async fn forget(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Outcome> {
    let is_old = Condition::any().add(code::Column::EndsAt.lt(before)).add(code::Column::EndedAt.lt(before));
    code::Entity::delete_many().filter(is_old).exec(tx).await?;
    Ok(())
}
