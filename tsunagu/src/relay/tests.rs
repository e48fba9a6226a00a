//! The relay: the baton is never dropped, nothing leaves without a ground, the receiver sees one line until it accepts.

mod application;
mod model;
mod paper;
mod stories;
