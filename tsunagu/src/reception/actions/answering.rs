//! The desk's side: reading, answering, taking an answer back, telling the writer that there is one.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::{
    deed,
    mails::{self, Post},
    refused,
};
use crate::{
    accounts::{Actor, Duty},
    directory::Directory,
    people,
    people::contact::{Barrier, Means, Outgoing},
    platform::{
        App, Outcome, Refusal, clock,
        ids::{MailId, MessageId, ThreadId},
        outbox, trail,
        vault::Key,
        web::Once,
    },
    reception::{
        access,
        model::{self, Author, Body, MailKind, Message, NoticeMail, Opening, Reply, Thread, Turn, Wishes},
        store,
    },
};

/// What staff see of a thread. Looking leaves a trace.
pub struct Seen {
    pub thread: Thread,
    pub opening: Opening,
    pub wishes: Wishes,
    pub messages: Vec<Message>,
    /// An answer that was taken back, to be written on.
    pub taken_back: Option<String>,
}

/// A thread of the actor's desk, if it is one and the actor may do `duty` with it.
pub(super) async fn found(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    id: ThreadId,
    duty: Duty,
) -> Result<Thread, Outcome> {
    let mut thread = store::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)?;
    access::may(actor, duty, &thread)?;
    thread.turn = thread.turn.at(app.now().0);
    Ok(thread)
}

/// Staff read a thread of their desk.
pub async fn read(app: &App, actor: &Actor, id: ThreadId) -> Result<Seen, Outcome> {
    let result = read_for(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.read", id), result).await
}

async fn read_for(app: &App, actor: &Actor, id: ThreadId) -> Result<Seen, Outcome> {
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::ReadThreads).await?;
    let key = app.vault.key(&tx, thread.key).await?;
    let seen = Seen {
        opening: store::opening(&tx, &key, id).await?,
        wishes: store::wishes(&tx, &key, id).await?,
        messages: store::messages(&tx, &key, id).await?,
        taken_back: store::taken_back(&tx, &key, id).await?,
        thread,
    };
    trail::record(&tx, &app.vault, app.now(), deed(&seen.thread, actor.doer(), "reception.read")).await?;
    tx.commit().await?;
    Ok(seen)
}

/// Staff answer. Where the desk promises its answers within hours, one written at night waits for the morning.
pub async fn answer(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: ThreadId,
    text: &str,
    once: Once,
) -> Result<(), Outcome> {
    let result = answer_for(app, directory, actor, id, text, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.answer", id), result).await
}

async fn answer_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: ThreadId,
    text: &str,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::AnswerThreads).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let text = model::message_text(text, None)?;
    let key = app.vault.key(&tx, thread.key).await?;
    let goes_out = goes_out(app, directory, &thread);
    store::forget_taken_back(&tx, id).await?;
    let body = Body::Text(text.clone());
    let message = store::append(&tx, app, &key, &thread, (Author::Staff(actor.staff), &body), goes_out).await?;
    let thread = match goes_out {
        Some(at) => thread.answered_for(at),
        None => thread.answered(),
    };
    let thread =
        ring_with(&tx, app, &key, thread, goes_out.unwrap_or(now.0), (MailKind::Answer, Some((message, text)))).await?;
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, actor.doer(), "reception.answer")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// When what the desk writes now is told, if not at once.
pub fn goes_out(app: &App, directory: &Directory, thread: &Thread) -> Option<DateTime<Utc>> {
    let desk = directory.desk(thread.desk)?;
    desk.answer_goes_out(app.now().local()).map(clock::instant)
}

/// Tells a writer who asked for it that there is an answer: a mail with a link, at `due`. Nothing goes out to whoever asked for quiet
/// or may be read by somebody who hits.
pub(super) async fn ring(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: Thread,
    due: DateTime<Utc>,
) -> Result<Thread, Outcome> {
    ring_with(tx, app, key, thread, due, (MailKind::Answer, None)).await
}

/// The same for something else than an answer, or with the answer itself: where the writer chose so, the mail carries it.
pub(super) async fn ring_with(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: Thread,
    due: DateTime<Utc>,
    (kind, answer): (MailKind, Option<(MessageId, String)>),
) -> Result<Thread, Outcome> {
    let wishes = store::wishes(tx, key, thread.id).await?;
    let Reply::Mail { address } = &wishes.reply else { return Ok(thread) };
    let words = answer.filter(|_| wishes.address_for_words().is_some());
    let is_told = match thread.notice_mail {
        NoticeMail::None => false,
        NoticeMail::Underway { mail } => words.is_none() && tells_of(tx, mail, kind).await?,
        NoticeMail::NotArrived { .. } => true,
    };
    if is_told || !thread.standing.lets_out(clock::local(due).date()) || thread.check.hides_contact() {
        return Ok(thread);
    }
    if is_barred_in_case(tx, app, key, &thread, due).await? {
        return Ok(thread);
    }
    let post = match words {
        Some((message, text)) => {
            let facts = vec![("words".to_owned(), text)];
            Post { kind: MailKind::Words, address, due, message: Some(message), facts }
        }
        None => Post { kind, address, due, message: None, facts: Vec::new() },
    };
    let mail = mails::put(tx, app, key, &thread, post).await?;
    Ok(Thread { notice_mail: NoticeMail::Underway { mail }, ..thread })
}

/// Whether a mail that waits says already what one of this kind would say. One that says that a mail arrived does not.
async fn tells_of(tx: &impl ConnectionTrait, mail: MailId, kind: MailKind) -> Result<bool, Outcome> {
    let tells = match store::mails::kind(tx, mail).await? {
        None | Some(MailKind::Answer | MailKind::Words) => true,
        Some(MailKind::Notice) => kind == MailKind::Notice,
        Some(MailKind::Received | MailKind::Entry) => false,
    };
    Ok(tells && outbox::fate(tx, mail).await? == Some(outbox::Fate::Waiting))
}

/// Whether what was agreed in the case of the thread keeps a mail back. That nobody asked there does not: the writer asked for the
/// mail here.
async fn is_barred_in_case(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    due: DateTime<Utc>,
) -> Result<bool, Outcome> {
    let Some(case) = thread.case else { return Ok(false) };
    let Some(case_key) = store::key_of_case(tx, case).await? else { return Ok(false) };
    let case_key = app.vault.key(tx, case_key).await?;
    let party = model::party_of(store::opening(tx, key, thread.id).await?.about);
    let agreed = people::wishes_of(tx, &case_key, case, party).await?.wishes;
    let mail = Outgoing { means: Means::Email, at: clock::local(due), urgent: false };
    Ok(match agreed.check(mail) {
        Err(Barrier::QuietUntil(_) | Barrier::Quiet | Barrier::Declined) => true,
        Err(Barrier::NotAsked | Barrier::NoAddress | Barrier::Hours { .. }) | Ok(_) => false,
    })
}

/// Tells of an answer that is on its way, at its hour, as the writer wants to hear of it now.
pub(super) async fn ring_again(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: Thread,
) -> Result<Thread, Outcome> {
    match thread.turn {
        Turn::AnswerGoesOut { at, .. } if at > app.now().0 => ring(tx, app, key, thread, at).await,
        Turn::AnswerGoesOut { .. } | Turn::DeskAnswers { .. } | Turn::WriterMayWrite => Ok(thread),
    }
}

/// Takes a mail back that has not gone out.
pub(super) async fn silence(tx: &impl ConnectionTrait, thread: Thread) -> Result<Thread, Outcome> {
    match thread.notice_mail {
        NoticeMail::Underway { mail } => {
            outbox::withdraw(tx, mail).await?;
            for mail in store::mails::of_thread(tx, thread.id).await? {
                outbox::withdraw(tx, mail).await?;
            }
            Ok(Thread { notice_mail: NoticeMail::None, ..thread })
        }
        NoticeMail::None | NoticeMail::NotArrived { .. } => Ok(thread),
    }
}

/// Takes an answer back that has not gone out. Its words wait in the box, to be written on.
pub async fn take_back(app: &App, actor: &Actor, id: ThreadId, message: MessageId, once: Once) -> Result<(), Outcome> {
    let result = take_back_for(app, actor, id, message, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.take-back", id), result).await
}

async fn take_back_for(app: &App, actor: &Actor, id: ThreadId, message: MessageId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::AnswerThreads).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = app.vault.key(&tx, thread.key).await?;
    let body = store::take_back(&tx, &key, id, message, now.0).await?;
    match body.ok_or(Refusal::new("refused-answer-gone-out"))? {
        Body::Text(_) | Body::Notice(_) => {}
        Body::File(file) => {
            store::files::remove(&tx, file.id).await?;
            store::forget_taken_back(&tx, id).await?;
        }
    }
    if let Some(mail) = store::mails::of_message(&tx, message).await? {
        outbox::withdraw(&tx, mail).await?;
    }
    let others = store::messages(&tx, &key, id).await?;
    let waiting = || others.iter().filter(|message| !message.is_out(now.0));
    // Another answer may still be waiting for the same hour; a file alone is none, but its notice goes out.
    let thread = match waiting().any(|message| matches!(message.body, Body::Text(_))) {
        true => thread,
        false => thread.answer_taken_back(),
    };
    let thread = match waiting().next() {
        Some(_) => thread,
        None => silence(&tx, thread).await?,
    };
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, actor.doer(), "reception.take-back")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
