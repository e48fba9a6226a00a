//! The verbs of casework. Each is one transaction: look up → may → rule → save → trail.

pub mod consents;
mod day;
pub mod entries;
mod history;
mod opening;
pub mod plans;
pub mod promises;
mod reach;
pub mod states;

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction};

pub use day::{CaseDay, DayCase, day_of};
pub use history::{History, history};
pub use opening::{Told, open_from_thread, open_in, open_new, open_told};
pub use reach::wishes_now;

use super::{
    access,
    model::{
        Case, Intake, Theme,
        consent::{self, Consent},
        state::TurnRecord,
    },
    store::{self, CaseRow},
};
use crate::{
    accounts::{self, Actor, Duty},
    people::{self, PartyKind, Profile},
    platform::{
        App, Now, Outcome,
        ids::{CaseId, OrganizationId, ThreadId},
        trail::{self, Deed, Doer},
        vault::Key,
        web::Once,
    },
    reception,
};

/// Everything the team reads of a case.
pub struct CaseFile {
    pub case: Case,
    pub intake: Intake,
    /// The newest first.
    pub consents: Vec<Consent>,
    pub person: Profile,
    pub caller: Profile,
    /// The thread it grew out of, if its desk is the reader's.
    pub thread: Option<ThreadId>,
    /// The name of whoever received it first.
    pub received_by: String,
    /// The name of whoever leads.
    pub lead: String,
    /// Changes of state, newest first, those that wait for a second look among them.
    pub turns: Vec<TurnRecord>,
}

impl CaseFile {
    /// What the person, or whoever came for them, is called; may be empty.
    pub fn called(&self) -> &str {
        if self.person.called().is_empty() { self.caller.called() } else { self.person.called() }
    }

    /// Only the family has come so far. That is a case like any other; nothing of the person is missing from it.
    pub fn is_family_only(&self) -> bool {
        self.person == Profile::default() && self.caller != Profile::default()
    }
}

/// Opens the file of a case. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: CaseId) -> Result<CaseFile, Outcome> {
    let result = look_for(app, actor, id).await;
    let refused = deed(actor, "casework.read", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn look_for(app: &App, actor: &Actor, id: CaseId) -> Result<CaseFile, Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::ReadCases, id).await?;
    let key = key_of(app, &tx, &case).await?;
    let intake = store::intake_of(&tx, &key, &case).await?;
    let thread = match intake.opened_from {
        Some(thread) => reception::find_for(&tx, actor, thread).await?.map(|thread| thread.id),
        None => None,
    };
    let file = CaseFile {
        consents: consent::newest_first(store::consents::of_case(&tx, &key, &case).await?),
        person: people::profile_of(&tx, &key, id, PartyKind::Person).await?,
        caller: people::profile_of(&tx, &key, id, PartyKind::Caller).await?,
        received_by: accounts::name_of(&tx, case.received_by).await?,
        lead: accounts::name_of(&tx, case.lead).await?,
        turns: store::turns::of_case(&tx, &key, id).await?,
        intake,
        thread,
        case,
    };
    trail::record(&tx, &app.vault, app.now(), deed(actor, "casework.read", object(id), Some(id))).await?;
    tx.commit().await?;
    Ok(file)
}

/// The cases of the actor's organisation, newest first. Names stand on the list, so looking at it leaves a trace.
pub async fn look_at_list(app: &App, actor: &Actor, before: Option<CaseId>) -> Result<Vec<CaseRow>, Outcome> {
    let tx = app.db.write().await?;
    let lines = store::cases_of(&tx, app, actor, before).await?;
    let seen =
        Deed { detail: format!("lines:{}", lines.len()), ..deed(actor, "casework.list", "cases".to_owned(), None) };
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(lines)
}

/// The case `id`, for `duty`.
async fn find_to(tx: &DatabaseTransaction, actor: &Actor, duty: Duty, id: CaseId) -> Result<Case, Outcome> {
    let case = store::find_for(tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    let team = store::team_of(tx, id).await?;
    access::may(actor, duty, &case, &team)?;
    Ok(case)
}

/// The key under which everything of a case is sealed.
pub async fn key_of(app: &App, conn: &impl ConnectionTrait, case: &Case) -> Result<Key, Outcome> {
    app.vault.key(conn, case.key).await
}

/// Writes what is wished for. `version` is the one the writer had open; what somebody else wrote meanwhile is not
/// overwritten.
pub async fn write_wishes(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, wishes): (i64, String),
    once: Once,
) -> Result<(), Outcome> {
    let result = write_wishes_for(app, actor, id, (version, wishes), once).await;
    let refused = deed(actor, "casework.wishes", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn write_wishes_for(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, wishes): (i64, String),
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if case.version != version {
        return Err(Outcome::Conflict);
    }
    let key = key_of(app, &tx, &case).await?;
    let intake = store::intake_of(&tx, &key, &case).await?;
    store::save_intake(&tx, app, &key, &case, &Intake { wishes, ..intake }).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "casework.wishes", object(id), Some(id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Marks what a case is about.
pub async fn mark_themes(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, themes): (i64, BTreeSet<Theme>),
    once: Once,
) -> Result<(), Outcome> {
    let result = mark_themes_for(app, actor, id, (version, themes), once).await;
    let refused = deed(actor, "casework.themes", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn mark_themes_for(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, themes): (i64, BTreeSet<Theme>),
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    if case.version != version {
        return Err(Outcome::Conflict);
    }
    let key = key_of(app, &tx, &case).await?;
    let intake = store::intake_of(&tx, &key, &case).await?;
    store::save_intake(&tx, app, &key, &case, &Intake { themes, ..intake }).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "casework.themes", object(id), Some(id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Passes the baton, within the transaction of the deed that asks for it (a sheet was accepted). That deed's own line in
/// the trail says who; this one says from whom to whom. Taking the baton does not open the file: the team stays as it is.
pub async fn hand_over(
    tx: &impl ConnectionTrait,
    app: &App,
    now: Now,
    case: Case,
    from: OrganizationId,
    to: OrganizationId,
) -> Result<Case, Outcome> {
    let case = case.hand_over(from, to)?;
    store::save(tx, &case).await?;
    let passed = Deed {
        municipality: case.municipality,
        doer: Doer::Program,
        action: "casework.hand-over",
        object: object(case.id),
        subject: Some(case.id),
        detail: format!("from:{from} to:{to}"),
    };
    trail::record(tx, &app.vault, now, passed).await?;
    Ok(Case { version: case.version + 1, ..case })
}

fn object(id: CaseId) -> String {
    format!("case:{id}")
}

fn deed(actor: &Actor, action: &'static str, object: String, subject: Option<CaseId>) -> Deed {
    Deed { municipality: actor.municipality, doer: actor.doer(), action, object, subject, detail: String::new() }
}
