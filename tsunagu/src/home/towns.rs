//! The first page for all towns, and the page of one town.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, RawQuery, State},
    routing::get,
};

use crate::{
    directory::{
        Asked, Directory, Fit, Municipality, Shelf, find,
        views::{
            Card, FinderForm, GatheringCard, LinkedData, Townlist, cards, gathering_cards, has_many_towns, linked_town,
            town_lists,
        },
    },
    platform::{
        Answer, App, Outcome,
        web::{Submitted, Visit},
    },
};

/// As many cards as one reads on a telephone.
const CARDS: usize = 12;

pub fn routes() -> Router<App> {
    Router::new().route("/", get(towns_page)).route("/towns/{slug}", get(town_page))
}

#[derive(Template)]
#[template(path = "home/templates/towns.html")]
struct TownsPage {
    v: Visit,
    form: FinderForm,
    lists: Vec<Townlist>,
    /// Names of prefectures to choose from first, where all towns at once would be too many.
    prefectures: Vec<String>,
}

async fn towns_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let query = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    shelf.page(&v, &directory, || draw_towns(v.clone(), &directory, query.get("prefecture")))
}

fn draw_towns(v: Visit, directory: &Directory, prefecture: &str) -> Result<String, Outcome> {
    let form = FinderForm::new(&v, directory, &Asked::default());
    let mut lists = town_lists(directory);
    let mut prefectures = Vec::new();
    if has_many_towns(directory) {
        prefectures = lists.iter().map(|list| list.prefecture.clone()).collect();
        lists.retain(|list| list.prefecture == prefecture);
    }
    render(&TownsPage { form, lists, prefectures, v })
}

#[derive(Template)]
#[template(path = "home/templates/town.html")]
struct TownPage {
    v: Visit,
    slug: String,
    town: String,
    form: FinderForm,
    own: Vec<Card>,
    /// Desks of towns that take this one's residents.
    partners: Vec<Card>,
    /// Desks of the prefecture; for a town without any, desks elsewhere that listen and hand on.
    others: Vec<Card>,
    prefecture: Option<String>,
    /// The prefecture's own page; of a prefecture, none.
    above: Option<String>,
    /// Slugs and names of the towns that lie in a prefecture.
    towns: Vec<(String, String)>,
    gatherings: Vec<GatheringCard>,
    linked: LinkedData,
}

async fn town_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    shelf.page(&v, &directory, || draw_town(v.clone(), &directory, town))
}

fn draw_town(v: Visit, directory: &Directory, town: &Municipality) -> Result<String, Outcome> {
    let at = v.now.local();
    let asked = Asked::in_town(town.id);
    let found = find(directory, &asked.situation, at);
    let (own, elsewhere): (Vec<_>, Vec<_>) = found.fits.into_iter().partition(|fit| fit.desk.municipality == town.id);
    let (partners, mut others): (Vec<_>, Vec<_>) = elsewhere.into_iter().partition(Fit::is_by_agreement);
    others.truncate(CARDS);
    render(&TownPage {
        slug: town.slug.clone(),
        town: town.name.clone(),
        form: FinderForm::new(&v, directory, &asked),
        own: cards(&v, directory, &own, at),
        partners: cards(&v, directory, &partners, at),
        others: cards(&v, directory, &others, at),
        prefecture: directory.prefecture_of(town.id).map(|prefecture| prefecture.name.clone()),
        above: directory.prefecture_of(town.id).map(|prefecture| prefecture.slug.clone()),
        towns: directory.towns_in(town).into_iter().map(|town| (town.slug.clone(), town.name.clone())).collect(),
        gatherings: gathering_cards(&v, directory, town, at),
        linked: linked_town(&v, directory, town),
        v,
    })
}

fn render(page: &impl Template) -> Result<String, Outcome> {
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}
