//! The verbs of reception. Each is one transaction.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    access,
    model::{self, Author, Body, Message, Notice, Opening, Thread, Turn},
    passphrase::Passphrase,
    store::{self, Waiting},
};
use crate::{
    accounts::{Actor, Duty},
    directory::{Desk, Directory},
    platform::{
        App, Lang, Outcome, clock,
        ids::{CaseId, FormId, ThreadId},
        outbox::{self, Mail},
        trail::{self, Deed, Doer},
        vault::Key,
        web::Once,
    },
};

/// Pressing "send" again shows the passphrase again only this long; afterwards the paper is the only copy.
const SHOWN_AGAIN: TimeDelta = TimeDelta::minutes(10);

/// What the writer put down.
pub struct Beginning {
    pub opening: Opening,
    pub text: String,
    pub lang: Lang,
}

/// A thread just begun.
pub struct Begun {
    pub thread: Thread,
    pub passphrase: Passphrase,
}

/// Begins a thread with a desk. Pressing twice begins one thread and shows the same passphrase.
pub async fn begin(
    app: &App,
    directory: &Directory,
    desk: &Desk,
    beginning: Beginning,
    once: Once,
) -> Result<Begun, Outcome> {
    let now = app.now();
    let passphrase = passphrase_of(app, once.id);
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return again(app, &tx, &first, passphrase).await;
    }
    let key = app.vault.make_key(&tx, &app.dice, now, desk.municipality, "thread").await?;
    let thread = Thread {
        id: app.dice.id(now),
        municipality: desk.municipality,
        desk: desk.id,
        organization: desk.organization,
        key: key.id,
        language: beginning.lang,
        begun_at: now.0,
        turn: Turn::DeskAnswers { since: now.0, answer_by: clock::instant(desk.answer_by(now.local())) },
        case: None,
        version: 1,
    };
    let hash = passphrase_hash(app, &passphrase);
    store::add(&tx, app, &key, &thread, hash, &beginning.opening).await?;
    store::append(&tx, app, &key, &thread, Author::Writer, &Body::Text(beginning.text)).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), "reception.begin")).await?;
    tell_desk(&tx, app, directory, &thread).await?;
    let first = once.finish(app, tx, thread.id.to_string()).await?;
    if first == thread.id.to_string() {
        return Ok(Begun { thread, passphrase });
    }
    again(app, app.db.read(), &first, passphrase).await
}

async fn again(app: &App, conn: &impl ConnectionTrait, first: &str, passphrase: Passphrase) -> Result<Begun, Outcome> {
    let id: ThreadId = first.parse().map_err(|_| Outcome::Broken("form answer is no thread".into()))?;
    let thread = store::by_id(conn, id).await?.ok_or(Outcome::NotFound)?;
    if app.now().0 - thread.begun_at > SHOWN_AGAIN {
        return Err(crate::platform::Refusal::new("refused-passphrase-shown").into());
    }
    Ok(Begun { thread, passphrase })
}

/// Begins a thread for somebody who is on the telephone or at the counter, within the transaction of the slice that asks.
/// Nothing waits for an answer yet. The passphrase belongs to the form, as that of a thread begun in writing.
pub async fn begin_for(
    app: &App,
    tx: &impl ConnectionTrait,
    actor: &Actor,
    desk: &Desk,
    (opening, lang): (Opening, Lang),
    (words, form): (&[(Author, String)], FormId),
) -> Result<Begun, Outcome> {
    let now = app.now();
    let passphrase = passphrase_of(app, form);
    let key = app.vault.make_key(tx, &app.dice, now, desk.municipality, "thread").await?;
    let thread = Thread {
        id: app.dice.id(now),
        municipality: desk.municipality,
        desk: desk.id,
        organization: desk.organization,
        key: key.id,
        language: lang,
        begun_at: now.0,
        turn: Turn::WriterMayWrite,
        case: None,
        version: 1,
    };
    store::add(tx, app, &key, &thread, passphrase_hash(app, &passphrase), &opening).await?;
    for (author, text) in words {
        store::append(tx, app, &key, &thread, *author, &Body::Text(text.clone())).await?;
    }
    trail::record(tx, &app.vault, now, deed(&thread, actor.doer(), "reception.begin")).await?;
    Ok(Begun { thread, passphrase })
}

/// What an earlier press of the same form began, while the passphrase may still be shown.
pub async fn begun_before(
    app: &App,
    conn: &impl ConnectionTrait,
    thread: &str,
    form: FormId,
) -> Result<Begun, Outcome> {
    again(app, conn, thread, passphrase_of(app, form)).await
}

/// The thread whose passphrase somebody says on the telephone. What of it may be opened is the asking slice's question.
pub async fn said_aloud(
    app: &App,
    conn: &impl ConnectionTrait,
    passphrase: &Passphrase,
) -> Result<Option<ThreadId>, Outcome> {
    Ok(store::by_passphrase(conn, passphrase_hash(app, passphrase)).await?.map(|thread| thread.id))
}

/// The token of a visit; only its hash is stored.
pub struct VisitToken(pub String);

/// Comes back with a passphrase.
pub async fn come_back(app: &App, passphrase: &Passphrase) -> Result<Option<VisitToken>, Outcome> {
    let now = app.now();
    let Some(thread) = store::by_passphrase(app.db.read(), passphrase_hash(app, passphrase)).await? else {
        return Ok(None);
    };
    let token = VisitToken(hex::encode(app.dice.bytes::<32>()));
    let tx = app.db.write().await?;
    store::begin_visit(&tx, token_hash(app, &token.0), thread.id, now.0).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), "reception.come-back")).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// The thread of a visit, if the visit still holds.
pub async fn visited(app: &App, token: &str) -> Result<Option<Thread>, Outcome> {
    let now = app.now();
    let hash = token_hash(app, token);
    let since = now.0 - TimeDelta::minutes(app.config.visit_idle_minutes);
    let Some(thread) = store::visited(app.db.read(), hash, since).await? else {
        return Ok(None);
    };
    let tx = app.db.write().await?;
    store::touch_visit(&tx, hash, now.0).await?;
    tx.commit().await?;
    Ok(Some(thread))
}

/// Ends a visit on this device.
pub async fn leave(app: &App, token: &str) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::end_visit(&tx, token_hash(app, token)).await?;
    tx.commit().await?;
    Ok(())
}

/// What the writer sees on coming back.
pub async fn read_as_writer(app: &App, thread: &Thread) -> Result<Vec<Message>, Outcome> {
    let conn = app.db.read();
    let key = app.vault.key(conn, thread.key).await?;
    store::messages(conn, &key, thread.id).await
}

/// The writer writes again.
pub async fn write_again(
    app: &App,
    directory: &Directory,
    thread: ThreadId,
    text: String,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let thread = store::by_id(&tx, thread).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(&tx, thread.key).await?;
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let answer_by = clock::instant(desk.answer_by(now.local()));
    store::append(&tx, app, &key, &thread, Author::Writer, &Body::Text(text)).await?;
    let thread = thread.written(now.0, answer_by);
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), "reception.write")).await?;
    tell_desk(&tx, app, directory, &thread).await?;
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(())
}

/// What staff see of a thread. Looking leaves a trace.
pub struct Seen {
    pub thread: Thread,
    pub opening: Opening,
    pub messages: Vec<Message>,
}

/// Staff read a thread of their desk.
pub async fn read(app: &App, actor: &Actor, id: ThreadId) -> Result<Seen, Outcome> {
    let result = read_for(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.read", id), result).await
}

async fn read_for(app: &App, actor: &Actor, id: ThreadId) -> Result<Seen, Outcome> {
    let tx = app.db.write().await?;
    let thread = store::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    access::may(actor, Duty::ReadThreads, &thread)?;
    let key = app.vault.key(&tx, thread.key).await?;
    let seen =
        Seen { opening: store::opening(&tx, &key, id).await?, messages: store::messages(&tx, &key, id).await?, thread };
    trail::record(&tx, &app.vault, app.now(), deed(&seen.thread, actor.doer(), "reception.read")).await?;
    tx.commit().await?;
    Ok(seen)
}

/// What the actor's organisation has promised to answer, then what it has answered. Names stand on the list, so looking
/// at it leaves a trace.
pub async fn look_at_list(app: &App, actor: &Actor) -> Result<Vec<Waiting>, Outcome> {
    let tx = app.db.write().await?;
    let lines = store::waiting_for(&tx, app, actor).await?;
    let seen = Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action: "reception.list",
        object: "threads".to_owned(),
        subject: None,
        detail: format!("lines:{}", lines.len()),
    };
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(lines)
}

/// Staff answer.
pub async fn answer(app: &App, actor: &Actor, id: ThreadId, text: &str, once: Once) -> Result<(), Outcome> {
    let result = answer_for(app, actor, id, text, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.answer", id), result).await
}

async fn answer_for(app: &App, actor: &Actor, id: ThreadId, text: &str, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let thread = store::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    access::may(actor, Duty::AnswerThreads, &thread)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let text = model::message_text(text, None)?;
    let key = app.vault.key(&tx, thread.key).await?;
    store::append(&tx, app, &key, &thread, Author::Staff(actor.staff), &Body::Text(text)).await?;
    let thread = thread.answered();
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, actor.doer(), "reception.answer")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Ties a thread to the case that grew out of it, within the case's transaction.
pub async fn join_case(tx: &impl ConnectionTrait, thread: Thread, case: CaseId) -> Result<(), Outcome> {
    store::save(tx, &thread.joined(case)?).await
}

/// Puts a notice on the pages of the threads of a case, within the deed's transaction.
pub async fn tell(tx: &impl ConnectionTrait, app: &App, case: CaseId, notice: &Notice) -> Result<(), Outcome> {
    for thread in store::of_case(tx, case).await? {
        let key: Key = app.vault.key(tx, thread.key).await?;
        store::append(tx, app, &key, &thread, Author::Program, &Body::Notice(notice.clone())).await?;
    }
    Ok(())
}

/// Removes visits that ended by themselves.
pub async fn forget_visits(app: &App) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::forget_visits(&tx, app.now().0 - TimeDelta::minutes(app.config.visit_idle_minutes)).await?;
    tx.commit().await?;
    Ok(())
}

/// A mail to the desk's notice address, if it has one: a link, never the content.
async fn tell_desk(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    thread: &Thread,
) -> Result<(), Outcome> {
    let organization = directory.organization(thread.organization);
    let Some(recipient) = organization.and_then(|organization| organization.notice_email.clone()) else {
        return Ok(());
    };
    let mail = Mail {
        municipality: thread.municipality,
        recipient,
        kind: "new-thread",
        path: format!("/threads/{}", thread.id),
    };
    outbox::put(tx, &app.dice, app.now(), mail).await
}

/// The passphrase belongs to the form's key, so that pressing twice shows the same one without storing it.
fn passphrase_of(app: &App, form: FormId) -> Passphrase {
    Passphrase::from_random(app.vault.hash("passphrase-new", &[form.0.as_bytes()]))
}

fn passphrase_hash(app: &App, passphrase: &Passphrase) -> [u8; 32] {
    app.vault.hash("passphrase", &[&passphrase.secret()])
}

fn token_hash(app: &App, token: &str) -> [u8; 32] {
    app.vault.hash("visit", &[token.as_bytes()])
}

fn deed(thread: &Thread, doer: Doer, action: &'static str) -> Deed {
    Deed {
        municipality: thread.municipality,
        doer,
        action,
        object: format!("thread:{}", thread.id),
        subject: thread.case,
        detail: String::new(),
    }
}

fn refused(actor: &Actor, action: &'static str, id: ThreadId) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object: format!("thread:{id}"),
        subject: None,
        detail: String::new(),
    }
}
