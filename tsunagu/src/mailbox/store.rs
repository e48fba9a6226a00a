//! Rows of mails that came, and of how the reading of mailboxes goes.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use super::model::{Aside, Envelope, IncomingMail, State};
use crate::{
    accounts::Actor,
    platform::{
        App, Outcome,
        ids::{DeskId, IncomingMailId, KeyId, MunicipalityId, OrganizationId, StaffId, ThreadId},
        vault::{Key, place},
    },
};

mod mail {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "incoming_mails")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: IncomingMailId,
        pub municipality_id: MunicipalityId,
        pub desk_id: DeskId,
        pub organization_id: OrganizationId,
        pub key_id: KeyId,
        pub thread_id: Option<ThreadId>,
        pub digest: Vec<u8>,
        pub sender_hash: Option<Vec<u8>>,
        pub state: String,
        pub aside: Option<Aside>,
        pub sealed_envelope: Vec<u8>,
        pub sealed_original: Vec<u8>,
        pub at: DateTimeUtc,
        pub decided_by: Option<StaffId>,
        pub decided_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod reading {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mailbox_readings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub desk_slug: String,
        pub uid_validity: Option<i64>,
        pub last_uid: Option<i64>,
        pub read_at: Option<DateTimeUtc>,
        pub failing_since: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub use reading::Model as Reading;

const ENVELOPE: &str = "incoming_mails.envelope";
const ORIGINAL: &str = "incoming_mails.original";

const WAITING: &str = "waiting";
const THREAD: &str = "thread";
const REPORT: &str = "report";
const DISCARDED: &str = "discarded";

impl TryFrom<mail::Model> for IncomingMail {
    type Error = Outcome;

    fn try_from(row: mail::Model) -> Result<Self, Outcome> {
        let why = row.aside.unwrap_or(Aside::Unreadable);
        let state = match (row.state.as_str(), row.thread_id, row.decided_by.zip(row.decided_at)) {
            (WAITING, _, _) => State::Waiting(why),
            (THREAD, Some(thread), _) => State::Thread(thread),
            (REPORT, Some(thread), _) => State::Report(thread),
            (DISCARDED, _, Some((by, at))) => State::Discarded { why, by, at },
            (_, _, _) => return Err(Outcome::Broken("a mail is in no state".into())),
        };
        Ok(Self {
            id: row.id,
            municipality: row.municipality_id,
            desk: row.desk_id,
            organization: row.organization_id,
            key: row.key_id,
            state,
            at: row.at,
        })
    }
}

struct Columns {
    state: &'static str,
    aside: Option<Aside>,
    thread: Option<ThreadId>,
    decided: Option<(StaffId, DateTime<Utc>)>,
}

fn columns(state: State) -> Columns {
    match state {
        State::Waiting(why) => Columns { state: WAITING, aside: Some(why), thread: None, decided: None },
        State::Thread(thread) => Columns { state: THREAD, aside: None, thread: Some(thread), decided: None },
        State::Report(thread) => Columns { state: REPORT, aside: None, thread: Some(thread), decided: None },
        State::Discarded { why, by, at } => {
            Columns { state: DISCARDED, aside: Some(why), thread: None, decided: Some((by, at)) }
        }
    }
}

/// What is kept of a mail: what is known of it, and its bytes.
pub struct Kept<'a> {
    pub digest: [u8; 32],
    pub sender_hash: Option<[u8; 32]>,
    pub envelope: &'a Envelope,
    pub original: &'a [u8],
}

/// Keeps a mail. The database refuses one that is there already.
pub async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    mail: &IncomingMail,
    kept: Kept<'_>,
) -> Result<(), DbErr> {
    let Columns { state, aside, thread, decided } = columns(mail.state);
    mail::Entity::insert(mail::ActiveModel {
        id: Set(mail.id),
        municipality_id: Set(mail.municipality),
        desk_id: Set(mail.desk),
        organization_id: Set(mail.organization),
        key_id: Set(key.id),
        thread_id: Set(thread),
        digest: Set(kept.digest.to_vec()),
        sender_hash: Set(kept.sender_hash.map(Vec::from)),
        state: Set(state.to_owned()),
        aside: Set(aside),
        sealed_envelope: Set(key.seal(&app.dice, place(ENVELOPE, mail.id.0), kept.envelope)),
        sealed_original: Set(key.seal(&app.dice, place(ORIGINAL, mail.id.0), &BASE64.encode(kept.original))),
        at: Set(mail.at),
        decided_by: Set(decided.map(|(by, _)| by)),
        decided_at: Set(decided.map(|(_, at)| at)),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Whether the desk has this very mail.
pub async fn is_kept(conn: &impl ConnectionTrait, desk: DeskId, digest: [u8; 32]) -> Result<bool, Outcome> {
    let found = mail::Entity::find()
        .filter(mail::Column::DeskId.eq(desk))
        .filter(mail::Column::Digest.eq(digest.to_vec()))
        .count(conn)
        .await?;
    Ok(found > 0)
}

/// How many mails of the sender the desk has got since `since`.
pub async fn count_of_sender(
    conn: &impl ConnectionTrait,
    desk: DeskId,
    sender_hash: [u8; 32],
    since: DateTime<Utc>,
) -> Result<u64, Outcome> {
    Ok(mail::Entity::find()
        .filter(mail::Column::DeskId.eq(desk))
        .filter(mail::Column::SenderHash.eq(sender_hash.to_vec()))
        .filter(mail::Column::At.gt(since))
        .count(conn)
        .await?)
}

/// The mail `id`, as staff of the organisation whose desk it came to.
pub async fn find_for(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: IncomingMailId,
) -> Result<Option<IncomingMail>, Outcome> {
    mail::Entity::find_by_id(id)
        .filter(mail::Column::OrganizationId.eq(actor.organization))
        .filter(mail::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?
        .map(IncomingMail::try_from)
        .transpose()
}

/// What waits for somebody of the actor's organisation, and what was thrown away lately; newest first.
pub async fn aside_for(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<IncomingMail>, Outcome> {
    let rows = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(actor.organization))
        .filter(mail::Column::MunicipalityId.eq(actor.municipality))
        .filter(mail::Column::State.is_in([WAITING, DISCARDED]))
        .order_by_desc(mail::Column::State)
        .order_by_desc(mail::Column::At)
        .limit(LINES)
        .select_only()
        .columns([
            mail::Column::Id,
            mail::Column::MunicipalityId,
            mail::Column::DeskId,
            mail::Column::OrganizationId,
            mail::Column::KeyId,
            mail::Column::State,
            mail::Column::Aside,
            mail::Column::At,
            mail::Column::DecidedBy,
            mail::Column::DecidedAt,
        ])
        .into_tuple()
        .all(conn)
        .await?;
    type Row = (
        IncomingMailId,
        MunicipalityId,
        DeskId,
        OrganizationId,
        KeyId,
        String,
        Option<Aside>,
        DateTime<Utc>,
        Option<StaffId>,
        Option<DateTime<Utc>>,
    );
    let rows: Vec<Row> = rows;
    let line = |(id, municipality, desk, organization, key, state, aside, at, by, decided_at): Row| {
        let why = aside.unwrap_or(Aside::Unreadable);
        let state = match (state.as_str(), by.zip(decided_at)) {
            (DISCARDED, Some((by, at))) => State::Discarded { why, by, at },
            (_, _) => State::Waiting(why),
        };
        IncomingMail { id, municipality, desk, organization, key, state, at }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Lines of one page of the list.
const LINES: u64 = 200;

/// How many mails wait for somebody of the actor's organisation.
pub async fn waiting_for(conn: &impl ConnectionTrait, actor: &Actor) -> Result<u64, Outcome> {
    Ok(mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(actor.organization))
        .filter(mail::Column::MunicipalityId.eq(actor.municipality))
        .filter(mail::Column::State.eq(WAITING))
        .count(conn)
        .await?)
}

/// The mails of a thread, oldest first.
pub async fn of_thread(conn: &impl ConnectionTrait, thread: ThreadId) -> Result<Vec<IncomingMailId>, Outcome> {
    Ok(mail::Entity::find()
        .filter(mail::Column::ThreadId.eq(thread))
        .order_by_asc(mail::Column::Id)
        .select_only()
        .column(mail::Column::Id)
        .into_tuple()
        .all(conn)
        .await?)
}

/// What is known of a mail.
pub async fn envelope(conn: &impl ConnectionTrait, key: &Key, id: IncomingMailId) -> Result<Envelope, Outcome> {
    let sealed: Option<Vec<u8>> =
        mail::Entity::find_by_id(id).select_only().column(mail::Column::SealedEnvelope).into_tuple().one(conn).await?;
    key.open(place(ENVELOPE, id.0), &sealed.ok_or(Outcome::NotFound)?)
}

/// The bytes of a mail as they came.
pub async fn original(conn: &impl ConnectionTrait, key: &Key, id: IncomingMailId) -> Result<Vec<u8>, Outcome> {
    let row = mail::Entity::find_by_id(id).one(conn).await?.ok_or(Outcome::NotFound)?;
    let text: String = key.open(place(ORIGINAL, id.0), &row.sealed_original)?;
    BASE64.decode(text).map_err(|_| Outcome::Broken("a mail has another shape".into()))
}

/// Saves what somebody decided, while the mail is still in the state `was`.
pub async fn save(tx: &impl ConnectionTrait, mail: &IncomingMail, was: State) -> Result<(), Outcome> {
    let Columns { state, aside, thread, decided } = columns(mail.state);
    let saved = mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(state))
        .col_expr(mail::Column::Aside, Expr::value(aside.map(Aside::code)))
        .col_expr(mail::Column::ThreadId, Expr::value(thread.map(|thread| thread.0)))
        .col_expr(mail::Column::DecidedBy, Expr::value(decided.map(|(by, _)| by.0)))
        .col_expr(mail::Column::DecidedAt, Expr::value(decided.map(|(_, at)| at)))
        .filter(mail::Column::Id.eq(mail.id))
        .filter(mail::Column::State.eq(columns(was).state))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Seals a mail under the key of the thread that it has become part of.
pub async fn seal_anew(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    id: IncomingMailId,
    (envelope, original): (&Envelope, &[u8]),
) -> Result<(), Outcome> {
    let sealed_original = key.seal(&app.dice, place(ORIGINAL, id.0), &BASE64.encode(original));
    mail::Entity::update_many()
        .col_expr(mail::Column::KeyId, Expr::value(key.id.0))
        .col_expr(mail::Column::SealedEnvelope, Expr::value(key.seal(&app.dice, place(ENVELOPE, id.0), envelope)))
        .col_expr(mail::Column::SealedOriginal, Expr::value(sealed_original))
        .filter(mail::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Mails thrown away before `before`, with their keys.
pub async fn discarded_before(
    conn: &impl ConnectionTrait,
    before: DateTime<Utc>,
) -> Result<Vec<(IncomingMailId, KeyId)>, Outcome> {
    Ok(mail::Entity::find()
        .filter(mail::Column::State.eq(DISCARDED))
        .filter(mail::Column::DecidedAt.lt(before))
        .limit(LINES)
        .select_only()
        .columns([mail::Column::Id, mail::Column::KeyId])
        .into_tuple()
        .all(conn)
        .await?)
}

pub async fn remove(tx: &impl ConnectionTrait, id: IncomingMailId) -> Result<(), Outcome> {
    mail::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// How far a mailbox was read.
pub async fn reading(conn: &impl ConnectionTrait, desk_slug: &str) -> Result<Option<Reading>, Outcome> {
    Ok(reading::Entity::find_by_id(desk_slug).one(conn).await?)
}

pub async fn save_reading(tx: &impl ConnectionTrait, row: Reading) -> Result<(), Outcome> {
    reading::Entity::delete_by_id(row.desk_slug.clone()).exec(tx).await?;
    let row = reading::ActiveModel {
        desk_slug: Set(row.desk_slug),
        uid_validity: Set(row.uid_validity),
        last_uid: Set(row.last_uid),
        read_at: Set(row.read_at),
        failing_since: Set(row.failing_since),
    };
    reading::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}
