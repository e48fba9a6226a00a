//! How often something was held.

use std::collections::BTreeMap;

use calendar::fees::Fee;
use calendar::figures::PersonTimes;
use calendar::frequency::{Frequency, Held, Judgement, Period};
use calendar::meetings::MeetingMode;
use calendar::reservation::Reservation;
use calendar::{Holidays, Schedule, Verdict};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_norway::Value;

use super::{Checked, answered, example, no_call_for, read_without, same, sentence};
use crate::{block, field, file};

/// What stands beside a frequency and is no part of it.
const BESIDE: &[&str] = &["dates_from", "joint_of", "late_entry", "early_leave", "fee"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    period: Period,
    as_of: NaiveDate,
    held: Count,
    presentations: Option<u32>,
    ok: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Times(u32),
    InModes(BTreeMap<MeetingMode, u32>),
}

pub fn frequency(structured: &Value, value: &Value) -> Checked {
    let frequency: Frequency = read_without(structured, BESIDE);
    if let Some(sentence) = sentence(value) {
        return told(&frequency, structured, value, &sentence);
    }
    let counted: Counted = example(value);
    let held = match counted.held {
        Count::Times(meetings) => Held::times(meetings),
        Count::InModes(by_mode) => Held::in_modes(by_mode),
    };
    let held = Held { presentations: counted.presentations, ..held };
    let judgement = frequency.judge(counted.period, counted.as_of, &held);
    same(judgement.is_in_order(), counted.ok)
}

fn told(frequency: &Frequency, structured: &Value, value: &Value, sentence: &str) -> Checked {
    let day = NaiveDate::from_ymd_opt(2025, 5, 14).unwrap();
    let expected = || match frequency {
        Frequency::Counted(target) => target.expected_person_times.unwrap(),
        Frequency::AsNeeded | Frequency::Regularly => panic!("nothing is counted"),
    };
    let entry = || Reservation {
        late_entry: field(structured, "late_entry"),
        early_leave: field(structured, "early_leave"),
        ..Reservation::default()
    };
    let fee = || field::<Fee>(structured, "fee").unwrap();
    let answer = match sentence {
        "two courses with the same 20 people = 40" => PersonTimes::of_courses(&[20, 20]).value == 40,
        "50 shown as exact" => expected().to_string() == PersonTimes { approx: false, ..expected() }.to_string(),
        "person arrives 60 minutes after the start" => entry().coming_late() == Verdict::Yes,
        "person leaves after 10 minutes" => entry().leaving_early() == Verdict::Yes,
        "total cost shown as 1,000 yen" => fee().total_yen() == Some(1000),
        "fee shown before sign-up" => fee().is_payable(),
        "calendar shows a computed next date" | "next date computed" => frequency.next_date(&[], day).is_some(),
        "published date shown" => frequency.next_date(&[day], day) == Some(day),
        _ => return average(frequency, structured, value, sentence),
    };
    answered(value, answer)
}

/// 「週に1回」 that is an average: the dates come from the fixed days of two places.
fn average(frequency: &Frequency, structured: &Value, value: &Value, sentence: &str) -> Checked {
    let period: Option<Period> = field(value, "month").or_else(|| field(value, "week"));
    let Some(period) = period else {
        return no_call_for(sentence);
    };
    let sources: Vec<String> = field(structured, "dates_from").unwrap();
    let dates = dates_of(&sources, period);
    assert_eq!(period.count(&dates), dates.len());
    let held = Held::times(dates.len() as u32);
    let judgement = frequency.judge(period, period.last_day().succ_opt().unwrap(), &held);
    if let Some(listed) = field::<Vec<NaiveDate>>(value, "dates") {
        same(&dates, &listed)?;
        same(judgement, Judgement::Met)?;
    }
    if let Some(n) = field::<usize>(value, "n") {
        same(dates.len(), n)?;
        same(judgement, Judgement::NothingExpected)?;
    }
    let answer = match sentence {
        "dates in May 2025 are 05-01, 05-12, 05-15, 05-26" | "dates in October 2025 are four" => dates.len() == 4,
        "week 5-11 May 2025 contains a date" => !dates.is_empty(),
        "week 12-18 May 2025 contains two dates" => dates.len() == 2,
        _ => return no_call_for(sentence),
    };
    answered(value, answer)
}

fn dates_of(sources: &[String], period: Period) -> Vec<NaiveDate> {
    let cases = file().cases;
    let schedule = |source: &String| {
        let id = match source.as_str() {
            "HC:八広 1st/3rd Thu" => "HC-015",
            "HC:本所 2nd/4th Mon" => "HC-016",
            other => panic!("no case gives the dates of {other}"),
        };
        let case = cases.iter().find(|case| case.id == id).unwrap();
        Schedule::compile([&block(&case.structured)], &[], &Holidays::national()).unwrap()
    };
    let schedules: Vec<Schedule> = sources.iter().map(schedule).collect();
    let days = period.first_day().iter_days().take_while(|day| period.contains(*day));
    days.filter(|day| schedules.iter().any(|schedule| !schedule.day(*day).open.is_empty())).collect()
}
