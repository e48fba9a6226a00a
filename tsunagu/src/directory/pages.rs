//! The finder's answers and the page of a desk.

pub(super) mod desk;
mod paper;

use askama::Template;
use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    routing::get,
};

use super::{
    Shelf,
    model::{
        Directory, Municipality,
        eligibility::Age,
        finder::{Situation, find},
    },
    views::{Card, FinderForm, cards},
};
use crate::platform::{
    Answer, App, Outcome,
    web::{Submitted, Visit},
};

/// As many cards as one reads on a telephone; the town narrows them down.
const CARDS: usize = 12;

pub fn routes() -> Router<App> {
    Router::new().route("/find", get(find_page)).route("/desks/{slug}", get(desk::desk_page)).merge(paper::routes())
}

#[derive(Template)]
#[template(path = "directory/templates/find.html")]
struct FindPage {
    v: Visit,
    form: FinderForm,
    cards: Vec<Card>,
    /// There are more desks than are shown.
    more: bool,
}

async fn find_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    shelf.page(&v, &directory, || draw_find(v.clone(), &directory, &asked))
}

fn draw_find(v: Visit, directory: &Directory, asked: &Submitted) -> Result<String, Outcome> {
    let at = v.now.local();
    let typed_age = asked.get("age");
    let situation = Situation {
        town: directory.municipality_by_slug(asked.get("town")).map(|town: &Municipality| town.id),
        about: asked.code("about"),
        age: Age::read(typed_age),
        talk: asked.code("talk"),
    };
    let found = find(directory, &situation, at);
    let shown = &found.fits[..found.fits.len().min(CARDS)];
    let page = FindPage {
        form: FinderForm::new(&v, directory, &situation, typed_age),
        cards: cards(&v, directory, shown, at),
        more: shown.len() < found.fits.len(),
        v,
    };
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}
