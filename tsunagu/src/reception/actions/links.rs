//! Whoever lost a passphrase begins anew. The desk may ask whether an earlier thread is of the same person; only that person says so.

use super::{answering::found, deed, refused};
use crate::{
    accounts::{Actor, Duty},
    platform::{
        App, Outcome, Refusal,
        ids::{ThreadId, ThreadLinkId},
        trail::{self, Deed, Doer},
        web::Once,
    },
    reception::{
        model::{Link, LinkState},
        store::{self, Waiting},
    },
};

/// What the desk does about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkDeed {
    Ask(ThreadId),
    TakeBack(ThreadLinkId),
}

pub async fn link(app: &App, actor: &Actor, id: ThreadId, link: LinkDeed, once: Once) -> Result<(), Outcome> {
    let result = link_for(app, actor, id, link, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, "reception.link", id), result).await
}

async fn link_for(app: &App, actor: &Actor, id: ThreadId, link: LinkDeed, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::AnswerThreads).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let links = store::links::of(&tx, id).await?;
    match link {
        LinkDeed::Ask(earlier) => {
            let earlier = found(&tx, app, actor, earlier, Duty::ReadThreads).await?;
            if earlier.id == id {
                return Err(Refusal::new("refused-link-itself").into());
            }
            match links.into_iter().find(|link| link.thread == id && link.earlier == earlier.id) {
                Some(known) => store::links::save(&tx, &known.asked_again(actor.staff, now.0)?, now).await?,
                None => {
                    let asked = Link {
                        id: app.dice.id(now),
                        thread: id,
                        earlier: earlier.id,
                        asked_by: actor.staff,
                        asked_at: now.0,
                        state: LinkState::Asked,
                    };
                    store::links::add(&tx, thread.municipality, &asked).await?;
                }
            }
        }
        LinkDeed::TakeBack(known) => {
            let known = links.into_iter().find(|link| link.id == known).ok_or(Outcome::NotFound)?;
            store::links::save(&tx, &known.taken_back(), now).await?;
        }
    }
    trail::record(&tx, &app.vault, now, deed(&thread, actor.doer(), "reception.link")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// The writer says whether the earlier thread is theirs. The answer may change at any time.
pub async fn answer(app: &App, id: ThreadId, link: ThreadLinkId, yes: bool, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let thread = store::by_id(&tx, id).await?.ok_or(Outcome::NotFound)?;
    let links = store::links::of(&tx, id).await?;
    let asked = links.into_iter().find(|known| known.id == link && known.thread == id).ok_or(Outcome::NotFound)?;
    store::links::save(&tx, &asked.answered(yes), now).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(id), "reception.answer-link")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// What the writer was asked.
pub async fn asked_of(app: &App, id: ThreadId) -> Result<Vec<Link>, Outcome> {
    let links = store::links::of(app.db.read(), id).await?;
    Ok(links.into_iter().filter(|link| link.thread == id && link.state != LinkState::TakenBack).collect())
}

/// The links of a thread, for its desk.
pub async fn of(app: &App, id: ThreadId) -> Result<Vec<Link>, Outcome> {
    store::links::of(app.db.read(), id).await
}

/// Earlier threads of the same desk, for asking whether one is of the same person. Names stand on the list, so looking at it
/// leaves a trace.
pub async fn earlier(app: &App, actor: &Actor, id: ThreadId) -> Result<Vec<Waiting>, Outcome> {
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::AnswerThreads).await?;
    let mut earlier = Vec::new();
    for other in store::of_desk(&tx, actor, thread.desk).await? {
        if other.id != id && other.begun_at <= thread.begun_at {
            let key = app.vault.key(&tx, other.key).await?;
            let nickname = store::opening(&tx, &key, other.id).await?.nickname;
            earlier.push(Waiting { thread: other, nickname });
        }
    }
    let looked = Deed { detail: format!("lines:{}", earlier.len()), ..deed(&thread, actor.doer(), "reception.list") };
    trail::record(&tx, &app.vault, app.now(), looked).await?;
    tx.commit().await?;
    Ok(earlier)
}
