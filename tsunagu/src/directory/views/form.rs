//! The finder's form: at most three questions, each may be left out, "not clear yet" first.

use crate::{
    directory::model::{
        Directory, Municipality, MunicipalityKind,
        finder::{About, Situation, Talk},
    },
    platform::web::Visit,
};

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

/// Asks for the town, the person and the age; where the town is known, for the way of talking instead.
pub struct FinderForm {
    pub town: Option<Choice>,
    pub lists: Vec<Townlist>,
    pub about: Vec<Choice>,
    /// As typed.
    pub age: String,
    pub age_is_wrong: bool,
    pub talk: Vec<Choice>,
    /// Told earlier and not asked again here.
    pub talk_kept: Option<&'static str>,
}

impl FinderForm {
    /// `age` as it was typed, right or wrong.
    pub fn new(v: &Visit, directory: &Directory, situation: &Situation, age: &str) -> Self {
        let town = situation.town.and_then(|id| directory.municipality(id));
        Self {
            lists: if town.is_some() { Vec::new() } else { town_lists(directory) },
            town: town.map(choice_of),
            about: choices(v, About::ALL, situation.about.unwrap_or(About::Unsure), About::code, About::key),
            age: age.to_owned(),
            age_is_wrong: !age.trim().is_empty() && situation.age.is_none(),
            talk: choices(v, Talk::ALL, situation.talk.unwrap_or(Talk::Unsure), Talk::code, Talk::key),
            talk_kept: situation.talk.map(Talk::code),
        }
    }
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

/// All towns by prefecture, in the directory's order.
pub fn town_lists(directory: &Directory) -> Vec<Townlist> {
    let mut lists: Vec<Townlist> = Vec::new();
    for town in directory.municipalities().iter().filter(|town| town.kind == MunicipalityKind::Municipality) {
        let prefecture = town.prefecture.clone().unwrap_or_default();
        match lists.iter_mut().find(|list| list.prefecture == prefecture) {
            Some(list) => list.towns.push(choice_of(town)),
            None => lists.push(Townlist { prefecture, towns: vec![choice_of(town)] }),
        }
    }
    lists
}
