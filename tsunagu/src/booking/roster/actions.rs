//! The verbs of the roster. Each is one transaction.

use chrono::Days;

use super::{
    model::{Shift, Wanted},
    store,
};
use crate::{
    accounts::{self, Actor, Duty},
    platform::{
        App, Outcome, Refusal,
        ids::{ShiftId, StaffId},
        trail::{self, Deed},
        web::Once,
    },
};

/// So many days are shown, today included.
const SHOWN: u64 = 28;

/// The roster of the coming weeks, for everybody who works for the town.
pub async fn look(app: &App, actor: &Actor) -> Result<Vec<Shift>, Outcome> {
    let today = app.now().today();
    let last = today.checked_add_days(Days::new(SHOWN - 1)).unwrap_or(today);
    store::between(app.db.read(), actor, (today, last)).await
}

/// Writes a line, for each of its days or for none. `login`: of whom; empty for whoever writes.
pub async fn add(app: &App, actor: &Actor, login: &str, wanted: Wanted, once: Once) -> Result<(), Outcome> {
    let result = add_for(app, actor, login, wanted, once).await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(actor, "booking.shift-add", "shifts".into()), result).await
}

fn deed(actor: &Actor, action: &'static str, object: String) -> Deed {
    Deed { municipality: actor.municipality, doer: actor.doer(), action, object, subject: None, detail: String::new() }
}

async fn add_for(app: &App, actor: &Actor, login: &str, wanted: Wanted, once: Once) -> Result<(), Outcome> {
    actor.must(Duty::ManageBookings)?;
    let tx = app.db.write().await?;
    if once.already(&tx).await?.is_some() {
        return Ok(());
    }
    let staff = match login.trim() {
        "" => actor.staff,
        login => colleague(app, &tx, actor, login).await?,
    };
    let now = app.now();
    for day in wanted.days {
        let shift = Shift {
            id: app.dice.id(now),
            municipality: actor.municipality,
            organization: actor.organization,
            staff,
            place: wanted.place.clone(),
            note: wanted.note.clone(),
            day,
            from: wanted.from,
            to: wanted.to,
        };
        if store::of_staff(&tx, staff, day).await?.iter().any(|other| other.overlaps(&shift)) {
            return Err(Refusal::new("refused-shift-elsewhere").with("day", day.to_string()).into());
        }
        store::add(&tx, &shift).await?;
        trail::record(&tx, &app.vault, now, deed(actor, "booking.shift-add", format!("shift:{}", shift.id))).await?;
    }
    once.finish(app, tx, "added".to_owned()).await?;
    Ok(())
}

/// A colleague of the same body who works today. Whether another body has an account of that name is not told.
async fn colleague(
    app: &App,
    conn: &impl sea_orm::ConnectionTrait,
    actor: &Actor,
    login: &str,
) -> Result<StaffId, Outcome> {
    let unknown = || Refusal::new("refused-shift-who");
    let id = accounts::known_as(conn, actor.municipality, login).await?.ok_or_else(unknown)?;
    let known = accounts::actions::open_today(app, conn, id).await?.ok_or_else(unknown)?;
    if known.organization == actor.organization { Ok(id) } else { Err(unknown().into()) }
}

/// Takes a line of the actor's own body away.
pub async fn remove(app: &App, actor: &Actor, id: ShiftId, once: Once) -> Result<(), Outcome> {
    let object = format!("shift:{id}");
    let result = async {
        actor.must(Duty::ManageBookings)?;
        let tx = app.db.write().await?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        store::find_for(&tx, actor, id).await?.ok_or(Outcome::NotFound)?;
        store::remove(&tx, id).await?;
        trail::record(&tx, &app.vault, app.now(), deed(actor, "booking.shift-remove", object.clone())).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    let refused = deed(actor, "booking.shift-remove", object.clone());
    trail::keep_refusal(&app.db, &app.vault, app.now(), refused, result).await
}
