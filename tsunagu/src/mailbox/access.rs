//! Who may see a mail: staff of the organisation at whose desk it came, like a thread of that desk. Nobody else learns that it is there.

use super::model::IncomingMail;
use crate::{
    accounts::{Actor, Duty, allows},
    platform::Outcome,
};

/// Whether `actor` may do `duty` with `mail`. An invisible mail is not found.
pub fn may(actor: &Actor, duty: Duty, mail: &IncomingMail) -> Result<(), Outcome> {
    if mail.organization != actor.organization || mail.municipality != actor.municipality {
        return Err(Outcome::NotFound);
    }
    if allows(actor.role, duty) { Ok(()) } else { Err(Outcome::Denied) }
}
