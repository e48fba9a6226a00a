//! The page before a room: what will happen, what is needed, what it costs, that nobody has to show or say anything, and the
//! telephone for when it does not work.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Extension,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
};

use super::{id, with_status};
use crate::{
    booking::By,
    directory::{Shelf, views::digits},
    online::{
        actions::{self, Room},
        model::{RoomState, read_digits},
    },
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, pace::Door, page, see, serve},
    },
    reception,
};

#[derive(Template)]
#[template(path = "online/templates/door.html")]
struct DoorPage {
    v: Visit,
    desk: String,
    slug: String,
    /// The state in words, and its code.
    words: String,
    state: &'static str,
    /// Where the room is, while it is open, and whose page that is.
    address: Option<(String, String)>,
    needs: String,
    cost: String,
    phone: Option<(String, String)>,
    /// Back to one's own bookings.
    is_own: bool,
    here: String,
}

async fn draw(app: &App, shelf: &Shelf, v: Visit, room: Room, is_own: bool) -> Result<DoorPage, Outcome> {
    let directory = shelf.current(app).await?;
    let desk = directory.desk(room.desk).ok_or(Outcome::NotFound)?;
    let words = match &room.state {
        RoomState::NoService => v.t("door-no-service"),
        RoomState::NotAgreed => v.t("door-not-agreed"),
        RoomState::Later { opens, start } => {
            v.t2("door-later", ("start", v.moment(*start)), ("opens", v.moment(*opens)))
        }
        RoomState::Open { until, .. } => v.t1("door-open", "until", v.moment(*until)),
        RoomState::Over => v.t("door-over"),
        RoomState::GivenBack { by: By::Writer } => v.t("door-given-back"),
        RoomState::GivenBack { by: By::Staff } => v.t("door-closed"),
    };
    let host = room.facts.as_ref().map(|facts| facts.address.host().to_owned()).unwrap_or_default();
    let said = |own: String, set: Option<&String>, key: &str| match (own.is_empty(), set) {
        (false, _) => own,
        (true, Some(set)) if !set.is_empty() => set.clone(),
        (true, _) => v.t(key),
    };
    let facts = room.facts.as_ref();
    let phone = desk.phone(v.now.today()).map(|phone| (phone.number.clone(), digits(&phone.number)));
    Ok(DoorPage {
        desk: desk.short_name().to_owned(),
        slug: desk.slug.clone(),
        words,
        state: room.state.code(),
        needs: said(room.needs, facts.map(|facts| &facts.needs), "book-online-needs"),
        cost: said(room.cost, facts.map(|facts| &facts.cost), "book-online-cost"),
        address: match room.state {
            RoomState::Open { address, .. } => Some((address, host)),
            RoomState::NoService
            | RoomState::NotAgreed
            | RoomState::Later { .. }
            | RoomState::Over
            | RoomState::GivenBack { .. } => None,
        },
        phone,
        is_own,
        here: v.path.clone(),
        v,
    })
}

/// The room of one's own booking.
pub async fn own_room(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(booking): Path<String>,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see("/come-back")) };
    let room = actions::own_room(&app, &thread, id(&booking)?).await?;
    page(&draw(&app, &shelf, v, room, true).await?)
}

/// The room that was opened for whoever writes on this page.
pub async fn page_room(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else { return Ok(see("/come-back")) };
    match actions::room_on_page(&app, thread.id).await? {
        Some(room) => page(&draw(&app, &shelf, v, room, true).await?),
        None => Ok(see("/thread")),
    }
}

#[derive(Template)]
#[template(path = "online/templates/number.html")]
struct NumberPage {
    v: Visit,
    typed: String,
    refusal: Option<Refusal>,
}

pub async fn number_page(v: Visit) -> Answer {
    page(&NumberPage { v, typed: String::new(), refusal: None })
}

/// Takes the number that somebody was told on the telephone.
pub async fn take_number(v: Visit, form: Submitted) -> Answer {
    let typed = form.get("number").to_owned();
    match read_digits(&typed) {
        Ok(digits) => Ok(see(&format!("/meet/{digits}"))),
        Err(refusal) => {
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&NumberPage { v, typed, refusal: Some(refusal) })?)
        }
    }
}

/// The page a number leads to. Whoever tries wrong ones waits longer and longer.
pub async fn room_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(typed): Path<String>,
) -> Answer {
    let door = Door::Link(serve::client(&app.config, peer, &headers));
    tokio::time::sleep(app.pace.wait(door)).await;
    let room = match read_digits(&typed) {
        Ok(digits) => actions::enter(&app, &digits).await?,
        Err(_) => None,
    };
    match room {
        Some(room) => page(&draw(&app, &shelf, v, room, false).await?),
        None => {
            app.pace.failed(door);
            let refusal = Some(Refusal::new("refused-meet-unknown"));
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&NumberPage { v, typed: String::new(), refusal })?)
        }
    }
}
