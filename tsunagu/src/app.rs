//! What the program is made of, on one page: the routes of every slice, what every request passes, the jobs.

use std::time::Duration;

use axum::{Extension, Router, http::StatusCode, middleware, response::IntoResponse, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

use crate::{
    accounts, casework,
    directory::{self, Shelf},
    editing, home, opendata,
    platform::{
        App, Outcome, outbox,
        web::{form, guard},
    },
    policy::{self, Wardrobe},
    reception, relay, tables, ui, worries,
};

/// A request that takes longer is given up.
const DEADLINE: Duration = Duration::from_secs(30);

/// The whole program as a router. A request passes the layers from the last to the first.
pub fn router(app: &App, shelf: Shelf) -> Router {
    let wardrobe = Wardrobe::default();
    let dressing = (app.clone(), shelf.clone(), wardrobe.clone());
    Router::new()
        .merge(ui::routes())
        .merge(accounts::routes())
        .merge(directory::routes())
        .merge(opendata::routes())
        .merge(editing::routes())
        .merge(tables::routes())
        .merge(policy::routes())
        .merge(reception::routes())
        .merge(casework::routes())
        .merge(worries::routes())
        .merge(relay::routes())
        .merge(home::routes())
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .with_state(app.clone())
        .layer(Extension(shelf))
        .layer(Extension(wardrobe))
        .layer(middleware::from_fn_with_state(dressing, policy::dress))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, DEADLINE))
        .layer(CatchPanicLayer::custom(|_| Outcome::Broken("a handler panicked".into()).into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), guard::same_origin))
        .layer(middleware::from_fn_with_state(app.clone(), guard::read_only))
        .layer(middleware::from_fn_with_state(app.clone(), ui::draw_outcomes))
        .layer(middleware::from_fn_with_state(app.clone(), guard::headers))
        .layer(middleware::from_fn(guard::log))
}

/// Ready once the database answers.
async fn ready(axum::extract::State(app): axum::extract::State<App>) -> impl IntoResponse {
    match app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database"),
    }
}

/// What runs beside the requests: mail, and tidying up what ended by itself.
pub async fn run_jobs(app: App) {
    let mut minutes = 0_u64;
    loop {
        if let Some(mail) = &app.config.mail {
            note(outbox::send_due(&app, mail).await.map(|_| ()), "outbox");
        }
        if minutes.is_multiple_of(60) {
            note(form::forget_old(&app).await, "forms");
            note(accounts::actions::forget_sessions(&app).await, "sessions");
            note(reception::actions::forget_visits(&app).await, "visits");
            note(tables::actions::forget_old(&app).await, "tables");
        }
        minutes += 1;
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
}

fn note(result: Result<(), Outcome>, job: &str) {
    if let Err(outcome) = result {
        tracing::warn!(job, ?outcome, "job");
    }
}
