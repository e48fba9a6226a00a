//! Opening a case: from a thread, at the counter, out of what was told, out of a worry.

use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;

use super::{deed, object};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        model::{Case, Intake, NewCase, Teller, state::CaseState},
        store,
    },
    people::contact::{Introduction, Wishes},
    people::{self, Profile},
    platform::{
        App, Outcome,
        ids::{CaseId, MunicipalityId, ThreadId},
        trail::{self, Deed},
        vault::Key,
        web::Once,
    },
    reception::{self, Author, Body},
};

/// Opens a case from a thread. What was written is carried over; nobody tells it twice.
pub async fn open_from_thread(app: &App, actor: &Actor, thread: ThreadId, once: Once) -> Result<String, Outcome> {
    let result = open_from_thread_for(app, actor, thread, once).await;
    let refused = deed(actor, "casework.open", format!("thread:{thread}"), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn open_from_thread_for(app: &App, actor: &Actor, id: ThreadId, once: Once) -> Result<String, Outcome> {
    let tx = app.db.write().await?;
    let thread = reception::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
    actor.must(Duty::OpenCases)?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let key = app.vault.key(&tx, thread.key).await?;
    let opening = reception::opening(&tx, &key, id).await?;
    let messages = reception::messages(&tx, &key, id).await?;
    let narrative = messages
        .into_iter()
        .find_map(|message| match (message.author, message.body) {
            (Author::Writer, Body::Text(text)) => Some(text),
            (Author::Writer | Author::Staff(_) | Author::Program, Body::Text(_) | Body::Notice(_) | Body::File(_)) => {
                None
            }
        })
        .unwrap_or_default();
    let begun_at = thread.begun_at;
    let case: CaseId = app.dice.id(app.now());
    let agreed = reception::agreed_of(&tx, app, &thread).await?;
    reception::join_case(&tx, thread, case).await?;
    let beginning = Beginning {
        id: case,
        teller: Teller::of(opening.about),
        nickname: opening.nickname,
        relation_words: String::new(),
        intake: Intake { opened_from: Some(id), narrative, ..Intake::default() },
        first_received_at: begun_at,
    };
    let teller = beginning.teller;
    let key = open(app, &tx, actor, beginning, format!("thread:{id}")).await?;
    keep_agreed(app, &tx, &key, (actor.municipality, case), teller, agreed).await?;
    once.finish(app, tx, case.to_string()).await
}

/// Keeps what the teller said about being reached, so that nobody asks for it again.
async fn keep_agreed(
    app: &App,
    tx: &DatabaseTransaction,
    key: &Key,
    case: (MunicipalityId, CaseId),
    teller: Teller,
    agreed: Option<Wishes>,
) -> Result<(), Outcome> {
    let Some(wishes) = agreed else { return Ok(()) };
    let (party, _) = teller.party();
    people::save_wishes(tx, app, key, case, party, &people::Held { wishes, version: 0 }).await
}

/// Opens a case at the counter or on the telephone.
pub async fn open_new(app: &App, actor: &Actor, new: NewCase, once: Once) -> Result<String, Outcome> {
    let result = open_new_for(app, actor, new, once).await;
    let refused = deed(actor, "casework.open", "case".to_owned(), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn open_new_for(app: &App, actor: &Actor, new: NewCase, once: Once) -> Result<String, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    actor.must(Duty::OpenCases)?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let case: CaseId = app.dice.id(now);
    let beginning = Beginning {
        id: case,
        teller: new.teller,
        nickname: new.nickname,
        relation_words: String::new(),
        intake: Intake { narrative: new.narrative, wishes: new.wishes, ..Intake::default() },
        first_received_at: now.0,
    };
    open(app, &tx, actor, beginning, String::new()).await?;
    once.finish(app, tx, case.to_string()).await
}

/// What somebody told on the telephone or at the counter, for a case that grows out of it.
pub struct Told {
    pub teller: Teller,
    pub nickname: String,
    /// What the teller is to the person, as it was said.
    pub relation_words: String,
    pub narrative: String,
    pub wishes: String,
    /// What was said about being reached.
    pub agreed: Option<Wishes>,
    /// The thread that was begun for them, if its desk is the actor's.
    pub thread: Option<ThreadId>,
    pub first_received_at: DateTime<Utc>,
    /// Out of what it grew, as `kind:id`.
    pub from: String,
}

/// Opens a case from what was told, within the transaction of the slice that heard it.
pub async fn open_told(app: &App, tx: &DatabaseTransaction, actor: &Actor, told: Told) -> Result<CaseId, Outcome> {
    actor.must(Duty::OpenCases)?;
    let case: CaseId = app.dice.id(app.now());
    let thread = match told.thread {
        Some(id) => reception::find_for(tx, actor, id).await?.filter(|thread| thread.case.is_none()),
        None => None,
    };
    let opened_from = thread.as_ref().map(|thread| thread.id);
    let written = match &thread {
        Some(thread) => reception::agreed_of(tx, app, thread).await?,
        None => None,
    };
    if let Some(thread) = thread {
        reception::join_case(tx, thread, case).await?;
    }
    let beginning = Beginning {
        id: case,
        teller: told.teller,
        nickname: told.nickname,
        relation_words: told.relation_words,
        intake: Intake { opened_from, narrative: told.narrative, wishes: told.wishes, ..Intake::default() },
        first_received_at: told.first_received_at,
    };
    let key = open(app, tx, actor, beginning, told.from).await?;
    let agreed = both(written, told.agreed);
    keep_agreed(app, tx, &key, (actor.municipality, case), told.teller, agreed).await?;
    Ok(case)
}

/// What they wrote on their own page comes first; what they said aloud stands where they wrote nothing.
fn both(written: Option<Wishes>, spoken: Option<Wishes>) -> Option<Wishes> {
    let (mut agreed, spoken) = match (written, spoken) {
        (Some(written), Some(spoken)) => (written, spoken),
        (written, spoken) => return written.or(spoken),
    };
    for way in spoken.ways {
        if agreed.way(way.means).is_none() {
            agreed.ways.push(way);
        }
    }
    if agreed.introduction == Introduction::NotAsked {
        agreed.introduction = spoken.introduction;
        agreed.introduce_as = spoken.introduce_as;
    }
    if agreed.may_know.is_empty() {
        agreed.may_know = spoken.may_know;
    }
    if agreed.note.is_empty() {
        agreed.note = spoken.note;
    }
    Some(agreed)
}

/// Opens the case `id` within the transaction of the deed it grows out of (a worry).
pub async fn open_in(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    id: CaseId,
    new: NewCase,
    (first_received_at, from): (DateTime<Utc>, String),
) -> Result<(), Outcome> {
    actor.must(Duty::OpenCases)?;
    let beginning = Beginning {
        id,
        teller: new.teller,
        nickname: new.nickname,
        relation_words: String::new(),
        intake: Intake { narrative: new.narrative, wishes: new.wishes, ..Intake::default() },
        first_received_at,
    };
    open(app, tx, actor, beginning, from).await?;
    Ok(())
}

/// What a case begins with.
struct Beginning {
    id: CaseId,
    teller: Teller,
    nickname: String,
    relation_words: String,
    intake: Intake,
    first_received_at: DateTime<Utc>,
}

async fn open(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    beginning: Beginning,
    detail: String,
) -> Result<Key, Outcome> {
    let now = app.now();
    let key = app.vault.make_key(tx, &app.dice, now, actor.municipality, "case").await?;
    let fiscal_year = calendar::wareki::fiscal_year(now.today());
    let case = Case {
        id: beginning.id,
        municipality: actor.municipality,
        number: store::take_number(tx, actor.municipality, fiscal_year).await?,
        key: key.id,
        responsible: actor.organization,
        state: CaseState::Connected,
        first_received_at: beginning.first_received_at,
        received_by: actor.staff,
        lead: actor.staff,
        version: 1,
    };
    store::add(tx, app, &key, &case, &beginning.intake).await?;
    store::join_team(tx, case.id, actor.organization, now.0).await?;
    let (kind, relation) = beginning.teller.party();
    let (nickname, relation_words) = (beginning.nickname, beginning.relation_words);
    let profile = Profile { nickname, relation, relation_words, ..Profile::default() };
    people::save(tx, app, &key, (case.municipality, case.id), kind, &profile).await?;
    let opened = Deed { detail, ..deed(actor, "casework.open", object(case.id), Some(case.id)) };
    trail::record(tx, &app.vault, now, opened).await?;
    Ok(key)
}
