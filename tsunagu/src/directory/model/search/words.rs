//! What was typed, as terms to look for.

use super::fold::normal;

/// More words than this are a story; the first ones say enough.
const MOST_TERMS: usize = 8;
/// Longer words are cut; no name is that long.
const LONGEST_TERM: usize = 40;
/// Little words between two others: no, wo, ni, de, ga, he, to. Written together with them no name would be found.
const PARTICLES: [char; 7] = ['\u{306E}', '\u{3092}', '\u{306B}', '\u{3067}', '\u{304C}', '\u{3078}', '\u{3068}'];

/// The words between spaces, each in its one spelling.
pub fn terms(typed: &str) -> Vec<String> {
    typed
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '\u{3001}' | '\u{3002}'))
        .map(normal)
        .filter(|term| !term.is_empty())
        .map(|term| term.chars().take(LONGEST_TERM).collect())
        .take(MOST_TERMS)
        .collect()
}

/// A term taken apart at its little words; parts of one letter say nothing and are left out. The term itself, if it has
/// no two parts.
pub fn parts(term: &str) -> Vec<&str> {
    let parts: Vec<&str> = term.split(PARTICLES).filter(|part| part.chars().nth(1).is_some()).collect();
    if parts.is_empty() { vec![term] } else { parts }
}
