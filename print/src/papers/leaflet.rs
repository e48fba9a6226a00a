use serde::{Deserialize, Serialize};

use super::{Link, Section};

/// One desk on an A4 flyer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeafletData {
    /// What a viewer's window shows; keep it neutral.
    pub title: String,
    pub town: String,
    /// The name people use.
    pub name: String,
    /// The formal name, where there is a shorter one.
    pub formal: String,
    /// One warm sentence.
    pub welcome: String,
    pub ways_heading: String,
    pub ways: Vec<WayBlock>,
    /// Addresses with their days.
    pub place: Section,
    /// How to get there, one route a line.
    pub directions: Section,
    pub link: Link,
    /// What happens when one talks, step by step.
    pub steps: Section,
    /// Who may come, booking, cost, name.
    pub facts: Vec<Section>,
    pub contacts_heading: String,
    /// The desk and the responsible office.
    pub contacts: Vec<Contact>,
    /// Numbers for the moment in which a life is in danger.
    pub emergency: Vec<String>,
    /// The day on which the facts hold, and where they come from.
    pub as_of: Vec<String>,
}

/// One way to talk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WayBlock {
    pub name: String,
    pub numbers: Vec<Number>,
    /// Mail addresses, places, hours in words.
    pub lines: Vec<String>,
}

/// A telephone or fax number in large figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Number {
    pub number: String,
    /// Extension and kind of line.
    pub beside: String,
}

/// Whom one reaches: 窓口 or 所管.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub role: String,
    pub name: String,
    pub lines: Vec<String>,
}
