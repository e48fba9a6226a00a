//! Words that somebody types when it is too hard to go on, or when they are not safe, from `danger.txt`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::search::fold;

struct Words {
    /// Folded; one finds them anywhere.
    japanese: Vec<String>,
    /// In small letters with a space on both sides: "dv" is no part of "advice".
    latin: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lines = include_str!("danger.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let (latin, japanese): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.is_ascii());
    Words {
        japanese: japanese.into_iter().map(fold).collect(),
        latin: latin.into_iter().map(|word| format!(" {word} ")).collect(),
    }
});

/// Whether what was typed speaks of danger to somebody's life or of not being safe.
pub fn speaks_of_danger(typed: &str) -> bool {
    let folded = fold(typed);
    let words = latin_words(typed);
    WORDS.japanese.iter().any(|word| folded.contains(word)) || WORDS.latin.iter().any(|word| words.contains(word))
}

/// The words in Latin letters, in small letters, each between two spaces.
fn latin_words(typed: &str) -> String {
    let plain: String = typed.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<&str> =
        plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
    format!(" {} ", words.join(" "))
}
