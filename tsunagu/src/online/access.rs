//! Who may what with rooms: staff who look after bookings, of the organisation that opened the room. Which service a town
//! or a desk uses is set by whoever keeps public pages. The room itself opens to whoever holds its number or the passphrase.

use sea_orm::ConnectionTrait;

use super::{model::RoomCode, store};
use crate::{
    accounts::{Actor, Duty},
    directory::{Desk, Directory},
    platform::{Outcome, ids::RoomCodeId},
};

/// The number `id`, if the actor's organisation gave it and the actor looks after bookings.
pub async fn code(conn: &impl ConnectionTrait, actor: &Actor, id: RoomCodeId) -> Result<RoomCode, Outcome> {
    actor.must(Duty::ManageBookings)?;
    store::find_for(conn, actor, id).await?.ok_or(Outcome::NotFound)
}

/// A desk of the actor's own organisation.
pub fn own_desk<'a>(directory: &'a Directory, actor: &Actor, slug: &str) -> Result<&'a Desk, Outcome> {
    let desk = directory.desk_by_slug(slug);
    desk.filter(|desk| desk.organization == actor.organization && desk.municipality == actor.municipality)
        .ok_or(Outcome::NotFound)
}
