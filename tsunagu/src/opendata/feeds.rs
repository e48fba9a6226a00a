//! A town's changes as Atom, the hours of a desk and the dates of a gathering as calendars.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    routing::get,
};
use calendar::exchange::ical;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use uuid::Uuid;

use super::{
    asked::Asked,
    changes::{Change, Known, MOST, What, changes_of},
    hsds::days_in_words,
    pages::LICENCE,
    shared::{Kind, Shared},
};
use crate::{
    directory::{
        Directory, Facet, Municipality, Shelf, keeping,
        views::{Hours, coming_words, desk_hours, gathering_hours},
    },
    editing,
    platform::{Answer, App, Outcome, web::Visit},
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/towns/{slug}/changes.atom", get(changes_feed))
        .route("/desks/{slug}/hours.ics", get(desk_calendar))
        .route("/gatherings/{slug}/dates.ics", get(gathering_calendar))
}

#[derive(Template)]
#[template(path = "opendata/templates/changes.xml")]
struct Feed {
    address: String,
    id: Uuid,
    slug: String,
    title: String,
    author: String,
    licence: &'static str,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: Uuid,
    title: String,
    updated: String,
    href: String,
    words: String,
}

async fn changes_feed(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Answer {
    asked.only(&[])?;
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let published = editing::latest(app.db.read(), &directory, town.id, MOST as u64).await?;
    let desks = directory.desks_of(town.id).into_iter().map(|desk| desk.id.0);
    let most = MOST * Facet::ALL.len();
    let checks = keeping::latest_checks(app.db.read(), desks, most as u64).await?;
    shared.answer(&asked, directory.version, Kind::Atom, || {
        let changes = changes_of(&directory, town, Known { published, checks }, asked.v.now.today());
        feed(&asked.v, town, &changes).render().map_err(|error| Outcome::Broken(format!("template: {error}")))
    })
}

fn feed(v: &Visit, town: &Municipality, changes: &[Change]) -> Feed {
    // Before the first change there is nothing that could have been updated; a feed needs a day all the same.
    let beginning = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap_or_default().and_time(NaiveTime::MIN);
    let address = v.app.config.address.clone();
    Feed {
        id: town.id.0,
        slug: town.slug.clone(),
        title: v.t1("opendata-feed-title", "town", &town.name),
        author: v.t("brand"),
        licence: LICENCE,
        updated: moment(changes.first().map_or(beginning, |change| change.at)),
        entries: changes
            .iter()
            .map(|change| Entry {
                id: change.id,
                title: plain(&v.t1(title_key(&change.what), "name", name(v, change))),
                updated: moment(change.at),
                href: format!("{address}{}", change.path),
                words: plain(&words(v, &change.what)),
            })
            .collect(),
        address,
    }
}

/// The name, or what is said in its place.
fn name(v: &Visit, change: &Change) -> String {
    change.name.clone().unwrap_or_else(|| v.t("desk-runner-not-named"))
}

fn title_key(what: &What) -> &'static str {
    match what {
        What::Published(_) => "opendata-change-published",
        What::Checked(_) => "opendata-change-checked",
        What::Moved { .. } => "opendata-change-moved",
        What::Exception { .. } => "opendata-change-exception",
    }
}

fn words(v: &Visit, what: &What) -> String {
    match what {
        What::Published(facets) | What::Checked(facets) => {
            facets.iter().map(|facet| v.t(facet.key())).collect::<Vec<_>>().join(" ")
        }
        What::Moved { address } => address.clone(),
        What::Exception { from, to, reason } => format!("{} {reason}", days_in_words(v, *from, *to)),
    }
}

/// A moment in Japan, as RFC 3339 writes it.
fn moment(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S+09:00").to_string()
}

/// XML has no place for control characters, even escaped.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

async fn desk_calendar(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Answer {
    asked.only(&[])?;
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    shared.answer(&asked, directory.version, Kind::Calendar, || {
        Ok(calendar(&asked.v, desk.id.0, desk.freshness.whole(), &desk_hours(desk, asked.v.now.local()), ""))
    })
}

async fn gathering_calendar(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Path(slug): Path<String>,
    asked: Asked,
) -> Answer {
    asked.only(&[])?;
    let directory: std::sync::Arc<Directory> = shelf.current(&app).await?;
    let gathering = directory.gathering_by_slug(&slug).ok_or(Outcome::NotFound)?;
    shared.answer(&asked, directory.version, Kind::Calendar, || {
        let hours = if gathering.has_ended() { Vec::new() } else { gathering_hours(&directory, gathering) };
        Ok(calendar(&asked.v, gathering.id.0, None, &hours, &coming_words(&asked.v, &gathering.facts).join(" ")))
    })
}

/// One calendar of all hours. Each entry is called "appointment" and says when the doors open and whether one may come
/// late; no more, because others may see the screen.
fn calendar(v: &Visit, of: Uuid, changed: Option<NaiveDate>, hours: &[Hours<'_>], description: &str) -> String {
    let host = v.app.config.address.split("://").last().unwrap_or_default().to_owned();
    let stamp = changed.unwrap_or(v.now.today()).and_time(NaiveTime::MIN);
    let summary = v.t("opendata-appointment");
    let mut whole = String::new();
    for (number, hours) in hours.iter().enumerate() {
        let Some(notice) = hours.notice(v.now.today()) else { continue };
        let uid = format!("{of}-{number}@{host}");
        let one = ical::write(&notice, &ical::Event { uid: &uid, stamp, summary: &summary, description }).value;
        match whole.strip_suffix(END) {
            // The head stands once, the events of all.
            Some(begun) => {
                let events = one.find(EVENT).map_or(END, |at| &one[at..]);
                whole = format!("{begun}{events}");
            }
            None => whole = one,
        }
    }
    if whole.is_empty() { EMPTY.to_owned() } else { whole }
}

const EVENT: &str = "BEGIN:VEVENT";
const END: &str = "END:VCALENDAR\r\n";
/// No hours are printed: a calendar that stays subscribed and is silent.
const EMPTY: &str =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tsunagu//calendar//JA\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n";
