//! Writing down what was done and said: drafts, entries, and what stands beside them.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use unicode_normalization::UnicodeNormalization;

use super::{deed, find_to, key_of, wishes_now};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{
        model::{
            Case,
            entry::{self, Entry, EntryMeans, EntryNote, NewEntry, NoteKind, TypedEntry, With},
            state::CaseState,
        },
        store::{self, drafts::HeldDraft},
    },
    people::contact::{Means, Outgoing},
    people::{self, PartyKind, Profile},
    platform::{
        App, Outcome, Refusal, clock,
        ids::{CaseId, EntryId, StaffId},
        trail::{self, Deed},
        vault::Key,
        web::Once,
    },
};

fn object(id: EntryId) -> String {
    format!("entry:{id}")
}

/// A case as the page for writing an entry shows it.
pub struct Desk {
    pub case: Case,
    pub called: String,
    pub draft: HeldDraft,
    /// Only the family has come so far: nobody writes about the person by mistake.
    pub is_family_only: bool,
}

/// The case with the number that was typed, if it is the actor's to write in.
pub async fn numbered(app: &App, actor: &Actor, typed: &str) -> Result<CaseId, Outcome> {
    actor.must(Duty::EditCases)?;
    let number: String = typed.trim().nfkc().collect();
    store::numbered(app.db.read(), actor, &number).await?.ok_or(Outcome::NotFound)
}

/// Opens the page on which an entry is written, with what was begun. It shows a name, so looking leaves a trace.
pub async fn desk(app: &App, actor: &Actor, id: CaseId) -> Result<Desk, Outcome> {
    let result = desk_for(app, actor, id).await;
    let refused = deed(actor, "casework.entry-desk", super::object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn desk_for(app: &App, actor: &Actor, id: CaseId) -> Result<Desk, Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    let key = key_of(app, &tx, &case).await?;
    let person = people::profile_of(&tx, &key, id, PartyKind::Person).await?;
    let caller = people::profile_of(&tx, &key, id, PartyKind::Caller).await?;
    let called = if person.called().is_empty() { caller.called() } else { person.called() }.to_owned();
    let desk = Desk {
        called,
        draft: store::drafts::of(&tx, &key, id, actor.staff).await?,
        is_family_only: person == Profile::default() && caller != Profile::default(),
        case,
    };
    let seen = deed(actor, "casework.entry-desk", super::object(id), Some(id));
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(desk)
}

/// Keeps what somebody is writing; answers its version. Saving again what is saved already is no deed and leaves no line
/// in the trail, and half a word is no record.
pub async fn keep_draft(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (version, typed): (i64, &TypedEntry),
) -> Result<i64, Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    let key = key_of(app, &tx, &case).await?;
    let held = store::drafts::of(&tx, &key, id, actor.staff).await?;
    if held.version == version && held.typed == *typed {
        return Ok(version);
    }
    let version = store::drafts::save(&tx, app, &key, (&case, actor.staff), (version, typed)).await?;
    tx.commit().await?;
    Ok(version)
}

/// Writes an entry. `draft` is the version of the draft it grew out of.
pub async fn write(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (draft, new): (i64, NewEntry),
    once: Once,
) -> Result<(), Outcome> {
    let result = write_for(app, actor, id, (draft, new), once).await;
    let refused = deed(actor, "casework.entry", super::object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn write_for(
    app: &App,
    actor: &Actor,
    id: CaseId,
    (draft, new): (i64, NewEntry),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = key_of(app, &tx, &case).await?;
    must_be_wished_for(app, &tx, &key, id, &new).await?;
    let is_late = match case.state {
        CaseState::Ended { .. } => true,
        CaseState::Connected | CaseState::Resting { .. } => false,
    };
    let NewEntry { with, means, met, at, minutes, words } = new;
    let entry = Entry {
        id: app.dice.id(now),
        municipality: case.municipality,
        case: id,
        with,
        means,
        met,
        at,
        minutes,
        is_late,
        written_by: actor.staff,
        written_at: now.0,
        words,
        version: 1,
    };
    store::entries::add(&tx, app, &key, &entry).await?;
    store::drafts::remove(&tx, id, actor.staff, draft).await?;
    let detail = format!("with:{with} means:{means} late:{is_late}");
    let wrote = Deed { detail, ..deed(actor, "casework.entry", object(entry.id), Some(id)) };
    trail::record(&tx, &app.vault, now, wrote).await?;
    once.finish(app, tx, entry.id.to_string()).await?;
    Ok(())
}

/// A visit is written down only where somebody said that they would like one; otherwise with the reason why it was made
/// all the same.
async fn must_be_wished_for(
    app: &App,
    tx: &DatabaseTransaction,
    key: &Key,
    case: CaseId,
    new: &NewEntry,
) -> Result<(), Outcome> {
    let party = match (new.means, new.with) {
        (EntryMeans::Visit, With::Person) => PartyKind::Person,
        (EntryMeans::Visit, With::Family) => PartyKind::Caller,
        (_, _) => return Ok(()),
    };
    let wishes = wishes_now(app, tx, key, case, party).await?;
    let urgent = !new.words.visit_reason.trim().is_empty();
    let outgoing = Outgoing { means: Means::Visit, at: clock::local(new.at), urgent };
    match wishes.check(outgoing) {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::new("refused-entry-visit").into()),
    }
}

/// An entry with all that stands beside it.
pub struct Opened {
    pub case: Case,
    pub called: String,
    pub entry: Entry,
    pub notes: Vec<EntryNote>,
    pub names: HashMap<StaffId, String>,
    /// Whom a word may be left for: whoever of the team opens the case, but the reader.
    pub colleagues: Vec<(StaffId, String)>,
}

/// Opens an entry. Looking leaves a trace.
pub async fn look(app: &App, actor: &Actor, id: EntryId) -> Result<Opened, Outcome> {
    let result = look_for(app, actor, id).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "casework.read-entry", object(id), None), result)
        .await
}

async fn look_for(app: &App, actor: &Actor, id: EntryId) -> Result<Opened, Outcome> {
    let tx = app.db.write().await?;
    let (case, key) = case_of(app, &tx, actor, Duty::ReadCases, id).await?;
    let entry = store::entries::by_id(&tx, &key, id).await?.ok_or(Outcome::NotFound)?;
    let notes = store::entries::notes_of(&tx, &key, case.id, &[id]).await?;
    let mut staff = vec![entry.written_by];
    for note in &notes {
        staff.push(note.by);
        staff.extend(note.to);
    }
    let names = accounts::names_of(&tx, staff).await?;
    let mut colleagues = colleagues(app, &tx, &case).await?;
    colleagues.retain(|(staff, _)| *staff != actor.staff);
    let called = store::called(&tx, &key, &case).await?;
    let seen = deed(actor, "casework.read-entry", object(id), Some(case.id));
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(Opened { case, called, entry, notes, names, colleagues })
}

/// Everybody of the team of a case who may write in it today.
pub async fn colleagues(
    app: &App,
    conn: &impl ConnectionTrait,
    case: &Case,
) -> Result<Vec<(StaffId, String)>, Outcome> {
    let team = store::team_of(conn, case.id).await?;
    accounts::colleagues(conn, (case.municipality, &team), Duty::EditCases, app.now().today()).await
}

async fn case_of(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    duty: Duty,
    id: EntryId,
) -> Result<(Case, Key), Outcome> {
    let case = store::entries::case_of(tx, id).await?.ok_or(Outcome::NotFound)?;
    let case = find_to(tx, actor, duty, case).await?;
    let key = key_of(app, tx, &case).await?;
    Ok((case, key))
}

/// Writes into an entry while that is still possible. What stood there before is kept beside it.
pub async fn rewrite(
    app: &App,
    actor: &Actor,
    id: EntryId,
    (version, new): (i64, NewEntry),
    once: Once,
) -> Result<(), Outcome> {
    let result = rewrite_for(app, actor, id, (version, new), once).await;
    let refused = deed(actor, "casework.rewrite-entry", object(id), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn rewrite_for(
    app: &App,
    actor: &Actor,
    id: EntryId,
    (version, new): (i64, NewEntry),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (case, key) = case_of(app, &tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let before = store::entries::by_id(&tx, &key, id).await?.ok_or(Outcome::NotFound)?;
    if before.version != version {
        return Err(Outcome::Conflict);
    }
    must_be_wished_for(app, &tx, &key, case.id, &new).await?;
    let earlier = before.words.text.clone();
    let after = before.rewrite(new, now.0)?;
    store::entries::save(&tx, app, &key, &after).await?;
    if !earlier.is_empty() && earlier != after.words.text {
        let note = EntryNote {
            id: app.dice.id(now),
            entry: id,
            kind: NoteKind::Earlier,
            by: actor.staff,
            at: now.0,
            to: None,
            seen_at: None,
            text: earlier,
        };
        store::entries::add_note(&tx, app, &key, &after, &note).await?;
    }
    let rewrote = deed(actor, "casework.rewrite-entry", object(id), Some(case.id));
    trail::record(&tx, &app.vault, now, rewrote).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Puts a correction or a word to a colleague beside an entry.
pub async fn add_note(
    app: &App,
    actor: &Actor,
    id: EntryId,
    (to, text): (Option<StaffId>, String),
    once: Once,
) -> Result<(), Outcome> {
    let result = add_note_for(app, actor, id, (to, text), once).await;
    let refused = deed(actor, "casework.entry-note", object(id), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn add_note_for(
    app: &App,
    actor: &Actor,
    id: EntryId,
    (to, text): (Option<StaffId>, String),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (case, key) = case_of(app, &tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let text = entry::note_text(&text)?;
    if let Some(to) = to
        && !colleagues(app, &tx, &case).await?.iter().any(|(staff, _)| *staff == to)
    {
        return Err(Refusal::new("refused-note-colleague").into());
    }
    let kind = if to.is_some() { NoteKind::Comment } else { NoteKind::Correction };
    let entry = store::entries::by_id(&tx, &key, id).await?.ok_or(Outcome::NotFound)?;
    let note = EntryNote { id: app.dice.id(now), entry: id, kind, by: actor.staff, at: now.0, to, seen_at: None, text };
    store::entries::add_note(&tx, app, &key, &entry, &note).await?;
    let detail = format!("kind:{kind}");
    let noted = Deed { detail, ..deed(actor, "casework.entry-note", object(id), Some(case.id)) };
    trail::record(&tx, &app.vault, now, noted).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// The actor has read the words left for them beside an entry.
pub async fn see_notes(app: &App, actor: &Actor, id: EntryId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let (case, _) = case_of(app, &tx, actor, Duty::EditCases, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    store::entries::seen(&tx, id, actor.staff, now.0).await?;
    trail::record(&tx, &app.vault, now, deed(actor, "casework.seen-note", object(id), Some(case.id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}
