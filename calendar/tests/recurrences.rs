//! Every kind of day, move and exception against dates counted by hand on the calendar of the wall.

use calendar::hours::{FaultKind, Override, Times};
use calendar::{Channel, Holidays, HoursBlock, Reason, Schedule, Status};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Weekday};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn block(yaml: &str) -> HoursBlock {
    serde_norway::from_str(yaml).unwrap()
}

fn schedule(yaml: &str) -> Schedule {
    Schedule::compile([&block(yaml)], &[], &Holidays::national()).unwrap()
}

/// The days of a period on which a session certainly begins, as month and day.
fn sessions(yaml: &str, from: &str, to: &str) -> Vec<String> {
    let schedule = schedule(yaml);
    let days = schedule.days(day(from), day(to));
    days.filter(|answer| answer.has_session).map(|answer| answer.date.format("%m-%d").to_string()).collect()
}

/// One rule at ten to twelve.
fn rule(days: &str) -> String {
    format!("rules: [{{{days}, start: '10:00', end: '12:00'}}]")
}

/// Open every day from ten to twelve, but for one closure.
fn shut(closure: &str) -> String {
    format!("rules: [{{type: daily, start: '10:00', end: '12:00'}}]\nclosures: [{{{closure}}}]")
}

fn statuses(schedule: &Schedule, days: &[&str]) -> Vec<Status> {
    days.iter().map(|text| schedule.status(day(text).and_hms_opt(11, 0, 0).unwrap())).collect()
}

use Status::{Closed, Open, Unknown};

#[test]
fn weekdays_are_counted_from_both_ends_of_the_month() {
    let third_and_last = rule("type: nth_weekday, nth: [3, -1], day: sun");
    assert_eq!(sessions(&third_and_last, "2026-05-01", "2026-06-30"), ["05-17", "05-31", "06-21", "06-28"]);
    let before_last = rule("type: nth_weekday, nth: [-2], day: sun");
    assert_eq!(sessions(&before_last, "2026-05-01", "2026-06-30"), ["05-24", "06-21"]);
    let fifth = rule("type: nth_weekday, nth: [5], day: sat");
    assert_eq!(sessions(&fifth, "2026-04-01", "2026-10-31"), ["05-30", "08-29", "10-31"]);
    let even = rule("type: nth_weekday, nth: [3], day: fri, months: [2, 4, 6, 8, 10, 12]");
    assert_eq!(sessions(&even, "2026-03-01", "2026-08-31"), ["04-17", "06-19", "08-21"]);
}

/// A year of 53 weeks must not turn the odd weeks into even ones.
#[test]
fn every_second_week_goes_on_over_new_year() {
    let wednesdays = rule("type: every_weeks, every: 2, days: [wed], anchor: 2026-04-01");
    assert_eq!(sessions(&wednesdays, "2026-03-01", "2026-04-30"), ["04-01", "04-15", "04-29"]);
    assert_eq!(sessions(&wednesdays, "2026-12-16", "2027-01-20"), ["12-23", "01-06", "01-20"]);
    let unknown = schedule(&rule("type: every_weeks, every: 2, days: [wed]"));
    assert_eq!(statuses(&unknown, &["2026-04-01", "2026-04-08", "2026-04-09"]), [Unknown, Unknown, Closed]);
    let tenth = rule("type: every_days, every: 10, anchor: 2026-04-01");
    assert_eq!(sessions(&tenth, "2026-03-20", "2026-05-05"), ["04-01", "04-11", "04-21", "05-01"]);
}

#[test]
fn days_of_the_month_and_business_days() {
    let days = rule("type: month_days, month_days: [15, 31, -1]");
    assert_eq!(sessions(&days, "2028-02-01", "2028-03-31"), ["02-15", "02-29", "03-15", "03-31"]);
    let working = rule("type: business_days, nth: [1, -1]");
    // 1 January is a holiday, the 2nd and 3rd belong to the turn of the year, the 4th is a Sunday.
    assert_eq!(sessions(&working, "2026-01-01", "2026-01-31"), ["01-05", "01-30"]);
    assert_eq!(sessions(&working, "2026-12-01", "2026-12-31"), ["12-01", "12-28"]);
    assert_eq!(sessions(&working, "2026-05-01", "2026-05-31"), ["05-01", "05-29"]);
}

#[test]
fn parts_of_the_year_limit_a_rule() {
    let winter = rule("type: weekly, days: [mon], seasons: [{from: 12-20, to: 01-15}]");
    assert_eq!(sessions(&winter, "2026-12-01", "2027-01-31"), ["12-21", "12-28", "01-04", "01-11"]);
    let until = rule("type: weekly, days: [mon], valid_from: 2026-04, valid_to: 2026-04-20");
    assert_eq!(sessions(&until, "2026-03-01", "2026-05-31"), ["04-06", "04-13", "04-20"]);
    let bon = schedule(&shut("type: annual, from: 08-13, to: 08-16, stated: true"));
    let around = ["2026-08-12", "2026-08-13", "2026-08-16", "2026-08-17"];
    assert_eq!(statuses(&bon, &around), [Open, Closed, Closed, Open]);
    let yearless = schedule(&rule("type: yearless_dates, yearless_dates: [07-26]"));
    assert_eq!(statuses(&yearless, &["2026-07-26", "2027-07-26", "2026-07-27"]), [Unknown, Unknown, Closed]);
}

/// In November 2026, which begins on a Sunday, the second Monday and the Monday of the second week differ.
#[test]
fn the_second_week_is_open_only_where_all_readings_agree() {
    let monday = schedule(&rule("type: week_of_month, weeks: [2], days: [mon]"));
    assert_eq!(statuses(&monday, &["2026-11-02", "2026-11-09", "2026-11-16"]), [Unknown, Unknown, Closed]);
    // June 2026 begins on a Monday: there all readings are one.
    assert_eq!(statuses(&monday, &["2026-06-01", "2026-06-08", "2026-06-15"]), [Closed, Open, Closed]);
}

#[test]
fn a_session_on_a_holiday_is_left_out_kept_or_moved() {
    let monday = |policy: &str| rule(&format!("type: nth_weekday, nth: [2], day: mon, {policy}"));
    let october = |yaml: &str| sessions(yaml, "2026-10-01", "2026-10-31");
    // 12 October is Sports Day.
    assert_eq!(october(&rule("type: nth_weekday, nth: [2], day: mon")), ["10-12"]);
    assert_eq!(october(&monday("holidays: skip")), [""; 0]);
    assert_eq!(october(&monday("if_national_holiday: next_week")), ["10-19"]);
    assert_eq!(october(&monday("if_national_holiday: previous_week")), ["10-05"]);
    assert_eq!(october(&monday("if_national_holiday: next_day")), ["10-13"]);
    assert_eq!(october(&monday("if_national_holiday: previous_day")), ["10-11"]);
    assert_eq!(october(&monday("if_national_holiday: next_business_day")), ["10-13"]);
    assert_eq!(october(&monday("if_national_holiday: previous_business_day")), ["10-09"]);
    assert_eq!(october(&monday("if_national_holiday: {nth: 4, day: wed}")), ["10-28"]);
    let unstated = schedule(&monday("if_national_holiday: unstated"));
    assert_eq!(statuses(&unstated, &["2026-10-12", "2026-10-13", "2026-11-09"]), [Unknown, Closed, Open]);
    let only = rule("type: weekly, days: [mon], holidays: only");
    assert_eq!(sessions(&only, "2026-07-01", "2026-10-31"), ["07-20", "09-21", "10-12"]);
}

/// 3 to 6 May and 21 to 23 September 2026 are holidays: the next business day lies behind all of them.
#[test]
fn a_move_to_a_business_day_crosses_the_whole_run_of_holidays() {
    let of_month = |day: u8, to: &str| {
        let moved = format!("if_national_holiday: {to}, moved_when: holiday_or_weekend");
        rule(&format!("type: month_days, month_days: [{day}], {moved}"))
    };
    assert_eq!(sessions(&of_month(3, "next_business_day"), "2026-05-01", "2026-05-31"), ["05-07"]);
    assert_eq!(sessions(&of_month(3, "previous_business_day"), "2026-05-01", "2026-05-31"), ["05-01"]);
    assert_eq!(sessions(&of_month(20, "next_business_day"), "2026-09-01", "2026-09-30"), ["09-24"]);
    assert_eq!(sessions(&of_month(15, "next_business_day"), "2026-08-01", "2026-08-31"), ["08-17"]);
    assert_eq!(sessions(&of_month(15, "previous_business_day"), "2026-08-01", "2026-08-31"), ["08-14"]);
    // From the last day of the year over New Year.
    assert_eq!(sessions(&of_month(31, "next_business_day"), "2027-01-01", "2027-01-05"), [""; 0]);
    assert_eq!(sessions(&of_month(1, "next_business_day"), "2027-01-01", "2027-01-31"), ["01-04"]);
}

#[test]
fn a_monday_closure_moves_and_says_why() {
    let closed = |to: &str| schedule(&shut(&format!("type: weekly, days: [mon], if_national_holiday: {to}")));
    let next_day = closed("next_day");
    // 20 July is Marine Day.
    let july = ["2026-07-13", "2026-07-20", "2026-07-21", "2026-07-22", "2026-07-27"];
    assert_eq!(statuses(&next_day, &july), [Closed, Open, Closed, Open, Closed]);
    let moved = &next_day.answer(at("2026-07-21 11:00")).reasons[0];
    assert!(
        matches!(moved, Reason::ShiftedClosure { from, counted: None, .. } if *from == day("2026-07-20")),
        "{moved:?}"
    );
    // 4, 5 and 6 May are holidays: whether "the day after" is the 5th or the 7th is read in two ways.
    let may = ["2026-05-04", "2026-05-05", "2026-05-06", "2026-05-07", "2026-05-08"];
    assert_eq!(statuses(&next_day, &may), [Open, Unknown, Unknown, Unknown, Open]);
    assert_eq!(statuses(&closed("next_business_day"), &may), [Open, Open, Open, Closed, Open]);
    let next_open = schedule(
        "rules: [{type: daily, start: '10:00', end: '12:00'}]
closures: [{type: weekly, days: [mon], if_national_holiday: next_open_day}, {type: weekly, days: [tue]}]",
    );
    assert_eq!(statuses(&next_open, &july), [Closed, Open, Closed, Closed, Closed]);
}

#[test]
fn a_closure_may_take_a_part_of_the_day_or_be_in_doubt_itself() {
    let break_ = schedule(&shut("type: nth_weekday, nth: 3, day: wed, start: '11:00', end: '11:30'"));
    let minute = |text: &str| break_.status(at(text));
    assert_eq!(["2026-11-18 10:59", "2026-11-18 11:00", "2026-11-18 11:30"].map(minute), [Open, Closed, Open]);
    assert_eq!(minute("2026-11-25 11:00"), Open);
    let why = break_.answer(at("2026-11-18 11:00")).reasons;
    assert_eq!(why, [Reason::NthWeekdayClosure { n: 3, weekday: Weekday::Wed }]);
    // Closed every second Wednesday, and nobody says which.
    let doubt = schedule(&shut("type: every_weeks, every: 2, days: [wed]"));
    assert_eq!(statuses(&doubt, &["2026-11-24", "2026-11-25"]), [Open, Unknown]);
    let after = schedule(&shut("type: day_after_holiday"));
    assert_eq!(statuses(&after, &["2026-11-03", "2026-11-04", "2026-11-05"]), [Open, Closed, Open]);
    // A break inside a night, one of whose pieces begins after midnight.
    let night = schedule(
        "rules: [{type: weekly, days: [sat], start: '22:00', end: '29:00', past_midnight: true}]
closures: [{type: daily, start: '23:00', end: '24:00'}]",
    );
    let minute = |text: &str| night.status(at(text));
    let moments = ["2026-11-28 22:30", "2026-11-28 23:30", "2026-11-29 00:30", "2026-11-29 05:00"];
    assert_eq!(moments.map(minute), [Open, Closed, Open, Closed]);
    let next = night.next_openings(at("2026-11-28 23:30"), 1, 7);
    assert_eq!(next[0].start, at("2026-11-29 00:00"));
}

#[test]
fn the_last_entry_closes_the_door_before_the_end() {
    let hall = schedule("rules: [{type: daily, start: '9:00', end: '17:00', last_entry: '16:30'}]");
    let moments = ["2026-11-25 08:59", "2026-11-25 16:29", "2026-11-25 16:30", "2026-11-25 17:00"];
    assert_eq!(moments.map(|text| hall.may_enter(at(text))), [false, true, false, false]);
    assert_eq!(hall.status(at("2026-11-25 16:45")), Open);
    assert!(hall.answer(at("2026-11-25 16:45")).reasons.iter().any(|r| matches!(r, Reason::LastEntry(_))));
}

const TWO_TIMES: &str = "rules: [{type: weekly, days: [mon, tue, wed, thu, fri], times: [{start: '9:00', end: '12:00'}, {start: '13:00', end: '17:00'}]}]
closures: [{type: national_holidays}]";

#[test]
fn a_cancelled_opening_leaves_the_other_one() {
    let cancel = Override::cancel(day("2026-11-25"), "9:00".parse().unwrap(), "研修のため");
    let desk = Schedule::compile([&block(TWO_TIMES)], [&cancel], &Holidays::national()).unwrap();
    let minute = |text: &str| desk.status(at(text));
    let moments = ["2026-11-25 10:00", "2026-11-25 14:00", "2026-11-26 10:00"];
    assert_eq!(moments.map(minute), [Closed, Open, Open]);
    assert!(desk.answer(at("2026-11-25 10:00")).reasons.contains(&Reason::Override("研修のため".into())));
}

#[test]
fn exceptions_are_taken_in_the_order_of_publication() {
    let times = Times::new("10:00".parse().unwrap(), "12:00".parse().unwrap());
    // Culture Day, 3 November: an extra opening wins over the holiday, and a later closure over both.
    let extra = Override::add(day("2026-11-03"), times, "休日相談");
    let storm = Override::close(day("2026-11-03"), "台風のため");
    let at_eleven = |exceptions: &[&Override]| {
        let exceptions = exceptions.iter().copied();
        let desk = Schedule::compile([&block(TWO_TIMES)], exceptions, &Holidays::national()).unwrap();
        desk.status(at("2026-11-03 11:00"))
    };
    assert_eq!(at_eleven(&[]), Closed);
    assert_eq!(at_eleven(&[&extra]), Open);
    assert_eq!(at_eleven(&[&extra, &storm]), Closed);
    assert_eq!(at_eleven(&[&storm, &extra]), Open);
}

#[test]
fn an_exception_speaks_of_its_own_channels() {
    let blocks = [block(TWO_TIMES)];
    let phone_down =
        Override { applies_to: vec![Channel::Phone], ..Override::close(day("2026-11-25"), "工事のため") };
    let desk = |channel| {
        Schedule::for_channel(&blocks, channel, std::slice::from_ref(&phone_down), &Holidays::national()).unwrap()
    };
    assert_eq!(desk(Channel::Phone).status(at("2026-11-25 10:00")), Closed);
    assert_eq!(desk(Channel::InPerson).status(at("2026-11-25 10:00")), Open);
}

#[test]
fn faults_of_recurrences_say_what_is_accepted() {
    let fault = |yaml: &str| {
        let block = block(yaml);
        Schedule::compile([&block], &[], &Holidays::national()).unwrap_err()
    };
    type Expected = fn(&FaultKind) -> bool;
    let kinds: [(&str, Expected); 8] = [
        ("type: month_days, month_days: [32]", |k| matches!(k, FaultKind::DayOutOfRange { given: 32, longest: 31 })),
        ("type: month_days, month_days: [0]", |k| matches!(k, FaultKind::DayOutOfRange { given: 0, .. })),
        ("type: business_days, nth: [24]", |k| matches!(k, FaultKind::DayOutOfRange { longest: 23, .. })),
        ("type: every_weeks, every: 1, days: [mon]", |k| matches!(k, FaultKind::IntervalOutOfRange { every: 1, .. })),
        ("type: every_days, every: 3, anchor: 2026-05-01, valid_to: 2026-04", |k| {
            matches!(k, FaultKind::AnchorAfterEnd { .. })
        }),
        ("type: weekly, days: [mon], months: []", |k| matches!(k, FaultKind::Empty(_))),
        ("type: weekly, days: [mon], valid_from: 2026-05, valid_to: 2026-04", |k| {
            matches!(k, FaultKind::EndsBeforeStart { .. })
        }),
        ("type: daily, last_entry: '13:00'", |k| matches!(k, FaultKind::LastEntryOutside { .. })),
    ];
    for (days, expected) in kinds {
        let fault = fault(&rule(days));
        assert!(expected(&fault.kind), "{days}: {fault}");
        assert!(fault.field.starts_with("blocks[0].rules[0]."), "{days}: {fault}");
    }
    let contradiction = fault(
        "rules: [{type: weekly, days: [mon], start: '9:00', end: '10:00'}]\nclosures: [{type: weekly, days: [mon, tue]}]",
    );
    assert_eq!(contradiction.kind, FaultKind::NeverOpen);
    let ended = block("rules: [{type: weekly, days: [mon], start: '9:00', end: '10:00'}]\nvalid_to: 2026-03-31");
    let late = Override::close(day("2026-04-06"), "休み");
    let fault = Schedule::compile([&ended], [&late], &Holidays::national()).unwrap_err();
    assert_eq!(
        (fault.field.as_str(), fault.kind),
        ("overrides[0].from", FaultKind::OutsideValidity { from: day("2026-04-06"), to: day("2026-04-06") },)
    );
}

/// Adachi's notice, counted a second time in the plainest way, for fourteen years.
#[test]
fn the_moved_monday_is_where_a_second_calculation_puts_it() {
    let adachi = schedule(
        "rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: '10:00', end: '18:00'}]
closures:
- {type: national_holidays}
- {type: year_end, from: 12-29, to: 01-03, stated: true}
- {type: nth_weekday, nth: 2, day: mon, if_national_holiday: {nth: 3, day: mon}}",
    );
    let holidays = Holidays::national();
    let mut moved = 0;
    let first = day("2022-01-01");
    for date in first.iter_days().take_while(|date| date.year() < 2036) {
        let monday = date.weekday() == Weekday::Mon;
        let second = monday && (8..=14).contains(&date.day());
        let week_before = date - Days::new(7);
        let third_instead = monday && (15..=21).contains(&date.day()) && holidays.is_holiday(week_before);
        let year_end = (date.month() == 12 && date.day() >= 29) || (date.month() == 1 && date.day() <= 3);
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let closed = weekend || holidays.is_holiday(date) || year_end || second || third_instead;
        assert_eq!(adachi.is_open(date.and_hms_opt(11, 0, 0).unwrap()), !closed, "{date}");
        moved += usize::from(third_instead);
    }
    assert_eq!(moved, 36);
}
