//! One form for all ways of writing a word, so that nobody has to guess how a name is spelt.

use std::{collections::HashMap, sync::OnceLock};

use unicode_normalization::UnicodeNormalization;

/// Long-vowel marks and what is typed in their place: the mark itself, its half-width form comes out of NFKC, hyphens,
/// dashes and the minus sign.
const LONG: [char; 8] = ['\u{30FC}', '-', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}'];
/// Old forms of characters that stand in names, each before its present form.
const OLD_FORMS: [(char, char); 14] = [
    ('\u{5340}', '\u{533A}'), // ward
    ('\u{6FA4}', '\u{6CA2}'), // marsh
    ('\u{5EE3}', '\u{5E83}'), // wide
    ('\u{6703}', '\u{4F1A}'), // meeting
    ('\u{6FF1}', '\u{6D5C}'), // shore
    ('\u{570B}', '\u{56FD}'), // country
    ('\u{61C9}', '\u{5FDC}'), // answer
    ('\u{5718}', '\u{56E3}'), // group
    ('\u{5B78}', '\u{5B66}'), // learning
    ('\u{7E23}', '\u{770C}'), // prefecture
    ('\u{9F8D}', '\u{7ADC}'), // dragon
    ('\u{5DBD}', '\u{5CB3}'), // peak
    ('\u{9E7D}', '\u{5869}'), // salt
    ('\u{7C60}', '\u{7BED}'), // to withdraw, two shapes of one character
];
/// From katakana down to hiragana.
const KANA_APART: u32 = 0x60;

/// Letters and digits only: NFKC, small letters, hiragana for katakana, present forms for old ones. Spaces, dots,
/// brackets and long-vowel marks fall away. An empty answer means that nothing readable was typed.
pub fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|letter| !LONG.contains(letter))
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(plain)
        .collect()
}

fn plain(letter: char) -> impl Iterator<Item = char> {
    let letter = match letter {
        '\u{30A1}'..='\u{30F6}' => char::from_u32(u32::from(letter) - KANA_APART).unwrap_or(letter),
        other => OLD_FORMS.iter().find(|(old, _)| *old == other).map_or(other, |(_, new)| *new),
    };
    // The small ke of place names is read ga and typed ke.
    let letter = match letter {
        '\u{3095}' => '\u{304B}',
        '\u{3096}' => '\u{3051}',
        other => other,
    };
    letter.to_lowercase()
}

/// Folded, and each word of `spellings.txt` in the one spelling that stands for all.
pub fn normal(text: &str) -> String {
    spellings().apply(&fold(text))
}

/// The name as it is said, where a reading stands in brackets behind characters: 「すみ家（か）」 is said すみか. `None` if
/// there is no such reading.
pub fn as_said(text: &str) -> Option<String> {
    let letters: Vec<char> = text.nfkc().collect();
    let is_kana = |letter: &char| matches!(letter, '\u{3041}'..='\u{30FF}');
    let is_character = |letter: &char| matches!(letter, '\u{4E00}'..='\u{9FFF}');
    let mut said: Vec<char> = Vec::new();
    let mut has_reading = false;
    let mut at = 0;
    while at < letters.len() {
        let inside = &letters[at + 1..];
        let end = inside.iter().position(|letter| !is_kana(letter)).unwrap_or(inside.len());
        let is_reading = letters[at] == '(' && end > 0 && inside.get(end) == Some(&')');
        if is_reading && said.last().is_some_and(is_character) {
            while said.last().is_some_and(is_character) {
                said.pop();
            }
            said.extend(&inside[..end]);
            has_reading = true;
            at += end + 2;
        } else {
            said.push(letters[at]);
            at += 1;
        }
    }
    has_reading.then(|| said.into_iter().collect())
}

struct Spellings {
    /// By first letter: the folded variant and what it becomes, longest first.
    by_first: HashMap<char, Vec<(String, String)>>,
}

fn spellings() -> &'static Spellings {
    static SPELLINGS: OnceLock<Spellings> = OnceLock::new();
    SPELLINGS.get_or_init(|| Spellings::read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/spellings.txt"))))
}

impl Spellings {
    fn read(text: &str) -> Self {
        let mut by_first: HashMap<char, Vec<(String, String)>> = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace().map(fold);
            let Some(one) = words.next() else { continue };
            for word in std::iter::once(one.clone()).chain(words) {
                let Some(first) = word.chars().next() else { continue };
                by_first.entry(first).or_default().push((word, one.clone()));
            }
        }
        for words in by_first.values_mut() {
            words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Self { by_first }
    }

    fn apply(&self, folded: &str) -> String {
        let mut out = String::with_capacity(folded.len());
        let mut rest = folded;
        while let Some(first) = rest.chars().next() {
            let known =
                self.by_first.get(&first).and_then(|words| words.iter().find(|(word, _)| rest.starts_with(word)));
            match known {
                Some((word, one)) => {
                    out.push_str(one);
                    rest = &rest[word.len()..];
                }
                None => {
                    out.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        out
    }
}
