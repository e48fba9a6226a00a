//! "Groups I may join": gatherings of every town that do not ask where one lives, or that name one's own.

use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
};

use crate::{
    directory::{
        Shelf,
        model::{
            Directory,
            gathering::GatheringKind,
            groups::{Wanted, groups},
            near::{Typed, gazetteer},
        },
        views::{Choice, GroupCard, group_card},
    },
    platform::{
        Answer, App, Outcome,
        web::{Submitted, Visit, html_response},
    },
};

/// As many cards as one reads on a telephone.
const CARDS: usize = 20;

#[derive(Template)]
#[template(path = "directory/templates/groups.html")]
struct GroupsPage {
    v: Visit,
    kinds: Vec<Choice>,
    online: bool,
    /// As typed, or the name of the town that was chosen.
    place: String,
    place_is_unknown: bool,
    cards: Vec<GroupCard>,
    /// There are more than are shown.
    more: bool,
}

pub async fn groups_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let query = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    if query.text("place").is_some() {
        // What somebody typed stays in nobody's memory.
        return Ok(html_response(draw_groups(v, &directory, &query)?.into()));
    }
    shelf.page(&v, &directory, || draw_groups(v.clone(), &directory, &query))
}

fn draw_groups(v: Visit, directory: &Directory, query: &Submitted) -> Result<String, Outcome> {
    let at = v.now.local();
    let typed = Typed::read(gazetteer(), query.get("place"));
    let chosen = directory.municipality_by_slug(query.get("town"));
    let town = chosen.or_else(|| match &typed {
        Typed::One(place) => directory.town_at(*place),
        Typed::Nothing | Typed::Several(_) | Typed::Prefecture(_) | Typed::Unknown => None,
    });
    let wanted =
        Wanted { kind: query.code("kind"), online: query.get("online") == "yes", town: town.map(|town| town.id) };
    let found = groups(directory, &wanted);
    let page = GroupsPage {
        kinds: kinds(&v, wanted.kind),
        online: wanted.online,
        place: query.text("place").or_else(|| chosen.map(|town| town.name.clone())).unwrap_or_default(),
        place_is_unknown: matches!(typed, Typed::Unknown),
        more: found.len() > CARDS,
        cards: found.into_iter().take(CARDS).map(|one| group_card(&v, directory, one, at)).collect(),
        v,
    };
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}

fn kinds(v: &Visit, chosen: Option<GatheringKind>) -> Vec<Choice> {
    let choice = |kind: &GatheringKind| Choice {
        code: kind.code().to_owned(),
        word: v.t(kind.key()),
        chosen: chosen == Some(*kind),
    };
    GatheringKind::ALL.iter().map(choice).collect()
}
