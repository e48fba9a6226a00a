//! Tables of municipalities: how they are read, what is doubtful in them, what a row says. Pure.

mod checks;
pub mod columns;
pub mod reading;
pub mod recognised;
pub mod repair;
pub mod report;
pub mod rows;
pub mod sets;
pub mod writing;

pub use checks::{Around, contact, read_day};
pub use columns::Matched;
pub use reading::Table;
pub use repair::{Certainty, Reason, Remedy, Repair};
pub use report::{Decisions, Report};
pub use rows::{DeskRow, EventRow, FacilityRow};
pub use sets::{ColumnSet, SetName};
