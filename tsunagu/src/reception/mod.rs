//! Reception: being able to begin. A person writes to a desk under a nickname or none, and comes back with a
//! passphrase; staff of the desk answer within what was promised. Whoever asks for quiet has it, and nothing ends through silence.
//!
//! The door for other slices: `Thread`, `find_for`, `messages`, `join_case`, `agreed_of` (what the writer said about
//! being reached), `begun_between` (counted, never named), `said_for_case` (what the writers of a case say about it now), `tell` (a notice on the person's page), `look_at_list` (what an organisation has promised to answer),
//! `dated` (numbers that help, with the day they were checked); for what is arranged with a person, `begin_within`,
//! `begun_before`, `say_within`, `tell_thread`, `visited` (whose page is open on this device), `visit_ended`,
//! `threads_beside`, `threads_of` (those of a case) and `raise_within` (two persons are to look); for who is on the
//! telephone: `actions::begin_for`, `actions::said_aloud`; for paper that was filled in by hand: `scans`, `file_of`.

mod access;
pub mod actions;
pub mod dated;
mod model;
mod pages;
pub mod passphrase;
pub mod scans;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{
    Beginning, Begun, agreed_of, begin_within, begun_before, join_case, look_at_list, raise_within, said_for_case,
    say_within, tell, tell_thread,
};
pub use model::{
    About, Author, Body, CheckReason, DatedLists, Entrance, Message, Notice, Opening, Thread, Turn, Wishes, nickname,
};
pub use pages::{file_of, routes, urgent, visit_ended, visited};
pub use store::{Waiting, begun_between, by_id, find_for, messages, of_case as threads_of, opening, threads_beside};
