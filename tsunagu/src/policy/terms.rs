//! Words of the program that a town may spell in its own way (`terms.yaml`): a closed list, so that no spelling is a
//! label for people and no two towns with the same choice need their own copy of all texts.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use crate::platform::{
    Lang,
    text::{Respelling, Spelling},
};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub code: String,
    /// The first one is the one our texts are written in.
    pub spellings: Vec<Spelled>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spelled {
    pub code: String,
    pub ja: String,
    pub easy: String,
}

/// The whole list.
pub fn list() -> &'static [Term] {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        terms: Vec<Term>,
    }
    static LIST: OnceLock<Vec<Term>> = OnceLock::new();
    LIST.get_or_init(|| {
        let whole: Whole =
            serde_norway::from_str(include_str!("terms.yaml")).expect("our own list reads, see its test");
        whole.terms
    })
}

/// Term → spelling, without what nobody offered and without the spelling that is ours anyway.
pub fn chosen<'a>(choices: impl IntoIterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, String> {
    let known = |(term, code): &(&str, &str)| {
        let term = list().iter().find(|known| known.code == *term);
        term.is_some_and(|term| term.spellings.iter().skip(1).any(|spelling| spelling.code == *code))
    };
    choices.into_iter().filter(known).map(|(term, code)| (term.to_owned(), code.to_owned())).collect()
}

/// All texts with the chosen spellings.
pub fn spelling(choices: &BTreeMap<String, String>) -> Spelling {
    let mut respellings = Vec::new();
    for term in list() {
        let theirs = choices.get(&term.code).and_then(|code| term.spellings.iter().find(|it| it.code == *code));
        let (Some(ours), Some(theirs)) = (term.spellings.first(), theirs) else { continue };
        respellings.push(Respelling { lang: Lang::Ja, ours: &ours.ja, theirs: &theirs.ja });
        respellings.push(Respelling { lang: Lang::JaEasy, ours: &ours.easy, theirs: &theirs.easy });
    }
    Spelling::of(&respellings)
}
