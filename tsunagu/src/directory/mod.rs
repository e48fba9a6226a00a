//! The directory: municipalities, the organisations that work for them, the desks where people may talk, the
//! gatherings. It is read from data files, kept in the database and answered from memory.
//!
//! The door for other slices: `Shelf` (holds the current `Directory`), `Directory` and what stands in it,
//! `actions::load` with `data`, and for public pages `find`, `cards` and the page cache (`Shelf::page`).
//! Not here: who works at a desk (`accounts`), what people write to it (`reception`).

pub mod actions;
mod cache;
pub mod data;
mod model;
mod pages;
pub mod paper;
mod plan;
mod shelf;
mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use model::{
    Directory, Municipality, MunicipalityKind, Organization, OrganizationKind,
    desk::{Desk, OpenState, Way},
    eligibility::{Age, Eligibility, Relation},
    finder::{self, About, Findings, Situation, Talk, find},
    gathering::Gathering,
};
pub use pages::routes;
pub use shelf::Shelf;
