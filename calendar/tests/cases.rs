//! Every dated expression of the five source documents, against its hand-written examples.
//!
//! Every case is evaluated: a kind without its check, or a sentence without its call, fails.

mod terms;

use std::collections::BTreeMap;

use calendar::business::{Window, reply_due, reply_keeps_promise};
use calendar::clock::read_range;
use calendar::hours::{HoursBlock, Times};
use calendar::wareki::{Warning, fiscal_year, parse_in_year, parse_prefix};
use calendar::{Closure, Holidays, Override, Schedule, State};
use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_norway::Value;

#[derive(Deserialize)]
struct File {
    national_holidays: Vec<Listed>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Listed {
    date: NaiveDate,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    kind: String,
    structured: Value,
    examples: Vec<Value>,
}

fn file() -> File {
    serde_norway::from_str(include_str!("../testdata/hours-cases.yaml")).unwrap()
}

#[test]
fn the_cases_use_the_same_holidays() {
    let holidays = Holidays::national();
    let computed = (2024..=2026).flat_map(|year| holidays.of_year(year));
    let computed: Vec<NaiveDate> = computed.map(|(date, _)| date).collect();
    let listed: Vec<NaiveDate> = file().national_holidays.iter().map(|h| h.date).collect();
    assert_eq!(computed, listed);
}

#[test]
fn every_example_gives_the_hand_written_answer() {
    let mut evaluated: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in file().cases {
        let check: fn(&Value, &Value) -> Result<(), String> = match case.kind.as_str() {
            "opening" | "occurrence" | "acceptance" | "course" => opening,
            "deadline" => deadline,
            "date_text" => date_text,
            "fiscal_year" => fiscal,
            "age" => terms::age,
            "as_of" => terms::as_of,
            "duration" => terms::duration,
            "frequency" => terms::frequency,
            "limit" => terms::limit,
            "mode" => terms::mode,
            "quota" => terms::quota,
            "relative" => terms::relative,
            "reservation" => terms::reservation,
            "validity" => terms::validity,
            kind => panic!("nothing evaluates {} ({kind})", case.id),
        };
        for example in &case.examples {
            *evaluated.entry(case.kind.clone()).or_default() += 1;
            if let Err(problem) = check(&case.structured, example) {
                wrong.push(format!("{} {example:?}\n    {problem}", case.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let counts: Vec<(&str, usize)> = evaluated.iter().map(|(k, n)| (k.as_str(), *n)).collect();
    let expected = [
        ("acceptance", 5),
        ("age", 33),
        ("as_of", 16),
        ("course", 5),
        ("date_text", 16),
        ("deadline", 7),
        ("duration", 17),
        ("fiscal_year", 11),
        ("frequency", 124),
        ("limit", 9),
        ("mode", 8),
        ("occurrence", 102),
        ("opening", 71),
        ("quota", 5),
        ("relative", 4),
        ("reservation", 20),
        ("validity", 45),
    ];
    assert_eq!(counts, expected);
    assert_eq!(file().cases.len(), 101);
    assert_eq!(evaluated.values().sum::<usize>(), 498);
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_norway::from_value(value.clone()).unwrap()
}

fn field<T: DeserializeOwned>(value: &Value, key: &str) -> Option<T> {
    let found = value.get(key).filter(|v| !v.is_null())?;
    Some(read(found))
}

fn moment(value: &Value, key: &str) -> Option<NaiveDateTime> {
    let text: String = field(value, key)?;
    Some(NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").unwrap())
}

/// The block of a case; bookings and reply promises are not hours, course sessions are dates.
fn block(structured: &Value) -> HoursBlock {
    let Value::Mapping(mut map) = structured.clone() else {
        panic!("a case is a mapping");
    };
    map.remove("reservation");
    map.remove("reply");
    if let Some(Value::Sequence(sessions)) = map.remove("sessions") {
        let single = |mut session: Value| {
            let session_map = session.as_mapping_mut().unwrap();
            session_map.remove("no");
            session_map.insert("type".into(), "single".into());
            session
        };
        map.insert("rules".into(), sessions.into_iter().map(single).collect());
    }
    read(&Value::Mapping(map))
}

#[derive(Deserialize)]
struct Published {
    date: NaiveDate,
    #[serde(flatten)]
    times: Times,
}

fn opening(structured: &Value, example: &Value) -> Result<(), String> {
    let published: Vec<Published> = field(example, "published").unwrap_or_default();
    let overrides = published.iter().map(|p| Override::add(p.date, p.times, "臨時開所"));
    let overrides: Vec<Override> = overrides.collect();
    let block = block(structured);
    let schedule = Schedule::compile([&block], &overrides, &Holidays::national()).unwrap();
    let at = moment(example, "at").unwrap();
    let answer = schedule.answer(at);
    let open = match answer.state {
        State::Open { .. } => Some(true),
        State::Closed { .. } => Some(false),
        State::Unknown => None,
    };
    if open != field(example, "open") {
        return Err(format!("got {answer:?}"));
    }
    if answer.reasons.is_empty() && open != Some(true) {
        return Err("no reason is given".into());
    }
    match field::<bool>(example, "entry") {
        Some(entry) if entry != schedule.may_enter(at) => Err("entry is wrong".into()),
        _ => Ok(()),
    }
}

fn deadline(structured: &Value, example: &Value) -> Result<(), String> {
    let window: Window = field(structured, "window").unwrap();
    let closures: Vec<Closure> = field(structured, "closures").unwrap();
    let within: u32 = field(structured, "business_days").unwrap();
    let window = window.schedule(&closures, &Holidays::national()).unwrap();
    let received = moment(example, "received_at").unwrap();
    if let Some(due) = moment(example, "due_at") {
        let got = reply_due(received, within, &window);
        return (got == Some(due)).then_some(()).ok_or(format!("got {got:?}"));
    }
    let replied = moment(example, "replied_at").unwrap();
    let ok = reply_keeps_promise(received, replied, within, &window);
    let expected = field(example, "ok") == Some(ok);
    expected.then_some(()).ok_or(format!("got {ok}"))
}

fn date_text(_: &Value, example: &Value) -> Result<(), String> {
    let text: String = field(example, "text").unwrap();
    let read = match field(example, "context_year") {
        Some(year) => parse_in_year(&text, year),
        None => parse_prefix(&text),
    };
    if field(example, "ok") != Some(read.is_ok()) {
        return Err(format!("got {read:?}"));
    }
    let (reading, rest) = read.map_err(|e| e.to_string())?;
    let date: String = field(example, "date").unwrap();
    if reading.date.to_string() != date {
        return Err(format!("got {reading:?}"));
    }
    if let Some(ok) = field::<bool>(example, "weekday_ok") {
        let mismatch = |w: &Warning| matches!(w, Warning::WeekdayMismatch { .. });
        if reading.weekday.is_none() || ok == reading.warnings.iter().any(mismatch) {
            return Err(format!("got {reading:?}"));
        }
    }
    let Some(start) = field::<String>(example, "start") else {
        let left = rest.is_empty().then_some(());
        return left.ok_or(format!("left over: {rest}"));
    };
    let (from, to) = read_range(&rest).map_err(|e| e.to_string())?;
    let got = (from.to_string(), to.map(|t| t.to_string()));
    let same = got == (start, field(example, "end"));
    same.then_some(()).ok_or(format!("got {got:?}"))
}

fn fiscal(_: &Value, example: &Value) -> Result<(), String> {
    let date: NaiveDate = field(example, "date").unwrap();
    let got = fiscal_year(date);
    let same = Some(got) == field(example, "fiscal_year");
    same.then_some(()).ok_or(format!("got {got}"))
}
