//! Giving the way into a room: on the person's page, or by mail. By voice nothing is done here: the number is read out.

use chrono::NaiveTime;

use super::{deed, digits_of, object, room_of, thread_of};
use crate::{
    accounts::Actor,
    casework, contact,
    online::{
        access,
        model::{RoomCode, RoomState},
    },
    people::{
        PartyKind,
        contact::{Barrier, Means, Outgoing, Said, Way, Window, Wishes},
    },
    platform::{
        App, Lang, Outcome, Refusal,
        ids::RoomCodeId,
        outbox::{self, Letter, PrivateMail},
        trail::{self, Deed},
        vault::Key,
        web::Once,
    },
    reception::{self, Notice, Thread},
};

/// Nobody asked at night keeps whoever asks for the mail at this moment from having it.
const END_OF_DAY: NaiveTime = NaiveTime::from_hms_opt(23, 59, 59).expect("a time");

/// Puts the way into an open room on the page it was opened from, and tells whoever asked for mail that there is something.
pub async fn on_page(app: &App, actor: &Actor, id: RoomCodeId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let code = access::code(&tx, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let thread = code.thread.ok_or(Outcome::NotFound)?;
    let thread = reception::find_for(&tx, actor, thread).await?.ok_or(Outcome::NotFound)?;
    let RoomState::Open { until, .. } = room_of(&tx, app, &code).await?.state else {
        return Err(Refusal::new("refused-online-over").into());
    };
    reception::tell_aloud(&tx, app, thread.id, &Notice::RoomOpen { until }).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "online.give-on-page", object(id), thread.case)).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// To whom a mail goes.
pub enum To {
    /// A party of the case that belongs to the room: what was agreed with them holds.
    Party(PartyKind),
    /// A caller who is nobody's case, and says the address on the telephone.
    Dictated { address: String, agreed: bool },
}

/// Sends the way into a room by mail, if that may be; else answers what bars it. The mail has a link and no word of what it is
/// about.
pub async fn by_mail(
    app: &App,
    actor: &Actor,
    id: RoomCodeId,
    to: To,
    once: Once,
) -> Result<Result<(), Barrier>, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let code = access::code(&tx, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(Ok(()));
    }
    match room_of(&tx, app, &code).await?.state {
        RoomState::Open { .. } | RoomState::Later { .. } => {}
        RoomState::NoService | RoomState::NotAgreed | RoomState::Over | RoomState::GivenBack { .. } => {
            return Err(Refusal::new("refused-online-over").into());
        }
    }
    let thread = thread_of(&tx, app, &code).await?;
    let (care, key, case) = match to {
        To::Party(party) => {
            let case = thread.as_ref().and_then(|thread| thread.case).ok_or(Outcome::NotFound)?;
            let case = casework::find_for(&tx, actor, case).await?.ok_or(Outcome::NotFound)?;
            let checked = contact::send_within(&tx, app, actor, &case, (party, Means::Email)).await?;
            let key = casework::key_of(app, &tx, &case).await?;
            (checked, key, Some(case.id))
        }
        // Whoever has a page or a case has said there how they want to be reached.
        To::Dictated { .. } if thread.is_some() => return Err(Outcome::NotFound),
        To::Dictated { address, agreed } => {
            let key = app.vault.key_of_municipality(&tx, code.municipality).await?;
            (dictated(&address, agreed)?.check(outgoing(app)), key, None)
        }
    };
    let (action, barrier) = match care {
        Ok(care) => {
            post(&tx, app, &code, (&key, care.to.as_str()), thread.as_ref()).await?;
            ("online.give-by-mail", None)
        }
        Err(barrier) => ("online.mail-barred", Some(barrier)),
    };
    let detail = barrier.map(|barrier| barrier.key().to_owned()).unwrap_or_default();
    let deed = Deed { detail, ..deed(actor, action, object(id), case) };
    trail::record(&tx, &app.vault, now, deed).await?;
    match barrier {
        // What barred it is kept; the same form may be pressed again once that has changed.
        Some(barrier) => {
            tx.commit().await?;
            Ok(Err(barrier))
        }
        None => {
            once.finish(app, tx, id.to_string()).await?;
            Ok(Ok(()))
        }
    }
}

fn outgoing(app: &App) -> Outgoing {
    Outgoing { means: Means::Email, at: app.now().local(), urgent: false }
}

/// What a caller agreed to on the telephone, for the same check.
fn dictated(address: &str, agreed: bool) -> Result<Wishes, Refusal> {
    let address = match address.trim() {
        "" => String::new(),
        typed => reception::mail_address(typed)?,
    };
    let way = Way {
        means: Means::Email,
        said: if agreed { Said::Yes } else { Said::NotAsked },
        to: address,
        window: Window { from: Some(NaiveTime::MIN), until: Some(END_OF_DAY), ..Window::default() },
        shared: false,
    };
    Ok(Wishes { ways: vec![way], ..Wishes::default() })
}

async fn post(
    tx: &impl sea_orm::ConnectionTrait,
    app: &App,
    code: &RoomCode,
    (key, address): (&Key, &str),
    thread: Option<&Thread>,
) -> Result<(), Outcome> {
    let mail = PrivateMail {
        municipality: code.municipality,
        key,
        address,
        lang: thread.map_or(Lang::Ja, |thread| thread.language),
        kind: "room-waits",
        path: "/meet".to_owned(),
        due: app.now().0,
        letter: Letter { path: Some(format!("/meet/{}", digits_of(app, code.id))), ..Letter::default() },
    };
    outbox::put_private(tx, &app.dice, app.now(), mail).await?;
    Ok(())
}
