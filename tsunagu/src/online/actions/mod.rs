//! The verbs of talking online. Each is one transaction.

mod codes;
mod give;

use sea_orm::ConnectionTrait;

pub use codes::{Opening, code_for_booking, end, open_now};
pub use give::{To, by_mail, on_page};

use super::{
    access,
    model::{RoomCode, RoomState, ServiceFacts, Subject, VideoService, digits, letters},
    store,
};
use crate::{
    accounts::{Actor, Duty},
    booking::{self, State},
    directory::Desk,
    platform::{
        App, Outcome,
        ids::{BookingId, CaseId, DeskId, MunicipalityId, RoomCodeId, ThreadId},
        trail::{self, Deed},
        web::Once,
    },
    reception::{self, Thread},
};

/// The service that was set for a scope itself: the town, or one desk.
pub async fn service(app: &App, actor: &Actor, desk: Option<DeskId>) -> Result<Option<VideoService>, Outcome> {
    store::service(app.db.read(), actor.municipality, desk).await
}

/// Says which service the town or a desk uses from now on; nothing for none.
pub async fn set_service(
    app: &App,
    actor: &Actor,
    desk: Option<&Desk>,
    (facts, version): (Option<ServiceFacts>, i64),
    once: Once,
) -> Result<(), Outcome> {
    actor.must(Duty::EditPages)?;
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let scope = desk.map(|desk| desk.id);
    store::keep_service(&tx, actor.municipality, scope, (facts.as_ref(), version)).await?;
    let object = match scope {
        Some(desk) => format!("desk:{desk}"),
        None => format!("municipality:{}", actor.municipality),
    };
    let detail = if facts.is_some() { "set" } else { "none" };
    let deed = Deed { detail: detail.to_owned(), ..deed(actor, "online.set-service", object, None) };
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    once.finish(app, tx, String::new()).await?;
    Ok(())
}

/// A room as somebody stands before it.
pub struct Room {
    pub desk: DeskId,
    pub state: RoomState,
    pub facts: Option<ServiceFacts>,
    /// What the offer of a booking says is needed and costs.
    pub needs: String,
    pub cost: String,
}

/// The room of a booking.
async fn room_of_booking(
    conn: &impl ConnectionTrait,
    app: &App,
    held: booking::actions::Held,
) -> Result<Room, Outcome> {
    let offer = held.offer;
    let facts = store::service_at(conn, offer.municipality, offer.desk).await?.map(|service| service.facts);
    let state = if held.is_online { held.booking.state } else { State::Asked };
    let letters = letters_of(app, Subject::Booking(held.booking.id), held.booking.id.0.as_bytes());
    Ok(Room {
        desk: offer.desk,
        state: RoomState::of_booking(facts.as_ref(), state, &letters, app.now().0),
        facts,
        needs: offer.facts.prerequisites,
        cost: offer.facts.cost,
    })
}

/// The room of a booking as the holder of the passphrase sees it.
pub async fn own_room(app: &App, thread: &Thread, id: BookingId) -> Result<Room, Outcome> {
    let conn = app.db.read();
    let held = booking::actions::held_by(conn, app, Some(thread), id).await?;
    if !held.is_online {
        return Err(Outcome::NotFound);
    }
    room_of_booking(conn, app, held).await
}

/// The room that was last opened on the page of a thread.
pub async fn room_on_page(app: &App, thread: ThreadId) -> Result<Option<Room>, Outcome> {
    let conn = app.db.read();
    match store::of_thread(conn, thread).await? {
        Some(code) => Ok(Some(room_of(conn, app, &code).await?)),
        None => Ok(None),
    }
}

/// The room of a booking as staff see it, with the number that leads to it if one was given.
pub async fn room_for(app: &App, actor: &Actor, id: BookingId) -> Result<(Room, Option<RoomCodeId>), Outcome> {
    let conn = app.db.read();
    let held = booking::actions::held_for(conn, app, actor, id).await?;
    if !held.is_online {
        return Err(Outcome::NotFound);
    }
    let code = store::of_booking(conn, id).await?.map(|code| code.id);
    Ok((room_of_booking(conn, app, held).await?, code))
}

/// Where a number leads; nothing if it leads nowhere.
pub async fn enter(app: &App, digits: &str) -> Result<Option<Room>, Outcome> {
    let conn = app.db.read();
    match store::by_hash(conn, hash_of(app, digits)).await? {
        Some(code) => Ok(Some(room_of(conn, app, &code).await?)),
        None => Ok(None),
    }
}

pub(super) async fn room_of(conn: &impl ConnectionTrait, app: &App, code: &RoomCode) -> Result<Room, Outcome> {
    let until = match code.subject {
        Subject::Now { until } => until,
        Subject::Booking(id) => {
            let room = room_of_booking(conn, app, booking::actions::held_by(conn, app, None, id).await?).await?;
            let is_ended = code.state != super::model::CodeState::Open;
            let state = if is_ended { RoomState::Over } else { room.state };
            return Ok(Room { state, ..room });
        }
    };
    let facts = store::service_at(conn, code.municipality, code.desk).await?.map(|service| service.facts);
    let letters = letters_of(app, code.subject, code.id.0.as_bytes());
    Ok(Room {
        desk: code.desk,
        state: RoomState::of_code(facts.as_ref(), code.state, until, &letters, app.now().0),
        facts,
        needs: String::new(),
        cost: String::new(),
    })
}

/// A number as staff see it.
pub struct Given {
    pub code: RoomCode,
    pub digits: String,
    pub room: Room,
    /// The page and the case of whoever it is for, if there are any.
    pub thread: Option<Thread>,
}

/// A number that the actor's organisation gave.
pub async fn given(app: &App, actor: &Actor, id: RoomCodeId) -> Result<Given, Outcome> {
    let conn = app.db.read();
    let code = access::code(conn, actor, id).await?;
    Ok(Given {
        digits: digits_of(app, code.id),
        room: room_of(conn, app, &code).await?,
        thread: thread_of(conn, app, &code).await?,
        code,
    })
}

/// The immediate rooms of the actor's organisation that are open.
pub async fn open_rooms(app: &App, actor: &Actor) -> Result<Vec<RoomCode>, Outcome> {
    actor.must(Duty::ManageBookings)?;
    store::open_of(app.db.read(), actor, app.now().0).await
}

/// Whose page a number belongs to: the one it was opened from, or that of its booking.
async fn thread_of(conn: &impl ConnectionTrait, app: &App, code: &RoomCode) -> Result<Option<Thread>, Outcome> {
    let thread = match (code.thread, code.subject) {
        (Some(thread), _) => Some(thread),
        (None, Subject::Booking(id)) => booking::actions::held_by(conn, app, None, id).await?.booking.thread,
        (None, Subject::Now { .. }) => None,
    };
    match thread {
        Some(thread) => reception::by_id(conn, thread).await,
        None => Ok(None),
    }
}

/// Forgets numbers a day after they led anywhere.
pub async fn forget_old(app: &App) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::forget(&tx, app.now().0 - chrono::TimeDelta::days(1)).await?;
    tx.commit().await?;
    Ok(())
}

/// The letters of a room: they can be guessed by nobody who has not the master key, and are the same each time.
fn letters_of(app: &App, subject: Subject, id: &[u8]) -> String {
    let purpose = match subject {
        Subject::Now { .. } => "online-room-now",
        Subject::Booking(_) => "online-room-booking",
    };
    letters(app.vault.hash(purpose, &[id]))
}

fn digits_of(app: &App, id: RoomCodeId) -> String {
    digits(app.vault.hash("online-number", &[id.0.as_bytes()]))
}

fn hash_of(app: &App, digits: &str) -> [u8; 32] {
    app.vault.hash("online-number-kept", &[digits.as_bytes()])
}

fn deed(actor: &Actor, action: &'static str, object: String, subject: Option<CaseId>) -> Deed {
    let municipality: MunicipalityId = actor.municipality;
    Deed { municipality, doer: actor.doer(), action, object, subject, detail: String::new() }
}

fn object(id: RoomCodeId) -> String {
    format!("room-code:{id}")
}
