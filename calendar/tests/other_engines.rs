//! The texts written here, as python-dateutil and opening_hours.js read them, from 2019 to 2035. `bin/other-engines`
//! installs them. What they are known to read in another way is listed here with the reason, so that a new
//! difference fails.

mod engines;

use std::collections::BTreeSet;

use calendar::exchange::{Notice, ical, osm};
use calendar::{Holidays, HoursBlock, Interval, Schedule};
use chrono::{Duration, NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

const FIRST: &str = "2019-01-01";
const LAST: &str = "2035-12-31";

/// Hours both the forms and the engines can hold without a loss.
const EXPRESSIBLE: [&str; 18] = [
    "{type: weekly, days: [mon, tue, wed, thu, fri], start: '10:00', end: '18:00'}",
    "{type: daily, start: '09:00', end: '17:30'}",
    "{type: nth_weekday, nth: [1, 3], day: thu, start: '12:00', end: '16:00'}",
    "{type: nth_weekday, nth: [5], day: sat, start: '12:00', end: '16:00'}",
    "{type: nth_weekday, nth: [-1], day: sat, start: '13:30', end: '16:30'}",
    "{type: nth_weekday, nth: [2, -2], days: [mon, fri], start: '13:30', end: '16:30'}",
    "{type: nth_weekday, nth: [3], day: fri, months: [2, 4, 6, 8, 10, 12], start: '13:30', end: '15:30'}",
    "{type: weekly, days: [sat, sun], months: [4, 5, 6, 7, 9], start: '10:00', end: '15:00'}",
    "{type: daily, months: [7, 8], start: '10:00', end: '15:00'}",
    "{type: every_weeks, every: 2, days: [wed], anchor: 2019-01-09, start: '14:00', end: '15:30'}",
    "{type: every_weeks, every: 3, days: [mon, sun], anchor: 2019-01-06, start: '14:00', end: '15:30'}",
    "{type: every_days, every: 10, anchor: 2019-01-03, start: '14:00', end: '15:30'}",
    "{type: month_days, month_days: [1, 15, 31], start: '09:00', end: '12:00'}",
    "{type: month_days, month_days: [-1, -3], start: '09:00', end: '12:00'}",
    "{type: month_days, month_days: [29], months: [2, 3], start: '09:00', end: '12:00'}",
    "{type: annual, from: 08-13, to: 08-16, stated: true, start: '09:00', end: '12:00'}",
    "{type: weekly, days: [fri, sat], start: '22:00', end: '26:00', past_midnight: true}",
    "{type: weekly, days: [tue], start: '10:00', end: '12:00', valid_to: 2030-03-31}",
];

/// What only opening_hours holds without a loss.
const WITH_CLOSURES: [&str; 5] = [
    "rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: '10:00', end: '18:00'}]\n\
     closures: [{type: national_holidays}, {type: year_end, from: 12-29, to: 01-03, stated: true}]",
    "rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: '10:00', end: '18:00'}]\n\
     closures: [{type: nth_weekday, nth: 2, day: mon}, {type: weekly, days: [wed], start: '12:00', end: '13:00'}]",
    "rules:\n\
     - {type: weekly, days: [mon, wed], start: '10:00', end: '12:00'}\n\
     - {type: national_holidays, start: '13:00', end: '15:00'}",
    "rules: [{type: weekly, days: [mon, sun], holidays: only, start: '10:00', end: '12:00'}]",
    "rules: [{type: annual, from: 12-20, to: 01-10, stated: true, start: '10:00', end: '12:00'}]\n\
     closures: [{type: daily, start: '11:00', end: '11:30'}]",
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

fn block(rules: &str) -> HoursBlock {
    let text = if rules.starts_with('{') { format!("rules: [{rules}]") } else { rules.to_owned() };
    serde_norway::from_str(&text).unwrap_or_else(|reason| panic!("{reason}: {text}"))
}

fn openings(block: &HoursBlock, first: &str, last: &str) -> Vec<Interval> {
    let schedule = Schedule::compile([block], &[], &Holidays::national()).unwrap();
    let all = schedule.openings(day(first), day(last));
    all.into_iter().filter(|opening| opening.start >= day(first).and_hms_opt(0, 0, 0).unwrap()).collect()
}

/// `20260105T100000` as `2026-01-05T10:00`.
fn plain(compact: &str) -> String {
    let at = NaiveDateTime::parse_from_str(compact, "%Y%m%dT%H%M%S").unwrap();
    at.format("%Y-%m-%dT%H:%M").to_string()
}

/// A question for each event of a calendar. dateutil wants UNTIL in the zone of DTSTART, which has none there.
fn questions(text: &str) -> Vec<Value> {
    let unfolded = text.replace("\r\n ", "");
    let events = unfolded.split("BEGIN:VEVENT\r\n").skip(1);
    let event = |event: &str| {
        let find = |name: &str| {
            let line = event.lines().find(|line| line.starts_with(name))?;
            line.split_once(':').map(|(_, value)| value.to_owned())
        };
        let list = |name: &str| -> Vec<String> {
            find(name).map(|days| days.split(',').map(plain).collect()).unwrap_or_default()
        };
        let start = plain(&find("DTSTART").unwrap());
        let rule = find("RRULE").map(|rule| match rule.split_once("UNTIL=") {
            Some((before, after)) => {
                let until = NaiveDateTime::parse_from_str(&after[..15], "%Y%m%dT%H%M%S").unwrap() + Duration::hours(9);
                format!("{before}UNTIL={}{}", until.format("%Y%m%dT%H%M%S"), &after[16..])
            }
            None => rule,
        });
        let mut also = list("RDATE");
        if rule.is_none() {
            also.push(start.clone());
        }
        json!({ "dtstart": start, "rrule": rule.into_iter().collect::<Vec<_>>(), "rdate": also,
                "exdate": list("EXDATE"), "until": LAST })
    };
    events.map(event).collect()
}

/// When the events of the calendar begin.
fn by_dateutil(text: &str) -> BTreeSet<NaiveDateTime> {
    let answers = engines::dateutil(&questions(text));
    let dates =
        answers.iter().flat_map(|answer| answer["dates"].as_array().unwrap_or_else(|| panic!("{answer}\n{text}")));
    dates.map(|at| moment(at.as_str().unwrap())).collect()
}

fn calendar_of(block: &HoursBlock, first: NaiveDate) -> (String, bool) {
    let holidays = Holidays::national();
    let notice = Notice::check(block, &[], &holidays, first).unwrap();
    let event = ical::Event {
        uid: "7f3a@example.jp",
        stamp: first.and_hms_opt(9, 0, 0).unwrap(),
        summary: "予定",
        description: "",
    };
    let written = ical::write(&notice, &event);
    (written.value.clone(), written.is_lossless())
}

/// No disagreement.
#[test]
fn dateutil_gives_the_days_of_our_calendars() {
    for rules in EXPRESSIBLE {
        let block = block(rules);
        let (text, is_lossless) = calendar_of(&block, day(FIRST));
        assert!(is_lossless, "{rules}\n{text}");
        assert!(text.contains("RRULE"), "{rules}");
        let ours: BTreeSet<NaiveDateTime> = openings(&block, FIRST, LAST).iter().map(|opening| opening.start).collect();
        assert_eq!(by_dateutil(&text), ours, "{rules}\n{text}");
    }
}

/// Closures and moves are dates within the horizon, so a reader that knows no holidays of ours gives the same days.
#[test]
fn dateutil_leaves_out_what_is_closed() {
    let (first, last) = ("2025-07-01", "2026-07-31");
    for of in ["adachi-safetynet", "sumida-sumika", "annaka-minna-no-ouchi", "komae-kame", "akishima-kokokara"] {
        let block = printed(of);
        let (text, _) = calendar_of(&block, day(first));
        let ours: BTreeSet<NaiveDateTime> = openings(&block, first, last).iter().map(|opening| opening.start).collect();
        assert_eq!(by_dateutil(&text), ours, "{of}\n{text}");
    }
}

/// A block of the five documents.
fn printed(of: &str) -> HoursBlock {
    let file: serde_norway::Value = serde_norway::from_str(include_str!("../testdata/blocks.yaml")).unwrap();
    let blocks = file["blocks"].as_sequence().unwrap();
    let found = blocks.iter().find(|block| block["of"] == of).unwrap();
    serde_norway::from_value(found["block"].clone()).unwrap()
}

type Spans = BTreeSet<(NaiveDateTime, NaiveDateTime)>;

fn by_opening_hours(values: &[String], first: &str, last: &str) -> Vec<Spans> {
    let question = |value: &String| json!({ "value": value, "from": first, "to": last, "country": "jp" });
    let answers = engines::opening_hours(&values.iter().map(question).collect::<Vec<_>>());
    let spans = |(answer, value): (&Value, &String)| {
        let intervals = answer["intervals"].as_array().unwrap_or_else(|| panic!("{value}: {answer}"));
        let open = intervals.iter().filter(|interval| interval[2] == "open");
        let at = |value: &Value| moment(value.as_str().unwrap());
        merged(open.map(|interval| (at(&interval[0]), at(&interval[1]))).collect())
    };
    answers.iter().zip(values).map(spans).collect()
}

fn merged(mut spans: Vec<(NaiveDateTime, NaiveDateTime)>) -> Spans {
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let touches = next.0 <= last.1;
        if touches {
            last.1 = last.1.max(next.1);
        }
        touches
    });
    spans.into_iter().collect()
}

fn ours(block: &HoursBlock, first: &str, last: &str) -> Spans {
    let end = (day(last) + Duration::days(1)).and_hms_opt(0, 0, 0).unwrap();
    let spans = openings(block, first, last).into_iter().map(|opening| (opening.start, opening.certain_end().min(end)));
    merged(spans.collect())
}

fn value_of(block: &HoursBlock) -> (String, bool) {
    let holidays = Holidays::national();
    let notice = Notice::check(block, &[], &holidays, day(FIRST)).unwrap();
    let written = osm::write(&notice);
    (written.value.clone(), written.is_lossless())
}

/// Days on which opening_hours.js is wrong about a holiday of Japan; ours are those of the statute.
fn known_faults() -> BTreeSet<NaiveDate> {
    [
        // It has the Emperor's Birthday of 2020 and later in 2019 too.
        "2019-02-23",
        // The accession and the days around it, and its ceremony (Act No. 99 of 2018): it has none of them.
        "2019-04-30",
        "2019-05-01",
        "2019-05-02",
        "2019-10-22",
        // Three holidays were moved for the Olympic Games of 2020 and 2021; it has them on their old days.
        "2020-07-20",
        "2020-07-23",
        "2020-07-24",
        "2020-08-10",
        "2020-08-11",
        "2020-10-12",
        "2021-07-19",
        "2021-07-22",
        "2021-07-23",
        "2021-08-08",
        "2021-08-09",
        "2021-08-11",
        "2021-10-11",
        // A day between two holidays is one itself (article 3, paragraph 3).
        "2026-09-22",
        "2032-09-21",
    ]
    .map(day)
    .into()
}

/// Every n weeks and the last days of a month have no rule there; they are dates for 13 months, and are left out here.
#[test]
fn opening_hours_js_reads_our_values() {
    let blocks: Vec<(HoursBlock, String)> = EXPRESSIBLE
        .iter()
        .chain(&WITH_CLOSURES)
        .map(|rules| block(rules))
        .map(|block| (value_of(&block), block))
        .filter(|((_, is_lossless), _)| *is_lossless)
        .map(|((value, _), block)| (block, value))
        .collect();
    assert_eq!(blocks.len(), 19);
    let values: Vec<String> = blocks.iter().map(|(_, value)| value.clone()).collect();
    for ((block, value), theirs) in blocks.iter().zip(by_opening_hours(&values, FIRST, LAST)) {
        assert_same(value, &ours(block, FIRST, LAST), &theirs);
    }
}

/// The moved closures stand there as dates; what is silent is never open.
#[test]
fn opening_hours_js_reads_the_printed_notices() {
    let (first, last) = ("2025-07-01", "2026-07-31");
    let of = ["adachi-safetynet", "sumida-sumika", "annaka-minna-no-ouchi", "komae-kame", "akishima-kokokara"];
    let blocks = of.map(printed);
    let holidays = Holidays::national();
    let value = |block: &HoursBlock| osm::write(&Notice::check(block, &[], &holidays, day(first)).unwrap()).value;
    let values: Vec<String> = blocks.iter().map(value).collect();
    for ((block, value), theirs) in blocks.iter().zip(&values).zip(by_opening_hours(&values, first, last)) {
        assert_same(value, &ours(block, first, last), &theirs);
    }
}

fn assert_same(value: &str, ours: &Spans, theirs: &Spans) {
    let differing: BTreeSet<NaiveDate> = ours.symmetric_difference(theirs).map(|(start, _)| start.date()).collect();
    let known = known_faults();
    let new: Vec<&NaiveDate> = differing.difference(&known).collect();
    assert!(new.is_empty(), "{value}: {new:?}");
}
