//! The one check for what another slice is about to send, within its deed.

use sea_orm::DatabaseTransaction;

use super::{
    model::{Attempt, Ending, State},
    store,
};
use crate::{
    accounts::Actor,
    casework::{self, Case},
    people::{
        PartyKind,
        contact::{Barrier, Care, Means, Outgoing},
    },
    platform::{App, Outcome},
};

/// Whether something may go out to a party of a case now, by this means. The try is kept, as sent or as barred; where it is barred,
/// whoever asks sends nothing.
pub async fn send_within(
    tx: &DatabaseTransaction,
    app: &App,
    actor: &Actor,
    case: &Case,
    (party, means): (PartyKind, Means),
) -> Result<Result<Care, Barrier>, Outcome> {
    let now = app.now();
    let key = casework::key_of(app, tx, case).await?;
    let wishes = casework::wishes_now(app, tx, &key, case.id, party).await?;
    let checked = wishes.check(Outgoing { means, at: now.local(), urgent: false });
    let state = match &checked {
        Ok(_) => State::Ended(Ending::Sent),
        Err(barrier) => State::Barred(*barrier),
    };
    let attempt = Attempt {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: case.id,
        party,
        means,
        urgent: false,
        staff: actor.staff,
        at: now.0,
        state,
        reason: String::new(),
        note: String::new(),
        version: 1,
    };
    store::add(tx, app, &key, &attempt).await?;
    Ok(checked)
}
