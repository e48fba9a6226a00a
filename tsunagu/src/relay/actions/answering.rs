//! The receiver's side: one line, an answer, and afterwards a record of its own.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use super::{deed, tell_office, tell_person};
use crate::{
    accounts::Actor,
    casework::{self, Case, Consent, Item},
    directory::Directory,
    platform::{App, Outcome, Refusal, ids::HopId, trail, vault::Key, web::Once},
    reception::Notice,
    relay::{
        access,
        application::WHEREABOUTS,
        model::{Content, DeclineReason, Hop, Record, Status, agreed_now},
        store, whereabouts,
    },
};

/// The receiver's side of a hop: one line, or the agreed items.
pub struct Received {
    pub case: Case,
    pub hop: Hop,
    /// Nothing before accepting; afterwards the agreed part of the sheet.
    pub content: Option<Content>,
    pub agreed: BTreeSet<Item>,
    /// The consent ended or was withdrawn after the sheet was sent.
    pub ground_ended: bool,
    pub consent: Option<Consent>,
    /// Address and telephone are for whoever took the sheet on, or was named.
    pub guarded: bool,
    /// There is violence in the case, whoever reads.
    pub in_danger: bool,
}

/// Reads what was received. Looking leaves a trace.
pub async fn receive(app: &App, actor: &Actor, id: HopId, action: &'static str) -> Result<Received, Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (received, _) = open_received(app, &tx, actor, id).await?;
        let seen = deed(actor, action, format!("hop:{id}"), Some(received.case.id));
        trail::record(&tx, &app.vault, app.now(), seen).await?;
        tx.commit().await?;
        Ok(received)
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, action, format!("hop:{id}"), None), result).await
}

async fn open_received(
    app: &App,
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: HopId,
) -> Result<(Received, Key), Outcome> {
    let sheet = store::hop_sheet_for(conn, actor, id).await?.ok_or(Outcome::NotFound)?;
    let case = store::case_of(conn, sheet).await?.ok_or(Outcome::NotFound)?;
    let case = casework::by_id(conn, case).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(conn, case.key).await?;
    let hops = store::hops(conn, &key, sheet).await?;
    let hop = hops.into_iter().find(|hop| hop.id == id).ok_or(Outcome::NotFound)?;
    access::may_answer(actor, &hop)?;
    let sending = hop.sending().ok_or(Outcome::NotFound)?;
    let consents = casework::consents_of(conn, &key, &case).await?;
    let consent = consents.into_iter().find(|consent| consent.id == sending.consent);
    let today = app.now().today();
    let covers = consent.as_ref().is_some_and(|consent| consent.gap(sending.to, &sending.items, today).is_none());
    let agreed = agreed_now(&hop, covers);
    let mut agreed = agreed;
    let whole = store::sheet(conn, &key, sheet).await?;
    let in_danger = whereabouts::case_is_guarded(conn, app, &key, case.id).await?;
    let guarded = in_danger && whole.as_ref().is_some_and(|sheet| !whereabouts::may_receive(actor, sheet, &hop));
    if guarded && let Some(agreed) = &mut agreed {
        agreed.retain(|item| !WHEREABOUTS.contains(item));
    }
    let content = match (&agreed, whole) {
        (Some(agreed), Some(sheet)) if guarded => Some(whereabouts::hide(&sheet.content.only(agreed))),
        (Some(agreed), Some(sheet)) => Some(sheet.content.only(agreed)),
        (Some(_), None) | (None, _) => None,
    };
    let agreed = agreed.unwrap_or_default();
    Ok((Received { case, hop, content, agreed, ground_ended: !covers, consent, guarded, in_danger }, key))
}

/// The receiver's answer.
pub enum Reply {
    Accept,
    Decline(DeclineReason, String),
}

/// Answers a sheet. Only acceptance passes responsibility on.
pub async fn answer(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: HopId,
    reply: Reply,
    once: Once,
) -> Result<(), Outcome> {
    let action = match reply {
        Reply::Accept => "relay.accept",
        Reply::Decline(..) => "relay.decline",
    };
    let result = answer_for(app, directory, actor, id, (reply, action), once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, action, format!("hop:{id}"), None), result).await
}

async fn answer_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: HopId,
    (reply, action): (Reply, &'static str),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (received, key) = open_received(app, &tx, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let waiting = matches!(received.hop.status, Status::Sent(_));
    if waiting && received.ground_ended && matches!(reply, Reply::Accept) {
        return Err(Refusal::new("refused-ground-ended").into());
    }
    let (from, case) = (received.hop.from, received.case);
    let name = |id| directory.organization(id).map(|office| office.name.clone()).unwrap_or_default();
    let by = (actor.organization, actor.staff);
    let (hop, notice) = match reply {
        Reply::Accept => {
            let hop = received.hop.accept(by, now.0)?;
            casework::hand_over(&tx, app, now, case.clone(), from, actor.organization).await?;
            (hop, Notice::SheetAccepted { organization: name(actor.organization) })
        }
        Reply::Decline(reason, words) => {
            let hop = received.hop.decline(by, now.0, reason, words)?;
            store::add_hop(&tx, app, &key, &hop.next_draft(app.dice.id(now))).await?;
            let notice = Notice::SheetDeclined { organization: name(actor.organization), responsible: name(from) };
            (hop, notice)
        }
    };
    store::save_hop(&tx, app, &key, &hop).await?;
    tell_person(&tx, app, (&key, case.id), &notice).await?;
    trail::record(&tx, &app.vault, now, deed(actor, action, format!("hop:{id}"), Some(case.id))).await?;
    let office = ("sheet-answered", format!("/sheets/{}", hop.sheet));
    tell_office(&tx, app, directory, from, hop.municipality, office).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// The receiver writes its own record (F1-40…47). `version` is the one the writer had open; what a colleague saved
/// meanwhile is not overwritten.
pub async fn write_record(
    app: &App,
    actor: &Actor,
    id: HopId,
    version: i64,
    (record, circulated_on): (Record, Option<NaiveDate>),
    once: Once,
) -> Result<(), Outcome> {
    let result = write_record_for(app, actor, id, version, (record, circulated_on), once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "relay.record", format!("hop:{id}"), None), result)
        .await
}

async fn write_record_for(
    app: &App,
    actor: &Actor,
    id: HopId,
    version: i64,
    (record, circulated_on): (Record, Option<NaiveDate>),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (received, key) = open_received(app, &tx, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if received.hop.version != version {
        return Err(Outcome::Conflict);
    }
    let hop = received.hop.write_record(record, circulated_on)?;
    store::save_hop(&tx, app, &key, &hop).await?;
    let done = deed(actor, "relay.record", format!("hop:{id}"), Some(received.case.id));
    trail::record(&tx, &app.vault, now, done).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
