//! The verbs of booking. Each is one transaction, and what may run out (a seat, a host) is taken first.

mod book;
mod closing;
mod exceptions;
mod look;
mod offers;
mod rooms;
mod settle;
mod staff;
pub mod venues;

use std::collections::BTreeSet;

use calendar::Holidays;
use chrono::NaiveDateTime;
use sea_orm::ConnectionTrait;

pub use book::{Booked, Comer, Request, ask, book, elsewhere::ask_at, wait};
pub use closing::{NEXT, ToCall, close_shut_days, look_at_calls, reached};
pub use exceptions::seal_old;
pub use look::{
    Availability, DayTimes, Own, agreed_on, availability, beside, changes_ahead, free_after, own, receives,
};
pub use offers::{
    add_host, add_offer, change_session, hosts, make_calendar, offer_with_changes, offers, open_calendar, save_offer,
    take_change_back,
};
pub use rooms::{Held, held_by, held_for};
pub use settle::{Answered, agree, cancel, move_to};
pub use staff::{Entry, Proposal, Received, cancel_as_staff, enter, look_at_bookings, propose};

use super::{
    model::{
        Offer,
        arranged::{Booking, Time},
        slots::{Change, Slot, Timetable, choose, choose_most},
    },
    store,
};
use crate::{
    accounts::Actor,
    directory::Desk,
    platform::{
        App, Outcome, clock,
        ids::{BookingId, CaseId, HostId, MunicipalityId},
        trail::{Deed, Doer},
    },
    reception::{self, Notice},
};

fn time_of(slot: Slot) -> Time {
    Time { start: clock::instant(slot.start), end: clock::instant(slot.end) }
}

fn timetable<'a>(offer: &'a Offer, desk: &'a Desk, changes: &'a [Change]) -> Timetable<'a> {
    Timetable::of(offer.id, &offer.facts, &desk.facts.overrides, changes, &Holidays::national())
}

/// Published changes of an offer from the day of `start` on.
async fn changes_from(
    conn: &impl ConnectionTrait,
    offer: &Offer,
    start: NaiveDateTime,
) -> Result<Vec<Change>, Outcome> {
    let day = start.date().and_time(chrono::NaiveTime::MIN);
    if offer.changed_until.is_none_or(|until| until < day) {
        return Ok(Vec::new());
    }
    let changes = store::changes(conn, &[offer.id], day).await?;
    Ok(changes.into_iter().map(|(change, _)| change).collect())
}

fn hosts_of(offer: &Offer) -> BTreeSet<HostId> {
    offer.facts.needs.iter().flatten().copied().collect()
}

/// What became of the wish for a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seat {
    Taken,
    /// No seat is left.
    Full,
    /// Of those who must be there, somebody is not free.
    NobodyFree,
}

/// Takes a seat and the hosts of a slot for `booking`. What was taken of it so far is undone with the transaction.
async fn take(tx: &impl ConnectionTrait, offer: &Offer, slot: Slot, booking: BookingId) -> Result<Seat, Outcome> {
    let hosts = hosts_of(offer);
    store::hold(tx, &hosts).await?;
    if !store::arranged::take_seat(tx, offer.id, &slot, offer.facts.capacity, booking).await? {
        return Ok(Seat::Full);
    }
    occupy(tx, offer, slot, booking).await
}

async fn occupy(tx: &impl ConnectionTrait, offer: &Offer, slot: Slot, booking: BookingId) -> Result<Seat, Outcome> {
    let hosts = hosts_of(offer);
    if hosts.is_empty() {
        return Ok(Seat::Taken);
    }
    let chosen = match nobody_else(offer).filter(|only| only.len() == hosts.len()) {
        // With nobody to choose from there is nothing to look up: the rows say whether they are free.
        Some(only) => only,
        None => {
            let taken = store::arranged::taken(tx, &[], &hosts, (slot.start, slot.end)).await?;
            match choose(&offer.facts.needs, slot.quarters(), &taken.hosts) {
                Some(chosen) => chosen,
                None => return Ok(Seat::NobodyFree),
            }
        }
    };
    if store::arranged::occupy(tx, &chosen, slot.quarters(), booking).await? {
        return Ok(Seat::Taken);
    }
    // Some of it may have been free: it is given back, because the booking may be kept without.
    store::arranged::release_hosts(tx, booking).await?;
    Ok(Seat::NobodyFree)
}

/// The hosts of an offer of which none can stand in for another.
fn nobody_else(offer: &Offer) -> Option<Vec<HostId>> {
    let only = |need: &Vec<HostId>| match need.as_slice() {
        [host] => Some(*host),
        [] | [_, _, ..] => None,
    };
    offer.facts.needs.iter().map(only).collect()
}

/// Occupies those who are free of all who should be there: an exception sends nobody to two places.
async fn occupy_some(tx: &impl ConnectionTrait, offer: &Offer, slot: Slot, booking: BookingId) -> Result<(), Outcome> {
    let hosts = hosts_of(offer);
    let taken = store::arranged::taken(tx, &[], &hosts, (slot.start, slot.end)).await?;
    let chosen = choose_most(&offer.facts.needs, slot.quarters(), &taken.hosts);
    store::arranged::occupy(tx, &chosen, slot.quarters(), booking).await?;
    Ok(())
}

/// Tells those who wait for a time that there is room. They are told, not moved: nobody is booked without saying so.
async fn tell_waiting(tx: &impl ConnectionTrait, app: &App, offer: &Offer, time: Time) -> Result<(), Outcome> {
    for waiting in store::arranged::waiting(tx, offer.id, time.start).await? {
        if let Some(thread) = waiting.thread {
            let notice = Notice::TimeFree { offer: offer.name.clone(), at: time.start };
            reception::tell_thread(tx, app, thread, &notice, false).await?;
        }
    }
    Ok(())
}

/// A line about a booking; `case` is the one that grew out of its thread, if any.
fn deed(booking: &Booking, case: Option<CaseId>, doer: Doer, action: &'static str) -> Deed {
    Deed {
        municipality: booking.municipality,
        doer,
        action,
        object: format!("booking:{}", booking.id),
        subject: case,
        detail: String::new(),
    }
}

fn refused(actor: &Actor, action: &'static str, object: String) -> Deed {
    of_staff(actor, action, object, String::new())
}

fn of_staff(actor: &Actor, action: &'static str, object: String, detail: String) -> Deed {
    let municipality: MunicipalityId = actor.municipality;
    Deed { municipality, doer: actor.doer(), action, object, subject: None, detail }
}
