//! Putting a version before the public, and taking a text out of force.

use chrono::NaiveDate;

use super::{deed, object, wants_two_people};
use crate::{
    accounts::{Actor, Duty},
    directory::Directory,
    platform::{App, Outcome, Refusal, ids::TextId, trail, web::Once},
    policy::store,
};

/// Publishes version `seq` of a text that was read at `read_at`: the newest one, or an older one again.
pub async fn publish(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: TextId,
    (seq, read_at): (i32, i64),
    review_by: NaiveDate,
    once: Once,
) -> Result<(), Outcome> {
    let result = publish_for(app, directory, actor, id, (seq, read_at), review_by, once).await;
    let refused = deed(actor, "policy.publish", object(id), "");
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn publish_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: TextId,
    (seq, read_at): (i32, i64),
    review_by: NaiveDate,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let text = store::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if text.version != read_at {
        return Err(Outcome::Conflict);
    }
    let versions = store::versions(&tx, id).await?;
    let version = versions.iter().find(|version| version.seq == seq).ok_or(Outcome::NotFound)?;
    let two_people = wants_two_people(&tx, directory, text.owner).await?;
    let text = text.publish(version, actor.staff, now.0, review_by, two_people)?;
    store::save(&tx, &text).await?;
    let detail = format!("version:{seq}");
    trail::record(&tx, &app.vault, now, deed(actor, "policy.publish", object(id), &detail)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Longest reason for taking a text out of force, in letters.
const WHY: usize = 400;

/// Takes a text out of force. Its page stays readable and says so.
pub async fn retire(
    app: &App,
    actor: &Actor,
    id: TextId,
    read_at: i64,
    why: String,
    once: Once,
) -> Result<(), Outcome> {
    let result = retire_for(app, actor, id, read_at, why, once).await;
    let refused = deed(actor, "policy.retire", object(id), "");
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn retire_for(
    app: &App,
    actor: &Actor,
    id: TextId,
    read_at: i64,
    why: String,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let text = store::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::EditPages)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if text.version != read_at {
        return Err(Outcome::Conflict);
    }
    if why.chars().count() > WHY {
        return Err(Refusal::new("refused-text-long-line").into());
    }
    let text = text.retire(actor.staff, now.0, why)?;
    store::save(&tx, &text).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "policy.retire", object(id), "")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
