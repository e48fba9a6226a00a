//! Rows of bookings whose time does not take place: who has to be reached.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use crate::{
    accounts::Actor,
    booking::model::arranged::{Booking, Told},
    platform::{
        Now, Outcome,
        ids::{BookingId, MunicipalityId, OrganizationId, StaffId},
    },
};

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "closed_bookings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub booking_id: super::BookingId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub was: DateTimeUtc,
        pub told: super::Told,
        pub closed_at: DateTimeUtc,
        pub reached_by: Option<super::StaffId>,
        pub reached_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A booking whose time does not take place.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    pub booking: BookingId,
    pub was: DateTime<Utc>,
    pub told: Told,
    pub closed_at: DateTime<Utc>,
}

pub async fn add(
    tx: &impl ConnectionTrait,
    booking: &Booking,
    (was, told): (DateTime<Utc>, Told),
    now: Now,
) -> Result<(), Outcome> {
    row::Entity::insert(row::ActiveModel {
        booking_id: Set(booking.id),
        municipality_id: Set(booking.municipality),
        organization_id: Set(booking.organization),
        was: Set(was),
        told: Set(told),
        closed_at: Set(now.0),
        reached_by: Set(None),
        reached_at: Set(None),
    })
    .on_conflict(OnConflict::column(row::Column::BookingId).do_nothing().to_owned())
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// What the actor's organisation closed from `since` on and nobody has marked as reached, soonest first.
pub async fn unreached(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    since: DateTime<Utc>,
) -> Result<Vec<Closed>, Outcome> {
    let rows = row::Entity::find()
        .filter(row::Column::OrganizationId.eq(actor.organization))
        .filter(row::Column::MunicipalityId.eq(actor.municipality))
        .filter(row::Column::Was.gte(since))
        .filter(row::Column::ReachedAt.is_null())
        .order_by_asc(row::Column::Was)
        .order_by_asc(row::Column::BookingId)
        .all(conn)
        .await?;
    let closed =
        |row: row::Model| Closed { booking: row.booking_id, was: row.was, told: row.told, closed_at: row.closed_at };
    Ok(rows.into_iter().map(closed).collect())
}

/// Marks that somebody was reached; answers whether anybody still had to be.
pub async fn reach(tx: &impl ConnectionTrait, id: BookingId, by: StaffId, now: Now) -> Result<bool, Outcome> {
    let marked = row::Entity::update_many()
        .col_expr(row::Column::ReachedBy, Expr::value(by))
        .col_expr(row::Column::ReachedAt, Expr::value(now.0))
        .filter(row::Column::BookingId.eq(id))
        .filter(row::Column::ReachedAt.is_null())
        .exec(tx)
        .await?;
    Ok(marked.rows_affected == 1)
}
