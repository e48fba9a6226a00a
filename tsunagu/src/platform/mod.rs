//! What every slice stands on. Nothing here knows a person, a desk or a case.

pub mod app;
pub mod clock;
pub mod db;
pub mod ids;
pub mod migrations;
pub mod outbox;
pub mod outcome;
pub mod text;
pub mod trail;
pub mod vault;
#[macro_use]
pub mod vocabulary;
pub mod web;

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use app::{App, Parts};
pub use clock::{Clock, Dice, Now};
pub use db::Db;
pub use outcome::{Answer, Outcome, Refusal};
pub use text::Lang;
