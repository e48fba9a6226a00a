//! Rules about parties.

use chrono::NaiveDate;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

// S-076: the age is computed on the reception date, and may also be told alone.
#[test]
fn an_age_comes_from_the_day_of_birth_or_from_what_was_told() {
    let by_day = Birth { day: Some(day("1981-11-25")), age: None };
    assert_eq!(by_day.age_on(day("2026-11-24")), Some(44));
    assert_eq!(by_day.age_on(day("2026-11-25")), Some(45));
    let told = Birth { day: None, age: Some(45) };
    assert_eq!(told.age_on(day("2026-11-24")), Some(45));
    assert_eq!(Birth::default().age_on(day("2026-11-24")), None);
}

#[test]
fn a_nickname_comes_before_a_name() {
    let mut profile = Profile { name: "山田".into(), ..Profile::default() };
    assert_eq!(profile.called(), "山田");
    profile.nickname = "くじら".into();
    assert_eq!(profile.called(), "くじら");
}
