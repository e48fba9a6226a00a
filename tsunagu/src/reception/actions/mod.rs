//! The verbs of reception. Each is one transaction.

pub mod answering;
pub mod caring;
mod cases;
pub mod drafts;
pub mod entering;
pub mod files;
pub mod links;
pub mod mails;
pub mod writer;

pub use answering::read as read_thread;
pub use cases::{party_of_thread, tell_party, waiting_in_cases};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;

use super::{
    model::{
        Author, Body, Check, CheckReason, Entrance, MailKind, Message, Notice, NoticeMail, Opening, Reply, Standing,
        Thread, Turn, Wishes,
    },
    passphrase::Passphrase,
    store::{self, Waiting},
};
use crate::{
    accounts::Actor,
    directory::{Desk, Directory},
    people::contact,
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
    pub wishes: Wishes,
    pub entrance: Entrance,
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
    let passphrase = passphrase_of(app, once.id);
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return again(app, &tx, &first, passphrase).await;
    }
    let (begun, _) = begin_within(&tx, app, directory, desk, beginning, once.id, true).await?;
    let first = once.finish(app, tx, begun.thread.id.to_string()).await?;
    if first == begun.thread.id.to_string() {
        return Ok(begun);
    }
    again(app, app.db.read(), &first, passphrase).await
}

/// Begins a thread within the deed of another slice: what was done there is its first line. Its passphrase is the one of the form that was pressed.
pub async fn begin_within(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    desk: &Desk,
    beginning: Beginning,
    form: FormId,
    answer_is_owed: bool,
) -> Result<(Begun, Key), Outcome> {
    let now = app.now();
    let passphrase = passphrase_of(app, form);
    let turn = if answer_is_owed {
        Turn::DeskAnswers { since: now.0, answer_by: clock::instant(desk.answer_by(now.local())) }
    } else {
        Turn::WriterMayWrite
    };
    let (thread, key) = add_thread(tx, app, desk, &beginning, turn, &passphrase).await?;
    store::append(tx, app, &key, &thread, (Author::Writer, &Body::Text(beginning.text)), None).await?;
    trail::record(tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), "reception.begin")).await?;
    tell_desk(tx, app, directory, &thread).await?;
    Ok((Begun { thread, passphrase }, key))
}

/// The thread that an earlier press of the same form began, with its passphrase while that may be shown again.
pub async fn begun_before(
    app: &App,
    conn: &impl ConnectionTrait,
    thread: ThreadId,
    form: FormId,
) -> Result<Begun, Outcome> {
    again(app, conn, &thread.to_string(), passphrase_of(app, form)).await
}

async fn add_thread(
    tx: &impl ConnectionTrait,
    app: &App,
    desk: &Desk,
    beginning: &Beginning,
    turn: Turn,
    passphrase: &Passphrase,
) -> Result<(Thread, Key), Outcome> {
    let now = app.now();
    let key = app.vault.make_key(tx, &app.dice, now, desk.municipality, "thread").await?;
    let thread = Thread {
        id: app.dice.id(now),
        municipality: desk.municipality,
        desk: desk.id,
        organization: desk.organization,
        key: key.id,
        language: beginning.lang,
        begun_at: now.0,
        turn,
        case: None,
        standing: Standing::Open,
        check: CheckReason::of(&beginning.opening.worries, &beginning.text)
            .map_or(Check::None, |reason| Check::None.raised(reason, now.0)),
        taken: None,
        second_asked_at: None,
        notice_mail: NoticeMail::None,
        entrance: beginning.entrance,
        version: 1,
    };
    let hash = passphrase_hash(app, passphrase);
    store::add(tx, app, &key, &thread, hash, (&beginning.opening, &beginning.wishes)).await?;
    Ok((thread, key))
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
    // What was said stands in the words; somebody heard it, so nobody has to look for danger in it today.
    let (wishes, entrance) = (Wishes::default(), Entrance::Spoken);
    let beginning = Beginning { opening, text: String::new(), lang, wishes, entrance };
    let (thread, key) = add_thread(tx, app, desk, &beginning, Turn::WriterMayWrite, &passphrase).await?;
    for (author, text) in words {
        store::append(tx, app, &key, &thread, (*author, &Body::Text(text.clone())), None).await?;
    }
    trail::record(tx, &app.vault, now, deed(&thread, actor.doer(), "reception.begin")).await?;
    Ok(Begun { thread, passphrase })
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
    let Some(mut thread) = store::visited(app.db.read(), hash, since).await? else {
        return Ok(None);
    };
    thread.turn = thread.turn.at(now.0);
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

/// What the writer sees on coming back: what has gone out, and how answers are told.
pub async fn read_as_writer(app: &App, thread: &Thread) -> Result<(Vec<Message>, Wishes), Outcome> {
    let conn = app.db.read();
    let now = app.now().0;
    let key = app.vault.key(conn, thread.key).await?;
    let messages = store::messages(conn, &key, thread.id).await?;
    let told = messages.into_iter().filter(|message| message.is_out(now)).collect();
    Ok((told, store::wishes(conn, &key, thread.id).await?))
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
    let reason = CheckReason::of(&[], &text);
    store::append(&tx, app, &key, &thread, (Author::Writer, &Body::Text(text)), None).await?;
    let mut thread = thread.written(now.0, answer_by);
    if let Some(reason) = reason {
        thread.check = thread.check.raised(reason, now.0);
    }
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), "reception.write")).await?;
    tell_desk(&tx, app, directory, &thread).await?;
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(())
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

/// Ties a thread to the case that grew out of it, within the case's transaction.
pub async fn join_case(tx: &impl ConnectionTrait, thread: Thread, case: CaseId) -> Result<(), Outcome> {
    store::save(tx, &thread.joined(case)?).await
}

/// What the writer of a thread said about being reached, for the case that grows out of it; nothing if nothing was said. Where
/// somebody may be hit, the number stays in the thread.
pub async fn agreed_of(
    conn: &impl ConnectionTrait,
    app: &App,
    thread: &Thread,
) -> Result<Option<contact::Wishes>, Outcome> {
    let key = app.vault.key(conn, thread.key).await?;
    let mut wishes = store::wishes(conn, &key, thread.id).await?;
    if thread.check.hides_contact() {
        wishes.reply = Reply::ComeBack;
    }
    let standing = thread.standing.on(app.now().today());
    Ok((!wishes.is_silent() || standing != Standing::Open).then(|| wishes.agreed(standing)))
}

/// What the writers of a case's threads say about being reached, as it holds today. What was agreed in the case does not go
/// before it.
pub async fn said_for_case(
    conn: &impl ConnectionTrait,
    app: &App,
    case: CaseId,
) -> Result<Vec<contact::Wishes>, Outcome> {
    let today = app.now().today();
    let mut said = Vec::new();
    for thread in store::of_case(conn, case).await? {
        let key = app.vault.key(conn, thread.key).await?;
        said.push(store::wishes(conn, &key, thread.id).await?.agreed(thread.standing.on(today)));
    }
    Ok(said)
}

/// Puts a notice on the pages of the threads of a case, within the deed's transaction.
pub async fn tell(tx: &impl ConnectionTrait, app: &App, case: CaseId, notice: &Notice) -> Result<(), Outcome> {
    for thread in store::of_case(tx, case).await? {
        let key: Key = app.vault.key(tx, thread.key).await?;
        store::append(tx, app, &key, &thread, (Author::Program, &Body::Notice(notice.clone())), None).await?;
    }
    Ok(())
}

/// Puts a line of the writer's on their own page, within the deed's transaction. With `answer_by` the desk owes an
/// answer from now on. Words of danger are heard in it as in any other.
pub async fn say_within(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    thread: ThreadId,
    text: String,
    answer_by: Option<DateTime<Utc>>,
) -> Result<(), Outcome> {
    let thread = store::by_id(tx, thread).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(tx, thread.key).await?;
    let now = app.now().0;
    let reason = CheckReason::of(&[], &text);
    store::append(tx, app, &key, &thread, (Author::Writer, &Body::Text(text)), None).await?;
    let is_heard = answer_by.is_some() || reason.is_some();
    let thread = match answer_by {
        Some(answer_by) => thread.written(now, answer_by),
        None => thread,
    };
    let thread = match reason {
        Some(reason) => Thread { check: thread.check.raised(reason, now), ..thread },
        None => thread,
    };
    if !is_heard {
        return Ok(());
    }
    store::save(tx, &thread).await?;
    tell_desk(tx, app, directory, &thread).await
}

/// Puts a notice on the page of one thread, within the deed's transaction. With `answers` it is the answer that was owed.
pub async fn tell_thread(
    tx: &impl ConnectionTrait,
    app: &App,
    thread: ThreadId,
    notice: &Notice,
    answers: bool,
) -> Result<(), Outcome> {
    let thread = store::by_id(tx, thread).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(tx, thread.key).await?;
    store::append(tx, app, &key, &thread, (Author::Program, &Body::Notice(notice.clone())), None).await?;
    if !answers {
        return Ok(());
    }
    let thread = answering::ring(tx, app, &key, thread.answered(), app.now().0).await?;
    store::save(tx, &thread).await
}

/// Puts a notice on the page of one thread and rings in the way the writer asked for, within the deed's transaction: the same
/// check as for an answer, and what the desk owes it still owes. Answers whether a mail goes out.
pub async fn tell_aloud(
    tx: &impl ConnectionTrait,
    app: &App,
    thread: ThreadId,
    notice: &Notice,
) -> Result<bool, Outcome> {
    let thread = store::by_id(tx, thread).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(tx, thread.key).await?;
    store::append(tx, app, &key, &thread, (Author::Program, &Body::Notice(notice.clone())), None).await?;
    let thread = answering::ring_with(tx, app, &key, thread, app.now().0, (MailKind::Notice, None)).await?;
    store::save(tx, &thread).await?;
    Ok(match thread.notice_mail {
        NoticeMail::Underway { mail } => outbox::fate(tx, mail).await? == Some(outbox::Fate::Waiting),
        NoticeMail::None | NoticeMail::NotArrived { .. } => false,
    })
}

/// Asks two persons to look at a thread for what was written or ticked beside it, within that deed. With violence a mail on
/// its way is taken back, and none goes out any more.
pub async fn raise_within(
    tx: &impl ConnectionTrait,
    app: &App,
    thread: ThreadId,
    reason: CheckReason,
) -> Result<(), Outcome> {
    let thread = store::by_id(tx, thread).await?.ok_or(Outcome::NotFound)?;
    let raised = Thread { check: thread.check.raised(reason, app.now().0), ..thread };
    let thread = if raised.check.hides_contact() { answering::silence(tx, raised).await? } else { raised };
    store::save(tx, &thread).await
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
