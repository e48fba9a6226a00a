//! What staff promised, and words that were offered. Only a promise of ours has a day; whoever is offered a word owes
//! nothing, and silence is an answer like any other. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Faults, LONGEST_TEXT};
use crate::{
    platform::{
        Refusal,
        ids::{CaseId, CoverId, EdgeId, HandoverId, MunicipalityId, OrganizationId, PromiseId, StaffId},
    },
    vocabulary,
};

vocabulary! {
    pub enum PromiseKind("promise-kind") {
        /// 約束: what we said we would do, and by when.
        Promise => "promise",
        /// 見守りの連絡: a word from us that asks for nothing.
        CheckIn => "check-in",
    }
}

vocabulary! {
    /// What became of it.
    pub enum Outcome("promise-outcome") {
        Kept => "kept",
        /// They answered.
        Answered => "answered",
        /// They would rather not: an outcome, not a failure.
        Declined => "declined",
        /// It was talked over and is no longer wanted.
        LetGo => "let-go",
    }
}

impl PromiseKind {
    /// What may become of it.
    pub fn outcomes(self) -> &'static [Outcome] {
        match self {
            Self::Promise => &[Outcome::Kept, Outcome::Declined, Outcome::LetGo],
            Self::CheckIn => &[Outcome::Answered, Outcome::Declined, Outcome::LetGo],
        }
    }
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    Settled { outcome: Outcome, by: StaffId, at: DateTime<Utc> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub id: PromiseId,
    pub municipality: MunicipalityId,
    pub case: CaseId,
    pub kind: PromiseKind,
    /// Whose promise it is.
    pub staff: StaffId,
    /// By when; a word that was offered has none.
    pub day: Option<NaiveDate>,
    pub made_by: StaffId,
    pub made_at: DateTime<Utc>,
    pub standing: Standing,
    pub words: String,
    /// What was said when it was settled.
    pub afterwards: String,
    pub version: i64,
}

impl Promise {
    pub fn settle(self, outcome: Outcome, by: StaffId, at: DateTime<Utc>, words: String) -> Result<Self, Refusal> {
        match self.standing {
            Standing::Settled { .. } => Err(Refusal::new("refused-promise-settled")),
            Standing::Open if !self.kind.outcomes().contains(&outcome) => Err(Refusal::new("refused-promise-outcome")),
            Standing::Open => Ok(Self { standing: Standing::Settled { outcome, by, at }, afterwards: words, ..self }),
        }
    }
}

/// A promise as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPromise {
    pub kind: Option<PromiseKind>,
    pub words: String,
    pub day: String,
    /// Whose it is; the writer's where nobody is named.
    pub staff: Option<StaffId>,
}

impl NewPromise {
    /// Its kind and its day.
    pub fn check(&self) -> Result<(PromiseKind, Option<NaiveDate>), Faults> {
        let mut faults = Faults::default();
        let kind = self.kind.unwrap_or(PromiseKind::Promise);
        faults.add_if(self.words.trim().is_empty(), "words", "refused-promise-no-words");
        faults.add_if_long(&self.words, LONGEST_TEXT, "words");
        let day = match kind {
            PromiseKind::CheckIn => None,
            PromiseKind::Promise => {
                let day = calendar::wareki::parse(self.day.trim()).ok().and_then(|reading| reading.day());
                faults.add_if(day.is_none(), "day", "refused-promise-no-day");
                day
            }
        };
        if faults.is_empty() { Ok((kind, day)) } else { Err(faults) }
    }
}

/// What whoever takes the lead on has to know. Sealed with the key of the case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandoverWords {
    pub promised: String,
    pub not_to_say: String,
    pub calms: String,
    pub more: String,
}

impl HandoverWords {
    /// Nothing is forced out of anybody; only an empty page hands nothing over.
    pub fn check(&self) -> Result<(), Faults> {
        let mut faults = Faults::default();
        let all = [
            ("promised", &self.promised),
            ("not_to_say", &self.not_to_say),
            ("calms", &self.calms),
            ("more", &self.more),
        ];
        for (field, text) in all {
            faults.add_if_long(text, LONGEST_TEXT, field);
        }
        faults.add_if(all.iter().all(|(_, text)| text.trim().is_empty()), "promised", "refused-handover-empty");
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// The lead of a case on its way to a colleague. It arrives when they say that they have read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    pub id: HandoverId,
    pub municipality: MunicipalityId,
    pub case: CaseId,
    pub from: StaffId,
    pub to: StaffId,
    pub written_at: DateTime<Utc>,
    pub received_at: Option<DateTime<Utc>>,
    pub words: HandoverWords,
    pub version: i64,
}

impl Handover {
    pub fn receive(self, by: StaffId, at: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.received_at {
            Some(_) => Err(Refusal::new("refused-handover-received")),
            None if self.to != by => Err(Refusal::new("refused-handover-not-yours")),
            None => Ok(Self { received_at: Some(at), ..self }),
        }
    }
}

/// Who sees to a colleague's promises while they are away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub id: CoverId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub staff: StaffId,
    pub cover: StaffId,
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// The days of an absence as they were typed.
pub fn away(from: &str, until: &str, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Faults> {
    let mut faults = Faults::default();
    let read = |typed: &str| calendar::wareki::parse(typed.trim()).ok().and_then(|reading| reading.day());
    let (from, until) = (read(from), read(until));
    faults.add_if(from.is_none(), "from", "refused-promise-no-day");
    faults.add_if(until.is_none(), "until", "refused-promise-no-day");
    match (from, until) {
        (Some(from), Some(until)) if from <= until && until >= today => Ok((from, until)),
        (Some(_), Some(_)) => {
            faults.add("until", Refusal::new("refused-cover-days"));
            Err(faults)
        }
        (None, _) | (_, None) => Err(faults),
    }
}

vocabulary! {
    /// Where support has broken off before, for want of somebody who looked ahead.
    pub enum EdgeKind("edge") {
        Eighteen => "eighteen",
        Forty => "forty",
        SixtyFive => "sixty-five",
        Graduation => "graduation",
        Move => "move",
        Contract => "contract",
        Other => "other",
    }
}

impl EdgeKind {
    /// The birthday on which it comes, where it comes with one.
    pub fn age(self) -> Option<i32> {
        match self {
            Self::Eighteen => Some(18),
            Self::Forty => Some(40),
            Self::SixtyFive => Some(65),
            Self::Graduation | Self::Move | Self::Contract | Self::Other => None,
        }
    }
}

/// What stands at an edge. Sealed: which one it is says something of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EdgeWords {
    pub kind: EdgeKind,
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub id: EdgeId,
    pub municipality: MunicipalityId,
    pub case: CaseId,
    pub day: NaiveDate,
    pub words: EdgeWords,
}

/// An edge as it was typed; `birth` gives the day of one that comes with a birthday.
pub fn edge(
    kind: Option<EdgeKind>,
    (day, words): (&str, &str),
    birth: Option<NaiveDate>,
) -> Result<(NaiveDate, EdgeWords), Faults> {
    let mut faults = Faults::default();
    faults.add_if_long(words, LONGEST_TEXT, "edge_words");
    let Some(kind) = kind else {
        faults.add("edge", Refusal::new("refused-edge-kind"));
        return Err(faults);
    };
    let typed = calendar::wareki::parse(day.trim()).ok().and_then(|reading| reading.day());
    faults.add_if(typed.is_none() && !day.trim().is_empty(), "edge_day", "refused-promise-no-day");
    let birthday = kind.age().zip(birth).and_then(|(age, birth)| birthday(birth, age));
    match typed.or(birthday) {
        Some(day) if faults.is_empty() => Ok((day, EdgeWords { kind, words: words.trim_end().to_owned() })),
        Some(_) => Err(faults),
        None => {
            faults.add("edge_day", Refusal::new("refused-promise-no-day"));
            Err(faults)
        }
    }
}

/// The day on which somebody becomes `age`; whoever was born on 29 February does so on 1 March in other years.
fn birthday(birth: NaiveDate, age: i32) -> Option<NaiveDate> {
    use chrono::Datelike;
    let year = birth.year() + age;
    birth.with_year(year).or(NaiveDate::from_ymd_opt(year, 3, 1))
}
