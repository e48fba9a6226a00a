//! What everybody may see: which times there are and how they stand. No person is in it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;

use super::{book::visits_of, changes_from, closing::NEXT, hosts_of, timetable};
use crate::{
    accounts::Actor,
    booking::{
        model::{
            Offer,
            arranged::{Booking, By, Note, State, VisitFor, visits_left},
            slots::{Change, Slot, Standing},
            venues::{RequestState, Venue, VenueWithRooms},
        },
        store,
    },
    directory::{Desk, Directory},
    platform::{
        App, Outcome, clock,
        ids::{OfferId, ThreadId},
    },
    reception::Thread,
};

/// An offer with its times on some days.
pub struct Availability {
    pub offer: Offer,
    pub days: Vec<DayTimes>,
}

/// One day of an offer.
pub struct DayTimes {
    pub day: NaiveDate,
    pub times: Vec<(Slot, Standing)>,
    /// Something may take place, but the notice does not say whether or when.
    pub is_unsure: bool,
    /// Why the desk is shut, if it said so.
    pub shut: Option<String>,
    pub changes: Vec<Change>,
}

impl DayTimes {
    /// How the day stands as a whole: its best time.
    pub fn standing(&self) -> Option<Standing> {
        self.times.iter().map(|(_, standing)| *standing).min().or(self.is_unsure.then_some(Standing::AskFirst))
    }
}

/// The times of all offers of a desk from one day to another, both included.
pub async fn availability(
    app: &App,
    desk: &Desk,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<Availability>, Outcome> {
    let conn = app.db.read();
    let offers = store::shown_at(conn, desk.id).await?;
    let ids: Vec<OfferId> = offers.iter().map(|offer| offer.id).collect();
    let begins = from.and_time(NaiveTime::MIN);
    let changes = store::changes(conn, &ids, begins).await?;
    let changes: Vec<Change> = changes.into_iter().map(|(change, _)| change).collect();
    let hosts = offers.iter().flat_map(hosts_of).collect();
    let ends = until.and_time(NaiveTime::MIN) + TimeDelta::days(1);
    let taken = store::arranged::taken(conn, &ids, &hosts, (begins, ends)).await?;
    let now = app.now().local();
    let mut all = Vec::new();
    for offer in offers {
        let own: Vec<Change> = changes.iter().filter(|change| change.offer == offer.id).cloned().collect();
        let table = timetable(&offer, desk, &own);
        let days = from.iter_days().take_while(|day| *day <= until).map(|day| DayTimes {
            day,
            times: table.slots(day).into_iter().map(|slot| (slot, table.standing(slot, now, &taken))).collect(),
            is_unsure: table.is_unsure(day),
            shut: table.shut(day).map(str::to_owned),
            changes: table.changes(day).cloned().collect(),
        });
        let days = days.collect();
        all.push(Availability { offer, days });
    }
    Ok(all)
}

/// The offer `id` of a desk, if the public sees it.
pub async fn receives(conn: &impl ConnectionTrait, desk: &Desk, id: OfferId) -> Result<Offer, Outcome> {
    store::shown(conn, id).await?.filter(|offer| offer.desk == desk.id).ok_or(Outcome::NotFound)
}

/// The next free times of an offer from a moment on.
pub async fn free_after(
    app: &App,
    desk: &Desk,
    offer: &Offer,
    from: NaiveDateTime,
    most: usize,
) -> Result<Vec<Slot>, Outcome> {
    free_on(app.db.read(), app, (desk, offer), from, most).await
}

/// The same, as it stands for `conn`: within a deed, with what the deed has changed.
pub(super) async fn free_on(
    conn: &impl ConnectionTrait,
    app: &App,
    (desk, offer): (&Desk, &Offer),
    from: NaiveDateTime,
    most: usize,
) -> Result<Vec<Slot>, Outcome> {
    if offer.facts.elsewhere.is_some() {
        return Ok(Vec::new());
    }
    let now = app.now().local();
    let from = from.max(now);
    let changes = changes_from(conn, offer, from).await?;
    let table = timetable(offer, desk, &changes);
    let ends = table.last_day(now).and_time(NaiveTime::MIN) + TimeDelta::days(1);
    let begins = from.date().and_time(NaiveTime::MIN);
    let taken = store::arranged::taken(conn, &[offer.id], &hosts_of(offer), (begins, ends)).await?;
    Ok(table.next_free(from, now, &taken, most))
}

/// A booking as its holder sees it.
pub struct Own {
    pub booking: Booking,
    pub offer: Offer,
    pub note: Note,
    /// The time that was waited for has room now.
    pub has_room: bool,
    /// How many visits the family and the person may still have, where saying so tells nothing of anybody else.
    pub visits: Vec<(VisitFor, u32)>,
    /// The place of the town that was proposed, and the name of the room.
    pub venue: Option<(Venue, String)>,
    /// How it stands with a room of another department.
    pub request: Option<RequestState>,
    /// The desk took it off and it still lies ahead: the next free times.
    pub instead: Vec<Slot>,
}

/// The bookings of threads with the names of their offers, for whoever may read the threads.
pub async fn beside(conn: &impl ConnectionTrait, threads: &[ThreadId]) -> Result<Vec<(Booking, String)>, Outcome> {
    with_offers(conn, store::arranged::of_threads(conn, threads).await?).await
}

/// What the actor's organisation has agreed for a day, soonest first, with the names of the offers.
pub async fn agreed_on(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    day: NaiveDate,
) -> Result<Vec<(Booking, String)>, Outcome> {
    let from = clock::instant(day.and_time(NaiveTime::MIN));
    let span = (from, from + TimeDelta::days(1));
    let mut bookings = store::arranged::between(conn, actor.organization, actor.municipality, span).await?;
    bookings.retain(|booking| matches!(booking.state, State::Agreed { .. }));
    with_offers(conn, bookings).await
}

async fn with_offers(conn: &impl ConnectionTrait, bookings: Vec<Booking>) -> Result<Vec<(Booking, String)>, Outcome> {
    let ids: BTreeSet<OfferId> = bookings.iter().map(|booking| booking.offer).collect();
    let offers = store::named(conn, ids).await?;
    let name = |id: OfferId| offers.iter().find(|offer| offer.id == id).map(|offer| offer.name.clone());
    Ok(bookings.into_iter().map(|it| (name(it.offer).unwrap_or_default(), it)).map(|(name, it)| (it, name)).collect())
}

/// The bookings of a thread, latest first.
pub async fn own(app: &App, directory: &Directory, thread: &Thread) -> Result<Vec<Own>, Outcome> {
    let conn = app.db.read();
    let bookings = store::arranged::of_threads(conn, &[thread.id]).await?;
    let ids: BTreeSet<OfferId> = bookings.iter().map(|booking| booking.offer).collect();
    let offers = store::named(conn, ids).await?;
    let key = app.vault.key(conn, thread.key).await?;
    let places = store::venues::all(conn, thread.municipality).await?;
    let asked: Vec<_> = bookings.iter().map(|booking| booking.id).collect();
    let requests = store::venues::requests_of(conn, &asked).await?;
    let mut all = Vec::new();
    for booking in bookings {
        let Some(offer) = offers.iter().find(|offer| offer.id == booking.offer) else { continue };
        let visits = match offer.facts.visits {
            Some(most) => {
                let counted = visits_of(conn, offer, thread).await?;
                let now = app.now().0;
                let is_others = |it: &Booking| it.state.counts(now) && it.thread != Some(thread.id);
                VisitFor::ALL
                    .iter()
                    .filter(|kind| !counted.iter().any(|it| it.visit_for == Some(**kind) && is_others(it)))
                    .map(|kind| (*kind, visits_left(most, &counted, *kind, now)))
                    .collect()
            }
            None => Vec::new(),
        };
        let note = store::arranged::note(conn, &key, booking.id).await?;
        let venue = note.room.and_then(|id| {
            let room = |it: &VenueWithRooms| it.rooms.iter().find(|room| room.id == id).map(|room| room.name.clone());
            places.iter().find_map(|it| room(it).map(|room| (it.venue.clone(), room)))
        });
        all.push(Own {
            note,
            venue,
            request: requests.iter().find(|it| it.booking == booking.id).map(|it| it.state),
            offer: offer.clone(),
            has_room: has_room(app, directory, offer, booking.state).await?,
            instead: instead(app, directory, offer, booking.state).await?,
            visits,
            booking,
        });
    }
    Ok(all)
}

async fn instead(app: &App, directory: &Directory, offer: &Offer, state: State) -> Result<Vec<Slot>, Outcome> {
    match (state, directory.desk(offer.desk)) {
        (State::Cancelled { by: By::Staff, was: Some(was) }, Some(desk))
            if offer.is_shown && was.start > app.now().0 =>
        {
            free_after(app, desk, offer, app.now().local(), NEXT).await
        }
        (
            State::Asked
            | State::Proposed { .. }
            | State::Agreed { .. }
            | State::Waiting { .. }
            | State::Cancelled { .. },
            _,
        ) => Ok(Vec::new()),
    }
}

async fn has_room(app: &App, directory: &Directory, offer: &Offer, state: State) -> Result<bool, Outcome> {
    let (State::Waiting { time }, Some(desk)) = (state, directory.desk(offer.desk)) else { return Ok(false) };
    let start = clock::local(time.start);
    Ok(free_after(app, desk, offer, start, 1).await?.first().is_some_and(|slot| slot.start == start))
}

/// The changes of the offers of a desk that lie ahead, newest first, each with the name of its offer and when it was made.
pub async fn changes_ahead(app: &App, desk: &Desk) -> Result<Vec<(String, Change, DateTime<Utc>)>, Outcome> {
    let conn = app.db.read();
    let offers = store::shown_at(conn, desk.id).await?;
    let ids: Vec<OfferId> = offers.iter().map(|offer| offer.id).collect();
    let today = app.now().today().and_time(NaiveTime::MIN);
    let mut ahead: Vec<(String, Change, DateTime<Utc>)> = Vec::new();
    for (change, at) in store::changes(conn, &ids, today).await? {
        if let Some(offer) = offers.iter().find(|offer| offer.id == change.offer) {
            ahead.push((offer.name.clone(), change, at));
        }
    }
    ahead.reverse();
    Ok(ahead)
}
