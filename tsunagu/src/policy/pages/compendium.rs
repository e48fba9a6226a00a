//! What every town does, in one structure for all of them, on one page.

use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
};
use serde::Deserialize;

use crate::{
    directory::{Directory, Municipality, MunicipalityKind, Shelf},
    platform::{
        Answer, App,
        web::{Visit, page},
    },
    policy::{
        actions,
        model::{Kind, Text, Version},
        prose, store,
    },
};

/// A name, since when, and where more of it stands.
struct Line {
    name: String,
    since: Option<String>,
    link: Option<String>,
}

/// A measure with its first words.
struct MeasureLine {
    line: Line,
    words: String,
    tags: Vec<String>,
}

struct TownPart {
    slug: String,
    name: String,
    policies: Vec<Line>,
    desks: Vec<Line>,
    gatherings: Vec<Line>,
    measures: Vec<MeasureLine>,
}

#[derive(Template)]
#[template(path = "policy/templates/measures.html")]
struct MeasuresPage {
    v: Visit,
    towns: Vec<TownPart>,
    tags: Vec<String>,
    tag: Option<String>,
}

#[derive(Deserialize)]
pub struct Asked {
    tag: Option<String>,
}

pub async fn measures_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let mut texts = store::published_anywhere(app.db.read()).await?;
    texts.retain(|(text, _)| text.in_force().is_some());
    let mut tags: Vec<String> = texts.iter().flat_map(|(_, version)| version.content.tags.clone()).collect();
    tags.sort();
    tags.dedup();
    let tag = asked.tag.filter(|tag| tags.contains(tag));
    if let Some(tag) = &tag {
        texts.retain(|(_, version)| version.content.tags.contains(tag));
    }
    let mut towns = Vec::new();
    for town in directory.municipalities().iter().filter(|town| town.kind == MunicipalityKind::Municipality) {
        let here = |(text, _): &&(Text, Version)| actions::towns_of(&directory, text.owner).contains(&town.id);
        let texts: Vec<&(Text, Version)> = texts.iter().filter(here).collect();
        let part = part(&v, &directory, town, &texts, tag.is_none());
        let is_empty = part.policies.is_empty() && part.desks.is_empty() && part.measures.is_empty();
        if !is_empty || !part.gatherings.is_empty() {
            towns.push(part);
        }
    }
    page(&MeasuresPage { towns, tags, tag, v })
}

/// `whole`: with desks and gatherings, which carry no tags.
fn part(v: &Visit, directory: &Directory, town: &Municipality, texts: &[&(Text, Version)], whole: bool) -> TownPart {
    let line = |(text, version): &(Text, Version)| Line {
        name: version.content.title.clone(),
        since: version.content.adopted_on.map(|date| v.printed(date)),
        link: Some(format!("/towns/{}/policies/{}", town.slug, text.number)),
    };
    let desks = directory.desks_of(town.id).into_iter().map(|desk| Line {
        name: desk.name.clone(),
        since: desk.facts.established.map(|date| v.printed(date)),
        link: Some(format!("/desks/{}", desk.slug)),
    });
    let gatherings = directory.gatherings_of(town.id).into_iter().map(|gathering| Line {
        name: gathering.name.clone(),
        since: None,
        link: None,
    });
    let of_kind = |is_wanted: fn(Kind) -> bool| texts.iter().copied().filter(move |(text, _)| is_wanted(text.kind));
    TownPart {
        slug: town.slug.clone(),
        name: town.name.clone(),
        policies: of_kind(Kind::has_goals).map(line).collect(),
        desks: if whole { desks.collect() } else { Vec::new() },
        gatherings: if whole { gatherings.collect() } else { Vec::new() },
        measures: of_kind(|kind| kind == Kind::Measure)
            .map(|it| MeasureLine {
                line: line(it),
                words: prose::first_words(&it.1.content.body),
                tags: it.1.content.tags.clone(),
            })
            .collect(),
    }
}
