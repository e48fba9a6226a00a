//! For the people of a town who keep its own site: a list to put into a page there, and what data there is.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    http::{HeaderValue, header},
    routing::get,
};
use calendar::{Channel, words::hours_in_words};

use crate::{
    directory::{
        Desk, Directory, Municipality, Shelf,
        views::{GatheringCard, StateLine, desk_hours, desk_state, digits, gathering_cards, stale_words},
    },
    platform::{
        Answer, App, Lang, Outcome,
        web::{Submitted, Visit},
    },
};

/// Under which licence the data may be used: that of the standard data sets of Japanese municipalities.
pub const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";
/// Any site may frame the list, and nothing else of ours. It runs nothing and sends no form.
const FRAMED: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors *";
/// As many gatherings as fit below the desks of a small frame.
const GATHERINGS: usize = 8;

pub fn routes() -> Router<App> {
    Router::new().route("/towns/{slug}/list", get(list_page)).route("/towns/{slug}/data", get(data_page))
}

#[derive(Template)]
#[template(path = "opendata/templates/list.html")]
struct ListPage {
    v: Visit,
    slug: String,
    town: String,
    desks: Vec<DeskLine>,
    gatherings: Vec<GatheringCard>,
    /// There are more than are shown.
    more: bool,
}

struct DeskLine {
    slug: String,
    name: String,
    state: Option<StateLine>,
    phones: Vec<(String, String)>,
    hours: Vec<String>,
}

/// In the language that the town's page asks for, and in no other: a cookie of ours is no business of a frame.
async fn list_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let v = Visit { lang: Lang::from_code(asked.get("lang")).unwrap_or(Lang::Ja), ..v };
    let mut response = shelf.page(&v, &directory, || draw_list(v.clone(), &directory, town))?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMED));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

fn draw_list(v: Visit, directory: &Directory, town: &Municipality) -> Result<String, Outcome> {
    let at = v.now.local();
    let mut gatherings = gathering_cards(&v, directory, town, at);
    let more = gatherings.len() > GATHERINGS;
    gatherings.truncate(GATHERINGS);
    render(&ListPage {
        slug: town.slug.clone(),
        town: town.name.clone(),
        desks: directory.desks_there(town.id, v.now.today()).into_iter().map(|desk| desk_line(&v, desk)).collect(),
        gatherings,
        more,
        v,
    })
}

fn desk_line(v: &Visit, desk: &Desk) -> DeskLine {
    let at = v.now.local();
    let by_phone = desk.ways_by(Channel::Phone).next().is_some();
    let phones = desk.phones(at.date()).into_iter().filter(|phone| by_phone && phone.is_public());
    let mut hours: Vec<String> = Vec::new();
    for words in desk_hours(desk, at).iter().map(|hours| hours_in_words(hours.block, v.calendar_lang())) {
        if !hours.contains(&words) {
            hours.push(words);
        }
    }
    hours.extend(stale_words(v, desk, at.date()));
    DeskLine {
        slug: desk.slug.clone(),
        name: desk.short_name().to_owned(),
        state: desk_state(v, desk, at),
        phones: phones.map(|phone| (digits(&phone.number), phone.number.clone())).collect(),
        hours,
    }
}

#[derive(Template)]
#[template(path = "opendata/templates/data.html")]
struct DataPage {
    v: Visit,
    slug: String,
    town: String,
    /// What to copy into a page of the town.
    snippet: String,
    licence: &'static str,
    files: Vec<File>,
}

struct File {
    path: String,
    name: String,
    about: String,
}

async fn data_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    shelf.page(&v, &directory, || draw_data(v.clone(), town))
}

fn draw_data(v: Visit, town: &Municipality) -> Result<String, Outcome> {
    let slug = &town.slug;
    let file = |path: String, key: &str| File {
        path,
        name: v.t(&format!("opendata-file-{key}")),
        about: v.t(&format!("opendata-file-{key}-about")),
    };
    let files = vec![
        file("/api/hsds/3.0/".to_owned(), "hsds"),
        file(format!("/api/osm/desks.json?town={slug}"), "osm"),
        file(format!("/towns/{slug}/events.csv"), "events"),
        file(format!("/towns/{slug}/changes.atom"), "changes"),
        file("/api/openapi.json".to_owned(), "openapi"),
    ];
    render(&DataPage {
        slug: slug.clone(),
        town: town.name.clone(),
        snippet: snippet(&v, town),
        licence: LICENCE,
        files,
        v,
    })
}

/// The frame for a page of the town, with a link for whoever does not see frames.
fn snippet(v: &Visit, town: &Municipality) -> String {
    let address = &v.app.config.address;
    let (slug, title) = (&town.slug, Lang::Ja.with("opendata-list-title", &[("town", &town.name)]));
    format!(
        "<iframe src=\"{address}/towns/{slug}/list\" title=\"{title}\" width=\"100%\" height=\"640\" loading=\"lazy\" \
         referrerpolicy=\"no-referrer\"></iframe>\n<p><a href=\"{address}/towns/{slug}\">{title}</a></p>"
    )
}

fn render(page: &impl Template) -> Result<String, Outcome> {
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}
