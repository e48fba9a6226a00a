//! Sets of weekdays, counts within a month, and months: small values that are compared by bits.

use std::fmt;

use chrono::Weekday;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The seven days from Monday.
pub const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// A set of weekdays, written `[mon, tue]`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

impl Weekdays {
    /// No day.
    pub const NONE: Weekdays = Weekdays(0);
    /// Monday to Friday.
    pub const WORKING: Weekdays = Weekdays(0b001_1111);
    /// Saturday and Sunday.
    pub const WEEKEND: Weekdays = Weekdays(0b110_0000);
    /// All seven.
    pub const ALL: Weekdays = Weekdays(0b111_1111);

    /// One day.
    pub const fn of(day: Weekday) -> Weekdays {
        Weekdays(1 << day.num_days_from_monday())
    }

    /// From one day to another, over the weekend if need be: Friday to Monday.
    pub fn through(from: Weekday, to: Weekday) -> Weekdays {
        let mut days = Weekdays::of(from);
        let mut day = from;
        while day != to {
            day = day.succ();
            days = days.with(day);
        }
        days
    }

    /// With one day more.
    #[must_use]
    pub const fn with(self, day: Weekday) -> Weekdays {
        Weekdays(self.0 | Weekdays::of(day).0)
    }

    /// The days of either.
    #[must_use]
    pub const fn or(self, other: Weekdays) -> Weekdays {
        Weekdays(self.0 | other.0)
    }

    /// The days that are not in the other.
    #[must_use]
    pub const fn without(self, other: Weekdays) -> Weekdays {
        Weekdays(self.0 & !other.0)
    }

    /// True if the day is among them.
    pub const fn contains(self, day: Weekday) -> bool {
        self.0 & Weekdays::of(day).0 != 0
    }

    /// True if there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// From Monday to Sunday.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Weekday> {
        WEEK.into_iter().filter(move |day| self.contains(*day))
    }

    /// Bit 0 is Monday.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<T: IntoIterator<Item = Weekday>>(days: T) -> Weekdays {
        days.into_iter().fold(Weekdays::NONE, Weekdays::with)
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The months of the year in which something holds; all of them unless some are named.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Months(u16);

impl Months {
    /// Every month.
    pub const ALL: Months = Months(0b1_1111_1111_1110);
    /// No month: nothing holds. Refused when a notice is compiled.
    pub const NONE: Months = Months(0);

    /// The months named; numbers outside 1 to 12 are refused with the number.
    ///
    /// # Errors
    /// The first number that is no month.
    pub fn of(months: impl IntoIterator<Item = u8>) -> Result<Months, u8> {
        months.into_iter().try_fold(Months::NONE, |set, month| match month {
            1..=12 => Ok(Months(set.0 | 1 << month)),
            other => Err(other),
        })
    }

    /// True for 1 to 12 if the month is among them.
    pub const fn contains(self, month: u32) -> bool {
        month <= 12 && self.0 & (1 << month) != 0
    }

    /// The months of either.
    #[must_use]
    pub const fn or(self, other: Months) -> Months {
        Months(self.0 | other.0)
    }

    /// Those that are in both.
    #[must_use]
    pub const fn and(self, other: Months) -> Months {
        Months(self.0 & other.0)
    }

    /// All other months.
    #[must_use]
    pub const fn others(self) -> Months {
        Months(Months::ALL.0 & !self.0)
    }

    /// In order, 1 to 12.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (1..=12).filter(move |month| self.contains(u32::from(*month)))
    }

    pub(crate) const fn bits(self) -> u16 {
        self.0
    }
}

impl Default for Months {
    fn default() -> Months {
        Months::ALL
    }
}

impl fmt::Debug for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Months {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Months {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Months, D::Error> {
        let named: Vec<u8> = Vec::deserialize(from)?;
        let wrong = |month| serde::de::Error::custom(format!("{month} is not a month; write 1 to 12"));
        Months::of(named).map_err(wrong)
    }
}

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn name(day: Weekday) -> &'static str {
    NAMES[day.num_days_from_monday() as usize]
}

fn named(text: &str) -> Option<Weekday> {
    NAMES.iter().position(|name| *name == text).map(|at| WEEK[at])
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(name))
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Weekdays, D::Error> {
        let names: Vec<String> = Vec::deserialize(from)?;
        names.iter().map(|text| named(text).ok_or_else(|| unknown(text))).collect()
    }
}

fn unknown<E: serde::de::Error>(text: &str) -> E {
    E::custom(format!("`{text}` is not a weekday; write one of {}", NAMES.join(", ")))
}

/// One weekday, written `mon`.
pub(crate) mod one {
    use super::{Deserialize, Deserializer, Serializer, Weekday, name, named, unknown};

    pub(crate) fn serialize<S: Serializer>(day: &Weekday, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(name(*day))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Weekday, D::Error> {
        let text = String::deserialize(from)?;
        named(&text).ok_or_else(|| unknown(&text))
    }
}
