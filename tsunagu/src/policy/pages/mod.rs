//! Public pages of what a town says of itself, and the staff's pages behind them.

mod appearance;
mod compendium;
mod goals;
mod history;
mod staff;
mod texts;
mod timeline;
mod writing;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

use super::{
    actions,
    model::{Kind, Text, Version},
    prose, store,
};
use crate::{
    directory::{Directory, Municipality},
    platform::{Answer, App, Outcome, ids::MunicipalityId},
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/towns/{slug}/policies", get(texts::policies_page))
        .route("/towns/{slug}/policies/{text}", get(texts::policy_page))
        .route("/towns/{slug}/policies/{text}/measures", get(goals::public_page))
        .route("/towns/{slug}/definitions", get(texts::definitions_page))
        .route("/towns/{slug}/timeline", get(timeline::timeline_page))
        .route("/towns/{slug}/theme.css", get(appearance::theme))
        .route("/measures", get(compendium::measures_page))
        .route("/texts", get(staff::texts_page))
        .route("/texts/new", get(writing::new_page).post(writing::begin))
        .route("/texts/{id}", get(staff::text_page))
        .route("/texts/{id}/versions", get(history::history_page).post(writing::write))
        .route("/texts/{id}/versions/new", get(writing::version_page))
        .route("/texts/{id}/publication", post(staff::publish))
        .route("/texts/{id}/retirement", post(staff::retire))
        .route("/texts/{id}/measures", get(goals::staff_page).post(goals::add))
        .route("/texts/{id}/measures/{measure}/removal", post(goals::remove))
        .route("/appearance", get(appearance::appearance_page).post(appearance::save))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

/// A town of the address.
fn town<'a>(directory: &'a Directory, slug: &str) -> Result<&'a Municipality, Outcome> {
    directory.municipality_by_slug(slug).ok_or(Outcome::NotFound)
}

/// Everything that was once published in a town, the retired included.
async fn published(app: &App, directory: &Directory, town: MunicipalityId) -> Result<Vec<(Text, Version)>, Outcome> {
    store::published_in(app.db.read(), town, &actions::operators_of(directory, town)).await
}

/// What is in force in a town.
async fn in_force(app: &App, directory: &Directory, town: MunicipalityId) -> Result<Vec<(Text, Version)>, Outcome> {
    let mut texts = published(app, directory, town).await?;
    texts.retain(|(text, _)| text.in_force().is_some());
    Ok(texts)
}

/// The points of a basic policy, for pages of other slices.
pub struct Basics {
    pub title: String,
    pub points: Vec<String>,
    pub link: String,
}

/// The basic policies in force in a town: what staff read when they begin their day.
pub async fn basics_of(app: &App, directory: &Directory, id: MunicipalityId) -> Result<Vec<Basics>, Outcome> {
    let Some(town) = directory.municipality(id) else { return Ok(Vec::new()) };
    let texts = in_force(app, directory, id).await?;
    let basics = texts.into_iter().filter(|(text, _)| text.kind == Kind::BasicPolicy);
    Ok(basics
        .map(|(text, version)| Basics {
            points: prose::points(&version.content.title, &version.content.body),
            title: version.content.title,
            link: format!("/towns/{}/policies/{}", town.slug, text.number),
        })
        .collect())
}
