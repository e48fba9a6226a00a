//! Papers to print: the files themselves, and the pages that list them with their sizes.

use askama::Template;
use axum::{
    Extension, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use print::CardOutside;

use crate::{
    directory::{
        Shelf,
        model::{Directory, Municipality, desk::Desk},
        paper::{self, DeskPaper, TownPaper},
    },
    platform::{
        Answer, App, Lang, Outcome,
        web::{Submitted, Visit},
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desks/{slug}/leaflet.pdf", get(desk_leaflet))
        .route("/desks/{slug}/card.pdf", get(desk_card))
        .route("/desks/{slug}/papers", get(desk_papers))
        .route("/towns/{slug}/leaflet.pdf", get(town_leaflet))
        .route("/towns/{slug}/desks.pdf", get(town_desks))
        .route("/towns/{slug}/map.pdf", get(town_map))
        .route("/towns/{slug}/papers", get(town_papers))
}

/// What a request for a paper brings: who asks, from which state of the directory, in which language.
struct Asked {
    shelf: Shelf,
    v: Visit,
    slug: String,
    query: Submitted,
    known: Option<HeaderValue>,
}

impl axum::extract::FromRequestParts<App> for Asked {
    type Rejection = Outcome;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self, Outcome> {
        let Ok(Path(slug)) = Path::<String>::from_request_parts(parts, app).await else {
            return Err(Outcome::NotFound);
        };
        let Ok(mut v) = Visit::from_request_parts(parts, app).await;
        let query = Submitted::parse(parts.uri.query().unwrap_or_default().as_bytes())?;
        // A printed or sent address brings the same paper to everybody, whatever their browser prefers.
        v.lang = Lang::from_code(query.get("lang")).unwrap_or(v.lang);
        let shelf = parts.extensions.get::<Shelf>().cloned();
        let shelf = shelf.ok_or_else(|| Outcome::Broken("no shelf beside the routes".into()))?;
        Ok(Self { shelf, v, slug, query, known: parts.headers.get(header::IF_NONE_MATCH).cloned() })
    }
}

async fn desk_leaflet(asked: Asked) -> Answer {
    desk_file(asked, DeskPaper::Leaflet, "leaflet.pdf").await
}

/// `?outside=name` prints the desk's name on the outside, too; without it the outside is neutral.
async fn desk_card(asked: Asked) -> Answer {
    let outside = if asked.query.get("outside") == "name" { CardOutside::Named } else { CardOutside::Neutral };
    desk_file(asked, DeskPaper::Card(outside), "card.pdf").await
}

async fn town_leaflet(asked: Asked) -> Answer {
    town_file(asked, TownPaper::Leaflet, "leaflet.pdf").await
}

async fn town_desks(asked: Asked) -> Answer {
    town_file(asked, TownPaper::Desks, "desks.pdf").await
}

async fn town_map(asked: Asked) -> Answer {
    town_file(asked, TownPaper::Map, "map.pdf").await
}

async fn desk_file(asked: Asked, wanted: DeskPaper, name: &'static str) -> Answer {
    let directory = asked.shelf.current(&asked.v.app).await?;
    let desk = directory.desk_by_slug(&asked.slug).ok_or(Outcome::NotFound)?;
    let town = directory.municipality(desk.municipality).ok_or(Outcome::NotFound)?;
    let validator = paper::validator(&asked.v, &directory, town);
    if is_known(asked.known.as_ref(), &validator) {
        return Ok(file(None, name, &validator));
    }
    let bytes = paper::of_desk(asked.shelf.press(), &asked.v, &directory, desk, wanted).await?;
    Ok(file(Some(bytes), name, &validator))
}

async fn town_file(asked: Asked, wanted: TownPaper, name: &'static str) -> Answer {
    let directory = asked.shelf.current(&asked.v.app).await?;
    let town = directory.municipality_by_slug(&asked.slug).ok_or(Outcome::NotFound)?;
    let validator = paper::validator(&asked.v, &directory, town);
    if is_known(asked.known.as_ref(), &validator) {
        return Ok(file(None, name, &validator));
    }
    let bytes = paper::of_town(asked.shelf.press(), &asked.v, &directory, town, wanted).await?;
    Ok(file(Some(bytes), name, &validator))
}

fn is_known(known: Option<&HeaderValue>, validator: &str) -> bool {
    let known = known.and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == validator)
}

/// The file under a neutral name, or "you have it already". A browser asks again each time, and the language may be its
/// own choice.
fn file(bytes: Option<Bytes>, name: &'static str, validator: &str) -> Response {
    let mut response = match bytes {
        Some(bytes) => bytes.into_response(),
        None => StatusCode::NOT_MODIFIED.into_response(),
    };
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let disposition = HeaderValue::from_str(&format!("inline; filename=\"{name}\""));
    headers.insert(header::CONTENT_DISPOSITION, disposition.expect("our file names are plain letters"));
    headers.insert(header::ETAG, HeaderValue::from_str(validator).expect("numbers, letters and strokes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    response
}

#[derive(Template)]
#[template(path = "directory/templates/papers.html")]
struct PapersPage {
    v: Visit,
    town: String,
    town_slug: String,
    /// Name and slug, where the papers are about one desk.
    desk: Option<(String, String)>,
    files: Vec<FileLine>,
    /// Desks with papers of their own.
    desks: Vec<(String, String)>,
}

struct FileLine {
    name: String,
    address: String,
    kilobytes: usize,
    how: String,
}

fn line(v: &Visit, bytes: &Bytes, name: &str, how: &str, address: String) -> FileLine {
    let mark = if address.contains('?') { '&' } else { '?' };
    // As file managers count; never "0 kB".
    let kilobytes = bytes.len().div_ceil(1_000);
    FileLine { name: v.t(name), address: format!("{address}{mark}lang={}", v.lang.code()), kilobytes, how: v.t(how) }
}

async fn desk_papers(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk: &Desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let town = directory.municipality(desk.municipality).ok_or(Outcome::NotFound)?;
    let mut files = Vec::new();
    for (wanted, name, path) in [
        (DeskPaper::Leaflet, "papers-leaflet", "leaflet.pdf"),
        (DeskPaper::Card(CardOutside::Neutral), "papers-card", "card.pdf"),
        (DeskPaper::Card(CardOutside::Named), "papers-card-named", "card.pdf?outside=name"),
    ] {
        let bytes = paper::of_desk(shelf.press(), &v, &directory, desk, wanted).await?;
        files.push(line(&v, &bytes, name, "papers-long-edge", format!("/desks/{slug}/{path}")));
    }
    let desk = Some((desk.short_name().to_owned(), slug));
    draw(&shelf, &v, &directory, town, desk, files)
}

async fn town_papers(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let mut files = Vec::new();
    for (wanted, name, how, path) in [
        (TownPaper::Leaflet, "papers-town-leaflet", "papers-short-edge", "leaflet.pdf"),
        (TownPaper::Desks, "papers-list", "papers-any-edge", "desks.pdf"),
        (TownPaper::Map, "papers-map", "papers-long-edge", "map.pdf"),
    ] {
        let bytes = paper::of_town(shelf.press(), &v, &directory, town, wanted).await?;
        files.push(line(&v, &bytes, name, how, format!("/towns/{slug}/{path}")));
    }
    draw(&shelf, &v, &directory, town, None, files)
}

fn draw(
    shelf: &Shelf,
    v: &Visit,
    directory: &Directory,
    town: &Municipality,
    desk: Option<(String, String)>,
    files: Vec<FileLine>,
) -> Answer {
    shelf.page(v, directory, || {
        let desks = directory.desks_there(town.id, v.now.today()).into_iter().filter(|_| desk.is_none());
        let page = PapersPage {
            town: town.name.clone(),
            town_slug: town.slug.clone(),
            desks: desks.map(|desk| (desk.short_name().to_owned(), desk.slug.clone())).collect(),
            desk,
            files,
            v: v.clone(),
        };
        page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
    })
}
