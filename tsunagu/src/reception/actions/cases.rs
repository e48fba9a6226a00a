//! What a case asks of its threads: to tell one side how it stands, and which of them wait for an answer.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::{
    people::PartyKind,
    platform::{App, Outcome, ids::CaseId},
    reception::{
        model::{Author, Body, Notice, Thread, party_of},
        store,
    },
};

/// Puts a notice on the pages of those threads of a case that `party` writes, within the deed's transaction. The other
/// side reads nothing of it.
pub async fn tell_party(
    tx: &impl ConnectionTrait,
    app: &App,
    case: CaseId,
    party: PartyKind,
    notice: &Notice,
) -> Result<(), Outcome> {
    for thread in store::of_case(tx, case).await? {
        let key = app.vault.key(tx, thread.key).await?;
        if party_of(store::opening(tx, &key, thread.id).await?.about) == party {
            store::append(tx, app, &key, &thread, (Author::Program, &Body::Notice(notice.clone())), None).await?;
        }
    }
    Ok(())
}

/// Which party of its case writes a thread.
pub async fn party_of_thread(conn: &impl ConnectionTrait, app: &App, thread: &Thread) -> Result<PartyKind, Outcome> {
    let key = app.vault.key(conn, thread.key).await?;
    Ok(party_of(store::opening(conn, &key, thread.id).await?.about))
}

/// Threads of cases in which the writer waits for an answer, and since when.
pub async fn waiting_in_cases(conn: &impl ConnectionTrait) -> Result<Vec<(Thread, CaseId, DateTime<Utc>)>, Outcome> {
    let threads = store::waiting_in_cases(conn).await?;
    let waits = |thread: Thread| {
        let (case, since) = (thread.case?, thread.turn.since()?);
        Some((thread, case, since))
    };
    Ok(threads.into_iter().filter_map(waits).collect())
}
