//! The 相談申込・受付票 (application): filled in by the person, or by whoever comes for them, behind the passphrase of their
//! thread. Everything may stay empty and be saved half done; a sheet of the case that grows out of the thread begins
//! with it. The signature is an offer: what may be handed on, and to whom, is agreed together afterwards. One that was
//! filled in by hand is copied by staff (`copying`), with its scan beside it (`scans`).

pub mod actions;
pub mod copying;
pub mod form;
mod frames;
mod model;
pub mod pages;
pub mod paper;
pub mod scans;
mod store;

pub use actions::{of_case, taken_over};
pub use frames::missing;
pub use model::{Application, Copied, Frame, Offer, WHEREABOUTS, check_of, raises};
