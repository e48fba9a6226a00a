//! Adding, opening and removing the scan of a worry that came on paper.

use axum::extract::{Path, Request, State};

use super::{id, worry};
use crate::{
    accounts::{Actor, Duty},
    directory::file_response,
    platform::{
        Answer, App, Outcome,
        ids::{AttachmentId, ScanId, WorryId},
        web::{Submitted, Visit, see},
    },
    reception::file_of,
    worries::actions::scans,
};

pub async fn add(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(worry): Path<String>,
    request: Request,
) -> Answer {
    let worry: WorryId = id(&worry)?;
    actor.must(Duty::TakeWorries)?;
    let (form, file) = file_of(request).await?;
    let added = match file {
        Ok(file) => scans::add(&app, &actor, worry, file, form.once(&app.vault, "worries.scan-add")?).await,
        Err(refusal) => Err(refusal.into()),
    };
    match added {
        Ok(()) => Ok(see(&format!("/worries/{worry}"))),
        Err(Outcome::Refused(refusal)) => worry::without_scan(&app, (v, actor, worry), refusal).await,
        Err(other) => Err(other),
    }
}

pub async fn one(State(app): State<App>, actor: Actor, Path((worry, scan)): Path<(String, String)>) -> Answer {
    let (worry, scan): (WorryId, ScanId) = (id(&worry)?, id(&scan)?);
    let (media, bytes) = scans::open(&app, &actor, worry, scan).await?;
    Ok(file_response(AttachmentId(scan.0), media, bytes))
}

pub async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path((worry, scan)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    let (worry, scan): (WorryId, ScanId) = (id(&worry)?, id(&scan)?);
    let once = form.once(&app.vault, "worries.scan-remove")?;
    scans::remove(&app, &actor, worry, scan, once).await?;
    Ok(see(&format!("/worries/{worry}")))
}
