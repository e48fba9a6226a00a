//! Desks at given moments.

use calendar::{
    Channel, Reason, State,
    words::{Lang, answer_in_words},
};
use chrono::NaiveDateTime;

use super::{at, day, desk, directory};
use crate::directory::model::desk::OpenState;

/// How the first way through `channel` stands.
fn state(slug: &str, channel: Channel, when: &str) -> OpenState {
    desk(slug).ways_by(channel).next().unwrap_or_else(|| panic!("{slug} has {channel:?}")).state(at(when))
}

fn is_open(slug: &str, channel: Channel, when: &str) -> bool {
    state(slug, channel, when).is_open()
}

fn opens(slug: &str, channel: Channel, when: &str) -> Option<NaiveDateTime> {
    state(slug, channel, when).opens()
}

fn words(slug: &str, channel: Channel, when: &str) -> String {
    match state(slug, channel, when) {
        OpenState::Attended(answer) => answer_in_words(&answer, at(when), Lang::Ja),
        other => panic!("{other:?}"),
    }
}

#[test]
fn adachi_rests_on_the_second_monday_or_the_third_when_that_is_a_holiday() {
    // S-001
    let open = |when: &str| is_open("adachi-safetynet", Channel::Phone, when);
    assert!(!open("2025-10-13T11:00"), "the 2nd Monday is a holiday");
    assert!(!open("2025-10-20T11:00"), "so the 3rd is closed instead");
    assert!(open("2025-10-27T11:00"));
    assert!(!open("2025-09-08T11:00"), "the 2nd Monday itself");
    assert!(!open("2025-09-15T11:00"), "a holiday itself");
    assert_eq!(opens("adachi-safetynet", Channel::Phone, "2025-10-20T11:00"), Some(at("2025-10-21T10:00")));
    let why = words("adachi-safetynet", Channel::Phone, "2025-10-20T11:00");
    assert!(why.contains("第3月曜がお休み") && why.contains("10月21日"), "{why}");
}

#[test]
fn both_addresses_are_shown_before_a_move_and_only_the_new_one_after_it() {
    // S-003
    let shown = |today: &str| -> Vec<&str> {
        desk("adachi-safetynet").addresses(day(today)).iter().map(|address| address.address.as_str()).collect()
    };
    let (old, new) = ("足立区役所 別館1階", "足立区千住5-13-5 生涯学習センター(学びピア21)7階");
    assert_eq!(shown("2025-03-01"), [old, new]);
    assert_eq!(shown("2025-03-31"), [old, new]);
    assert_eq!(shown("2025-04-01"), [new]);
}

#[test]
fn the_responsible_office_stands_beside_the_desk() {
    // S-004
    let owner = desk("adachi-safetynet").facts.owner.as_ref().unwrap();
    let office = directory().organization_by_slug(owner).unwrap();
    assert_eq!(office.phone.as_deref(), Some("03-6806-4431"));
    assert_eq!(office.facts.fax.as_deref(), Some("03-3880-5714"));
    assert_ne!(desk("adachi-safetynet").organization, office.id, "the contractor answers");
}

#[test]
fn sumida_is_open_in_the_afternoon_only() {
    // S-015
    let open = |when: &str| is_open("sumida-sumika", Channel::Phone, when);
    assert!(!open("2026-11-24T11:59") && open("2026-11-24T12:00") && open("2026-11-24T17:59"));
    assert!(!open("2026-11-24T18:00"));
    assert_eq!(opens("sumida-sumika", Channel::Phone, "2026-11-24T18:00"), Some(at("2026-11-25T12:00")));
}

#[test]
fn a_reply_is_due_at_the_end_of_the_window_on_the_third_business_day() {
    // S-016: received on a Friday before three holidays.
    assert_eq!(desk("sumida-sumika").answer_by(at("2026-09-18T13:00")), at("2026-09-28T18:00"));
    assert_eq!(desk("sumida-sumika").next_read(at("2026-09-18T19:00")), Some(at("2026-09-24T12:00")));
}

#[test]
fn what_is_written_at_two_in_the_morning_is_read_on_the_next_business_day() {
    // Sunday night before a holiday: 「くじら」 hears Tuesday, not "now".
    let adachi = desk("adachi-safetynet");
    assert_eq!(adachi.next_read(at("2026-11-22T02:10")), Some(at("2026-11-24T10:00")));
    assert_eq!(adachi.answer_by(at("2026-11-22T02:10")), at("2026-11-26T18:00"));
    assert!(!adachi.reading_hours_assumed());
    // No hours are printed: counted by the usual days of town halls, and said so.
    let akishima = desk("akishima-desk");
    assert!(akishima.reading_hours_assumed() && akishima.takes_messages());
    assert_eq!(akishima.next_read(at("2026-11-22T02:10")), Some(at("2026-11-24T08:30")));
    assert_eq!(akishima.answer_by(at("2026-11-22T02:10")), at("2026-11-26T17:15"));
}

#[test]
fn one_morning_a_month_is_not_when_a_desk_reads_its_mail() {
    let desk = desk("annaka-saposute");
    assert!(desk.reading_hours_assumed());
    assert_eq!(desk.answer_by(at("2026-11-24T10:00")), at("2026-11-27T17:15"));
}

#[test]
fn every_desk_promises_a_reading_and_an_answer_after_it() {
    for desk in directory().desks() {
        let now = at("2026-12-31T02:00");
        let read = desk.next_read(now).unwrap_or_else(|| panic!("{} is read", desk.slug));
        assert!(now < read, "{} is read at night", desk.slug);
        assert!(read < desk.answer_by(now), "{} answers before reading", desk.slug);
    }
}

#[test]
fn the_desk_goes_out_to_two_places_each_with_its_own_days() {
    // S-019
    let place = |slug: &str| {
        desk("sumida-sumika").ways_by(Channel::Offsite).find(|way| way.place.as_deref() == Some(slug)).unwrap()
    };
    let (yahiro, honjo) = (place("platform-yahiro"), place("platform-honjo"));
    assert!(yahiro.state(at("2026-11-19T13:00")).is_open(), "3rd Thursday");
    assert!(!honjo.state(at("2026-11-19T13:00")).is_open());
    assert!(!yahiro.state(at("2026-01-01T13:00")).is_open(), "1st Thursday, but New Year's Day");
    assert!(!honjo.state(at("2025-10-13T13:00")).is_open(), "2nd Monday, but a holiday");
    assert!(honjo.state(at("2025-10-27T13:00")).is_open(), "4th Monday");
}

#[test]
fn what_is_held_on_request_shows_no_closed_door() {
    // S-018
    assert_eq!(state("sumida-sumika", Channel::Online, "2026-11-22T02:10"), OpenState::OnRequest);
}

#[test]
fn toshima_opens_and_closes_on_the_half_hour() {
    // S-024
    let open = |when: &str| is_open("toshima-desk", Channel::Phone, when);
    assert!(!open("2026-11-24T08:29"));
    assert!(open("2026-11-24T08:30") && open("2026-11-24T16:29"));
    assert!(!open("2026-11-24T16:30"));
}

#[test]
fn mail_is_never_closed_and_tells_when_a_human_reads_it() {
    // S-026: the first of January, three in the morning.
    assert_eq!(state("toshima-desk", Channel::Email, "2027-01-01T03:00"), OpenState::Written { always: true });
    assert_eq!(desk("toshima-desk").next_read(at("2027-01-01T03:00")), Some(at("2027-01-04T08:30")));
    // S-057: no hours printed is neither closed nor "at any hour".
    assert_eq!(state("tokyo-supportnet", Channel::Email, "2027-01-01T03:00"), OpenState::Written { always: false });
}

#[test]
fn hours_that_are_not_printed_are_unknown() {
    let state = state("akishima-desk", Channel::Phone, "2026-11-24T10:00");
    assert!(state.has_no_hours());
    let OpenState::Attended(answer) = state else { panic!() };
    assert_eq!((answer.state, answer.reasons), (State::Unknown, vec![Reason::NoHours]));
}

#[test]
fn an_extension_is_shown_and_the_main_number_dialled() {
    // S-054
    let phone = &desk("akishima-desk").facts.phones[0];
    assert_eq!(phone.dials(), "0425445111");
    assert_eq!(phone.extension.as_deref(), Some("2855"));
}

#[test]
fn the_city_closes_an_hour_before_the_prefecture() {
    // S-060
    assert!(!is_open("annaka-desk", Channel::Phone, "2026-11-24T16:30"));
    assert!(is_open("gunma-kokoro", Channel::Phone, "2026-11-24T16:30"));
}

#[test]
fn where_the_notice_is_silent_on_holidays_the_answer_is_please_ask() {
    // S-062: 2026-11-23 is a holiday.
    let OpenState::Attended(answer) = state("chiba-center", Channel::Phone, "2026-11-23T10:00") else { panic!() };
    assert_eq!(answer.state, State::Unknown);
    assert!(words("chiba-center", Channel::Phone, "2026-11-23T10:00").contains("祝日"));
}

#[test]
fn on_wednesday_urayasu_says_thursday() {
    // S-065
    assert_eq!(opens("urayasu-desk", Channel::Phone, "2026-11-25T10:00"), Some(at("2026-11-26T09:00")));
    let said = words("urayasu-desk", Channel::Phone, "2026-11-25T10:00");
    assert!(said.contains("次は11月26日（木）午前9時から"), "{said}");
}

#[test]
fn a_desk_shows_the_way_that_is_open_before_one_that_is_closed() {
    let sumida = desk("sumida-sumika");
    let (way, _) = sumida.foremost(at("2026-11-19T13:00")).unwrap();
    assert_eq!(way.channel, Channel::Phone);
    let (_, state) = sumida.foremost(at("2026-11-19T20:00")).unwrap();
    assert_eq!(state.opens(), Some(at("2026-11-20T12:00")));
    assert!(desk("bunkyo-center").foremost(at("2026-11-24T10:00")).is_none(), "one can only write");
}
