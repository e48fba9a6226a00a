//! The form of an application: what was typed, read box by box, with a message beside what cannot be read.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use super::model::{Application, Signature};
use crate::{
    people::{Birth, Gender, Profile, Relation},
    platform::{Refusal, web::Submitted},
    relay::model::{Concern, Content},
};

/// Longest single line and longest text, in characters.
const LINE: usize = 200;
const TEXT: usize = 20_000;

/// The eras of the form by their letters, and "W" for Western years.
pub const ERAS: [&str; 5] = ["T", "S", "H", "R", "W"];

/// The day of birth as typed, to give back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BirthTyped {
    pub era: String,
    pub year: String,
    pub month: String,
    pub day: String,
    pub age: String,
}

pub struct ApplicationForm {
    pub content: Content,
    pub birth: BirthTyped,
    pub signature: Signature,
    pub faults: Vec<(&'static str, Refusal)>,
    pub version: i64,
    pub key: String,
}

impl ApplicationForm {
    /// The form as it was saved last.
    pub fn stored(application: Application, version: i64, key: String) -> Self {
        let birth = &application.content.person.birth;
        let day = birth.day.and_then(calendar::wareki::Wareki::from_date);
        let birth = BirthTyped {
            era: day.map(|day| day.era.letter().to_string()).unwrap_or_default(),
            year: day.map(|day| day.year.to_string()).unwrap_or_default(),
            month: day.map(|day| day.month.to_string()).unwrap_or_default(),
            day: day.map(|day| day.day.to_string()).unwrap_or_default(),
            age: birth.age.map(|age| age.to_string()).unwrap_or_default(),
        };
        let signature = match application.offer {
            Some(offer) => Signature { ticked: true, name: offer.name },
            None => Signature::default(),
        };
        Self { content: application.content, birth, signature, faults: Vec::new(), version, key }
    }

    /// Reads what was typed. What belongs to staff stays as it was, whatever was sent.
    pub fn read(form: &Submitted, before: &Content, version: i64, today: NaiveDate) -> Self {
        let mut faults = Vec::new();
        let birth = BirthTyped {
            era: form.get("era").to_owned(),
            year: form.get("year").trim().to_owned(),
            month: form.get("month").trim().to_owned(),
            day: form.get("day").trim().to_owned(),
            age: form.get("age").trim().to_owned(),
        };
        let read = Birth { day: day_of(&birth, today, &mut faults), age: age_of(&birth.age, &mut faults) };
        let mut line = |name: &'static str| bounded(form, name, LINE, &mut faults);
        let person = Profile {
            nickname: line("nickname"),
            name: line("name"),
            furigana: line("furigana"),
            gender: form.code("gender"),
            birth: read,
            postcode: line("postcode"),
            address: line("address"),
            phone_home: line("phone_home"),
            phone_mobile: line("phone_mobile"),
            ..Profile::default()
        };
        let caller = Profile {
            name: line("caller_name"),
            relation: form.code("caller_relation"),
            relation_words: line("caller_relation_words"),
            address: line("caller_address"),
            phone_home: line("caller_phone_home"),
            phone_mobile: line("caller_phone_mobile"),
            ..Profile::default()
        };
        let signature = Signature { ticked: form.text("agree").is_some(), name: line("signature") };
        let content = Content {
            receiver: before.receiver.clone(),
            record: before.record.clone(),
            person,
            caller: (caller != Profile::default()).then_some(caller),
            concern_other: line("concern_other"),
            narrative: bounded(form, "narrative", TEXT, &mut faults),
            wishes: bounded(form, "wishes", TEXT, &mut faults),
            ..Content::default()
        };
        let concerns: BTreeSet<Concern> = form.codes("concern").into_iter().collect();
        Self {
            content: content.with_marks(concerns, form.code("most")),
            birth,
            signature,
            faults,
            version,
            key: form.get("form").to_owned(),
        }
    }

    pub fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }

    pub fn eras(&self) -> [(&'static str, String); 5] {
        ERAS.map(|era| (era, format!("application-era-{}", era.to_lowercase())))
    }

    pub fn genders(&self) -> &'static [Gender] {
        Gender::ALL
    }

    pub fn relations(&self) -> &'static [Relation] {
        Relation::ALL
    }

    pub fn concerns(&self) -> &'static [Concern] {
        Concern::ALL
    }

    pub fn has_gender(&self, gender: &Gender) -> bool {
        self.content.person.gender == Some(*gender)
    }

    pub fn caller(&self) -> Profile {
        self.content.caller.clone().unwrap_or_default()
    }

    pub fn has_relation(&self, relation: &Relation) -> bool {
        self.caller().relation == Some(*relation)
    }

    pub fn has_concern(&self, concern: &Concern) -> bool {
        self.content.concerns.contains(concern)
    }

    pub fn is_most(&self, concern: &Concern) -> bool {
        self.content.most == Some(*concern)
    }
}

/// Era or Western year, month and day in three small boxes, as on the paper; nothing when they are empty.
fn day_of(typed: &BirthTyped, today: NaiveDate, faults: &mut Vec<(&'static str, Refusal)>) -> Option<NaiveDate> {
    let parts = [&typed.year, &typed.month, &typed.day].map(|part| part.nfkc().collect::<String>());
    if parts.iter().all(String::is_empty) {
        return None;
    }
    let [year, month, day] = parts;
    let text = match typed.era.as_str() {
        era @ ("T" | "S" | "H" | "R") => format!("{era}{year}.{month}.{day}"),
        _ => format!("{year}-{month:0>2}-{day:0>2}"),
    };
    let read = calendar::wareki::parse(&text).ok().and_then(|reading| reading.day());
    match read {
        Some(day) if day <= today => Some(day),
        Some(_) | None => {
            faults.push(("year", Refusal::new("refused-application-birth")));
            None
        }
    }
}

/// "45", "４５歳くらい": the number in it is enough.
fn age_of(typed: &str, faults: &mut Vec<(&'static str, Refusal)>) -> Option<u8> {
    if typed.is_empty() {
        return None;
    }
    let digits: String =
        typed.nfkc().skip_while(|letter| !letter.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let age = digits.parse::<u8>().ok().filter(|age| *age <= 130);
    if age.is_none() {
        faults.push(("age", Refusal::new("refused-application-age")));
    }
    age
}

fn bounded(form: &Submitted, name: &'static str, longest: usize, faults: &mut Vec<(&'static str, Refusal)>) -> String {
    let text = form.get(name).trim().to_owned();
    if text.chars().count() > longest {
        faults.push((name, Refusal::new("refused-worry-long").with("longest", longest.to_string())));
    }
    text
}
