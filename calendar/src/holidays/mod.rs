//! National holidays of Japan by statute, and the municipal days laid over them.
//!
//! Source: 国民の祝日に関する法律 (Act No. 178 of 1948) with its amendments, and the special acts
//! for single days. The years 1948 to 2099 are computed; the days of the two equinoxes are
//! announced each February for the next year, and the formula has matched every announcement.
//!
//! The table is data for the rest of the crate: when the law changes, `statute` changes
//! and every published hour is evaluated anew.

mod statute;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate};

use statute::Table;

/// First year the statute is computed for; the act came into force on 20 July 1948.
pub const FIRST_YEAR: i32 = 1948;
/// Last year the statute is computed for; the equinox formula is good until here.
pub const LAST_YEAR: i32 = 2099;

static NATIONAL: LazyLock<Arc<Table>> = LazyLock::new(|| Arc::new(Table::by_statute()));

/// The days on which a public office rests: national holidays, plus or minus municipal days.
///
/// Cloning copies two pointers. A look-up allocates nothing.
///
/// ```
/// use calendar::holidays::Holidays;
/// use chrono::NaiveDate;
///
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// // Okinawa's offices also rest on the day the battle ended.
/// let okinawa = Holidays::national().with(day(2026, 6, 23), "慰霊の日");
/// assert_eq!(okinawa.name(day(2026, 6, 23)), Some("慰霊の日"));
/// assert_eq!(okinawa.name(day(2026, 9, 22)), Some("休日"));
/// assert!(!Holidays::national().is_holiday(day(2026, 6, 23)));
/// ```
#[derive(Clone)]
pub struct Holidays {
    national: Arc<Table>,
    /// Sorted by date; `None` means that the municipality works on that holiday.
    municipal: Arc<[(NaiveDate, Option<Arc<str>>)]>,
}

impl Holidays {
    /// The national holidays, computed once per process.
    pub fn national() -> Holidays {
        Holidays { national: Arc::clone(&NATIONAL), municipal: Arc::from([]) }
    }

    /// Adds a municipal day (開庁記念日, 慰霊の日, 館内整理日), or renames an existing one.
    pub fn with(self, date: NaiveDate, name: &str) -> Holidays {
        self.lay_over(date, Some(Arc::from(name)))
    }

    /// Takes a day out: the municipality works although the nation rests.
    pub fn without(self, date: NaiveDate) -> Holidays {
        self.lay_over(date, None)
    }

    fn lay_over(self, date: NaiveDate, name: Option<Arc<str>>) -> Holidays {
        let mut days = self.municipal.to_vec();
        match days.binary_search_by_key(&date, |(d, _)| *d) {
            Ok(at) => days[at].1 = name,
            Err(at) => days.insert(at, (date, name)),
        }
        Holidays { national: self.national, municipal: days.into() }
    }

    /// The name of the holiday, as in the official list of the Cabinet Office: substitute and
    /// sandwiched days are 「休日」. `None` on ordinary days, and outside 1948 to 2099.
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        match self.municipal(date) {
            Some(own) => own.as_deref(),
            None => self.national.name(date),
        }
    }

    /// True if the day is a holiday here.
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        self.name(date).is_some()
    }

    /// The holidays of one calendar year in order, for a list or a check against the official table.
    pub fn of_year(&self, year: i32) -> Vec<(NaiveDate, &str)> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1);
        first
            .into_iter()
            .flat_map(|d| d.iter_days())
            .take_while(|d| d.year() == year)
            .filter_map(|d| Some((d, self.name(d)?)))
            .collect()
    }

    /// The name as a value that can be kept in a reason without copying text.
    pub(crate) fn shared_name(&self, date: NaiveDate) -> Option<HolidayName> {
        match self.municipal(date) {
            Some(own) => own.clone().map(|name| HolidayName(Text::Own(name))),
            None => Some(HolidayName(Text::National(self.national.name(date)?))),
        }
    }

    fn municipal(&self, date: NaiveDate) -> Option<&Option<Arc<str>>> {
        if self.municipal.is_empty() {
            return None;
        }
        let at = self.municipal.binary_search_by_key(&date, |(d, _)| *d);
        at.ok().map(|at| &self.municipal[at].1)
    }
}

impl fmt::Debug for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holidays").field("municipal", &self.municipal).finish_non_exhaustive()
    }
}

/// The name of a holiday inside a [`Reason`](crate::schedule::Reason); reads like a `&str`.
#[derive(Clone)]
pub struct HolidayName(Text);

#[derive(Clone)]
enum Text {
    National(&'static str),
    Own(Arc<str>),
}

impl Deref for HolidayName {
    type Target = str;
    fn deref(&self) -> &str {
        match &self.0 {
            Text::National(name) => name,
            Text::Own(name) => name,
        }
    }
}

impl From<&str> for HolidayName {
    fn from(name: &str) -> HolidayName {
        HolidayName(Text::Own(Arc::from(name)))
    }
}

impl PartialEq for HolidayName {
    fn eq(&self, other: &HolidayName) -> bool {
        **self == **other
    }
}

impl Eq for HolidayName {}

impl fmt::Display for HolidayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for HolidayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
