//! What a note leads to: a passphrase, a case, the consultant of the desk, or nothing but the days for which it stays.

use sea_orm::DatabaseTransaction;

use super::{about, deed, find_to};
use crate::{
    accounts::{Actor, Duty},
    casework::{self, Teller, Told},
    counter::{
        model::{Note, Words, stays_until},
        store::{self, Opened},
    },
    directory::{Desk, Directory},
    platform::{
        App, Lang, Outcome, Refusal,
        ids::{NoteId, OrganizationId, ThreadId},
        outbox::{self, Mail},
        trail::{self, Deed, Doer},
        web::Once,
    },
    reception::{self, Author, Opening, actions::Begun},
};

/// The note in the hands of whoever acts on it.
async fn find_held(tx: &DatabaseTransaction, app: &App, actor: &Actor, id: NoteId) -> Result<Opened, Outcome> {
    let opened = find_to(tx, app, actor, id).await?;
    opened.note.must_be_with(actor.organization)?;
    Ok(opened)
}

async fn save(tx: &DatabaseTransaction, app: &App, note: &Note, words: &Words) -> Result<(), Outcome> {
    let key = app.vault.key(tx, note.key).await?;
    store::save(tx, app, &key, note, words).await
}

/// What is put on the page behind the passphrase.
pub struct FirstWords {
    /// A line of the desk.
    pub greeting: String,
    /// Whoever spoke wants to read there what was taken down.
    pub has_story: bool,
    pub lang: Lang,
}

/// Begins a thread with the desk of the note for whoever spoke, so that nothing is told twice. Pressing twice begins one.
pub async fn given_passphrase(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    id: NoteId,
    first: FirstWords,
    once: Once,
) -> Result<Begun, Outcome> {
    let result = given_passphrase_for(app, actor, directory, id, first, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.passphrase", id), result).await
}

async fn given_passphrase_for(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    id: NoteId,
    first: FirstWords,
    once: Once,
) -> Result<Begun, Outcome> {
    let form = once.id;
    let tx = app.db.write().await?;
    let Opened { note, words, .. } = find_held(&tx, app, actor, id).await?;
    if let Some(thread) = once.already(&tx).await? {
        return reception::begun_before(app, &tx, id_of(&thread)?, form).await;
    }
    let desk = desk_of(directory, &note)?;
    // Whoever comes back with it must find the people who know the story.
    if desk.organization != note.holder() {
        return Err(Refusal::new("refused-note-hand-first").into());
    }
    let opening =
        Opening { nickname: words.get(crate::counter::model::Field::Nickname).to_owned(), ..Opening::default() };
    let mut texts = vec![(Author::Staff(actor.staff), first.greeting)];
    let story = words.get(crate::counter::model::Field::Story);
    if first.has_story && !story.is_empty() {
        texts.insert(0, (Author::Writer, story.to_owned()));
    }
    let begun = reception::actions::begin_for(app, &tx, actor, desk, (opening, first.lang), (&texts, form)).await?;
    let note = note.given(begun.thread.id)?;
    save(&tx, app, &note, &words).await?;
    let given =
        Deed { detail: format!("thread:{}", begun.thread.id), ..about(&note, deed(actor, "counter.passphrase", id)) };
    trail::record(&tx, &app.vault, app.now(), given).await?;
    let thread = once.finish(app, tx, begun.thread.id.to_string()).await?;
    if thread == begun.thread.id.to_string() {
        return Ok(begun);
    }
    reception::begun_before(app, app.db.read(), id_of(&thread)?, form).await
}

/// The desk of a note. A note may be begun where no desk is chosen; these steps need one.
fn desk_of<'a>(directory: &'a Directory, note: &Note) -> Result<&'a Desk, Outcome> {
    let desk = note.desk().and_then(|desk| directory.desk(desk));
    desk.ok_or_else(|| Refusal::new("refused-note-no-desk").into())
}

/// What a case carries over from a note, in words.
pub struct Carried {
    pub relation_words: String,
    pub narrative: String,
}

/// Opens a case: registration, which comes when somebody wants it. Answers the id of the case.
pub async fn open_case(
    app: &App,
    actor: &Actor,
    id: NoteId,
    carry: impl FnOnce(&Opened) -> Carried,
    once: Once,
) -> Result<String, Outcome> {
    let result = open_case_for(app, actor, id, carry, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.case", id), result).await
}

async fn open_case_for(
    app: &App,
    actor: &Actor,
    id: NoteId,
    carry: impl FnOnce(&Opened) -> Carried,
    once: Once,
) -> Result<String, Outcome> {
    actor.must(Duty::OpenCases)?;
    let tx = app.db.write().await?;
    let opened = find_held(&tx, app, actor, id).await?;
    if let Some(first) = once.already(&tx).await? {
        return Ok(first);
    }
    let carried = carry(&opened);
    let Opened { note, words, .. } = opened;
    let told = Told {
        // Whoever speaks without saying of whom is taken for the person, as in writing.
        teller: note.front.relation.map_or(Teller::Person, |relation| relation.teller()),
        nickname: words.get(crate::counter::model::Field::Nickname).to_owned(),
        relation_words: carried.relation_words,
        narrative: carried.narrative,
        wishes: words.get(crate::counter::model::Field::Wishes).to_owned(),
        agreed: words.agreed(),
        thread: note.thread,
        first_received_at: note.begun_at,
        from: format!("note:{id}"),
    };
    let case = casework::open_told(app, &tx, actor, told).await?;
    let note = note.opened(case)?.ended(app.now().0);
    save(&tx, app, &note, &words).await?;
    trail::record(&tx, &app.vault, app.now(), about(&note, deed(actor, "counter.case", id))).await?;
    once.finish(app, tx, case.to_string()).await
}

/// Hands a note to the organisation that consults at its desk. Until it is taken, whoever took it down answers for it.
pub async fn hand_over(app: &App, actor: &Actor, directory: &Directory, id: NoteId, once: Once) -> Result<(), Outcome> {
    let result = hand_over_for(app, actor, directory, id, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.hand-over", id), result).await
}

async fn hand_over_for(app: &App, actor: &Actor, directory: &Directory, id: NoteId, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let Opened { note, mut words, .. } = find_held(&tx, app, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let to = desk_of(directory, &note)?.organization;
    let note = note.hand(to, now.0, actor.staff)?.ended(now.0);
    words.declined.clear();
    save(&tx, app, &note, &words).await?;
    let handed = Deed { detail: format!("to:{to}"), ..deed(actor, "counter.hand-over", id) };
    trail::record(&tx, &app.vault, now, handed).await?;
    tell(&tx, app, directory, &note, to).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Takes a note back that nobody has taken yet. Its days begin anew.
pub async fn withdraw(app: &App, actor: &Actor, id: NoteId, days: u16, once: Once) -> Result<(), Outcome> {
    let result = withdraw_for(app, actor, id, days, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.withdraw", id), result).await
}

async fn withdraw_for(app: &App, actor: &Actor, id: NoteId, days: u16, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let Opened { note, words, .. } = find_held(&tx, app, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let note = note.withdraw()?.stays(stays_until(now.today(), days));
    save(&tx, app, &note, &words).await?;
    trail::record(&tx, &app.vault, now, about(&note, deed(actor, "counter.withdraw", id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Gives a note back that was handed over and not taken, with a word for whoever handed it. Its days begin anew.
pub async fn decline(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    id: NoteId,
    (word, days): (&str, u16),
    once: Once,
) -> Result<(), Outcome> {
    let result = decline_for(app, actor, directory, id, (word, days), once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.decline", id), result).await
}

async fn decline_for(
    app: &App,
    actor: &Actor,
    directory: &Directory,
    id: NoteId,
    (word, days): (&str, u16),
    once: Once,
) -> Result<(), Outcome> {
    let now = app.now();
    actor.must(Duty::TakeNotes)?;
    let tx = app.db.write().await?;
    // Once given back, the note is no longer theirs to find: a second press is answered before it is looked for.
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let Opened { note, words, .. } = find_to(&tx, app, actor, id).await?;
    let note = note.decline(actor.organization)?.stays(stays_until(now.today(), days));
    save(&tx, app, &note, &words.given_back(word)?).await?;
    let declined = Deed { detail: format!("to:{}", note.organization), ..deed(actor, "counter.decline", id) };
    trail::record(&tx, &app.vault, now, declined).await?;
    tell(&tx, app, directory, &note, note.organization).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// A mail to the organisation's notice address, if it has one: a link, never the content.
async fn tell(
    tx: &DatabaseTransaction,
    app: &App,
    directory: &Directory,
    note: &Note,
    to: OrganizationId,
) -> Result<(), Outcome> {
    let Some(recipient) = directory.organization(to).and_then(|office| office.notice_email.clone()) else {
        return Ok(());
    };
    let mail =
        Mail { municipality: note.municipality, recipient, kind: "note-handed", path: format!("/notes/{}", note.id) };
    outbox::put(tx, &app.dice, app.now(), mail).await
}

/// Somebody of the organisation it was handed to takes the note. From now on it is theirs, and its days begin anew.
pub async fn take(app: &App, actor: &Actor, id: NoteId, days: u16, once: Once) -> Result<(), Outcome> {
    let result = take_for(app, actor, id, days, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.take", id), result).await
}

async fn take_for(app: &App, actor: &Actor, id: NoteId, days: u16, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let Opened { note, words, .. } = find_to(&tx, app, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let taken = note.take(actor.organization, now.0, actor.staff)?;
    let note = taken.ended(now.0).stays(stays_until(now.today(), days));
    save(&tx, app, &note, &words).await?;
    trail::record(&tx, &app.vault, now, about(&note, deed(actor, "counter.take", id))).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Keeps a note as it is: somebody who is not registered, and does not have to be.
pub async fn keep(app: &App, actor: &Actor, id: NoteId, days: u16, once: Once) -> Result<(), Outcome> {
    let result = keep_for(app, actor, id, days, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "counter.keep", id), result).await
}

async fn keep_for(app: &App, actor: &Actor, id: NoteId, days: u16, once: Once) -> Result<(), Outcome> {
    let now = app.now();
    let tx = app.db.write().await?;
    let Opened { note, words, .. } = find_held(&tx, app, actor, id).await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let until = stays_until(now.today(), days);
    let note = note.ended(now.0).keep(now.0, until)?;
    save(&tx, app, &note, &words).await?;
    let kept = Deed { detail: format!("until:{until}"), ..deed(actor, "counter.keep", id) };
    trail::record(&tx, &app.vault, now, kept).await?;
    once.finish(app, tx, id.to_string()).await?;
    Ok(())
}

/// Removes notes whose days are over, each with its key: what was said before anybody registered is nowhere any more.
pub async fn forget_old(app: &App) -> Result<(), Outcome> {
    let now = app.now();
    for note in store::over(app.db.read(), now.today()).await? {
        if !note.is_over(now.today()) {
            continue;
        }
        let tx = app.db.write().await?;
        // Somebody may have written in it a moment ago; then it stays.
        if !store::remove(&tx, &note).await? {
            continue;
        }
        store::keep_number(&tx, app, &note).await?;
        app.vault.destroy_key(&tx, now, note.key).await?;
        let gone = Deed {
            municipality: note.municipality,
            doer: Doer::Program,
            action: "counter.forget",
            object: format!("note:{}", note.id),
            subject: None,
            detail: format!("key:{}", note.key),
        };
        trail::record(&tx, &app.vault, now, gone).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn id_of(thread: &str) -> Result<ThreadId, Outcome> {
    thread.parse().map_err(|_| Outcome::Broken("form answer is no thread".into()))
}
