//! The relay: つなぐシート. A sheet travels from one organisation to the next with the person's consent; whoever sent it
//! stays responsible until the receiver accepts, and the receiver sees one line until then, afterwards exactly what was
//! agreed. See `docs/decisions/0005-the-baton.md`.
//!
//! The door for other slices: `routes`, `unanswered_for`, `sent_by` and `sheets_of` (lists for a day and a case page), `events_of` (for its timeline),
//! `same_day_checks` (what a day must not end without).

mod access;
pub mod actions;
mod application;
mod draft;
mod model;
mod pages;
mod paper;
mod same_day;
mod store;
#[cfg(test)]
mod tests;
mod whereabouts;

pub use application::{Application, Copied, Frame, Offer};
pub use model::{DeclineReason, Hop, Sheet, Status};
pub use pages::{InboxLine, SentLine, SheetEvent, SheetLine, events_of, routes, sent_by, sheets_of, unanswered_for};
pub use same_day::{SameDayCheck, open_for as same_day_checks};
