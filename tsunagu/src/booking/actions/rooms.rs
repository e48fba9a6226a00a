//! What a room for talking online has to know of a booking.

use sea_orm::ConnectionTrait;

use super::staff;
use crate::{
    accounts::Actor,
    booking::{
        access,
        model::{Offer, arranged::Booking},
        store,
    },
    platform::{App, Outcome, ids::BookingId},
    reception::Thread,
};

/// A booking with its offer.
pub struct Held {
    pub booking: Booking,
    pub offer: Offer,
    /// One meets online.
    pub is_online: bool,
}

/// The booking `id` as staff of the organisation that receives.
pub async fn held_for(conn: &impl ConnectionTrait, app: &App, actor: &Actor, id: BookingId) -> Result<Held, Outcome> {
    let booking = access::booking(conn, actor, id).await?;
    held(conn, app, booking).await
}

/// The booking `id` as the holder of a passphrase (`thread`), or for whoever holds a number that leads to it.
pub async fn held_by(
    conn: &impl ConnectionTrait,
    app: &App,
    thread: Option<&Thread>,
    id: BookingId,
) -> Result<Held, Outcome> {
    let booking = match thread {
        Some(thread) => store::arranged::find_in(conn, thread.id, id).await?,
        None => store::arranged::by_form(conn, id).await?,
    };
    held(conn, app, booking.ok_or(Outcome::NotFound)?).await
}

async fn held(conn: &impl ConnectionTrait, app: &App, booking: Booking) -> Result<Held, Outcome> {
    let offer = store::named(conn, [booking.offer].into()).await?.into_iter().next();
    let offer = offer.ok_or_else(|| Outcome::Broken(format!("booking {} has no offer", booking.id)))?;
    let is_online = staff::note(conn, app, &booking).await?.is_online(offer.facts.channel);
    Ok(Held { booking, offer, is_online })
}
