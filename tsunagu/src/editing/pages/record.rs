//! The form of one record.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use serde_json::Value;

use super::{
    form::{Control, Part, parts},
    kind_of, with_status,
    words::{Change, changes},
};
use crate::{
    accounts::Actor,
    directory::{RecordKind, Shelf, keeping},
    editing::{
        actions::{self, Opened, drafts, seen},
        model::{
            difference::differences,
            doubts::doubts,
            lists::fields,
            typed::{self, Faults, Known, Typed},
        },
        store::{self, Confirmation},
    },
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new().route("/directory/records/{kind}/{slug}", get(record_page).post(save_draft))
}

#[derive(Template)]
#[template(path = "editing/templates/record.html")]
struct RecordPage {
    v: Visit,
    actor: Actor,
    kind: RecordKind,
    slug: String,
    name: String,
    public: String,
    /// It has a public page, and may have files beside it.
    is_published: bool,
    key: String,
    /// Stands for the record over which the form was written.
    seen: String,
    parts: Vec<Part>,
    faults: Faults,
    /// What somebody else published meanwhile, beside what stands in this form.
    theirs: Vec<Change>,
    doubts: Vec<Refusal>,
    /// What partners say is not true, until somebody has looked after it.
    corrections: Vec<Correction>,
    has_draft: bool,
    /// Ids of the town's organisations, with their names.
    bodies: Vec<(String, String)>,
}

struct Correction {
    id: String,
    words: String,
    when: String,
}

struct Drawing<'a> {
    v: &'a Visit,
    actor: &'a Actor,
    opened: &'a Opened,
    bodies: Vec<(String, String)>,
    corrections: Vec<Confirmation>,
}

impl Drawing<'_> {
    fn page(&self, typed: &Typed, faults: Faults, theirs: Vec<Change>, proposed: &Value) -> RecordPage {
        let record = &self.opened.record;
        RecordPage {
            kind: record.kind,
            slug: record.slug.clone(),
            name: record.title().to_owned(),
            is_published: self.opened.is_published(),
            public: record.kind.path(&record.slug),
            key: self.v.form_key(),
            seen: seen(&self.v.app.vault, &self.opened.current),
            parts: parts(self.v, fields(record.kind), typed, &faults),
            faults,
            theirs,
            doubts: doubts(record.kind, proposed).into_iter().map(|doubt| doubt.words).collect(),
            corrections: self.corrections.iter().map(|asked| self.correction(asked)).collect(),
            has_draft: self.opened.open.is_some(),
            bodies: self.bodies.clone(),
            v: self.v.clone(),
            actor: self.actor.clone(),
        }
    }

    fn correction(&self, asked: &Confirmation) -> Correction {
        Correction {
            id: asked.id.to_string(),
            words: asked.correction.clone().unwrap_or_default(),
            when: asked.answered_at.map(|at| self.v.moment(at)).unwrap_or_default(),
        }
    }
}

async fn bodies_of(app: &App, shelf: &Shelf, actor: &Actor) -> Result<Vec<(String, String)>, Outcome> {
    let directory = shelf.current(app).await?;
    let bodies = directory.organizations().iter().filter(|body| body.municipalities.contains(&actor.municipality));
    Ok(bodies.map(|body| (body.slug.clone(), body.name.clone())).collect())
}

async fn record_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path((kind, slug)): Path<(String, String)>,
) -> Answer {
    let opened = actions::open(&app, &actor, kind_of(&kind)?, &slug).await?;
    let proposed = opened.proposed();
    let list = fields(opened.record.kind);
    let theirs = match &opened.open {
        Some(open) if opened.was_overtaken() => changes(&v, differences(list, &open.base, &opened.current)),
        _ => Vec::new(),
    };
    let bodies = bodies_of(&app, &shelf, &actor).await?;
    let corrections = store::corrections_of(app.db.read(), opened.record.id).await?;
    let drawing = Drawing { v: &v, actor: &actor, opened: &opened, bodies, corrections };
    page(&drawing.page(&typed::of(list, &proposed), Faults::new(), theirs, &proposed))
}

async fn save_draft(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path((kind, slug)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    let kind = kind_of(&kind)?;
    let once = form.once(&app.vault, "editing.draft")?;
    let opened = actions::open(&app, &actor, kind, &slug).await?;
    let directory = shelf.current(&app).await?;
    let typed: Typed = form.fields().map(|(name, values)| (name.clone(), values.clone())).collect();
    let is_known = |slug: &str| {
        directory.organization_by_slug(slug).is_some()
            || directory.council_by_slug(slug).is_some()
            || directory.gathering_by_slug(slug).is_some()
            || directory.desk_by_slug(slug).is_some()
            || directory.resource_by_slug(slug).is_some()
    };
    let list = fields(kind);
    let bodies = bodies_of(&app, &shelf, &actor).await?;
    let corrections = store::corrections_of(app.db.read(), opened.record.id).await?;
    let drawing = Drawing { v: &v, actor: &actor, opened: &opened, bodies, corrections };
    // The form was written over what it showed: the draft, where there is one.
    let shown = opened.proposed();
    let proposed = match typed::read(list, &shown, &typed, &Known { slug: &is_known }) {
        Ok(mut proposed) => {
            // A yes about one number is none about the next; it can be given again once the new one is saved.
            keeping::drop_old_consent(&shown, &mut proposed);
            proposed
        }
        Err(faults) => {
            let shown = drawing.page(&typed, faults, Vec::new(), &shown);
            return with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown));
        }
    };
    let is_current = form.get("seen") == seen(&app.vault, &opened.current);
    let saved = if is_current {
        drafts::save_draft(&app, &actor, (kind, &slug), (&opened.current, proposed.clone()), once).await
    } else {
        Err(Outcome::Conflict)
    };
    match saved {
        Ok(revision) => Ok(see(&format!("/directory/revisions/{revision}"))),
        Err(Outcome::Conflict) => {
            // Both stay: theirs to read, ours in the form, to be saved on purpose.
            let opened = actions::open(&app, &actor, kind, &slug).await?;
            let theirs = changes(&v, differences(list, &proposed, &opened.current));
            let drawing = Drawing { opened: &opened, ..drawing };
            with_status(StatusCode::CONFLICT, page(&drawing.page(&typed, Faults::new(), theirs, &proposed)))
        }
        Err(other) => Err(other),
    }
}
