//! Opening a room at once, making a number for a booking, ending a room.

use chrono::TimeDelta;

use super::{deed, digits_of, hash_of, object, room_for};
use crate::{
    accounts::{Actor, Duty},
    booking,
    directory::Directory,
    online::{
        access,
        model::{CodeState, RoomCode, Subject},
        store,
    },
    platform::{
        App, Outcome, Refusal,
        ids::{BookingId, RoomCodeId, ThreadId},
        trail,
        web::Once,
    },
    reception,
};

/// The number of a booking is kept as long as anybody can book ahead: the booking itself says when the room is open.
const BOOKED: TimeDelta = TimeDelta::days(400);

/// For whom a room is opened at once.
pub enum Opening<'a> {
    /// Somebody on the telephone: by the desk's slug.
    Caller(&'a str),
    /// Whoever writes on this page.
    Writer(ThreadId),
}

/// Opens a room at once. No time has to be booked.
pub async fn open_now(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    opening: Opening<'_>,
    once: Once,
) -> Result<RoomCodeId, Outcome> {
    let result = open_for(app, actor, directory, opening, once).await;
    let refused = deed(actor, "online.open-room", format!("organization:{}", actor.organization), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn open_for(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    opening: Opening<'_>,
    once: Once,
) -> Result<RoomCodeId, Outcome> {
    actor.must(Duty::ManageBookings)?;
    let now = app.now();
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return first.parse().map_err(|_| Outcome::Broken("form answer is no number".to_owned()));
    }
    let (desk, thread) = match opening {
        Opening::Caller(slug) => (access::own_desk(directory, actor, slug)?.id, None),
        Opening::Writer(thread) => {
            let thread = reception::find_for(&tx, actor, thread).await?.ok_or(Outcome::NotFound)?;
            (thread.desk, Some(thread))
        }
    };
    let service = store::service_at(&tx, actor.municipality, desk).await?;
    let service = service.ok_or_else(|| Refusal::new("refused-online-none"))?;
    let until = now.0 + TimeDelta::minutes(service.facts.lasts.into());
    let code = RoomCode {
        id: app.dice.id(now),
        municipality: actor.municipality,
        organization: actor.organization,
        desk,
        subject: Subject::Now { until },
        thread: thread.as_ref().map(|thread| thread.id),
        state: CodeState::Open,
        made_by: actor.staff,
        made_at: now.0,
    };
    store::add(&tx, &code, hash_of(app, &digits_of(app, code.id)), until).await?;
    let case = thread.and_then(|thread| thread.case);
    trail::record(&tx, &app.vault, now, deed(actor, "online.open-room", object(code.id), case)).await?;
    let first = once.finish(app, tx, code.id.to_string()).await?;
    first.parse().map_err(|_| Outcome::Broken("form answer is no number".to_owned()))
}

/// A number for the room of a booking: for whoever booked on the telephone and has no page. One that was given stays.
pub async fn code_for_booking(app: &App, actor: &Actor, id: BookingId, once: Once) -> Result<RoomCodeId, Outcome> {
    let (room, known) = room_for(app, actor, id).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let now = app.now();
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return first.parse().map_err(|_| Outcome::Broken("form answer is no number".to_owned()));
    }
    let held = booking::actions::held_for(&tx, app, actor, id).await?;
    let code = RoomCode {
        id: app.dice.id(now),
        municipality: actor.municipality,
        organization: actor.organization,
        desk: room.desk,
        subject: Subject::Booking(held.booking.id),
        thread: None,
        state: CodeState::Open,
        made_by: actor.staff,
        made_at: now.0,
    };
    store::add(&tx, &code, hash_of(app, &digits_of(app, code.id)), now.0 + BOOKED).await?;
    let case = match held.booking.thread {
        Some(thread) => reception::by_id(&tx, thread).await?.and_then(|thread| thread.case),
        None => None,
    };
    trail::record(&tx, &app.vault, now, deed(actor, "online.number", object(code.id), case)).await?;
    let first = once.finish(app, tx, code.id.to_string()).await?;
    first.parse().map_err(|_| Outcome::Broken("form answer is no number".to_owned()))
}

/// Ends a room: from now on its number and its line on a page lead to a polite word.
pub async fn end(app: &App, actor: &Actor, id: RoomCodeId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let code = access::code(&tx, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let code = code.end(now.0);
    store::end(&tx, code.id, now.0).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "online.end-room", object(id), None)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
