//! HSDS 3.0, the Human Services Data Specification of Open Referral: desks and gatherings as services.
//!
//! The words are those of the documents, in Japanese. What is not printed is not said.

mod organization;
mod pages;
mod place;
mod service;
mod terms;

use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub use pages::routes;
pub use place::days_in_words;
pub use terms::channel_code;

use super::catalogue::part;
use crate::{
    directory::{Directory, facts::Phone},
    platform::web::Visit,
};

/// Writes records in the terms of HSDS.
pub struct Writer<'a> {
    v: &'a Visit,
    directory: &'a Directory,
    at: NaiveDateTime,
}

impl<'a> Writer<'a> {
    pub fn new(v: &'a Visit, directory: &'a Directory) -> Self {
        Self { v, directory, at: v.now.local() }
    }

    fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.v.app.config.address)
    }

    /// A telephone of a record; `link` names the field that leads back to the record.
    fn phone(&self, of: Uuid, link: &'static str, phone: &Phone) -> Value {
        self.number(of, link, &phone.number, phone.extension.as_deref(), Some(self.v.t(phone.kind.key())))
    }

    fn number(
        &self,
        of: Uuid,
        link: &'static str,
        number: &str,
        extension: Option<&str>,
        kind: Option<String>,
    ) -> Value {
        // The specification has numbers for extensions; "1191 or 1194" and a leading nought only fit into words.
        let as_number: Option<u32> =
            extension.filter(|typed| !typed.starts_with('0')).and_then(|typed| typed.parse().ok());
        let in_words = extension.map(|extension| self.v.t1("desk-extension", "extension", extension));
        let words: Vec<String> = kind.into_iter().chain(in_words).collect();
        object([
            ("id", json!(part(of, &format!("phone/{number}/{}", extension.unwrap_or_default())))),
            (link, json!(of)),
            ("number", json!(number)),
            ("extension", json!(as_number)),
            ("type", json!("voice")),
            ("description", text(words.join(" "))),
        ])
    }

    fn fax(&self, of: Uuid, link: &'static str, number: &str) -> Value {
        object([
            ("id", json!(part(of, &format!("fax/{number}")))),
            (link, json!(of)),
            ("number", json!(number)),
            ("type", json!("fax")),
        ])
    }
}

/// An object without the fields of which nothing is known.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let is_known = |value: &Value| match value {
        Value::Null => false,
        Value::Array(entries) => !entries.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => true,
    };
    let known = fields.into_iter().filter(|(_, value)| is_known(value));
    Value::Object(known.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

/// Words, or nothing where there are none.
fn text(words: impl Into<String>) -> Value {
    let words = words.into();
    if words.trim().is_empty() { Value::Null } else { Value::String(words) }
}

/// Puts the fields of `more` into `whole`.
fn join(mut whole: Value, more: Value) -> Value {
    if let (Value::Object(whole), Value::Object(more)) = (&mut whole, more) {
        whole.extend(more);
    }
    whole
}
