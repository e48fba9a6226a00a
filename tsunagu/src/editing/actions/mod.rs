//! The verbs of editing. Each is one transaction: look up → may → rule → save → trail → mail.

pub mod files;

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::{
    model::{self, Origin, Revision, State, difference::merged, lists::fields, parts, whole},
    store::{self, Confirmation},
};
use crate::{
    accounts::{Actor, Duty},
    directory::{
        Facet, Record, RecordKind,
        keeping::{self, CheckedBy, Rules},
    },
    platform::{
        App, Outcome, Refusal,
        ids::{ConfirmationId, MunicipalityId, RevisionId},
        outbox::{self, Mail},
        trail::{self, Deed, Doer},
        web::Once,
    },
};

/// For how long a partner's link can be answered.
pub const LINK_DAYS: u64 = 30;
/// Characters of a partner's correction.
pub const CORRECTION_LONGEST: usize = 2_000;
/// The months a town may choose after which a check is too old.
pub const STALE_MONTHS: std::ops::RangeInclusive<u32> = 1..=36;

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

/// A record with what the person is writing of it.
pub struct Opened {
    pub record: Record,
    /// The record as one value.
    pub current: Value,
    pub open: Option<Revision>,
}

impl Opened {
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

async fn add_draft(
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

/// A revision the person may see, and the record it is about as it stands now.
pub async fn look(app: &App, actor: &Actor, id: RevisionId) -> Result<(Revision, Record), Outcome> {
    look_on(app.db.read(), actor, id).await
}

async fn look_on(conn: &impl ConnectionTrait, actor: &Actor, id: RevisionId) -> Result<(Revision, Record), Outcome> {
    let revision = store::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    let all = keeping::records_of(conn, actor.municipality).await?;
    let record = all.into_iter().find(|record| record.kind == revision.kind && record.id == revision.record);
    let record = record.unwrap_or_else(|| unborn(&revision));
    Ok((revision, record))
}

/// Publishes a revision, or asks a second person where the town wants one. Whoever publishes has looked at what
/// changed, so those parts count as made sure of today.
pub async fn publish(
    app: &App,
    actor: &Actor,
    id: RevisionId,
    reason: Option<String>,
    once: Once,
) -> Result<String, Outcome> {
    let result = publish_for(app, actor, id, reason, once).await;
    kept(app, deed(actor, "editing.publish", format!("revision:{id}")), result).await
}

async fn publish_for(
    app: &App,
    actor: &Actor,
    id: RevisionId,
    reason: Option<String>,
    once: Once,
) -> Result<String, Outcome> {
    let tx = app.db.write().await?;
    let (revision, record) = look_on(&tx, actor, id).await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    if revision.base != whole(&record.name, &record.facts) {
        return Err(Outcome::Conflict);
    }
    if !revision.says_something_new() {
        return Err(Refusal::new("refused-edit-nothing-new").into());
    }
    let rules = keeping::rules_of(&tx, actor.municipality).await?;
    let is_mine = matches!(revision.state, State::Draft) && revision.written_by == actor.staff;
    let path = format!("/directory/records/{}/{}/history", record.kind, record.slug);
    if rules.two_persons && is_mine {
        let asked = revision.ask(actor.staff, reason.ok_or(Refusal::new("refused-edit-reason"))?)?;
        store::save(&tx, &asked).await?;
        trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.ask", object(record.kind, record.id))).await?;
        return once.finish(app, tx, format!("/directory/revisions/{id}")).await;
    }
    let number = store::next_number(&tx, record.id).await?;
    let published = revision.publish(actor.staff, app.now().0, number, rules.two_persons, reason)?;
    let (name, facts) = parts(&published.whole);
    let after = Record { name, facts, ..record };
    after.check().map_err(|fault| Refusal::new("refused-edit-unusable").with("problem", fault.problem))?;
    store::save(&tx, &published).await?;
    if published.base == model::nothing() {
        if keeping::is_taken(&tx, after.kind, &after.slug).await? {
            return Err(Refusal::new("refused-edit-id-taken").into());
        }
        keeping::add(&tx, &after, actor.municipality, actor.organization).await?;
    } else {
        keeping::put(&tx, &after).await?;
    }
    let changed = changed_facets(&published);
    keeping::note_checks(app, &tx, (after.kind, after.id), &changed, CheckedBy::Staff(actor.staff)).await?;
    let deed =
        Deed { detail: format!("number {number}"), ..deed(actor, "editing.publish", object(after.kind, after.id)) };
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    once.finish(app, tx, path).await
}

fn changed_facets(revision: &Revision) -> Vec<Facet> {
    let mut facets: Vec<Facet> = model::difference::differences(fields(revision.kind), &revision.base, &revision.whole)
        .into_iter()
        .map(|difference| difference.field.facet)
        .collect();
    facets.sort_unstable();
    facets.dedup();
    facets
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

/// Takes back a published change: a draft that says what stood before it, to be published like any other. Fields that
/// were changed again since stay as they are now.
pub async fn undo(app: &App, actor: &Actor, id: RevisionId, once: Once) -> Result<String, Outcome> {
    let result = undo_for(app, actor, id, once).await;
    kept(app, deed(actor, "editing.undo", format!("revision:{id}")), result).await
}

async fn undo_for(app: &App, actor: &Actor, id: RevisionId, once: Once) -> Result<String, Outcome> {
    let tx = app.db.write().await?;
    let (revision, record) = look_on(&tx, actor, id).await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    if !matches!(revision.state, State::Published { .. }) {
        return Err(Refusal::new("refused-edit-not-published").into());
    }
    let current = whole(&record.name, &record.facts);
    let mut before = current.clone();
    for field in fields(record.kind) {
        let fact = |whole| model::typed::fact(whole, field.path);
        let was_changed = fact(&revision.base) != fact(&revision.whole);
        if was_changed && fact(&current) == fact(&revision.whole) {
            model::typed::set_fact(&mut before, field.path, fact(&revision.base).cloned());
        }
    }
    if before == current {
        return Err(Refusal::new("refused-edit-nothing-new").into());
    }
    if store::open_of(&tx, actor, record.id).await?.is_some() {
        return Err(Refusal::new("refused-edit-open-draft").into());
    }
    let draft = add_draft(app, &tx, actor, &record, before, Origin::Undo).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.undo", object(record.kind, record.id))).await?;
    once.finish(app, tx, format!("/directory/revisions/{draft}")).await
}

/// Notes that parts of a record are true as they stand.
pub async fn check(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    facets: &[Facet],
    once: Once,
) -> Result<(), Outcome> {
    let result = check_for(app, actor, (kind, slug), facets, once).await;
    kept(app, deed(actor, "editing.check", format!("{kind}:{slug}")), result).await
}

async fn check_for(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    facets: &[Facet],
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let record = find(&tx, actor, kind, slug).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if facets.is_empty() {
        return Err(Refusal::new("refused-check-nothing").into());
    }
    keeping::note_checks(app, &tx, (kind, record.id), facets, CheckedBy::Staff(actor.staff)).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.check", object(kind, record.id))).await?;
    once.finish(app, tx, "checked".to_owned()).await.map(|_| ())
}

/// Asks a partner by mail to make sure of a record; the link works without an account for thirty days.
pub async fn ask_partner(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    address: &str,
    once: Once,
) -> Result<(), Outcome> {
    let result = ask_partner_for(app, actor, (kind, slug), address, once).await;
    kept(app, deed(actor, "editing.ask-partner", format!("{kind}:{slug}")), result).await
}

async fn ask_partner_for(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    address: &str,
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let record = find(&tx, actor, kind, slug).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let address = model::typed::email(address)?;
    let now = app.now();
    let token = hex::encode(app.dice.bytes::<16>());
    let row = Confirmation {
        id: app.dice.id(now),
        municipality_id: actor.municipality,
        kind,
        record_id: record.id,
        slug: record.slug.clone(),
        token_hash: link_hash(app, &token).to_vec(),
        sent_to: address.clone(),
        asked_by: actor.staff,
        asked_at: now.0,
        open_until: now.today() + chrono::Days::new(LINK_DAYS),
        answered_at: None,
        correction: None,
        settled_at: None,
    };
    store::add_confirmation(&tx, row).await?;
    let mail = Mail {
        municipality: actor.municipality,
        recipient: address,
        kind: "confirm",
        path: format!("/confirm/{token}"),
    };
    outbox::put(&tx, &app.dice, now, mail).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "editing.ask-partner", object(kind, record.id))).await?;
    once.finish(app, tx, "asked".to_owned()).await.map(|_| ())
}

fn link_hash(app: &App, token: &str) -> [u8; 32] {
    app.vault.hash("confirmation", &[token.as_bytes()])
}

/// The request behind a link, with the record as the public page shows it.
pub async fn asked_by_link(app: &App, token: &str) -> Result<(Confirmation, Record), Outcome> {
    let conn = app.db.read();
    let hash = link_hash(app, token);
    let asked = store::confirmation_by_hash(conn, &hash, app.now().today()).await?.ok_or(Outcome::NotFound)?;
    let record = keeping::record_of(conn, asked.municipality_id, asked.kind, &asked.slug).await?;
    Ok((asked, record.ok_or(Outcome::NotFound)?))
}

/// A partner's answer: which parts are true, and what is not, in their words. A correction changes nothing by itself; it
/// waits for the editor.
pub async fn answer_by_link(app: &App, token: &str, facets: &[Facet], correction: &str) -> Result<(), Outcome> {
    let correction = correction.trim();
    if facets.is_empty() && correction.is_empty() {
        return Err(Refusal::new("refused-confirm-nothing").into());
    }
    if correction.chars().count() > CORRECTION_LONGEST {
        return Err(Refusal::new("refused-edit-long").with("longest", CORRECTION_LONGEST.to_string()).into());
    }
    let now = app.now();
    let tx = app.db.write().await?;
    let asked = store::confirmation_by_hash(&tx, &link_hash(app, token), now.today()).await?;
    let asked = asked.ok_or(Outcome::NotFound)?;
    keeping::note_checks(app, &tx, (asked.kind, asked.record_id), facets, CheckedBy::Partner(asked.id)).await?;
    store::answer(&tx, asked.id, now.0, (!correction.is_empty()).then(|| correction.to_owned())).await?;
    let deed = Deed {
        municipality: asked.municipality_id,
        doer: Doer::Visitor,
        action: "editing.confirm",
        object: object(asked.kind, asked.record_id),
        subject: None,
        detail: format!("confirmation {}", asked.id),
    };
    trail::record(&tx, &app.vault, now, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// The editor has looked after a partner's correction.
pub async fn settle(app: &App, actor: &Actor, id: ConfirmationId) -> Result<(), Outcome> {
    let result = settle_for(app, actor, id).await;
    kept(app, deed(actor, "editing.settle", format!("confirmation:{id}")), result).await
}

async fn settle_for(app: &App, actor: &Actor, id: ConfirmationId) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let asked = store::confirmation_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    store::settle(&tx, asked.id, app.now().0).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.settle", format!("confirmation:{id}"))).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets how the town keeps its part of the directory.
pub async fn set_rules(app: &App, actor: &Actor, rules: Rules, once: Once) -> Result<(), Outcome> {
    let result = set_rules_for(app, actor, rules, once).await;
    kept(app, deed(actor, "editing.rules", format!("municipality:{}", actor.municipality)), result).await
}

async fn set_rules_for(app: &App, actor: &Actor, rules: Rules, once: Once) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    actor.must(Duty::EditPages)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if !STALE_MONTHS.contains(&rules.stale_after_months) {
        return Err(Refusal::new("refused-rules-months").into());
    }
    keeping::set_rules(&tx, actor.municipality, rules).await?;
    let detail = format!("two_persons {} months {}", rules.two_persons, rules.stale_after_months);
    let object = format!("municipality:{}", actor.municipality);
    trail::record(&tx, &app.vault, app.now(), Deed { detail, ..deed(actor, "editing.rules", object) }).await?;
    once.finish(app, tx, "set".to_owned()).await.map(|_| ())
}

/// A published change as a feed tells it: which record, when, and which parts; neither who nor why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    pub id: RevisionId,
    pub kind: RecordKind,
    /// Public address of the record.
    pub path: String,
    pub name: String,
    pub at: chrono::DateTime<chrono::Utc>,
    pub facets: Vec<Facet>,
}

/// The latest published changes of a town, the newest first, at most `most`.
pub async fn latest(conn: &impl ConnectionTrait, town: MunicipalityId, most: u64) -> Result<Vec<Published>, Outcome> {
    let records = keeping::records_of(conn, town).await?;
    let mut found = Vec::new();
    for revision in store::latest(conn, town, most).await? {
        let record = records.iter().find(|it| it.kind == revision.kind && it.id == revision.record);
        let (Some(record), State::Published { at, .. }) = (record, &revision.state) else { continue };
        found.push(Published {
            id: revision.id,
            kind: revision.kind,
            path: revision.kind.path(&record.slug),
            name: record.name.clone(),
            at: *at,
            facets: changed_facets(&revision),
        });
    }
    Ok(found)
}
