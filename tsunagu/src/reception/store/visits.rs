//! Visits through a passphrase.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::by_id;
use crate::{
    platform::{Outcome, ids::ThreadId},
    reception::model::Thread,
};

mod visit {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "thread_visits")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub thread_id: super::ThreadId,
        pub began_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub async fn begin_visit(
    tx: &impl ConnectionTrait,
    token_hash: [u8; 32],
    thread: ThreadId,
    now: DateTime<Utc>,
) -> Result<(), Outcome> {
    visit::Entity::insert(visit::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        thread_id: Set(thread),
        began_at: Set(now),
        seen_at: Set(now),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The thread of a visit that was last seen after `since`.
pub async fn visited(
    conn: &impl ConnectionTrait,
    token_hash: [u8; 32],
    since: DateTime<Utc>,
) -> Result<Option<Thread>, Outcome> {
    let row = visit::Entity::find_by_id(token_hash.to_vec()).filter(visit::Column::SeenAt.gt(since)).one(conn).await?;
    match row {
        Some(row) => by_id(conn, row.thread_id).await,
        None => Ok(None),
    }
}

pub async fn touch_visit(tx: &impl ConnectionTrait, token_hash: [u8; 32], now: DateTime<Utc>) -> Result<(), Outcome> {
    visit::Entity::update_many()
        .col_expr(visit::Column::SeenAt, Expr::value(now))
        .filter(visit::Column::TokenHash.eq(token_hash.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn end_visit(tx: &impl ConnectionTrait, token_hash: [u8; 32]) -> Result<(), Outcome> {
    visit::Entity::delete_by_id(token_hash.to_vec()).exec(tx).await?;
    Ok(())
}

pub async fn forget_visits(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Outcome> {
    visit::Entity::delete_many().filter(visit::Column::SeenAt.lt(before)).exec(tx).await?;
    Ok(())
}
