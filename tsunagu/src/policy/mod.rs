//! What each town says of itself (方針): its policies, ordinances, declarations, definitions and pages of understanding,
//! each a text with all its versions; the measures that serve a goal; how its public pages look and spell their words.
//!
//! The door for other slices: `dress` (gives every page of a town its look), `basics_of` (the points of a town's basic
//! policy), `actions::load` with `data`.
//! Not here: desks and gatherings themselves (`directory`), which this slice only names and dates.

pub mod actions;
pub mod data;
mod dressing;
mod model;
mod pages;
mod prose;
mod store;
mod terms;
#[cfg(test)]
mod tests;
mod timeline;
mod wording;

pub use dressing::{Dressing, Wardrobe, dress};
pub use model::{
    Content, Kind, Owner, Publication, Status, Text, Version,
    appearance::{Accent, Appearance},
    goals::{GoalMeasure, Subject},
};
pub use pages::{Basics, basics_of, routes};
