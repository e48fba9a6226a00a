use serde::{Deserialize, Serialize};

use super::{Contact, Link, More, Section};

/// A town on a sheet folded twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThreeFoldData {
    /// What a viewer's window shows; keep it neutral.
    pub title: String,
    pub town: String,
    /// The words on the cover.
    pub cover: String,
    pub welcome: String,
    pub link: Link,
    /// What happens when one talks, step by step.
    pub steps: Section,
    /// What puts people at ease: no name needed, no cost, family welcome.
    pub ease: Section,
    /// Over the two panels in the middle and on the right.
    pub desks: Panel,
    /// On the panel that is folded in: one block for each group.
    pub gatherings: Panel,
    /// Over lines to write on, where few desks leave room; empty leaves the room empty.
    pub memo: String,
    pub contacts_heading: String,
    pub contacts: Vec<Contact>,
    pub emergency: Vec<String>,
    pub as_of: Vec<String>,
}

/// A list that may be longer than its panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Panel {
    pub heading: String,
    pub entries: Vec<Entry>,
    /// Where there is none.
    pub nothing: String,
    pub more: More,
}

/// A desk or a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub name: String,
    pub kind: String,
    pub number: String,
    pub lines: Vec<String>,
}
