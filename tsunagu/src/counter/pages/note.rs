//! A note to read, what it may lead to, and the sheet to print.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
};

use super::{
    answers::{Row, rows},
    how, id, office, standing,
};
use crate::{
    accounts::{self, Actor},
    counter::{
        actions,
        model::{Field, Handing, Knows, Said, has_twelve_digits},
        store::Opened,
    },
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::{CaseId, NoteId},
        web::{Visit, page},
    },
};

/// A fact of a note, in words.
struct Fact {
    label: String,
    text: String,
    has_twelve_digits: bool,
}

/// What a note says, for the page and for the paper.
struct Told {
    called: String,
    facts: Vec<Fact>,
    rows: Vec<Row>,
}

impl Told {
    async fn of(app: &App, v: &Visit, directory: &Directory, opened: &Opened) -> Result<Self, Outcome> {
        let questions = actions::questions::of_town(app, opened.note.municipality).await?;
        let writer = accounts::name_of(app.db.read(), opened.note.writer).await?;
        Ok(Self {
            called: opened.words.get(Field::Nickname).to_owned(),
            facts: facts(v, directory, opened, writer),
            rows: rows(v, &questions, &opened.answers),
        })
    }

    fn heard(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_asked())
    }

    /// What nobody has asked yet. It is not missing.
    fn unasked(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.is_asked())
    }

    fn has_unasked(&self) -> bool {
        self.unasked().next().is_some()
    }

    fn has_heard(&self) -> bool {
        self.heard().next().is_some()
    }
}

fn facts(v: &Visit, directory: &Directory, opened: &Opened, writer: String) -> Vec<Fact> {
    let (note, words) = (&opened.note, &opened.words);
    let fact = |key: &str, text: String| Fact { label: v.t(key), has_twelve_digits: has_twelve_digits(&text), text };
    let mut facts = vec![
        fact("note-how", how(v, opened)),
        fact("note-begun", v.moment(note.begun_at)),
        fact("note-minutes-typed", super::minutes(v, opened, v.now.0)),
        fact("note-writer", writer),
        fact("note-office", office(directory, note.organization)),
    ];
    if let Some(desk) = note.desk().and_then(|desk| directory.desk(desk)) {
        facts.push(fact("note-desk", desk.short_name().to_owned()));
    }
    facts.extend(words.said().map(|(field, text)| fact(field.key(), text.to_owned())));
    facts.extend([
        fact("note-knows", v.t(words.knows.key())),
        fact("note-call-back", v.t(words.call_back.key())),
        fact("note-post", v.t(words.post.key())),
    ]);
    if let Some(day) = words.explained_on {
        facts.push(fact("note-explained", v.near(day)));
    }
    facts.push(fact("note-declined", words.declined.clone()));
    facts.retain(|fact| !fact.text.is_empty());
    facts
}

#[derive(Template)]
#[template(path = "counter/templates/note.html")]
struct NotePage {
    v: Visit,
    actor: Actor,
    id: NoteId,
    told: Told,
    standing: String,
    is_urgent: bool,
    /// Nothing goes to the person: they do not know, or nobody asked.
    is_quiet: bool,
    is_held: bool,
    is_draft: bool,
    is_to_take: bool,
    /// Handed over from here and not yet taken.
    is_on_its_way: bool,
    /// The word with which it was to be given back, and why it could not be.
    word: String,
    word_refusal: Option<Refusal>,
    has_thread: bool,
    /// A desk was chosen; a passphrase and a hand-over need one.
    has_desk: bool,
    /// The desk is that of whoever holds the note: a passphrase leads there.
    is_desk_ours: bool,
    case: Option<CaseId>,
    /// The organisation that consults at the desk, where it is another one and the note is still here.
    consultant: Option<String>,
    /// The last day on which it stays.
    until: String,
}

pub async fn note_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(note): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    draw(&app, &directory, v, actor, (id(&note)?, String::new(), None)).await
}

/// The page, with the word that was typed to give the note back.
pub async fn draw(
    app: &App,
    directory: &Directory,
    v: Visit,
    actor: Actor,
    (id, word, word_refusal): (NoteId, String, Option<Refusal>),
) -> Answer {
    let opened = actions::look(app, &actor, id).await?;
    let note = &opened.note;
    let desk = note.desk().and_then(|desk| directory.desk(desk));
    let is_held = note.holder() == actor.organization;
    let consultant = match note.handing {
        Handing::Here => desk.map(|desk| desk.organization).filter(|to| *to != note.organization),
        Handing::Waiting { .. } | Handing::Taken { .. } => None,
    };
    let stays = super::days(app, directory, &actor);
    page(&NotePage {
        id: note.id,
        told: Told::of(app, &v, directory, &opened).await?,
        standing: standing(&v, directory, &actor, &opened),
        is_urgent: note.front.is_urgent,
        is_quiet: opened.words.knows != Knows::Yes || opened.words.call_back != Said::Yes,
        is_held,
        is_draft: note.is_draft(),
        is_to_take: note.is_waiting() && !is_held,
        is_on_its_way: note.is_waiting() && is_held,
        word,
        word_refusal,
        has_thread: note.thread.is_some(),
        has_desk: desk.is_some(),
        is_desk_ours: desk.is_some_and(|desk| desk.organization == note.holder()),
        case: note.case(),
        consultant: consultant.map(|to| office(directory, to)),
        until: v.near(crate::counter::model::stays_until(v.now.today(), stays)),
        v,
        actor,
    })
}

#[derive(Template)]
#[template(path = "counter/templates/note_sheet.html")]
struct NoteSheetPage {
    v: Visit,
    actor: Actor,
    id: NoteId,
    told: Told,
    printed: String,
}

/// The note and its answers as one sheet.
pub async fn sheet_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(note): Path<String>,
) -> Answer {
    let opened = actions::look(&app, &actor, id(&note)?).await?;
    let directory = shelf.current(&app).await?;
    let told = Told::of(&app, &v, &directory, &opened).await?;
    let printed = v.near(clock::local(v.now.0).date());
    page(&NoteSheetPage { id: opened.note.id, told, printed, v, actor })
}
