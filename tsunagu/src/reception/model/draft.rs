//! What somebody has begun to write to a desk: kept as it was typed, page by page, until it is sent. Pure.

use serde::{Deserialize, Serialize};

use super::{About, Worry, wishes::TypedReply};
use crate::vocabulary;

vocabulary! {
    /// One question per page. Each page may stay empty.
    pub enum Step("write-step") {
        About => "about",
        Name => "name",
        Worries => "worries",
        Words => "words",
        Reply => "reply",
    }
}

impl Step {
    fn place(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or(0)
    }

    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.place() + 1).copied()
    }

    pub fn previous(self) -> Option<Self> {
        self.place().checked_sub(1).and_then(|place| Self::ALL.get(place).copied())
    }

    /// Which page of how many, for people who like to know how long it takes.
    pub fn number(self) -> usize {
        self.place() + 1
    }
}

vocabulary! {
    /// Where a thread began: which of the entrances people find.
    pub enum Entrance("entrance") {
        /// The desk's page.
        Page => "page",
        Finder => "finder",
        /// A leaflet or a card.
        Paper => "paper",
        /// A link in a messenger; nothing is written there.
        Line => "line",
        TownSite => "town-site",
        /// The telephone or the counter.
        Spoken => "spoken",
        /// Mail to the desk.
        Mail => "mail",
    }
}

/// Everything typed, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub about: Option<About>,
    pub nickname: String,
    pub worries: Vec<Worry>,
    pub text: String,
    pub no_words: bool,
    pub reply: TypedReply,
    pub entrance: Option<Entrance>,
}
