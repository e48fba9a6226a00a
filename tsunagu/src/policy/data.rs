//! `policies.yaml`: texts of towns and operators, and how towns spell and look. A folder without the file has none.

use std::{collections::BTreeMap, path::Path};

use calendar::hours::PrintedDate;
use serde::Deserialize;

use super::model::{Kind, Link};
use crate::directory::data::{Fault, Source, read};

const FILE: &str = "policies.yaml";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    #[serde(default)]
    pub texts: Vec<TextEntry>,
    #[serde(default)]
    pub appearances: Vec<AppearanceEntry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextEntry {
    pub id: String,
    /// Id of the town; or `organization` for a text of an operator.
    #[serde(default)]
    pub municipality: Option<String>,
    #[serde(default)]
    pub organization: Option<String>,
    pub kind: Kind,
    pub title_ja: String,
    pub body_ja: String,
    #[serde(default)]
    pub adopted_on: Option<PrintedDate>,
    #[serde(default)]
    pub adopted_by_ja: String,
    #[serde(default)]
    pub fiscal_year: Option<i32>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub links: Vec<Link>,
    pub source: Source,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppearanceEntry {
    pub municipality: String,
    #[serde(default)]
    pub figure_ja: String,
    #[serde(default)]
    pub spellings: BTreeMap<String, String>,
    pub source: Source,
}

/// Reads the file of a folder, if there is one.
pub fn read_dir(folder: &Path) -> Result<Policies, Fault> {
    let path = folder.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&path.display().to_string(), &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Policies::default()),
        Err(error) => Err(Fault::File(path, error)),
    }
}

/// The file that travels inside the program, for the demonstration.
pub fn embedded() -> Result<Policies, Fault> {
    parse(FILE, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/policies.yaml")))
}

/// The entries of one file; `file` is its name in messages.
pub fn parse(file: &str, text: &str) -> Result<Policies, Fault> {
    read(file, text)
}

/// A record that cannot be used, and why.
pub fn fault(record: &str, problem: impl Into<String>) -> Fault {
    Fault::Record { file: FILE, record: record.to_owned(), problem: problem.into() }
}
