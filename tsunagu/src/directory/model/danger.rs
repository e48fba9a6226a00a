//! Words that somebody types when it is too hard to go on, or when they are not safe, from `danger.txt`.
//!
//! The numbers that answer to them stand in texts and not in the dated lists of helplines: the directory stands below those
//! lists and must answer without them. A test keeps the two from drifting apart.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::search::fold;

struct Words {
    /// Folded; one finds them anywhere.
    japanese: Vec<String>,
    /// In small letters with a space on both sides: "dv" is no part of "advice".
    latin: Vec<String>,
}

impl Words {
    fn of(lines: &str) -> Self {
        let lines = lines.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let (latin, japanese): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.is_ascii());
        Self {
            japanese: japanese.into_iter().map(fold).collect(),
            latin: latin.into_iter().map(|word| format!(" {word} ")).collect(),
        }
    }

    fn are_in(&self, typed: &str) -> bool {
        let folded = fold(typed);
        let words = latin_words(typed);
        self.japanese.iter().any(|word| folded.contains(word)) || self.latin.iter().any(|word| words.contains(word))
    }
}

const TEXT: &str = include_str!("danger.txt");
/// Begins the line below which the words about violence stand.
const VIOLENCE: &str = "\n# violence:";

static LIVES: LazyLock<Words> = LazyLock::new(|| Words::of(TEXT.split(VIOLENCE).next().unwrap_or_default()));
static VIOLENCES: LazyLock<Words> = LazyLock::new(|| Words::of(below(TEXT, VIOLENCE)));

/// What stands below the line that begins so.
fn below<'a>(text: &'a str, line: &str) -> &'a str {
    text.split_once(line).and_then(|(_, rest)| rest.split_once('\n')).map_or("", |(_, below)| below)
}

/// Whether what was typed speaks of danger to somebody's life or of not being safe.
pub fn speaks_of_danger(typed: &str) -> bool {
    LIVES.are_in(typed) || speaks_of_violence(typed)
}

/// Whether it speaks of violence, from whomever.
pub fn speaks_of_violence(typed: &str) -> bool {
    VIOLENCES.are_in(typed)
}

/// The words in Latin letters, in small letters, each between two spaces.
fn latin_words(typed: &str) -> String {
    let plain: String = typed.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<&str> =
        plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
    format!(" {} ", words.join(" "))
}
