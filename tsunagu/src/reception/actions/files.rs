//! Files between the two sides. They arrive clean (`editing::file`), lie sealed, and nobody else can open them.

use sea_orm::ConnectionTrait;

use super::{
    answering::{found, goes_out, ring},
    deed, refused, tell_desk,
};
use crate::{
    accounts::{Actor, Duty},
    directory::{Directory, Media},
    editing::file::Clean,
    platform::{
        App, Outcome, Refusal, clock,
        ids::{ThreadFileId, ThreadId},
        trail::{self, Doer},
        vault::Key,
        web::Once,
    },
    reception::{
        model::{Author, Body, FileNote, Thread},
        store::{self, files::NewFile},
    },
};

/// Files a thread may hold.
const MOST: u64 = 40;

/// The writer puts a file into the thread. It is a message: the desk has promised to answer.
pub async fn add_as_writer(
    app: &App,
    directory: &Directory,
    thread: ThreadId,
    file: Clean,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let thread = store::by_id(&tx, thread).await?.ok_or(Outcome::NotFound)?;
    has_room(store::files::count(&tx, thread.id).await?)?;
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let key = app.vault.key(&tx, thread.key).await?;
    let note = note(app, &file);
    let new = NewFile { id: note.id, media: file.media, bytes: &file.bytes, goes_out_at: None };
    store::files::add(&tx, app, &key, &thread, new).await?;
    store::append(&tx, app, &key, &thread, (Author::Writer, &Body::File(note)), None).await?;
    let thread = thread.written(now.0, clock::instant(desk.answer_by(now.local())));
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), "reception.add-file")).await?;
    tell_desk(&tx, app, directory, &thread).await?;
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(())
}

/// Staff put a file into the thread; it goes out with the hours of answers.
pub async fn add_as_staff(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: ThreadId,
    file: Clean,
    once: Once,
) -> Result<(), Outcome> {
    let result = add_for(app, directory, actor, id, file, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.add-file", id), result).await
}

async fn add_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: ThreadId,
    file: Clean,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::AnswerThreads).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    has_room(store::files::count(&tx, id).await?)?;
    let key = app.vault.key(&tx, thread.key).await?;
    let goes_out_at = goes_out(app, directory, &thread);
    let note = note(app, &file);
    let new = NewFile { id: note.id, media: file.media, bytes: &file.bytes, goes_out_at };
    store::files::add(&tx, app, &key, &thread, new).await?;
    store::append(&tx, app, &key, &thread, (Author::Staff(actor.staff), &Body::File(note)), goes_out_at).await?;
    // A file alone is no answer: what was promised stays promised.
    let thread = ring(&tx, app, &key, thread, goes_out_at.unwrap_or(now.0)).await?;
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, actor.doer(), "reception.add-file")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Files that came by mail, within the deed that keeps it. Answers how many found no room.
pub(super) async fn add_within(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    thread: &Thread,
    files: &[Clean],
) -> Result<usize, Outcome> {
    let mut refused = 0;
    for file in files {
        if has_room(store::files::count(tx, thread.id).await?).is_err() {
            refused += 1;
            continue;
        }
        let note = note(app, file);
        let new = NewFile { id: note.id, media: file.media, bytes: &file.bytes, goes_out_at: None };
        store::files::add(tx, app, key, thread, new).await?;
        store::append(tx, app, key, thread, (Author::Writer, &Body::File(note)), None).await?;
    }
    Ok(refused)
}

fn note(app: &App, file: &Clean) -> FileNote {
    FileNote { id: app.dice.id(app.now()), media: file.media, kilobytes: file.bytes.len().div_ceil(1_000) }
}

fn has_room(count: u64) -> Result<(), Refusal> {
    if count < MOST { Ok(()) } else { Err(Refusal::new("refused-thread-files").with("most", MOST.to_string())) }
}

/// A file of the writer's own thread that has gone out.
pub async fn open_as_writer(app: &App, thread: &Thread, id: ThreadFileId) -> Result<(Media, Vec<u8>), Outcome> {
    let conn = app.db.read();
    let key = app.vault.key(conn, thread.key).await?;
    store::files::bytes(conn, &key, thread.id, id, Some(app.now().0)).await?.ok_or(Outcome::NotFound)
}

/// A file of a thread of the actor's desk.
pub async fn open_as_staff(
    app: &App,
    actor: &Actor,
    thread: ThreadId,
    id: ThreadFileId,
) -> Result<(Media, Vec<u8>), Outcome> {
    let result = open_for(app, actor, thread, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.open-file", thread), result).await
}

async fn open_for(app: &App, actor: &Actor, id: ThreadId, file: ThreadFileId) -> Result<(Media, Vec<u8>), Outcome> {
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::ReadThreads).await?;
    let key = app.vault.key(&tx, thread.key).await?;
    let opened = store::files::bytes(&tx, &key, id, file, None).await?.ok_or(Outcome::NotFound)?;
    trail::record(&tx, &app.vault, app.now(), deed(&thread, actor.doer(), "reception.open-file")).await?;
    tx.commit().await?;
    Ok(opened)
}
