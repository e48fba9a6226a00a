//! Worries (気がかり, the 福祉のつなぐシート): somebody outside is a little worried about a person or a household, and tells the
//! town's first desk as much as is known. The person has usually not been asked. So a worry lies apart from the cases, is
//! read by that desk only, goes to no other organisation, and is looked at again after half a year.
//!
//! The door for other slices: `waiting` (how many, for a day), `consents_that_count` (for the relay: what grew out of a worry
//! is handed on with the person's own consent only), `arrived_between` (counted, never named), `routes`.
//! Not here: the case that may grow out of it (`casework`). No picture can be sent; staff may put a scan beside what came on
//! paper. Whoever sent a worry never reads it again: they learn that it was received and that somebody talked, nothing else.

mod access;
pub mod actions;
mod model;
mod pages;
mod paper;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{consents_that_count, waiting};
pub use model::{Asked, Decision, Ground, Knows, Sign, Source, Stage, Told, WithoutConsent, Worry, Writer};
pub use pages::routes;
pub use store::arrived_between;
