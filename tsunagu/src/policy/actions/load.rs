//! Loading `policies.yaml`.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;

use crate::{
    directory::Directory,
    directory::data::Fault,
    platform::{
        App, Outcome,
        trail::{self, Deed, Doer, INSTALLATION},
    },
    policy::{
        data::{AppearanceEntry, Policies, TextEntry, fault},
        model::{Content, Link, Owner, Publication, Status, Text, Version, appearance},
        store, terms,
    },
};

/// How many records a load found, added and changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadedTexts {
    pub texts: usize,
    pub added: usize,
    pub changed: usize,
}

/// Brings the texts to what the file says and publishes them. A second load of the same file changes nothing; a text in
/// which somebody has written here, and an appearance somebody has saved here, stay as they are.
pub async fn load(
    app: &App,
    tx: &impl ConnectionTrait,
    directory: &Directory,
    policies: &Policies,
) -> Result<LoadedTexts, Outcome> {
    let told = |fault: Fault| Outcome::Broken(format!("data: {fault}"));
    let mut loaded = LoadedTexts { texts: policies.texts.len(), ..LoadedTexts::default() };
    let mut seen = HashMap::new();
    for entry in &policies.texts {
        if seen.insert(entry.id.as_str(), ()).is_some() {
            return Err(told(fault(&entry.id, "the id is given twice; each record needs its own")));
        }
        let owner = owner(directory, entry).map_err(told)?;
        load_text(app, tx, owner, entry, &mut loaded).await?;
    }
    for entry in &policies.appearances {
        load_appearance(tx, directory, entry, &mut loaded).await?;
    }
    if loaded.added + loaded.changed > 0 {
        let deed = Deed {
            municipality: INSTALLATION,
            doer: Doer::Program,
            action: "policy.load",
            object: "policies".to_owned(),
            subject: None,
            detail: format!("added:{} changed:{}", loaded.added, loaded.changed),
        };
        trail::record(tx, &app.vault, app.now(), deed).await?;
    }
    Ok(loaded)
}

fn owner(directory: &Directory, entry: &TextEntry) -> Result<Owner, Fault> {
    match (&entry.municipality, &entry.organization) {
        (Some(slug), None) => directory.municipality_by_slug(slug).map(|town| Owner::Town(town.id)),
        (None, Some(slug)) => directory.organization_by_slug(slug).map(|body| Owner::Operator(body.id)),
        (Some(_), Some(_)) | (None, None) => {
            return Err(fault(&entry.id, "a text needs either a municipality or an organization"));
        }
    }
    .ok_or_else(|| fault(&entry.id, "its municipality or organization is not in organizations.yaml"))
}

fn content(entry: &TextEntry) -> Content {
    Content {
        title: entry.title_ja.clone(),
        body: entry.body_ja.trim_end().to_owned(),
        adopted_on: entry.adopted_on,
        adopted_by: entry.adopted_by_ja.clone(),
        fiscal_year: entry.fiscal_year,
        source: entry.source.quote.clone(),
        tags: entry.tags.clone(),
        links: entry.links.iter().filter(|link| Link::is_safe(&link.address)).cloned().collect(),
    }
}

async fn load_text(
    app: &App,
    tx: &impl ConnectionTrait,
    owner: Owner,
    entry: &TextEntry,
    loaded: &mut LoadedTexts,
) -> Result<(), Outcome> {
    let now = app.now();
    let content = content(entry);
    let a_year_on = now.today().checked_add_months(chrono::Months::new(12)).unwrap_or(now.today());
    let published = |seq, first_at| Publication { seq, at: now.0, first_at, by: None, review_by: a_year_on };
    let version = |seq| Version { seq, content: content.clone(), why: String::new(), at: now.0, by: None };
    let Some(text) = store::by_origin(tx, &entry.id).await? else {
        let text = Text {
            id: app.dice.id(now),
            number: store::take_number(tx).await?,
            owner,
            kind: entry.kind,
            status: Status::Published(published(1, now.0)),
            head: 1,
            origin: Some(entry.id.clone()),
            version: 1,
        };
        store::add(tx, &text).await?;
        store::add_version(tx, text.id, &version(1)).await?;
        loaded.added += 1;
        return Ok(());
    };
    if text.owner != owner || text.kind != entry.kind {
        let problem = "the id is that of a text of another municipality, organization or kind; give this one its own";
        return Err(Outcome::Broken(format!("data: {}", fault(&entry.id, problem))));
    }
    let newest = store::version(tx, text.id, text.head).await?;
    let Status::Published(before) = &text.status else { return Ok(()) };
    if newest.by.is_some() || before.by.is_some() || newest.content == content {
        return Ok(());
    }
    let seq = text.head + 1;
    store::add_version(tx, text.id, &version(seq)).await?;
    let status = Status::Published(published(seq, before.first_at));
    store::save(tx, &Text { head: seq, status, ..text }).await?;
    loaded.changed += 1;
    Ok(())
}

async fn load_appearance(
    tx: &impl ConnectionTrait,
    directory: &Directory,
    entry: &AppearanceEntry,
    loaded: &mut LoadedTexts,
) -> Result<(), Outcome> {
    let told = |problem: &str| Outcome::Broken(format!("data: {}", fault(&entry.municipality, problem)));
    let town = directory
        .municipality_by_slug(&entry.municipality)
        .ok_or_else(|| told("the municipality is not in organizations.yaml"))?;
    let before = store::appearances::of(tx, town.id).await?;
    if before.version > 0 {
        return Ok(());
    }
    let choices = entry.spellings.iter().map(|(term, code)| (term.as_str(), code.as_str()));
    let spellings = terms::chosen(choices);
    if spellings.len() != entry.spellings.len() {
        return Err(told("a term or a spelling is not known"));
    }
    let figure = appearance::figure(&entry.figure_ja).map_err(|_| told("the name of the figure is too long"))?;
    store::appearances::save(tx, &appearance::Appearance { figure, spellings, ..before }).await?;
    loaded.added += 1;
    Ok(())
}
