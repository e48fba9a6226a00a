use serde::{Deserialize, Serialize};

use super::{Link, More, Section};

/// Where one may turn, by field (支援イメージ図).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResourceMapData {
    /// What a viewer's window shows; keep it neutral.
    pub title: String,
    pub town: String,
    pub heading: String,
    pub lead: String,
    /// Where to begin: the desks that anybody may ask first.
    pub first: Section,
    /// In the order of the sides: two on the front, two on the back.
    pub fields: [MapField; 4],
    pub more: More,
    pub link: Link,
    pub disclaimer: String,
    pub emergency: Vec<String>,
    pub as_of: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MapField {
    pub heading: String,
    /// What the field is good for, in one line.
    pub lead: String,
    pub items: Vec<MapItem>,
    /// Where there is none.
    pub nothing: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MapItem {
    pub name: String,
    pub note: String,
    pub phone: String,
    pub url: String,
}
