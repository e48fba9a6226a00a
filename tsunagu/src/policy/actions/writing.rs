//! Beginning a text, and writing a version over the one that was read.

use super::{deed, object};
use crate::{
    accounts::{Actor, Duty},
    platform::{App, Outcome, ids::TextId, trail, web::Once},
    policy::{
        model::{Content, Kind, Owner, Status, Text, Version},
        store,
    },
};

/// A text to be begun.
pub struct New {
    pub kind: Kind,
    /// Read in every town the writer's organisation works for, rather than in the writer's town alone.
    pub shared: bool,
    pub content: Content,
    pub why: String,
}

/// Begins a text as a draft; answers its id.
pub async fn begin(app: &App, actor: &Actor, new: New, once: Once) -> Result<TextId, Outcome> {
    actor.must(Duty::EditPages)?;
    let now = app.now();
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return first.parse().map_err(|_| Outcome::Broken("a form's answer is no text".into()));
    }
    let owner = if new.shared { Owner::Operator(actor.organization) } else { Owner::Town(actor.municipality) };
    let text = Text {
        id: app.dice.id(now),
        number: store::take_number(&tx).await?,
        owner,
        kind: new.kind,
        status: Status::Draft,
        head: 1,
        origin: None,
        version: 1,
    };
    store::add(&tx, &text).await?;
    let version = Version { seq: 1, content: new.content, why: new.why, at: now.0, by: Some(actor.staff) };
    store::add_version(&tx, text.id, &version).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "policy.begin", object(text.id), new.kind.code())).await?;
    let answer = once.finish(app, tx, text.id.to_string()).await?;
    answer.parse().map_err(|_| Outcome::Broken("a form's answer is no text".into()))
}

/// Writes a new version over version `seen`. What the public reads stays until somebody publishes it. Whoever wrote in
/// between is told apart as a conflict; nothing of either is lost.
pub async fn write(
    app: &App,
    actor: &Actor,
    id: TextId,
    seen: i32,
    (content, why): (Content, String),
    once: Once,
) -> Result<(), Outcome> {
    let result = write_for(app, actor, id, seen, (content, why), once).await;
    let refused = deed(actor, "policy.write", object(id), "");
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn write_for(
    app: &App,
    actor: &Actor,
    id: TextId,
    seen: i32,
    (content, why): (Content, String),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let text = store::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if !text.is_newest(seen) {
        return Err(Outcome::Conflict);
    }
    let version = Version { seq: text.head + 1, content, why, at: now.0, by: Some(actor.staff) };
    store::add_version(&tx, id, &version).await?;
    store::save(&tx, &Text { head: version.seq, ..text }).await?;
    let detail = format!("version:{}", version.seq);
    trail::record(&tx, &app.vault, now, deed(actor, "policy.write", object(id), &detail)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
