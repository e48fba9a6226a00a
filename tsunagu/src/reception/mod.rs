//! Reception: being able to begin. A person writes to a desk under a nickname or none, and comes back with a
//! passphrase; staff of the desk answer within what was promised. Whoever asks for quiet has it, and nothing ends through silence.
//!
//! The door for other slices: `Thread`, `find_for`, `messages`, `join_case`, `agreed_of` (what the writer said about
//! being reached), `tell` (a notice on the person's page),
//! `look_at_list` (what an organisation has promised to answer), `dated` (numbers that help, with the day they were checked).

mod access;
pub mod actions;
pub mod dated;
mod model;
mod pages;
pub mod passphrase;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{agreed_of, join_case, look_at_list, tell};
pub use model::{About, Author, Body, DatedLists, Entrance, Message, Notice, Opening, Thread, Turn, Wishes};
pub use pages::routes;
pub use store::{Waiting, find_for, messages, opening};
