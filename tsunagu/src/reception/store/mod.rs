//! Rows of threads, messages and visits.

pub mod drafts;
pub mod files;
pub mod links;
pub mod mails;
mod messages;
mod visits;

pub use self::{
    messages::{append, forget_taken_back, messages, take_back, taken_back},
    visits::{begin_visit, end_visit, forget_visits, touch_visit, visited},
};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::model::{Check, CheckReason, Entrance, Look, NoticeMail, Opening, Standing, Thread, Turn, Wishes};
use crate::{
    accounts::Actor,
    platform::{
        App, Lang, Outcome,
        ids::{CaseId, DeskId, KeyId, MailId, MunicipalityId, OrganizationId, StaffId, ThreadId},
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
        pub standing: Option<String>,
        pub standing_since: Option<DateTimeUtc>,
        pub quiet_until: Option<Date>,
        pub sealed_wishes: Option<Vec<u8>>,
        pub goes_out_at: Option<DateTimeUtc>,
        pub entrance: Entrance,
        pub taken_by: Option<StaffId>,
        pub taken_at: Option<DateTimeUtc>,
        pub second_asked_at: Option<DateTimeUtc>,
        pub check_reason: Option<CheckReason>,
        pub check_raised_at: Option<DateTimeUtc>,
        pub check_first_by: Option<StaffId>,
        pub check_first_at: Option<DateTimeUtc>,
        pub check_second_by: Option<StaffId>,
        pub check_second_at: Option<DateTimeUtc>,
        pub notice_mail: Option<MailId>,
        pub not_arrived_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Of a case only its key, to read what was agreed there about being reached.
mod case {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CaseId,
        pub key_id: KeyId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const OPENING: &str = "threads.opening";

const WISHES: &str = "threads.wishes";
const QUIET: &str = "quiet";
const ENDED: &str = "ended";

impl From<thread::Model> for Thread {
    fn from(row: thread::Model) -> Self {
        let turn = match (row.waiting_since, row.answer_by, row.goes_out_at) {
            (Some(since), Some(answer_by), Some(at)) => Turn::AnswerGoesOut { since, answer_by, at },
            (Some(since), Some(answer_by), None) => Turn::DeskAnswers { since, answer_by },
            (_, _, _) => Turn::WriterMayWrite,
        };
        let standing = match (row.standing.as_deref(), row.standing_since) {
            (Some(QUIET), Some(since)) => Standing::Quiet { since, until: row.quiet_until },
            (Some(ENDED), Some(since)) => Standing::Ended { since },
            (_, _) => Standing::Open,
        };
        let look = |by: Option<StaffId>, at: Option<DateTime<Utc>>| by.zip(at).map(|(by, at)| Look { by, at });
        let first = look(row.check_first_by, row.check_first_at);
        let second = look(row.check_second_by, row.check_second_at);
        let check = match (row.check_reason.zip(row.check_raised_at), first, second) {
            (Some((reason, at)), Some(first), Some(second)) => Check::SeenByTwo { reason, at, first, second },
            (Some((reason, at)), Some(first), None) => Check::SeenByOne { reason, at, first },
            (Some((reason, at)), None, _) => Check::Raised { reason, at },
            (None, _, _) => Check::None,
        };
        let notice_mail = match (row.notice_mail, row.not_arrived_at) {
            (_, Some(at)) => NoticeMail::NotArrived { at },
            (Some(mail), None) => NoticeMail::Underway { mail },
            (None, None) => NoticeMail::None,
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
            standing,
            check,
            taken: look(row.taken_by, row.taken_at),
            second_asked_at: row.second_asked_at,
            notice_mail,
            entrance: row.entrance,
            version: row.version,
        }
    }
}

type Moment = Option<DateTime<Utc>>;

/// Waiting since, answer by, goes out at.
fn turn_columns(turn: Turn) -> (Moment, Moment, Moment) {
    match turn {
        Turn::DeskAnswers { since, answer_by } => (Some(since), Some(answer_by), None),
        Turn::AnswerGoesOut { since, answer_by, at } => (Some(since), Some(answer_by), Some(at)),
        Turn::WriterMayWrite => (None, None, None),
    }
}

fn standing_columns(standing: Standing) -> (Option<&'static str>, Moment, Option<NaiveDate>) {
    match standing {
        Standing::Open => (None, None, None),
        Standing::Quiet { since, until } => (Some(QUIET), Some(since), until),
        Standing::Ended { since } => (Some(ENDED), Some(since), None),
    }
}

/// The first and the second look.
fn check_columns(check: Check) -> (Option<Look>, Option<Look>) {
    match check {
        Check::None | Check::Raised { .. } => (None, None),
        Check::SeenByOne { first, .. } => (Some(first), None),
        Check::SeenByTwo { first, second, .. } => (Some(first), Some(second)),
    }
}

fn mail_columns(mail: NoticeMail) -> (Option<MailId>, Moment) {
    match mail {
        NoticeMail::None => (None, None),
        NoticeMail::Underway { mail } => (Some(mail), None),
        NoticeMail::NotArrived { at } => (None, Some(at)),
    }
}

pub async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    passphrase_hash: [u8; 32],
    (opening, wishes): (&Opening, &Wishes),
) -> Result<(), Outcome> {
    let (waiting_since, answer_by, goes_out_at) = turn_columns(thread.turn);
    let (standing, standing_since, quiet_until) = standing_columns(thread.standing);
    let (first, second) = check_columns(thread.check);
    let (notice_mail, not_arrived_at) = mail_columns(thread.notice_mail);
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
            standing: standing.map(str::to_owned),
            standing_since,
            quiet_until,
            sealed_wishes: Some(key.seal(&app.dice, place(WISHES, thread.id.0), wishes)),
            goes_out_at,
            entrance: thread.entrance,
            taken_by: thread.taken.map(|look| look.by),
            taken_at: thread.taken.map(|look| look.at),
            second_asked_at: thread.second_asked_at,
            check_reason: thread.check.reason(),
            check_raised_at: thread.check.raised_at(),
            check_first_by: first.map(|look| look.by),
            check_first_at: first.map(|look| look.at),
            check_second_by: second.map(|look| look.by),
            check_second_at: second.map(|look| look.at),
            notice_mail,
            not_arrived_at,
        }
        .into_active_model(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Saves how the thread stands. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, thread: &Thread) -> Result<(), Outcome> {
    let (waiting_since, answer_by, goes_out_at) = turn_columns(thread.turn);
    let (standing, standing_since, quiet_until) = standing_columns(thread.standing);
    let (first, second) = check_columns(thread.check);
    let (notice_mail, not_arrived_at) = mail_columns(thread.notice_mail);
    let saved = thread::Entity::update_many()
        .col_expr(thread::Column::WaitingSince, Expr::value(waiting_since))
        .col_expr(thread::Column::AnswerBy, Expr::value(answer_by))
        .col_expr(thread::Column::GoesOutAt, Expr::value(goes_out_at))
        .col_expr(thread::Column::CaseId, Expr::value(thread.case.map(|case| case.0)))
        .col_expr(thread::Column::Standing, Expr::value(standing))
        .col_expr(thread::Column::StandingSince, Expr::value(standing_since))
        .col_expr(thread::Column::QuietUntil, Expr::value(quiet_until))
        .col_expr(thread::Column::TakenBy, Expr::value(thread.taken.map(|look| look.by.0)))
        .col_expr(thread::Column::TakenAt, Expr::value(thread.taken.map(|look| look.at)))
        .col_expr(thread::Column::SecondAskedAt, Expr::value(thread.second_asked_at))
        .col_expr(thread::Column::CheckReason, Expr::value(thread.check.reason().map(CheckReason::code)))
        .col_expr(thread::Column::CheckRaisedAt, Expr::value(thread.check.raised_at()))
        .col_expr(thread::Column::CheckFirstBy, Expr::value(first.map(|look| look.by.0)))
        .col_expr(thread::Column::CheckFirstAt, Expr::value(first.map(|look| look.at)))
        .col_expr(thread::Column::CheckSecondBy, Expr::value(second.map(|look| look.by.0)))
        .col_expr(thread::Column::CheckSecondAt, Expr::value(second.map(|look| look.at)))
        .col_expr(thread::Column::NoticeMail, Expr::value(notice_mail.map(|mail| mail.0)))
        .col_expr(thread::Column::NotArrivedAt, Expr::value(not_arrived_at))
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

pub async fn by_id(conn: &impl ConnectionTrait, id: ThreadId) -> Result<Option<Thread>, Outcome> {
    Ok(thread::Entity::find_by_id(id).one(conn).await?.map(Thread::from))
}

/// Gives the thread another passphrase, by its hash.
pub async fn set_passphrase(tx: &impl ConnectionTrait, id: ThreadId, hash: [u8; 32]) -> Result<(), Outcome> {
    thread::Entity::update_many()
        .col_expr(thread::Column::PassphraseHash, Expr::value(hash.to_vec()))
        .filter(thread::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Desk, entrance and moment of every thread that somebody began in writing, to be counted. One that was begun for
/// whoever spoke is counted where it was spoken.
pub async fn begun_between(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(DeskId, Entrance, DateTime<Utc>)>, Outcome> {
    use thread::Column as C;
    Ok(thread::Entity::find()
        .filter(C::MunicipalityId.eq(town))
        .filter(C::BegunAt.gte(from))
        .filter(C::BegunAt.lt(to))
        .filter(C::Entrance.ne(Entrance::Spoken))
        .select_only()
        .columns([C::DeskId, C::Entrance, C::BegunAt])
        .into_tuple()
        .all(conn)
        .await?)
}

pub async fn by_passphrase(conn: &impl ConnectionTrait, hash: [u8; 32]) -> Result<Option<Thread>, Outcome> {
    Ok(thread::Entity::find()
        .filter(thread::Column::PassphraseHash.eq(hash.to_vec()))
        .one(conn)
        .await?
        .map(Thread::from))
}

/// The key under which a case lies.
pub async fn key_of_case(conn: &impl ConnectionTrait, id: CaseId) -> Result<Option<KeyId>, Outcome> {
    Ok(case::Entity::find_by_id(id).one(conn).await?.map(|case| case.key_id))
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

/// How the writer wants to hear of answers.
pub async fn wishes(conn: &impl ConnectionTrait, key: &Key, id: ThreadId) -> Result<Wishes, Outcome> {
    let row = thread::Entity::find_by_id(id).one(conn).await?.ok_or(Outcome::NotFound)?;
    row.sealed_wishes.map_or_else(|| Ok(Wishes::default()), |sealed| key.open(place(WISHES, id.0), &sealed))
}

pub async fn save_wishes(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    id: ThreadId,
    wishes: &Wishes,
) -> Result<(), Outcome> {
    thread::Entity::update_many()
        .col_expr(thread::Column::SealedWishes, Expr::value(key.seal(&app.dice, place(WISHES, id.0), wishes)))
        .filter(thread::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// A thread on the list of a day.
pub struct Waiting {
    pub thread: Thread,
    pub nickname: String,
}

/// The threads of the actor's organisation: those two persons have to see first, then what was promised (soonest promise first), then
/// those whose mail did not arrive, then those answered lately.
pub async fn waiting_for(conn: &impl ConnectionTrait, app: &App, actor: &Actor) -> Result<Vec<Waiting>, Outcome> {
    use thread::Column as C;
    let now = app.now().0;
    let mine = || {
        thread::Entity::find()
            .filter(C::OrganizationId.eq(actor.organization))
            .filter(C::MunicipalityId.eq(actor.municipality))
    };
    let unseen = || C::CheckReason.is_not_null().and(C::CheckSecondAt.is_null());
    let seen = || C::CheckReason.is_null().or(C::CheckSecondAt.is_not_null());
    let told = || C::AnswerBy.is_null().or(C::GoesOutAt.lte(now));
    let flagged = mine().filter(unseen()).order_by_asc(C::CheckRaisedAt).limit(200).all(conn).await?;
    let waiting = mine()
        .filter(seen())
        .filter(C::AnswerBy.is_not_null())
        .filter(C::GoesOutAt.is_null().or(C::GoesOutAt.gt(now)))
        .order_by_asc(C::AnswerBy)
        .limit(200)
        .all(conn)
        .await?;
    let answered = || mine().filter(seen()).filter(told()).order_by_desc(C::BegunAt);
    let unheard = answered().filter(C::NotArrivedAt.is_not_null()).limit(200).all(conn).await?;
    let answered = answered().filter(C::NotArrivedAt.is_null()).limit(20).all(conn).await?;
    let mut lines = Vec::new();
    for row in flagged.into_iter().chain(waiting).chain(unheard).chain(answered) {
        let key = app.vault.key(conn, row.key_id).await?;
        let opening: Opening = key.open(place(OPENING, row.id.0), &row.sealed_opening)?;
        let mut thread = Thread::from(row);
        thread.turn = thread.turn.at(now);
        lines.push(Waiting { nickname: opening.nickname, thread });
    }
    Ok(lines)
}

/// The threads of a desk of the actor's organisation, the latest first.
pub async fn of_desk(conn: &impl ConnectionTrait, actor: &Actor, desk: DeskId) -> Result<Vec<Thread>, Outcome> {
    let rows = thread::Entity::find()
        .filter(thread::Column::OrganizationId.eq(actor.organization))
        .filter(thread::Column::MunicipalityId.eq(actor.municipality))
        .filter(thread::Column::DeskId.eq(desk))
        .order_by_desc(thread::Column::BegunAt)
        .limit(50)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Thread::from).collect())
}

/// Threads whose promise has passed while nobody else was asked to look.
pub async fn past(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Thread>, Outcome> {
    let rows = thread::Entity::find()
        .filter(thread::Column::AnswerBy.lt(now))
        .filter(thread::Column::GoesOutAt.is_null())
        .filter(thread::Column::SecondAskedAt.is_null())
        .order_by_asc(thread::Column::AnswerBy)
        .limit(200)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Thread::from).collect())
}

/// Threads with an answer that has gone out by `now` and is still counted as on its way.
pub async fn gone_out(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Thread>, Outcome> {
    let rows = thread::Entity::find().filter(thread::Column::GoesOutAt.lte(now)).limit(200).all(conn).await?;
    Ok(rows.into_iter().map(Thread::from).collect())
}

/// Threads of cases in which the writer waits for an answer.
pub async fn waiting_in_cases(conn: &impl ConnectionTrait) -> Result<Vec<Thread>, Outcome> {
    let rows = thread::Entity::find()
        .filter(thread::Column::AnswerBy.is_not_null())
        .filter(thread::Column::CaseId.is_not_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Thread::from).collect())
}

/// Threads with a mail on its way to the writer.
pub async fn with_mail_underway(conn: &impl ConnectionTrait) -> Result<Vec<Thread>, Outcome> {
    let rows = thread::Entity::find().filter(thread::Column::NoticeMail.is_not_null()).all(conn).await?;
    Ok(rows.into_iter().map(Thread::from).collect())
}
