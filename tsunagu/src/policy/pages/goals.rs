//! The points of a policy and the measures that serve them, fiscal year by fiscal year.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use calendar::{hours::PrintedDate, wareki::fiscal_year};
use serde::Deserialize;

use super::{id, texts, town, with_status};
use crate::{
    accounts::{Actor, Duty},
    directory::{Directory, Event, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{GoalMeasureId, MunicipalityId, TextId},
        web::{Submitted, Visit, page, see},
    },
    policy::{
        actions,
        model::{
            Text, Version,
            goals::{GoalMeasure, Subject, TypedMeasure, YEARS},
        },
        prose, store,
    },
};

/// A point and what serves it in the year shown.
pub struct Row {
    number: usize,
    words: String,
    cells: Vec<Cell>,
}

pub struct Cell {
    id: GoalMeasureId,
    name: String,
    link: Option<String>,
    done: String,
    /// The point read differently in the version that was meant.
    meant: Option<String>,
}

/// The matrix of one fiscal year.
pub struct Matrix {
    year: i32,
    year_words: String,
    /// Years to choose from.
    years: Vec<(i32, String)>,
    rows: Vec<Row>,
}

impl Matrix {
    /// How many measures serve a point in this year.
    fn count(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).sum()
    }
}

#[derive(Deserialize)]
pub struct Asked {
    year: Option<i32>,
}

/// `year` if it is one that could be meant, or the one the text is about, or the current one.
async fn matrix(
    app: &App,
    v: &Visit,
    directory: &Directory,
    town: MunicipalityId,
    (text, version): &(Text, Version),
    year: Option<i32>,
) -> Result<Matrix, Outcome> {
    let measures = store::goals::of(app.db.read(), town, text.id).await?;
    let current = fiscal_year(v.now.today());
    let year = year.filter(|year| YEARS.contains(year)).or(version.content.fiscal_year).unwrap_or(current);
    let mut years: BTreeSet<i32> = measures.iter().map(|measure| measure.fiscal_year).collect();
    years.extend([year, current]);
    years.extend(version.content.fiscal_year);
    let mut rows = Vec::new();
    for (number, words) in (1..).zip(prose::points(&version.content.title, &version.content.body)) {
        let mut cells = Vec::new();
        for measure in &measures {
            let is_here = usize::try_from(measure.point) == Ok(number) && measure.fiscal_year == year;
            if is_here {
                cells.push(cell(app, directory, version, &words, measure).await?);
            }
        }
        rows.push(Row { number, words, cells });
    }
    Ok(Matrix {
        year,
        year_words: v.printed(PrintedDate::FiscalYear(year)),
        years: years.into_iter().rev().map(|year| (year, v.printed(PrintedDate::FiscalYear(year)))).collect(),
        rows,
    })
}

async fn cell(
    app: &App,
    directory: &Directory,
    current: &Version,
    words: &str,
    measure: &GoalMeasure,
) -> Result<Cell, Outcome> {
    let meant = if measure.seq == current.seq {
        None
    } else {
        let then = store::version(app.db.read(), measure.text, measure.seq).await?.content;
        let point = usize::try_from(measure.point - 1).unwrap_or_default();
        prose::points(&then.title, &then.body).into_iter().nth(point).filter(|then| then != words)
    };
    let (name, link) = now(directory, &measure.subject).unzip();
    Ok(Cell {
        id: measure.id,
        name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| measure.name.clone()),
        link,
        done: measure.done.clone(),
        meant,
    })
}

/// What a record is called now, and its page. One that is gone keeps the name it had.
fn now(directory: &Directory, subject: &Subject) -> Option<(String, String)> {
    match subject {
        Subject::Desk(id) => directory.desk(*id).map(|desk| (desk.name.clone(), format!("/desks/{}", desk.slug))),
        Subject::Gathering(id) => {
            let gathering = directory.gatherings().iter().find(|gathering| gathering.id == *id)?;
            Some((gathering.name.clone(), format!("/gatherings/{}", gathering.slug)))
        }
        Subject::Event(id) => {
            let event = directory.events().iter().find(|event| event.id == *id)?;
            Some((event.name.clone(), format!("/events/{}", event.slug)))
        }
        Subject::Words(_) => None,
    }
}

#[derive(Template)]
#[template(path = "policy/templates/goals.html")]
struct PublicPage {
    v: Visit,
    slug: String,
    town: String,
    number: i32,
    title: String,
    matrix: Matrix,
}

pub async fn public_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path((slug, number)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = town(&directory, &slug)?;
    let found = texts::find(&app, &directory, town, &number).await?;
    if found.0.in_force().is_none() || !found.0.kind.has_goals() {
        return Err(Outcome::NotFound);
    }
    let matrix = matrix(&app, &v, &directory, town.id, &found, asked.year).await?;
    let (text, version) = found;
    let title = version.content.title;
    page(&PublicPage { slug, town: town.name.clone(), number: text.number, title, matrix, v })
}

#[derive(Template)]
#[template(path = "policy/templates/staff_goals.html")]
struct StaffPage {
    v: Visit,
    actor: Actor,
    text: TextId,
    title: String,
    matrix: Matrix,
    /// Desks and gatherings of the town, and its events of the year: value and name.
    choices: Vec<(String, String)>,
    typed: TypedMeasure,
    refusal: Option<Refusal>,
    key: String,
}

impl StaffPage {
    fn is_point(&self, number: &usize) -> bool {
        self.typed.point.and_then(|point| usize::try_from(point).ok()).unwrap_or(1) == *number
    }

    fn is_chosen(&self, value: &str) -> bool {
        self.typed.chosen.as_ref().is_some_and(|chosen| chosen.to_string() == value)
    }
}

async fn draw(
    app: &App,
    directory: &Directory,
    v: Visit,
    actor: Actor,
    text: TextId,
    (typed, refusal, key): (TypedMeasure, Option<Refusal>, String),
) -> Result<Response, Outcome> {
    actor.must(Duty::EditPages)?;
    let found = actions::find_goals(app.db.read(), directory, &actor, text).await?;
    let matrix = matrix(app, &v, directory, actor.municipality, &found, typed.year).await?;
    let desks = directory.desks_of(actor.municipality).into_iter();
    let desks = desks.map(|desk| (Subject::Desk(desk.id).to_string(), desk.name.clone()));
    let gatherings = directory.gatherings_of(actor.municipality).into_iter();
    let gatherings = gatherings.map(|it| (Subject::Gathering(it.id).to_string(), it.name.clone()));
    let events = events_of(&v, directory, actor.municipality, matrix.year);
    let choices = desks.chain(gatherings).chain(events).collect();
    let title = found.1.content.title;
    page(&StaffPage { text, title, matrix, choices, typed, refusal, key, v, actor })
}

/// The events that lie, or may lie, in the fiscal year.
fn events_of(v: &Visit, directory: &Directory, town: MunicipalityId, year: i32) -> Vec<(String, String)> {
    let lies_in = |event: &&Event| {
        let first = fiscal_year(event.facts.date.first_day());
        event.municipality == Some(town) && (first..=fiscal_year(event.last_day())).contains(&year)
    };
    let choice = |event: &Event| {
        let name = if event.name.is_empty() { v.t(event.facts.kind.key()) } else { event.name.clone() };
        let words = v.t2("record-event-line", ("date", v.printed(event.facts.date)), ("name", name));
        (Subject::Event(event.id).to_string(), words)
    };
    directory.events().iter().filter(lies_in).map(choice).collect()
}

pub async fn staff_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(text): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let typed = TypedMeasure { year: asked.year, ..TypedMeasure::default() };
    let key = v.form_key();
    draw(&app, &directory, v, actor, id(&text)?, (typed, None, key)).await
}

pub async fn add(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(text): Path<String>,
    form: Submitted,
) -> Answer {
    let text: TextId = id(&text)?;
    let directory = shelf.current(&app).await?;
    let once = form.once(&app.vault, "policy.add-measure")?;
    let typed = TypedMeasure {
        point: form.code("point"),
        year: form.code("year"),
        chosen: form.code("subject"),
        words: form.get("words").to_owned(),
        done: form.get("done").to_owned(),
    };
    match actions::add_measure(&app, &directory, &actor, text, &typed, once).await {
        Ok(()) => {
            let year = typed.year.unwrap_or_default();
            Ok(see(&format!("/texts/{text}/measures?year={year}")))
        }
        Err(Outcome::Refused(refusal)) => {
            let key = v.form_key();
            let drawn = draw(&app, &directory, v, actor, text, (typed, Some(refusal), key)).await?;
            with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn)
        }
        Err(other) => Err(other),
    }
}

pub async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path((text, measure)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    let text: TextId = id(&text)?;
    let once = form.once(&app.vault, "policy.remove-measure")?;
    actions::remove_measure(&app, &actor, text, id(&measure)?, once).await?;
    let year: i32 = form.code("year").unwrap_or_default();
    Ok(see(&format!("/texts/{text}/measures?year={year}")))
}
