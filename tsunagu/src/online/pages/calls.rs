//! The staff's side: opening a room at once, the number to read out, giving it by mail or on the person's page, ending it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
};

use super::{id, with_status};
use crate::{
    accounts::{Actor, Duty},
    contact,
    directory::Shelf,
    online::{
        actions::{self, Given, Opening, To},
        model::{RoomState, Subject, spoken},
    },
    people::PartyKind,
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{BookingId, RoomCodeId},
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "online/templates/calls.html")]
struct ListPage {
    v: Visit,
    actor: Actor,
    open: Vec<(RoomCodeId, String)>,
    desks: Vec<(String, String)>,
    desk: String,
    refusal: Option<Refusal>,
    key: String,
}

async fn draw_list(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    actor: Actor,
    refusal: Option<Refusal>,
) -> Result<ListPage, Outcome> {
    let directory = shelf.current(app).await?;
    let open = actions::open_rooms(app, &actor).await?.into_iter().map(|code| {
        let until = match code.subject {
            Subject::Now { until } => until,
            Subject::Booking(_) => code.made_at,
        };
        let desk = directory.desk(code.desk).map(|desk| desk.short_name().to_owned()).unwrap_or_default();
        (code.id, v.t2("calls-line", ("desk", desk), ("until", v.moment(until))))
    });
    let desks = directory.desks_of(actor.municipality).into_iter();
    Ok(ListPage {
        open: open.collect(),
        desks: desks
            .filter(|desk| desk.organization == actor.organization)
            .map(|desk| (desk.slug.clone(), desk.short_name().to_owned()))
            .collect(),
        desk: String::new(),
        refusal,
        key: v.form_key(),
        v,
        actor,
    })
}

pub async fn list_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::ManageBookings)?;
    page(&draw_list(&app, &shelf, v, actor, None).await?)
}

/// Opens a room at once: for a caller, or for whoever writes on a page.
pub async fn open(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "online.open-room")?;
    let directory = shelf.current(&app).await?;
    let opening = match form.text("thread") {
        Some(thread) => Opening::Writer(id(&thread)?),
        None => Opening::Caller(form.get("desk")),
    };
    match actions::open_now(&app, &actor, &directory, opening, once).await {
        Ok(code) => Ok(see(&format!("/calls/{code}"))),
        Err(Outcome::Refused(refusal)) => {
            let again = draw_list(&app, &shelf, v, actor, Some(refusal)).await?;
            let again = ListPage { desk: form.get("desk").to_owned(), ..again };
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&again)?)
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "online/templates/call.html")]
struct CallPage {
    v: Visit,
    actor: Actor,
    id: RoomCodeId,
    state: &'static str,
    words: String,
    digits: String,
    /// Where the number is typed, as it is said.
    site: String,
    address: Option<String>,
    is_over: bool,
    thread: Option<String>,
    on_page: bool,
    case: Option<String>,
    /// A caller who has neither a page nor a case may say an address.
    dictates: bool,
    has_mail: bool,
    typed: String,
    agreed: bool,
    party: String,
    refusal: Option<String>,
    told: Option<&'static str>,
}

impl CallPage {
    fn parties(&self) -> &'static [PartyKind] {
        PartyKind::ALL
    }

    fn is_party(&self, party: &PartyKind) -> bool {
        self.party == party.code()
    }
}

fn state_words(v: &Visit, state: &RoomState) -> String {
    match state {
        RoomState::NoService => v.t("refused-online-none"),
        RoomState::NotAgreed => v.t("call-not-agreed"),
        RoomState::Later { opens, start } => {
            v.t2("call-later", ("start", v.moment(*start)), ("opens", v.moment(*opens)))
        }
        RoomState::Open { until, .. } => v.t1("call-open", "until", v.moment(*until)),
        RoomState::Over => v.t("call-over"),
        RoomState::GivenBack { .. } => v.t("call-given-back"),
    }
}

fn address_of(state: RoomState) -> Option<String> {
    match state {
        RoomState::Open { address, .. } => Some(address),
        RoomState::NoService
        | RoomState::NotAgreed
        | RoomState::Later { .. }
        | RoomState::Over
        | RoomState::GivenBack { .. } => None,
    }
}

async fn draw_call(app: &App, v: Visit, actor: Actor, code: RoomCodeId) -> Result<CallPage, Outcome> {
    let Given { code, digits, room, thread } = actions::given(app, &actor, code).await?;
    let case = thread.as_ref().and_then(|thread| thread.case);
    Ok(CallPage {
        id: code.id,
        state: room.state.code(),
        words: state_words(&v, &room.state),
        digits: spoken(&digits),
        site: format!("{}/meet", v.app.config.address.split("://").last().unwrap_or_default()),
        is_over: matches!(room.state, RoomState::Over | RoomState::GivenBack { .. }),
        address: address_of(room.state),
        on_page: code.thread.is_some(),
        case: case.map(|case| case.to_string()),
        dictates: thread.is_none(),
        thread: thread.map(|thread| thread.id.to_string()),
        has_mail: v.app.config.mail.is_some(),
        typed: String::new(),
        agreed: false,
        party: PartyKind::Person.code().to_owned(),
        refusal: None,
        told: None,
        v,
        actor,
    })
}

pub async fn call_page(State(app): State<App>, v: Visit, actor: Actor, Path(code): Path<String>) -> Answer {
    actor.must(Duty::ManageBookings)?;
    page(&draw_call(&app, v, actor, id(&code)?).await?)
}

pub async fn end(State(app): State<App>, actor: Actor, Path(code): Path<String>, form: Submitted) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "online.end-room")?;
    let code: RoomCodeId = id(&code)?;
    actions::end(&app, &actor, code, once).await?;
    Ok(see(&format!("/calls/{code}")))
}

pub async fn give_on_page(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(code): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "online.give-on-page")?;
    let code: RoomCodeId = id(&code)?;
    let given = actions::on_page(&app, &actor, code, once).await;
    let again = draw_call(&app, v, actor, code).await?;
    match given {
        Ok(()) => page(&CallPage { told: Some("call-on-page-done"), ..again }),
        Err(Outcome::Refused(refusal)) => slipped(again, refusal),
        Err(other) => Err(other),
    }
}

fn slipped(again: CallPage, refusal: Refusal) -> Answer {
    let words = again.v.refusal(&refusal);
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&CallPage { refusal: Some(words), ..again })?)
}

/// Sends the way in by mail, if what was agreed lets it out.
pub async fn mail(State(app): State<App>, v: Visit, actor: Actor, Path(code): Path<String>, form: Submitted) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "online.give-by-mail")?;
    let code: RoomCodeId = id(&code)?;
    let to = match form.code::<PartyKind>("party") {
        Some(party) => To::Party(party),
        None => To::Dictated { address: form.get("mail").to_owned(), agreed: form.get("agreed") == "yes" },
    };
    let given = actions::by_mail(&app, &actor, code, to, once).await;
    let again = CallPage {
        typed: form.get("mail").to_owned(),
        agreed: form.get("agreed") == "yes",
        party: form.get("party").to_owned(),
        ..draw_call(&app, v, actor, code).await?
    };
    match given {
        Ok(Ok(())) => page(&CallPage { told: Some("call-mail-done"), typed: String::new(), agreed: false, ..again }),
        Ok(Err(barrier)) => {
            let words = contact::barrier_in_words(&again.v, barrier);
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&CallPage { refusal: Some(words), ..again })?)
        }
        Err(Outcome::Refused(refusal)) => slipped(again, refusal),
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "online/templates/booking_room.html")]
struct BookingPage {
    v: Visit,
    actor: Actor,
    id: BookingId,
    words: String,
    state: &'static str,
    address: Option<String>,
    number: Option<RoomCodeId>,
}

/// The room of a booking, for staff.
pub async fn booking_page(State(app): State<App>, v: Visit, actor: Actor, Path(booking): Path<String>) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let booking: BookingId = id(&booking)?;
    let (room, number) = actions::room_for(&app, &actor, booking).await?;
    let words = state_words(&v, &room.state);
    let state = room.state.code();
    page(&BookingPage { id: booking, words, state, address: address_of(room.state), number, v, actor })
}

/// Makes the number of a booking's room, to be read out.
pub async fn number(State(app): State<App>, actor: Actor, Path(booking): Path<String>, form: Submitted) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "online.number")?;
    let code = actions::code_for_booking(&app, &actor, id(&booking)?, once).await?;
    Ok(see(&format!("/calls/{code}")))
}
