//! Who may read and answer a thread: staff of the organisation that answers at its desk, and the holder of its
//! passphrase. Nobody else learns that it exists.

use super::model::Thread;
use crate::{
    accounts::{Actor, Duty, allows},
    platform::Outcome,
};

/// Whether `actor` may do `duty` with `thread`. An invisible thread is not found.
pub fn may(actor: &Actor, duty: Duty, thread: &Thread) -> Result<(), Outcome> {
    if thread.organization != actor.organization || thread.municipality != actor.municipality {
        return Err(Outcome::NotFound);
    }
    if allows(actor.role, duty) { Ok(()) } else { Err(Outcome::Denied) }
}
