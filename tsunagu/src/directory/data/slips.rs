//! Hours whose printed words and whose rules say opposite things: one of the two is a slip of the pen.
//!
//! They are loaded all the same. A reader of sentences corrects nobody; a person looks and decides.

use std::fmt;

use calendar::{
    Holidays, HoursBlock,
    reading::{Difference, first_difference},
};
use chrono::NaiveDate;

use super::Bundle;

/// The first moment at which the two differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Slip {
    /// The desk or the gathering.
    pub id: String,
    pub difference: Difference,
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { at, by_rules, by_words } = self.difference;
        write!(f, "{}: at {at} its rules say {by_rules:?}, its words say {by_words:?}", self.id)
    }
}

impl Bundle {
    /// The slips of the thirteen months from today on.
    pub fn slips(&self, today: NaiveDate) -> Vec<Slip> {
        let holidays = Holidays::national();
        let desks = self.desks.iter().flat_map(|desk| desk.hours().iter().map(|block| (&desk.id, block)));
        let gatherings = self.gatherings.iter().map(|gathering| (&gathering.id, gathering.schedule()));
        let slip = |(id, block): (&String, &HoursBlock)| {
            let difference = first_difference(block, today, &holidays)?;
            Some(Slip { id: id.clone(), difference })
        };
        desks.chain(gatherings).filter_map(slip).collect()
    }
}
