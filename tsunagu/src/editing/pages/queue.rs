//! What waits for the editor: colleagues' requests, own drafts, partners' corrections, facts that are too old, doubts;
//! and every record of the town.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    routing::{get, post},
};

use calendar::hours::PrintedDate;
use chrono::{Datelike, NaiveDate};

use super::id_of;
use crate::{
    accounts::{self, Actor, Duty},
    directory::{Facet, Record, RecordKind, Shelf, keeping},
    editing::{
        actions::asking,
        model::{State as RevisionState, doubts::doubts, parts, whole},
        store,
    },
    platform::{
        Answer, App, Refusal,
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new().route("/directory", get(queue_page)).route("/confirmations/{id}/settlement", post(settle))
}

struct Waiting {
    id: String,
    name: String,
    who: String,
    when: String,
    is_draft: bool,
}

struct Correction {
    id: String,
    path: String,
    name: String,
    words: String,
    when: String,
}

struct Due {
    path: String,
    name: String,
    parts: String,
}

struct Doubted {
    path: String,
    name: String,
    words: Vec<Refusal>,
}

/// A gathering of a pair that has no date in some of the coming months.
struct Unpaired {
    path: String,
    name: String,
    other: String,
    months: String,
}

struct Group {
    heading: String,
    records: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "editing/templates/queue.html")]
struct QueuePage {
    v: Visit,
    actor: Actor,
    town: String,
    key: String,
    waiting: Vec<Waiting>,
    corrections: Vec<Correction>,
    due: Vec<Due>,
    doubted: Vec<Doubted>,
    unpaired: Vec<Unpaired>,
    groups: Vec<Group>,
}

fn path(record: &Record) -> String {
    format!("/directory/records/{}/{}", record.kind, record.slug)
}

async fn queue_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    let conn = app.db.read();
    let directory = shelf.current(&app).await?;
    let records = keeping::records_of(conn, actor.municipality).await?;
    let mut waiting = Vec::new();
    for revision in store::open_for(conn, &actor).await? {
        let name = parts(&revision.whole).0;
        waiting.push(Waiting {
            id: revision.id.to_string(),
            name: if name.is_empty() { revision.slug } else { name },
            who: accounts::name_of(conn, revision.written_by).await?,
            when: v.moment(revision.written_at),
            is_draft: matches!(revision.state, RevisionState::Draft),
        });
    }
    let mut corrections = Vec::new();
    for asked in store::corrections(conn, actor.municipality).await? {
        let Some(record) = records.iter().find(|it| it.kind == asked.kind && it.id == asked.record_id) else {
            continue;
        };
        corrections.push(Correction {
            id: asked.id.to_string(),
            path: path(record),
            name: record.title().to_owned(),
            words: asked.correction.unwrap_or_default(),
            when: asked.answered_at.map(|at| v.moment(at)).unwrap_or_default(),
        });
    }
    let today = v.now.today();
    let due = directory.desks_of(actor.municipality).into_iter().filter_map(|desk| {
        let parts: Vec<Facet> = desk.freshness.due(today);
        let words: Vec<String> = parts.iter().map(|facet| v.t(facet.key())).collect();
        let path = format!("/directory/records/desk/{}/history", desk.slug);
        (!words.is_empty()).then(|| Due { path, name: desk.name.clone(), parts: words.join(&v.t("edit-comma")) })
    });
    let doubted = records.iter().filter_map(|record| {
        let words: Vec<Refusal> =
            doubts(record.kind, &whole(&record.name, &record.facts)).into_iter().map(|doubt| doubt.words).collect();
        (!words.is_empty()).then(|| Doubted { path: path(record), name: record.title().to_owned(), words })
    });
    let unpaired = directory.unpaired(actor.municipality, today).into_iter().map(|one| {
        let month = |first: &NaiveDate| v.printed(PrintedDate::Month { year: first.year(), month: first.month() });
        let months: Vec<String> = one.months.iter().map(month).collect();
        Unpaired {
            path: format!("/directory/records/gathering/{}", one.gathering.slug),
            name: one.gathering.name.clone(),
            other: one.other.name.clone(),
            months: months.join(&v.t("edit-comma")),
        }
    });
    let group = |kind: &RecordKind| Group {
        heading: v.t(kind.key()),
        records: records
            .iter()
            .filter(|record| record.kind == *kind)
            .map(|record| (path(record), record.title().to_owned()))
            .collect(),
    };
    let shown = QueuePage {
        town: directory.municipality(actor.municipality).map(|town| town.name.clone()).unwrap_or_default(),
        key: v.form_key(),
        waiting,
        corrections,
        due: due.collect(),
        doubted: doubted.collect(),
        unpaired: unpaired.collect(),
        groups: RecordKind::ALL.iter().map(group).filter(|group| !group.records.is_empty()).collect(),
        v: v.clone(),
        actor,
    };
    page(&shown)
}

async fn settle(State(app): State<App>, actor: Actor, Path(id): Path<String>, _form: Submitted) -> Answer {
    asking::settle(&app, &actor, id_of(&id)?).await?;
    Ok(see("/directory"))
}
