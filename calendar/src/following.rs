//! Slots that begin when another gathering ends: 「サロン終了後」.

use chrono::{Duration, NaiveDateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::verdict::Verdict;

/// A consultation that follows a gathering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Following {
    /// The gathering after whose end it begins, written `end_of:…`.
    #[serde(rename = "anchor", serialize_with = "write_anchor", deserialize_with = "read_anchor")]
    pub after: String,
    /// How long after the end the first slot begins at the earliest, in minutes.
    #[serde(default)]
    pub offset_min_minutes: u32,
    /// For whom; everybody if left out.
    #[serde(default)]
    pub eligibility: Residence,
}

/// Where the person must live.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Residence {
    /// The municipality; `None` if the text names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<String>,
}

impl Following {
    /// When the first slot may begin, once the gathering's end is known.
    pub fn earliest(&self, gathering_ends: NaiveDateTime) -> NaiveDateTime {
        let offset = Duration::minutes(self.offset_min_minutes.into());
        gathering_ends.checked_add_signed(offset).unwrap_or(NaiveDateTime::MAX)
    }

    /// Where a slot moves when the gathering ends at another time than planned: by as much, so
    /// that nobody is called away from the gathering and nobody waits longer than arranged.
    pub fn moved(&self, slot: NaiveDateTime, planned_end: NaiveDateTime, ends: NaiveDateTime) -> NaiveDateTime {
        slot.checked_add_signed(ends - planned_end).unwrap_or(slot)
    }

    /// Whether a slot may begin then, and be given to somebody of whom it is known, or not
    /// known, that they live in the municipality.
    pub fn judge(&self, gathering_ends: NaiveDateTime, slot: NaiveDateTime, resident: Option<bool>) -> Verdict {
        let in_time = Verdict::from(self.earliest(gathering_ends) <= slot);
        in_time.and(match (&self.eligibility.residence, resident) {
            (None, _) => Verdict::Yes,
            (Some(_), None) => Verdict::PersonDecides,
            (Some(_), Some(resident)) => resident.into(),
        })
    }
}

const END_OF: &str = "end_of:";

fn read_anchor<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let after = text.strip_prefix(END_OF).filter(|gathering| !gathering.is_empty());
    let expected = || serde::de::Error::custom(format_args!("`{text}` is not an anchor; write end_of:salon"));
    after.map(str::to_owned).ok_or_else(expected)
}

fn write_anchor<S: Serializer>(after: &str, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{END_OF}{after}"))
}
