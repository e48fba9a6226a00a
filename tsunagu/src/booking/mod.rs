//! Booking (予約): a time with somebody at a desk, taken once, given back without a reason.
//!
//! Times are computed from what the desk says and never stored; a booking holds a seat and quarters of an hour of the people
//! and rooms it needs. Not here: whether somebody came (nowhere), what is talked about (`reception`, `casework`).
//! The door for others: `actions` and `load` for the bench and the demonstration.

mod access;
pub mod actions;
mod model;
mod pages;
mod roster;
mod store;
#[cfg(test)]
mod tests;

pub use model::{
    Elsewhere, Host, HostKind, Offer, OfferFacts, Session,
    arranged::{Booking, By, Note, Origin, Place, State, VisitFor},
    slots::{Change, Slot, Standing},
};
pub use pages::routes;
pub use roster::Shift;
