//! Addresses of talking online: the page before a room, the staff's rooms and numbers, which service is used.

mod calls;
mod door;
mod settings;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

use crate::platform::{Answer, App, Outcome};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/meet", get(door::number_page).post(door::take_number))
        .route("/meet/{token}", get(door::room_page))
        .route("/thread/room", get(door::page_room))
        .route("/thread/bookings/{id}/room", get(door::own_room))
        .route("/bookings/{id}/room", get(calls::booking_page).post(calls::number))
        .route("/calls", get(calls::list_page).post(calls::open))
        .route("/calls/{id}", get(calls::call_page))
        .route("/calls/{id}/ending", post(calls::end))
        .route("/calls/{id}/mail", post(calls::mail))
        .route("/calls/{id}/page", post(calls::give_on_page))
        .route("/online", get(settings::settings_page).post(settings::save))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}
