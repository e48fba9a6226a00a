//! Setting up how a desk takes bookings. The notice is written as it is printed, shown as it is understood, and kept once
//! whoever wrote it has seen that.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use calendar::{Holidays, words::hours_in_words};
use chrono::NaiveTime;

use super::{change_words, day_and_time, id, refused, said};
use crate::{
    accounts::{Actor, Duty},
    booking::{
        actions,
        model::{CHANNELS, Faults, Host, Offer, OfferFacts, OfferTyped, Understood, arranged::Place, channel_code},
    },
    directory::{Shelf, facts::Reservation, views::channel_word},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{HostId, OfferChangeId, OfferId},
        web::{Submitted, Visit, page, see},
    },
};

/// How many groups of people or rooms of which one is needed a form has.
const NEEDS: usize = 3;

#[derive(Template)]
#[template(path = "booking/templates/offer.html")]
struct OfferPage {
    v: Visit,
    actor: Actor,
    action: String,
    /// The desk of a new offer, or the offer that is edited.
    desk: Option<String>,
    offer: Option<Offer>,
    others: Vec<(String, String)>,
    typed: OfferTyped,
    is_shown: bool,
    version: i64,
    hosts: Vec<Host>,
    faults: Faults,
    conflict: bool,
    understood: Option<Read>,
    changes: Vec<(OfferChangeId, String)>,
    change: ChangeTyped,
    refusal_change: Option<Refusal>,
    key: String,
}

/// How the notice was understood, in words.
struct Read {
    blocks: Vec<String>,
    not_understood: Vec<String>,
    assumed: Vec<String>,
    next: Vec<String>,
    /// It has to be confirmed before it is kept.
    asks: bool,
}

#[derive(Default)]
struct ChangeTyped {
    day: String,
    from: String,
    until: String,
    to_day: String,
    to_time: String,
    reason: String,
}

impl OfferPage {
    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }

    fn channels(&self) -> Vec<(&'static str, String)> {
        CHANNELS.into_iter().map(|channel| (channel_code(channel), channel_word(&self.v, channel))).collect()
    }

    fn is_channel(&self, code: &str) -> bool {
        self.typed.channel == code
    }

    fn reservations(&self) -> &'static [Reservation] {
        Reservation::ALL
    }

    fn is_reservation(&self, it: &Reservation) -> bool {
        self.typed.reservation == Some(*it)
    }

    fn places(&self) -> &'static [Place] {
        Place::ALL
    }

    fn is_place(&self, place: &Place) -> bool {
        self.typed.places.contains(place)
    }

    fn needs(&self) -> std::ops::Range<usize> {
        0..NEEDS
    }

    fn is_needed(&self, need: &usize, host: &HostId) -> bool {
        self.typed.needs.get(*need).is_some_and(|hosts| hosts.contains(host))
    }
}

fn typed(form: &Submitted) -> OfferTyped {
    let text = |name: &str| form.get(name).to_owned();
    OfferTyped {
        name: text("name"),
        channel: text("channel"),
        place: text("place"),
        notice: text("notice"),
        dates: text("dates"),
        minutes: text("minutes"),
        buffer: text("buffer"),
        capacity: text("capacity"),
        lead_hours: text("lead_hours"),
        days_ahead: text("days_ahead"),
        reservation: form.code("reservation"),
        tentative: form.get("tentative") == "yes",
        elsewhere_body: text("elsewhere_body"),
        elsewhere_phone: text("elsewhere_phone"),
        reason: text("reason"),
        prerequisites: text("prerequisites"),
        cost: text("cost"),
        visits: text("visits"),
        needs: (0..NEEDS).map(|need| form.codes(&format!("need{need}"))).collect(),
        places: form.codes("places"),
    }
}

fn read(v: &Visit, notice: &str, asks: bool) -> Option<Read> {
    if notice.trim().is_empty() {
        return None;
    }
    let understood = Understood::of(notice, v.now.local(), &Holidays::national());
    Some(Read {
        blocks: understood.blocks.iter().map(|block| hours_in_words(block, v.calendar_lang())).collect(),
        not_understood: understood.not_understood,
        assumed: understood.assumed,
        next: understood.next.into_iter().map(|at| said(v, at)).collect(),
        asks,
    })
}

pub async fn new_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(slug): Path<String>,
) -> Answer {
    let typed = OfferTyped::of("", &OfferFacts::default());
    page(&draw_new(&app, &shelf, v, actor, &slug, typed, Faults::default()).await?)
}

async fn draw_new(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    actor: Actor,
    slug: &str,
    typed: OfferTyped,
    faults: Faults,
) -> Result<OfferPage, Outcome> {
    actor.must(Duty::EditPages)?;
    let directory = shelf.current(app).await?;
    let desk = directory.desk_by_slug(slug).filter(|desk| desk.organization == actor.organization);
    let desk = desk.ok_or(Outcome::NotFound)?;
    let own = actions::offers(app, &actor).await?;
    let others = own.into_iter().filter(|offer| offer.desk == desk.id);
    Ok(OfferPage {
        action: format!("/desks/{slug}/offers"),
        desk: Some(desk.short_name().to_owned()),
        offer: None,
        others: others.map(|offer| (offer.id.to_string(), offer.name)).collect(),
        is_shown: true,
        version: 1,
        hosts: actions::hosts(app, &actor).await?,
        faults,
        conflict: false,
        understood: None,
        changes: Vec::new(),
        change: ChangeTyped::default(),
        refusal_change: None,
        key: v.form_key(),
        typed,
        v,
        actor,
    })
}

/// Whether the notice is the one whose reading whoever writes has seen.
fn is_confirmed(form: &Submitted) -> bool {
    let notice = form.get("notice").trim();
    notice.is_empty() || form.get("read") == notice
}

pub async fn add(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(slug): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.add-offer")?;
    let typed = typed(&form);
    let key = form.get("form").to_owned();
    let checked = typed.check();
    let (name, facts) = match checked {
        Ok(checked) if is_confirmed(&form) => checked,
        other => {
            let faults = other.err().unwrap_or_default();
            let mut again = draw_new(&app, &shelf, v, actor, &slug, typed, faults).await?;
            again.understood = read(&again.v, &again.typed.notice, again.faults == Faults::default());
            again.key = key;
            return refused(page(&again)?);
        }
    };
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let id = actions::add_offer(&app, &actor, desk, (name, facts), once).await?;
    Ok(see(&format!("/offers/{id}")))
}

pub async fn offer_page(State(app): State<App>, v: Visit, actor: Actor, Path(offer): Path<String>) -> Answer {
    page(&draw(&app, v, actor, id(&offer)?, None, Faults::default()).await?)
}

async fn draw(
    app: &App,
    v: Visit,
    actor: Actor,
    offer: OfferId,
    typed: Option<OfferTyped>,
    faults: Faults,
) -> Result<OfferPage, Outcome> {
    actor.must(Duty::EditPages)?;
    let (offer, changes) = actions::offer_with_changes(app, &actor, offer).await?;
    let typed = typed.unwrap_or_else(|| OfferTyped::of(&offer.name, &offer.facts));
    let changes = changes.iter().map(|change| (change.id, change_words(&v, change)));
    Ok(OfferPage {
        action: format!("/offers/{}", offer.id),
        desk: None,
        others: Vec::new(),
        is_shown: offer.is_shown,
        version: offer.version,
        hosts: actions::hosts(app, &actor).await?,
        faults,
        conflict: false,
        understood: read(&v, &typed.notice, false),
        changes: changes.collect(),
        change: ChangeTyped::default(),
        refusal_change: None,
        key: v.form_key(),
        offer: Some(offer),
        typed,
        v,
        actor,
    })
}

pub async fn save(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(offer): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "booking.save-offer")?;
    let offer: OfferId = id(&offer)?;
    let typed = typed(&form);
    let is_shown = form.get("shown") == "yes";
    let version = form.get("version").parse().unwrap_or(0);
    match typed.check() {
        Ok((name, facts)) if is_confirmed(&form) => {
            match actions::save_offer(&app, &actor, offer, (name, facts, is_shown, version), once).await {
                // What was typed stays on the page; saving it now would be over somebody else's words, seen.
                Err(Outcome::Conflict) => {
                    let mut again = draw(&app, v, actor, offer, Some(typed), Faults::default()).await?;
                    again.conflict = true;
                    let mut response: Response = page(&again)?;
                    *response.status_mut() = axum::http::StatusCode::CONFLICT;
                    Ok(response)
                }
                other => other.map(|()| see(&format!("/offers/{offer}"))),
            }
        }
        other => {
            let faults = other.err().unwrap_or_default();
            let mut again = draw(&app, v, actor, offer, Some(typed), faults).await?;
            again.understood = read(&again.v, &again.typed.notice, again.faults == Faults::default());
            (again.is_shown, again.version) = (is_shown, version);
            again.key = form.get("form").to_owned();
            refused(page(&again)?)
        }
    }
}

/// Closes a stretch of time or moves it, with a reason that everybody reads.
pub async fn change(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(offer): Path<String>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.change")?;
    let directory = shelf.current(&app).await?;
    let offer: OfferId = id(&offer)?;
    let whole_day = NaiveTime::MIN.format("%H:%M").to_string();
    let from = if form.get("from").trim().is_empty() { whole_day.as_str() } else { form.get("from") };
    let begin = day_and_time(form.get("day"), from);
    let end = match form.get("until").trim() {
        "" => begin.map(|begin| begin.date().and_time(NaiveTime::MIN) + chrono::TimeDelta::days(1)),
        until => day_and_time(form.get("day"), until),
    };
    let is_moved = !form.get("to_day").trim().is_empty() || !form.get("to_time").trim().is_empty();
    let to = day_and_time(form.get("to_day"), form.get("to_time"));
    let result = match (begin, end, is_moved && to.is_none()) {
        (Some(begin), Some(end), false) => {
            actions::change_session(&app, (&actor, &directory), offer, (begin, end, to, form.get("reason")), once).await
        }
        (None, ..) | (_, None, _) | (.., true) => Err(Refusal::new("refused-change-time").into()),
    };
    match result {
        Err(Outcome::Refused(refusal)) => {
            let mut again = draw(&app, v, actor, offer, None, Faults::default()).await?;
            let text = |name: &str| form.get(name).to_owned();
            again.change = ChangeTyped {
                day: text("day"),
                from: text("from"),
                until: text("until"),
                to_day: text("to_day"),
                to_time: text("to_time"),
                reason: text("reason"),
            };
            again.refusal_change = Some(refusal);
            refused(page(&again)?)
        }
        other => other.map(|()| see(&format!("/offers/{offer}"))),
    }
}

pub async fn take_back(
    State(app): State<App>,
    actor: Actor,
    Path((offer, change)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    actor.must(Duty::ManageBookings)?;
    let once = form.once(&app.vault, "booking.take-change-back")?;
    let offer: OfferId = id(&offer)?;
    actions::take_change_back(&app, &actor, offer, id(&change)?, once).await?;
    Ok(see(&format!("/offers/{offer}")))
}
