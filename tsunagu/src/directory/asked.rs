//! What somebody asked the finder: the answers of its form, the words and the place as they were typed. Nothing of it is
//! kept.

use super::model::{
    Directory, Municipality,
    danger::{speaks_of_danger, speaks_of_violence},
    eligibility::Age,
    finder::Situation,
    near::{PlaceId, Typed, gazetteer},
    scenes::SceneId,
    search::Hits,
};
use crate::platform::{ids::MunicipalityId, web::Submitted};

/// More than a name and a few words is a story, and nobody should have to tell one to find a door.
const LONGEST: usize = 120;

/// What the typed place came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Where {
    /// Nothing typed, or a town of the directory: the situation says which.
    #[default]
    Told,
    /// A place that has no page here yet, by its name.
    NotHere(String),
    /// Several places may be meant.
    Which(Vec<PlaceId>),
    /// No place that we know.
    Unknown,
}

#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub situation: Situation,
    /// The words to search for, as typed.
    pub words: String,
    /// The place, as typed.
    pub place: String,
    pub location: Where,
    /// The age, as typed, right or wrong.
    pub age: String,
    pub hits: Hits,
}

impl Asked {
    pub fn in_town(town: MunicipalityId) -> Self {
        Self { situation: Situation { town: Some(town), ..Situation::default() }, ..Self::default() }
    }

    /// Reads the query of an address. What cannot be read is kept as it was typed and asks nothing.
    pub fn read(directory: &Directory, query: &Submitted) -> Self {
        let typed = |name: &str| -> String { query.get(name).trim().chars().take(LONGEST).collect() };
        let mut asked = Self {
            words: typed("q"),
            place: typed("place"),
            age: typed("age"),
            situation: Situation {
                town: directory.municipality_by_slug(query.get("town")).map(|town: &Municipality| town.id),
                place: None,
                about: query.code("about"),
                age: Age::read(&typed("age")),
                talk: query.code("talk"),
                scene: SceneId::read(query.get("scene")),
            },
            ..Self::default()
        };
        if asked.situation.town.is_none() {
            let place = asked.place.clone();
            asked.locate(directory, Typed::read(gazetteer(), &place));
        }
        let words = asked.words_without_place(directory);
        asked.hits = directory.search(&words);
        asked
    }

    /// What was typed of an address, in either box.
    pub fn address(&self) -> String {
        format!("{} {}", self.place, self.words)
    }

    /// Something was typed that must not be kept in memory with the page.
    pub fn is_typed(&self) -> bool {
        !self.words.is_empty() || !self.place.is_empty() || self.age_is_wrong()
    }

    /// Something stands in the box for the age that is none.
    pub fn age_is_wrong(&self) -> bool {
        !self.age.is_empty() && self.situation.age.is_none()
    }

    /// What was typed, in whichever box, speaks of danger to a life or of not being safe.
    pub fn speaks_of_danger(&self) -> bool {
        [&self.words, &self.place, &self.age].iter().any(|typed| speaks_of_danger(typed))
    }

    /// What was typed, in whichever box, speaks of violence.
    pub fn speaks_of_violence(&self) -> bool {
        [&self.words, &self.place, &self.age].iter().any(|typed| speaks_of_violence(typed))
    }

    /// Words were typed and nothing bears them. Who speaks of danger hears another answer than that.
    pub fn found_nothing(&self) -> bool {
        !self.words.is_empty() && self.hits.found.is_empty() && !self.speaks_of_danger()
    }

    fn locate(&mut self, directory: &Directory, typed: Typed) {
        match typed {
            Typed::Nothing => {}
            Typed::One(place) => match directory.town_at(place) {
                Some(town) => self.situation.town = Some(town.id),
                None => {
                    self.situation.place = Some(place);
                    self.location = Where::NotHere(gazetteer().place(place).name.to_owned());
                }
            },
            Typed::Several(places) => self.location = Where::Which(places),
            Typed::Prefecture(name) => match directory.prefecture_named(name) {
                Some(prefecture) => self.situation.town = Some(prefecture.id),
                None => self.location = Where::NotHere(name.to_owned()),
            },
            Typed::Unknown => self.location = Where::Unknown,
        }
    }

    /// A place among the words tells where, unless that was told already; what is left is searched for. A bare
    /// name among others may be part of what a desk is called; then it is searched for.
    fn words_without_place(&mut self, directory: &Directory) -> String {
        let is_told = self.situation.town.is_some() || self.situation.place.is_some() || self.location != Where::Told;
        if is_told {
            return self.words.clone();
        }
        let words: Vec<String> = self.words.split_whitespace().map(str::to_owned).collect();
        for (at, word) in words.iter().enumerate() {
            let Some(place) = gazetteer().place_before(word) else { continue };
            if place.is_sure || words.len() == 1 || !is_a_name(directory, word) {
                self.locate(directory, place.typed);
                let mut left = words.clone();
                left[at] = place.rest.to_owned();
                return left.join(" ").trim().to_owned();
            }
        }
        self.words.clone()
    }
}

/// Something here bears the whole word.
fn is_a_name(directory: &Directory, word: &str) -> bool {
    let hits = directory.search(word);
    !hits.found.is_empty() && !hits.are_near()
}
