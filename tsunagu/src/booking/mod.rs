//! Booking (予約): a time with somebody at a desk, taken once, given back without a reason.
//!
//! Times are computed from what the desk says and never stored; a booking holds a seat and quarters of an hour of the people
//! and rooms it needs. Places of the town where one can meet, and rooms that another department lends, are here, too.
//! Not here: whether somebody came (nowhere), what is talked about (`reception`, `casework`).
//! The door for others: `beside` (the bookings of threads), `agreed_on` (those of a day), `actions` for the bench and the
//! demonstration; for a room online `actions::held_by`, `held_for`.

mod access;
pub mod actions;
mod model;
mod pages;
mod roster;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{agreed_on, beside};
pub use model::{
    Elsewhere, Host, HostKind, Offer, OfferFacts, Session,
    arranged::{Booking, By, Note, Origin, Place, State, Time, VisitFor},
    slots::{Change, Slot, Standing},
    venues::{Comfort, Heard, Lending, RequestState, RoomRequest, Venue, VenueRoom, VenueState},
};
pub use pages::routes;
pub use roster::Shift;
