//! Bookings: the page of a month for twenty people with five thousand bookings, and how many bookings a second are kept
//! beside bare commits of one row on the same database in the same minutes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use super::{Fault, ask, connect, start};
use crate::{
    accounts::{self, Actor, NewStaff, Role},
    app,
    booking::{HostKind, OfferFacts, Origin, actions},
    commands::open,
    config::Config,
    directory::{self, Shelf, data},
    platform::{
        App, Clock, Db, Dice,
        outbox::{self, Mail},
        vault::Vault,
        web::form::fresh,
    },
};

const PEOPLE: usize = 20;
const BOOKINGS: usize = 5_000;
/// Bookings and bare commits take turns this often, so that a busy moment of the machine falls on both.
const TURN: usize = 250;
const QUESTIONS: usize = 100;
const DESK: &str = "adachi-safetynet";

/// Prints the time of the page at the middle and at the 95th of a hundred, and the ratio of the two rates; over another
/// database, too, where one is named.
pub async fn bookings(folder: &Path, also: Option<&str>) -> Result<(), Fault> {
    measure("", Db::file(&folder.join("bookings.db"))).await?;
    match also {
        Some(address) => measure("  (the other database)", address.to_owned()).await,
        None => Ok(()),
    }
}

async fn measure(which: &str, database: String) -> Result<(), Fault> {
    let config = Config {
        database,
        master_key: Some(Vault::new_master_key(&Dice::from_system()).to_string()),
        ..Config::default()
    };
    let app = open(config, Clock::machine()).await?;
    let tx = app.db.write().await?;
    directory::actions::load(&app, &tx, &data::embedded()?).await?;
    tx.commit().await?;
    let shelf = Shelf::open(&app).await?;
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(DESK).ok_or_else(|| Fault::Told(format!("{DESK} is not in the data")))?;
    let actor = somebody(&app, desk).await?;
    for number in 0..PEOPLE {
        let name = format!("{number}");
        actions::add_host(&app, &actor, (HostKind::Staff, &name, false), fresh(&app, "bench")).await?;
    }
    let hosts = actions::hosts(&app, &actor).await?;
    let facts = |needs| OfferFacts {
        notice: include_str!("bookings.txt").trim().to_owned(),
        minutes: 30,
        buffer: 0,
        needs,
        ..OfferFacts::default()
    };
    for host in &hosts {
        let facts = facts(vec![vec![host.id]]);
        actions::add_offer(&app, &actor, desk, (host.name.clone(), facts), fresh(&app, "bench")).await?;
    }
    let mut wanted = Vec::new();
    for offer in actions::offers(&app, &actor).await? {
        let slots = actions::free_after(&app, desk, &offer, app.now().local(), BOOKINGS / PEOPLE).await?;
        wanted.extend(slots.into_iter().map(|slot| (offer.id, slot.start)));
    }
    let (mut booking, mut bare) = (Duration::ZERO, Duration::ZERO);
    for turn in wanted.chunks(TURN) {
        let began = Instant::now();
        for (offer, start) in turn {
            let entry =
                actions::Entry { offer: *offer, start: Some(*start), origin: Origin::Phone, exception: String::new() };
            actions::enter(&app, &actor, &directory, entry, fresh(&app, "bench")).await?;
        }
        booking += began.elapsed();
        let began = Instant::now();
        for _ in turn {
            one_row(&app, &actor).await?;
        }
        bare += began.elapsed();
    }
    let rate = |spent: Duration| wanted.len() as f64 / spent.as_secs_f64();
    println!(
        "bookings kept a second, bare commits       {:.0}  {:.0}  ratio {:.2}{which}",
        rate(booking),
        rate(bare),
        rate(booking) / rate(bare)
    );
    let address = start(app::router(&app, shelf.clone())).await?;
    let mut client = connect(address).await?;
    let path = format!("/desks/{DESK}/bookings?view=month&from={}", app.now().today() + chrono::TimeDelta::days(7));
    let mut times = Vec::new();
    for _ in 0..QUESTIONS {
        let began = Instant::now();
        ask(&mut client, &path).await?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    println!(
        "a month of {PEOPLE} people, {} bookings     p50 {:.1} ms   p95 {:.1} ms{which}",
        wanted.len(),
        times[times.len() / 2].as_secs_f64() * 1000.0,
        times[times.len() * 95 / 100].as_secs_f64() * 1000.0
    );
    Ok(())
}

/// A counsellor of the desk.
async fn somebody(app: &App, desk: &directory::Desk) -> Result<Actor, Fault> {
    let new = NewStaff {
        municipality: desk.municipality,
        organization: desk.organization,
        login: "bench".to_owned(),
        name: "bench".to_owned(),
        role: Role::Counsellor,
        password: hex::encode(app.dice.bytes::<16>()),
        until: None,
    };
    let staff = accounts::actions::add_staff(app, new).await?;
    Ok(Actor {
        staff,
        name: "bench".to_owned(),
        role: Role::Counsellor,
        organization: desk.organization,
        municipality: desk.municipality,
    })
}

/// One row in one transaction: the least that keeping anything costs.
async fn one_row(app: &App, actor: &Actor) -> Result<(), Fault> {
    let tx = app.db.write().await?;
    let mail = Mail {
        municipality: actor.municipality,
        recipient: "bench@example.jp".to_owned(),
        kind: "new-thread",
        path: "/".to_owned(),
    };
    outbox::put(&tx, &app.dice, app.now(), mail).await?;
    tx.commit().await?;
    Ok(())
}
