//! The editor's pages: the queue, a record's form, a revision, a history, the town's rules; and the partner's page behind
//! a link.

mod files;
mod form;
mod history;
mod new;
mod partner;
mod queue;
mod record;
mod revision;
mod rules;
mod words;

use axum::{Router, http::StatusCode, response::Response};

use crate::{
    directory::RecordKind,
    editing::ratings,
    platform::{Answer, App, Outcome},
};

pub fn routes() -> Router<App> {
    Router::new()
        .merge(queue::routes())
        .merge(rules::routes())
        .merge(new::routes())
        .merge(record::routes())
        .merge(history::routes())
        .merge(files::routes())
        .merge(revision::routes())
        .merge(partner::routes())
        .merge(ratings::routes())
}

/// A page with another status than 200.
fn with_status(status: StatusCode, response: Answer) -> Answer {
    let mut response: Response = response?;
    *response.status_mut() = status;
    Ok(response)
}

/// The kind in an address; another word is no address of ours.
fn kind_of(code: &str) -> Result<RecordKind, Outcome> {
    code.parse().map_err(|_| Outcome::NotFound)
}

fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}
