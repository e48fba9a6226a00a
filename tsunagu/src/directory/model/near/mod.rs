//! Where a typed place is, and what is near it: all municipalities of Japan, their readings and postcodes, from
//! `municipalities.tsv`. Nobody else is asked, and what was typed is not kept.

mod gazetteer;
mod reading;

pub use gazetteer::{Gazetteer, PlaceId, gazetteer};
pub use reading::Typed;

use crate::vocabulary;

vocabulary! {
    /// How far it is between two town halls as the crow flies: enough to choose by, never a promise of a way.
    pub enum Nearness("find-nearness") {
        Near => "near",
        Farther => "farther",
        Far => "far",
    }
}

/// Up to this many kilometres two towns are near: half an hour by train or bicycle.
const NEAR_KM: f64 = 15.0;
/// Up to this many one can go there and back in an afternoon.
const FARTHER_KM: f64 = 60.0;

impl Nearness {
    /// Of a distance in kilometres between two different places.
    pub fn of(kilometres: f64) -> Self {
        if kilometres <= NEAR_KM {
            Self::Near
        } else if kilometres <= FARTHER_KM {
            Self::Farther
        } else {
            Self::Far
        }
    }
}
