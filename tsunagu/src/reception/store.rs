//! Rows of threads, messages and visits.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::model::{Author, Body, Message, Opening, Thread, Turn};
use crate::{
    accounts::Actor,
    platform::{
        App, Lang, Outcome,
        ids::{CaseId, DeskId, KeyId, MessageId, MunicipalityId, OrganizationId, StaffId, ThreadId},
        vault::{Key, place},
    },
};

mod thread {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "threads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ThreadId,
        pub municipality_id: MunicipalityId,
        pub desk_id: DeskId,
        pub organization_id: OrganizationId,
        pub key_id: KeyId,
        pub passphrase_hash: Vec<u8>,
        pub sealed_opening: Vec<u8>,
        pub language: String,
        pub begun_at: DateTimeUtc,
        pub waiting_since: Option<DateTimeUtc>,
        pub answer_by: Option<DateTimeUtc>,
        pub case_id: Option<CaseId>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

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
    }

    impl ActiveModelBehavior for ActiveModel {}
}

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

const OPENING: &str = "threads.opening";
const BODY: &str = "messages.body";

impl From<thread::Model> for Thread {
    fn from(row: thread::Model) -> Self {
        let turn = match (row.waiting_since, row.answer_by) {
            (Some(since), Some(answer_by)) => Turn::DeskAnswers { since, answer_by },
            _ => Turn::WriterMayWrite,
        };
        Self {
            id: row.id,
            municipality: row.municipality_id,
            desk: row.desk_id,
            organization: row.organization_id,
            key: row.key_id,
            language: Lang::from_code(&row.language).unwrap_or(Lang::Ja),
            begun_at: row.begun_at,
            turn,
            case: row.case_id,
            version: row.version,
        }
    }
}

fn turn_columns(turn: Turn) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    match turn {
        Turn::DeskAnswers { since, answer_by } => (Some(since), Some(answer_by)),
        Turn::WriterMayWrite => (None, None),
    }
}

pub async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    passphrase_hash: [u8; 32],
    opening: &Opening,
) -> Result<(), Outcome> {
    let (waiting_since, answer_by) = turn_columns(thread.turn);
    thread::Entity::insert(
        thread::Model {
            id: thread.id,
            municipality_id: thread.municipality,
            desk_id: thread.desk,
            organization_id: thread.organization,
            key_id: thread.key,
            passphrase_hash: passphrase_hash.to_vec(),
            sealed_opening: key.seal(&app.dice, place(OPENING, thread.id.0), opening),
            language: thread.language.code().to_owned(),
            begun_at: thread.begun_at,
            waiting_since,
            answer_by,
            case_id: thread.case,
            version: thread.version,
        }
        .into_active_model(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Saves whose turn it is and the case. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, thread: &Thread) -> Result<(), Outcome> {
    let (waiting_since, answer_by) = turn_columns(thread.turn);
    let saved = thread::Entity::update_many()
        .col_expr(thread::Column::WaitingSince, Expr::value(waiting_since))
        .col_expr(thread::Column::AnswerBy, Expr::value(answer_by))
        .col_expr(thread::Column::CaseId, Expr::value(thread.case.map(|case| case.0)))
        .col_expr(thread::Column::Version, Expr::value(thread.version + 1))
        .filter(thread::Column::Id.eq(thread.id))
        .filter(thread::Column::Version.eq(thread.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// The thread `id`, as staff of the organisation that answers it.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: ThreadId) -> Result<Option<Thread>, Outcome> {
    Ok(thread::Entity::find_by_id(id)
        .filter(thread::Column::OrganizationId.eq(actor.organization))
        .filter(thread::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?
        .map(Thread::from))
}

/// The thread `id`; whoever asks holds its passphrase, or has found what names it as the person looking.
pub async fn by_id(conn: &impl ConnectionTrait, id: ThreadId) -> Result<Option<Thread>, Outcome> {
    Ok(thread::Entity::find_by_id(id).one(conn).await?.map(Thread::from))
}

pub async fn by_passphrase(conn: &impl ConnectionTrait, hash: [u8; 32]) -> Result<Option<Thread>, Outcome> {
    Ok(thread::Entity::find()
        .filter(thread::Column::PassphraseHash.eq(hash.to_vec()))
        .one(conn)
        .await?
        .map(Thread::from))
}

pub async fn of_case(conn: &impl ConnectionTrait, case: CaseId) -> Result<Vec<Thread>, Outcome> {
    let rows = thread::Entity::find().filter(thread::Column::CaseId.eq(case)).all(conn).await?;
    Ok(rows.into_iter().map(Thread::from).collect())
}

/// The threads that belong together with `thread`: those of its case, or it alone.
pub async fn threads_beside(conn: &impl ConnectionTrait, thread: &Thread) -> Result<Vec<ThreadId>, Outcome> {
    match thread.case {
        Some(case) => Ok(of_case(conn, case).await?.into_iter().map(|thread| thread.id).collect()),
        None => Ok(vec![thread.id]),
    }
}

pub async fn opening(conn: &impl ConnectionTrait, key: &Key, id: ThreadId) -> Result<Opening, Outcome> {
    let row = thread::Entity::find_by_id(id).one(conn).await?.ok_or(Outcome::NotFound)?;
    key.open(place(OPENING, id.0), &row.sealed_opening)
}

pub async fn append(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    author: Author,
    body: &Body,
) -> Result<(), Outcome> {
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
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// All messages of a thread, oldest first.
pub async fn messages(conn: &impl ConnectionTrait, key: &Key, thread: ThreadId) -> Result<Vec<Message>, Outcome> {
    let rows = message::Entity::find()
        .filter(message::Column::ThreadId.eq(thread))
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
            Ok(Message { id: row.id, author, body, at: row.at })
        })
        .collect()
}

/// A thread on the list of a day.
pub struct Waiting {
    pub thread: Thread,
    pub nickname: String,
}

/// Threads the actor's organisation has promised to answer (soonest promise first), then those answered lately.
pub async fn waiting_for(conn: &impl ConnectionTrait, app: &App, actor: &Actor) -> Result<Vec<Waiting>, Outcome> {
    let mine = || {
        thread::Entity::find()
            .filter(thread::Column::OrganizationId.eq(actor.organization))
            .filter(thread::Column::MunicipalityId.eq(actor.municipality))
    };
    let waiting = mine()
        .filter(thread::Column::AnswerBy.is_not_null())
        .order_by_asc(thread::Column::AnswerBy)
        .limit(200)
        .all(conn)
        .await?;
    let answered = mine()
        .filter(thread::Column::AnswerBy.is_null())
        .order_by_desc(thread::Column::BegunAt)
        .limit(20)
        .all(conn)
        .await?;
    let mut lines = Vec::new();
    for row in waiting.into_iter().chain(answered) {
        let key = app.vault.key(conn, row.key_id).await?;
        let opening: Opening = key.open(place(OPENING, row.id.0), &row.sealed_opening)?;
        lines.push(Waiting { nickname: opening.nickname, thread: row.into() });
    }
    Ok(lines)
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
