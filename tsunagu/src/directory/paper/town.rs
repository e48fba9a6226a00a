//! One town: the leaflet that is folded, and the list of all desks.

use calendar::words::hours_in_words;
use print::{Contact, DeskListData, DeskRow, Entry, More, Number, Panel, Section, ThreeFoldData};

use super::words;
use crate::{
    directory::{
        model::{Directory, Municipality, desk::Desk, gathering::Gathering},
        views::{gathering_standing, place_words},
    },
    platform::web::Visit,
};

pub fn three_fold(v: &Visit, directory: &Directory, town: &Municipality) -> ThreeFoldData {
    let desks = directory.desks_there(town.id, v.now.today());
    let ease = ["paper-ease-name", "paper-ease-cost", "paper-ease-family", "paper-ease-pause"];
    let more = || More { before: v.t("paper-more"), after: v.t("paper-more-desks") };
    ThreeFoldData {
        title: v.t("paper-title-desk"),
        town: town.name.clone(),
        cover: v.t("paper-greeting"),
        welcome: v.t("paper-welcome"),
        link: words::link(v, &format!("/towns/{}", town.slug), &v.t("paper-link-town")),
        steps: words::steps(v),
        ease: Section { heading: v.t("paper-ease"), lines: ease.iter().map(|key| v.t(key)).collect() },
        desks: Panel {
            heading: v.t1("paper-desks", "town", &town.name),
            entries: desks.iter().map(|desk| desk_entry(v, directory, desk)).collect(),
            nothing: v.t1("paper-desks-nothing", "town", &town.name),
            more: more(),
        },
        gatherings: Panel {
            heading: v.t("paper-gatherings"),
            entries: directory
                .gatherings_of(town.id)
                .into_iter()
                .map(|gathering| gathering_entry(v, directory, gathering))
                .collect(),
            nothing: v.t("paper-gatherings-nothing"),
            more: More { after: v.t("paper-more-gatherings"), ..more() },
        },
        memo: v.t("paper-memo"),
        contacts_heading: v.t("desk-office"),
        contacts: offices(v, directory, town, &desks),
        emergency: words::emergency(v),
        as_of: vec![words::as_of(v), v.t("paper-source")],
    }
}

fn desk_entry(v: &Visit, directory: &Directory, desk: &Desk) -> Entry {
    let today = v.now.today();
    let phone = desk.phone(today);
    let mut lines = phone.map(|phone| words::beside(v, phone)).unwrap_or_default();
    lines.extend(words::numbers_to_come(v, desk, today));
    lines.extend(words::hours_of_desk(v, directory, desk));
    Entry {
        name: desk.short_name().to_owned(),
        kind: words::channels(v, desk),
        number: phone.map(|phone| phone.number.clone()).unwrap_or_default(),
        lines,
    }
}

fn gathering_entry(v: &Visit, directory: &Directory, gathering: &Gathering) -> Entry {
    let facts = &gathering.facts;
    let mut lines: Vec<String> = gathering_standing(v, gathering).into_iter().collect();
    lines.push(hours_in_words(&facts.schedule, v.calendar_lang()));
    lines.extend(facts.venue.as_ref().and_then(|venue| place_words(directory, venue)));
    let phone = facts.contact.as_ref().and_then(|contact| contact.phone.as_ref());
    lines.extend(phone.map(|phone| v.t1("gathering-contact", "phone", phone)));
    Entry { name: gathering.name.clone(), kind: v.t(gathering.kind.key()), number: String::new(), lines }
}

/// The offices that answer for the town's desks, each once; the town itself if none is named.
fn offices(v: &Visit, directory: &Directory, town: &Municipality, desks: &[&Desk]) -> Vec<Contact> {
    let mut slugs: Vec<&String> = Vec::new();
    for slug in desks.iter().filter_map(|desk| desk.facts.owner.as_ref()) {
        if !slugs.contains(&slug) {
            slugs.push(slug);
        }
    }
    let offices: Vec<Contact> = slugs
        .into_iter()
        .filter_map(|slug| directory.organization_by_slug(slug))
        // The heading says already what they are.
        .map(|body| Contact { role: String::new(), ..words::office(v, body) })
        .collect();
    if offices.is_empty() {
        vec![Contact { role: String::new(), name: town.name.clone(), lines: vec![v.t("paper-contact-ask")] }]
    } else {
        offices
    }
}

pub fn desk_list(v: &Visit, directory: &Directory, town: &Municipality) -> DeskListData {
    let columns = ["name", "number", "hours", "ways", "checked"];
    DeskListData {
        title: v.t("paper-title-list"),
        town: town.name.clone(),
        heading: v.t("paper-list"),
        lead: v.t("paper-list-lead"),
        columns: columns.map(|column| v.t(&format!("paper-column-{column}"))),
        rows: directory.desks_there(town.id, v.now.today()).into_iter().map(|desk| row(v, directory, desk)).collect(),
        nothing: v.t1("paper-desks-nothing", "town", &town.name),
        link: words::link(v, &format!("/towns/{}", town.slug), &v.t("paper-link-town")),
        emergency: words::emergency(v),
        as_of: vec![words::as_of(v), v.t("paper-source")],
    }
}

fn row(v: &Visit, directory: &Directory, desk: &Desk) -> DeskRow {
    let (facts, today) = (&desk.facts, v.now.today());
    let mut numbers: Vec<Number> = words::phones(desk, today).map(|phone| words::number(v, phone)).collect();
    numbers.extend(facts.fax.clone().map(|number| Number { number, beside: v.t("desk-channel-fax") }));
    if numbers.is_empty() {
        numbers.push(Number { number: String::new(), beside: v.t("paper-number-ask") });
    }
    let places = desk.addresses(today).into_iter().map(|address| words::address(v, address));
    let mut hours = words::hours_of_desk(v, directory, desk);
    hours.extend(facts.branches.as_ref().map(|branches| branches.text_ja.clone()));
    DeskRow {
        name: desk.short_name().to_owned(),
        formal: facts.brand.as_ref().map(|_| desk.name.clone()).unwrap_or_default(),
        place: places.collect::<Vec<_>>().join("\n"),
        numbers,
        hours,
        ways: words::channels(v, desk),
        as_of: desk.freshness.whole().map_or_else(|| v.t("paper-checked-never"), |day| v.day(day)),
    }
}
