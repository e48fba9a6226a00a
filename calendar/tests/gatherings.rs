//! Meetings and their numbers, reservations, slots that follow, and what holds when.

use calendar::fees::Fee;
use calendar::figures::{Figure, PageDates, PersonTimes};
use calendar::following::Following;
use calendar::hours::PrintedDate;
use calendar::meetings::MeetingNumber;
use calendar::relative_years::{RelativeYear, has_relative_year, name_relative_years};
use calendar::reservation::{Arrival, Booking, Required, Reservation};
use calendar::support::{EndCondition, EndReason, Reopening, SupportEnd};
use calendar::validity::{Holding, Validity};
use calendar::wareki::printed_ja;
use calendar::{Channel, Verdict};
use chrono::{NaiveDate, NaiveDateTime};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_number_begins_again_with_the_fiscal_year() {
    // Out of order, as a list that somebody keeps by hand.
    let meetings = ["2025-02-26", "2024-06-11", "2023-12-20", "2024-09-25", "2025-04-01", "2025-03-31"].map(day);
    let number = |date: &str| MeetingNumber::of(day(date), &meetings).map(|number| number.to_string());
    assert_eq!(number("2024-06-11").as_deref(), Some("令和6年度第1回"));
    assert_eq!(number("2025-02-26").as_deref(), Some("令和6年度第3回"));
    assert_eq!(number("2025-03-31").as_deref(), Some("令和6年度第4回"));
    assert_eq!(number("2025-04-01").as_deref(), Some("令和7年度第1回"));
    assert_eq!(number("2023-12-20").as_deref(), Some("令和5年度第1回"));
    assert_eq!(number("2025-02-27"), None);
}

#[test]
fn in_principle_leaves_the_counter_to_people() {
    let read = |text: &str| serde_norway::from_str::<Reservation>(text).unwrap();
    let walks_in = Arrival { walk_in: true, ..Arrival::default() };
    let judge = |text: &str| read(text).judge(&walks_in);
    assert_eq!(judge("{required: true}"), Verdict::No);
    assert_eq!(judge("{required: in_principle}"), Verdict::PersonDecides);
    assert_eq!(judge("{required: false}"), Verdict::Yes);
    assert_eq!(judge("{required: not_stated}"), Verdict::PersonDecides);
    assert_eq!(judge("{required: not_stated, walk_in: true}"), Verdict::Yes);
    assert!(serde_norway::from_str::<Reservation>("{required: perhaps}").is_err());
    for required in [Required::Yes, Required::InPrinciple, Required::No, Required::NotStated] {
        let written = serde_norway::to_string(&required).unwrap();
        assert_eq!(serde_norway::from_str::<Required>(&written).unwrap(), required, "{written}");
    }
}

#[test]
fn a_booking_must_be_early_enough_and_by_a_way_that_is_named() {
    let desk = Reservation {
        required: Required::Yes,
        via: vec![Channel::Phone],
        min_lead_minutes: Some(60),
        ..Reservation::default()
    };
    let judge = |via, lead_minutes| {
        let booked = Some(Booking { via, lead_minutes });
        desk.judge(&Arrival { booked, ..Arrival::default() })
    };
    assert_eq!(judge(Some(Channel::Phone), Some(60)), Verdict::Yes);
    assert_eq!(judge(Some(Channel::Phone), Some(59)), Verdict::No);
    assert_eq!(judge(Some(Channel::Line), Some(60)), Verdict::PersonDecides);
    assert_eq!(judge(None, None), Verdict::Yes);
}

#[test]
fn coming_late_is_refused_only_where_it_is_printed() {
    let late = Arrival { minutes_late: 10, ..Arrival::default() };
    let open = Reservation { required: Required::No, ..Reservation::default() };
    assert_eq!(open.judge(&late), Verdict::Yes);
    let strict = Reservation { late_entry: Some(false), early_leave: Some(false), ..open };
    assert_eq!(strict.judge(&late), Verdict::No);
    assert_eq!(strict.leaving_early(), Verdict::PersonDecides);
}

#[test]
fn slots_move_with_the_end_of_the_salon() {
    let at = |time: &str| format!("2025-06-14T{time}:00").parse::<NaiveDateTime>().unwrap();
    let slots: Following = serde_norway::from_str("{anchor: 'end_of:salon', offset_min_minutes: 10}").unwrap();
    assert_eq!(slots.after, "salon");
    assert_eq!(slots.earliest(at("15:30")), at("15:40"));
    assert_eq!(slots.judge(at("15:30"), at("15:39"), None), Verdict::No);
    assert_eq!(slots.judge(at("15:30"), at("15:40"), None), Verdict::Yes);
    assert_eq!(slots.moved(at("15:45"), at("15:30"), at("16:00")), at("16:15"));
    let text = serde_norway::to_string(&slots).unwrap();
    assert_eq!(serde_norway::from_str::<Following>(&text).unwrap(), slots);
    assert!(serde_norway::from_str::<Following>("{anchor: start_of:salon}").is_err());

    let residents: Following =
        serde_norway::from_str("{anchor: 'end_of:salon', eligibility: {residence: shinjuku}}").unwrap();
    assert_eq!(residents.judge(at("15:30"), at("15:30"), None), Verdict::PersonDecides);
}

#[test]
fn a_gap_in_history_is_told_from_the_time_before() {
    let read = |text: &str| serde_norway::from_str::<Validity<String>>(text).unwrap();
    let project = read("periods: [{value: first, from: FY2012, to: FY2016}, {value: second, from: 2020-04}]");
    assert_eq!(project.on(day("2012-03-31")), Holding::NotYet);
    assert_eq!(project.value_on(day("2017-03-31")).map(String::as_str), Some("first"));
    assert_eq!(project.on(day("2017-04-01")), Holding::NoLonger);
    assert_eq!(project.value_on(day("2020-04-01")).map(String::as_str), Some("second"));

    let seminar =
        read("{periods: [{value: held, from: '2016'}], not_held: {last_held: 2021-07-06, stated: 2025-05-01}}");
    assert_eq!(seminar.value_on(day("2021-07-06")).map(String::as_str), Some("held"));
    assert_eq!(seminar.on(day("2021-07-07")), Holding::NotKnown);
    assert_eq!(seminar.on(day("2025-05-01")), Holding::NotHeld);
    assert_eq!(seminar.on(day("2015-12-31")), Holding::NotYet);
}

#[test]
fn a_figure_is_never_shown_without_its_date() {
    let figure = |as_of: &str| Figure { value: 13, as_of: as_of.parse().unwrap() };
    assert_eq!(figure("2024-11").to_string(), "13（令和6年11月時点）");
    assert_eq!(figure("2024-11").shown_on(day("2024-10-31")), None);
    assert!(!figure("2024-11").is_review_due(day("2025-11-29")));
    assert!(figure("2024-11").is_review_due(day("2025-11-30")));
    let printed = |text: &str| printed_ja(text.parse::<PrintedDate>().unwrap());
    assert_eq!(printed("2019-04"), "平成31年4月");
    assert_eq!(printed("2019-05"), "令和元年5月");
    assert_eq!(printed("2025-03-11"), "令和7年3月11日");
    assert_eq!(printed("2020"), "2020年");
    assert_eq!(printed("FY2019"), "令和元年度");
    assert_eq!(printed("1870-05"), "1870年5月");
    assert_eq!(PersonTimes { value: 50, approx: true }.to_string(), "約50人（延べ）");
}

#[test]
fn a_page_is_due_for_a_look_a_year_after_its_last_change() {
    let page = PageDates { published: Some(day("2022-10-18").into()), updated: Some(day("2025-03-11").into()) };
    assert!(!page.is_visible(day("2022-10-17")));
    assert_eq!(page.shown_updated(day("2025-03-10")), None);
    assert!(page.is_review_due(day("2023-10-18")));
    assert!(!page.is_review_due(day("2025-03-11")));
    assert!(!page.is_review_due(day("2026-03-10")));
    assert!(page.is_review_due(day("2026-03-11")));
    assert!(!PageDates::default().is_review_due(day("2026-03-11")));
}

#[test]
fn this_year_is_the_year_of_the_document() {
    assert_eq!(RelativeYear::ThisFiscalYear.in_document_of(day("2025-03-31")), 2024);
    assert_eq!(RelativeYear::ThisFiscalYear.in_document_of(day("2025-04-01")), 2025);
    let text = "昨年度は3回、本年度は4回、来年度は未定";
    assert!(has_relative_year(text));
    assert_eq!(name_relative_years(text, day("2025-03-31")), "令和5年度は3回、令和6年度は4回、令和7年度は未定");
    assert!(!has_relative_year("令和6年度"));
}

#[test]
fn nothing_ends_because_nobody_was_heard_of() {
    let end_condition = EndCondition::PersonSaysNoLongerNeeded;
    let limited = SupportEnd { end_condition, max_duration: Some(24) };
    assert!(!limited.may_end(EndReason::MonthsPassed(23)));
    assert!(limited.may_end(EndReason::MonthsPassed(24)));
    assert!(!limited.may_end(EndReason::MonthsWithoutContact(240)));
    let twice = Reopening { any_time: true, max_times: Some(2), new_registration: false };
    assert_eq!(twice.judge(day("2025-01-01"), day("2025-01-01"), 1), Verdict::Yes);
    assert_eq!(twice.judge(day("2025-01-01"), day("2025-01-01"), 2), Verdict::No);
    let unsaid = Reopening { any_time: false, ..twice };
    assert_eq!(unsaid.judge(day("2025-01-01"), day("2026-01-01"), 0), Verdict::PersonDecides);
}

#[test]
fn a_fee_with_something_on_top_has_no_total() {
    let lesson = Fee { amount_yen: 1000, plus: Some("材料費".to_owned()) };
    assert_eq!((lesson.total_yen(), lesson.is_payable()), (None, true));
    let free = Fee { amount_yen: 0, plus: None };
    assert_eq!((free.total_yen(), free.is_payable()), (Some(0), false));
}
