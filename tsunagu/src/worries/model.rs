//! A worry about somebody: what was told, who sees to it, what was decided, when it is looked at again. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    casework::{Consent, Faults, GivenBy},
    platform::{
        Lang, Refusal,
        ids::{CaseId, DeskId, KeyId, MunicipalityId, OrganizationId, StaffId, WorryId},
    },
    vocabulary,
};

vocabulary! {
    /// Whether the person or the family know that somebody is worried.
    pub enum Knows("worry-knows") {
        Knows => "knows",
        DoesNotKnow => "does-not-know",
        NotAsked => "not-asked",
    }
}

vocabulary! {
    /// Whether the person was asked about being put in touch. What a third person says of it is never a consent.
    pub enum Asked("worry-asked") {
        NotAsked => "not-asked",
        Agreed => "agreed",
        Refused => "refused",
    }
}

vocabulary! {
    /// What somebody may notice from outside.
    pub enum Sign("worry-sign") {
        Unseen => "unseen",
        Post => "post",
        Food => "food",
        Unwell => "unwell",
        Voices => "voices",
        Despair => "despair",
    }
}

vocabulary! {
    /// Who noticed it.
    pub enum Source("worry-source") {
        /// 民生委員・児童委員
        Commissioner => "commissioner",
        Neighbour => "neighbour",
        Shop => "shop",
        Relative => "relative",
        Friend => "friend",
        Body => "body",
        Other => "other",
    }
}

vocabulary! {
    /// Why there is no consent.
    pub enum WithoutConsent("worry-without") {
        NotMet => "not-met",
        Refused => "refused",
        Urgent => "urgent",
    }
}

vocabulary! {
    /// On which ground a case is opened from a worry.
    pub enum Ground("worry-ground") {
        /// Somebody has talked with the person or the family.
        Contact => "contact",
        Consent => "consent",
        Law => "law",
    }
}

/// Who writes, as far as they say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Writer {
    pub name: String,
    /// The body or group they belong to.
    pub body: String,
    pub source: Option<Source>,
    pub phone: String,
    /// Wants to learn that it was received and that somebody talked.
    pub wants_word: bool,
}

/// What was told. Everything may be vague, and most of it empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub who: String,
    pub what: String,
    pub knows: Option<Knows>,
    pub asked: Option<Asked>,
    pub signs: BTreeSet<Sign>,
    /// Where the writer would have it go; empty: "I do not know".
    pub destination: String,
    pub writer: Writer,
}

/// Longest line and longest text, in characters.
pub const LONGEST_LINE: usize = 200;
pub const LONGEST_TEXT: usize = 20_000;

impl Told {
    /// One word about whom or about what is enough; the rest only has to fit.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.who.trim().is_empty() && self.what.trim().is_empty() {
            faults.add("what", Refusal::new("refused-worry-empty"));
        }
        let writer = &self.writer;
        let fields = [
            ("who", &self.who, LONGEST_TEXT),
            ("what", &self.what, LONGEST_TEXT),
            ("destination", &self.destination, LONGEST_LINE),
            ("writer_name", &writer.name, LONGEST_LINE),
            ("writer_body", &writer.body, LONGEST_LINE),
            ("writer_phone", &writer.phone, LONGEST_LINE),
        ];
        for (field, text, longest) in fields {
            if text.chars().count() > longest {
                faults.add(field, Refusal::new("refused-worry-long").with("longest", longest.to_string()));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// Nobody says that the person agreed (同意なし版).
    pub fn is_without_consent(&self) -> bool {
        self.asked != Some(Asked::Agreed)
    }

    /// What a case begins with: whom and what, in the words in which it was told.
    pub fn narrative(&self) -> String {
        [self.who.trim(), self.what.trim()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// A few letters for a list.
    pub fn first_words(&self) -> String {
        let text = if self.who.trim().is_empty() { &self.what } else { &self.who };
        text.trim().chars().take(30).map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect()
    }
}

/// How far the desk has come. Nothing changes it by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Arrived,
    Taken {
        by: StaffId,
        at: DateTime<Utc>,
    },
    /// Somebody has talked with the person or the family.
    Spoken {
        by: StaffId,
        at: DateTime<Utc>,
        spoken_at: DateTime<Utc>,
    },
}

/// What the desk decided, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub done: String,
    /// Who sees to it from now on; empty: the desk itself.
    pub destination: String,
    pub reason: String,
    pub without_consent: Option<WithoutConsent>,
    /// Whether it should be talked over in the conference that the law provides for.
    pub to_conference: Option<bool>,
    pub decided_on: NaiveDate,
    pub decided_by: StaffId,
}

impl Decision {
    /// A decision says what was done and why.
    pub fn check(&self, today: NaiveDate) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if self.done.trim().is_empty() {
            faults.add("done", Refusal::new("refused-worry-decision-empty"));
        }
        if self.reason.trim().is_empty() {
            faults.add("reason", Refusal::new("refused-worry-decision-reason"));
        }
        if self.decided_on > today {
            faults.add("decided_on", Refusal::new("refused-worry-day-ahead"));
        }
        for (field, text, longest) in [
            ("done", &self.done, LONGEST_TEXT),
            ("destination", &self.destination, LONGEST_LINE),
            ("reason", &self.reason, LONGEST_TEXT),
        ] {
            if text.chars().count() > longest {
                faults.add(field, Refusal::new("refused-worry-long").with("longest", longest.to_string()));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// A worry is looked at again this long after it came; nobody keeps it only because nobody looked.
const LOOKED_AT_AFTER: Months = Months::new(6);
/// Each look keeps it at most this much longer.
const KEPT_AT_MOST: Months = Months::new(12);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worry {
    pub id: WorryId,
    pub municipality: MunicipalityId,
    /// Like K2026-0001: one can say it on the telephone without saying anything else.
    pub number: String,
    pub desk: DeskId,
    /// Whose staff read it.
    pub organization: OrganizationId,
    pub key: KeyId,
    pub language: Lang,
    pub arrived_at: DateTime<Utc>,
    /// Who entered it from paper.
    pub entered_by: Option<StaffId>,
    pub stage: Stage,
    pub review_on: NaiveDate,
    /// What was told is gone; number and stage are left for whoever sent it.
    pub removed_at: Option<DateTime<Utc>>,
    /// The case that grew out of it, and on which ground.
    pub case: Option<(CaseId, Ground)>,
    pub version: i64,
}

impl Worry {
    /// The number of the `nth` worry of a fiscal year.
    pub fn number_of(fiscal_year: i32, nth: i32) -> String {
        format!("K{fiscal_year}-{nth:04}")
    }

    pub fn first_review(arrived_on: NaiveDate) -> NaiveDate {
        arrived_on.checked_add_months(LOOKED_AT_AFTER).unwrap_or(arrived_on)
    }

    /// The latest day to which a look on `today` may put the next one off.
    pub fn latest_review(today: NaiveDate) -> NaiveDate {
        today.checked_add_months(KEPT_AT_MOST).unwrap_or(today)
    }

    /// Who sees to it.
    pub fn responsible(&self) -> Option<StaffId> {
        match self.stage {
            Stage::Arrived => None,
            Stage::Taken { by, .. } | Stage::Spoken { by, .. } => Some(by),
        }
    }

    fn kept(self) -> Result<Self, Refusal> {
        match self.removed_at {
            None => Ok(self),
            Some(_) => Err(Refusal::new("refused-worry-removed")),
        }
    }

    /// A member of staff sees to it from now on; a colleague may take it over.
    pub fn take(self, by: StaffId, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let worry = self.kept()?;
        let stage = match worry.stage {
            Stage::Taken { by: already, .. } | Stage::Spoken { by: already, .. } if already == by => {
                return Err(Refusal::new("refused-worry-yours-already"));
            }
            Stage::Arrived | Stage::Taken { .. } => Stage::Taken { by, at },
            Stage::Spoken { spoken_at, .. } => Stage::Spoken { by, at, spoken_at },
        };
        Ok(Self { stage, ..worry })
    }

    /// Somebody talked with the person or the family.
    pub fn spoken(self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let worry = self.kept()?;
        match worry.stage {
            Stage::Arrived => Err(Refusal::new("refused-worry-nobody-responsible")),
            Stage::Taken { by, at } => Ok(Self { stage: Stage::Spoken { by, at, spoken_at: now }, ..worry }),
            Stage::Spoken { .. } => Err(Refusal::new("refused-worry-spoken-already")),
        }
    }

    /// That somebody talked was noted by mistake. A case may already stand on it; then it stays.
    pub fn unspoken(self) -> Result<Self, Refusal> {
        let worry = self.kept()?;
        if worry.case.is_some() {
            return Err(Refusal::new("refused-worry-has-case"));
        }
        match worry.stage {
            Stage::Arrived | Stage::Taken { .. } => Err(Refusal::new("refused-worry-unspoken-already")),
            Stage::Spoken { by, at, .. } => Ok(Self { stage: Stage::Taken { by, at }, ..worry }),
        }
    }

    /// A case grows out of it: once somebody talked, once the person agreed, or where the law lets it (S-109).
    pub fn grow(self, case: CaseId, ground: Ground, reason: &str) -> Result<Self, Refusal> {
        let worry = self.kept()?;
        if worry.case.is_some() {
            return Err(Refusal::new("refused-worry-has-case"));
        }
        match (ground, worry.stage) {
            (Ground::Contact, Stage::Arrived | Stage::Taken { .. }) => Err(Refusal::new("refused-worry-not-spoken")),
            (Ground::Law, Stage::Arrived | Stage::Taken { .. } | Stage::Spoken { .. }) if reason.trim().is_empty() => {
                Err(Refusal::new("refused-worry-law-reason"))
            }
            (Ground::Contact, Stage::Spoken { .. })
            | (Ground::Consent | Ground::Law, Stage::Arrived | Stage::Taken { .. } | Stage::Spoken { .. }) => {
                Ok(Self { case: Some((case, ground)), ..worry })
            }
        }
    }

    /// It is still needed: looked at again on `until`.
    pub fn keep(self, until: NaiveDate, today: NaiveDate) -> Result<Self, Refusal> {
        let worry = self.kept()?;
        if until <= today || until > Self::latest_review(today) {
            return Err(Refusal::new("refused-worry-review-day"));
        }
        Ok(Self { review_on: until, ..worry })
    }

    /// It is no longer needed: what was told goes.
    pub fn remove(self, at: DateTime<Utc>) -> Result<Self, Refusal> {
        Ok(Self { removed_at: Some(at), ..self.kept()? })
    }
}

/// The consents on which something that grew out of a worry may be handed on: those the person gave, or who speaks for
/// them by law. What the family or a neighbour would agree to is no ground for it.
pub fn given_by_the_person(consents: &[Consent]) -> Vec<Consent> {
    consents
        .iter()
        .filter(|consent| match consent.given_by {
            GivenBy::Person | GivenBy::Guardian => true,
            GivenBy::Family => false,
        })
        .cloned()
        .collect()
}
