//! What somebody typed as their place: a name, a reading, an address, a postcode.

use super::{Gazetteer, PlaceId, gazetteer::KINDS};
use crate::directory::model::search::{contains_nearly, fold};

/// The little word "of" between a place and what is there.
const OF: char = '\u{306E}';
/// More choices than this are a list nobody reads.
const MOST_CHOICES: usize = 12;
/// Names of fewer letters are not guessed at.
const SHORTEST_GUESS: usize = 3;
/// Longer input is no place.
const LONGEST: usize = 60;

/// What it was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Nothing,
    One(PlaceId),
    /// Several places are called so, or share the postcode.
    Several(Vec<PlaceId>),
    /// The whole prefecture.
    Prefecture(&'static str),
    /// No place that we know.
    Unknown,
}

impl Typed {
    /// Reads `足立区`, `あだち`, `120-0034`, `東京都足立区千住5-13-5`; one wrong letter is forgiven where that leaves one
    /// place.
    pub fn read(list: &Gazetteer, typed: &str) -> Self {
        match Self::read_exactly(list, typed) {
            Self::Unknown => choose(guessed(list, &fold(typed))),
            known => known,
        }
    }

    fn read_exactly(list: &Gazetteer, typed: &str) -> Self {
        let typed: String = typed.chars().take(LONGEST).collect();
        if typed.trim().is_empty() {
            return Self::Nothing;
        }
        if let Some(digits) = postcode(&typed) {
            return choose(list.by_postcode(&digits));
        }
        let folded = fold(&typed);
        if let Some(prefecture) = list.prefecture_called(&folded) {
            return Self::Prefecture(prefecture);
        }
        let (prefecture, rest) = split_prefecture(list, &folded);
        let within = |ids: &[PlaceId]| -> Vec<PlaceId> {
            let of_it = |id: &PlaceId| prefecture.is_none_or(|name| list.place(*id).prefecture == name);
            ids.iter().copied().filter(of_it).collect()
        };
        let found = within(list.called(rest));
        if !found.is_empty() {
            return choose(prefer_whole(list, found, rest));
        }
        let found = within(&longest_beginning(list, rest));
        if !found.is_empty() {
            return choose(found);
        }
        match prefecture {
            Some(name) => Self::Prefecture(name),
            None => Self::Unknown,
        }
    }
}

/// A place with which a word of a search begins.
pub struct PlaceBefore<'a> {
    pub typed: Typed,
    /// What follows it.
    pub rest: &'a str,
    /// Written with its kind or as a postcode, so that it can be nothing else.
    pub is_sure: bool,
}

impl Gazetteer {
    /// A place with which a word begins, its kind included (足立区の居場所, 東京都の居場所), or a word that is a place or a
    /// postcode.
    pub fn place_before<'a>(&self, word: &'a str) -> Option<PlaceBefore<'a>> {
        let whole = |typed: &str| match Typed::read_exactly(self, typed) {
            Typed::Nothing | Typed::Unknown => None,
            known => Some(known),
        };
        let names_a_kind = |head: &str| {
            let is_prefecture = || self.prefecture_called(&fold(head)).is_some_and(|name| fold(name) == fold(head));
            head.chars().nth(1).is_some() && (head.ends_with(KINDS) || is_prefecture())
        };
        // Before the little word "of" the place ends, whatever letters follow: 墨田区の区民相談 is no 墨田区の区.
        let before_of = word.match_indices(OF).map(|(at, _)| word.split_at(at));
        let head = before_of
            .chain(beginnings(word))
            .filter(|(head, _)| names_a_kind(head))
            .find_map(|(head, rest)| Some((whole(head)?, rest.trim_start_matches(OF))));
        match head {
            Some((typed, rest)) => Some(PlaceBefore { typed, rest, is_sure: true }),
            None => Some(PlaceBefore { typed: whole(word)?, rest: "", is_sure: postcode(word).is_some() }),
        }
    }
}

fn choose(mut ids: Vec<PlaceId>) -> Typed {
    ids.truncate(MOST_CHOICES);
    match ids[..] {
        [] => Typed::Unknown,
        [one] => Typed::One(one),
        _ => Typed::Several(ids),
    }
}

/// Three to seven digits, with or without the postal mark and the hyphen.
fn postcode(typed: &str) -> Option<String> {
    let digits = fold(typed);
    let is_code = (3..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(digits)
}

/// Who is called exactly so, kind included, comes alone: 府中市 is no 府中町.
fn prefer_whole(list: &Gazetteer, ids: Vec<PlaceId>, folded: &str) -> Vec<PlaceId> {
    let whole: Vec<PlaceId> = ids
        .iter()
        .copied()
        .filter(|id| fold(list.place(*id).name) == folded || fold(list.place(*id).reading) == folded)
        .collect();
    if whole.is_empty() { ids } else { whole }
}

/// A prefecture's whole name at the beginning, and what follows.
fn split_prefecture<'a>(list: &Gazetteer, folded: &'a str) -> (Option<&'static str>, &'a str) {
    beginnings(folded)
        .find_map(|(head, rest)| {
            let name = list.prefecture_called(head)?;
            (fold(name) == head && !rest.is_empty()).then_some((Some(name), rest))
        })
        .unwrap_or((None, folded))
}

/// The longest name, kind included, with which an address begins, or which follows the name of its county.
fn longest_beginning(list: &Gazetteer, folded: &str) -> Vec<PlaceId> {
    // The letter of counties.
    let behind_county = folded.split_once('\u{90E1}').map(|(_, rest)| rest).filter(|rest| !rest.is_empty());
    for text in [Some(folded), behind_county].into_iter().flatten() {
        for (head, _) in beginnings(text) {
            let whole: Vec<PlaceId> =
                list.called(head).iter().copied().filter(|id| fold(list.place(*id).name) == head).collect();
            if !whole.is_empty() {
                return whole;
            }
        }
    }
    Vec::new()
}

/// Every beginning of at least two letters with what follows it, the longest first.
fn beginnings(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends: Vec<usize> = text.char_indices().skip(1).map(|(at, letter)| at + letter.len_utf8()).collect();
    ends.into_iter().rev().map(|end| text.split_at(end))
}

/// Names that one typing error turns into what was typed.
fn guessed(list: &Gazetteer, folded: &str) -> Vec<PlaceId> {
    let typed: Vec<char> = folded.chars().collect();
    if typed.len() < SHORTEST_GUESS {
        return Vec::new();
    }
    let mut ids: Vec<PlaceId> = Vec::new();
    for (name, bearers) in list.names() {
        let letters: Vec<char> = name.chars().collect();
        if letters.len().abs_diff(typed.len()) <= 1 && letters.len() >= SHORTEST_GUESS && is_nearly(&letters, &typed) {
            ids.extend(bearers);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The same but for one error: each holds the other nearly.
fn is_nearly(one: &[char], other: &[char]) -> bool {
    contains_nearly(one, other) && contains_nearly(other, one)
}
