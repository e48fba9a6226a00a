//! What an editor can change of a record: a list of fields, each with its place in the facts and its shape.
//!
//! One form, one reader and one comparison serve every kind of record. A fact that no field names stays as it is.

use crate::directory::Facet;

/// A value a field may take, with the key of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub code: &'static str,
    pub key: &'static str,
}

/// Lists the values of a closed vocabulary.
pub type Choices = fn() -> Vec<Choice>;

/// What is typed into a field, and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One line of words. Empty: the fact is not there.
    Line,
    /// Several lines of words.
    Words,
    /// A list, one entry a line.
    Lines,
    /// A telephone or fax number with its area code.
    Phone,
    /// A mail address.
    Email,
    /// Mail addresses, one a line.
    Emails,
    /// An address of the web, `http` or `https`.
    Url,
    /// A whole number.
    Number,
    /// Yes or no; no is not written down.
    Flag,
    /// A date at printed precision.
    Date,
    /// A time of day.
    Time,
    /// One of a list. `optional`: none may be chosen.
    Choice { of: Choices, optional: bool },
    /// Any of a list.
    Choices(Choices),
    /// The id of another record.
    Slug,
    /// Ids of other records, one a line.
    Slugs,
    /// A table with these cells; a row in which nothing is typed is not there.
    Rows(&'static [Cell]),
    /// Blocks of opening hours, written as a notice in Japanese.
    Hours,
    /// One block of opening hours.
    OneHours,
    /// Dated exceptions.
    Exceptions,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub name: &'static str,
    pub shape: Shape,
    /// A row cannot do without it.
    pub needed: bool,
}

/// One thing that can be changed.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Where it stands in the facts; dots lead inside: `eligibility.min_age`.
    pub path: &'static str,
    /// With which part of the record it is made sure of.
    pub facet: Facet,
    pub shape: Shape,
    /// The record cannot do without it.
    pub needed: bool,
}

impl Field {
    pub const fn new(path: &'static str, facet: Facet, shape: Shape) -> Self {
        Self { path, facet, shape, needed: false }
    }

    pub const fn needed(path: &'static str, facet: Facet, shape: Shape) -> Self {
        Self { path, facet, shape, needed: true }
    }

    /// The key of its label; kinds that share a path share the label.
    pub fn key(&self) -> String {
        format!("edit-{}", self.path.replace(['.', '_'], "-"))
    }
}

impl Cell {
    pub const fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, needed: false }
    }

    pub const fn needed(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, needed: true }
    }

    pub fn key(&self) -> String {
        format!("edit-cell-{}", self.name.replace('_', "-"))
    }
}
