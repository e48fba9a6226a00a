//! Rows of applications, and of the frames that towns print thick.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};

use super::model::{Application, Frame};
use crate::{
    platform::{
        App, Outcome,
        ids::{MunicipalityId, StaffId, ThreadId},
        vault::{Key, place},
    },
    reception::Thread,
};

mod application {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "applications")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub thread_id: ThreadId,
        pub municipality_id: MunicipalityId,
        pub sealed_content: Vec<u8>,
        pub saved_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod frames {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "application_frames")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_id: MunicipalityId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i32,
        pub frames: Json,
        pub made_at: DateTimeUtc,
        pub made_by: StaffId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const CONTENT: &str = "applications.content";

/// What was saved last, when, and how often.
pub struct Saved {
    pub application: Application,
    pub at: DateTime<Utc>,
    pub version: i64,
}

pub async fn of_thread(conn: &impl ConnectionTrait, key: &Key, thread: ThreadId) -> Result<Option<Saved>, Outcome> {
    let Some(row) = application::Entity::find_by_id(thread).one(conn).await? else {
        return Ok(None);
    };
    let application = key.open(place(CONTENT, thread.0), &row.sealed_content)?;
    Ok(Some(Saved { application, at: row.saved_at, version: row.version }))
}

/// Saves over version `before` (0: nothing yet). Somebody who saved first wins.
pub async fn save(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    (thread, before): (&Thread, i64),
    application: &Application,
) -> Result<(), Outcome> {
    let sealed = key.seal(&app.dice, place(CONTENT, thread.id.0), application);
    let now = app.now().0;
    if before == 0 {
        let row = application::Model {
            thread_id: thread.id,
            municipality_id: thread.municipality,
            sealed_content: sealed,
            saved_at: now,
            version: 1,
        };
        application::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        return Ok(());
    }
    let saved = application::Entity::update_many()
        .col_expr(application::Column::SealedContent, Expr::value(sealed))
        .col_expr(application::Column::SavedAt, Expr::value(now))
        .col_expr(application::Column::Version, Expr::value(before + 1))
        .filter(application::Column::ThreadId.eq(thread.id))
        .filter(application::Column::Version.eq(before))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// The frames a town prints thick, and their version; those of the paper (version 0) until the town chose its own.
pub async fn frames_of(conn: &impl ConnectionTrait, town: MunicipalityId) -> Result<(i32, BTreeSet<Frame>), Outcome> {
    let row = frames::Entity::find()
        .filter(frames::Column::MunicipalityId.eq(town))
        .order_by_desc(frames::Column::Version)
        .one(conn)
        .await?;
    let Some(row) = row else {
        return Ok((0, Frame::of_the_paper()));
    };
    let frames = serde_json::from_value(row.frames)
        .map_err(|_| Outcome::Broken(format!("frames {} do not hold together", row.version)))?;
    Ok((row.version, frames))
}

/// Adds the next version; an earlier one is never changed.
pub async fn add_frames(
    tx: &impl ConnectionTrait,
    (town, version): (MunicipalityId, i32),
    chosen: &BTreeSet<Frame>,
    (by, at): (StaffId, DateTime<Utc>),
) -> Result<(), Outcome> {
    let row = frames::Model {
        municipality_id: town,
        version,
        frames: serde_json::to_value(chosen).expect("codes become JSON"),
        made_at: at,
        made_by: by,
    };
    frames::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
