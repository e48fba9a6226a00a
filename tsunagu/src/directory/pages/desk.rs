//! The page of one desk: what it is, whether somebody is there now, how to talk, who may come, what it costs.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
};
use calendar::{Channel, words::hours_in_words};
use chrono::{NaiveDate, NaiveDateTime};

use crate::{
    directory::{
        Shelf,
        model::{
            Directory, Organization,
            desk::{Desk, OpenState, Way},
            facts::{AddressPeriod, FeeKind, Phone, Reservation, Standing},
        },
        views::{StateLine, channel_word, reading_words, state_line},
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
    /// Who runs it: a name in Japanese, or that no name is printed.
    runners: Vec<String>,
    office: Option<Office>,
    state: Option<StateLine>,
    read: String,
    answer: String,
    is_unclear: bool,
    ways: Vec<WayCard>,
    addresses: Vec<AddressLine>,
    access: Option<String>,
    callers: Vec<String>,
    who: Vec<String>,
    who_printed: Vec<String>,
    booking: Vec<String>,
    booking_printed: Option<String>,
    cost: Vec<String>,
    cost_printed: Option<String>,
    nickname: bool,
    reopen: Option<String>,
    tags: Vec<String>,
    branches: Option<String>,
    checked: String,
}

/// The responsible office (所管), beside the desk.
struct Office {
    name: String,
    phones: Vec<PhoneLine>,
    fax: Option<String>,
}

struct PhoneLine {
    number: String,
    dials: String,
    extension: Option<String>,
    kind: Option<String>,
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

fn draw(v: Visit, directory: &Directory, desk: &Desk) -> Result<String, Outcome> {
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
        state: desk.foremost(at).map(|(way, _)| state_line(&v, desk, way, at)),
        read: reading_words(&v, desk, at),
        answer: v.t1("desk-answer-by", "day", v.near(desk.answer_by(at).date())),
        is_unclear: facts.standing == Standing::Unclear,
        ways: desk.ways.iter().map(|way| way_card(&v, directory, desk, way, at)).collect(),
        addresses: desk.addresses(at.date()).into_iter().map(|address| address_line(&v, address, at.date())).collect(),
        access: facts.access_ja.clone(),
        callers: facts.eligibility.relation.iter().map(|relation| v.t(relation.key())).collect(),
        who: who(&v, desk),
        who_printed: who_printed(desk),
        booking: booking(&v, desk),
        booking_printed: facts.reservation_ja.clone(),
        cost: cost(&v, desk),
        cost_printed: facts.fee.text_ja.clone(),
        nickname: facts.anonymity.as_ref().is_some_and(|anonymity| anonymity.nickname_ok || anonymity.anonymous_ok),
        reopen: facts.reopen_ja.clone(),
        tags: facts.designations.iter().chain(&facts.components).cloned().collect(),
        branches: facts.branches.as_ref().map(|branches| branches.text_ja.clone()),
        checked: match desk.checked_on {
            Some(day) => v.t1("desk-checked", "day", v.day(day)),
            None => v.t("desk-not-checked"),
        },
        v,
    };
    page.render().map_err(|error| Outcome::Broken(format!("template: {error}")))
}

fn runners(v: &Visit, directory: &Directory, desk: &Desk, town: &str) -> Vec<String> {
    let name = |body: &Organization| {
        if body.facts.name_not_printed { v.t("desk-runner-not-named") } else { body.name.clone() }
    };
    let named: Vec<String> =
        desk.facts.operators.iter().filter_map(|slug| directory.organization_by_slug(slug)).map(name).collect();
    if named.is_empty() { vec![town.to_owned()] } else { named }
}

fn office(body: &Organization) -> Office {
    let line = |number: &String| PhoneLine {
        number: number.clone(),
        dials: number.chars().filter(char::is_ascii_digit).collect(),
        extension: body.extension().map(str::to_owned),
        kind: None,
    };
    Office { name: body.name.clone(), phones: body.phone.iter().map(line).collect(), fax: body.facts.fax.clone() }
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
    };
    let by = |channel: Channel| way.channel == channel;
    let fee = (facts.fee.kind == FeeKind::OwnCommunicationCost && facts.fee.applies_to.contains(&way.channel))
        .then(|| v.t(FeeKind::OwnCommunicationCost.key()));
    WayCard {
        word: channel_word(v, way.channel),
        place: house.map(|house| {
            [Some(house.name.as_str()), house.address.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }),
        phones: if by(Channel::Phone) { facts.phones.iter().map(phone).collect() } else { Vec::new() },
        emails: if by(Channel::Email) { facts.emails.clone() } else { Vec::new() },
        fax: facts.fax.clone().filter(|_| by(Channel::Fax)),
        web: facts.web.clone().filter(|_| by(Channel::WebForm) || by(Channel::Online)),
        state: state_line(v, desk, way, at),
        is_closed: matches!(way.state(at), OpenState::Attended(answer) if matches!(answer.state, calendar::State::Closed { .. })),
        hours: way.blocks.iter().map(|block| hours_in_words(block, lang)).collect(),
        printed: way.blocks.iter().filter_map(|block| block.text_ja.clone()).collect(),
        note: fee,
    }
}

/// The days beside an address, where it does not simply hold: both places are told before a move.
fn address_line(v: &Visit, address: &AddressPeriod, today: NaiveDate) -> AddressLine {
    let from = address.valid_from.map(calendar::hours::PrintedDate::first_day).filter(|from| *from > today);
    let to = address.valid_to.map(calendar::hours::PrintedDate::last_day);
    let days = match (from, to) {
        (None, None) => None,
        (Some(from), _) => Some(v.t1("desk-address-from", "day", v.day(from))),
        (None, Some(to)) => Some(v.t1("desk-address-until", "day", v.day(to))),
    };
    AddressLine { address: address.address.clone(), days }
}

pub fn who(v: &Visit, desk: &Desk) -> Vec<String> {
    let eligibility = &desk.facts.eligibility;
    let mut lines = Vec::new();
    if let Some(residence) = &eligibility.residence
        && let Some(scope) = residence.scope()
    {
        let key = if residence.applies_to.is_empty() { "desk-lives-in" } else { "desk-visit-lives-in" };
        lines.push(v.t1(key, "town", scope));
    } else {
        lines.push(v.t("desk-lives-anywhere"));
    }
    match &eligibility.age_text_ja {
        Some(printed) if eligibility.holds_everywhere() => lines.push(v.t1("desk-ages", "ages", printed)),
        Some(printed) => lines.push(v.t1("desk-visit-ages", "ages", printed)),
        None => lines.push(v.t("desk-all-ages")),
    }
    if let Some(months) = eligibility.min_duration_months {
        lines.push(v.t1("desk-visit-months", "months", months));
    }
    for quota in &desk.facts.quotas {
        let key = if quota.party == "family" { "desk-quota-family" } else { "desk-quota-person" };
        lines.push(v.t1(key, "max", quota.max));
    }
    lines
}

pub fn who_printed(desk: &Desk) -> Vec<String> {
    desk.facts.eligibility.other_ja.iter().cloned().collect()
}

pub fn booking(v: &Visit, desk: &Desk) -> Vec<String> {
    let facts = &desk.facts;
    if facts.reservation_applies_to.is_empty() {
        return vec![v.t(facts.reservation.key())];
    }
    let ways: Vec<String> = facts.reservation_applies_to.iter().map(|channel| channel_word(v, *channel)).collect();
    let others = v.t(Reservation::NotStated.key());
    vec![v.t1("desk-reservation-only", "way", ways.join(" ")), others]
}

fn cost(v: &Visit, desk: &Desk) -> Vec<String> {
    let mut lines = fee(v, desk);
    lines.push(v.t("desk-fee-asking"));
    lines
}

/// What it costs, without what is true of this page alone.
pub fn fee(v: &Visit, desk: &Desk) -> Vec<String> {
    let fee = &desk.facts.fee;
    if fee.applies_to.is_empty() {
        return vec![v.t(fee.kind.key())];
    }
    let ways: Vec<String> = fee.applies_to.iter().map(|channel| channel_word(v, *channel)).collect();
    vec![v.t2("desk-fee-only", ("way", ways.join(" ")), ("fee", v.t(fee.kind.key())))]
}
