//! Reception: being able to begin. A person writes to a desk under a nickname or none, and comes back with a
//! passphrase; staff of the desk answer within what was promised. Whoever asks for quiet has it, and nothing ends through silence.
//!
//! The door for other slices: `Thread`, `find_for`, `messages`, `join_case`, `agreed_of` (what the writer said about
//! being reached), `begun_between` (counted, never named), `said_for_case` (what the writers of a case say about it now), `tell` (a notice on the person's page), `look_at_list` (what an organisation has promised to answer),
//! `dated` (numbers that help, with the day they were checked); for what is arranged with a person, `begin_within`,
//! `begun_before`, `say_within`, `tell_thread`, `tell_aloud`, `visited` (whose page is open on this device), `visit_ended`,
//! `threads_beside`, `threads_of` (those of a case) and `raise_within` (two persons are to look); for who is on the
//! telephone: `actions::begin_for`, `actions::said_aloud`; for what comes by mail: `actions::mails`; for a case that rests, ends
//! or goes on: `tell_party`, `party_of_thread`, `party_of`, `waiting_in_cases`; for its timeline: `read_thread` (leaves its own
//! trace), `body_in_words`; `mail_address` (how an address is read); for paper that was filled in by hand: `scans`, `file_of`.

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
    Beginning, Begun, agreed_of, begin_within, begun_before, join_case, look_at_list, party_of_thread, raise_within,
    read_thread, said_for_case, say_within, tell, tell_aloud, tell_party, tell_thread, waiting_in_cases,
};
pub use model::{
    About, Author, Body, CheckReason, DatedLists, Entrance, LONGEST, MailKind, Message, Notice, Opening, Thread, Turn,
    Wishes, nickname, party_of, wishes::address as mail_address,
};
pub use pages::{body_in_words, file_of, routes, urgent, visit_ended, visited};
pub use store::{Waiting, begun_between, by_id, find_for, messages, of_case as threads_of, opening, threads_beside};
