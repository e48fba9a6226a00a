//! The verbs of tables. Each is one transaction: look up → may → rule → save → trail.

mod examine;
mod take;

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

#[cfg(test)]
pub use examine::aside;
pub use examine::{Examined, examine};
pub use take::{Taken, take};

use super::{
    access,
    model::{Report, SetName},
    store::{self, Upload},
};
use crate::{
    accounts::Actor,
    directory::{Directory, keeping},
    platform::{
        App, Outcome, Refusal,
        ids::UploadId,
        trail::{self, Deed},
        vault::Key,
        web::{Once, upload::Sent},
    },
};

/// A table that nobody took in is forgotten after this long.
const KEPT_FOR: TimeDelta = TimeDelta::days(7);

/// Whether the actor may be here at all; a refusal is kept.
pub async fn enter(app: &App, actor: &Actor) -> Result<(), Outcome> {
    let refused = deed(actor, "tables.enter", "table", "");
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, access::may(actor)).await
}

/// The actor's table that was sent and not taken in, and when it was sent.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Option<(UploadId, DateTime<Utc>)>, Outcome> {
    access::may(actor)?;
    store::own(app.db.read(), actor).await
}

/// Keeps a table that was sent, in the place of the sender's last one; answers its id. What is no table is refused.
pub async fn keep(
    app: &App,
    directory: &Arc<Directory>,
    actor: &Actor,
    (sent, set): (Sent, Option<SetName>),
    once: Once,
) -> Result<String, Outcome> {
    let result = keep_for(app, directory, actor, (sent, set), once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "tables.send", "table", ""), result).await
}

async fn keep_for(
    app: &App,
    directory: &Arc<Directory>,
    actor: &Actor,
    (sent, set): (Sent, Option<SetName>),
    once: Once,
) -> Result<String, Outcome> {
    access::may(actor)?;
    let (name, bytes) = match sent {
        Sent::File { name, bytes } => (name, bytes.to_vec()),
        Sent::Nothing => return Err(Refusal::new("refused-table-none").into()),
        Sent::TooLarge => {
            let most = super::LARGEST_FILE / 1_000_000;
            return Err(Refusal::new("refused-table-large").with("most", most.to_string()).into());
        }
    };
    let (bytes, examined) = examine::aside(directory, actor.municipality, bytes, set).await?;
    let upload = Upload {
        id: app.dice.id(app.now()),
        set: examined.matched.set.name,
        name: name.chars().take(80).collect(),
        bytes,
        decisions: Default::default(),
        sent_at: app.now().0,
        version: 1,
    };
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let key = key(app, actor).await?;
    store::replace(&tx, (&key, &app.dice), actor, &upload).await?;
    let detail = format!("{}:{}", upload.set, examined.table.rows.len());
    let object = format!("table:{}", upload.id);
    trail::record(&tx, &app.vault, app.now(), deed(actor, "tables.send", object, detail)).await?;
    once.finish(app, tx, upload.id.to_string()).await
}

/// A table that was sent, with everything that is doubtful in it. Reading it changes nothing and is no deed.
pub async fn look(
    app: &App,
    directory: &Arc<Directory>,
    actor: &Actor,
    id: UploadId,
) -> Result<(Upload, Examined), Outcome> {
    access::may(actor)?;
    let mut upload = find(app, actor, id).await?;
    let bytes = std::mem::take(&mut upload.bytes);
    let (bytes, examined) = examine::aside(directory, actor.municipality, bytes, Some(upload.set)).await?;
    Ok((Upload { bytes, ..upload }, examined))
}

/// What somebody ticked on one page of a report.
pub struct Ticked {
    /// The ids of the doubts that the page showed.
    pub shown: BTreeSet<String>,
    /// The ids of those that were ticked.
    pub yes: BTreeSet<String>,
    /// The version of the upload that the page showed.
    pub version: i64,
}

impl Ticked {
    fn on(&self, upload: &mut Upload, report: &Report) {
        for repair in report.repairs.iter().filter(|repair| self.shown.contains(&repair.id())) {
            upload.decisions.decide(repair, self.yes.contains(&repair.id()));
        }
    }
}

/// Keeps what was ticked.
pub async fn decide(
    app: &App,
    directory: &Arc<Directory>,
    actor: &Actor,
    id: UploadId,
    ticked: &Ticked,
) -> Result<(), Outcome> {
    let result = decide_for(app, directory, actor, id, ticked).await;
    let refused = deed(actor, "tables.decide", format!("table:{id}"), "");
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn decide_for(
    app: &App,
    directory: &Arc<Directory>,
    actor: &Actor,
    id: UploadId,
    ticked: &Ticked,
) -> Result<(), Outcome> {
    let (mut upload, examined) = look(app, directory, actor, id).await?;
    ticked.on(&mut upload, &examined.report);
    let tx = app.db.write().await?;
    if !store::decide(&tx, id, ticked.version, &upload.decisions).await? {
        return Err(Outcome::Conflict);
    }
    trail::record(&tx, &app.vault, app.now(), deed(actor, "tables.decide", format!("table:{id}"), "")).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a table in, whole: `seen` is the state of the directory that the page showed. Answers how much was added and changed.
pub async fn import(
    app: &App,
    directory: &Arc<Directory>,
    actor: &Actor,
    id: UploadId,
    (ticked, seen): (Ticked, i64),
    once: Once,
) -> Result<Taken, Outcome> {
    let result = match import_for(app, directory, actor, id, (ticked, seen), once.clone()).await {
        // The same press at the same moment was first: it answers for both.
        Err(outcome @ (Outcome::Conflict | Outcome::NotFound)) => once.already(app.db.read()).await?.ok_or(outcome),
        other => other,
    };
    let refused = deed(actor, "tables.import", format!("table:{id}"), "");
    let answer = trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await?;
    Taken::read(&answer).ok_or_else(|| Outcome::Broken("tables.import: an answer of another shape".to_owned()))
}

async fn import_for(
    app: &App,
    directory: &Arc<Directory>,
    actor: &Actor,
    id: UploadId,
    (ticked, seen): (Ticked, i64),
    once: Once,
) -> Result<String, Outcome> {
    access::may(actor)?;
    if let Some(first) = once.already(app.db.read()).await? {
        return Ok(first);
    }
    let (mut upload, examined) = look(app, directory, actor, id).await?;
    if upload.version != ticked.version || directory.version != seen {
        return Err(Outcome::Conflict);
    }
    ticked.on(&mut upload, &examined.report);
    let table = examined.settled(|repair| upload.decisions.has(repair))?;
    let town = directory.municipality(actor.municipality).ok_or(Outcome::NotFound)?;
    let tx = app.db.write().await?;
    // A table changes many records at one press; where two persons publish, it does not go past the second.
    if keeping::rules_of(&tx, actor.municipality).await?.two_persons {
        return Err(Refusal::new("refused-table-two-persons").into());
    }
    if !store::remove(&tx, id, upload.version).await? {
        return Err(Outcome::Conflict);
    }
    let taken = take(app, &tx, directory, town, &table, &examined.matched).await?;
    let detail = format!("{}:{taken}", upload.set);
    trail::record(&tx, &app.vault, app.now(), deed(actor, "tables.import", format!("table:{id}"), detail)).await?;
    once.finish(app, tx, taken.to_string()).await
}

/// Takes a table away that was sent; twice does no harm.
pub async fn discard(app: &App, actor: &Actor, id: UploadId) -> Result<(), Outcome> {
    let result = discard_for(app, actor, id).await;
    let refused = deed(actor, "tables.discard", format!("table:{id}"), "");
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn discard_for(app: &App, actor: &Actor, id: UploadId) -> Result<(), Outcome> {
    access::may(actor)?;
    let upload = find(app, actor, id).await?;
    let tx = app.db.write().await?;
    store::remove(&tx, id, upload.version).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "tables.discard", format!("table:{id}"), "")).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets tables that nobody took in.
pub async fn forget_old(app: &App) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::forget(&tx, app.now().0 - KEPT_FOR).await?;
    tx.commit().await?;
    Ok(())
}

async fn find(app: &App, actor: &Actor, id: UploadId) -> Result<Upload, Outcome> {
    let key = key(app, actor).await?;
    store::find_for(app.db.read(), &key, actor, id).await?.ok_or(Outcome::NotFound)
}

async fn key(app: &App, actor: &Actor) -> Result<Key, Outcome> {
    app.vault.key_of_municipality(app.db.read(), actor.municipality).await
}

fn deed(actor: &Actor, action: &'static str, object: impl Into<String>, detail: impl Into<String>) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object: object.into(),
        subject: None,
        detail: detail.into(),
    }
}
