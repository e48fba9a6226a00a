//! The first page for all towns, and the page of one town.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    routing::get,
};

use crate::{
    directory::{
        Directory, Municipality, Shelf, Situation, find,
        views::{Card, FinderForm, GatheringCard, Townlist, cards, gathering_cards, town_lists},
    },
    platform::{Answer, App, Outcome, web::Visit},
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
}

async fn towns_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit) -> Answer {
    let directory = shelf.current(&app).await?;
    shelf.page(&v, &directory, || draw_towns(v.clone(), &directory))
}

fn draw_towns(v: Visit, directory: &Directory) -> Result<String, Outcome> {
    let form = FinderForm::new(&v, directory, &Situation::default(), "");
    render(&TownsPage { form, lists: town_lists(directory), v })
}

#[derive(Template)]
#[template(path = "home/templates/town.html")]
struct TownPage {
    v: Visit,
    slug: String,
    town: String,
    form: FinderForm,
    own: Vec<Card>,
    /// Desks of the prefecture; for a town without any, desks elsewhere that listen and hand on.
    others: Vec<Card>,
    prefecture: Option<String>,
    gatherings: Vec<GatheringCard>,
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
    let situation = Situation { town: Some(town.id), ..Situation::default() };
    let found = find(directory, &situation, at);
    let (own, mut others): (Vec<_>, Vec<_>) = found.fits.into_iter().partition(|fit| fit.desk.municipality == town.id);
    others.truncate(CARDS);
    render(&TownPage {
        slug: town.slug.clone(),
        town: town.name.clone(),
        form: FinderForm::new(&v, directory, &situation, ""),
        own: cards(&v, directory, &own, at),
        others: cards(&v, directory, &others, at),
        prefecture: directory.prefecture_of(town.id).map(|prefecture| prefecture.name.clone()),
        gatherings: gathering_cards(&v, directory, town, at),
        v,
    })
}

fn render(page: &impl Template) -> Result<String, Outcome> {
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}
