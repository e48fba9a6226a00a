//! Verbs of files beside records.

use sea_orm::ConnectionTrait;

use super::{deed, find_published, kept, object};
use crate::{
    accounts::{Actor, Duty},
    directory::{
        AttachmentKind, RecordKind,
        keeping::{self, HeldFile, NewFile},
    },
    editing::model::file::Clean,
    platform::{App, Outcome, Refusal, ids::AttachmentId, trail, web::Once},
};

/// Puts a file beside a record. In a town with two persons it waits for the second one.
pub async fn add_file(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    (shows, words): (AttachmentKind, String),
    file: Clean,
    once: Once,
) -> Result<(), Outcome> {
    let result = add_file_for(app, actor, (kind, slug), (shows, words), file, once).await;
    kept(app, deed(actor, "editing.add-file", format!("{kind}:{slug}")), result).await
}

async fn add_file_for(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    (shows, words): (AttachmentKind, String),
    file: Clean,
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let record = find_published(&tx, actor, kind, slug).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let rules = keeping::rules_of(&tx, actor.municipality).await?;
    let new = NewFile {
        municipality: actor.municipality,
        record: (kind, record.id),
        shows,
        words,
        media: file.media,
        bytes: file.bytes,
        added_by: actor.staff,
        published_by: (!rules.two_persons).then_some(actor.staff),
    };
    keeping::add_file(app, &tx, new).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.add-file", object(kind, record.id))).await?;
    once.finish(app, tx, "added".to_owned()).await.map(|_| ())
}

/// A file of the person's own town.
pub async fn look_at_file(app: &App, actor: &Actor, id: AttachmentId) -> Result<HeldFile, Outcome> {
    look(app.db.read(), actor, id).await
}

async fn look(conn: &impl ConnectionTrait, actor: &Actor, id: AttachmentId) -> Result<HeldFile, Outcome> {
    let held = keeping::file_for(conn, actor.municipality, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    Ok(held)
}

/// The second person publishes a file.
pub async fn publish_file(app: &App, actor: &Actor, id: AttachmentId) -> Result<HeldFile, Outcome> {
    let result = publish_file_for(app, actor, id).await;
    kept(app, deed(actor, "editing.publish-file", format!("attachment:{id}")), result).await
}

async fn publish_file_for(app: &App, actor: &Actor, id: AttachmentId) -> Result<HeldFile, Outcome> {
    let tx = app.db.write().await?;
    let held = look(&tx, actor, id).await?;
    if held.published_by.is_some() {
        return Ok(held);
    }
    let rules = keeping::rules_of(&tx, actor.municipality).await?;
    if rules.two_persons && held.added_by == actor.staff {
        return Err(Refusal::new("refused-edit-second-person").into());
    }
    keeping::publish_file(app, &tx, id, actor.staff).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.publish-file", format!("attachment:{id}"))).await?;
    tx.commit().await?;
    Ok(held)
}

/// Takes a file away; nothing of it is kept.
pub async fn remove_file(app: &App, actor: &Actor, id: AttachmentId) -> Result<HeldFile, Outcome> {
    let result = remove_file_for(app, actor, id).await;
    kept(app, deed(actor, "editing.remove-file", format!("attachment:{id}")), result).await
}

async fn remove_file_for(app: &App, actor: &Actor, id: AttachmentId) -> Result<HeldFile, Outcome> {
    let tx = app.db.write().await?;
    let held = look(&tx, actor, id).await?;
    keeping::remove_file(&tx, id).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.remove-file", format!("attachment:{id}"))).await?;
    tx.commit().await?;
    Ok(held)
}
