//! Our holidays, day by day, beside those of other people's libraries. Every disagreement is listed here with who is
//! right and why, so that a new one fails. `bin/other-engines` installs the libraries.

mod engines;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use calendar::Holidays;
use calendar::holidays::LAST_YEAR;
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

type Days = BTreeSet<NaiveDate>;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn days(listed: &[(i32, u32, u32)]) -> Days {
    listed.iter().map(|(y, m, d)| day(*y, *m, *d)).collect()
}

fn ours(years: RangeInclusive<i32>) -> Days {
    let holidays = Holidays::national();
    years.flat_map(|year| holidays.of_year(year).into_iter().map(|(date, _)| date).collect::<Vec<_>>()).collect()
}

fn by_python(library: &str, years: RangeInclusive<i32>) -> Days {
    let questions: Vec<Value> = years.map(|year| json!({ "year": year })).collect();
    let answers = engines::japan_holidays(library, &questions);
    let dates = answers.iter().flat_map(|answer| answer["dates"].as_array().expect("a list of dates"));
    dates.map(|date| date.as_str().expect("a date").parse().expect("YYYY-MM-DD")).collect()
}

fn assert_known(ours: &Days, theirs: &Days, only_ours: &Days, only_theirs: &Days) {
    let difference = |a: &Days, b: &Days| a.difference(b).copied().collect::<Days>();
    assert_eq!(&difference(ours, theirs), only_ours, "holidays that they do not know");
    assert_eq!(&difference(theirs, ours), only_theirs, "holidays that only they know");
}

/// It begins in 1949 and ends, as we do, in 2099. No disagreement.
#[test]
fn the_python_package_holidays_agrees_on_every_day_from_1949_to_2099() {
    let years = 1949..=LAST_YEAR;
    assert_known(&ours(years.clone()), &by_python("holidays", years), &Days::new(), &Days::new());
}

/// Ours are right: jpholiday gives three paragraphs of the act in years in which they were not yet in force.
#[test]
fn jpholiday_disagrees_only_before_the_law_was_in_force() {
    let years = 1948..=LAST_YEAR;
    let mut only_theirs = Days::new();
    // The act came into force on 20 July 1948 (its supplementary provisions), so the first holiday was 23 September.
    only_theirs.extend(days(&[
        (1948, 1, 1),
        (1948, 1, 15),
        (1948, 3, 21),
        (1948, 4, 29),
        (1948, 5, 3),
        (1948, 5, 4),
        (1948, 5, 5),
    ]));
    // Substitute days came with Act No. 10 of 1973, in force from 12 April; the Sunday of 11 February was before.
    only_theirs.insert(day(1973, 2, 12));
    // The day between two holidays came with Act No. 103 of 1985, in force from 27 December. Until then 4 May was an
    // ordinary day: all years but those in which it was a Sunday, or (since 1973) a substitute day.
    only_theirs.extend([1949, 1950, 1951, 1953, 1954, 1955, 1956, 1957, 1959, 1960].map(|year| day(year, 5, 4)));
    only_theirs.extend([1961, 1962, 1963, 1964, 1965, 1966, 1967, 1968, 1970, 1971].map(|year| day(year, 5, 4)));
    only_theirs.extend([1972, 1973, 1974, 1976, 1977, 1978, 1979, 1982, 1983, 1984].map(|year| day(year, 5, 4)));
    only_theirs.insert(day(1985, 5, 4));
    assert_known(&ours(years.clone()), &by_python("jpholiday", years), &Days::new(), &only_theirs);
}

/// Ours are right, against the official list (2019 to 2027) and against the two libraries above: opening_hours.js has
/// today's act for all times, without the day between two holidays (article 3, paragraph 3) and without the special
/// acts. Before 2019 the act itself was another, so the comparison begins there.
#[test]
fn opening_hours_js_disagrees_only_on_special_acts_and_days_between_two_holidays() {
    let years = 2019..=LAST_YEAR;
    let question = json!({ "value": "PH", "from": "2019-01-01", "to": "2099-12-31", "country": "jp" });
    let answer = engines::opening_hours(&[question]).remove(0);
    let moment = |text: &Value| -> NaiveDateTime {
        let text = text.as_str().expect("a minute");
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("YYYY-MM-DDTHH:MM")
    };
    let intervals = answer["intervals"].as_array().expect("a list of intervals").iter();
    let theirs: Days = intervals
        .flat_map(|interval| {
            let (from, to) = (moment(&interval[0]), moment(&interval[1]));
            from.date().iter_days().take_while(move |date| date.and_time(from.time()) < to)
        })
        .collect();
    assert!(theirs.iter().all(|date| years.contains(&date.year())));

    // 2019: the accession and the proclamation (Act No. 99 of 2018), with the days between.
    // 2020 and 2021: 海の日, スポーツの日 and 山の日 moved for the Olympics, in 2021 with a substitute day.
    let mut only_ours = days(&[(2019, 4, 30), (2019, 5, 1), (2019, 5, 2), (2019, 10, 22)]);
    only_ours.extend(days(&[(2020, 7, 23), (2020, 7, 24), (2020, 8, 10)]));
    only_ours.extend(days(&[(2021, 7, 22), (2021, 7, 23), (2021, 8, 8), (2021, 8, 9)]));
    // 敬老の日 and 秋分の日 with one day between them.
    only_ours.extend(days(&[(2026, 9, 22), (2032, 9, 21), (2037, 9, 22), (2043, 9, 22), (2049, 9, 21)]));
    only_ours.extend(days(&[(2054, 9, 22), (2060, 9, 21), (2071, 9, 22), (2077, 9, 21), (2088, 9, 21)]));
    only_ours.extend(days(&[(2094, 9, 21), (2099, 9, 22)]));

    // 2019 had no Emperor's birthday: one had abdicated before his, the other had acceded after his.
    let mut only_theirs = days(&[(2019, 2, 23)]);
    only_theirs.extend(days(&[(2020, 7, 20), (2020, 8, 11), (2020, 10, 12)]));
    only_theirs.extend(days(&[(2021, 7, 19), (2021, 8, 11), (2021, 10, 11)]));
    assert_known(&ours(years), &theirs, &only_ours, &only_theirs);
}

#[test]
fn the_engines_answer_as_their_heads_promise() {
    let dates = engines::dateutil(&[
        json!({ "dtstart": "2026-01-06T10:00", "rrule": "FREQ=MONTHLY;BYDAY=1TU", "rdate": ["2026-02-10"],
            "exdate": ["2026-03-03"], "until": "2026-04-07" }),
        json!({ "dtstart": "2026-01-06T10:00", "rdate": ["2026-01-06T10:00"], "until": "2026-04-07" }),
        json!({ "dtstart": "2026-01-06T10:00", "rrule": "FREQ=SOMETIMES", "until": "2026-04-07" }),
    ]);
    let expected = ["2026-01-06T10:00", "2026-02-03T10:00", "2026-02-10T10:00", "2026-04-07T10:00"];
    assert_eq!(dates[0]["dates"], json!(expected));
    assert_eq!(dates[1]["dates"], json!(["2026-01-06T10:00"]));
    assert!(dates[2]["error"].is_string(), "{}", dates[2]);

    let hours = engines::opening_hours(&[
        json!({ "value": "Mo-Fr 10:00-18:00; PH off", "from": "2026-01-09", "to": "2026-01-13", "country": "jp" }),
        json!({ "value": "Mo 22:00-26:00 unknown", "from": "2026-01-05", "to": "2026-01-06", "country": "jp" }),
        json!({ "value": "sometimes", "from": "2026-01-05", "to": "2026-01-06", "country": "jp" }),
        json!({ "value": "Mo 10:00-12:00", "from": "2026-01-05", "to": "2026-01-06", "country": "xx" }),
        json!({ "bench": "state", "value": "Mo 10:00-12:00", "at": ["2026-01-05T10:00"], "rounds": 2 }),
        json!({ "bench": "year", "value": "Mo 10:00-12:00", "from": "2026-01-01", "to": "2026-12-31", "rounds": 2 }),
        json!({ "bench": "parse", "value": "Mo 10:00-12:00", "rounds": 2 }),
    ]);
    // Monday the 12th is 成人の日.
    let friday_and_tuesday =
        json!([["2026-01-09T10:00", "2026-01-09T18:00", "open"], ["2026-01-13T10:00", "2026-01-13T18:00", "open"]]);
    assert_eq!(hours[0]["intervals"], friday_and_tuesday);
    assert_eq!(hours[1]["intervals"], json!([["2026-01-05T22:00", "2026-01-06T02:00", "unknown"]]));
    assert!(hours[2]["error"].is_string() && hours[3]["error"].is_string(), "{hours:?}");
    assert!(hours[4..].iter().all(|bench| bench["ns_per_op"].as_f64().is_some_and(|ns| ns > 0.0)), "{hours:?}");
}
