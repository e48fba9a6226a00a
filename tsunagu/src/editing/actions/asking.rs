//! Facts made sure of: by staff, or by a partner through a link without an account.

use sea_orm::ConnectionTrait;

use super::{deed, find_published, kept, object, seen};
use crate::{
    accounts::{Actor, Duty},
    directory::{
        Facet, Record, RecordKind,
        keeping::{self, CheckedBy},
    },
    editing::{
        model::{self, confirmed},
        store::{self, Confirmation},
    },
    platform::{
        App, Outcome, Refusal,
        ids::{ConfirmationId, MunicipalityId, StaffId},
        outbox::{self, Mail},
        trail::{self, Deed, Doer},
        web::Once,
    },
};

/// For how long a partner's link can be answered.
pub const LINK_DAYS: u64 = 30;

/// Notes that parts of a record are true as they stood on the page; `Conflict` if they changed since.
pub async fn check(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    (facets, shown): (&[Facet], &str),
    once: Once,
) -> Result<(), Outcome> {
    let result = check_for(app, actor, (kind, slug), (facets, shown), once).await;
    kept(app, deed(actor, "editing.check", format!("{kind}:{slug}")), result).await
}

async fn check_for(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    (facets, shown): (&[Facet], &str),
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    // First of all: nobody publishes between the look and the note.
    keeping::announce(&tx).await?;
    let record = find_published(&tx, actor, kind, slug).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if facets.is_empty() {
        return Err(Refusal::new("refused-check-nothing").into());
    }
    if seen(&app.vault, &model::whole(&record.name, &record.facts)) != shown {
        return Err(Outcome::Conflict);
    }
    keeping::note_checks(app, &tx, (kind, record.id), facets, CheckedBy::Staff(actor.staff)).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.check", object(kind, record.id))).await?;
    once.finish(app, tx, "checked".to_owned()).await.map(|_| ())
}

/// Asks a partner by mail to make sure of a record; the link works without an account for thirty days.
pub async fn ask_partner(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    address: &str,
    once: Once,
) -> Result<(), Outcome> {
    let result = ask_partner_for(app, actor, (kind, slug), address, once).await;
    kept(app, deed(actor, "editing.ask-partner", format!("{kind}:{slug}")), result).await
}

async fn ask_partner_for(
    app: &App,
    actor: &Actor,
    (kind, slug): (RecordKind, &str),
    address: &str,
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let record = find_published(&tx, actor, kind, slug).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let address = model::typed::email(address)?;
    put_request(app, &tx, actor.municipality, &record, (address, Some(actor.staff))).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.ask-partner", object(kind, record.id))).await?;
    once.finish(app, tx, "asked".to_owned()).await.map(|_| ())
}

/// Keeps the request and puts its mail into the outbox. `by`: nobody where the program asks.
pub(super) async fn put_request(
    app: &App,
    tx: &impl ConnectionTrait,
    town: MunicipalityId,
    record: &Record,
    (address, by): (String, Option<StaffId>),
) -> Result<(), Outcome> {
    let now = app.now();
    let token = hex::encode(app.dice.bytes::<16>());
    let row = Confirmation {
        id: app.dice.id(now),
        municipality_id: town,
        kind: record.kind,
        record_id: record.id,
        slug: record.slug.clone(),
        token_hash: link_hash(app, &token).to_vec(),
        sent_to: address.clone(),
        asked_by_staff: by,
        asked_at: now.0,
        open_until: now.today() + chrono::Days::new(LINK_DAYS),
        answered_at: None,
        correction: None,
        settled_at: None,
    };
    store::add_confirmation(tx, row).await?;
    let mail = Mail { municipality: town, recipient: address, kind: "confirm", path: format!("/confirm/{token}") };
    outbox::put(tx, &app.dice, now, mail).await
}

fn link_hash(app: &App, token: &str) -> [u8; 32] {
    app.vault.hash("confirmation", &[token.as_bytes()])
}

/// Stands for what the page behind a link shows of a record: the editors' notes are not on it.
pub fn seen_by_link(app: &App, record: &Record) -> String {
    let mut whole = model::whole(&record.name, &record.facts);
    for notes in ["note", "notes"] {
        model::typed::set_fact(&mut whole, notes, None);
    }
    seen(&app.vault, &whole)
}

/// The request behind a link, with the record as the public page shows it: whoever holds the link has no account, so what
/// is a person's own stays away from them too.
pub async fn asked_by_link(app: &App, token: &str) -> Result<(Confirmation, Record), Outcome> {
    let conn = app.db.read();
    let hash = link_hash(app, token);
    let asked = store::confirmation_by_hash(conn, &hash, app.now().today()).await?.ok_or(Outcome::NotFound)?;
    let record = shown_by_link(conn, &asked).await?;
    Ok((asked, record))
}

async fn shown_by_link(conn: &impl ConnectionTrait, asked: &Confirmation) -> Result<Record, Outcome> {
    let record = keeping::record_of(conn, asked.municipality_id, asked.kind, &asked.slug).await?;
    let mut record = record.ok_or(Outcome::NotFound)?;
    keeping::withhold(&mut record.facts);
    Ok(record)
}

/// A partner's answer: which parts are true, and what is not, in their words. A correction changes nothing by itself; it
/// waits for the editor, and a second answer takes nothing away from it. `shown` stands for what they read: `Conflict` where
/// parts are said to be true that changed since.
pub async fn answer_by_link(
    app: &App,
    token: &str,
    (facets, shown): (&[Facet], &str),
    correction: &str,
) -> Result<(), Outcome> {
    let correction = correction.trim();
    if facets.is_empty() && correction.is_empty() {
        return Err(Refusal::new("refused-confirm-nothing").into());
    }
    let now = app.now();
    let tx = app.db.write().await?;
    // First of all: two answers at once follow each other, and the second one finds the first one's words.
    keeping::announce(&tx).await?;
    let asked = store::confirmation_by_hash(&tx, &link_hash(app, token), now.today()).await?;
    let asked = asked.ok_or(Outcome::NotFound)?;
    if !facets.is_empty() && seen_by_link(app, &shown_by_link(&tx, &asked).await?) != shown {
        return Err(Outcome::Conflict);
    }
    let held = asked.correction.as_deref().filter(|_| asked.settled_at.is_none());
    let after = confirmed::correction_after(held, correction)?;
    keeping::note_checks(app, &tx, (asked.kind, asked.record_id), facets, CheckedBy::Partner(asked.id)).await?;
    store::answer(&tx, asked.id, now.0, after).await?;
    let deed = Deed {
        municipality: asked.municipality_id,
        doer: Doer::Visitor,
        action: "editing.confirm",
        object: object(asked.kind, asked.record_id),
        subject: None,
        detail: format!("confirmation {}", asked.id),
    };
    trail::record(&tx, &app.vault, now, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// The editor has looked after a partner's correction.
pub async fn settle(app: &App, actor: &Actor, id: ConfirmationId) -> Result<(), Outcome> {
    let result = settle_for(app, actor, id).await;
    kept(app, deed(actor, "editing.settle", format!("confirmation:{id}")), result).await
}

async fn settle_for(app: &App, actor: &Actor, id: ConfirmationId) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let asked = store::confirmation_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    store::settle(&tx, asked.id, app.now().0).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "editing.settle", format!("confirmation:{id}"))).await?;
    tx.commit().await?;
    Ok(())
}
