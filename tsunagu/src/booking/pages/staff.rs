//! The staff's list: what is arranged, what was asked for, entering a booking for somebody.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::{
    MOMENT,
    calls::{CallLine, call_line},
    day, day_and_time, id, moment, refused, said, standing_word,
};
use crate::{
    accounts::{Actor, Duty},
    booking::{
        actions::{self, Entry, Proposal, Received, venues::Meet},
        model::{
            arranged::{Origin, Place, State as Standing},
            slots::Standing as SlotStanding,
            venues::{Lending, RequestState},
        },
    },
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::{BookingId, VenueRoomId},
        web::{Submitted, Visit, page, see},
    },
};

const WEEK: i64 = 7;
/// How many times of one offer the form for entering offers.
const MOST_TIMES: usize = 60;

#[derive(Template)]
#[template(path = "booking/templates/bookings.html")]
struct ListPage {
    v: Visit,
    actor: Actor,
    words: String,
    from: NaiveDate,
    earlier: String,
    later: String,
    arranged: Vec<Line>,
    asked: Vec<Line>,
    calls: Vec<CallLine>,
    offers: Vec<OfferLine>,
    /// Desks of the organisation, to set up offers.
    desks: Vec<(String, String)>,
    refusal: Option<Refusal>,
    key: String,
    typed: Typed,
    /// Where one can propose to meet.
    meets: Vec<(String, String)>,
}

/// What was typed into a form that was refused, to give back.
#[derive(Default)]
struct Typed {
    offer: String,
    start: String,
    exception: String,
    booking: String,
    day: String,
    time: String,
    words: String,
    meet: String,
    /// Why a booking is taken off.
    reason: String,
}

struct Line {
    id: BookingId,
    at: String,
    offer: String,
    who: String,
    /// The person's page, where there is one.
    thread: Option<String>,
    origin: &'static str,
    state: &'static str,
    is_ahead: bool,
    is_proposed: bool,
    arrived: String,
    hosts: String,
    notes: Vec<String>,
    exception: Option<String>,
    /// The time that is held for what was asked for, to propose it.
    day: String,
    time: String,
    is_online: bool,
    /// How it stands with a room of another department.
    request: Option<&'static str>,
    is_off: bool,
}

struct OfferLine {
    id: String,
    name: String,
    times: Vec<(String, String)>,
}

impl ListPage {
    /// What was typed about this booking, to give back.
    fn typed_of(&self, id: &BookingId) -> Option<&Typed> {
        Some(&self.typed).filter(|typed| typed.booking == id.to_string())
    }

    fn day_of<'a>(&'a self, line: &'a Line) -> &'a str {
        self.typed_of(&line.id).map_or(line.day.as_str(), |typed| typed.day.as_str())
    }

    fn time_of<'a>(&'a self, line: &'a Line) -> &'a str {
        self.typed_of(&line.id).map_or(line.time.as_str(), |typed| typed.time.as_str())
    }

    fn is_meet(&self, line: &Line, meet: &str) -> bool {
        self.typed_of(&line.id).is_some_and(|typed| typed.meet == meet)
    }

    fn is_chosen(&self, offer: &str, start: &str) -> bool {
        self.typed.offer == offer && self.typed.start == start
    }

    fn exception_of(&self, offer: &str) -> &str {
        if self.typed.offer == offer { &self.typed.exception } else { "" }
    }
}

pub async fn list_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    RawQuery(query): RawQuery,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let from = day(asked.get("from")).unwrap_or(v.now.today());
    page(&draw(&app, &shelf, v, actor, from, Typed::default(), None).await?)
}

async fn draw(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    actor: Actor,
    from: NaiveDate,
    typed: Typed,
    refusal: Option<Refusal>,
) -> Result<ListPage, Outcome> {
    let directory = shelf.current(app).await?;
    let until = from + TimeDelta::days(WEEK);
    let span = (from.and_time(NaiveTime::MIN), until.and_time(NaiveTime::MIN));
    let (arranged, asked) = actions::look_at_bookings(app, (&actor, &directory), span).await?;
    let calls = actions::look_at_calls(app, &actor).await?;
    let is_there = |line: &Received| !matches!(line.booking.state, Standing::Cancelled { .. });
    let last = until - TimeDelta::days(1);
    Ok(ListPage {
        words: v.t2("book-span", ("from", v.near(from)), ("until", v.near(last))),
        from,
        earlier: format!("/bookings?from={}", from - TimeDelta::days(WEEK)),
        later: format!("/bookings?from={until}"),
        arranged: arranged.into_iter().filter(is_there).map(|it| line(&v, it)).collect(),
        asked: asked.into_iter().map(|it| line(&v, it)).collect(),
        calls: calls.into_iter().map(|it| call_line(&v, it)).collect(),
        offers: offer_lines(app, &v, &directory, &actor, (from, last)).await?,
        desks: directory
            .desks_of(actor.municipality)
            .into_iter()
            .filter(|desk| desk.organization == actor.organization)
            .map(|desk| (desk.slug.clone(), desk.short_name().to_owned()))
            .collect(),
        meets: meets(app, &v, &actor).await?,
        refusal,
        key: v.form_key(),
        typed,
        v,
        actor,
    })
}

/// The kinds of places and the rooms of the town, for the form with which a time is proposed.
async fn meets(app: &App, v: &Visit, actor: &Actor) -> Result<Vec<(String, String)>, Outcome> {
    let kinds = [Place::Counter, Place::Online, Place::Home];
    let mut meets: Vec<(String, String)> =
        kinds.iter().map(|place| (place.code().to_owned(), v.t(place.key()))).collect();
    for it in actions::venues::open_venues(app, actor.municipality).await? {
        for room in &it.rooms {
            let name = format!("{} {}", it.venue.name, room.name);
            let words = match &room.lending {
                Lending::Ours => name,
                Lending::OnRequest { department, .. } => {
                    v.t2("bookings-room-on-request", ("room", name), ("department", department))
                }
            };
            meets.push((room.id.to_string(), words));
        }
    }
    Ok(meets)
}

/// Where to meet, as a form says it.
fn meet(typed: &str) -> Meet {
    match (typed.parse::<Place>(), typed.parse::<VenueRoomId>()) {
        (Ok(place), _) => Meet::At(place),
        (Err(_), Ok(room)) => Meet::Room(room),
        (Err(_), Err(_)) => Meet::AsSaid,
    }
}

fn line(v: &Visit, it: Received) -> Line {
    let note = &it.note;
    let place = note.place.map(|place| v.t(place.key()));
    let about = note.about.map(|about| v.t(about.key()));
    let wish = note.wants_visit.then(|| v.t("bookings-wants-visit"));
    let kind = it.booking.visit_for.map(|kind| v.t(kind.key()));
    let texts = [&note.wishes, &note.consideration, &note.times, &note.proposal];
    let texts = texts.into_iter().filter(|text| !text.is_empty()).cloned();
    let venue = match (note.place, it.venue) {
        (_, Some(venue)) => Some(venue),
        (Some(Place::Facility), None) => Some(v.t("book-venue-any")),
        (_, None) => None,
    };
    let meet = note.meet.filter(|_| it.room.is_none()).map(|meet| v.t(meet.key()));
    let proposed = it.room.or(meet).map(|words| v.t1("bookings-meet", "place", words));
    let asked_for = note.asked_for.map(clock::local);
    let held = asked_for.map(|at| v.t1("bookings-held", "at", said(v, at)));
    let codes = [about, kind, place, venue, wish, held, proposed];
    let notes = codes.into_iter().flatten().chain(texts).collect();
    let time = it.booking.state.time();
    let is_proposed = matches!(it.booking.state, Standing::Proposed { .. });
    Line {
        id: it.booking.id,
        at: time.map_or_else(|| v.moment(it.booking.made_at), |time| said(v, clock::local(time.start))),
        offer: it.offer,
        who: it.nickname,
        thread: it.booking.thread.map(|thread| thread.to_string()),
        origin: it.booking.origin.key(),
        state: it.booking.state.key(),
        is_ahead: is_proposed || time.is_none_or(|time| time.start > v.now.0),
        is_proposed,
        arrived: v.moment(it.booking.made_at),
        hosts: it.hosts.join(" "),
        notes,
        exception: it.exception,
        is_off: it.is_off,
        day: asked_for.map(|at| at.date().to_string()).unwrap_or_default(),
        time: asked_for.map(|at| at.format("%H:%M").to_string()).unwrap_or_default(),
        is_online: it.is_online && matches!(it.booking.state, Standing::Agreed { .. }),
        request: it.request.map(RequestState::key),
    }
}

/// The times that can still be given to somebody at the telephone or at the door, one that has begun among them.
async fn offer_lines(
    app: &App,
    v: &Visit,
    directory: &Directory,
    actor: &Actor,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<OfferLine>, Outcome> {
    let now = v.now.local();
    let mut lines = Vec::new();
    for desk in directory.desks_of(actor.municipality) {
        if desk.organization != actor.organization {
            continue;
        }
        for found in actions::availability(app, desk, (from, until)).await? {
            let can_come = |standing: SlotStanding| match standing {
                SlotStanding::Free | SlotStanding::Few | SlotStanding::Over | SlotStanding::AskFirst => true,
                SlotStanding::Full => false,
            };
            let times = found
                .days
                .iter()
                .flat_map(|day| &day.times)
                .filter(|(slot, standing)| slot.end > now && can_come(*standing))
                .take(MOST_TIMES)
                .map(|(slot, standing)| {
                    let words = format!("{} {}", said(v, slot.start), standing_word(v, *standing));
                    (slot.start.format(MOMENT).to_string(), words)
                })
                .collect();
            lines.push(OfferLine { id: found.offer.id.to_string(), name: found.offer.name, times });
        }
    }
    Ok(lines)
}

/// Enters a booking for somebody. No field asks who it is.
pub async fn enter(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.enter")?;
    let directory = shelf.current(&app).await?;
    let entry = Entry {
        offer: id(form.get("offer"))?,
        start: moment(form.get("start")),
        origin: form.code("origin").unwrap_or(Origin::Phone),
        exception: form.get("exception").to_owned(),
    };
    let from = day(form.get("from")).unwrap_or(v.now.today());
    match actions::enter(&app, &actor, &directory, entry, once).await {
        Err(Outcome::Refused(refusal)) => {
            let typed = Typed {
                offer: form.get("offer").to_owned(),
                start: form.get("start").to_owned(),
                exception: form.get("exception").to_owned(),
                ..Typed::default()
            };
            refused(page(&draw(&app, &shelf, v, actor, from, typed, Some(refusal)).await?)?)
        }
        other => other.map(|_| see(&format!("/bookings?from={from}"))),
    }
}

/// Proposes a time for what was asked for.
pub async fn propose(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(booking): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.propose")?;
    let result = match day_and_time(form.get("day"), form.get("time")) {
        Some(start) => {
            let (words, exception) = (form.get("words").to_owned(), form.get("exception").to_owned());
            let proposal = Proposal { start, words, exception, meet: meet(form.get("meet")) };
            actions::propose(&app, &actor, id(&booking)?, proposal, once).await
        }
        None => Err(Refusal::new("refused-slot-none").into()),
    };
    let text = |name: &str| form.get(name).to_owned();
    let typed = Typed {
        booking,
        day: text("day"),
        time: text("time"),
        words: text("words"),
        meet: text("meet"),
        exception: text("exception"),
        ..Typed::default()
    };
    settled(&app, &shelf, v, actor, (typed, &form), result).await
}

/// Takes a booking off, with a reason for whoever was coming.
pub async fn cancel(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(booking): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.cancel-as-staff")?;
    let directory = shelf.current(&app).await?;
    let result = actions::cancel_as_staff(&app, (&actor, &directory), id(&booking)?, form.get("words"), once).await;
    let typed = Typed { booking, reason: form.get("words").to_owned(), ..Typed::default() };
    settled(&app, &shelf, v, actor, (typed, &form), result).await
}

async fn settled(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    actor: Actor,
    (typed, form): (Typed, &Submitted),
    result: Result<(), Outcome>,
) -> Answer {
    match result {
        Err(Outcome::Refused(refusal)) => {
            let from = day(form.get("from")).unwrap_or(v.now.today());
            refused(page(&draw(app, shelf, v, actor, from, typed, Some(refusal)).await?)?)
        }
        other => other.map(|()| see("/bookings")),
    }
}
