//! All that the case itself knows of what happened in it, for one timeline.

use std::collections::HashMap;

use super::{deed, find_to, key_of, object};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{
        model::{
            Case,
            consent::Consent,
            entry::{Entry, EntryNote},
            state::TurnRecord,
        },
        store::{self, entries::Which},
    },
    platform::{
        App, Outcome,
        ids::{CaseId, EntryId, StaffId},
        trail,
        vault::Key,
    },
};

pub struct History {
    pub case: Case,
    pub key: Key,
    pub called: String,
    pub entries: Vec<Entry>,
    pub notes: Vec<EntryNote>,
    pub turns: Vec<TurnRecord>,
    pub consents: Vec<Consent>,
    pub names: HashMap<StaffId, String>,
}

impl History {
    pub fn name(&self, staff: StaffId) -> String {
        self.names.get(&staff).cloned().unwrap_or_default()
    }

    /// What stands beside an entry.
    pub fn beside(&self, entry: EntryId) -> impl Iterator<Item = &EntryNote> {
        self.notes.iter().filter(move |note| note.entry == entry)
    }
}

/// Opens the history of a case. Looking leaves a trace.
pub async fn history(app: &App, actor: &Actor, id: CaseId, which: Which) -> Result<History, Outcome> {
    let result = history_for(app, actor, id, which).await;
    let refused = deed(actor, "casework.timeline", object(id), Some(id));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn history_for(app: &App, actor: &Actor, id: CaseId, which: Which) -> Result<History, Outcome> {
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::ReadCases, id).await?;
    let key = key_of(app, &tx, &case).await?;
    let entries = store::entries::of_case(&tx, &key, id, which).await?;
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.id).collect();
    let notes = store::entries::notes_of(&tx, &key, id, &ids).await?;
    let turns = store::turns::of_case(&tx, &key, id).await?;
    let consents = store::consents::of_case(&tx, &key, &case).await?;
    let staff = entries.iter().map(|entry| entry.written_by).chain(turns.iter().filter_map(|turn| turn.staff));
    let staff = staff.chain(notes.iter().map(|note| note.by)).chain(consents.iter().map(|it| it.recorded_by));
    let names = accounts::names_of(&tx, staff).await?;
    let called = store::called(&tx, &key, &case).await?;
    trail::record(&tx, &app.vault, app.now(), deed(actor, "casework.timeline", object(id), Some(id))).await?;
    tx.commit().await?;
    Ok(History { case, key, called, entries, notes, turns, consents, names })
}
