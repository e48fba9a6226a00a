//! Which column of a table is which: by its header, never by its place.

use super::{
    reading::Table,
    sets::{self, ColumnSet, Kind, SetName, Version},
};
use crate::platform::Refusal;

/// What stands at the head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heading {
    /// A column of the set, by its place there.
    Known(usize),
    /// A header that the set does not have. Its cells are kept as they are.
    Other(String),
    /// No header. Its cells are left out.
    Nameless,
}

/// A table's columns, matched with a set.
#[derive(Debug)]
pub struct Matched {
    pub set: &'static ColumnSet,
    /// The version whose headers the table spells most like.
    pub version: &'static Version,
    pub headings: Vec<Heading>,
}

impl Matched {
    /// What a column of the table holds; `None` for one that the set does not know.
    pub fn kind(&self, at: usize) -> Option<Kind> {
        match self.headings.get(at)? {
            Heading::Known(column) => Some(self.set.columns[*column].kind),
            Heading::Other(_) | Heading::Nameless => None,
        }
    }

    /// The first column of the table that holds this kind.
    pub fn first_of(&self, kind: Kind) -> Option<usize> {
        (0..self.headings.len()).find(|at| self.kind(*at) == Some(kind))
    }

    /// The column of the table with this key.
    pub fn column(&self, key: &str) -> Option<usize> {
        let wanted = self.set.position(key)?;
        self.headings.iter().position(|heading| *heading == Heading::Known(wanted))
    }

    /// Headers the set does not know.
    pub fn others(&self) -> Vec<&str> {
        let other = |heading: &'_ Heading| matches!(heading, Heading::Other(_));
        self.headings
            .iter()
            .filter(|heading| other(heading))
            .map(|heading| match heading {
                Heading::Other(name) => name.as_str(),
                Heading::Known(_) | Heading::Nameless => "",
            })
            .collect()
    }

    /// Headers that the version asks for and the table does not have.
    pub fn lacking(&self) -> Vec<&'static str> {
        let asked = self.version.columns.iter().filter(|placed| placed.required);
        asked.filter(|placed| self.column(&placed.key).is_none()).map(|placed| placed.name.as_str()).collect()
    }

    /// Whether the version asks for a cell in this column of the table.
    pub fn is_asked_for(&self, at: usize) -> bool {
        let Some(Heading::Known(column)) = self.headings.get(at) else { return false };
        let key = &self.set.columns[*column].key;
        self.version.columns.iter().any(|placed| placed.required && placed.key == *key)
    }
}

/// Finds the columns of a table, in the set `wanted` or in the one that knows most of its headers.
///
/// # Errors
/// A refusal that names the columns that are needed and missing, or the header that stands twice.
pub fn matched(table: &Table, wanted: Option<SetName>) -> Result<Matched, Refusal> {
    let candidates = sets::all().iter().filter(|set| wanted.is_none_or(|name| name == set.name));
    let best = candidates
        .map(|set| (set, known(table, set).count()))
        .filter(|(set, _)| wanted.is_some() || missing(table, set).is_empty())
        // The first of equals: the order of the sets.
        .fold(None, |best: Option<(&ColumnSet, usize)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        });
    let Some((set, _)) = best else {
        return Err(Refusal::new("refused-table-unknown"));
    };
    let missing = missing(table, set);
    if !missing.is_empty() {
        return Err(Refusal::new("refused-table-columns").with("missing", missing.join(", ")));
    }
    let headings: Vec<Heading> = table
        .header
        .iter()
        .map(|header| match set.column_at(header) {
            Some(column) => Heading::Known(column),
            None if header.trim().is_empty() => Heading::Nameless,
            None => Heading::Other(header.trim().to_owned()),
        })
        .collect();
    for (at, heading) in headings.iter().enumerate() {
        if *heading != Heading::Nameless && headings[..at].contains(heading) {
            return Err(Refusal::new("refused-table-twice").with("header", table.header[at].clone()));
        }
    }
    Ok(Matched { set, version: version(table, set), headings })
}

fn known<'a>(table: &'a Table, set: &'a ColumnSet) -> impl Iterator<Item = usize> + 'a {
    table.header.iter().filter_map(|header| set.column_at(header))
}

/// Headers of the columns without which a row becomes nothing.
fn missing(table: &Table, set: &'static ColumnSet) -> Vec<&'static str> {
    let has = |wanted: usize| known(table, set).any(|column| column == wanted);
    let needed = set.columns.iter().enumerate().filter(|(at, column)| column.needed && !has(*at));
    needed.map(|(_, column)| set.header(&column.key)).collect()
}

fn version(table: &Table, set: &'static ColumnSet) -> &'static Version {
    let alike = |version: &&Version| {
        version.columns.iter().filter(|placed| table.header.iter().any(|header| header.trim() == placed.name)).count()
    };
    let most = set.versions.iter().map(|version| alike(&version)).max().unwrap_or(0);
    set.versions.iter().find(|version| alike(version) == most).unwrap_or(&set.versions[0])
}
