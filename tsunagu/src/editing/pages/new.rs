//! A new record: what it is, what it is called, its id in addresses.

use askama::Template;
use axum::{Extension, Router, extract::State, http::StatusCode, routing::get};

use super::with_status;
use crate::{
    accounts::{Actor, Duty},
    directory::{RecordKind, Shelf},
    editing::{actions, model},
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new().route("/directory/new", get(new_page).post(begin))
}

#[derive(Template)]
#[template(path = "editing/templates/new.html")]
struct NewPage {
    v: Visit,
    actor: Actor,
    key: String,
    kind: RecordKind,
    name: String,
    slug: String,
    refusal: Option<Refusal>,
}

impl NewPage {
    /// Code, key of the word, whether it is chosen.
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        RecordKind::ALL.iter().map(|kind| (kind.code(), kind.key(), *kind == self.kind)).collect()
    }
}

async fn new_page(v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    let (name, slug) = (String::new(), String::new());
    page(&NewPage { key: v.form_key(), kind: RecordKind::Desk, name, slug, refusal: None, v, actor })
}

async fn begin(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    let once = form.once(&app.vault, "editing.begin")?;
    actor.must(Duty::EditPages)?;
    let kind = form.code("kind").unwrap_or(RecordKind::Desk);
    let (name, slug) = (form.get("name").trim().to_owned(), form.get("slug").to_owned());
    let directory = shelf.current(&app).await?;
    let town = directory.municipality(actor.municipality).ok_or(Outcome::NotFound)?;
    let begun = match model::slug(&slug) {
        Ok(slug) => actions::begin(&app, &actor, (kind, slug), (&name, &town.slug), once).await,
        Err(refusal) => Err(refusal.into()),
    };
    match begun {
        Ok(there) => Ok(see(&there)),
        Err(Outcome::Refused(refusal)) => {
            let shown = NewPage { key: v.form_key(), kind, name, slug, refusal: Some(refusal), v, actor };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
        }
        Err(other) => Err(other),
    }
}
