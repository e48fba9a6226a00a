//! Calendars: the staff's own, behind an address that cannot be guessed, and the form of their entries.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    accounts::{Actor, Duty},
    booking::{actions, model::arranged::Time},
    platform::{
        Answer, App,
        ids::BookingId,
        web::{Visit, page},
    },
};

#[derive(Template)]
#[template(path = "booking/templates/calendar.html")]
struct MadePage {
    v: Visit,
    actor: Actor,
    address: String,
}

/// Makes a new address and shows it, once.
pub async fn make(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let token = actions::make_calendar(&app, &actor).await?;
    let address = format!("{}/calendars/{token}/bookings.ics", v.app.config.address);
    page(&MadePage { v, actor, address })
}

/// What is agreed: when, and an initial. Titles are neutral, because a calendar lies open on a table.
pub async fn open(State(app): State<App>, v: Visit, Path(token): Path<String>) -> Answer {
    let entries: Vec<String> = actions::open_calendar(&app, &token)
        .await?
        .into_iter()
        .map(|entry| {
            let title = [v.t("opendata-appointment"), entry.initial].join(" ");
            let whole = event(&v, entry.booking.id.0, entry.booking.made_at, entry.time, title.trim(), false);
            match entry.is_online {
                true => with_room(&v, &whole, entry.booking.id),
                false => whole,
            }
        })
        .collect();
    Ok(file(&entries))
}

/// A calendar file of these entries.
pub fn file(entries: &[String]) -> Response {
    let head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tsunagu//calendar//JA\r\nMETHOD:PUBLISH\r\n";
    let whole = format!("{head}{}END:VCALENDAR\r\n", entries.concat());
    let mut response = whole.into_response();
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// One entry. With `rings` the reader's own device tells of it a day before.
pub fn event(v: &Visit, id: Uuid, made_at: DateTime<Utc>, time: Time, title: &str, rings: bool) -> String {
    let host = v.app.config.address.split("://").last().unwrap_or_default();
    let stamp = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let alarm = if rings {
        format!("BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\nDESCRIPTION:{}\r\nEND:VALARM\r\n", escaped(title))
    } else {
        String::new()
    };
    format!(
        "BEGIN:VEVENT\r\nUID:{id}@{host}\r\nDTSTAMP:{}\r\nDTSTART:{}\r\nDTEND:{}\r\nSUMMARY:{}\r\n{alarm}END:VEVENT\r\n",
        stamp(made_at),
        stamp(time.start),
        stamp(time.end),
        escaped(title)
    )
}

/// An entry that leads to the page of its room. The room's own address is not in it: whoever opens the page signs in.
fn with_room(v: &Visit, entry: &str, booking: BookingId) -> String {
    let url = format!("URL:{}/bookings/{booking}/room\r\nEND:VEVENT\r\n", v.app.config.address);
    entry.replace("END:VEVENT\r\n", &url)
}

/// Text as iCalendar writes it.
fn escaped(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .flat_map(|letter| match letter {
            ',' | ';' | '\\' => vec!['\\', letter],
            _ => vec![letter],
        })
        .collect()
}
