//! Rows of bookings, and what each holds: a seat, and quarters of an hour of hosts.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
    sea_query::{Expr, OnConflict, Query},
};

use crate::{
    accounts::Actor,
    booking::model::{
        arranged::{Booking, By, Note, Origin, SealedWords, State, Time, VisitFor},
        slots::{Slot, Taken, quarters},
    },
    platform::{
        App, Outcome, clock,
        ids::{BookingId, HostId, MunicipalityId, OfferId, OrganizationId, ThreadId},
        vault::{Key, place},
    },
};

mod booking {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bookings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::BookingId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub offer_id: super::OfferId,
        pub thread_id: Option<super::ThreadId>,
        pub origin: super::Origin,
        pub visit_for: Option<super::VisitFor>,
        pub state: String,
        pub starts_at: Option<DateTimeUtc>,
        pub ends_at: Option<DateTimeUtc>,
        pub cancelled_by: Option<super::By>,
        /// What stood open before it was sealed.
        pub exception: Option<String>,
        pub sealed_note: Option<Vec<u8>>,
        pub sealed_exception: Option<Vec<u8>>,
        pub made_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod seat {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "seats")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub offer_id: super::OfferId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub starts_at: DateTimeUtc,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seat_no: i32,
        pub booking_id: super::BookingId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod quarter {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "host_quarters")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub host_id: super::HostId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub quarter: i64,
        pub booking_id: super::BookingId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const NOTE: &str = "bookings.note";
const EXCEPTION: &str = "bookings.exception";

fn booking_of(row: booking::Model) -> Result<Booking, Outcome> {
    let time = row.starts_at.zip(row.ends_at).map(|(start, end)| Time { start, end });
    let state = match (row.state.as_str(), time, row.cancelled_by) {
        ("asked", _, _) => State::Asked,
        ("proposed", Some(time), _) => State::Proposed { time },
        ("agreed", Some(time), _) => State::Agreed { time },
        ("waiting", Some(time), _) => State::Waiting { time },
        ("cancelled", was, Some(by)) => State::Cancelled { by, was },
        (other, ..) => return Err(Outcome::Broken(format!("booking {} is \"{other}\"", row.id))),
    };
    Ok(Booking {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        offer: row.offer_id,
        thread: row.thread_id,
        origin: row.origin,
        visit_for: row.visit_for,
        state,
        exception: row.sealed_exception.map(SealedWords),
        made_at: row.made_at,
        version: row.version,
    })
}

/// A state in its columns: code, start, end, who cancelled.
type Columns = (&'static str, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<By>);

fn columns(state: State) -> Columns {
    let by = match state {
        State::Cancelled { by, .. } => Some(by),
        State::Asked | State::Proposed { .. } | State::Agreed { .. } | State::Waiting { .. } => None,
    };
    let time = state.time();
    (state.code(), time.map(|time| time.start), time.map(|time| time.end), by)
}

/// Keeps a booking; what was said is sealed with the key of its thread.
pub async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    booking: &Booking,
    note: Option<(&Key, &Note)>,
) -> Result<(), Outcome> {
    let (state, starts_at, ends_at, cancelled_by) = columns(booking.state);
    booking::Entity::insert(booking::ActiveModel {
        id: Set(booking.id),
        municipality_id: Set(booking.municipality),
        organization_id: Set(booking.organization),
        offer_id: Set(booking.offer),
        thread_id: Set(booking.thread),
        origin: Set(booking.origin),
        visit_for: Set(booking.visit_for),
        state: Set(state.to_owned()),
        starts_at: Set(starts_at),
        ends_at: Set(ends_at),
        cancelled_by: Set(cancelled_by),
        exception: Set(None),
        sealed_exception: Set(booking.exception.clone().map(|words| words.0)),
        sealed_note: Set(note.map(|(key, note)| key.seal(&app.dice, place(NOTE, booking.id.0), note))),
        made_at: Set(booking.made_at),
        version: Set(booking.version),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Saves where a booking stands. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, booking: &Booking) -> Result<(), Outcome> {
    let (state, starts_at, ends_at, cancelled_by) = columns(booking.state);
    let saved = booking::Entity::update_many()
        .col_expr(booking::Column::State, Expr::value(state))
        .col_expr(booking::Column::StartsAt, Expr::value(starts_at))
        .col_expr(booking::Column::EndsAt, Expr::value(ends_at))
        .col_expr(booking::Column::CancelledBy, Expr::value(cancelled_by))
        .col_expr(
            booking::Column::SealedException,
            Expr::value(booking.exception.as_ref().map(|words| words.0.clone())),
        )
        .col_expr(booking::Column::Version, Expr::value(booking.version + 1))
        .filter(booking::Column::Id.eq(booking.id))
        .filter(booking::Column::Version.eq(booking.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// What was said of a booking; nothing where staff entered it.
pub async fn note(conn: &impl ConnectionTrait, key: &Key, id: BookingId) -> Result<Note, Outcome> {
    let row = booking::Entity::find_by_id(id).one(conn).await?.ok_or(Outcome::NotFound)?;
    row.sealed_note.map_or_else(|| Ok(Note::default()), |sealed| key.open(place(NOTE, id.0), &sealed))
}

pub async fn write_note(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    id: BookingId,
    note: &Note,
) -> Result<(), Outcome> {
    booking::Entity::update_many()
        .col_expr(booking::Column::SealedNote, Expr::value(key.seal(&app.dice, place(NOTE, id.0), note)))
        .filter(booking::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Why somebody is missing at the booking `id`, sealed.
pub fn seal_exception(app: &App, key: &Key, id: BookingId, words: &str) -> SealedWords {
    SealedWords(key.seal(&app.dice, place(EXCEPTION, id.0), &words))
}

pub fn open_exception(key: &Key, id: BookingId, sealed: &SealedWords) -> Result<String, Outcome> {
    key.open(place(EXCEPTION, id.0), &sealed.0)
}

/// Bookings at which words lie open, as they were kept before they were sealed.
pub async fn lying_open(conn: &impl ConnectionTrait) -> Result<Vec<(Booking, String)>, Outcome> {
    let rows = booking::Entity::find().filter(booking::Column::Exception.is_not_null()).all(conn).await?;
    let pair = |mut row: booking::Model| {
        let words = row.exception.take().unwrap_or_default();
        Ok((booking_of(row)?, words))
    };
    rows.into_iter().map(pair).collect()
}

/// Puts sealed words in the place of those that lie open.
pub async fn seal_lying_open(tx: &impl ConnectionTrait, id: BookingId, sealed: SealedWords) -> Result<(), Outcome> {
    booking::Entity::update_many()
        .col_expr(booking::Column::SealedException, Expr::value(sealed.0))
        .col_expr(booking::Column::Exception, Expr::value(None::<String>))
        .filter(booking::Column::Id.eq(id))
        .filter(booking::Column::Exception.is_not_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The booking `id`, as staff of the organisation that receives.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: BookingId) -> Result<Option<Booking>, Outcome> {
    let found = booking::Entity::find_by_id(id)
        .filter(booking::Column::OrganizationId.eq(actor.organization))
        .filter(booking::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?;
    found.map(booking_of).transpose()
}

/// The booking `id`, as the holder of the thread's passphrase.
pub async fn find_in(conn: &impl ConnectionTrait, thread: ThreadId, id: BookingId) -> Result<Option<Booking>, Outcome> {
    let found = booking::Entity::find_by_id(id).filter(booking::Column::ThreadId.eq(thread)).one(conn).await?;
    found.map(booking_of).transpose()
}

/// The booking that a form led to: whoever presses it again holds the form.
pub async fn by_form(conn: &impl ConnectionTrait, id: BookingId) -> Result<Option<Booking>, Outcome> {
    booking::Entity::find_by_id(id).one(conn).await?.map(booking_of).transpose()
}

/// The bookings of threads, latest first.
pub async fn of_threads(conn: &impl ConnectionTrait, threads: &[ThreadId]) -> Result<Vec<Booking>, Outcome> {
    let rows = booking::Entity::find()
        .filter(booking::Column::ThreadId.is_in(threads.iter().copied()))
        .order_by_desc(booking::Column::MadeAt)
        .order_by_desc(booking::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(booking_of).collect()
}

/// What an organisation has arranged between two moments, soonest first.
pub async fn between(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    municipality: MunicipalityId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Booking>, Outcome> {
    let rows = booking::Entity::find()
        .filter(booking::Column::OrganizationId.eq(organization))
        .filter(booking::Column::MunicipalityId.eq(municipality))
        .filter(booking::Column::StartsAt.gte(from))
        .filter(booking::Column::StartsAt.lt(until))
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::MadeAt)
        .order_by_asc(booking::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(booking_of).collect()
}

/// What an organisation was asked for and has no agreed time yet, oldest first.
pub async fn asked(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Booking>, Outcome> {
    let rows = booking::Entity::find()
        .filter(booking::Column::OrganizationId.eq(actor.organization))
        .filter(booking::Column::MunicipalityId.eq(actor.municipality))
        .filter(booking::Column::State.is_in(["asked", "proposed"]))
        .order_by_asc(booking::Column::MadeAt)
        .all(conn)
        .await?;
    rows.into_iter().map(booking_of).collect()
}

/// The bookings of an offer that lie at least partly in a stretch of time and are not cancelled.
pub async fn overlapping(
    conn: &impl ConnectionTrait,
    offer: OfferId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Booking>, Outcome> {
    let rows = booking::Entity::find()
        .filter(booking::Column::OfferId.eq(offer))
        .filter(booking::Column::State.is_in(["proposed", "agreed", "waiting"]))
        .filter(booking::Column::EndsAt.gt(from))
        .filter(booking::Column::StartsAt.lt(until))
        .order_by_asc(booking::Column::MadeAt)
        .all(conn)
        .await?;
    rows.into_iter().map(booking_of).collect()
}

/// Who waits for the time of an offer that begins at `start`.
pub async fn waiting(
    conn: &impl ConnectionTrait,
    offer: OfferId,
    start: DateTime<Utc>,
) -> Result<Vec<Booking>, Outcome> {
    let rows = booking::Entity::find()
        .filter(booking::Column::OfferId.eq(offer))
        .filter(booking::Column::State.eq("waiting"))
        .filter(booking::Column::StartsAt.eq(start))
        .order_by_asc(booking::Column::MadeAt)
        .all(conn)
        .await?;
    rows.into_iter().map(booking_of).collect()
}

/// Takes a seat for a booking; answers whether one was left. The same seat cannot be given twice: whoever comes second
/// at the same moment waits for the first and is then told that it is taken.
pub async fn take_seat(
    tx: &impl ConnectionTrait,
    offer: OfferId,
    slot: &Slot,
    capacity: u16,
    booking: BookingId,
) -> Result<bool, Outcome> {
    let starts_at = clock::instant(slot.start);
    if take_next_seat(tx, (offer, starts_at), capacity, booking).await? {
        return Ok(true);
    }
    // Either none is left, or the one after the last is taken and one before it was given back.
    let given: BTreeSet<i32> = seat::Entity::find()
        .select_only()
        .column(seat::Column::SeatNo)
        .filter(seat::Column::OfferId.eq(offer))
        .filter(seat::Column::StartsAt.eq(starts_at))
        .into_tuple::<i32>()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    // A capacity that was lowered since leaves seats beyond it; they count.
    if given.len() >= usize::from(capacity) {
        return Ok(false);
    }
    for seat_no in (1..=i32::from(capacity)).filter(|seat_no| !given.contains(seat_no)) {
        let row = seat::ActiveModel {
            offer_id: Set(offer),
            starts_at: Set(starts_at),
            seat_no: Set(seat_no),
            booking_id: Set(booking),
        };
        let columns = [seat::Column::OfferId, seat::Column::StartsAt, seat::Column::SeatNo];
        let taken = seat::Entity::insert(row).on_conflict_do_nothing_on(columns).exec_without_returning(tx).await?;
        if matches!(taken, TryInsertResult::Inserted(1)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes the seat after those that are given, in one statement; answers whether it was there and free.
async fn take_next_seat(
    tx: &impl ConnectionTrait,
    (offer, starts_at): (OfferId, DateTime<Utc>),
    capacity: u16,
    booking: BookingId,
) -> Result<bool, Outcome> {
    let given = || seat::Column::SeatNo.count();
    let next = Query::select()
        .expr(Expr::val(offer))
        .expr(Expr::val(starts_at))
        .expr(given().add(1))
        .expr(Expr::val(booking))
        .from(seat::Entity)
        .and_where(seat::Column::OfferId.eq(offer))
        .and_where(seat::Column::StartsAt.eq(starts_at))
        .and_having(given().lt(i64::from(capacity)))
        .to_owned();
    let taken = Query::insert()
        .into_table(seat::Entity)
        .columns([seat::Column::OfferId, seat::Column::StartsAt, seat::Column::SeatNo, seat::Column::BookingId])
        .select_from(next)
        .map_err(|error| Outcome::Broken(error.to_string()))?
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .to_owned();
    Ok(tx.execute(&taken).await?.rows_affected() == 1)
}

/// Occupies hosts for the quarters of a slot; answers whether all of them were free.
pub async fn occupy(
    tx: &impl ConnectionTrait,
    hosts: &[HostId],
    range: std::ops::Range<i64>,
    booking: BookingId,
) -> Result<bool, Outcome> {
    let row =
        |host, quarter| quarter::ActiveModel { host_id: Set(host), quarter: Set(quarter), booking_id: Set(booking) };
    let rows: Vec<quarter::ActiveModel> =
        hosts.iter().flat_map(|host| range.clone().map(|quarter| row(*host, quarter))).collect();
    if rows.is_empty() {
        return Ok(true);
    }
    let wanted = rows.len() as u64;
    let columns = [quarter::Column::HostId, quarter::Column::Quarter];
    let taken =
        quarter::Entity::insert_many(rows).on_conflict_do_nothing_on(columns).exec_without_returning(tx).await?;
    Ok(matches!(taken, TryInsertResult::Inserted(free) if free == wanted))
}

/// Gives back the seat and the hosts of a booking.
pub async fn release(tx: &impl ConnectionTrait, booking: BookingId) -> Result<(), Outcome> {
    seat::Entity::delete_many().filter(seat::Column::BookingId.eq(booking)).exec(tx).await?;
    release_hosts(tx, booking).await
}

/// Gives back the hosts of a booking.
pub async fn release_hosts(tx: &impl ConnectionTrait, booking: BookingId) -> Result<(), Outcome> {
    quarter::Entity::delete_many().filter(quarter::Column::BookingId.eq(booking)).exec(tx).await?;
    Ok(())
}

/// Gives back the seats of a booking but the one that begins at `start`.
pub async fn release_seats_but(
    tx: &impl ConnectionTrait,
    booking: BookingId,
    start: DateTime<Utc>,
) -> Result<(), Outcome> {
    seat::Entity::delete_many()
        .filter(seat::Column::BookingId.eq(booking))
        .filter(seat::Column::StartsAt.ne(start))
        .exec(tx)
        .await?;
    Ok(())
}

/// The hosts of a booking.
pub async fn hosts_of(
    conn: &impl ConnectionTrait,
    bookings: &[BookingId],
) -> Result<Vec<(BookingId, HostId)>, Outcome> {
    Ok(quarter::Entity::find()
        .select_only()
        .column(quarter::Column::BookingId)
        .column(quarter::Column::HostId)
        .filter(quarter::Column::BookingId.is_in(bookings.iter().copied()))
        .distinct()
        .into_tuple()
        .all(conn)
        .await?)
}

/// Seats given away and hosts occupied between two moments.
pub async fn taken(
    conn: &impl ConnectionTrait,
    offers: &[OfferId],
    hosts: &BTreeSet<HostId>,
    (from, until): (NaiveDateTime, NaiveDateTime),
) -> Result<Taken, Outcome> {
    let (from, until) = (clock::instant(from), clock::instant(until));
    let mut taken = Taken::default();
    let find_seats = seat::Entity::find()
        .select_only()
        .column(seat::Column::OfferId)
        .column(seat::Column::StartsAt)
        .column_as(seat::Column::SeatNo.count(), "seats")
        .filter(seat::Column::OfferId.is_in(offers.iter().copied()))
        .filter(seat::Column::StartsAt.gte(from))
        .filter(seat::Column::StartsAt.lt(until))
        .group_by(seat::Column::OfferId)
        .group_by(seat::Column::StartsAt)
        .into_tuple::<(OfferId, DateTime<Utc>, i64)>();
    // The quarters of one booking are one stretch: its first and last say all.
    let range = quarters(from, until);
    let find_stretches = quarter::Entity::find()
        .select_only()
        .column(quarter::Column::HostId)
        .column_as(quarter::Column::Quarter.min(), "first")
        .column_as(quarter::Column::Quarter.max(), "last")
        .filter(quarter::Column::HostId.is_in(hosts.iter().copied()))
        .filter(quarter::Column::Quarter.gte(range.start))
        .filter(quarter::Column::Quarter.lt(range.end))
        .group_by(quarter::Column::HostId)
        .group_by(quarter::Column::BookingId)
        .into_tuple::<(HostId, i64, i64)>();
    // Both at once where there are connections for it: a month of a large desk is thousands of rows each.
    let (seats, stretches) = tokio::try_join!(
        async { if offers.is_empty() { Ok(Vec::new()) } else { find_seats.all(conn).await } },
        async { if hosts.is_empty() { Ok(Vec::new()) } else { find_stretches.all(conn).await } },
    )?;
    for (offer, start, count) in seats {
        taken.seats.insert((offer, clock::local(start)), u32::try_from(count).unwrap_or(u32::MAX));
    }
    for (host, first, last) in stretches {
        taken.hosts.extend((first..=last).map(|quarter| (host, quarter)));
    }
    Ok(taken)
}
