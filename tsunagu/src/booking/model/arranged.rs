//! A booking: what was asked for, proposed, agreed or given back. Whether somebody came is nowhere. Pure.

use std::collections::BTreeMap;

use calendar::{Channel, quota::Quota};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::LONGEST;
use crate::{
    platform::{
        Refusal,
        ids::{BookingId, MunicipalityId, OfferId, OrganizationId, ThreadId, VenueId, VenueRoomId},
    },
    reception::About,
    vocabulary,
};

/// From when until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
}

vocabulary! {
    /// Who gave a time back.
    pub enum By("cancelled-by") {
        Writer => "writer",
        Staff => "staff",
    }
}

vocabulary! {
    /// How a booking came about.
    pub enum Origin("origin") {
        /// The person, on this site.
        Writer => "writer",
        Phone => "phone",
        Counter => "counter",
        Mail => "mail",
        /// Came without a booking and takes a place like any other.
        WalkIn => "walk-in",
        /// Could not wait for a slot.
        Urgent => "urgent",
    }
}

vocabulary! {
    /// For whom a visit is; each has a number of its own.
    pub enum VisitFor("visit-for") {
        Family => "family",
        Person => "person",
    }
}

vocabulary! {
    /// Where one would like to meet.
    pub enum Place("meet") {
        Home => "home",
        Facility => "facility",
        Counter => "counter",
        Online => "online",
        Other => "other",
    }
}

/// Where a booking stands. A variant holds what is true in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Time and place are still to be agreed.
    Asked,
    /// The desk proposes a time, and holds it.
    Proposed {
        time: Time,
    },
    Agreed {
        time: Time,
    },
    /// Would like this time if somebody gives it back.
    Waiting {
        time: Time,
    },
    Cancelled {
        by: By,
        was: Option<Time>,
    },
}

/// What a person said about a booking. All of it may be empty; sealed with the key of the thread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub about: Option<About>,
    /// What one would like to talk about, or nothing.
    pub wishes: String,
    /// What makes it easier: light, a seat by the door, no telephone.
    pub consideration: String,
    pub place: Option<Place>,
    /// When and where it would suit.
    pub times: String,
    /// "I would like somebody to come": said by whoever asked.
    pub wants_visit: bool,
    /// What the desk proposes about the place.
    pub proposal: String,
    /// The place of the town that was wished for; nothing leaves it to the desk.
    #[serde(default)]
    pub venue: Option<VenueId>,
    /// The time that was chosen and is held while the place is being settled.
    #[serde(default)]
    pub asked_for: Option<DateTime<Utc>>,
    /// Where the desk proposes to meet.
    #[serde(default)]
    pub meet: Option<Place>,
    #[serde(default)]
    pub room: Option<VenueRoomId>,
}

/// Words of staff about a booking, as they are kept: sealed with the key of its thread, or the town's where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedWords(pub Vec<u8>);

vocabulary! {
    /// How somebody was told that a time does not take place.
    pub enum Told("told") {
        /// On their page, and by a mail that says there is something to read.
        Mail => "mail",
        /// On their page only: they asked for no mail, or for quiet.
        Page => "page",
        /// There is no page: it was booked by telephone or at the counter.
        Nobody => "nobody",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    pub id: BookingId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub offer: OfferId,
    /// The person's page. What staff enter for somebody at the telephone has none.
    pub thread: Option<ThreadId>,
    pub origin: Origin,
    pub visit_for: Option<VisitFor>,
    pub state: State,
    /// Why it was arranged although a host was missing.
    pub exception: Option<SealedWords>,
    pub made_at: DateTime<Utc>,
    pub version: i64,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Proposed { .. } => "proposed",
            Self::Agreed { .. } => "agreed",
            Self::Waiting { .. } => "waiting",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Asked => "booking-asked",
            Self::Proposed { .. } => "booking-proposed",
            Self::Agreed { .. } => "booking-agreed",
            Self::Waiting { .. } => "booking-waiting",
            Self::Cancelled { .. } => "booking-cancelled",
        }
    }

    pub fn time(self) -> Option<Time> {
        match self {
            Self::Asked => None,
            Self::Proposed { time } | Self::Agreed { time } | Self::Waiting { time } => Some(time),
            Self::Cancelled { was, .. } => was,
        }
    }

    /// Whether it stands: neither given back nor only hoped for, nor a proposal that nobody answered in time.
    pub fn counts(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::Proposed { time } => time.start > now,
            Self::Asked | Self::Agreed { .. } => true,
            Self::Waiting { .. } | Self::Cancelled { .. } => false,
        }
    }
}

impl Booking {
    /// The desk proposes a time, or another one.
    pub fn propose(self, time: Time, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.state {
            State::Asked | State::Proposed { .. } if time.start > now => {
                Ok(Self { state: State::Proposed { time }, ..self })
            }
            State::Asked | State::Proposed { .. } => Err(Refusal::new("refused-slot-past")),
            State::Agreed { .. } | State::Waiting { .. } | State::Cancelled { .. } => {
                Err(Refusal::new("refused-booking-settled"))
            }
        }
    }

    /// The time is held for a room that another department has still to lend: nothing is proposed yet.
    pub fn wait_for_room(self, time: Time, now: DateTime<Utc>) -> Result<Self, Refusal> {
        Ok(Self { state: State::Asked, ..self.propose(time, now)? })
    }

    /// The person says that the proposed time suits.
    pub fn agree(self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.state {
            State::Proposed { time } if time.start <= now => Err(Refusal::new("refused-proposal-past")),
            State::Proposed { time } => Ok(Self { state: State::Agreed { time }, ..self }),
            State::Asked | State::Agreed { .. } | State::Waiting { .. } | State::Cancelled { .. } => {
                Err(Refusal::new("refused-booking-settled"))
            }
        }
    }

    /// The person would rather have another time. Nobody asks why.
    pub fn ask_another(self) -> Result<Self, Refusal> {
        match self.state {
            State::Proposed { .. } => Ok(Self { state: State::Asked, ..self }),
            State::Asked | State::Agreed { .. } | State::Waiting { .. } | State::Cancelled { .. } => {
                Err(Refusal::new("refused-booking-settled"))
            }
        }
    }

    /// Takes another time, or the one that was waited for.
    pub fn move_to(self, time: Time, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.state {
            State::Agreed { time: was } if was.start <= now => Err(Refusal::new("refused-booking-past")),
            State::Agreed { .. } | State::Waiting { .. } => Ok(Self { state: State::Agreed { time }, ..self }),
            State::Asked | State::Proposed { .. } | State::Cancelled { .. } => {
                Err(Refusal::new("refused-booking-settled"))
            }
        }
    }

    /// The desk moved the session: whoever was coming comes at the other time.
    pub fn shift(self, time: Time) -> Result<Self, Refusal> {
        let state = match self.state {
            State::Agreed { .. } => State::Agreed { time },
            State::Proposed { .. } => State::Proposed { time },
            State::Waiting { .. } => State::Waiting { time },
            State::Asked | State::Cancelled { .. } => return Err(Refusal::new("refused-booking-settled")),
        };
        Ok(Self { state, ..self })
    }

    /// Gives it back. No reason is asked for and nothing follows from it. A proposal that nobody answered may go, too.
    pub fn cancel(self, by: By, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.state {
            State::Agreed { time } if time.start <= now => Err(Refusal::new("refused-booking-past")),
            State::Asked | State::Proposed { .. } | State::Agreed { .. } | State::Waiting { .. } => {
                Ok(Self { state: State::Cancelled { by, was: self.state.time() }, ..self })
            }
            State::Cancelled { .. } => Err(Refusal::new("refused-booking-settled")),
        }
    }
}

impl Note {
    /// What was typed, as it will be kept.
    pub fn check(self) -> Result<Self, Refusal> {
        let longest = [&self.wishes, &self.consideration, &self.times, &self.proposal]
            .into_iter()
            .map(|text| text.chars().count())
            .max();
        match longest {
            Some(length) if length > LONGEST => {
                Err(Refusal::new("refused-offer-long").with("longest", LONGEST.to_string()))
            }
            _ => Ok(self),
        }
    }
}

impl Note {
    /// With what is said anew. What is left empty stays as it was.
    pub fn with(self, said: Self) -> Self {
        let newer = |old: String, new: String| if new.trim().is_empty() { old } else { new };
        Self {
            about: said.about.or(self.about),
            wishes: newer(self.wishes, said.wishes),
            consideration: newer(self.consideration, said.consideration),
            place: said.place.or(self.place),
            times: newer(self.times, said.times),
            wants_visit: self.wants_visit || said.wants_visit,
            proposal: self.proposal,
            venue: said.venue.or(self.venue),
            asked_for: said.asked_for.or(self.asked_for),
            meet: self.meet,
            room: self.room,
        }
    }

    /// Whether one meets online: as the desk proposed it, else as it was wished for, else as the offer is.
    pub fn is_online(&self, channel: Channel) -> bool {
        match self.meet.or(self.place) {
            Some(Place::Online) => true,
            Some(Place::Other) | None => channel == Channel::Online,
            Some(Place::Home | Place::Facility | Place::Counter) => false,
        }
    }
}

impl Place {
    /// Whether it has to be settled by talking where one meets there.
    pub fn is_settled_by_talking(self) -> bool {
        match self {
            Self::Home | Self::Facility | Self::Other => true,
            Self::Counter | Self::Online => false,
        }
    }
}

/// How many visits each may still have: the family's and the person's are counted apart.
pub fn visits_left(most: u32, bookings: &[Booking], visit_for: VisitFor, now: DateTime<Utc>) -> u32 {
    let quota = Quota {
        max: VisitFor::ALL.iter().map(|kind| (kind.code().to_owned(), most)).collect(),
        separate: true,
        per: None,
    };
    let mut done: BTreeMap<String, u32> = BTreeMap::new();
    for booking in bookings.iter().filter(|booking| booking.state.counts(now)) {
        if let Some(kind) = booking.visit_for {
            *done.entry(kind.code().to_owned()).or_default() += 1;
        }
    }
    quota.left(&done, visit_for.code()).unwrap_or(0)
}

/// Whether one more visit may be asked for.
pub fn may_have_visit(most: u32, bookings: &[Booking], visit_for: VisitFor, now: DateTime<Utc>) -> Result<(), Refusal> {
    if visits_left(most, bookings, visit_for, now) > 0 {
        return Ok(());
    }
    let key = match visit_for {
        VisitFor::Family => "refused-visits-family",
        VisitFor::Person => "refused-visits-person",
    };
    Err(Refusal::new(key).with("most", most.to_string()))
}
