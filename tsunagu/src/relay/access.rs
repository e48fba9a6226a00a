//! Who may do what with a sheet. The sender's side is whoever has the full file of the case; the receiver's side is the
//! organisation a hop was sent to. Nobody else learns that the sheet exists.

use super::model::Hop;
use crate::{
    accounts::{Actor, Duty, allows},
    casework::Case,
    platform::{Outcome, Refusal},
};

/// Sending, and writing what is sent, is for the organisation that is responsible now.
pub fn may_send(actor: &Actor, case: &Case) -> Result<(), Outcome> {
    if !allows(actor.role, Duty::SendSheets) {
        return Err(Outcome::Denied);
    }
    if case.responsible != actor.organization {
        return Err(Refusal::new("refused-not-responsible").into());
    }
    Ok(())
}

/// Answering is for the organisation it was sent to.
pub fn may_answer(actor: &Actor, hop: &Hop) -> Result<(), Outcome> {
    match hop.sending() {
        Some(sending) if sending.to == actor.organization => {
            if allows(actor.role, Duty::AnswerSheets) {
                Ok(())
            } else {
                Err(Outcome::Denied)
            }
        }
        _ => Err(Outcome::NotFound),
    }
}
