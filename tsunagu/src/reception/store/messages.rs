//! Messages of threads, sealed under the thread's key.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::{
    platform::{
        App, Outcome,
        ids::{MessageId, MunicipalityId, StaffId, ThreadId},
        vault::{Key, place},
    },
    reception::model::{Author, Body, Message, Thread},
};

mod message {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MessageId,
        pub thread_id: ThreadId,
        pub municipality_id: MunicipalityId,
        pub seq: i64,
        pub author: String,
        pub staff_id: Option<StaffId>,
        pub sealed_body: Vec<u8>,
        pub at: DateTimeUtc,
        pub goes_out_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const BODY: &str = "messages.body";

/// Puts a message at the end of the thread; the writer sees it from `goes_out_at` on.
pub async fn append(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    (author, body): (Author, &Body),
    goes_out_at: Option<DateTime<Utc>>,
) -> Result<MessageId, Outcome> {
    let now = app.now();
    let id: MessageId = app.dice.id(now);
    let last = message::Entity::find()
        .filter(message::Column::ThreadId.eq(thread.id))
        .order_by_desc(message::Column::Seq)
        .one(tx)
        .await?;
    let (author, staff_id) = match author {
        Author::Writer => ("writer", None),
        Author::Staff(staff) => ("staff", Some(staff)),
        Author::Program => ("program", None),
    };
    message::Entity::insert(message::ActiveModel {
        id: Set(id),
        thread_id: Set(thread.id),
        municipality_id: Set(thread.municipality),
        seq: Set(last.map_or(1, |message| message.seq + 1)),
        author: Set(author.to_owned()),
        staff_id: Set(staff_id),
        sealed_body: Set(key.seal(&app.dice, place(BODY, id.0), body)),
        at: Set(now.0),
        goes_out_at: Set(goes_out_at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(id)
}

/// Who wrote a message that was taken back before it went out: nobody reads it but the desk, in the box it is written on in.
const TAKEN_BACK: &str = "taken-back";

/// Takes a message of the thread back that has not gone out at `now`; answers what it said. Its words stay for the desk.
pub async fn take_back(
    tx: &impl ConnectionTrait,
    key: &Key,
    thread: ThreadId,
    id: MessageId,
    now: DateTime<Utc>,
) -> Result<Option<Body>, Outcome> {
    let mine = || {
        message::Entity::find_by_id(id)
            .filter(message::Column::ThreadId.eq(thread))
            .filter(message::Column::GoesOutAt.gt(now))
    };
    let Some(row) = mine().one(tx).await? else { return Ok(None) };
    forget_taken_back(tx, thread).await?;
    message::Entity::update_many()
        .col_expr(message::Column::Author, Expr::value(TAKEN_BACK))
        .col_expr(message::Column::GoesOutAt, Expr::value(None::<DateTime<Utc>>))
        .filter(message::Column::Id.eq(id))
        .exec(tx)
        .await?;
    key.open(place(BODY, id.0), &row.sealed_body).map(Some)
}

/// The words of an answer that was taken back and not sent again.
pub async fn taken_back(conn: &impl ConnectionTrait, key: &Key, thread: ThreadId) -> Result<Option<String>, Outcome> {
    let row = message::Entity::find()
        .filter(message::Column::ThreadId.eq(thread))
        .filter(message::Column::Author.eq(TAKEN_BACK))
        .one(conn)
        .await?;
    let Some(row) = row else { return Ok(None) };
    match key.open(place(BODY, row.id.0), &row.sealed_body)? {
        Body::Text(text) => Ok(Some(text)),
        Body::Notice(_) | Body::File(_) => Ok(None),
    }
}

/// An answer took the place of one that was taken back.
pub async fn forget_taken_back(tx: &impl ConnectionTrait, thread: ThreadId) -> Result<(), Outcome> {
    message::Entity::delete_many()
        .filter(message::Column::ThreadId.eq(thread))
        .filter(message::Column::Author.eq(TAKEN_BACK))
        .exec(tx)
        .await?;
    Ok(())
}

/// All messages of a thread, oldest first.
pub async fn messages(conn: &impl ConnectionTrait, key: &Key, thread: ThreadId) -> Result<Vec<Message>, Outcome> {
    let rows = message::Entity::find()
        .filter(message::Column::ThreadId.eq(thread))
        .filter(message::Column::Author.ne(TAKEN_BACK))
        .order_by_asc(message::Column::Seq)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let author = match (row.author.as_str(), row.staff_id) {
                ("staff", Some(staff)) => Author::Staff(staff),
                ("writer", _) => Author::Writer,
                _ => Author::Program,
            };
            let body = key.open(place(BODY, row.id.0), &row.sealed_body)?;
            Ok(Message { id: row.id, author, body, at: row.at, goes_out_at: row.goes_out_at })
        })
        .collect()
}
