//! The page of one desk: what it is, whether somebody is there now, how to talk, who may come, what it costs.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
};
use calendar::{Channel, hours::PrintedDate, words::hours_in_words};
use chrono::{NaiveDate, NaiveDateTime};

use super::{
    designations,
    files::{FileLink, file_links},
};
use crate::{
    directory::{
        Shelf,
        model::{
            Directory, Organization,
            desk::{Desk, OpenState, Way},
            facts::{AddressPeriod, DeskFacts, FeeKind, Phone, Standing},
        },
        views::{
            GatheringCard, LinkedData, StateLine, booking_words, channel_word, checked_words, cost_words, desk_state,
            digits, gathering_card, linked_desk, reading_words, state_line, who_words,
        },
    },
    platform::{Answer, App, Outcome, web::Visit},
};

#[derive(Template)]
#[template(path = "directory/templates/desk.html")]
struct DeskPage {
    v: Visit,
    slug: String,
    name: String,
    formal: Option<String>,
    town_slug: String,
    town: String,
    /// Who runs it: a name in Japanese, or that no name is printed, and where more is told of it.
    runners: Vec<(String, Option<String>)>,
    office: Option<Office>,
    state: Option<StateLine>,
    read: String,
    answer: String,
    /// A word in advance about its standing, and the document's words about it.
    standing: Option<String>,
    standing_note: Option<String>,
    ways: Vec<WayCard>,
    /// Gatherings that are a way to talk as good as the others.
    gatherings: Vec<GatheringCard>,
    addresses: Vec<AddressLine>,
    access: Option<String>,
    /// What makes it easier to come or to stay.
    ease: Vec<String>,
    languages: Vec<String>,
    /// For a desk that is there for a time only.
    days: Option<String>,
    callers: Vec<String>,
    who: Vec<String>,
    who_printed: Vec<String>,
    booking: Vec<String>,
    booking_printed: Option<String>,
    cost: Vec<String>,
    cost_printed: Option<String>,
    nickname: bool,
    reopen: Option<String>,
    /// Its places in laws and programmes, and the page of the other desks that have the same.
    designations: Vec<(String, String)>,
    tags: Vec<String>,
    branches: Option<String>,
    checked: Vec<String>,
    /// Words of the document on which the record stands.
    quote: String,
    files: Vec<FileLink>,
    linked: LinkedData,
}

/// The responsible office (所管), beside the desk.
struct Office {
    slug: String,
    name: String,
    phones: Vec<PhoneLine>,
    fax: Option<String>,
}

struct PhoneLine {
    number: String,
    dials: String,
    extension: Option<String>,
    kind: Option<String>,
    /// From when or until when it is answered.
    days: Option<String>,
}

/// One way to talk, as a card equal to the others.
struct WayCard {
    word: String,
    place: Option<String>,
    phones: Vec<PhoneLine>,
    emails: Vec<String>,
    fax: Option<String>,
    web: Option<String>,
    state: StateLine,
    /// Somebody who calls now would hear it ring.
    is_closed: bool,
    hours: Vec<String>,
    /// The words of the document.
    printed: Vec<String>,
    note: Option<String>,
}

struct AddressLine {
    address: String,
    days: Option<String>,
}

pub async fn desk_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    shelf.page(&v, &directory, || draw(v.clone(), &directory, desk))
}

/// The page of a desk; the preview draws it before it is published.
pub fn draw(v: Visit, directory: &Directory, desk: &Desk) -> Result<String, Outcome> {
    let at = v.now.local();
    let facts = &desk.facts;
    let town = directory.municipality(desk.municipality).ok_or(Outcome::NotFound)?;
    let page = DeskPage {
        slug: desk.slug.clone(),
        name: desk.short_name().to_owned(),
        formal: facts.brand.as_ref().map(|_| desk.name.clone()),
        town_slug: town.slug.clone(),
        town: town.name.clone(),
        runners: runners(&v, directory, desk, &town.name),
        office: facts.owner.as_ref().and_then(|slug| directory.organization_by_slug(slug)).map(office),
        state: desk_state(&v, desk, at),
        read: reading_words(&v, desk, at),
        // While nobody is there, no day is promised.
        answer: match desk.rest(at.date()) {
            None => v.t1("desk-answer-by", "day", v.near(desk.answer_by(at).date())),
            Some(_) => String::new(),
        },
        standing: match facts.standing {
            Standing::Active => None,
            Standing::Suspended => Some(v.t("record-suspended")),
            Standing::Unclear => Some(v.t("desk-unclear")),
            Standing::Ended => Some(v.t("record-ended")),
        },
        standing_note: facts.standing_note_ja.clone(),
        ways: desk.ways.iter().map(|way| way_card(&v, directory, desk, way, at)).collect(),
        gatherings: gatherings(&v, directory, desk, at),
        addresses: desk.addresses(at.date()).into_iter().map(|address| address_line(&v, address, at.date())).collect(),
        access: facts.access_ja.clone(),
        ease: facts.ease.iter().map(|ease| v.t(ease.key())).collect(),
        languages: facts.languages.clone(),
        days: days_words(&v, facts.valid_from, facts.valid_to, at.date()),
        callers: facts.eligibility.relation.iter().map(|relation| v.t(relation.key())).collect(),
        who: who_words(&v, desk),
        who_printed: facts.eligibility.other_ja.iter().cloned().collect(),
        booking: booking_words(&v, desk),
        booking_printed: facts.reservation_ja.clone(),
        cost: cost_words(&v, desk),
        cost_printed: facts.fee.text_ja.clone(),
        nickname: facts.anonymity.as_ref().is_some_and(|anonymity| anonymity.nickname_ok || anonymity.anonymous_ok),
        reopen: facts.reopen_ja.clone(),
        quote: facts.source.quote.clone(),
        files: file_links(&v, &directory.attachments_of(desk.id.0)),
        linked: linked_desk(&v, directory, desk),
        designations: facts.designations.iter().map(|name| (name.clone(), designations::link(name))).collect(),
        tags: facts.components.clone(),
        branches: facts.branches.as_ref().map(|branches| branches.text_ja.clone()),
        checked: checked(&v, desk, at.date()),
        v,
    };
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}

fn runners(v: &Visit, directory: &Directory, desk: &Desk, town: &str) -> Vec<(String, Option<String>)> {
    let name = |body: &Organization| {
        let name = if body.facts.name_not_printed { v.t("desk-runner-not-named") } else { body.name.clone() };
        (name, Some(body.slug.clone()))
    };
    let named: Vec<_> =
        desk.facts.operators.iter().filter_map(|slug| directory.organization_by_slug(slug)).map(name).collect();
    if named.is_empty() { vec![(town.to_owned(), None)] } else { named }
}

fn office(body: &Organization) -> Office {
    let line = |number: &String| PhoneLine {
        number: number.clone(),
        dials: digits(number),
        extension: body.extension().map(str::to_owned),
        kind: None,
        days: None,
    };
    Office {
        slug: body.slug.clone(),
        name: body.name.clone(),
        phones: body.phone.iter().map(line).collect(),
        fax: body.facts.fax.clone(),
    }
}

fn way_card(v: &Visit, directory: &Directory, desk: &Desk, way: &Way, at: NaiveDateTime) -> WayCard {
    let facts = &desk.facts;
    let lang = v.calendar_lang();
    let house = way.place.as_ref().and_then(|slug| directory.organization_by_slug(slug));
    let phone = |phone: &Phone| PhoneLine {
        number: phone.number.clone(),
        dials: phone.dials(),
        extension: phone.extension.clone(),
        kind: Some(v.t(phone.kind.key())),
        days: days_words(v, phone.valid_from, phone.valid_to, at.date()),
    };
    let by = |channel: Channel| way.channel == channel;
    let fee = (facts.fee.kind == FeeKind::OwnCommunicationCost && facts.fee.applies_to.contains(&way.channel))
        .then(|| v.t(FeeKind::OwnCommunicationCost.key()));
    WayCard {
        word: channel_word(v, way.channel),
        place: house.map(|house| {
            [Some(house.name.as_str()), house.address.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }),
        phones: if by(Channel::Phone) { desk.phones(at.date()).into_iter().map(phone).collect() } else { Vec::new() },
        emails: if by(Channel::Email) { emails(facts) } else { Vec::new() },
        fax: facts.fax.clone().filter(|_| by(Channel::Fax)),
        web: facts.web.clone().filter(|_| by(Channel::WebForm) || by(Channel::Online)),
        state: state_line(v, desk, way, at),
        is_closed: desk.rest(at.date()).is_some()
            || matches!(way.state(at), OpenState::Attended(answer) if matches!(answer.state, calendar::State::Closed { .. })),
        hours: way.blocks.iter().map(|block| hours_in_words(block, lang)).collect(),
        printed: way.blocks.iter().filter_map(|block| block.text_ja.clone()).collect(),
        note: fee,
    }
}

/// One that has ended is no way to talk any more.
fn gatherings(v: &Visit, directory: &Directory, desk: &Desk, at: NaiveDateTime) -> Vec<GatheringCard> {
    let named = desk.facts.gatherings.iter().filter_map(|slug| directory.gathering_by_slug(slug));
    named.filter(|gathering| !gathering.has_ended()).map(|it| gathering_card(v, directory, it, at)).collect()
}

/// When the facts were last made sure of; where that is not known of all of them, so much is told.
fn checked(v: &Visit, desk: &Desk, today: NaiveDate) -> Vec<String> {
    let mut lines = checked_words(v, &desk.freshness, today);
    if desk.freshness.whole().is_none() {
        lines.push(v.t(if lines.is_empty() { "desk-not-checked" } else { "desk-rest-not-checked" }));
    }
    lines
}

fn emails(facts: &DeskFacts) -> Vec<String> {
    facts.emails.iter().chain(facts.owned_emails.iter().map(|owned| &owned.email)).cloned().collect()
}

fn address_line(v: &Visit, address: &AddressPeriod, today: NaiveDate) -> AddressLine {
    AddressLine { address: address.address.clone(), days: days_words(v, address.valid_from, address.valid_to, today) }
}

/// The days beside an address or a number, where it does not simply hold: both are told before a move.
fn days_words(
    v: &Visit,
    valid_from: Option<PrintedDate>,
    valid_to: Option<PrintedDate>,
    today: NaiveDate,
) -> Option<String> {
    let from = valid_from.map(PrintedDate::first_day).filter(|from| *from > today);
    match (from, valid_to.map(PrintedDate::last_day)) {
        (None, None) => None,
        (Some(from), _) => Some(v.t1("desk-address-from", "day", v.day(from))),
        (None, Some(to)) => Some(v.t1("desk-address-until", "day", v.day(to))),
    }
}
