//! Published exceptions, openings past midnight, and the faults a notice can have.

use calendar::clock::ClockTime;
use calendar::hours::{Days, FaultKind, MonthDay, Times, Weekdays};
use calendar::{Closure, Holidays, HoursBlock, Override, Rule, Schedule, State};
use chrono::{NaiveDate, NaiveDateTime, Weekday};

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hm(hour: u16, minute: u16) -> ClockTime {
    ClockTime::hm(hour, minute)
}

fn times(from: (u16, u16), to: (u16, u16)) -> Times {
    Times::new(hm(from.0, from.1), hm(to.0, to.1))
}

fn blocks(yaml: &str) -> Vec<HoursBlock> {
    serde_norway::from_str(yaml).unwrap()
}

const WEEKDAYS: &str = r#"
- rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: "10:00", end: "18:00"}]
"#;

#[test]
fn exceptions_hold_in_the_order_of_publication() {
    let date = day("2025-05-07");
    let typhoon = Override::close(date, "台風のため");
    let extra = Override::add(date, times((19, 0), (20, 0)), "夜間相談");
    let other = Override::replace(date, vec![times((14, 0), (15, 0))], "選挙のため");
    let open = |overrides: &[&Override], moment: &str| {
        let overrides: Vec<Override> = overrides.iter().map(|o| (*o).clone()).collect();
        let desk = Schedule::compile(&blocks(WEEKDAYS), &overrides, &Holidays::national());
        desk.unwrap().is_open(at(moment))
    };
    let evening = "2025-05-07 19:30";
    assert!(open(&[&extra], evening));
    assert!(!open(&[&extra, &typhoon], evening));
    assert!(open(&[&typhoon, &extra], evening));
    assert!(!open(&[&typhoon, &extra], "2025-05-07 11:00"));
    assert!(!open(&[&extra, &other], evening));
    assert!(open(&[&typhoon, &other], "2025-05-07 14:00"));
    assert!(!open(&[&other], "2025-05-07 13:59"));
}

#[test]
fn an_opening_past_midnight_belongs_to_the_day_it_begins() {
    let notice =
        blocks(r#"[{rules: [{type: weekly, days: [fri], start: "22:00", end: "26:00", past_midnight: true}]}]"#);
    let national = Holidays::national();
    let night = Schedule::compile(&notice, &[], &national).unwrap();
    let until = State::Open { until: Some(at("2025-05-10 02:00")) };
    assert_eq!(night.state(at("2025-05-09 22:00")), until);
    assert_eq!(night.state(at("2025-05-10 01:59")), until);
    assert!(!night.is_open(at("2025-05-10 02:00")));
    assert!(!night.is_open(at("2025-05-09 01:00")));
    let saturday = night.day(day("2025-05-10"));
    assert_eq!((saturday.open.len(), saturday.has_session), (1, false));
    // Closed on Saturday: tonight ends at midnight.
    let close = [Override::close(day("2025-05-10"), "停電のため")];
    let cut = Schedule::compile(&notice, &close, &national).unwrap();
    let until = State::Open { until: Some(at("2025-05-10 00:00")) };
    assert_eq!(cut.state(at("2025-05-09 22:00")), until);
    assert!(!cut.is_open(at("2025-05-10 01:00")));
}

#[test]
fn faults_name_the_field_and_what_is_accepted() {
    let weekly = |start, end| Rule::weekly([Weekday::Mon], start, end);
    let nth = |n: i8| {
        let days = Days::NthWeekday { nth: vec![1, n], days: Weekdays::of(Weekday::Mon) };
        Rule::at(days, Times::from(hm(9, 0)))
    };
    let fault_of = |rule: Rule| {
        let block = HoursBlock { rules: vec![weekly(hm(9, 0), hm(10, 0)), rule], ..HoursBlock::default() };
        Schedule::compile([&block], &[], &Holidays::national()).unwrap_err()
    };
    let reversed = fault_of(weekly(hm(18, 0), hm(10, 0)));
    assert_eq!(reversed.field, "blocks[0].rules[1].end");
    assert!(reversed.to_string().contains("later end"), "{reversed}");
    let late = fault_of(weekly(hm(22, 0), hm(25, 0)));
    assert_eq!(late.kind, FaultKind::BeyondMidnight(hm(25, 0)));
    assert!(late.to_string().contains("up to 24:00"), "{late}");
    assert_eq!(fault_of(weekly(hm(24, 0), hm(25, 0))).field, "blocks[0].rules[1].start");
    for n in [0, 6, -6] {
        assert_eq!(fault_of(nth(n)).kind, FaultKind::NthOutOfRange(n));
    }
    assert!(matches!(fault_of(Rule::weekly([], hm(9, 0), hm(10, 0))).kind, FaultKind::Empty(_)));

    let block = HoursBlock {
        closures: vec![Closure::on(Days::Annual { from: MonthDay::new(2, 30), to: MonthDay::new(3, 1), stated: true })],
        ..HoursBlock::default()
    };
    let fault = Schedule::compile([&block], &[], &Holidays::national()).unwrap_err();
    assert_eq!(fault.field, "blocks[0].closures[0].from");
    assert_eq!(fault.kind, FaultKind::NoSuchDay(MonthDay::new(2, 30)));

    let backwards = Override { to: day("2025-05-07"), ..Override::close(day("2025-05-08"), "") };
    let none: [&HoursBlock; 0] = [];
    let fault = Schedule::compile(none, &[backwards], &Holidays::national()).unwrap_err();
    assert_eq!(fault.field, "overrides[0].to");
}
