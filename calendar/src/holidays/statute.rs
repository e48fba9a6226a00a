//! The statute as a calculation.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::table::Table;
use super::{FIRST_YEAR, HolidayName, LAST_YEAR};
use crate::schedule::nth_weekday_of;

/// What the official list calls substitute days and days between two holidays.
const REST: &str = "休日";
const REST_AS_HOLIDAY: &str = "休日（祝日扱い）";

/// All holidays that the law gives from 1948 to 2099.
pub(super) fn table() -> Table {
    let mut table = Table::empty();
    for year in FIRST_YEAR..=LAST_YEAR {
        for (date, name) in named_days(year) {
            table.set(date, Some(HolidayName::printed(name)));
        }
        for date in rest_days(year, &table) {
            table.set(date, Some(HolidayName::printed(REST)));
        }
    }
    table
}

/// Article 3: paragraph 2 (substitute days), then paragraph 3 (days between two holidays).
///
/// Both look at holidays proper only, so the table holds nothing else of this year yet.
fn rest_days(year: i32, table: &Table) -> Vec<NaiveDate> {
    let proper: Vec<NaiveDate> = table.of_year(year).iter().map(|(date, _)| *date).collect();
    let is_proper = |d: NaiveDate| proper.binary_search(&d).is_ok();
    let mut rest = Vec::new();
    for &sunday in proper.iter().filter(|d| d.weekday() == Weekday::Sun) {
        if sunday < day(1973, 4, 12) {
            continue;
        }
        let mut substitute = sunday + Days::new(1);
        if year >= 2007 {
            // Since 2007 the substitute day moves on past a run of holidays (2026-05-06).
            while is_proper(substitute) {
                substitute = substitute + Days::new(1);
            }
        }
        if !is_proper(substitute) {
            rest.push(substitute);
        }
    }
    for &before in &proper {
        let (between, after) = (before + Days::new(1), before + Days::new(2));
        let in_force = between >= day(1985, 12, 27);
        // Until 2006 a Sunday between two holidays stayed a Sunday.
        let counts = year >= 2007 || between.weekday() != Weekday::Sun;
        if in_force && counts && !is_proper(between) && is_proper(after) {
            rest.push(between);
        }
    }
    rest
}

/// Article 2 and the special acts: the days that carry a name of their own.
fn named_days(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let mut days = Vec::with_capacity(20);
    let mut add = |from: i32, to: i32, month: u32, dom: u32, name: &'static str| {
        if (from..=to).contains(&year) {
            days.push((day(year, month, dom), name));
        }
    };
    let monday =
        |month, n| nth_weekday_of(year, month, n, Weekday::Mon).expect("a 2nd and a 3rd Monday always exist").day();
    let ever = i32::MAX;

    add(1949, ever, 1, 1, "元日");
    add(1949, 1999, 1, 15, "成人の日");
    add(2000, ever, 1, monday(1, 2), "成人の日");
    add(1967, ever, 2, 11, "建国記念の日");
    add(2020, ever, 2, 23, "天皇誕生日");
    add(1949, ever, 3, vernal_equinox(year), "春分の日");
    add(1949, 1988, 4, 29, "天皇誕生日");
    add(1989, 2006, 4, 29, "みどりの日");
    add(2007, ever, 4, 29, "昭和の日");
    add(1949, ever, 5, 3, "憲法記念日");
    add(2007, ever, 5, 4, "みどりの日");
    add(1949, ever, 5, 5, "こどもの日");
    add(1996, 2002, 7, 20, "海の日");
    add(2003, 2019, 7, monday(7, 3), "海の日");
    add(2022, ever, 7, monday(7, 3), "海の日");
    add(2016, 2019, 8, 11, "山の日");
    add(2022, ever, 8, 11, "山の日");
    add(1966, 2002, 9, 15, "敬老の日");
    add(2003, ever, 9, monday(9, 3), "敬老の日");
    add(1948, ever, 9, autumnal_equinox(year), "秋分の日");
    add(1966, 1999, 10, 10, "体育の日");
    add(2000, 2018, 10, monday(10, 2), "体育の日");
    // The official list prints both names in the year between the two acts.
    add(2019, 2019, 10, monday(10, 2), "体育の日（スポーツの日）");
    add(2022, ever, 10, monday(10, 2), "スポーツの日");
    add(1948, ever, 11, 3, "文化の日");
    add(1948, ever, 11, 23, "勤労感謝の日");
    add(1989, 2018, 12, 23, "天皇誕生日");

    // Days of the imperial house, each by an act of its own.
    add(1959, 1959, 4, 10, "結婚の儀");
    add(1989, 1989, 2, 24, "大喪の礼");
    add(1990, 1990, 11, 12, "即位礼正殿の儀");
    add(1993, 1993, 6, 9, "結婚の儀");
    add(2019, 2019, 5, 1, REST_AS_HOLIDAY);
    add(2019, 2019, 10, 22, REST_AS_HOLIDAY);

    // The Tokyo Olympics moved three holidays, and moved them again when they were postponed.
    add(2020, 2020, 7, 23, "海の日");
    add(2020, 2020, 7, 24, "スポーツの日");
    add(2020, 2020, 8, 10, "山の日");
    add(2021, 2021, 7, 22, "海の日");
    add(2021, 2021, 7, 23, "スポーツの日");
    add(2021, 2021, 8, 8, "山の日");
    days
}

/// Day in March, by the usual approximation of the National Astronomical Observatory's results.
fn vernal_equinox(year: i32) -> u32 {
    equinox(year, 20_835_700, 20_843_100)
}

/// Day in September.
fn autumnal_equinox(year: i32) -> u32 {
    equinox(year, 23_258_800, 23_248_800)
}

/// Counted in millionths of a day, so that no rounding of floats can move a holiday.
fn equinox(year: i32, until_1979: i32, from_1980: i32) -> u32 {
    let drift = 242_194 * (year - 1980);
    let (base, leap_days) = if year < 1980 { (until_1979, (year - 1983) / 4) } else { (from_1980, (year - 1980) / 4) };
    ((base + drift - leap_days * 1_000_000) / 1_000_000) as u32
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the statute exists")
}
