//! Resting, ending, going on. Nothing of it happens by itself but one thing: whoever writes again is not left at an end.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{deed, find_to, key_of, object};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        model::{
            Case,
            state::{AskedTurn, CaseState, Cause, EndReason, Step, TurnRecord, TurnStanding, Voice},
        },
        store,
    },
    directory::Directory,
    people::PartyKind,
    platform::{
        App, Outcome, Refusal, clock,
        ids::CaseId,
        trail::{self, Deed, Doer},
        vault::Key,
        web::Once,
    },
    reception::{self, Notice, Thread},
};

/// Changes where a case stands, or asks a second person to look at an ending that we began.
pub async fn turn(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, asked, step): (i64, AskedTurn, Step),
    once: Once,
) -> Result<(), Outcome> {
    let result = turn_for(app, actor, id, (version, asked, step), once).await;
    let refused = deed(actor, "casework.turn", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn turn_for(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, asked, step): (i64, AskedTurn, Step),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if case.version != version {
        return Err(Outcome::Conflict);
    }
    let key = key_of(app, &tx, &case).await?;
    if store::turns::waiting(&tx, &key, id).await?.is_some() {
        return Err(Refusal::new("refused-end-waits").into());
    }
    let (state, cause, standing, voice) = match step {
        Step::Rest { rhythm } => (case.state.rest(rhythm)?, Cause::Rested(rhythm), TurnStanding::Done, Voice::Person),
        Step::End { reason } => {
            (case.state.end(reason, now.0)?, Cause::Ended(reason), TurnStanding::Done, reason.voice())
        }
        Step::AskToEnd { reason } => {
            // It has to be possible, and it does not happen yet.
            case.state.end(reason, now.0)?;
            (case.state, Cause::Ended(reason), TurnStanding::Waiting, reason.voice())
        }
        Step::Reopen => (case.state.reopen()?, Cause::Reopened, TurnStanding::Done, Voice::Staff),
    };
    let record = TurnRecord {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: id,
        cause,
        voice,
        staff: Some(actor.staff),
        at: now.0,
        standing,
        words: asked.words,
        closing: asked.closing,
        version: 1,
    };
    store::turns::add(&tx, app, &key, &record).await?;
    let doer = (actor.doer(), if record.is_in_force() { "casework.turn" } else { "casework.ask-to-end" });
    take_effect(app, &tx, doer, Case { state, ..case }, &record).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Saves the state a change led to, tells whoever it concerns, and writes it into the trail.
async fn take_effect(
    app: &App,
    tx: &DatabaseTransaction,
    (doer, action): (Doer, &'static str),
    case: Case,
    record: &TurnRecord,
) -> Result<(), Outcome> {
    store::save(tx, &case).await?;
    if record.is_in_force() {
        tell(app, tx, record).await?;
    }
    let turned = Deed {
        municipality: case.municipality,
        doer,
        action,
        object: object(case.id),
        subject: Some(case.id),
        detail: format!("turn:{} state:{}", record.cause.turn(), case.state.kind()),
    };
    trail::record(tx, &app.vault, app.now(), turned).await
}

/// Those whose word it was read it on their page; where it was ours, both do.
async fn tell(app: &App, tx: &DatabaseTransaction, record: &TurnRecord) -> Result<(), Outcome> {
    let words = record.closing.clone();
    let notice = match record.cause {
        Cause::Rested(_) => Notice::CaseRests { words },
        Cause::Ended(reason) if !reason.is_told() => return Ok(()),
        Cause::Ended(_) => Notice::CaseEnded { words },
        Cause::Reopened => Notice::CaseGoesOn,
    };
    let whom: &[PartyKind] = match record.voice {
        Voice::Person => &[PartyKind::Person],
        Voice::Family => &[PartyKind::Caller],
        Voice::Staff => PartyKind::ALL,
    };
    for party in whom {
        reception::tell_party(tx, app, record.case, *party, &notice).await?;
    }
    Ok(())
}

/// A second person looks at an ending that staff asked for: it ends, or nothing changes.
pub async fn look_at_ending(app: &App, actor: &Actor, id: CaseId, agrees: bool, once: Once) -> Result<(), Outcome> {
    let result = look_at_ending_for(app, actor, id, agrees, once).await;
    let refused = deed(actor, "casework.look-at-ending", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn look_at_ending_for(app: &App, actor: &Actor, id: CaseId, agrees: bool, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = key_of(app, &tx, &case).await?;
    let waiting = store::turns::waiting(&tx, &key, id).await?;
    let waiting = waiting.ok_or_else(|| Refusal::new("refused-end-looked-at"))?;
    let record = waiting.seen(actor.staff, now.0, agrees)?;
    store::turns::save_look(&tx, &record).await?;
    let state = match record.cause {
        Cause::Ended(reason) if record.is_in_force() => case.state.end(reason, now.0)?,
        Cause::Ended(_) | Cause::Rested(_) | Cause::Reopened => case.state,
    };
    let action = if record.is_in_force() { "casework.turn" } else { "casework.put-ending-aside" };
    take_effect(app, &tx, (actor.doer(), action), Case { state, ..case }, &record).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// The writer of a thread goes on with one press. The desk owes an answer from now on.
pub async fn go_on(
    app: &App,
    directory: &Directory,
    thread: &Thread,
    words: String,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let answer_by = clock::instant(desk.answer_by(now.local()));
    reception::say_within(&tx, app, directory, thread.id, words, Some(answer_by)).await?;
    if let Some(case) = thread.case {
        come_back(app, &tx, thread, case).await?;
    }
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(())
}

/// The case of a thread goes on because its writer came back.
async fn come_back(app: &App, tx: &DatabaseTransaction, thread: &Thread, case: CaseId) -> Result<(), Outcome> {
    let now = app.now();
    let case = store::by_id(tx, case).await?.ok_or(Outcome::NotFound)?;
    let Ok(state) = case.state.reopen() else { return Ok(()) };
    let voice = match reception::party_of_thread(tx, app, thread).await? {
        PartyKind::Person => Voice::Person,
        PartyKind::Caller => Voice::Family,
    };
    let record = TurnRecord {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: case.id,
        cause: Cause::Reopened,
        voice,
        staff: None,
        at: now.0,
        standing: TurnStanding::Done,
        words: String::new(),
        closing: String::new(),
        version: 1,
    };
    let key: Key = key_of(app, tx, &case).await?;
    store::turns::add(tx, app, &key, &record).await?;
    take_effect(app, tx, (Doer::Program, "casework.turn"), Case { state, ..case }, &record).await
}

/// Whoever wrote on the page of a case that had ended has come back: it goes on with the same number, and nobody has to
/// ask for it.
pub async fn look_after(app: &App) -> Result<(), Outcome> {
    let waiting = reception::waiting_in_cases(app.db.read()).await?;
    let ids: Vec<CaseId> = waiting.iter().map(|(_, case, _)| *case).collect();
    let ended = store::ended_among(app.db.read(), &ids).await?;
    for (thread, case, since) in waiting {
        let is_back = ended.iter().any(|known| {
            known.id == case
                && matches!(known.state, CaseState::Ended { at, reason } if since > at && reason != EndReason::Died)
        });
        if is_back {
            let tx = app.db.write().await?;
            come_back(app, &tx, &thread, case).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Endings that wait for the actor's second look: the cases, without a name.
pub async fn endings_to_look_at(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Case>, Outcome> {
    let waiting = store::turns::waiting_among(conn, store::cases_open_to(actor)).await?;
    let ids: Vec<CaseId> =
        waiting.into_iter().filter(|(_, by)| *by != Some(actor.staff)).map(|(case, _)| case).collect();
    store::among(conn, actor, &ids).await
}
