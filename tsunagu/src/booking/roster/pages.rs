//! The page of the roster.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
};

use super::{
    actions,
    model::{Shift, Typed, WEEKS},
};
use crate::{
    accounts::{self, Actor, Duty, allows},
    booking::pages::refused,
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::ShiftId,
        web::{Submitted, Visit, page, see},
    },
};

/// A line in words.
struct Line {
    id: ShiftId,
    day: String,
    hours: String,
    place: String,
    who: String,
    body: String,
    note: String,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "booking/templates/roster.html")]
struct RosterPage {
    v: Visit,
    actor: Actor,
    lines: Vec<Line>,
    may_write: bool,
    typed: Typed,
    faults: Vec<(&'static str, Refusal)>,
    most: u64,
    key: String,
}

impl RosterPage {
    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }
}

async fn line(app: &App, v: &Visit, actor: &Actor, directory: &Directory, shift: Shift) -> Result<Line, Outcome> {
    let body = directory.organization(shift.organization).map(|body| body.name.clone());
    Ok(Line {
        id: shift.id,
        day: v.near(shift.day),
        hours: v.t2("roster-hours", ("from", v.time(shift.from)), ("to", v.time(shift.to))),
        who: accounts::name_of(app.db.read(), shift.staff).await?,
        body: body.unwrap_or_default(),
        is_own: shift.organization == actor.organization,
        place: shift.place,
        note: shift.note,
    })
}

async fn draw(
    app: &App,
    shelf: &Shelf,
    (v, actor): (Visit, Actor),
    (typed, faults): (Typed, Vec<(&'static str, Refusal)>),
) -> Result<RosterPage, Outcome> {
    let directory = shelf.current(app).await?;
    let mut lines = Vec::new();
    for shift in actions::look(app, &actor).await? {
        lines.push(line(app, &v, &actor, &directory, shift).await?);
    }
    let may_write = allows(actor.role, Duty::ManageBookings);
    Ok(RosterPage { lines, may_write, typed, faults, most: *WEEKS.end(), key: v.form_key(), v, actor })
}

pub async fn roster_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    let typed = Typed { day: v.now.today().to_string(), weeks: "1".to_owned(), ..Typed::default() };
    page(&draw(&app, &shelf, (v, actor), (typed, Vec::new())).await?)
}

pub async fn add(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.shift-add")?;
    let got = |name: &str| form.get(name).to_owned();
    let typed = Typed {
        login: got("login"),
        place: got("place"),
        note: got("note"),
        day: got("day"),
        from: got("from"),
        to: got("to"),
        weeks: got("weeks"),
    };
    let wanted = match typed.check(v.now.today()) {
        Ok(wanted) => wanted,
        Err(faults) => return refused(page(&draw(&app, &shelf, (v, actor), (typed, faults)).await?)?),
    };
    match actions::add(&app, &actor, &typed.login, wanted, once).await {
        Ok(()) => Ok(see("/roster")),
        Err(Outcome::Refused(refusal)) => {
            let field = if refusal.key == "refused-shift-who" { "login" } else { "day" };
            refused(page(&draw(&app, &shelf, (v, actor), (typed, vec![(field, refusal)])).await?)?)
        }
        Err(other) => Err(other),
    }
}

pub async fn remove(State(app): State<App>, actor: Actor, Path(id): Path<String>, form: Submitted) -> Answer {
    let id: ShiftId = id.parse().map_err(|_| Outcome::NotFound)?;
    let once = form.once(&app.vault, "booking.shift-remove")?;
    actions::remove(&app, &actor, id, once).await?;
    Ok(see("/roster"))
}
