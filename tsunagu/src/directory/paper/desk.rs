//! One desk: its leaflet and its pocket card.

use calendar::Channel;
use print::{CardOutside, LeafletData, Number, PocketCardData, Section, WayBlock};

use super::words;
use crate::{
    directory::{
        model::{
            Directory, Municipality,
            desk::{Desk, Way},
        },
        views::{booking_words, channel_word, fee_words, rest_words, stale_words, who_words},
    },
    platform::web::Visit,
};

pub fn leaflet(v: &Visit, directory: &Directory, town: &Municipality, desk: &Desk) -> LeafletData {
    let (facts, today) = (&desk.facts, v.now.today());
    let mut ways: Vec<WayBlock> = desk.ways.iter().map(|way| way_block(v, directory, desk, way)).collect();
    ways.push(WayBlock { name: v.t("paper-write"), numbers: Vec::new(), lines: vec![v.t("paper-write-lines")] });
    let mut contacts = vec![words::desk_contact(v, desk)];
    let owner = facts.owner.as_ref().and_then(|slug| directory.organization_by_slug(slug));
    contacts.extend(owner.map(|body| words::office(v, body)));
    LeafletData {
        title: v.t("paper-title-desk"),
        town: town.name.clone(),
        name: desk.short_name().to_owned(),
        formal: facts.brand.as_ref().map(|_| desk.name.clone()).unwrap_or_default(),
        welcome: v.t("paper-welcome"),
        ways_heading: v.t("desk-ways"),
        ways,
        place: Section {
            heading: v.t("desk-place"),
            lines: desk.addresses(today).into_iter().map(|address| words::address(v, address)).collect(),
        },
        directions: Section {
            heading: v.t("desk-access"),
            lines: facts.access_ja.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
        },
        link: words::link(v, &format!("/desks/{}", desk.slug), &v.t("paper-link-desk")),
        steps: words::steps(v),
        facts: sections(v, desk),
        contacts_heading: v.t("paper-contacts"),
        contacts,
        emergency: words::emergency(v),
        as_of: vec![words::as_of(v), words::checked(v, desk)],
    }
}

fn way_block(v: &Visit, directory: &Directory, desk: &Desk, way: &Way) -> WayBlock {
    let facts = &desk.facts;
    let mut numbers: Vec<Number> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    let today = v.now.today();
    match way.channel {
        Channel::Phone => numbers.extend(words::phones(desk, today).map(|phone| words::number(v, phone))),
        Channel::Fax => numbers.extend(facts.fax.clone().map(|number| Number { number, beside: String::new() })),
        Channel::Email => lines.extend(facts.emails.iter().cloned()),
        Channel::WebForm | Channel::Online => lines.extend(facts.web.clone()),
        Channel::InPerson | Channel::Visit | Channel::Line | Channel::Offsite | Channel::Accompaniment => {}
    }
    if way.channel == Channel::Phone && numbers.is_empty() {
        lines.push(v.t("paper-number-ask"));
    }
    if let Some(house) = way.place.as_ref().and_then(|slug| directory.organization_by_slug(slug)) {
        lines.extend([Some(house.name.clone()), house.address.clone()].into_iter().flatten());
    }
    if let Some(rests) = rest_words(v, desk, today) {
        lines.push(rests);
        return WayBlock { name: channel_word(v, way.channel), numbers, lines };
    }
    let hours = words::hours(v, way);
    match (hours.is_empty(), way.is_written()) {
        (false, _) => lines.extend(hours),
        (true, true) => lines.push(v.t("paper-written")),
        (true, false) => lines.push(v.t("paper-hours-ask")),
    }
    WayBlock { name: channel_word(v, way.channel), numbers, lines }
}

/// What one wants to know before coming.
fn sections(v: &Visit, desk: &Desk) -> Vec<Section> {
    let facts = &desk.facts;
    let section = |key: &str, lines: Vec<String>| Section { heading: v.t(key), lines };
    let callers: Vec<String> = facts.eligibility.relation.iter().map(|relation| v.t(relation.key())).collect();
    let mut who = vec![callers.join(words::between(v))];
    who.extend(who_words(v, desk));
    who.extend(facts.eligibility.other_ja.iter().cloned());
    who.push(v.t("desk-who-any"));
    let mut booking = booking_words(v, desk);
    booking.extend(facts.reservation_ja.clone());
    let mut cost = fee_words(v, desk);
    cost.extend(facts.fee.text_ja.clone());
    let nickname = facts.anonymity.as_ref().is_some_and(|anonymity| anonymity.nickname_ok || anonymity.anonymous_ok);
    let name = v.t(if nickname { "desk-nickname" } else { "desk-name-later" });
    let mut before = words::standing(v, desk);
    before.extend(stale_words(v, desk, v.now.today()));
    vec![
        section("paper-before-going", before),
        section("desk-who", who),
        section("desk-booking", booking),
        section("desk-cost", cost),
        section("desk-name", vec![name]),
        section("desk-branches", facts.branches.iter().map(|branches| branches.text_ja.clone()).collect()),
        section("desk-reopen", facts.reopen_ja.iter().cloned().collect()),
    ]
}

/// The outside greets and leads to the page; name, number and hours are inside.
pub fn card(v: &Visit, desk: &Desk, outside: CardOutside) -> PocketCardData {
    let today = v.now.today();
    let phone = desk.phone(today);
    let hours = desk.ways_by(Channel::Phone).chain(desk.ways_by(Channel::InPerson)).map(|way| words::hours(v, way));
    let hours = hours.into_iter().find(|hours| !hours.is_empty()).unwrap_or_default();
    // What is to be known before the hours finds room before them.
    let mut lines = words::standing(v, desk);
    lines.extend(words::numbers_to_come(v, desk, today));
    if desk.rest(today).is_none() {
        lines.extend(stale_words(v, desk, today));
        // Sentence by sentence: the days and times find room even where the exceptions do not.
        lines.extend(hours.iter().flat_map(|words| sentences(words)));
        if hours.is_empty() {
            lines.push(v.t("paper-hours-ask"));
        }
    }
    lines.push(v.t("paper-card-write"));
    PocketCardData {
        title: v.t("paper-title-card"),
        outside,
        greeting: v.t("paper-greeting"),
        greeting_below: v.t("paper-greeting-below"),
        name: desk.short_name().to_owned(),
        number: phone.map(|phone| phone.number.clone()).unwrap_or_default(),
        beside: phone.map(|phone| words::beside(v, phone).join("\u{3000}")).unwrap_or_default(),
        lines,
        rest: v.t("paper-rest"),
        link: words::link(v, &format!("/desks/{}", desk.slug), &v.t("paper-link-desk")),
        as_of: words::as_of(v),
    }
}

/// The sentences of `words`, each with its end.
fn sentences(words: &str) -> Vec<String> {
    let ended = words.split_inclusive('\u{3002}').flat_map(|part| part.split_inclusive(". "));
    ended.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
