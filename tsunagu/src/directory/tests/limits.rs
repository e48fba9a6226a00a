//! "Eligibility and limit rules that are easy to get wrong": a test for each, on the desks and gatherings themselves.

use std::collections::BTreeMap;

use calendar::{
    Channel, Verdict,
    ages::{AgeRange, DeskSwitch},
    duration::MinimumDuration,
    limits::TrialLength,
    quota::Quota,
    wareki::{SchoolGeneration, age_on, finished_compulsory_education, school_generation},
};

use super::{at, day, desk, directory, town};
use crate::directory::{
    data::embedded,
    model::{
        eligibility::{Age, AgeFit},
        finder::{FitReason, Hint, Situation, find},
        gathering::Gathering,
        groups::{OpenTo, Wanted, groups},
    },
};

/// How a desk stands to somebody born on a day.
fn born(slug: &str, birth: &str, today: &str) -> AgeFit {
    aged(slug, u8::try_from(age_on(day(birth), day(today))).unwrap())
}

fn aged(slug: &str, years: u8) -> AgeFit {
    desk(slug).facts.eligibility.age_fit(Age::new(years), None)
}

fn gathering(slug: &str) -> &'static Gathering {
    directory().gatherings().iter().find(|it| it.slug == slug).unwrap_or_else(|| panic!("gathering {slug}"))
}

fn open_to(slug: &str, home: Option<&str>) -> Option<OpenTo> {
    let wanted = Wanted { town: home.map(town), ..Wanted::default() };
    groups(directory(), &wanted).into_iter().find(|(it, _)| it.slug == slug).map(|(_, open_to)| open_to)
}

/// What the finder says about one desk to somebody of this age.
fn told(slug: &str, home: &str, years: u8) -> Option<(Vec<FitReason>, Vec<Hint>)> {
    let situation = Situation { town: Some(town(home)), age: Age::new(years), ..Situation::default() };
    let fits = find(directory(), &situation, at("2026-11-24T10:00")).fits;
    fits.into_iter().find(|fit| fit.desk.slug == slug).map(|fit| (fit.reasons, fit.hints))
}

// S-038
#[test]
fn under_18_ends_with_the_18th_birthday() {
    assert_eq!(born("hachioji-kodomo", "2008-11-25", "2026-11-24"), AgeFit::Fits, "17 years and 364 days");
    assert_eq!(born("hachioji-kodomo", "2008-11-24", "2026-11-24"), AgeFit::Outside, "the birthday itself");
}

// S-051
#[test]
fn exactly_18_is_18_and_under_and_19_begins_on_the_birthday() {
    assert_eq!((aged("kunitachi-kunisapo", 18), aged("kunitachi-fukufuku", 18)), (AgeFit::Fits, AgeFit::Outside));
    assert_eq!((aged("kunitachi-kunisapo", 19), aged("kunitachi-fukufuku", 19)), (AgeFit::Outside, AgeFit::Fits));
    let (lower_desk, upper_desk) = ("kunitachi-kunisapo".to_owned(), "kunitachi-fukufuku".to_owned());
    let switch = DeskSwitch { switch_age: 19, lower_desk, upper_desk };
    let on = |today: &str| switch.desk_for(Some(day("2007-11-24")), day(today)).unwrap().to_owned();
    assert_eq!((on("2026-11-23"), on("2026-11-24")), ("kunitachi-kunisapo".into(), "kunitachi-fukufuku".into()));
    assert_eq!(switch.desk_for(None, day("2026-11-24")), None, "an unknown age goes to either");
}

// S-045
#[test]
fn from_15_to_49_holds_until_the_50th_birthday_and_is_not_rough() {
    assert_eq!(born("musashino-soreiyu", "1976-11-25", "2026-11-24"), AgeFit::Fits, "49 years and 364 days");
    assert_eq!(born("musashino-soreiyu", "1976-11-24", "2026-11-24"), AgeFit::Outside, "no roughly here");
    assert_eq!((aged("musashino-soreiyu", 15), aged("musashino-soreiyu", 14)), (AgeFit::Fits, AgeFit::Outside));
}

// S-041
#[test]
fn the_high_school_generation_needs_no_school_and_39_is_the_last_year() {
    // Sixteen and at no school: still of that generation.
    assert_eq!(school_generation(day("2010-06-01"), day("2026-11-24")), SchoolGeneration::HighSchool(1));
    assert_eq!(aged("hachioji-wakamono", 16), AgeFit::Fits);
    assert_eq!(aged("hachioji-wakamono", 14), AgeFit::Around, "the lower bound is no number in print");
    assert_eq!((aged("hachioji-wakamono", 39), aged("hachioji-wakamono", 40)), (AgeFit::Fits, AgeFit::Outside));
}

// S-052
#[test]
fn roughly_15_to_39_is_a_word_in_advance_at_both_ends() {
    for years in [14, 40] {
        let (_, hints) = told("komae-wakamono", "komae", years).expect("never refused");
        assert_eq!(hints, [Hint::AgeAround("概ね15歳～39歳程度".to_owned())], "{years}");
    }
}

#[test]
fn roughly_18_to_49_widened_by_what_was_heard_takes_52_too() {
    let printed = &gathering("oshima-rocket").facts.eligibility;
    assert_eq!((printed.min_age, printed.max_age, printed.age_approx), (Some(18), Some(49), true));
    let range = AgeRange {
        min_age: printed.min_age.map(i32::from),
        max_age: printed.max_age.map(i32::from),
        approx: printed.age_approx,
        widened: printed.other_ja.as_ref().is_some_and(|words| words.contains("対象者を拡大")),
        ..AgeRange::default()
    };
    assert_eq!(range.bounds(52), Verdict::PersonDecides, "a person looks, nobody refuses");
    assert_eq!(open_to("oshima-rocket", Some("oshima")), Some(OpenTo::OwnTown), "shown without asking an age");
}

// S-065
#[test]
fn roughly_16_and_older_has_no_upper_end() {
    let (reasons, hints) = told("urayasu-desk", "urayasu", 15).expect("15 is heard");
    assert!(matches!(hints[..], [Hint::AgeAround(_)]), "{hints:?}");
    assert!(!reasons.iter().any(|reason| matches!(reason, FitReason::HandsOn)));
    assert_eq!(aged("urayasu-desk", 70), AgeFit::Fits);
}

// S-058, S-088
#[test]
fn after_compulsory_education_is_counted_by_school_years_and_only_for_visits() {
    assert!(finished_compulsory_education(day("2010-04-01"), day("2025-04-01")));
    assert!(!finished_compulsory_education(day("2010-04-02"), day("2026-03-31")));
    assert!(finished_compulsory_education(day("2010-04-02"), day("2026-04-01")));
    let net = &desk("tokyo-supportnet").facts.eligibility;
    assert_eq!(net.age_fit(Age::new(14), Some(Channel::Visit)), AgeFit::Outside);
    assert_eq!(net.age_fit(Age::new(14), Some(Channel::Phone)), AgeFit::Fits, "by telephone at any age");
}

// S-046
#[test]
fn over_40_is_heard_where_the_name_says_children_and_youth() {
    assert_eq!(aged("chofu-cocoa", 55), AgeFit::Fits);
    assert!(told("chofu-cocoa", "chofu", 55).is_some_and(|(_, hints)| hints.is_empty()));
}

// S-058, S-092
#[test]
fn six_months_are_calendar_months_and_asked_for_by_visits_alone() {
    let with_a_length: Vec<&str> = directory()
        .desks()
        .iter()
        .filter(|desk| desk.facts.eligibility.min_duration_months.is_some())
        .map(|desk| desk.slug.as_str())
        .collect();
    assert_eq!(with_a_length, ["tokyo-supportnet"], "a length in a definition is no condition");
    let net = &desk("tokyo-supportnet").facts.eligibility;
    assert_eq!(net.applies_to, [Channel::Visit]);
    let length = MinimumDuration { min_months: net.min_duration_months, approx: false, gate: true };
    let since = Some(day("2025-01-15"));
    assert_eq!(length.judge(since, day("2025-07-14")), Verdict::No);
    assert_eq!(length.judge(since, day("2025-07-15")), Verdict::Yes);
    assert_eq!(length.judge(None, day("2025-07-15")), Verdict::PersonDecides, "not asked, not refused");
}

// S-058
#[test]
fn five_visits_each_are_counted_apart_for_family_and_person() {
    let quotas = &desk("tokyo-supportnet").facts.quotas;
    let max: BTreeMap<String, u32> = quotas.iter().map(|quota| (quota.party.clone(), quota.max)).collect();
    let quota = Quota { max, separate: true, per: None };
    let done = BTreeMap::from([("family".to_owned(), 5)]);
    assert_eq!(quota.judge(&done, "family"), Verdict::No, "the sixth");
    assert_eq!(quota.judge(&done, "person"), Verdict::Yes);
    assert_eq!(quota.left(&done, "person"), Some(5));
}

// S-013, S-343
#[test]
fn a_family_in_osaka_may_ask_for_somebody_in_sumida() {
    let residence = desk("sumida-sumika").facts.eligibility.residence.clone().unwrap();
    assert!(residence.fits(Some("墨田区"), Some("大阪市")), "the person lives there");
    assert!(residence.fits(Some("大阪市"), Some("墨田区")), "the caller lives there");
    assert!(residence.fits(None, Some("大阪市")), "never turned away on the caller's address alone");
}

// S-093
#[test]
fn the_salon_is_for_anybody_and_the_talk_after_it_for_residents() {
    assert_eq!(open_to("shinjuku-salon", Some("annaka")), Some(OpenTo::Anybody));
    assert_eq!(open_to("shinjuku-salon-consult", Some("annaka")), None);
    assert_eq!(open_to("shinjuku-salon-consult", None), None, "not offered to somebody we know nothing of");
    assert_eq!(open_to("shinjuku-salon-consult", Some("shinjuku")), Some(OpenTo::OwnTown));
}

// S-344
#[test]
fn a_group_that_does_not_ask_where_one_lives_is_offered_everywhere() {
    for slug in ["hino-kazokukai", "kunitachi-teireikai", "kunitachi-oya"] {
        assert_eq!(open_to(slug, Some("annaka")), Some(OpenTo::Anybody), "{slug}");
        assert_eq!(open_to(slug, None), Some(OpenTo::Anybody), "{slug}");
    }
}

#[test]
fn what_is_joined_by_introduction_is_not_offered_to_whoever_passes() {
    for home in [None, Some("hino"), Some("annaka")] {
        assert_eq!(open_to("hino-takiaiai", home), None, "{home:?}");
    }
}

#[test]
fn who_calls_herself_a_woman_is_not_asked_again() {
    let women: Vec<&Gathering> = directory()
        .gatherings()
        .iter()
        .filter(|it| it.facts.audience.iter().any(|audience| audience == "women_self_identified"))
        .collect();
    assert!(women.len() >= 3);
    for gathering in women.iter().filter(|it| !it.has_ended()) {
        let home = gathering.towns().next().and_then(|id| directory().municipality(id)).unwrap();
        assert_eq!(open_to(&gathering.slug, Some(&home.slug)), Some(OpenTo::OwnTown), "{}", gathering.slug);
    }
}

#[test]
fn a_trial_of_three_months_ends_on_the_day_before_the_same_day() {
    let conditions =
        embedded().unwrap().resources.into_iter().find(|it| it.id == "kunitachi-trial").unwrap().conditions;
    let max_months = conditions.and_then(|conditions| conditions.max_months).unwrap();
    let trial = TrialLength { max_months, pay: None, start_day_counts: true };
    assert_eq!(trial.last_day(day("2025-04-10")), Some(day("2025-07-09")));
    assert_eq!(trial.last_day(day("2025-11-30")), Some(day("2026-02-28")));
}

// S-016
#[test]
fn three_business_days_do_not_count_the_day_of_receipt() {
    // Received on a Friday before three holidays; the window is 12 to 18.
    assert_eq!(desk("sumida-sumika").answer_by(at("2026-09-18T13:00")), at("2026-09-28T18:00"));
}
