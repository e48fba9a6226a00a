//! Bookings of the demonstration: how its desks take them, who and what receives, and a few that are made already.

use chrono::NaiveDateTime;
use serde::Deserialize;

use crate::{
    accounts::Actor,
    booking::{
        Host, HostKind, Note, Offer, OfferFacts, Origin, VisitFor,
        actions::{self, Comer, Entry, Request},
    },
    commands::Fault,
    directory::{Desk, Directory},
    platform::{App, Lang, web::form::fresh},
    reception::{About, Opening},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bookings {
    hosts: Vec<NewHost>,
    offers: Vec<NewOffer>,
    made: Vec<NewBooking>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewHost {
    by: String,
    kind: HostKind,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOffer {
    by: String,
    desk: String,
    name: String,
    channel: calendar::Channel,
    #[serde(default)]
    place: String,
    #[serde(default)]
    notice: String,
    #[serde(default)]
    visits: Option<u32>,
    #[serde(default)]
    needs: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBooking {
    offer: String,
    /// Which of the free times; none where a time is found by talking.
    #[serde(default)]
    free: Option<usize>,
    /// Entered by staff for somebody on the telephone.
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    nickname: String,
    #[serde(default)]
    about: Option<About>,
    #[serde(default)]
    visit_for: Option<VisitFor>,
    #[serde(default)]
    wishes: String,
    #[serde(default)]
    consideration: String,
    #[serde(default)]
    times: String,
}

/// The times asked for of each offer; the demonstration books a few of them.
const TIMES: usize = 40;

/// Sets everything up through the same verbs as the pages do. `staff` are those whose accounts are new, by login.
pub async fn fill(
    app: &App,
    directory: &Directory,
    staff: &[(String, Actor)],
    bookings: Bookings,
) -> Result<(), Fault> {
    let actor = |login: &str| staff.iter().find(|(known, _)| known == login).map(|(_, actor)| actor);
    for new in bookings.hosts {
        let by = actor(&new.by).ok_or_else(|| unknown(&new.by))?;
        let host = (new.kind, new.name.as_str(), new.kind == HostKind::Staff);
        actions::add_host(app, by, host, fresh(app, "booking.add-host")).await?;
    }
    let mut offers: Vec<(String, Offer)> = Vec::new();
    for new in bookings.offers {
        let by = actor(&new.by).ok_or_else(|| unknown(&new.by))?;
        let desk = directory.desk_by_slug(&new.desk).ok_or_else(|| unknown(&new.desk))?;
        let facts = facts(&new, &actions::hosts(app, by).await?)?;
        let once = fresh(app, "booking.add-offer");
        let made = actions::add_offer(app, by, desk, (new.name.clone(), facts), once).await?;
        let made = made.parse().map_err(|_| unknown(&new.name))?;
        offers.push((new.name, actions::receives(app.db.read(), desk, made).await?));
    }
    for new in bookings.made {
        let (_, offer) = offers.iter().find(|(name, _)| *name == new.offer).ok_or_else(|| unknown(&new.offer))?;
        let desk = directory.desk(offer.desk).ok_or_else(|| unknown(&new.offer))?;
        let start = match new.free {
            Some(number) => {
                let free = actions::free_after(app, desk, offer, app.now().local(), TIMES).await?;
                Some(free.get(number).ok_or_else(|| unknown(&new.offer))?.start)
            }
            None => None,
        };
        match &new.by {
            Some(login) => {
                let by = actor(login).ok_or_else(|| unknown(login))?;
                let entry = Entry { offer: offer.id, start, origin: Origin::Phone, exception: String::new() };
                actions::enter(app, by, directory, entry, fresh(app, "booking.enter")).await?;
            }
            None => book(app, (directory, desk), offer, start, new).await?,
        }
    }
    Ok(())
}

fn facts(new: &NewOffer, hosts: &[Host]) -> Result<OfferFacts, Fault> {
    let host = |name: &String| {
        let found = hosts.iter().find(|host| host.name == *name);
        found.map(|host| host.id).ok_or_else(|| unknown(name))
    };
    let need = |names: &Vec<String>| names.iter().map(host).collect::<Result<Vec<_>, Fault>>();
    Ok(OfferFacts {
        channel: new.channel,
        place: new.place.clone(),
        notice: new.notice.clone(),
        visits: new.visits,
        needs: new.needs.iter().map(need).collect::<Result<_, Fault>>()?,
        ..OfferFacts::default()
    })
}

/// Somebody begins with a booking, as on the page of free times.
async fn book(
    app: &App,
    at: (&Directory, &Desk),
    offer: &Offer,
    start: Option<NaiveDateTime>,
    new: NewBooking,
) -> Result<(), Fault> {
    let (key, when) = match start {
        Some(start) => ("book-line", in_words(app, start)),
        None => ("book-line-ask", calendar::words::date_in_words(app.now().today(), calendar::words::Lang::Ja)),
    };
    let told = Lang::Ja.with(key, &[("offer", &offer.name), ("when", &when)]);
    let said = [&new.wishes, &new.times].into_iter().filter(|text| !text.is_empty()).cloned();
    let request = Request {
        offer: offer.id,
        line: std::iter::once(told).chain(said).collect::<Vec<String>>().join("\n"),
        note: Note {
            about: new.about,
            wishes: new.wishes,
            consideration: new.consideration,
            times: new.times,
            wants_visit: new.visit_for.is_some(),
            ..Note::default()
        },
    };
    let opening = Opening { nickname: new.nickname, about: new.about, ..Opening::default() };
    let comer = Comer::New { opening, lang: Lang::Ja };
    let once = fresh(app, "booking.book");
    match start {
        Some(start) => actions::book(app, at, start, comer, request, once).await?,
        None => actions::ask(app, at, new.visit_for, comer, request, once).await?,
    };
    Ok(())
}

fn in_words(app: &App, at: NaiveDateTime) -> String {
    use chrono::Timelike;
    let lang = calendar::words::Lang::Ja;
    let part = |number: u32| u16::try_from(number).unwrap_or(0);
    let time = calendar::clock::ClockTime::hm(part(at.hour()), part(at.minute()));
    let day = calendar::words::near_date_in_words(at.date(), app.now().today(), lang);
    format!("{day}{}", calendar::words::time_in_words(time, lang))
}

fn unknown(what: &str) -> Fault {
    Fault::Told(format!("data/demo.yaml: {what} is not there"))
}
