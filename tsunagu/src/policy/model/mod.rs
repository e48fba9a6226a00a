//! Texts and their versions: who may publish, what is read, what is shown when two people write at once. Pure.

pub mod appearance;
pub mod content;
pub mod goals;

pub use content::{Content, Faults, Link, Typed};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    platform::{
        Refusal,
        ids::{MunicipalityId, OrganizationId, StaffId, TextId},
    },
    vocabulary,
};

vocabulary! {
    /// What kind of text it is.
    pub enum Kind("text-kind") {
        BasicPolicy => "basic_policy",
        Ordinance => "ordinance",
        Declaration => "declaration",
        Guideline => "guideline",
        /// What one fiscal year is about.
        Direction => "yearly_direction",
        /// What the town means by a word; never a condition of being listened to.
        Definition => "definition",
        /// What it is like, for whoever wishes to understand.
        Understanding => "understanding",
        /// Something the town does, in the structure all towns share.
        Measure => "measure",
    }
}

impl Kind {
    /// Whether its numbered points are goals that measures can serve.
    pub fn has_goals(self) -> bool {
        match self {
            Self::BasicPolicy | Self::Ordinance | Self::Declaration | Self::Guideline | Self::Direction => true,
            Self::Definition | Self::Understanding | Self::Measure => false,
        }
    }
}

/// Whose text it is. An operator's text is read in every town the operator works for, and is one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Town(MunicipalityId),
    Operator(OrganizationId),
}

/// One page of a town or an operator, apart from what its versions say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub id: TextId,
    /// The number people can say on the telephone; it stands in the address.
    pub number: i32,
    pub owner: Owner,
    pub kind: Kind,
    pub status: Status,
    /// The newest version.
    pub head: i32,
    /// The record of the data file it came with.
    pub origin: Option<String>,
    /// Raised by every deed; whoever saves with an old one is told.
    pub version: i64,
}

/// What the public reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Published(Publication),
    /// No longer in force. The page stays readable at its address and says so.
    Retired {
        last: Publication,
        at: DateTime<Utc>,
        by: StaffId,
        why: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Which version.
    pub seq: i32,
    pub at: DateTime<Utc>,
    /// When any version of this text was published first.
    pub first_at: DateTime<Utc>,
    /// Nobody where the text came with the data files.
    pub by: Option<StaffId>,
    /// By when somebody looks at it again.
    pub review_by: NaiveDate,
}

/// A version is written once and never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub seq: i32,
    pub content: Content,
    pub why: String,
    pub at: DateTime<Utc>,
    /// Nobody where it came with the data files.
    pub by: Option<StaffId>,
}

/// Years after which a page is looked at again at the latest.
pub const LONGEST_REVIEW_YEARS: i32 = 3;

impl Text {
    pub fn publication(&self) -> Option<&Publication> {
        match &self.status {
            Status::Draft => None,
            Status::Published(publication) => Some(publication),
            Status::Retired { last, .. } => Some(last),
        }
    }

    /// What the public reads as being in force.
    pub fn in_force(&self) -> Option<&Publication> {
        match &self.status {
            Status::Published(publication) => Some(publication),
            Status::Draft | Status::Retired { .. } => None,
        }
    }

    /// Whether somebody promised to look at it again by a day that has passed.
    pub fn review_is_due(&self, today: NaiveDate) -> bool {
        self.in_force().is_some_and(|publication| publication.review_by < today)
    }

    /// Whether nobody has written since version `seen` was read.
    pub fn is_newest(&self, seen: i32) -> bool {
        self.head == seen
    }

    /// Publishes a version: a new one, or an older one again. Where the town wants two people, the one who wrote the
    /// version cannot be the one who publishes it.
    pub fn publish(
        self,
        version: &Version,
        by: StaffId,
        at: DateTime<Utc>,
        review_by: NaiveDate,
        two_people: bool,
    ) -> Result<Self, Refusal> {
        if two_people && version.by == Some(by) {
            return Err(Refusal::new("refused-publish-alone"));
        }
        check_review(review_by, crate::platform::Now(at).today())?;
        let first_at = match &self.status {
            Status::Draft => at,
            Status::Published(publication) | Status::Retired { last: publication, .. } => publication.first_at,
        };
        let publication = Publication { seq: version.seq, at, first_at, by: Some(by), review_by };
        Ok(Self { status: Status::Published(publication), ..self })
    }

    /// Takes it out of force. A draft was never in force; one that is retired stays as it is.
    pub fn retire(self, by: StaffId, at: DateTime<Utc>, why: String) -> Result<Self, Refusal> {
        match self.status {
            Status::Draft => Err(Refusal::new("refused-retire-draft")),
            Status::Retired { .. } => Err(Refusal::new("refused-retired-already")),
            Status::Published(last) => Ok(Self { status: Status::Retired { last, at, by, why }, ..self }),
        }
    }
}

fn check_review(review_by: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    let latest = today.checked_add_months(chrono::Months::new(12 * LONGEST_REVIEW_YEARS.unsigned_abs()));
    if review_by <= today || latest.is_some_and(|latest| review_by > latest) {
        return Err(Refusal::new("refused-review-day").with("years", LONGEST_REVIEW_YEARS.to_string()));
    }
    Ok(())
}
