//! What a search in words found beside desks: organisations, gatherings; and places of which several are meant.

use chrono::NaiveDateTime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::gathering::{GatheringCard, gathering_card};
use crate::{
    directory::{
        asked::{Asked, Where},
        model::{Directory, near::gazetteer, search::Subject},
    },
    platform::web::Visit,
};

/// As many of each as one looks at beside the desks.
const MOST: usize = 5;

/// An organisation on one line.
pub struct FoundOrganization {
    pub slug: String,
    pub name: String,
    pub town: Option<String>,
    pub phone: Option<String>,
    pub extension: Option<String>,
}

impl FoundOrganization {
    /// What a telephone dials.
    pub fn dials(&self) -> String {
        self.phone.iter().flat_map(|phone| phone.chars()).filter(char::is_ascii_digit).collect()
    }
}

pub fn organizations_found(directory: &Directory, asked: &Asked) -> Vec<FoundOrganization> {
    let found = asked.hits.found.iter().filter_map(|hit| match hit.subject {
        Subject::Organization(at) => directory.organizations().get(at as usize),
        Subject::Desk(_) | Subject::Gathering(_) => None,
    });
    found
        .take(MOST)
        .map(|body| FoundOrganization {
            slug: body.slug.clone(),
            name: body.name.clone(),
            town: body.municipality.and_then(|id| directory.municipality(id)).map(|town| town.name.clone()),
            phone: body.phone.clone(),
            extension: body.extension().map(str::to_owned),
        })
        .collect()
}

pub fn gatherings_found(v: &Visit, directory: &Directory, asked: &Asked, at: NaiveDateTime) -> Vec<GatheringCard> {
    let found = asked.hits.found.iter().filter_map(|hit| match hit.subject {
        Subject::Gathering(number) => directory.gatherings().get(number as usize),
        Subject::Desk(_) | Subject::Organization(_) => None,
    });
    found.take(MOST).map(|gathering| gathering_card(v, directory, gathering, at)).collect()
}

/// A place that may be meant, and where it leads.
pub struct PlaceLink {
    pub href: String,
    pub name: String,
}

pub fn places_meant(asked: &Asked) -> Vec<PlaceLink> {
    let Where::Which(places) = &asked.location else { return Vec::new() };
    places
        .iter()
        .map(|id| {
            let place = gazetteer().place(*id);
            let name = format!("{}{}", place.prefecture, place.name);
            PlaceLink { href: format!("/find?place={}", utf8_percent_encode(&name, NON_ALPHANUMERIC)), name }
        })
        .collect()
}
