//! The page of the counts, and the same as a table for a spreadsheet.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
use calendar::{hours::PrintedDate, wareki::fiscal_year};
use chrono::{Datelike, NaiveDate};

use super::{
    actions,
    model::{Line, SMALL, Told, month_of, tables},
};
use crate::{
    accounts::{Actor, Duty},
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Lang, Outcome,
        ids::DeskId,
        web::{Submitted, Visit, page},
    },
    tables::{Letters, written},
};

/// The first year of which there can be numbers: the program is not older.
const FIRST_YEAR: i32 = 2024;

pub fn routes() -> Router<App> {
    Router::new().route("/entrances", get(entrances_page)).route("/entrances.csv", get(entrances_file))
}

/// A desk with its lines in words.
struct DeskTable {
    name: String,
    lines: Vec<LineWords>,
}

struct LineWords {
    month: String,
    way: String,
    told: String,
}

#[derive(Template)]
#[template(path = "entrances/templates/entrances.html")]
struct EntrancesPage {
    v: Visit,
    actor: Actor,
    year: i32,
    /// Other years that can be looked at.
    years: Vec<i32>,
    desks: Vec<DeskTable>,
    small: u64,
}

/// The year somebody asked for; the current one otherwise.
fn year_of(query: Option<&str>, today: NaiveDate) -> Result<i32, Outcome> {
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let this = fiscal_year(today);
    match asked.text("year") {
        Some(year) => year.parse().ok().filter(|year| (FIRST_YEAR..=this).contains(year)).ok_or(Outcome::NotFound),
        None => Ok(this),
    }
}

fn desk_name(v: &Visit, directory: &Directory, desk: Option<DeskId>) -> String {
    let known = desk.and_then(|id| directory.desk(id)).map(|desk| desk.short_name().to_owned());
    known.unwrap_or_else(|| v.t("entrances-no-desk"))
}

fn told_words(v: &Visit, told: Told) -> String {
    match told {
        Told::Count(count) => count.to_string(),
        Told::Few => v.t("entrances-few"),
        Told::Withheld => v.t("entrances-withheld"),
    }
}

fn month_words(v: &Visit, month: Option<NaiveDate>) -> String {
    let Some(month) = month else { return v.t("entrances-year-sum") };
    let words = v.printed(PrintedDate::Month { year: month.year(), month: month.month() });
    if month == month_of(v.now.today()) { v.t1("entrances-so-far", "month", words) } else { words }
}

async fn entrances_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    RawQuery(query): RawQuery,
) -> Answer {
    actor.must(Duty::ReadFigures)?;
    let year = year_of(query.as_deref(), v.now.today())?;
    let directory = shelf.current(&app).await?;
    let counted = tables(&actions::count(&app, &actor, year).await?);
    let words = |line: &Line| LineWords {
        month: month_words(&v, line.month),
        way: v.t(line.way.key()),
        told: told_words(&v, line.told),
    };
    let desks = counted
        .iter()
        .map(|(desk, lines)| DeskTable {
            name: desk_name(&v, &directory, *desk),
            lines: lines.iter().map(words).collect(),
        })
        .collect();
    let this = fiscal_year(v.now.today());
    let years = (FIRST_YEAR..=this).rev().filter(|other| *other != year).collect();
    page(&EntrancesPage { year, years, desks, small: SMALL, v, actor })
}

/// `?encoding=cp932` for older spreadsheets, as the other tables.
async fn entrances_file(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    RawQuery(query): RawQuery,
) -> Answer {
    actor.must(Duty::ReadFigures)?;
    let year = year_of(query.as_deref(), v.now.today())?;
    let directory = shelf.current(&app).await?;
    // A file is read by other programs: it is in Japanese whatever the page is.
    let v = Visit { lang: Lang::Ja, ..v };
    let counted = tables(&actions::count(&app, &actor, year).await?);
    let rows = counted.iter().flat_map(|(desk, lines)| {
        let name = desk_name(&v, &directory, *desk);
        let cells = |line: &Line| {
            let month = line.month.map_or_else(|| v.t("entrances-year-sum"), |month| month.format("%Y-%m").to_string());
            vec![name.clone(), month, v.t(line.way.key()), told_words(&v, line.told)]
        };
        lines.iter().map(cells).collect::<Vec<_>>()
    });
    let header = ["entrances-desk", "entrances-month", "entrances-way", "entrances-count"].map(|key| v.t(key));
    let is_old = Submitted::parse(query.unwrap_or_default().as_bytes())?.get("encoding") == "cp932";
    let (letters, kind) = match is_old {
        true => (Letters::Cp932, "text/csv; charset=Shift_JIS; header=present"),
        false => (Letters::Utf8Marked, "text/csv; charset=utf-8; header=present"),
    };
    let mut response = written(header.iter().map(String::as_str), rows, letters).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"entrances.csv\""));
    Ok(response)
}
