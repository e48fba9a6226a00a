//! A sheet in words: what a reader is shown, and what differs between two versions of it.

use std::collections::BTreeSet;

use super::super::model::{Category, Concern, Content, Record, Route};
use crate::{casework::Item, people::Profile, platform::web::Visit};

/// A label and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub label: String,
    pub text: String,
}

/// The agreed content in words, in the order of the paper. Agreed but empty reads "not written".
pub fn agreed(v: &Visit, content: &Content, route: &Route, agreed: &BTreeSet<Item>) -> Vec<Row> {
    let person = &content.person;
    let mut rows = Vec::new();
    let mut put = |label: &str, text: String| {
        let text = if text.trim().is_empty() { v.t("sheet-not-written") } else { text };
        rows.push(Row { label: v.t(label), text });
    };
    for item in Item::ALL.iter().filter(|item| agreed.contains(item)) {
        match item {
            Item::Name => put("item-name", join(&[&person.nickname, &person.name, &person.furigana], " ")),
            Item::Gender => put("item-gender", person.gender.map(|gender| v.t(gender.key())).unwrap_or_default()),
            Item::Birth => {
                let day = person.birth.day.map(|day| v.day(day)).unwrap_or_default();
                let age = person.birth.age_on(v.now.today()).map(|age| v.t1("sheet-years", "age", age));
                put("item-birth", join(&[&day, &age.unwrap_or_default()], " "));
            }
            Item::Address => put("item-address", join(&[&person.postcode, &person.address], " ")),
            Item::Phone => put("item-phone", join(&[&person.phone_home, &person.phone_mobile], " ")),
            Item::Caller => {
                let caller = content.caller.clone().unwrap_or_default();
                let relation = caller.relation.map(|relation| v.t(relation.key())).unwrap_or_default();
                let phones = join(&[&caller.phone_home, &caller.phone_mobile], " ");
                put(
                    "item-caller",
                    join(&[caller.called(), &relation, &caller.relation_words, &caller.address, &phones], " "),
                );
            }
            Item::Concerns => put("item-concerns", join(&[&marks(v, content), &content.concern_other], " ")),
            Item::Narrative => put("item-narrative", content.narrative.clone()),
            Item::Wishes => put("item-wishes", content.wishes.clone()),
            Item::Record => {
                let continues = match content.record.continues {
                    Some(true) => v.t("sheet-continues-yes"),
                    Some(false) => v.t("sheet-continues-no"),
                    None => String::new(),
                };
                let parts = [content.record.overview.as_str(), &content.record.response, &continues];
                put("item-record", join(&parts, "\n\n"));
            }
            Item::Consulted => put("item-consulted", listed(v, &content.record.consulted)),
        }
    }
    put("sheet-needed", listed(v, &route.needed));
    put("sheet-booked-at", route.booked_at.clone());
    put("sheet-accompany", yes_no(v, route.accompany));
    rows
}

/// Everything that is written, for whoever has the full file.
pub fn written(v: &Visit, content: &Content, route: &Route) -> Vec<Row> {
    every_field(v, content, route).into_iter().filter(|row| !row.text.is_empty()).collect()
}

/// The fields of `theirs` that say something else than `ours`.
pub fn differences(theirs: Vec<Row>, ours: &[Row]) -> Vec<Row> {
    theirs.into_iter().zip(ours).filter(|(theirs, ours)| theirs != *ours).map(|(theirs, _)| theirs).collect()
}

/// Every field in the order of the paper, the empty ones too: two versions have the same rows.
pub fn every_field(v: &Visit, content: &Content, route: &Route) -> Vec<Row> {
    let mut rows = Vec::new();
    person(v, &content.person, &mut rows);
    caller(v, content.caller.as_ref(), &mut rows);
    let mut put = |label: &str, text: &str| rows.push(Row { label: v.t(label), text: text.to_owned() });
    put("sheet-concerns", &marks(v, content));
    put("sheet-concern-other", &content.concern_other);
    put("sheet-narrative", &content.narrative);
    put("sheet-wishes", &content.wishes);
    put("sheet-receiver", &content.receiver);
    rows.extend(of_record(v, &content.record));
    let mut put = |label: &str, text: &str| rows.push(Row { label: v.t(label), text: text.to_owned() });
    put("sheet-needed", &listed(v, &route.needed));
    put("sheet-booked-at", &route.booked_at);
    put("sheet-accompany", &yes_no(v, route.accompany));
    put("sheet-inside-section", &route.inside.section);
    put("sheet-inside-unit", &route.inside.unit);
    put("sheet-inside-officer", &route.inside.officer);
    put("sheet-inside-building", &route.inside.building);
    put("sheet-inside-floor", &route.inside.floor);
    put("sheet-outside-name", &route.outside.name);
    put("sheet-outside-officer", &route.outside.officer);
    put("sheet-outside-address", &route.outside.address);
    put("sheet-outside-phone", &route.outside.phone);
    put("sheet-again", &route.again);
    rows
}

/// The fields of a section's record.
pub fn of_record(v: &Visit, record: &Record) -> Vec<Row> {
    let fields = [
        ("sheet-received-on", record.received_on.clone()),
        ("sheet-section", record.section.clone()),
        ("sheet-officer", record.officer.clone()),
        ("sheet-consulted", listed(v, &record.consulted)),
        ("sheet-overview", record.overview.clone()),
        ("sheet-response", record.response.clone()),
        ("sheet-continues", yes_no(v, record.continues)),
    ];
    fields.into_iter().map(|(label, text)| Row { label: v.t(label), text }).collect()
}

fn person(v: &Visit, person: &Profile, rows: &mut Vec<Row>) {
    let mut put = |label: &str, text: &str| rows.push(Row { label: v.t(label), text: text.to_owned() });
    put("sheet-nickname", &person.nickname);
    put("sheet-furigana", &person.furigana);
    put("sheet-name", &person.name);
    put("sheet-birth", &person.birth.day.map(|day| v.day(day)).unwrap_or_default());
    put("sheet-age", &person.birth.age.map(|age| age.to_string()).unwrap_or_default());
    put("sheet-postcode", &person.postcode);
    put("sheet-address", &person.address);
    put("sheet-phone-home", &person.phone_home);
    put("sheet-phone-mobile", &person.phone_mobile);
    put("sheet-gender", &person.gender.map(|gender| v.t(gender.key())).unwrap_or_default());
}

fn caller(v: &Visit, caller: Option<&Profile>, rows: &mut Vec<Row>) {
    let nobody = Profile::default();
    let caller = caller.unwrap_or(&nobody);
    let mut put = |label: &str, text: &str| {
        rows.push(Row {
            label: v.t2("sheet-of-caller", ("part", v.t("sheet-part-caller")), ("label", v.t(label))),
            text: text.to_owned(),
        });
    };
    put("sheet-name", caller.called());
    put("sheet-relation", &caller.relation.map(|relation| v.t(relation.key())).unwrap_or_default());
    put("sheet-relation-words", &caller.relation_words);
    put("sheet-address", &caller.address);
    put("sheet-phone-home", &caller.phone_home);
    put("sheet-phone-mobile", &caller.phone_mobile);
}

fn marks(v: &Visit, content: &Content) -> String {
    let mark = |concern: &Concern| {
        let mark = if content.most == Some(*concern) { "\u{25ce}" } else { "\u{25cb}" };
        format!("{mark} {}", v.t(concern.key()))
    };
    content.concerns.iter().map(mark).collect::<Vec<_>>().join("\n")
}

fn listed(v: &Visit, list: &[(Category, String)]) -> String {
    let name = |(category, name): &(Category, String)| match name.is_empty() {
        true => v.t(category.key()),
        false => format!("{} ({name})", v.t(category.key())),
    };
    list.iter().map(name).collect::<Vec<_>>().join(&v.t("list-comma"))
}

fn yes_no(v: &Visit, answer: Option<bool>) -> String {
    match answer {
        Some(true) => v.t("sheet-yes"),
        Some(false) => v.t("sheet-no"),
        None => String::new(),
    }
}

fn join(parts: &[&str], between: &str) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}
