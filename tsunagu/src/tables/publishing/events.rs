//! The events of a town as a table.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use calendar::hours::PrintedDate;

use super::{GAP, columns, for_everybody};
use crate::{
    directory::{Directory, Event, EventFacts, Municipality, OrganizationFacts, views::coming_in_japanese},
    platform::{Lang, Outcome},
    tables::model::{
        SetName, read_day,
        reading::Letters,
        sets::{self, Column},
        writing,
    },
};

/// Stands between the names of several hosts: the Japanese comma.
const BETWEEN: &str = "\u{3001}";

/// The events of a town, in the directory's order, under the headers of a version (`current`, `old`): those to which people come and
/// of which the day is known. What another town holds is in that town's table.
///
/// # Errors
/// Ours, if the facts cannot be written.
pub fn events(directory: &Directory, town: &Municipality, version: &str, letters: Letters) -> Result<Vec<u8>, Outcome> {
    let is_own = |event: &&Event| event.municipality == Some(town.id);
    let is_dated = |event: &&Event| event.facts.kind.takes_place() && day(&event.facts).is_some();
    let listed: Vec<&Event> = directory.events().iter().filter(is_own).filter(is_dated).collect();
    let facts = listed.iter().map(|event| for_everybody(&event.facts)).collect::<Result<Vec<_>, Outcome>>()?;
    let mut cells = Vec::new();
    for (event, facts) in listed.iter().zip(&facts) {
        let mut own = event_cells(directory, event, facts)?;
        strike_name(event, &mut own);
        cells.push(own);
    }
    tell_apart(&listed, &mut cells);
    let columns = columns(SetName::Events, sets::set(SetName::Events).version(version), &cells);
    for (key, text) in of_town(town).into_iter().filter(|(key, _)| columns.iter().any(|(column, _)| column == key)) {
        for cells in &mut cells {
            cells.entry(key.to_owned()).or_insert_with(|| text.clone());
        }
    }
    let others: BTreeSet<&String> =
        facts.iter().filter_map(|facts| facts.cells.as_ref()).flat_map(|row| row.other.keys()).collect();
    let header = columns.iter().map(|(_, name)| *name).chain(others.iter().map(|name| name.as_str()));
    let rows = facts.iter().zip(&cells).map(|(facts, cells)| {
        let own = columns.iter().map(|(key, _)| cells.get(*key).cloned().unwrap_or_default());
        let other = others.iter().map(|name| {
            let row = facts.cells.as_ref();
            row.and_then(|row| row.other.get(*name)).cloned().unwrap_or_default()
        });
        own.chain(other).collect()
    });
    Ok(writing::write(header, rows, letters))
}

/// A number is the latest event's that has it: next year's table may have begun to count at 1 again. The others go by the
/// directory's id.
fn tell_apart(listed: &[&Event], cells: &mut [BTreeMap<String, String>]) {
    let number = |cells: &BTreeMap<String, String>| cells.get("number").cloned().unwrap_or_default();
    let last: HashMap<String, usize> = cells.iter().enumerate().map(|(at, cells)| (number(cells), at)).collect();
    for (at, cells) in cells.iter_mut().enumerate() {
        if last.get(&number(cells)) != Some(&at) {
            cells.insert("number".to_owned(), listed[at].slug.clone());
        }
    }
}

/// What a table says of whose it is, where the rows say nothing else.
pub fn of_town(town: &Municipality) -> [(&'static str, String); 3] {
    let prefecture = town.prefecture.clone().unwrap_or_default();
    [("town", town.name.clone()), ("prefecture", prefecture), ("city", town.name.clone())]
}

fn day(facts: &EventFacts) -> Option<String> {
    match facts.date {
        PrintedDate::Day(day) => Some(day.to_string()),
        PrintedDate::Month { .. } | PrintedDate::Year(_) | PrintedDate::FiscalYear(_) => None,
    }
}

/// The cells of an event, by the keys of the set. `facts` are those for everybody.
///
/// # Errors
/// Ours, if the facts of its house cannot be written.
pub fn event_cells(
    directory: &Directory,
    event: &Event,
    facts: &EventFacts,
) -> Result<BTreeMap<String, String>, Outcome> {
    let mut cells = facts.cells.as_ref().map(|row| row.values.clone()).unwrap_or_default();
    let venue = facts.venue.as_ref();
    let house = venue.and_then(|venue| directory.organization_by_slug(venue.org.as_ref()?));
    let house = house.filter(|house| !house.facts.name_not_printed);
    let house_facts: Option<OrganizationFacts> = house.map(|house| for_everybody(&house.facts)).transpose()?;
    let facts_say = [
        ("number", said(&cells, "number").or_else(|| Some(event.slug.clone()))),
        ("name", Some(if event.name.is_empty() { Lang::Ja.t(facts.kind.key()) } else { event.name.clone() })),
        ("category", word(&cells, "category", facts.kind.code())),
        ("online", word(&cells, "online", facts.mode.code())),
        ("start_date", day(facts)),
        ("end_date", last_day(&cells, facts)),
        ("start", facts.start.map(|time| time.to_string())),
        ("end", facts.end.map(|time| time.to_string())),
        ("date_note", date_note(&cells, facts)),
        ("place", house.map(|house| &house.name).or(venue.and_then(|venue| venue.text_ja.as_ref())).cloned()),
        ("fee", facts.fee.clone()),
        ("contact_phone", facts.phone.clone()),
        ("contact_extension", facts.extension.clone()),
        ("contact_email", facts.email.clone()),
        ("host", names(directory, &facts.hosts).or_else(|| said(&cells, "host"))),
        ("cohost", names(directory, &facts.cohosts).or_else(|| said(&cells, "cohost"))),
    ];
    for (key, text) in facts_say {
        match text {
            Some(text) => cells.insert(key.to_owned(), text),
            None => cells.remove(key),
        };
    }
    // The standard has no column for coming and going: it stands in the remarks, after what the table itself remarks.
    let coming = coming_in_japanese(facts);
    if !coming.is_empty() {
        let remarks = cells.entry("remarks".to_owned()).or_default();
        if !remarks.ends_with(&coming) {
            remarks.push_str(&coming);
        }
    }
    // A row may say another address than its house does.
    let house_says = [
        ("address", house_facts.and_then(|house| house.address)),
        ("building", venue.and_then(|venue| venue.detail_ja.clone())),
    ];
    for (key, text) in house_says.into_iter().filter_map(|(key, text)| Some((key, text?))) {
        cells.entry(key.to_owned()).or_insert(text);
    }
    Ok(cells)
}

/// Columns that say whose the table is and which row it is; no person is in them.
const OF_THE_TABLE: [&str; 5] = ["town_code", "number", "prefecture", "city", "town"];

/// Takes the name of a private contact out of all cells: a title or a description may repeat it.
pub fn strike_name(event: &Event, cells: &mut BTreeMap<String, String>) {
    let row = event.facts.cells.as_ref().filter(|_| !event.facts.contact_owner.is_public());
    let Some(name) = row.and_then(|row| row.values.get("contact_name")).map(|name| name.trim()) else { return };
    if name.is_empty() {
        return;
    }
    for (_, text) in cells.iter_mut().filter(|(key, _)| !OF_THE_TABLE.contains(&key.as_str())) {
        *text = text.replace(name, &GAP.to_string());
    }
}

fn said(cells: &BTreeMap<String, String>, key: &str) -> Option<String> {
    cells.get(key).filter(|text| !text.is_empty()).cloned()
}

/// The word of the table as long as it means what the event is now; else the usual one.
fn word(cells: &BTreeMap<String, String>, key: &str, code: &str) -> Option<String> {
    let column = sets::set(SetName::Events).column(key);
    let means = |text: &String| column.and_then(|column| column.code_of(text)).is_none_or(|meant| meant == code);
    let usual = || column.and_then(|column: &Column| column.word_of(code)).map(str::to_owned);
    said(cells, key).filter(means).or_else(usual)
}

/// Of an event on one day a table may have said the day twice.
fn last_day(cells: &BTreeMap<String, String>, facts: &EventFacts) -> Option<String> {
    match facts.end_date {
        Some(PrintedDate::Day(day)) => Some(day.to_string()),
        Some(PrintedDate::Month { .. } | PrintedDate::Year(_) | PrintedDate::FiscalYear(_)) => None,
        None => said(cells, "end_date").filter(|text| Some(text) == day(facts).as_ref()),
    }
}

/// The words about day and time, unless they say the day and nothing else.
fn date_note(cells: &BTreeMap<String, String>, facts: &EventFacts) -> Option<String> {
    let words = &facts.date_text_ja;
    let says_more = read_day(words).is_none_or(|read| Some(read.to_string()) != day(facts));
    let is_a_note = cells.get("date_note") == Some(words);
    (!words.is_empty() && (says_more || is_a_note)).then(|| words.clone())
}

fn names(directory: &Directory, slugs: &[String]) -> Option<String> {
    let bodies = slugs.iter().filter_map(|slug| directory.organization_by_slug(slug));
    let named = bodies.filter(|body| !body.facts.name_not_printed).map(|body| body.name.as_str());
    let names: Vec<&str> = named.collect();
    (!names.is_empty()).then(|| names.join(BETWEEN))
}
