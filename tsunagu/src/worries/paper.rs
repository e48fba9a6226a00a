//! The same sheet on paper, to be filled in by hand.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use print::{BlankFormData, BlankPart, Link};

use super::model::{Asked, Knows, Sign, Source};
use crate::{
    directory::{Desk, Municipality, Shelf, paper},
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
    let desk = directory.first_desk(town.id, v.now.today()).ok_or(Outcome::NotFound)?;
    let (data, look) = (form(&v, town, desk), paper::look(&v, town));
    let set = move || print::blank_form(&data, &look);
    let bytes = shelf.press().blank(&v, &directory, &format!("worry/{slug}"), set).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    // A neutral file name: downloads lie about on shared machines.
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"sheet.pdf\""));
    Ok(response)
}

fn form(v: &Visit, town: &Municipality, desk: &Desk) -> BlankFormData {
    let ask = |question: &str, hint: &str, lines: u8| BlankPart {
        question: v.t(question),
        hint: if hint.is_empty() { String::new() } else { v.t(hint) },
        choices: Vec::new(),
        lines,
    };
    let choose = |question: &str, keys: Vec<&'static str>| BlankPart {
        question: v.t(question),
        hint: v.t("worry-paper-tick"),
        choices: keys.into_iter().map(|key| v.t(key)).collect(),
        lines: 0,
    };
    let unknown = BlankPart {
        choices: vec![v.t("worry-destination-unknown")],
        ..ask("worry-destination", "worry-destination-support", 1)
    };
    let word = BlankPart { choices: vec![v.t("worry-wants-word")], ..ask("worry-writer-phone", "", 1) };
    let phone = desk.phones(v.now.today()).first().map(|phone| v.t1("worry-paper-phone", "phone", &phone.number));
    let hand_in = v.t1("worry-paper-hand-in", "desk", desk.short_name());
    BlankFormData {
        title: v.t("worry-title"),
        town: town.name.clone(),
        lead: vec![v.t("worry-paper-lead"), v.t("worry-urgent")],
        parts: vec![
            ask("worry-who", "worry-who-support", 2),
            ask("worry-what", "worry-what-support", 6),
            choose("worry-knows", Knows::ALL.iter().map(|answer| answer.key()).collect()),
            choose("worry-asked", Asked::ALL.iter().map(|answer| answer.key()).collect()),
            choose("worry-signs", Sign::ALL.iter().map(|sign| sign.key()).collect()),
            unknown,
            choose("worry-source", Source::ALL.iter().map(|source| source.key()).collect()),
            ask("worry-writer-name", "worry-writer-support", 1),
            ask("worry-writer-body", "", 1),
            word,
        ],
        foot: [
            Some(hand_in),
            phone,
            Some(v.t("worry-privacy-desk")),
            Some(v.t("worry-privacy-consent")),
            Some(v.t("worry-paper-page")),
        ]
        .into_iter()
        .flatten()
        .collect(),
        link: Link {
            address: format!("{}/towns/{}/worry", v.app.config.address, town.slug),
            words: v.t("worry-paper-web"),
        },
    }
}
