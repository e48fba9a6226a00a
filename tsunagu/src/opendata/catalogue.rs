//! Desks and gatherings as services, and where they take place.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use calendar::Channel;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    directory::{
        Desk, Directory, Gathering, Organization, PageOnly,
        facts::{AddressPeriod, Mode},
    },
    platform::ids::{DeskId, OrganizationId},
};

/// What HSDS calls a service.
#[derive(Clone, Copy, Debug)]
pub enum Service<'a> {
    Desk(&'a Desk),
    Gathering(&'a Gathering),
}

impl<'a> Service<'a> {
    /// How many there are.
    pub fn count(directory: &Directory) -> usize {
        directory.desks().len() + directory.gatherings().len()
    }

    /// All of them: desks in the directory's order, then gatherings.
    pub fn all(directory: &'a Directory) -> impl Iterator<Item = Self> {
        directory.desks().iter().map(Self::Desk).chain(directory.gatherings().iter().map(Self::Gathering))
    }

    pub fn find(directory: &'a Directory, id: Uuid) -> Option<Self> {
        let gathering = || directory.gatherings().iter().find(|gathering| gathering.id.0 == id).map(Self::Gathering);
        directory.desk(DeskId(id)).map(Self::Desk).or_else(gathering)
    }

    pub fn id(self) -> Uuid {
        match self {
            Self::Desk(desk) => desk.id.0,
            Self::Gathering(gathering) => gathering.id.0,
        }
    }

    /// The organisation that answers for it; for a gathering the first that holds it, else its town.
    pub fn organization(self, directory: &Directory) -> Option<OrganizationId> {
        match self {
            Self::Desk(desk) => Some(desk.organization),
            Self::Gathering(gathering) => {
                let facts = &gathering.facts;
                let town = || directory.municipality(gathering.municipality).map(|town| &town.slug);
                let named = facts.organizers.iter().chain(&facts.operators);
                named
                    .chain(town())
                    .find_map(|slug| directory.organization_by_slug(slug))
                    .map(|organization| organization.id)
            }
        }
    }

    /// What only its page shows.
    pub fn page_only(self, directory: &Directory) -> PageOnly {
        match self {
            Self::Desk(desk) => PageOnly::of_desk(directory, desk),
            Self::Gathering(gathering) => PageOnly::of_gathering(directory, gathering),
        }
    }

    /// Where it takes place on a day or will take place; never a place that no longer holds.
    pub fn places(self, directory: &'a Directory, day: NaiveDate) -> Vec<Place<'a>> {
        match self {
            Self::Desk(desk) => desk_places(directory, desk, day),
            Self::Gathering(gathering) => gathering_places(directory, gathering),
        }
    }
}

/// A place of a service.
#[derive(Debug)]
pub struct Place<'a> {
    pub id: Uuid,
    pub kind: PlaceKind<'a>,
}

#[derive(Debug)]
pub enum PlaceKind<'a> {
    /// An address of the desk itself.
    Address(&'a AddressPeriod),
    /// A house of its own, to which a desk goes out or in which a gathering meets.
    House { house: &'a Organization, room: Option<&'a str> },
    /// Known by words only.
    Words(String),
    /// On the web, with its address if one is printed.
    Web(Option<&'a str>),
}

/// An id for a part of a record, the same every time.
pub fn part(of: Uuid, what: &str) -> Uuid {
    Uuid::new_v5(&of, what.as_bytes())
}

/// The id of the house of an organisation, whoever meets in it.
pub fn house(house: &Organization) -> Uuid {
    part(house.id.0, "location")
}

fn desk_places<'a>(directory: &'a Directory, desk: &'a Desk, day: NaiveDate) -> Vec<Place<'a>> {
    let at = |what: &str| part(desk.id.0, what);
    let own = PageOnly::of_desk(directory, desk);
    let mut places: Vec<Place<'a>> = Vec::new();
    for address in desk.addresses(day).into_iter().filter(|it| it.is_public() && !own.is_in(&it.address)) {
        // A desk may come back to where it was: the same address on other days is told apart by its days.
        let first = at(&format!("location/{}", address.address));
        let days = [address.valid_from, address.valid_to].map(|day| day.map(|day| day.to_string()).unwrap_or_default());
        let again = at(&format!("location/{}/{}", address.address, days.join("/")));
        let is_new = |id: &Uuid| places.iter().all(|place| place.id != *id);
        if let Some(id) = [first, again].into_iter().find(is_new) {
            places.push(Place { id, kind: PlaceKind::Address(address) });
        }
    }
    for slug in desk.ways.iter().filter_map(|way| way.place.as_ref()) {
        let Some(found) = directory.organization_by_slug(slug) else { continue };
        if places.iter().all(|place| place.id != house(found)) {
            places.push(Place { id: house(found), kind: PlaceKind::House { house: found, room: None } });
        }
    }
    let is_on_the_web = [Channel::Online, Channel::WebForm].iter().any(|way| desk.ways_by(*way).next().is_some());
    if is_on_the_web {
        places.push(Place { id: at("web"), kind: PlaceKind::Web(desk.facts.web.as_deref()) });
    }
    places
}

fn gathering_places<'a>(directory: &'a Directory, gathering: &'a Gathering) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    if let Some(venue) = gathering.facts.venue.as_ref().filter(|venue| venue.is_public()) {
        let room = venue.detail_ja.as_deref();
        let words = [room, venue.text_ja.as_deref(), venue.summary_ja.as_deref()];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        match venue.org.as_ref().and_then(|slug| directory.organization_by_slug(slug)) {
            Some(found) => places.push(Place { id: house(found), kind: PlaceKind::House { house: found, room } }),
            None if words.is_empty() => {}
            None => {
                places.push(Place { id: part(gathering.id.0, "location"), kind: PlaceKind::Words(words.join(" ")) })
            }
        }
    }
    if matches!(gathering.facts.mode, Mode::Online | Mode::Hybrid) {
        places.push(Place { id: part(gathering.id.0, "web"), kind: PlaceKind::Web(None) });
    }
    places
}

/// Every service at every place, as positions in `Service::all` and in `Service::places`.
#[derive(Debug)]
pub struct AtPlaces {
    version: i64,
    day: NaiveDate,
    list: Vec<(usize, usize)>,
    by_id: HashMap<Uuid, usize>,
}

impl AtPlaces {
    fn of(directory: &Directory, day: NaiveDate) -> Self {
        let (mut list, mut by_id) = (Vec::new(), HashMap::new());
        for (at, service) in Service::all(directory).enumerate() {
            for (number, place) in service.places(directory, day).iter().enumerate() {
                by_id.insert(at_place(service.id(), place.id), list.len());
                list.push((at, number));
            }
        }
        Self { version: directory.version, day, list, by_id }
    }

    pub fn list(&self) -> &[(usize, usize)] {
        &self.list
    }

    pub fn find(&self, id: Uuid) -> Option<(usize, usize)> {
        self.by_id.get(&id).map(|at| self.list[*at])
    }
}

/// The id of a service at a place.
pub fn at_place(service: Uuid, place: Uuid) -> Uuid {
    part(service, &format!("at/{place}"))
}

/// The service at a position of `Service::all`.
pub fn service_at(directory: &Directory, at: usize) -> Option<Service<'_>> {
    let desks = directory.desks();
    match desks.get(at) {
        Some(desk) => Some(Service::Desk(desk)),
        None => directory.gatherings().get(at - desks.len()).map(Service::Gathering),
    }
}

/// The list of services at places, made when somebody first asks for it in a state of the directory.
#[derive(Clone, Default)]
pub struct Places(Arc<Mutex<Option<Arc<AtPlaces>>>>);

impl Places {
    pub fn of(&self, directory: &Directory, day: NaiveDate) -> Arc<AtPlaces> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match held.as_ref().filter(|held| held.version == directory.version && held.day == day) {
            Some(held) => held.clone(),
            None => held.insert(Arc::new(AtPlaces::of(directory, day))).clone(),
        }
    }
}
