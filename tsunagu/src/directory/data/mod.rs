//! The data files: organisations, desks, gatherings, events, resources and councils. Each file says at its top what its
//! fields mean.
//!
//! Strict on purpose: a misspelt field is refused with its file, line and column, because a closure that is silently
//! dropped sends somebody to a closed door.

mod agreements;
mod entries;
mod listings;
mod shapes;
mod slips;

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

pub use crate::directory::model::facts::Source;
pub use agreements::AgreementEntry;
pub use entries::{DeskEntry, GatheringEntry, OrganizationEntry};
pub use listings::{CouncilEntry, EventEntry, ResourceEntry};

/// What the six files hold.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub organizations: Vec<OrganizationEntry>,
    pub desks: Vec<DeskEntry>,
    pub gatherings: Vec<GatheringEntry>,
    pub events: Vec<EventEntry>,
    pub resources: Vec<ResourceEntry>,
    pub councils: Vec<CouncilEntry>,
    /// `None` if the folder has no such file; then those loaded before stay.
    pub agreements: Option<Vec<AgreementEntry>>,
}

/// Why the data cannot be used, and where to look.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{0}: the file cannot be read: {1}")]
    File(PathBuf, std::io::Error),
    /// The problem says what is expected.
    #[error("{file}, line {line}, column {column}: {problem}")]
    Line { file: String, line: usize, column: usize, problem: String },
    #[error("{file}: {problem}")]
    Text { file: String, problem: String },
    /// A record names another one that is not there, or two records have one id.
    #[error("{file}, record \"{record}\": {problem}")]
    Record { file: &'static str, record: String, problem: String },
}

macro_rules! files {
    ($($field:ident),+) => {
        /// Reads the files of a folder.
        pub fn read_dir(folder: &Path) -> Result<Bundle, Fault> {
            $(
                let path = folder.join(concat!(stringify!($field), ".yaml"));
                let text = std::fs::read_to_string(&path).map_err(|error| Fault::File(path.clone(), error))?;
                let $field = $field(&path.display().to_string(), &text)?;
            )+
            Ok(Bundle { agreements: agreements::of_folder(folder)?, $($field),+ })
        }

        /// The files that travel inside the program, for the demonstration.
        pub fn embedded() -> Result<Bundle, Fault> {
            $(
                let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", stringify!($field), ".yaml"));
                let $field = $field(concat!(stringify!($field), ".yaml"), text)?;
            )+
            Ok(Bundle { agreements: Some(agreements::embedded()?), $($field),+ })
        }
    };
}

files!(organizations, desks, gatherings, events, resources, councils);

macro_rules! file {
    ($name:ident, $entry:ty) => {
        /// The entries of one file; `file` is its name in messages.
        pub fn $name(file: &str, text: &str) -> Result<Vec<$entry>, Fault> {
            #[derive(serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Whole {
                $name: Vec<$entry>,
            }
            read::<Whole>(file, text).map(|whole| whole.$name)
        }
    };
}

file!(organizations, OrganizationEntry);
file!(desks, DeskEntry);
file!(gatherings, GatheringEntry);
file!(events, EventEntry);
file!(resources, ResourceEntry);
file!(councils, CouncilEntry);

/// Reads the text of a data file; a fault says its line and column. Later slices read their own files with it.
pub fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    serde_norway::from_str(text).map_err(|error| {
        let problem = error.to_string();
        match error.location() {
            Some(at) => {
                // The reader repeats the place at the end of its message.
                let tail = format!(" at line {} column {}", at.line(), at.column());
                let problem = problem.strip_suffix(&tail).map_or(problem.clone(), str::to_owned);
                Fault::Line { file: file.to_owned(), line: at.line(), column: at.column(), problem }
            }
            None => Fault::Text { file: file.to_owned(), problem },
        }
    })
}
