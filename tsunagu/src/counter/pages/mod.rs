//! The pages of notes and questions.

mod answers;
mod lists;
mod note;
mod onward;
mod questions;
mod writing;

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};

use super::{
    model::{Field, Handing, Progress, Question},
    store::Opened,
};
use crate::{
    accounts::Actor,
    directory::{Desk, Directory},
    platform::{
        Answer, App, Outcome,
        ids::{NoteId, OrganizationId},
        web::Visit,
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/notes", get(lists::list_page).post(writing::begin))
        .route("/notes/search", post(lists::search))
        .route("/notes/{id}", get(note::note_page))
        .route("/notes/{id}/sheet", get(note::sheet_page))
        .route("/notes/{id}/writing", get(writing::writing_page).post(writing::write))
        .route("/notes/{id}/answers", get(answers::answers_page).post(answers::answer))
        .route("/notes/{id}/passphrase", post(onward::give_passphrase))
        .route("/notes/{id}/case", post(onward::open_case))
        .route("/notes/{id}/handover", post(onward::hand_over))
        .route("/notes/{id}/acceptance", post(onward::take))
        .route("/notes/{id}/keeping", post(onward::keep))
        .route("/questions", get(questions::questions_page).post(questions::add))
        .route("/questions/sheet", get(questions::sheet_page))
        .route("/questions/{id}", post(questions::word))
        .route("/questions/{id}/place", post(questions::put_in_order))
        .route("/questions/{id}/retirement", post(questions::retire))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

/// Whether the page's own script asks, which shows one line instead of a page.
fn is_script(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|kind| kind.as_bytes() == b"application/json")
}

/// One line for the page's script: the version it has now, what to say, the fields with twelve digits.
fn told(status: StatusCode, version: i64, said: &str, numbers: &[String]) -> Answer {
    let line = serde_json::json!({ "version": version, "said": said, "numbers": numbers });
    Ok((status, [(header::CONTENT_TYPE, "application/json")], line.to_string()).into_response())
}

/// Days for which a note of the actor's town stays after the last word.
fn days(app: &App, directory: &Directory, actor: &Actor) -> u16 {
    let town = directory.municipality(actor.municipality).map(|town| town.slug.as_str()).unwrap_or_default();
    app.config.notes.days_of(town)
}

/// The desks of the actor's town, those of the actor's organisation first.
fn desks<'a>(directory: &'a Directory, actor: &Actor) -> Vec<&'a Desk> {
    let mut desks = directory.desks_of(actor.municipality);
    desks.retain(|desk| desk.municipality == actor.municipality);
    desks.sort_by_key(|desk| desk.organization != actor.organization);
    desks
}

fn office(directory: &Directory, id: OrganizationId) -> String {
    directory.organization(id).map(|office| office.name.clone()).unwrap_or_default()
}

/// Joins words that belong together.
fn joined(v: &Visit, words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(&v.t("list-comma"))
}

/// A question as the town words it.
fn wording(v: &Visit, question: &Question) -> String {
    question.wording.clone().unwrap_or_else(|| v.t(&question.key()))
}

/// Where a note stands, in words.
fn standing(v: &Visit, directory: &Directory, actor: &Actor, opened: &Opened) -> String {
    let note = &opened.note;
    let progress = match note.progress {
        Progress::Draft { until } => v.t1("note-standing-draft", "day", v.near(until)),
        Progress::Kept { until, .. } => v.t1("note-standing-kept", "day", v.near(until)),
        Progress::Case(_) => v.t("note-standing-case"),
    };
    match note.handing {
        Handing::Here if !opened.words.declined.is_empty() => joined(v, [v.t("note-standing-declined"), progress]),
        Handing::Here => progress,
        Handing::Waiting { .. } if note.holder() != actor.organization => {
            v.t1("note-standing-to-take", "office", office(directory, note.organization))
        }
        Handing::Waiting { to, .. } => v.t1("note-standing-waiting", "office", office(directory, to)),
        Handing::Taken { to, .. } if to != actor.organization => {
            v.t1("note-standing-taken", "office", office(directory, to))
        }
        Handing::Taken { .. } => progress,
    }
}

/// A note on a list.
struct Line {
    id: NoteId,
    called: String,
    begun: String,
    how: String,
    standing: String,
    is_urgent: bool,
}

impl Line {
    fn of(v: &Visit, directory: &Directory, actor: &Actor, opened: &Opened) -> Self {
        Self {
            id: opened.note.id,
            called: opened.words.get(Field::Nickname).to_owned(),
            begun: v.moment(opened.note.begun_at),
            how: how(v, opened),
            standing: standing(v, directory, actor, opened),
            is_urgent: opened.note.front.is_urgent,
        }
    }
}

/// By what means and by whom, in words.
fn how(v: &Visit, opened: &Opened) -> String {
    let front = &opened.note.front;
    let means = front.means.map(|means| v.t(means.key()));
    let relation = front.relation.map(|relation| v.t(relation.key()));
    let chat = front.is_chat.then(|| v.t("note-is-chat"));
    joined(v, [means, chat, relation].into_iter().flatten())
}

/// How long they spoke, in words.
fn minutes(v: &Visit, opened: &Opened, now: DateTime<Utc>) -> String {
    v.t1("note-minutes", "minutes", opened.note.minutes(now))
}
