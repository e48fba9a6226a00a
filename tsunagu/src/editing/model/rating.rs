//! What readers say of a page: was it easy to find, was it easy to understand. Nobody is asked who they are. Pure.

use std::collections::BTreeMap;

use crate::vocabulary;

vocabulary! {
    /// An answer to one of the two questions.
    pub enum Rated("rated") {
        Yes => "yes",
        Partly => "partly",
        No => "no",
    }
}

/// One answer to each question; either may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    pub found: Option<Rated>,
    pub understood: Option<Rated>,
}

/// How often each answer was given.
pub type Counts = BTreeMap<Rated, u64>;

/// What was said of each page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub found: Counts,
    pub understood: Counts,
}

/// Counts what was said, page by page.
pub fn counted(ratings: impl IntoIterator<Item = (String, Rating)>) -> BTreeMap<String, Said> {
    let mut pages: BTreeMap<String, Said> = BTreeMap::new();
    for (page, rating) in ratings {
        let said = pages.entry(page).or_default();
        if let Some(answer) = rating.found {
            *said.found.entry(answer).or_default() += 1;
        }
        if let Some(answer) = rating.understood {
            *said.understood.entry(answer).or_default() += 1;
        }
    }
    pages
}
