//! The `opening_hours` of OpenStreetMap, as its specification and opening_hours.js read them.
//!
//! `;` replaces the whole day, `,` adds to it; the last rule of a day wins. So openings come
//! first, then what is not stated, then closing days, then single dates. Dates stand for what the
//! grammar cannot say: moves ("or the 3rd Monday"), every n weeks from a day, business days. Where
//! it is not known the text says `unknown`, never nothing.
//!
//! `PH unknown` and `Dec 29-Jan 03 unknown` stand for silence about holidays and the year-end: they
//! are read back as the silence, which leaves days that are closed anyway closed.

mod days;
mod meaning;
mod parts;
mod read;
mod selectors;
mod write;

pub use meaning::{Imported, read};
pub use write::write;

use chrono::Weekday;

/// Rules, and dates among them: more are no opening hours, and cost too much to compile.
const MOST_RULES: usize = 64;
const MOST_DATES: usize = 1000;
/// The longest text that is read, in octets.
const LONGEST: usize = 64 * 1024;
/// A period that ends on this day has no end: the grammar has none.
const NO_END: &str = "2099 Dec 31";

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn day_name(day: Weekday) -> &'static str {
    DAYS[day.num_days_from_monday() as usize]
}
