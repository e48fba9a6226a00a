//! The finder's form: a few questions, each may be left out, "not clear yet" first; and the box for words.

use crate::{
    directory::{
        asked::{Asked, Where},
        model::{
            Directory, Municipality, MunicipalityKind,
            finder::{About, Talk},
            scenes::SceneId,
        },
    },
    platform::web::Visit,
};

/// More towns than this are not listed at once: the page would weigh more than it says.
const MOST_LISTED: usize = 60;

pub struct Choice {
    pub code: String,
    pub word: String,
    pub chosen: bool,
}

/// The towns of one prefecture.
pub struct Townlist {
    pub prefecture: String,
    pub towns: Vec<Choice>,
}

/// Asks for the town, the everyday scene, the person and the age; where the town is known, for the way of talking
/// instead.
pub struct FinderForm {
    pub town: Option<Choice>,
    /// Towns to choose from; none where there are too many, and then only the box for a place is shown.
    pub lists: Vec<Townlist>,
    /// As typed.
    pub place: String,
    pub place_is_unknown: bool,
    pub scenes: Vec<Choice>,
    pub about: Vec<Choice>,
    /// As typed.
    pub age: String,
    pub age_is_wrong: bool,
    pub talk: Vec<Choice>,
    /// Told earlier and not asked again here.
    pub talk_kept: Option<&'static str>,
    pub words: WordsForm,
}

/// The box for words, with what was told elsewhere in the page.
pub struct WordsForm {
    /// As typed.
    pub typed: String,
    /// Name and value of what is told already.
    pub kept: Vec<(&'static str, String)>,
}

impl FinderForm {
    pub fn new(v: &Visit, directory: &Directory, asked: &Asked) -> Self {
        let situation = &asked.situation;
        let town = situation.town.and_then(|id| directory.municipality(id));
        Self {
            lists: if town.is_some() || has_many_towns(directory) { Vec::new() } else { town_lists(directory) },
            town: town.map(choice_of),
            place: asked.place.clone(),
            place_is_unknown: asked.location == Where::Unknown,
            scenes: SceneId::all()
                .map(|id| Choice {
                    code: id.scene().id.clone(),
                    word: id.scene().words(v.lang).to_owned(),
                    chosen: situation.scene == Some(id),
                })
                .collect(),
            about: choices(v, About::ALL, situation.about.unwrap_or(About::Unsure), About::code, About::key),
            age_is_wrong: asked.age_is_wrong(),
            age: asked.age.clone(),
            talk: choices(v, Talk::ALL, situation.talk.unwrap_or(Talk::Unsure), Talk::code, Talk::key),
            talk_kept: situation.talk.map(Talk::code),
            words: WordsForm { typed: asked.words.clone(), kept: kept(town, asked) },
        }
    }
}

fn kept(town: Option<&Municipality>, asked: &Asked) -> Vec<(&'static str, String)> {
    let situation = &asked.situation;
    [
        ("town", town.map(|town| town.slug.clone())),
        ("place", (town.is_none() && !asked.place.is_empty()).then(|| asked.place.clone())),
        ("scene", situation.scene.map(|id| id.scene().id.clone())),
        ("about", situation.about.map(|about| about.code().to_owned())),
        ("age", (!asked.age.is_empty()).then(|| asked.age.clone())),
        ("talk", situation.talk.map(|talk| talk.code().to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

fn choices<T: Copy + PartialEq>(
    v: &Visit,
    all: &[T],
    chosen: T,
    code: fn(T) -> &'static str,
    key: fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter().map(|one| Choice { code: code(*one).to_owned(), word: v.t(key(*one)), chosen: *one == chosen }).collect()
}

fn choice_of(town: &Municipality) -> Choice {
    Choice { code: town.slug.clone(), word: town.name.clone(), chosen: false }
}

fn towns(directory: &Directory) -> impl Iterator<Item = &Municipality> {
    directory.municipalities().iter().filter(|town| town.kind == MunicipalityKind::Municipality)
}

/// More towns than a page can list.
pub fn has_many_towns(directory: &Directory) -> bool {
    towns(directory).nth(MOST_LISTED).is_some()
}

/// All towns by prefecture, in the directory's order.
pub fn town_lists(directory: &Directory) -> Vec<Townlist> {
    let mut lists: Vec<Townlist> = Vec::new();
    for town in towns(directory) {
        let prefecture = town.prefecture.clone().unwrap_or_default();
        match lists.iter_mut().find(|list| list.prefecture == prefecture) {
            Some(list) => list.towns.push(choice_of(town)),
            None => lists.push(Townlist { prefecture, towns: vec![choice_of(town)] }),
        }
    }
    lists
}
