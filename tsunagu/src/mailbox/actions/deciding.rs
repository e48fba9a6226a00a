//! What staff do with mail: reading what was put aside, beginning a thread with it, throwing it away, taking it back; looking at
//! what came to a thread.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;

use super::{Opened, arrived, deed, open, shows_contact};
use crate::{
    accounts::{Actor, Duty},
    directory::Directory,
    mailbox::{
        access,
        model::{Aside, Envelope, IncomingMail, KEPT_DAYS, LeftOut, State},
        reading::Handed,
        store,
    },
    platform::{
        App, Outcome,
        ids::{IncomingMailId, ThreadId},
        trail::{self, Deed},
        web::Once,
    },
    reception::{
        self, Thread, Wishes,
        actions::mails::{self, Arrived},
    },
};

async fn found(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: IncomingMailId,
    duty: Duty,
) -> Result<IncomingMail, Outcome> {
    let mail = store::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)?;
    access::may(actor, duty, &mail)?;
    Ok(mail)
}

fn refused(actor: &Actor, action: &'static str, id: IncomingMailId) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object: format!("mail:{id}"),
        subject: None,
        detail: String::new(),
    }
}

/// What was put aside and what was thrown away lately. Neither names nor subjects stand on the list.
pub async fn look_at_list(app: &App, actor: &Actor) -> Result<Vec<IncomingMail>, Outcome> {
    actor.must(Duty::ReadThreads)?;
    store::aside_for(app.db.read(), actor).await
}

/// How many mails wait for somebody of the actor's organisation to decide.
pub async fn waiting_for(app: &App, actor: &Actor) -> Result<u64, Outcome> {
    store::waiting_for(app.db.read(), actor).await
}

/// A mail that was put aside, as staff see it.
pub struct Looked {
    pub mail: IncomingMail,
    pub envelope: Envelope,
    pub text: String,
}

/// Staff read a mail that was put aside. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: IncomingMailId) -> Result<Looked, Outcome> {
    let result = look_for(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "mailbox.read", id), result).await
}

async fn look_for(app: &App, actor: &Actor, id: IncomingMailId) -> Result<Looked, Outcome> {
    let tx = app.db.write().await?;
    let mail = found(&tx, actor, id, Duty::ReadThreads).await?;
    match mail.state {
        State::Waiting(_) | State::Discarded { .. } => {}
        // What is part of a thread is read there.
        State::Thread(_) | State::Report(_) => return Err(Outcome::NotFound),
    }
    let key = app.vault.key(&tx, mail.key).await?;
    let envelope = store::envelope(&tx, &key, id).await?;
    let raw = store::original(&tx, &key, id).await?;
    trail::record(&tx, &app.vault, app.now(), deed(&mail, actor.doer(), "mailbox.read")).await?;
    tx.commit().await?;
    let (_, opened) = open(raw, Handed::default()).await?;
    Ok(Looked { mail, envelope, text: opened.mail.text })
}

/// A thread begins with a mail that was put aside.
pub async fn begin(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: IncomingMailId,
    once: Once,
) -> Result<ThreadId, Outcome> {
    let result = begin_for(app, directory, actor, id, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "mailbox.begin", id), result).await
}

async fn begin_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: IncomingMailId,
    once: Once,
) -> Result<ThreadId, Outcome> {
    let conn = app.db.read();
    let first = once.already(conn).await?;
    if let Some(first) = first {
        return first.parse().map_err(|_| Outcome::Broken("form answer is no thread".into()));
    }
    let mail = found(conn, actor, id, Duty::AnswerThreads).await?;
    let why = mail.waits()?;
    let old_key = app.vault.key(conn, mail.key).await?;
    let envelope = store::envelope(conn, &old_key, id).await?;
    let (raw, opened) = open(store::original(conn, &old_key, id).await?, Handed::default()).await?;
    let desk = directory.desk(mail.desk).ok_or(Outcome::NotFound)?;
    let tx = app.db.write().await?;
    let arrived = arrived_aside(&opened, why);
    let (thread, key) = mails::begin_by_mail(&tx, app, directory, desk, arrived).await?;
    let was = mail.state;
    let mail = IncomingMail { state: State::Thread(thread.id), ..mail };
    store::save(&tx, &mail, was).await?;
    store::seal_anew(&tx, app, &key, id, (&envelope, &raw)).await?;
    app.vault.destroy_key(&tx, app.now(), mail.key).await?;
    trail::record(&tx, &app.vault, app.now(), deed(&mail, actor.doer(), "mailbox.begin")).await?;
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(thread.id)
}

/// What a program wrote is answered by people only, and what comes from ourselves by nobody.
fn arrived_aside(opened: &Opened, why: Aside) -> Arrived {
    let (sends, hears) = match why {
        Aside::Spam | Aside::Many | Aside::Unreadable | Aside::Large => (true, true),
        Aside::Program | Aside::List => (true, false),
        Aside::Report | Aside::Own | Aside::Nobody => (false, false),
    };
    let sender = Wishes::of_mail(&opened.mail.sender).and_then(|wishes| wishes.own_address().map(str::to_owned));
    Arrived { acknowledge: hears, ..arrived(opened, sender.filter(|_| sends), false) }
}

/// Throws a mail away that was put aside. For a month it can be taken back.
pub async fn discard(app: &App, actor: &Actor, id: IncomingMailId, once: Once) -> Result<(), Outcome> {
    let result = change(app, actor, id, "mailbox.discard", once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "mailbox.discard", id), result).await
}

/// Takes a mail back that was thrown away.
pub async fn take_back(app: &App, actor: &Actor, id: IncomingMailId, once: Once) -> Result<(), Outcome> {
    let result = change(app, actor, id, TAKE_BACK, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, TAKE_BACK, id), result).await
}

const TAKE_BACK: &str = "mailbox.take-back";

async fn change(app: &App, actor: &Actor, id: IncomingMailId, action: &'static str, once: Once) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let mail = found(&tx, actor, id, Duty::AnswerThreads).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let was = mail.state;
    let mail = if action == TAKE_BACK { mail.taken_back()? } else { mail.discarded(actor.staff, app.now().0)? };
    store::save(&tx, &mail, was).await?;
    trail::record(&tx, &app.vault, app.now(), deed(&mail, actor.doer(), action)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// The bytes of a mail as letters, for whoever may see where its writer can be reached.
pub async fn original(app: &App, actor: &Actor, id: IncomingMailId) -> Result<Vec<u8>, Outcome> {
    let result = original_for(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "mailbox.open-original", id), result).await
}

async fn original_for(app: &App, actor: &Actor, id: IncomingMailId) -> Result<Vec<u8>, Outcome> {
    let tx = app.db.write().await?;
    let mail = found(&tx, actor, id, Duty::ReadThreads).await?;
    match mail.state {
        State::Waiting(_) | State::Discarded { .. } => {}
        State::Thread(thread) | State::Report(thread) => {
            let thread = reception::find_for(&tx, actor, thread).await?.ok_or(Outcome::NotFound)?;
            if !shows_contact(&thread, actor, app) {
                return Err(Outcome::Denied);
            }
        }
    }
    let key = app.vault.key(&tx, mail.key).await?;
    let raw = store::original(&tx, &key, id).await?;
    trail::record(&tx, &app.vault, app.now(), deed(&mail, actor.doer(), "mailbox.open-original")).await?;
    tx.commit().await?;
    Ok(raw)
}

/// A mail of a thread, as staff of its desk see it.
pub struct MailOfThread {
    pub id: IncomingMailId,
    pub at: DateTime<Utc>,
    pub is_report: bool,
    /// Where it came from, where the house shows how the writer can be reached.
    pub sender: Option<String>,
    pub left_out: Vec<(String, LeftOut)>,
}

/// What came to a thread by mail. Looking leaves a trace.
pub async fn look_at_thread(app: &App, actor: &Actor, id: ThreadId) -> Result<(Thread, Vec<MailOfThread>), Outcome> {
    let looked = Deed { object: format!("thread:{id}"), ..refused(actor, "mailbox.look", IncomingMailId(id.0)) };
    let result = look_at(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), looked, result).await
}

async fn look_at(app: &App, actor: &Actor, id: ThreadId) -> Result<(Thread, Vec<MailOfThread>), Outcome> {
    let tx = app.db.write().await?;
    let thread = reception::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::ReadThreads)?;
    let shows = shows_contact(&thread, actor, app);
    let mut mails = Vec::new();
    for mail in store::of_thread(&tx, id).await? {
        let mail = store::find_for(&tx, actor, mail).await?.ok_or(Outcome::NotFound)?;
        let key = app.vault.key(&tx, mail.key).await?;
        let envelope = store::envelope(&tx, &key, mail.id).await?;
        mails.push(MailOfThread {
            id: mail.id,
            at: mail.at,
            is_report: matches!(mail.state, State::Report(_)),
            sender: shows.then_some(envelope.sender),
            left_out: envelope.left_out,
        });
    }
    let looked = Deed {
        object: format!("thread:{id}"),
        subject: thread.case,
        detail: format!("lines:{}", mails.len()),
        ..refused(actor, "mailbox.look", IncomingMailId(id.0))
    };
    trail::record(&tx, &app.vault, app.now(), looked).await?;
    tx.commit().await?;
    Ok((thread, mails))
}

/// Removes, with its key, what was thrown away a month ago.
pub async fn forget_old(app: &App) -> Result<(), Outcome> {
    let now = app.now();
    let before = now.0 - TimeDelta::days(KEPT_DAYS);
    for (mail, key) in store::discarded_before(app.db.read(), before).await? {
        let tx = app.db.write().await?;
        app.vault.destroy_key(&tx, now, key).await?;
        store::remove(&tx, mail).await?;
        tx.commit().await?;
    }
    Ok(())
}
