//! Agreements between towns. The file may be left out of a folder: most towns have none.

use std::path::Path;

use serde::Deserialize;

use super::{Fault, read};
use crate::directory::model::{
    agreement::{AgreementFacts, Cover},
    facts::Source,
};

const FILE: &str = "agreements.yaml";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementEntry {
    pub id: String,
    pub towns: Vec<String>,
    covers: Vec<Cover>,
    text_ja: String,
    source: Source,
}

impl AgreementEntry {
    pub fn facts(&self) -> AgreementFacts {
        AgreementFacts {
            towns: self.towns.clone(),
            covers: self.covers.clone(),
            text_ja: self.text_ja.clone(),
            source: self.source.clone(),
        }
    }
}

/// The entries of a file; `file` is its name in messages.
pub fn agreements(file: &str, text: &str) -> Result<Vec<AgreementEntry>, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        agreements: Vec<AgreementEntry>,
    }
    read::<Whole>(file, text).map(|whole| whole.agreements)
}

/// The file of a folder; `None` if the folder has none.
pub fn of_folder(folder: &Path) -> Result<Option<Vec<AgreementEntry>>, Fault> {
    let path = folder.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => agreements(&path.display().to_string(), &text).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::File(path, error)),
    }
}

/// The file that travels inside the program.
pub fn embedded() -> Result<Vec<AgreementEntry>, Fault> {
    agreements(FILE, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/agreements.yaml")))
}
