//! The list of notes, and looking for one by what is remembered of it.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
};
use serde::Deserialize;

use super::{Line, id};
use crate::{
    accounts::Actor,
    counter::{
        actions::{self, Listed},
        model::Means,
        store::NOTES_ON_A_PAGE,
    },
    directory::Shelf,
    platform::{
        Answer, App,
        ids::NoteId,
        web::{Submitted, Visit, page},
    },
};

#[derive(Template)]
#[template(path = "counter/templates/notes.html")]
struct NotesPage {
    v: Visit,
    actor: Actor,
    drafts: Vec<Line>,
    lines: Vec<Line>,
    count: u64,
    /// The list goes on with the notes begun before this one.
    before: Option<NoteId>,
    key: String,
}

impl NotesPage {
    fn means(&self) -> &'static [Means] {
        Means::ALL
    }
}

#[derive(Deserialize)]
pub struct Before {
    before: Option<String>,
}

pub async fn list_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Query(query): Query<Before>,
) -> Answer {
    let before = query.before.as_deref().map(id).transpose()?;
    let Listed { drafts, notes, count } = actions::look_at_list(&app, &actor, before).await?;
    let directory = shelf.current(&app).await?;
    let line = |opened: &_| Line::of(&v, &directory, &actor, opened);
    let (drafts, lines) = (drafts.iter().map(line).collect(), notes.iter().map(line).collect::<Vec<_>>());
    let before = lines.last().filter(|_| lines.len() >= NOTES_ON_A_PAGE).map(|line| line.id);
    page(&NotesPage { key: v.form_key(), drafts, lines, count, before, v, actor })
}

#[derive(Template)]
#[template(path = "counter/templates/search.html")]
struct SearchPage {
    v: Visit,
    actor: Actor,
    sought: String,
    lines: Vec<Line>,
}

/// What is looked for, perhaps a passphrase that was said aloud, stands in no address.
pub async fn search(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    let sought = form.get("sought").trim().to_owned();
    let found = actions::search(&app, &actor, &sought).await?;
    let directory = shelf.current(&app).await?;
    let lines = found.iter().map(|opened| Line::of(&v, &directory, &actor, opened)).collect();
    page(&SearchPage { sought, lines, v, actor })
}
