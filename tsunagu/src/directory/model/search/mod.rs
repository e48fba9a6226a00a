//! Search in words over desks, organisations and gatherings, whatever way they are spelt.
//!
//! Built once when a directory is compiled, asked with what somebody typed. Pure; nothing typed is kept.

mod fold;
mod index;
mod near_miss;
mod words;

pub use fold::{as_said, fold, normal};
pub use index::{Builder, Field, Hit, Hits, Index, Subject};
pub use near_miss::contains_nearly;
