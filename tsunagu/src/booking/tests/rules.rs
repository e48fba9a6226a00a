//! Every state with every verb, and the counts of visits.

use chrono::{TimeDelta, Utc};

use crate::{
    booking::model::arranged::{Booking, By, Origin, State, Time, VisitFor, may_have_visit, visits_left},
    platform::{
        Refusal, clock,
        ids::{BookingId, MunicipalityId, OfferId, OrganizationId},
        testing::at,
    },
};

fn now() -> chrono::DateTime<Utc> {
    clock::instant(at("2026-11-24T10:00"))
}

fn time(hours: i64) -> Time {
    let start = now() + TimeDelta::hours(hours);
    Time { start, end: start + TimeDelta::hours(1) }
}

fn booking(state: State, visit_for: Option<VisitFor>) -> Booking {
    let nil = uuid::Uuid::nil();
    Booking {
        id: BookingId(nil),
        municipality: MunicipalityId(nil),
        organization: OrganizationId(nil),
        offer: OfferId(nil),
        thread: None,
        origin: Origin::Writer,
        visit_for,
        state,
        exception: None,
        made_at: now(),
        version: 1,
    }
}

fn outcome(result: Result<Booking, Refusal>) -> String {
    match result {
        Ok(booking) => booking.state.code().to_owned(),
        Err(refusal) => refusal.key.trim_start_matches("refused-").to_owned(),
    }
}

#[test]
fn every_state_answers_every_verb() {
    let settled = "booking-settled";
    let past = "booking-past";
    let cancelled = State::Cancelled { by: By::Writer, was: None };
    let states = [
        State::Asked,
        State::Proposed { time: time(5) },
        State::Proposed { time: time(-5) },
        State::Agreed { time: time(5) },
        State::Agreed { time: time(-5) },
        State::Waiting { time: time(5) },
        cancelled,
    ];
    let rows = [
        ["proposed", settled, settled, settled, settled, "cancelled"],
        ["proposed", "agreed", "asked", settled, "proposed", "cancelled"],
        // Nobody answered in time: it can be let go, and asked for and proposed anew.
        ["proposed", "proposal-past", "asked", settled, "proposed", "cancelled"],
        [settled, settled, settled, "agreed", "agreed", "cancelled"],
        [settled, settled, settled, past, "agreed", past],
        [settled, settled, settled, "agreed", "waiting", "cancelled"],
        [settled, settled, settled, settled, settled, settled],
    ];
    for (state, expected) in states.into_iter().zip(rows) {
        let it = || booking(state, None);
        let found = [
            it().propose(time(8), now()),
            it().agree(now()),
            it().ask_another(),
            it().move_to(time(8), now()),
            it().shift(time(8)),
            it().cancel(By::Writer, now()),
        ]
        .map(outcome);
        // A session that is asked for has no time that could be shifted.
        let expected = if state == State::Asked {
            ["proposed", settled, settled, settled, settled, "cancelled"]
        } else {
            expected
        };
        assert_eq!(found, expected, "{state:?}");
    }
}

#[test]
fn a_time_that_is_over_is_not_proposed() {
    assert_eq!(outcome(booking(State::Asked, None).propose(time(-1), now())), "slot-past");
}

// S-058
#[test]
fn the_sixth_visit_of_one_kind_is_refused_and_the_other_goes_on() {
    let family = |state| booking(state, Some(VisitFor::Family));
    let mut all: Vec<Booking> = (0..5).map(|_| family(State::Asked)).collect();
    // What was given back does not count.
    all.push(family(State::Cancelled { by: By::Writer, was: Some(time(5)) }));
    // Nor does a proposal that nobody answered in time.
    all.push(family(State::Proposed { time: time(-1) }));
    assert_eq!(visits_left(5, &all, VisitFor::Family, now()), 0);
    assert_eq!(visits_left(5, &all, VisitFor::Person, now()), 5);
    let refusal = may_have_visit(5, &all, VisitFor::Family, now()).expect_err("the sixth");
    assert_eq!(refusal.key, "refused-visits-family");
    may_have_visit(5, &all, VisitFor::Person, now()).expect("the other goes on");
    all.truncate(4);
    may_have_visit(5, &all, VisitFor::Family, now()).expect("the fifth");
}
