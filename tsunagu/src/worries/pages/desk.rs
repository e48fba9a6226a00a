//! The desk's list of worries, and entering a sheet of paper.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
};
use serde::Deserialize;

use super::{Code, form::WorryForm, id, refused};
use crate::{
    accounts::{self, Actor, Duty},
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::WorryId,
        web::{Submitted, Visit, page},
    },
    worries::{
        actions,
        model::Stage,
        store::{Listed, WorryRow},
    },
};

/// A worry on the list.
struct Line {
    id: WorryId,
    number: String,
    words: String,
    arrived: String,
    state: String,
    responsible: String,
    is_urgent: bool,
    /// The day to look again has come.
    is_due: bool,
    without_consent: bool,
}

#[derive(Template)]
#[template(path = "worries/templates/list.html")]
struct ListPage {
    v: Visit,
    actor: Actor,
    waiting: Vec<Line>,
    taken: Vec<Line>,
    /// What nobody has taken stands on the first page.
    is_first: bool,
    /// The list goes on after this one.
    before: Option<WorryId>,
}

#[derive(Deserialize)]
pub struct Before {
    before: Option<String>,
}

pub async fn list_page(State(app): State<App>, v: Visit, actor: Actor, Query(query): Query<Before>) -> Answer {
    let before = query.before.as_deref().map(id).transpose()?;
    let is_first = before.is_none();
    let Listed { waiting, taken, before } = actions::look_at_list(&app, &actor, before).await?;
    let waiting = waiting.into_iter().map(|row| line(&v, row, String::new())).collect();
    let mut lines = Vec::new();
    for row in taken {
        let responsible = match row.worry.responsible() {
            Some(staff) => accounts::name_of(app.db.read(), staff).await?,
            None => String::new(),
        };
        lines.push(line(&v, row, responsible));
    }
    page(&ListPage { waiting, taken: lines, is_first, before, v, actor })
}

fn line(v: &Visit, row: WorryRow, responsible: String) -> Line {
    let state = match (row.worry.case, row.worry.stage) {
        (Some(_), Stage::Arrived | Stage::Taken { .. } | Stage::Spoken { .. }) => "worry-state-case",
        (None, Stage::Arrived) => "worry-state-arrived",
        (None, Stage::Taken { .. }) => "worry-state-taken",
        (None, Stage::Spoken { .. }) => "worry-state-spoken",
    };
    Line {
        id: row.worry.id,
        words: row.told.first_words(),
        arrived: v.near(clock::local(row.worry.arrived_at).date()),
        state: v.t(state),
        responsible,
        is_urgent: !row.told.signs.is_empty(),
        is_due: row.worry.review_on <= v.now.today(),
        without_consent: row.told.is_without_consent(),
        number: row.worry.number,
    }
}

#[derive(Template)]
#[template(path = "worries/templates/enter.html")]
struct EnterPage {
    v: Visit,
    actor: Actor,
    form: WorryForm,
    problem: Option<Refusal>,
}

pub async fn enter_page(v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::TakeWorries)?;
    let form = WorryForm::empty(&v);
    page(&EnterPage { form, problem: None, v, actor })
}

#[derive(Template)]
#[template(path = "worries/templates/entered.html")]
struct EnteredPage {
    v: Visit,
    actor: Actor,
    id: WorryId,
    code: Code,
}

pub async fn enter(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    submitted: Submitted,
) -> Answer {
    actor.must(Duty::TakeWorries)?;
    let form = WorryForm::read(&submitted);
    if !form.faults.is_empty() {
        return refused(page(&EnterPage { form, problem: None, v, actor })?);
    }
    let once = submitted.once(&app.vault, "worries.enter")?;
    let directory = shelf.current(&app).await?;
    let desk = directory.first_desk(actor.municipality, v.now.today()).ok_or(Outcome::NotFound)?;
    let town = directory.municipality(actor.municipality).ok_or(Outcome::NotFound)?;
    match actions::enter(&app, &actor, desk, form.typed.clone(), once).await {
        Ok(sent) => {
            let id = sent.worry.id;
            page(&EnteredPage { code: Code::of(&app, &town.slug, sent), id, v, actor })
        }
        Err(Outcome::Refused(refusal)) => refused(page(&EnterPage { form, problem: Some(refusal), v, actor })?),
        Err(other) => Err(other),
    }
}
