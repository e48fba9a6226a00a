//! Dates at printed precision, in three languages.

use super::Lang;
use super::parts::month_en;
use crate::hours::PrintedDate;
use crate::wareki::printed_ja;

/// A date no more exactly than it was printed: 「令和6年9月」, 「令和5年度」, "September 2024".
pub fn printed_in_words(date: PrintedDate, lang: Lang) -> String {
    match lang {
        Lang::Ja => printed_ja(date),
        Lang::JaEasy => match date {
            PrintedDate::Day(day) => super::date_in_words(day, lang),
            PrintedDate::Month { year, month } => format!("{year}年{month}月"),
            PrintedDate::Year(year) => format!("{year}年"),
            PrintedDate::FiscalYear(year) => format!("{year}年4月から {}年3月まで", year + 1),
        },
        Lang::En => match date {
            PrintedDate::Day(day) => super::date_in_words(day, lang),
            PrintedDate::Month { year, month } => format!("{} {year}", month_en(month)),
            PrintedDate::Year(year) => year.to_string(),
            PrintedDate::FiscalYear(year) => format!("fiscal year {year}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_said_no_more_exactly_than_it_was_printed() {
        let rows = [
            ("2024-09-25", "令和6年9月25日", "2024年9月25日（水曜日）", "Wednesday 25 September 2024"),
            ("2021-03", "令和3年3月", "2021年3月", "March 2021"),
            ("2014", "2014年", "2014年", "2014"),
            ("FY2023", "令和5年度", "2023年4月から 2024年3月まで", "fiscal year 2023"),
        ];
        for (date, ja, easy, en) in rows {
            let date: PrintedDate = date.parse().expect("a date");
            assert_eq!(printed_in_words(date, Lang::Ja), ja);
            assert_eq!(printed_in_words(date, Lang::JaEasy), easy);
            assert_eq!(printed_in_words(date, Lang::En), en);
        }
    }
}
