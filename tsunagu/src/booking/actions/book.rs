//! Booking a time, asking for one, waiting for one.

pub mod elsewhere;

use chrono::NaiveDateTime;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{Seat, changes_from, deed, take, time_of, timetable};
use crate::{
    booking::{
        model::{
            Offer,
            arranged::{Booking, Note, Origin, Place, State, VisitFor, may_have_visit},
            slots::{Change, Slot},
        },
        store,
    },
    directory::{Desk, Directory},
    platform::{
        App, Lang, Outcome, Refusal, clock,
        ids::{BookingId, CaseId, FormId, OfferId, ThreadId},
        trail::{self, Doer},
        vault::Key,
        web::Once,
    },
    reception::{self, Beginning, Begun, Opening, Thread},
};

/// Who books: somebody who begins, or the holder of a passphrase.
#[expect(clippy::large_enum_variant, reason = "one lives while a request is answered")]
pub enum Comer {
    New { opening: Opening, lang: Lang },
    Known(Thread),
}

/// What somebody wants.
pub struct Request {
    pub offer: OfferId,
    pub note: Note,
    /// What stands on the person's page about it, in their language.
    pub line: String,
}

/// A booking, and the thread that it began.
pub struct Booked {
    pub booking: Booking,
    pub begun: Option<Begun>,
}

/// Books the time that begins at `start`. Pressing twice books once, shows the same passphrase and is never told that the
/// time is taken.
pub async fn book(
    app: &App,
    (directory, desk): (&Directory, &Desk),
    start: NaiveDateTime,
    comer: Comer,
    request: Request,
    once: Once,
) -> Result<Booked, Outcome> {
    let now = app.now();
    let id: BookingId = app.dice.id(now);
    let tx = app.db.write().await?;
    if let Some(first) = once.claim(app, &tx, &led_to(&comer, id)).await? {
        return before(app, &tx, &first, once.id).await;
    }
    let offer = store::shown_held(&tx, request.offer).await?.filter(|offer| offer.desk == desk.id);
    let offer = offer.ok_or(Outcome::NotFound)?;
    let changes = changes_from(&tx, &offer, start).await?;
    let slot = free_of_rules(&offer, desk, &changes, start, now.local())?;
    // Booked a minute ago on the same page: there is nothing to take a second time, but what is said anew is kept.
    if let Comer::Known(thread) = &comer
        && let Some(booking) = own_at(&tx, &offer, slot, thread).await?
    {
        return say_more(app, tx, directory, thread, booking, request, once).await;
    }
    match take(&tx, &offer, slot, id).await? {
        Seat::Taken => {}
        Seat::Full | Seat::NobodyFree => return Err(Refusal::new("refused-slot-full").into()),
    }
    let state = State::Agreed { time: time_of(slot) };
    keep(app, tx, (directory, desk), &offer, (id, state, None), comer, request, once.id).await
}

/// What a form led to, as `before` reads it.
fn led_to(comer: &Comer, id: BookingId) -> String {
    match comer {
        Comer::New { .. } => format!("begun:{id}"),
        Comer::Known(_) => format!("known:{id}"),
    }
}

async fn own_at(
    conn: &impl ConnectionTrait,
    offer: &Offer,
    slot: Slot,
    thread: &Thread,
) -> Result<Option<Booking>, Outcome> {
    let agreed = State::Agreed { time: time_of(slot) };
    let own = store::arranged::of_threads(conn, &[thread.id]).await?;
    Ok(own.into_iter().find(|booking| booking.offer == offer.id && booking.state == agreed))
}

/// Keeps what is said anew about a time that one has already.
async fn say_more(
    app: &App,
    tx: DatabaseTransaction,
    directory: &Directory,
    thread: &Thread,
    booking: Booking,
    request: Request,
    once: Once,
) -> Result<Booked, Outcome> {
    let key = app.vault.key(&tx, thread.key).await?;
    let before = store::arranged::note(&tx, &key, booking.id).await?;
    let note = before.clone().with(request.note.check()?);
    if note == before {
        return Ok(Booked { booking, begun: None });
    }
    store::arranged::write_note(&tx, app, &key, booking.id, &note).await?;
    reception::say_within(&tx, app, directory, thread.id, request.line, None).await?;
    let deed = deed(&booking, thread.case, Doer::Writer(thread.id), "booking.say-more");
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    once.answer_instead(&tx, format!("known:{}", booking.id)).await?;
    tx.commit().await?;
    Ok(Booked { booking, begun: None })
}

fn free_of_rules(
    offer: &Offer,
    desk: &Desk,
    changes: &[Change],
    start: NaiveDateTime,
    now: NaiveDateTime,
) -> Result<Slot, Refusal> {
    if offer.facts.elsewhere.is_some() {
        return Err(Refusal::new("refused-slot-elsewhere"));
    }
    timetable(offer, desk, changes).bookable(start, now)
}

/// Asks for a time that is found by talking: a visit, or whatever has no hours of its own. A visit is asked for by whoever
/// wants it, and the family's and the person's are counted apart.
pub async fn ask(
    app: &App,
    (directory, desk): (&Directory, &Desk),
    visit_for: Option<VisitFor>,
    comer: Comer,
    request: Request,
    once: Once,
) -> Result<Booked, Outcome> {
    let id: BookingId = app.dice.id(app.now());
    let tx = app.db.write().await?;
    if let Some(first) = once.claim(app, &tx, &led_to(&comer, id)).await? {
        return before(app, &tx, &first, once.id).await;
    }
    // Two requests of one case at the same moment would each count only those before.
    store::claim(&tx, request.offer).await?;
    let offer = store::shown(&tx, request.offer).await?.filter(|offer| offer.desk == desk.id);
    let offer = offer.filter(|offer| offer.facts.is_by_agreement()).ok_or(Outcome::NotFound)?;
    let is_visit = offer.facts.channel == calendar::Channel::Visit || request.note.place == Some(Place::Home);
    if is_visit && !request.note.wants_visit {
        return Err(Refusal::new("refused-visit-wish").into());
    }
    let visit_for = match offer.facts.visits {
        Some(most) => {
            let kind = visit_for.ok_or_else(|| Refusal::new("refused-visit-for"))?;
            may_have_visit(most, &visits(&tx, &offer, &comer).await?, kind, app.now().0)?;
            Some(kind)
        }
        None => None,
    };
    keep(app, tx, (directory, desk), &offer, (id, State::Asked, visit_for), comer, request, once.id).await
}

/// The bookings of an offer that count together: those of the case, or of the thread.
async fn visits(conn: &impl ConnectionTrait, offer: &Offer, comer: &Comer) -> Result<Vec<Booking>, Outcome> {
    match comer {
        Comer::New { .. } => Ok(Vec::new()),
        Comer::Known(thread) => visits_of(conn, offer, thread).await,
    }
}

pub(super) async fn visits_of(
    conn: &impl ConnectionTrait,
    offer: &Offer,
    thread: &Thread,
) -> Result<Vec<Booking>, Outcome> {
    let threads = reception::threads_beside(conn, thread).await?;
    let mut all = store::arranged::of_threads(conn, &threads).await?;
    all.retain(|booking| booking.offer == offer.id);
    Ok(all)
}

/// Would like a time that is full, if somebody gives it back. It costs nothing and holds nothing.
pub async fn wait(
    app: &App,
    (directory, desk): (&Directory, &Desk),
    start: NaiveDateTime,
    comer: Comer,
    request: Request,
    once: Once,
) -> Result<Booked, Outcome> {
    let now = app.now();
    let id: BookingId = app.dice.id(now);
    let tx = app.db.write().await?;
    if let Some(first) = once.claim(app, &tx, &led_to(&comer, id)).await? {
        return before(app, &tx, &first, once.id).await;
    }
    let offer = store::shown_held(&tx, request.offer).await?.filter(|offer| offer.desk == desk.id);
    let offer = offer.ok_or(Outcome::NotFound)?;
    let changes = changes_from(&tx, &offer, start).await?;
    let slot = free_of_rules(&offer, desk, &changes, start, now.local())?;
    let state = State::Waiting { time: time_of(slot) };
    keep(app, tx, (directory, desk), &offer, (id, state, None), comer, request, once.id).await
}

/// Keeps a booking with its thread, its line on the person's page and its line in the trail.
#[expect(clippy::too_many_arguments, reason = "the end of three verbs, written once")]
async fn keep(
    app: &App,
    tx: DatabaseTransaction,
    (directory, desk): (&Directory, &Desk),
    offer: &Offer,
    (id, state, visit_for): (BookingId, State, Option<VisitFor>),
    comer: Comer,
    request: Request,
    form: FormId,
) -> Result<Booked, Outcome> {
    let now = app.now();
    let note = request.note.check()?;
    let answer_is_owed = match state {
        State::Asked => true,
        State::Proposed { .. } | State::Agreed { .. } | State::Waiting { .. } | State::Cancelled { .. } => false,
    };
    let (thread, case, key, begun): (ThreadId, Option<CaseId>, Key, Option<Begun>) = match comer {
        Comer::New { opening, lang } => {
            let beginning = Beginning {
                opening,
                text: request.line,
                lang,
                wishes: reception::Wishes::default(),
                entrance: reception::Entrance::Page,
            };
            let begun = reception::begin_within(&tx, app, directory, desk, beginning, form, answer_is_owed).await?;
            (begun.0.thread.id, None, begun.1, Some(begun.0))
        }
        Comer::Known(thread) => {
            let answer_by = answer_is_owed.then(|| clock::instant(desk.answer_by(now.local())));
            reception::say_within(&tx, app, directory, thread.id, request.line, answer_by).await?;
            (thread.id, thread.case, app.vault.key(&tx, thread.key).await?, None)
        }
    };
    let booking = Booking {
        id,
        municipality: offer.municipality,
        organization: offer.organization,
        offer: offer.id,
        thread: Some(thread),
        origin: Origin::Writer,
        visit_for,
        state,
        exception: None,
        made_at: now.0,
        version: 1,
    };
    store::arranged::add(&tx, app, &booking, Some((&key, &note))).await?;
    let action = match state {
        State::Asked => "booking.ask",
        State::Waiting { .. } => "booking.wait",
        State::Proposed { .. } | State::Agreed { .. } | State::Cancelled { .. } => "booking.book",
    };
    trail::record(&tx, &app.vault, now, deed(&booking, case, Doer::Writer(thread), action)).await?;
    tx.commit().await?;
    Ok(Booked { booking, begun })
}

/// What an earlier press of the same form led to.
async fn before(app: &App, conn: &impl ConnectionTrait, first: &str, form: FormId) -> Result<Booked, Outcome> {
    let broken = || Outcome::Broken("form answer is no booking".to_owned());
    let (kind, id) = first.split_once(':').ok_or_else(broken)?;
    let booking = store::arranged::by_form(conn, id.parse().map_err(|_| broken())?).await?.ok_or(Outcome::NotFound)?;
    let begun = match (kind, booking.thread) {
        ("begun", Some(thread)) => Some(reception::begun_before(app, conn, thread, form).await?),
        _ => None,
    };
    Ok(Booked { booking, begun })
}
