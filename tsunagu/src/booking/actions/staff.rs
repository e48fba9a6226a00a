//! What staff do with bookings: see them, enter one for somebody, propose a time, take one off.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, Timelike};
use sea_orm::ConnectionTrait;

use super::{
    Seat, changes_from,
    closing::{close_one, next_times},
    deed, exceptions, occupy_some, of_staff, refused, take, tell_waiting, time_of, timetable,
    venues::{self, Meet},
};
use crate::{
    accounts::{Actor, Duty},
    booking::{
        access,
        model::{
            Offer,
            arranged::{Booking, By, Note, Origin, State},
            reason, short,
            slots::Slot,
            venues::{Lending, RequestState},
        },
        store,
    },
    directory::Directory,
    platform::{
        App, Outcome, Refusal, clock,
        ids::{BookingId, OfferId},
        trail,
        web::Once,
    },
    reception::{self, Notice},
};

/// A booking as staff of the organisation see it.
pub struct Received {
    pub booking: Booking,
    pub offer: String,
    pub nickname: String,
    pub note: Note,
    pub hosts: Vec<String>,
    /// One meets online.
    pub is_online: bool,
    /// The place of the town that is wished for, and the room that was proposed, in words.
    pub venue: Option<String>,
    pub room: Option<String>,
    /// How it stands with the room.
    pub request: Option<RequestState>,
    /// Why somebody is missing.
    pub exception: Option<String>,
    /// The day has no such time any more: it became a holiday, or the notice says otherwise by now.
    pub is_off: bool,
}

/// What the organisation has arranged between two moments, and what it was asked for and has no agreed time yet. Names stand
/// there, so looking leaves a trace.
pub async fn look_at_bookings(
    app: &App,
    (actor, directory): (&Actor, &Directory),
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> Result<(Vec<Received>, Vec<Received>), Outcome> {
    actor.must(Duty::ManageBookings)?;
    let tx = app.db.write().await?;
    let span = (clock::instant(from), clock::instant(until));
    let arranged = store::arranged::between(&tx, actor.organization, actor.municipality, span).await?;
    let asked = store::arranged::asked(&tx, actor).await?;
    let off = without_a_time(&tx, app, directory, &arranged).await?;
    let mut arranged = received(&tx, app, actor, arranged).await?;
    arranged.iter_mut().for_each(|line| line.is_off = off.contains(&line.booking.id));
    let asked = received(&tx, app, actor, asked).await?;
    let detail = format!("lines:{}", arranged.len() + asked.len());
    trail::record(&tx, &app.vault, app.now(), of_staff(actor, "booking.list", "bookings".to_owned(), detail)).await?;
    tx.commit().await?;
    Ok((arranged, asked))
}

/// Of bookings that lie ahead, those whose day has no such time any more.
async fn without_a_time(
    conn: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    bookings: &[Booking],
) -> Result<BTreeSet<BookingId>, Outcome> {
    let now = app.now();
    let ids: BTreeSet<OfferId> = bookings.iter().map(|booking| booking.offer).collect();
    let mut off = BTreeSet::new();
    for offer in store::named(conn, ids).await? {
        let Some(desk) = directory.desk(offer.desk).filter(|_| !offer.facts.is_by_agreement()) else { continue };
        let changes = changes_from(conn, &offer, now.local()).await?;
        let table = timetable(&offer, desk, &changes);
        for booking in bookings.iter().filter(|it| it.offer == offer.id && it.origin != Origin::Urgent) {
            let (State::Agreed { time } | State::Proposed { time }) = booking.state else { continue };
            if time.start > now.0 && table.slot(clock::local(time.start)).is_none() {
                off.insert(booking.id);
            }
        }
    }
    Ok(off)
}

async fn received(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    bookings: Vec<Booking>,
) -> Result<Vec<Received>, Outcome> {
    let offers = store::of_organization(conn, actor).await?;
    let names = store::hosts(conn, actor.municipality).await?;
    let ids: Vec<BookingId> = bookings.iter().map(|booking| booking.id).collect();
    let held = store::arranged::hosts_of(conn, &ids).await?;
    let places = store::venues::all(conn, actor.municipality).await?;
    let requests = store::venues::requests_of(conn, &ids).await?;
    let mut lines = Vec::new();
    for booking in bookings {
        let own = held.iter().filter(|(id, _)| *id == booking.id);
        let hosts = own.filter_map(|(_, host)| names.iter().find(|it| it.id == *host)).map(|it| it.name.clone());
        let offer = offers.iter().find(|offer| offer.id == booking.offer);
        let note = note(conn, app, &booking).await?;
        let venue = note.venue.and_then(|id| places.iter().find(|it| it.venue.id == id));
        let room = note.room.and_then(|id| places.iter().find_map(|it| it.in_words(id)));
        lines.push(Received {
            offer: offer.map(|offer| offer.name.clone()).unwrap_or_default(),
            nickname: nickname(conn, app, &booking).await?,
            hosts: hosts.collect(),
            is_online: offer.is_some_and(|offer| note.is_online(offer.facts.channel)),
            venue: venue.map(|it| it.venue.name.clone()),
            room,
            request: requests.iter().find(|it| it.booking == booking.id).map(|it| it.state),
            note,
            exception: exceptions::opened(conn, app, &booking).await?,
            is_off: false,
            booking,
        });
    }
    Ok(lines)
}

/// How whoever booked wants to be called; empty where nobody said so.
pub(super) async fn nickname(conn: &impl ConnectionTrait, app: &App, booking: &Booking) -> Result<String, Outcome> {
    let Some(id) = booking.thread else { return Ok(String::new()) };
    let thread = reception::by_id(conn, id).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(conn, thread.key).await?;
    Ok(reception::opening(conn, &key, id).await?.nickname)
}

pub(super) async fn note(conn: &impl ConnectionTrait, app: &App, booking: &Booking) -> Result<Note, Outcome> {
    let Some(id) = booking.thread else { return Ok(Note::default()) };
    let thread = reception::by_id(conn, id).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(conn, thread.key).await?;
    store::arranged::note(conn, &key, booking.id).await
}

/// What staff enter for somebody at the telephone, at the counter or at the door. No word about the person.
pub struct Entry {
    pub offer: OfferId,
    /// Without one, now: somebody who cannot wait for a slot.
    pub start: Option<NaiveDateTime>,
    pub origin: Origin,
    /// Why it is arranged although somebody who should be there is not free.
    pub exception: String,
}

/// Enters a booking for somebody. One who cannot wait needs no slot.
pub async fn enter(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    entry: Entry,
    once: Once,
) -> Result<BookingId, Outcome> {
    let object = format!("offer:{}", entry.offer);
    let result = enter_for(app, actor, directory, entry, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "booking.enter", object), result).await
}

async fn enter_for(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    entry: Entry,
    once: Once,
) -> Result<BookingId, Outcome> {
    let now = app.now();
    let id: BookingId = app.dice.id(now);
    let tx = app.db.write().await?;
    let offer = access::offer_held(&tx, actor, Duty::ManageBookings, entry.offer).await?;
    if let Some(first) = once.claim(app, &tx, &id.to_string()).await? {
        return first.parse().map_err(|_| Outcome::Broken("form answer is no booking".to_owned()));
    }
    let (slot, exception) = match entry.origin {
        Origin::Urgent => (urgent(app, &tx, &offer, id).await?, None),
        Origin::Writer | Origin::Phone | Origin::Counter | Origin::Mail | Origin::WalkIn => {
            let start = entry.start.ok_or_else(|| Refusal::new("refused-slot-none"))?;
            let desk = directory.desk(offer.desk).ok_or(Outcome::NotFound)?;
            let changes = changes_from(&tx, &offer, start).await?;
            let slot = timetable(&offer, desk, &changes).slot(start).filter(|slot| now.local() < slot.end);
            let slot = slot.ok_or_else(|| Refusal::new("refused-slot-gone"))?;
            (slot, seated(&tx, &offer, slot, id, &entry.exception).await?)
        }
    };
    let exception = exceptions::sealed(&tx, app, (offer.municipality, None, id), exception).await?;
    let booking = Booking {
        id,
        municipality: offer.municipality,
        organization: offer.organization,
        offer: offer.id,
        thread: None,
        origin: entry.origin,
        visit_for: None,
        state: State::Agreed { time: time_of(slot) },
        exception,
        made_at: now.0,
        version: 1,
    };
    store::arranged::add(&tx, app, &booking, None).await?;
    trail::record(&tx, &app.vault, now, deed(&booking, None, actor.doer(), "booking.enter")).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes a seat with all who must be there; or without somebody, for a reason that is kept. Those who are free are occupied
/// all the same.
async fn seated(
    tx: &impl ConnectionTrait,
    offer: &Offer,
    slot: Slot,
    id: BookingId,
    exception: &str,
) -> Result<Option<String>, Outcome> {
    match take(tx, offer, slot, id).await? {
        Seat::Taken => Ok(None),
        Seat::Full => Err(Refusal::new("refused-slot-full").into()),
        Seat::NobodyFree if exception.trim().is_empty() => Err(Refusal::new("refused-hosts-busy").into()),
        Seat::NobodyFree => {
            occupy_some(tx, offer, slot, id).await?;
            Ok(Some(reason(exception)?))
        }
    }
}

/// From this minute on, outside all slots. Hosts are occupied where they are free; nobody is sent away because none is.
async fn urgent(app: &App, tx: &impl ConnectionTrait, offer: &Offer, id: BookingId) -> Result<Slot, Outcome> {
    let now = app.now().local();
    let start = now.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(now);
    let slot = Slot { start, end: start + offer.facts.length(), is_certain: true };
    store::hold(tx, &super::hosts_of(offer)).await?;
    occupy_some(tx, offer, slot, id).await?;
    Ok(slot)
}

/// A time that staff propose for what was asked for.
pub struct Proposal {
    pub start: NaiveDateTime,
    /// Where to meet, in words for the person.
    pub words: String,
    pub exception: String,
    pub meet: Meet,
}

/// Proposes a time. It is held until the person answers; nothing happens to it by itself.
pub async fn propose(app: &App, actor: &Actor, id: BookingId, proposal: Proposal, once: Once) -> Result<(), Outcome> {
    let result = propose_for(app, actor, id, proposal, once).await;
    let refused = refused(actor, "booking.propose", format!("booking:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn propose_for(app: &App, actor: &Actor, id: BookingId, proposal: Proposal, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let booking = access::booking(&tx, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let offer = access::offer_held(&tx, actor, Duty::ManageBookings, booking.offer).await?;
    let slot = Slot { start: proposal.start, end: proposal.start + offer.facts.length(), is_certain: true };
    let room = venues::room_of(&tx, actor, proposal.meet).await?;
    let on_request = room.as_ref().filter(|room| room.lending != Lending::Ours);
    let mut booking = match on_request {
        Some(_) => booking.wait_for_room(time_of(slot), now.0)?,
        None => booking.propose(time_of(slot), now.0)?,
    };
    venues::hold(&tx, &offer, room.as_ref()).await?;
    store::arranged::release(&tx, id).await?;
    let exception = seated(&tx, &offer, slot, id, &proposal.exception).await?;
    booking.exception = exceptions::sealed(&tx, app, (offer.municipality, booking.thread, id), exception).await?;
    store::venues::supersede(&tx, id).await?;
    if let Some(room) = &room {
        venues::occupy_room(&tx, room.host, slot, id).await?;
    }
    if let Some(room) = on_request {
        venues::ask_for_room(&tx, app, actor, &booking, (room, slot)).await?;
    }
    store::arranged::save(&tx, &booking).await?;
    let mut case = None;
    if let Some(thread_id) = booking.thread {
        let thread = reception::by_id(&tx, thread_id).await?.ok_or(Outcome::NotFound)?;
        case = thread.case;
        let key = app.vault.key(&tx, thread.key).await?;
        let said = store::arranged::note(&tx, &key, id).await?;
        let (meet, room) = (proposal.meet.place(), proposal.meet.room());
        let note = Note { proposal: short(&proposal.words)?, meet, room, ..said };
        store::arranged::write_note(&tx, app, &key, id, &note).await?;
        // While a room is asked for there is nothing to tell yet: the answer that is owed stays owed.
        if on_request.is_none() {
            let notice = Notice::TimeProposed { offer: offer.name.clone(), at: clock::instant(slot.start) };
            reception::tell_thread(&tx, app, thread_id, &notice, true).await?;
        }
    }
    let action = if on_request.is_some() { "booking.ask-room" } else { "booking.propose" };
    trail::record(&tx, &app.vault, now, deed(&booking, case, actor.doer(), action)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Takes a booking off; the person is told why and when there are free times, and those who wait that there is room.
pub async fn cancel_as_staff(
    app: &App,
    (actor, directory): (&Actor, &Directory),
    id: BookingId,
    words: &str,
    once: Once,
) -> Result<(), Outcome> {
    let result = cancel_for(app, (actor, directory), id, words, once).await;
    let refused = refused(actor, "booking.cancel", format!("booking:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn cancel_for(
    app: &App,
    (actor, directory): (&Actor, &Directory),
    id: BookingId,
    words: &str,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let booking = access::booking(&tx, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let offer = access::offer(&tx, actor, Duty::ManageBookings, booking.offer).await?;
    let was = booking.state;
    let words = match booking.thread {
        Some(_) => reason(words)?,
        None => short(words)?,
    };
    let case = match booking.thread {
        Some(thread) => reception::by_id(&tx, thread).await?.and_then(|thread| thread.case),
        None => None,
    };
    let next = match directory.desk(offer.desk) {
        Some(desk) => next_times(&tx, app, &offer, desk).await?,
        None => Vec::new(),
    };
    match (was, booking.thread) {
        (State::Agreed { .. }, _) => close_one(&tx, app, &offer, booking.clone(), (&words, &next)).await?,
        (State::Asked | State::Proposed { .. } | State::Waiting { .. } | State::Cancelled { .. }, thread) => {
            let cancelled = booking.clone().cancel(By::Staff, now.0)?;
            store::arranged::release(&tx, id).await?;
            store::arranged::save(&tx, &cancelled).await?;
            if let Some(thread) = thread {
                let at = was.time().map_or(booking.made_at, |time| time.start);
                let notice = Notice::TimeClosed { offer: offer.name.clone(), was: at, reason: words, next };
                reception::tell_thread(&tx, app, thread, &notice, false).await?;
            }
        }
    }
    if let State::Agreed { time } | State::Proposed { time } = was {
        tell_waiting(&tx, app, &offer, time).await?;
    }
    trail::record(&tx, &app.vault, now, deed(&booking, case, actor.doer(), "booking.cancel")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
