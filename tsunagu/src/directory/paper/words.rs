//! Facts in the words that several papers share.

use calendar::{Channel, words::hours_in_words};
use chrono::NaiveDate;
use print::{Contact, Language, Link, Look, Number, Section};

use crate::{
    directory::{
        model::{
            Directory, Municipality, Organization,
            desk::{Desk, Way},
            facts::{AddressPeriod, Phone},
        },
        views::channel_word,
    },
    platform::{Lang, web::Visit},
};

/// Colour and name that the settings give the town.
pub fn look(v: &Visit, town: &Municipality) -> Look {
    let theme = v.app.config.papers.themes.get(&town.slug).cloned().unwrap_or_default();
    let language = match v.lang {
        Lang::Ja => Language::Ja,
        Lang::JaEasy => Language::JaEasy,
        Lang::En => Language::En,
    };
    Look { language, accent: theme.accent, theme: theme.name }
}

/// The lines for a moment of danger: police and ambulance, and what the settings add.
pub fn emergency(v: &Visit) -> Vec<String> {
    [Some(v.t("footer-urgent")), v.app.config.papers.emergency.clone()].into_iter().flatten().collect()
}

pub fn as_of(v: &Visit) -> String {
    v.t1("paper-as-of", "day", v.day(v.now.today()))
}

pub fn link(v: &Visit, path: &str, words: &str) -> Link {
    Link { address: format!("{}{path}", v.app.config.address), words: words.to_owned() }
}

/// What happens when one talks.
pub fn steps(v: &Visit) -> Section {
    let lines = ["paper-step-talk", "paper-step-think", "paper-step-hand-on", "paper-step-pause"];
    Section { heading: v.t("paper-steps"), lines: lines.iter().map(|key| v.t(key)).collect() }
}

/// Between things of equal weight in one line.
pub fn between(v: &Visit) -> &'static str {
    match v.lang {
        Lang::Ja => "\u{30fb}",
        Lang::JaEasy => "\u{3001}",
        Lang::En => ", ",
    }
}

pub fn extension(v: &Visit, extension: &str) -> String {
    v.t1("paper-extension", "extension", extension)
}

/// The extension stands beside the number: it is told to whoever answers, never dialled.
pub fn number(v: &Visit, phone: &Phone) -> Number {
    let parts = [phone.extension.as_deref().map(|number| extension(v, number)), Some(v.t(phone.kind.key()))];
    // Pieces parted by this space stay whole when a line ends.
    Number { number: phone.number.clone(), beside: parts.into_iter().flatten().collect::<Vec<_>>().join("\u{3000}") }
}

/// The words of all ways, each once.
pub fn channels(v: &Visit, desk: &Desk) -> String {
    let mut words: Vec<String> = Vec::new();
    for way in &desk.ways {
        let word = channel_word(v, way.channel);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(between(v))
}

/// The hours of one way; empty if none are printed.
pub fn hours(v: &Visit, way: &Way) -> Vec<String> {
    way.blocks.iter().map(|block| sentence(v, &hours_in_words(block, v.calendar_lang()))).collect()
}

/// Sentences of the calendar carry no full stop in Japanese.
fn sentence(v: &Visit, words: &str) -> String {
    match v.lang {
        Lang::Ja if !words.ends_with('\u{3002}') => format!("{words}\u{3002}"),
        Lang::Ja | Lang::JaEasy | Lang::En => words.to_owned(),
    }
}

/// The hours of a whole desk, ways with the same hours told together; or that one has to ask.
pub fn hours_of_desk(v: &Visit, directory: &Directory, desk: &Desk) -> Vec<String> {
    let mut told: Vec<(Vec<String>, String)> = Vec::new();
    for way in desk.ways.iter().filter(|way| !way.is_written()) {
        let words = hours(v, way).join(" ");
        if words.is_empty() {
            continue;
        }
        let place = way.place.as_ref().and_then(|slug| directory.organization_by_slug(slug)).map(|house| &house.name);
        let name = match place {
            Some(place) => v.t2("paper-way-at", ("way", channel_word(v, way.channel)), ("place", place)),
            None => channel_word(v, way.channel),
        };
        match told.iter_mut().find(|(_, hours)| *hours == words) {
            Some((names, _)) => names.push(name),
            None => told.push((vec![name], words)),
        }
    }
    if told.is_empty() {
        return vec![v.t("paper-hours-ask")];
    }
    let line = |(names, hours): (Vec<String>, String)| {
        v.t2("paper-way-hours", ("ways", names.join(between(v))), ("hours", hours))
    };
    told.into_iter().map(line).collect()
}

/// An address and its days, where it does not simply hold: both places are told before a move.
pub fn address(v: &Visit, address: &AddressPeriod, today: NaiveDate) -> String {
    let from = address.valid_from.map(calendar::hours::PrintedDate::first_day).filter(|from| *from > today);
    let to = address.valid_to.map(calendar::hours::PrintedDate::last_day);
    let days = match (from, to) {
        (None, None) => return address.address.clone(),
        (Some(from), _) => v.t1("desk-address-from", "day", v.day(from)),
        (None, Some(to)) => v.t1("desk-address-until", "day", v.day(to)),
    };
    v.t2("paper-address-days", ("address", &address.address), ("days", days))
}

/// Who answers at the desk.
pub fn desk_contact(v: &Visit, desk: &Desk) -> Contact {
    let facts = &desk.facts;
    let phone = |phone: &Phone| {
        let own = phone.extension.as_deref().map(|number| extension(v, number));
        labelled(v, Channel::Phone, &[Some(phone.number.as_str()), own.as_deref()])
    };
    let mut lines: Vec<String> = facts.phones.iter().map(phone).collect();
    lines.extend(facts.fax.iter().map(|fax| labelled(v, Channel::Fax, &[Some(fax)])));
    lines.extend(facts.emails.iter().map(|email| labelled(v, Channel::Email, &[Some(email)])));
    if lines.is_empty() {
        lines.push(v.t("paper-contact-page"));
    }
    Contact { role: v.t("paper-role-desk"), name: desk.short_name().to_owned(), lines }
}

/// The responsible office.
pub fn office(v: &Visit, body: &Organization) -> Contact {
    let own = body.extension().map(|number| extension(v, number));
    let mut lines: Vec<String> = Vec::new();
    lines.extend(body.phone.as_ref().map(|phone| labelled(v, Channel::Phone, &[Some(phone), own.as_deref()])));
    lines.extend(body.facts.fax.as_ref().map(|fax| labelled(v, Channel::Fax, &[Some(fax)])));
    lines.extend(body.address.clone());
    if lines.is_empty() {
        lines.push(v.t("paper-contact-ask"));
    }
    Contact { role: v.t("desk-office"), name: body.name.clone(), lines }
}

fn labelled(v: &Visit, channel: Channel, parts: &[Option<&str>]) -> String {
    let mut line = channel_word(v, channel);
    for part in parts.iter().flatten() {
        line.push(' ');
        line.push_str(part);
    }
    line
}

/// When the facts of a desk were last looked at.
pub fn checked(v: &Visit, desk: &Desk) -> String {
    match desk.checked_on {
        Some(day) => v.t1("desk-checked", "day", v.day(day)),
        None => v.t("paper-not-checked"),
    }
}
