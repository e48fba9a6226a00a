//! The verbs of the mailbox. Each is one transaction. Here a mail is taken in; `deciding` is what staff do.

mod deciding;

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

pub use deciding::{
    Looked, MailOfThread, begin, discard, forget_old, look, look_at_list, look_at_thread, original, take_back,
    waiting_for,
};

use super::{
    model::{self, Aside, Envelope, IncomingMail, KEPT_AN_HOUR, LeftOut, State, TAKEN_AN_HOUR},
    reading::{self, Handed, LARGEST, Mail},
    store::{self, Kept},
};
use crate::{
    directory::{Desk, Directory},
    editing::file::{self, Clean},
    platform::{
        App, Lang, Outcome, Refusal, db,
        ids::ThreadId,
        trail::{self, Deed, Doer},
        vault::Key,
    },
    reception::{
        Thread, Wishes,
        actions::mails::{self, Arrived},
    },
};

/// What became of a mail that was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A thread began with it.
    Begun(ThreadId),
    /// It went on with a thread.
    Added(ThreadId),
    /// A mail server reported about a mail of a thread.
    Reported(ThreadId),
    /// Somebody of the desk decides.
    Aside(Aside),
    /// It is here already.
    Already,
    /// So many came from one sender that the mail server keeps it for a while.
    Later,
}

/// A mail as it was handed over.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub raw: Vec<u8>,
    pub handed: Handed,
    /// The mail server can keep it and come again.
    pub may_wait: bool,
    /// Only its header came: the rest is too large.
    pub is_header: bool,
}

/// A mail read, with its files made clean.
struct Opened {
    mail: Mail,
    files: Vec<Clean>,
    left_out: Vec<(String, LeftOut)>,
}

/// Takes apart what somebody else made: on a thread of its own, with room for deep nesting, so that whatever it is, the program goes on.
const STACK: usize = 64 << 20;

async fn open(raw: Vec<u8>, handed: Handed) -> Result<(Vec<u8>, Opened), Outcome> {
    let apart = move || {
        let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || {
            let opened = std::panic::catch_unwind(|| open_apart(&raw, &handed)).unwrap_or_else(|_| unreadable(&raw));
            (raw, opened)
        });
        worker.map_err(|error| Outcome::Broken(format!("a thread for a mail: {error}")))?.join().map_err(|_| broken())
    };
    tokio::task::spawn_blocking(apart).await.map_err(|_| broken())?
}

fn broken() -> Outcome {
    Outcome::Broken("a mail could not be taken apart".into())
}

fn open_apart(raw: &[u8], handed: &Handed) -> Opened {
    let mut mail = reading::read(raw, handed);
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    for sent in std::mem::take(&mut mail.files) {
        let clean = match sent.bytes.len() > file::LARGEST {
            true => Err(Refusal::new("refused-file-large")),
            false => file::clean(&sent.bytes),
        };
        match clean {
            Ok(file) => files.push(file),
            Err(refusal) => left_out.push((sent.name, LeftOut::of(&refusal))),
        }
    }
    left_out.extend((0..mail.files_beyond).map(|_| (String::new(), LeftOut::Many)));
    Opened { mail, files, left_out }
}

/// What stays of a mail over which the reader fell.
fn unreadable(raw: &[u8]) -> Opened {
    let digest = <sha2::Sha256 as sha2::Digest>::digest(raw).to_vec();
    let mail = Mail { aside: Some(Aside::Unreadable), digest, ..Mail::default() };
    Opened { mail, files: Vec::new(), left_out: Vec::new() }
}

/// Somebody of the staff may save a thread at the same moment; then it is looked at anew.
const TRIES: usize = 5;

/// Takes a mail in: it begins a thread, goes on with one, or waits for somebody to decide. Nothing of it is lost, and the same mail
/// twice is one.
pub async fn take(app: &App, directory: &Directory, desk: &Desk, delivery: Delivery) -> Result<Taken, Outcome> {
    if delivery.raw.len() > LARGEST {
        return Err(Outcome::TooMuch);
    }
    let Delivery { raw, handed, may_wait, is_header } = delivery;
    let (raw, mut opened) = open(raw, handed).await?;
    if is_header {
        opened.mail.aside = Some(Aside::Large);
        opened.mail.report = None;
    }
    for _ in 1..TRIES {
        match take_once(app, directory, desk, (&raw, &opened), may_wait).await {
            Err(Outcome::Conflict) => {}
            other => return other,
        }
    }
    take_once(app, directory, desk, (&raw, &opened), may_wait).await
}

async fn take_once(
    app: &App,
    directory: &Directory,
    desk: &Desk,
    (raw, opened): (&[u8], &Opened),
    may_wait: bool,
) -> Result<Taken, Outcome> {
    let mail = &opened.mail;
    let tx = app.db.write().await?;
    let digest = app.vault.hash("mail-digest", &[&mail.digest]);
    if store::is_kept(&tx, desk.id, digest).await? {
        return Ok(Taken::Already);
    }
    let sender = Wishes::of_mail(&mail.sender).and_then(|wishes| wishes.own_address().map(str::to_owned));
    let sender_hash = sender.as_deref().map(|sender| mails::address_hash(app, sender));
    let lately = match sender_hash {
        Some(hash) => {
            let since = app.now().0 - TimeDelta::hours(1);
            store::count_of_sender(&tx, desk.id, hash, since).await?
        }
        None => 0,
    };
    if may_wait && lately >= KEPT_AN_HOUR {
        return Ok(Taken::Later);
    }
    let (taken, key, thread) = settle(&tx, app, directory, desk, opened, (sender, lately)).await?;
    let state = match taken {
        Taken::Begun(thread) | Taken::Added(thread) => State::Thread(thread),
        Taken::Reported(thread) => State::Report(thread),
        Taken::Aside(why) => State::Waiting(why),
        Taken::Already | Taken::Later => return Ok(taken),
    };
    let now = app.now();
    let kept = IncomingMail {
        id: app.dice.id(now),
        municipality: thread.as_ref().map_or(desk.municipality, |thread| thread.municipality),
        desk: desk.id,
        // What belongs to a thread is seen by whoever sees the thread, through whichever mailbox it came.
        organization: thread.as_ref().map_or(desk.organization, |thread| thread.organization),
        key: key.id,
        state,
        at: now.0,
    };
    let envelope =
        Envelope { sender: mail.sender.clone(), subject: mail.subject.clone(), left_out: opened.left_out.clone() };
    let bytes = Kept { digest, sender_hash, envelope: &envelope, original: raw };
    match store::add(&tx, app, &key, &kept, bytes).await {
        Ok(()) => {}
        // It came a second time at the same moment.
        Err(error) if db::is_duplicate(&error) => {
            tx.rollback().await?;
            return Ok(Taken::Already);
        }
        Err(error) => return Err(error.into()),
    }
    if let Taken::Aside(why) = taken {
        let put = Deed { detail: why.code().to_owned(), ..deed(&kept, Doer::Program, "mailbox.put-aside") };
        trail::record(&tx, &app.vault, now, put).await?;
    }
    tx.commit().await?;
    Ok(taken)
}

/// Mails of one exchange within an hour that are taken at once: somebody may write line by line.
const OF_ONE_THREAD_AN_HOUR: u64 = 30;

/// What becomes of a mail, and the key under which it will lie.
async fn settle(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    desk: &Desk,
    opened: &Opened,
    (sender, lately): (Option<String>, u64),
) -> Result<(Taken, Key, Option<Thread>), Outcome> {
    let mail = &opened.mail;
    if let Some(report) = &mail.report
        && let Some(thread) = mails::reported(tx, app, &report.message_ids, report.has_failed).await?
    {
        let key = app.vault.key(tx, thread.key).await?;
        return Ok((Taken::Reported(thread.id), key, Some(thread)));
    }
    let aside = match (&mail.aside, &sender) {
        (Some(why), _) => Some(*why),
        (None, None) => Some(Aside::Nobody),
        (None, Some(sender)) if is_own(app, sender) => Some(Aside::Own),
        (None, Some(_)) => None,
    };
    let (Some(sender), None) = (&sender, aside) else {
        return put_aside(tx, app, desk, aside.unwrap_or(Aside::Nobody)).await;
    };
    let tokens = tokens(app, mail);
    let answered = mails::thread_answered(tx, app, sender, &tokens, &mail.answers).await?;
    let most = if answered.is_some() { OF_ONE_THREAD_AN_HOUR } else { TAKEN_AN_HOUR };
    if lately >= most {
        return put_aside(tx, app, desk, Aside::Many).await;
    }
    let arrived = arrived(opened, Some(sender.clone()), answered.is_some());
    match answered {
        Some(thread) => {
            let (thread, key) = mails::write_by_mail(tx, app, directory, thread, &arrived).await?;
            Ok((Taken::Added(thread.id), key, Some(thread)))
        }
        None => {
            let (thread, key) = mails::begin_by_mail(tx, app, directory, desk, arrived).await?;
            Ok((Taken::Begun(thread.id), key, Some(thread)))
        }
    }
}

async fn put_aside(
    tx: &impl ConnectionTrait,
    app: &App,
    desk: &Desk,
    why: Aside,
) -> Result<(Taken, Key, Option<Thread>), Outcome> {
    let key = app.vault.make_key(tx, &app.dice, app.now(), desk.municipality, "mail").await?;
    Ok((Taken::Aside(why), key, None))
}

/// What goes into the thread of a mail.
fn arrived(opened: &Opened, sender: Option<String>, is_answer: bool) -> Arrived {
    // Threads begun by mail speak Japanese until their writer chooses otherwise.
    let key = if opened.files.is_empty() { "mail-in-empty" } else { "mail-in-files" };
    let (nothing, cut) = (Lang::Ja.t(key), Lang::Ja.t("mail-in-cut"));
    Arrived {
        texts: model::pieces(&opened.mail, is_answer, (&nothing, &cut)),
        files: opened.files.clone(),
        left_out: opened.left_out.len(),
        sender,
        acknowledge: true,
    }
}

/// Whether the program would answer itself.
fn is_own(app: &App, sender: &str) -> bool {
    let from = app.config.mail.as_ref().and_then(|mail| mail.from.parse::<lettre::message::Mailbox>().ok());
    let is_from = from.is_some_and(|from| from.email.to_string().eq_ignore_ascii_case(sender));
    let is_ours = |address: &str| sender.eq_ignore_ascii_case(address) || model::token(sender, address).is_some();
    is_from || app.config.mailboxes.values().any(|mailbox| is_ours(&mailbox.address))
}

/// What stands after the plus sign in the addresses the mail went to.
fn tokens(app: &App, mail: &Mail) -> Vec<String> {
    let ours = || app.config.mailboxes.values().map(|mailbox| mailbox.address.as_str());
    let found = mail.recipients.iter().filter_map(|to| ours().find_map(|address| model::token(to, address)));
    found.map(str::to_owned).collect()
}

fn deed(mail: &IncomingMail, doer: Doer, action: &'static str) -> Deed {
    Deed {
        municipality: mail.municipality,
        doer,
        action,
        object: format!("mail:{}", mail.id),
        subject: None,
        detail: String::new(),
    }
}

/// Whether what a mail of the thread says of its writer may be seen by somebody who sees the thread.
fn shows_contact(thread: &Thread, actor: &crate::accounts::Actor, app: &App) -> bool {
    thread.shows_contact_to(actor.staff) && thread.standing.lets_out(app.now().today())
}
