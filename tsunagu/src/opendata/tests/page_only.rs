//! S-363: what a person agreed to show on a page is in no file that others copy, in whatever words it is repeated.

use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use super::{linked::linked, put, read, service};
use crate::{
    directory::RecordKind,
    on_both_databases,
    platform::testing::{Page, TestApp},
};

/// Telephones, a mail box and houses, without what sets their letters apart.
const AGREED: [&str; 5] = ["9033334444", "taro.shown@example.com", "千住999", "8077776666", "梅田888"];

/// Letters and digits in one width; what stands between the numbers of a house is left out.
fn folded(text: &str) -> String {
    let plain = text.nfkc().filter(|letter| letter.is_alphanumeric() || matches!(letter, '@' | '.'));
    plain.filter(|letter| !"丁目番号ー".contains(*letter)).collect()
}

fn data_of(page: &Page) -> String {
    let whole = page.text();
    let linked = whole.split("application/ld+json").nth(1).and_then(|rest| rest.split("</script>").next());
    linked.unwrap_or_default().to_owned()
}

async fn load_agreed(test: &TestApp) {
    put(
        test,
        RecordKind::Desk,
        "adachi-safetynet",
        json!({
            "phones": [
                { "number": "03-6807-2762", "kind": "office" },
                { "number": "090-3333-4444", "kind": "office", "owner": "private", "consent_to_show": true },
            ],
            "emails": ["Taro.Shown@example.com", "sn_adachi@kizuki.or.jp"],
            "owned_emails": [{ "email": "taro.shown@example.com", "owner": "private", "consent_to_show": true }],
            "addresses": [
                { "address": "足立区千住5-13-5" },
                { "address": "足立区千住9-9-9", "owner": "private", "consent_to_show": true },
            ],
            "access_ja": "電話０９０－３３３３－４４４４。または千住９丁目９番９号へ",
            "reservation_ja": "taro.shown＠example.com か 090 3333 4444、+81 90.3333.4444",
            "designations": ["090ー3333ー4444"],
            "languages": ["英語（090-3333-4444）"],
            "overrides": [
                { "from": "2026-11-24", "to": "2026-11-25", "mode": "close", "reason": "連絡は090(3333)4444へ" },
            ],
        }),
    )
    .await;
    put(
        test,
        RecordKind::Organization,
        "adachi-bekkan",
        json!({ "address": "足立区梅田8-8-8", "contact_owner": "private", "consent_to_show": true }),
    )
    .await;
    put(
        test,
        RecordKind::Gathering,
        "adachi-kazokukai",
        json!({
            "contact": { "phone": "080-7777-6666", "owner": "private", "consent_to_show": true },
            "venue": { "org": "adachi-bekkan", "detail_ja": "2階の和室（梅田八丁目8番8号）" },
            "eligibility": { "other_ja": "家族（080 7777 6666）" },
        }),
    )
    .await;
}

on_both_databases! {
    async fn what_only_a_page_may_show_is_in_no_file_in_whatever_words(test: TestApp) {
        load_agreed(&test).await;
        let visitor = test.visitor();
        // The pages tell it, for the persons have agreed.
        let desk = visitor.open("/desks/adachi-safetynet").await;
        let gathering = visitor.open("/gatherings/adachi-kazokukai").await;
        let told = folded(&desk.text()) + &folded(&gathering.text());
        for agreed in AGREED {
            assert!(told.contains(agreed), "{agreed}");
        }
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let mut files = vec![
            ("linked desk".to_owned(), data_of(&desk)),
            ("linked gathering".to_owned(), data_of(&gathering)),
            ("linked town".to_owned(), data_of(&visitor.open("/towns/adachi").await)),
        ];
        let mut paths = vec![
            "/towns/adachi/changes.atom".to_owned(),
            "/desks/adachi-safetynet/hours.ics".to_owned(),
            "/gatherings/adachi-kazokukai/dates.ics".to_owned(),
            "/api/osm/desks.json?per_page=100&town=adachi".to_owned(),
        ];
        for list in ["organizations", "services", "service_at_locations"] {
            for page in 1..=4 {
                paths.push(format!("/api/hsds/3.0/{list}?full=true&per_page=100&page={page}"));
                paths.push(format!("/api/hsds/3.0/{list}?per_page=100&page={page}"));
            }
        }
        paths.extend(directory.desks().iter().map(|desk| format!("/api/hsds/3.0/services/{}", desk.id)));
        paths.extend(directory.gatherings().iter().map(|it| format!("/api/hsds/3.0/services/{}", it.id)));
        paths.extend(directory.organizations().iter().map(|it| format!("/api/hsds/3.0/organizations/{}", it.id)));
        for path in paths {
            let page = visitor.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            files.push((path, page.text()));
        }
        for (path, text) in files {
            assert!(!text.is_empty(), "{path}");
            let text = folded(&text).to_lowercase();
            for agreed in AGREED {
                assert!(!text.contains(agreed), "{path} tells {agreed}");
            }
        }
        // What is the office's own stays, and so do the words around.
        let service = service(&test, RecordKind::Desk, "adachi-safetynet").await;
        assert_eq!(service["email"], "sn_adachi@kizuki.or.jp");
        assert_eq!(service["phones"][0]["number"], "03-6807-2762");
        assert_eq!(service["phones"].as_array().map(Vec::len), Some(1), "{service:#}");
        assert_eq!(service["alert"], "連絡は…へ");
        assert!(service["application_process"].as_str().expect("words").contains("… か …、+…"), "{service:#}");
        let location = &service["service_at_locations"][0]["location"];
        assert_eq!(location["addresses"][0]["address_1"], "千住5-13-5");
        assert_eq!(location["transportation"], "電話…。または…号へ");
    }

    async fn the_address_of_a_private_house_is_no_part_of_the_name_of_a_place(test: TestApp) {
        load_agreed(&test).await;
        let page = test.visitor().open("/gatherings/adachi-kazokukai").await;
        assert!(page.text().contains("足立区梅田8-8-8"), "the page tells it");
        let event = linked(&page)["@graph"][1].clone();
        assert_eq!(event["location"]["name"], "足立区役所 別館 2階の和室（…号）", "{event:#}");
        let service = service(&test, RecordKind::Gathering, "adachi-kazokukai").await;
        let at = &service["service_at_locations"][0];
        assert_eq!(at["location"]["name"], "足立区役所 別館");
        assert_eq!(at["location"].get("addresses"), None, "{at:#}");
        assert_eq!(at["description"], "2階の和室（…号）");
    }

    async fn a_name_that_is_kept_back_is_told_by_no_other_spelling_and_no_title(test: TestApp) {
        let kept_back = ["セーフティネットあだちの受託事業者", "ひみつ社"];
        let body = "adachi-contractor";
        put(&test, RecordKind::Organization, body, json!({ "aliases": ["ひみつ社"], "address": "足立区千住1-1-1" })).await;
        put(&test, RecordKind::Desk, "adachi-safetynet", json!({ "owner": body })).await;
        put(&test, RecordKind::Gathering, "adachi-kazokukai", json!({ "venue": { "org": body } })).await;
        let editor = test.counsellor().await;
        let form = format!("/directory/records/organization/{body}");
        let saved = editor.fill(&form, &form, &[("web", "https://example.jp/")]).await;
        let draft = saved.location().unwrap_or_else(|| panic!("a draft: {}", saved.text()));
        editor.fill(&draft, &format!("{draft}/publication"), &[("reason", "調べた")]).await;
        let visitor = test.visitor();
        let feed = visitor.get("/towns/adachi/changes.atom").await.text();
        let title = "「市区町村から任された事業者（名前は資料に書かれていません）」の案内が変わりました";
        assert!(feed.contains(title), "{feed}");
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let id = directory.organization_by_slug(body).expect("the body").id;
        let organization = read(&visitor.get(&format!("/api/hsds/3.0/organizations/{id}")).await);
        assert_eq!(organization.get("alternate_name"), None, "{organization:#}");
        let desk = service(&test, RecordKind::Desk, "adachi-safetynet").await;
        let gathering = service(&test, RecordKind::Gathering, "adachi-kazokukai").await;
        assert!(desk["contacts"][0]["department"].is_string(), "{desk:#}");
        assert!(gathering["service_at_locations"][0]["location"]["name"].is_string(), "{gathering:#}");
        let page = visitor.open("/gatherings/adachi-kazokukai").await;
        let texts = [
            ("the feed", feed),
            ("the organisation", organization.to_string()),
            ("the desk", desk.to_string()),
            ("the gathering", gathering.to_string()),
            ("the page of the gathering", page.text()),
            ("the page of the organisation", visitor.open(&format!("/organizations/{body}")).await.text()),
        ];
        for (what, text) in texts {
            for name in kept_back {
                assert!(!text.contains(name), "{what} tells {name}: {text}");
            }
        }
    }
}
