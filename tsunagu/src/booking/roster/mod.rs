//! The roster (当番表): which member of staff is at which place when, so that a colleague of another body there knows with
//! whom somebody can go on talking. Everybody who works for the town reads it; each body writes its own lines.
//! Not here: the hours of a desk (`directory`), times that can be booked (`booking` itself), handing somebody over with what
//! they said (`counter`).

mod actions;
mod model;
pub mod pages;
mod store;

pub use model::Shift;
