//! Why something is arranged although somebody is missing: words of staff, kept sealed.

use sea_orm::ConnectionTrait;

use crate::{
    booking::{
        model::arranged::{Booking, SealedWords},
        store,
    },
    platform::{
        App, Outcome,
        ids::{BookingId, MunicipalityId, ThreadId},
        trail::{self, Deed, Doer},
        vault::Key,
    },
    reception,
};

/// The key of the thread, so that the words go when it goes; the town's where there is no thread.
async fn key_of(
    conn: &impl ConnectionTrait,
    app: &App,
    town: MunicipalityId,
    thread: Option<ThreadId>,
) -> Result<Key, Outcome> {
    match thread {
        Some(id) => {
            let thread = reception::by_id(conn, id).await?.ok_or(Outcome::NotFound)?;
            app.vault.key(conn, thread.key).await
        }
        None => app.vault.key_of_municipality(conn, town).await,
    }
}

/// The words for the booking `id`, sealed.
pub(super) async fn sealed(
    conn: &impl ConnectionTrait,
    app: &App,
    (town, thread, id): (MunicipalityId, Option<ThreadId>, BookingId),
    words: Option<String>,
) -> Result<Option<SealedWords>, Outcome> {
    let Some(words) = words else { return Ok(None) };
    let key = key_of(conn, app, town, thread).await?;
    Ok(Some(store::arranged::seal_exception(app, &key, id, &words)))
}

pub(super) async fn opened(
    conn: &impl ConnectionTrait,
    app: &App,
    booking: &Booking,
) -> Result<Option<String>, Outcome> {
    let Some(sealed) = &booking.exception else { return Ok(None) };
    let key = key_of(conn, app, booking.municipality, booking.thread).await?;
    store::arranged::open_exception(&key, booking.id, sealed).map(Some)
}

/// Seals what an earlier version of the program kept open. Answers how many there were.
pub async fn seal_old(app: &App) -> Result<usize, Outcome> {
    let open = store::arranged::lying_open(app.db.read()).await?;
    if open.is_empty() {
        return Ok(0);
    }
    let tx = app.db.write().await?;
    for (booking, words) in &open {
        let whose = (booking.municipality, booking.thread, booking.id);
        if let Some(sealed) = sealed(&tx, app, whose, Some(words.clone())).await? {
            store::arranged::seal_lying_open(&tx, booking.id, sealed).await?;
        }
    }
    let deed = Deed {
        municipality: trail::INSTALLATION,
        doer: Doer::Program,
        action: "booking.seal-old",
        object: "bookings".to_owned(),
        subject: None,
        detail: format!("bookings:{}", open.len()),
    };
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    tx.commit().await?;
    Ok(open.len())
}
