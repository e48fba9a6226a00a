//! Who may read a worry: staff of the organisation that answers at the town's first desk, and nobody else. Whoever sent
//! it, a welfare commissioner too, sees no more than that it was received.

use super::model::Worry;
use crate::{
    accounts::{Actor, Duty, allows},
    platform::Outcome,
};

/// Whether `actor` may read `worry` and see to it. An invisible worry is not found.
pub fn may(actor: &Actor, worry: &Worry) -> Result<(), Outcome> {
    if worry.organization != actor.organization || worry.municipality != actor.municipality {
        return Err(Outcome::NotFound);
    }
    if allows(actor.role, Duty::TakeWorries) { Ok(()) } else { Err(Outcome::Denied) }
}
