//! Words that may hurt whoever reads a public text, with what could stand instead. A hint beside the text, never a block:
//! a quotation, a law's name or the author's reason may be right.

use std::sync::OnceLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::platform::Lang;

/// One word of the list (`wording.yaml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    pub word: String,
    pub instead: Vec<String>,
    #[serde(default)]
    part_of: Vec<String>,
    why_ja: String,
    why_en: String,
}

impl Word {
    pub fn why(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja | Lang::JaEasy => &self.why_ja,
            Lang::En => &self.why_en,
        }
    }
}

/// A word found, and how often.
#[derive(Clone, Debug)]
pub struct Hint {
    pub word: &'static Word,
    pub times: usize,
}

/// The whole list.
pub fn list() -> &'static [Word] {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        words: Vec<Word>,
    }
    static LIST: OnceLock<Vec<Word>> = OnceLock::new();
    LIST.get_or_init(|| {
        let whole: Whole =
            serde_norway::from_str(include_str!("wording.yaml")).expect("our own list reads, see its test");
        whole.words
    })
}

/// The words of the list that stand in `text`, in the order of the list. Width of letters and digits makes no difference.
pub fn hints(text: &str) -> Vec<Hint> {
    let text = folded(text);
    let found = list().iter().map(|word| {
        // A longer word that is no matter is taken out first, with a mark in its place so that its sides do not meet.
        let bare = word.part_of.iter().fold(text.clone(), |text, longer| text.replace(&folded(longer), "\n"));
        Hint { word, times: bare.matches(&folded(&word.word)).count() }
    });
    found.filter(|hint| hint.times > 0).collect()
}

fn folded(text: &str) -> String {
    text.nfkc().collect()
}
