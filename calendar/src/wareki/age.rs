//! Fiscal years, ages and school years.

use chrono::{Datelike, NaiveDate};

use super::era::year_label;
use crate::duration::last_day_of_term;

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
/// [`age_reached_on`] and [`finished_compulsory_education`] take the eve. Whoever was born on 29 February gains the
/// year on 1 March of common years: the year is complete at the end of 28 February.
///
/// Negative if `on` is before the birth.
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> i32 {
    let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
    on.year() - birth.year() - i32::from(before_birthday)
}

/// The day on which an age is reached by the law: the **eve** of the birthday, at its end
/// (年齢計算ニ関スル法律: the day of birth counts; Civil Code article 143: a year ends the day
/// before the corresponding day, and on 28 February for those born on the 29th).
///
/// The law on schools counts so; for the question "is 18 today" see [`age_on`]. `None` beyond
/// the end of chrono's calendar.
pub fn age_reached_on(birth: NaiveDate, age: u32) -> Option<NaiveDate> {
    last_day_of_term(birth, age.checked_mul(12)?)
}

/// Where somebody stands in the school years (学年), whether or not they go to school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchoolGeneration {
    /// 未就学, or not yet born.
    BeforeSchool,
    /// 小学生: the year, 1 to 6.
    Elementary(u8),
    /// 中学生: the year, 1 to 3.
    JuniorHigh(u8),
    /// 高校生世代: the year, 1 to 3, in school, at work or at home.
    HighSchool(u8),
    /// After the three years of high school.
    After,
}

/// The school generation on a day.
///
/// School Education Act, article 17: school begins on 1 April after the child has turned six,
/// and by the law on ages a child born on 1 April has done so on 31 March. So a school year is
/// born from 2 April to 1 April, and 1 April belongs to the older class.
pub fn school_generation(birth: NaiveDate, on: NaiveDate) -> SchoolGeneration {
    let year = i64::from(fiscal_year(on)) - i64::from(school_entry_year(birth)) + 1;
    match u8::try_from(year) {
        Ok(year @ 1..=6) => SchoolGeneration::Elementary(year),
        Ok(year @ 7..=9) => SchoolGeneration::JuniorHigh(year - 6),
        Ok(year @ 10..=12) => SchoolGeneration::HighSchool(year - 9),
        Ok(0) => SchoolGeneration::BeforeSchool,
        Ok(13..) => SchoolGeneration::After,
        Err(_) if year < 0 => SchoolGeneration::BeforeSchool,
        Err(_) => SchoolGeneration::After,
    }
}

/// True from 1 April after the school year in which the age of 15 is reached.
///
/// School Education Act, articles 16 and 17: compulsory education is nine years and ends on
/// 31 March after the child turns 15, and by the law on ages that happens on the eve of the
/// birthday. Born on 2010-04-01: finished on 2025-04-01. Born a day later: a year later.
pub fn finished_compulsory_education(birth: NaiveDate, on: NaiveDate) -> bool {
    school_generation(birth, on) > SchoolGeneration::JuniorHigh(3)
}

/// The fiscal year in which school begins: the first to begin after the sixth year is complete.
fn school_entry_year(birth: NaiveDate) -> i32 {
    // Six is reached before April exactly by those born from January to 1 April.
    let is_early_born = (birth.month(), birth.day()) <= (4, 1);
    birth.year() + if is_early_born { 6 } else { 7 }
}
