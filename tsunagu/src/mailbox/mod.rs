//! The mailbox (メールの受付): what people write to a desk by mail begins a thread, or goes on with one that it answers beyond doubt;
//! what a program wrote waits for somebody to decide. The original stays sealed; what is shown is text.
//!
//! The door for other slices: `routes`; `take` with `Delivery` (the command `mail-in`), `watch` (mailboxes at a provider), `forget_old`
//! (the job), `waiting_for` (how many wait, for a day), `silent` and `silent_in_words` (mailboxes that could not be read).
//! Not here: what goes out (`platform::outbox`, `reception::actions::mails`), and the thread itself (`reception`).

mod access;
pub mod actions;
mod imap;
mod model;
mod pages;
pub mod reading;
mod store;
#[cfg(test)]
mod tests;

pub use actions::{Delivery, Taken, forget_old, take, waiting_for};
pub use imap::{read_all, silent, watch};
pub use model::{Aside, IncomingMail, LeftOut, State};
pub use pages::{routes, silent_in_words};
pub use reading::{Handed, LARGEST};
