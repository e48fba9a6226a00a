//! What is a person's own and was not agreed to be shown does not enter the directory, so no page and no file can let
//! it slip. The numbers are taken out of the words around them as well: notices like to repeat them.

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

/// Fields that lead to a person.
const REACHES: [&str; 8] = ["number", "phone", "fax", "email", "address", "detail_ja", "text_ja", "summary_ja"];
/// What remains of a contact: the desk that passes questions on.
const STANDS_IN: &str = "via";
/// Shorter texts stand in other words by chance.
const SHORTEST: usize = 6;
/// Stands where something was taken out.
const GAP: &str = "…";

/// Takes out of the facts of one record what its owner has not agreed to show.
pub fn withhold(facts: &mut Value) {
    let mut withheld = Vec::new();
    if let Some(root) = facts.as_object_mut()
        && is_withheld(root, "contact_owner")
    {
        for field in ["phone", "extension", "fax", "address"] {
            withheld.extend(root.remove(field));
        }
    }
    take_out(facts, &mut withheld);
    let mut needles = Vec::new();
    for value in &withheld {
        leaves(value, &mut |text| needles.push(folded(text).into_iter().map(|(_, _, letter)| letter).collect()));
    }
    needles.retain(|needle: &Vec<char>| needle.len() >= SHORTEST);
    if !needles.is_empty() {
        blot(facts, &needles);
    }
}

fn is_withheld(record: &Map<String, Value>, owner: &str) -> bool {
    record.get(owner).and_then(Value::as_str) == Some("private")
        && record.get("consent_to_show").and_then(Value::as_bool) != Some(true)
}

fn take_out(value: &mut Value, withheld: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.retain_mut(|item| {
            if item.as_object().is_some_and(|record| is_withheld(record, "owner")) {
                withheld.extend(reaching(item));
                return false;
            }
            take_out(item, withheld);
            true
        }),
        Value::Object(fields) => {
            for (_, field) in fields.iter_mut() {
                if field.as_object().is_some_and(|record| is_withheld(record, "owner")) {
                    withheld.extend(reaching(field));
                    let stands_in = field.as_object_mut().and_then(|record| record.remove(STANDS_IN));
                    *field = stands_in.map_or(Value::Null, |desk| {
                        Value::Object([(STANDS_IN.to_owned(), desk)].into_iter().collect::<Map<_, _>>())
                    });
                } else {
                    take_out(field, withheld);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn reaching(record: &Value) -> Vec<Value> {
    REACHES.iter().filter_map(|field| record.get(field).cloned()).collect()
}

fn leaves(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, see)),
        Value::Object(fields) => fields.values().for_each(|field| leaves(field, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn blot(value: &mut Value, needles: &[Vec<char>]) {
    match value {
        Value::String(text) => {
            for needle in needles {
                while let Some((from, to)) = find(text, needle) {
                    text.replace_range(from..to, GAP);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| blot(item, needles)),
        Value::Object(fields) => fields.values_mut().for_each(|field| blot(field, needles)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Where `needle` stands, however its letters are set: bytes from and to.
fn find(text: &str, needle: &[char]) -> Option<(usize, usize)> {
    let letters = folded(text);
    let at = letters.windows(needle.len()).position(|part| part.iter().map(|(_, _, letter)| letter).eq(needle))?;
    Some((letters[at].0, letters[at + needle.len() - 1].1))
}

/// Letters and digits in one width and case, each with the bytes it came from. What groups digits is left out.
fn folded(text: &str) -> Vec<(usize, usize, char)> {
    let mut letters = Vec::with_capacity(text.len());
    for (from, letter) in text.char_indices() {
        let to = from + letter.len_utf8();
        letters.extend(
            letter
                .nfkc()
                .flat_map(char::to_lowercase)
                .filter(|plain| plain.is_alphanumeric() || matches!(plain, '@' | '.'))
                // The long vowel mark and the Chinese one are typed for a hyphen.
                .filter(|plain| !matches!(plain, '\u{30fc}'))
                .map(|plain| (from, to, plain)),
        );
    }
    letters
}
