//! When things began, moved and changed in a town.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
};

use super::{in_force, town};
use crate::{
    directory::Shelf,
    platform::{
        Answer, App,
        web::{Visit, page},
    },
    policy::timeline::{Line, lines},
};

#[derive(Template)]
#[template(path = "policy/templates/timeline.html")]
struct TimelinePage {
    v: Visit,
    slug: String,
    town: String,
    lines: Vec<Line>,
}

pub async fn timeline_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = town(&directory, &slug)?;
    let texts = in_force(&app, &directory, town.id).await?;
    page(&TimelinePage { lines: lines(&directory, town, &texts), slug, town: town.name.clone(), v })
}
