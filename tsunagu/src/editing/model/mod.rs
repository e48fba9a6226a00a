//! Proposed and published states of a record, and what may be done with them. Pure.

pub mod confirmed;
pub mod difference;
pub mod doubts;
pub mod field;
pub mod file;
pub mod hours;
pub mod lists;
pub mod rating;
pub mod typed;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use self::typed::LINE_LONGEST;
use crate::{
    directory::RecordKind,
    platform::{
        Refusal,
        ids::{MunicipalityId, RevisionId, StaffId},
    },
    vocabulary,
};

vocabulary! {
    /// Where a state came from.
    pub enum Origin("revision-origin") {
        Staff => "staff",
        /// An earlier state was taken back into use.
        Undo => "undo",
    }
}

/// Where a revision stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being written; only its writer sees it.
    Draft,
    /// A second person is asked to publish it.
    Waiting { reason: String },
    /// It stands on the public page, or stood there until the next one.
    Published { number: i64, reason: String, by: StaffId, at: DateTime<Utc> },
    /// Put aside; the public page never showed it.
    Discarded { by: StaffId, at: DateTime<Utc> },
}

/// One state of a record: what somebody wants the public page to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    pub id: RevisionId,
    pub municipality: MunicipalityId,
    pub kind: RecordKind,
    pub record: Uuid,
    /// The record's id in addresses.
    pub slug: String,
    /// The record when the writing began: name and facts as one value.
    pub base: Value,
    /// The record as proposed.
    pub whole: Value,
    pub origin: Origin,
    pub written_by: StaffId,
    pub written_at: DateTime<Utc>,
    pub state: State,
    /// Raised with every save.
    pub version: i64,
}

/// Characters a reason may have.
pub const REASON_LONGEST: usize = 500;

/// Why something was changed, in a sentence. It is shown in the history, so it cannot stay empty.
pub fn reason(typed: &str) -> Result<String, Refusal> {
    let reason = typed.trim();
    if reason.is_empty() {
        return Err(Refusal::new("refused-edit-reason"));
    }
    if reason.chars().count() > REASON_LONGEST {
        return Err(Refusal::new("refused-edit-reason-long").with("longest", REASON_LONGEST.to_string()));
    }
    Ok(reason.to_owned())
}

impl Revision {
    /// Whether the record was not there before it.
    pub fn is_first(&self) -> bool {
        self.base == nothing()
    }

    /// Whether it would change anything.
    pub fn says_something_new(&self) -> bool {
        self.base != self.whole
    }

    /// Asks a second person to publish.
    pub fn ask(self, by: StaffId, reason: String) -> Result<Self, Refusal> {
        match self.state {
            State::Draft if self.written_by == by => Ok(Self { state: State::Waiting { reason }, ..self }),
            State::Draft => Err(Refusal::new("refused-edit-not-yours")),
            State::Waiting { .. } => Err(Refusal::new("refused-edit-already-waiting")),
            State::Published { .. } | State::Discarded { .. } => Err(Refusal::new("refused-edit-decided")),
        }
    }

    /// Publishes it as the record's state number `number`. `second` says that the town wants a second pair of eyes.
    pub fn publish(
        self,
        by: StaffId,
        at: DateTime<Utc>,
        number: i64,
        second: bool,
        reason: Option<String>,
    ) -> Result<Self, Refusal> {
        // Once a second person was asked, it takes one, even where the town's rule has changed since.
        let needs_second = second || matches!(self.state, State::Waiting { .. });
        if needs_second && self.written_by == by {
            return Err(Refusal::new("refused-edit-second-person"));
        }
        let reason = match &self.state {
            State::Draft if self.written_by == by => reason.ok_or(Refusal::new("refused-edit-reason"))?,
            State::Draft => return Err(Refusal::new("refused-edit-not-yours")),
            State::Waiting { reason } => reason.clone(),
            State::Published { .. } | State::Discarded { .. } => return Err(Refusal::new("refused-edit-decided")),
        };
        Ok(Self { state: State::Published { number, reason, by, at }, ..self })
    }

    /// Puts it aside. Whoever wrote it, or whoever was asked to publish it, may do so.
    pub fn discard(self, by: StaffId, at: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.state {
            State::Draft if self.written_by != by => Err(Refusal::new("refused-edit-not-yours")),
            State::Draft | State::Waiting { .. } => Ok(Self { state: State::Discarded { by, at }, ..self }),
            State::Published { .. } | State::Discarded { .. } => Err(Refusal::new("refused-edit-decided")),
        }
    }
}

/// What stood before a record that is not there yet.
pub fn nothing() -> Value {
    whole("", &Value::Object(serde_json::Map::new()))
}

/// The shortest and the longest id of a record.
const SLUG: std::ops::RangeInclusive<usize> = 3..=60;

/// The id of a new record as typed: small letters, digits and hyphens, beginning with a letter.
pub fn slug(typed: &str) -> Result<String, Refusal> {
    let slug = typed.trim();
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let begins = slug.starts_with(|letter: char| letter.is_ascii_lowercase());
    if SLUG.contains(&slug.len()) && begins && slug.chars().all(is_plain) && !slug.ends_with('-') {
        Ok(slug.to_owned())
    } else {
        Err(Refusal::new("refused-edit-id"))
    }
}

/// The name of a new record as typed. Only an event may do without: documents print dates without a title.
pub fn name(kind: RecordKind, typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    if name.is_empty() && kind != RecordKind::Event {
        return Err(Refusal::new("refused-edit-needed"));
    }
    if name.chars().count() > LINE_LONGEST {
        return Err(Refusal::new("refused-edit-long").with("longest", LINE_LONGEST.to_string()));
    }
    Ok(name.to_owned())
}

/// A new record before anything is known of it: what its kind cannot do without, said as "not stated".
pub fn beginning(kind: RecordKind, name: &str, town: &str) -> Value {
    let source = json!({"file": "", "quote": ""});
    let facts = match kind {
        RecordKind::Desk => json!({
            "eligibility": {}, "fee": {"kind": "not_stated"}, "reservation": "not_stated", "standing": "active",
            "source": source,
        }),
        RecordKind::Organization => json!({"kind": "agency", "municipalities": [town]}),
        RecordKind::Gathering => json!({
            "kind": "ibasho", "municipalities": [town], "audience": [], "schedule": {}, "mode": "not_stated",
            "fee": {"kind": "not_stated"}, "reservation": "not_stated", "standing": "active", "source": source,
        }),
        RecordKind::Event => json!({"kind": "lecture", "municipality": town, "mode": "not_stated", "source": source}),
        RecordKind::Resource => json!({"kind": "leaflet", "municipalities": [town], "source": source}),
        RecordKind::Council => json!({"kind": "council", "municipalities": [town], "source": source}),
    };
    whole(name, &facts)
}

/// A record as one value: its facts and, under `name`, its name.
pub fn whole(name: &str, facts: &Value) -> Value {
    let mut whole = facts.clone();
    if let Value::Object(map) = &mut whole {
        map.insert("name".to_owned(), Value::from(name));
    }
    whole
}

/// The name and the facts of a whole.
pub fn parts(whole: &Value) -> (String, Value) {
    let mut facts = whole.clone();
    let name = match &mut facts {
        Value::Object(map) => map.remove("name"),
        _ => None,
    };
    (name.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(), facts)
}
