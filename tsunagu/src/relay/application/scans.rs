//! The scans of an application that was filled in by hand, beside what was copied from it. Whoever may read the
//! application opens them; with violence in it the one who looks after the thread.

use axum::extract::{Path, Request, State};

use super::{actions, pages};
use crate::{
    accounts::{Actor, Duty},
    directory::file_response,
    editing::file::Clean,
    platform::{
        Answer, App, Outcome,
        ids::{AttachmentId, ScanId, ThreadId},
        trail::{self, Deed},
        web::{Once, Submitted, Visit, see},
    },
    reception::{
        Thread, file_of,
        scans::{self, Paper},
    },
};

pub async fn add(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>, request: Request) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let (form, file) = file_of(request).await?;
    let added = match file {
        Ok(file) => put(&app, &actor, id, file, form.once(&app.vault, "relay.scan-add")?).await,
        Err(refusal) => Err(refusal.into()),
    };
    match added {
        Ok(()) => Ok(see(&format!("/threads/{id}/application"))),
        Err(Outcome::Refused(refusal)) => pages::draw_read(&app, v, actor, id, Some(refusal)).await,
        Err(other) => Err(other),
    }
}

async fn put(app: &App, actor: &Actor, id: ThreadId, file: Clean, once: Once) -> Result<(), Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (thread, _) = actions::with_paper(&tx, app, actor, Duty::AnswerThreads, id).await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        let key = app.vault.key(&tx, thread.key).await?;
        let paper = (thread.municipality, Paper::Application(id));
        scans::add(&tx, app, &key, paper, (&file, actor.staff)).await?;
        trail::record(&tx, &app.vault, app.now(), deed(actor, &thread, "relay.scan-add")).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), actions::refused(actor, "relay.scan-add", id), result).await
}

fn deed(actor: &Actor, thread: &Thread, action: &'static str) -> Deed {
    Deed { subject: thread.case, ..actions::refused(actor, action, thread.id) }
}

/// What a scan shows. Looking leaves a trace.
pub async fn one(State(app): State<App>, actor: Actor, Path((id, scan)): Path<(String, String)>) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    let scan: ScanId = scan.parse().map_err(|_| Outcome::NotFound)?;
    let result = async {
        let tx = app.db.write().await?;
        let (thread, _) = actions::with_paper(&tx, &app, &actor, Duty::ReadThreads, id).await?;
        let key = app.vault.key(&tx, thread.key).await?;
        let opened = scans::bytes(&tx, &key, Paper::Application(id), scan).await?.ok_or(Outcome::NotFound)?;
        trail::record(&tx, &app.vault, app.now(), deed(&actor, &thread, "relay.scan-open")).await?;
        tx.commit().await?;
        Ok(opened)
    }
    .await;
    let refused = actions::refused(&actor, "relay.scan-open", id);
    let (media, bytes) = trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await?;
    Ok(file_response(AttachmentId(scan.0), media, bytes))
}

/// Takes a scan away, the wrong side for example.
pub async fn remove(
    State(app): State<App>,
    actor: Actor,
    Path((id, scan)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    let scan: ScanId = scan.parse().map_err(|_| Outcome::NotFound)?;
    let once = form.once(&app.vault, "relay.scan-remove")?;
    let result = async {
        let tx = app.db.write().await?;
        let (thread, _) = actions::with_paper(&tx, &app, &actor, Duty::AnswerThreads, id).await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        scans::remove(&tx, Paper::Application(id), scan).await?;
        trail::record(&tx, &app.vault, app.now(), deed(&actor, &thread, "relay.scan-remove")).await?;
        once.finish(&app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    let refused = actions::refused(&actor, "relay.scan-remove", id);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await?;
    Ok(see(&format!("/threads/{id}/application")))
}
