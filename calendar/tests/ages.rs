//! Ages by the law, school years, and the ages a desk is for.

use calendar::Verdict;
use calendar::ages::{AgeRange, DeskSwitch};
use calendar::wareki::{
    SchoolGeneration, age_on, age_reached_on, finished_compulsory_education, fiscal_year, school_generation,
};
use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn an_age_is_reached_on_the_eve_of_the_birthday() {
    for (birth, age, reached) in [
        ("2010-04-01", 15, "2025-03-31"),
        ("2010-04-02", 15, "2025-04-01"),
        ("2008-02-29", 17, "2025-02-28"),
        ("2008-02-29", 20, "2028-02-28"),
        ("2008-03-01", 16, "2024-02-29"),
        ("2008-01-01", 18, "2025-12-31"),
    ] {
        assert_eq!(age_reached_on(day(birth), age), Some(day(reached)), "{birth}");
    }
    assert_eq!(age_reached_on(day("2010-04-01"), u32::MAX), None);
}

#[test]
fn the_first_of_april_belongs_to_the_older_class() {
    use SchoolGeneration::{After, BeforeSchool, Elementary, HighSchool, JuniorHigh};
    for (birth, on, generation) in [
        ("2010-04-01", "2016-03-31", BeforeSchool),
        ("2010-04-01", "2016-04-01", Elementary(1)),
        ("2010-04-02", "2016-04-01", BeforeSchool),
        ("2010-04-02", "2017-04-01", Elementary(1)),
        ("2010-04-01", "2022-03-31", Elementary(6)),
        ("2010-04-01", "2022-04-01", JuniorHigh(1)),
        ("2010-04-01", "2025-03-31", JuniorHigh(3)),
        ("2010-04-01", "2025-04-01", HighSchool(1)),
        ("2010-04-02", "2025-04-01", JuniorHigh(3)),
        ("2010-04-01", "2028-03-31", HighSchool(3)),
        ("2010-04-01", "2028-04-01", After),
        ("2008-02-29", "2023-04-01", HighSchool(1)),
        ("2009-12-31", "2025-03-31", JuniorHigh(3)),
        ("1940-01-01", "2025-04-01", After),
        ("1500-01-01", "2025-04-01", After),
        ("2030-01-01", "2025-04-01", BeforeSchool),
    ] {
        assert_eq!(school_generation(day(birth), day(on)), generation, "{birth} on {on}");
    }
}

#[test]
fn about_39_is_a_hint_and_39_is_a_bound() {
    let read = |text: &str| serde_norway::from_str::<AgeRange>(text).unwrap();
    let bounds = |text: &str| [14, 15, 39, 40].map(|age| read(text).bounds(age).known());
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(bounds("{min_age: 15, max_age: 39}"), [no, yes, yes, no]);
    assert_eq!(bounds("{min_age: 15, max_age: 39, inclusive: false}"), [no, yes, no, no]);
    assert_eq!(bounds("{min_age: 15, max_age: 39, approx: true}"), [None, yes, yes, None]);
    assert_eq!(bounds("{min_age: 15, max_age: 39, approx_lower: true}"), [None, yes, yes, no]);
    assert_eq!(bounds("{min_age: 15, max_age: 39, approx_upper: true}"), [no, yes, yes, None]);
    assert_eq!(bounds("{min_age: 15, max_age: 39, widened: true}"), [None, yes, yes, None]);
    assert_eq!(bounds("{}"), [yes; 4]);
    assert!(serde_norway::from_str::<AgeRange>("{minimum: 15}").is_err());
}

#[test]
fn a_birth_that_is_not_known_refuses_nobody() {
    let range = AgeRange { min_age: Some(15), after_compulsory_education: true, ..AgeRange::default() };
    assert_eq!(range.judge(None, day("2025-05-31")), Verdict::PersonDecides);
    let switch = DeskSwitch { switch_age: 19, lower_desk: "young".into(), upper_desk: "grown".into() };
    assert_eq!(switch.desk_for(None, day("2025-05-31")), None);
    assert_eq!(switch.desk_for(Some(day("2006-05-31")), day("2025-05-30")), Some("young"));
    assert_eq!(switch.desk_for(Some(day("2006-05-31")), day("2025-05-31")), Some("grown"));
}

/// A century of days.
fn date() -> impl Strategy<Value = NaiveDate> {
    (0u64..36_525).prop_map(|n| day("1950-01-01") + Days::new(n))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_day_after_the_eve_is_the_birthday(birth in date(), age in 1u32..110) {
        let eve = age_reached_on(birth, age).unwrap();
        prop_assert_eq!(age_on(birth, eve), age as i32 - 1);
        prop_assert_eq!(age_on(birth, eve.succ_opt().unwrap()), age as i32);
    }

    /// The words of the Act: the end of the school year in which fifteen is reached.
    #[test]
    fn school_is_finished_in_april_after_fifteen_is_reached(birth in date(), on in date()) {
        let leaving_year = fiscal_year(age_reached_on(birth, 15).unwrap()) + 1;
        prop_assert_eq!(finished_compulsory_education(birth, on), fiscal_year(on) >= leaving_year);
    }

    #[test]
    fn a_class_changes_on_the_first_of_april_alone(birth in date(), on in date()) {
        let eve = on.pred_opt().unwrap();
        let (before, after) = (school_generation(birth, eve), school_generation(birth, on));
        prop_assert!(before <= after);
        prop_assert!(before == after || (on.month(), on.day()) == (4, 1));
    }
}
