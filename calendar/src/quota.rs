//! How many times something may be had: 「家族や本人への訪問相談はそれぞれ5回まで」.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::frequency::Period;
use crate::hours::Per;
use crate::verdict::Verdict;

/// The most of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// The most per kind, by the name the desk gives it (`family`, `person`).
    pub max: BTreeMap<String, u32>,
    /// それぞれ: each kind is counted by itself. Otherwise all kinds use up one number.
    pub separate: bool,
    /// The count begins anew in each such period; `None` for once and for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
}

/// One that was had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// Its kind, as in [`Quota::max`].
    pub kind: String,
    /// The day.
    pub on: NaiveDate,
}

impl Quota {
    /// How many of this kind are left after those done; `None` if the text limits no such kind.
    pub fn left(&self, done: &BTreeMap<String, u32>, kind: &str) -> Option<u32> {
        let max = self.max.get(kind)?;
        let used = match self.separate {
            true => done.get(kind).copied().unwrap_or(0),
            false => done.values().fold(0, |sum, count| count.saturating_add(sum)),
        };
        Some(max.saturating_sub(used))
    }

    /// Whether one more of this kind may be had; of a kind the text does not name a person
    /// decides.
    pub fn judge(&self, done: &BTreeMap<String, u32>, kind: &str) -> Verdict {
        self.left(done, kind).map_or(Verdict::PersonDecides, |left| (left > 0).into())
    }

    /// What counts on a day: those of the same period, whether before or after, because one
    /// already arranged for next week is used up too.
    pub fn counted_on(&self, date: NaiveDate, taken: &[Taken]) -> BTreeMap<String, u32> {
        let period = self.per.map(|per| Period::containing(per, date));
        let counted = taken.iter().filter(|one| period.is_none_or(|period| period.contains(one.on)));
        let mut done = BTreeMap::new();
        for one in counted {
            *done.entry(one.kind.clone()).or_default() += 1;
        }
        done
    }
}
