//! The page on which a table is sent, the report on what is doubtful in it, and the files that go out.

mod files;
mod report;

use askama::Template;
use axum::{
    Extension, Router,
    extract::{RawQuery, Request, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

use super::{
    LARGEST_FILE, SetName,
    actions::{self, Taken},
    model::reading::MOST_ROWS,
};
use crate::{
    accounts::Actor,
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal,
        ids::UploadId,
        web::{
            Submitted, Visit, page, see,
            upload::{self, Sent, Upload},
        },
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/tables", get(list_page).post(send))
        .route("/tables/{id}", get(report::report_page))
        .route("/tables/{id}/decisions", post(report::decide))
        .route("/tables/{id}/import", post(report::import))
        .route("/tables/{id}/removal", post(report::discard))
        .route("/towns/{slug}/facilities.csv", get(files::facilities))
        .route("/towns/{slug}/events.csv", get(files::events))
        .route("/towns/{slug}/desks.csv", get(files::desks))
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

#[derive(Template)]
#[template(path = "tables/templates/tables.html")]
struct ListPage {
    v: Visit,
    actor: Actor,
    /// Slug of the actor's municipality, for the links to its files.
    town: String,
    /// The table that was sent before and not taken in, and when.
    waiting: Option<(UploadId, String)>,
    taken: Option<Taken>,
    chosen: Option<SetName>,
    refusal: Option<Refusal>,
    key: String,
}

impl ListPage {
    async fn of(app: &App, shelf: &Shelf, v: Visit, actor: Actor) -> Result<Self, Outcome> {
        let waiting = actions::waiting(app, &actor).await?.map(|(id, at)| (id, v.moment(at)));
        let directory = shelf.current(app).await?;
        let town = directory.municipality(actor.municipality).map(|town| town.slug.clone()).unwrap_or_default();
        let key = v.form_key();
        Ok(Self { v, actor, town, waiting, taken: None, chosen: None, refusal: None, key })
    }

    fn sets(&self) -> &'static [SetName] {
        SetName::ALL
    }

    fn is_chosen(&self, set: &SetName) -> bool {
        self.chosen == Some(*set)
    }

    fn limits(&self) -> String {
        self.v.t2("tables-limits", ("size", LARGEST_FILE / 1_000_000), ("rows", MOST_ROWS))
    }

    fn taken_words(&self, taken: &Taken) -> String {
        self.v.t2("tables-taken", ("added", taken.added), ("changed", taken.changed))
    }
}

async fn list_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    RawQuery(query): RawQuery,
) -> Answer {
    actions::enter(&app, &actor).await?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let taken = Taken::read(asked.get("taken"));
    page(&ListPage { taken, ..ListPage::of(&app, &shelf, v, actor).await? })
}

/// Takes the body itself: a file is read only from somebody who may send one.
async fn send(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    request: Request,
) -> Answer {
    actions::enter(&app, &actor).await?;
    let Upload { form, sent } = upload::read(request, LARGEST_FILE).await?;
    let is_too_large = matches!(sent, Sent::TooLarge);
    let once = form.once(&app.vault, "tables.send")?;
    let chosen: Option<SetName> = form.code("set");
    let directory = shelf.current(&app).await?;
    match actions::keep(&app, &directory, &actor, (sent, chosen), once).await {
        Ok(id) => Ok(see(&format!("/tables/{id}"))),
        Err(Outcome::Refused(refusal)) => {
            let status = if is_too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
            let shown = ListPage::of(&app, &shelf, v, actor).await?;
            with_status(status, page(&ListPage { chosen, refusal: Some(refusal), ..shown })?)
        }
        Err(other) => Err(other),
    }
}
