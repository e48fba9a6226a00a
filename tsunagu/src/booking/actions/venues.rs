//! Places where one can meet: keeping the list, asking another department for a room, what came of it.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::{deed, hosts_of, of_staff, refused};
use crate::{
    accounts::{Actor, Duty},
    booking::{
        access,
        model::{
            Host, HostKind, Offer,
            arranged::{Booking, Place},
            named,
            slots::Slot,
            venues::{
                Heard, Lending, RequestState, RoomRequest, Venue, VenueFacts, VenueRoom, VenueState, VenueWithRooms,
            },
        },
        store,
    },
    platform::{
        App, Outcome, Refusal,
        ids::{BookingId, HostId, MunicipalityId, RoomRequestId, VenueId, VenueRoomId},
        trail,
        web::Once,
    },
    reception::{self, Notice},
};

/// All places of a municipality, closed ones last.
pub async fn venues(app: &App, town: MunicipalityId) -> Result<Vec<VenueWithRooms>, Outcome> {
    store::venues::all(app.db.read(), town).await
}

/// The places where one can meet, with the rooms that can be had.
pub async fn open_venues(app: &App, town: MunicipalityId) -> Result<Vec<VenueWithRooms>, Outcome> {
    Ok(venues(app, town).await?.into_iter().filter_map(VenueWithRooms::open).collect())
}

/// Adds a place to the list of the actor's town.
pub async fn add_venue(
    app: &App,
    actor: &Actor,
    (name, facts): (String, VenueFacts),
    once: Once,
) -> Result<String, Outcome> {
    actor.must(Duty::EditPages)?;
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let id: VenueId = app.dice.id(app.now());
    let venue = Venue { id, municipality: actor.municipality, name, facts, state: VenueState::Open, version: 1 };
    store::venues::add(&tx, &venue).await?;
    record(&tx, app, actor, "booking.add-venue", id).await?;
    once.finish(app, tx, id.to_string()).await
}

/// What is done with a place.
pub enum VenueDeed {
    Save { name: String, facts: VenueFacts, version: i64 },
    Close { why: String },
    Reopen,
    AddRoom { name: String, lending: Lending },
    OpenRoom { room: VenueRoomId, is_open: bool },
}

/// Changes a place of the actor's town, or its rooms.
pub async fn change_venue(
    app: &App,
    actor: &Actor,
    id: VenueId,
    venue_deed: VenueDeed,
    once: Once,
) -> Result<(), Outcome> {
    let result = change_venue_for(app, actor, id, venue_deed, once).await;
    let deed = refused(actor, "booking.change-venue", format!("venue:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed, result).await
}

async fn change_venue_for(
    app: &App,
    actor: &Actor,
    id: VenueId,
    venue_deed: VenueDeed,
    once: Once,
) -> Result<(), Outcome> {
    actor.must(Duty::EditPages)?;
    let tx = app.db.write().await?;
    let venue = store::venues::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let action = match venue_deed {
        VenueDeed::Save { name, facts, version } => {
            store::venues::save(&tx, &Venue { name, facts, version, ..venue }).await?;
            "booking.save-venue"
        }
        VenueDeed::Close { why } => {
            store::venues::save(&tx, &venue.close(app.now().today(), &why)?).await?;
            "booking.close-venue"
        }
        VenueDeed::Reopen => {
            store::venues::save(&tx, &venue.reopen()).await?;
            "booking.reopen-venue"
        }
        VenueDeed::AddRoom { name, lending } => {
            add_room(&tx, app, actor, &venue, (name.as_str(), lending)).await?;
            "booking.add-venue-room"
        }
        VenueDeed::OpenRoom { room, is_open } => {
            let room = store::venues::room_for(&tx, actor, room).await?.filter(|room| room.venue == id);
            store::venues::open_room(&tx, room.ok_or(Outcome::NotFound)?.id, is_open).await?;
            "booking.open-venue-room"
        }
    };
    record(&tx, app, actor, action, id).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// A room of a place is a host like any other room: what occupies one is seen by all who need it.
async fn add_room(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    venue: &Venue,
    (name, lending): (&str, Lending),
) -> Result<(), Outcome> {
    let name = named(name)?;
    let host = Host {
        id: app.dice.id(app.now()),
        municipality: actor.municipality,
        organization: actor.organization,
        kind: HostKind::Room,
        name: format!("{} {name}", venue.name),
        staff: None,
    };
    store::add_host(tx, &host).await?;
    let id = app.dice.id(app.now());
    let room = VenueRoom { id, venue: venue.id, host: host.id, name, lending, is_open: true };
    store::venues::add_room(tx, actor.municipality, &room).await
}

async fn record(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    action: &'static str,
    id: VenueId,
) -> Result<(), Outcome> {
    let deed = of_staff(actor, action, format!("venue:{id}"), String::new());
    trail::record(tx, &app.vault, app.now(), deed).await
}

/// The place somebody wishes for, if one can meet there.
pub async fn wished(app: &App, town: MunicipalityId, id: VenueId) -> Result<VenueId, Outcome> {
    let known = open_venues(app, town).await?.iter().any(|it| it.venue.id == id);
    if known { Ok(id) } else { Err(Refusal::new("refused-venue-closed").into()) }
}

/// Where staff propose to meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Meet {
    /// As the words beside it say.
    #[default]
    AsSaid,
    At(Place),
    Room(VenueRoomId),
}

impl Meet {
    pub fn place(self) -> Option<Place> {
        match self {
            Self::AsSaid => None,
            Self::At(place) => Some(place),
            Self::Room(_) => Some(Place::Facility),
        }
    }

    pub fn room(self) -> Option<VenueRoomId> {
        match self {
            Self::AsSaid | Self::At(_) => None,
            Self::Room(room) => Some(room),
        }
    }
}

/// The room of a proposal, if it can be had.
pub(super) async fn room_of(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    meet: Meet,
) -> Result<Option<VenueRoom>, Outcome> {
    let Some(id) = meet.room() else { return Ok(None) };
    let room = store::venues::room_for(conn, actor, id).await?.filter(|room| room.is_open);
    let room = room.ok_or_else(|| Refusal::new("refused-venue-closed"))?;
    let venue = store::venues::find_for(conn, actor, room.venue).await?.filter(Venue::is_open);
    venue.ok_or_else(|| Refusal::new("refused-venue-closed"))?;
    Ok(Some(room))
}

/// Holds all hosts of an offer together with a room, in one order.
pub(super) async fn hold(tx: &impl ConnectionTrait, offer: &Offer, room: Option<&VenueRoom>) -> Result<(), Outcome> {
    let mut hosts: BTreeSet<HostId> = hosts_of(offer);
    hosts.extend(room.map(|room| room.host));
    store::hold(tx, &hosts).await
}

/// Occupies a room for a booking, unless the booking has it already as somebody its offer needs.
pub(super) async fn occupy_room(
    tx: &impl ConnectionTrait,
    host: HostId,
    slot: Slot,
    booking: BookingId,
) -> Result<(), Outcome> {
    let held = store::arranged::hosts_of(tx, &[booking]).await?;
    if held.contains(&(booking, host)) || store::arranged::occupy(tx, &[host], slot.quarters(), booking).await? {
        return Ok(());
    }
    Err(Refusal::new("refused-room-taken").into())
}

/// The rooms a booking holds beside whom its offer needs.
pub(super) async fn rooms_beside(
    conn: &impl ConnectionTrait,
    offer: &Offer,
    booking: BookingId,
) -> Result<Vec<HostId>, Outcome> {
    let needed = hosts_of(offer);
    let held = store::arranged::hosts_of(conn, &[booking]).await?;
    Ok(held.into_iter().map(|(_, host)| host).filter(|host| !needed.contains(host)).collect())
}

/// Asks another department for a room, for the time that is held.
pub(super) async fn ask_for_room(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    booking: &Booking,
    (room, slot): (&VenueRoom, Slot),
) -> Result<(), Outcome> {
    let request = RoomRequest {
        id: app.dice.id(app.now()),
        municipality: booking.municipality,
        organization: booking.organization,
        booking: booking.id,
        room: room.id,
        time: super::time_of(slot),
        state: RequestState::Asked,
        asked_by: actor.staff,
        asked_at: app.now().0,
        version: 1,
    };
    store::venues::add_request(tx, &request).await
}

/// A request for a room with all that is needed to see to it. Nothing in it says for whom.
pub struct RequestLine {
    pub request: RoomRequest,
    pub is_needed: bool,
    pub room: VenueRoom,
    pub venue: Venue,
}

/// The requests of the actor's organisation that somebody still has to see to, and those that were confirmed and stand.
pub async fn requests(app: &App, actor: &Actor) -> Result<Vec<RequestLine>, Outcome> {
    actor.must(Duty::ManageBookings)?;
    let conn = app.db.read();
    let places = store::venues::all(conn, actor.municipality).await?;
    let mut lines = Vec::new();
    for request in store::venues::requests(conn, actor).await? {
        let Some(booking) = store::arranged::find_for(conn, actor, request.booking).await? else { continue };
        let is_needed = request.is_needed(&booking);
        let is_ahead = request.time.end > app.now().0;
        if !is_ahead && !request.is_open(&booking) {
            continue;
        }
        let found = places.iter().find_map(|it| {
            it.rooms.iter().find(|room| room.id == request.room).map(|room| (it.venue.clone(), room.clone()))
        });
        if let Some((venue, room)) = found {
            lines.push(RequestLine { request, is_needed, room, venue });
        }
    }
    Ok(lines)
}

/// Writes down what the other department said, or that it was told. A yes becomes a proposal to the person; after a no the
/// time is free again and the desk proposes something else.
pub async fn settle_request(
    app: &App,
    actor: &Actor,
    id: RoomRequestId,
    heard: Heard,
    once: Once,
) -> Result<(), Outcome> {
    let result = settle_request_for(app, actor, id, heard, once).await;
    let deed = refused(actor, "booking.settle-room", format!("room-request:{id}"));
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed, result).await
}

async fn settle_request_for(
    app: &App,
    actor: &Actor,
    id: RoomRequestId,
    heard: Heard,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    actor.must(Duty::ManageBookings)?;
    let tx = app.db.write().await?;
    let request = store::venues::request_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let booking = access::booking(&tx, actor, request.booking).await?;
    let is_needed = request.is_needed(&booking);
    let request = request.settle(heard, &booking, now.0)?;
    store::venues::save_request(&tx, &request).await?;
    let thread = match booking.thread {
        Some(thread) => reception::by_id(&tx, thread).await?,
        None => None,
    };
    let case = thread.as_ref().and_then(|thread| thread.case);
    match heard {
        Heard::Confirmed => {
            let proposed = booking.clone().propose(request.time, now.0)?;
            store::arranged::save(&tx, &proposed).await?;
            if let Some(thread) = thread {
                let offer = access::offer(&tx, actor, Duty::ManageBookings, booking.offer).await?;
                let notice = Notice::TimeProposed { offer: offer.name, at: request.time.start };
                reception::tell_thread(&tx, app, thread.id, &notice, true).await?;
            }
        }
        Heard::NotPossible if is_needed => store::arranged::release(&tx, booking.id).await?,
        Heard::NotPossible | Heard::Withdrawn => {}
    }
    let mut deed = deed(&booking, case, actor.doer(), "booking.settle-room");
    deed.detail = format!("heard:{heard}");
    trail::record(&tx, &app.vault, now, deed).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
