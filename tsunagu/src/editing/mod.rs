//! Editing (編集): how the people of a town keep the directory true. Drafts with a preview, publishing by one or two
//! persons, the history of every field, undoing; hours written as a notice and confirmed as understood; facts made sure
//! of by staff, or by a partner through a link without an account; a queue of what waits for the editor; what readers say
//! of a page (`ratings`).
//!
//! The door for other slices: `routes`, `latest` for a town's feed of changes, and `file`, which makes files clean. Not here: the records themselves and their public pages (`directory`), policies
//! and other long texts (`policy`).

mod actions;
mod model;
mod pages;
mod ratings;
mod store;
#[cfg(test)]
mod tests;

pub use actions::publishing::{Published, latest};
pub use actions::reminding::ask_by_itself;
pub use model::file;
pub use pages::routes;
