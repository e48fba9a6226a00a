//! Open data (公開データ): the directory for programs, the same that residents and counsellors read. HSDS 3.0 as JSON,
//! opening hours for maps, calendars, news feeds, a list for a town's own site, and the document that describes it all.
//!
//! The door for other slices: `routes`. Not here: the facts and who may see them (`directory`), nor anything of a
//! person; what is a person's own is left out by `is_public`.

mod asked;
mod catalogue;
mod changes;
mod feeds;
mod hsds;
mod model;
mod openapi;
mod osm;
mod pages;
mod shared;
#[cfg(test)]
mod tests;

use axum::{Extension, Router};

use crate::platform::App;

pub fn routes() -> Router<App> {
    Router::new()
        .merge(hsds::routes())
        .merge(osm::routes())
        .merge(openapi::routes())
        .merge(feeds::routes())
        .merge(pages::routes())
        .layer(Extension(shared::Shared::new()))
        .layer(Extension(catalogue::Places::default()))
}
