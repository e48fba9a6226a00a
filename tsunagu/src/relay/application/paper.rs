//! The empty form of a town, to be filled in by hand, with the frames that the town prints thick.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};

use super::{model::Frame, store};
use crate::{
    directory::Shelf,
    platform::{Answer, App, Outcome, web::Visit},
};

pub async fn blank(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let (version, chosen) = store::frames_of(app.db.read(), town.id).await?;
    let frames: Vec<print::Frame> = chosen.into_iter().map(on_paper).collect();
    let set = move || print::application(&frames);
    let bytes = shelf.press().blank(&v, &directory, &format!("application/{slug}/{version}"), set).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    // A neutral file name: downloads lie about on shared machines.
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"form.pdf\""));
    Ok(response)
}

fn on_paper(frame: Frame) -> print::Frame {
    match frame {
        Frame::Consent => print::Frame::Consent,
        Frame::Furigana => print::Frame::Furigana,
        Frame::Gender => print::Frame::Gender,
        Frame::Name => print::Frame::Name,
        Frame::Birth => print::Frame::Birth,
        Frame::Address => print::Frame::Address,
        Frame::PhoneHome => print::Frame::PhoneHome,
        Frame::PhoneMobile => print::Frame::PhoneMobile,
        Frame::Caller => print::Frame::Caller,
        Frame::Concerns => print::Frame::Concerns,
        Frame::Narrative => print::Frame::Narrative,
    }
}
