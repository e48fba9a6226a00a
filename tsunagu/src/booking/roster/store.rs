//! Rows of the roster.

use chrono::{NaiveDate, NaiveTime, Timelike};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::model::Shift;
use crate::{
    accounts::Actor,
    platform::{
        Outcome,
        ids::{MunicipalityId, OrganizationId, ShiftId, StaffId},
    },
};

mod shift {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "shifts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::ShiftId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub staff_id: super::StaffId,
        pub place: String,
        pub note: String,
        pub day: Date,
        pub from_minute: i32,
        pub to_minute: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn minute(time: NaiveTime) -> i32 {
    i32::try_from(time.num_seconds_from_midnight() / 60).unwrap_or(0)
}

fn time(minute: i32) -> Result<NaiveTime, Outcome> {
    let seconds = u32::try_from(minute).ok().and_then(|minute| minute.checked_mul(60));
    let time = seconds.and_then(|seconds| NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0));
    time.ok_or_else(|| Outcome::Broken("a line of the roster has no such time".into()))
}

fn shift_of(row: shift::Model) -> Result<Shift, Outcome> {
    Ok(Shift {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        staff: row.staff_id,
        place: row.place,
        note: row.note,
        day: row.day,
        from: time(row.from_minute)?,
        to: time(row.to_minute)?,
    })
}

pub async fn add(tx: &impl ConnectionTrait, shift: &Shift) -> Result<(), Outcome> {
    let row = shift::Model {
        id: shift.id,
        municipality_id: shift.municipality,
        organization_id: shift.organization,
        staff_id: shift.staff,
        place: shift.place.clone(),
        note: shift.note.clone(),
        day: shift.day,
        from_minute: minute(shift.from),
        to_minute: minute(shift.to),
    };
    let added = shift::Entity::insert(row.into_active_model()).exec_without_returning(tx).await;
    match added {
        Ok(_) => Ok(()),
        Err(error) if crate::platform::db::is_duplicate(&error) => Err(Outcome::Conflict),
        Err(error) => Err(error.into()),
    }
}

/// The lines of the actor's town from one day until another, in the order of days and times.
pub async fn between(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Shift>, Outcome> {
    use shift::Column as C;
    let rows = shift::Entity::find()
        .filter(C::MunicipalityId.eq(actor.municipality))
        .filter(C::Day.gte(first))
        .filter(C::Day.lte(last))
        .order_by_asc(C::Day)
        .order_by_asc(C::FromMinute)
        .order_by_asc(C::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(shift_of).collect()
}

/// What somebody has to do on a day, wherever.
pub async fn of_staff(conn: &impl ConnectionTrait, staff: StaffId, day: NaiveDate) -> Result<Vec<Shift>, Outcome> {
    let rows = shift::Entity::find()
        .filter(shift::Column::StaffId.eq(staff))
        .filter(shift::Column::Day.eq(day))
        .all(conn)
        .await?;
    rows.into_iter().map(shift_of).collect()
}

/// A line of the actor's own body.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: ShiftId) -> Result<Option<Shift>, Outcome> {
    let row = shift::Entity::find_by_id(id)
        .filter(shift::Column::MunicipalityId.eq(actor.municipality))
        .filter(shift::Column::OrganizationId.eq(actor.organization))
        .one(conn)
        .await?;
    row.map(shift_of).transpose()
}

pub async fn remove(tx: &impl ConnectionTrait, id: ShiftId) -> Result<(), Outcome> {
    shift::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
