//! Dates and times as people write them, eras, fiscal years and ages.

use calendar::clock::{ClockError, ClockTime, read_range};
use calendar::hours::PrintedDate;
use calendar::wareki::{
    DateError, Era, Wareki, Warning, age_on, easy, finished_compulsory_education, fiscal_year, fiscal_year_ja, parse,
};
use chrono::{NaiveDate, Weekday};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

// S-358
#[test]
fn the_same_day_is_read_in_every_spelling() {
    for text in [
        "令和6年4月1日",
        "令和６年４月１日（月）",
        "令和 6年 4月 1日(月曜日)",
        "㋿6年4月1日",
        "R6.4.1",
        "Ｒ６．４．１",
        "r6/4/1",
        "R6年4月1日",
        "2024年4月1日（月・祝）",
        "2024-04-01",
        "2024/4/1",
        "２０２４／４／１",
    ] {
        let read = parse(text).unwrap();
        assert_eq!(read.day(), Some(day(2024, 4, 1)), "{text}");
        assert_eq!(read.warnings, [], "{text}");
    }
    let date = |text: &str| parse(text).unwrap().date.to_string();
    assert_eq!(date("平成31年1月21日"), "2019-01-21");
    assert_eq!(date("令和元年8月26日"), "2019-08-26");
    assert_eq!(date("昭和50年"), "1975");
    assert_eq!(date("㍼50年3月"), "1975-03");
    assert_eq!(date("㍻元年2月1日"), "1989-02-01");
    assert_eq!(date("㍽15年1月1日"), "1926-01-01");
    assert_eq!(date("㍾45年7月29日"), "1912-07-29");
    assert_eq!(date("令和6年度"), "FY2024");
}

// S-358
#[test]
fn times_are_read_with_the_second_afternoon_omitted() {
    let read = |text: &str| {
        let (start, end) = read_range(text).unwrap();
        format!("{start}-{}", end.map_or("".into(), |end| end.to_string()))
    };
    assert_eq!(read("午後1時30分~3時30分"), "13:30-15:30");
    assert_eq!(read("午前10時~12時15分"), "10:00-12:15");
    assert_eq!(read("午前9時〜正午"), "09:00-12:00");
    assert_eq!(read("午前9時から午後5時半まで"), "09:00-17:30");
    assert_eq!(read("１３時３０分～１６時"), "13:30-16:00");
    assert_eq!(read("9:00-17:00"), "09:00-17:00");
    assert_eq!(read("午後2時から"), "14:00-");
    assert_eq!(read("午後0時30分"), "12:30-");
    // With plain hours nothing is guessed, and 午後12時 is read both ways by people.
    assert!(matches!(read_range("10時~3時"), Err(ClockError::EndNotAfterStart { .. })));
    assert!(matches!(read_range("午前10時~午後12時"), Err(ClockError::NoonOrMidnight(_))));
    for text in ["", "午後", "午後13時", "10時90分", "10", "10時~12時頃"] {
        assert!(matches!(read_range(text), Err(ClockError::NotATime(_))), "{text}");
    }
}

// S-257 (the report; not the confirmation on entry)
#[test]
fn a_wrong_weekday_is_kept_and_told() {
    let read = parse("令和3年1月9日(日曜日)").unwrap();
    assert_eq!(read.day(), Some(day(2021, 1, 9)));
    assert_eq!(read.weekday, Some(Weekday::Sun));
    let mismatch = Warning::WeekdayMismatch { written: Weekday::Sun, actual: Weekday::Sat };
    assert_eq!(read.warnings, [mismatch]);
    assert_eq!(parse("令和7年4月1日(火曜日)").unwrap().warnings, []);
}

#[test]
fn dates_outside_their_era_are_converted_and_told() {
    let told = |text: &str| {
        let read = parse(text).unwrap();
        (read.date.to_string(), read.warnings)
    };
    let out = |written, actual| vec![Warning::OutOfEra { written, actual }];
    assert_eq!(told("S64.2.1"), ("1989-02-01".into(), out(Era::Showa, Era::Heisei)));
    assert_eq!(told("昭和64年2月"), ("1989-02".into(), out(Era::Showa, Era::Heisei)));
    assert_eq!(told("平成31年5月"), ("2019-05".into(), out(Era::Heisei, Era::Reiwa)));
    assert_eq!(told("令和元年4月30日"), ("2019-04-30".into(), out(Era::Reiwa, Era::Heisei)));
    assert_eq!(told("平成32年"), ("2020".into(), out(Era::Heisei, Era::Reiwa)));
    assert_eq!(told("令和元年"), ("2019".into(), vec![]));
    assert_eq!(told("昭和64年1月7日"), ("1989-01-07".into(), vec![]));
    assert_eq!(told("昭和64年1月"), ("1989-01".into(), vec![]));
}

#[test]
fn impossible_dates_say_what_is_expected() {
    let error = |text: &str| parse(text).unwrap_err();
    let no_day = DateError::NoSuchDay { year: 2025, month: 2, day: 30, last: 28 };
    assert_eq!(error("令和7年2月30日"), no_day);
    assert!(error("令和7年2月30日").to_string().contains("1 to 28"));
    assert_eq!(error("令和0年4月1日"), DateError::YearZero(Era::Reiwa));
    assert!(error("令和0年4月1日").to_string().contains("令和元年"));
    assert_eq!(error("令和7年13月1日"), DateError::NoSuchMonth(13));
    assert_eq!(error("2025-00-10"), DateError::NoSuchMonth(0));
    assert_eq!(error("明治5年12月2日"), DateError::OldCalendar);
    assert!(matches!(error("令和7年4月1日号"), DateError::MoreThanADate(_)));
    for text in ["", "令和", "令和年4月1日", "4月1日", "あした", "R", "99999-1-1", "令和7年4月1", "7-4-1"]
    {
        assert!(matches!(error(text), DateError::NotADate(_)), "{text}: {:?}", error(text));
    }
}

#[test]
fn eras_change_on_their_day() {
    let written = |y, m, d| Wareki::from_date(day(y, m, d)).map(|w| w.to_string());
    for (date, text) in [
        ((1873, 1, 1), "明治6年1月1日"),
        ((1912, 7, 29), "明治45年7月29日"),
        ((1912, 7, 30), "大正元年7月30日"),
        ((1926, 12, 24), "大正15年12月24日"),
        ((1926, 12, 25), "昭和元年12月25日"),
        ((1989, 1, 7), "昭和64年1月7日"),
        ((1989, 1, 8), "平成元年1月8日"),
        ((2019, 4, 30), "平成31年4月30日"),
        ((2019, 5, 1), "令和元年5月1日"),
    ] {
        let (y, m, d) = date;
        assert_eq!(written(y, m, d).as_deref(), Some(text));
        assert_eq!(parse(text).unwrap().day(), Some(day(y, m, d)));
    }
    assert_eq!(written(1872, 12, 31), None);
    let tuesday = day(2026, 11, 24);
    assert_eq!(Wareki::from_date(tuesday).unwrap().with_weekday(), "令和8年11月24日（火）");
    assert_eq!(easy(tuesday), "2026年11月24日（火曜日）");
}

// S-359 (the period itself; not filters, numbers and reports)
#[test]
fn fiscal_years_begin_in_april() {
    assert_eq!(fiscal_year(day(2025, 2, 26)), 2024);
    assert_eq!(fiscal_year(day(2021, 1, 9)), 2020);
    assert_eq!(fiscal_year(day(2027, 3, 31)), 2026);
    assert_eq!(fiscal_year(day(2027, 4, 1)), 2027);
    assert_eq!(fiscal_year_ja(2024), "令和6年度");
    assert_eq!(fiscal_year_ja(2019), "令和元年度");
    assert_eq!(fiscal_year_ja(2018), "平成30年度");
    assert_eq!(PrintedDate::FiscalYear(2024).first_day(), day(2024, 4, 1));
    assert_eq!(PrintedDate::FiscalYear(2024).last_day(), day(2025, 3, 31));
}

// S-088 (the end of schooling)
#[test]
fn compulsory_education_ends_in_the_year_of_the_eve_of_the_birthday() {
    let finished = |birth, on| finished_compulsory_education(birth, on);
    assert!(!finished(day(2010, 4, 1), day(2025, 3, 31)));
    assert!(finished(day(2010, 4, 1), day(2025, 4, 1)));
    assert!(!finished(day(2010, 4, 2), day(2026, 3, 31)));
    assert!(finished(day(2010, 4, 2), day(2026, 4, 1)));
    assert!(finished(day(2010, 1, 1), day(2025, 4, 1)));
    assert!(!finished(day(2009, 12, 31), day(2025, 3, 31)));
}

#[test]
fn a_year_of_age_is_gained_on_the_birthday() {
    assert_eq!(age_on(day(2007, 6, 1), day(2025, 5, 31)), 17);
    assert_eq!(age_on(day(2007, 5, 31), day(2025, 5, 31)), 18);
    assert_eq!(age_on(day(2008, 2, 29), day(2025, 2, 28)), 16);
    assert_eq!(age_on(day(2008, 2, 29), day(2025, 3, 1)), 17);
    assert_eq!(age_on(day(2008, 2, 29), day(2028, 2, 29)), 20);
}

#[test]
fn printed_dates_cover_their_whole_period() {
    let printed = |text: &str| text.parse::<PrintedDate>();
    assert_eq!(printed("2024-10").unwrap().first_day(), day(2024, 10, 1));
    assert_eq!(printed("2024-12").unwrap().last_day(), day(2024, 12, 31));
    assert_eq!(printed("2024-02").unwrap().last_day(), day(2024, 2, 29));
    assert_eq!(printed("2020").unwrap().last_day(), day(2020, 12, 31));
    for text in ["", "2024-13", "24-10", "FY24", "2024-02-30", "2024-1-1-1", "+024"] {
        assert!(printed(text).is_err(), "{text}");
    }
}

#[test]
fn clock_times_are_strict() {
    let time = |text: &str| text.parse::<ClockTime>().ok().map(ClockTime::minutes);
    assert_eq!(time("9:05"), Some(545));
    assert_eq!(time("24:00"), Some(1440));
    assert_eq!(time("48:00"), Some(2880));
    for text in ["", "9", "9:5", "9:60", "48:01", "+9:00", "009:00", "9:00:00"] {
        assert_eq!(time(text), None, "{text}");
    }
}
