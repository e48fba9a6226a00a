//! What went to writers by mail, by which an answer to it is known; and links that let a writer in once.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use crate::{
    platform::{
        Outcome,
        ids::{DeskId, MailId, MessageId, MunicipalityId, ThreadId},
    },
    reception::model::{MailKind, Thread},
};

mod mail {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "thread_mails")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub mail_id: MailId,
        pub thread_id: ThreadId,
        pub municipality_id: MunicipalityId,
        pub kind: MailKind,
        pub message_id: Option<MessageId>,
        pub reply_hash: Option<Vec<u8>>,
        pub address_hash: Vec<u8>,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod entry {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "thread_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: Vec<u8>,
        pub thread_id: ThreadId,
        pub municipality_id: MunicipalityId,
        pub until: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Of a desk only its name in addresses, by which its mailbox is found in the settings.
mod desk {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DeskId,
        pub slug: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A mail that went out, or is about to.
pub struct Posted {
    pub mail: MailId,
    pub kind: MailKind,
    pub message: Option<MessageId>,
    pub reply_hash: Option<[u8; 32]>,
    pub address_hash: [u8; 32],
}

pub async fn add(
    tx: &impl ConnectionTrait,
    thread: &Thread,
    posted: Posted,
    now: DateTime<Utc>,
) -> Result<(), Outcome> {
    mail::Entity::insert(mail::ActiveModel {
        mail_id: Set(posted.mail),
        thread_id: Set(thread.id),
        municipality_id: Set(thread.municipality),
        kind: Set(posted.kind),
        message_id: Set(posted.message),
        reply_hash: Set(posted.reply_hash.map(Vec::from)),
        address_hash: Set(posted.address_hash.to_vec()),
        at: Set(now),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// What the mail `id` was about; nothing for mails of before.
pub async fn kind(conn: &impl ConnectionTrait, id: MailId) -> Result<Option<MailKind>, Outcome> {
    Ok(mail::Entity::find_by_id(id).one(conn).await?.map(|mail| mail.kind))
}

/// The thread a mail of ours belongs to.
pub async fn thread_of(conn: &impl ConnectionTrait, id: MailId) -> Result<Option<ThreadId>, Outcome> {
    Ok(mail::Entity::find_by_id(id).one(conn).await?.map(|mail| mail.thread_id))
}

/// The latest mail of a thread.
pub async fn latest(conn: &impl ConnectionTrait, thread: ThreadId) -> Result<Option<MailId>, Outcome> {
    let of_thread = mail::Entity::find().filter(mail::Column::ThreadId.eq(thread));
    Ok(of_thread.order_by_desc(mail::Column::MailId).one(conn).await?.map(|mail| mail.mail_id))
}

/// All mails of a thread.
pub async fn of_thread(conn: &impl ConnectionTrait, thread: ThreadId) -> Result<Vec<MailId>, Outcome> {
    let rows = mail::Entity::find().filter(mail::Column::ThreadId.eq(thread)).all(conn).await?;
    Ok(rows.into_iter().map(|mail| mail.mail_id).collect())
}

/// The mail that carries the words of an answer.
pub async fn of_message(conn: &impl ConnectionTrait, message: MessageId) -> Result<Option<MailId>, Outcome> {
    let row = mail::Entity::find().filter(mail::Column::MessageId.eq(message)).one(conn).await?;
    Ok(row.map(|mail| mail.mail_id))
}

/// The thread of the mail that is answered: known by its own address for answers or by its name, and sent to that very address.
pub async fn answered(
    conn: &impl ConnectionTrait,
    reply_hashes: Vec<[u8; 32]>,
    mails: Vec<MailId>,
    address_hash: [u8; 32],
) -> Result<Option<ThreadId>, Outcome> {
    let hashes: Vec<Vec<u8>> = reply_hashes.into_iter().map(Vec::from).collect();
    let named = mail::Column::ReplyHash.is_in(hashes).or(mail::Column::MailId.is_in(mails));
    let row = mail::Entity::find()
        .filter(named)
        .filter(mail::Column::AddressHash.eq(address_hash.to_vec()))
        .order_by_desc(mail::Column::MailId)
        .one(conn)
        .await?;
    Ok(row.map(|mail| mail.thread_id))
}

/// The name of a desk in addresses and settings.
pub async fn desk_slug(conn: &impl ConnectionTrait, desk: DeskId) -> Result<Option<String>, Outcome> {
    Ok(desk::Entity::find_by_id(desk).one(conn).await?.map(|desk| desk.slug))
}

pub async fn add_entry(
    tx: &impl ConnectionTrait,
    thread: &Thread,
    token_hash: [u8; 32],
    until: DateTime<Utc>,
) -> Result<(), Outcome> {
    entry::Entity::insert(entry::ActiveModel {
        token_hash: Set(token_hash.to_vec()),
        thread_id: Set(thread.id),
        municipality_id: Set(thread.municipality),
        until: Set(until),
        used_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Thread, last moment and moment of use of a link that lets in.
pub async fn entry(
    conn: &impl ConnectionTrait,
    token_hash: [u8; 32],
) -> Result<Option<(ThreadId, DateTime<Utc>, Option<DateTime<Utc>>)>, Outcome> {
    let row = entry::Entity::find_by_id(token_hash.to_vec()).one(conn).await?;
    Ok(row.map(|entry| (entry.thread_id, entry.until, entry.used_at)))
}

/// Uses a link up, and every other one of its thread. Answers whether none had been used before.
pub async fn use_entries(tx: &impl ConnectionTrait, thread: ThreadId, now: DateTime<Utc>) -> Result<bool, Outcome> {
    let used = entry::Entity::update_many()
        .col_expr(entry::Column::UsedAt, Expr::value(now))
        .filter(entry::Column::ThreadId.eq(thread))
        .filter(entry::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected > 0)
}

/// Whether the writer has the passphrase through a link.
pub async fn has_entered(conn: &impl ConnectionTrait, thread: ThreadId) -> Result<bool, Outcome> {
    let used = entry::Entity::find()
        .filter(entry::Column::ThreadId.eq(thread))
        .filter(entry::Column::UsedAt.is_not_null())
        .one(conn)
        .await?;
    Ok(used.is_some())
}

/// Removes links that were never used and ended before `before`.
pub async fn forget_entries(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Outcome> {
    entry::Entity::delete_many()
        .filter(entry::Column::UsedAt.is_null())
        .filter(entry::Column::Until.lt(before))
        .exec(tx)
        .await?;
    Ok(())
}
