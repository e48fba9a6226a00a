//! Nobody is forgotten: who looks after a thread, which two persons have seen it, what a passed promise does, what became of mail.

use sea_orm::ConnectionTrait;

use super::{
    answering::{found, silence},
    deed, refused,
};
use crate::{
    accounts::{Actor, Duty},
    directory::Directory,
    platform::{
        App, Outcome,
        ids::ThreadId,
        outbox::{self, Fate, Mail},
        trail::{self, Doer},
        web::Once,
    },
    reception::{
        model::{CheckReason, Look, NoticeMail, Thread},
        store,
    },
};

/// What staff may do with a thread beside answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    Take,
    GiveBack,
    /// Two persons are to look today.
    RaiseCheck,
    /// Whoever writes may be hit: it is as if they had ticked it.
    RaiseViolence,
    /// "I have seen it."
    SeeCheck,
    /// A mail came back to the office.
    MailCameBack,
    /// Mail did not arrive, and the writer heard of the answer in another way.
    ToldOtherwise,
}

impl Care {
    fn action(self) -> &'static str {
        match self {
            Self::Take => "reception.take",
            Self::GiveBack => "reception.give-back",
            Self::RaiseCheck => "reception.raise-check",
            Self::RaiseViolence => "reception.raise-violence",
            Self::SeeCheck => "reception.see-check",
            Self::MailCameBack => "reception.mail-came-back",
            Self::ToldOtherwise => "reception.told-otherwise",
        }
    }
}

pub async fn care(app: &App, actor: &Actor, id: ThreadId, care: Care, once: Once) -> Result<(), Outcome> {
    let result = care_for(app, actor, id, care, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused(actor, care.action(), id), result).await
}

async fn care_for(app: &App, actor: &Actor, id: ThreadId, care: Care, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let thread = found(&tx, app, actor, id, Duty::AnswerThreads).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let look = Look { by: actor.staff, at: now.0 };
    let thread = match care {
        Care::Take => thread.taken_by(look)?,
        Care::GiveBack => thread.given_back(),
        Care::RaiseCheck => Thread { check: thread.check.raised(CheckReason::Staff, now.0), ..thread },
        Care::RaiseViolence => {
            let check = thread.check.raised(CheckReason::ViolenceSeen, now.0);
            Thread { check, ..silence(&tx, thread).await? }
        }
        Care::SeeCheck => Thread { check: thread.check.seen(look)?, ..thread },
        Care::MailCameBack => {
            Thread { notice_mail: NoticeMail::NotArrived { at: now.0 }, ..silence(&tx, thread).await? }
        }
        Care::ToldOtherwise => thread.told_otherwise(),
    };
    store::save(&tx, &thread).await?;
    trail::record(&tx, &app.vault, now, deed(&thread, actor.doer(), care.action())).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Once a minute: answers that have gone out are told, mail that did not arrive becomes a task, and where a promise has passed a
/// second person is asked to look, once. The writer sees nothing of this.
pub async fn look_after(app: &App, directory: &Directory) -> Result<(), Outcome> {
    let now = app.now().0;
    for thread in store::gone_out(app.db.read(), now).await? {
        keep(app, &thread.answered(), "reception.answer-told", None).await?;
    }
    for thread in store::with_mail_underway(app.db.read()).await? {
        let NoticeMail::Underway { mail } = thread.notice_mail else { continue };
        match outbox::fate(app.db.read(), mail).await? {
            Some(Fate::Waiting) => {}
            Some(Fate::Sent) | None => {
                let told = Thread { notice_mail: NoticeMail::None, ..thread };
                keep(app, &told, "reception.mail-sent", None).await?;
            }
            Some(Fate::GivenUp) => {
                let untold = Thread { notice_mail: NoticeMail::NotArrived { at: now }, ..thread };
                keep(app, &untold, "reception.mail-not-arrived", None).await?;
            }
        }
    }
    for thread in store::past(app.db.read(), now).await? {
        let asked = Thread { second_asked_at: Some(now), ..thread };
        keep(app, &asked, "reception.ask-second", Some(directory)).await?;
    }
    Ok(())
}

/// Saves what the program found out by itself. Where somebody was quicker, the next minute looks again.
async fn keep(app: &App, thread: &Thread, action: &'static str, told: Option<&Directory>) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    match store::save(&tx, thread).await {
        Ok(()) => {}
        Err(Outcome::Conflict) => return Ok(()),
        Err(other) => return Err(other),
    }
    if let Some(directory) = told {
        ask_second(&tx, app, directory, thread).await?;
    }
    trail::record(&tx, &app.vault, app.now(), deed(thread, Doer::Program, action)).await?;
    tx.commit().await?;
    Ok(())
}

/// A mail to the office, if it has an address for notices. The day's page says it in any case.
async fn ask_second(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    thread: &Thread,
) -> Result<(), Outcome> {
    let organization = directory.organization(thread.organization);
    let Some(recipient) = organization.and_then(|organization| organization.notice_email.clone()) else {
        return Ok(());
    };
    let mail = Mail {
        municipality: thread.municipality,
        recipient,
        kind: "promise-passed",
        path: format!("/threads/{}", thread.id),
    };
    outbox::put(tx, &app.dice, app.now(), mail).await
}
