//! What the holder of a passphrase does with a booking: give it back, take another time, agree to a proposal.

use chrono::NaiveDateTime;
use sea_orm::ConnectionTrait;

use super::{Seat, changes_from, deed, take, tell_waiting, time_of, timetable};
use crate::{
    booking::{
        model::{
            Offer,
            arranged::{Booking, By, State, Time},
        },
        store,
    },
    directory::{Desk, Directory},
    platform::{
        App, Outcome, Refusal, clock,
        ids::BookingId,
        trail::{self, Doer},
        web::Once,
    },
    reception::{self, Thread},
};

/// Gives a booking back. Nobody asks why; whoever waits for the time is told.
pub async fn cancel(app: &App, thread: &Thread, id: BookingId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let booking = find(&tx, thread, id).await?;
    let offer = offer_of(&tx, &booking).await?;
    let held = match booking.state {
        State::Agreed { time } | State::Proposed { time } => Some(time).filter(|time| time.start > now.0),
        State::Asked => {
            let key = app.vault.key(&tx, thread.key).await?;
            let start = store::arranged::note(&tx, &key, id).await?.asked_for.filter(|start| *start > now.0);
            start.map(|start| Time { start, end: start + offer.facts.length() })
        }
        State::Waiting { .. } | State::Cancelled { .. } => None,
    };
    let booking = booking.cancel(By::Writer, now.0)?;
    store::arranged::release(&tx, id).await?;
    store::arranged::save(&tx, &booking).await?;
    if let Some(time) = held {
        tell_waiting(&tx, app, &offer, time).await?;
    }
    trail::record(&tx, &app.vault, now, deed(&booking, thread.case, Doer::Writer(thread.id), "booking.cancel")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Takes another time for a booking, or the time that was waited for. The old one is kept until the new one is certain.
pub async fn move_to(
    app: &App,
    desk: &Desk,
    thread: &Thread,
    id: BookingId,
    start: NaiveDateTime,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let booking = find(&tx, thread, id).await?;
    let offer = store::shown_held(&tx, booking.offer).await?.ok_or_else(|| Refusal::new("refused-slot-gone"))?;
    let was = booking.state;
    if matches!(was, State::Agreed { time } if time.start == clock::instant(start)) {
        return Ok(());
    }
    let key = app.vault.key(&tx, thread.key).await?;
    if store::arranged::note(&tx, &key, id).await?.room.is_some() {
        return Err(Refusal::new("refused-move-room").into());
    }
    let changes = changes_from(&tx, &offer, start).await?;
    let slot = timetable(&offer, desk, &changes).bookable(start, now.local())?;
    let booking = booking.move_to(time_of(slot), now.0)?;
    store::hold(&tx, &super::hosts_of(&offer)).await?;
    store::arranged::release_hosts(&tx, id).await?;
    match take(&tx, &offer, slot, id).await? {
        Seat::Taken => {}
        Seat::Full | Seat::NobodyFree => return Err(Refusal::new("refused-slot-full").into()),
    }
    store::arranged::release_seats_but(&tx, id, clock::instant(start)).await?;
    store::arranged::save(&tx, &booking).await?;
    if let State::Agreed { time } = was {
        tell_waiting(&tx, app, &offer, time).await?;
    }
    trail::record(&tx, &app.vault, now, deed(&booking, thread.case, Doer::Writer(thread.id), "booking.move")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// What somebody says to a proposed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    Suits,
    /// Another time, please. The desk owes an answer again.
    Another,
}

/// Agrees to a proposed time, or asks for another.
pub async fn agree(
    app: &App,
    (directory, desk): (&Directory, &Desk),
    thread: &Thread,
    id: BookingId,
    (answered, line): (Answered, String),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let booking = find(&tx, thread, id).await?;
    let (booking, action) = match answered {
        Answered::Suits => (booking.agree(now.0)?, "booking.agree"),
        Answered::Another => {
            store::arranged::release(&tx, id).await?;
            let answer_by = clock::instant(desk.answer_by(now.local()));
            reception::say_within(&tx, app, directory, thread.id, line, Some(answer_by)).await?;
            (booking.ask_another()?, "booking.ask-another")
        }
    };
    store::arranged::save(&tx, &booking).await?;
    trail::record(&tx, &app.vault, now, deed(&booking, thread.case, Doer::Writer(thread.id), action)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

async fn find(conn: &impl ConnectionTrait, thread: &Thread, id: BookingId) -> Result<Booking, Outcome> {
    store::arranged::find_in(conn, thread.id, id).await?.ok_or(Outcome::NotFound)
}

async fn offer_of(conn: &impl ConnectionTrait, booking: &Booking) -> Result<Offer, Outcome> {
    let found = store::named(conn, [booking.offer].into()).await?;
    found.into_iter().next().ok_or_else(|| Outcome::Broken(format!("booking {} has no offer", booking.id)))
}
