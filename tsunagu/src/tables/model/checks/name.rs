//! Names: hyphens that stand for a long vowel, narrow kana, a second spelling of what the directory holds already.

use unicode_normalization::UnicodeNormalization;

use super::{Around, DASHES};
use crate::tables::model::repair::{Finding, Reason};

const LONG: char = '\u{30FC}';

pub fn name(text: &str, around: &Around) -> Option<Finding> {
    if !around.exact.contains(text)
        && let Some(known) = around.names.get(&folded(text))
    {
        return Some(Finding::ask(Reason::Spelling, known));
    }
    let wide = widened(text);
    let long = with_long_vowels(&wide);
    if long != wide {
        Some(Finding::ask(Reason::LongVowel, long))
    } else {
        (wide != text).then(|| Finding::safe(Reason::HalfWidthKana, wide))
    }
}

pub fn kana(text: &str) -> Option<Finding> {
    let wide: String = widened(text).chars().map(katakana).collect();
    let long = with_long_vowels(&wide);
    if long.contains(|letter: char| matches!(letter, '\u{4E00}'..='\u{9FFF}')) {
        return Some(Finding::look(Reason::KanaUnread));
    }
    if long != wide {
        Some(Finding::ask(Reason::LongVowel, long))
    } else {
        (wide != text).then(|| Finding::safe(Reason::HalfWidthKana, wide))
    }
}

/// A name as two people may write it differently: without width, case, spaces, brackets and the kind of dash.
pub fn folded(name: &str) -> String {
    let dashed = name.nfkc().map(|letter| if DASHES.contains(&letter) { LONG } else { letter });
    dashed.flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric()).collect()
}

/// Narrow kana in their full width; everything else stays.
fn widened(text: &str) -> String {
    if !text.contains(is_narrow) {
        return text.to_owned();
    }
    let mut wide = String::new();
    let mut narrow = String::new();
    for letter in text.chars() {
        if is_narrow(letter) {
            // Collected first, because a voiced sign joins the letter before it.
            narrow.push(letter);
        } else {
            wide.extend(std::mem::take(&mut narrow).nfkc());
            wide.push(letter);
        }
    }
    wide.extend(narrow.nfkc());
    wide
}

fn is_narrow(letter: char) -> bool {
    matches!(letter, '\u{FF66}'..='\u{FF9F}')
}

fn katakana(letter: char) -> char {
    match letter {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(letter) + 0x60).unwrap_or(letter),
        other => other,
    }
}

/// A dash behind katakana and not before a figure or a Latin letter was meant for the sound.
fn with_long_vowels(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_katakana = |letter: char| matches!(letter, '\u{30A1}'..='\u{30FA}' | LONG);
    let mended = letters.iter().enumerate().map(|(at, letter)| {
        let behind =
            at.checked_sub(1).and_then(|before| letters.get(before)).is_some_and(|before| is_katakana(*before));
        let before =
            letters.get(at + 1).is_some_and(|next| next.is_ascii_alphanumeric() || ('０'..='Ｚ').contains(next));
        let dash = DASHES.contains(letter) || *letter == '－';
        if dash && behind && !before { LONG } else { *letter }
    });
    mended.collect()
}
