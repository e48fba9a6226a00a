//! Times that do not take place: whoever had booked is told on their page with the next free times, by mail where they asked
//! for it, and staff find whom to call.

use std::collections::BTreeSet;

use calendar::hours::Mode;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;

use super::{deed, look::free_on, of_staff, refused, staff::nickname, timetable};
use crate::{
    accounts::{Actor, Duty},
    booking::{
        access,
        model::{
            Offer,
            arranged::{Booking, By, Origin, State, Told},
        },
        store,
    },
    directory::{Desk, Directory},
    platform::{
        App, Outcome, clock,
        ids::{BookingId, CaseId, OfferId, ThreadId},
        trail::{self, Deed, Doer},
        web::Once,
    },
    reception::{self, Notice},
};

/// How many of the next free times are named.
pub const NEXT: usize = 3;

/// The next free times of an offer, as they stand within the deed.
pub(super) async fn next_times(
    tx: &impl ConnectionTrait,
    app: &App,
    offer: &Offer,
    desk: &Desk,
) -> Result<Vec<DateTime<Utc>>, Outcome> {
    if !offer.is_shown {
        return Ok(Vec::new());
    }
    let free = free_on(tx, app, (desk, offer), app.now().local(), NEXT).await?;
    Ok(free.into_iter().map(|slot| clock::instant(slot.start)).collect())
}

/// Gives a booking back because its time does not take place, and tells whoever booked. Who only waited is told on their page.
pub(super) async fn close_one(
    tx: &impl ConnectionTrait,
    app: &App,
    offer: &Offer,
    booking: Booking,
    (reason, next): (&str, &[DateTime<Utc>]),
) -> Result<(), Outcome> {
    let Some(time) = booking.state.time() else { return Ok(()) };
    let has_a_seat = match booking.state {
        State::Agreed { .. } | State::Proposed { .. } => true,
        State::Asked | State::Waiting { .. } | State::Cancelled { .. } => false,
    };
    store::arranged::release(tx, booking.id).await?;
    let booking = booking.cancel(By::Staff, app.now().0)?;
    store::arranged::save(tx, &booking).await?;
    let notice = Notice::TimeClosed {
        offer: offer.name.clone(),
        was: time.start,
        reason: reason.to_owned(),
        next: next.to_vec(),
    };
    let told = match booking.thread {
        Some(thread) if has_a_seat => match reception::tell_aloud(tx, app, thread, &notice).await? {
            true => Told::Mail,
            false => Told::Page,
        },
        Some(thread) => return reception::tell_thread(tx, app, thread, &notice, false).await,
        None => Told::Nobody,
    };
    store::closed::add(tx, &booking, (time.start, told), app.now()).await
}

/// Closes what was booked for days on which the desk has said meanwhile that it is shut. Runs beside the requests, in any
/// number of programs: the offer is claimed first.
pub async fn close_shut_days(app: &App, directory: &Directory) -> Result<(), Outcome> {
    let today = app.now().today();
    for (id, desk) in store::places(app.db.read()).await? {
        let Some(desk) = directory.desk(desk) else { continue };
        if shut_ahead(desk, today).is_empty() {
            continue;
        }
        let Some(offer) = store::named(app.db.read(), [id].into()).await?.into_iter().next() else { continue };
        if !on_shut_days(app.db.read(), app, &offer, desk).await?.is_empty() {
            close_offer(app, desk, id).await?;
        }
    }
    Ok(())
}

async fn close_offer(app: &App, desk: &Desk, id: OfferId) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::claim(&tx, id).await?;
    let Some(offer) = store::named(&tx, [id].into()).await?.into_iter().next() else { return Ok(()) };
    let touched = on_shut_days(&tx, app, &offer, desk).await?;
    if touched.is_empty() {
        return Ok(());
    }
    let next = next_times(&tx, app, &offer, desk).await?;
    let deed = Deed {
        municipality: offer.municipality,
        doer: Doer::Program,
        action: "booking.desk-shut",
        object: format!("offer:{id}"),
        subject: None,
        detail: format!("bookings:{}", touched.len()),
    };
    for (booking, reason) in touched {
        close_one(&tx, app, &offer, booking, (&reason, &next)).await?;
    }
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    tx.commit().await?;
    Ok(())
}

/// From when until when the desk has said that it is shut, from today on.
fn shut_ahead(desk: &Desk, today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let ahead = desk.facts.overrides.iter().filter(|it| it.mode == Mode::Close && it.to >= today);
    ahead.map(|it| (it.from, it.to)).collect()
}

/// The bookings of an offer that lie ahead on days on which the desk is shut, each with the public reason.
async fn on_shut_days(
    conn: &impl ConnectionTrait,
    app: &App,
    offer: &Offer,
    desk: &Desk,
) -> Result<Vec<(Booking, String)>, Outcome> {
    let now = app.now();
    let table = timetable(offer, desk, &[]);
    let mut seen: BTreeSet<BookingId> = BTreeSet::new();
    let mut found = Vec::new();
    for (from, to) in shut_ahead(desk, now.today()) {
        let begins = clock::instant(from.and_time(NaiveTime::MIN));
        let ends = clock::instant(to.and_time(NaiveTime::MIN)) + TimeDelta::days(1);
        for booking in store::arranged::overlapping(conn, offer.id, (begins, ends)).await? {
            // What has begun goes on as it is.
            let Some(time) = booking.state.time().filter(|time| time.start > now.0) else { continue };
            if let Some(reason) = table.shut(clock::local(time.start).date())
                && seen.insert(booking.id)
            {
                found.push((booking, reason.to_owned()));
            }
        }
    }
    Ok(found)
}

/// Somebody who had booked a time that does not take place.
pub struct ToCall {
    pub booking: BookingId,
    pub was: DateTime<Utc>,
    pub offer: String,
    pub nickname: String,
    pub thread: Option<ThreadId>,
    /// Where it says how somebody may be reached, if a case grew out of it.
    pub case: Option<CaseId>,
    pub origin: Origin,
    pub told: Told,
}

/// Whom the organisation has to reach, soonest first. Who has booked another time since is not among them. Names stand there,
/// so looking leaves a trace.
pub async fn look_at_calls(app: &App, actor: &Actor) -> Result<Vec<ToCall>, Outcome> {
    actor.must(Duty::ManageBookings)?;
    let since = clock::instant(app.now().today().and_time(NaiveTime::MIN));
    let tx = app.db.write().await?;
    let mut calls = Vec::new();
    for closed in store::closed::unreached(&tx, actor, since).await? {
        let Some(booking) = store::arranged::find_for(&tx, actor, closed.booking).await? else { continue };
        let mut case = None;
        if let Some(thread) = booking.thread {
            let own = store::arranged::of_threads(&tx, &[thread]).await?;
            let is_newer = |it: &Booking| it.made_at >= closed.closed_at && it.state.counts(app.now().0);
            if own.iter().any(is_newer) {
                continue;
            }
            case = reception::by_id(&tx, thread).await?.and_then(|thread| thread.case);
        }
        let offer = store::named(&tx, [booking.offer].into()).await?.into_iter().next();
        calls.push(ToCall {
            booking: booking.id,
            was: closed.was,
            offer: offer.map(|offer| offer.name).unwrap_or_default(),
            nickname: nickname(&tx, app, &booking).await?,
            thread: booking.thread,
            case,
            origin: booking.origin,
            told: closed.told,
        });
    }
    if calls.is_empty() {
        return Ok(calls);
    }
    let detail = format!("lines:{}", calls.len());
    trail::record(&tx, &app.vault, app.now(), of_staff(actor, "booking.calls", "bookings".to_owned(), detail)).await?;
    tx.commit().await?;
    Ok(calls)
}

/// Somebody was reached and knows. Marking twice is harmless.
pub async fn reached(app: &App, actor: &Actor, id: BookingId, once: Once) -> Result<(), Outcome> {
    let result = reached_for(app, actor, id, once).await;
    let refused = refused(actor, "booking.reached", format!("booking:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn reached_for(app: &App, actor: &Actor, id: BookingId, once: Once) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let booking = access::booking(&tx, actor, id).await?;
    if once.claim(app, &tx, &id.to_string()).await?.is_some() {
        return Ok(());
    }
    if !store::closed::reach(&tx, id, actor.staff, app.now()).await? {
        return Ok(());
    }
    let case = match booking.thread {
        Some(thread) => reception::by_id(&tx, thread).await?.and_then(|thread| thread.case),
        None => None,
    };
    trail::record(&tx, &app.vault, app.now(), deed(&booking, case, actor.doer(), "booking.reached")).await?;
    tx.commit().await?;
    Ok(())
}
