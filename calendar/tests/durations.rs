//! Terms of months, what must have lasted, and what may last no longer.

use std::collections::BTreeMap;

use calendar::Verdict;
use calendar::duration::{MinimumDuration, last_day_of_term, months_completed};
use calendar::hours::Per;
use calendar::limits::{Pay, TaskLength, TrialLength};
use calendar::quota::{Quota, Taken};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_term_ends_the_day_before_the_corresponding_day() {
    for (first, months, last) in [
        ("2025-04-10", 3, "2025-07-09"),
        ("2025-04-01", 1, "2025-04-30"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-08-31", 1, "2025-09-30"),
        ("2025-08-31", 2, "2025-10-30"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2025-03-01", 12, "2026-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-04-10", 0, "2025-04-09"),
    ] {
        assert_eq!(last_day_of_term(day(first), months), Some(day(last)), "{first} + {months}");
    }
    assert_eq!(last_day_of_term(day("2025-01-01"), u32::MAX), None);
}

#[test]
fn a_month_is_complete_when_its_last_day_is_over() {
    for (since, on, months) in [
        ("2025-01-15", "2025-07-14", 5),
        ("2025-01-15", "2025-07-15", 6),
        ("2025-08-31", "2026-02-28", 5),
        ("2025-08-31", "2026-03-01", 6),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2025-01-15", "2025-01-15", 0),
        ("2025-01-15", "2024-06-01", 0),
    ] {
        assert_eq!(months_completed(day(since), day(on)), months, "{since} to {on}");
    }
}

#[test]
fn a_definition_refuses_nobody_and_draws_no_line() {
    let read = |text: &str| serde_norway::from_str::<MinimumDuration>(text).unwrap();
    let (short, on) = (Some(day("2025-07-01")), day("2025-08-01"));

    let definition = read("{min_months: 6, gate: false}");
    assert_eq!(definition.judge(short, on), Verdict::Yes);
    assert_eq!(definition.judge(None, on), Verdict::Yes);
    assert_eq!((definition.is_gate(), definition.line()), (false, None));

    let condition = read("{min_months: 6}");
    assert_eq!(condition.judge(short, on), Verdict::No);
    assert_eq!(condition.judge(None, on), Verdict::PersonDecides);
    assert_eq!((condition.is_gate(), condition.line()), (true, Some(6)));

    let about = read("{min_months: 6, approx: true}");
    assert_eq!(about.judge(short, on), Verdict::PersonDecides);
    assert_eq!((about.is_gate(), about.line()), (true, None));

    assert!(serde_norway::from_str::<MinimumDuration>("{min_month: 6}").is_err());
}

#[test]
fn a_task_a_little_too_long_is_looked_at_by_a_person() {
    let task = |approx| TaskLength { min_minutes: 60, max_minutes: 120, approx, pay: Some(Pay::Paid) };
    assert_eq!(task(true).judge(120), Verdict::Yes);
    assert_eq!(task(true).judge(121), Verdict::PersonDecides);
    assert_eq!(task(true).judge(180), Verdict::PersonDecides);
    assert_eq!(task(true).judge(181), Verdict::No);
    assert_eq!(task(true).judge(30), Verdict::PersonDecides);
    assert_eq!(task(true).judge(29), Verdict::No);
    assert_eq!(task(false).judge(121), Verdict::No);
    assert_eq!(task(true).judge_pay(Pay::Unpaid), Verdict::No);
    let silent = TaskLength { pay: None, ..task(true) };
    assert_eq!(silent.judge_pay(Pay::Unpaid), Verdict::PersonDecides);
}

#[test]
fn a_trial_may_last_a_day_longer_when_its_first_day_is_not_counted() {
    let trial = |start_day_counts| TrialLength { max_months: 3, pay: None, start_day_counts };
    assert_eq!(trial(true).last_day(day("2025-04-10")), Some(day("2025-07-09")));
    assert_eq!(trial(false).last_day(day("2025-04-10")), Some(day("2025-07-10")));
    assert_eq!(trial(true).judge(day("2025-04-10"), day("2025-04-10")), Verdict::Yes);
    assert_eq!(trial(true).judge(day("2025-04-10"), day("2025-04-09")), Verdict::No);
}

#[test]
fn kinds_are_counted_separately_or_together() {
    let max = BTreeMap::from([("family".to_owned(), 5), ("person".to_owned(), 5)]);
    let done = BTreeMap::from([("family".to_owned(), 5), ("person".to_owned(), 1)]);
    let apart = Quota { max: max.clone(), separate: true, per: None };
    assert_eq!((apart.left(&done, "family"), apart.left(&done, "person")), (Some(0), Some(4)));
    let together = Quota { max, separate: false, per: None };
    assert_eq!(together.left(&done, "person"), Some(0));
    assert_eq!(apart.left(&done, "friend"), None);
    assert_eq!(apart.judge(&done, "friend"), Verdict::PersonDecides);
}

#[test]
fn a_quota_per_fiscal_year_begins_anew_in_april() {
    let visit = |on: &str| Taken { kind: "person".to_owned(), on: day(on) };
    let taken = [visit("2025-03-31"), visit("2025-04-01"), visit("2026-03-31")];
    let quota = |per| Quota { max: BTreeMap::from([("person".to_owned(), 2)]), separate: true, per };
    let left = |quota: &Quota, on: &str| quota.left(&quota.counted_on(day(on), &taken), "person");
    let yearly = quota(Some(Per::FiscalYear));
    assert_eq!(left(&yearly, "2025-03-31"), Some(1));
    assert_eq!(left(&yearly, "2025-05-01"), Some(0));
    assert_eq!(left(&yearly, "2026-04-01"), Some(2));
    assert_eq!(left(&quota(None), "2026-04-01"), Some(0));
}

/// A century of days, leap days and ends of months included.
fn date() -> impl Strategy<Value = NaiveDate> {
    (0u64..36_525).prop_map(|n| day("1950-01-01") + Days::new(n))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn months_completed_never_go_back(since in date(), on in date(), later in 0u64..800) {
        prop_assert!(months_completed(since, on) <= months_completed(since, on + Days::new(later)));
    }

    #[test]
    fn whoever_began_earlier_has_completed_as_much(since in date(), later in 0u64..800, on in date()) {
        prop_assert!(months_completed(since + Days::new(later), on) <= months_completed(since, on));
    }

    /// On its last day a term is not complete; on the morning after, it is.
    #[test]
    fn the_last_day_and_the_months_completed_agree(first in date(), months in 1u32..600) {
        let last = last_day_of_term(first, months).unwrap();
        prop_assert_eq!(months_completed(first, last), months - 1);
        prop_assert_eq!(months_completed(first, last.succ_opt().unwrap()), months);
    }

    #[test]
    fn a_longer_term_ends_later(first in date(), months in 0u32..600) {
        prop_assert!(last_day_of_term(first, months) < last_day_of_term(first, months + 1));
    }
}
