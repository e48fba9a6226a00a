//! The verbs of casework. Each is one transaction: look up → may → rule → save → trail.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{
    access,
    model::{self, Case, CaseState, Consent, Intake, NewCase, Teller, Terms},
    store::{self, CaseRow},
};
use crate::{
    accounts::{self, Actor, Duty},
    people::{
        self, PartyKind, Profile,
        contact::{Introduction, Wishes},
    },
    platform::{
        App, Now, Outcome,
        ids::{CaseId, ConsentId, MunicipalityId, OrganizationId, ThreadId},
        trail::{self, Deed, Doer},
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
        intake: Intake { opened_from: Some(id), narrative, wishes: String::new() },
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
        intake: Intake { opened_from: None, narrative: new.narrative, wishes: new.wishes },
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
        intake: Intake { opened_from, narrative: told.narrative, wishes: told.wishes },
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
        intake: Intake { opened_from: None, narrative: new.narrative, wishes: new.wishes },
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
}

impl CaseFile {
    /// What the person, or whoever came for them, is called; may be empty.
    pub fn called(&self) -> &str {
        if self.person.called().is_empty() { self.caller.called() } else { self.person.called() }
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
        consents: model::newest_first(store::consents_of(&tx, &key, &case).await?),
        person: people::profile_of(&tx, &key, id, PartyKind::Person).await?,
        caller: people::profile_of(&tx, &key, id, PartyKind::Caller).await?,
        received_by: accounts::name_of(&tx, case.received_by).await?,
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

/// Records what was agreed.
pub async fn record_consent(app: &App, actor: &Actor, case: CaseId, terms: Terms, once: Once) -> Result<(), Outcome> {
    let result = record_consent_for(app, actor, case, terms, once).await;
    let refused = deed(actor, "casework.consent", object(case), Some(case));
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn record_consent_for(app: &App, actor: &Actor, case: CaseId, terms: Terms, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = find_to(&tx, actor, Duty::RecordConsent, case).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let key = key_of(app, &tx, &case).await?;
    let consent = terms.recorded(app.dice.id(now), &case, actor.staff, now.0);
    store::add_consent(&tx, app, &key, &consent).await?;
    let recorded = Deed {
        detail: format!("{} until:{}", consent.wording, consent.until),
        ..deed(actor, "casework.consent", format!("consent:{}", consent.id), Some(case.id))
    };
    trail::record(&tx, &app.vault, now, recorded).await?;
    once.finish(app, tx, consent.id.to_string()).await?;
    Ok(())
}

/// Records that a consent was taken back. From this moment nobody reads on its ground. Answers whose case it is.
pub async fn withdraw_consent(app: &App, actor: &Actor, id: ConsentId, once: Once) -> Result<CaseId, Outcome> {
    let result = withdraw_consent_for(app, actor, id, once).await;
    let refused = deed(actor, "casework.withdraw", format!("consent:{id}"), None);
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}

async fn withdraw_consent_for(app: &App, actor: &Actor, id: ConsentId, once: Once) -> Result<CaseId, Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let case = store::case_of_consent(&tx, id).await?.ok_or(Outcome::NotFound)?;
    let case = find_to(&tx, actor, Duty::RecordConsent, case).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(case.id);
    }
    let key = key_of(app, &tx, &case).await?;
    let consent = store::consent_by_id(&tx, &key, &case, id).await?.ok_or(Outcome::NotFound)?.withdraw(now.0)?;
    store::save_withdrawal(&tx, &consent).await?;
    let withdrawn = deed(actor, "casework.withdraw", format!("consent:{id}"), Some(case.id));
    trail::record(&tx, &app.vault, now, withdrawn).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(case.id)
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
