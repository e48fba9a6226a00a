//! The form of a draft: what was typed, read into the sheet, with a message beside each field that cannot be read.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::model::{Category, Concern, Content, Inside, Outside, Record, Route};
use crate::{
    people::{Birth, Profile},
    platform::{Refusal, web::Submitted},
};

/// Longest single line and longest text, in characters.
const LINE: usize = 200;
const TEXT: usize = 20_000;

/// What was typed, as far as it could be read, and what could not.
pub struct Draft {
    pub content: Content,
    pub route: Route,
    /// The day of birth as typed, to give back.
    pub birth_typed: String,
    pub age_typed: String,
    pub faults: Vec<(&'static str, Refusal)>,
}

impl Draft {
    /// The message beside a field.
    pub fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }

    /// A draft as it lies in the database.
    pub fn stored(content: Content, route: Route) -> Self {
        let birth_typed = content.person.birth.day.map(as_typed).unwrap_or_default();
        let age_typed = content.person.birth.age.map(|age| age.to_string()).unwrap_or_default();
        Self { content, route, birth_typed, age_typed, faults: Vec::new() }
    }

    /// Reads what was typed over what was known. `today` tells a day of birth from a day to come.
    pub fn typed(form: &Submitted, before: &Content, today: NaiveDate) -> Self {
        let mut faults = Vec::new();
        let birth = birth(form, today, &mut faults);
        let mut line = |name: &'static str| bounded(form, name, LINE, &mut faults);
        let person = Profile {
            nickname: line("nickname"),
            name: line("name"),
            furigana: line("furigana"),
            gender: form.code("gender"),
            birth,
            postcode: line("postcode"),
            address: line("address"),
            phone_home: line("phone_home"),
            phone_mobile: line("phone_mobile"),
            ..before.person.clone()
        };
        let caller = Profile {
            name: line("caller_name"),
            relation: form.code("caller_relation"),
            relation_words: line("caller_relation_words"),
            address: line("caller_address"),
            phone_home: line("caller_phone_home"),
            phone_mobile: line("caller_phone_mobile"),
            ..before.caller.clone().unwrap_or_default()
        };
        let route = Route {
            needed: categories(form, "needed"),
            booked_at: line("booked_at"),
            accompany: yes_no(form, "accompany"),
            inside: Inside {
                section: line("inside_section"),
                unit: line("inside_unit"),
                officer: line("inside_officer"),
                building: line("inside_building"),
                floor: line("inside_floor"),
            },
            outside: Outside {
                name: line("outside_name"),
                officer: line("outside_officer"),
                address: line("outside_address"),
                phone: line("outside_phone"),
            },
            again: String::new(),
        };
        let (receiver, concern_other) = (line("receiver"), line("concern_other"));
        let record = record(form, &mut faults);
        let content = Content {
            receiver,
            person,
            caller: (caller != Profile::default()).then_some(caller),
            concern_other,
            narrative: bounded(form, "narrative", TEXT, &mut faults),
            wishes: bounded(form, "wishes", TEXT, &mut faults),
            record,
            ..Content::default()
        };
        let concerns: BTreeSet<Concern> = form.codes("concern").into_iter().collect();
        Self {
            content: content.with_marks(concerns, form.code("most")),
            route,
            birth_typed: form.get("birth").to_owned(),
            age_typed: form.get("age").to_owned(),
            faults,
        }
    }
}

/// The record of a section (first section or receiver).
pub fn record(form: &Submitted, faults: &mut Vec<(&'static str, Refusal)>) -> Record {
    Record {
        received_on: bounded(form, "received_on", LINE, faults),
        section: bounded(form, "section", LINE, faults),
        officer: bounded(form, "officer", LINE, faults),
        consulted: categories(form, "consulted"),
        overview: bounded(form, "overview", TEXT, faults),
        response: bounded(form, "response", TEXT, faults),
        continues: yes_no(form, "continues"),
    }
}

/// A day as a counter writes it, to be changed and read again.
pub fn as_typed(day: NaiveDate) -> String {
    calendar::wareki::Wareki::from_date(day).map_or_else(|| day.to_string(), |day| day.to_string())
}

/// A day as typed in either calendar; nothing when the field is empty.
pub fn day(form: &Submitted, name: &'static str, faults: &mut Vec<(&'static str, Refusal)>) -> Option<NaiveDate> {
    let typed = form.text(name)?;
    let read = calendar::wareki::parse(&typed).ok().and_then(|reading| reading.day());
    if read.is_none() {
        faults.push((name, Refusal::new("refused-date").with("typed", typed.chars().take(30).collect::<String>())));
    }
    read
}

fn birth(form: &Submitted, today: NaiveDate, faults: &mut Vec<(&'static str, Refusal)>) -> Birth {
    let day = day(form, "birth", faults);
    if day.is_some_and(|day| day > today) {
        faults.push(("birth", Refusal::new("refused-birth-future")));
    }
    let age = form.text("age").and_then(|typed| {
        use unicode_normalization::UnicodeNormalization;
        let age = typed.nfkc().collect::<String>().trim().parse::<u8>().ok().filter(|age| *age <= 130);
        if age.is_none() {
            faults.push(("age", Refusal::new("refused-age")));
        }
        age
    });
    Birth { day, age }
}

fn bounded(form: &Submitted, name: &'static str, longest: usize, faults: &mut Vec<(&'static str, Refusal)>) -> String {
    let text = form.get(name).trim().to_owned();
    if text.chars().count() > longest {
        faults.push((name, Refusal::new("refused-too-long").with("longest", longest.to_string())));
    }
    text
}

fn categories(form: &Submitted, name: &str) -> Vec<(Category, String)> {
    form.codes::<Category>(name)
        .into_iter()
        .map(|category| (category, form.text(&format!("{name}_{category}")).unwrap_or_default()))
        .collect()
}

fn yes_no(form: &Submitted, name: &str) -> Option<bool> {
    match form.get(name) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}
