//! Mail between a writer and the desk: what they write begins a thread or goes on with one; what goes to them is a notice with a
//! link, and carries the answer itself only where they chose so on their own page.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;

use super::{
    Beginning,
    answering::{found, silence},
    begin_within, deed, files, refused, tell_desk,
};
use crate::{
    accounts::{Actor, Duty},
    directory::{Desk, Directory},
    editing::file::Clean,
    platform::{
        App, Lang, Outcome, Refusal, clock,
        ids::{FormId, MailId, MessageId, ThreadId},
        outbox::{self, Letter, PrivateMail},
        trail::{self, Doer},
        vault::Key,
        web::{Once, Visit},
    },
    reception::{
        model::{Author, Body, CheckReason, Entrance, MailKind, Notice, NoticeMail, Opening, Thread, Wishes},
        store,
    },
};

/// A link that lets somebody in holds this long. The next answer brings a new one.
const LINK_HOLDS: TimeDelta = TimeDelta::days(14);

/// What somebody wrote by mail, made clean.
pub struct Arrived {
    /// In parts that a message can hold; at least one.
    pub texts: Vec<String>,
    pub files: Vec<Clean>,
    /// Files that could not be taken.
    pub left_out: usize,
    /// Where it came from, if an answer can go there.
    pub sender: Option<String>,
    /// The writer hears that it arrived. A program does not.
    pub acknowledge: bool,
}

/// Begins a thread with what somebody wrote by mail, within the deed that keeps the mail. Nobody has its passphrase yet: it is
/// made when the writer asks for it through the link.
pub async fn begin_by_mail(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    desk: &Desk,
    mut arrived: Arrived,
) -> Result<(Thread, Key), Outcome> {
    let wishes = arrived.sender.as_deref().and_then(Wishes::of_mail).unwrap_or_default();
    let form: FormId = app.dice.id(app.now());
    let first = if arrived.texts.is_empty() { String::new() } else { arrived.texts.remove(0) };
    let beginning = Beginning {
        opening: Opening::default(),
        text: first,
        lang: Lang::Ja,
        wishes: wishes.clone(),
        entrance: Entrance::Mail,
    };
    let (begun, key) = begin_within(tx, app, directory, desk, beginning, form, true).await?;
    let mut thread = append(tx, app, &key, begun.thread, &arrived).await?;
    if let Some(address) = wishes.own_address().filter(|_| arrived.acknowledge && !thread.check.hides_contact()) {
        thread = acknowledge(tx, app, &key, thread, desk, address).await?;
    }
    store::save(tx, &thread).await?;
    Ok((Thread { version: thread.version + 1, ..thread }, key))
}

/// Goes on with a thread by mail, within the deed that keeps the mail.
pub async fn write_by_mail(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    id: ThreadId,
    arrived: &Arrived,
) -> Result<(Thread, Key), Outcome> {
    let now = app.now();
    let thread = store::by_id(tx, id).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(tx, thread.key).await?;
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let thread = append(tx, app, &key, thread, arrived).await?;
    let thread = thread.written(now.0, clock::instant(desk.answer_by(now.local())));
    if let Some(Wishes { wrote_from, .. }) = arrived.sender.as_deref().and_then(Wishes::of_mail) {
        let wishes = store::wishes(tx, &key, id).await?;
        if wishes.wrote_from != wrote_from {
            store::save_wishes(tx, app, &key, id, &Wishes { wrote_from, ..wishes }).await?;
        }
    }
    store::save(tx, &thread).await?;
    trail::record(tx, &app.vault, now, deed(&thread, Doer::Writer(id), "reception.write")).await?;
    tell_desk(tx, app, directory, &thread).await?;
    Ok((thread, key))
}

/// Texts and files as lines of the thread; words of danger are heard in them as in any other.
async fn append(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    mut thread: Thread,
    arrived: &Arrived,
) -> Result<Thread, Outcome> {
    for text in &arrived.texts {
        if let Some(reason) = CheckReason::of(&[], text) {
            thread.check = thread.check.raised(reason, app.now().0);
        }
        store::append(tx, app, key, &thread, (Author::Writer, &Body::Text(text.clone())), None).await?;
    }
    let refused = files::add_within(tx, app, key, &thread, &arrived.files).await?;
    let left_out = arrived.left_out + refused;
    if left_out > 0 {
        let notice = Body::Notice(Notice::FilesLeftOut { count: left_out });
        store::append(tx, app, key, &thread, (Author::Program, &notice), None).await?;
    }
    Ok(thread)
}

/// Says once that it arrived, when somebody reads it, and how to come in.
async fn acknowledge(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: Thread,
    desk: &Desk,
    address: &str,
) -> Result<Thread, Outcome> {
    let (now, v) = (app.now(), Visit::in_language(app, thread.language, "/"));
    let next = desk.next_read(now.local());
    let when = next.map_or_else(|| v.t("write-next-read-unknown"), |next| v.moment(clock::instant(next)));
    let day = v.near(desk.answer_by(now.local()).date());
    let facts = vec![("when".to_owned(), when), ("day".to_owned(), day)];
    let post = Post { kind: MailKind::Received, address, due: now.0, message: None, facts };
    let mail = put(tx, app, key, &thread, post).await?;
    Ok(Thread { notice_mail: NoticeMail::Underway { mail }, ..thread })
}

/// A mail to a writer.
pub(super) struct Post<'a> {
    pub kind: MailKind,
    pub address: &'a str,
    pub due: DateTime<Utc>,
    /// The answer whose words it carries.
    pub message: Option<MessageId>,
    pub facts: Vec<(String, String)>,
}

/// Puts a mail to the writer into the outbox. Whoever writes by mail and has no passphrase yet finds a link in it that lets in.
pub(super) async fn put(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    post: Post<'_>,
) -> Result<MailId, Outcome> {
    let now = app.now();
    let (reply_to, reply_hash) = reply_address(tx, app, thread).await?;
    let by_hand = match post.kind {
        MailKind::Words => true,
        MailKind::Received | MailKind::Answer | MailKind::Notice | MailKind::Entry => false,
    };
    let path = match thread.entrance == Entrance::Mail && !store::mails::has_entered(tx, thread.id).await? {
        true => Some(make_link(tx, app, thread, post.due).await?),
        false => None,
    };
    let kind = match (post.kind, &path) {
        (MailKind::Received, _) => "received",
        (MailKind::Answer, None) => "answer-waits",
        (MailKind::Notice, None) => "notice-waits",
        (MailKind::Answer | MailKind::Notice, Some(_)) | (MailKind::Entry, _) => "answer-link",
        (MailKind::Words, _) => "answer-words",
    };
    let mail = PrivateMail {
        municipality: thread.municipality,
        key,
        address: post.address,
        lang: thread.language,
        kind,
        path: "/come-back".to_owned(),
        due: post.due,
        letter: Letter { reply_to, path, facts: post.facts, by_hand },
    };
    let mail = outbox::put_private(tx, &app.dice, now, mail).await?;
    let address_hash = address_hash(app, post.address);
    let posted = store::mails::Posted { mail, kind: post.kind, message: post.message, reply_hash, address_hash };
    store::mails::add(tx, thread, posted, now.0).await?;
    Ok(mail)
}

async fn make_link(
    tx: &impl ConnectionTrait,
    app: &App,
    thread: &Thread,
    due: DateTime<Utc>,
) -> Result<String, Outcome> {
    let token = hex::encode(app.dice.bytes::<32>());
    store::mails::add_entry(tx, thread, token_hash(app, &token), due + LINK_HOLDS).await?;
    Ok(format!("/enter/{token}"))
}

pub(super) fn token_hash(app: &App, token: &str) -> [u8; 32] {
    app.vault.hash("thread-entry", &[token.as_bytes()])
}

/// Where an answer to a mail about `thread` goes: an address of its own where the mail server knows such, or the desk's.
async fn reply_address(
    tx: &impl ConnectionTrait,
    app: &App,
    thread: &Thread,
) -> Result<(Option<String>, Option<[u8; 32]>), Outcome> {
    if app.config.mailboxes.is_empty() {
        return Ok((None, None));
    }
    let slug = store::mails::desk_slug(tx, thread.desk).await?;
    let Some(mailbox) = slug.and_then(|slug| app.config.mailboxes.get(&slug)) else { return Ok((None, None)) };
    let Some((name, host)) = mailbox.address.split_once('@').filter(|_| mailbox.subaddresses) else {
        return Ok((Some(mailbox.address.clone()), None));
    };
    let token = hex::encode(app.dice.bytes::<16>());
    Ok((Some(format!("{name}+{token}@{host}")), Some(reply_hash(app, &token))))
}

fn reply_hash(app: &App, token: &str) -> [u8; 32] {
    app.vault.hash("mail-reply", &[token.to_lowercase().as_bytes()])
}

/// An address as it is compared, in whatever letters it is written.
pub fn address_hash(app: &App, address: &str) -> [u8; 32] {
    app.vault.hash("mail-address", &[address.to_lowercase().as_bytes()])
}

/// The thread that a mail from `sender` goes on with: it answers a mail of ours, to the address that mail went to. Neither the
/// subject nor the sender alone is enough.
pub async fn thread_answered(
    conn: &impl ConnectionTrait,
    app: &App,
    sender: &str,
    tokens: &[String],
    message_ids: &[String],
) -> Result<Option<ThreadId>, Outcome> {
    let hashes = tokens.iter().map(|token| reply_hash(app, token)).collect();
    let mails = message_ids.iter().filter_map(|id| outbox::called(id)).collect();
    store::mails::answered(conn, hashes, mails, address_hash(app, sender)).await
}

/// A mail server reports about a mail of ours. What will not arrive is a task for the desk; what is late is none. Nothing of the
/// thread is opened for it. Answers whose mail it was, if it was one of ours.
pub async fn reported(
    tx: &impl ConnectionTrait,
    app: &App,
    message_ids: &[String],
    has_failed: bool,
) -> Result<Option<Thread>, Outcome> {
    let mails: Vec<MailId> = message_ids.iter().filter_map(|id| outbox::called(id)).collect();
    for mail in mails {
        let Some(id) = store::mails::thread_of(tx, mail).await? else { continue };
        let thread = store::by_id(tx, id).await?.ok_or(Outcome::NotFound)?;
        // What came back late says nothing about a mail that went out since, perhaps to another address.
        if !has_failed || store::mails::latest(tx, id).await? != Some(mail) || thread.is_unheard() {
            return Ok(Some(thread));
        }
        let untold = NoticeMail::NotArrived { at: app.now().0 };
        let thread = Thread { notice_mail: untold, ..silence(tx, thread).await? };
        store::save(tx, &thread).await?;
        trail::record(tx, &app.vault, app.now(), deed(&thread, Doer::Program, "reception.mail-came-back")).await?;
        return Ok(Some(thread));
    }
    Ok(None)
}

/// The desk sends the link that lets in once more, while nobody has used one.
pub async fn send_link_again(app: &App, actor: &Actor, id: ThreadId, once: Once) -> Result<(), Outcome> {
    let result = send_for(app, actor, id, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.send-link", id), result).await
}

async fn send_for(app: &App, actor: &Actor, id: ThreadId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::AnswerThreads).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = app.vault.key(&tx, thread.key).await?;
    let wishes = store::wishes(&tx, &key, id).await?;
    let has_entered = store::mails::has_entered(&tx, id).await?;
    let may_go = thread.standing.lets_out(now.today()) && !thread.check.hides_contact() && !thread.is_unheard();
    let Some(address) = wishes.own_address().filter(|_| may_go && !has_entered) else {
        return Err(Refusal::new("refused-mail-link").into());
    };
    let post = Post { kind: MailKind::Entry, address, due: now.0, message: None, facts: Vec::new() };
    let mail = put(&tx, app, &key, &thread, post).await?;
    let thread = Thread { notice_mail: NoticeMail::Underway { mail }, ..thread };
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, actor.doer(), "reception.send-link")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Whether the desk may send the link once more.
pub async fn link_may_go(app: &App, thread: &Thread) -> Result<bool, Outcome> {
    let key = app.vault.key(app.db.read(), thread.key).await?;
    let wishes = store::wishes(app.db.read(), &key, thread.id).await?;
    let may_go = thread.standing.lets_out(app.now().today()) && !thread.check.hides_contact() && !thread.is_unheard();
    Ok(may_go && wishes.own_address().is_some() && !store::mails::has_entered(app.db.read(), thread.id).await?)
}
