//! Files that go out, for everybody.

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{
    directory::Shelf,
    platform::{Answer, App, Outcome, web::Submitted},
    tables::{Letters, publishing},
};

/// `?encoding=cp932` for older spreadsheets; `?version=old` for the columns of the older standard.
pub async fn facilities(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let letters = letters(&asked);
    Ok(file("facilities.csv", letters, publishing::facilities(&directory, town, version(&asked), letters)?))
}

/// As [`facilities`], for events.
pub async fn events(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let letters = letters(&asked);
    Ok(file("events.csv", letters, publishing::events(&directory, town, version(&asked), letters)?))
}

pub async fn desks(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let letters = letters(&asked);
    Ok(file("desks.csv", letters, publishing::desks(&directory, town, letters)?))
}

fn version(asked: &Submitted) -> &'static str {
    if asked.get("version") == "old" { "old" } else { "current" }
}

fn letters(asked: &Submitted) -> Letters {
    if asked.get("encoding") == "cp932" { Letters::Cp932 } else { Letters::Utf8Marked }
}

fn file(name: &'static str, letters: Letters, bytes: Vec<u8>) -> Response {
    let kind = match letters {
        Letters::Cp932 => "text/csv; charset=Shift_JIS; header=present",
        Letters::Utf8 | Letters::Utf8Marked | Letters::Utf16 => "text/csv; charset=utf-8; header=present",
    };
    let disposition = match name {
        "desks.csv" => "attachment; filename=\"desks.csv\"",
        "events.csv" => "attachment; filename=\"events.csv\"",
        _ => "attachment; filename=\"facilities.csv\"",
    };
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    response
}
