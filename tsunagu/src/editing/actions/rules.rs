//! How a town keeps its part of the directory.

use super::{deed, kept};
use crate::{
    accounts::{Actor, Duty},
    directory::keeping::{self, Rules},
    platform::{
        App, Outcome, Refusal,
        trail::{self, Deed},
        web::Once,
    },
};

/// The months a town may choose after which a check is too old.
pub const STALE_MONTHS: std::ops::RangeInclusive<u32> = 1..=36;

/// What was chosen on the page of rules.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    /// `None`: it was not offered, and what holds stays.
    pub two_persons: Option<bool>,
    pub stale_after_months: u32,
    pub asks_by_itself: bool,
}

/// Sets how the town keeps its part of the directory.
pub async fn set_rules(app: &App, actor: &Actor, chosen: Chosen, once: Once) -> Result<(), Outcome> {
    let result = set_rules_for(app, actor, chosen, once).await;
    kept(app, deed(actor, "editing.rules", format!("municipality:{}", actor.municipality)), result).await
}

async fn set_rules_for(app: &App, actor: &Actor, chosen: Chosen, once: Once) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    // First of all: what is looked up here holds until it is written.
    keeping::announce(&tx).await?;
    actor.must(Duty::EditPages)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if !STALE_MONTHS.contains(&chosen.stale_after_months) {
        return Err(Refusal::new("refused-rules-months").into());
    }
    // What holds is looked up here: a colleague may have changed it since the page was opened.
    let held = keeping::rules_of(&tx, actor.municipality).await?.two_persons;
    let two_persons = chosen.two_persons.unwrap_or(held);
    // Whoever could change how many persons publish could publish alone.
    if two_persons != held {
        actor.must(Duty::ManageAccounts)?;
    }
    let Chosen { stale_after_months, asks_by_itself, .. } = chosen;
    let rules = Rules { two_persons, stale_after_months, asks_by_itself };
    keeping::set_rules(&tx, actor.municipality, rules).await?;
    let detail = format!("two_persons {two_persons} months {stale_after_months} asks {asks_by_itself}");
    let object = format!("municipality:{}", actor.municipality);
    trail::record(&tx, &app.vault, app.now(), Deed { detail, ..deed(actor, "editing.rules", object) }).await?;
    once.finish(app, tx, "set".to_owned()).await.map(|_| ())
}
