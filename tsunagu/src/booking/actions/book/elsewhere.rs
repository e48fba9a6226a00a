//! Booking a time of a first interview whose place has still to be settled: the time is held, and the desk owes an answer
//! about where.

use chrono::NaiveDateTime;

use super::{Booked, Comer, Request, before, free_of_rules, keep, led_to};
use crate::{
    booking::{
        actions::{Seat, changes_from, take},
        model::arranged::{Place, State},
        store,
    },
    directory::{Desk, Directory},
    platform::{App, Outcome, Refusal, ids::BookingId, web::Once},
};

/// Asks for the time that begins at `start`, elsewhere than at the counter or online. It is held until the desk proposes.
pub async fn ask_at(
    app: &App,
    (directory, desk): (&Directory, &Desk),
    start: NaiveDateTime,
    comer: Comer,
    request: Request,
    once: Once,
) -> Result<Booked, Outcome> {
    let now = app.now();
    if request.note.place == Some(Place::Home) && !request.note.wants_visit {
        return Err(Refusal::new("refused-visit-wish").into());
    }
    let id: BookingId = app.dice.id(now);
    let tx = app.db.write().await?;
    if let Some(first) = once.claim(app, &tx, &led_to(&comer, id)).await? {
        return before(app, &tx, &first, once.id).await;
    }
    let offer = store::shown_held(&tx, request.offer).await?.filter(|offer| offer.desk == desk.id);
    let offer = offer.ok_or(Outcome::NotFound)?;
    let changes = changes_from(&tx, &offer, start).await?;
    let slot = free_of_rules(&offer, desk, &changes, start, now.local())?;
    match take(&tx, &offer, slot, id).await? {
        Seat::Taken => {}
        Seat::Full | Seat::NobodyFree => return Err(Refusal::new("refused-slot-full").into()),
    }
    keep(app, tx, (directory, desk), &offer, (id, State::Asked, None), comer, request, once.id).await
}
