//! How often something was to be held, judged at the edges of its period.

use std::collections::BTreeMap;

use calendar::frequency::{Frequency, Held, Judgement, Period};
use calendar::hours::Per;
use calendar::meetings::MeetingMode;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn read(text: &str) -> Frequency {
    serde_norway::from_str(text).unwrap()
}

fn times(frequency: &str, period: &str, as_of: &str, held: u32) -> Judgement {
    read(frequency).judge(period.parse().unwrap(), day(as_of), &Held::times(held))
}

#[test]
fn a_week_is_the_iso_week() {
    let first = period("2025-W01");
    assert_eq!((first.first_day(), first.last_day()), (day("2024-12-30"), day("2025-01-05")));
    assert_eq!(Period::containing(Per::Week, day("2027-01-03")).to_string(), "2026-W53");
    assert_eq!(period("FY2025").last_day(), day("2026-03-31"));
    assert_eq!(period("2024-02").last_day(), day("2024-02-29"));
    for text in ["", "2025", "2025-W54", "2025-W00", "2025-13", "2025-05-01", "FY25", "W19"] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

#[test]
fn on_the_last_day_something_may_still_be_held() {
    let monthly = "{count: 1, per: month}";
    assert_eq!(times(monthly, "2025-05", "2025-05-31", 0), Judgement::Open);
    assert_eq!(times(monthly, "2025-05", "2025-06-01", 0), Judgement::Missed);
    assert_eq!(times(monthly, "2025-05", "2025-04-30", 0), Judgement::Open);
    let weekly = "{count: 2, per: week}";
    assert_eq!(times(weekly, "2025-W20", "2025-05-18", 1), Judgement::Open);
    assert_eq!(times(weekly, "2025-W20", "2025-05-19", 1), Judgement::Missed);
}

#[test]
fn about_four_tolerates_three_when_the_year_is_over() {
    let yearly = "{count: 4, per: fiscal_year, approx: true}";
    assert_eq!(times(yearly, "FY2025", "2026-04-01", 3), Judgement::Met);
    assert_eq!(times(yearly, "FY2025", "2026-04-01", 2), Judgement::Missed);
    assert_eq!(times(yearly, "FY2025", "2026-03-31", 3), Judgement::Open);
}

#[test]
fn before_the_start_nothing_is_expected() {
    let since_july = "{count: 2, per: week, from: 2016-07}";
    assert_eq!(times(since_july, "2016-W25", "2016-07-01", 0), Judgement::NothingExpected);
    // 1 July 2016 was a Friday: its week may be short.
    assert_eq!(times(since_july, "2016-W26", "2016-07-11", 1), Judgement::NothingExpected);
    assert_eq!(times(since_july, "2016-W26", "2016-07-11", 2), Judgement::Met);
    assert_eq!(times(since_july, "2016-W27", "2016-07-11", 1), Judgement::Missed);
}

#[test]
fn another_kind_of_period_is_not_judged() {
    assert_eq!(times("{count: 3, per: fiscal_year}", "2025-05", "2025-06-01", 0), Judgement::NothingExpected);
    assert_eq!(times("{as_needed: true}", "2025-05", "2025-06-01", 0), Judgement::NothingExpected);
    assert_eq!(times("{regularly: true}", "FY2025", "2026-04-01", 0), Judgement::NothingExpected);
}

#[test]
fn an_average_is_judged_over_the_longer_period() {
    let average = "{count: 1, per: week, average_over: month}";
    assert_eq!(times(average, "2025-W19", "2025-06-01", 0), Judgement::NothingExpected);
    assert_eq!(times(average, "2025-05", "2025-06-01", 4), Judgement::Met);
    assert_eq!(times(average, "2025-10", "2025-11-01", 3), Judgement::Met);
    assert_eq!(times(average, "2025-10", "2025-11-01", 2), Judgement::Missed);
    assert_eq!(times(average, "2025-10", "2025-10-20", 2), Judgement::Open);
    let monthly = "{count: 2, per: month, average_over: fiscal_year}";
    assert_eq!(times(monthly, "FY2025", "2026-04-01", 24), Judgement::Met);
    assert_eq!(times(monthly, "FY2025", "2026-04-01", 22), Judgement::Missed);
}

#[test]
fn two_online_do_not_replace_the_one_in_person() {
    let both = read("{count: 1, per: month, each_of: [online, real]}");
    let judge = |online, in_person| {
        let held = BTreeMap::from([(MeetingMode::Online, online), (MeetingMode::InPerson, in_person)]);
        both.judge(period("2025-05"), day("2025-06-01"), &Held::in_modes(held))
    };
    assert_eq!(judge(1, 1), Judgement::Met);
    assert_eq!(judge(2, 0), Judgement::Missed);
    assert_eq!(both.judge(period("2025-05"), day("2025-06-01"), &Held::times(2)), Judgement::Missed);
}

#[test]
fn every_meeting_needs_its_presentations() {
    let plenary = read("{count: 3, per: fiscal_year, presentations_per_meeting: 3}");
    let judge = |meetings, presentations| {
        let held = Held { presentations, ..Held::times(meetings) };
        plenary.judge(period("FY2025"), day("2026-04-01"), &held)
    };
    assert_eq!(judge(3, Some(9)), Judgement::Met);
    assert_eq!(judge(4, Some(9)), Judgement::Missed);
    assert_eq!(judge(3, None), Judgement::Met);
}

#[test]
fn a_frequency_that_says_two_things_is_not_read() {
    for text in [
        "{count: 1}",
        "{per: week}",
        "{count: 0, per: week}",
        "{count: 1, per: week, as_needed: true}",
        "{as_needed: true, regularly: true}",
        "{}",
        "{count: 1, per: week, often: true}",
    ] {
        assert!(serde_norway::from_str::<Frequency>(text).is_err(), "{text}");
    }
    for text in [
        "{count: 2, per: month, approx: true, from: 2018-12, each_of: [online]}",
        "{as_needed: true}",
        "{regularly: true}",
    ] {
        let frequency = read(text);
        let written = serde_norway::to_string(&frequency).unwrap();
        assert_eq!(read(&written), frequency, "{written}");
    }
}

#[test]
fn only_published_dates_come_next() {
    let monthly = read("{count: 1, per: month}");
    let published = [day("2025-07-01"), day("2025-06-01")];
    assert_eq!(monthly.next_date(&published, day("2025-06-01")), Some(day("2025-06-01")));
    assert_eq!(monthly.next_date(&published, day("2025-06-02")), Some(day("2025-07-01")));
    assert_eq!(monthly.next_date(&published, day("2025-07-02")), None);
}

fn per() -> impl Strategy<Value = Per> {
    prop::sample::select(vec![Per::Week, Per::Month, Per::FiscalYear])
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0u64..36_525).prop_map(|n| day("1950-01-01") + Days::new(n))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every day lies in one period, and the next period begins the day after the last.
    #[test]
    fn periods_leave_no_gap(per in per(), date in date()) {
        let period = Period::containing(per, date);
        prop_assert!(period.contains(date));
        let next = Period::containing(per, period.last_day().succ_opt().unwrap());
        prop_assert_eq!(next.first_day(), period.last_day().succ_opt().unwrap());
        prop_assert_eq!(period.to_string().parse(), Ok(period));
    }

    #[test]
    fn holding_one_more_never_makes_it_worse(
        per in per(), date in date(), as_of in date(), count in 1u32..8, held in 0u32..10, approx in prop::bool::ANY,
    ) {
        let per_name = match per { Per::Week => "week", Per::Month => "month", Per::FiscalYear => "fiscal_year" };
        let frequency = read(&format!("{{count: {count}, per: {per_name}, approx: {approx}}}"));
        let period = Period::containing(per, date);
        let rank = |held| match frequency.judge(period, as_of, &Held::times(held)) {
            Judgement::Missed => 0,
            Judgement::Open => 1,
            Judgement::Met | Judgement::NothingExpected => 2,
        };
        prop_assert!(rank(held) <= rank(held + 1));
        prop_assert!(period.is_over(as_of) || rank(held) > 0);
    }
}
