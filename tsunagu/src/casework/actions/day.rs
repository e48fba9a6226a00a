//! What of its cases stands on the day of a member of staff. All keys are asked for at once.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, Months, NaiveDate};

use super::{deed, states};
use crate::{
    accounts::{self, Actor, Duty},
    casework::{
        model::{
            Case,
            promise::{Edge, Promise},
            state::CaseState,
        },
        store,
    },
    platform::{
        App, Outcome, clock,
        ids::{CaseId, EntryId, KeyId, StaffId},
        trail::{self, Deed},
        vault::Key,
    },
};

/// How far ahead an edge is shown.
const EDGE_AHEAD: Days = Days::new(120);

/// A case on the day's list: its number, and what they are called.
pub struct DayCase {
    pub id: CaseId,
    pub number: String,
    pub called: String,
}

#[derive(Default)]
pub struct CaseDay {
    /// The actor's own promises, and those of colleagues the actor stands in for, with the colleague's name.
    pub promises: Vec<(Promise, DayCase, Option<String>)>,
    /// Words that colleagues left beside an entry, with whose they are.
    pub notes: Vec<(EntryId, DayCase, String)>,
    /// Entries half written.
    pub drafts: Vec<DayCase>,
    /// Endings that wait for a second look.
    pub endings: Vec<DayCase>,
    /// Leads that wait to be taken on.
    pub leads: Vec<DayCase>,
    /// Edges ahead in cases the actor leads.
    pub edges: Vec<(Edge, DayCase)>,
    /// Those who rest, chose to hear from us now and then, and have not for as long as they chose.
    pub rhythms: Vec<DayCase>,
}

/// What stands on the actor's day. Names are on it, so looking leaves a trace.
pub async fn day_of(app: &App, actor: &Actor) -> Result<CaseDay, Outcome> {
    actor.must(Duty::ReadCases)?;
    let today = app.now().today();
    let tx = app.db.write().await?;
    let open = || store::cases_open_to(actor);
    let covered = store::leads::covers(&tx, actor, today).await?;
    let covered = covered.into_iter().filter(|it| it.cover == actor.staff && it.from <= today).map(|it| it.staff);
    let mine: BTreeSet<StaffId> = covered.chain([actor.staff]).collect();
    let mine: Vec<StaffId> = mine.into_iter().collect();
    let promises = store::promises::open_of(&tx, &mine, open()).await?;
    let notes = store::entries::waiting_for(&tx, actor, open()).await?;
    let drafts = store::drafts::begun_by(&tx, actor.staff, open()).await?;
    let endings = states::endings_to_look_at(&tx, actor).await?;
    let leads = store::leads::handed_to(&tx, actor, open()).await?;
    let edges = store::promises::edges_between(&tx, (today, today + EDGE_AHEAD), store::cases_led_by(actor)).await?;
    let rhythms = rhythms_due(&tx, actor, today).await?;

    let mut ids: BTreeSet<CaseId> = promises.iter().map(store::promises::Sealed::case).collect();
    ids.extend(notes.iter().map(|note| note.case));
    ids.extend(&drafts);
    ids.extend(endings.iter().map(|case| case.id));
    ids.extend(&leads);
    ids.extend(edges.iter().map(store::promises::SealedEdge::case));
    ids.extend(&rhythms);
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let cases = store::among(&tx, actor, &ids).await?;
    let keys = app.vault.keys(&tx, cases.iter().map(|case| case.key)).await?;
    let names = accounts::names_of(&tx, mine.iter().copied().chain(notes.iter().map(|note| note.by))).await?;
    let mut known: HashMap<CaseId, (KeyId, DayCase)> = HashMap::new();
    for case in &cases {
        let Some(key) = keys.get(&case.key) else { continue };
        let called = store::called(&tx, key, case).await?;
        known.insert(case.id, (case.key, DayCase { id: case.id, number: case.number.clone(), called }));
    }
    let case_of = |id: CaseId| {
        known.get(&id).map(|(_, case)| DayCase { id, number: case.number.clone(), called: case.called.clone() })
    };
    let key_of = |id: CaseId| -> Option<&Key> { keys.get(&known.get(&id)?.0) };
    let mut day = CaseDay::default();
    for promise in promises {
        if let (Some(case), Some(key)) = (case_of(promise.case()), key_of(promise.case())) {
            let promise = promise.open(key)?;
            let stands_in =
                (promise.staff != actor.staff).then(|| names.get(&promise.staff).cloned().unwrap_or_default());
            day.promises.push((promise, case, stands_in));
        }
    }
    for edge in edges {
        if let (Some(case), Some(key)) = (case_of(edge.case()), key_of(edge.case())) {
            day.edges.push((edge.open(key)?, case));
        }
    }
    for note in notes {
        if let Some(case) = case_of(note.case) {
            day.notes.push((note.entry, case, names.get(&note.by).cloned().unwrap_or_default()));
        }
    }
    day.drafts = drafts.into_iter().filter_map(case_of).collect();
    day.endings = endings.iter().filter_map(|case| case_of(case.id)).collect();
    day.leads = leads.into_iter().filter_map(case_of).collect();
    day.rhythms = rhythms.into_iter().filter_map(case_of).collect();
    let detail = format!("lines:{}", ids.len());
    let seen = Deed { detail, ..deed(actor, "casework.day", "cases".to_owned(), None) };
    trail::record(&tx, &app.vault, app.now(), seen).await?;
    tx.commit().await?;
    Ok(day)
}

/// Cases the actor leads in which somebody rests and chose a rhythm that has come round. It is no date anybody misses:
/// the line stays until a word was offered or another rhythm is chosen.
async fn rhythms_due(
    tx: &impl sea_orm::ConnectionTrait,
    actor: &Actor,
    today: NaiveDate,
) -> Result<Vec<CaseId>, Outcome> {
    let resting: Vec<Case> = store::resting_with_rhythm(tx, actor).await?;
    let ids: Vec<CaseId> = resting.iter().map(|case| case.id).collect();
    let rested = store::turns::rested_last(tx, &ids).await?;
    let offered = store::promises::offered_last(tx, &ids).await?;
    let is_due = |case: &Case| {
        let CaseState::Resting { rhythm } = case.state else { return false };
        let last = rested.iter().chain(&offered).filter(|(id, _)| *id == case.id).map(|(_, at)| *at).max();
        let from = last.map_or(today, |at| clock::local(at).date());
        rhythm.months().and_then(|months| from.checked_add_months(Months::new(months))).is_some_and(|day| day <= today)
    };
    Ok(resting.iter().filter(|case| is_due(case)).map(|case| case.id).collect())
}
