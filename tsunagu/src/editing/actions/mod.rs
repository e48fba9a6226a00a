//! The verbs of editing. Each is one transaction: look up → may → rule → save → trail → mail.

pub mod asking;
pub mod drafts;
pub mod files;
pub mod publishing;
pub mod reminding;
pub mod rules;

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::{
    model::{self, Revision, difference::merged, lists::fields, parts, whole},
    store,
};
use crate::{
    accounts::{Actor, Duty},
    directory::{Record, RecordKind, keeping},
    platform::{
        App, Outcome,
        ids::RevisionId,
        trail::{self, Deed},
        vault::Vault,
    },
};

fn deed(actor: &Actor, action: &'static str, object: String) -> Deed {
    Deed { municipality: actor.municipality, doer: actor.doer(), action, object, subject: None, detail: String::new() }
}

fn object(kind: RecordKind, id: uuid::Uuid) -> String {
    format!("{kind}:{id}")
}

/// Keeps the line of a refusal although the deed is undone.
async fn kept<T>(app: &App, refused: Deed, result: Result<T, Outcome>) -> Result<T, Outcome> {
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

/// The record as the person may edit it: one of the town's, or one they are writing and nobody has published yet.
async fn find(conn: &impl ConnectionTrait, actor: &Actor, kind: RecordKind, slug: &str) -> Result<Record, Outcome> {
    let record = match keeping::record_of(conn, actor.municipality, kind, slug).await? {
        Some(record) => Some(record),
        None => store::open_new(conn, actor, kind, slug).await?.map(|open| unborn(&open)),
    };
    let record = record.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    Ok(record)
}

/// What somebody looked at, as a short text: another record gives another one.
pub fn seen(vault: &Vault, whole: &Value) -> String {
    hex::encode(&vault.hash("record-seen", &[whole.to_string().as_bytes()])[..16])
}

/// A record that stands on a public page: what is checked, asked about and given files. A new one waits until then.
async fn find_published(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    kind: RecordKind,
    slug: &str,
) -> Result<Record, Outcome> {
    let record = keeping::record_of(conn, actor.municipality, kind, slug).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    Ok(record)
}

/// A record that is not there yet, as its first revision knows it.
fn unborn(revision: &Revision) -> Record {
    let (name, facts) = parts(&model::nothing());
    Record {
        kind: revision.kind,
        id: revision.record,
        slug: revision.slug.clone(),
        municipality: Some(revision.municipality),
        name,
        facts,
    }
}

/// A record with what the person is writing of it.
pub struct Opened {
    pub record: Record,
    /// The record as one value.
    pub current: Value,
    pub open: Option<Revision>,
}

impl Opened {
    /// It stands on a public page.
    pub fn is_published(&self) -> bool {
        self.current != model::nothing()
    }

    /// What the form shows: what is being written, put over what was published meanwhile.
    pub fn proposed(&self) -> Value {
        match &self.open {
            Some(open) if open.base == self.current => open.whole.clone(),
            Some(open) => merged(fields(self.record.kind), &open.base, &open.whole, &self.current),
            None => self.current.clone(),
        }
    }

    /// Somebody published since the writing began.
    pub fn was_overtaken(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.base != self.current)
    }
}

pub async fn open(app: &App, actor: &Actor, kind: RecordKind, slug: &str) -> Result<Opened, Outcome> {
    let conn = app.db.read();
    let record = find(conn, actor, kind, slug).await?;
    let open = store::open_of(conn, actor, record.id).await?;
    Ok(Opened { current: whole(&record.name, &record.facts), record, open })
}

/// A revision the person may see, and the record it is about as it stands now.
pub async fn look(app: &App, actor: &Actor, id: RevisionId) -> Result<(Revision, Record), Outcome> {
    look_on(app.db.read(), actor, id).await
}

async fn look_on(conn: &impl ConnectionTrait, actor: &Actor, id: RevisionId) -> Result<(Revision, Record), Outcome> {
    let revision = store::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    let record = keeping::record_of(conn, actor.municipality, revision.kind, &revision.slug).await?;
    // Somebody else's record may have taken the slug in the meantime.
    let record = record.filter(|record| record.id == revision.record).unwrap_or_else(|| unborn(&revision));
    Ok((revision, record))
}
