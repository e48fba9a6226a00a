//! Who may what with offers and bookings: staff of the organisation that receives, and for their own bookings the holder of
//! the passphrase. Everybody may read which times are free; nobody reads there who comes.

use sea_orm::ConnectionTrait;

use super::{
    model::{Offer, arranged::Booking},
    store,
};
use crate::{
    accounts::{Actor, Duty},
    platform::{
        Outcome,
        ids::{BookingId, OfferId},
    },
};

/// The offer `id`, if the actor's organisation receives there and the actor may do `duty`.
pub async fn offer(conn: &impl ConnectionTrait, actor: &Actor, duty: Duty, id: OfferId) -> Result<Offer, Outcome> {
    actor.must(duty)?;
    store::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)
}

/// The same, held as it is until what staff arrange there is kept. It is held before any host, as whoever changes it does: so
/// nobody waits for somebody who waits for them.
pub async fn offer_held(tx: &impl ConnectionTrait, actor: &Actor, duty: Duty, id: OfferId) -> Result<Offer, Outcome> {
    actor.must(duty)?;
    store::find_held_for(tx, actor, id).await?.ok_or(Outcome::NotFound)
}

/// The booking `id`, if the actor's organisation receives and the actor looks after bookings.
pub async fn booking(conn: &impl ConnectionTrait, actor: &Actor, id: BookingId) -> Result<Booking, Outcome> {
    actor.must(Duty::ManageBookings)?;
    store::arranged::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)
}
