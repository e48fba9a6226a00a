//! Mail that was put aside, and what came to a thread by mail.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::{
    actions::{self, Looked},
    imap,
    model::{self, Aside, KEPT_DAYS, LeftOut},
};
use crate::{
    accounts::{Actor, Duty, Role},
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{IncomingMailId, ThreadId},
        web::{Submitted, Visit, page, see},
    },
    reception::actions::mails,
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/mailbox", get(list_page))
        .route("/mailbox/{id}", get(mail_page))
        .route("/mailbox/{id}/discarding", post(discard))
        .route("/mailbox/{id}/original", get(original))
        .route("/mailbox/{id}/return", post(take_back))
        .route("/mailbox/{id}/thread", post(begin))
        .route("/threads/{id}/mail", get(thread_page).post(send_link))
}

/// A mail on the list.
struct Line {
    id: IncomingMailId,
    desk: String,
    arrived: String,
    why: Aside,
}

/// Mailboxes of the actor's desks that could not be read for too long, in words; those of the whole town for whoever looks after
/// the installation.
pub async fn silent_in_words(
    app: &App,
    v: &Visit,
    directory: &Directory,
    actor: &Actor,
) -> Result<Vec<String>, Outcome> {
    let mut lines = Vec::new();
    for mailbox in imap::silent(app).await? {
        let Some(desk) = directory.desk_by_slug(&mailbox.desk_slug) else { continue };
        let is_of_town = actor.role == Role::Administrator && desk.municipality == actor.municipality;
        if is_of_town || desk.organization == actor.organization {
            let since = v.moment(mailbox.since);
            lines.push(v.t2("mailbox-silent", ("desk", desk.short_name()), ("since", since)));
        }
    }
    Ok(lines)
}

#[derive(Template)]
#[template(path = "mailbox/templates/list.html")]
struct ListPage {
    v: Visit,
    actor: Actor,
    waiting: Vec<Line>,
    discarded: Vec<Line>,
    silent: Vec<String>,
    kept_days: i64,
}

async fn list_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::ReadThreads)?;
    let directory = shelf.current(&app).await?;
    let (mut waiting, mut discarded) = (Vec::new(), Vec::new());
    for mail in actions::look_at_list(&app, &actor).await? {
        let desk = directory.desk(mail.desk).map(|desk| desk.short_name().to_owned()).unwrap_or_default();
        let line = |why| Line { id: mail.id, desk, arrived: v.moment(mail.at), why };
        match mail.state {
            model::State::Waiting(why) => waiting.push(line(why)),
            model::State::Discarded { why, .. } => discarded.push(line(why)),
            model::State::Thread(_) | model::State::Report(_) => {}
        }
    }
    let silent = silent_in_words(&app, &v, &directory, &actor).await?;
    page(&ListPage { waiting, discarded, silent, kept_days: KEPT_DAYS, v, actor })
}

#[derive(Template)]
#[template(path = "mailbox/templates/mail.html")]
struct MailPage {
    v: Visit,
    actor: Actor,
    id: IncomingMailId,
    arrived: String,
    why: Aside,
    sender: String,
    subject: String,
    text: String,
    left_out: Vec<(String, LeftOut)>,
    is_discarded: bool,
    refusal: Option<Refusal>,
}

async fn mail_page(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>) -> Answer {
    draw(&app, v, actor, &id, None).await
}

async fn draw(app: &App, v: Visit, actor: Actor, id: &str, refusal: Option<Refusal>) -> Answer {
    let id = id.parse().map_err(|_| Outcome::NotFound)?;
    let Looked { mail, envelope, text } = actions::look(app, &actor, id).await?;
    let (why, is_discarded) = match mail.state {
        model::State::Waiting(why) => (why, false),
        model::State::Discarded { why, .. } => (why, true),
        model::State::Thread(_) | model::State::Report(_) => return Err(Outcome::NotFound),
    };
    let is_refused = refusal.is_some();
    let mut response = page(&MailPage {
        id,
        arrived: v.moment(mail.at),
        why,
        sender: envelope.sender,
        subject: envelope.subject,
        text,
        left_out: envelope.left_out,
        is_discarded,
        refusal,
        v,
        actor,
    })?;
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

async fn begin(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    form: Submitted,
) -> Answer {
    let mail: IncomingMailId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let once = form.once(&app.vault, "mailbox.begin")?;
    let directory = shelf.current(&app).await?;
    match actions::begin(&app, &directory, &actor, mail, once).await {
        Ok(thread) => Ok(see(&format!("/threads/{thread}"))),
        Err(Outcome::Refused(refusal)) => draw(&app, v, actor, &id, Some(refusal)).await,
        Err(other) => Err(other),
    }
}

async fn discard(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>, form: Submitted) -> Answer {
    let mail: IncomingMailId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let once = form.once(&app.vault, "mailbox.discard")?;
    match actions::discard(&app, &actor, mail, once).await {
        Ok(()) => Ok(see("/mailbox")),
        Err(Outcome::Refused(refusal)) => draw(&app, v, actor, &id, Some(refusal)).await,
        Err(other) => Err(other),
    }
}

async fn take_back(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>, form: Submitted) -> Answer {
    let mail: IncomingMailId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let once = form.once(&app.vault, "mailbox.take-back")?;
    match actions::take_back(&app, &actor, mail, once).await {
        Ok(()) => Ok(see(&format!("/mailbox/{mail}"))),
        Err(Outcome::Refused(refusal)) => draw(&app, v, actor, &id, Some(refusal)).await,
        Err(other) => Err(other),
    }
}

/// The original as letters, never as what it says it is: a browser runs nothing of it and fetches nothing.
async fn original(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Answer {
    let id: IncomingMailId = id.parse().map_err(|_| Outcome::NotFound)?;
    let bytes = actions::original(&app, &actor, id).await?;
    Ok(as_letters(&bytes))
}

fn as_letters(bytes: &[u8]) -> Response {
    let mut response = String::from_utf8_lossy(bytes).into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"original.txt\""));
    response
}

/// A mail of a thread.
struct ThreadLine {
    id: IncomingMailId,
    arrived: String,
    is_report: bool,
    sender: Option<String>,
    left_out: Vec<(String, LeftOut)>,
}

#[derive(Template)]
#[template(path = "mailbox/templates/thread.html")]
struct ThreadPage {
    v: Visit,
    actor: Actor,
    id: ThreadId,
    mails: Vec<ThreadLine>,
    /// The link that lets in may be sent once more.
    may_send: bool,
    is_sent: bool,
    refusal: Option<Refusal>,
}

async fn thread_page(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>) -> Answer {
    draw_thread(&app, v, actor, &id, None).await
}

async fn draw_thread(app: &App, v: Visit, actor: Actor, id: &str, refusal: Option<Refusal>) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    let (thread, mails) = actions::look_at_thread(app, &actor, id).await?;
    let line = |mail: actions::MailOfThread| ThreadLine {
        id: mail.id,
        arrived: v.moment(mail.at),
        is_report: mail.is_report,
        sender: mail.sender,
        left_out: mail.left_out,
    };
    let mails = mails.into_iter().map(line).collect();
    let may_send = actor.must(Duty::AnswerThreads).is_ok() && mails::link_may_go(app, &thread).await?;
    let is_sent = v.path.ends_with("?sent");
    let is_refused = refusal.is_some();
    let mut response = page(&ThreadPage { id, mails, may_send, is_sent, refusal, v, actor })?;
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Sends the link that lets in once more.
async fn send_link(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>, form: Submitted) -> Answer {
    let thread: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let once = form.once(&app.vault, "reception.send-link")?;
    match mails::send_link_again(&app, &actor, thread, once).await {
        Ok(()) => Ok(see(&format!("/threads/{thread}/mail?sent"))),
        Err(Outcome::Refused(refusal)) => draw_thread(&app, v, actor, &id, Some(refusal)).await,
        Err(other) => Err(other),
    }
}
