//! From rows to events.

use std::collections::{BTreeMap, HashMap};

use calendar::hours::PrintedDate;

use crate::{
    directory::{
        Directory, Event, EventCells, EventFacts, EventKind, EventMode, Municipality,
        facts::{ContactOwner, Source, Venue},
        intake,
        views::coming_in_japanese,
    },
    platform::{Outcome, Refusal},
    tables::{
        model::{
            EventRow, SetName, contact,
            recognised::{KnownEvent, recognised},
            sets,
        },
        publishing,
    },
};

/// An event of the town as the last table that went out said it.
struct Shown<'a> {
    event: &'a Event,
    facts: EventFacts,
    cells: BTreeMap<String, String>,
}

pub fn events(
    directory: &Directory,
    town: &Municipality,
    rows: &[EventRow],
) -> Result<Vec<intake::Happening>, Outcome> {
    let (own, others): (Vec<&Event>, Vec<&Event>) =
        directory.events().iter().partition(|event| event.municipality == Some(town.id));
    let others: HashMap<&str, &Event> = others.into_iter().map(|event| (event.slug.as_str(), event)).collect();
    if let Some(event) = rows.iter().find_map(|row| others.get(row.cell("number"))) {
        let name = if event.name.is_empty() { &event.slug } else { &event.name };
        return Err(Refusal::new("refused-table-other-town").with("name", name.as_str()).into());
    }
    let mut shown = own.into_iter().map(|event| shown(directory, town, event)).collect::<Result<Vec<_>, Outcome>>()?;
    let known: Vec<KnownEvent> = shown.iter().map(known).collect();
    // The town's own table still has the name that goes out to nobody, and finds its event by it.
    for it in &mut shown {
        publishing::strike_name(it.event, &mut it.cells);
    }
    let by_id: HashMap<_, _> = shown.iter().map(|it| (it.event.id, it)).collect();
    let wanted = |(row, id): (&EventRow, Option<_>)| {
        let before = id.and_then(|id| by_id.get(&id)).copied();
        let name = before.filter(|before| before.cells.get("name") == Some(&row.name));
        let mut facts = facts(directory, town, row, before);
        if is_somebodys(&facts, before.map(|before| &before.event.facts)) {
            facts.contact_owner = ContactOwner::Private;
            facts.consent_to_show = false;
        }
        // An event without a title goes out under its kind, and keeps to have none.
        let name = name.map_or(&row.name, |before| &before.event.name).clone();
        intake::Happening { id, name, facts }
    };
    Ok(rows.iter().zip(recognised(rows, &known)?).map(wanted).collect())
}

fn shown<'a>(directory: &Directory, town: &Municipality, event: &'a Event) -> Result<Shown<'a>, Outcome> {
    let facts = publishing::for_everybody(&event.facts)?;
    let mut cells = publishing::event_cells(directory, event, &facts)?;
    for (key, text) in publishing::of_town(town) {
        cells.entry(key.to_owned()).or_insert(text);
    }
    Ok(Shown { event, facts, cells })
}

fn known(shown: &Shown<'_>) -> KnownEvent {
    let cell = |key: &str| shown.cells.get(key).cloned().unwrap_or_default();
    // The directory's own id stands in the cell where the table had no number.
    let numbered = shown.facts.cells.as_ref().and_then(|row| row.values.get("number")).cloned();
    KnownEvent {
        id: shown.event.id,
        slug: shown.event.slug.clone(),
        name: cell("name"),
        number: numbered.unwrap_or_default(),
        day: match shown.facts.date {
            PrintedDate::Day(day) => Some(day),
            PrintedDate::Month { .. } | PrintedDate::Year(_) | PrintedDate::FiscalYear(_) => None,
        },
        place: cell("place"),
        begins: shown.facts.start,
    }
}

/// Whether a number or a mail address is a person's and new here. It is shown to nobody then until that person agrees, whatever the
/// table lists. Whose a known one is, staff have said or can say: a table does not overrule them.
fn is_somebodys(facts: &EventFacts, known: Option<&EventFacts>) -> bool {
    let ways = [
        (&facts.phone, known.and_then(|known| known.phone.as_ref())),
        (&facts.email, known.and_then(|known| known.email.as_ref())),
    ];
    ways.into_iter()
        .any(|(now, before)| now.as_ref().is_some_and(|way| !contact::may_go_out(way) && before != Some(way)))
}

/// What is known of an event of which only the row is.
fn fresh(town: &Municipality, row: &EventRow) -> EventFacts {
    EventFacts {
        kind: EventKind::Other,
        municipality: town.slug.clone(),
        series: None,
        hosts: Vec::new(),
        cohosts: Vec::new(),
        date: PrintedDate::Day(row.first_day),
        end_date: None,
        date_text_ja: String::new(),
        start: None,
        end: None,
        doors_open: None,
        join_late: false,
        leave_early: false,
        weekday_printed: None,
        weekday_matches: None,
        weekday_actual: None,
        venue: None,
        mode: EventMode::NotStated,
        reach: None,
        fee: None,
        reservation: None,
        notes: None,
        speaker_role: None,
        attendance: None,
        parts: Vec::new(),
        fiscal_year: None,
        number_in_fiscal_year: None,
        phone: None,
        extension: None,
        email: None,
        contact_owner: ContactOwner::default(),
        consent_to_show: false,
        cells: None,
        source: Source::default(),
    }
}

/// The row over what was known: a column that the table does not have changes nothing, nor does a cell that says what the last table
/// that went out said; an empty cell empties.
fn facts(directory: &Directory, town: &Municipality, row: &EventRow, before: Option<&Shown<'_>>) -> EventFacts {
    let said = before.map_or_else(
        || publishing::of_town(town).map(|(key, text)| (key.to_owned(), text)).into(),
        |before| before.cells.clone(),
    );
    let mut facts = before.map_or_else(|| fresh(town, row), |before| before.facts.clone());
    let held = facts.cells.take();
    let mut cells = held.clone().unwrap_or_default();
    let change = Change { directory, town, row, said: &said };
    change.days(&mut facts, &mut cells, before.is_none());
    change.place(&mut facts, &mut cells);
    for (key, text) in change.cells() {
        match key {
            "start_date" | "end_date" | "date_note" | "place" | "building" => {}
            "start" => facts.start = row.begins,
            "end" => facts.end = row.ends,
            "fee" => facts.fee = some(text),
            "contact_phone" => facts.phone = some(text),
            "contact_extension" => facts.extension = some(text),
            "contact_email" => facts.email = some(text),
            "host" => facts.hosts = change.bodies("host", text, &mut cells),
            "cohost" => facts.cohosts = change.bodies("cohost", text, &mut cells),
            "category" => {
                facts.kind =
                    code("category", text).unwrap_or(if text.is_empty() { EventKind::Other } else { facts.kind });
                keep(&mut cells, key, text);
            }
            "online" => {
                facts.mode = code("online", text).unwrap_or(EventMode::NotStated);
                keep(&mut cells, key, text);
            }
            // What the directory itself knows of coming and going is added again when the table goes out.
            "remarks" => keep(&mut cells, key, text.strip_suffix(&*coming_in_japanese(&facts)).unwrap_or(text)),
            // The directory's own id is no number of the table.
            "number" if before.is_some_and(|before| before.event.slug == text) => {}
            _ => keep(&mut cells, key, text),
        }
    }
    for (header, text) in &row.other {
        if text.is_empty() {
            cells.other.remove(header);
        } else {
            cells.other.insert(header.clone(), text.clone());
        }
    }
    // One that no table knew stays so where the table says nothing new of it.
    facts.cells = if held.is_none() && cells == EventCells::default() { None } else { Some(cells) };
    facts
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn code<T: std::str::FromStr>(key: &str, text: &str) -> Option<T> {
    sets::set(SetName::Events).column(key)?.code_of(text)?.parse().ok()
}

/// What a table says by itself where a row says nothing: an empty cell stands against it.
const UNASKED: [&str; 5] = ["town", "prefecture", "city", "address", "building"];

fn keep(cells: &mut EventCells, key: &str, text: &str) {
    if text.is_empty() && !UNASKED.contains(&key) {
        cells.values.remove(key);
    } else {
        cells.values.insert(key.to_owned(), text.to_owned());
    }
}

/// A row over what the last table said.
struct Change<'a> {
    directory: &'a Directory,
    town: &'a Municipality,
    row: &'a EventRow,
    said: &'a BTreeMap<String, String>,
}

impl<'a> Change<'a> {
    /// The cell, if it says something new.
    fn cell(&self, key: &str) -> Option<&'a str> {
        let text = self.row.values.get(key).map(String::as_str)?;
        (self.said.get(key).map_or("", String::as_str) != text).then_some(text)
    }

    /// Every cell that says something new.
    fn cells(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.row.values.keys().filter_map(|key| Some((key.as_str(), self.cell(key)?)))
    }

    /// The days, and the words about them: what a document once printed of another day does not stay.
    fn days(&self, facts: &mut EventFacts, cells: &mut EventCells, is_new: bool) {
        let row = self.row;
        let first = PrintedDate::Day(row.first_day);
        let is_moved = facts.date != first;
        if is_moved {
            facts.date = first;
            (facts.weekday_printed, facts.weekday_matches, facts.weekday_actual) = (None, None, None);
        }
        let last = match (row.last_day, self.cell("end_date")) {
            (Some(day), _) => Some(PrintedDate::Day(day)),
            (None, Some(_)) => None,
            (None, None) => facts.end_date,
        };
        facts.end_date = last.filter(|last| *last != first && last.last_day() >= row.first_day);
        // On one day only: a page need not say it twice, and the table that comes back does.
        if last == Some(first) {
            cells.values.insert("end_date".to_owned(), row.first_day.to_string());
        } else if row.values.contains_key("end_date") {
            cells.values.remove("end_date");
        }
        match self.cell("date_note") {
            Some(note) if !note.is_empty() => {
                note.clone_into(&mut facts.date_text_ja);
                cells.values.insert("date_note".to_owned(), note.to_owned());
            }
            emptied => {
                if is_new || emptied.is_some() || is_moved && row.cell("date_note").is_empty() {
                    row.cell("start_date").clone_into(&mut facts.date_text_ja);
                    cells.values.remove("date_note");
                }
            }
        }
    }

    /// Another place is not the house that was known, and its room and address are those of the row.
    fn place(&self, facts: &mut EventFacts, cells: &mut EventCells) {
        let is_moved = self.cell("place").is_some();
        if let Some(place) = self.cell("place") {
            let known = facts.venue.take().unwrap_or_default();
            let venue = Venue { org: None, detail_ja: None, text_ja: some(place), summary_ja: None, ..known };
            facts.venue = some(place).map(|_| venue);
        }
        let of_place = |key: &str| if is_moved { some(self.row.cell(key)) } else { None };
        if let Some(address) = of_place("address") {
            cells.values.insert("address".to_owned(), address);
        }
        match (&mut facts.venue, self.cell("building").map(str::to_owned).or_else(|| of_place("building"))) {
            (Some(venue), Some(room)) if venue.org.is_some() || venue.detail_ja.is_some() => {
                venue.detail_ja = some(&room)
            }
            (_, Some(room)) => keep(cells, "building", &room),
            (_, None) => {}
        }
    }

    /// The body of this name, if the town has it; a name of somebody else stays a word of the row.
    fn bodies(&self, key: &str, name: &str, cells: &mut EventCells) -> Vec<String> {
        let bodies = self.directory.bodies_of(self.town.id);
        match bodies.iter().find(|body| !name.is_empty() && body.name == name) {
            Some(body) => {
                cells.values.remove(key);
                vec![body.slug.clone()]
            }
            None => {
                keep(cells, key, name);
                Vec::new()
            }
        }
    }
}
