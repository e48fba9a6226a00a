//! The telephone and the counter: what somebody says is taken down while they speak, with no field that has to be
//! filled, and is told once only. A note (受付メモ) stays with the organisation that took it down, is handed to the
//! consultant of its desk, becomes a case, or goes with its key after the town's days. The questions (聞き取りの問い) of a
//! town help whoever happens to be there; what was not asked is not missing.
//!
//! The door for other slices: `look_at_day` (what cannot wait, what waits to be taken), `note_of_case`, `begun_between` and
//! `gone_between` (counted, never named).
//! Not here: coming back with a passphrase (`reception`), the file of a case (`casework`).

mod access;
pub mod actions;
mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{DayNote, look_at_day, note_of_case};
pub use model::{Answer, Answered, Handing, Means, Note, Progress, Question, Speaker};
pub use pages::routes;
pub use store::{begun_between, gone_between};
