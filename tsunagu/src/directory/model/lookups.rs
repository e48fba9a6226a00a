//! What the directory is asked for, found without walking through all of it. Built once with the directory.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{
    DeskRecord, Directory, Municipality, MunicipalityKind, Organization,
    agreement::{Agreement, Cover},
    freshness::Freshness,
    gathering::Gathering,
    near::{Nearness, PlaceId, gazetteer},
    scenes::{Topics, topics_of},
    search::{Builder, Field, Hits, Index, Subject},
};
use crate::platform::ids::MunicipalityId;

/// The organisations, and where each stands by its slug.
type Bodies<'a> = (&'a [Organization], &'a HashMap<String, usize>);

/// Places in the directory's lists, by what one asks for.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    pub by_slug: HashMap<String, usize>,
    prefectures: HashMap<String, usize>,
    desks: HashMap<MunicipalityId, Vec<u32>>,
    bodies: HashMap<MunicipalityId, Vec<u32>>,
    gatherings: HashMap<MunicipalityId, Vec<u32>>,
    pub words: Index,
    /// Of each desk, in the order of the desks: its topics, and whether it is of one town rather than of more.
    topics: Vec<(Topics, bool)>,
    single_towns: HashSet<MunicipalityId>,
    place_of: HashMap<MunicipalityId, PlaceId>,
    town_at: HashMap<PlaceId, MunicipalityId>,
    agreements: Vec<Agreement>,
    /// Every designation with the desks that bear it.
    pub designations: Vec<(String, Vec<u32>)>,
    /// Of the records beside the desks; a record of which nothing was ever checked is not here.
    freshness: HashMap<Uuid, Freshness>,
}

impl Lookups {
    /// Towns and organisations; desks and gatherings are added when they are compiled.
    pub fn of(towns: &[Municipality], bodies: &[Organization], words: &mut Builder) -> Self {
        let mut lookups = Self::default();
        for (at, town) in towns.iter().enumerate() {
            lookups.by_slug.insert(town.slug.clone(), at);
            match town.kind {
                MunicipalityKind::Prefecture => {
                    lookups.prefectures.entry(town.name.clone()).or_insert(at);
                }
                MunicipalityKind::Municipality => {
                    lookups.single_towns.insert(town.id);
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
            if !body.kind.is_government_itself() {
                words.add(Subject::Organization(at), Field::Name, &body.name);
                body.aliases.iter().for_each(|alias| words.add(Subject::Organization(at), Field::Alias, alias));
            }
        }
        lookups
    }

    /// The next desk of the directory's list.
    pub fn add_desk(&mut self, row: &DeskRecord, bodies: Bodies<'_>, words: &mut Builder) {
        let number = u32::try_from(self.topics.len()).unwrap_or(u32::MAX);
        self.desks.entry(row.municipality).or_default().push(number);
        let facts = &row.facts;
        for designation in &facts.designations {
            match self.designations.iter_mut().find(|(known, _)| known == designation) {
                Some((_, desks)) => desks.push(number),
                None => self.designations.push((designation.clone(), vec![number])),
            }
        }
        let runners: Vec<&Organization> =
            facts.operators.iter().chain(&facts.owner).filter_map(|slug| bodies.0.get(*bodies.1.get(slug)?)).collect();
        let told = std::iter::once(&row.name).chain(&facts.brand).chain(&facts.components);
        let told = told.chain(&facts.eligibility.other_ja).chain(runners.iter().map(|body| &body.name));
        let topics = topics_of(told.map(String::as_str));
        self.topics.push((topics, self.single_towns.contains(&row.municipality)));

        let mut add = |field, text: &str| words.add(Subject::Desk(number), field, text);
        add(Field::Name, &row.name);
        facts.brand.iter().for_each(|brand| add(Field::Name, brand));
        for branch in facts.branches.iter().flat_map(|branches| &branches.places) {
            add(Field::Alias, &branch.name_ja);
            branch.areas.iter().for_each(|area| add(Field::Alias, area));
        }
        facts.designations.iter().chain(&facts.components).for_each(|part| add(Field::Part, part));
        for body in runners {
            add(Field::RunBy, &body.name);
            body.aliases.iter().for_each(|alias| add(Field::RunBy, alias));
        }
    }

    pub fn add_gatherings(&mut self, gatherings: &[Gathering], words: &mut Builder) {
        for (at, gathering) in (0..).zip(gatherings) {
            for town in gathering.towns() {
                self.gatherings.entry(town).or_default().push(at);
            }
            if !gathering.has_ended() {
                words.add(Subject::Gathering(at), Field::Name, &gathering.name);
            }
        }
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

impl Directory {
    /// The directory with the agreements between its towns.
    #[must_use]
    pub fn with_agreements(mut self, agreements: Vec<Agreement>) -> Self {
        self.lookups.agreements = agreements;
        self
    }

    /// The directory with what is known of the freshness of its other records; desks carry their own.
    #[must_use]
    pub fn with_freshness(mut self, freshness: HashMap<Uuid, Freshness>) -> Self {
        self.lookups.freshness = freshness;
        self
    }

    /// When the parts of an organisation, a gathering or a listing were checked, if any ever was.
    pub fn freshness_of(&self, record: Uuid) -> Option<&Freshness> {
        self.lookups.freshness.get(&record)
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

    /// Of which topics a desk of the list speaks; `at` is its place in [`Directory::desks`].
    pub(super) fn topics(&self, at: u32) -> Topics {
        self.lookups.topics.get(at as usize).map(|(topics, _)| *topics).unwrap_or_default()
    }

    /// Whether a desk of the list is of a single town, not of a prefecture or the state.
    pub(super) fn is_of_one_town(&self, at: u32) -> bool {
        self.lookups.topics.get(at as usize).is_some_and(|(_, of_one_town)| *of_one_town)
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
