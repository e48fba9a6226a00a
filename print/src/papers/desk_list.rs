use serde::{Deserialize, Serialize};

use super::{Link, Number};

/// All desks of a town.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskListData {
    /// What a viewer's window shows; keep it neutral.
    pub title: String,
    pub town: String,
    pub heading: String,
    pub lead: String,
    /// Over the columns: name, telephone, hours, ways, as of.
    pub columns: [String; 5],
    pub rows: Vec<DeskRow>,
    /// Where there is no desk.
    pub nothing: String,
    pub link: Link,
    pub emergency: Vec<String>,
    pub as_of: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskRow {
    pub name: String,
    pub formal: String,
    pub place: String,
    pub numbers: Vec<Number>,
    pub hours: Vec<String>,
    pub ways: String,
    pub as_of: String,
}
