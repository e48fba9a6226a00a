//! Which measure serves which point of a policy, in which fiscal year, and what was done.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use crate::platform::{
    Refusal,
    ids::{DeskId, GatheringId, GoalMeasureId, ListingId, MunicipalityId, TextId},
};

/// Longest name of a measure in free words, and longest account of what was done, in letters.
const NAME: usize = 80;
const DONE: usize = 600;
/// Fiscal years a measure can belong to.
pub const YEARS: RangeInclusive<i32> = 1950..=2200;

/// What serves a goal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Desk(DeskId),
    Gathering(GatheringId),
    /// What was held in the year, or is going to be.
    Event(ListingId),
    /// Something that stands in no list.
    Words(String),
}

/// `desk:…`, `gathering:…`, `event:…` or `words:…`, in forms and in the database.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Desk(id) => write!(f, "desk:{id}"),
            Self::Gathering(id) => write!(f, "gathering:{id}"),
            Self::Event(id) => write!(f, "event:{id}"),
            Self::Words(words) => write!(f, "words:{words}"),
        }
    }
}

impl FromStr for Subject {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(':') {
            Some(("desk", id)) => id.parse().map(Self::Desk).map_err(|_| ()),
            Some(("gathering", id)) => id.parse().map(Self::Gathering).map_err(|_| ()),
            Some(("event", id)) => id.parse().map(Self::Event).map_err(|_| ()),
            Some(("words", words)) if !words.is_empty() => Ok(Self::Words(words.to_owned())),
            _ => Err(()),
        }
    }
}

/// One cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalMeasure {
    pub id: GoalMeasureId,
    /// Whose measure: a text of an operator can be served in several towns.
    pub municipality: MunicipalityId,
    pub text: TextId,
    /// The version whose point was meant.
    pub seq: i32,
    /// From 1.
    pub point: i32,
    pub fiscal_year: i32,
    pub subject: Subject,
    /// What it was called then.
    pub name: String,
    /// What was done in that year, for the report.
    pub done: String,
}

/// A measure as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedMeasure {
    pub point: Option<i32>,
    pub year: Option<i32>,
    /// A desk, a gathering or an event that was chosen.
    pub chosen: Option<Subject>,
    pub words: String,
    pub done: String,
}

impl TypedMeasure {
    /// What serves which point, if the point is one of `points`. Free words count where nothing was chosen.
    pub fn check(&self, points: usize) -> Result<(i32, i32, Subject, String), Refusal> {
        let here = |point: &i32| usize::try_from(*point).is_ok_and(|point| (1..=points).contains(&point));
        let point = self.point.filter(here).ok_or(Refusal::new("refused-measure-point"))?;
        let year = self.year.filter(|year| YEARS.contains(year)).ok_or(Refusal::new("refused-measure-year"))?;
        let (words, done) = (self.words.trim(), self.done.trim());
        if words.chars().count() > NAME || words.contains('\n') || done.chars().count() > DONE {
            return Err(Refusal::new("refused-measure-long"));
        }
        let subject = match (&self.chosen, words) {
            (Some(subject), _) => subject.clone(),
            (None, "") => return Err(Refusal::new("refused-measure-nothing")),
            (None, words) => Subject::Words(words.to_owned()),
        };
        Ok((point, year, subject, done.to_owned()))
    }
}
