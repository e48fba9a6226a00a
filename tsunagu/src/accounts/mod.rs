//! Staff accounts: signing in with a password and, where set up, a one-time code; sessions kept on the server.
//!
//! A contractor's account ends on a day; from the next request on it is closed, whatever page is open.
//! The door for other slices: `Actor` (who is asking, as an extractor), `Role`, `actions::add_staff`,
//! `name_of`, `names_of`, `known_as`, `colleagues`.

mod access;
pub mod actions;
mod model;
mod pages;
mod password;
mod store;
#[cfg(test)]
mod tests;

pub use access::{Duty, allows};
pub use model::{Actor, Change, NewStaff, Role};
pub use pages::routes;
pub use store::{colleagues, known_as, name_of, names_of};
