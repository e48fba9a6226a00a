use std::collections::BTreeSet;

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::{DESKS, GATHERINGS, ORGANIZATIONS, all, assert_valid, changed, checker, get, load, read};
use crate::{directory::facts::Standing, on_both_databases};

const BASE: &str = "/api/hsds/3.0";

fn numbers(service: &Value) -> Vec<String> {
    let phones = service["phones"].as_array().cloned().unwrap_or_default();
    phones.iter().map(|phone| phone["number"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Every `id` within a value, with the kinds of records whose ids stand again where they are nested left out.
fn ids(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("id").and_then(Value::as_str).map(str::to_owned));
            for (name, field) in fields {
                if !matches!(name.as_str(), "taxonomy_term" | "organization" | "location") {
                    ids(field, found);
                }
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| ids(entry, found)),
        _ => {}
    }
}

on_both_databases! {
    async fn every_record_has_the_shape_of_the_standard_in_lists_and_by_itself(test: TestApp) {
        let visitor = test.visitor();
        let document = get(&visitor, "/api/openapi.json").await;
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let counts = [
            ("organizations", "organization", Some(directory.organizations().len()), "full=true"),
            ("services", "service", Some(directory.desks().len() + directory.gatherings().len()), "full=true"),
            ("service_at_locations", "service_at_location", None, "full=true"),
            ("taxonomies", "taxonomy", Some(4), ""),
            ("taxonomy_terms", "taxonomy_term", None, ""),
        ];
        for (list, one, count, full) in counts {
            let shape = checker(&document, &json!({ "$ref": format!("#/components/schemas/{one}") }));
            let brief = all(&visitor, &format!("{BASE}/{list}")).await;
            let whole = all(&visitor, &format!("{BASE}/{list}?{full}")).await;
            assert_eq!(brief.len(), whole.len(), "{list}");
            assert_eq!(count.unwrap_or(brief.len()), brief.len(), "{list}");
            assert!(brief.len() > 3, "{list}");
            let mut seen = BTreeSet::new();
            for (brief, whole) in brief.iter().zip(&whole) {
                let id = brief["id"].as_str().expect("an id");
                assert!(seen.insert(id.to_owned()), "{list}: {id} stands twice");
                assert_valid(&shape, brief, list);
                assert_valid(&shape, whole, list);
                assert_eq!(&get(&visitor, &format!("{BASE}/{list}/{id}")).await, whole, "{list}/{id}");
                let mut inside = Vec::new();
                ids(whole, &mut inside);
                let count = inside.len();
                inside.sort();
                inside.dedup();
                assert_eq!(inside.len(), count, "an id stands twice in {whole:#}");
            }
        }
    }

    async fn a_desk_is_the_same_on_its_page_and_in_the_data(test: TestApp) {
        let visitor = test.visitor();
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let (mut schedules, mut places, mut extensions) = (0, 0, 0);
        for desk in directory.desks() {
            let service = get(&visitor, &format!("{BASE}/services/{}", desk.id)).await;
            let path = format!("/desks/{}", desk.slug);
            assert!(service["url"].as_str().expect("an address").ends_with(&path));
            let page = visitor.open(&path).await.text();
            for phone in &desk.facts.phones {
                assert!(page.contains(&phone.number) && numbers(&service).contains(&phone.number), "{path}");
                if let Some(extension) = &phone.extension {
                    extensions += 1;
                    let told = service["phones"].to_string();
                    assert!(page.contains(extension.as_str()) && told.contains(extension.as_str()), "{path}: {told}");
                }
            }
            let status = match desk.facts.standing {
                Standing::Active => "active",
                Standing::Suspended => "temporarily closed",
                Standing::Unclear => "inactive",
                Standing::Ended => "defunct",
            };
            assert_eq!(service["status"], status, "{path}");
            for line in service["eligibility_description"].as_str().expect("who may come").lines() {
                assert!(page.contains(line), "{path}: {line}");
            }
            let at = service["service_at_locations"].as_array().cloned().unwrap_or_default();
            places += at.len();
            schedules += service["schedules"].as_array().map_or(0, Vec::len);
            schedules += at.iter().map(|one| one["schedules"].as_array().map_or(0, Vec::len)).sum::<usize>();
            for one in &at {
                let alone = get(&visitor, &format!("{BASE}/service_at_locations/{}", one["id"].as_str().expect("an id"))).await;
                assert_eq!(&alone, one, "{path}");
            }
        }
        assert!(schedules >= 15 && places >= 16 && extensions >= 2, "{schedules} {places} {extensions}");
    }

    async fn an_extension_that_is_no_number_is_told_in_words(test: TestApp) {
        let desks = changed(DESKS, "number: 042-544-5111, extension: \"2855\"", "number: 042-544-5111, extension: \"0285\"");
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let of = |slug: &str| directory.desk_by_slug(slug).expect("a desk").id;
        let visitor = test.visitor();
        let akishima = directory.desks().iter().find(|desk| {
            desk.facts.phones.iter().any(|phone| phone.extension.as_deref() == Some("2855"))
        });
        let akishima = akishima.expect("a desk with an extension").slug.clone();
        let before = get(&visitor, &format!("{BASE}/services/{}", of(&akishima))).await;
        assert_eq!(before["phones"][0]["extension"], json!(2855));
        load(&test, &desks, GATHERINGS, ORGANIZATIONS).await;
        let after = get(&visitor, &format!("{BASE}/services/{}", of(&akishima))).await;
        assert_eq!(after["phones"][0]["extension"], Value::Null);
        assert!(after["phones"][0]["description"].as_str().expect("words").contains("内線0285"), "{after:#}");
        assert_eq!(before["id"], after["id"], "the id stays");
    }

    async fn what_has_ended_is_defunct_and_what_nobody_knows_is_not_called_active(test: TestApp) {
        let line = "    brand_ja: セーフティネットあだち\n";
        let visitor = test.visitor();
        for (standing, status) in [("ended", "defunct"), ("unclear", "inactive"), ("active", "active")] {
            load(&test, &changed(DESKS, line, &format!("{line}    status: {standing}\n")), GATHERINGS, ORGANIZATIONS).await;
            let directory = test.shelf.current(&test.app).await.expect("the directory");
            let id = directory.desk_by_slug("adachi-safetynet").expect("a desk").id;
            let service = get(&visitor, &format!("{BASE}/services/{id}")).await;
            assert_eq!(service["status"], status);
            assert_eq!(service.get("alert").is_some(), standing == "unclear");
        }
    }

    async fn a_list_can_be_narrowed(test: TestApp) {
        let visitor = test.visitor();
        let whole = all(&visitor, &format!("{BASE}/services")).await;
        let terms = all(&visitor, &format!("{BASE}/taxonomy_terms")).await;
        let phone = terms.iter().find(|term| term["code"] == "phone").expect("the term");
        let found = all(&visitor, &format!("{BASE}/services?full=true&taxonomy_term_id={}", phone["id"].as_str().expect("id"))).await;
        assert!(!found.is_empty() && found.len() < whole.len());
        assert!(found.iter().all(|service| service["attributes"].to_string().contains("\"phone\"")));
        let of = whole[0]["organization_id"].as_str().expect("an organisation");
        let found = all(&visitor, &format!("{BASE}/services?organization_id={of}")).await;
        assert!(found.iter().all(|service| service["organization_id"] == of) && found.len() < whole.len());
        let taxonomy = phone["taxonomy_id"].as_str().expect("a taxonomy");
        let channels = all(&visitor, &format!("{BASE}/taxonomy_terms?taxonomy_id={taxonomy}")).await;
        assert_eq!(channels.len(), 10);
        let nobody = "00000000-0000-4000-8000-000000000000";
        let none = get(&visitor, &format!("{BASE}/services?organization_id={nobody}")).await;
        assert_eq!((none["empty"].clone(), none["total_items"].clone()), (json!(true), json!(0)));
    }

    async fn a_question_that_cannot_be_read_gets_a_problem_and_not_a_page(test: TestApp) {
        let visitor = test.visitor();
        let nobody = "00000000-0000-4000-8000-000000000000";
        let cases = [
            ("/services?page=0", 400),
            ("/services?page=a", 400),
            ("/services?page=", 400),
            ("/services?per_page=101", 400),
            ("/services?full=yes", 400),
            ("/services?organization_id=adachi", 400),
            ("/services?search=x", 400),
            ("/services?page=1&page=2", 400),
            ("/services?page=%FF", 400),
            ("/services/nothing", 404),
            ("/services/%FF", 400),
            (&format!("/services/{nobody}"), 404),
            (&format!("/organizations/{nobody}"), 404),
            (&format!("/service_at_locations/{nobody}"), 404),
            (&format!("/taxonomies/{nobody}"), 404),
            (&format!("/taxonomy_terms/{nobody}"), 404),
            ("/nothing", 404),
        ];
        for (path, status) in cases {
            for language in ["ja", "en"] {
                let page = visitor.clone().speaking(language).get(&format!("{BASE}{path}")).await;
                assert_eq!(page.status.as_u16(), status, "{path}: {}", page.text());
                assert_eq!(page.headers[header::CONTENT_TYPE], "application/problem+json", "{path}");
                assert_eq!(page.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{path}");
                let problem = read(&page);
                assert_eq!(problem["status"], status);
                let detail = problem["detail"].as_str().expect("words");
                assert_eq!(detail.is_ascii(), language == "en", "{path}: {detail}");
            }
        }
        assert_eq!(visitor.get("/api/nothing").await.headers[header::CONTENT_TYPE], "application/problem+json");
    }

    async fn who_has_the_answer_already_is_told_so(test: TestApp) {
        let visitor = test.visitor();
        for path in ["/api/hsds/3.0/services", "/api/openapi.json", "/towns/adachi/changes.atom", "/desks/adachi-safetynet/hours.ics"] {
            let first = visitor.get(path).await;
            let tag = first.headers[header::ETAG].to_str().expect("a tag").to_owned();
            assert!(first.headers[header::CACHE_CONTROL].to_str().expect("text").contains("max-age=300"));
            assert_eq!(first.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
            assert_eq!(first.headers["cross-origin-resource-policy"], "cross-origin");
            assert!(first.headers.get(header::SET_COOKIE).is_none() && first.headers.get(header::VARY).is_none());
            for (known, status) in [
                (tag.clone(), StatusCode::NOT_MODIFIED),
                (format!("\"other\", W/{tag}"), StatusCode::NOT_MODIFIED),
                ("*".to_owned(), StatusCode::NOT_MODIFIED),
                ("\"other\"".to_owned(), StatusCode::OK),
            ] {
                let request = visitor.request("GET", path).header(header::IF_NONE_MATCH, &known);
                let page = visitor.send(request.body(axum::body::Body::empty()).expect("a request")).await;
                assert_eq!(page.status, status, "{path}: {known}");
                assert_eq!(page.bytes.is_empty(), status == StatusCode::NOT_MODIFIED);
                assert_eq!(page.headers[header::ETAG].to_str().expect("a tag"), tag);
            }
        }
    }

    async fn the_addresses_of_programs_only_read(test: TestApp) {
        let visitor = test.visitor();
        for path in ["/api/hsds/3.0/services", "/api/openapi.json", "/api/nothing"] {
            for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE"] {
                for site in ["same-origin", "cross-site"] {
                    let request = visitor.request(method, path).header("sec-fetch-site", site);
                    let page = visitor.send(request.body(axum::body::Body::empty()).expect("a request")).await;
                    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
                    assert_eq!(page.headers[header::ALLOW], "GET, HEAD, OPTIONS");
                    assert_eq!(read(&page)["status"], 405);
                }
            }
            let request = visitor.request("OPTIONS", path).header(header::ORIGIN, "https://elsewhere.example");
            let page = visitor.send(request.body(axum::body::Body::empty()).expect("a request")).await;
            assert_eq!(page.status, StatusCode::NO_CONTENT);
            assert_eq!(page.headers[header::ACCESS_CONTROL_ALLOW_HEADERS], "if-none-match");
        }
        let request = visitor.request("HEAD", "/api/hsds/3.0/services");
        let page = visitor.send(request.body(axum::body::Body::empty()).expect("a request")).await;
        assert_eq!((page.status, page.bytes.len()), (StatusCode::OK, 0));
    }
}
