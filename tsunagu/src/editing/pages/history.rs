//! What was changed in a record, when, by whom and why; and what of it was made sure of.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};

use super::{
    kind_of, with_status,
    words::{Change, FacetBox, changes, facet_boxes},
};
use crate::{
    accounts::{self, Actor},
    directory::{Facet, RecordKind, Shelf, keeping},
    editing::{
        actions::{self, asking},
        model::{State as RevisionState, difference::differences, lists::fields},
        store,
    },
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/directory/records/{kind}/{slug}/history", get(history_page))
        .route("/directory/records/{kind}/{slug}/checks", post(check))
        .route("/directory/records/{kind}/{slug}/confirmations", post(ask_partner))
}

/// One published state.
struct Entry {
    id: String,
    when: String,
    who: String,
    why: String,
    changes: Vec<Change>,
}

#[derive(Template)]
#[template(path = "editing/templates/history.html")]
struct HistoryPage {
    v: Visit,
    actor: Actor,
    kind: RecordKind,
    slug: String,
    name: String,
    public: String,
    /// There is something to make sure of.
    is_published: bool,
    key: String,
    /// Stands for the record as it is now: a check is of that.
    seen: String,
    entries: Vec<Entry>,
    facets: Vec<FacetBox>,
    asked: Vec<String>,
    address: String,
    refusal: Option<Refusal>,
    check_refusal: Option<Refusal>,
    /// Somebody published after the page was opened.
    was_changed: bool,
}

async fn draw(
    app: &App,
    v: Visit,
    actor: Actor,
    (kind, slug): (RecordKind, &str),
    address: String,
) -> Result<HistoryPage, Outcome> {
    let opened = actions::open(app, &actor, kind, slug).await?;
    let seen = actions::seen(&app.vault, &opened.current);
    let (conn, is_published, record) = (app.db.read(), opened.is_published(), opened.record);
    let list = fields(kind);
    let mut entries = Vec::new();
    for revision in store::published(conn, record.id).await? {
        let RevisionState::Published { reason, by, at, .. } = &revision.state else { continue };
        let (writer, publisher) =
            (accounts::name_of(conn, revision.written_by).await?, accounts::name_of(conn, *by).await?);
        entries.push(Entry {
            id: revision.id.to_string(),
            when: v.moment(*at),
            who: if writer == publisher {
                writer
            } else {
                v.t2("edit-two-persons", ("writer", writer), ("publisher", publisher))
            },
            why: reason.clone(),
            changes: changes(&v, differences(list, &revision.base, &revision.whole)),
        });
    }
    let checks = keeping::checks_of(conn, record.id).await?;
    let last = |facet: Facet| checks.iter().filter(|check| check.facet == facet).map(|check| check.checked_on).max();
    let mut asked = Vec::new();
    for request in store::asked(conn, record.id).await? {
        let key = if request.answered_at.is_some() { "edit-asked-answered" } else { "edit-asked-open" };
        asked.push(v.t2(key, ("address", &request.sent_to), ("day", v.day(request.open_until))));
    }
    Ok(HistoryPage {
        kind,
        slug: record.slug.clone(),
        public: kind.path(&record.slug),
        name: record.title().to_owned(),
        is_published,
        key: v.form_key(),
        seen,
        entries,
        facets: facet_boxes(&v, list, last),
        asked,
        address,
        refusal: None,
        check_refusal: None,
        was_changed: false,
        v,
        actor,
    })
}

async fn history_page(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path((kind, slug)): Path<(String, String)>,
) -> Answer {
    page(&draw(&app, v, actor, (kind_of(&kind)?, &slug), String::new()).await?)
}

async fn check(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path((kind, slug)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    let kind = kind_of(&kind)?;
    let once = form.once(&app.vault, "editing.check")?;
    match asking::check(&app, &actor, (kind, &slug), (&form.codes("facet"), form.get("seen")), once).await {
        Ok(()) => {
            shelf.refresh(&app).await?;
            Ok(see(&format!("/directory/records/{kind}/{slug}/history")))
        }
        Err(Outcome::Refused(refusal)) => {
            let shown = draw(&app, v, actor, (kind, &slug), String::new()).await?;
            let shown = HistoryPage { check_refusal: Some(refusal), ..shown };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
        }
        Err(Outcome::Conflict) => {
            let shown = draw(&app, v, actor, (kind, &slug), String::new()).await?;
            with_status(StatusCode::CONFLICT, page(&HistoryPage { was_changed: true, ..shown }))
        }
        Err(other) => Err(other),
    }
}

async fn ask_partner(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path((kind, slug)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    let kind = kind_of(&kind)?;
    let once = form.once(&app.vault, "editing.ask-partner")?;
    match asking::ask_partner(&app, &actor, (kind, &slug), form.get("address"), once).await {
        Ok(()) => Ok(see(&format!("/directory/records/{kind}/{slug}/history"))),
        Err(Outcome::Refused(refusal)) => {
            let shown = draw(&app, v, actor, (kind, &slug), form.get("address").to_owned()).await?;
            let shown = HistoryPage { refusal: Some(refusal), ..shown };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
        }
        Err(other) => Err(other),
    }
}
