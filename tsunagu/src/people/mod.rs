//! The parties of a case: the person, and whoever came for them. Each has a profile of its own; most of it may stay
//! empty for ever. A nickname is a name.
//!
//! The door for other slices: `Profile`, `PartyKind`, `save`, `profile_of`.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Birth, Gender, PartyKind, Profile, Relation};
pub use store::{profile_of, save};
