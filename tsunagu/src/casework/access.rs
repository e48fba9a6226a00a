//! Who may open the file of a case: staff of the organisations of its team. An organisation that took a relay sheet on is
//! responsible, and still reads only what was agreed (`relay`). Nobody else learns that the case exists.

use super::model::Case;
use crate::{
    accounts::{Actor, Duty, allows},
    platform::{Outcome, ids::OrganizationId},
};

/// Whether `actor` may do `duty` with `case`, whose team is `team`. An invisible case is not found.
pub fn may(actor: &Actor, duty: Duty, case: &Case, team: &[OrganizationId]) -> Result<(), Outcome> {
    if case.municipality != actor.municipality || !team.contains(&actor.organization) {
        return Err(Outcome::NotFound);
    }
    if allows(actor.role, duty) { Ok(()) } else { Err(Outcome::Denied) }
}
