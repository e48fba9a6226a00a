//! A town puts its questions together: adds, words anew, puts in order, no longer asks.

use sea_orm::DatabaseTransaction;

use crate::{
    accounts::{Actor, Duty},
    counter::{
        model::{MOST_QUESTIONS, Question, wording},
        store::questions as store,
    },
    platform::{
        App, Outcome, Refusal,
        ids::{MunicipalityId, QuestionId},
        trail::{self, Deed},
        web::Once,
    },
};

/// The questions of a town, those it no longer asks among them.
pub async fn of_town(app: &App, municipality: MunicipalityId) -> Result<Vec<Question>, Outcome> {
    store::of_town(app.db.read(), app, municipality).await
}

/// What is done with one question.
pub enum Change {
    Word {
        text: String,
        version: i64,
    },
    /// One place towards the beginning.
    Earlier,
    Later,
    Retire,
    AskAgain,
}

/// Adds a question at the end.
pub async fn add(app: &App, actor: &Actor, text: &str, once: Once) -> Result<(), Outcome> {
    let result = add_for(app, actor, text, once).await;
    let refused = deed(actor, "counter.question-add", "question".to_owned());
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn add_for(app: &App, actor: &Actor, text: &str, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    actor.must(Duty::EditPages)?;
    let text = wording(text)?;
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let questions = store::written_down(&tx, app, actor.municipality).await?;
    if questions.iter().filter(|question| question.is_asked()).count() >= MOST_QUESTIONS {
        return Err(Refusal::new("refused-questions-many").with("most", MOST_QUESTIONS.to_string()).into());
    }
    let question = Question {
        id: app.dice.id(now),
        municipality: actor.municipality,
        place: questions.iter().map(|question| question.place).max().unwrap_or(0) + 1,
        code: None,
        wording: Some(text),
        retired_at: None,
        version: 1,
    };
    store::add(&tx, &question).await?;
    let added = deed(actor, "counter.question-add", object(question.id));
    trail::record(&tx, &app.vault, now, added).await?;
    once.finish(app, tx, question.id.to_string()).await?;
    Ok(())
}

/// Changes one question of the actor's town.
pub async fn change(app: &App, actor: &Actor, id: QuestionId, change: Change, once: Once) -> Result<(), Outcome> {
    let action = match change {
        Change::Word { .. } => "counter.question-word",
        Change::Earlier | Change::Later => "counter.question-order",
        Change::Retire => "counter.question-retire",
        Change::AskAgain => "counter.question-ask-again",
    };
    let result = change_for(app, actor, id, (action, change), once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, action, object(id)), result).await
}

async fn change_for(
    app: &App,
    actor: &Actor,
    id: QuestionId,
    (action, change): (&'static str, Change),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    actor.must(Duty::EditPages)?;
    let tx = app.db.write().await?;
    let questions = store::written_down(&tx, app, actor.municipality).await?;
    let question = questions.iter().find(|question| question.id == id).cloned().ok_or(Outcome::NotFound)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    match change {
        Change::Word { version, .. } if version != question.version => return Err(Outcome::Conflict),
        Change::Word { text, .. } => store::save(&tx, &question.reworded(&text)?).await?,
        Change::Earlier => move_by(&tx, &questions, &question, true).await?,
        Change::Later => move_by(&tx, &questions, &question, false).await?,
        Change::Retire => store::save(&tx, &question.retired(now.0)).await?,
        Change::AskAgain => store::save(&tx, &question.asked_again()).await?,
    }
    trail::record(&tx, &app.vault, now, deed(actor, action, object(id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Changes places with the neighbour that is asked. At either end nothing moves.
async fn move_by(
    tx: &DatabaseTransaction,
    questions: &[Question],
    question: &Question,
    is_earlier: bool,
) -> Result<(), Outcome> {
    let asked: Vec<&Question> = questions.iter().filter(|known| known.is_asked()).collect();
    let Some(at) = asked.iter().position(|known| known.id == question.id) else {
        return Ok(());
    };
    let other = if is_earlier { at.checked_sub(1) } else { Some(at + 1) };
    let Some(other) = other.and_then(|at| asked.get(at)) else {
        return Ok(());
    };
    store::save(tx, &Question { place: other.place, ..question.clone() }).await?;
    store::save(tx, &Question { place: question.place, ..(*other).clone() }).await
}

fn object(id: QuestionId) -> String {
    format!("question:{id}")
}

fn deed(actor: &Actor, action: &'static str, object: String) -> Deed {
    Deed { municipality: actor.municipality, doer: actor.doer(), action, object, subject: None, detail: String::new() }
}
