//! Booking a time, asking for one, waiting for one: one form, filled as far as anybody likes.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::HeaderMap,
};
use calendar::Channel;
use chrono::NaiveDateTime;

use super::{MOMENT, free::facts_in_words, id, moment, refused, said};
use crate::{
    booking::{
        actions::{self, Booked, Comer, Request},
        model::{
            Offer,
            arranged::{Note, Place, State as Standing, VisitFor},
        },
    },
    directory::{Desk, Directory, Shelf, views::channel_word},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::{OfferId, VenueId},
        web::{Sender, Submitted, Visit, page, see},
    },
    reception::{self, About, Opening, Thread},
};

/// How many other times are offered when one is taken.
const OTHERS: usize = 6;

#[derive(Template)]
#[template(path = "booking/templates/book.html")]
struct BookPage {
    v: Visit,
    slug: String,
    desk: String,
    offer: OfferWords,
    typed: Typed,
    /// The times to choose from: the one that was chosen, and others when it is taken.
    times: Vec<(String, String)>,
    /// Somebody whose page is open on this device needs no second passphrase.
    is_known: bool,
    refusal: Option<Refusal>,
    refusal_nickname: Option<Refusal>,
    unpaid: Option<Refusal>,
    /// How many visits each may still have.
    visits: Option<u32>,
    /// Where one may choose to meet; what was chosen the last time stands first.
    places: Vec<Place>,
    venues: Vec<VenueChoice>,
    /// Online is one of many ways here: what it needs and costs is said beside the choice.
    tells_online: bool,
    /// Whom to call when it cannot wait.
    urgent: Option<String>,
}

struct OfferWords {
    name: String,
    way: String,
    place: String,
    facts: Vec<String>,
    is_visit: bool,
    by_agreement: bool,
}

/// A place of the town to choose, with all one may want to know before.
struct VenueChoice {
    id: VenueId,
    name: String,
    lines: Vec<String>,
    comforts: Vec<&'static str>,
}

/// What was typed, to give back.
#[derive(Default)]
struct Typed {
    offer: String,
    start: String,
    wait: bool,
    nickname: String,
    note: Note,
    visit_for: Option<VisitFor>,
    key: String,
}

impl BookPage {
    fn abouts(&self) -> &'static [About] {
        About::ALL
    }

    fn is_about(&self, about: &About) -> bool {
        self.typed.note.about == Some(*about)
    }

    fn asks_for_wish(&self) -> bool {
        self.offer.is_visit || self.places.contains(&Place::Home)
    }

    fn is_venue(&self, venue: &VenueId) -> bool {
        self.typed.note.venue == Some(*venue)
    }

    fn is_at(&self, place: &Place) -> bool {
        self.typed.note.place == Some(*place)
    }

    fn visit_kinds(&self) -> &'static [VisitFor] {
        VisitFor::ALL
    }

    fn is_for(&self, kind: &VisitFor) -> bool {
        self.typed.visit_for == Some(*kind)
    }

    fn is_start(&self, start: &str) -> bool {
        self.typed.start == start
    }
}

fn typed(form: &Submitted) -> Typed {
    Typed {
        offer: form.get("offer").to_owned(),
        start: form.get("start").to_owned(),
        wait: form.get("wait") == "yes",
        nickname: form.get("nickname").to_owned(),
        note: Note {
            about: form.code("about"),
            wishes: form.get("wishes").trim_end().to_owned(),
            consideration: form.get("consideration").trim_end().to_owned(),
            place: form.code("place"),
            times: form.get("times").trim_end().to_owned(),
            wants_visit: form.get("wants_visit") == "yes",
            venue: form.code("venue"),
            ..Note::default()
        },
        visit_for: form.code("visit_for"),
        key: form.get("form").to_owned(),
    }
}

pub async fn form_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let offer = actions::receives(app.db.read(), desk, id(asked.get("offer"))?).await?;
    if offer.facts.elsewhere.is_some() {
        return Ok(see(&format!("/desks/{slug}/bookings")));
    }
    let thread = known(&app, &headers, desk).await?;
    let mut typed = Typed { key: v.form_key(), ..typed(&asked) };
    // What makes it easier is kept: nobody has to say it again for the next time.
    if let Some(thread) = &thread {
        let before = actions::own(&app, &directory, thread).await?;
        if let Some(last) = before.iter().find(|own| !own.note.consideration.is_empty()) {
            typed.note.consideration.clone_from(&last.note.consideration);
        }
        if let Some(last) = before.iter().find(|own| own.note.place.is_some()) {
            (typed.note.place, typed.note.venue) = (last.note.place, last.note.venue);
        }
    }
    page(&draw(&app, v, desk, &offer, typed, thread.is_some(), None).await?)
}

/// The thread whose page is open on this device, if it is one with this desk.
async fn known(app: &App, headers: &HeaderMap, desk: &Desk) -> Result<Option<Thread>, Outcome> {
    Ok(reception::visited(app, headers).await?.filter(|thread| thread.desk == desk.id))
}

async fn draw(
    app: &App,
    v: Visit,
    desk: &Desk,
    offer: &Offer,
    typed: Typed,
    is_known: bool,
    refusal: Option<Refusal>,
) -> Result<BookPage, Outcome> {
    let start = moment(&typed.start);
    let mut times: Vec<NaiveDateTime> = Vec::new();
    if refusal.is_some() && !offer.facts.is_by_agreement() {
        let from = start.unwrap_or_else(|| v.now.local());
        times = actions::free_after(app, desk, offer, from, OTHERS).await?.into_iter().map(|it| it.start).collect();
    } else if let Some(start) = start {
        times.push(start);
    }
    let facts = &offer.facts;
    // Whoever waits for a time says where once it is theirs.
    let mut places = if typed.wait { Vec::new() } else { facts.choices().to_vec() };
    places.sort_by_key(|place| Some(*place) != typed.note.place);
    let open = match places.contains(&Place::Facility) {
        true => actions::venues::open_venues(app, desk.municipality).await?,
        false => Vec::new(),
    };
    let lines =
        |texts: [&String; 3]| texts.into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<String>>();
    let venues = open.into_iter().map(|it| VenueChoice {
        id: it.venue.id,
        lines: lines([&it.venue.facts.address, &it.venue.facts.access, &it.venue.facts.note]),
        comforts: it.venue.facts.comforts.iter().map(|comfort| comfort.key()).collect(),
        name: it.venue.name,
    });
    Ok(BookPage {
        venues: venues.collect(),
        tells_online: facts.places.is_empty() && places.contains(&Place::Online) && facts.channel != Channel::Online,
        places,
        slug: desk.slug.clone(),
        desk: desk.short_name().to_owned(),
        offer: OfferWords {
            name: offer.name.clone(),
            way: channel_word(&v, facts.channel),
            place: facts.place.clone(),
            facts: facts_in_words(&v, facts),
            is_visit: facts.channel == Channel::Visit,
            by_agreement: facts.is_by_agreement(),
        },
        times: times.into_iter().map(|at| (at.format(MOMENT).to_string(), said(&v, at))).collect(),
        typed,
        is_known,
        refusal,
        refusal_nickname: None,
        unpaid: None,
        visits: facts.visits,
        urgent: reception::urgent(app, &v).await?,
        v,
    })
}

#[derive(Template)]
#[template(path = "booking/templates/booked.html")]
struct BookedPage {
    v: Visit,
    offer: String,
    at: Option<String>,
    is_waiting: bool,
    /// The time that is held while the place is being settled.
    held: Option<String>,
    is_online: bool,
    place: String,
    words: Vec<(String, String)>,
    digits: String,
    line: String,
}

/// For somebody who begins, the answer is a page of its own with the passphrase, which stands in no address.
pub async fn send(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    Path(slug): Path<String>,
    sender: Sender,
    form: Submitted,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let typed = typed(&form);
    let offer_id: OfferId = id(&typed.offer)?;
    let offer = actions::receives(app.db.read(), desk, offer_id).await?;
    let thread = known(&app, &headers, desk).await?;
    let is_known = thread.is_some();
    let once = form.once(&app.vault, "booking.book")?;
    let nickname = match reception::nickname(&typed.nickname) {
        Ok(nickname) => nickname,
        Err(refusal) => {
            let mut again = draw(&app, v, desk, &offer, typed, is_known, None).await?;
            again.refusal_nickname = Some(refusal);
            return refused(page(&again)?);
        }
    };
    // Whoever is known here began already, and paid then.
    if !is_known && let Err(unpaid) = sender.pay(&app, &form).await {
        let mut again = draw(&app, v, desk, &offer, typed, is_known, None).await?;
        again.unpaid = Some(unpaid);
        return refused(page(&again)?);
    }
    let comer = match thread {
        Some(thread) => Comer::Known(thread),
        None => {
            Comer::New { opening: Opening { nickname, about: typed.note.about, ..Opening::default() }, lang: v.lang }
        }
    };
    match act(&app, &v, (&directory, desk), &offer, &typed, comer, once).await {
        Ok(booked) => match booked.begun {
            None => Ok(see("/thread/bookings")),
            Some(_) => page(&booked_page(v, (&offer, &typed), booked)?),
        },
        Err(Outcome::Refused(refusal)) => {
            refused(page(&draw(&app, v, desk, &offer, typed, is_known, Some(refusal)).await?)?)
        }
        Err(other) => Err(other),
    }
}

async fn act(
    app: &App,
    v: &Visit,
    at: (&Directory, &Desk),
    offer: &Offer,
    typed: &Typed,
    comer: Comer,
    once: crate::platform::web::Once,
) -> Result<Booked, Outcome> {
    let note = meeting(app, at.1, offer, (&typed.note, typed.wait)).await?;
    let place = note.place.map(|place| v.t(place.key()));
    let line = |key: &str, when: String| {
        let told = v.t2(key, ("offer", &offer.name), ("when", when));
        let said = [&note.wishes, &note.times].into_iter().filter(|text| !text.is_empty()).cloned();
        std::iter::once(told).chain(place.clone()).chain(said).collect::<Vec<String>>().join("\n")
    };
    let request = |line: String| Request { offer: offer.id, note: note.clone(), line };
    if offer.facts.is_by_agreement() {
        let request = request(line("book-line-ask", v.day(v.now.today())));
        return actions::ask(app, at, typed.visit_for, comer, request, once).await;
    }
    let start = moment(&typed.start).ok_or_else(|| Refusal::new("refused-slot-none"))?;
    if typed.wait {
        let request = request(line("book-line-wait", said(v, start)));
        return actions::wait(app, at, start, comer, request, once).await;
    }
    if note.place.is_some_and(Place::is_settled_by_talking) {
        let line = line("book-line-ask", said(v, start));
        let note = Note { asked_for: Some(clock::instant(start)), ..note };
        return actions::ask_at(app, at, start, comer, Request { offer: offer.id, note, line }, once).await;
    }
    let request = request(line("book-line", said(v, start)));
    actions::book(app, at, start, comer, request, once).await
}

/// What is kept of where to meet: only what could be chosen. A place of the town goes with meeting at one.
async fn meeting(app: &App, desk: &Desk, offer: &Offer, (typed, waits): (&Note, bool)) -> Result<Note, Outcome> {
    let choices: &[Place] = if waits { &[] } else { offer.facts.choices() };
    let place = typed.place.or(typed.venue.map(|_| Place::Facility)).filter(|place| choices.contains(place));
    let venue = match (place, typed.venue) {
        (Some(Place::Facility), Some(venue)) => Some(actions::venues::wished(app, desk.municipality, venue).await?),
        (_, _) => None,
    };
    Ok(Note { place, venue, ..typed.clone() })
}

fn booked_page(v: Visit, (offer, typed): (&Offer, &Typed), booked: Booked) -> Result<BookedPage, Outcome> {
    let begun = booked.begun.ok_or_else(|| Outcome::Broken("a booking that began nothing".to_owned()))?;
    let latin = begun.passphrase.latin();
    Ok(BookedPage {
        offer: offer.name.clone(),
        at: booked.booking.state.time().map(|time| said(&v, clock::local(time.start))),
        is_waiting: matches!(booked.booking.state, Standing::Waiting { .. }),
        held: match booked.booking.state {
            Standing::Asked if !offer.facts.is_by_agreement() => moment(&typed.start).map(|at| said(&v, at)),
            Standing::Asked
            | Standing::Proposed { .. }
            | Standing::Agreed { .. }
            | Standing::Waiting { .. }
            | Standing::Cancelled { .. } => None,
        },
        is_online: typed.note.is_online(offer.facts.channel),
        place: offer.facts.place.clone(),
        words: begun.passphrase.words().into_iter().map(str::to_owned).zip(latin).collect(),
        digits: begun.passphrase.digits(),
        line: begun.passphrase.line(),
        v,
    })
}

impl BookedPage {
    /// Where to come back, for the paper: it does not know where it was printed.
    fn come_back(&self) -> String {
        format!("{}/come-back", self.v.app.config.address)
    }
}
