//! The verbs of applications. Each is one transaction.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    check_of,
    model::{self, Application, Copied, Frame, Signature},
    store::{self, Saved},
};
use crate::{
    accounts::{Actor, Duty},
    casework,
    platform::{
        App, Outcome, Refusal,
        ids::{CaseId, ThreadId},
        trail::{self, Deed, Doer},
        web::Once,
    },
    reception::{self, Thread, scans},
    relay::{
        model::Content,
        same_day::{self, Subject},
        whereabouts,
    },
};

/// What the holder of the passphrase saved last.
pub async fn read(app: &App, thread: &Thread) -> Result<Option<Saved>, Outcome> {
    let conn = app.db.read();
    let key = app.vault.key(conn, thread.key).await?;
    store::of_thread(conn, &key, thread.id).await
}

/// The holder of the passphrase saves, as far as they have come. `version` is the one they had open.
pub async fn save(
    app: &App,
    thread: &Thread,
    version: i64,
    (content, signature): (Content, Signature),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    keep(&tx, app, thread, version, (content, signature), None).await?;
    let saved = deed(thread, Doer::Writer(thread.id), "relay.application");
    trail::record(&tx, &app.vault, now, saved).await?;
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(())
}

/// Saves what was written over the version that was open, and asks for the looks that it makes necessary.
async fn keep(
    tx: &DatabaseTransaction,
    app: &App,
    thread: &Thread,
    version: i64,
    (content, signature): (Content, Signature),
    copied: Option<Copied>,
) -> Result<(), Outcome> {
    let key = app.vault.key(tx, thread.key).await?;
    let (held, before) = match store::of_thread(tx, &key, thread.id).await? {
        Some(saved) => (saved.version, saved.application),
        None => (0, Application::default()),
    };
    if held != version {
        return Err(Outcome::Conflict);
    }
    let offer = signature.offer(before.offer, casework::WORDING, app.now().0)?;
    let raises = model::raises(&before.content, &content);
    let check = check_of(&before.content, &content);
    let copied = copied.or(before.copied);
    store::save(tx, app, &key, (thread, held), &Application { content, offer, copied }).await?;
    if raises {
        let subject = Subject::Thread(thread.id);
        same_day::raise(tx, app, (thread.municipality, thread.organization), subject).await?;
    }
    if let Some(reason) = check {
        reception::raise_within(tx, app, thread.id, reason).await?;
    }
    Ok(())
}

fn deed(thread: &Thread, doer: Doer, action: &'static str) -> Deed {
    Deed {
        municipality: thread.municipality,
        doer,
        action,
        object: format!("thread:{}", thread.id),
        subject: thread.case,
        detail: String::new(),
    }
}

/// What a refusal leaves in the trail, whatever the thread is.
pub(super) fn refused(actor: &Actor, action: &'static str, id: ThreadId) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object: format!("thread:{id}"),
        subject: None,
        detail: String::new(),
    }
}

/// The thread, for staff of its desk who put into it what stands on a paper. With violence in it an address may stand
/// there too, so it is for the one who looks after the thread.
pub(super) async fn with_paper(
    tx: &DatabaseTransaction,
    app: &App,
    actor: &Actor,
    duty: Duty,
    id: ThreadId,
) -> Result<(Thread, Option<Saved>), Outcome> {
    let thread = reception::find_for(tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(duty)?;
    let key = app.vault.key(tx, thread.key).await?;
    let saved = store::of_thread(tx, &key, id).await?;
    match opens_paper(actor, &thread, saved.as_ref()) {
        true => Ok((thread, saved)),
        false => Err(Outcome::Denied),
    }
}

/// Whether the actor may read an address that stands on a paper of the thread.
pub fn opens_paper(actor: &Actor, thread: &Thread, saved: Option<&Saved>) -> bool {
    let in_danger = saved.is_some_and(|saved| whereabouts::is_guarded(&saved.application.content));
    let is_guarded = in_danger || thread.check.hides_contact();
    scans::is_for(actor, thread.taken.map(|look| look.by), is_guarded)
}

/// What is copied from paper so far, for staff who go on copying. Looking leaves a trace.
pub async fn look_to_copy(app: &App, actor: &Actor, id: ThreadId) -> Result<(Thread, Option<Saved>), Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (thread, saved) = with_paper(&tx, app, actor, Duty::AnswerThreads, id).await?;
        let looked = deed(&thread, actor.doer(), "relay.application-read");
        trail::record(&tx, &app.vault, app.now(), looked).await?;
        tx.commit().await?;
        Ok((thread, saved))
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "relay.application-read", id), result).await
}

/// Staff of the desk copy an application from paper, as far as it goes.
pub async fn copy(
    app: &App,
    actor: &Actor,
    id: ThreadId,
    version: i64,
    written: (Content, Signature),
    once: Once,
) -> Result<(), Outcome> {
    let result = copy_for(app, actor, id, version, written, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "relay.application-copy", id), result).await
}

async fn copy_for(
    app: &App,
    actor: &Actor,
    id: ThreadId,
    version: i64,
    written: (Content, Signature),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (thread, _) = with_paper(&tx, app, actor, Duty::AnswerThreads, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    keep(&tx, app, &thread, version, written, Some(Copied { by: actor.staff, at: now.0 })).await?;
    let copied = deed(&thread, actor.doer(), "relay.application-copy");
    trail::record(&tx, &app.vault, now, copied).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Staff of the desk read an application. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: ThreadId) -> Result<(Thread, Option<Saved>), Outcome> {
    let deed = |subject| Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action: "relay.application-read",
        object: format!("thread:{id}"),
        subject,
        detail: String::new(),
    };
    let result = async {
        let tx = app.db.write().await?;
        let thread = reception::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
        actor.must(Duty::ReadThreads)?;
        let key = app.vault.key(&tx, thread.key).await?;
        let saved = store::of_thread(&tx, &key, id).await?;
        trail::record(&tx, &app.vault, app.now(), deed(thread.case)).await?;
        tx.commit().await?;
        Ok((thread, saved))
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(None), result).await
}

/// The application with which the first sheet of a case begins, if the thread is the actor's to read.
pub async fn taken_over(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    thread: ThreadId,
) -> Result<Option<Application>, Outcome> {
    let Some(thread) = reception::find_for(conn, actor, thread).await? else {
        return Ok(None);
    };
    let key = app.vault.key(conn, thread.key).await?;
    Ok(store::of_thread(conn, &key, thread.id).await?.map(|saved| saved.application))
}

/// The applications of the threads of a case, whoever asks: what they say of danger guards the case.
pub async fn of_case(conn: &impl ConnectionTrait, app: &App, case: CaseId) -> Result<Vec<Application>, Outcome> {
    let mut applications = Vec::new();
    for thread in reception::threads_of(conn, case).await? {
        let key = app.vault.key(conn, thread.key).await?;
        applications.extend(store::of_thread(conn, &key, thread.id).await?.map(|saved| saved.application));
    }
    Ok(applications)
}

/// The town chooses which boxes it prints with a thick frame. `version` is the one the editor had open.
pub async fn choose_frames(
    app: &App,
    actor: &Actor,
    version: i32,
    chosen: BTreeSet<Frame>,
    once: Once,
) -> Result<(), Outcome> {
    actor.must(Duty::EditPages)?;
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let (held, before) = store::frames_of(&tx, actor.municipality).await?;
    if held != version {
        return Err(Outcome::Conflict);
    }
    if before == chosen {
        return Err(Refusal::new("refused-frames-same").into());
    }
    store::add_frames(&tx, (actor.municipality, held + 1), &chosen, (actor.staff, now.0)).await?;
    let made = Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action: "relay.frames",
        object: format!("frames:{}", held + 1),
        subject: None,
        detail: String::new(),
    };
    trail::record(&tx, &app.vault, now, made).await?;
    once.finish(app, tx, (held + 1).to_string()).await?;
    Ok(())
}
