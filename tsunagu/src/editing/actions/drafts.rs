//! Drafts: begun, saved, put aside.

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::{deed, find, kept, look_on, object};
use crate::{
    accounts::{Actor, Duty},
    directory::{Record, RecordKind, keeping},
    editing::{
        model::{self, Origin, Revision, State, whole},
        store,
    },
    platform::{App, Outcome, Refusal, ids::RevisionId, trail, web::Once},
};

/// Begins a new record: a draft nobody else sees. Answers the address of its form.
pub async fn begin(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, String),
    (name, town): (&str, &str),
    once: Once,
) -> Result<String, Outcome> {
    let result = begin_for(app, actor, (kind, slug), (name, town), once).await;
    kept(app, deed(actor, "editing.begin", kind.to_string()), result).await
}

async fn begin_for(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, String),
    (name, town): (&str, &str),
    once: Once,
) -> Result<String, Outcome> {
    let tx = app.db.write().await?;
    actor.must(Duty::EditPages)?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let is_taken =
        keeping::is_taken(&tx, kind, &slug).await? || store::open_new(&tx, actor, kind, &slug).await?.is_some();
    if is_taken {
        return Err(Refusal::new("refused-edit-id-taken").into());
    }
    let draft = Revision {
        id: app.dice.id(app.now()),
        municipality: actor.municipality,
        kind,
        record: app.dice.id::<RevisionId>(app.now()).0,
        base: model::nothing(),
        whole: model::beginning(kind, name, town),
        origin: Origin::Staff,
        written_by: actor.staff,
        written_at: app.now().0,
        state: State::Draft,
        version: 1,
        slug: slug.clone(),
    };
    store::add(&tx, &draft).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.begin", object(kind, draft.record))).await?;
    once.finish(app, tx, format!("/directory/records/{kind}/{slug}")).await
}

/// Saves what the person wrote. `seen` is the record over which it was written: `Conflict` if it is another one by now.
pub async fn save_draft(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    (seen, proposed): (&Value, Value),
    once: Once,
) -> Result<String, Outcome> {
    let result = save_draft_for(app, actor, (kind, slug), (seen, proposed), once).await;
    kept(app, deed(actor, "editing.draft", format!("{kind}:{slug}")), result).await
}

async fn save_draft_for(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    (seen, proposed): (&Value, Value),
    once: Once,
) -> Result<String, Outcome> {
    let tx = app.db.write().await?;
    let record = find(&tx, actor, kind, slug).await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let current = whole(&record.name, &record.facts);
    if current != *seen {
        return Err(Outcome::Conflict);
    }
    let id = match store::open_of(&tx, actor, record.id).await? {
        Some(open) => {
            let saved = Revision {
                base: current,
                whole: proposed,
                written_at: app.now().0,
                origin: Origin::Staff,
                state: State::Draft,
                ..open
            };
            store::save(&tx, &saved).await?;
            saved.id
        }
        None => add_draft(app, &tx, actor, &record, proposed, Origin::Staff).await?,
    };
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.draft", object(kind, record.id))).await?;
    once.finish(app, tx, id.to_string()).await
}

/// Adds a draft of `proposed` over the record as it stands.
pub(super) async fn add_draft(
    app: &App,
    tx: &impl ConnectionTrait,
    actor: &Actor,
    record: &Record,
    proposed: Value,
    origin: Origin,
) -> Result<RevisionId, Outcome> {
    let draft = Revision {
        id: app.dice.id(app.now()),
        municipality: actor.municipality,
        kind: record.kind,
        record: record.id,
        slug: record.slug.clone(),
        base: whole(&record.name, &record.facts),
        whole: proposed,
        origin,
        written_by: actor.staff,
        written_at: app.now().0,
        state: State::Draft,
        version: 1,
    };
    store::add(tx, &draft).await?;
    Ok(draft.id)
}

/// Puts a draft or a request aside.
pub async fn discard(app: &App, actor: &Actor, id: RevisionId) -> Result<(), Outcome> {
    let result = discard_for(app, actor, id).await;
    kept(app, deed(actor, "editing.discard", format!("revision:{id}")), result).await
}

async fn discard_for(app: &App, actor: &Actor, id: RevisionId) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let (revision, record) = look_on(&tx, actor, id).await?;
    let aside = revision.discard(actor.staff, app.now().0)?;
    store::save(&tx, &aside).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.discard", object(record.kind, record.id))).await?;
    tx.commit().await?;
    Ok(())
}
