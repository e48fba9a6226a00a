//! Addresses of booking: which times are free, booking one, one's own bookings, and the staff's side.

mod calendar;
mod calls;
mod form;
mod free;
mod hosts;
mod offers;
mod own;
mod staff;
mod venues;

use axum::{
    Router,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::{
    model::slots::{Change, Standing},
    roster::pages as roster,
};
use crate::platform::{Answer, App, Outcome, clock, web::Visit};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desks/{slug}/bookings", get(free::free_page).post(form::send))
        .route("/desks/{slug}/bookings/new", get(form::form_page))
        .route("/desks/{slug}/bookings/list", get(free::list_page))
        .route("/desks/{slug}/bookings.atom", get(free::changes_feed))
        .route("/thread/bookings", get(own::own_page))
        .route("/thread/bookings/{id}/time", get(own::time_page).post(own::take_time))
        .route("/thread/bookings/{id}/cancellation", post(own::cancel))
        .route("/thread/bookings/{id}/answer", post(own::answer))
        .route("/thread/bookings/{id}/appointment.ics", get(own::appointment))
        .route("/bookings", get(staff::list_page).post(staff::enter))
        .route("/bookings/{id}/proposal", post(staff::propose))
        .route("/bookings/{id}/cancellation", post(staff::cancel))
        .route("/bookings/rooms", get(venues::requests_page))
        .route("/bookings/rooms/{id}", post(venues::settle))
        .route("/venues", get(venues::list_page).post(venues::add))
        .route("/venues/{id}", get(venues::venue_page).post(venues::save))
        .route("/venues/{id}/closing", post(venues::close))
        .route("/venues/{id}/rooms", post(venues::add_room))
        .route("/venues/{id}/rooms/{room}/closing", post(venues::close_room))
        .route("/bookings/{id}/call", post(calls::reached))
        .route("/bookings/hosts", get(hosts::hosts_page).post(hosts::add))
        .route("/bookings/calendar", post(calendar::make))
        .route("/calendars/{token}/bookings.ics", get(calendar::open))
        .route("/desks/{slug}/offers", get(offers::new_page).post(offers::add))
        .route("/offers/{id}", get(offers::offer_page).post(offers::save))
        .route("/offers/{id}/changes", post(offers::change))
        .route("/offers/{id}/changes/{change}/removal", post(offers::take_back))
        .route("/roster", get(roster::roster_page).post(roster::add))
        .route("/roster/{id}/removal", post(roster::remove))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

pub(in crate::booking) fn refused(mut response: Response) -> Answer {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// A moment as forms and links write it.
const MOMENT: &str = "%Y-%m-%dT%H:%M";

/// The years a form can speak of: nobody books beyond them, and reckoning with the last day of all would fail.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2200;

fn moment(typed: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(typed, MOMENT).ok().filter(|at| YEARS.contains(&at.year()))
}

fn day(typed: &str) -> Option<NaiveDate> {
    typed.trim().parse().ok().filter(|day: &NaiveDate| YEARS.contains(&day.year()))
}

/// A day and a time from two fields of a form.
fn day_and_time(date: &str, time: &str) -> Option<NaiveDateTime> {
    let day = day(date)?;
    let time = NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?;
    Some(day.and_time(time))
}

fn said(v: &Visit, at: NaiveDateTime) -> String {
    v.moment(clock::instant(at))
}

fn standing_word(v: &Visit, standing: Standing) -> String {
    v.t(standing.key())
}

/// A published change in words.
fn change_words(v: &Visit, change: &Change) -> String {
    let told = match change.moved_to {
        Some(to) => v.t2("book-moved", ("was", said(v, change.from)), ("at", said(v, to))),
        None => v.t2("book-closed", ("from", said(v, change.from)), ("until", said(v, change.until))),
    };
    format!("{told} {}", change.reason)
}
