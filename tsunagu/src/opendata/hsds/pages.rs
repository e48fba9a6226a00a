//! The addresses of HSDS 3.0, below `/api/hsds/3.0`.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::{Path, State},
    routing::get,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Writer,
    terms::{Taxonomy, Term, terms_of},
};
use crate::{
    directory::{Directory, Shelf},
    opendata::{
        asked::Asked,
        catalogue::{Places, Service, service_at},
        pages::LICENCE,
        shared::{Kind, Shared, json},
    },
    platform::{Answer, App, Outcome},
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/hsds/3.0", get(about))
        .route("/api/hsds/3.0/", get(about))
        .route("/api/hsds/3.0/organizations", get(organizations))
        .route("/api/hsds/3.0/organizations/{id}", get(organization))
        .route("/api/hsds/3.0/services", get(services))
        .route("/api/hsds/3.0/services/{id}", get(service))
        .route("/api/hsds/3.0/service_at_locations", get(at_places))
        .route("/api/hsds/3.0/service_at_locations/{id}", get(at_place))
        .route("/api/hsds/3.0/taxonomies", get(taxonomies))
        .route("/api/hsds/3.0/taxonomies/{id}", get(taxonomy))
        .route("/api/hsds/3.0/taxonomy_terms", get(terms))
        .route("/api/hsds/3.0/taxonomy_terms/{id}", get(term))
}

/// What every answer is made from.
struct Question {
    directory: Arc<Directory>,
    shared: Shared,
    asked: Asked,
}

impl Question {
    async fn open(app: &App, shelf: &Shelf, shared: Shared, asked: Asked, known: &[&str]) -> Result<Self, Outcome> {
        asked.only(known)?;
        Ok(Self { directory: shelf.current(app).await?, shared, asked })
    }

    fn answer<T: serde::Serialize>(&self, write: impl FnOnce(&Writer<'_>) -> T) -> Answer {
        let write = || json(&write(&Writer::new(&self.asked.v, &self.directory)));
        self.shared.answer(&self.asked, self.directory.version, Kind::Json, write)
    }
}

/// What is not an id of ours is not found, whatever it is.
fn id(typed: &str) -> Result<Uuid, Outcome> {
    Uuid::parse_str(typed).map_err(|_| Outcome::NotFound)
}

async fn about(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &[]).await?;
    question.answer(|writer| {
        json!({
            "version": "3.0",
            "profile": "https://docs.openreferral.org/en/v3.0.1/hsds/",
            "openapi_url": writer.absolute("/api/openapi.json"),
            "description": writer.v.t("opendata-about"),
            "publisher": { "name": writer.v.t("brand"), "website": writer.absolute("/") },
            "license": LICENCE,
        })
    })
}

async fn organizations(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &["page", "per_page", "full"]).await?;
    let (paging, full) = (question.asked.paging()?, question.asked.flag("full")?);
    let all = question.directory.organizations();
    question.answer(|writer| paging.cut(all.len(), all.iter()).map(|body| writer.organization(body, full)))
}

async fn organization(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Path(typed): Path<String>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &[]).await?;
    let body = question.directory.organization(id(&typed)?.into()).ok_or(Outcome::NotFound)?;
    question.answer(|writer| writer.organization(body, true))
}

async fn services(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    asked: Asked,
) -> Answer {
    let known = ["page", "per_page", "full", "organization_id", "taxonomy_term_id", "taxonomy_id"];
    let question = Question::open(&app, &shelf, shared, asked, &known).await?;
    let asked = &question.asked;
    let (paging, full) = (asked.paging()?, asked.flag("full")?);
    let filter = Filter {
        organization: asked.id("organization_id")?,
        term: asked.id("taxonomy_term_id")?,
        taxonomy: asked.id("taxonomy_id")?,
    };
    let directory = &*question.directory;
    question.answer(|writer| {
        if filter.is_empty() {
            let page = paging.cut(Service::count(directory), Service::all(directory));
            return page.map(|service| writer.service(service, full));
        }
        let found: Vec<Service<'_>> = Service::all(directory).filter(|it| filter.fits(directory, *it)).collect();
        paging.cut(found.len(), found.into_iter()).map(|service| writer.service(service, full))
    })
}

struct Filter {
    organization: Option<Uuid>,
    term: Option<Uuid>,
    taxonomy: Option<Uuid>,
}

impl Filter {
    fn is_empty(&self) -> bool {
        self.organization.is_none() && self.term.is_none() && self.taxonomy.is_none()
    }

    fn fits(&self, directory: &Directory, service: Service<'_>) -> bool {
        let of = |id: Uuid| service.organization(directory).is_some_and(|organization| organization.0 == id);
        let under = |id: Uuid| terms_of(service).iter().any(|term| term.id() == id);
        let within = |id: Uuid| terms_of(service).iter().any(|term| term.taxonomy.id() == id);
        self.organization.is_none_or(of) && self.term.is_none_or(under) && self.taxonomy.is_none_or(within)
    }
}

async fn service(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Path(typed): Path<String>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &[]).await?;
    let found = Service::find(&question.directory, id(&typed)?).ok_or(Outcome::NotFound)?;
    question.answer(|writer| writer.service(found, true))
}

async fn at_places(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Extension(places): Extension<Places>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &["page", "per_page", "full"]).await?;
    let (paging, full) = (question.asked.paging()?, question.asked.flag("full")?);
    question.answer(|writer| {
        let all = places.of(&question.directory, question.asked.v.now.today());
        let page = paging.cut(all.list().len(), all.list().iter());
        page.map(|at| at_one(writer, &question.directory, *at, full).unwrap_or(Value::Null))
    })
}

async fn at_place(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Extension(places): Extension<Places>,
    Path(typed): Path<String>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &[]).await?;
    let all = places.of(&question.directory, question.asked.v.now.today());
    let at = all.find(id(&typed)?).ok_or(Outcome::NotFound)?;
    question.answer(|writer| at_one(writer, &question.directory, at, true))
}

/// The service at one of its places; the positions come from the same state of the directory.
fn at_one(writer: &Writer<'_>, directory: &Directory, (at, number): (usize, usize), full: bool) -> Option<Value> {
    let service = service_at(directory, at)?;
    let places = service.places(directory, writer.at.date());
    places.get(number).map(|place| writer.at_place(service, place, full))
}

async fn taxonomies(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &["page", "per_page"]).await?;
    let paging = question.asked.paging()?;
    question.answer(|writer| paging.cut(Taxonomy::ALL.len(), Taxonomy::ALL.iter()).map(|one| one.write(writer.v)))
}

async fn taxonomy(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Path(typed): Path<String>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &[]).await?;
    let id = id(&typed)?;
    let found = Taxonomy::ALL.into_iter().find(|taxonomy| taxonomy.id() == id).ok_or(Outcome::NotFound)?;
    question.answer(|writer| found.write(writer.v))
}

async fn terms(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &["page", "per_page", "taxonomy_id"]).await?;
    let (paging, taxonomy) = (question.asked.paging()?, question.asked.id("taxonomy_id")?);
    let found: Vec<Term> = Term::all().filter(|term| taxonomy.is_none_or(|id| term.taxonomy.id() == id)).collect();
    question.answer(|writer| paging.cut(found.len(), found.into_iter()).map(|term| term.write(writer.v)))
}

async fn term(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    Extension(shared): Extension<Shared>,
    Path(typed): Path<String>,
    asked: Asked,
) -> Answer {
    let question = Question::open(&app, &shelf, shared, asked, &[]).await?;
    let id = id(&typed)?;
    let found = Term::all().find(|term| term.id() == id).ok_or(Outcome::NotFound)?;
    question.answer(|writer| found.write(writer.v))
}
