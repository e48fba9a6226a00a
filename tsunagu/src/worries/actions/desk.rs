//! The desk's side: entering a sheet of paper, reading, seeing to it, deciding, opening a case, looking again.

use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;

use super::{New, Sent, add, again, deed, deed_of, object, passphrase_of};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{self, NewCase, Teller},
    directory::Desk,
    platform::{
        App, Lang, Outcome, Refusal,
        ids::{CaseId, WorryId},
        trail::{self, Deed},
        vault::Key,
        web::Once,
    },
    reception::scans::{self, Paper},
    worries::{
        access,
        model::{Decision, Ground, Told, Worry},
        store::{self, Listed},
    },
};

/// Enters a sheet of paper. The number and the code are for whoever brought it.
pub async fn enter(app: &App, actor: &Actor, desk: &Desk, told: Told, once: Once) -> Result<Sent, Outcome> {
    let result = enter_for(app, actor, desk, told, once).await;
    let refused = deed(actor, "worries.enter", "worries".to_owned());
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn enter_for(app: &App, actor: &Actor, desk: &Desk, told: Told, once: Once) -> Result<Sent, Outcome> {
    actor.must(Duty::TakeWorries)?;
    if desk.organization != actor.organization || desk.municipality != actor.municipality {
        return Err(Refusal::new("refused-worry-other-desk").into());
    }
    let passphrase = passphrase_of(app, once.id);
    let tx = app.db.write().await?;
    if let Some(first) = once.already(&tx).await? {
        return again(app, &tx, &first, passphrase).await;
    }
    let new = New { told, lang: Lang::Ja, entered_by: Some(actor.staff), now: app.now() };
    let worry = add(app, &tx, desk, new, &passphrase).await?;
    trail::record(&tx, &app.vault, app.now(), deed_of(&worry, actor.doer(), "worries.enter")).await?;
    let first = once.finish(app, tx, worry.id.to_string()).await?;
    if first == worry.id.to_string() {
        return Ok(Sent { worry, passphrase });
    }
    again(app, app.db.read(), &first, passphrase).await
}

/// What came to the actor's organisation. Names may stand on the list, so looking at it leaves a trace.
pub async fn look_at_list(app: &App, actor: &Actor, before: Option<WorryId>) -> Result<Listed, Outcome> {
    actor.must(Duty::TakeWorries)?;
    let tx = app.db.write().await?;
    let listed = store::list_for(&tx, app, actor, before).await?;
    let lines = listed.waiting.len() + listed.taken.len();
    let seen = Deed { detail: format!("lines:{lines}"), ..deed(actor, "worries.list", "worries".to_owned()) };
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(listed)
}

/// How many worries wait for somebody of the actor's organisation. A number names nobody.
pub async fn waiting(app: &App, actor: &Actor) -> Result<usize, Outcome> {
    actor.must(Duty::TakeWorries)?;
    store::waiting_for(app.db.read(), actor).await
}

/// A worry opened by its desk.
pub struct Open {
    pub worry: Worry,
    pub told: Told,
    /// With the name of whoever decided, the newest last.
    pub decisions: Vec<(Decision, String)>,
    pub responsible: Option<String>,
}

/// Opens a worry. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: WorryId) -> Result<Open, Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (worry, key) = find(app, &tx, actor, id).await?;
        let (told, list) = store::words(&tx, &key, id).await?;
        let mut decisions = Vec::new();
        for decision in list {
            let name = accounts::name_of(&tx, decision.decided_by).await?;
            decisions.push((decision, name));
        }
        let responsible = match worry.responsible() {
            Some(staff) => Some(accounts::name_of(&tx, staff).await?),
            None => None,
        };
        trail::record(&tx, &app.vault, app.now(), deed_of(&worry, actor.doer(), "worries.read")).await?;
        tx.commit().await?;
        Ok(Open { worry, told, decisions, responsible })
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "worries.read", object(id)), result).await
}

pub(super) async fn find(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: WorryId,
) -> Result<(Worry, Key), Outcome> {
    let worry = store::find_for(tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    access::may(actor, &worry)?;
    let key = app.vault.key(tx, worry.key).await?;
    Ok((worry, key))
}

/// Sees to it from now on.
pub async fn take(app: &App, actor: &Actor, id: WorryId, once: Once) -> Result<(), Outcome> {
    let now = app.now().0;
    change(app, actor, id, "worries.take", once, |worry| worry.take(actor.staff, now)).await
}

/// Notes that somebody talked with the person or the family.
pub async fn mark_spoken(app: &App, actor: &Actor, id: WorryId, once: Once) -> Result<(), Outcome> {
    let now = app.now().0;
    change(app, actor, id, "worries.spoken", once, |worry| worry.spoken(now)).await
}

/// Takes back that somebody talked, where that was a slip.
pub async fn unmark_spoken(app: &App, actor: &Actor, id: WorryId, once: Once) -> Result<(), Outcome> {
    change(app, actor, id, "worries.unspoken", once, Worry::unspoken).await
}

/// One step of a worry that changes nothing of what was told.
async fn change(
    app: &App,
    actor: &Actor,
    id: WorryId,
    action: &'static str,
    once: Once,
    rule: impl FnOnce(Worry) -> Result<Worry, Refusal>,
) -> Result<(), Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (worry, _) = find(app, &tx, actor, id).await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        let worry = rule(worry)?;
        store::save(&tx, &worry).await?;
        trail::record(&tx, &app.vault, app.now(), deed_of(&worry, actor.doer(), action)).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, action, object(id)), result).await
}

/// Notes what was decided. Decisions are added, never changed.
pub async fn decide(app: &App, actor: &Actor, id: WorryId, decision: Decision, once: Once) -> Result<(), Outcome> {
    let result = async {
        let tx = app.db.write().await?;
        let (worry, key) = find(app, &tx, actor, id).await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        if worry.removed_at.is_some() {
            return Err(Refusal::new("refused-worry-removed").into());
        }
        let (told, mut decisions) = store::words(&tx, &key, id).await?;
        decisions.push(decision);
        store::write(&tx, app, &key, id, (&told, &decisions)).await?;
        store::save(&tx, &worry).await?;
        trail::record(&tx, &app.vault, app.now(), deed_of(&worry, actor.doer(), "worries.decide")).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "worries.decide", object(id)), result).await
}

/// Opens a case that grows out of the worry. What was told is carried over; the worry stays where it is.
pub async fn open_case(
    app: &App,
    actor: &Actor,
    id: WorryId,
    (ground, reason): (Ground, String),
    once: Once,
) -> Result<String, Outcome> {
    let result = open_case_for(app, actor, id, (ground, reason), once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "worries.case", object(id)), result).await
}

async fn open_case_for(
    app: &App,
    actor: &Actor,
    id: WorryId,
    (ground, reason): (Ground, String),
    once: Once,
) -> Result<String, Outcome> {
    let tx = app.db.write().await?;
    let (worry, key) = find(app, &tx, actor, id).await?;
    actor.must(Duty::OpenCases)?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let (told, mut decisions) = store::words(&tx, &key, id).await?;
    let case: CaseId = app.dice.id(app.now());
    let arrived_at = worry.arrived_at;
    let worry = worry.grow(case, ground, &reason)?;
    if !reason.trim().is_empty() {
        decisions.push(ground_noted(app, actor, reason));
        store::write(&tx, app, &key, id, (&told, &decisions)).await?;
    }
    let new = NewCase {
        teller: Teller::Other,
        // Whoever told it is not the one it is about, and may wish to stay out of it.
        nickname: String::new(),
        narrative: told.narrative(),
        wishes: String::new(),
    };
    casework::open_in(app, &tx, actor, case, new, (arrived_at, object(id))).await?;
    store::save(&tx, &worry).await?;
    let opened = Deed { detail: ground.code().to_owned(), ..deed_of(&worry, actor.doer(), "worries.case") };
    trail::record(&tx, &app.vault, app.now(), opened).await?;
    once.finish(app, tx, case.to_string()).await
}

/// Why a case was opened stands among the decisions.
fn ground_noted(app: &App, actor: &Actor, reason: String) -> Decision {
    Decision {
        done: String::new(),
        destination: String::new(),
        reason,
        without_consent: None,
        to_conference: None,
        decided_on: app.now().today(),
        decided_by: actor.staff,
    }
}

/// Looks again: keeps it until a day, or lets go of what was told.
pub async fn review(
    app: &App,
    actor: &Actor,
    id: WorryId,
    keep_until: Option<NaiveDate>,
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let Some(until) = keep_until else {
        return remove(app, actor, id, once).await;
    };
    change(app, actor, id, "worries.keep", once, |worry| worry.keep(until, now.today())).await
}

async fn remove(app: &App, actor: &Actor, id: WorryId, once: Once) -> Result<(), Outcome> {
    let result = async {
        let now = app.now();
        let tx = app.db.write().await?;
        let (worry, key) = find(app, &tx, actor, id).await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        let worry = worry.remove(now.0)?;
        // Whether the sender wanted to hear stays, so that their code still answers as before.
        let (told, _) = store::words(&tx, &key, id).await?;
        let mut left = Told::default();
        left.writer.wants_word = told.writer.wants_word;
        store::write(&tx, app, &key, id, (&left, &[])).await?;
        scans::remove_all(&tx, Paper::Worry(id)).await?;
        store::save(&tx, &worry).await?;
        trail::record(&tx, &app.vault, now, deed_of(&worry, actor.doer(), "worries.remove")).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "worries.remove", object(id)), result).await
}
