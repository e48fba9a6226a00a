//! The week, the month or the fiscal year in which something is counted.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::duration::last_day_of_term;
use crate::hours::{Per, PrintedDate};
use crate::wareki::fiscal_year;

/// A period of counting, written `2025-W19` (a week from Monday to Sunday, ISO 8601), `2025-05`
/// or `FY2025` (April 2025 to March 2026).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    per: Per,
    first_day: NaiveDate,
}

impl Period {
    /// The period of this kind in which a day lies.
    pub fn containing(per: Per, date: NaiveDate) -> Period {
        let first_day = match per {
            Per::Week => {
                let into_the_week = date.weekday().num_days_from_monday();
                date.checked_sub_days(Days::new(into_the_week.into())).unwrap_or(date)
            }
            Per::Month => PrintedDate::Month { year: date.year(), month: date.month() }.first_day(),
            Per::FiscalYear => PrintedDate::FiscalYear(fiscal_year(date)).first_day(),
        };
        Period { per, first_day }
    }

    /// Its kind.
    pub const fn per(self) -> Per {
        self.per
    }

    /// Its first day.
    pub const fn first_day(self) -> NaiveDate {
        self.first_day
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let last = match self.per {
            Per::Week => self.first_day.checked_add_days(Days::new(6)),
            Per::Month => last_day_of_term(self.first_day, 1),
            Per::FiscalYear => last_day_of_term(self.first_day, 12),
        };
        last.unwrap_or(NaiveDate::MAX)
    }

    /// True if the day lies in it.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.first_day <= date && date <= self.last_day()
    }

    /// True from the day after its last: on the last day something may still be held.
    pub fn is_over(self, as_of: NaiveDate) -> bool {
        self.last_day() < as_of
    }

    /// How many days of a list lie in it.
    pub fn count(self, dates: &[NaiveDate]) -> usize {
        dates.iter().filter(|date| self.contains(**date)).count()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first_day;
        match self.per {
            Per::Week => write!(f, "{:04}-W{:02}", first.iso_week().year(), first.iso_week().week()),
            Per::Month => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Per::FiscalYear => write!(f, "FY{:04}", first.year()),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Period, String> {
        let read = || match text.split_once("-W") {
            Some((year, week)) => {
                let monday = NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon)?;
                Some(Period::containing(Per::Week, monday))
            }
            None => {
                let date: PrintedDate = text.parse().ok()?;
                let per = match date {
                    PrintedDate::Month { .. } => Per::Month,
                    PrintedDate::FiscalYear(_) => Per::FiscalYear,
                    PrintedDate::Day(_) | PrintedDate::Year(_) => return None,
                };
                Some(Period::containing(per, date.first_day()))
            }
        };
        read().ok_or_else(|| format!("`{text}` is not a period; write 2025-W19, 2025-05 or FY2025"))
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Period, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
