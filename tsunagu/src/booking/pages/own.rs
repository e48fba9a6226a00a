//! One's own bookings, on the page behind the passphrase.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::HeaderMap,
};
use chrono::NaiveDateTime;

use super::{
    MOMENT,
    calendar::{event, file},
    id, moment, refused, said,
};
use crate::{
    booking::{
        actions::{self, Answered, Own},
        model::{
            arranged::{By, State as Standing},
            venues::{RequestState, Venue},
        },
    },
    directory::{Shelf, views::channel_word},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::BookingId,
        web::{Submitted, Visit, page, see},
    },
    reception::{self, Thread},
};

/// How many times are offered when one is moved.
const TIMES: usize = 30;
const COME_BACK: &str = "/come-back";
const OWN: &str = "/thread/bookings";

#[derive(Template)]
#[template(path = "booking/templates/own.html")]
struct OwnPage {
    v: Visit,
    slug: String,
    bookings: Vec<OwnCard>,
    refusal: Option<Refusal>,
}

struct OwnCard {
    id: BookingId,
    offer: String,
    way: String,
    place: String,
    state: &'static str,
    at: Option<String>,
    start: String,
    proposal: String,
    consideration: String,
    visits: Vec<String>,
    /// What can still be done.
    is_proposed: bool,
    /// The proposed time lies ahead.
    may_agree: bool,
    may_cancel: bool,
    may_move: bool,
    has_room: bool,
    is_agreed: bool,
    /// Where one meets, if it is a place of the town.
    venue: Option<VenueCard>,
    /// How it stands with the place, in plain words.
    settling: Option<&'static str>,
    /// One meets online.
    is_online: bool,
    /// The room belongs to the time: another time is found by talking.
    moves_by_talking: bool,
    /// The desk took it off: the next free times, with the address of their form.
    instead: Vec<(String, String)>,
    is_closed: bool,
    key: String,
}

struct VenueCard {
    name: String,
    lines: Vec<String>,
    comforts: Vec<&'static str>,
}

fn venue_card((venue, room): (Venue, String)) -> VenueCard {
    let texts = [venue.facts.address, venue.facts.access, venue.facts.note];
    VenueCard {
        name: format!("{} {room}", venue.name),
        lines: texts.into_iter().filter(|text| !text.is_empty()).collect(),
        comforts: venue.facts.comforts.iter().map(|comfort| comfort.key()).collect(),
    }
}

/// What the person hears of a place that is still being settled: never of departments and forms.
fn settling(state: Standing, request: Option<RequestState>, is_held: bool) -> Option<&'static str> {
    match (state, request) {
        (Standing::Asked, Some(RequestState::Asked)) => Some("own-room-asked"),
        (Standing::Asked, Some(RequestState::NotPossible { .. })) => Some("own-room-not-possible"),
        (Standing::Asked, _) if is_held => Some("own-place-asked"),
        (
            Standing::Asked
            | Standing::Proposed { .. }
            | Standing::Agreed { .. }
            | Standing::Waiting { .. }
            | Standing::Cancelled { .. },
            _,
        ) => None,
    }
}

pub async fn own_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see(COME_BACK)) };
    page(&draw(&app, &shelf, v, &thread, None).await?)
}

async fn draw(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    thread: &Thread,
    refusal: Option<Refusal>,
) -> Result<OwnPage, Outcome> {
    let directory = shelf.current(app).await?;
    let own = actions::own(app, &directory, thread).await?;
    let slug = directory.desk(thread.desk).map(|desk| desk.slug.clone()).unwrap_or_default();
    Ok(OwnPage { bookings: own.into_iter().map(|it| card(&v, &slug, it)).collect(), slug, refusal, v })
}

fn card(v: &Visit, slug: &str, own: Own) -> OwnCard {
    let now = v.now.0;
    let state = own.booking.state;
    let is_ahead = state.time().is_none_or(|time| time.start > now);
    let is_proposed = matches!(state, Standing::Proposed { .. });
    let is_online = own.note.is_online(own.offer.facts.channel);
    let settling = settling(state, own.request, own.note.asked_for.is_some());
    // A proposal is told once it can be kept: a room that was asked for is none yet.
    let is_told = !matches!(state, Standing::Asked);
    let may_move = is_ahead && matches!(state, Standing::Agreed { .. } | Standing::Waiting { .. });
    let shown = state.time().map(|time| time.start).or(own.note.asked_for.filter(|_| settling.is_some()));
    let visits = own.visits.iter().map(|(kind, left)| v.t2("own-visits", ("kind", v.t(kind.key())), ("left", left)));
    let offer = own.offer.id;
    let form =
        |start: NaiveDateTime| format!("/desks/{slug}/bookings/new?offer={offer}&start={}", start.format(MOMENT));
    let instead = own.instead.iter().map(|slot| (form(slot.start), said(v, slot.start)));
    OwnCard {
        id: own.booking.id,
        offer: own.offer.name,
        way: channel_word(v, own.offer.facts.channel),
        place: own.offer.facts.place,
        state: state.key(),
        at: shown.map(|start| said(v, clock::local(start))),
        start: state.time().map(|it| clock::local(it.start).format(MOMENT).to_string()).unwrap_or_default(),
        proposal: if is_told { own.note.proposal } else { String::new() },
        venue: own.venue.filter(|_| is_told).map(venue_card),
        settling,
        is_online: is_online && matches!(state, Standing::Agreed { .. }),
        moves_by_talking: may_move && own.note.room.is_some(),
        consideration: own.note.consideration,
        visits: visits.collect(),
        is_proposed,
        may_agree: is_proposed && is_ahead,
        may_cancel: is_proposed || (is_ahead && !matches!(state, Standing::Cancelled { .. })),
        may_move: may_move && own.note.room.is_none(),
        has_room: own.has_room,
        is_agreed: matches!(state, Standing::Agreed { .. }) && is_ahead,
        is_closed: is_ahead && matches!(state, Standing::Cancelled { by: By::Staff, .. }),
        instead: instead.collect(),
        key: v.form_key(),
    }
}

/// Gives a booking back: one press, no question.
pub async fn cancel(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(booking): Path<String>,
    form: Submitted,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see(COME_BACK)) };
    let once = form.once(&app.vault, "booking.cancel")?;
    match actions::cancel(&app, &thread, id(&booking)?, once).await {
        Err(Outcome::Refused(refusal)) => refused(page(&draw(&app, &shelf, v, &thread, Some(refusal)).await?)?),
        other => other.map(|()| see(OWN)),
    }
}

/// Says whether a proposed time suits.
pub async fn answer(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(booking): Path<String>,
    form: Submitted,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see(COME_BACK)) };
    let directory = shelf.current(&app).await?;
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let once = form.once(&app.vault, "booking.answer")?;
    let answered = if form.get("answer") == "suits" { Answered::Suits } else { Answered::Another };
    let line = v.t("own-another-line");
    match actions::agree(&app, (&directory, desk), &thread, id(&booking)?, (answered, line), once).await {
        Err(Outcome::Refused(refusal)) => refused(page(&draw(&app, &shelf, v, &thread, Some(refusal)).await?)?),
        other => other.map(|()| see(OWN)),
    }
}

#[derive(Template)]
#[template(path = "booking/templates/time.html")]
struct TimePage {
    v: Visit,
    id: BookingId,
    offer: String,
    at: Option<String>,
    times: Vec<(String, String)>,
    key: String,
    refusal: Option<Refusal>,
}

pub async fn time_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(booking): Path<String>,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see(COME_BACK)) };
    let key = v.form_key();
    page(&draw_times(&app, &shelf, v, &thread, id(&booking)?, key, None).await?)
}

async fn draw_times(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    thread: &Thread,
    booking: BookingId,
    key: String,
    refusal: Option<Refusal>,
) -> Result<TimePage, Outcome> {
    let directory = shelf.current(app).await?;
    let own = actions::own(app, &directory, thread).await?;
    let own = own.into_iter().find(|own| own.booking.id == booking).ok_or(Outcome::NotFound)?;
    let desk = directory.desk(own.offer.desk).ok_or(Outcome::NotFound)?;
    let free = actions::free_after(app, desk, &own.offer, v.now.local(), TIMES).await?;
    let times = free.iter().map(|slot| (slot.start.format(MOMENT).to_string(), said(&v, slot.start)));
    Ok(TimePage {
        id: booking,
        offer: own.offer.name.clone(),
        at: own.booking.state.time().map(|time| said(&v, clock::local(time.start))),
        times: times.collect(),
        key,
        refusal,
        v,
    })
}

/// Takes another time. If it was taken a moment ago, the others are shown again and the old one is kept.
pub async fn take_time(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(booking): Path<String>,
    form: Submitted,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see(COME_BACK)) };
    let directory = shelf.current(&app).await?;
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let booking: BookingId = id(&booking)?;
    let once = form.once(&app.vault, "booking.move")?;
    let result = match moment(form.get("start")) {
        Some(start) => actions::move_to(&app, desk, &thread, booking, start, once).await,
        None => Err(Refusal::new("refused-slot-none").into()),
    };
    match result {
        Err(Outcome::Refused(refusal)) => {
            let key = v.form_key();
            refused(page(&draw_times(&app, &shelf, v, &thread, booking, key, Some(refusal)).await?)?)
        }
        other => other.map(|()| see(OWN)),
    }
}

/// An entry for one's own calendar, called "appointment" and no more. It rings only if one asked for it: nothing is sent.
pub async fn appointment(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(booking): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see(COME_BACK)) };
    let directory = shelf.current(&app).await?;
    let booking: BookingId = id(&booking)?;
    let own = actions::own(&app, &directory, &thread).await?;
    let own = own.into_iter().find(|own| own.booking.id == booking).ok_or(Outcome::NotFound)?;
    let Standing::Agreed { time } = own.booking.state else { return Err(Outcome::NotFound) };
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let title = v.t("opendata-appointment");
    let rings = asked.get("reminder") == "yes";
    let entry = event(&v, own.booking.id.0, own.booking.made_at, time, &title, rings);
    Ok(file(&[entry]))
}
