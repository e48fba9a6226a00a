//! A new record: what it is, what it is called, its id in addresses.

use askama::Template;
use axum::{Extension, Router, extract::State, http::StatusCode, routing::get};

use super::with_status;
use crate::{
    accounts::{Actor, Duty},
    directory::{RecordKind, Shelf},
    editing::{actions::drafts, model},
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
    name_refusal: Option<Refusal>,
    slug_refusal: Option<Refusal>,
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
    let (key, kind) = (v.form_key(), RecordKind::Desk);
    page(&NewPage { key, kind, name, slug, name_refusal: None, slug_refusal: None, v, actor })
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
    let (name, slug) = (form.get("name").to_owned(), form.get("slug").to_owned());
    let directory = shelf.current(&app).await?;
    let town = directory.municipality(actor.municipality).ok_or(Outcome::NotFound)?;
    let (name_refusal, slug_refusal) = match (model::name(kind, &name), model::slug(&slug)) {
        (Ok(name), Ok(slug)) => match drafts::begin(&app, &actor, (kind, slug), (&name, &town.slug), once).await {
            Ok(there) => return Ok(see(&there)),
            Err(Outcome::Refused(refusal)) => (None, Some(refusal)),
            Err(other) => return Err(other),
        },
        (name, slug) => (name.err(), slug.err()),
    };
    let shown = NewPage { key: v.form_key(), kind, name, slug, name_refusal, slug_refusal, v, actor };
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
}
