//! Desks we know, asked at moments that matter.

use calendar::business::{BusinessCalendar, next_read, reply_due};
use calendar::clock::ClockTime;
use calendar::hours::{Silence, Times};
use calendar::{Channel, Holidays, HoursBlock, Interval, Override, Reason, Schedule, State};
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

fn schedule(yaml: &str) -> Schedule {
    Schedule::compile(&blocks(yaml), &[], &Holidays::national()).unwrap()
}

const ADACHI: &str = r#"
- rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: "10:00", end: "18:00"}]
  closures:
    - {type: weekly, days: [sat, sun]}
    - {type: national_holidays}
    - {type: year_end, from: "12-29", to: "01-03", stated: false}
    - {type: nth_weekday, nth: 2, day: mon, if_national_holiday: {nth: 3, day: mon}}
"#;

const TOSHIMA: &str = r#"
- applies_to: [in_person, phone, visit]
  rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: "08:30", end: "16:30"}]
  closures: [{type: national_holidays}, {type: year_end, from: "12-29", to: "01-03", stated: false}]
- applies_to: [in_person]
  rules: [{type: irregular}]
  tentative: true
- applies_to: [email]
  rules: [{type: always}]
"#;

// S-001
#[test]
fn adachi_shuts_on_the_third_monday_when_the_second_is_a_holiday() {
    let desk = schedule(ADACHI);
    let reasons = |text| desk.answer(at(text)).reasons;
    let state = |text| desk.state(at(text));
    let opens = |text| State::Closed { opens: Some(at(text)) };

    assert_eq!(reasons("2025-10-13 11:00"), [Reason::Holiday("スポーツの日".into())]);
    let moved = Reason::ShiftedClosure {
        from: day("2025-10-13"),
        counted: Some((2, 3)),
        weekday: Weekday::Mon,
        holiday: Some("スポーツの日".into()),
    };
    assert_eq!(reasons("2025-10-20 11:00"), [moved]);
    assert_eq!(state("2025-10-20 11:00"), opens("2025-10-21 10:00"));
    assert_eq!(state("2025-10-27 11:00"), State::Open { until: Some(at("2025-10-27 18:00")) });
    let second = Reason::NthWeekdayClosure { n: 2, weekday: Weekday::Mon };
    assert_eq!(reasons("2025-09-08 11:00"), [second]);
    assert_eq!(state("2025-09-08 11:00"), opens("2025-09-09 10:00"));
    assert_eq!(reasons("2025-09-15 11:00"), [Reason::Holiday("敬老の日".into())]);
    // A substitute holiday moves the closure too.
    assert!(matches!(reasons("2029-02-19 11:00")[..], [Reason::ShiftedClosure { .. }]));
    // An assumed year-end is never open, and says that it is assumed.
    assert_eq!(reasons("2025-12-30 11:00"), [Reason::YearEnd { stated: false }]);
    assert_eq!(state("2025-12-30 11:00"), opens("2026-01-05 10:00"));
}

#[test]
fn without_a_holiday_closure_the_moved_closure_leaves_the_holiday_open() {
    let museum = schedule(
        r#"
- rules: [{type: weekly, days: [mon], start: "10:00", end: "16:00"}]
  closures: [{type: nth_weekday, nth: 2, day: mon, if_national_holiday: {nth: 3, day: mon}}]
"#,
    );
    assert!(museum.is_open(at("2025-10-13 11:00")));
    assert!(!museum.is_open(at("2025-10-20 11:00")));
    assert!(museum.is_open(at("2025-10-27 11:00")));
}

// S-015 (hours and the next opening; not the link on the page)
#[test]
fn sumida_answers_the_telephone_on_weekday_afternoons() {
    let line = Schedule::weekdays(hm(12, 0), hm(18, 0), &Holidays::national()).unwrap();
    let closed = |text, opens| {
        assert_eq!(line.state(at(text)), State::Closed { opens: Some(at(opens)) });
    };
    closed("2025-05-07 11:59", "2025-05-07 12:00");
    assert!(line.state(at("2025-05-07 12:00")).is_open());
    closed("2025-05-07 18:00", "2025-05-08 12:00");
    closed("2025-05-02 18:00", "2025-05-07 12:00");
    closed("2025-12-26 18:00", "2026-01-05 12:00");
}

// S-016
#[test]
fn a_mail_is_answered_within_three_business_days() {
    let window = Schedule::weekdays(hm(12, 0), hm(18, 0), &Holidays::national()).unwrap();
    let due = reply_due(at("2026-09-18 13:00"), 3, &window);
    assert_eq!(due, Some(at("2026-09-28 18:00")));
    assert_eq!(reply_due(at("2026-09-18 13:00"), 0, &window), None);
    let calendar = BusinessCalendar::new(window);
    assert!(!calendar.is_business_day(day("2026-09-22")));
    assert_eq!(calendar.nth_after(day("2026-09-18"), 1), Some(day("2026-09-24")));
}

#[test]
fn a_message_in_the_night_before_a_holiday_is_read_on_tuesday() {
    let hall = Schedule::weekdays(hm(9, 0), hm(17, 15), &Holidays::national()).unwrap();
    assert_eq!(next_read(at("2026-11-22 02:10"), &hall), Some(at("2026-11-24 09:00")));
    assert_eq!(next_read(at("2026-11-24 09:30"), &hall), Some(at("2026-11-24 09:30")));
    assert_eq!(next_read(at("2026-11-24 17:15"), &hall), Some(at("2026-11-25 09:00")));
}

// S-019 (each place by its own rule)
#[test]
fn sumida_sits_in_two_places_by_two_rules() {
    let places = schedule(
        r#"
- place: yahiro
  rules: [{type: nth_weekday, nth: [1, 3], day: thu, start: "12:00", end: "16:00"}]
  closures: [{type: national_holidays}, {type: year_end, from: "12-29", to: "01-03", stated: false}]
- place: honjo
  rules: [{type: nth_weekday, nth: [2, 4], day: mon, start: "12:00", end: "16:00"}]
  closures: [{type: national_holidays}, {type: year_end, from: "12-29", to: "01-03", stated: false}]
"#,
    );
    let next = places.next_openings(at("2025-10-01 00:00"), 4, 60);
    let starts: Vec<String> = next.iter().map(|i| i.start.date().to_string()).collect();
    assert_eq!(starts, ["2025-10-02", "2025-10-16", "2025-10-27", "2025-11-06"]);
    assert!(!places.state(at("2026-01-01 13:00")).is_open());
    assert!(!places.state(at("2025-10-13 13:00")).is_open());
    // Between two places the day is not called a day without a session.
    let after = places.answer(at("2025-10-27 17:00"));
    assert_eq!(after.reasons, [Reason::OutsideHours]);
}

// S-024 (half-hour boundaries), S-025, S-026 (accepting is not answering; not the acknowledgement)
#[test]
fn toshima_opens_on_published_days_off_and_takes_mail_at_any_hour() {
    let notice = blocks(TOSHIMA);
    let national = Holidays::national();
    let extra = [
        Override::add(day("2025-05-11"), times((10, 0), (12, 0)), "休日窓口相談"),
        Override::add(day("2025-11-03"), times((9, 0), (12, 0)), "休日窓口相談"),
    ];
    let channel = |c, o: &[Override]| Schedule::for_channel(&notice, c, o, &national).unwrap();
    let counter = channel(Channel::InPerson, &extra);
    for (moment, open) in [
        ("2025-05-07 08:29", false),
        ("2025-05-07 08:30", true),
        ("2025-05-07 16:29", true),
        ("2025-05-07 16:30", false),
        ("2025-05-11 09:59", false),
        ("2025-05-11 10:00", true),
        ("2025-05-11 12:00", false),
        ("2025-11-03 09:00", true),
    ] {
        let answer = counter.answer(at(moment));
        assert_eq!(answer.state.is_open(), open, "{moment}");
        assert_ne!(answer.state, State::Unknown, "{moment}");
    }
    assert_eq!(counter.answer(at("2025-11-03 10:00")).reasons, [Reason::Override("休日窓口相談".into())]);
    // On other days off it is closed, and the notice of extra dates is passed on.
    let saturday = counter.answer(at("2025-05-10 10:00"));
    assert_eq!(saturday.state, State::Closed { opens: Some(at("2025-05-11 10:00")) });
    assert_eq!(saturday.reasons, [Reason::WeeklyClosed(Weekday::Sat), Reason::Irregular]);

    let mail = channel(Channel::Email, &[]).answer(at("2026-01-01 03:00"));
    assert_eq!(mail.state, State::Open { until: None });
    assert_eq!(mail.reasons, [Reason::AlwaysAccepts]);
}

// S-057
#[test]
fn a_channel_without_hours_is_neither_closed_nor_open() {
    let notice = blocks(TOSHIMA);
    let line = Schedule::for_channel(&notice, Channel::Line, &[], &Holidays::national());
    let answer = line.unwrap().answer(at("2025-05-07 10:00"));
    assert_eq!(answer.state, State::Unknown);
    assert_eq!(answer.reasons, [Reason::NoHours]);
}

// S-061 (the period is a parameter of the desk)
#[test]
fn gunma_states_its_year_end() {
    let desk = |from: &str| {
        schedule(&format!(
            r#"
- rules: [{{type: weekly, days: [mon, tue, wed, thu, fri], start: "09:00", end: "17:00"}}]
  closures: [{{type: national_holidays}}, {{type: year_end, from: "{from}", to: "01-03", stated: true}}]
"#
        ))
    };
    let gunma = desk("12-29");
    assert_eq!(gunma.answer(at("2025-12-29 10:00")).reasons, [Reason::YearEnd { stated: true }]);
    assert!(gunma.is_open(at("2025-12-26 10:00")));
    assert!(!desk("12-26").is_open(at("2025-12-26 10:00")));
}

// S-062 (the answer on holidays; not the editor's question)
#[test]
fn chiba_does_not_say_whether_it_opens_on_holidays() {
    let desk = schedule(
        r#"
- rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: "09:00", end: "17:00"}]
  not_stated: [national_holidays, year_end]
"#,
    );
    let childrens_day = desk.answer(at("2025-05-05 10:00"));
    assert_eq!(childrens_day.state, State::Unknown);
    assert_eq!(childrens_day.reasons, [Reason::NotStated(Silence::NationalHolidays)]);
    // At night it is closed whatever the notice would say.
    assert!(matches!(desk.state(at("2025-05-05 20:00")), State::Closed { .. }));
    let new_year = desk.day(day("2026-01-01"));
    assert!(new_year.is_unknown() && !new_year.has_session);
    assert_eq!(new_year.reasons, [Reason::NotStated(Silence::NationalHolidays), Reason::NotStated(Silence::YearEnd)]);
    // The next opening told is a certain one.
    assert_eq!(desk.next_opening(at("2025-05-03 10:00")), Some(at("2025-05-07 09:00")));
}

// S-065 (the next opening)
#[test]
fn urayasu_tells_on_wednesday_that_it_opens_on_thursday() {
    let desk = schedule(
        r#"[{rules: [{type: weekly, days: [tue, thu], start: "09:00", end: "17:00"}], not_stated: [national_holidays, year_end]}]"#,
    );
    let wednesday = desk.answer(at("2025-05-07 10:00"));
    assert_eq!(wednesday.state, State::Closed { opens: Some(at("2025-05-08 09:00")) });
    assert_eq!(wednesday.reasons, [Reason::WeeklyClosed(Weekday::Wed)]);
}

#[test]
fn of_several_blocks_an_open_one_wins_and_then_an_unknown_one() {
    let both = schedule(
        r#"
- rules: [{type: weekly, days: [mon], start: "09:00", end: "12:00"}]
- rules: [{type: weekly, days: [mon], start: "11:00", end: "15:00"}]
  not_stated: [national_holidays]
"#,
    );
    assert_eq!(both.state(at("2025-05-12 09:00")), State::Open { until: Some(at("2025-05-12 15:00")) });
    assert!(both.state(at("2025-05-05 11:30")).is_open());
    assert_eq!(both.state(at("2025-05-05 13:00")), State::Unknown);
    assert!(matches!(both.state(at("2025-05-05 16:00")), State::Closed { .. }));
}

#[test]
fn a_block_holds_only_in_its_time() {
    let block = blocks(
        r#"[{valid_from: FY2022, valid_to: "2024-09", rules: [{type: weekly, days: [mon], start: "09:00", end: "12:00"}]}]"#,
    );
    let desk = Schedule::compile(&block, &[], &Holidays::national()).unwrap();
    let state = |text| desk.state(at(text));
    assert_eq!(state("2022-03-28 10:00"), State::Unknown);
    assert!(state("2022-04-04 10:00").is_open());
    assert!(state("2024-09-30 10:00").is_open());
    let after = desk.answer(at("2024-10-07 10:00"));
    assert_eq!(after.state, State::Unknown);
    let outside = Reason::OutsideValidity { from: Some(day("2022-04-01")), to: Some(day("2024-09-30")) };
    assert_eq!(after.reasons, [outside]);
}

#[test]
fn an_opening_without_an_end_is_certain_for_its_first_minute() {
    let evening = schedule(r#"[{rules: [{type: nth_weekday, nth: [-1], day: thu, start: "17:00", end: null}]}]"#);
    let first = evening.answer(at("2025-05-29 17:00"));
    assert_eq!(first.state, State::Open { until: None });
    assert_eq!(first.reasons, [Reason::EndNotStated]);
    assert_eq!(evening.state(at("2025-05-29 17:01")), State::Unknown);
    let last_thursday = Interval { start: at("2025-05-29 17:00"), end: None };
    assert_eq!(evening.next_openings(at("2025-05-29 17:00"), 1, 30), [last_thursday]);
    assert_eq!(evening.day(day("2025-05-29")).open, [last_thursday]);
}
