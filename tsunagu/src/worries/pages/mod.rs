//! Telling a worry and asking after it; the desk's list, its page of a worry, entering a sheet of paper.

mod desk;
mod form;
mod scans;
mod telling;
mod worry;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

use super::{actions::Sent, paper};
use crate::platform::{Answer, App, Outcome};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/towns/{slug}/worry", get(telling::telling_page).post(telling::tell))
        .route("/towns/{slug}/worry/receipt", get(telling::receipt_page).post(telling::receipt))
        .route("/towns/{slug}/worry.pdf", get(paper::blank))
        .route("/worries", get(desk::list_page))
        .route("/worries/new", get(desk::enter_page).post(desk::enter))
        .route("/worries/{id}", get(worry::worry_page))
        .route("/worries/{id}/responsibility", post(worry::take))
        .route("/worries/{id}/decisions", post(worry::decide))
        .route("/worries/{id}/talk", post(worry::mark_spoken))
        .route("/worries/{id}/case", post(worry::open_case))
        .route("/worries/{id}/review", post(worry::review))
        .route("/worries/{id}/scans", post(scans::add))
        .route("/worries/{id}/scans/{scan}", get(scans::one))
        .route("/worries/{id}/scans/{scan}/removal", post(scans::remove))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

fn refused(mut response: Response) -> Answer {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// A code as pages show it.
struct Code {
    words: Vec<(String, String)>,
    digits: String,
    line: String,
    number: String,
    /// Where to ask after it, for the paper: it does not know where it was printed.
    address: String,
}

impl Code {
    fn of(app: &App, slug: &str, sent: Sent) -> Self {
        let latin = sent.passphrase.latin();
        Self {
            words: sent.passphrase.words().into_iter().map(str::to_owned).zip(latin).collect(),
            digits: sent.passphrase.digits(),
            line: sent.passphrase.line(),
            number: sent.worry.number,
            address: format!("{}/towns/{slug}/worry/receipt", app.config.address),
        }
    }
}
