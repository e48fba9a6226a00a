//! The town's questions beside a note: in any order, each with "not asked" as an answer like the others.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};

use super::{days, id, is_script, joined, told, with_status, wording};
use crate::{
    accounts::{Actor, Duty},
    counter::{
        actions,
        model::{self, Answer as Given, Answered, Question, Source, Sureness, has_twelve_digits},
        store::Opened,
    },
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{NoteId, QuestionId},
        web::{Submitted, Visit, page, see},
    },
};

/// A question with what was answered.
pub struct Row {
    pub id: QuestionId,
    pub asked: String,
    pub state: Answered,
    pub words: String,
    pub source: Option<Source>,
    pub sureness: Option<Sureness>,
    refusal: Option<Refusal>,
    has_twelve_digits: bool,
}

impl Row {
    /// Who told it and how sure it is, in words.
    pub fn beside(&self, v: &Visit) -> String {
        let source = self.source.map(|source| v.t(source.key()));
        let sureness = self.sureness.map(|sureness| v.t(sureness.key()));
        joined(v, [source, sureness].into_iter().flatten())
    }

    pub fn is_asked(&self) -> bool {
        self.state != Answered::NotAsked
    }
}

/// The questions the town asks, and those it no longer asks that were answered; each in the wording in which it was asked.
pub fn rows(v: &Visit, questions: &[Question], answers: &[Given]) -> Vec<Row> {
    rows_with(v, questions, answers, &Shown(None))
}

/// The form that was sent, which knows what its page showed while the town may have changed its questions.
struct Shown<'a>(Option<&'a Submitted>);

impl Shown<'_> {
    /// Something was answered to the question, whether or not the town still asks it.
    fn is_answered(&self, id: QuestionId) -> bool {
        self.0.is_some_and(|form| {
            let state = form.code(&format!("state-{id}")).unwrap_or(Answered::NotAsked);
            state != Answered::NotAsked || form.text(&format!("words-{id}")).is_some()
        })
    }

    /// The wording that stood above the answer.
    fn asked(&self, id: QuestionId) -> Option<String> {
        self.0.and_then(|form| model::wording(form.get(&format!("asked-{id}"))).ok())
    }
}

fn rows_with(v: &Visit, questions: &[Question], answers: &[Given], shown: &Shown<'_>) -> Vec<Row> {
    let row = |question: &Question| {
        let answer = answers.iter().find(|answer| answer.question == question.id);
        if answer.is_none() && !question.is_asked() && !shown.is_answered(question.id) {
            return None;
        }
        let asked = answer.map(|answer| answer.asked.clone()).or_else(|| shown.asked(question.id));
        Some(Row {
            id: question.id,
            asked: asked.unwrap_or_else(|| wording(v, question)),
            state: answer.map_or(Answered::NotAsked, |answer| answer.state),
            words: answer.map(|answer| answer.words.clone()).unwrap_or_default(),
            source: answer.and_then(|answer| answer.source),
            sureness: answer.and_then(|answer| answer.sureness),
            refusal: None,
            has_twelve_digits: answer.is_some_and(|answer| has_twelve_digits(&answer.words)),
        })
    };
    questions.iter().filter_map(row).collect()
}

#[derive(Template)]
#[template(path = "counter/templates/answers.html")]
struct AnswersPage {
    v: Visit,
    actor: Actor,
    id: NoteId,
    version: i64,
    rows: Vec<Row>,
    theirs: Vec<(String, String)>,
    is_conflict: bool,
    /// Why nothing of it could be kept.
    problem: Option<Refusal>,
    key: String,
}

impl AnswersPage {
    fn states(&self) -> &'static [Answered] {
        Answered::ALL
    }

    fn sources(&self) -> &'static [Source] {
        Source::ALL
    }

    fn surenesses(&self) -> &'static [Sureness] {
        Sureness::ALL
    }

    fn is_state(&self, row: &Row, state: &Answered) -> bool {
        row.state == *state
    }

    fn is_source(&self, row: &Row, source: &Source) -> bool {
        row.source == Some(*source)
    }

    fn is_sureness(&self, row: &Row, sureness: &Sureness) -> bool {
        row.sureness == Some(*sureness)
    }
}

pub async fn answers_page(State(app): State<App>, v: Visit, actor: Actor, Path(note): Path<String>) -> Answer {
    let opened = actions::look(&app, &actor, id(&note)?).await?;
    opened.note.must_be_with(actor.organization)?;
    let key = v.form_key();
    page(&draw(&app, v, actor, &opened, (key, Shown(None))).await?)
}

async fn draw(
    app: &App,
    v: Visit,
    actor: Actor,
    opened: &Opened,
    (key, shown): (String, Shown<'_>),
) -> Result<AnswersPage, Outcome> {
    let questions = actions::questions::of_town(app, opened.note.municipality).await?;
    Ok(AnswersPage {
        id: opened.note.id,
        version: opened.note.answers_version,
        rows: rows_with(&v, &questions, &opened.answers, &shown),
        theirs: Vec::new(),
        is_conflict: false,
        problem: None,
        key,
        v,
        actor,
    })
}

/// What was typed to each row, with what cannot be kept.
fn typed(form: &Submitted, rows: &[Row]) -> (Vec<Given>, Vec<(QuestionId, Refusal)>) {
    let mut refusals = Vec::new();
    let mut answers = Vec::new();
    for row in rows {
        let field = |name: &str| format!("{name}-{}", row.id);
        let state = form.code(&field("state")).unwrap_or(Answered::NotAsked);
        let answer = Given {
            source: form.code(&field("source")),
            sureness: form.code(&field("sureness")),
            ..Given::new(row.id, row.asked.clone(), state, form.get(&field("words")))
        };
        if let Err(refusal) = answer.check() {
            refusals.push((row.id, refusal));
        }
        answers.push(answer);
    }
    (answers, refusals)
}

/// The rows with what was typed into them.
fn filled(rows: Vec<Row>, answers: Vec<Given>, refusals: &[(QuestionId, Refusal)]) -> Vec<Row> {
    let fill = |(row, answer): (Row, Given)| Row {
        refusal: refusals.iter().find(|(id, _)| *id == row.id).map(|(_, refusal)| refusal.clone()),
        has_twelve_digits: has_twelve_digits(&answer.words),
        state: answer.state,
        words: answer.words,
        source: answer.source,
        sureness: answer.sureness,
        ..row
    };
    rows.into_iter().zip(answers).map(fill).collect()
}

pub async fn answer(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(note): Path<String>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    actor.must(Duty::TakeNotes)?;
    let id: NoteId = id(&note)?;
    form.once(&app.vault, "counter.answer")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let is_script = is_script(&headers);
    let opened = actions::answered(&app, &actor, id).await?;
    let directory = shelf.current(&app).await?;
    let stays = days(&app, &directory, &actor);
    let sent = (form.get("form").to_owned(), Shown(Some(&form)));
    let shown = draw(&app, v, actor.clone(), &opened, sent).await?;
    let (answers, refusals) = typed(&form, &shown.rows);
    if !refusals.is_empty() {
        if is_script {
            return told(
                StatusCode::UNPROCESSABLE_ENTITY,
                version,
                &shown.v.t("note-not-saved-fault"),
                &numbers(&answers),
            );
        }
        actions::look(&app, &actor, id).await?;
        let rows = filled(shown.rows, answers, &refusals);
        return with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&AnswersPage { rows, version, ..shown })?);
    }
    match actions::answer(&app, &actor, id, (version, answers.clone()), stays).await {
        Ok(saved) if is_script => {
            let v = &shown.v;
            let words = v.t1("note-saved-at", "time", v.time(v.now.local().time()));
            told(StatusCode::OK, saved.note.answers_version, &words, &numbers(&saved.answers))
        }
        Ok(_) if form.get("go") == "done" => Ok(see(&format!("/notes/{id}"))),
        Ok(_) => Ok(see(&format!("/notes/{id}/answers"))),
        Err(Outcome::Conflict) if is_script => {
            told(StatusCode::CONFLICT, version, &shown.v.t("note-not-saved-conflict"), &numbers(&answers))
        }
        Err(Outcome::Conflict) => {
            actions::look(&app, &actor, id).await?;
            let theirs = differences(&shown.v, &shown.rows, &answers);
            let rows = filled(shown.rows, answers, &[]);
            let key = shown.v.form_key();
            with_status(StatusCode::CONFLICT, page(&AnswersPage { rows, theirs, is_conflict: true, key, ..shown })?)
        }
        Err(Outcome::Refused(refusal)) if is_script => {
            told(StatusCode::UNPROCESSABLE_ENTITY, version, &shown.v.refusal(&refusal), &numbers(&answers))
        }
        // Somebody took the note meanwhile. What was typed stays on the screen, to be told to them.
        Err(Outcome::Refused(refusal)) => {
            actions::look(&app, &actor, id).await?;
            let rows = filled(shown.rows, answers, &[]);
            let problem = Some(refusal);
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&AnswersPage { rows, problem, ..shown })?)
        }
        Err(other) => Err(other),
    }
}

/// What somebody else wrote, where it is not what was typed here.
fn differences(v: &Visit, theirs: &[Row], mine: &[Given]) -> Vec<(String, String)> {
    let differs = |(row, answer): &(&Row, &Given)| {
        (row.state, &row.words, row.source, row.sureness)
            != (answer.state, &answer.words, answer.source, answer.sureness)
    };
    let line = |(row, _): (&Row, &Given)| {
        let text = joined(v, [v.t(row.state.key()), row.words.clone(), row.beside(v)]);
        (row.asked.clone(), text)
    };
    theirs.iter().zip(mine).filter(differs).map(line).collect()
}

/// The fields in which twelve digits stand.
fn numbers(answers: &[Given]) -> Vec<String> {
    let found = answers.iter().filter(|answer| has_twelve_digits(&answer.words));
    found.map(|answer| format!("words-{}", answer.question)).collect()
}
