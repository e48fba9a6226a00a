//! The texts of a town, one of them, and what the town means by its words.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
};
use calendar::hours::PrintedDate;

use super::{in_force, published, town};
use crate::{
    directory::{Directory, Municipality, Shelf},
    platform::{
        Answer, App, Outcome, clock,
        web::{Visit, page},
    },
    policy::{
        model::{Kind, Link, Owner, Status, Text, Version},
        prose::{self, Prose},
    },
};

/// A text in a list.
struct Line {
    title: String,
    link: String,
    adopted: Option<String>,
    updated: String,
}

/// The texts of one kind.
struct Group {
    kind: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "policy/templates/policies.html")]
struct PoliciesPage {
    v: Visit,
    slug: String,
    town: String,
    groups: Vec<Group>,
}

pub async fn policies_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = town(&directory, &slug)?;
    let texts = in_force(&app, &directory, town.id).await?;
    let group = |kind: &Kind| Group {
        kind: v.t(kind.key()),
        lines: texts.iter().filter(|(text, _)| text.kind == *kind).map(|it| line(&v, town, it)).collect(),
    };
    let groups = Kind::ALL.iter().map(group).filter(|group| !group.lines.is_empty()).collect();
    page(&PoliciesPage { slug, town: town.name.clone(), groups, v })
}

fn line(v: &Visit, town: &Municipality, (text, version): &(Text, Version)) -> Line {
    Line {
        title: version.content.title.clone(),
        link: format!("/towns/{}/policies/{}", town.slug, text.number),
        adopted: version.content.adopted_on.map(|date| v.printed(date)),
        updated: text.in_force().map(|it| v.day(clock::local(it.at).date())).unwrap_or_default(),
    }
}

/// A text as the public reads it.
struct Shown {
    number: i32,
    title: String,
    kind: String,
    prose: Prose,
    adopted: Option<String>,
    adopted_by: String,
    year: Option<String>,
    /// The organisation whose text it is, where it is read in several towns.
    operator: Option<String>,
    source: String,
    tags: Vec<String>,
    links: Vec<Link>,
    published: String,
    updated: String,
    review: String,
    /// The day on which it went out of force.
    retired: Option<String>,
    /// Where the measures that serve its points stand.
    measures: Option<String>,
}

fn shown(v: &Visit, directory: &Directory, town: &Municipality, (text, version): (Text, Version)) -> Shown {
    let day = |at| v.day(clock::local(at).date());
    let publication = text.publication();
    let content = version.content;
    let operator = match text.owner {
        Owner::Operator(body) => directory.organization(body).map(|body| body.name.clone()),
        Owner::Town(_) => None,
    };
    let is_in_force = text.in_force().is_some();
    Shown {
        number: text.number,
        kind: v.t(text.kind.key()),
        prose: prose::read(&content.body),
        title: content.title,
        adopted: content.adopted_on.map(|date| v.printed(date)),
        adopted_by: content.adopted_by,
        year: content.fiscal_year.map(|year| v.printed(PrintedDate::FiscalYear(year))),
        operator,
        source: content.source,
        tags: content.tags,
        links: content.links,
        published: publication.map(|it| day(it.first_at)).unwrap_or_default(),
        updated: publication.map(|it| day(it.at)).unwrap_or_default(),
        review: publication.map(|it| v.day(it.review_by)).unwrap_or_default(),
        measures: (is_in_force && text.kind.has_goals())
            .then(|| format!("/towns/{}/policies/{}/measures", town.slug, text.number)),
        retired: match text.status {
            Status::Retired { at, .. } => Some(day(at)),
            Status::Draft | Status::Published(_) => None,
        },
    }
}

#[derive(Template)]
#[template(path = "policy/templates/policy.html")]
struct PolicyPage {
    v: Visit,
    slug: String,
    town: String,
    text: Shown,
}

pub async fn policy_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path((slug, number)): Path<(String, String)>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = town(&directory, &slug)?;
    let found = find(&app, &directory, town, &number).await?;
    let text = shown(&v, &directory, town, found);
    page(&PolicyPage { slug, town: town.name.clone(), text, v })
}

/// The text with this page number, if it was ever published in this town.
pub async fn find(
    app: &App,
    directory: &Directory,
    town: &Municipality,
    number: &str,
) -> Result<(Text, Version), Outcome> {
    let number: i32 = number.parse().map_err(|_| Outcome::NotFound)?;
    let mut texts = published(app, directory, town.id).await?.into_iter();
    texts.find(|(text, _)| text.number == number).ok_or(Outcome::NotFound)
}

#[derive(Template)]
#[template(path = "policy/templates/definitions.html")]
struct DefinitionsPage {
    v: Visit,
    slug: String,
    town: String,
    texts: Vec<Shown>,
}

pub async fn definitions_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = town(&directory, &slug)?;
    let texts = in_force(&app, &directory, town.id).await?;
    let definitions = texts.into_iter().filter(|(text, _)| text.kind == Kind::Definition);
    let texts = definitions.map(|it| shown(&v, &directory, town, it)).collect();
    page(&DefinitionsPage { slug, town: town.name.clone(), texts, v })
}
