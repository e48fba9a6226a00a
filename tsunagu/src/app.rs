//! What the program is made of, on one page: the routes of every slice, what every request passes, the jobs.

use std::{sync::Arc, time::Duration};

use axum::{Extension, Router, http::StatusCode, middleware, response::IntoResponse, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

use crate::{
    accounts, booking, casework, contact, counter,
    directory::{self, Shelf},
    editing, entrances, home, mailbox, online, opendata,
    platform::{
        App, Outcome, outbox,
        web::{form, guard},
    },
    policy::{self, Dressing, Wardrobe},
    reception, relay, tables, ui, worries,
};

/// A request that takes longer is given up.
const DEADLINE: Duration = Duration::from_secs(30);

/// The whole program as a router.
pub fn router(app: &App, shelf: Shelf) -> Router {
    let wardrobe = Wardrobe::default();
    let dressing = Dressing { app: app.clone(), shelf: shelf.clone(), wardrobe: wardrobe.clone() };
    // A request passes them in this order. They are put on as one: each that is put on alone would be copied for every
    // request together with all below it.
    let layers = (
        middleware::from_fn(guard::log),
        middleware::from_fn_with_state(app.clone(), guard::headers),
        middleware::from_fn_with_state(app.clone(), ui::draw_outcomes),
        middleware::from_fn_with_state(app.clone(), guard::same_origin),
        CatchPanicLayer::custom(|_| Outcome::Broken("a handler panicked".into()).into_response()),
        TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE),
        middleware::from_fn_with_state(Arc::new(dressing), policy::dress),
        Extension(shelf),
    );
    Router::new()
        .merge(ui::routes())
        .merge(accounts::routes())
        .merge(directory::routes())
        .merge(opendata::routes())
        .merge(editing::routes())
        .merge(tables::routes())
        .merge(policy::routes().layer(Extension(wardrobe)))
        .merge(reception::routes())
        .merge(mailbox::routes())
        .merge(booking::routes())
        .merge(casework::routes())
        .merge(contact::routes())
        .merge(online::routes())
        .merge(counter::routes())
        .merge(worries::routes())
        .merge(relay::routes())
        .merge(entrances::routes())
        .merge(home::routes())
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .with_state(app.clone())
        .layer(layers)
}

/// Ready once the database answers.
async fn ready(axum::extract::State(app): axum::extract::State<App>) -> impl IntoResponse {
    match app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database"),
    }
}

/// What runs beside the requests: mail, promises, and tidying up what ended by itself. A mailbox that answers slowly keeps nothing
/// else waiting.
pub async fn run_jobs(app: App, shelf: Shelf) {
    tokio::join!(mailbox::watch(app.clone(), shelf.clone()), run_minutely(app, shelf));
}

async fn run_minutely(app: App, shelf: Shelf) {
    let mut minutes = 0_u64;
    loop {
        if let Some(mail) = &app.config.mail {
            note(outbox::send_due(&app, mail).await.map(|_| ()), "outbox");
        }
        note(promises(&app, &shelf).await, "promises");
        note(casework::look_after(&app).await, "cases");
        if minutes.is_multiple_of(60) {
            note(form::forget_old(&app).await, "forms");
            note(accounts::actions::forget_sessions(&app).await, "sessions");
            note(reception::actions::forget_visits(&app).await, "visits");
            note(reception::actions::drafts::forget_old(&app).await, "drafts");
            note(reception::actions::entering::forget_links(&app).await, "links");
            note(mailbox::forget_old(&app).await, "mailbox");
            note(tables::actions::forget_old(&app).await, "tables");
            note(counter::actions::forget_old(&app).await, "notes");
            note(online::actions::forget_old(&app).await, "rooms");
            note(ask_partners(&app, &shelf).await, "partners");
        }
        minutes += 1;
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

async fn promises(app: &App, shelf: &Shelf) -> Result<(), Outcome> {
    let directory = shelf.current(app).await?;
    reception::actions::caring::look_after(app, &directory).await?;
    booking::actions::close_shut_days(app, &directory).await
}

async fn ask_partners(app: &App, shelf: &Shelf) -> Result<(), Outcome> {
    let directory = shelf.current(app).await?;
    editing::ask_by_itself(app, &directory).await
}

fn note(result: Result<(), Outcome>, job: &str) {
    if let Err(outcome) = result {
        tracing::warn!(job, ?outcome, "job");
    }
}
