//! Files of threads, sealed under the thread's key.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    directory::Media,
    platform::{
        App, Outcome,
        ids::{MunicipalityId, ThreadFileId, ThreadId},
        vault::{Key, place},
    },
    reception::model::Thread,
};

mod file {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "thread_files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::ThreadFileId,
        pub thread_id: super::ThreadId,
        pub municipality_id: super::MunicipalityId,
        pub media: super::Media,
        pub sealed_bytes: Vec<u8>,
        pub goes_out_at: Option<DateTimeUtc>,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const BYTES: &str = "thread_files.bytes";

pub struct NewFile<'a> {
    pub id: ThreadFileId,
    pub media: Media,
    pub bytes: &'a [u8],
    pub goes_out_at: Option<DateTime<Utc>>,
}

pub async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    new: NewFile<'_>,
) -> Result<(), Outcome> {
    let sealed_bytes = key.seal(&app.dice, place(BYTES, new.id.0), &BASE64.encode(new.bytes));
    file::Entity::insert(file::ActiveModel {
        id: Set(new.id),
        thread_id: Set(thread.id),
        municipality_id: Set(thread.municipality),
        media: Set(new.media),
        sealed_bytes: Set(sealed_bytes),
        goes_out_at: Set(new.goes_out_at),
        at: Set(app.now().0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// A file of the thread. One that has not gone out is there for the desk only (`told_by` is nothing then).
pub async fn bytes(
    conn: &impl ConnectionTrait,
    key: &Key,
    thread: ThreadId,
    id: ThreadFileId,
    told_by: Option<DateTime<Utc>>,
) -> Result<Option<(Media, Vec<u8>)>, Outcome> {
    let row = file::Entity::find_by_id(id).filter(file::Column::ThreadId.eq(thread)).one(conn).await?;
    let Some(row) = row else { return Ok(None) };
    if told_by.is_some_and(|now| row.goes_out_at.is_some_and(|at| at > now)) {
        return Ok(None);
    }
    let text: String = key.open(place(BYTES, id.0), &row.sealed_bytes)?;
    let bytes = BASE64.decode(text).map_err(|_| Outcome::Broken("a file of a thread has another shape".into()))?;
    Ok(Some((row.media, bytes)))
}

pub async fn remove(tx: &impl ConnectionTrait, id: ThreadFileId) -> Result<(), Outcome> {
    file::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// How many files a thread holds.
pub async fn count(conn: &impl ConnectionTrait, thread: ThreadId) -> Result<u64, Outcome> {
    use sea_orm::PaginatorTrait;
    Ok(file::Entity::find().filter(file::Column::ThreadId.eq(thread)).count(conn).await?)
}
