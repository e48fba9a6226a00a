//! What programs, maps, calendars and a town's own site rely on. The stories go through the real router on both
//! databases.

mod changes;
mod feeds;
mod hsds;
mod linked;
mod model;
mod openapi;
mod page_only;
mod pages;
mod private;
mod resting;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::{
    directory::{RecordKind, actions, data, keeping},
    platform::testing::{Browser, Page, TestApp},
};

pub const DESKS: &str = include_str!("../../data/desks.yaml");
pub const GATHERINGS: &str = include_str!("../../data/gatherings.yaml");
pub const ORGANIZATIONS: &str = include_str!("../../data/organizations.yaml");

/// `text` with one place of it changed.
pub fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the file no longer says {from}");
    text.replacen(from, to, 1)
}

/// Loads the files of the demonstration with some of them replaced.
pub async fn load(test: &TestApp, desks: &str, gatherings: &str, organizations: &str) {
    let mut bundle = data::embedded().expect("the files read");
    bundle.desks = data::desks("desks.yaml", desks).expect("desks read");
    bundle.gatherings = data::gatherings("gatherings.yaml", gatherings).expect("gatherings read");
    bundle.organizations = data::organizations("organizations.yaml", organizations).expect("organisations read");
    let tx = test.app.db.write().await.expect("a transaction");
    actions::load(&test.app, &tx, &bundle).await.expect("they load");
    tx.commit().await.expect("committed");
    test.shelf.refresh(&test.app).await.expect("the directory");
}

/// Writes some facts of a record over those it has.
pub async fn put(test: &TestApp, kind: RecordKind, slug: &str, facts: Value) {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    let town = directory.municipality_by_slug("adachi").expect("a town").id;
    let tx = test.app.db.write().await.expect("a transaction");
    let found = keeping::record_of(&tx, town, kind, slug).await.expect("the database answers");
    let mut record = found.expect("a record of the town");
    for (name, value) in facts.as_object().expect("facts") {
        record.facts[name] = value.clone();
    }
    keeping::put(&tx, &record).await.expect("it is written");
    tx.commit().await.expect("committed");
    test.shelf.refresh(&test.app).await.expect("the directory");
}

/// The service of a desk or a gathering, with all that belongs to it.
pub async fn service(test: &TestApp, kind: RecordKind, slug: &str) -> Value {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    let desk = directory.desk_by_slug(slug).filter(|_| kind == RecordKind::Desk).map(|desk| desk.id.0);
    let id = desk.or_else(|| directory.gathering_by_slug(slug).map(|gathering| gathering.id.0)).expect("a record");
    get(&test.visitor(), &format!("/api/hsds/3.0/services/{id}")).await
}

pub fn read(page: &Page) -> Value {
    serde_json::from_slice(&page.bytes).unwrap_or_else(|error| panic!("{error}: {}", page.text()))
}

pub async fn get(browser: &Browser, path: &str) -> Value {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    read(&page)
}

/// Every entry of a list, page by page.
pub async fn all(browser: &Browser, path: &str) -> Vec<Value> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut found = Vec::new();
    for number in 1.. {
        let page = get(browser, &format!("{path}{joint}page={number}&per_page=100")).await;
        found.extend(page["contents"].as_array().expect("contents").iter().cloned());
        if page["last_page"] == json!(true) {
            assert_eq!(page["total_items"], json!(found.len()), "{path}");
            break;
        }
    }
    found
}

/// What checks values against a schema of the published document.
pub fn checker(document: &Value, schema: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": document["components"] });
    jsonschema::options().should_validate_formats(true).build(&whole).expect("a schema")
}

pub fn assert_valid(checker: &Validator, value: &Value, what: &str) {
    let faults: Vec<String> =
        checker.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{what}: {faults:#?}\n{value:#}");
}
