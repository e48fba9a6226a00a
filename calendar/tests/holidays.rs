//! The computed holidays against the official list, and the turns of the law.

use calendar::Holidays;
use chrono::NaiveDate;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn the_official_list_2015_to_2027_is_matched_exactly() {
    let official = include_str!("../testdata/holidays.csv").lines().skip(1);
    let official: Vec<String> = official.map(str::to_owned).collect();
    let holidays = Holidays::national();
    let computed = (2015..=2027).flat_map(|year| holidays.of_year(year));
    let computed: Vec<String> = computed.map(|(d, name)| format!("{d},{name}")).collect();
    assert_eq!(computed, official);
}

#[test]
fn the_law_is_followed_through_its_changes() {
    let holidays = Holidays::national();
    let name = |y, m, d| holidays.name(day(y, m, d));
    // In force from 20 July 1948.
    assert_eq!(name(1948, 5, 3), None);
    assert_eq!(name(1948, 9, 23), Some("秋分の日"));
    assert_eq!(name(1948, 11, 3), Some("文化の日"));
    assert_eq!(name(1949, 1, 1), Some("元日"));
    // Substitute days from 12 April 1973.
    assert_eq!(name(1973, 2, 12), None);
    assert_eq!(name(1973, 4, 30), Some("休日"));
    // Days between two holidays from 1985-12-27; until 2006 not on a Sunday or Monday.
    assert_eq!(name(1985, 5, 4), None);
    assert_eq!(name(1988, 5, 4), Some("休日"));
    assert_eq!(name(1997, 5, 4), None);
    assert_eq!(name(2006, 5, 4), Some("休日"));
    assert_eq!(name(2007, 5, 4), Some("みどりの日"));
    // Substitute days move past a run of holidays since 2007.
    assert_eq!(name(2008, 5, 6), Some("休日"));
    assert_eq!(name(2009, 9, 22), Some("休日"));
    // The Emperor's birthday: none in 2019.
    assert_eq!(name(1988, 4, 29), Some("天皇誕生日"));
    assert_eq!(name(1989, 12, 23), Some("天皇誕生日"));
    assert_eq!(holidays.name(day(2019, 12, 23)), None);
    assert_eq!(name(2019, 2, 23), None);
    // Single acts.
    assert_eq!(name(1959, 4, 10), Some("結婚の儀"));
    assert_eq!(name(1989, 2, 24), Some("大喪の礼"));
    assert_eq!(name(1990, 11, 12), Some("即位礼正殿の儀"));
    assert_eq!(name(1993, 6, 9), Some("結婚の儀"));
    assert_eq!(name(2021, 7, 19), None);
    // Later sandwiches and the end of the table.
    assert_eq!(name(2032, 9, 21), Some("休日"));
    assert_eq!(name(2037, 9, 22), Some("休日"));
    assert_eq!(name(2099, 11, 23), Some("勤労感謝の日"));
    assert_eq!(name(2100, 1, 1), None);
    assert_eq!(name(1947, 1, 1), None);
}

#[test]
fn municipal_days_are_laid_over_and_taken_out() {
    let national = Holidays::national();
    let own = national
        .clone()
        .with(day(2026, 6, 23), "慰霊の日")
        .with(day(2026, 2, 11), "開庁記念日")
        .without(day(2026, 7, 20))
        .without(day(2026, 6, 24));
    assert_eq!(own.name(day(2026, 6, 23)), Some("慰霊の日"));
    assert_eq!(own.name(day(2026, 2, 11)), Some("開庁記念日"));
    assert!(!own.is_holiday(day(2026, 7, 20)));
    assert!(!own.is_holiday(day(2026, 6, 24)));
    assert!(own.is_holiday(day(2026, 1, 1)));
    assert_eq!(national.name(day(2026, 2, 11)), Some("建国記念の日"));
    assert!(national.is_holiday(day(2026, 7, 20)));
    // A day put back after it was taken out.
    assert!(own.with(day(2026, 7, 20), "海の日").is_holiday(day(2026, 7, 20)));
}
