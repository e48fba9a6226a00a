//! One revision: what it changes, what was understood of its hours, and what may be done with it.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};

use super::{
    id_of, with_status,
    words::{Change, UnderstoodWords, changes, understood_words},
};
use crate::{
    accounts::{self, Actor},
    directory::{self, Record, Shelf, keeping},
    editing::{
        actions::{self, drafts, publishing},
        model::{
            self, Revision, State as RevisionState, difference::differences, doubts::doubts, hours::understood,
            lists::fields, parts, typed::fact,
        },
    },
    platform::{
        Answer, App, Outcome, Refusal,
        ids::RevisionId,
        web::{Submitted, Visit, html_response, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/directory/revisions/{id}", get(revision_page))
        .route("/directory/revisions/{id}/preview", get(preview_page))
        .route("/directory/revisions/{id}/publication", post(publish))
        .route("/directory/revisions/{id}/putting-aside", post(discard))
        .route("/directory/revisions/{id}/restoration", post(undo))
}

#[derive(Template)]
#[template(path = "editing/templates/revision.html")]
struct RevisionPage {
    v: Visit,
    actor: Actor,
    id: RevisionId,
    /// The state that is shown here: only this one is published.
    version: i64,
    kind: &'static str,
    slug: String,
    name: String,
    state: String,
    written: String,
    key: String,
    changes: Vec<Change>,
    understood: Vec<UnderstoodWords>,
    doubts: Vec<Refusal>,
    /// The person wrote it and may go on writing.
    is_mine: bool,
    may_publish: bool,
    /// A second person publishes.
    asks: bool,
    needs_reason: bool,
    is_published: bool,
    /// There is something before it to go back to.
    may_undo: bool,
    reason: String,
    refusal: Option<Refusal>,
    problem: Option<String>,
}

/// What is said beside the form: what was typed, what is wrong with it, what happened meanwhile.
#[derive(Default)]
struct Told {
    reason: String,
    refusal: Option<Refusal>,
    /// Somebody changed the revision while the person was looking at it.
    was_changed: bool,
}

async fn draw(
    app: &App,
    v: Visit,
    actor: Actor,
    (revision, record): (Revision, Record),
    Told { reason, refusal, was_changed }: Told,
) -> Result<RevisionPage, Outcome> {
    let conn = app.db.read();
    let rules = keeping::rules_of(conn, actor.municipality).await?;
    let writer = accounts::name_of(conn, revision.written_by).await?;
    let list = fields(record.kind);
    let is_mine = revision.written_by == actor.staff;
    let (is_draft, is_waiting) =
        (matches!(revision.state, RevisionState::Draft), matches!(revision.state, RevisionState::Waiting { .. }));
    let hours = |path: &str| understood(fact(&revision.base, path), fact(&revision.whole, path));
    let overtaken = (is_draft || is_waiting) && revision.base != model::whole(&record.name, &record.facts);
    let is_published = matches!(revision.state, RevisionState::Published { .. });
    let problem = match (overtaken, was_changed) {
        (true, _) => Some(v.t("edit-overtaken")),
        (false, true) => Some(v.t("edit-changed-meanwhile")),
        (false, false) => None,
    };
    Ok(RevisionPage {
        id: revision.id,
        version: revision.version,
        kind: record.kind.code(),
        slug: record.slug.clone(),
        state: state_words(&v, conn, &revision.state).await?,
        written: v.t2("edit-written", ("name", writer), ("when", v.moment(revision.written_at))),
        key: v.form_key(),
        changes: changes(&v, differences(list, &revision.base, &revision.whole)),
        understood: understood_words(&v, hours("hours").into_iter().chain(hours("schedule")).collect()),
        doubts: doubts(record.kind, &revision.whole).into_iter().map(|doubt| doubt.words).collect(),
        is_mine,
        may_publish: !overtaken && (is_draft || (is_waiting && !is_mine)),
        asks: rules.two_persons && is_draft,
        needs_reason: is_draft,
        is_published,
        may_undo: is_published && !revision.is_first(),
        name: record.title().to_owned(),
        reason,
        refusal,
        problem,
        v,
        actor,
    })
}

async fn state_words(
    v: &Visit,
    conn: &impl sea_orm::ConnectionTrait,
    state: &RevisionState,
) -> Result<String, Outcome> {
    Ok(match state {
        RevisionState::Draft => v.t("edit-state-draft"),
        RevisionState::Waiting { reason } => v.t1("edit-state-waiting", "reason", reason),
        RevisionState::Published { reason, by, at, .. } => {
            let name = accounts::name_of(conn, *by).await?;
            let words = v.t2("edit-state-published", ("name", name), ("when", v.moment(*at)));
            format!("{words} {reason}")
        }
        RevisionState::Discarded { by, at } => {
            let name = accounts::name_of(conn, *by).await?;
            v.t2("edit-state-discarded", ("name", name), ("when", v.moment(*at)))
        }
    })
}

async fn revision_page(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>) -> Answer {
    let found = actions::look(&app, &actor, id_of(&id)?).await?;
    page(&draw(&app, v, actor, found, Told::default()).await?)
}

/// The public page as it would be.
async fn preview_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
) -> Answer {
    let (revision, record) = actions::look(&app, &actor, id_of(&id)?).await?;
    let (name, facts) = parts(&revision.whole);
    let directory = shelf.current(&app).await?;
    let shown = Record { name, facts, ..record };
    // What cannot be shown is told in words, as it is when it is published.
    shown.check().map_err(|_| Refusal::new("refused-edit-unusable"))?;
    Ok(html_response(directory::preview(&v, &directory, &shown)?.into()))
}

async fn publish(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    form: Submitted,
) -> Answer {
    let id: RevisionId = id_of(&id)?;
    let once = form.once(&app.vault, "editing.publish")?;
    let found = actions::look(&app, &actor, id).await?;
    let typed = form.get("reason").to_owned();
    let reason = match (&found.0.state, model::reason(&typed)) {
        (RevisionState::Draft, Err(refusal)) => {
            let told = Told { reason: typed, refusal: Some(refusal), was_changed: false };
            let shown = draw(&app, v, actor, found, told).await?;
            return with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown));
        }
        (_, reason) => reason.ok(),
    };
    // A form that does not say what it showed showed nothing.
    let version = form.get("version").parse().unwrap_or(0);
    match publishing::publish(&app, &actor, (id, version), reason, once).await {
        Ok(there) => {
            shelf.refresh(&app).await?;
            Ok(see(&there))
        }
        Err(Outcome::Refused(refusal)) => {
            let told = Told { reason: typed, refusal: Some(refusal), was_changed: false };
            let shown = draw(&app, v, actor, found, told).await?;
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
        }
        Err(Outcome::Conflict) => {
            let found = actions::look(&app, &actor, id).await?;
            let told = Told { reason: typed, refusal: None, was_changed: true };
            with_status(StatusCode::CONFLICT, page(&draw(&app, v, actor, found, told).await?))
        }
        Err(other) => Err(other),
    }
}

async fn discard(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Answer {
    drafts::discard(&app, &actor, id_of(&id)?).await?;
    Ok(see("/directory"))
}

async fn undo(State(app): State<App>, actor: Actor, Path(id): Path<String>, form: Submitted) -> Answer {
    let once = form.once(&app.vault, "editing.undo")?;
    Ok(see(&publishing::undo(&app, &actor, id_of(&id)?, once).await?))
}
