//! Beginning a note, writing in it, and keeping answers. A page saves by itself every few seconds: what was saved already
//! is no deed, and what somebody else saved meanwhile is not overwritten.

use super::{about, deed, find_to};
use crate::{
    accounts::{Actor, Duty},
    counter::{
        model::{Answer, Draft, Front, Handing, Note, Progress, stays_until},
        store::{self, Opened},
    },
    platform::{
        App, Outcome,
        ids::NoteId,
        trail::{self, Deed},
        web::Once,
    },
};

/// Begins a note: somebody is on the telephone or at the counter. Its clock begins with it. Answers its id.
pub async fn begin(app: &App, actor: &Actor, front: Front, days: u16, once: Once) -> Result<String, Outcome> {
    let result = begin_for(app, actor, front, days, once).await;
    let refused = Deed { object: "note".to_owned(), ..deed(actor, "counter.begin", NoteId(uuid::Uuid::nil())) };
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn begin_for(app: &App, actor: &Actor, front: Front, days: u16, once: Once) -> Result<String, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    actor.must(Duty::TakeNotes)?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let key = app.vault.make_key(&tx, &app.dice, now, actor.municipality, "note").await?;
    let note = Note {
        id: app.dice.id(now),
        municipality: actor.municipality,
        organization: actor.organization,
        key: key.id,
        writer: actor.staff,
        front,
        begun_at: now.0,
        ended_at: None,
        written_at: now.0,
        progress: Progress::Draft { until: stays_until(now.today(), days) },
        handing: Handing::Here,
        thread: None,
        version: 1,
        answers_version: 1,
    };
    store::add(&tx, app, &key, &note).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "counter.begin", note.id)).await?;
    once.finish(app, tx, note.id.to_string()).await
}

/// What is written, and whether the talk is over.
pub struct Writing {
    /// The version the writer had open.
    pub version: i64,
    pub draft: Draft,
    pub is_over: bool,
    /// Days for which it stays from now on.
    pub days: u16,
}

/// Writes in a note; answers it as it stands.
pub async fn write(app: &App, actor: &Actor, id: NoteId, writing: Writing) -> Result<Opened, Outcome> {
    let result = write_for(app, actor, id, writing).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.write", id), result).await
}

async fn write_for(app: &App, actor: &Actor, id: NoteId, writing: Writing) -> Result<Opened, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let Opened { note, words: before, answers } = find_to(&tx, app, actor, id).await?;
    note.must_be_with(actor.organization)?;
    let (front, words) = writing.draft.kept(&before, now.today());
    let is_said_already = front == note.front && words == before;
    if is_said_already && (!writing.is_over || note.ended_at.is_some()) {
        return Ok(Opened { note, words, answers });
    }
    if note.version != writing.version && !is_said_already {
        return Err(Outcome::Conflict);
    }
    let note = if writing.is_over { note.ended(now.0) } else { note };
    let note = note.written(front, now.0, stays_until(now.today(), writing.days));
    let key = app.vault.key(&tx, note.key).await?;
    store::save(&tx, app, &key, &note, &words).await?;
    trail::record(&tx, &app.vault, now, about(&note, deed(actor, "counter.write", id))).await?;
    tx.commit().await?;
    Ok(Opened { note: Note { version: note.version + 1, ..note }, words, answers })
}

/// Keeps what was answered to the town's questions, in whatever order they were asked.
pub async fn answer(
    app: &App,
    actor: &Actor,
    id: NoteId,
    (version, answers): (i64, Vec<Answer>),
    days: u16,
) -> Result<Opened, Outcome> {
    let result = answer_for(app, actor, id, (version, answers), days).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.answer", id), result).await
}

async fn answer_for(
    app: &App,
    actor: &Actor,
    id: NoteId,
    (version, typed): (i64, Vec<Answer>),
    days: u16,
) -> Result<Opened, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let Opened { note, words, answers } = find_to(&tx, app, actor, id).await?;
    note.must_be_with(actor.organization)?;
    let typed = in_their_wording(&answers, typed);
    if typed == answers {
        return Ok(Opened { note, words, answers });
    }
    if note.answers_version != version {
        return Err(Outcome::Conflict);
    }
    let note = Note { written_at: now.0, ..note }.stays(stays_until(now.today(), days));
    let key = app.vault.key(&tx, note.key).await?;
    store::save_answers(&tx, app, &key, &note, &typed).await?;
    trail::record(&tx, &app.vault, now, about(&note, deed(actor, "counter.answer", id))).await?;
    tx.commit().await?;
    Ok(Opened { note: Note { answers_version: note.answers_version + 1, ..note }, words, answers: typed })
}

/// What was answered once stays under the wording in which it was asked.
fn in_their_wording(before: &[Answer], typed: Vec<Answer>) -> Vec<Answer> {
    let kept = |answer: Answer| match before.iter().find(|known| known.question == answer.question) {
        Some(known) => Answer { asked: known.asked.clone(), ..answer },
        None => answer,
    };
    typed.into_iter().filter(|answer| !answer.is_nothing()).map(kept).collect()
}
