//! What the holder of a passphrase does beside writing: quiet, ending, coming back, files, links, and asking who has looked.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Request, State},
    http::HeaderMap,
};

use super::{
    file_of,
    thread::{Slips, draw},
    visited, write,
};
use crate::{
    directory::{Shelf, file_response},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{AttachmentId, ThreadFileId},
        web::{Submitted, Visit, page, see},
    },
    reception::actions::{
        files, links,
        writer::{self, Ask, LookKind},
    },
};

/// Quiet, ending, coming back.
pub async fn ask(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let once = form.once(&app.vault, "reception.standing")?;
    let until = form.text("until");
    let day = until.as_deref().map(str::parse).transpose();
    let directory = shelf.current(&app).await?;
    let asked = match (form.get("ask"), day) {
        ("quiet", Ok(day)) => writer::ask(&app, &directory, thread.id, Ask::Quiet(day), once).await,
        ("quiet", Err(_)) => Err(Refusal::new("refused-quiet-day").into()),
        ("end", _) => writer::ask(&app, &directory, thread.id, Ask::End, once).await,
        ("come-again", _) => writer::ask(&app, &directory, thread.id, Ask::ComeAgain, once).await,
        (_, _) => Err(Outcome::Unreadable("unreadable-form")),
    };
    match asked {
        Ok(()) => Ok(see("/thread")),
        Err(Outcome::Refused(refusal)) => {
            let slips = Slips { quiet_refusal: Some(refusal), until: until.unwrap_or_default(), ..Slips::default() };
            draw(&app, &shelf, v, &thread, slips).await
        }
        Err(other) => Err(other),
    }
}

/// How answers are told from now on.
pub async fn wish(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let typed = write::reply(&form);
    match typed.check() {
        Ok(wishes) => {
            let once = form.once(&app.vault, "reception.wish")?;
            writer::wish(&app, thread.id, &wishes, once).await?;
            Ok(see("/thread"))
        }
        Err(refusal) => {
            let slips = Slips { reply: Some((typed, refusal)), ..Slips::default() };
            draw(&app, &shelf, v, &thread, slips).await
        }
    }
}

pub async fn add_file(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    request: Request,
) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let (form, file) = file_of(request).await?;
    let directory = shelf.current(&app).await?;
    let added = match file {
        Ok(file) => {
            let once = form.once(&app.vault, "reception.add-file")?;
            files::add_as_writer(&app, &directory, thread.id, file, once).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match added {
        Ok(()) => Ok(see("/thread")),
        Err(Outcome::Refused(refusal)) => {
            draw(&app, &shelf, v, &thread, Slips { file_refusal: Some(refusal), ..Slips::default() }).await
        }
        Err(other) => Err(other),
    }
}

pub async fn one_file(State(app): State<App>, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let id: ThreadFileId = id.parse().map_err(|_| Outcome::NotFound)?;
    let (media, bytes) = files::open_as_writer(&app, &thread, id).await?;
    Ok(file_response(AttachmentId(id.0), media, bytes))
}

pub async fn answer_link(State(app): State<App>, headers: HeaderMap, form: Submitted) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let once = form.once(&app.vault, "reception.answer-link")?;
    let link = form.get("link").parse().map_err(|_| Outcome::NotFound)?;
    links::answer(&app, thread.id, link, form.get("yes") == "yes", once).await?;
    Ok(see("/thread"))
}

struct LookView {
    when: String,
    organization: String,
    what: String,
}

#[derive(Template)]
#[template(path = "reception/templates/looks.html")]
struct LooksPage {
    v: Visit,
    looks: Vec<LookView>,
}

/// Who has looked at what somebody wrote, in plain words.
pub async fn looks_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let directory = shelf.current(&app).await?;
    let looks = writer::looks(&app, &thread).await?;
    let looks = looks.into_iter().map(|look| LookView {
        when: v.moment(look.at),
        organization: directory.organization(look.organization).map(|body| body.name.clone()).unwrap_or_default(),
        what: v.t(match look.kind {
            LookKind::Read => "look-read",
            LookKind::Answered => "look-answered",
            LookKind::CaredFor => "look-cared-for",
        }),
    });
    page(&LooksPage { looks: looks.collect(), v })
}
