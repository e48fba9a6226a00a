//! The verbs of the relay. Each is one transaction: look up → may → rule → save → trail → outbox.
//! `sending` is the side that has the case, `answering` the side a sheet was sent to.

mod answering;
mod naming;
mod sending;

use sea_orm::ConnectionTrait;

pub use answering::{Received, Reply, answer, receive, write_record};
pub use naming::name;
pub use sending::{NotSent, SheetFile, begin, look, save_draft, send, take_back};

use crate::{
    accounts::Actor,
    directory::Directory,
    platform::{
        App, Outcome,
        ids::{CaseId, MunicipalityId, OrganizationId, SheetId},
        outbox::{self, Mail},
        trail::Deed,
        vault::Key,
    },
    reception::{self, Notice},
    relay::whereabouts,
};

/// A mail to an office, if it has a notice address: a link, never the content.
async fn tell_office(
    tx: &impl ConnectionTrait,
    app: &App,
    directory: &Directory,
    office: OrganizationId,
    municipality: MunicipalityId,
    (kind, path): (&'static str, String),
) -> Result<(), Outcome> {
    let recipient = directory.organization(office).and_then(|office| office.notice_email.clone());
    match recipient {
        Some(recipient) => outbox::put(tx, &app.dice, app.now(), Mail { municipality, recipient, kind, path }).await,
        None => Ok(()),
    }
}

/// A notice on the person's page. With violence in the case nothing goes out by itself: whoever holds the passphrase may
/// not be alone (S-095). Staff tell it in person.
async fn tell_person(
    tx: &impl ConnectionTrait,
    app: &App,
    (key, case): (&Key, CaseId),
    notice: &Notice,
) -> Result<(), Outcome> {
    match whereabouts::case_is_guarded(tx, app, key, case).await? {
        true => Ok(()),
        false => reception::tell(tx, app, case, notice).await,
    }
}

fn object(id: SheetId) -> String {
    format!("sheet:{id}")
}

fn deed(actor: &Actor, action: &'static str, object: String, subject: Option<CaseId>) -> Deed {
    Deed { municipality: actor.municipality, doer: actor.doer(), action, object, subject, detail: String::new() }
}
