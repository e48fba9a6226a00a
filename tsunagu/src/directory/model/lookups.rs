//! What the directory is asked for, found without walking through all of it. Built once with the directory.

use std::collections::HashMap;

use super::{
    Directory, Municipality, MunicipalityKind, Organization,
    agreement::{Agreement, Cover},
    desk::Desk,
    gathering::Gathering,
    near::{Nearness, PlaceId, gazetteer},
    scenes::{Topics, topics_of},
    search::{Entry, Field, Hits, Index, Subject},
};
use crate::platform::ids::MunicipalityId;

/// Places in the directory's lists, by what one asks for.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    pub by_slug: HashMap<String, usize>,
    prefectures: HashMap<String, usize>,
    desks: HashMap<MunicipalityId, Vec<u32>>,
    bodies: HashMap<MunicipalityId, Vec<u32>>,
    gatherings: HashMap<MunicipalityId, Vec<u32>>,
    words: Index,
    /// Of each desk, in the order of the desks.
    topics: Vec<Topics>,
    place_of: HashMap<MunicipalityId, PlaceId>,
    town_at: HashMap<PlaceId, MunicipalityId>,
    agreements: Vec<Agreement>,
}

impl Lookups {
    pub fn build(towns: &[Municipality], bodies: &[Organization], desks: &[Desk], gatherings: &[Gathering]) -> Self {
        let mut lookups = Self::default();
        for (at, town) in towns.iter().enumerate() {
            lookups.by_slug.insert(town.slug.clone(), at);
            match town.kind {
                MunicipalityKind::Prefecture => {
                    lookups.prefectures.entry(town.name.clone()).or_insert(at);
                }
                MunicipalityKind::Municipality => {
                    let place = town.prefecture.as_deref().and_then(|name| gazetteer().named(name, &town.name));
                    if let Some(place) = place {
                        lookups.place_of.insert(town.id, place);
                        lookups.town_at.insert(place, town.id);
                    }
                }
                MunicipalityKind::National => {}
            }
        }
        for (at, body) in (0..).zip(bodies) {
            for town in &body.municipalities {
                lookups.bodies.entry(*town).or_default().push(at);
            }
        }
        for (at, desk) in (0..).zip(desks) {
            lookups.desks.entry(desk.municipality).or_default().push(at);
        }
        for (at, gathering) in (0..).zip(gatherings) {
            for town in gathering.towns() {
                lookups.gatherings.entry(town).or_default().push(at);
            }
        }
        let by_slug: HashMap<&str, &Organization> = bodies.iter().map(|body| (body.slug.as_str(), body)).collect();
        lookups.topics = desks.iter().map(|desk| topics(desk, &by_slug)).collect();
        lookups.words = Index::build(entries(bodies, desks, gatherings, &by_slug));
        lookups
    }

    pub fn desks_of(&self, town: MunicipalityId) -> &[u32] {
        self.desks.get(&town).map_or(&[], Vec::as_slice)
    }

    pub fn bodies_of(&self, town: MunicipalityId) -> &[u32] {
        self.bodies.get(&town).map_or(&[], Vec::as_slice)
    }

    pub fn gatherings_of(&self, town: MunicipalityId) -> &[u32] {
        self.gatherings.get(&town).map_or(&[], Vec::as_slice)
    }
}

fn runners<'a>(desk: &'a Desk, by_slug: &HashMap<&str, &'a Organization>) -> Vec<&'a Organization> {
    desk.facts
        .operators
        .iter()
        .chain(&desk.facts.owner)
        .filter_map(|slug| by_slug.get(slug.as_str()).copied())
        .collect()
}

fn topics(desk: &Desk, by_slug: &HashMap<&str, &Organization>) -> Topics {
    let facts = &desk.facts;
    let own =
        std::iter::once(&desk.name).chain(&facts.brand).chain(&facts.components).chain(&facts.eligibility.other_ja);
    let runners = runners(desk, by_slug);
    topics_of(own.map(String::as_str).chain(runners.iter().map(|body| body.name.as_str())))
}

fn entries<'a>(
    bodies: &'a [Organization],
    desks: &'a [Desk],
    gatherings: &'a [Gathering],
    by_slug: &HashMap<&str, &'a Organization>,
) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    for (at, desk) in (0..).zip(desks) {
        let mut add = |field, text: &'a str| entries.push(Entry { subject: Subject::Desk(at), field, text });
        add(Field::Name, &desk.name);
        desk.facts.brand.iter().for_each(|brand| add(Field::Name, brand));
        for branch in desk.facts.branches.iter().flat_map(|branches| &branches.places) {
            add(Field::Alias, &branch.name_ja);
            branch.areas.iter().for_each(|area| add(Field::Alias, area));
        }
        desk.facts.designations.iter().chain(&desk.facts.components).for_each(|part| add(Field::Part, part));
        for body in runners(desk, by_slug) {
            add(Field::RunBy, &body.name);
            body.aliases.iter().for_each(|alias| add(Field::RunBy, alias));
        }
    }
    for (at, body) in (0..).zip(bodies).filter(|(_, body)| !body.kind.is_government_itself()) {
        entries.push(Entry { subject: Subject::Organization(at), field: Field::Name, text: &body.name });
        let aliases =
            body.aliases.iter().map(|text| Entry { subject: Subject::Organization(at), field: Field::Alias, text });
        entries.extend(aliases);
    }
    for (at, gathering) in (0..).zip(gatherings).filter(|(_, gathering)| !gathering.has_ended()) {
        entries.push(Entry { subject: Subject::Gathering(at), field: Field::Name, text: &gathering.name });
    }
    entries
}

impl Directory {
    /// The directory with the agreements between its towns.
    #[must_use]
    pub fn with_agreements(mut self, agreements: Vec<Agreement>) -> Self {
        self.lookups.agreements = agreements;
        self
    }

    /// Towns that take the residents of `home` for this by agreement.
    pub fn partners_of(&self, home: MunicipalityId, cover: Cover) -> Vec<MunicipalityId> {
        let mut partners: Vec<MunicipalityId> = Vec::new();
        for town in self.lookups.agreements.iter().flat_map(|agreement| agreement.partners(home, cover)) {
            if !partners.contains(&town) {
                partners.push(town);
            }
        }
        partners
    }

    /// A prefecture by its name.
    pub fn prefecture_named(&self, name: &str) -> Option<&Municipality> {
        self.lookups.prefectures.get(name).map(|at| &self.municipalities[*at])
    }

    /// What bears the words typed.
    pub fn search(&self, typed: &str) -> Hits {
        self.lookups.words.search(typed)
    }

    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    pub fn gatherings(&self) -> &[Gathering] {
        &self.gatherings
    }

    /// Of which topics a desk of the list speaks; `at` is its place in [`Directory::desks`].
    pub(super) fn topics(&self, at: u32) -> Topics {
        self.lookups.topics.get(at as usize).copied().unwrap_or_default()
    }

    /// Places of the town's own desks in [`Directory::desks`].
    pub(super) fn desk_numbers(&self, town: MunicipalityId) -> &[u32] {
        self.lookups.desks_of(town)
    }

    pub fn place_of(&self, town: MunicipalityId) -> Option<PlaceId> {
        self.lookups.place_of.get(&town).copied()
    }

    /// The town of the directory at a place of Japan.
    pub fn town_at(&self, place: PlaceId) -> Option<&Municipality> {
        self.lookups.town_at.get(&place).and_then(|id| self.municipality(*id))
    }

    /// The nearest other towns that have desks, the nearest first; how near in words.
    pub fn near(&self, place: PlaceId, most: usize) -> Vec<(MunicipalityId, Nearness)> {
        let mut towns: Vec<(f64, PlaceId, MunicipalityId)> = self
            .lookups
            .town_at
            .iter()
            .filter(|(there, town)| **there != place && self.lookups.desks.contains_key(town))
            .map(|(there, town)| (gazetteer().kilometres(place, *there), *there, *town))
            .collect();
        towns.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        towns.into_iter().take(most).map(|(kilometres, _, town)| (town, Nearness::of(kilometres))).collect()
    }
}
