//! Whom to call because a time does not take place: a part of the staff's list.

use axum::extract::{Path, State};

use super::{id, said};
use crate::{
    accounts::{Actor, Duty},
    booking::actions::{self, ToCall},
    platform::{
        Answer, App, clock,
        ids::BookingId,
        web::{Submitted, Visit, see},
    },
};

/// One line of the list.
pub struct CallLine {
    pub id: BookingId,
    pub was: String,
    pub offer: String,
    pub who: String,
    /// The person's page, where there is one.
    pub thread: Option<String>,
    /// Where it says how somebody may be reached; the case says more than the page.
    pub ways: Option<String>,
    pub origin: &'static str,
    pub told: &'static str,
}

pub fn call_line(v: &Visit, call: ToCall) -> CallLine {
    CallLine {
        id: call.booking,
        was: said(v, clock::local(call.was)),
        offer: call.offer,
        who: call.nickname,
        thread: call.thread.map(|thread| thread.to_string()),
        ways: call.case.map(|case| format!("/cases/{case}/contact")),
        origin: call.origin.key(),
        told: call.told.key(),
    }
}

/// Marks that somebody was reached.
pub async fn reached(State(app): State<App>, actor: Actor, Path(booking): Path<String>, form: Submitted) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.reached")?;
    actions::reached(&app, &actor, id(&booking)?, once).await?;
    Ok(see("/bookings"))
}
