use serde::{Deserialize, Serialize};

use super::Link;

/// A form to fill in by hand. Letters stay at a size that older eyes read; it takes as many pages as it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlankFormData {
    /// What stands on top, and what a viewer's window shows; keep it neutral.
    pub title: String,
    pub town: String,
    pub lead: Vec<String>,
    pub parts: Vec<BlankPart>,
    /// Where the paper goes, and what happens then.
    pub foot: Vec<String>,
    /// The same form on the web.
    pub link: Link,
}

/// One question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BlankPart {
    pub question: String,
    pub hint: String,
    /// To tick; an answer and its box are never parted.
    pub choices: Vec<String>,
    /// Lines to write on.
    pub lines: u8,
}
