//! Online (オンライン): talking with picture or sound, or with neither, in a room of the video service the town has.
//!
//! We show what is needed and what it costs, and then the way into the room; the room itself is the service's. Its address
//! is worked out from the booking (or from the number that was given on the telephone) with the master key and stored
//! nowhere. Not here: the talk, who came, how long. Nothing but a link in a browser leads to the service.

mod access;
pub mod actions;
mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use model::{RoomAddress, RoomCode, RoomState, Subject, VideoService};
pub use pages::routes;
