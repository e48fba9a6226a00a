//! Tables (表): facilities, events and desks as files that municipalities exchange, in and out.
//!
//! What is doubtful in a table is shown cell by cell with the reason; nothing is changed without a yes, and a table is taken in
//! whole or not at all. The door for others: `take`, with which a command takes a file in; `publishing` for files.
//! Not here: what a desk or a facility is (`directory`).

mod access;
pub mod actions;
mod model;
mod pages;
pub mod publishing;
mod store;
#[cfg(test)]
mod tests;

pub use model::writing::write as written;
pub use model::{
    Certainty, ColumnSet, Decisions, DeskRow, EventRow, FacilityRow, Reason, Remedy, Repair, Report, SetName, Table,
    reading::{LARGEST_FILE, Letters},
};
pub use pages::routes;
