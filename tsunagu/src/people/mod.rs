//! The parties of a case: the person, and whoever came for them. Each has a profile of its own; most of it may stay
//! empty for ever. A nickname is a name.
//!
//! The door for other slices: `Profile`, `PartyKind`, `save`, `profile_of`; how a party may be reached: `contact`,
//! `wishes_of`, `save_wishes`.

mod model;
mod store;
#[cfg(test)]
mod tests;
mod wishes;

pub use model::{Birth, Gender, PartyKind, Profile, Relation, contact};
pub use store::{profile_of, save};
pub use wishes::{Held, save_wishes, wishes_of};
