//! What an editor, a second person and a partner rely on.

mod coming;
mod files;
mod model;
mod newborn;
mod partners;
mod persons;
mod ratings;
mod reminding;
mod stories;
