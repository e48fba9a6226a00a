//! S-363: what is a person's own is in no export, and on a page only with the person's consent.

use serde_json::json;

use super::{DESKS, GATHERINGS, ORGANIZATIONS, changed, load, put};
use crate::{
    directory::RecordKind,
    on_both_databases,
    platform::{Lang, testing::TestApp},
};

/// Withheld: number, mail box, house of a person who has agreed to nothing.
const WITHHELD: [&str; 9] = [
    "09011112222",
    "hanako.withheld@example.com",
    "秘密町999",
    "08055556666",
    "0312345678",
    "花子さんの家",
    "07099990000",
    "08088881111",
    "秘密山花子",
];
/// Shown on pages, for the person has agreed; exported nowhere.
const SHOWN: [&str; 2] = ["09033334444", "taro.shown@example.com"];

/// A facility's, which its person lets its page show: exported nowhere.
const SHOWN_OF_A_HOUSE: &str = "08012123434";
/// A mobile number that is said to be an office's: tables leave it out all the same.
const MOBILE: &str = "07077776666";

/// Letters and digits, so that a number is found however it is set.
fn folded(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, '@' | '.')).collect()
}

async fn load_private(test: &TestApp) {
    let desks = changed(
        DESKS,
        "    emails: [sn_adachi@kizuki.or.jp]\n",
        "    emails: [sn_adachi@kizuki.or.jp]\n    owned_emails:\n      - {email: hanako.withheld@example.com, owner: private}\n      \
         - {email: taro.shown@example.com, owner: private, consent_to_show: true}\n    \
         reservation_ja: 花子（０９０－１１１１－２２２２）か hanako.withheld@example.com へ\n",
    );
    let desks = changed(
        &desks,
        "phones: [{number: 03-6807-2762",
        "phones: [{number: 090-1111-2222, kind: office, owner: private}, \
         {number: 090-3333-4444, kind: office, owner: private, consent_to_show: true}, {number: 03-6807-2762",
    );
    let desks = changed(
        &desks,
        "    address_history:\n",
        "    address_history:\n      - {address: 足立区秘密町9-9-9, owner: private}\n",
    );
    let gatherings = changed(
        GATHERINGS,
        "    venue: {org: manabipia, detail_ja: 7階}\n",
        "    venue: {detail_ja: 花子さんの家 2階の和室, owner: private}\n    \
         contact: {phone: 080-5555-6666, via: adachi-safetynet, owner: private}\n",
    );
    let gatherings = changed(
        &gatherings,
        "{file: \"000\", quote: 居場所 支援場所にて実施}",
        "{file: \"000\", quote: 居場所 連絡は０８０（５５５５）６６６６}",
    );
    let organizations = changed(
        ORGANIZATIONS,
        "kind: citizen_group,",
        "kind: citizen_group, phone: 03-1234-5678, contact_owner: private,",
    );
    let organizations = changed(
        &organizations,
        "name_ja: こども支援センターげんき,",
        "name_ja: こども支援センターげんき, phone: 070-9999-0000, contact_owner: private,",
    );
    let organizations = changed(
        &organizations,
        "name_ja: あいとぴあセンター,",
        "name_ja: あいとぴあセンター, phone: 080-1212-3434, contact_owner: private, consent_to_show: true,",
    );
    let organizations = changed(&organizations, "phone: 042-544-7200", "phone: 070-7777-6666");
    load(test, &desks, &gatherings, &organizations).await;
    let event = json!({
        "phone": "080-8888-1111", "contact_owner": "private",
        "cells": {"values": {"contact_name": "秘密山花子", "description": "080-8888-1111 へ"}, "other": {"担当者": "秘密山花子"}},
    });
    put(test, RecordKind::Event, "ev-adachi-seminar", event).await;
}

/// Every address at which the public reads the directory, with whether it is an export.
async fn addresses(test: &TestApp) -> Vec<(String, bool)> {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    let mut paths: Vec<(String, bool)> = vec![("/".into(), false)];
    for town in directory.municipalities() {
        let slug = &town.slug;
        for page in ["", "/resources", "/events", "/councils", "/data"] {
            paths.push((format!("/towns/{slug}{page}"), false));
        }
        paths.push((format!("/find?town={slug}"), false));
        for table in ["facilities.csv", "events.csv"] {
            let forms = ["", "?version=old", "?encoding=cp932"].map(|form| format!("/towns/{slug}/{table}{form}"));
            paths.extend(forms.map(|file| (file, true)));
        }
        paths.push((format!("/towns/{slug}/desks.csv"), true));
        paths.extend(["list", "changes.atom"].map(|file| (format!("/towns/{slug}/{file}"), true)));
    }
    for desk in directory.desks() {
        let (slug, id) = (&desk.slug, desk.id);
        paths.extend(["", "/write"].map(|page| (format!("/desks/{slug}{page}"), false)));
        paths.push((format!("/desks/{slug}/hours.ics"), true));
        paths.push((format!("/api/hsds/3.0/services/{id}"), true));
    }
    for gathering in directory.gatherings() {
        paths.push((format!("/gatherings/{}", gathering.slug), false));
        paths.push((format!("/gatherings/{}/dates.ics", gathering.slug), true));
        paths.push((format!("/api/hsds/3.0/services/{}", gathering.id), true));
    }
    for body in directory.organizations() {
        paths.push((format!("/organizations/{}", body.slug), false));
        paths.push((format!("/api/hsds/3.0/organizations/{}", body.id), true));
    }
    paths.extend(directory.events().iter().map(|it| (format!("/events/{}", it.slug), false)));
    paths.extend(directory.resources().iter().map(|it| (format!("/resources/{}", it.slug), false)));
    paths.extend(directory.councils().iter().map(|it| (format!("/councils/{}", it.slug), false)));
    for list in ["organizations", "services", "service_at_locations"] {
        for page in 1..=4 {
            paths.push((format!("/api/hsds/3.0/{list}?full=true&per_page=100&page={page}"), true));
            paths.push((format!("/api/hsds/3.0/{list}?per_page=100&page={page}"), true));
        }
    }
    paths.push(("/api/osm/desks.json?per_page=100".into(), true));
    paths.push(("/api/openapi.json".into(), true));
    paths
}

on_both_databases! {
    async fn what_is_a_persons_own_is_nowhere_unless_the_person_agreed(test: TestApp) {
        load_private(&test).await;
        let visitor = test.visitor();
        let mut shown = Vec::new();
        for (path, is_export) in addresses(&test).await {
            let page = visitor.open(&path).await;
            assert_eq!(page.status, 200, "{path}");
            let text = folded(&page.bytes);
            for secret in WITHHELD {
                assert!(!text.contains(secret), "{path} tells {secret}");
            }
            assert!(!is_export || !text.contains(SHOWN_OF_A_HOUSE), "{path} exports {SHOWN_OF_A_HOUSE}");
            assert!(!path.contains(".csv") || !text.contains(MOBILE), "{path} exports {MOBILE}");
            let data = page.text();
            let linked = data.split("application/ld+json").nth(1).and_then(|rest| rest.split("</script>").next());
            for agreed in SHOWN {
                assert!(!is_export || !text.contains(agreed), "{path} exports {agreed}");
                let linked = folded(linked.unwrap_or_default().as_bytes());
                assert!(!linked.contains(agreed), "{path} exports {agreed} to search engines");
                if text.contains(agreed) {
                    shown.push(path.clone());
                }
            }
        }
        assert_eq!(shown, ["/desks/adachi-safetynet", "/desks/adachi-safetynet"], "on the page, with consent");
    }

    async fn a_number_that_is_not_shown_is_replaced_by_writing_to_a_desk(test: TestApp) {
        load_private(&test).await;
        for lang in Lang::ALL {
            let visitor = test.visitor();
            visitor.get(&format!("/language/{}", lang.code())).await;
            let page = visitor.open("/gatherings/adachi-sn-ibasho").await;
            assert_eq!(page.link("/desks/adachi-safetynet/write"), "/desks/adachi-safetynet/write");
        }
    }
}
