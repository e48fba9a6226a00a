//! Rows of staff and sessions.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use super::{
    access::{Duty, allows},
    model::{Actor, Role, Session, account_is_open},
};
use crate::platform::{
    Outcome,
    ids::{MunicipalityId, OrganizationId, StaffId},
};

pub mod staff {
    use sea_orm::entity::prelude::*;

    use super::{MunicipalityId, OrganizationId, Role, StaffId};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StaffId,
        pub municipality_id: MunicipalityId,
        pub organization_id: OrganizationId,
        pub login: String,
        pub name: String,
        pub role: Role,
        pub password_hash: String,
        pub totp_secret: Option<Vec<u8>>,
        pub totp_last_step: Option<i64>,
        pub until: Option<Date>,
        pub created_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod session {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub staff_id: super::StaffId,
        pub second_factor_due: bool,
        pub began_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub use staff::Model as Staff;

impl Staff {
    pub fn actor(&self) -> Actor {
        Actor {
            staff: self.id,
            name: self.name.clone(),
            role: self.role,
            organization: self.organization_id,
            municipality: self.municipality_id,
        }
    }

    pub fn until(&self) -> Option<NaiveDate> {
        self.until
    }
}

pub async fn by_login(conn: &impl ConnectionTrait, login: &str) -> Result<Option<Staff>, Outcome> {
    Ok(staff::Entity::find().filter(staff::Column::Login.eq(login)).one(conn).await?)
}

pub async fn by_id(conn: &impl ConnectionTrait, id: StaffId) -> Result<Option<Staff>, Outcome> {
    Ok(staff::Entity::find_by_id(id).one(conn).await?)
}

/// Whoever of a town signs in with `login`.
pub async fn known_as(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    login: &str,
) -> Result<Option<StaffId>, Outcome> {
    let staff = by_login(conn, login).await?;
    Ok(staff.filter(|staff| staff.municipality_id == town).map(|staff| staff.id))
}

/// The name a member of staff is known by; staff sign what they write.
pub async fn name_of(conn: &impl ConnectionTrait, id: StaffId) -> Result<String, Outcome> {
    Ok(by_id(conn, id).await?.map(|staff| staff.name).unwrap_or_default())
}

/// The names of many members of staff with one question, for a list.
pub async fn names_of(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = StaffId>,
) -> Result<HashMap<StaffId, String>, Outcome> {
    let rows = staff::Entity::find().filter(staff::Column::Id.is_in(ids)).all(conn).await?;
    Ok(rows.into_iter().map(|staff| (staff.id, staff.name)).collect())
}

/// Whoever of these organisations works for a town on `day` and may do `duty`, by name.
pub async fn colleagues(
    conn: &impl ConnectionTrait,
    (town, organizations): (MunicipalityId, &[OrganizationId]),
    duty: Duty,
    day: NaiveDate,
) -> Result<Vec<(StaffId, String)>, Outcome> {
    let rows = staff::Entity::find()
        .filter(staff::Column::MunicipalityId.eq(town))
        .filter(staff::Column::OrganizationId.is_in(organizations.iter().copied()))
        .order_by_asc(staff::Column::Name)
        .order_by_asc(staff::Column::Id)
        .all(conn)
        .await?;
    let works = |staff: &Staff| account_is_open(staff.until, day) && allows(staff.role, duty);
    Ok(rows.into_iter().filter(works).map(|staff| (staff.id, staff.name)).collect())
}

pub async fn add(tx: &impl ConnectionTrait, row: staff::ActiveModel) -> Result<(), sea_orm::DbErr> {
    staff::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

/// Sets up the one-time codes of an account. `step` is the code just used; it is not taken again.
pub async fn set_totp(tx: &impl ConnectionTrait, id: StaffId, sealed: Vec<u8>, step: i64) -> Result<(), Outcome> {
    staff::Entity::update_many()
        .col_expr(staff::Column::TotpSecret, Expr::value(sealed))
        .col_expr(staff::Column::TotpLastStep, Expr::value(step))
        .filter(staff::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn set_password(tx: &impl ConnectionTrait, id: StaffId, hash: String) -> Result<(), Outcome> {
    set(tx, id, [(staff::Column::PasswordHash, Expr::value(hash))]).await
}

pub async fn set_until(tx: &impl ConnectionTrait, id: StaffId, until: NaiveDate) -> Result<(), Outcome> {
    set(tx, id, [(staff::Column::Until, Expr::value(until))]).await
}

/// The account asks for no one-time code until they are set up again.
pub async fn forget_totp(tx: &impl ConnectionTrait, id: StaffId) -> Result<(), Outcome> {
    let nothing = || Expr::value(Option::<Vec<u8>>::None);
    set(
        tx,
        id,
        [(staff::Column::TotpSecret, nothing()), (staff::Column::TotpLastStep, Expr::value(Option::<i64>::None))],
    )
    .await
}

async fn set<const N: usize>(
    tx: &impl ConnectionTrait,
    id: StaffId,
    values: [(staff::Column, Expr); N],
) -> Result<(), Outcome> {
    let mut update = staff::Entity::update_many()
        .col_expr(staff::Column::Version, Expr::col(staff::Column::Version).add(1))
        .filter(staff::Column::Id.eq(id));
    for (column, value) in values {
        update = update.col_expr(column, value);
    }
    update.exec(tx).await?;
    Ok(())
}

/// Ends every session of an account.
pub async fn end_sessions_of(tx: &impl ConnectionTrait, id: StaffId) -> Result<(), Outcome> {
    session::Entity::delete_many().filter(session::Column::StaffId.eq(id)).exec(tx).await?;
    Ok(())
}

/// Takes a code's step once; answers whether it was still free.
pub async fn use_totp_step(tx: &impl ConnectionTrait, id: StaffId, step: i64) -> Result<bool, Outcome> {
    let used = staff::Entity::update_many()
        .col_expr(staff::Column::TotpLastStep, Expr::value(step))
        .filter(staff::Column::Id.eq(id))
        .filter(staff::Column::TotpLastStep.is_null().or(staff::Column::TotpLastStep.lt(step)))
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

pub async fn begin_session(
    tx: &impl ConnectionTrait,
    token_hash: [u8; 32],
    staff: StaffId,
    second_factor_due: bool,
    now: DateTime<Utc>,
) -> Result<(), Outcome> {
    session::Entity::insert(session::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        staff_id: Set(staff),
        second_factor_due: Set(second_factor_due),
        began_at: Set(now),
        seen_at: Set(now),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// A session, its account, and whether the one-time code is still due.
pub async fn session(
    conn: &impl ConnectionTrait,
    token_hash: [u8; 32],
) -> Result<Option<(Session, Staff, bool)>, Outcome> {
    let Some(row) = session::Entity::find_by_id(token_hash.to_vec()).one(conn).await? else {
        return Ok(None);
    };
    let staff = by_id(conn, row.staff_id).await?;
    Ok(staff.map(|staff| (Session { began_at: row.began_at, seen_at: row.seen_at }, staff, row.second_factor_due)))
}

pub async fn touch_session(tx: &impl ConnectionTrait, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<(), Outcome> {
    session::Entity::update_many()
        .col_expr(session::Column::SeenAt, Expr::value(now))
        .filter(session::Column::TokenHash.eq(token_hash.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn end_session(tx: &impl ConnectionTrait, token_hash: [u8; 32]) -> Result<(), Outcome> {
    session::Entity::delete_by_id(token_hash.to_vec()).exec(tx).await?;
    Ok(())
}

/// Removes sessions nobody has used since `before`.
pub async fn forget_sessions(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Outcome> {
    session::Entity::delete_many().filter(session::Column::SeenAt.lt(before)).exec(tx).await?;
    Ok(())
}
