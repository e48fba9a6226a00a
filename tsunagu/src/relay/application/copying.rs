//! Copying an application from paper: the same form as behind the passphrase, filled in by staff of the desk.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};

use super::{actions, form::ApplicationForm, model::Application, pages::with_status};
use crate::{
    accounts::Actor,
    platform::{
        Answer, App, Lang, Outcome,
        ids::ThreadId,
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "relay/templates/application_copy.html")]
struct CopyPage {
    v: Visit,
    actor: Actor,
    thread: ThreadId,
    form: ApplicationForm,
    /// Something was saved meanwhile, by the holder of the passphrase or by a colleague.
    conflicted: bool,
}

impl CopyPage {
    /// The printed sentence as it stands on the paper (F1-05).
    fn sentence(&self) -> String {
        Lang::Ja.t("application-sentence")
    }
}

pub async fn copy_page(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>) -> Answer {
    let thread: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    let key = v.form_key();
    let form = match actions::look_to_copy(&app, &actor, thread).await? {
        (_, Some(saved)) => ApplicationForm::stored(saved.application, saved.version, key),
        (_, None) => ApplicationForm::stored(Application::default(), 0, key),
    };
    page(&CopyPage { v, actor, thread, form, conflicted: false })
}

pub async fn copy(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    submitted: Submitted,
) -> Answer {
    let thread: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    let version = submitted.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let (_, held) = actions::look_to_copy(&app, &actor, thread).await?;
    let before = held.map(|saved| saved.application.content).unwrap_or_default();
    let mut form = ApplicationForm::read(&submitted, &before, version, v.now.today());
    if !form.faults.is_empty() {
        let drawn = page(&CopyPage { v, actor, thread, form, conflicted: false })?;
        return with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn);
    }
    let once = submitted.once(&app.vault, "relay.application-copy")?;
    let written = (form.content.clone(), form.signature.clone());
    match actions::copy(&app, &actor, thread, version, written, once).await {
        Ok(()) => Ok(see(&format!("/threads/{thread}/application"))),
        Err(Outcome::Refused(refusal)) => {
            form.faults.push(("signature", refusal));
            let drawn = page(&CopyPage { v, actor, thread, form, conflicted: false })?;
            with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn)
        }
        Err(Outcome::Conflict) => {
            // What was typed stays in the form, to be saved on purpose over what somebody else saved.
            let (_, held) = actions::look_to_copy(&app, &actor, thread).await?;
            form.version = held.map_or(0, |saved| saved.version);
            form.key = v.form_key();
            let drawn = page(&CopyPage { v, actor, thread, form, conflicted: true })?;
            with_status(StatusCode::CONFLICT, drawn)
        }
        Err(other) => Err(other),
    }
}
