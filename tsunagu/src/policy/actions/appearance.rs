//! How a town's pages look and speak.

use std::collections::BTreeMap;

use super::deed;
use crate::{
    accounts::{Actor, Duty},
    platform::{App, Outcome, trail, web::Once},
    policy::{
        model::appearance::{Accent, Appearance},
        store,
    },
};

/// What the town wishes from now on, checked.
pub struct NewAppearance {
    pub accent: Option<Accent>,
    pub figure: String,
    pub spellings: BTreeMap<String, String>,
    /// The version that was read.
    pub version: i64,
}

/// Saves how the pages of the person's town look. Whoever saved in between is told apart as a conflict.
pub async fn save_appearance(app: &App, actor: &Actor, new: NewAppearance, once: Once) -> Result<(), Outcome> {
    actor.must(Duty::EditPages)?;
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let before = store::appearances::of(&tx, actor.municipality).await?;
    if before.version != new.version {
        return Err(Outcome::Conflict);
    }
    let appearance = Appearance {
        municipality: actor.municipality,
        accent: new.accent,
        figure: new.figure,
        spellings: new.spellings,
        version: new.version,
    };
    store::appearances::save(&tx, &appearance).await?;
    let object = format!("municipality:{}", actor.municipality);
    trail::record(&tx, &app.vault, now, deed(actor, "policy.appearance", object, "")).await?;
    once.finish(app, tx, String::new()).await?;
    Ok(())
}
