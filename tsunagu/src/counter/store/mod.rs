//! Rows of notes. Words and answers are sealed with the note's own key.

pub mod questions;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, sea_query::Expr,
};

use super::model::{Answer, Front, Handing, Means, Note, Progress, Speaker, Words};
use crate::{
    accounts::Actor,
    platform::{
        App, Outcome, clock,
        ids::{CaseId, DeskId, KeyId, MunicipalityId, NoteId, OrganizationId, StaffId, ThreadId},
        vault::{Key, place},
    },
};

mod note {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NoteId,
        pub municipality_id: MunicipalityId,
        pub organization_id: OrganizationId,
        pub desk_id: Option<DeskId>,
        pub key_id: KeyId,
        pub staff_id: StaffId,
        pub means: Option<Means>,
        pub is_chat: bool,
        pub relation: Option<Speaker>,
        pub is_urgent: bool,
        pub minutes: Option<i32>,
        pub begun_at: DateTimeUtc,
        pub ended_at: Option<DateTimeUtc>,
        pub written_at: DateTimeUtc,
        pub sealed_words: Vec<u8>,
        pub sealed_answers: Vec<u8>,
        pub kept_at: Option<DateTimeUtc>,
        pub kept_until: Option<Date>,
        pub case_id: Option<CaseId>,
        pub thread_id: Option<ThreadId>,
        pub handed_to: Option<OrganizationId>,
        pub handed_at: Option<DateTimeUtc>,
        pub handed_by: Option<StaffId>,
        pub taken_at: Option<DateTimeUtc>,
        pub taken_by: Option<StaffId>,
        pub version: i64,
        pub answers_version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What stays of a note that went with its key: in which month, at which desk, by which means somebody spoke. It knows
/// nobody, and no longer which note it was.
mod gone {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "gone_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub municipality_id: MunicipalityId,
        pub desk_id: Option<DeskId>,
        pub means: Option<Means>,
        pub month: Date,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const WORDS: &str = "notes.words";
const ANSWERS: &str = "notes.answers";

/// A row that says two things at once does not hold together.
fn note_of(row: note::Model) -> Result<Note, Outcome> {
    let odd = || Outcome::Broken(format!("note {} does not hold together", row.id));
    let progress = match (row.case_id, row.kept_at, row.kept_until) {
        (Some(case), _, _) => Progress::Case(case),
        (None, Some(at), Some(until)) => Progress::Kept { at, until },
        (None, None, Some(until)) => Progress::Draft { until },
        (None, _, None) => return Err(odd()),
    };
    let handing = match (row.handed_to, row.handed_at, row.handed_by, row.taken_at, row.taken_by) {
        (None, None, None, None, None) => Handing::Here,
        (Some(to), Some(at), Some(by), None, None) => Handing::Waiting { to, at, by },
        (Some(to), Some(at), Some(by), Some(taken_at), Some(taken_by)) => {
            Handing::Taken { to, at, by, taken_at, taken_by }
        }
        _ => return Err(odd()),
    };
    Ok(Note {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        key: row.key_id,
        writer: row.staff_id,
        front: Front {
            means: row.means,
            is_chat: row.is_chat,
            relation: row.relation,
            is_urgent: row.is_urgent,
            desk: row.desk_id,
            minutes: row.minutes,
        },
        begun_at: row.begun_at,
        ended_at: row.ended_at,
        written_at: row.written_at,
        progress,
        handing,
        thread: row.thread_id,
        version: row.version,
        answers_version: row.answers_version,
    })
}

/// The row of a note, with what is sealed beside it.
fn row_of(note: &Note, sealed_words: Vec<u8>, sealed_answers: Vec<u8>) -> note::Model {
    let (kept_at, kept_until, case_id) = match note.progress {
        Progress::Draft { until } => (None, Some(until), None),
        Progress::Kept { at, until } => (Some(at), Some(until), None),
        Progress::Case(case) => (None, None, Some(case)),
    };
    let (handed, taken) = match note.handing {
        Handing::Here => (None, None),
        Handing::Waiting { to, at, by } => (Some((to, at, by)), None),
        Handing::Taken { to, at, by, taken_at, taken_by } => (Some((to, at, by)), Some((taken_at, taken_by))),
    };
    note::Model {
        id: note.id,
        municipality_id: note.municipality,
        organization_id: note.organization,
        desk_id: note.front.desk,
        key_id: note.key,
        staff_id: note.writer,
        means: note.front.means,
        is_chat: note.front.is_chat,
        relation: note.front.relation,
        is_urgent: note.front.is_urgent,
        minutes: note.front.minutes,
        begun_at: note.begun_at,
        ended_at: note.ended_at,
        written_at: note.written_at,
        sealed_words,
        sealed_answers,
        kept_at,
        kept_until,
        case_id,
        thread_id: note.thread,
        handed_to: handed.map(|(to, ..)| to),
        handed_at: handed.map(|(_, at, _)| at),
        handed_by: handed.map(|(.., by)| by),
        taken_at: taken.map(|(at, _)| at),
        taken_by: taken.map(|(_, by)| by),
        version: note.version,
        answers_version: note.answers_version,
    }
}

/// A note as it is opened.
#[derive(Clone, Debug)]
pub struct Opened {
    pub note: Note,
    pub words: Words,
    pub answers: Vec<Answer>,
}

fn open(row: note::Model, key: &Key) -> Result<Opened, Outcome> {
    Ok(Opened {
        words: key.open(place(WORDS, row.id.0), &row.sealed_words)?,
        answers: key.open(place(ANSWERS, row.id.0), &row.sealed_answers)?,
        note: note_of(row)?,
    })
}

pub async fn add(tx: &impl ConnectionTrait, app: &App, key: &Key, note: &Note) -> Result<(), Outcome> {
    let words = key.seal(&app.dice, place(WORDS, note.id.0), &Words::default());
    let answers = key.seal(&app.dice, place(ANSWERS, note.id.0), &Vec::<Answer>::new());
    note::Entity::insert(row_of(note, words, answers).into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves the note and its words. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, app: &App, key: &Key, note: &Note, words: &Words) -> Result<(), Outcome> {
    let sealed = key.seal(&app.dice, place(WORDS, note.id.0), words);
    let row = row_of(note, sealed, Vec::new());
    let saved = note::Entity::update_many()
        .col_expr(note::Column::DeskId, Expr::value(row.desk_id.map(|id| id.0)))
        .col_expr(note::Column::Means, Expr::value(row.means.map(Means::code)))
        .col_expr(note::Column::IsChat, Expr::value(row.is_chat))
        .col_expr(note::Column::Relation, Expr::value(row.relation.map(Speaker::code)))
        .col_expr(note::Column::IsUrgent, Expr::value(row.is_urgent))
        .col_expr(note::Column::Minutes, Expr::value(row.minutes))
        .col_expr(note::Column::EndedAt, Expr::value(row.ended_at))
        .col_expr(note::Column::WrittenAt, Expr::value(row.written_at))
        .col_expr(note::Column::SealedWords, Expr::value(row.sealed_words))
        .col_expr(note::Column::KeptAt, Expr::value(row.kept_at))
        .col_expr(note::Column::KeptUntil, Expr::value(row.kept_until))
        .col_expr(note::Column::CaseId, Expr::value(row.case_id.map(|id| id.0)))
        .col_expr(note::Column::ThreadId, Expr::value(row.thread_id.map(|id| id.0)))
        .col_expr(note::Column::HandedTo, Expr::value(row.handed_to.map(|id| id.0)))
        .col_expr(note::Column::HandedAt, Expr::value(row.handed_at))
        .col_expr(note::Column::HandedBy, Expr::value(row.handed_by.map(|id| id.0)))
        .col_expr(note::Column::TakenAt, Expr::value(row.taken_at))
        .col_expr(note::Column::TakenBy, Expr::value(row.taken_by.map(|id| id.0)))
        .col_expr(note::Column::Version, Expr::value(note.version + 1))
        .filter(note::Column::Id.eq(note.id))
        .filter(note::Column::Version.eq(note.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Saves the answers, which are written beside the words and have a version of their own.
pub async fn save_answers(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    note: &Note,
    answers: &[Answer],
) -> Result<(), Outcome> {
    let kept_until = row_of(note, Vec::new(), Vec::new()).kept_until;
    let saved = note::Entity::update_many()
        .col_expr(
            note::Column::SealedAnswers,
            Expr::value(key.seal(&app.dice, place(ANSWERS, note.id.0), &answers.to_vec())),
        )
        .col_expr(note::Column::WrittenAt, Expr::value(note.written_at))
        .col_expr(note::Column::KeptUntil, Expr::value(kept_until))
        .col_expr(note::Column::AnswersVersion, Expr::value(note.answers_version + 1))
        .filter(note::Column::Id.eq(note.id))
        .filter(note::Column::AnswersVersion.eq(note.answers_version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// The notes an actor may open: one filter for looking up, listing, counting and searching.
fn open_to(actor: &Actor) -> Select<note::Entity> {
    let theirs = Condition::any()
        .add(note::Column::OrganizationId.eq(actor.organization))
        .add(note::Column::HandedTo.eq(actor.organization));
    note::Entity::find().filter(note::Column::MunicipalityId.eq(actor.municipality)).filter(theirs)
}

/// The note `id`, as staff who may open it.
pub async fn find_for(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    id: NoteId,
) -> Result<Option<Opened>, Outcome> {
    let row = open_to(actor).filter(note::Column::Id.eq(id)).one(conn).await?;
    opened_one(conn, app, row).await
}

async fn opened_one(
    conn: &impl ConnectionTrait,
    app: &App,
    row: Option<note::Model>,
) -> Result<Option<Opened>, Outcome> {
    let Some(row) = row else { return Ok(None) };
    let key = app.vault.key(conn, row.key_id).await?;
    open(row, &key).map(Some)
}

async fn opened(conn: &impl ConnectionTrait, app: &App, rows: Vec<note::Model>) -> Result<Vec<Opened>, Outcome> {
    let mut notes = Vec::new();
    for row in rows {
        let key = app.vault.key(conn, row.key_id).await?;
        notes.push(open(row, &key)?);
    }
    Ok(notes)
}

/// Notes on one page of the list.
pub const NOTES_ON_A_PAGE: usize = 50;

/// The newest notes the actor may open, begun before `before`; and how many there are altogether.
pub async fn list_for(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    before: Option<NoteId>,
) -> Result<(Vec<Opened>, u64), Outcome> {
    let count = open_to(actor).count(conn).await?;
    let mut query = open_to(actor);
    if let Some(before) = before {
        query = query.filter(note::Column::Id.lt(before));
    }
    let rows = query.order_by_desc(note::Column::Id).limit(NOTES_ON_A_PAGE as u64).all(conn).await?;
    Ok((opened(conn, app, rows).await?, count))
}

/// What the actor began and did not put aside, the newest first.
pub async fn drafts_of(conn: &impl ConnectionTrait, app: &App, actor: &Actor) -> Result<Vec<Opened>, Outcome> {
    let rows = open_to(actor)
        .filter(note::Column::StaffId.eq(actor.staff))
        .filter(note::Column::KeptAt.is_null())
        .filter(note::Column::CaseId.is_null())
        .order_by_desc(note::Column::Id)
        .all(conn)
        .await?;
    opened(conn, app, rows).await
}

/// Every note the actor may open, the newest first, for looking through the words.
pub async fn all_for(conn: &impl ConnectionTrait, app: &App, actor: &Actor) -> Result<Vec<Opened>, Outcome> {
    let rows = open_to(actor).order_by_desc(note::Column::Id).all(conn).await?;
    opened(conn, app, rows).await
}

/// What cannot wait and what waits to be taken, among the notes the actor may open; the oldest first.
pub async fn pressing_for(conn: &impl ConnectionTrait, app: &App, actor: &Actor) -> Result<Vec<Opened>, Outcome> {
    let waits = Condition::all().add(note::Column::HandedTo.is_not_null()).add(note::Column::TakenAt.is_null());
    let urgent = Condition::all().add(note::Column::IsUrgent.eq(true)).add(note::Column::CaseId.is_null());
    let rows = open_to(actor)
        .filter(Condition::any().add(waits).add(urgent))
        .order_by_desc(note::Column::IsUrgent)
        .order_by_asc(note::Column::Id)
        .all(conn)
        .await?;
    opened(conn, app, rows).await
}

/// The note whose speaker was given the passphrase of a thread.
pub async fn of_thread(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    thread: ThreadId,
) -> Result<Option<Opened>, Outcome> {
    let row = open_to(actor).filter(note::Column::ThreadId.eq(thread)).one(conn).await?;
    opened_one(conn, app, row).await
}

/// The note out of which a case grew.
pub async fn of_case(conn: &impl ConnectionTrait, actor: &Actor, case: CaseId) -> Result<Option<NoteId>, Outcome> {
    Ok(open_to(actor).filter(note::Column::CaseId.eq(case)).one(conn).await?.map(|row| row.id))
}

/// Notes whose days are over. The job asks in nobody's name, and reads no word.
pub async fn over(conn: &impl ConnectionTrait, today: NaiveDate) -> Result<Vec<Note>, Outcome> {
    let rows = note::Entity::find().filter(note::Column::KeptUntil.lt(today)).all(conn).await?;
    rows.into_iter().map(note_of).collect()
}

pub async fn remove(tx: &impl ConnectionTrait, note: &Note) -> Result<bool, Outcome> {
    let gone = note::Entity::delete_many()
        .filter(note::Column::Id.eq(note.id))
        .filter(note::Column::Version.eq(note.version))
        .filter(note::Column::AnswersVersion.eq(note.answers_version))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}

type Counted<T> = (Option<DeskId>, Option<Means>, T);

/// Desk, means and moment of every note that was put aside or led to something, to be counted.
pub async fn begun_between(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Counted<DateTime<Utc>>>, Outcome> {
    use note::Column as C;
    let led_somewhere =
        Condition::any().add(C::KeptAt.is_not_null()).add(C::CaseId.is_not_null()).add(C::ThreadId.is_not_null());
    Ok(note::Entity::find()
        .filter(C::MunicipalityId.eq(town))
        .filter(C::BegunAt.gte(from))
        .filter(C::BegunAt.lt(to))
        .filter(led_somewhere)
        .select_only()
        .columns([C::DeskId, C::Means, C::BegunAt])
        .into_tuple()
        .all(conn)
        .await?)
}

/// The same of notes that went after their days, with the first day of the month.
pub async fn gone_between(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    (first, after): (NaiveDate, NaiveDate),
) -> Result<Vec<Counted<NaiveDate>>, Outcome> {
    use gone::Column as C;
    Ok(gone::Entity::find()
        .filter(C::MunicipalityId.eq(town))
        .filter(C::Month.gte(first))
        .filter(C::Month.lt(after))
        .select_only()
        .columns([C::DeskId, C::Means, C::Month])
        .into_tuple()
        .all(conn)
        .await?)
}

/// Keeps the number of a note that goes, if it is one that is counted.
pub async fn keep_number(tx: &impl ConnectionTrait, app: &App, note: &Note) -> Result<(), Outcome> {
    if note.is_draft() && note.thread.is_none() {
        return Ok(());
    }
    let begun = clock::local(note.begun_at).date();
    let row = gone::Model {
        id: app.dice.id(app.now()),
        municipality_id: note.municipality,
        desk_id: note.front.desk,
        means: note.front.means,
        month: begun.with_day(1).unwrap_or(begun),
    };
    gone::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
