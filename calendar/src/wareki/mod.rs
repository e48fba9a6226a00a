//! Japanese years: eras, fiscal years, ages, and dates as people write them.
//!
//! ```
//! use calendar::wareki::{Wareki, parse, Warning};
//! use chrono::{NaiveDate, Weekday};
//!
//! let tuesday = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
//! assert_eq!(Wareki::from_date(tuesday).unwrap().with_weekday(), "令和8年11月24日（火）");
//!
//! // Printed as a Sunday; it was a Saturday. The date is kept and the doubt is told.
//! let read = parse("令和3年1月9日(日曜日)").unwrap();
//! assert_eq!(read.date.to_string(), "2021-01-09");
//! assert_eq!(
//!     read.warnings,
//!     [Warning::WeekdayMismatch { written: Weekday::Sun, actual: Weekday::Sat }]
//! );
//! ```

mod age;
mod era;
mod parse;
mod printed;

pub use age::{
    SchoolGeneration, age_on, age_reached_on, finished_compulsory_education, fiscal_year, fiscal_year_ja,
    school_generation,
};
pub use era::{Era, Wareki, easy, weekday_ja};
pub use parse::{DateError, Reading, Warning, parse, parse_in_year, parse_prefix};
pub use printed::printed_ja;
