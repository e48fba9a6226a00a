//! The verbs of the counter. Each is one transaction: look up → may → rule → save → trail.

pub mod onward;
pub mod questions;
pub mod writing;

use sea_orm::ConnectionTrait;

pub use onward::{decline, forget_old, given_passphrase, hand_over, keep, open_case, take, withdraw};
pub use writing::{answer, begin, write};

use super::{
    access,
    model::{Note, folded},
    store::{self, Opened},
};
use crate::{
    accounts::{Actor, Duty},
    platform::{
        App, Outcome,
        ids::{CaseId, NoteId},
        trail::{self, Deed},
    },
    reception::{self, passphrase::Passphrase},
};

/// Opens a note. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: NoteId) -> Result<Opened, Outcome> {
    let result = look_for(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.read", id), result).await
}

/// The note to whose questions an answer comes in. Nothing of it is shown yet: only a refusal leaves a trace, and the
/// saving that follows has its own.
pub async fn answered(app: &App, actor: &Actor, id: NoteId) -> Result<Opened, Outcome> {
    let result = find_to(app.db.read(), app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.answer", id), result).await
}

async fn look_for(app: &App, actor: &Actor, id: NoteId) -> Result<Opened, Outcome> {
    let tx = app.db.write().await?;
    let opened = find_to(&tx, app, actor, id).await?;
    trail::record(&tx, &app.vault, app.now(), about(&opened.note, deed(actor, "counter.read", id))).await?;
    tx.commit().await?;
    Ok(opened)
}

/// The note `id`, for somebody who may work with notes.
async fn find_to(conn: &impl ConnectionTrait, app: &App, actor: &Actor, id: NoteId) -> Result<Opened, Outcome> {
    actor.must(Duty::TakeNotes)?;
    let opened = store::find_for(conn, app, actor, id).await?.ok_or(Outcome::NotFound)?;
    access::may(actor, Duty::TakeNotes, &opened.note)?;
    Ok(opened)
}

/// One page of the list.
pub struct Listed {
    /// The actor's own, not put aside.
    pub drafts: Vec<Opened>,
    pub notes: Vec<Opened>,
    /// How many there are altogether.
    pub count: u64,
}

/// The notes the actor may open. Names stand on the list, so looking at it leaves a trace.
pub async fn look_at_list(app: &App, actor: &Actor, before: Option<NoteId>) -> Result<Listed, Outcome> {
    actor.must(Duty::TakeNotes)?;
    let tx = app.db.write().await?;
    let (notes, count) = store::list_for(&tx, app, actor, before).await?;
    let drafts = store::drafts_of(&tx, app, actor).await?;
    let seen = listed(actor, "counter.list", notes.len() + drafts.len());
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(Listed { drafts, notes, count })
}

/// The notes in which these words stand, or the one whose passphrase was said on the telephone.
pub async fn search(app: &App, actor: &Actor, sought: &str) -> Result<Vec<Opened>, Outcome> {
    actor.must(Duty::TakeNotes)?;
    let tx = app.db.write().await?;
    let found = match Passphrase::read(sought) {
        Ok(passphrase) => match reception::actions::said_aloud(app, &tx, &passphrase).await? {
            Some(thread) => store::of_thread(&tx, app, actor, thread).await?.into_iter().collect(),
            None => Vec::new(),
        },
        Err(_) => {
            let sought = folded(sought);
            let mut notes = store::all_for(&tx, app, actor).await?;
            notes.retain(|opened| !sought.is_empty() && is_said(opened, &sought));
            notes
        }
    };
    trail::record(&tx, &app.vault, app.now(), listed(actor, "counter.search", found.len())).await?;
    tx.commit().await?;
    Ok(found)
}

fn is_said(opened: &Opened, sought: &str) -> bool {
    opened.words.has(sought) || opened.answers.iter().any(|answer| folded(&answer.words).contains(sought))
}

/// A note on the list of a day.
pub struct DayNote {
    pub id: NoteId,
    /// What whoever spoke is called; may be empty.
    pub called: String,
    pub is_urgent: bool,
    /// Handed to the reader's organisation, which has not taken it.
    pub is_to_take: bool,
    /// Handed by the reader's organisation to one that has not taken it.
    pub is_on_its_way: bool,
    pub begun_at: chrono::DateTime<chrono::Utc>,
}

impl DayNote {
    fn of(actor: &Actor, opened: &Opened) -> Option<Self> {
        let note = &opened.note;
        let is_urgent = note.front.is_urgent && note.case().is_none();
        let is_mine = note.holder() == actor.organization;
        if !(note.is_waiting() || is_urgent && is_mine) {
            return None;
        }
        Some(Self {
            id: note.id,
            called: opened.words.get(super::model::Field::Nickname).to_owned(),
            is_urgent,
            is_to_take: note.is_waiting() && !is_mine,
            is_on_its_way: note.is_waiting() && is_mine,
            begun_at: note.begun_at,
        })
    }
}

/// What cannot wait, and what waits to be taken: for the page where a day begins. Names stand there: it leaves a trace.
pub async fn look_at_day(app: &App, actor: &Actor) -> Result<Vec<DayNote>, Outcome> {
    actor.must(Duty::TakeNotes)?;
    let tx = app.db.write().await?;
    let notes = store::pressing_for(&tx, app, actor).await?;
    let lines: Vec<DayNote> = notes.iter().filter_map(|opened| DayNote::of(actor, opened)).collect();
    if !lines.is_empty() {
        trail::record(&tx, &app.vault, app.now(), listed(actor, "counter.day", lines.len())).await?;
    }
    tx.commit().await?;
    Ok(lines)
}

/// The note out of which a case grew, if it is the actor's to open.
pub async fn note_of_case(app: &App, actor: &Actor, case: CaseId) -> Result<Option<NoteId>, Outcome> {
    match actor.must(Duty::TakeNotes) {
        Ok(()) => store::of_case(app.db.read(), actor, case).await,
        Err(_) => Ok(None),
    }
}

fn deed(actor: &Actor, action: &'static str, id: NoteId) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object: format!("note:{id}"),
        subject: None,
        detail: String::new(),
    }
}

/// The deed, under the case that grew out of the note.
fn about(note: &Note, deed: Deed) -> Deed {
    Deed { subject: note.case(), ..deed }
}

fn listed(actor: &Actor, action: &'static str, lines: usize) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object: "notes".to_owned(),
        subject: None,
        detail: format!("lines:{lines}"),
    }
}
