//! The page of an entry, with corrections and words to colleagues beside it.

use askama::Template;
use axum::extract::{Path, State};

use super::{id, refused};
use crate::{
    accounts::Actor,
    casework::{
        actions::entries::{self, Opened},
        model::entry::NoteKind,
    },
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{EntryId, StaffId},
        web::{Submitted, Visit, page, see},
    },
};

/// Something beside an entry, in words.
struct NoteLine {
    kind: NoteKind,
    who: String,
    when: String,
    text: String,
    /// For the reader, and not read yet.
    is_new: bool,
}

#[derive(Template)]
#[template(path = "casework/templates/entry.html")]
pub struct EntryPage {
    v: Visit,
    actor: Actor,
    opened: Opened,
    at: String,
    with: String,
    means: String,
    met: Option<String>,
    topics: String,
    written: String,
    notes: Vec<NoteLine>,
    /// It may still be written into.
    is_open: bool,
    text: String,
    to: Option<StaffId>,
    refusal: Option<Refusal>,
    key: String,
}

impl EntryPage {
    pub fn of(v: Visit, actor: Actor, opened: Opened, key: String) -> Self {
        let entry = &opened.entry;
        let name = |staff: StaffId| opened.names.get(&staff).cloned().unwrap_or_default();
        let notes = opened.notes.iter().map(|note| NoteLine {
            kind: note.kind,
            who: match note.to {
                Some(to) => v.t2("entry-note-to", ("from", name(note.by)), ("to", name(to))),
                None => name(note.by),
            },
            when: v.moment(note.at),
            text: note.text.clone(),
            is_new: note.to == Some(actor.staff) && note.seen_at.is_none(),
        });
        let topics: Vec<String> = entry.words.topics.iter().map(|topic| v.t(topic.key())).collect();
        Self {
            at: v.moment(entry.at),
            with: v.t(entry.with.key()),
            means: v.t(entry.means.key()),
            met: entry.met.map(|met| v.t(met.key())),
            topics: topics.join(&v.t("list-comma")),
            written: v.t2("entry-written", ("name", name(entry.written_by)), ("when", v.moment(entry.written_at))),
            notes: notes.collect(),
            is_open: entry.is_open(v.now.0),
            text: String::new(),
            to: None,
            refusal: None,
            key,
            opened,
            v,
            actor,
        }
    }

    /// With words that could not be kept where they were written.
    pub fn refusing(self, text: String, refusal: Refusal) -> Self {
        Self { text, refusal: Some(refusal), ..self }
    }

    fn is_to(&self, staff: &StaffId) -> bool {
        self.to == Some(*staff)
    }

    fn has_new(&self) -> bool {
        self.notes.iter().any(|note| note.is_new)
    }
}

pub async fn entry_page(State(app): State<App>, v: Visit, actor: Actor, Path(entry): Path<String>) -> Answer {
    let opened = entries::look(&app, &actor, id(&entry)?).await?;
    let key = v.form_key();
    page(&EntryPage::of(v, actor, opened, key))
}

pub async fn add_note(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(entry): Path<String>,
    form: Submitted,
) -> Answer {
    let entry: EntryId = id(&entry)?;
    let once = form.once(&app.vault, "casework.entry-note")?;
    let to: Option<StaffId> = form.code("to");
    let text = form.get("text").to_owned();
    match entries::add_note(&app, &actor, entry, (to, text.clone()), once).await {
        Ok(()) => Ok(see(&format!("/entries/{entry}"))),
        Err(Outcome::Refused(refusal)) => {
            let opened = entries::look(&app, &actor, entry).await?;
            let shown = EntryPage::of(v, actor, opened, form.get("form").to_owned());
            refused(page(&EntryPage { text, to, refusal: Some(refusal), ..shown })?)
        }
        Err(other) => Err(other),
    }
}

pub async fn see_notes(State(app): State<App>, actor: Actor, Path(entry): Path<String>, form: Submitted) -> Answer {
    let entry: EntryId = id(&entry)?;
    let once = form.once(&app.vault, "casework.seen-note")?;
    entries::see_notes(&app, &actor, entry, once).await?;
    Ok(see(&format!("/entries/{entry}")))
}
