//! The column sets: which columns a table may have, under which headers, in which order. They stand in data files.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::vocabulary;

vocabulary! {
    /// What a table lists.
    pub enum SetName("table-set") {
        Facilities => "facilities",
        Events => "events",
        /// Our own set, which loses nothing.
        Desks => "desks",
    }
}

vocabulary! {
    /// What kind of value a column holds, and so how its cells are looked at.
    pub enum Kind("table-kind") {
        /// Six digits of a municipality (全国地方公共団体コード), the last one a check digit.
        Code => "code",
        /// Thirteen digits of a body (法人番号), the first one a check digit.
        Corporate => "corporate",
        /// A number or a word of whoever keeps the table.
        Id => "id",
        Name => "name",
        Kana => "kana",
        /// The name of an organisation, which the directory may hold already.
        Organization => "organization",
        Date => "date",
        StartDate => "start_date",
        EndDate => "end_date",
        Time => "time",
        StartTime => "start_time",
        EndTime => "end_time",
        Weekdays => "weekdays",
        Phone => "phone",
        Email => "email",
        Url => "url",
        Postcode => "postcode",
        Address => "address",
        Latitude => "latitude",
        Longitude => "longitude",
        Money => "money",
        Figure => "figure",
        Json => "json",
        /// The telephones of a desk, as JSON.
        Phones => "phones",
        Free => "free",
    }
}

/// What a column means, whatever its header.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The same in every version of the set, and in the database.
    pub key: String,
    pub kind: Kind,
    /// Without it a row becomes nothing here.
    #[serde(default)]
    pub needed: bool,
    /// Not in public files.
    #[serde(default)]
    pub private: bool,
    #[serde(default)]
    spellings: Vec<String>,
    /// Words of a cell, by the code of ours that they mean. The first word of a code is the one that is written.
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
}

impl Column {
    /// The code that a cell means, if it says one of the words.
    pub fn code_of(&self, cell: &str) -> Option<&str> {
        let cell = folded(cell);
        let says = |words: &[String]| words.iter().any(|word| folded(word) == cell);
        self.words.iter().find(|(_, words)| says(words)).map(|(code, _)| code.as_str())
    }

    /// The word that is written for a code.
    pub fn word_of(&self, code: &str) -> Option<&str> {
        self.words.get(code)?.first().map(String::as_str)
    }

    /// The codes that have words.
    #[cfg(test)]
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }
}

/// A column's place in one version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    pub key: String,
    /// The header, letter by letter.
    pub name: String,
    /// The version asks for it.
    #[serde(default)]
    pub required: bool,
}

/// One published version of a set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    pub version: String,
    pub columns: Vec<Placed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    columns: Vec<Column>,
    versions: Vec<Version>,
}

/// A set of columns with all its versions.
#[derive(Debug)]
pub struct ColumnSet {
    pub name: SetName,
    pub columns: Vec<Column>,
    pub versions: Vec<Version>,
    by_header: HashMap<String, usize>,
}

impl ColumnSet {
    /// Reads a data file.
    ///
    /// # Errors
    /// What is wrong with the file: its form, a key that is not declared, a header that leads to two columns.
    pub fn read(name: SetName, text: &str) -> Result<Self, String> {
        let Written { columns, versions } = serde_norway::from_str(text).map_err(|error| error.to_string())?;
        let mut by_header: HashMap<String, usize> = HashMap::new();
        let mut enter = |header: &str, at: usize| match by_header.insert(folded(header), at) {
            Some(other) if other != at => Err(format!("\"{header}\" leads to two columns")),
            _ if folded(header).is_empty() => Err(format!("\"{header}\" has no letter to go by")),
            _ => Ok(()),
        };
        for placed in versions.iter().flat_map(|version| &version.columns) {
            let at = columns.iter().position(|column| column.key == placed.key);
            enter(&placed.name, at.ok_or_else(|| format!("\"{}\" is not among the columns", placed.key))?)?;
        }
        for (at, column) in columns.iter().enumerate() {
            column.spellings.iter().try_for_each(|spelling| enter(spelling, at))?;
        }
        if versions.is_empty() {
            return Err("there is no version".to_owned());
        }
        Ok(Self { name, columns, versions, by_header })
    }

    /// The column under a header, however it is spelt.
    pub fn column_at(&self, header: &str) -> Option<usize> {
        self.by_header.get(&folded(header)).copied()
    }

    /// The column with this key.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }

    /// The place of a column.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The version with this code; the first one if there is none.
    pub fn version(&self, code: &str) -> &Version {
        self.versions.iter().find(|version| version.version == code).unwrap_or(&self.versions[0])
    }

    /// The header of a column: that of the first version which has it.
    pub fn header(&self, key: &str) -> &str {
        let placed = self.versions.iter().flat_map(|version| &version.columns).find(|placed| placed.key == key);
        placed.map_or("", |placed| &placed.name)
    }
}

/// A header without what published files vary: width, case, brackets, spaces, underscores.
pub fn folded(header: &str) -> String {
    header.nfkc().flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric()).collect()
}

macro_rules! embedded {
    ($($name:ident => $file:literal),+) => {
        static SETS: LazyLock<Vec<ColumnSet>> = LazyLock::new(|| vec![$(
            ColumnSet::read(SetName::$name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/tables/", $file)))
                .expect("the files travel inside the program, and a test reads them"),
        )+]);
    };
}

embedded!(Facilities => "facilities.yaml", Events => "events.yaml", Desks => "desks.yaml");

/// Every set.
pub fn all() -> &'static [ColumnSet] {
    &SETS
}

/// The set of this name.
pub fn set(name: SetName) -> &'static ColumnSet {
    SETS.iter().find(|set| set.name == name).expect("every name has its file")
}
