//! Writing to a desk, coming back, and the staff's side of a thread.

mod entering;
mod helplines;
mod queue;
mod staff;
mod thread;
mod thread_parts;
mod write;

pub use helplines::urgent;
pub use thread::visit_ended;

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::{get, post},
};

use super::{
    actions,
    model::{Author, Body, Message, Notice, Thread},
};
use crate::{
    accounts,
    directory::Desk,
    editing::file::{self, Clean},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::MessageId,
        web::{
            Submitted, Visit, cookies,
            upload::{self, Sent, Upload},
        },
    },
};

const VISIT_COOKIE: &str = "visit";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desks/{slug}/mail-notes", get(write::mail_notes))
        .route("/desks/{slug}/write", get(write::write_page).post(write::begin))
        .route("/desks/{slug}/write/{step}", get(write::step_page).post(write::take_step))
        .route("/come-back", get(thread::come_back_page).post(thread::come_back))
        .route("/enter/{token}", get(entering::entry_page).post(entering::enter))
        .route("/thread", get(thread::thread_page).post(thread::write_again))
        .route("/thread/files", post(thread_parts::add_file))
        .route("/thread/files/{id}", get(thread_parts::one_file))
        .route("/thread/leave", post(thread::leave))
        .route("/thread/links", post(thread_parts::answer_link))
        .route("/thread/looks", get(thread_parts::looks_page))
        .route("/thread/mail", get(entering::words_page).post(entering::choose_words))
        .route("/thread/standing", post(thread_parts::ask))
        .route("/thread/wishes", post(thread_parts::wish))
        .route("/threads", get(queue::queue_page))
        .route("/threads/{id}", get(staff::staff_page))
        .route("/threads/{id}/answers", post(staff::answer))
        .route("/threads/{id}/care", post(staff::care))
        .route("/threads/{id}/files", post(staff::add_file))
        .route("/threads/{id}/files/{file}", get(staff::one_file))
        .route("/threads/{id}/links", get(staff::links_page).post(staff::link))
        .route("/threads/{id}/taking-back", post(staff::take_back))
}

/// When a human reads next, in words, for the page before the text box.
struct Promise {
    next_read: String,
    answer_by: String,
    open_now: bool,
    assumed: bool,
}

impl Promise {
    fn of(v: &Visit, desk: &Desk) -> Self {
        let at = v.now.local();
        let next = desk.next_read(at);
        let answer_by = desk.answer_by(at);
        Self {
            open_now: next == Some(at),
            next_read: next.map_or_else(|| v.t("write-next-read-unknown"), |next| v.moment(clock::instant(next))),
            answer_by: v.near(answer_by.date()),
            assumed: desk.reading_hours_assumed(),
        }
    }
}

/// What stands beside the field when a text was not kept, with the text still in it.
pub(super) fn said_beside(outcome: Outcome) -> Result<Refusal, Outcome> {
    match outcome {
        Outcome::Refused(refusal) => Ok(refusal),
        Outcome::Conflict => Ok(Refusal::new("refused-thread-meanwhile")),
        other @ (Outcome::SignIn { .. }
        | Outcome::NotFound
        | Outcome::Denied
        | Outcome::Unreadable(_)
        | Outcome::TooMuch
        | Outcome::Broken(_)) => Err(other),
    }
}

fn refused(mut response: Response) -> Answer {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The thread whose passphrase opened a visit on this device.
pub async fn visited(app: &App, headers: &HeaderMap) -> Result<Option<Thread>, Outcome> {
    match cookies::get(headers, VISIT_COOKIE, app.config.is_secure()) {
        Some(token) => actions::visited(app, &token).await,
        None => Ok(None),
    }
}

/// A message as a page shows it.
pub struct Line {
    pub id: MessageId,
    pub who: String,
    pub kind: &'static str,
    pub when: String,
    pub text: String,
    /// Where its file or its room is, if it is one.
    pub file: Option<String>,
    /// It goes out only then, for the desk's own eyes.
    pub goes_out: Option<String>,
}

/// Messages in words, as the writer (`thread` is nothing) or the desk reads them.
async fn lines(app: &App, v: &Visit, messages: &[Message], thread: Option<&Thread>) -> Result<Vec<Line>, Outcome> {
    let writer_reads = thread.is_none();
    let files = thread.map_or_else(|| "/thread/files".to_owned(), |thread| format!("/threads/{}/files", thread.id));
    let mut lines = Vec::new();
    for message in messages {
        let (kind, who) = match message.author {
            Author::Writer if writer_reads => ("own", v.t("thread-you")),
            Author::Writer => ("theirs", v.t("thread-writer")),
            Author::Staff(staff) => {
                let kind = if writer_reads { "theirs" } else { "own" };
                (kind, accounts::name_of(app.db.read(), staff).await?)
            }
            Author::Program => ("notice", v.t("thread-notice")),
        };
        let text = body_in_words(v, &message.body);
        let file = match &message.body {
            Body::Text(_) => None,
            Body::Notice(notice) => room_of(v, notice).filter(|_| writer_reads),
            Body::File(file) => Some(format!("{files}/{}", file.id)),
        };
        let goes_out = message.goes_out_at.filter(|at| *at > v.now.0).map(|at| v.moment(at));
        // To the writer an answer is as old as the moment it could be read.
        let told = message.goes_out_at.filter(|_| writer_reads).unwrap_or(message.at);
        lines.push(Line { id: message.id, who, kind, when: v.moment(told), text, file, goes_out });
    }
    Ok(lines)
}

/// Where the room of a notice is, as long as it is open.
fn room_of(v: &Visit, notice: &Notice) -> Option<String> {
    match notice {
        Notice::RoomOpen { until } if *until > v.now.0 => Some("/thread/room".to_owned()),
        Notice::RoomOpen { .. }
        | Notice::FilesLeftOut { .. }
        | Notice::SheetSent { .. }
        | Notice::SheetAccepted { .. }
        | Notice::SheetDeclined { .. }
        | Notice::SheetTakenBack { .. }
        | Notice::TimeProposed { .. }
        | Notice::TimeMoved { .. }
        | Notice::TimeClosed { .. }
        | Notice::TimeFree { .. }
        | Notice::CaseRests { .. }
        | Notice::CaseEnded { .. }
        | Notice::CaseGoesOn => None,
    }
}

/// What a message says.
pub fn body_in_words(v: &Visit, body: &Body) -> String {
    match body {
        Body::Text(text) => text.clone(),
        Body::Notice(notice) => notice_in_words(v, notice),
        Body::File(file) => v.t2("thread-file", ("kind", file.media.ending().to_uppercase()), ("size", file.kilobytes)),
    }
}

fn notice_in_words(v: &Visit, notice: &Notice) -> String {
    match notice {
        Notice::SheetSent { organization } => v.t1("notice-sheet-sent", "organization", organization),
        Notice::SheetAccepted { organization } => v.t1("notice-sheet-accepted", "organization", organization),
        Notice::SheetTakenBack { organization } => v.t1("notice-sheet-taken-back", "organization", organization),
        Notice::SheetDeclined { organization, responsible } => {
            v.t2("notice-sheet-declined", ("organization", organization), ("responsible", responsible))
        }
        Notice::TimeProposed { offer, at } => v.t2("notice-time-proposed", ("offer", offer), ("at", v.moment(*at))),
        Notice::FilesLeftOut { count } => v.t1("notice-files-left-out", "count", count),
        Notice::RoomOpen { until } => v.t1("notice-room-open", "until", v.moment(*until)),
        Notice::TimeFree { offer, at } => v.t2("notice-time-free", ("offer", offer), ("at", v.moment(*at))),
        Notice::TimeClosed { offer, was, reason, next } => {
            let mut said = vec![v.t2("notice-time-closed", ("offer", offer), ("was", v.moment(*was))), reason.clone()];
            if !next.is_empty() {
                let times: Vec<String> = next.iter().map(|at| v.moment(*at)).collect();
                said.push(v.t1("notice-time-next", "times", times.join(" / ")));
            }
            said.join(" ")
        }
        Notice::TimeMoved { offer, was, at, reason } => {
            let to = v.t2("notice-time-moved", ("was", v.moment(*was)), ("at", v.moment(*at)));
            [offer.clone(), to, reason.clone()].join(" ")
        }
        Notice::CaseRests { words } => [words.clone(), v.t("notice-case-rests")].join("\n").trim().to_owned(),
        Notice::CaseEnded { words } => [words.clone(), v.t("notice-case-ended")].join("\n").trim().to_owned(),
        Notice::CaseGoesOn => v.t("notice-case-goes-on"),
    }
}

/// A form with a file, and the file made clean or why it cannot be taken.
pub async fn file_of(request: Request) -> Result<(Submitted, Result<Clean, Refusal>), Outcome> {
    let Upload { form, sent } = upload::read(request, file::LARGEST).await?;
    let clean = match sent {
        Sent::Nothing => Err(Refusal::new("refused-file-none")),
        Sent::TooLarge => Err(Refusal::new("refused-file-large").with("most", (file::LARGEST / 1_000_000).to_string())),
        Sent::File { bytes, .. } => tokio::task::spawn_blocking(move || file::clean(&bytes))
            .await
            .map_err(|error| Outcome::Broken(format!("a picture: {error}")))?,
    };
    Ok((form, clean))
}
