//! Rows of places, their rooms, and rooms that were asked for.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use crate::{
    accounts::Actor,
    booking::model::{
        arranged::Time,
        venues::{Lending, RequestState, RoomRequest, Venue, VenueRoom, VenueState, VenueWithRooms},
    },
    platform::{
        Outcome,
        ids::{BookingId, HostId, MunicipalityId, OrganizationId, RoomRequestId, StaffId, VenueId, VenueRoomId},
    },
};

mod venue {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "venues")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::VenueId,
        pub municipality_id: super::MunicipalityId,
        pub name: String,
        pub facts: Json,
        pub closed_on: Option<Date>,
        pub closed_why: Option<String>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod room {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "venue_rooms")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::VenueRoomId,
        pub municipality_id: super::MunicipalityId,
        pub venue_id: super::VenueId,
        pub host_id: super::HostId,
        pub name: String,
        pub department: Option<String>,
        pub how: Option<String>,
        pub is_open: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod request {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "room_requests")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::RoomRequestId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub booking_id: super::BookingId,
        pub room_id: super::VenueRoomId,
        pub starts_at: DateTimeUtc,
        pub ends_at: DateTimeUtc,
        pub state: String,
        pub asked_by: super::StaffId,
        pub asked_at: DateTimeUtc,
        pub settled_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn venue_of(row: venue::Model) -> Result<Venue, Outcome> {
    let facts =
        serde_json::from_value(row.facts).map_err(|error| Outcome::Broken(format!("venue {}: {error}", row.id)))?;
    let state = match row.closed_on {
        Some(since) => VenueState::Closed { since, why: row.closed_why.unwrap_or_default() },
        None => VenueState::Open,
    };
    Ok(Venue { id: row.id, municipality: row.municipality_id, name: row.name, facts, state, version: row.version })
}

fn room_of(row: room::Model) -> VenueRoom {
    let lending = match row.department {
        Some(department) => Lending::OnRequest { department, how: row.how.unwrap_or_default() },
        None => Lending::Ours,
    };
    VenueRoom { id: row.id, venue: row.venue_id, host: row.host_id, name: row.name, lending, is_open: row.is_open }
}

fn request_of(row: request::Model) -> Result<RoomRequest, Outcome> {
    let state = match (row.state.as_str(), row.settled_at) {
        ("asked", _) => RequestState::Asked,
        ("superseded", _) => RequestState::Superseded,
        ("confirmed", Some(at)) => RequestState::Confirmed { at },
        ("not-possible", Some(at)) => RequestState::NotPossible { at },
        ("withdrawn", Some(at)) => RequestState::Withdrawn { at },
        (other, _) => return Err(Outcome::Broken(format!("room request {} is \"{other}\"", row.id))),
    };
    Ok(RoomRequest {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        booking: row.booking_id,
        room: row.room_id,
        time: Time { start: row.starts_at, end: row.ends_at },
        state,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        version: row.version,
    })
}

/// The places of a municipality with their rooms, open ones first, by name.
pub async fn all(conn: &impl ConnectionTrait, town: MunicipalityId) -> Result<Vec<VenueWithRooms>, Outcome> {
    let venues = venue::Entity::find().filter(venue::Column::MunicipalityId.eq(town)).all(conn).await?;
    if venues.is_empty() {
        return Ok(Vec::new());
    }
    let rooms = room::Entity::find().filter(room::Column::MunicipalityId.eq(town)).all(conn).await?;
    let mut rooms: Vec<VenueRoom> = rooms.into_iter().map(room_of).collect();
    rooms.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    let mut all = Vec::new();
    for row in venues {
        let venue = venue_of(row)?;
        let own = rooms.iter().filter(|room| room.venue == venue.id).cloned().collect();
        all.push(VenueWithRooms { venue, rooms: own });
    }
    // Sorted here, because the engines sort Japanese differently.
    all.sort_by(|one, other| {
        let key = |it: &VenueWithRooms| (!it.venue.is_open(), it.venue.name.clone(), it.venue.id);
        key(one).cmp(&key(other))
    });
    Ok(all)
}

/// The place `id`, as staff of its municipality.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: VenueId) -> Result<Option<Venue>, Outcome> {
    let found =
        venue::Entity::find_by_id(id).filter(venue::Column::MunicipalityId.eq(actor.municipality)).one(conn).await?;
    found.map(venue_of).transpose()
}

pub async fn add(tx: &impl ConnectionTrait, venue: &Venue) -> Result<(), Outcome> {
    let (closed_on, closed_why) = closed(&venue.state);
    venue::Entity::insert(venue::ActiveModel {
        id: Set(venue.id),
        municipality_id: Set(venue.municipality),
        name: Set(venue.name.clone()),
        facts: Set(facts_of(venue)?),
        closed_on: Set(closed_on),
        closed_why: Set(closed_why),
        version: Set(venue.version),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Saves a place. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, venue: &Venue) -> Result<(), Outcome> {
    let (closed_on, closed_why) = closed(&venue.state);
    let saved = venue::Entity::update_many()
        .col_expr(venue::Column::Name, Expr::value(venue.name.clone()))
        .col_expr(venue::Column::Facts, Expr::value(facts_of(venue)?))
        .col_expr(venue::Column::ClosedOn, Expr::value(closed_on))
        .col_expr(venue::Column::ClosedWhy, Expr::value(closed_why))
        .col_expr(venue::Column::Version, Expr::value(venue.version + 1))
        .filter(venue::Column::Id.eq(venue.id))
        .filter(venue::Column::Version.eq(venue.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

fn facts_of(venue: &Venue) -> Result<serde_json::Value, Outcome> {
    serde_json::to_value(&venue.facts).map_err(|error| Outcome::Broken(error.to_string()))
}

fn closed(state: &VenueState) -> (Option<chrono::NaiveDate>, Option<String>) {
    match state {
        VenueState::Open => (None, None),
        VenueState::Closed { since, why } => (Some(*since), Some(why.clone())),
    }
}

pub async fn add_room(
    tx: &impl ConnectionTrait,
    municipality: MunicipalityId,
    room: &VenueRoom,
) -> Result<(), Outcome> {
    let (department, how) = match &room.lending {
        Lending::Ours => (None, None),
        Lending::OnRequest { department, how } => (Some(department.clone()), Some(how.clone())),
    };
    room::Entity::insert(room::ActiveModel {
        id: Set(room.id),
        municipality_id: Set(municipality),
        venue_id: Set(room.venue),
        host_id: Set(room.host),
        name: Set(room.name.clone()),
        department: Set(department),
        how: Set(how),
        is_open: Set(room.is_open),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// The room `id`, as staff of its municipality.
pub async fn room_for(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: VenueRoomId,
) -> Result<Option<VenueRoom>, Outcome> {
    let found =
        room::Entity::find_by_id(id).filter(room::Column::MunicipalityId.eq(actor.municipality)).one(conn).await?;
    Ok(found.map(room_of))
}

pub async fn open_room(tx: &impl ConnectionTrait, id: VenueRoomId, is_open: bool) -> Result<(), Outcome> {
    room::Entity::update_many()
        .col_expr(room::Column::IsOpen, Expr::value(is_open))
        .filter(room::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn add_request(tx: &impl ConnectionTrait, it: &RoomRequest) -> Result<(), Outcome> {
    request::Entity::insert(request::ActiveModel {
        id: Set(it.id),
        municipality_id: Set(it.municipality),
        organization_id: Set(it.organization),
        booking_id: Set(it.booking),
        room_id: Set(it.room),
        starts_at: Set(it.time.start),
        ends_at: Set(it.time.end),
        state: Set(it.state.code().to_owned()),
        asked_by: Set(it.asked_by),
        asked_at: Set(it.asked_at),
        settled_at: Set(it.state.settled_at()),
        version: Set(it.version),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Saves where a request stands. Somebody who saved first wins.
pub async fn save_request(tx: &impl ConnectionTrait, it: &RoomRequest) -> Result<(), Outcome> {
    let saved = request::Entity::update_many()
        .col_expr(request::Column::State, Expr::value(it.state.code()))
        .col_expr(request::Column::SettledAt, Expr::value(it.state.settled_at()))
        .col_expr(request::Column::Version, Expr::value(it.version + 1))
        .filter(request::Column::Id.eq(it.id))
        .filter(request::Column::Version.eq(it.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Another room or time was chosen: whatever was asked for or lent before is no longer needed.
pub async fn supersede(tx: &impl ConnectionTrait, booking: BookingId) -> Result<(), Outcome> {
    request::Entity::update_many()
        .col_expr(request::Column::State, Expr::value(RequestState::Superseded.code()))
        .col_expr(request::Column::SettledAt, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
        .col_expr(request::Column::Version, Expr::col(request::Column::Version).add(1))
        .filter(request::Column::BookingId.eq(booking))
        .filter(request::Column::State.is_in([RequestState::Asked.code(), "confirmed"]))
        .exec(tx)
        .await?;
    Ok(())
}

/// The request `id`, as staff of the organisation that asked.
pub async fn request_for(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: RoomRequestId,
) -> Result<Option<RoomRequest>, Outcome> {
    let found = request::Entity::find_by_id(id)
        .filter(request::Column::OrganizationId.eq(actor.organization))
        .filter(request::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?;
    found.map(request_of).transpose()
}

/// What the actor's organisation asked for and may still have to see to, soonest first.
pub async fn requests(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<RoomRequest>, Outcome> {
    let rows = request::Entity::find()
        .filter(request::Column::OrganizationId.eq(actor.organization))
        .filter(request::Column::MunicipalityId.eq(actor.municipality))
        .filter(request::Column::State.is_in(["asked", "confirmed", "superseded"]))
        .order_by_asc(request::Column::StartsAt)
        .order_by_asc(request::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(request_of).collect()
}

/// The latest request of each booking, by the order of asking.
pub async fn requests_of(conn: &impl ConnectionTrait, bookings: &[BookingId]) -> Result<Vec<RoomRequest>, Outcome> {
    if bookings.is_empty() {
        return Ok(Vec::new());
    }
    let rows = request::Entity::find()
        .filter(request::Column::BookingId.is_in(bookings.iter().copied()))
        .order_by_desc(request::Column::AskedAt)
        .order_by_desc(request::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(request_of).collect()
}
