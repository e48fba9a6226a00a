//! The verbs of worries. Each is one transaction. `desk` is the side that reads; here is whoever tells.

mod desk;
pub mod scans;

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

pub use desk::{Open, decide, enter, look, look_at_list, mark_spoken, open_case, review, take, unmark_spoken, waiting};

use super::{
    model::{self, Stage, Told, Worry},
    store,
};
use crate::{
    accounts::{self, Actor},
    casework::Consent,
    directory::{Desk, Directory},
    platform::{
        App, Lang, Now, Outcome, Refusal,
        ids::{CaseId, FormId, MunicipalityId, StaffId, WorryId},
        outbox::{self, Mail},
        trail::{self, Deed, Doer},
        web::Once,
    },
    reception::passphrase::Passphrase,
};

/// Pressing "send" again shows the code again only this long; afterwards the paper is the only copy.
const SHOWN_AGAIN: TimeDelta = TimeDelta::minutes(10);

/// A worry that was taken in, and the code to ask after it.
pub struct Sent {
    pub worry: Worry,
    pub passphrase: Passphrase,
}

/// Somebody outside tells the town's first desk. Pressing twice sends one and shows the same code.
pub async fn send(
    app: &App,
    directory: &Directory,
    desk: &Desk,
    (told, lang): (Told, Lang),
    once: Once,
) -> Result<Sent, Outcome> {
    let passphrase = passphrase_of(app, once.id);
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return again(app, &tx, &first, passphrase).await;
    }
    let new = New { told, lang, entered_by: None, now: app.now() };
    let worry = add(app, &tx, desk, new, &passphrase).await?;
    trail::record(&tx, &app.vault, app.now(), deed_of(&worry, Doer::Visitor, "worries.send")).await?;
    tell_desk(&tx, app, directory, &worry).await?;
    let first = once.finish(app, tx, worry.id.to_string()).await?;
    if first == worry.id.to_string() {
        return Ok(Sent { worry, passphrase });
    }
    again(app, app.db.read(), &first, passphrase).await
}

/// What a worry begins with.
struct New {
    told: Told,
    lang: Lang,
    entered_by: Option<StaffId>,
    now: Now,
}

async fn add(
    app: &App,
    tx: &DatabaseTransaction,
    desk: &Desk,
    New { told, lang, entered_by, now }: New,
    passphrase: &Passphrase,
) -> Result<Worry, Outcome> {
    let key = app.vault.make_key(tx, &app.dice, now, desk.municipality, "worry").await?;
    let fiscal_year = calendar::wareki::fiscal_year(now.today());
    let worry = Worry {
        id: app.dice.id(now),
        municipality: desk.municipality,
        number: store::take_number(tx, desk.municipality, fiscal_year).await?,
        desk: desk.id,
        organization: desk.organization,
        key: key.id,
        language: lang,
        arrived_at: now.0,
        entered_by,
        stage: Stage::Arrived,
        review_on: Worry::first_review(now.today()),
        removed_at: None,
        case: None,
        version: 1,
    };
    store::add(tx, app, &key, &worry, passphrase_hash(app, passphrase), &told).await?;
    Ok(worry)
}

async fn again(app: &App, conn: &impl ConnectionTrait, first: &str, passphrase: Passphrase) -> Result<Sent, Outcome> {
    let id: WorryId = first.parse().map_err(|_| Outcome::Broken("form answer is no worry".into()))?;
    let worry = store::by_id(conn, id).await?.ok_or(Outcome::NotFound)?;
    if app.now().0 - worry.arrived_at > SHOWN_AGAIN {
        return Err(Refusal::new("refused-worry-shown").into());
    }
    Ok(Sent { worry, passphrase })
}

/// All that whoever sent a worry ever learns of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub number: String,
    /// Who took it, by name, if the sender wished to hear.
    pub taken_by: Option<String>,
    /// Somebody has talked, if the sender wished to hear.
    pub is_spoken: bool,
}

/// Looks a worry of a town up with its code. Nothing of what was told is in the answer.
pub async fn receipt(
    app: &App,
    municipality: MunicipalityId,
    passphrase: &Passphrase,
) -> Result<Option<Receipt>, Outcome> {
    let tx = app.db.write().await?;
    let found = store::by_passphrase(&tx, passphrase_hash(app, passphrase)).await?;
    let Some(worry) = found.filter(|worry| worry.municipality == municipality) else {
        return Ok(None);
    };
    let key = app.vault.key(&tx, worry.key).await?;
    let (told, _) = store::words(&tx, &key, worry.id).await?;
    // Whoever asks after what they sent does not look at anybody's case.
    let asked = Deed { subject: None, ..deed_of(&worry, Doer::Visitor, "worries.receipt") };
    trail::record(&tx, &app.vault, app.now(), asked).await?;
    tx.commit().await?;
    let hears = told.writer.wants_word;
    let taken_by = match worry.responsible().filter(|_| hears) {
        Some(staff) => Some(accounts::name_of(app.db.read(), staff).await?),
        None => None,
    };
    let is_spoken = hears && matches!(worry.stage, Stage::Spoken { .. });
    Ok(Some(Receipt { number: worry.number, taken_by, is_spoken }))
}

/// The consents on whose ground something of `case` may be handed on. What grew out of a worry needs the person's own:
/// nobody asked them before somebody else told.
pub async fn consents_that_count(
    conn: &impl ConnectionTrait,
    case: CaseId,
    consents: &[Consent],
) -> Result<Vec<Consent>, Outcome> {
    match store::grew_into(conn, case).await? {
        true => Ok(model::given_by_the_person(consents)),
        false => Ok(consents.to_vec()),
    }
}

/// A mail to the desk's notice address, if it has one: a link to the list, never the content.
async fn tell_desk(tx: &impl ConnectionTrait, app: &App, directory: &Directory, worry: &Worry) -> Result<(), Outcome> {
    let organization = directory.organization(worry.organization);
    let Some(recipient) = organization.and_then(|organization| organization.notice_email.clone()) else {
        return Ok(());
    };
    let mail =
        Mail { municipality: worry.municipality, recipient, kind: "new-worry", path: format!("/worries/{}", worry.id) };
    outbox::put(tx, &app.dice, app.now(), mail).await
}

/// The code belongs to the form's key, so that pressing twice shows the same one without storing it.
fn passphrase_of(app: &App, form: FormId) -> Passphrase {
    Passphrase::from_random(app.vault.hash("worry-code-new", &[form.0.as_bytes()]))
}

fn passphrase_hash(app: &App, passphrase: &Passphrase) -> [u8; 32] {
    app.vault.hash("worry-code", &[&passphrase.secret()])
}

fn deed_of(worry: &Worry, doer: Doer, action: &'static str) -> Deed {
    Deed {
        municipality: worry.municipality,
        doer,
        action,
        object: object(worry.id),
        subject: worry.case.map(|(case, _)| case),
        detail: String::new(),
    }
}

fn deed(actor: &Actor, action: &'static str, object: String) -> Deed {
    Deed { municipality: actor.municipality, doer: actor.doer(), action, object, subject: None, detail: String::new() }
}

fn object(id: WorryId) -> String {
    format!("worry:{id}")
}
