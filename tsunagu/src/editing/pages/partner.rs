//! The page behind a partner's link: what we say of your place, and is it true? No account, no name.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Extension, Router,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
    routing::get,
};

use super::{
    with_status,
    words::{Change, FacetBox, changes, facet_boxes},
};
use crate::{
    directory::{Facet, Shelf},
    editing::{
        actions::asking,
        model::{difference::differences, lists::fields, whole},
    },
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, pace::Door, page, serve},
    },
};

pub fn routes() -> Router<App> {
    Router::new().route("/confirm/{token}", get(confirm_page).post(confirm))
}

#[derive(Template)]
#[template(path = "editing/templates/confirm.html")]
struct ConfirmPage {
    v: Visit,
    token: String,
    /// Stands for what this page shows: a yes is to that and to nothing that comes after it.
    seen: String,
    name: String,
    until: String,
    facts: Vec<Change>,
    facets: Vec<FacetBox>,
    chosen: Vec<String>,
    correction: String,
    refusal: Option<Refusal>,
    thanks: bool,
    /// What we say changed after the page was opened.
    was_changed: bool,
}

impl ConfirmPage {
    fn is_chosen(&self, code: &&'static str) -> bool {
        self.chosen.iter().any(|chosen| chosen == code)
    }
}

async fn draw(app: &App, v: Visit, token: String) -> Result<ConfirmPage, Outcome> {
    let (asked, record) = asking::asked_by_link(app, &token).await?;
    let list: Vec<_> =
        fields(record.kind).iter().filter(|field| field.path != "note" && field.path != "notes").copied().collect();
    let nothing = serde_json::json!({});
    let said = changes(&v, differences(&list, &nothing, &whole(&record.name, &record.facts)));
    Ok(ConfirmPage {
        name: record.title().to_owned(),
        until: v.day(asked.open_until),
        facts: said,
        facets: facet_boxes(&v, &list, |_| None),
        chosen: Vec::new(),
        correction: String::new(),
        refusal: None,
        thanks: false,
        was_changed: false,
        seen: asking::seen_by_link(app, &record),
        token,
        v,
    })
}

/// A link is a secret like a passphrase: whoever tries wrong ones waits longer and longer.
async fn at_its_pace<T>(app: &App, door: Door, work: impl Future<Output = Result<T, Outcome>>) -> Result<T, Outcome> {
    tokio::time::sleep(app.pace.wait(door)).await;
    let result = work.await;
    if matches!(result, Err(Outcome::NotFound)) {
        app.pace.failed(door);
    }
    result
}

async fn confirm_page(
    State(app): State<App>,
    v: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Answer {
    let door = Door::Link(serve::client(&app.config, peer, &headers));
    page(&at_its_pace(&app, door, draw(&app, v, token)).await?)
}

async fn confirm(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(token): Path<String>,
    form: Submitted,
) -> Answer {
    let door = Door::Link(serve::client(&app.config, peer, &headers));
    let correction = form.get("correction").to_owned();
    // "Nothing has changed" is a yes to every part that was shown.
    let facets: Vec<Facet> = match form.get("unchanged") {
        "yes" => Facet::ALL.to_vec(),
        _ => form.codes("facet"),
    };
    let answer = asking::answer_by_link(&app, &token, (&facets, form.get("seen")), &correction);
    match at_its_pace(&app, door, answer).await {
        Ok(()) => {
            shelf.refresh(&app).await?;
            page(&ConfirmPage { thanks: true, ..draw(&app, v, token).await? })
        }
        Err(Outcome::Refused(refusal)) => {
            let chosen = form.all("facet").to_vec();
            let shown = ConfirmPage { chosen, correction, refusal: Some(refusal), ..draw(&app, v, token).await? };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
        }
        Err(Outcome::Conflict) => {
            // Nothing is ticked any more: it would be a yes to something they have not read.
            let shown = ConfirmPage { correction, was_changed: true, ..draw(&app, v, token).await? };
            with_status(StatusCode::CONFLICT, page(&shown))
        }
        Err(other) => Err(other),
    }
}
