//! Casework: the support case, who is responsible and who leads, where it stands, what was done and promised in it, and
//! what the person agreed to hand on.
//!
//! A case has exactly one responsible organisation at every moment; its full file is for the organisations of its team.
//! A case from which nothing is ever handed on is complete, and so is one in which only the family ever came. Nothing
//! ends by itself, and whoever comes back goes on with the same number.
//! The door for other slices: `Case`, `Consent`, `Entry` and their rules; `find_for` (as the person looking), `by_id`,
//! `consents_of`, `consent_by_id`, `intake_of`, `key_of`, `wishes_now`; the verbs `look`, `look_at_list`, `history`, `day_of`,
//! `open_told`, `open_in` and `hand_over`; the job `look_after`; `ConsentLine` and `state_in_words` for pages.
//! Not here: what the parties are called (`people`), how a case is handed on (`relay`), its timeline (`home`).

mod access;
pub mod actions;
mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{
    CaseDay, CaseFile, DayCase, History, Told, day_of, hand_over, history, key_of, look, look_at_list, open_in,
    open_told, states::look_after, wishes_now,
};
pub use model::{
    Case, Faults, Intake, NewCase, Teller, Theme,
    consent::{Consent, Gap, GivenBy, GivenHow, Item, Missing, NewConsent, Standing, Terms, WORDING, covering},
    entry::{Entry, EntryMeans, EntryNote, Met, NoteKind, Topic, With},
    plan::{Assessment, Phase, Plan, SmallStep, Stage, StepState},
    promise::{Cover, Edge, EdgeKind, Handover, Promise, PromiseKind},
    state::{CaseState, EndReason, Rhythm, StateKind, Turn, TurnRecord, TurnStanding, Voice},
};
pub use pages::{ConsentLine, routes, state_in_words};
pub use store::{
    CASES_ON_A_PAGE, CaseRow, by_id,
    consents::{by_id as consent_by_id, of_case as consents_of},
    entries::Which,
    find_for, intake_of,
};
