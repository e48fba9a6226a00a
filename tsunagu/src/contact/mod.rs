//! Contact: how the parties of a case may be reached, and every try to reach them.
//!
//! Whoever wants to call, write or visit says so here first. What was not agreed is refused with a reason, and the number
//! does not even appear; a life in danger overrides it and is written down. The rule itself is `people::contact`.
//! The door for other slices: `agreed_of` (what a case page shows), `attempts_of` (the latest tries of a case), `send_within`
//! (the check for what they send) and `barrier_in_words` (why it bars), `routes`.

mod actions;
mod form;
mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;
mod within;

pub use model::{Attempt, Ending, State};
pub use pages::{Agreed, agreed_of, barrier_in_words, routes};
pub use store::of_case as attempts_of;
pub use within::send_within;
