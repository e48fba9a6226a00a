//! The town's questions: put together by staff who edit pages, printed to be filled in by hand.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};

use super::{id, with_status, wording};
use crate::{
    accounts::{Actor, Duty},
    counter::{
        actions::questions::{self as actions, Change},
        model::Question,
    },
    platform::{
        Answer, App, Outcome, Refusal,
        ids::QuestionId,
        web::{Submitted, Visit, page, see},
    },
};

/// A question of the list, as it is edited.
struct Line {
    id: QuestionId,
    wording: String,
    version: i64,
    refusal: Option<Refusal>,
}

#[derive(Template)]
#[template(path = "counter/templates/questions.html")]
struct QuestionsPage {
    v: Visit,
    actor: Actor,
    asked: Vec<Line>,
    retired: Vec<Line>,
    /// What was typed as a new question.
    typed: String,
    refusal: Option<Refusal>,
    key: String,
}

async fn draw(app: &App, v: Visit, actor: Actor) -> Result<QuestionsPage, Outcome> {
    actor.must(Duty::EditPages)?;
    let questions = actions::of_town(app, actor.municipality).await?;
    let line = |question: &Question| Line {
        id: question.id,
        wording: wording(&v, question),
        version: question.version,
        refusal: None,
    };
    let (asked, retired): (Vec<&Question>, Vec<&Question>) = questions.iter().partition(|one| one.is_asked());
    Ok(QuestionsPage {
        asked: asked.into_iter().map(line).collect(),
        retired: retired.into_iter().map(line).collect(),
        typed: String::new(),
        refusal: None,
        key: v.form_key(),
        v,
        actor,
    })
}

pub async fn questions_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    page(&draw(&app, v, actor).await?)
}

pub async fn add(State(app): State<App>, v: Visit, actor: Actor, form: Submitted) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "counter.question-add")?;
    match actions::add(&app, &actor, form.get("wording"), once).await {
        Ok(()) => Ok(see("/questions")),
        Err(Outcome::Refused(refusal)) => {
            let shown = draw(&app, v, actor).await?;
            let typed = form.get("wording").to_owned();
            let again = QuestionsPage { typed, refusal: Some(refusal), ..shown };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&again)?)
        }
        Err(other) => Err(other),
    }
}

pub async fn word(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(question): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let id: QuestionId = id(&question)?;
    let once = form.once(&app.vault, "counter.question-word")?;
    let version = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let text = form.get("wording").to_owned();
    match actions::change(&app, &actor, id, Change::Word { text: text.clone(), version }, once).await {
        Ok(()) => Ok(see("/questions")),
        Err(Outcome::Refused(refusal)) => {
            let mut again = draw(&app, v, actor).await?;
            for line in again.asked.iter_mut().filter(|line| line.id == id) {
                line.wording = text.clone();
                line.refusal = Some(refusal.clone());
            }
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&again)?)
        }
        Err(other) => Err(other),
    }
}

pub async fn put_in_order(
    State(app): State<App>,
    actor: Actor,
    Path(question): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "counter.question-order")?;
    let change = if form.get("to") == "later" { Change::Later } else { Change::Earlier };
    actions::change(&app, &actor, id(&question)?, change, once).await?;
    Ok(see("/questions"))
}

pub async fn retire(State(app): State<App>, actor: Actor, Path(question): Path<String>, form: Submitted) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "counter.question-retire")?;
    let change = if form.text("again").is_some() { Change::AskAgain } else { Change::Retire };
    actions::change(&app, &actor, id(&question)?, change, once).await?;
    Ok(see("/questions"))
}

#[derive(Template)]
#[template(path = "counter/templates/question_sheet.html")]
struct QuestionSheetPage {
    v: Visit,
    actor: Actor,
    questions: Vec<String>,
}

/// The questions with room to write, for whoever has no screen before them.
pub async fn sheet_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let questions = actions::of_town(&app, actor.municipality).await?;
    let questions = questions.iter().filter(|one| one.is_asked()).map(|question| wording(&v, question)).collect();
    page(&QuestionSheetPage { questions, v, actor })
}
