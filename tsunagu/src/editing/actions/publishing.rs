//! Publishing by one or two persons, taking back, and what was published last.

use sea_orm::ConnectionTrait;

use super::{deed, drafts::add_draft, kept, look_on, object};
use crate::{
    accounts::Actor,
    directory::{
        Directory, Facet, Record, RecordKind,
        keeping::{self, CheckedBy},
    },
    editing::{
        model::{self, Origin, Revision, State, lists::fields, parts, whole},
        store,
    },
    platform::{
        App, Outcome, Refusal,
        ids::{MunicipalityId, RevisionId},
        trail::{self, Deed},
        web::Once,
    },
};

/// Publishes a revision, or asks a second person where the town wants one. Whoever publishes has looked at what
/// changed, so those parts count as made sure of today. `version` is the state they looked at: `Conflict` if the
/// revision is another one by now.
pub async fn publish(
    app: &App,
    actor: &Actor,
    (id, version): (RevisionId, i64),
    reason: Option<String>,
    once: Once,
) -> Result<String, Outcome> {
    let result = publish_for(app, actor, (id, version), reason, once).await;
    kept(app, deed(actor, "editing.publish", format!("revision:{id}")), result).await
}

async fn publish_for(
    app: &App,
    actor: &Actor,
    (id, version): (RevisionId, i64),
    reason: Option<String>,
    once: Once,
) -> Result<String, Outcome> {
    let tx = app.db.write().await?;
    // First of all: whoever publishes at the same moment waits here, and then reads what this one has written.
    keeping::announce(&tx).await?;
    let (revision, record) = look_on(&tx, actor, id).await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    if revision.version != version || revision.base != whole(&record.name, &record.facts) {
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
    after.check().map_err(|_| Refusal::new("refused-edit-unusable"))?;
    store::save(&tx, &published).await?;
    if published.is_first() {
        if keeping::is_taken(&tx, after.kind, &after.slug).await? {
            return Err(Refusal::new("refused-edit-id-taken").into());
        }
        let added = keeping::add(&tx, &after, actor.municipality, actor.organization).await;
        if matches!(added, Err(Outcome::Conflict)) {
            return Err(Refusal::new("refused-edit-id-taken").into());
        }
        added?;
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
    if revision.is_first() {
        return Err(Refusal::new("refused-edit-undo-first").into());
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

/// The latest published changes of a town, the newest first, at most `most`. Names are those of `directory`.
pub async fn latest(
    conn: &impl ConnectionTrait,
    directory: &Directory,
    town: MunicipalityId,
    most: u64,
) -> Result<Vec<Published>, Outcome> {
    let mut found = Vec::new();
    for revision in store::latest(conn, town, most).await? {
        let name = name_of(directory, revision.kind, &revision.slug);
        let (Some(name), State::Published { at, .. }) = (name, &revision.state) else { continue };
        found.push(Published {
            id: revision.id,
            kind: revision.kind,
            path: revision.kind.path(&revision.slug),
            name: if name.is_empty() { revision.slug.clone() } else { name.to_owned() },
            at: *at,
            facets: changed_facets(&revision),
        });
    }
    Ok(found)
}

fn name_of<'a>(directory: &'a Directory, kind: RecordKind, slug: &str) -> Option<&'a str> {
    match kind {
        RecordKind::Desk => directory.desk_by_slug(slug).map(|it| it.name.as_str()),
        RecordKind::Organization => directory.organization_by_slug(slug).map(|it| it.name.as_str()),
        RecordKind::Gathering => directory.gathering_by_slug(slug).map(|it| it.name.as_str()),
        RecordKind::Event => directory.event_by_slug(slug).map(|it| it.name.as_str()),
        RecordKind::Resource => directory.resource_by_slug(slug).map(|it| it.name.as_str()),
        RecordKind::Council => directory.council_by_slug(slug).map(|it| it.name.as_str()),
    }
}
