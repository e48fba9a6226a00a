//! iCalendar, RFC 5545: a calendar others subscribe to, and the recurrences of theirs.
//!
//! A `VEVENT` is written for each rule and time of day. Its `RRULE` is written where it says
//! exactly the same; what closures, holidays, moves and exceptions change is written as `EXDATE`
//! and `RDATE`. A rule that something can change after the [horizon](super::Notice::last) ends
//! there (`UNTIL`), so that nothing false is claimed afterwards; the losses name it. Other
//! recurrences become lists of dates. An event is never written where it is not known.
//!
//! Always `METHOD:PUBLISH`, no attendees, no alarms. Times are those of `Asia/Tokyo`.

mod lines;
mod read;
mod recurrence;
mod rrule;
mod write;

pub use read::read;
pub(super) use write::days_of;
pub use write::{Event, write};
