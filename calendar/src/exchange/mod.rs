//! Hours in the forms other programs read, each with a list of what the form cannot say.
//!
//! No calendar standard holds "closed on the 2nd Monday, or on the 3rd when the 2nd is a holiday",
//! and most cannot say "not known". So an [`Export`] never stands alone: it names each [`Loss`],
//! and where a form would claim an opening that is not certain, the opening is left out.
//! What no rule of the form can say is written date by date, for the [horizon](Notice::last) of 13
//! months.
//!
//! | form | written | read |
//! |---|---|---|
//! | iCalendar (RFC 5545) | [`ical::write`] | [`ical::read`] |
//! | OpenStreetMap `opening_hours` | [`osm::write`] | [`osm::read`] |
//! | GIF DS-441, 公共施設一覧 | [`gif::formula`], [`gif::columns`] | [`gif::read`] |
//! | HSDS 3.0 `schedules[]` | [`hsds::schedules`] | |
//! | schema.org `OpeningHoursSpecification` | [`schema_org::opening_hours`] | |
//!
//! ```
//! use calendar::exchange::{Notice, osm};
//! use calendar::{Closure, Holidays, HoursBlock, Rule, hours::{ClockTime, Weekdays}};
//!
//! let block = HoursBlock {
//!     rules: vec![Rule::weekly(Weekdays::WORKING.iter(), ClockTime::hm(10, 0), ClockTime::hm(18, 0))],
//!     closures: vec![Closure::holidays(), Closure::year_end(true)],
//!     ..HoursBlock::default()
//! };
//! let first = chrono::NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
//! let holidays = Holidays::national();
//! let notice = Notice::check(&block, &[], &holidays, first)?;
//! let written = osm::write(&notice);
//! assert_eq!(written.value, "Mo-Fr 10:00-18:00; PH off; Dec 29-Jan 03 off");
//! assert!(written.is_lossless());
//! # Ok::<(), calendar::hours::Fault>(())
//! ```

pub mod gif;
pub mod hsds;
pub mod ical;
mod loss;
mod notice;
pub mod osm;
mod refusal;
mod regular;
pub mod schema_org;

pub use loss::{Loss, loss_in_words};
pub use notice::Notice;
pub use refusal::Refusal;

/// Hours in another form, with what the form could not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export<T> {
    /// The hours in the form.
    pub value: T,
    /// What is not in the value, each named once. Empty: the value says all that the notice says
    /// about open, closed and unknown, also after the horizon.
    pub losses: Vec<Loss>,
}

impl<T> Export<T> {
    fn new(value: T, mut losses: Vec<Loss>) -> Export<T> {
        losses.sort_unstable();
        losses.dedup();
        Export { value, losses }
    }

    /// True if the value says all that the notice says.
    pub fn is_lossless(&self) -> bool {
        self.losses.is_empty()
    }
}
