//! Fiscal years and ages.

use chrono::{Datelike, NaiveDate};

use super::era::year_label;

/// The fiscal year (年度, 1 April to 31 March) of a date, named by the year in which it begins.
///
/// ```
/// let day = chrono::NaiveDate::from_ymd_opt(2027, 3, 31).unwrap();
/// assert_eq!(calendar::wareki::fiscal_year(day), 2026);
/// ```
pub fn fiscal_year(date: NaiveDate) -> i32 {
    date.year() - i32::from(date.month() < 4)
}

/// 「令和8年度」 for 2026: the era of its first day, and 令和元年度 for 2019. Years before 1873 are
/// given in Gregorian form.
pub fn fiscal_year_ja(fiscal_year: i32) -> String {
    // The offices settled on the new name for the whole of FY2019, though it began in Heisei.
    let naming_day = match fiscal_year {
        2019 => (2019, 5, 1),
        year => (year, 4, 1),
    };
    let (year, month, day) = naming_day;
    let date = NaiveDate::from_ymd_opt(year, month, day);
    match date.and_then(super::Wareki::from_date) {
        Some(wareki) => format!("{}{}年度", wareki.era.name(), year_label(wareki.year)),
        None => format!("{fiscal_year}年度"),
    }
}

/// Full years of age (満年齢), counted so that a year is gained **on the birthday**.
///
/// The law (年齢計算ニ関スル法律, with Civil Code article 143) lets a year be complete at the
/// end of the day before the birthday. Two readings follow: for terms that run by days, the age
/// counts from the eve (a child born on 1 April enters school with the older class); for "is 18
/// today", which desks ask, the birthday itself is usual. This function takes the birthday;
/// [`finished_compulsory_education`] takes the eve. Whoever was born on 29 February gains the
/// year on 1 March of common years: the year is complete at the end of 28 February.
///
/// Negative if `on` is before the birth.
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> i32 {
    let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
    on.year() - birth.year() - i32::from(before_birthday)
}

/// True from 1 April after the school year in which the age of 15 is reached.
///
/// School Education Act, articles 16 and 17: compulsory education ends on 31 March after the
/// child turns 15, and by the law on ages that happens on the eve of the birthday. Born on
/// 2010-04-01: finished on 2025-04-01. Born a day later: a year later.
pub fn finished_compulsory_education(birth: NaiveDate, on: NaiveDate) -> bool {
    // Fifteen is reached before April exactly by those born from January to 1 April.
    let early_born = (birth.month(), birth.day()) <= (4, 1);
    let leaving_year = birth.year() + if early_born { 15 } else { 16 };
    (on.year(), on.month()) >= (leaving_year, 4)
}
