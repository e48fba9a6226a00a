//! The verbs of contact. Each is one transaction.

use sea_orm::DatabaseTransaction;

use super::{
    model::{Asked, Attempt, Ending, State},
    store,
};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{self, Case},
    people::{
        self, Held, PartyKind, Profile,
        contact::{Outgoing, Wishes},
    },
    platform::{
        App, Outcome,
        ids::{AttemptId, CaseId},
        trail::{self, Deed},
        web::Once,
    },
};

/// What was agreed with both parties, and the tries, newest first.
pub struct ContactFile {
    pub case: Case,
    pub person: Held,
    pub caller: Held,
    /// What they are called.
    pub person_profile: Profile,
    pub caller_profile: Profile,
    /// With the name of whoever tried.
    pub attempts: Vec<(Attempt, String)>,
}

impl ContactFile {
    pub fn held(&self, party: PartyKind) -> &Held {
        match party {
            PartyKind::Person => &self.person,
            PartyKind::Caller => &self.caller,
        }
    }

    pub fn profile(&self, party: PartyKind) -> &Profile {
        match party {
            PartyKind::Person => &self.person_profile,
            PartyKind::Caller => &self.caller_profile,
        }
    }
}

/// Opens what was agreed. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: CaseId) -> Result<ContactFile, Outcome> {
    let result = look_for(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "contact.read", case_object(id), id), result).await
}

async fn look_for(app: &App, actor: &Actor, id: CaseId) -> Result<ContactFile, Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::ReadCases, id).await?;
    let key = casework::key_of(app, &tx, &case).await?;
    let mut attempts = Vec::new();
    for attempt in store::of_case(&tx, &key, id).await? {
        let name = accounts::name_of(&tx, attempt.staff).await?;
        attempts.push((attempt, name));
    }
    let file = ContactFile {
        person: people::wishes_of(&tx, &key, id, PartyKind::Person).await?,
        caller: people::wishes_of(&tx, &key, id, PartyKind::Caller).await?,
        person_profile: people::profile_of(&tx, &key, id, PartyKind::Person).await?,
        caller_profile: people::profile_of(&tx, &key, id, PartyKind::Caller).await?,
        attempts,
        case,
    };
    trail::record(&tx, &app.vault, app.now(), deed(actor, "contact.read", case_object(id), id)).await?;
    tx.commit().await?;
    Ok(file)
}

/// Writes what was agreed with one party, over the version that was open.
pub async fn agree(
    app: &App,
    actor: &Actor,
    id: CaseId,
    party: PartyKind,
    held: Held,
    once: Once,
) -> Result<(), Outcome> {
    let result = agree_for(app, actor, id, party, held, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "contact.agree", case_object(id), id), result).await
}

async fn agree_for(
    app: &App,
    actor: &Actor,
    id: CaseId,
    party: PartyKind,
    held: Held,
    once: Once,
) -> Result<(), Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = casework::key_of(app, &tx, &case).await?;
    people::save_wishes(&tx, app, &key, (case.municipality, id), party, &held).await?;
    let agreed = Deed { detail: format!("party:{party}"), ..deed(actor, "contact.agree", case_object(id), id) };
    trail::record(&tx, &app.vault, app.now(), agreed).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Asks to reach somebody now. Barred or not, the try is kept; answers its id.
pub async fn ask(app: &App, actor: &Actor, id: CaseId, asked: Asked, once: Once) -> Result<AttemptId, Outcome> {
    let result = ask_for(app, actor, id, asked, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "contact.ask", case_object(id), id), result).await
}

async fn ask_for(app: &App, actor: &Actor, id: CaseId, asked: Asked, once: Once) -> Result<AttemptId, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if let Some(first) = once.already(&tx).await? {
        return first.parse().map_err(|_| Outcome::Broken("form answer is no attempt".into()));
    }
    let asked = asked.fit()?;
    let key = casework::key_of(app, &tx, &case).await?;
    let wishes = casework::wishes_now(app, &tx, &key, id, asked.party).await?;
    let outgoing = Outgoing { means: asked.means, at: now.local(), urgent: asked.urgent };
    let state = match wishes.check(outgoing) {
        Ok(_) => State::Open,
        Err(barrier) => State::Barred(barrier),
    };
    let attempt = Attempt {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: id,
        party: asked.party,
        means: asked.means,
        urgent: asked.urgent,
        staff: actor.staff,
        at: now.0,
        state,
        reason: asked.reason,
        note: String::new(),
        version: 1,
    };
    store::add(&tx, app, &key, &attempt).await?;
    let verb = match (state, asked.urgent) {
        (State::Barred(_), _) => "contact.barred",
        (State::Open | State::Ended(_), true) => "contact.urgent",
        (State::Open | State::Ended(_), false) => "contact.ask",
    };
    let detail = format!("party:{} means:{}", asked.party, asked.means);
    let told = Deed { detail, ..deed(actor, verb, object(attempt.id), id) };
    trail::record(&tx, &app.vault, now, told).await?;
    let first = once.finish(app, tx, attempt.id.to_string()).await?;
    first.parse().map_err(|_| Outcome::Broken("form answer is no attempt".into()))
}

/// One try, with what was agreed, as whoever tries sees it.
pub struct Trying {
    pub case: Case,
    pub attempt: Attempt,
    pub wishes: Wishes,
    pub profile: Profile,
}

/// Opens a try. It shows a number, so looking leaves a trace.
pub async fn look_at(app: &App, actor: &Actor, id: AttemptId) -> Result<Trying, Outcome> {
    let tx = app.db.write().await?;
    let case = store::case_of(&tx, id).await?.ok_or(Outcome::NotFound)?;
    let case = find_to(&tx, actor, Duty::ReadCases, case).await?;
    let key = casework::key_of(app, &tx, &case).await?;
    let attempt = store::by_id(&tx, &key, id).await?.ok_or(Outcome::NotFound)?;
    let trying = Trying {
        wishes: casework::wishes_now(app, &tx, &key, case.id, attempt.party).await?,
        profile: people::profile_of(&tx, &key, case.id, attempt.party).await?,
        attempt,
        case,
    };
    trail::record(&tx, &app.vault, app.now(), deed(actor, "contact.look", object(id), trying.case.id)).await?;
    tx.commit().await?;
    Ok(trying)
}

/// Writes down how a try ended. Answers whose case it is.
pub async fn end(
    app: &App,
    actor: &Actor,
    id: AttemptId,
    (ending, note): (Ending, String),
    once: Once,
) -> Result<CaseId, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = store::case_of(&tx, id).await?.ok_or(Outcome::NotFound)?;
    let case = find_to(&tx, actor, Duty::EditCases, case).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(case.id);
    }
    let key = casework::key_of(app, &tx, &case).await?;
    let attempt = store::by_id(&tx, &key, id).await?.ok_or(Outcome::NotFound)?.end(ending, note)?;
    store::save(&tx, app, &key, &attempt).await?;
    let ended = Deed { detail: format!("ending:{ending}"), ..deed(actor, "contact.end", object(id), case.id) };
    trail::record(&tx, &app.vault, now, ended).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(case.id)
}

/// The case, if the actor's organisation is in its team and the actor's role does `duty`.
async fn find_to(tx: &DatabaseTransaction, actor: &Actor, duty: Duty, id: CaseId) -> Result<Case, Outcome> {
    let case = casework::find_for(tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(duty)?;
    Ok(case)
}

fn object(id: AttemptId) -> String {
    format!("attempt:{id}")
}

fn case_object(id: CaseId) -> String {
    format!("case:{id}")
}

fn deed(actor: &Actor, action: &'static str, object: String, case: CaseId) -> Deed {
    Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action,
        object,
        subject: Some(case),
        detail: String::new(),
    }
}
