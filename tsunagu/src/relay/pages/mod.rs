//! Writing, sending and answering sheets.

mod lists;
mod receiving;
mod sending;
mod sheet;
mod words;

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

pub(in crate::relay) use words::{Row, written};

pub use lists::{InboxLine, SentLine, SheetEvent, SheetLine, events_of, sent_by, sheets_of, unanswered_for};

use super::{application, model::Category, paper, same_day};
use crate::{
    accounts::Actor,
    platform::{
        Answer, App, Outcome,
        web::{Submitted, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/sheets", post(sheet::begin))
        .route("/sheets/{id}", get(sheet::sheet_page).post(sheet::save))
        .route("/sheets/{id}/sending", get(sending::sending_page).post(sending::send))
        .route("/sheets/{id}/taking-back", post(sheet::take_back))
        .route("/sheets/{id}/named", post(sheet::name))
        .route("/sheets/{id}/paper.pdf", get(paper::of_sheet))
        .route("/inbox", get(lists::inbox_page))
        .route("/hops/{id}", get(receiving::hop_page))
        .route("/hops/{id}/acceptance", post(receiving::accept))
        .route("/hops/{id}/decline", post(receiving::decline))
        .route("/hops/{id}/record", post(receiving::write_record))
        .route("/hops/{id}/paper.pdf", get(paper::of_hop))
        .route("/thread/application", get(application::pages::application_page).post(application::pages::save))
        .route("/threads/{id}/application", get(application::pages::read_page))
        .route("/threads/{id}/application/copy", get(application::copying::copy_page).post(application::copying::copy))
        .route("/threads/{id}/scans", post(application::scans::add))
        .route("/threads/{id}/scans/{scan}", get(application::scans::one))
        .route("/threads/{id}/scans/{scan}/removal", post(application::scans::remove))
        .route("/application", get(application::pages::frames_page).post(application::pages::choose_frames))
        .route("/towns/{slug}/application.pdf", get(application::paper::blank))
        .route("/day/checks/{id}", post(check_done))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

/// The name beside a category, if the category was chosen.
fn named(list: &[(Category, String)], category: Category) -> Option<&str> {
    list.iter().find(|(known, _)| *known == category).map(|(_, name)| name.as_str())
}

/// Somebody made sure of what should not wait until tomorrow.
async fn check_done(State(app): State<App>, actor: Actor, Path(check): Path<String>, form: Submitted) -> Answer {
    let check: uuid::Uuid = id(&check)?;
    // A page from before rounds were counted has seen none.
    let round: i32 = form.get("round").parse().unwrap_or(0);
    same_day::done(&app, &actor, (check, round), form.once(&app.vault, "relay.same-day")?).await?;
    Ok(see("/day"))
}
