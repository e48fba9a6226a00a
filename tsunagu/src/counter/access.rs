//! Who may open a note: staff of the organisation that took it down, and of the one it was handed to. Nobody else learns
//! that it exists. Who may write in it is the note's own rule (`Note::must_be_with`).

use super::model::Note;
use crate::{
    accounts::{Actor, Duty},
    platform::Outcome,
};

/// Whether `actor` may do `duty` with `note`. An invisible note is not found.
pub fn may(actor: &Actor, duty: Duty, note: &Note) -> Result<(), Outcome> {
    if note.municipality != actor.municipality || !note.is_open_to(actor.organization) {
        return Err(Outcome::NotFound);
    }
    actor.must(duty)
}
