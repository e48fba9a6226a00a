use serde::{Deserialize, Serialize};

use super::Link;

/// A card for a pocket: the outside for everybody's eyes, the inside for the one who turns it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PocketCardData {
    /// What a viewer's window shows; keep it neutral.
    pub title: String,
    pub outside: CardOutside,
    /// Neutral words of the outside.
    pub greeting: String,
    pub greeting_below: String,
    pub name: String,
    pub number: String,
    pub beside: String,
    /// Hours and what puts people at ease; those that find no room are left to the page.
    pub lines: Vec<String>,
    /// Printed instead of lines that found no room.
    pub rest: String,
    pub link: Link,
    pub as_of: String,
}

/// Whether the outside says what the card is about. Somebody else may see it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CardOutside {
    #[default]
    Neutral,
    /// With the desk's own name.
    Named,
}

impl PocketCardData {
    /// The values of the template: with a neutral outside, the name is not even handed over for it.
    pub(super) fn as_shown(&self) -> Shown<'_> {
        let outside_name = match self.outside {
            CardOutside::Neutral => "",
            CardOutside::Named => &self.name,
        };
        Shown { outside_name, card: self }
    }
}

#[derive(Serialize)]
pub(super) struct Shown<'a> {
    outside_name: &'a str,
    #[serde(flatten)]
    card: &'a PocketCardData,
}
