//! The opening_hours of OpenStreetMap: what is written is read back the same.

use calendar::exchange::{Loss, Notice, osm};
use calendar::{Holidays, HoursBlock, Override, Schedule, Status};
use proptest::prelude::*;

use crate::notices::{block, date, dated, day, exceptions, minutes, printed, printed_of, written_days};

fn read_back(text: &str) -> Schedule {
    let read = osm::read(text).unwrap_or_else(|refusal| panic!("{refusal}\n{text}"));
    let compiled = Schedule::compile(&read.blocks, &read.overrides, &Holidays::national());
    compiled.unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

fn written(block: &HoursBlock, overrides: &[Override], first: &str) -> (String, Vec<Loss>) {
    let holidays = Holidays::national();
    let notice = Notice::check(block, overrides, &holidays, day(first)).unwrap();
    let written = osm::write(&notice);
    (written.value, written.losses)
}

fn notice_of(rules: &str) -> HoursBlock {
    serde_norway::from_str(rules).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_says_the_same_of_every_minute(block in block(), first in date(), exceptions in exceptions()) {
        let overrides = dated(&block, exceptions, first);
        let holidays = Holidays::national();
        let notice = Notice::check(&block, &overrides, &holidays, first).unwrap();
        let written = osm::write(&notice);
        let truth = Schedule::compile([&block], &overrides, &holidays).unwrap();
        let read = read_back(&written.value);
        for date in written_days(&notice) {
            prop_assert_eq!(minutes(&truth, date), minutes(&read, date), "{} {}", date, written.value);
        }
        if written.is_lossless() {
            for date in notice.last().iter_days().take(800) {
                prop_assert_eq!(minutes(&truth, date), minutes(&read, date), "{} {}", date, written.value);
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(Mo|Tu-Fr|PH|SH|Jan|Dec 29-Jan 03|2026| |;|,|\\|\\||:|\\[1\\]|\\[-9|off|open|unknown|\"x\"|\"|10:00-12:00|25:00-49:00|17:00\\+|24/7|sunrise|week 1|\\+1 day|年|[0-9]){0,14}") {
        if let Ok(read) = osm::read(&text) {
            Schedule::compile(&read.blocks, &read.overrides, &Holidays::national()).unwrap();
        }
    }
}

#[test]
fn the_notice_of_adachi_is_written_with_its_moved_closures() {
    let (text, losses) = written(&printed_of("adachi-safetynet"), &[], "2025-07-01");
    assert_eq!(
        text,
        "Mo-Fr 10:00-18:00; PH off; Dec 29-Jan 03 off; Mo[2] off; \
         2025 Aug 18 off; 2025 Oct 20 off; 2026 Jan 19 off"
    );
    let until = day("2026-07-31");
    assert_eq!(losses, [Loss::MovesAsDates { until }, Loss::AssumedDates, Loss::Channel]);
}

#[test]
fn real_notices_are_written_as_people_write_them() {
    for (of, expected) in [
        ("komae-kame", "Feb,Apr,Jun,Aug,Oct,Dec: Fr[3] 13:30-15:30; PH unknown \"not stated\""),
        ("kunitachi-yugata", "Th[-1] 17:00+; PH unknown \"not stated\"; Dec 29-Jan 03 unknown \"not stated\""),
        ("annaka-minna-no-ouchi", "Tu-Th 10:00-15:00; Dec 29-Jan 03 unknown \"not stated\"; PH off"),
        ("gunma-kokoro", "Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off"),
        ("akishima-riyusu", "13:30-16:30 unknown \"not stated\""),
        ("komae-nambu", "unknown \"not stated\""),
    ] {
        let (text, _) = written(&printed_of(of), &[], "2026-04-01");
        assert_eq!(text, expected, "{of}");
    }
}

#[test]
fn every_printed_notice_is_written_and_read() {
    for printed in printed() {
        let (text, _) = written(&printed.block, &[], "2026-04-01");
        osm::read(&text).unwrap_or_else(|refusal| panic!("{} {text}: {refusal}", printed.of));
    }
}

#[test]
fn a_library_that_moves_its_monday_is_written_by_date() {
    let block = notice_of(
        "rules: [{type: daily, start: '9:00', end: '17:00'}]\n\
         closures: [{type: weekly, days: [mon], if_national_holiday: next_business_day}]",
    );
    let (text, losses) = written(&block, &[], "2026-04-01");
    assert!(
        text.starts_with("09:00-17:00; Mo off; 2026 May 04 09:00-17:00; 2026 May 07 off; 2026 Jul 20 09:00-17:00"),
        "{text}"
    );
    assert_eq!(losses, [Loss::MovesAsDates { until: day("2027-04-30") }]);
}

#[test]
fn exceptions_are_single_dates() {
    use calendar::clock::ClockTime;
    use calendar::hours::Times;
    let block = notice_of("rules: [{type: weekly, days: [wed], start: '10:00', end: '12:00'}]");
    let overrides = [
        Override { to: day("2026-08-14"), ..Override::close(day("2026-08-10"), "夏季休業") },
        Override::add(day("2026-09-05"), Times::new(ClockTime::hm(13, 0), ClockTime::hm(15, 0)), "臨時"),
    ];
    let (text, losses) = written(&block, &overrides, "2026-04-01");
    assert_eq!(text, "We 10:00-12:00; 2026 Aug 12 off; 2026 Sep 05 13:00-15:00");
    assert_eq!(losses, []);
}

#[test]
fn the_grammar_of_others_is_read() {
    let open = |text: &str, at: &str| {
        let at = at.parse().unwrap();
        read_back(text).status(at)
    };
    for (text, at, expected) in [
        ("24/7", "2026-01-01T03:00:00", Status::Open),
        ("24/7; PH off", "2026-01-01T03:00:00", Status::Closed),
        ("Mo-Fr 10:00-18:00; We 12:00-14:00", "2026-01-07T11:00:00", Status::Closed),
        ("Mo-Fr 10:00-12:00,13:00-18:00", "2026-01-07T12:30:00", Status::Closed),
        ("Mo-Fr 10:00-12:00, We 13:00-14:00", "2026-01-07T10:30:00", Status::Open),
        ("Fr 22:00-02:00", "2026-01-03T01:00:00", Status::Open),
        ("Mo,PH 10:00-12:00", "2026-01-01T10:00:00", Status::Open),
        ("PH Mo-Fr 10:00-12:00", "2026-01-02T10:00:00", Status::Closed),
        ("Apr-Oct: Sa[1-3,-1] 10:00-12:00", "2026-04-25T10:00:00", Status::Open),
        ("2026 Dec 04 10:00-12:00", "2026-12-04T10:00:00", Status::Open),
        ("2026: Mo 10:00-12:00", "2027-01-04T10:00:00", Status::Closed),
        ("Jan 5,19 10:00-12:00", "2027-01-19T10:00:00", Status::Open),
        ("Mo-Fr 10:00-18:00 \"予約制\"", "2026-01-07T11:00:00", Status::Unknown),
        ("Mo-Fr 10:00-18:00; Mo-Fr 12:00-13:00 off", "2026-01-07T12:00:00", Status::Closed),
        ("Mo-Fr 10:00-18:00; 2026 Jan 07 unknown", "2026-01-07T12:00:00", Status::Unknown),
        ("Mo 10:00-12:00 || unknown \"by phone\"", "2026-01-07T12:00:00", Status::Unknown),
        ("Mo 10:00-12:00; Mo off", "2026-01-05T10:00:00", Status::Closed),
        ("PH 10:00-12:00; PH unknown", "2026-01-01T10:00:00", Status::Unknown),
        ("off", "2026-01-01T10:00:00", Status::Closed),
    ] {
        assert_eq!(open(text, at), expected, "{text}");
    }
}

#[test]
fn what_is_not_read_is_named_with_its_place() {
    for (text, at, message) in [
        ("Mo-Fr sunrise-18:00", 7, "sunrise and sunset are not read"),
        ("Mo 10:00-12:00; week 2-53/2 We 10:00-12:00", 17, "weeks of the year"),
        ("SH off", 1, "school holidays are not read"),
        ("Mo[6] 10:00-12:00", 4, "write 1 to 5"),
        ("Mo[2] +1 day off", 6, "days counted from another"),
        ("Feb 30 off", 5, "write dates as"),
        ("Mo 10:00-25:75", 10, "write times as"),
        ("Mo 10:00-12:00 foo", 16, "write rules such as"),
        ("月曜 10:00", 1, "write rules such as"),
        ("", 1, "write rules such as"),
    ] {
        let refusal = osm::read(text).unwrap_err();
        assert_eq!(refusal.at, at, "{text}: {refusal}");
        assert!(refusal.to_string().contains(message), "{refusal}");
    }
}

#[test]
fn what_is_too_long_is_refused_or_read_at_once() {
    let dates = vec!["2026 Dec 04 off"; 3000].join("; ");
    assert!(osm::read(&dates).unwrap_err().to_string().contains("1000 dates"));
    let list = format!("{} off", vec!["2026 Dec 04"; 3000].join(","));
    assert!(osm::read(&list).is_err());
    assert!(osm::read(&vec!["Mo 10:00-12:00"; 65].join("; ")).is_err());
    assert!(osm::read(&"\"".repeat(70_000)).is_err());
    assert!(osm::read(&format!("Mo[{}] off", "1,".repeat(20_000))).is_err());
}
