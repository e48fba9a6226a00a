//! Weeks, months and years of a schedule, for whoever plans ahead.

use calendar::hours::{ClockTime, Days, Times, Weekdays};
use calendar::{DayAnswer, Holidays, HoursBlock, Interval, Rule, Schedule, State, Status};
use chrono::{NaiveDate, NaiveDateTime, Weekday};

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn interval(start: &str, end: &str) -> Interval {
    Interval { start: at(start), end: Some(at(end)) }
}

fn schedule(rule: Rule) -> Schedule {
    let block = HoursBlock { rules: vec![rule], ..HoursBlock::default() };
    Schedule::compile([&block], &[], &Holidays::national()).unwrap()
}

fn office() -> Schedule {
    Schedule::weekdays(ClockTime::hm(8, 30), ClockTime::hm(17, 15), &Holidays::national()).unwrap()
}

/// Saturday evening to Sunday morning.
fn night() -> Times {
    Times { past_midnight: true, ..Times::new(ClockTime::hm(20, 0), ClockTime::hm(29, 0)) }
}

fn dates(days: impl Iterator<Item = DayAnswer>) -> Vec<NaiveDate> {
    days.map(|day| day.date).collect()
}

#[test]
fn a_week_is_shown_from_its_monday() {
    // Wednesday; Monday is a holiday.
    let week: Vec<DayAnswer> = office().week(day("2026-11-25")).collect();
    assert_eq!(week.iter().map(|day| day.date).collect::<Vec<_>>(), (23..30).map(of_november).collect::<Vec<_>>());
    let open: Vec<bool> = week.iter().map(|day| !day.is_closed()).collect();
    assert_eq!(open, [false, true, true, true, true, false, false]);
    assert_eq!(dates(office().week(day("2026-11-23")))[0], of_november(23));
    assert_eq!(dates(office().week(day("2026-11-29")))[0], of_november(23));
}

fn of_november(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

#[test]
fn a_month_is_shown_whole_and_the_same_month_of_the_next_year_ends_thirteen() {
    let ends = |days: Vec<NaiveDate>| (days.len(), days[0], days[days.len() - 1]);
    let month = ends(dates(office().month(day("2028-02-14"))));
    assert_eq!(month, (29, day("2028-02-01"), day("2028-02-29")));
    let december = ends(dates(office().month(day("2026-12-31"))));
    assert_eq!(december, (31, day("2026-12-01"), day("2026-12-31")));
    let thirteen = ends(dates(office().thirteen_months(day("2026-11-25"))));
    assert_eq!(thirteen, (395, day("2026-11-01"), day("2027-11-30")));
}

#[test]
fn an_opening_over_midnight_is_given_whole_at_both_ends_of_a_period() {
    let night = schedule(Rule::at(Days::Weekly(Weekdays::of(Weekday::Sat)), night()));
    let first = interval("2026-11-21 20:00", "2026-11-22 05:00");
    let second = interval("2026-11-28 20:00", "2026-11-29 05:00");
    assert_eq!(night.openings(day("2026-11-22"), day("2026-11-28")), [first, second]);
    assert_eq!(night.openings(day("2026-11-21"), day("2026-11-22")), [first]);
    assert_eq!(night.openings(day("2026-11-23"), day("2026-11-27")), []);
    assert_eq!(night.openings(day("2026-11-28"), day("2026-11-22")), []);
}

#[test]
fn what_touches_at_midnight_is_one_opening() {
    let always = schedule(Rule::at(Days::Daily, Times::new(ClockTime::hm(0, 0), ClockTime::MIDNIGHT)));
    let year = always.openings(day("2026-01-01"), day("2026-12-31"));
    assert_eq!(year, [interval("2026-01-01 00:00", "2027-01-01 00:00")]);
}

#[test]
fn a_night_without_a_date_is_unknown_after_midnight_too() {
    let rule = Rule::at(Days::Irregular { days: Weekdays::of(Weekday::Sat) }, night());
    let nights = schedule(rule);
    assert_eq!(nights.status(at("2026-11-21 23:00")), Status::Unknown);
    assert_eq!(nights.status(at("2026-11-22 04:59")), Status::Unknown);
    assert_eq!(nights.status(at("2026-11-22 05:00")), Status::Closed);
}

#[test]
fn the_last_days_of_the_calendar_can_be_asked_about() {
    let daily = schedule(Rule::at(Days::Daily, night()));
    let last = daily.openings(NaiveDate::MAX, NaiveDate::MAX);
    // The night before, and the last evening.
    assert_eq!(last.len(), 2);
    assert!(last.iter().all(|opening| opening.start < opening.certain_end()));
    assert_eq!(daily.month(NaiveDate::MAX).count(), 31);
    assert_eq!(daily.thirteen_months(NaiveDate::MAX).count(), 31);
    assert_eq!(daily.week(NaiveDate::MIN).next().map(|day| day.date), Some(NaiveDate::MIN));
    assert!(daily.state(NaiveDateTime::MAX).is_open());
    assert_eq!(office().state(NaiveDateTime::MAX), State::Closed { opens: None });
}
