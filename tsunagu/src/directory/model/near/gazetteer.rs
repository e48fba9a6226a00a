//! The list of places, read once.

use std::{collections::HashMap, sync::OnceLock};

use crate::directory::model::search::fold;

/// The mean radius of the earth in kilometres.
const EARTH_KM: f64 = 6_371.0;
/// Letters behind the names of wards, cities, towns and villages.
pub(super) const KINDS: [char; 4] = ['\u{533A}', '\u{5E02}', '\u{753A}', '\u{6751}'];
/// The same as they are read: ku, shi, machi, chou, mura, son.
const KINDS_READ: [&str; 6] =
    ["\u{304F}", "\u{3057}", "\u{307E}\u{3061}", "\u{3061}\u{3087}\u{3046}", "\u{3080}\u{3089}", "\u{305D}\u{3093}"];
/// Letters behind the names of prefectures, but Hokkaido's.
const PREFECTURES: [char; 3] = ['\u{90FD}', '\u{5E9C}', '\u{770C}'];
const PREFECTURES_READ: [&str; 3] = ["\u{3068}", "\u{3075}", "\u{3051}\u{3093}"];

/// A municipality of Japan, whether it uses this program or not.
#[derive(Debug, PartialEq)]
pub struct Place {
    /// Five digits of JIS X 0402.
    pub code: &'static str,
    pub prefecture: &'static str,
    pub name: &'static str,
    /// In hiragana.
    pub reading: &'static str,
    latitude: f32,
    longitude: f32,
}

/// The place's number in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(u16);

#[derive(Debug)]
pub struct Gazetteer {
    places: Vec<Place>,
    /// Folded: name and reading, with and without the kind of municipality, with the prefecture before it.
    by_name: HashMap<String, Vec<PlaceId>>,
    /// Folded: names and readings of prefectures, with and without their kind.
    prefectures: HashMap<String, &'static str>,
    by_postcode: HashMap<&'static str, Vec<PlaceId>>,
    by_full_name: HashMap<(&'static str, &'static str), PlaceId>,
}

/// The list that travels inside the program.
pub fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER
        .get_or_init(|| Gazetteer::read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/municipalities.tsv"))))
}

impl Gazetteer {
    /// All municipalities of Japan.
    pub fn of_japan() -> &'static Self {
        gazetteer()
    }

    /// Lines of another shape are left out; a test holds that the list has none.
    fn read(text: &'static str) -> Self {
        let mut list = Self {
            places: Vec::new(),
            by_name: HashMap::new(),
            prefectures: HashMap::new(),
            by_postcode: HashMap::new(),
            by_full_name: HashMap::new(),
        };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&'static str> = line.split('\t').collect();
            match cells[..] {
                [_, name, reading] => list.add_prefecture(name, reading),
                [code, prefecture, name, reading, latitude, longitude, postcodes] => {
                    let (Ok(latitude), Ok(longitude)) = (latitude.parse(), longitude.parse()) else { continue };
                    list.add(Place { code, prefecture, name, reading, latitude, longitude }, postcodes);
                }
                _ => {}
            }
        }
        list
    }

    fn add_prefecture(&mut self, name: &'static str, reading: &'static str) {
        let bare_reading = PREFECTURES_READ.iter().find_map(|kind| reading.strip_suffix(kind)).unwrap_or(reading);
        for written in [name, name.strip_suffix(PREFECTURES).unwrap_or(name), reading, bare_reading] {
            self.prefectures.insert(fold(written), name);
        }
    }

    fn add(&mut self, place: Place, postcodes: &'static str) {
        let Ok(number) = u16::try_from(self.places.len()) else { return };
        let id = PlaceId(number);
        let bare_reading = KINDS_READ.iter().find_map(|kind| place.reading.strip_suffix(kind)).unwrap_or(place.reading);
        for written in [place.name, place.name.strip_suffix(KINDS).unwrap_or(place.name), place.reading, bare_reading] {
            let written = fold(written);
            // Two letters at least: a town called Tsu is found by its whole name.
            if written.chars().nth(1).is_none() {
                continue;
            }
            let ids = self.by_name.entry(written).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.by_full_name.insert((place.prefecture, place.name), id);
        for prefix in postcodes.split(' ') {
            self.by_postcode.entry(prefix).or_default().push(id);
        }
        self.places.push(place);
    }

    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[usize::from(id.0)]
    }

    /// All places in the order of their codes.
    pub fn all(&self) -> impl Iterator<Item = (PlaceId, &Place)> {
        (0..).map(PlaceId).zip(&self.places)
    }

    /// The place of a municipality by its name and its prefecture's, as they are written officially.
    pub fn named(&self, prefecture: &str, name: &str) -> Option<PlaceId> {
        self.by_full_name.get(&(prefecture, name)).copied()
    }

    /// Places that are called so, folded; those called exactly so before those that leave out their kind.
    pub(super) fn called(&self, folded: &str) -> &[PlaceId] {
        self.by_name.get(folded).map_or(&[], Vec::as_slice)
    }

    pub(super) fn prefecture_called(&self, folded: &str) -> Option<&'static str> {
        self.prefectures.get(folded).copied()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &[PlaceId])> {
        self.by_name.iter().map(|(name, ids)| (name.as_str(), ids.as_slice()))
    }

    /// The places a postcode can mean, by its first 3 to 7 digits. With 3 digits only, all places of the area.
    pub(super) fn by_postcode(&self, digits: &str) -> Vec<PlaceId> {
        let longest = digits.len().min(5);
        let known = (3..=longest).rev().find_map(|length| self.by_postcode.get(&digits[..length]));
        if let Some(ids) = known {
            return ids.clone();
        }
        let mut ids: Vec<PlaceId> = self
            .by_postcode
            .iter()
            .filter(|(prefix, _)| prefix.starts_with(&digits[..longest]))
            .flat_map(|(_, ids)| ids.iter().copied())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Kilometres between two places as the crow flies, within about one in a hundred at Japan's distances.
    pub fn kilometres(&self, from: PlaceId, to: PlaceId) -> f64 {
        let (from, to) = (self.place(from), self.place(to));
        let radians = |degrees: f32| f64::from(degrees).to_radians();
        let middle = (radians(from.latitude) + radians(to.latitude)) / 2.0;
        let east = (radians(to.longitude) - radians(from.longitude)) * middle.cos();
        let north = radians(to.latitude) - radians(from.latitude);
        EARTH_KM * east.hypot(north)
    }
}
