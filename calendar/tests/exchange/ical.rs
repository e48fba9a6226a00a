//! iCalendar: what is written is read back, and nothing is open that was not.

use calendar::exchange::{Loss, Notice, ical};
use calendar::{Holidays, HoursBlock, Override, Schedule};
use chrono::Duration;
use proptest::prelude::*;

use crate::notices::{block, date, dated, day, exceptions, minutes, printed, printed_of, written_days};

fn event() -> ical::Event<'static> {
    let stamp = day("2026-04-01").and_hms_opt(9, 0, 0).unwrap();
    ical::Event { uid: "7f3a@example.jp", stamp, summary: "予定", description: "" }
}

fn read_back(text: &str) -> Schedule {
    let blocks = ical::read(text).unwrap_or_else(|refusal| panic!("{refusal}\n{text}"));
    Schedule::compile(&blocks, &[], &Holidays::national()).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

/// The lines between the head and the end.
fn events(text: &str) -> String {
    let unfolded = text.replace("\r\n ", "");
    let (_, events) = unfolded.split_once("END:VTIMEZONE\r\n").unwrap();
    events.replace("\r\n", "\n").replace("END:VCALENDAR\n", "")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_open_at_the_same_minutes(block in block(), first in date(), exceptions in exceptions()) {
        let overrides = dated(&block, exceptions, first);
        let holidays = Holidays::national();
        let notice = Notice::check(&block, &overrides, &holidays, first).unwrap();
        let written = ical::write(&notice, &event());
        let truth = Schedule::compile([&block], &overrides, &holidays).unwrap();
        let read = read_back(&written.value);
        for date in written_days(&notice) {
            let (truth, read) = (minutes(&truth, date), minutes(&read, date));
            let is_empty = written.losses.contains(&Loss::NothingOpen);
            prop_assert_eq!(&truth.open, &read.open, "{} {}", date, written.value);
            // An event without an end leaves open when it ends, as the notice does.
            let known = |(from, to): &(i64, i64)| truth.unknown.iter().any(|(start, end)| start <= from && to <= end);
            prop_assert!(is_empty || read.unknown.iter().all(known), "{} {}", date, written.value);
        }
        if written.is_lossless() {
            for date in written_days(&notice).take(1).chain(notice.last().iter_days().take(800)) {
                prop_assert_eq!(minutes(&truth, date), minutes(&read, date), "{} {}", date, written.value);
            }
        }
    }

    #[test]
    fn nothing_is_claimed_after_the_horizon_that_is_not_so(block in block(), first in date()) {
        let holidays = Holidays::national();
        let notice = Notice::check(&block, &[], &holidays, first).unwrap();
        let truth = Schedule::compile([&block], &[], &holidays).unwrap();
        let read = read_back(&ical::write(&notice, &event()).value);
        for date in (notice.last() + Duration::days(1)).iter_days().take(500) {
            let (truth, read) = (minutes(&truth, date).open, minutes(&read, date).open);
            let within = |(from, to): &(i64, i64)| truth.iter().any(|(start, end)| start <= from && to <= end);
            prop_assert!(read.iter().all(within), "{date} {read:?} {truth:?}");
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(BEGIN:VEVENT\n)?(DTSTART:20260105T100000Z?\n)?[A-Z0-9:;,=+\\-\n\r \"年]{0,80}(\nEND:VEVENT)?") {
        let _ = ical::read(&text);
    }

    #[test]
    fn no_rule_makes_the_reader_panic(rule in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY))(;(BYDAY=(MO|-1TU|2WE,TH|9FR)|INTERVAL=[0-9]{0,5}|COUNT=[0-9]{0,4}|BYMONTH=[0-9,]{0,6}|BYSETPOS=-?[0-9]{1,3}|UNTIL=[0-9TZ]{0,17}|BYMONTHDAY=[-0-9,]{0,8})){0,4}") {
        let text = format!("BEGIN:VEVENT\nDTSTART:20260105T100000\nDTEND:20260105T110000\nRRULE:{rule}\nEND:VEVENT");
        if let Ok(blocks) = ical::read(&text) {
            Schedule::compile(&blocks, &[], &Holidays::national()).unwrap();
        }
    }
}

#[test]
fn the_closures_of_adachi_are_left_out_also_where_they_moved() {
    let block = printed_of("adachi-safetynet");
    let holidays = Holidays::national();
    let notice = Notice::check(&block, &[], &holidays, day("2025-07-01")).unwrap();
    let written = ical::write(&notice, &event());
    // Moved to the 3rd Monday: 18 August 2025 and 19 January 2026. In September it stays on the 2nd.
    let expected = "\
BEGIN:VEVENT
UID:7f3a-1@example.jp
DTSTAMP:20260401T000000Z
DTSTART;TZID=Asia/Tokyo:20250701T100000
DTEND;TZID=Asia/Tokyo:20250701T180000
RRULE:FREQ=WEEKLY;UNTIL=20260731T145959Z;BYDAY=MO,TU,WE,TH,FR
EXDATE;TZID=Asia/Tokyo:20250714T100000,20250721T100000,20250811T100000,20250818T100000,\
20250908T100000,20250915T100000,20250923T100000,20251013T100000,20251020T100000,20251103T100000,\
20251110T100000,20251124T100000,20251208T100000,20251229T100000,20251230T100000,20251231T100000,\
20260101T100000,20260102T100000,20260112T100000,20260119T100000,20260209T100000,20260211T100000,\
20260223T100000,20260309T100000,20260320T100000,20260413T100000,20260429T100000,20260504T100000,\
20260505T100000,20260506T100000,20260511T100000,20260608T100000,20260713T100000,20260720T100000
SUMMARY:予定
STATUS:CONFIRMED
END:VEVENT
";
    assert_eq!(events(&written.value), expected);
    let until = day("2026-07-31");
    assert_eq!(
        written.losses,
        [
            Loss::HolidaysAsDates { until },
            Loss::MovesAsDates { until },
            Loss::ClosuresAsDates { until },
            Loss::AssumedDates,
            Loss::Channel,
        ]
    );
}

#[test]
fn a_rule_nothing_changes_has_no_end_and_no_loss() {
    let block: HoursBlock = serde_norway::from_str(
        "rules: [{type: nth_weekday, nth: [3], day: fri, months: [2, 4, 6, 8, 10, 12], start: '13:30', end: '15:30'}]",
    )
    .unwrap();
    let holidays = Holidays::national();
    let notice = Notice::check(&block, &[], &holidays, day("2026-01-01")).unwrap();
    let written = ical::write(&notice, &event());
    assert!(written.is_lossless(), "{:?}", written.losses);
    assert!(written.value.contains("RRULE:FREQ=MONTHLY;BYMONTH=2,4,6,8,10,12;BYDAY=3FR\r\n"));
    assert!(written.value.contains("DTSTART;TZID=Asia/Tokyo:20260220T133000\r\n"));
}

#[test]
fn a_day_on_which_it_is_not_known_has_no_event() {
    let block = printed_of("komae-kame");
    let holidays = Holidays::national().with(day("2026-02-20"), "市の日");
    let notice = Notice::check(&block, &[], &holidays, day("2026-01-01")).unwrap();
    let written = ical::write(&notice, &event());
    assert!(!events(&written.value).contains("DTSTART;TZID=Asia/Tokyo:20260220"));
    assert!(written.losses.contains(&Loss::UnknownLeftOut));
}

#[test]
fn an_exception_is_an_event_of_its_own() {
    let block: HoursBlock =
        serde_norway::from_str("rules: [{type: weekly, days: [wed], start: '10:00', end: '12:00'}]").unwrap();
    let moved = Override::replace(
        day("2026-04-08"),
        vec![calendar::hours::Times::new(calendar::clock::ClockTime::hm(14, 0), calendar::clock::ClockTime::hm(15, 0))],
        "都合により",
    );
    let holidays = Holidays::national();
    let overrides = [moved];
    let notice = Notice::check(&block, &overrides, &holidays, day("2026-04-01")).unwrap();
    let written = ical::write(&notice, &event());
    let events = events(&written.value);
    assert!(events.contains("RRULE:FREQ=WEEKLY;BYDAY=WE\nEXDATE;TZID=Asia/Tokyo:20260408T100000\n"), "{events}");
    assert!(events.contains("DTSTART;TZID=Asia/Tokyo:20260408T140000\nDTEND;TZID=Asia/Tokyo:20260408T150000\n"));
    assert!(written.is_lossless());
}

#[test]
fn lines_are_short_and_every_printed_notice_is_written() {
    let holidays = Holidays::national();
    for printed in printed() {
        let notice = Notice::check(&printed.block, &[], &holidays, day("2026-04-01")).unwrap();
        let written = ical::write(&notice, &event());
        assert!(written.value.split("\r\n").all(|line| line.len() <= 75), "{}", printed.of);
        assert!(!written.value.replace("\r\n", "").contains('\n'));
        ical::read(&written.value).unwrap();
    }
}

fn read_event(lines: &str) -> Result<Vec<HoursBlock>, String> {
    let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    ical::read(&text).map_err(|refusal| refusal.to_string())
}

#[test]
fn recurrences_of_others_are_read_as_rules() {
    for (rule, expected) in [
        ("FREQ=MONTHLY;BYDAY=1TH,3TH", "type: nth_weekday\n  day: thu\n  nth:\n  - 1\n  - 3\n"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "type: every_weeks\n  days:\n  - tue\n  every: 2\n"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1", "type: nth_weekday\n  day: tue\n  nth:\n  - -1\n"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "type: business_days\n  nth:\n  - 1\n"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "months:\n  - 2\n  - 4\n  - 6\n  - 8\n  - 10\n  - 12\n"),
        ("FREQ=YEARLY", "months:\n  - 4\n"),
        ("FREQ=WEEKLY;COUNT=2", "dates:\n  - 2026-04-07\n  - 2026-04-14\n"),
    ] {
        let lines = format!("DTSTART:20260407T100000\nDURATION:PT1H30M\nRRULE:{rule}");
        let read = serde_norway::to_string(&read_event(&lines).unwrap()[0].rules).unwrap();
        assert!(read.contains(expected), "{rule}: {read}");
        assert!(read.contains("end: 11:30"), "{rule}: {read}");
    }
}

#[test]
fn what_is_not_read_is_named_with_its_line() {
    let start = "DTSTART:20260407T100000\nDTEND:20260407T110000";
    for (lines, message) in [
        (format!("{start}\nRRULE:FREQ=YEARLY;BYWEEKNO=20"), "`BYWEEKNO=20` at 5 is not read; FREQ=DAILY"),
        (format!("{start}\nRRULE:FREQ=MONTHLY;INTERVAL=5"), "INTERVAL of 1, 2, 3, 4, 6 or 12 months"),
        (
            format!("{start}\nRRULE:FREQ=WEEKLY;COUNT=99999"),
            "`COUNT=99999` at 5 is not read; write 1 to 1000, or UNTIL",
        ),
        (format!("{start}\nRECURRENCE-ID:20260407T100000"), "EXDATE and RDATE"),
        ("DTSTART;TZID=Europe/Berlin:20260407T100000".to_owned(), "Asia/Tokyo or in UTC"),
        ("SUMMARY:x".to_owned(), "give each event a DTSTART"),
    ] {
        let refusal = read_event(&lines).unwrap_err();
        assert!(refusal.contains(message), "{refusal}");
    }
}

#[test]
fn what_is_too_long_is_refused_at_once() {
    let event =
        "BEGIN:VEVENT\nDTSTART:20260407T100000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3\nEND:VEVENT\n";
    assert!(ical::read(&event.repeat(401)).is_err());
    assert!(ical::read(&"x".repeat(300_000)).is_err());
    assert!(ical::read(&"BEGIN:VEVENT\n".repeat(1000)).is_err());
    assert!(ical::read(&format!("BEGIN:VEVENT\n{}", " \n".repeat(100_000))).is_ok());
}
