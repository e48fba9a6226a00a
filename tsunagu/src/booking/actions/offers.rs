//! What staff set up: offers, the people and rooms they need, single changes with a reason, the address of one's calendar.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, NaiveTime};
use sea_orm::ConnectionTrait;

use super::{
    Seat,
    closing::{close_one, next_times},
    occupy, occupy_some, of_staff, refused, venues,
};
use crate::{
    accounts::{self, Actor, Duty},
    booking::{
        access,
        model::{
            Host, HostKind, Offer, OfferFacts,
            arranged::{Booking, State, Time},
            named, reason,
            slots::{Change, Slot},
        },
        store::{self, CalendarOf},
    },
    directory::{Desk, Directory},
    platform::{
        App, Outcome, Refusal, clock,
        ids::{HostId, OfferChangeId, OfferId},
        trail,
        web::Once,
    },
    reception::{self, Notice},
};

/// The offers of the actor's organisation.
pub async fn offers(app: &App, actor: &Actor) -> Result<Vec<Offer>, Outcome> {
    store::of_organization(app.db.read(), actor).await
}

/// One offer of the actor's organisation, with its changes that lie ahead.
pub async fn offer_with_changes(app: &App, actor: &Actor, id: OfferId) -> Result<(Offer, Vec<Change>), Outcome> {
    let conn = app.db.read();
    let offer = access::offer(conn, actor, Duty::EditPages, id).await?;
    let today = app.now().today().and_time(NaiveTime::MIN);
    let changes = store::changes(conn, &[id], today).await?;
    Ok((offer, changes.into_iter().map(|(change, _)| change).collect()))
}

/// Everybody and every room that an offer of the municipality may need.
pub async fn hosts(app: &App, actor: &Actor) -> Result<Vec<Host>, Outcome> {
    store::hosts(app.db.read(), actor.municipality).await
}

/// Adds an offer to a desk of the actor's organisation.
pub async fn add_offer(
    app: &App,
    actor: &Actor,
    desk: &Desk,
    (name, facts): (String, OfferFacts),
    once: Once,
) -> Result<String, Outcome> {
    let result = add_for(app, actor, desk, (name, facts), once).await;
    let deed = refused(actor, "booking.add-offer", format!("desk:{}", desk.id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed, result).await
}

async fn add_for(
    app: &App,
    actor: &Actor,
    desk: &Desk,
    (name, facts): (String, OfferFacts),
    once: Once,
) -> Result<String, Outcome> {
    actor.must(Duty::EditPages)?;
    if desk.organization != actor.organization || desk.municipality != actor.municipality {
        return Err(Outcome::NotFound);
    }
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let offer = Offer {
        id: app.dice.id(app.now()),
        municipality: actor.municipality,
        organization: actor.organization,
        desk: desk.id,
        name,
        facts: known_hosts(&tx, actor, facts).await?,
        is_shown: true,
        version: 1,
        changed_until: None,
    };
    store::add(&tx, &offer).await?;
    let deed = of_staff(actor, "booking.add-offer", format!("offer:{}", offer.id), String::new());
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    once.finish(app, tx, offer.id.to_string()).await
}

/// Saves an offer as it was edited, shown or hidden. What is booked already stays booked.
pub async fn save_offer(
    app: &App,
    actor: &Actor,
    id: OfferId,
    typed: (String, OfferFacts, bool, i64),
    once: Once,
) -> Result<(), Outcome> {
    let result = save_for(app, actor, id, typed, once).await;
    let deed = refused(actor, "booking.save-offer", format!("offer:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed, result).await
}

async fn save_for(
    app: &App,
    actor: &Actor,
    id: OfferId,
    (name, facts, is_shown, version): (String, OfferFacts, bool, i64),
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let offer = access::offer(&tx, actor, Duty::EditPages, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    store::claim(&tx, id).await?;
    let facts = known_hosts(&tx, actor, facts).await?;
    store::save(&tx, &Offer { name, facts, is_shown, version, ..offer }).await?;
    let deed = of_staff(actor, "booking.save-offer", format!("offer:{id}"), String::new());
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Only people and rooms of the municipality can be needed.
async fn known_hosts(conn: &impl ConnectionTrait, actor: &Actor, facts: OfferFacts) -> Result<OfferFacts, Outcome> {
    let known: BTreeSet<HostId> =
        store::hosts(conn, actor.municipality).await?.into_iter().map(|host| host.id).collect();
    let keep = |need: Vec<HostId>| -> Vec<HostId> { need.into_iter().filter(|id| known.contains(id)).collect() };
    let needs = facts.needs.into_iter().map(keep).filter(|need| !need.is_empty()).collect();
    Ok(OfferFacts { needs, ..facts })
}

/// Adds a member of staff or a room of the actor's organisation. `own` ties the entry to the actor's account.
pub async fn add_host(
    app: &App,
    actor: &Actor,
    (kind, name, own): (HostKind, &str, bool),
    once: Once,
) -> Result<(), Outcome> {
    let result = host_for(app, actor, (kind, name, own), once).await;
    let deed = refused(actor, "booking.add-host", format!("organization:{}", actor.organization));
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed, result).await
}

async fn host_for(
    app: &App,
    actor: &Actor,
    (kind, name, own): (HostKind, &str, bool),
    once: Once,
) -> Result<(), Outcome> {
    actor.must(Duty::EditPages)?;
    let name = named(name)?;
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let host = Host {
        id: app.dice.id(app.now()),
        municipality: actor.municipality,
        organization: actor.organization,
        kind,
        name,
        staff: (own && kind == HostKind::Staff).then_some(actor.staff),
    };
    store::add_host(&tx, &host).await?;
    let deed = of_staff(actor, "booking.add-host", format!("host:{}", host.id), String::new());
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    once.finish(app, tx, host.id.to_string()).await?;
    Ok(())
}

/// Closes a stretch of time, or moves what lies in it. Whoever had booked there is told on their page: a closed time is
/// given back with the reason and the next free times, a moved one goes along.
pub async fn change_session(
    app: &App,
    (actor, directory): (&Actor, &Directory),
    id: OfferId,
    (from, until, moved_to, words): (NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>, &str),
    once: Once,
) -> Result<(), Outcome> {
    let result = change_for(app, (actor, directory), id, (from, until, moved_to, words), once).await;
    let deed = refused(actor, "booking.change", format!("offer:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed, result).await
}

async fn change_for(
    app: &App,
    (actor, directory): (&Actor, &Directory),
    id: OfferId,
    (from, until, moved_to, words): (NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>, &str),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let offer = access::offer(&tx, actor, Duty::ManageBookings, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if until <= from || until <= now.local() || moved_to.is_some_and(|to| to <= now.local()) {
        return Err(Refusal::new("refused-change-time").into());
    }
    let change = Change { id: app.dice.id(now), offer: id, from, until, moved_to, reason: reason(words)? };
    // From here on nobody books what is being changed.
    store::claim(&tx, id).await?;
    store::add_change(&tx, offer.municipality, &change, (actor.staff, now)).await?;
    // As it is from here on: it has this change.
    let offer = store::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    let stretch = (clock::instant(from), clock::instant(until));
    let mut touched = store::arranged::overlapping(&tx, id, stretch).await?;
    // What has begun goes on as it is.
    touched.retain(|booking| booking.state.time().is_some_and(|time| time.start > now.0));
    let count = touched.len();
    match moved_to {
        None => close_all(app, &tx, (&offer, directory.desk(offer.desk)), &change, touched).await?,
        Some(_) => move_all(app, &tx, &offer, &change, touched).await?,
    }
    let deed = of_staff(actor, "booking.change", format!("offer:{id}"), format!("bookings:{count}"));
    trail::record(&tx, &app.vault, now, deed).await?;
    once.finish(app, tx, change.id.to_string()).await?;
    Ok(())
}

async fn close_all(
    app: &App,
    tx: &impl ConnectionTrait,
    (offer, desk): (&Offer, Option<&Desk>),
    change: &Change,
    touched: Vec<Booking>,
) -> Result<(), Outcome> {
    let next = match desk {
        Some(desk) if !touched.is_empty() => next_times(tx, app, offer, desk).await?,
        Some(_) | None => Vec::new(),
    };
    for booking in touched {
        close_one(tx, app, offer, booking, (&change.reason, &next)).await?;
    }
    Ok(())
}

async fn move_all(
    app: &App,
    tx: &impl ConnectionTrait,
    offer: &Offer,
    change: &Change,
    mut touched: Vec<Booking>,
) -> Result<(), Outcome> {
    let begins_before =
        |booking: &Booking| booking.state.time().is_some_and(|time| clock::local(time.start) < change.from);
    if touched.iter().any(begins_before) {
        return Err(Refusal::new("refused-change-begins-before").into());
    }
    // Whoever is free goes first to those who were promised everybody.
    touched.sort_by_key(|booking| booking.exception.is_some());
    store::hold(tx, &super::hosts_of(offer)).await?;
    // All are released before the first is placed: one may move to where the next one was.
    let mut rooms = Vec::new();
    for booking in &touched {
        rooms.push(venues::rooms_beside(tx, offer, booking.id).await?);
        store::arranged::release(tx, booking.id).await?;
    }
    for (booking, rooms) in touched.into_iter().zip(rooms) {
        let Some(was) = booking.state.time() else { continue };
        let Some(start) = change.moved(clock::local(was.start)) else { continue };
        let slot = Slot { start, end: start + (was.end - was.start), is_certain: true };
        let holds = !matches!(booking.state, State::Waiting { .. });
        if holds {
            let capacity = offer.facts.capacity;
            let mut is_placed = store::arranged::take_seat(tx, offer.id, &slot, capacity, booking.id).await?;
            if booking.exception.is_some() {
                occupy_some(tx, offer, slot, booking.id).await?;
            } else {
                is_placed = is_placed && occupy(tx, offer, slot, booking.id).await? == Seat::Taken;
            }
            for room in rooms {
                is_placed = is_placed && store::arranged::occupy(tx, &[room], slot.quarters(), booking.id).await?;
            }
            if !is_placed {
                return Err(Refusal::new("refused-change-full").into());
            }
        }
        let time = Time { start: clock::instant(slot.start), end: clock::instant(slot.end) };
        let booking = booking.shift(time)?;
        store::arranged::save(tx, &booking).await?;
        if let Some(thread) = booking.thread {
            let notice = Notice::TimeMoved {
                offer: offer.name.clone(),
                was: was.start,
                at: time.start,
                reason: change.reason.clone(),
            };
            reception::tell_thread(tx, app, thread, &notice, false).await?;
        }
    }
    Ok(())
}

/// Takes a change back: its times can be booked again.
pub async fn take_change_back(
    app: &App,
    actor: &Actor,
    id: OfferId,
    change: OfferChangeId,
    once: Once,
) -> Result<(), Outcome> {
    let result = back_for(app, actor, id, change, once).await;
    let deed = refused(actor, "booking.take-change-back", format!("offer:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed, result).await
}

async fn back_for(app: &App, actor: &Actor, id: OfferId, change: OfferChangeId, once: Once) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    access::offer(&tx, actor, Duty::ManageBookings, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if !store::remove_change(&tx, id, change).await? {
        return Err(Outcome::NotFound);
    }
    let deed = of_staff(actor, "booking.take-change-back", format!("offer:{id}"), String::new());
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Makes a new address for the actor's calendar; the one before opens nothing any more. Only its hash is kept.
pub async fn make_calendar(app: &App, actor: &Actor) -> Result<String, Outcome> {
    actor.must(Duty::ManageBookings)?;
    let token = hex::encode(app.dice.bytes::<32>());
    let tx = app.db.write().await?;
    store::keep_calendar(&tx, actor, token_hash(app, &token), app.now()).await?;
    let deed = of_staff(actor, "booking.make-calendar", format!("staff:{}", actor.staff), String::new());
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    tx.commit().await?;
    Ok(token)
}

/// An entry of somebody's calendar: when, and the initial of whoever comes.
pub struct CalendarEntry {
    pub booking: Booking,
    /// One meets online: the entry leads to the page of the room, which asks who opens it.
    pub is_online: bool,
    pub time: Time,
    pub initial: String,
}

/// What is agreed in the calendar that an address opens: of the bookings of the organisation, those that need its owner
/// and those that need nobody in particular. The address opens nothing once its owner may no longer see bookings there;
/// initials stand in it, so looking leaves a trace.
pub async fn open_calendar(app: &App, token: &str) -> Result<Vec<CalendarEntry>, Outcome> {
    let conn = app.db.read();
    let whose = store::calendar_of(conn, token_hash(app, token)).await?.ok_or(Outcome::NotFound)?;
    let CalendarOf { staff, municipality, organization } = whose;
    let owner = accounts::actions::open_today(app, conn, staff).await?.filter(|owner| {
        (owner.organization, owner.municipality) == (organization, municipality)
            && accounts::allows(owner.role, Duty::ManageBookings)
    });
    let owner = owner.ok_or(Outcome::NotFound)?;
    let from = clock::instant(app.now().today().and_time(NaiveTime::MIN)) - chrono::TimeDelta::days(31);
    let span = (from, from + chrono::TimeDelta::days(31 + 400));
    let bookings = store::arranged::between(conn, organization, municipality, span).await?;
    let ids: Vec<_> = bookings.iter().map(|booking| booking.id).collect();
    let held = store::arranged::hosts_of(conn, &ids).await?;
    let people: Vec<Host> =
        store::hosts(conn, municipality).await?.into_iter().filter(|host| host.kind == HostKind::Staff).collect();
    let offers = store::named(conn, bookings.iter().map(|booking| booking.offer).collect()).await?;
    let mut entries = Vec::new();
    for booking in bookings {
        let State::Agreed { time } = booking.state else { continue };
        let needed: Vec<&Host> =
            people.iter().filter(|host| held.iter().any(|(id, by)| *id == booking.id && *by == host.id)).collect();
        if !needed.is_empty() && !needed.iter().any(|host| host.staff == Some(staff)) {
            continue;
        }
        let initial = super::staff::nickname(conn, app, &booking).await?.chars().take(1).collect();
        let channel = offers.iter().find(|offer| offer.id == booking.offer).map(|offer| offer.facts.channel);
        let note = super::staff::note(conn, app, &booking).await?;
        let is_online = channel.is_some_and(|channel| note.is_online(channel));
        entries.push(CalendarEntry { booking, is_online, time, initial });
    }
    let tx = app.db.write().await?;
    let detail = format!("lines:{}", entries.len());
    let seen = of_staff(&owner, "booking.calendar", "bookings".to_owned(), detail);
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(entries)
}

fn token_hash(app: &App, token: &str) -> [u8; 32] {
    app.vault.hash("booking-calendar", &[token.as_bytes()])
}
