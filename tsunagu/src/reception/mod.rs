//! Reception: being able to begin. A person writes to a desk under a nickname or none, and comes back with a
//! passphrase; staff of the desk answer within what was promised.
//!
//! The door for other slices: `Thread`, `find_for`, `messages`, `join_case`, `tell` (a notice on the person's page), `visiting` (whose passphrase a browser holds),
//! `look_at_list` (what an organisation has promised to answer).

mod access;
pub mod actions;
mod model;
mod pages;
pub mod passphrase;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{join_case, look_at_list, tell};
pub use model::{About, Author, Body, Message, Notice, Opening, Thread, Turn};
pub use pages::{routes, visiting};
pub use store::{Waiting, find_for, messages, opening};
