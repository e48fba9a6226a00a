//! Questions whether two threads are of one person, and their answers.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use crate::{
    platform::{
        Now, Outcome,
        ids::{MunicipalityId, StaffId, ThreadId, ThreadLinkId},
    },
    reception::model::{Link, LinkState},
};

mod link {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "thread_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::ThreadLinkId,
        pub municipality_id: super::MunicipalityId,
        pub thread_id: super::ThreadId,
        pub earlier_id: super::ThreadId,
        pub asked_by: super::StaffId,
        pub asked_at: DateTimeUtc,
        pub state: super::LinkState,
        pub answered_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<link::Model> for Link {
    fn from(row: link::Model) -> Self {
        Self {
            id: row.id,
            thread: row.thread_id,
            earlier: row.earlier_id,
            asked_by: row.asked_by,
            asked_at: row.asked_at,
            state: row.state,
        }
    }
}

pub async fn add(tx: &impl ConnectionTrait, town: MunicipalityId, link: &Link) -> Result<(), Outcome> {
    link::Entity::insert(link::ActiveModel {
        id: Set(link.id),
        municipality_id: Set(town),
        thread_id: Set(link.thread),
        earlier_id: Set(link.earlier),
        asked_by: Set(link.asked_by),
        asked_at: Set(link.asked_at),
        state: Set(link.state),
        answered_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

pub async fn save(tx: &impl ConnectionTrait, link: &Link, now: Now) -> Result<(), Outcome> {
    link::Entity::update_many()
        .col_expr(link::Column::State, Expr::value(link.state.code()))
        .col_expr(link::Column::AskedBy, Expr::value(link.asked_by.0))
        .col_expr(link::Column::AskedAt, Expr::value(link.asked_at))
        .col_expr(link::Column::AnsweredAt, Expr::value(now.0))
        .filter(link::Column::Id.eq(link.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Every link of a thread, whichever of the two it is.
pub async fn of(conn: &impl ConnectionTrait, thread: ThreadId) -> Result<Vec<Link>, Outcome> {
    let rows = link::Entity::find()
        .filter(link::Column::ThreadId.eq(thread).or(link::Column::EarlierId.eq(thread)))
        .order_by_asc(link::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Link::from).collect())
}
