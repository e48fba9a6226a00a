//! What the holder of a passphrase decides: quiet, ending, coming back, how answers are told; and who has looked.

use chrono::{DateTime, NaiveDate, Utc};

use sea_orm::ConnectionTrait;

use super::{
    answering::{ring_again, silence},
    deed, tell_desk,
};
use crate::{
    directory::Directory,
    platform::{
        App, Outcome, clock,
        ids::{OrganizationId, ThreadId},
        trail::{self, Doer},
        web::Once,
    },
    reception::{
        model::{self, NoticeMail, Standing, Thread, Wishes},
        store,
    },
};

/// What the writer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Quiet(Option<NaiveDate>),
    End,
    ComeAgain,
}

impl Ask {
    fn action(self) -> &'static str {
        match self {
            Self::Quiet(_) => "reception.quiet",
            Self::End => "reception.end",
            Self::ComeAgain => "reception.come-again",
        }
    }
}

/// The writer asks for quiet, ends the thread, or comes back to it. Whatever was on its way to the writer stays here.
pub async fn ask(app: &App, directory: &Directory, thread: ThreadId, ask: Ask, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let thread = store::by_id(&tx, thread).await?.ok_or(Outcome::NotFound)?;
    let thread = match ask {
        Ask::Quiet(until) => silence(&tx, thread).await?.rested(now.0, now.today(), until)?,
        Ask::End => silence(&tx, thread).await?.ended(now.0),
        Ask::ComeAgain => come_again(&tx, app, directory, thread).await?,
    };
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), ask.action())).await?;
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(())
}

/// Whoever ended it unanswered and comes back is promised an answer anew. One that is on its way is told of at its hour.
async fn come_again(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    thread: Thread,
) -> Result<Thread, Outcome> {
    let now = app.now();
    let key = app.vault.key(tx, thread.key).await?;
    let was_ended = matches!(thread.standing, Standing::Ended { .. });
    if was_ended && model::is_unanswered(&store::messages(tx, &key, thread.id).await?) {
        let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
        let thread = thread.written(now.0, clock::instant(desk.answer_by(now.local())));
        tell_desk(tx, app, directory, &thread).await?;
        return Ok(thread);
    }
    ring_again(tx, app, &key, thread.resumed()).await
}

/// The writer wants to hear of answers in another way.
pub async fn wish(app: &App, thread: ThreadId, wishes: &Wishes, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let thread = store::by_id(&tx, thread).await?.ok_or(Outcome::NotFound)?;
    let key = app.vault.key(&tx, thread.key).await?;
    let wishes = wishes.clone().after(store::wishes(&tx, &key, thread.id).await?);
    store::save_wishes(&tx, app, &key, thread.id, &wishes).await?;
    // Another address has not failed yet.
    let thread = Thread { notice_mail: NoticeMail::None, ..silence(&tx, thread).await? };
    let thread = ring_again(&tx, app, &key, thread).await?;
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, Doer::Writer(thread.id), "reception.wish")).await?;
    once.finish(app, tx, thread.id.to_string()).await?;
    Ok(())
}

/// What somebody of a desk did with a thread, for the writer to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookKind {
    Read,
    Answered,
    /// Looked after it in another way: took it, checked it, opened a file.
    CaredFor,
}

pub struct LookLine {
    pub at: DateTime<Utc>,
    pub organization: OrganizationId,
    pub kind: LookKind,
}

/// Lines a person may want to read at once.
const LOOKS: u64 = 200;

/// Who has looked at the thread, newest first. Asking leaves a trace as well.
pub async fn looks(app: &App, thread: &Thread) -> Result<Vec<LookLine>, Outcome> {
    let tx = app.db.write().await?;
    let lines = trail::on_object(&tx, thread.municipality, &format!("thread:{}", thread.id), LOOKS).await?;
    trail::record(&tx, &app.vault, app.now(), deed(thread, Doer::Writer(thread.id), "reception.ask-looks")).await?;
    tx.commit().await?;
    let looks = lines.into_iter().filter_map(|line| {
        let kind = match line.action.as_str() {
            "reception.read" => LookKind::Read,
            "reception.answer" => LookKind::Answered,
            _ => LookKind::CaredFor,
        };
        Some(LookLine { at: line.at, organization: line.organization_id?, kind })
    });
    Ok(looks.collect())
}
