//! Every dated expression of the five source documents, against its hand-written examples.
//!
//! A case that is not evaluated must stand in `NOT_EVALUATED` with its reason: nothing is
//! skipped in silence.

use std::collections::BTreeMap;

use calendar::business::{Window, reply_due, reply_keeps_promise};
use calendar::clock::read_range;
use calendar::hours::{HoursBlock, Times};
use calendar::wareki::{Warning, age_on, finished_compulsory_education, fiscal_year, parse_in_year, parse_prefix};
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

/// Cases that speak of something other than opening, dates or ages: the reason, then the ids.
const NOT_EVALUATED: &[(&str, &[&str])] = &[
    (
        "validity: what holds in which period: places, projects and cases, not hours",
        &["HC-002", "HC-010", "HC-011", "HC-013", "HC-044", "HC-049", "HC-075", "HC-082", "HC-088", "HC-089", "HC-098"],
    ),
    ("mode: how a meeting is held", &["HC-006", "HC-007"]),
    ("as_of: how a figure or a page is shown with its date", &["HC-009", "HC-036", "HC-068", "HC-101"]),
    ("relative: slots that begin when another gathering ends", &["HC-012"]),
    (
        "frequency: counts of sessions held per period: the statistics of a gathering",
        &[
            "HC-019", "HC-020", "HC-021", "HC-022", "HC-023", "HC-024", "HC-025", "HC-026", "HC-031", "HC-033",
            "HC-034", "HC-035", "HC-037", "HC-038", "HC-039", "HC-040", "HC-041", "HC-042", "HC-043", "HC-045",
            "HC-047", "HC-048", "HC-053", "HC-054", "HC-055", "HC-056", "HC-057", "HC-059", "HC-061", "HC-074",
            "HC-085",
        ],
    ),
    (
        "reservation: whether a booking is needed: the desk's own rules",
        &["HC-029", "HC-030", "HC-087", "HC-096", "HC-097"],
    ),
    ("limit: lengths of tasks and trials", &["HC-051", "HC-052"]),
    ("quota: how many visits are left", &["HC-063"]),
    ("duration: how long a condition has lasted: eligibility", &["HC-064", "HC-069", "HC-099", "HC-100"]),
];

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
            "age" => age,
            kind => {
                let listed = is_listed(&case.id);
                assert!(listed, "{} ({kind}) is neither evaluated nor listed", case.id);
                continue;
            }
        };
        assert!(!is_listed(&case.id), "{} is evaluated and listed as not", case.id);
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
        ("course", 5),
        ("date_text", 16),
        ("deadline", 7),
        ("fiscal_year", 11),
        ("occurrence", 102),
        ("opening", 71),
    ];
    assert_eq!(counts, expected);
}

/// No case listed as not evaluated has left the file.
#[test]
fn the_list_of_cases_not_evaluated_is_current() {
    let cases = file().cases;
    for id in NOT_EVALUATED.iter().flat_map(|(_, ids)| *ids) {
        assert!(cases.iter().any(|c| c.id == *id), "{id} is no longer in the file");
    }
}

fn is_listed(id: &str) -> bool {
    NOT_EVALUATED.iter().any(|(_, ids)| ids.contains(&id))
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

/// The bounds are compared here; the library answers for the age and for the end of schooling.
fn age(structured: &Value, example: &Value) -> Result<(), String> {
    let on: NaiveDate = field(example, "on").unwrap();
    let birth: Option<NaiveDate> = field(example, "birth");
    let age = birth.map(|birth| age_on(birth, on));
    if let (Some(age), Some(switch)) = (age, field::<i32>(structured, "switch_age")) {
        let desk = if age < switch { "lower_desk" } else { "upper_desk" };
        let got: Option<String> = field(structured, desk);
        let same = got == field(example, "expect");
        return same.then_some(()).ok_or(format!("{age}: got {got:?}"));
    }
    let about = |key: &str| field(structured, key) == Some(true);
    let ok = birth.zip(age).and_then(|(birth, age)| {
        let too_young = field(structured, "min_age").is_some_and(|min: i32| age < min);
        let too_old = field(structured, "max_age").is_some_and(|max: i32| age > max);
        let schooling = about("after_compulsory_education");
        if schooling && !finished_compulsory_education(birth, on) {
            return Some(false);
        }
        // 概ね: outside the bounds a person looks, the program does not refuse.
        match (too_young, too_old) {
            (true, _) if about("approx") || about("approx_lower") => None,
            (_, true) if about("approx") => None,
            (young, old) => Some(!young && !old),
        }
    });
    let same = ok == field(example, "ok");
    same.then_some(()).ok_or(format!("{age:?}: got {ok:?}"))
}
