//! "Groups I may join": gatherings of every town that do not ask where one lives, or that name one's own.

use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    directory::{
        Shelf,
        model::{
            Directory, MunicipalityKind,
            gathering::GatheringKind,
            groups::{Wanted, groups},
            near::{Typed, gazetteer},
        },
        views::{Choice, GroupCard, PlaceLink, group_card},
    },
    platform::{
        Answer, App, Outcome,
        web::{Submitted, Visit, html_response},
    },
};

/// As many cards as one reads on a telephone.
const CARDS: usize = 20;
/// As many towns of a prefecture as one looks through.
const TOWNS: usize = 60;
/// A longer place is none.
const LONGEST: usize = 120;

#[derive(Template)]
#[template(path = "directory/templates/groups.html")]
struct GroupsPage {
    v: Visit,
    kinds: Vec<Choice>,
    online: bool,
    /// As typed, or the name of the town that was chosen.
    place: String,
    place_is_unknown: bool,
    /// A place that has no page here yet.
    not_here: Option<String>,
    /// The places that may be meant, with what was chosen beside.
    places: Vec<PlaceLink>,
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
    let place: String = query.get("place").trim().chars().take(LONGEST).collect();
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
        place: match chosen {
            Some(town) if place.is_empty() => town.name.clone(),
            Some(_) | None => place,
        },
        place_is_unknown: town.is_none() && matches!(typed, Typed::Unknown),
        not_here: match typed {
            Typed::One(place) if town.is_none() => Some(gazetteer().place(place).name.to_owned()),
            Typed::One(_) | Typed::Nothing | Typed::Several(_) | Typed::Prefecture(_) | Typed::Unknown => None,
        },
        places: if town.is_none() { places(directory, &typed, query) } else { Vec::new() },
        more: found.len() > CARDS,
        cards: found.into_iter().take(CARDS).map(|one| group_card(&v, directory, one, at)).collect(),
        v,
    };
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}

/// The places that may be meant: of one name, or the towns of a prefecture that are here.
fn places(directory: &Directory, typed: &Typed, query: &Submitted) -> Vec<PlaceLink> {
    let chosen = [("kind", query.get("kind")), ("online", query.get("online"))];
    let chosen: String = chosen
        .into_iter()
        .filter(|(_, value)| !value.is_empty() && value.len() <= LONGEST)
        .map(|(name, value)| format!("&{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect();
    let link = |prefecture: &str, name: &str| {
        let name = format!("{prefecture}{name}");
        PlaceLink { href: format!("/groups?place={}{chosen}", utf8_percent_encode(&name, NON_ALPHANUMERIC)), name }
    };
    match typed {
        Typed::Several(ids) => {
            ids.iter().map(|id| gazetteer().place(*id)).map(|place| link(place.prefecture, place.name)).collect()
        }
        Typed::Prefecture(prefecture) => directory
            .municipalities()
            .iter()
            .filter(|town| town.kind == MunicipalityKind::Municipality)
            .filter(|town| town.prefecture.as_deref() == Some(*prefecture))
            .take(TOWNS)
            .map(|town| link(prefecture, &town.name))
            .collect(),
        Typed::Nothing | Typed::One(_) | Typed::Unknown => Vec::new(),
    }
}

fn kinds(v: &Visit, chosen: Option<GatheringKind>) -> Vec<Choice> {
    let choice = |kind: &GatheringKind| Choice {
        code: kind.code().to_owned(),
        word: v.t(kind.key()),
        chosen: chosen == Some(*kind),
    };
    GatheringKind::ALL.iter().map(choice).collect()
}
