//! National holidays of Japan by statute, the official list laid over them, and the municipal days over both.
//!
//! Source: 国民の祝日に関する法律 (Act No. 178 of 1948) with its amendments, and the special acts
//! for single days. The years 1948 to 2099 are computed; the days of the two equinoxes are
//! announced each February for the next year, and the formula has matched every announcement.
//!
//! The table is data for the rest of the crate: when the law changes, a town gives the new list of
//! the Cabinet Office ([`Holidays::with_official_csv`]) on the day it is published, a later version
//! of `statute` follows, and every published hour is evaluated anew.

mod official;
mod statute;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::{Deref, RangeBounds};
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate};

pub use official::{CsvFault, CsvFaultKind};
use table::{DaysOfYear, Table};

/// First year the statute is computed for; the act came into force on 20 July 1948.
pub const FIRST_YEAR: i32 = 1948;
/// Last year the statute is computed for; the equinox formula is good until here.
pub const LAST_YEAR: i32 = 2099;

static STATUTE: LazyLock<Arc<Table>> = LazyLock::new(|| Arc::new(statute::table()));

static NATIONAL: LazyLock<Holidays> = LazyLock::new(|| Holidays {
    table: Arc::clone(&STATUTE),
    national: Arc::new(National { table: Arc::clone(&STATUTE), differences: Vec::new() }),
    own: Arc::new(Own::default()),
});

/// The days on which a public office rests: national holidays, plus or minus municipal days.
///
/// Cloning copies three pointers. A look-up allocates nothing.
///
/// ```
/// use calendar::holidays::Holidays;
/// use chrono::NaiveDate;
///
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// // Okinawa's offices also rest on the day the battle ended.
/// let okinawa = Holidays::national().with_every_year(6, 23, "慰霊の日", 1974..)?;
/// assert_eq!(okinawa.name(day(2026, 6, 23)), Some("慰霊の日"));
/// assert_eq!(okinawa.name(day(2026, 9, 22)), Some("休日"));
/// assert!(!Holidays::national().is_holiday(day(2026, 6, 23)));
/// # Ok::<(), calendar::holidays::NoSuchDay>(())
/// ```
#[derive(Clone)]
pub struct Holidays {
    /// What is asked: all layers in one.
    table: Arc<Table>,
    national: Arc<National>,
    own: Arc<Own>,
}

/// The statute, and what the official list makes of it.
struct National {
    table: Arc<Table>,
    /// Sorted by date.
    differences: Vec<Difference>,
}

/// The municipal days.
#[derive(Clone, Debug, Default)]
struct Own {
    /// The later one names a day that two of them share.
    every_year: Vec<EveryYear>,
    /// `None`: the municipality works on that holiday.
    single: BTreeMap<NaiveDate, Option<HolidayName>>,
}

#[derive(Clone, Debug)]
struct EveryYear {
    month: u32,
    day: u32,
    years: BTreeSet<i32>,
    name: HolidayName,
}

/// A day that the official list and the statute of this version see differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The day.
    pub date: NaiveDate,
    /// Its name by statute; `None` if it is an ordinary day there.
    pub by_statute: Option<HolidayName>,
    /// Its name in the official list; `None` if the list leaves it out.
    pub official: Option<HolidayName>,
}

/// A month and a day that no year has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{month}/{day} is in no calendar; write a month and a day that exist, such as 6/23")]
pub struct NoSuchDay {
    /// The month given.
    pub month: u32,
    /// The day given.
    pub day: u32,
}

impl Holidays {
    /// The national holidays, computed once per process.
    pub fn national() -> Holidays {
        NATIONAL.clone()
    }

    /// The national holidays as the official list has them; see [`Holidays::with_official_csv`].
    ///
    /// # Errors
    /// The first [`CsvFault`] of the list.
    pub fn from_official_csv(bytes: &[u8]) -> Result<Holidays, CsvFault> {
        Holidays::national().with_official_csv(bytes)
    }

    /// Lays the Cabinet Office's list (syukujitsu.csv) over the statute: in each year of the list its days, and no
    /// others, are the national holidays. All other years stay as they are, and so do the municipal days.
    ///
    /// The file may be in CP932 as it is published, or in UTF-8, and its dates 2026/1/1 or 2026-01-01.
    /// Somebody should read the [`differences`](Holidays::differences) before it is used: they are a change of the
    /// law, or a mistake in the file.
    ///
    /// # Errors
    /// The first [`CsvFault`]: another file, a line that cannot be read, a year that is not complete.
    pub fn with_official_csv(self, bytes: &[u8]) -> Result<Holidays, CsvFault> {
        let days = official::read(bytes)?;
        // A name that the statute has already is not kept a second time.
        let days: Vec<(NaiveDate, HolidayName)> = days
            .iter()
            .map(|day| {
                let known = STATUTE.name(day.date).filter(|name| ***name == *day.name);
                (day.date, known.cloned().unwrap_or_else(|| HolidayName::from(day.name.as_str())))
            })
            .collect();
        let mut national = Table::clone(&self.national.table);
        national.replace_years(&days);

        let covered: BTreeSet<i32> = days.iter().map(|(date, _)| date.year()).collect();
        let mut differences = self.national.differences.clone();
        differences.retain(|difference| !covered.contains(&difference.date.year()));
        differences.extend(covered.iter().flat_map(|year| differences_in(*year, &national)));
        differences.sort_unstable_by_key(|difference| difference.date);

        let national = Arc::new(national);
        let mut table = Arc::clone(&national);
        for days in &self.own.every_year {
            days.lay_over(Arc::make_mut(&mut table), &national, &self.own);
        }
        for (date, name) in &self.own.single {
            Arc::make_mut(&mut table).set(*date, name.clone());
        }
        Ok(Holidays { table, national: Arc::new(National { table: national, differences }), own: self.own })
    }

    /// Where the official list and the statute differ, in order; empty without a list.
    pub fn differences(&self) -> &[Difference] {
        &self.national.differences
    }

    /// Adds a municipal day (the day of an election, 館内整理日), or renames an existing one.
    pub fn with(self, date: NaiveDate, name: &str) -> Holidays {
        self.lay_over(date, Some(HolidayName::from(name)))
    }

    /// Takes a day out: the municipality works although the nation rests.
    pub fn without(self, date: NaiveDate) -> Holidays {
        self.lay_over(date, None)
    }

    /// Adds a municipal day of every year (慰霊の日, 開庁記念日) in these years, for instance `1974..`.
    ///
    /// A national holiday on the same date keeps its name, and a single day from [`with`](Holidays::with) or
    /// [`without`](Holidays::without) wins, whichever was said first. A Sunday moves nothing: the substitute
    /// days are for national holidays.
    ///
    /// # Errors
    /// [`NoSuchDay`], for instance 31 June. 29 February is a day of leap years.
    pub fn with_every_year(
        mut self,
        month: u32,
        day: u32,
        name: &str,
        years: impl RangeBounds<i32>,
    ) -> Result<Holidays, NoSuchDay> {
        const LEAP_YEAR: i32 = 2024;
        if NaiveDate::from_ymd_opt(LEAP_YEAR, month, day).is_none() {
            return Err(NoSuchDay { month, day });
        }
        let years = (FIRST_YEAR..=LAST_YEAR).filter(|year| years.contains(year)).collect();
        let days = EveryYear { month, day, years, name: HolidayName::from(name) };
        days.lay_over(Arc::make_mut(&mut self.table), &self.national.table, &self.own);
        Arc::make_mut(&mut self.own).every_year.push(days);
        Ok(self)
    }

    fn lay_over(mut self, date: NaiveDate, name: Option<HolidayName>) -> Holidays {
        Arc::make_mut(&mut self.table).set(date, name.clone());
        Arc::make_mut(&mut self.own).single.insert(date, name);
        self
    }

    /// The name of the holiday, as in the official list of the Cabinet Office: substitute and
    /// sandwiched days are 「休日」. `None` on ordinary days, and outside 1948 to 2099.
    pub fn name(&self, date: NaiveDate) -> Option<&str> {
        self.table.name(date).map(|name| &**name)
    }

    /// True if the day is a holiday here. Reads one bit.
    #[inline]
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        self.days_of(date.year()).has(date.ordinal0())
    }

    /// The holidays of one calendar year in order, for a list or a check against the official table.
    pub fn of_year(&self, year: i32) -> Vec<(NaiveDate, &str)> {
        self.table.of_year(year).iter().map(|(date, name)| (*date, &**name)).collect()
    }

    /// The bits of one year, for whoever walks over its days; none are set outside 1948 to 2099.
    #[inline]
    pub(crate) fn days_of(&self, year: i32) -> &DaysOfYear {
        self.table.days_of(year)
    }

    /// The name as a value that can be kept in a reason without copying text.
    pub(crate) fn shared_name(&self, date: NaiveDate) -> Option<HolidayName> {
        self.table.name(date).cloned()
    }
}

impl EveryYear {
    fn lay_over(&self, table: &mut Table, national: &Table, own: &Own) {
        let dates = self.years.iter().filter_map(|year| NaiveDate::from_ymd_opt(*year, self.month, self.day));
        for date in dates.filter(|date| !national.has(*date) && !own.single.contains_key(date)) {
            table.set(date, Some(self.name.clone()));
        }
    }
}

fn differences_in(year: i32, official: &Table) -> Vec<Difference> {
    let of_both = STATUTE.of_year(year).iter().chain(official.of_year(year));
    let dates: BTreeSet<NaiveDate> = of_both.map(|(date, _)| *date).collect();
    let difference = |date: NaiveDate| Difference {
        date,
        by_statute: STATUTE.name(date).cloned(),
        official: official.name(date).cloned(),
    };
    dates.into_iter().map(difference).filter(|d| d.by_statute != d.official).collect()
}

impl fmt::Debug for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holidays")
            .field("differences", &self.national.differences)
            .field("own", &self.own)
            .finish_non_exhaustive()
    }
}

/// The name of a holiday inside a [`Reason`](crate::schedule::Reason); reads like a `&str`.
#[derive(Clone)]
pub struct HolidayName(Text);

#[derive(Clone)]
enum Text {
    Printed(&'static str),
    Given(Arc<str>),
}

impl HolidayName {
    const fn printed(name: &'static str) -> HolidayName {
        HolidayName(Text::Printed(name))
    }
}

impl Deref for HolidayName {
    type Target = str;
    fn deref(&self) -> &str {
        match &self.0 {
            Text::Printed(name) => name,
            Text::Given(name) => name,
        }
    }
}

impl From<&str> for HolidayName {
    fn from(name: &str) -> HolidayName {
        HolidayName(Text::Given(Arc::from(name)))
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
