//! The way from a mail to the thread: a link that shows the passphrase once, when its reader says so; and whether answers themselves
//! may come by mail.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{SHOWN_AGAIN, deed, mails::token_hash, passphrase_hash, passphrase_of};
use crate::{
    platform::{
        App, Outcome, Refusal,
        ids::ThreadId,
        trail::{self, Doer},
        web::Once,
    },
    reception::{
        model::{Thread, Wishes},
        passphrase::Passphrase,
        store,
    },
};

/// How a link that lets in stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    Open(Box<Thread>),
    /// It, or a later one, has shown the passphrase.
    Used,
    /// Its days are over.
    Over,
}

/// The link with `token`. Looking at it changes nothing.
pub async fn entry(app: &App, token: &str) -> Result<Entry, Outcome> {
    let conn = app.db.read();
    let (thread, until, used) = store::mails::entry(conn, token_hash(app, token)).await?.ok_or(Outcome::NotFound)?;
    if used.is_some() {
        return Ok(Entry::Used);
    }
    if until < app.now().0 {
        return Ok(Entry::Over);
    }
    let thread = store::by_id(conn, thread).await?.ok_or(Outcome::NotFound)?;
    Ok(Entry::Open(Box::new(thread)))
}

/// Makes the passphrase and shows it, once. Nothing from which it could be made lies anywhere before. Pressing twice shows the same.
pub async fn enter(app: &App, token: &str, once: Once) -> Result<(Thread, Passphrase), Outcome> {
    let now = app.now();
    let passphrase = passphrase_of(app, once.id);
    let tx = app.db.write().await?;
    let (id, until, used) = store::mails::entry(&tx, token_hash(app, token)).await?.ok_or(Outcome::NotFound)?;
    if once.already(&tx).await?.is_some() {
        let is_fresh = used.is_some_and(|used| now.0 - used <= SHOWN_AGAIN);
        let thread = store::by_id(&tx, id).await?.ok_or(Outcome::NotFound)?;
        return if is_fresh { Ok((thread, passphrase)) } else { Err(over()) };
    }
    if used.is_some() || until < now.0 || !store::mails::use_entries(&tx, id, now.0).await? {
        return Err(over());
    }
    store::set_passphrase(&tx, id, passphrase_hash(app, &passphrase)).await?;
    let thread = store::by_id(&tx, id).await?.ok_or(Outcome::NotFound)?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(id), "reception.enter")).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok((thread, passphrase))
}

fn over() -> Outcome {
    Refusal::new("refused-enter-over").into()
}

/// The writer chooses whether a mail carries the answer itself. Only to the address from which they write.
pub async fn choose_words(app: &App, id: ThreadId, by_mail: bool, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let thread = store::by_id(&tx, id).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(&tx, thread.key).await?;
    let wishes = store::wishes(&tx, &key, id).await?;
    if wishes.own_address().is_none() {
        return Err(Refusal::new("refused-words-by-mail").into());
    }
    store::save_wishes(&tx, app, &key, id, &Wishes { words_by_mail: by_mail, ..wishes }).await?;
    let chosen = trail::Deed {
        detail: if by_mail { "words-by-mail" } else { "notice-only" }.to_owned(),
        ..deed(&thread, Doer::Writer(id), "reception.wish")
    };
    trail::record(&tx, &app.vault, now, chosen).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// How the writer is told of answers, for their own page.
pub async fn wishes(conn: &impl ConnectionTrait, app: &App, thread: &Thread) -> Result<Wishes, Outcome> {
    let key = app.vault.key(conn, thread.key).await?;
    store::wishes(conn, &key, thread.id).await
}

/// A link whose days are over is forgotten a while later, so that its page can say so meanwhile.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Forgets links that nobody used in time.
pub async fn forget_links(app: &App) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    store::mails::forget_entries(&tx, app.now().0 - KEPT).await?;
    tx.commit().await?;
    Ok(())
}
