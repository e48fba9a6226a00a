use std::collections::{BTreeMap, BTreeSet};

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::{
    DESKS, GATHERINGS, ORGANIZATIONS, all, assert_valid, changed, checker, get, linked::linked, load, put, read,
    service,
};
use crate::{
    directory::{RecordKind, facts::Standing},
    on_both_databases,
};

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
    async fn languages_and_ease_of_access_are_told_in_the_shape_of_the_standard(test: TestApp) {
        let facts = json!({ "languages": ["英語", "ポルトガル語"], "ease": ["lift", "writing_ok"] });
        put(&test, RecordKind::Desk, "adachi-safetynet", facts).await;
        let service = service(&test, RecordKind::Desk, "adachi-safetynet").await;
        let document = get(&test.visitor(), "/api/openapi.json").await;
        let shape = |name: &str| checker(&document, &json!({ "$ref": format!("#/components/schemas/{name}") }));
        assert_valid(&shape("service"), &service, "the service");
        let languages = service["languages"].as_array().expect("languages");
        assert_eq!(languages.iter().map(|it| it["name"].clone()).collect::<Vec<_>>(), [json!("英語"), json!("ポルトガル語")]);
        languages.iter().for_each(|one| assert_valid(&shape("language"), one, "a language"));
        assert!(languages.iter().all(|one| one["service_id"] == service["id"]));
        let location = &service["service_at_locations"][0]["location"];
        let ease = location["accessibility"].as_array().expect("ease of access");
        let words: Vec<&str> = ease.iter().filter_map(|one| one["description"].as_str()).collect();
        assert_eq!(words, ["エレベーター", "書いて話せる（筆談）"]);
        ease.iter().for_each(|one| assert_valid(&shape("accessibility"), one, "ease of access"));
        assert!(ease.iter().all(|one| one["location_id"] == location["id"]));
    }

    async fn a_gathering_that_is_held_online_keeps_its_hours(test: TestApp) {
        for (mode, venue, kinds) in [
            ("online", Value::Null, vec!["virtual"]),
            ("hybrid", json!({ "org": "adachi-bekkan" }), vec!["physical", "virtual"]),
            ("hybrid", json!({ "detail_ja": "花子さんの家", "owner": "private", "consent_to_show": true }), vec!["virtual"]),
        ] {
            put(&test, RecordKind::Gathering, "adachi-kazokukai", json!({ "mode": mode, "venue": venue })).await;
            let service = service(&test, RecordKind::Gathering, "adachi-kazokukai").await;
            let at = service["service_at_locations"].as_array().expect("places");
            let found: Vec<&str> = at.iter().filter_map(|one| one["location"]["location_type"].as_str()).collect();
            assert_eq!(found, kinds, "{mode}");
            for one in at {
                assert_eq!(one["schedules"][0]["opens_at"], "13:30+09:00", "{mode}: {one:#}");
                assert_eq!(one["schedules"][0]["byday"], "2SA", "{mode}: {one:#}");
            }
        }
    }

    async fn hours_that_stand_with_no_place_stand_with_the_service(test: TestApp) {
        // Nothing of the counter is public but that one may also write on the web.
        let facts = json!({
            "addresses": [],
            "channels": ["in_person", "web_form"],
            "phones": [],
            "hours": [{
                "applies_to": ["in_person"],
                "rules": [{ "type": "weekly", "days": ["tue"], "start": "10:00", "end": "12:00" }],
            }],
        });
        put(&test, RecordKind::Desk, "adachi-safetynet", facts).await;
        let service = service(&test, RecordKind::Desk, "adachi-safetynet").await;
        assert_eq!(service["service_at_locations"][0]["location"]["location_type"], "virtual");
        assert_eq!(service["schedules"][0]["byday"], "TU", "{service:#}");
    }

    async fn a_gathering_in_the_rooms_of_a_desk_is_not_held_while_the_desk_is_shut(test: TestApp) {
        let visitor = test.visitor();
        let dates = "/gatherings/adachi-sn-ibasho/dates.ics";
        // A long line goes on in the next one.
        let before = visitor.get(dates).await.text().replace("\r\n ", "");
        let close = json!({ "from": "2026-12-02", "to": "2026-12-04", "mode": "close", "reason": "床の工事" });
        let by_phone = json!({
            "from": "2026-12-07", "to": "2026-12-07", "mode": "close", "applies_to": ["phone"], "reason": "電話の工事",
        });
        put(&test, RecordKind::Desk, "adachi-safetynet", json!({ "overrides": [close, by_phone] })).await;
        let after = visitor.get(dates).await.text().replace("\r\n ", "");
        assert_ne!(before, after, "{after}");
        assert!(!before.contains("20261203") && after.contains("20261203"), "the day is taken out: {after}");
        test.set_clock("2026-12-02T09:00");
        let linked = linked(&visitor.open("/gatherings/adachi-sn-ibasho").await);
        let starts = linked["@graph"][1]["startDate"].as_str().expect("a date");
        assert!(starts.starts_with("2026-12-07T10:00"), "the telephone of that day is no matter: {starts}");
        assert!(linked["@graph"][0].to_string().contains("2026-12-03"), "{linked:#}");
        let service = service(&test, RecordKind::Gathering, "adachi-sn-ibasho").await;
        assert_eq!(service["alert"], "床の工事");
        let rows = service["service_at_locations"][0]["schedules"].as_array().expect("hours");
        for row in rows {
            let holds = |day: &str| {
                row["valid_from"].as_str().is_none_or(|from| from <= day) && row["valid_to"].as_str().is_none_or(|to| day <= to)
            };
            assert!(["2026-12-02", "2026-12-03", "2026-12-04"].into_iter().all(|day| !holds(day)), "{row:#}");
            assert!(row["notes"].as_str().is_some_and(|notes| notes.contains("床の工事") && !notes.contains("電話の工事")));
        }
        assert!(rows.iter().any(|row| row["valid_to"] == "2026-12-01"), "{rows:#?}");
        assert!(rows.iter().any(|row| row["valid_from"] == "2026-12-05"), "{rows:#?}");
    }

    async fn a_desk_that_comes_back_to_a_place_has_an_id_for_each_time(test: TestApp) {
        let facts = json!({
            "addresses": [
                { "address": "足立区千住5-13-5", "valid_to": "2026-12-31" },
                { "address": "足立区梅島2-2-2", "valid_from": "2027-01-01", "valid_to": "2027-03-31" },
                { "address": "足立区千住5-13-5", "valid_from": "2027-04-01" },
            ],
            "phones": [
                { "number": "03-6807-2762", "kind": "office", "valid_to": "2026-12-31" },
                { "number": "03-6807-2762", "kind": "dedicated_line", "valid_from": "2027-01-01" },
            ],
        });
        put(&test, RecordKind::Desk, "adachi-safetynet", facts).await;
        let service = service(&test, RecordKind::Desk, "adachi-safetynet").await;
        let at = service["service_at_locations"].as_array().expect("places");
        assert_eq!(at.iter().filter(|one| one["location"]["location_type"] == "physical").count(), 3, "{service:#}");
        let mut inside = Vec::new();
        ids(&service, &mut inside);
        inside.extend(at.iter().filter_map(|one| one["location_id"].as_str()).map(str::to_owned));
        assert_eq!(inside.iter().collect::<BTreeSet<_>>().len(), inside.len(), "{service:#}");
        let visitor = test.visitor();
        for one in at {
            let id = one["id"].as_str().expect("an id");
            assert_eq!(&get(&visitor, &format!("{BASE}/service_at_locations/{id}")).await, one, "{id}");
        }
        let listed = all(&visitor, &format!("{BASE}/service_at_locations")).await;
        assert_eq!(listed.iter().map(|one| one["id"].to_string()).collect::<BTreeSet<_>>().len(), listed.len());
    }

    async fn one_house_is_the_same_place_whoever_meets_in_it(test: TestApp) {
        for (slug, room) in [("adachi-kazokukai", "2階"), ("adachi-sn-ibasho", "7階の和室")] {
            let venue = json!({ "venue": { "org": "manabipia", "detail_ja": room } });
            put(&test, RecordKind::Gathering, slug, venue).await;
            let service = service(&test, RecordKind::Gathering, slug).await;
            assert_eq!(service["service_at_locations"][0]["description"], room);
        }
        let visitor = test.visitor();
        let mut places: BTreeMap<String, Value> = BTreeMap::new();
        let mut again = 0;
        let at = all(&visitor, &format!("{BASE}/service_at_locations?full=true")).await.into_iter().map(|one| one["location"].clone());
        let own = all(&visitor, &format!("{BASE}/organizations?full=true")).await;
        let own = own.iter().flat_map(|body| body["locations"].as_array().cloned().unwrap_or_default());
        for place in at.chain(own) {
            let id = place["id"].as_str().expect("an id").to_owned();
            if let Some(known) = places.insert(id, place.clone()) {
                assert_eq!(known, place);
                again += 1;
            }
        }
        assert!(again > 1, "{again}");
    }
}
