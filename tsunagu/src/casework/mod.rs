//! Casework: the support case, who is responsible for it, and what the person agreed to hand on.
//!
//! A case has exactly one responsible organisation at every moment; its full file is for the organisations of its team.
//! A case from which nothing is ever handed on is complete.
//! The door for other slices: `Case`, `Consent` and their rules; `find_for` (as the person looking), `by_id`,
//! `consents_of`, `consent_by_id`, `intake_of`, `key_of`; the verbs `look`, `look_at_list`, `open_told`, `open_in` and `hand_over`; `ConsentLine` for pages.
//! Not here: what the parties are called (`people`), how a case is handed on (`relay`).

mod access;
pub mod actions;
mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{CaseFile, Told, hand_over, key_of, look, look_at_list, open_in, open_told};
pub use model::{
    Case, CaseState, Consent, Faults, Gap, GivenBy, GivenHow, Intake, Item, Missing, NewCase, NewConsent, Standing,
    Teller, Terms, WORDING, covering,
};
pub use pages::{ConsentLine, routes};
pub use store::{CASES_ON_A_PAGE, CaseRow, by_id, consent_by_id, consents_of, find_for, intake_of};
