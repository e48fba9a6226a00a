//! A form that is written page by page: kept sealed until it is sent, for whoever holds the token.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    directory::Desk,
    platform::{App, Outcome},
    reception::{model::Draft, store},
};

/// What was begun is kept this long after the last page: a night, and some of the day after.
const KEPT: TimeDelta = TimeDelta::hours(24);

fn since(app: &App) -> DateTime<Utc> {
    app.now().0 - KEPT
}

/// One browser may have begun something for each of several desks.
fn hash(app: &App, token: &str, desk: &Desk) -> [u8; 32] {
    app.vault.hash("draft", &[desk.id.0.as_bytes(), token.as_bytes()])
}

/// What was begun; nothing if there is none or it was kept long enough.
pub async fn find(app: &App, token: Option<&str>, desk: &Desk) -> Result<Draft, Outcome> {
    let Some(token) = token else { return Ok(Draft::default()) };
    let kept = store::drafts::find(app.db.read(), app, hash(app, token, desk), desk, since(app)).await?;
    Ok(kept.unwrap_or_default())
}

/// Keeps it; answers the token it is kept under.
pub async fn keep(app: &App, token: Option<String>, desk: &Desk, draft: &Draft) -> Result<String, Outcome> {
    let token = token.unwrap_or_else(|| hex::encode(app.dice.bytes::<32>()));
    let tx = app.db.write().await?;
    store::drafts::keep(&tx, app, hash(app, &token, desk), desk, draft).await?;
    tx.commit().await?;
    Ok(token)
}

/// Forgets it: it was sent, or is not wanted any more.
pub async fn forget(app: &App, token: &str, desk: &Desk) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::drafts::remove(&tx, hash(app, token, desk)).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes what was begun and left.
pub async fn forget_old(app: &App) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::drafts::forget(&tx, since(app)).await?;
    tx.commit().await?;
    Ok(())
}
