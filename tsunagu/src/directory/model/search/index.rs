//! The index: every name once, with the things that bear it, found through pairs of letters.
//!
//! A term is looked up through its rarest pair of letters and then compared with the names that hold the pair. If
//! nothing holds the term, names that share all but two of its pairs are compared letter by letter for one typing
//! error: one error spoils two pairs at most.

use super::{
    as_said,
    near_miss::{self, contains_nearly},
    normal,
    words::{parts, terms},
};

/// So many names are compared letter by letter for one term.
const MOST_COMPARED: usize = 2_000;

/// Something that can be found; the number is its place in the directory's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    Desk(u32),
    Organization(u32),
    Gathering(u32),
}

/// Where the word stands; what stands first weighs most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Name,
    /// Another spelling of the name, or a branch.
    Alias,
    /// What it is designated as, or what it is made of.
    Part,
    /// Who runs it or is responsible.
    RunBy,
}

/// Something found. Fewer `misses` is better; `rank` orders within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    pub subject: Subject,
    /// How many of the words it does not hold.
    misses: u8,
    rank: u16,
    /// Found by a name that is nearly the word.
    pub nearly: bool,
}

/// What was found, best first. Empty if nothing bears any of the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    pub found: Vec<Hit>,
}

impl Hits {
    /// Only a typing error away from what was typed, all of it.
    pub fn are_near(&self) -> bool {
        !self.found.is_empty() && self.found.iter().all(|hit| hit.nearly)
    }
}

/// Collects names in one long text: a country's names one by one would leave holes all over the memory.
#[derive(Default)]
pub struct Builder {
    letters: String,
    names: Vec<Name>,
}

struct Name {
    begin: u32,
    end: u32,
    subject: Subject,
    field: Field,
}

impl Builder {
    /// A name of something; with a reading in brackets also as it is said.
    pub fn add(&mut self, subject: Subject, field: Field, text: &str) {
        let said = as_said(text);
        for text in std::iter::once(text).chain(said.as_deref()).map(normal) {
            if !text.is_empty() {
                let begin = place(self.letters.len());
                self.letters.push_str(&text);
                self.names.push(Name { begin, end: place(self.letters.len()), subject, field });
            }
        }
    }

    pub fn build(mut self) -> Index {
        let text = |name: &Name| &self.letters[name.begin as usize..name.end as usize];
        self.names.sort_unstable_by(|a, b| (text(a), a.subject, a.field).cmp(&(text(b), b.subject, b.field)));
        let mut index = Index::default();
        let mut postings: Vec<(u64, u32)> = Vec::new();
        for bearers in self.names.chunk_by(|a, b| text(a) == text(b)) {
            let text = text(&bearers[0]);
            let letters: Vec<char> = text.chars().collect();
            let mut held: Vec<u64> = letters.windows(2).map(pair).collect();
            held.sort_unstable();
            held.dedup();
            let number = place(index.ends.len());
            postings.extend(held.into_iter().map(|pair| (pair, number)));
            index.letters.push_str(text);
            index.ends.push(place(index.letters.len()));
            let each_once =
                bearers.chunk_by(|a, b| a.subject == b.subject).map(|same| (same[0].subject, same[0].field));
            index.bearers.extend(each_once);
            index.bearer_ends.push(place(index.bearers.len()));
        }
        postings.sort_unstable();
        for (pair, number) in postings {
            index.holders.push(number);
            match index.pairs.last_mut() {
                Some(last) if last.0 == pair => last.1 += 1,
                _ => index.pairs.push((pair, place(index.holders.len()))),
            }
        }
        index.letters.shrink_to_fit();
        index.holders.shrink_to_fit();
        index.bearers.shrink_to_fit();
        index
    }
}

#[derive(Debug, Default)]
pub struct Index {
    /// All names in their one spelling, one behind the other.
    letters: String,
    /// Where each name ends in `letters`.
    ends: Vec<u32>,
    /// Who bears them, name by name.
    bearers: Vec<(Subject, Field)>,
    /// Where the bearers of each name end.
    bearer_ends: Vec<u32>,
    /// Pairs of letters in order, each with where its names end in `holders`.
    pairs: Vec<(u64, u32)>,
    /// Numbers of names.
    holders: Vec<u32>,
}

impl Index {
    /// What bears the words typed: first what bears all of them, then what bears most. A word that nothing bears is
    /// looked for without its little words, then with one letter wrong, then in parts; at last it is left out.
    pub fn search(&self, typed: &str) -> Hits {
        let mut sought: Vec<Found> = Vec::new();
        for term in terms(typed) {
            let parts = parts(&term);
            let mut found = self.holding(&term);
            if found.is_empty() {
                found = self.holding(&parts.concat());
            }
            if found.is_empty() {
                found = self.nearly_holding(&term);
            }
            if found.is_empty() {
                sought.extend(parts.iter().map(|part| self.holding(part)));
            } else {
                sought.push(found);
            }
        }
        sought.retain(|found| !found.is_empty());
        merge(&sought)
    }

    fn text(&self, number: u32) -> &str {
        let number = number as usize;
        let begin = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.letters[begin..self.ends[number] as usize]
    }

    fn bearers(&self, number: u32) -> &[(Subject, Field)] {
        let number = number as usize;
        let begin = number.checked_sub(1).map_or(0, |before| self.bearer_ends[before] as usize);
        &self.bearers[begin..self.bearer_ends[number] as usize]
    }

    fn holders(&self, pair: u64) -> &[u32] {
        let Ok(at) = self.pairs.binary_search_by_key(&pair, |(pair, _)| *pair) else { return &[] };
        let begin = at.checked_sub(1).map_or(0, |before| self.pairs[before].1 as usize);
        &self.holders[begin..self.pairs[at].1 as usize]
    }

    fn holding(&self, term: &str) -> Found {
        let letters: Vec<char> = term.chars().collect();
        let rarest = letters.windows(2).map(|two| self.holders(pair(two))).min_by_key(|holders| holders.len());
        let mut found = Found::new();
        let mut look = |number: u32| {
            let text = self.text(number);
            let quality = match text.find(term) {
                _ if text == term => Quality::Whole,
                Some(0) => Quality::Begins,
                Some(_) => Quality::Within,
                None => return,
            };
            self.add(&mut found, number, quality);
        };
        match rarest {
            Some(holders) => holders.iter().copied().for_each(&mut look),
            None => (0..place(self.ends.len())).for_each(&mut look),
        }
        best_of_each(found)
    }

    fn nearly_holding(&self, term: &str) -> Found {
        let letters: Vec<char> = term.chars().collect();
        let mut found = Found::new();
        if letters.len() < near_miss::SHORTEST {
            return found;
        }
        let mut shared = vec![0_u8; self.ends.len()];
        for two in letters.windows(2) {
            for number in self.holders(pair(two)) {
                let count = &mut shared[*number as usize];
                *count = count.saturating_add(1);
            }
        }
        let least = u8::try_from((letters.len() - 1).saturating_sub(2).max(1)).unwrap_or(u8::MAX);
        let likely = (0..).zip(shared).filter(|(_, count)| *count >= least);
        let mut likely: Vec<(u8, u32)> = likely.map(|(number, count)| (u8::MAX - count, number)).collect();
        likely.sort_unstable();
        for (_, number) in likely.into_iter().take(MOST_COMPARED) {
            let text: Vec<char> = self.text(number).chars().collect();
            if contains_nearly(&text, &letters) {
                self.add(&mut found, number, Quality::Nearly);
            }
        }
        best_of_each(found)
    }

    fn add(&self, found: &mut Found, number: u32, quality: Quality) {
        let rank = |field: Field| field as u16 * 4 + quality as u16;
        found.extend(self.bearers(number).iter().map(|(subject, field)| (*subject, rank(*field))));
    }
}

/// What bears a word and how well, each thing once and in order.
type Found = Vec<(Subject, u16)>;

fn best_of_each(mut found: Found) -> Found {
    found.sort_unstable();
    found.dedup_by_key(|(subject, _)| *subject);
    found
}

#[derive(Clone, Copy)]
enum Quality {
    Whole,
    Begins,
    Within,
    Nearly,
}

fn merge(sought: &[Found]) -> Hits {
    let words = u8::try_from(sought.len()).unwrap_or(u8::MAX);
    let mut all: Vec<(Subject, u16)> = sought.concat();
    if sought.len() > 1 {
        all.sort_unstable();
    }
    let hit = |same: &[(Subject, u16)]| Hit {
        subject: same[0].0,
        misses: words - u8::try_from(same.len()).unwrap_or(words).min(words),
        rank: same.iter().map(|(_, rank)| rank).sum(),
        nearly: same.iter().any(|(_, rank)| rank % 4 == Quality::Nearly as u16),
    };
    let mut found: Vec<Hit> = all.chunk_by(|a, b| a.0 == b.0).map(hit).collect();
    found.sort_unstable_by_key(|hit| (hit.misses, hit.nearly, hit.rank, hit.subject));
    Hits { found }
}

fn pair(two: &[char]) -> u64 {
    u64::from(u32::from(two[0])) << 32 | u64::from(u32::from(two[1]))
}

/// A directory of four thousand million names is none.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
