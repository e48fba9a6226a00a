//! The plan of a case, and what staff make of things beside it.

use std::collections::HashMap;

use super::{deed, find_to, key_of, object};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{
        model::{
            Case,
            plan::{Assessment, Plan},
        },
        store::{self, papers},
    },
    platform::{
        App, Outcome,
        ids::{CaseId, StaffId},
        trail,
        web::Once,
    },
};

pub struct Planned {
    pub case: Case,
    pub called: String,
    pub plan: Plan,
    pub version: i64,
    pub assessment: Assessment,
    pub assessment_version: i64,
    pub names: HashMap<StaffId, String>,
}

/// Opens the plan. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: CaseId) -> Result<Planned, Outcome> {
    let result = look_for(app, actor, id).await;
    let refused = deed(actor, "casework.read-plan", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn look_for(app: &App, actor: &Actor, id: CaseId) -> Result<Planned, Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::ReadCases, id).await?;
    let key = key_of(app, &tx, &case).await?;
    let (version, plan): (i64, Plan) = papers::of(&tx, &key, id, papers::PLAN).await?;
    let (assessment_version, assessment) = papers::of(&tx, &key, id, papers::ASSESSMENT).await?;
    let staff: Vec<StaffId> = plan.confirmed.iter().map(|it| it.by).collect();
    let names = accounts::names_of(&tx, staff).await?;
    let called = store::called(&tx, &key, &case).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "casework.read-plan", object(id), Some(id))).await?;
    tx.commit().await?;
    Ok(Planned { case, called, plan, version, assessment, assessment_version, names })
}

/// Writes the plan over the version that was open.
pub async fn write(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, plan): (i64, Plan),
    once: Once,
) -> Result<(), Outcome> {
    let result = write_paper(app, actor, id, ("casework.plan", papers::PLAN), (version, plan), once).await;
    let refused = deed(actor, "casework.plan", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

/// Writes what staff make of things over the version that was open.
pub async fn assess(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, assessment): (i64, Assessment),
    once: Once,
) -> Result<(), Outcome> {
    let paper = ("casework.assess", papers::ASSESSMENT);
    let result = write_paper(app, actor, id, paper, (version, assessment), once).await;
    let refused = deed(actor, "casework.assess", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn write_paper<T: serde::Serialize + Send + Sync>(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (action, kind): (&'static str, &'static str),
    (version, text): (i64, T),
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = key_of(app, &tx, &case).await?;
    papers::save(&tx, app, &key, (&case, kind), (version, &text)).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, action, object(id), Some(id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
