//! Desks by the place that a law or a programme gives them: how many there are of each, and which. One desk may stand
//! under several.

use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    directory::{
        Shelf,
        model::{Directory, Municipality, desk::Desk},
        views::Choice,
    },
    platform::{
        Answer, App, Outcome,
        web::{Submitted, Visit},
    },
};

/// Desks of one designation that are listed at once; a prefecture narrows them down.
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "directory/templates/designations.html")]
struct DesignationsPage {
    v: Visit,
    names: Vec<Choice>,
    prefectures: Vec<Choice>,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    /// How many desks bear it, those that are not listed among them.
    count: usize,
    desks: Vec<Line>,
    more: bool,
}

struct Line {
    slug: String,
    name: String,
    town: String,
}

/// The page that lists the desks with one designation.
pub fn link(name: &str) -> String {
    format!("/designations?name={}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}

pub async fn designations_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let query = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    shelf.page(&v, &directory, || draw(v.clone(), &directory, (query.get("name"), query.get("prefecture"))))
}

/// A name or a prefecture that is not there narrows nothing down.
fn draw(v: Visit, directory: &Directory, (name, prefecture): (&str, &str)) -> Result<String, Outcome> {
    let today = v.now.today();
    let mut all = directory.designated();
    all.iter_mut().for_each(|one| one.desks.retain(|desk| desk.is_there(today)));
    let mut known: Vec<&str> =
        all.iter().flat_map(|one| &one.desks).map(|desk| prefecture_of(directory, desk)).collect();
    known.sort_unstable();
    known.dedup();
    let names: Vec<Choice> = all.iter().map(|one| choice(one.name, name)).collect();
    let prefectures: Vec<Choice> =
        known.iter().filter(|one| !one.is_empty()).map(|one| choice(one, prefecture)).collect();
    let in_one = prefectures.iter().any(|one| one.chosen);
    let of_one = names.iter().any(|one| one.chosen);
    let mut groups = Vec::new();
    for one in all.into_iter().filter(|one| !of_one || one.name == name) {
        let within: Vec<&Desk> =
            one.desks.into_iter().filter(|desk| !in_one || prefecture_of(directory, desk) == prefecture).collect();
        groups.push(Group {
            name: one.name.to_owned(),
            count: within.len(),
            more: within.len() > MOST,
            desks: within.into_iter().take(MOST).map(|desk| line(directory, desk)).collect(),
        });
    }
    let page = DesignationsPage { names, prefectures, groups, v };
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}

fn choice(name: &str, chosen: &str) -> Choice {
    Choice { code: name.to_owned(), word: name.to_owned(), chosen: name == chosen }
}

fn line(directory: &Directory, desk: &Desk) -> Line {
    let town = directory.municipality(desk.municipality).map(|town| town.name.clone()).unwrap_or_default();
    Line { slug: desk.slug.clone(), name: desk.short_name().to_owned(), town }
}

/// The prefecture in which a desk lies; of a prefecture's own desk, that one.
fn prefecture_of<'a>(directory: &'a Directory, desk: &Desk) -> &'a str {
    let of = |town: &'a Municipality| town.prefecture.as_deref().unwrap_or(&town.name);
    directory.municipality(desk.municipality).map(of).unwrap_or_default()
}
