//! The sender's side: beginning a sheet, writing it, sending it, taking it back.

use std::collections::BTreeSet;

use calendar::{Holidays, Schedule, clock::ClockTime};
use chrono::NaiveDateTime;
use sea_orm::DatabaseTransaction;

use super::{deed, object, tell_office, tell_person};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{self, Case, Consent, Item, Missing},
    directory::{Directory, Organization},
    people::{self, PartyKind, Profile},
    platform::{
        App, Outcome, Refusal, clock,
        ids::{CaseId, MunicipalityId, OrganizationId, SheetId, ThreadId},
        trail::{self, Deed},
        vault::Key,
        web::Once,
    },
    reception::{self, CheckReason, Notice},
    relay::{
        access,
        application::{self, raises},
        model::{Concern, Content, Hop, Route, Sending, Sheet, was_consulted},
        same_day, store, whereabouts,
    },
    worries,
};

/// An answer is asked for within this many working days of the town hall.
const ANSWER_WITHIN: u32 = 5;

/// Why a sheet was not sent.
pub enum NotSent {
    /// No ground: what the consents do not cover.
    NoGround(Missing),
    Outcome(Outcome),
}

impl From<Outcome> for NotSent {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}

impl From<Refusal> for NotSent {
    fn from(refusal: Refusal) -> Self {
        Self::Outcome(refusal.into())
    }
}

impl From<sea_orm::DbErr> for NotSent {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Outcome(error.into())
    }
}

/// Begins a sheet, filled with what the case knows already.
pub async fn begin(app: &App, actor: &Actor, case: CaseId, once: Once) -> Result<SheetId, Outcome> {
    let result = begin_for(app, actor, case, once).await;
    let refused = deed(actor, "relay.begin", format!("case:{case}"), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn begin_for(app: &App, actor: &Actor, case: CaseId, once: Once) -> Result<SheetId, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = casework::find_for(&tx, actor, case).await?.ok_or(Outcome::NotFound)?;
    access::may_send(actor, &case)?;
    if let Some(first) = once.already(&tx).await? {
        return first.parse().map_err(|_| Outcome::Broken("form answer is no sheet".into()));
    }
    let key = app.vault.key(&tx, case.key).await?;
    let intake = casework::intake_of(&tx, &key, &case).await?;
    let caller = people::profile_of(&tx, &key, case.id, PartyKind::Caller).await?;
    let known = Content {
        receiver: accounts::name_of(&tx, case.received_by).await?,
        person: people::profile_of(&tx, &key, case.id, PartyKind::Person).await?,
        caller: (caller != Profile::default()).then_some(caller),
        narrative: intake.narrative,
        wishes: intake.wishes,
        ..Content::default()
    };
    let content = first_content(app, &tx, actor, (&case, &key), (known, intake.opened_from)).await?;
    let sheet = Sheet {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: case.id,
        content,
        begun_at: now.0,
        begun_by: actor.staff,
        version: 1,
    };
    store::add_sheet(&tx, app, &key, &sheet).await?;
    store::add_hop(&tx, app, &key, &Hop::first(app.dice.id(now), &sheet, actor.organization)).await?;
    let id = sheet.id;
    trail::record(&tx, &app.vault, now, deed(actor, "relay.begin", object(id), Some(case.id))).await?;
    let first = once.finish(app, tx, id.to_string()).await?;
    first.parse().map_err(|_| Outcome::Broken("form answer is no sheet".into()))
}

/// What a new sheet begins with: what the case knows, for its first sheet filled up from the application of the thread.
async fn first_content(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    (case, key): (&Case, &Key),
    (known, thread): (Content, Option<ThreadId>),
) -> Result<Content, Outcome> {
    let guarded = whereabouts::case_is_guarded(tx, app, key, case.id).await?;
    let mut earlier = Vec::new();
    for id in store::sheets_of_case(tx, case.id).await? {
        earlier.extend(store::sheet(tx, key, id).await?);
    }
    // Beginning another sheet is no way around a name that does not stand on the first, and takes the address from nobody.
    let readers = whereabouts::readers_of_all(&earlier);
    let is_hidden = guarded && !earlier.is_empty() && !readers.contains(&actor.staff);
    let named = if guarded { readers } else { BTreeSet::new() };
    if is_hidden {
        let concerns = [Concern::Violence].into();
        return Ok(Content { concerns, named, ..whereabouts::hide(&known) });
    }
    let written = match thread.filter(|_| earlier.is_empty()) {
        Some(thread) => application::taken_over(tx, app, actor, thread).await?,
        None => None,
    };
    let mut content = match written {
        Some(written) => known.filled_from(written.content),
        None => known,
    };
    content.named = named;
    if guarded {
        content.concerns.insert(Concern::Violence);
    }
    Ok(content)
}

/// The sender's side of a sheet.
pub struct SheetFile {
    pub case: Case,
    pub sheet: Sheet,
    pub hops: Vec<Hop>,
    pub consents: Vec<Consent>,
    /// All of what is written, where `sheet` leaves out address and telephone for this reader.
    pub whole: Option<Content>,
    /// There is violence in the case, whoever reads.
    pub in_danger: bool,
}

impl SheetFile {
    /// The hop that is being written, if one is.
    pub fn draft(&self) -> Option<&Hop> {
        self.hops.last().filter(|hop| hop.is_draft())
    }

    /// Whether the person has been to this office before.
    pub fn was_consulted(&self, office: &Organization) -> bool {
        let names: Vec<&str> = std::iter::once(&office.name)
            .chain(&office.aliases)
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        was_consulted(&self.sheet.content, &self.hops, office.id, &names)
    }
}

/// Reads a sheet as the sender. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: SheetId, action: &'static str) -> Result<SheetFile, Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (file, _) = open(app, &tx, actor, id).await?;
        trail::record(&tx, &app.vault, app.now(), deed(actor, action, object(id), Some(file.case.id))).await?;
        tx.commit().await?;
        Ok(file)
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, action, object(id), None), result).await
}

pub(super) async fn open(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: SheetId,
) -> Result<(SheetFile, Key), Outcome> {
    let case = store::case_of(tx, id).await?.ok_or(Outcome::NotFound)?;
    let case = casework::find_for(tx, actor, case).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::ReadSheets)?;
    let key = app.vault.key(tx, case.key).await?;
    let sheet = store::sheet(tx, &key, id).await?.ok_or(Outcome::NotFound)?;
    let hops = store::hops(tx, &key, id).await?;
    let consents = casework::consents_of(tx, &key, &case).await?;
    let in_danger = whereabouts::case_is_guarded(tx, app, &key, case.id).await?;
    let (sheet, whole) = match !in_danger || whereabouts::readers(&sheet).contains(&actor.staff) {
        true => (sheet, None),
        false => (Sheet { content: whereabouts::hide(&sheet.content), ..sheet }, Some(sheet.content)),
    };
    Ok((SheetFile { case, sheet, hops, consents, whole, in_danger }, key))
}

/// Saves a draft. `version` is the one the writer had open; what somebody else saved meanwhile is not overwritten.
pub async fn save_draft(
    app: &App,
    actor: &Actor,
    id: SheetId,
    version: i64,
    (content, route): (Content, Route),
    once: Once,
) -> Result<(), Outcome> {
    let result = save_draft_for(app, actor, id, version, (content, route), once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "relay.save", object(id), None), result).await
}

async fn save_draft_for(
    app: &App,
    actor: &Actor,
    id: SheetId,
    version: i64,
    (content, route): (Content, Route),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (file, key) = open(app, &tx, actor, id).await?;
    access::may_send(actor, &file.case)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let draft = file.draft().cloned().ok_or(Refusal::new("refused-sheet-already-sent"))?;
    if file.sheet.version != version {
        return Err(Outcome::Conflict);
    }
    let mut content = match &file.whole {
        Some(whole) => whereabouts::restore(content, whole),
        None => content,
    };
    let before = file.whole.unwrap_or(file.sheet.content);
    content.named.clone_from(&before.named);
    let party = (file.case.municipality, file.case.id);
    let guarded = file.in_danger || whereabouts::is_guarded(&content);
    keep_profiles(app, &tx, &key, party, (&before, &content, guarded)).await?;
    if raises(&before, &content) {
        let office = (file.case.municipality, file.case.responsible);
        same_day::raise(&tx, app, office, same_day::Subject::Sheet(id)).await?;
    }
    if whereabouts::is_guarded(&content) && !whereabouts::is_guarded(&before) {
        // No mail goes to a household in which somebody is hit, whoever learned of it first.
        for thread in reception::threads_of(&tx, file.case.id).await? {
            reception::raise_within(&tx, app, thread.id, CheckReason::Violence).await?;
        }
    }
    store::save_sheet(&tx, app, &key, &Sheet { content, ..file.sheet }).await?;
    let route = Route { again: draft.route.again.clone(), ..route };
    store::save_hop(&tx, app, &key, &Hop { route, ..draft }).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "relay.save", object(id), Some(file.case.id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// What the sheet says of the parties is known of them. A box left empty takes no address away from a guarded case, nor
/// where the sheet never showed one: whoever wrote may not have been shown it.
async fn keep_profiles(
    app: &App,
    tx: &DatabaseTransaction,
    key: &Key,
    (municipality, case): (MunicipalityId, CaseId),
    (before, content, guarded): (&Content, &Content, bool),
) -> Result<(), Outcome> {
    let parties = [
        (PartyKind::Person, Some(&content.person), Some(&before.person)),
        (PartyKind::Caller, content.caller.as_ref(), before.caller.as_ref()),
    ];
    let nobody = Profile::default();
    for (kind, profile, before) in parties {
        let Some(profile) = profile else { continue };
        let mut profile = profile.clone();
        let known = people::profile_of(tx, key, case, kind).await?;
        whereabouts::keep(&mut profile, &known, before.unwrap_or(&nobody), guarded);
        people::save(tx, app, key, (municipality, case), kind, &profile).await?;
    }
    Ok(())
}

/// Sends the draft to an organisation, with the items chosen. Without a consent that covers it, nothing leaves.
pub async fn send(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: SheetId,
    (to, items, again): (OrganizationId, BTreeSet<Item>, String),
    once: Once,
) -> Result<(), NotSent> {
    let result = send_for(app, directory, actor, id, (to, items, again), once).await;
    let refused = deed(actor, "relay.send", object(id), None);
    match result {
        Err(NotSent::NoGround(missing)) => {
            let kept: Result<(), Outcome> = Err(Refusal::new("refused-no-ground").into());
            let _ = trail::keep_refusal(&app.db, &app.vault, app.now(), refused, kept).await;
            Err(NotSent::NoGround(missing))
        }
        Err(NotSent::Outcome(outcome)) => {
            let kept = trail::keep_refusal(&app.db, &app.vault, app.now(), refused, Err(outcome)).await;
            kept.map_err(NotSent::Outcome)
        }
        Ok(()) => Ok(()),
    }
}

async fn send_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: SheetId,
    (to, items, again): (OrganizationId, BTreeSet<Item>, String),
    once: Once,
) -> Result<(), NotSent> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (file, key) = open(app, &tx, actor, id).await?;
    access::may_send(actor, &file.case)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let receiver = directory
        .organizations_of(file.case.municipality)
        .into_iter()
        .find(|organization| organization.id == to)
        .ok_or(Refusal::new("refused-sheet-no-receiver"))?;
    let draft = file.draft().cloned().ok_or(Refusal::new("refused-sheet-already-sent"))?;
    // Items that say nothing hand nothing on; they are not sent along as if they did.
    let items: BTreeSet<Item> = items.intersection(&file.sheet.content.items()).copied().collect();
    let counting = worries::consents_that_count(&tx, file.case.id, &file.consents).await?;
    let consent = match casework::covering(&counting, to, &items, now.today()) {
        Ok(consent) => consent,
        Err(_) if casework::covering(&file.consents, to, &items, now.today()).is_ok() => {
            return Err(Refusal::new("refused-worry-own-consent").into());
        }
        Err(missing) => return Err(NotSent::NoGround(missing)),
    };
    let answer_by = clock::instant(answer_due(now.local()));
    let sending = Sending { to, consent: consent.id, items, sent_at: now.0, answer_by };
    let detail = format!("hop:{} to:{to} consent:{}", draft.id, consent.id);
    let consulted = file.was_consulted(receiver);
    let hop = draft.again(consulted, &again)?.send(sending)?;
    store::save_hop(&tx, app, &key, &hop).await?;
    let notice = Notice::SheetSent { organization: receiver.name.clone() };
    tell_person(&tx, app, (&key, file.case.id), &notice).await?;
    let sent = Deed { detail, ..deed(actor, "relay.send", object(id), Some(file.case.id)) };
    trail::record(&tx, &app.vault, now, sent).await?;
    tell_office(&tx, app, directory, to, hop.municipality, ("sheet-sent", format!("/hops/{}", hop.id))).await?;
    once.finish(app, tx, hop.id.to_string()).await?;
    Ok(())
}

/// Five working days of the town hall after the day it was sent.
fn answer_due(sent: NaiveDateTime) -> NaiveDateTime {
    let (opens, closes) = (ClockTime::hm(8, 30), ClockTime::hm(17, 15));
    Schedule::weekdays(opens, closes, &Holidays::national())
        .ok()
        .and_then(|hall| calendar::business::reply_due(sent, ANSWER_WITHIN, &hall))
        .unwrap_or(sent + chrono::TimeDelta::days(14))
}

/// Takes back a sheet that nobody has answered. The receiver never saw what it says; responsibility never left.
pub async fn take_back(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: SheetId,
    once: Once,
) -> Result<(), Outcome> {
    let result = take_back_for(app, directory, actor, id, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "relay.take-back", object(id), None), result).await
}

async fn take_back_for(
    app: &App,
    directory: &Directory,
    actor: &Actor,
    id: SheetId,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (file, key) = open(app, &tx, actor, id).await?;
    access::may_send(actor, &file.case)?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let last = file.hops.last().cloned().ok_or(Refusal::new("refused-sheet-not-in-the-air"))?;
    let hop = last.take_back((actor.organization, actor.staff), now.0)?;
    let to = hop.sending().map(|sending| sending.to).ok_or(Outcome::NotFound)?;
    store::add_hop(&tx, app, &key, &hop.next_draft(app.dice.id(now))).await?;
    store::save_hop(&tx, app, &key, &hop).await?;
    let organization = directory.organization(to).map(|office| office.name.clone()).unwrap_or_default();
    let notice = Notice::SheetTakenBack { organization };
    tell_person(&tx, app, (&key, file.case.id), &notice).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "relay.take-back", object(id), Some(file.case.id))).await?;
    tell_office(&tx, app, directory, to, hop.municipality, ("sheet-taken-back", format!("/hops/{}", hop.id))).await?;
    once.finish(app, tx, hop.id.to_string()).await?;
    Ok(())
}
