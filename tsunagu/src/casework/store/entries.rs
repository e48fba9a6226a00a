//! Rows of entries and of what stands beside them. Words are sealed with the key of the case.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    accounts::Actor,
    casework::model::entry::{Entry, EntryMeans, EntryNote, EntryWords, Met, NoteKind, With},
    platform::{
        App, Outcome,
        ids::{CaseId, EntryId, EntryNoteId, MunicipalityId, StaffId},
        vault::{Key, place},
    },
};

mod entry {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EntryId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub party: With,
        pub means: EntryMeans,
        pub met: Option<Met>,
        pub at: DateTimeUtc,
        pub minutes: Option<i32>,
        pub is_late: bool,
        pub written_by: StaffId,
        pub written_at: DateTimeUtc,
        pub sealed_words: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod note {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EntryNoteId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub entry_id: EntryId,
        pub kind: NoteKind,
        pub written_by: StaffId,
        pub at: DateTimeUtc,
        pub to_staff: Option<StaffId>,
        pub seen_at: Option<DateTimeUtc>,
        pub sealed_text: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const WORDS: &str = "case_entries.words";
const TEXT: &str = "entry_notes.text";

fn entry_of(row: entry::Model, key: &Key) -> Result<Entry, Outcome> {
    let words: EntryWords = key.open(place(WORDS, row.id.0), &row.sealed_words)?;
    Ok(Entry {
        id: row.id,
        municipality: row.municipality_id,
        case: row.case_id,
        with: row.party,
        means: row.means,
        met: row.met,
        at: row.at,
        minutes: row.minutes,
        is_late: row.is_late,
        written_by: row.written_by,
        written_at: row.written_at,
        words,
        version: row.version,
    })
}

fn note_of(row: note::Model, key: &Key) -> Result<EntryNote, Outcome> {
    Ok(EntryNote {
        text: key.open(place(TEXT, row.id.0), &row.sealed_text)?,
        id: row.id,
        entry: row.entry_id,
        kind: row.kind,
        by: row.written_by,
        at: row.at,
        to: row.to_staff,
        seen_at: row.seen_at,
    })
}

pub async fn add(tx: &impl ConnectionTrait, app: &App, key: &Key, entry: &Entry) -> Result<(), Outcome> {
    let row = entry::Model {
        id: entry.id,
        municipality_id: entry.municipality,
        case_id: entry.case,
        party: entry.with,
        means: entry.means,
        met: entry.met,
        at: entry.at,
        minutes: entry.minutes,
        is_late: entry.is_late,
        written_by: entry.written_by,
        written_at: entry.written_at,
        sealed_words: key.seal(&app.dice, place(WORDS, entry.id.0), &entry.words),
        version: entry.version,
    };
    entry::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves an entry that was written into. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, app: &App, key: &Key, entry: &Entry) -> Result<(), Outcome> {
    let sealed = key.seal(&app.dice, place(WORDS, entry.id.0), &entry.words);
    let saved = entry::Entity::update_many()
        .col_expr(entry::Column::Party, Expr::value(entry.with.code()))
        .col_expr(entry::Column::Means, Expr::value(entry.means.code()))
        .col_expr(entry::Column::Met, Expr::value(entry.met.map(Met::code)))
        .col_expr(entry::Column::At, Expr::value(entry.at))
        .col_expr(entry::Column::Minutes, Expr::value(entry.minutes))
        .col_expr(entry::Column::SealedWords, Expr::value(sealed))
        .col_expr(entry::Column::Version, Expr::value(entry.version + 1))
        .filter(entry::Column::Id.eq(entry.id))
        .filter(entry::Column::Version.eq(entry.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Which case an entry belongs to: whether the actor may know of it is the case's question.
pub async fn case_of(conn: &impl ConnectionTrait, id: EntryId) -> Result<Option<CaseId>, Outcome> {
    Ok(entry::Entity::find_by_id(id).one(conn).await?.map(|row| row.case_id))
}

pub async fn by_id(conn: &impl ConnectionTrait, key: &Key, id: EntryId) -> Result<Option<Entry>, Outcome> {
    entry::Entity::find_by_id(id).one(conn).await?.map(|row| entry_of(row, key)).transpose()
}

/// Which entries of a case are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which {
    pub with: Option<With>,
    /// From this moment on, and before that one.
    pub from: Option<DateTime<Utc>>,
    pub before: Option<DateTime<Utc>>,
    /// At most this many, the latest first; all where nothing is said.
    pub most: Option<u64>,
}

/// Entries of a case, latest first.
pub async fn of_case(
    conn: &impl ConnectionTrait,
    key: &Key,
    case: CaseId,
    which: Which,
) -> Result<Vec<Entry>, Outcome> {
    let mut query = entry::Entity::find().filter(entry::Column::CaseId.eq(case));
    if let Some(with) = which.with {
        query = query.filter(entry::Column::Party.eq(with.code()));
    }
    if let Some(from) = which.from {
        query = query.filter(entry::Column::At.gte(from));
    }
    if let Some(before) = which.before {
        query = query.filter(entry::Column::At.lt(before));
    }
    let mut query = query.order_by_desc(entry::Column::At).order_by_desc(entry::Column::Id);
    if let Some(most) = which.most {
        query = query.limit(most);
    }
    query.all(conn).await?.into_iter().map(|row| entry_of(row, key)).collect()
}

pub async fn add_note(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    entry: &Entry,
    note: &EntryNote,
) -> Result<(), Outcome> {
    let row = note::Model {
        id: note.id,
        municipality_id: entry.municipality,
        case_id: entry.case,
        entry_id: entry.id,
        kind: note.kind,
        written_by: note.by,
        at: note.at,
        to_staff: note.to,
        seen_at: note.seen_at,
        sealed_text: key.seal(&app.dice, place(TEXT, note.id.0), &note.text),
    };
    note::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// What stands beside the entries `ids` of a case, oldest first.
pub async fn notes_of(
    conn: &impl ConnectionTrait,
    key: &Key,
    case: CaseId,
    ids: &[EntryId],
) -> Result<Vec<EntryNote>, Outcome> {
    let rows = note::Entity::find()
        .filter(note::Column::CaseId.eq(case))
        .filter(note::Column::EntryId.is_in(ids.iter().copied()))
        .order_by_asc(note::Column::At)
        .order_by_asc(note::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| note_of(row, key)).collect()
}

/// Whoever is addressed has read what stands for them beside an entry.
pub async fn seen(tx: &impl ConnectionTrait, id: EntryId, by: StaffId, at: DateTime<Utc>) -> Result<(), Outcome> {
    note::Entity::update_many()
        .col_expr(note::Column::SeenAt, Expr::value(at))
        .filter(note::Column::EntryId.eq(id))
        .filter(note::Column::ToStaff.eq(by))
        .filter(note::Column::SeenAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// A word that a colleague left for somebody, not read yet: nothing of its content.
pub struct Waiting {
    pub entry: EntryId,
    pub case: CaseId,
    pub by: StaffId,
}

/// Words that wait for the actor, in cases the actor still opens, oldest first.
pub async fn waiting_for(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    cases: sea_orm::sea_query::SelectStatement,
) -> Result<Vec<Waiting>, Outcome> {
    let rows = note::Entity::find()
        .filter(note::Column::ToStaff.eq(actor.staff))
        .filter(note::Column::SeenAt.is_null())
        .filter(note::Column::CaseId.in_subquery(cases))
        .order_by_asc(note::Column::At)
        .limit(100)
        .all(conn)
        .await?;
    let waiting = |row: note::Model| Waiting { entry: row.entry_id, case: row.case_id, by: row.written_by };
    Ok(rows.into_iter().map(waiting).collect())
}
