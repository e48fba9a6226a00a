//! Entrances (どこから始まったか): how many people began at each desk, month by month, and by which door: a page, a leaflet,
//! the telephone, the counter, a worry. Each beginning is counted once; a number so small that somebody could be known
//! again is not told, and none leads to a person.
//!
//! The door for other slices: `routes`. Not here: who began (`reception`, `counter`, `worries`), and any figure about what
//! became of them.

mod actions;
mod model;
mod pages;
#[cfg(test)]
mod tests;

pub use model::{Beginning, Told, Way};
pub use pages::routes;
