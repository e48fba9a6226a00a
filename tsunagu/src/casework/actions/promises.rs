//! What was promised and what was offered; where support may break off; the lead that passes to a colleague.

use sea_orm::DatabaseTransaction;

use super::{deed, entries::colleagues, find_to, key_of, object};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{
        model::{
            Case,
            promise::{
                Cover, Edge, EdgeWords, Handover, HandoverWords, Outcome as Became, Promise, PromiseKind, Standing,
            },
        },
        store,
    },
    people::{self, PartyKind},
    platform::{
        App, Outcome, Refusal,
        ids::{CaseId, CoverId, EdgeId, PromiseId, StaffId},
        trail::{self, Deed},
        vault::Key,
        web::Once,
    },
};

/// A case with what was promised in it, who leads and who may.
pub struct Promises {
    pub case: Case,
    pub called: String,
    pub promises: Vec<Promise>,
    pub edges: Vec<Edge>,
    pub handovers: Vec<Handover>,
    /// The day of birth of the person, where it is known.
    pub birth: Option<chrono::NaiveDate>,
    pub names: std::collections::HashMap<StaffId, String>,
    pub colleagues: Vec<(StaffId, String)>,
}

/// Opens what was promised in a case. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: CaseId) -> Result<Promises, Outcome> {
    let result = look_for(app, actor, id).await;
    let refused = deed(actor, "casework.promises", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn look_for(app: &App, actor: &Actor, id: CaseId) -> Result<Promises, Outcome> {
    let tx = app.db.write().await?;
    let (case, key) = found(app, &tx, actor, Duty::ReadCases, id).await?;
    let promises = store::promises::of_case(&tx, &key, id).await?;
    let handovers = store::leads::handovers_of(&tx, &key, id).await?;
    let edges = store::promises::edges_of(&tx, &key, id).await?;
    let staff = promises.iter().flat_map(|promise| [promise.staff, promise.made_by]);
    let staff = staff.chain(handovers.iter().flat_map(|it| [it.from, it.to])).chain([case.lead]);
    let names = accounts::names_of(&tx, staff).await?;
    let colleagues = colleagues(app, &tx, &case).await?;
    let birth = people::profile_of(&tx, &key, id, PartyKind::Person).await?.birth.day;
    let called = store::called(&tx, &key, &case).await?;
    let seen = deed(actor, "casework.promises", object(id), Some(id));
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(Promises { case, called, promises, edges, handovers, birth, names, colleagues })
}

async fn found(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    duty: Duty,
    id: CaseId,
) -> Result<(Case, Key), Outcome> {
    let case = find_to(tx, actor, duty, id).await?;
    let key = key_of(app, tx, &case).await?;
    Ok((case, key))
}

/// Writes down a promise, or a word that was offered.
pub async fn make(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (kind, day, words, staff): (PromiseKind, Option<chrono::NaiveDate>, String, Option<StaffId>),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (case, key) = found(app, &tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let staff = staff.unwrap_or(actor.staff);
    must_be_of_team(app, &tx, &case, staff).await?;
    let promise = Promise {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: id,
        kind,
        staff,
        day,
        made_by: actor.staff,
        made_at: now.0,
        standing: Standing::Open,
        words,
        afterwards: String::new(),
        version: 1,
    };
    store::promises::add(&tx, app, &key, &promise).await?;
    let detail = format!("kind:{kind}");
    let made = Deed { detail, ..deed(actor, "casework.promise", format!("promise:{}", promise.id), Some(id)) };
    trail::record(&tx, &app.vault, now, made).await?;
    once.finish(app, tx, promise.id.to_string()).await?;
    Ok(())
}

async fn must_be_of_team(app: &App, tx: &DatabaseTransaction, case: &Case, staff: StaffId) -> Result<(), Outcome> {
    match colleagues(app, tx, case).await?.iter().any(|(colleague, _)| *colleague == staff) {
        true => Ok(()),
        false => Err(Refusal::new("refused-note-colleague").into()),
    }
}

/// Writes down what became of a promise. Answers whose case it is.
pub async fn settle(
    app: &App,
    actor: &Actor,
    id: PromiseId,
    (outcome, words): (Became, String),
    once: Once,
) -> Result<CaseId, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = store::promises::case_of(&tx, id).await?.ok_or(Outcome::NotFound)?;
    let (case, key) = found(app, &tx, actor, Duty::EditCases, case).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(case.id);
    }
    let promise = store::promises::by_id(&tx, &key, id).await?.ok_or(Outcome::NotFound)?;
    let promise = promise.settle(outcome, actor.staff, now.0, words)?;
    store::promises::save(&tx, app, &key, &promise).await?;
    let detail = format!("outcome:{outcome}");
    let settled = Deed { detail, ..deed(actor, "casework.settle", format!("promise:{id}"), Some(case.id)) };
    trail::record(&tx, &app.vault, now, settled).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(case.id)
}

/// Notes where support may break off.
pub async fn add_edge(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (day, words): (chrono::NaiveDate, EdgeWords),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (case, key) = found(app, &tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let edge = Edge { id: app.dice.id(now), municipality: case.municipality, case: id, day, words };
    store::promises::add_edge(&tx, app, &key, &edge).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "casework.edge", format!("edge:{}", edge.id), Some(id))).await?;
    once.finish(app, tx, edge.id.to_string()).await?;
    Ok(())
}

/// The edge is behind us, or never came.
pub async fn remove_edge(app: &App, actor: &Actor, id: CaseId, edge: EdgeId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if !store::promises::remove_edge(&tx, id, edge).await? {
        return Err(Outcome::NotFound);
    }
    trail::record(&tx, &app.vault, now, deed(actor, "casework.edge-past", format!("edge:{edge}"), Some(id))).await?;
    once.finish(app, tx, edge.to_string()).await?;
    Ok(())
}

/// Writes what the next lead has to know. Until they have read it, nothing changes; a second page takes the place of
/// one that nobody received.
pub async fn hand_lead_over(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (to, words): (StaffId, HandoverWords),
    once: Once,
) -> Result<(), Outcome> {
    let result = hand_lead_over_for(app, actor, id, (to, words), once).await;
    let refused = deed(actor, "casework.hand-lead-over", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn hand_lead_over_for(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (to, words): (StaffId, HandoverWords),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (case, key) = found(app, &tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    must_be_of_team(app, &tx, &case, to).await?;
    if to == case.lead {
        return Err(Refusal::new("refused-handover-same").into());
    }
    store::leads::remove_waiting(&tx, id).await?;
    let handover = Handover {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: id,
        from: actor.staff,
        to,
        written_at: now.0,
        received_at: None,
        words,
        version: 1,
    };
    store::leads::add_handover(&tx, app, &key, &handover).await?;
    let detail = format!("to:{to}");
    trail::record(
        &tx,
        &app.vault,
        now,
        Deed { detail, ..deed(actor, "casework.hand-lead-over", object(id), Some(id)) },
    )
    .await?;
    once.finish(app, tx, handover.id.to_string()).await?;
    Ok(())
}

/// The next lead has read it, and leads from now on. What the lead before them promised is theirs to keep.
pub async fn receive_lead(app: &App, actor: &Actor, id: CaseId, once: Once) -> Result<(), Outcome> {
    let result = receive_lead_for(app, actor, id, once).await;
    let refused = deed(actor, "casework.receive-lead", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn receive_lead_for(app: &App, actor: &Actor, id: CaseId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (case, key) = found(app, &tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let waiting = store::leads::handovers_of(&tx, &key, id).await?;
    let waiting = waiting.into_iter().find(|it| it.received_at.is_none());
    let received = waiting.ok_or_else(|| Refusal::new("refused-handover-received"))?.receive(actor.staff, now.0)?;
    store::leads::save_receipt(&tx, &received).await?;
    store::promises::pass_on(&tx, id, case.lead, actor.staff).await?;
    let detail = format!("from:{} to:{}", case.lead, actor.staff);
    store::save(&tx, &Case { lead: actor.staff, ..case }).await?;
    trail::record(&tx, &app.vault, now, Deed { detail, ..deed(actor, "casework.receive-lead", object(id), Some(id)) })
        .await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Who may see to the actor's promises: whoever of the same organisation works with cases.
pub async fn may_cover(app: &App, actor: &Actor) -> Result<Vec<(StaffId, String)>, Outcome> {
    actor.must(Duty::EditCases)?;
    let own = [actor.organization];
    let whom = (actor.municipality, own.as_slice());
    let mut colleagues = accounts::colleagues(app.db.read(), whom, Duty::EditCases, app.now().today()).await?;
    colleagues.retain(|(staff, _)| *staff != actor.staff);
    Ok(colleagues)
}

/// A colleague sees to the actor's promises while the actor is away.
pub async fn cover(
    app: &App,
    actor: &Actor,
    (by, from, until): (StaffId, chrono::NaiveDate, chrono::NaiveDate),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    if !may_cover(app, actor).await?.iter().any(|(staff, _)| *staff == by) {
        return Err(Refusal::new("refused-note-colleague").into());
    }
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let cover = Cover {
        id: app.dice.id(now),
        municipality: actor.municipality,
        organization: actor.organization,
        staff: actor.staff,
        cover: by,
        from,
        until,
    };
    store::leads::add_cover(&tx, &cover).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "casework.cover", format!("cover:{}", cover.id), None)).await?;
    once.finish(app, tx, cover.id.to_string()).await?;
    Ok(())
}

pub async fn remove_cover(app: &App, actor: &Actor, id: CoverId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    actor.must(Duty::EditCases)?;
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if !store::leads::remove_cover(&tx, actor, id).await? {
        return Err(Outcome::NotFound);
    }
    trail::record(&tx, &app.vault, now, deed(actor, "casework.cover-over", format!("cover:{id}"), None)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Covers of the actor's organisation that are not over, with the names of both.
pub async fn covers(app: &App, actor: &Actor) -> Result<Vec<(Cover, String, String)>, Outcome> {
    actor.must(Duty::EditCases)?;
    let conn = app.db.read();
    let covers = store::leads::covers(conn, actor, app.now().today()).await?;
    let names = accounts::names_of(conn, covers.iter().flat_map(|it| [it.staff, it.cover])).await?;
    let name = |staff: StaffId| names.get(&staff).cloned().unwrap_or_default();
    Ok(covers
        .into_iter()
        .map(|it| (name(it.staff), name(it.cover), it))
        .map(|(one, other, it)| (it, one, other))
        .collect())
}
