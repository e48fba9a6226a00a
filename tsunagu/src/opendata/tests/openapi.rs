use std::collections::BTreeSet;

use axum::http::header;
use serde_json::Value;

use super::{assert_valid, checker, get, read};
use crate::{
    on_both_databases,
    opendata::openapi::document,
    platform::testing::{Browser, Page},
};

const ROUTES: &str = include_str!("../../routes.txt");

#[test]
fn every_address_of_programs_is_described_and_no_other() {
    let document = document("https://example.jp").expect("the document");
    let described: BTreeSet<&str> = document["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    let routes = ROUTES.lines().filter_map(|line| line.split_whitespace().nth(1));
    let routes: BTreeSet<&str> = routes.filter(|path| path.starts_with("/api/")).collect();
    assert_eq!(described, routes);
    assert_eq!(document["servers"][0]["url"], "https://example.jp");
}

#[test]
fn the_document_is_whole() {
    let document = document("https://example.jp").expect("the document");
    let mut missing = Vec::new();
    references(&document, &mut |reference| {
        let pointer = reference.strip_prefix('#').expect("inside the document");
        if document.pointer(pointer).is_none() {
            missing.push(reference.to_owned());
        }
    });
    assert_eq!(missing, Vec::<String>::new());
    let operations: Vec<&str> = document["paths"]
        .as_object()
        .expect("paths")
        .values()
        .map(|path| path["get"]["operationId"].as_str().expect("a name"))
        .collect();
    assert_eq!(operations.iter().collect::<BTreeSet<_>>().len(), operations.len(), "each name once");
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        checker(&document, schema);
        assert_eq!(schema["type"], "object", "{name}");
    }
}

fn references(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => {
            if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                see(reference);
            }
            fields.values().for_each(|field| references(field, see));
        }
        Value::Array(entries) => entries.iter().for_each(|entry| references(entry, see)),
        _ => {}
    }
}

/// Follows a reference, if there is one.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(&reference[1..]).expect("a reference that leads somewhere"),
        None => value,
    }
}

/// The answer is one that the document names, and its content is as described.
fn as_described(document: &Value, path: &str, asked: &str, page: &Page) {
    let answers = &document["paths"][path]["get"]["responses"];
    let status = page.status.as_u16().to_string();
    let answer =
        resolved(document, answers.get(&status).unwrap_or_else(|| panic!("{asked}: {status} is not described")));
    for name in answer["headers"].as_object().into_iter().flat_map(|headers| headers.keys()) {
        assert!(page.headers.contains_key(name), "{asked}: {status} without {name}");
    }
    let Some(content) = answer["content"].as_object() else {
        assert!(page.bytes.is_empty(), "{asked}: {status} has a content");
        return;
    };
    let kind = page.headers[header::CONTENT_TYPE].to_str().expect("a type");
    let schema = &content.get(kind).unwrap_or_else(|| panic!("{asked}: {kind} is not described"))["schema"];
    assert_valid(&checker(document, schema), &read(page), asked);
}

async fn send(browser: &Browser, path: &str, known: &str) -> Page {
    let request = browser.request("GET", path).header(header::IF_NONE_MATCH, known);
    browser.send(request.body(axum::body::Body::empty()).expect("a request")).await
}

on_both_databases! {
    async fn every_described_address_answers_as_described(test: TestApp) {
        let visitor = test.visitor();
        let document = get(&visitor, "/api/openapi.json").await;
        let mut tried = 0;
        for (path, described) in document["paths"].as_object().expect("paths") {
            let answers = described["get"]["responses"].as_object().expect("answers");
            let list = path.replace("/{id}", "");
            let good = match path.contains("{id}") {
                true => {
                    let id = get(&visitor, &list).await["contents"][0]["id"].as_str().expect("an id").to_owned();
                    path.replace("{id}", &id)
                }
                false => path.clone(),
            };
            let page = visitor.get(&good).await;
            assert_eq!(page.status, 200, "{good}");
            as_described(&document, path, &good, &page);
            let again = send(&visitor, &good, page.headers[header::ETAG].to_str().expect("a tag")).await;
            assert_eq!(again.status, 304, "{good}");
            as_described(&document, path, &good, &again);
            let wrong = visitor.get(&format!("{good}?nonsense=1")).await;
            assert_eq!(wrong.status, 400, "{good}");
            as_described(&document, path, &good, &wrong);
            let request = visitor.request("POST", &good).header("sec-fetch-site", "same-origin");
            let written = visitor.send(request.body(axum::body::Body::empty()).expect("a request")).await;
            assert_eq!(written.status, 405, "{good}");
            as_described(&document, path, &good, &written);
            let may_be_missing = path.contains("{id}") || *path == "/api/osm/desks.json";
            let mut named: BTreeSet<&str> = ["200", "304", "400", "405", "500", "503"].into();
            named.extend(may_be_missing.then_some("404"));
            assert_eq!(answers.keys().map(String::as_str).collect::<BTreeSet<_>>(), named, "{path}");
            if path.contains("{id}") {
                for (id, status) in [("nothing", 404), ("%FF", 400)] {
                    let page = visitor.get(&path.replace("{id}", id)).await;
                    assert_eq!(page.status.as_u16(), status, "{path}: {id}");
                    as_described(&document, path, id, &page);
                }
                let nowhere = visitor.get(&path.replace("{id}", "00000000-0000-4000-8000-000000000000")).await;
                assert_eq!((nowhere.status.as_u16(), answers.contains_key("404")), (404, true), "{path}");
                as_described(&document, path, &good, &nowhere);
            }
            // Each parameter is known, and only those described are.
            for parameter in described["get"]["parameters"].as_array().expect("parameters") {
                let parameter = resolved(&document, parameter);
                if parameter["in"] != "query" {
                    continue;
                }
                tried += 1;
                let name = parameter["name"].as_str().expect("a name");
                let schema = &parameter["schema"];
                let value = match (schema["type"].as_str(), schema["format"].as_str()) {
                    (Some("integer"), _) => schema["maximum"].to_string(),
                    (Some("boolean"), _) => "true".to_owned(),
                    (_, Some("uuid")) => "00000000-0000-4000-8000-000000000000".to_owned(),
                    _ => "adachi".to_owned(),
                };
                let page = visitor.get(&format!("{good}?{name}={value}")).await;
                assert_eq!(page.status, 200, "{good}?{name}={value}");
                as_described(&document, path, name, &page);
                let twice = visitor.get(&format!("{good}?{name}={value}&{name}={value}")).await;
                assert_eq!(twice.status, 400, "{good}?{name} twice");
                if schema["type"] == "integer" {
                    let over = schema["maximum"].as_u64().expect("a bound") + 1;
                    assert_eq!(visitor.get(&format!("{good}?{name}={over}")).await.status, 400, "{name}={over}");
                }
            }
        }
        assert!(tried > 15, "{tried}");
        let nowhere = visitor.get("/api/osm/desks.json?town=nowhere").await;
        assert_eq!(nowhere.status, 404);
        as_described(&document, "/api/osm/desks.json", "a town that is not there", &nowhere);
    }

    async fn hours_for_maps_say_what_they_cannot_say(test: TestApp) {
        let visitor = test.visitor();
        let desks = super::all(&visitor, "/api/osm/desks.json?town=adachi").await;
        let desk = desks.iter().find(|desk| desk["short_name"] == "セーフティネットあだち").expect("the desk");
        let hours = &desk["opening_hours"][0];
        assert!(hours["value"].as_str().expect("hours").contains("Mo-Fr 10:00-18:00"), "{hours:#}");
        // The 2nd Monday that becomes the 3rd is written date by date, and that is told.
        assert!(!hours["losses"].as_array().expect("losses").is_empty(), "{hours:#}");
        assert_eq!(super::all(&visitor, "/api/osm/desks.json").await.len(), {
            test.shelf.current(&test.app).await.expect("the directory").desks().len()
        });
    }
}
