//! The days as one bit each, and their names beside them.

use chrono::{Datelike, NaiveDate};

use super::{FIRST_YEAR, HolidayName, LAST_YEAR};

const YEARS: usize = (LAST_YEAR - FIRST_YEAR + 1) as usize;

/// Whether a day is a holiday is asked for every day that is evaluated; its name only for a reason.
/// So the bits of all years fit into the fastest memory of a processor, and a name is searched for.
#[derive(Clone)]
pub(super) struct Table {
    years: Vec<DaysOfYear>,
    /// Sorted by date, each date once; exactly the days whose bit is set.
    names: Vec<(NaiveDate, HolidayName)>,
}

/// The holidays of one year: bit `n` is the day with `ordinal0() == n`, in words of 64 days.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct DaysOfYear([u64; 6]);

impl DaysOfYear {
    const NONE: DaysOfYear = DaysOfYear([0; 6]);

    /// True if the day, counted from 0 on 1 January, is a holiday.
    #[inline]
    pub(crate) fn has(&self, ordinal0: u32) -> bool {
        self.0[ordinal0 as usize / 64] >> (ordinal0 % 64) & 1 == 1
    }

    fn set(&mut self, ordinal0: u32, is_holiday: bool) {
        let (word, bit) = (&mut self.0[ordinal0 as usize / 64], 1 << (ordinal0 % 64));
        *word = if is_holiday { *word | bit } else { *word & !bit };
    }
}

impl Table {
    pub(super) fn empty() -> Table {
        Table { years: vec![DaysOfYear::NONE; YEARS], names: Vec::new() }
    }

    /// No holidays outside 1948 to 2099.
    #[inline]
    pub(super) fn days_of(&self, year: i32) -> &DaysOfYear {
        // A year before the first becomes a very large number, which no table has.
        let index = year.wrapping_sub(FIRST_YEAR) as u32;
        self.years.get(index as usize).unwrap_or(&DaysOfYear::NONE)
    }

    #[inline]
    pub(super) fn has(&self, date: NaiveDate) -> bool {
        self.days_of(date.year()).has(date.ordinal0())
    }

    pub(super) fn name(&self, date: NaiveDate) -> Option<&HolidayName> {
        if !self.has(date) {
            return None;
        }
        let at = self.names.binary_search_by_key(&date, |(d, _)| *d).ok()?;
        Some(&self.names[at].1)
    }

    pub(super) fn of_year(&self, year: i32) -> &[(NaiveDate, HolidayName)] {
        let first = self.names.partition_point(|(date, _)| date.year() < year);
        let after = self.names.partition_point(|(date, _)| date.year() <= year);
        &self.names[first..after]
    }

    /// Names a day, or makes it an ordinary one. A date outside 1948 to 2099 changes nothing.
    pub(super) fn set(&mut self, date: NaiveDate, name: Option<HolidayName>) {
        let index = date.year().wrapping_sub(FIRST_YEAR) as u32;
        let Some(year) = self.years.get_mut(index as usize) else {
            return;
        };
        year.set(date.ordinal0(), name.is_some());
        match (self.names.binary_search_by_key(&date, |(d, _)| *d), name) {
            (Ok(at), Some(name)) => self.names[at].1 = name,
            (Err(at), Some(name)) => self.names.insert(at, (date, name)),
            (Ok(at), None) => drop(self.names.remove(at)),
            (Err(_), None) => {}
        }
    }

    /// Takes all days of the years that `days` covers out, and `days` in. They lie in 1948 to 2099, each once.
    pub(super) fn replace_years(&mut self, days: &[(NaiveDate, HolidayName)]) {
        let mut covered = [false; YEARS];
        let index = |date: NaiveDate| (date.year() - FIRST_YEAR) as usize;
        for (date, _) in days {
            covered[index(*date)] = true;
        }
        self.names.retain(|(date, _)| !covered[index(*date)]);
        self.names.extend_from_slice(days);
        self.names.sort_unstable_by_key(|(date, _)| *date);
        self.years.fill(DaysOfYear::NONE);
        for (date, _) in &self.names {
            self.years[index(*date)].set(date.ordinal0(), true);
        }
    }
}
