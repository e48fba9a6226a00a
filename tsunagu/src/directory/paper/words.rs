//! Facts in the words that several papers share.

use calendar::{Channel, hours::PrintedDate, words::hours_in_words};
use chrono::NaiveDate;
use print::{Contact, Language, Link, Look, Number, Section};

use crate::{
    directory::{
        model::{
            Directory, Municipality, Organization,
            desk::{Desk, Way},
            facts::{AddressPeriod, Phone, Standing},
        },
        views::{channel_word, rest_words, stale_words},
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

/// The numbers to print on a day, those that will be answered included: what is printed is copied, so that a person's
/// own number is not among them.
pub fn phones(desk: &Desk, today: NaiveDate) -> impl Iterator<Item = &Phone> {
    desk.phones(today).into_iter().filter(|phone| phone.is_public())
}

/// The extension stands beside the number: it is told to whoever answers, never dialled. So do the days, where a number
/// begins or ends.
pub fn number(v: &Visit, phone: &Phone) -> Number {
    let parts = [
        phone.extension.as_deref().map(|number| extension(v, number)),
        Some(v.t(phone.kind.key())),
        days(v, phone.valid_from, phone.valid_to),
    ];
    // Pieces parted by this space stay whole when a line ends.
    Number { number: phone.number.clone(), beside: parts.into_iter().flatten().collect::<Vec<_>>().join("\u{3000}") }
}

/// What stands beside the one number that is printed large: its extension and its days.
pub fn beside(v: &Visit, phone: &Phone) -> Vec<String> {
    let own = phone.extension.as_deref().map(|number| extension(v, number));
    own.into_iter().chain(days(v, phone.valid_from, phone.valid_to)).collect()
}

/// A number in one line, with its extension and its days.
pub fn in_line(v: &Visit, phone: &Phone) -> String {
    let whole = match phone.extension.as_deref() {
        Some(own) => format!("{} {}", phone.number, extension(v, own)),
        None => phone.number.clone(),
    };
    match days(v, phone.valid_from, phone.valid_to) {
        Some(days) => v.t2("paper-address-days", ("address", whole), ("days", days)),
        None => whole,
    }
}

/// The numbers that take over from the one printed large, a line each, when a move is announced.
pub fn numbers_to_come(v: &Visit, desk: &Desk, today: NaiveDate) -> Vec<String> {
    let now = desk.phone(today);
    let begins = |phone: &&Phone| phone.valid_from.is_some_and(|from| from.first_day() > today);
    let others = phones(desk, today).filter(|phone| Some(*phone) != now).filter(begins);
    others.map(|phone| labelled(v, Channel::Phone, &[Some(&in_line(v, phone))])).collect()
}

/// Whether the desk takes place at all, with the document's words about it; empty where it simply does.
pub fn standing(v: &Visit, desk: &Desk) -> Vec<String> {
    let unclear = (desk.facts.standing == Standing::Unclear).then(|| v.t("desk-unclear"));
    let mut lines: Vec<String> = rest_words(v, desk, v.now.today()).or(unclear).into_iter().collect();
    if !lines.is_empty() {
        lines.extend(desk.facts.standing_note_ja.clone());
    }
    lines
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

/// The hours of a whole desk, ways with the same hours told together; or that one has to ask. While it rests, that and
/// no hours; where they were checked too long ago, that too.
pub fn hours_of_desk(v: &Visit, directory: &Directory, desk: &Desk) -> Vec<String> {
    let mut lines = standing(v, desk);
    if desk.rest(v.now.today()).is_some() {
        return lines;
    }
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
        lines.push(v.t("paper-hours-ask"));
        return lines;
    }
    let line = |(names, hours): (Vec<String>, String)| {
        v.t2("paper-way-hours", ("ways", names.join(between(v))), ("hours", hours))
    };
    lines.extend(told.into_iter().map(line));
    lines.extend(stale_words(v, desk, v.now.today()));
    lines
}

/// An address and its days, where it does not simply hold: both places are told before a move.
pub fn address(v: &Visit, address: &AddressPeriod) -> String {
    match days(v, address.valid_from, address.valid_to) {
        Some(days) => v.t2("paper-address-days", ("address", &address.address), ("days", days)),
        None => address.address.clone(),
    }
}

/// From when or until when a number or an address holds. `None`: it simply does.
fn days(v: &Visit, from: Option<PrintedDate>, to: Option<PrintedDate>) -> Option<String> {
    let from = from.map(PrintedDate::first_day).filter(|from| *from > v.now.today());
    match (from, to.map(PrintedDate::last_day)) {
        (None, None) => None,
        (Some(from), _) => Some(v.t1("desk-address-from", "day", v.day(from))),
        (None, Some(to)) => Some(v.t1("desk-address-until", "day", v.day(to))),
    }
}

/// Who answers at the desk.
pub fn desk_contact(v: &Visit, desk: &Desk) -> Contact {
    let facts = &desk.facts;
    let phone = |phone: &Phone| labelled(v, Channel::Phone, &[Some(&in_line(v, phone))]);
    let mut lines: Vec<String> = phones(desk, v.now.today()).map(phone).collect();
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
    match desk.freshness.whole() {
        Some(day) => v.t1("desk-checked", "day", v.day(day)),
        None => v.t("paper-not-checked"),
    }
}
