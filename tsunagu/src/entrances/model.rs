//! Beginnings counted, and which of the counts may be told. Pure.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};

use crate::{counter::Means, platform::ids::DeskId, reception::Entrance};

/// By which door somebody began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// In writing.
    Written(Entrance),
    /// Spoken, and taken down; nothing where it was not said how.
    Spoken(Option<Means>),
    /// Told by somebody outside.
    Worry,
}

impl Way {
    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Written(entrance) => entrance.key(),
            Self::Spoken(Some(means)) => means.key(),
            Self::Spoken(None) => "entrances-unsaid",
            Self::Worry => "entrances-worry",
        }
    }
}

/// One beginning, as far as it is counted: whose desk, by which door, in which month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning {
    pub desk: Option<DeskId>,
    pub way: Way,
    /// The first day of its month.
    pub month: NaiveDate,
}

/// A count below this may be known again by somebody who lives there.
pub const SMALL: u64 = 5;

/// A count as it may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Count(u64),
    /// More than nothing and fewer than [`SMALL`].
    Few,
    /// A sum from which a small count could be worked out.
    Withheld,
}

impl Told {
    fn of(count: u64) -> Self {
        if (1..SMALL).contains(&count) { Self::Few } else { Self::Count(count) }
    }
}

/// A line of a desk's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// `None`: the whole year.
    pub month: Option<NaiveDate>,
    pub way: Way,
    pub told: Told,
}

/// The lines of each desk: month by month what there was, then the year by door.
pub fn tables(beginnings: &[Beginning]) -> BTreeMap<Option<DeskId>, Vec<Line>> {
    let mut counts: BTreeMap<Option<DeskId>, BTreeMap<(NaiveDate, Way), u64>> = BTreeMap::new();
    for one in beginnings {
        *counts.entry(one.desk).or_default().entry((one.month, one.way)).or_default() += 1;
    }
    counts.into_iter().map(|(desk, cells)| (desk, lines(&cells))).collect()
}

fn lines(cells: &BTreeMap<(NaiveDate, Way), u64>) -> Vec<Line> {
    let mut by_way: BTreeMap<Way, Vec<u64>> = BTreeMap::new();
    for ((_, way), count) in cells {
        by_way.entry(*way).or_default().push(*count);
    }
    let months =
        cells.iter().map(|((month, way), count)| Line { month: Some(*month), way: *way, told: Told::of(*count) });
    let years = by_way.iter().map(|(way, counts)| Line { month: None, way: *way, told: sum(counts) });
    months.chain(years).collect()
}

/// The sum of counts that are told beside it. It is withheld where what it has more than the told ones would give a small
/// one away: one alone, or several that can only be all ones or all fours.
pub fn sum(counts: &[u64]) -> Told {
    let total: u64 = counts.iter().sum();
    let small: Vec<u64> = counts.iter().copied().filter(|count| Told::of(*count) == Told::Few).collect();
    let (hidden, many) = (small.iter().sum::<u64>(), small.len() as u64);
    let gives_away = many == 1 || hidden == many || hidden == many * (SMALL - 1);
    match Told::of(total) {
        Told::Few => Told::Few,
        Told::Count(_) | Told::Withheld if many > 0 && gives_away => Told::Withheld,
        Told::Count(_) | Told::Withheld => Told::Count(total),
    }
}

/// The first day of the month of `day`.
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of a fiscal year, and the first one after it.
pub fn span(fiscal_year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(fiscal_year, 4, 1)?;
    Some((first, first.checked_add_months(Months::new(12))?))
}
