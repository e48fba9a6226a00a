//! Eras and their boundary days.

use std::fmt;

use chrono::{Datelike, NaiveDate, Weekday};

/// An era since the Gregorian calendar is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治, here from 1 January 1873 (明治6年): earlier dates follow the lunar calendar.
    Meiji,
    /// 大正, from 30 July 1912.
    Taisho,
    /// 昭和, from 25 December 1926.
    Showa,
    /// 平成, from 8 January 1989.
    Heisei,
    /// 令和, from 1 May 2019.
    Reiwa,
}

impl Era {
    /// All eras in order.
    pub const ALL: [Era; 5] = [Era::Meiji, Era::Taisho, Era::Showa, Era::Heisei, Era::Reiwa];

    /// 「令和」
    pub const fn name(self) -> &'static str {
        match self {
            Era::Meiji => "明治",
            Era::Taisho => "大正",
            Era::Showa => "昭和",
            Era::Heisei => "平成",
            Era::Reiwa => "令和",
        }
    }

    /// The letter on forms: M, T, S, H, R.
    pub const fn letter(self) -> char {
        match self {
            Era::Meiji => 'M',
            Era::Taisho => 'T',
            Era::Showa => 'S',
            Era::Heisei => 'H',
            Era::Reiwa => 'R',
        }
    }

    /// The first day that can be written in this era.
    pub fn first_day(self) -> NaiveDate {
        let (year, month, day) = match self {
            Era::Meiji => (1873, 1, 1),
            Era::Taisho => (1912, 7, 30),
            Era::Showa => (1926, 12, 25),
            Era::Heisei => (1989, 1, 8),
            Era::Reiwa => (2019, 5, 1),
        };
        NaiveDate::from_ymd_opt(year, month, day).expect("an era begins on a real day")
    }

    /// The last day, where the era has ended.
    pub fn last_day(self) -> Option<NaiveDate> {
        let next = Era::ALL.into_iter().find(|era| *era > self)?;
        next.first_day().pred_opt()
    }

    /// The Gregorian year of the era's first year (元年).
    pub const fn first_year(self) -> i32 {
        match self {
            Era::Meiji => 1868,
            Era::Taisho => 1912,
            Era::Showa => 1926,
            Era::Heisei => 1989,
            Era::Reiwa => 2019,
        }
    }

    /// The era of a day; `None` before 1873.
    pub fn of(date: NaiveDate) -> Option<Era> {
        Era::ALL.into_iter().rev().find(|era| era.first_day() <= date)
    }
}

/// A day in its era: 令和8年11月24日.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wareki {
    /// The era.
    pub era: Era,
    /// 1 is 元年.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl Wareki {
    /// The era date of a day; `None` before 1873.
    pub fn from_date(date: NaiveDate) -> Option<Wareki> {
        let era = Era::of(date)?;
        Some(Wareki {
            era,
            year: u32::try_from(date.year() - era.first_year() + 1).ok()?,
            month: date.month(),
            day: date.day(),
        })
    }

    /// The day, by arithmetic: 平成31年5月1日 gives 2019-05-01 although the era had ended.
    /// `None` if there is no such day, or before 1873.
    pub fn to_date(self) -> Option<NaiveDate> {
        let ahead = i32::try_from(self.year.checked_sub(1)?).ok()?;
        let year = self.era.first_year().checked_add(ahead)?;
        let date = NaiveDate::from_ymd_opt(year, self.month, self.day)?;
        (date >= Era::Meiji.first_day()).then_some(date)
    }

    /// 「令和8年11月24日（火）」; without the weekday if there is no such day.
    pub fn with_weekday(self) -> String {
        match self.to_date() {
            Some(date) => format!("{self}（{}）", weekday_ja(date.weekday())),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Wareki {
    /// 「令和8年11月24日」, 「令和元年5月1日」
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (era, year) = (self.era.name(), year_label(self.year));
        write!(f, "{era}{year}年{}月{}日", self.month, self.day)
    }
}

/// The year within an era as it is written: 元 for the first.
pub(super) fn year_label(year: u32) -> String {
    match year {
        1 => "元".to_owned(),
        year => year.to_string(),
    }
}

/// The easy form, without an era: 「2026年11月24日（火曜日）」.
pub fn easy(date: NaiveDate) -> String {
    let weekday = weekday_ja(date.weekday());
    format!("{}年{}月{}日（{weekday}曜日）", date.year(), date.month(), date.day())
}

/// 「月」 to 「日」.
pub const fn weekday_ja(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "月",
        Weekday::Tue => "火",
        Weekday::Wed => "水",
        Weekday::Thu => "木",
        Weekday::Fri => "金",
        Weekday::Sat => "土",
        Weekday::Sun => "日",
    }
}
