//! The one screen on which somebody writes while they listen. It saves by itself where scripts run; a button does so too.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use unicode_normalization::UnicodeNormalization;

use super::{days, desks, id, is_script, joined, told, with_status};
use crate::{
    accounts::{Actor, Duty},
    casework::Faults,
    counter::{
        actions::{self, writing::Writing},
        model::{Draft, Field, Front, Knows, Means, Said, Speaker, Words, has_twelve_digits},
        store::Opened,
    },
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{DeskId, NoteId},
        web::{Submitted, Visit, page, see},
    },
};

/// Begins a note with one press, with nothing told.
pub async fn begin(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    actor: Actor,
    form: Submitted,
) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let once = form.once(&app.vault, "counter.begin")?;
    let directory = shelf.current(&app).await?;
    let own = desks(&directory, &actor);
    let desk = match own.first() {
        Some(desk) if desk.organization == actor.organization || own.len() == 1 => Some(desk.id),
        Some(_) | None => None,
    };
    let front = Front { means: form.code("means"), is_chat: form.text("is_chat").is_some(), desk, ..Front::default() };
    let note = actions::begin(&app, &actor, front, days(&app, &directory, &actor), once).await?;
    Ok(see(&format!("/notes/{note}/writing")))
}

/// A field in which something is written.
struct Entry {
    code: &'static str,
    label: &'static str,
    value: String,
    is_line: bool,
    refusal: Option<Refusal>,
    has_twelve_digits: bool,
}

/// One of several answers to choose from.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "counter/templates/writing.html")]
struct WritingPage {
    v: Visit,
    actor: Actor,
    id: NoteId,
    version: i64,
    draft: Draft,
    minutes_typed: String,
    desks: Vec<(DeskId, String)>,
    faults: Faults,
    /// What somebody else wrote meanwhile, where it differs.
    theirs: Vec<(String, String)>,
    /// Somebody saved first, even where every word is the same.
    is_conflict: bool,
    /// Why nothing of it could be kept.
    problem: Option<Refusal>,
    begun: String,
    minutes: String,
    /// Seconds since the note was begun; nothing once the talk is over.
    running: Option<i64>,
    key: String,
}

impl WritingPage {
    fn of(v: Visit, actor: Actor, directory: &Directory, opened: &Opened, key: String) -> Self {
        let note = &opened.note;
        let running = note.ended_at.is_none() && note.front.minutes.is_none();
        Self {
            id: note.id,
            version: note.version,
            draft: Draft {
                front: note.front,
                words: opened.words.clone(),
                explained: opened.words.explained_on.is_some(),
            },
            minutes_typed: note.front.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            desks: desks(directory, &actor).iter().map(|desk| (desk.id, desk.short_name().to_owned())).collect(),
            faults: Faults::default(),
            theirs: Vec::new(),
            is_conflict: false,
            problem: None,
            begun: v.moment(note.begun_at),
            minutes: super::minutes(&v, opened, v.now.0),
            running: running.then(|| (v.now.0 - note.begun_at).num_seconds().max(0)),
            key,
            v,
            actor,
        }
    }

    /// What was typed stands in the form again.
    fn typed(self, typed: Typed) -> Self {
        Self { draft: typed.draft, minutes_typed: typed.minutes, ..self }
    }

    fn entry(&self, field: Field) -> Entry {
        let value = self.draft.words.get(field).to_owned();
        Entry {
            code: field.code(),
            label: field.key(),
            is_line: field.is_line(),
            refusal: self.faults.of(field.code()).cloned(),
            has_twelve_digits: has_twelve_digits(&value),
            value,
        }
    }

    fn entries(&self, part: &str) -> Vec<Entry> {
        let fields: &[Field] = match part {
            "story" => &[Field::Story],
            "who" => &[Field::Nickname, Field::Organization, Field::About],
            "more" => &[Field::Wishes, Field::Tried],
            "know" => &[Field::MayKnow],
            "call" => &[Field::CallTo, Field::CallTimes, Field::Introduction],
            "urgent" => &[Field::UrgentReason],
            _ => &[Field::Told],
        };
        fields.iter().map(|field| self.entry(*field)).collect()
    }

    fn choices(&self, name: &str) -> Vec<Choice> {
        let choice =
            |code: &str, key: &str, is_chosen| Choice { value: code.to_owned(), label: self.v.t(key), is_chosen };
        let (front, words) = (&self.draft.front, &self.draft.words);
        let said = |chosen: Said| Said::ALL.iter().map(move |said| (said.code(), said.key(), chosen == *said));
        let options: Vec<(&str, &str, bool)> = match name {
            "means" => {
                Means::ALL.iter().map(|means| (means.code(), means.key(), front.means == Some(*means))).collect()
            }
            "relation" => Speaker::ALL
                .iter()
                .map(|relation| (relation.code(), relation.key(), front.relation == Some(*relation)))
                .collect(),
            "knows" => Knows::ALL.iter().map(|knows| (knows.code(), knows.key(), words.knows == *knows)).collect(),
            "call_back" => said(words.call_back).collect(),
            _ => said(words.post).collect(),
        };
        options.into_iter().map(|(code, key, is_chosen)| choice(code, key, is_chosen)).collect()
    }

    fn is_desk(&self, desk: &DeskId) -> bool {
        self.draft.front.desk == Some(*desk)
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }
}

pub async fn writing_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(note): Path<String>,
) -> Answer {
    let opened = actions::look(&app, &actor, id(&note)?).await?;
    opened.note.must_be_with(actor.organization)?;
    let directory = shelf.current(&app).await?;
    let key = v.form_key();
    page(&WritingPage::of(v, actor, &directory, &opened, key))
}

/// The form as it was typed.
struct Typed {
    draft: Draft,
    minutes: String,
}

impl Typed {
    /// Reads the form. Codes and desks that were not offered are left out.
    fn read(form: &Submitted, desks: &[DeskId]) -> Self {
        let mut words = Words::saying(
            form.code("knows").unwrap_or(Knows::NotAsked),
            form.code("call_back").unwrap_or(Said::NotAsked),
            form.code("post").unwrap_or(Said::NotAsked),
        );
        for field in Field::ALL {
            words.put(*field, form.get(field.code()));
        }
        let minutes = form.text("minutes").unwrap_or_default();
        let front = Front {
            means: form.code("means"),
            is_chat: form.text("is_chat").is_some(),
            relation: form.code("relation"),
            is_urgent: form.text("is_urgent").is_some(),
            desk: form.code("desk").filter(|desk| desks.contains(desk)),
            // A number that cannot be read is out of range, and is told so beside the field.
            minutes: (!minutes.is_empty()).then(|| minutes.nfkc().collect::<String>().parse().unwrap_or(-1)),
        };
        Self { draft: Draft { front, words, explained: form.text("explained").is_some() }, minutes }
    }
}

pub async fn write(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(note): Path<String>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let id: NoteId = id(&note)?;
    // Saving again what is saved already is no deed; the form's key only says that the form is ours.
    form.once(&app.vault, "counter.write")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let directory = shelf.current(&app).await?;
    let offered: Vec<DeskId> = desks(&directory, &actor).iter().map(|desk| desk.id).collect();
    let typed = Typed::read(&form, &offered);
    if let Err(faults) = typed.draft.check() {
        if is_script(&headers) {
            return told(
                StatusCode::UNPROCESSABLE_ENTITY,
                version,
                &v.t("note-not-saved-fault"),
                &numbers(&typed.draft.words),
            );
        }
        let opened = actions::look(&app, &actor, id).await?;
        let shown = WritingPage::of(v, actor, &directory, &opened, form.get("form").to_owned());
        return with_status(
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&WritingPage { faults, version, ..shown.typed(typed) })?,
        );
    }
    let go = form.get("go");
    let writing = Writing {
        version,
        draft: typed.draft.clone(),
        is_over: matches!(go, "over" | "done"),
        days: days(&app, &directory, &actor),
    };
    match actions::write(&app, &actor, id, writing).await {
        Ok(opened) if is_script(&headers) => {
            let saved = v.t1("note-saved-at", "time", v.time(v.now.local().time()));
            told(StatusCode::OK, opened.note.version, &saved, &numbers(&opened.words))
        }
        Ok(_) if go == "done" => Ok(see(&format!("/notes/{id}"))),
        Ok(_) if go == "questions" => Ok(see(&format!("/notes/{id}/answers"))),
        Ok(_) => Ok(see(&format!("/notes/{id}/writing"))),
        Err(Outcome::Conflict) if is_script(&headers) => {
            told(StatusCode::CONFLICT, version, &v.t("note-not-saved-conflict"), &numbers(&typed.draft.words))
        }
        Err(Outcome::Conflict) => {
            // Both texts stay: theirs to read, ours in the form, to be saved on purpose over theirs.
            let opened = actions::look(&app, &actor, id).await?;
            let theirs = differences(&v, &directory, &typed.draft, &opened);
            let key = v.form_key();
            let shown = WritingPage::of(v, actor, &directory, &opened, key);
            with_status(StatusCode::CONFLICT, page(&WritingPage { theirs, is_conflict: true, ..shown.typed(typed) })?)
        }
        Err(Outcome::Refused(refusal)) if is_script(&headers) => {
            told(StatusCode::UNPROCESSABLE_ENTITY, version, &v.refusal(&refusal), &numbers(&typed.draft.words))
        }
        // Somebody took the note meanwhile. What was typed stays on the screen, to be told to them.
        Err(Outcome::Refused(refusal)) => {
            let opened = actions::look(&app, &actor, id).await?;
            let shown = WritingPage::of(v, actor, &directory, &opened, form.get("form").to_owned());
            let shown = WritingPage { problem: Some(refusal), ..shown.typed(typed) };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?)
        }
        Err(other) => Err(other),
    }
}

/// The fields in which twelve digits stand.
fn numbers(words: &Words) -> Vec<String> {
    words.said().filter(|(_, text)| has_twelve_digits(text)).map(|(field, _)| field.code().to_owned()).collect()
}

/// What somebody else wrote, where it is not what was typed here.
fn differences(v: &Visit, directory: &Directory, mine: &Draft, theirs: &Opened) -> Vec<(String, String)> {
    let (front, words) = (&theirs.note.front, &theirs.words);
    let mut rows: Vec<(String, String)> = Field::ALL
        .iter()
        .filter(|field| mine.words.get(**field) != words.get(**field))
        .map(|field| (v.t(field.key()), words.get(*field).to_owned()))
        .collect();
    let mut choice = |differs: bool, key: &str, text: Option<String>| {
        if differs {
            rows.push((v.t(key), text.unwrap_or_default()));
        }
    };
    let desk = front.desk.and_then(|desk| directory.desk(desk)).map(|desk| desk.short_name().to_owned());
    choice(mine.front.means != front.means, "note-means", front.means.map(|means| v.t(means.key())));
    choice(mine.front.relation != front.relation, "note-relation", front.relation.map(|who| v.t(who.key())));
    choice(mine.words.knows != words.knows, "note-knows", Some(v.t(words.knows.key())));
    choice(mine.words.call_back != words.call_back, "note-call-back", Some(v.t(words.call_back.key())));
    choice(mine.words.post != words.post, "note-post", Some(v.t(words.post.key())));
    choice(mine.front.desk != front.desk, "note-desk", desk);
    choice(
        mine.front.minutes != front.minutes,
        "note-minutes-typed",
        front.minutes.map(|minutes| v.t1("note-minutes", "minutes", minutes)),
    );
    let marks = |is_chat: bool, is_urgent: bool, explained: bool| {
        let marks = [(is_chat, "note-is-chat"), (is_urgent, "note-is-urgent"), (explained, "note-explained")];
        joined(v, marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, key)| v.t(key)))
    };
    let ours = (mine.front.is_chat, mine.front.is_urgent, mine.explained);
    let others = (front.is_chat, front.is_urgent, words.explained_on.is_some());
    choice(ours != others, "note-marks", Some(marks(others.0, others.1, others.2)));
    rows
}
