//! Places of the town where one can meet, their rooms, and a room that is asked for at another department. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    arranged::{Booking, State, Time},
    named, reason, short,
};
use crate::{
    platform::{
        Refusal,
        ids::{BookingId, HostId, MunicipalityId, OrganizationId, RoomRequestId, StaffId, VenueId, VenueRoomId},
    },
    vocabulary,
};

vocabulary! {
    /// What makes a place easier to come to.
    pub enum Comfort("comfort") {
        Wheelchair => "wheelchair",
        Quiet => "quiet",
        /// One need not pass the front and its counter.
        SideEntrance => "side-entrance",
    }
}

/// What is known of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueFacts {
    pub address: String,
    /// How to get there, in words.
    pub access: String,
    pub comforts: Vec<Comfort>,
    /// Whatever else is good to know before one comes.
    pub note: String,
}

/// Whether a place is still met at. One that is closed stays, because old bookings name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VenueState {
    Open,
    Closed { since: NaiveDate, why: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    pub id: VenueId,
    pub municipality: MunicipalityId,
    pub name: String,
    pub facts: VenueFacts,
    pub state: VenueState,
    pub version: i64,
}

/// How a room is had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lending {
    /// Whoever books it has it.
    Ours,
    /// Another department has to say yes first.
    OnRequest { department: String, how: String },
}

/// A room of a place. Its host is what a booking occupies: the same room is not given twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueRoom {
    pub id: VenueRoomId,
    pub venue: VenueId,
    pub host: HostId,
    pub name: String,
    pub lending: Lending,
    pub is_open: bool,
}

/// A place with all its rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueWithRooms {
    pub venue: Venue,
    pub rooms: Vec<VenueRoom>,
}

/// Where a request for a room stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// The other department has not answered; the time is held meanwhile.
    Asked,
    Confirmed {
        at: DateTime<Utc>,
    },
    NotPossible {
        at: DateTime<Utc>,
    },
    /// Another room or time was chosen instead: the other department is to be told.
    Superseded,
    /// The other department was told that the room is not needed.
    Withdrawn {
        at: DateTime<Utc>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomRequest {
    pub id: RoomRequestId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub booking: BookingId,
    pub room: VenueRoomId,
    pub time: Time,
    pub state: RequestState,
    pub asked_by: StaffId,
    pub asked_at: DateTime<Utc>,
    pub version: i64,
}

vocabulary! {
    /// What staff heard from the other department, or told it.
    pub enum Heard("heard") {
        Confirmed => "confirmed",
        NotPossible => "not-possible",
        Withdrawn => "withdrawn",
    }
}

impl RequestState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Confirmed { .. } => "confirmed",
            Self::NotPossible { .. } => "not-possible",
            Self::Superseded => "superseded",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Asked => "room-request-asked",
            Self::Confirmed { .. } => "room-request-confirmed",
            Self::NotPossible { .. } => "room-request-not-possible",
            Self::Superseded => "room-request-superseded",
            Self::Withdrawn { .. } => "room-request-withdrawn",
        }
    }

    pub fn settled_at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Asked | Self::Superseded => None,
            Self::Confirmed { at } | Self::NotPossible { at } | Self::Withdrawn { at } => Some(at),
        }
    }
}

impl RoomRequest {
    /// Whether the room is still wanted for its booking, at its time.
    pub fn is_needed(&self, booking: &Booking) -> bool {
        match (self.state, booking.state) {
            (RequestState::Asked, State::Asked) => true,
            (RequestState::Confirmed { .. }, State::Proposed { time } | State::Agreed { time }) => time == self.time,
            (
                RequestState::Asked
                | RequestState::Confirmed { .. }
                | RequestState::NotPossible { .. }
                | RequestState::Superseded
                | RequestState::Withdrawn { .. },
                State::Asked
                | State::Proposed { .. }
                | State::Agreed { .. }
                | State::Waiting { .. }
                | State::Cancelled { .. },
            ) => false,
        }
    }

    /// Whether somebody of the staff still has something to do about it.
    pub fn is_open(&self, booking: &Booking) -> bool {
        match self.state {
            RequestState::Asked | RequestState::Superseded => true,
            RequestState::Confirmed { .. } => !self.is_needed(booking),
            RequestState::NotPossible { .. } | RequestState::Withdrawn { .. } => false,
        }
    }

    /// Writes down what was heard.
    pub fn settle(self, heard: Heard, booking: &Booking, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let is_needed = self.is_needed(booking);
        let state = match (self.state, heard) {
            (RequestState::Asked, Heard::Confirmed) if is_needed => RequestState::Confirmed { at: now },
            (RequestState::Asked, Heard::NotPossible) => RequestState::NotPossible { at: now },
            (RequestState::Asked | RequestState::Confirmed { .. } | RequestState::Superseded, Heard::Withdrawn)
                if !is_needed =>
            {
                RequestState::Withdrawn { at: now }
            }
            (
                RequestState::Asked
                | RequestState::Confirmed { .. }
                | RequestState::NotPossible { .. }
                | RequestState::Superseded
                | RequestState::Withdrawn { .. },
                Heard::Confirmed | Heard::NotPossible | Heard::Withdrawn,
            ) => return Err(Refusal::new("refused-room-request")),
        };
        Ok(Self { state, ..self })
    }
}

impl Venue {
    pub fn is_open(&self) -> bool {
        matches!(self.state, VenueState::Open)
    }

    /// Nobody meets there any more, for a reason.
    pub fn close(self, today: NaiveDate, why: &str) -> Result<Self, Refusal> {
        match self.state {
            VenueState::Open => {
                let why = reason(why).map_err(|_| Refusal::new("refused-venue-why"))?;
                Ok(Self { state: VenueState::Closed { since: today, why }, ..self })
            }
            VenueState::Closed { .. } => Ok(self),
        }
    }

    pub fn reopen(self) -> Self {
        Self { state: VenueState::Open, ..self }
    }
}

impl VenueWithRooms {
    /// A room of this place with the name of the place.
    pub fn in_words(&self, room: VenueRoomId) -> Option<String> {
        self.rooms.iter().find(|it| it.id == room).map(|it| format!("{} {}", self.venue.name, it.name))
    }

    /// What a form offers: open places with the rooms that can be had.
    pub fn open(self) -> Option<Self> {
        let Self { venue, mut rooms } = self;
        rooms.retain(|room| room.is_open);
        venue.is_open().then_some(Self { venue, rooms })
    }
}

/// A place as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VenueTyped {
    pub name: String,
    pub facts: VenueFacts,
}

impl VenueTyped {
    /// The name and facts as they will be kept.
    pub fn check(&self) -> Result<(String, VenueFacts), (&'static str, Refusal)> {
        let name = named(&self.name).map_err(|refusal| ("name", refusal))?;
        let facts = VenueFacts {
            address: short(&self.facts.address).map_err(|refusal| ("address", refusal))?,
            access: short(&self.facts.access).map_err(|refusal| ("access", refusal))?,
            comforts: self.facts.comforts.clone(),
            note: short(&self.facts.note).map_err(|refusal| ("note", refusal))?,
        };
        if facts.address.is_empty() {
            return Err(("address", Refusal::new("refused-venue-address")));
        }
        Ok((name, facts))
    }
}

/// A room as typed. One that another department lends says which, so that staff know whom to ask.
pub fn lending(on_request: bool, department: &str, how: &str) -> Result<Lending, Refusal> {
    if !on_request {
        return Ok(Lending::Ours);
    }
    let department = named(department).map_err(|_| Refusal::new("refused-room-department"))?;
    Ok(Lending::OnRequest { department, how: short(how)? })
}
