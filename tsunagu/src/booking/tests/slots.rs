//! Which times there are: the notices of the documents, changes, people and rooms.

use std::collections::HashSet;

use calendar::{Holidays, hours::Override};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::{
    booking::model::{
        OfferFacts, Session, Understood, sessions,
        slots::{Change, Slot, Standing, Taken, Timetable, choose, choose_most},
    },
    platform::{
        ids::{HostId, OfferChangeId, OfferId},
        testing::at,
    },
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn facts(notice: &str) -> OfferFacts {
    OfferFacts { notice: notice.to_owned(), minutes: 60, buffer: 0, days_ahead: 400, ..OfferFacts::default() }
}

fn offer_id() -> OfferId {
    OfferId(uuid::Uuid::nil())
}

fn table<'a>(facts: &'a OfferFacts, desk: &'a [Override], changes: &'a [Change]) -> Timetable<'a> {
    Timetable::of(offer_id(), facts, desk, changes, &Holidays::national())
}

/// The times of a day with how each stands early on the day before.
fn standings(facts: &OfferFacts, on: &str) -> Vec<(String, &'static str)> {
    let table = table(facts, &[], &[]);
    let now = day(on).pred_opt().expect("a day before").and_time(NaiveTime::MIN);
    let stands = |slot: Slot| table.standing(slot, now, &Taken::default()).code();
    table.slots(day(on)).into_iter().map(|slot| (slot.start.format("%H:%M").to_string(), stands(slot))).collect()
}

fn starts(facts: &OfferFacts, on: &str) -> Vec<String> {
    standings(facts, on).into_iter().filter(|(_, standing)| *standing == "free").map(|(start, _)| start).collect()
}

// S-019
#[test]
fn a_place_that_is_shut_on_holidays_has_no_times_there() {
    let thursdays = facts("第1・第3木曜日 12:00～16:00（祝日・年末年始を除く）");
    assert_eq!(starts(&thursdays, "2026-01-15"), ["12:00", "13:00", "14:00", "15:00"]);
    assert!(standings(&thursdays, "2026-01-01").is_empty());
    let mondays = facts("第2・第4月曜日 12:00～16:00（祝日・年末年始を除く）");
    assert_eq!(starts(&mondays, "2025-10-27").len(), 4);
    assert!(standings(&mondays, "2025-10-13").is_empty());
    // As the document prints it, nothing is said of holidays: no time is promised there.
    for (notice, on) in [("第1・第3木曜日 12:00～16:00", "2026-01-01"), ("第2・第4月曜日 12:00～16:00", "2025-10-13")]
    {
        assert!(starts(&facts(notice), on).is_empty(), "{notice} {on}");
    }
}

// S-181
#[test]
fn a_first_tuesday_that_is_a_holiday_has_to_be_asked_about() {
    let tuesdays = facts("第1火曜日 10時～12時");
    for holiday in ["2025-05-06", "2026-05-05"] {
        assert_eq!(
            standings(&tuesdays, holiday),
            [("10:00".to_owned(), "ask-first"), ("11:00".to_owned(), "ask-first")]
        );
        assert!(table(&tuesdays, &[], &[]).is_unsure(day(holiday)));
    }
    assert_eq!(starts(&tuesdays, "2026-06-02"), ["10:00", "11:00"]);
}

// S-186
#[test]
fn the_last_thursday_is_the_fifth_where_there_is_one_and_has_no_printed_end() {
    let evening = facts("毎月最終木曜日の 17時から");
    assert_eq!(starts(&evening, "2025-07-31"), ["17:00"]);
    assert!(standings(&evening, "2025-07-24").is_empty());
}

// S-187
#[test]
fn even_months_only() {
    let fridays = facts("偶数月の第３金曜日 13:30～15:30");
    assert_eq!(starts(&fridays, "2026-10-16"), ["13:30", "14:30"]);
    assert!(standings(&fridays, "2026-11-20").is_empty());
}

// S-050
#[test]
fn a_saturday_of_its_own_stands_beside_the_rule() {
    let dates = sessions("令和8年12月5日 10:00～12:00\n2026-12-19 10:00-12:00").expect("two dates");
    let offer = OfferFacts { dates, ..facts("毎週火曜日 10:00～12:00（祝日を除く）") };
    assert_eq!(starts(&offer, "2026-12-05"), ["10:00", "11:00"]);
    assert_eq!(starts(&offer, "2026-12-19").len(), 2);
    assert_eq!(starts(&offer, "2026-12-08").len(), 2);
    assert!(standings(&offer, "2026-12-12").is_empty());
    assert!(sessions("土曜日").is_err());
}

// S-183
#[test]
fn where_dates_differ_by_month_only_listed_ones_can_be_booked() {
    let listed = Session {
        day: day("2026-12-19"),
        from: NaiveTime::from_hms_opt(13, 0, 0).expect("a time"),
        until: NaiveTime::from_hms_opt(15, 0, 0).expect("a time"),
    };
    let offer = OfferFacts { dates: vec![listed], tentative: true, ..facts("毎月最終土曜日 13:00～15:00") };
    assert_eq!(starts(&offer, "2026-12-19"), ["13:00", "14:00"]);
    assert_eq!(standings(&offer, "2026-12-26")[0].1, "ask-first");
}

#[test]
fn pauses_lead_time_and_days_ahead_are_kept() {
    let offer = OfferFacts { minutes: 50, buffer: 10, ..facts("毎週木曜日 10:00～12:00") };
    assert_eq!(starts(&offer, "2026-11-26"), ["10:00", "11:00"]);
    let offer = OfferFacts { minutes: 50, buffer: 30, ..offer };
    assert_eq!(starts(&offer, "2026-11-26"), ["10:00"]);
    let offer = OfferFacts { lead_hours: 48, days_ahead: 10, ..facts("毎週木曜日 10:00～12:00") };
    let (table, free) = (table(&offer, &[], &[]), Taken::default());
    let standing = |start: &str, now: &str| table.standing(table.slot(at(start)).expect("a slot"), at(now), &free);
    assert_eq!(standing("2026-11-26T10:00", "2026-11-24T10:00"), Standing::Free);
    assert_eq!(standing("2026-11-26T10:00", "2026-11-24T10:01"), Standing::Over);
    assert_eq!(standing("2026-12-10T10:00", "2026-11-26T10:00"), Standing::AskFirst);
    let refused = |start: &str, now: &str| table.bookable(at(start), at(now)).expect_err("refused").key;
    assert_eq!(refused("2026-11-26T10:00", "2026-11-26T10:00"), "refused-slot-past");
    assert_eq!(refused("2026-11-26T10:00", "2026-11-25T10:00"), "refused-slot-over");
    assert_eq!(refused("2026-11-26T10:30", "2026-11-24T10:00"), "refused-slot-gone");
    assert_eq!(refused("2026-12-24T10:00", "2026-11-24T10:00"), "refused-slot-unsure");
}

#[test]
fn few_are_left_before_none_are() {
    let offer = OfferFacts { capacity: 8, ..facts("毎週木曜日 10:00～11:00") };
    let table = table(&offer, &[], &[]);
    let slot = table.slot(at("2026-11-26T10:00")).expect("a slot");
    let standing = |seats: u32| {
        let mut taken = Taken::default();
        taken.seats.insert((offer_id(), slot.start), seats);
        table.standing(slot, at("2026-11-24T10:00"), &taken)
    };
    let found: Vec<&str> = [0, 5, 6, 7, 8, 9].into_iter().map(|seats| standing(seats).code()).collect();
    assert_eq!(found, ["free", "free", "few", "few", "full", "full"]);
}

fn change(from: &str, until: &str, to: Option<&str>) -> Change {
    Change {
        id: OfferChangeId(uuid::Uuid::nil()),
        offer: offer_id(),
        from: at(from),
        until: at(until),
        moved_to: to.map(at),
        reason: "会場の都合".to_owned(),
    }
}

// S-184
#[test]
fn a_single_session_is_closed_or_moved() {
    let offer = facts("毎週木曜日 10:00～12:00");
    let all = |changes: &[Change], on: &str| -> Vec<NaiveDateTime> {
        table(&offer, &[], changes).slots(day(on)).into_iter().map(|slot| slot.start).collect()
    };
    let closed = [change("2026-11-26T10:00", "2026-11-26T11:00", None)];
    assert_eq!(all(&closed, "2026-11-26"), [at("2026-11-26T11:00")]);
    assert_eq!(all(&closed, "2026-12-03").len(), 2);
    let moved = [change("2026-11-26T10:00", "2026-11-26T12:00", Some("2026-11-27T13:00"))];
    assert!(all(&moved, "2026-11-26").is_empty());
    assert_eq!(all(&moved, "2026-11-27"), [at("2026-11-27T13:00"), at("2026-11-27T14:00")]);
    // Half an hour later on the same day.
    let later = [change("2026-11-26T10:00", "2026-11-26T12:00", Some("2026-11-26T10:30"))];
    assert_eq!(all(&later, "2026-11-26"), [at("2026-11-26T10:30"), at("2026-11-26T11:30")]);
    assert_eq!(later[0].moved(at("2026-11-26T11:00")), Some(at("2026-11-26T11:30")));
    assert_eq!(later[0].moved(at("2026-11-26T12:00")), None);
}

#[test]
fn a_desk_that_is_shut_has_no_times() {
    let offer = facts("毎週木曜日 10:00～12:00");
    let typhoon = [Override::close(day("2026-11-26"), "台風のため")];
    let table = table(&offer, &typhoon, &[]);
    assert!(table.slots(day("2026-11-26")).is_empty());
    assert_eq!(table.shut(day("2026-11-26")), Some("台風のため"));
    assert_eq!(table.slots(day("2026-12-03")).len(), 2);
}

// S-113
#[test]
fn a_first_interview_needs_somebody_of_both_and_nobody_twice() {
    let host = |number: u128| HostId(uuid::Uuid::from_u128(number));
    let needs = [vec![host(1), host(2)], vec![host(2), host(3)]];
    let busy = |hosts: &[u128]| -> HashSet<(HostId, i64)> { hosts.iter().map(|it| (host(*it), 5)).collect() };
    assert_eq!(choose(&needs, 4..8, &busy(&[])), Some(vec![host(1), host(2)]));
    // The first would take the only one who is left for the second: another is found.
    assert_eq!(choose(&needs, 4..8, &busy(&[3])), Some(vec![host(1), host(2)]));
    assert_eq!(choose(&needs, 4..8, &busy(&[1])), Some(vec![host(2), host(3)]));
    assert_eq!(choose(&needs, 4..8, &busy(&[1, 3])), None);
    assert_eq!(choose(&needs, 6..8, &busy(&[1, 2, 3])), Some(vec![host(1), host(2)]));
}

#[test]
fn a_notice_is_shown_as_it_is_understood() {
    let understood =
        Understood::of("毎月第1火曜日 10時～12時 よろしくどうぞ", at("2026-11-24T10:00"), &Holidays::national());
    assert_eq!(understood.blocks.len(), 1);
    assert_eq!(understood.next.first(), Some(&at("2026-12-01T10:00")));
    let nothing = Understood::of("ときどき", at("2026-11-24T10:00"), &Holidays::national());
    assert!(nothing.next.is_empty());
}

proptest::proptest! {
    #[test]
    fn no_slot_overlaps_another_whatever_is_typed(notice in ".{0,60}", minutes in 5_u16..240, buffer in 0_u16..60) {
        let offer = OfferFacts { minutes, buffer, ..facts(&format!("毎週木曜日 10:00～17:00 {notice}")) };
        let slots = table(&offer, &[], &[]).slots(day("2026-11-26"));
        for pair in slots.windows(2) {
            proptest::prop_assert!(pair[0].end <= pair[1].start || !pair[0].is_certain || !pair[1].is_certain);
        }
    }
}

#[test]
fn where_somebody_is_missing_the_others_are_still_found() {
    let host = |number: u128| HostId(uuid::Uuid::from_u128(number));
    let (one, two, three) = (host(1), host(2), host(3));
    let busy: HashSet<(HostId, i64)> = [(three, 0)].into();
    // The first of the first need is given to the second, which has nobody else.
    let mut found = choose_most(&[vec![one, two], vec![one], vec![three]], 0..4, &busy);
    found.sort_unstable();
    assert_eq!(found, [one, two]);
    assert_eq!(choose_most(&[vec![one], vec![one]], 0..4, &busy), [one]);
}

#[test]
fn the_next_free_time_is_not_before_the_one_asked_for() {
    let facts = facts("毎日 9:00～12:00");
    let table = table(&facts, &[], &[]);
    let next = table.next_free(at("2026-11-26T10:30"), at("2026-11-24T09:00"), &Taken::default(), 1);
    assert_eq!(next.first().map(|slot| slot.start), Some(at("2026-11-26T11:00")));
}
