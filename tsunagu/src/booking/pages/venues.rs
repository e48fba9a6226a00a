//! The staff's list of places where one can meet, and of rooms that were asked for at other departments.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};

use super::{id, refused, said};
use crate::{
    accounts::{Actor, Duty},
    booking::{
        actions::venues::{self, RequestLine, VenueDeed},
        model::venues::{
            Comfort, Heard, Lending, RequestState, VenueFacts, VenueState, VenueTyped, VenueWithRooms, lending,
        },
    },
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::{RoomRequestId, VenueId, VenueRoomId},
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "booking/templates/venues.html")]
struct ListPage {
    v: Visit,
    actor: Actor,
    venues: Vec<VenueWithRooms>,
    typed: VenueTyped,
    fault: Option<(&'static str, Refusal)>,
    key: String,
}

/// What the fields of a place need, on the page of the list and of one place.
trait Fields {
    fn typed(&self) -> &VenueTyped;
    fn slip(&self) -> Option<&(&'static str, Refusal)>;

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.slip().filter(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }

    fn comforts(&self) -> &'static [Comfort] {
        Comfort::ALL
    }

    fn has(&self, comfort: &Comfort) -> bool {
        self.typed().facts.comforts.contains(comfort)
    }
}

impl Fields for ListPage {
    fn typed(&self) -> &VenueTyped {
        &self.typed
    }

    fn slip(&self) -> Option<&(&'static str, Refusal)> {
        self.fault.as_ref()
    }
}

impl Fields for VenuePage {
    fn typed(&self) -> &VenueTyped {
        &self.typed
    }

    fn slip(&self) -> Option<&(&'static str, Refusal)> {
        self.fault.as_ref()
    }
}

fn typed(form: &Submitted) -> VenueTyped {
    let text = |name: &str| form.get(name).trim_end().to_owned();
    VenueTyped {
        name: text("name"),
        facts: VenueFacts {
            address: text("address"),
            access: text("access"),
            comforts: form.codes("comfort"),
            note: text("note"),
        },
    }
}

pub async fn list_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    let venues = venues::venues(&app, actor.municipality).await?;
    page(&ListPage { key: v.form_key(), v, actor, venues, typed: VenueTyped::default(), fault: None })
}

pub async fn add(State(app): State<App>, v: Visit, actor: Actor, form: Submitted) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.add-venue")?;
    let typed = typed(&form);
    match typed.check() {
        Ok(checked) => {
            let id = venues::add_venue(&app, &actor, checked, once).await?;
            Ok(see(&format!("/venues/{id}")))
        }
        Err(fault) => {
            let venues = venues::venues(&app, actor.municipality).await?;
            let key = form.get("form").to_owned();
            refused(page(&ListPage { v, actor, venues, typed, fault: Some(fault), key })?)
        }
    }
}

#[derive(Template)]
#[template(path = "booking/templates/venue.html")]
struct VenuePage {
    v: Visit,
    actor: Actor,
    held: VenueWithRooms,
    typed: VenueTyped,
    version: i64,
    fault: Option<(&'static str, Refusal)>,
    conflict: bool,
    room: RoomTyped,
    closed: Option<String>,
    key: String,
}

/// A room as typed, and why it was closed.
#[derive(Default)]
struct RoomTyped {
    name: String,
    on_request: bool,
    department: String,
    how: String,
    why: String,
}

async fn draw(app: &App, v: Visit, actor: Actor, id: VenueId) -> Result<VenuePage, Outcome> {
    actor.must(Duty::EditPages)?;
    let all = venues::venues(app, actor.municipality).await?;
    let held = all.into_iter().find(|it| it.venue.id == id).ok_or(Outcome::NotFound)?;
    Ok(VenuePage {
        typed: VenueTyped { name: held.venue.name.clone(), facts: held.venue.facts.clone() },
        version: held.venue.version,
        closed: match &held.venue.state {
            VenueState::Open => None,
            VenueState::Closed { since, why } => Some(v.t2("venue-closed-since", ("day", v.day(*since)), ("why", why))),
        },
        fault: None,
        conflict: false,
        room: RoomTyped::default(),
        key: v.form_key(),
        held,
        v,
        actor,
    })
}

pub async fn venue_page(State(app): State<App>, v: Visit, actor: Actor, Path(venue): Path<String>) -> Answer {
    page(&draw(&app, v, actor, id(&venue)?).await?)
}

pub async fn save(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(venue): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.save-venue")?;
    let venue: VenueId = id(&venue)?;
    let typed = typed(&form);
    let version = form.get("version").parse().unwrap_or(0);
    let saved = match typed.check() {
        Ok((name, facts)) => {
            venues::change_venue(&app, &actor, venue, VenueDeed::Save { name, facts, version }, once).await
        }
        Err(fault) => {
            let again = VenuePage { typed, version, fault: Some(fault), ..draw(&app, v, actor, venue).await? };
            return refused(page(&again)?);
        }
    };
    match saved {
        // What was typed stays on the page; saving it now would be over somebody else's words, seen.
        Err(Outcome::Conflict) => {
            let again = VenuePage { typed, conflict: true, ..draw(&app, v, actor, venue).await? };
            let mut response = page(&again)?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
        other => other.map(|()| see(&format!("/venues/{venue}"))),
    }
}

/// Closes a place, or opens it again.
pub async fn close(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(venue): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.close-venue")?;
    let venue: VenueId = id(&venue)?;
    let deed = match form.get("open") {
        "yes" => VenueDeed::Reopen,
        _ => VenueDeed::Close { why: form.get("why").to_owned() },
    };
    let room = RoomTyped { why: form.get("why").to_owned(), ..RoomTyped::default() };
    changed(&app, v, actor, (venue, "why", room), deed, once).await
}

pub async fn add_room(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(venue): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.add-venue-room")?;
    let venue: VenueId = id(&venue)?;
    let room = RoomTyped {
        name: form.get("room").to_owned(),
        on_request: form.get("on_request") == "yes",
        department: form.get("department").to_owned(),
        how: form.get("how").to_owned(),
        why: String::new(),
    };
    match lending(room.on_request, &room.department, &room.how) {
        Ok(lending) => {
            let deed = VenueDeed::AddRoom { name: room.name.clone(), lending };
            changed(&app, v, actor, (venue, "room", room), deed, once).await
        }
        Err(refusal) => {
            let fault = Some(("department", refusal));
            refused(page(&VenuePage { room, fault, ..draw(&app, v, actor, venue).await? })?)
        }
    }
}

/// Takes a room off the list, or puts it back. Bookings that name it keep it.
pub async fn close_room(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path((venue, room)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.open-venue-room")?;
    let room: VenueRoomId = id(&room)?;
    let deed = VenueDeed::OpenRoom { room, is_open: form.get("open") == "yes" };
    changed(&app, v, actor, (id(&venue)?, "room", RoomTyped::default()), deed, once).await
}

async fn changed(
    app: &App,
    v: Visit,
    actor: Actor,
    (venue, field, room): (VenueId, &'static str, RoomTyped),
    deed: VenueDeed,
    once: crate::platform::web::Once,
) -> Answer {
    match venues::change_venue(app, &actor, venue, deed, once).await {
        Err(Outcome::Refused(refusal)) => {
            let fault = Some((field, refusal));
            refused(page(&VenuePage { room, fault, ..draw(app, v, actor, venue).await? })?)
        }
        other => other.map(|()| see(&format!("/venues/{venue}"))),
    }
}

#[derive(Template)]
#[template(path = "booking/templates/room_requests.html")]
struct RequestsPage {
    v: Visit,
    actor: Actor,
    lines: Vec<RequestCard>,
    refusal: Option<Refusal>,
}

struct RequestCard {
    id: RoomRequestId,
    at: String,
    room: String,
    department: String,
    how: String,
    state: &'static str,
    /// Nobody has answered yet, and the room is still wanted.
    is_asked: bool,
    /// It is not needed any more: the other department is to be told.
    is_spare: bool,
    /// The week of the bookings in which it stands.
    bookings: String,
}

fn card(v: &Visit, line: RequestLine) -> RequestCard {
    let (department, how) = match line.room.lending {
        Lending::OnRequest { department, how } => (department, how),
        Lending::Ours => (String::new(), String::new()),
    };
    let start = clock::local(line.request.time.start);
    RequestCard {
        id: line.request.id,
        at: said(v, start),
        room: format!("{} {}", line.venue.name, line.room.name),
        department,
        how,
        state: line.request.state.key(),
        is_asked: line.is_needed && line.request.state == RequestState::Asked,
        is_spare: !line.is_needed,
        bookings: format!("/bookings?from={}", start.date()),
    }
}

async fn draw_requests(app: &App, v: Visit, actor: Actor, refusal: Option<Refusal>) -> Result<RequestsPage, Outcome> {
    let lines = venues::requests(app, &actor).await?;
    Ok(RequestsPage { lines: lines.into_iter().map(|line| card(&v, line)).collect(), v, actor, refusal })
}

pub async fn requests_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::ManageBookings)?;
    page(&draw_requests(&app, v, actor, None).await?)
}

/// Writes down what the other department said, or that it was told.
pub async fn settle(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(request): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.settle-room")?;
    let heard: Option<Heard> = form.code("heard");
    let request: RoomRequestId = id(&request)?;
    let result = match heard {
        Some(heard) => venues::settle_request(&app, &actor, request, heard, once).await,
        None => Err(Outcome::Unreadable("unreadable-form")),
    };
    match result {
        Err(Outcome::Refused(refusal)) => refused(page(&draw_requests(&app, v, actor, Some(refusal)).await?)?),
        other => other.map(|()| see("/bookings/rooms")),
    }
}
