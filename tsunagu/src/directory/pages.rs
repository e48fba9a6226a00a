//! The finder's answers and the page of a desk.

mod designations;
mod desk;
mod files;
mod groups;
mod paper;
mod preview;
mod records;

pub use files::file_response;
pub use preview::preview;

use askama::Template;
use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    routing::get,
};

use super::{
    Shelf,
    asked::{Asked, Where},
    model::{Directory, finder::find_named},
    views::{
        Card, FinderForm, FoundOrganization, GatheringCard, PlaceLink, cards_near, gatherings_found,
        organizations_found, places_meant,
    },
};
use crate::platform::{
    Answer, App, Outcome,
    web::{Submitted, Visit, html_response},
};

/// As many cards as one reads on a telephone; the town narrows them down.
const CARDS: usize = 12;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/find", get(find_page))
        .route("/groups", get(groups::groups_page))
        .route("/designations", get(designations::designations_page))
        .route("/desks/{slug}", get(desk::desk_page))
        .route("/files/{id}", get(files::file))
        .merge(records::routes())
        .merge(paper::routes())
}

#[derive(Template)]
#[template(path = "directory/templates/find.html")]
struct FindPage {
    v: Visit,
    form: FinderForm,
    cards: Vec<Card>,
    /// There are more desks than are shown.
    more: bool,
    /// A place that has no page here yet.
    not_here: Option<String>,
    places: Vec<PlaceLink>,
    organizations: Vec<FoundOrganization>,
    gatherings: Vec<GatheringCard>,
    /// Lines for a moment of danger, where what was typed speaks of one.
    urgent: Vec<String>,
    /// Words were typed and nothing bears them.
    found_nothing: bool,
    /// What was found is one letter away from what was typed.
    found_nearly: bool,
    /// A scene was chosen; whichever, the same words welcome it.
    scene_is_told: bool,
}

async fn find_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let asked = Asked::read(&directory, &Submitted::parse(query.unwrap_or_default().as_bytes())?);
    if asked.is_typed() {
        // What somebody typed stays in nobody's memory.
        return Ok(html_response(draw_find(v, &directory, &asked)?.into()));
    }
    shelf.page(&v, &directory, || draw_find(v.clone(), &directory, &asked))
}

/// Calm lines with the numbers that are answered at any hour, where what was typed speaks of danger; those for violence, where it
/// speaks of that; and what the settings add for the region.
fn urgent(v: &Visit, asked: &Asked) -> Vec<String> {
    if !asked.speaks_of_danger() {
        return Vec::new();
    }
    let violence = asked.speaks_of_violence().then(|| v.t("find-violence"));
    [Some(v.t("find-danger")), violence, Some(v.t("find-urgent")), v.app.config.papers.emergency.clone()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn draw_find(v: Visit, directory: &Directory, asked: &Asked) -> Result<String, Outcome> {
    let at = v.now.local();
    let found = find_named(directory, &asked.situation, &asked.hits, at);
    let shown = &found.fits[..found.fits.len().min(CARDS)];
    let page = FindPage {
        form: FinderForm::new(&v, directory, asked),
        cards: cards_near(&v, directory, shown, &asked.address(), at),
        more: shown.len() < found.fits.len(),
        not_here: match &asked.location {
            Where::NotHere(name) => Some(name.clone()),
            Where::Told | Where::Which(_) | Where::Unknown => None,
        },
        places: places_meant(asked),
        organizations: organizations_found(directory, asked),
        gatherings: gatherings_found(&v, directory, asked, at),
        urgent: urgent(&v, asked),
        found_nothing: asked.found_nothing(),
        found_nearly: asked.hits.are_near(),
        scene_is_told: asked.situation.scene.is_some_and(|scene| !scene.is_unsure()),
        v,
    };
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}
