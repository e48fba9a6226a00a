//! Which times of a desk are free: the page, the list for another site, the feed of changes. Nobody who comes is in them,
//! and they are asked anew each time: a seat given back is free at once.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::{HeaderValue, header},
};
use calendar::Channel;
use chrono::{Datelike, NaiveDate, TimeDelta};
use uuid::Uuid;

use super::{MOMENT, change_words, day, standing_word};
use crate::{
    booking::{
        actions::{self, Availability, DayTimes},
        model::{OfferFacts, arranged::Place, slots::Standing},
    },
    directory::{
        Desk, Shelf,
        facts::Reservation,
        views::{channel_word, digits},
    },
    platform::{
        Answer, App, Lang, Outcome, clock,
        web::{Submitted, Visit, page},
    },
    reception,
};

/// A frame may hold the list, which runs nothing and sends no form.
const FRAMED: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors *";
const WEEK: i64 = 7;
/// A page goes at most this far back or ahead.
const FURTHEST: i64 = 400;

#[derive(Template)]
#[template(path = "booking/templates/free.html")]
struct FreePage {
    v: Visit,
    slug: String,
    desk: String,
    span: Span,
    offers: Vec<OfferCard>,
    /// Whom to call when it cannot wait.
    urgent: Option<String>,
}

/// The days that a page shows.
struct Span {
    from: NaiveDate,
    until: NaiveDate,
    is_month: bool,
    words: String,
    earlier: Option<String>,
    later: Option<String>,
    other: String,
}

struct OfferCard {
    id: String,
    name: String,
    way: String,
    place: String,
    facts: Vec<String>,
    /// Who takes the bookings, where it is another body.
    elsewhere: Option<(String, String, String)>,
    by_agreement: bool,
    tentative: bool,
    days: Vec<DayCard>,
}

struct DayCard {
    words: String,
    /// The day as a whole, on the page of a month.
    whole: Option<String>,
    href: Option<String>,
    times: Vec<TimeLine>,
    notes: Vec<String>,
}

struct TimeLine {
    when: String,
    standing: String,
    /// Where to book it, or to wait for it.
    href: Option<String>,
}

/// What an offer says before anybody books: how, what for, what it costs.
pub fn facts_in_words(v: &Visit, facts: &OfferFacts) -> Vec<String> {
    let mut lines = Vec::new();
    if facts.reason.is_empty() {
        if facts.reservation != Reservation::NotStated {
            lines.push(v.t(facts.reservation.key()));
        }
    } else {
        lines.push(facts.reason.clone());
    }
    // Whoever thinks of talking online reads what is needed and what it costs before booking, even where nobody wrote it.
    let is_online = facts.channel == Channel::Online || facts.places.contains(&Place::Online);
    let said = |text: &String, key: &str| match text.is_empty() {
        true => is_online.then(|| v.t(key)),
        false => Some(text.clone()),
    };
    lines.extend(said(&facts.cost, "book-online-cost"));
    lines.extend(said(&facts.prerequisites, "book-online-needs"));
    lines
}

pub async fn free_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let span = span(&v, &slug, &asked);
    let found = actions::availability(&app, desk, (span.from, span.until)).await?;
    let offers = found.iter().map(|it| offer_card(&v, &slug, it, span.is_month)).collect();
    let urgent = reception::urgent(&app, &v).await?;
    page(&FreePage { slug, desk: desk.short_name().to_owned(), span, offers, urgent, v })
}

fn span(v: &Visit, slug: &str, asked: &Submitted) -> Span {
    let today = v.now.today();
    let furthest = today + TimeDelta::days(FURTHEST);
    let from = day(asked.get("from")).unwrap_or(today).clamp(today, furthest);
    let is_month = asked.get("view") == "month";
    let first = if is_month { from.with_day(1).unwrap_or(from) } else { from };
    let until = if is_month { month_end(first) } else { from + TimeDelta::days(WEEK - 1) };
    let view = if is_month { "month" } else { "week" };
    let link = |day: NaiveDate, view: &str| format!("/desks/{slug}/bookings?view={view}&from={day}");
    let before = if is_month { first - TimeDelta::days(1) } else { from - TimeDelta::days(WEEK) };
    let after = until + TimeDelta::days(1);
    Span {
        words: v.t2("book-span", ("from", v.near(first.max(today))), ("until", v.near(until))),
        earlier: (first > today).then(|| link(before.max(today), view)),
        later: (after <= furthest).then(|| link(after, view)),
        other: link(from, if is_month { "week" } else { "month" }),
        from: first.max(today),
        until,
        is_month,
    }
}

fn month_end(first: NaiveDate) -> NaiveDate {
    let next = first + chrono::Months::new(1);
    next.pred_opt().unwrap_or(next)
}

fn offer_card(v: &Visit, slug: &str, found: &Availability, is_month: bool) -> OfferCard {
    let facts = &found.offer.facts;
    let days = found.days.iter().filter_map(|day| day_card(v, slug, found, day, is_month)).collect();
    OfferCard {
        id: found.offer.id.to_string(),
        name: found.offer.name.clone(),
        way: channel_word(v, facts.channel),
        place: facts.place.clone(),
        facts: facts_in_words(v, facts),
        elsewhere: facts.elsewhere.as_ref().map(|it| (it.body.clone(), it.phone.clone(), digits(&it.phone))),
        by_agreement: facts.is_by_agreement(),
        tentative: facts.tentative,
        days,
    }
}

/// A day of which there is something to say.
fn day_card(v: &Visit, slug: &str, found: &Availability, day: &DayTimes, is_month: bool) -> Option<DayCard> {
    let mut notes: Vec<String> = day.changes.iter().map(|change| change_words(v, change)).collect();
    notes.extend(day.shut.iter().map(|reason| format!("{} {reason}", v.t("book-shut"))));
    if day.is_unsure && day.shut.is_none() {
        notes.push(v.t("book-unsure"));
    }
    let whole = day.standing().map(|standing| standing_word(v, standing));
    if whole.is_none() && notes.is_empty() {
        return None;
    }
    let is_elsewhere = found.offer.facts.elsewhere.is_some();
    let times = day.times.iter().filter(|_| !is_month).map(|(slot, standing)| TimeLine {
        when: v.time(slot.start.time()),
        standing: standing_word(v, *standing),
        href: match standing {
            Standing::Free | Standing::Few if !is_elsewhere => {
                Some(book_link(slug, found, slot.start.format(MOMENT), ""))
            }
            Standing::Full if !is_elsewhere => Some(book_link(slug, found, slot.start.format(MOMENT), "&wait=yes")),
            Standing::Free | Standing::Few | Standing::Full | Standing::Over | Standing::AskFirst => None,
        },
    });
    Some(DayCard {
        words: v.near(day.day),
        whole: whole.filter(|_| is_month),
        href: is_month.then(|| format!("/desks/{slug}/bookings?from={}", day.day)),
        times: times.collect(),
        notes,
    })
}

fn book_link(slug: &str, found: &Availability, start: impl std::fmt::Display, more: &str) -> String {
    format!("/desks/{slug}/bookings/new?offer={}&start={start}{more}", found.offer.id)
}

#[derive(Template)]
#[template(path = "booking/templates/list.html")]
struct ListPage {
    v: Visit,
    slug: String,
    desk: String,
    offers: Vec<OfferCard>,
}

/// The times of the next seven days for a page of the town, in the language it asks for.
pub async fn list_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk: &Desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let asked = Submitted::parse(query.unwrap_or_default().as_bytes())?;
    let v = Visit { lang: Lang::from_code(asked.get("lang")).unwrap_or(Lang::Ja), ..v };
    let today = v.now.today();
    let found = actions::availability(&app, desk, (today, today + TimeDelta::days(WEEK - 1))).await?;
    let offers = found.iter().map(|it| offer_card(&v, &slug, it, false)).collect();
    let mut response = page(&ListPage { slug, desk: desk.short_name().to_owned(), offers, v })?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FRAMED));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

#[derive(Template)]
#[template(path = "booking/templates/changes.xml")]
struct Feed {
    address: String,
    slug: String,
    title: String,
    author: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: Uuid,
    title: String,
    updated: String,
    words: String,
}

/// What was moved or closed and lies ahead, newest first.
pub async fn changes_feed(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let entries: Vec<Entry> = actions::changes_ahead(&app, desk)
        .await?
        .into_iter()
        .map(|(name, change, at)| Entry {
            id: change.id.0,
            title: plain(&v.t1("book-feed-entry", "offer", name)),
            updated: stamp(at),
            words: plain(&change_words(&v, &change)),
        })
        .collect();
    let feed = Feed {
        address: v.app.config.address.clone(),
        title: v.t1("book-feed-title", "desk", desk.short_name()),
        author: v.t("brand"),
        updated: entries.first().map_or_else(|| stamp(v.now.0), |entry| entry.updated.clone()),
        entries,
        slug,
    };
    let mut response = page(&feed)?;
    let kind = HeaderValue::from_static("application/atom+xml; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

fn stamp(at: chrono::DateTime<chrono::Utc>) -> String {
    clock::local(at).format("%Y-%m-%dT%H:%M:%S+09:00").to_string()
}

/// XML has no place for control characters, even escaped.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
