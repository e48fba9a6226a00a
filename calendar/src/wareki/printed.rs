//! Dates at printed precision, in Japanese.

use super::era::year_label;
use super::{Wareki, fiscal_year_ja};
use crate::hours::PrintedDate;

/// 「令和6年11月5日」, 「令和6年11月」, 「令和6年度」, and 「2020年」 for a calendar year, which may
/// lie in two eras. A month is named by its first day: 平成31年4月, 令和元年5月. Before 1873 in
/// Gregorian form.
pub fn printed_ja(date: PrintedDate) -> String {
    let wareki = Wareki::from_date(date.first_day());
    match (date, wareki) {
        (PrintedDate::Day(_), Some(day)) => day.to_string(),
        (PrintedDate::Month { .. }, Some(first)) => {
            format!("{}{}年{}月", first.era.name(), year_label(first.year), first.month)
        }
        (PrintedDate::Day(day), None) => day.to_string(),
        (PrintedDate::Month { year, month }, None) => format!("{year}年{month}月"),
        (PrintedDate::Year(year), _) => format!("{year}年"),
        (PrintedDate::FiscalYear(year), _) => fiscal_year_ja(year),
    }
}
