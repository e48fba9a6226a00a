use std::collections::BTreeSet;

use chrono::DateTime;
use serde_json::json;

use super::{DESKS, GATHERINGS, ORGANIZATIONS, changed, load, put};
use crate::{
    accounts::Role,
    directory::{Facet, RecordKind, keeping, keeping::CheckedBy},
    on_both_databases,
    opendata::changes::{Known, What, changes_of},
    platform::testing::{TestApp, at},
};

/// Somebody makes sure of parts of the desk at this moment.
async fn check(test: &TestApp, at: &str, by: CheckedBy, facets: &[Facet]) {
    test.set_clock(at);
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    let desk = directory.desk_by_slug("adachi-safetynet").expect("a desk").id.0;
    let tx = test.app.db.write().await.expect("a transaction");
    keeping::note_checks(&test.app, &tx, (RecordKind::Desk, desk), facets, by).await.expect("noted");
    tx.commit().await.expect("committed");
    test.shelf.refresh(&test.app).await.expect("the directory");
}

/// The entries of the feed that say this in their title: id, moment, words.
async fn told(test: &TestApp, title: &str) -> Vec<[String; 3]> {
    let feed = test.visitor().get("/towns/adachi/changes.atom").await.text();
    let part = |entry: &str, name: &str| {
        let rest = entry.split(&format!("<{name}>")).nth(1).unwrap_or_default();
        rest.split(&format!("</{name}>")).next().unwrap_or_default().to_owned()
    };
    let entries = feed.split("<entry>").skip(1).filter(|entry| part(entry, "title").contains(title));
    entries.map(|entry| ["id", "updated", "summary"].map(|name| part(entry, name))).collect()
}

on_both_databases! {
    async fn a_feed_tells_what_was_checked_and_what_moved_and_nothing_of_tomorrow(test: TestApp) {
        let line = "    brand_ja: セーフティネットあだち\n";
        let desks = changed(DESKS, line, &format!("{line}    checked_on: 2026-11-02\n"));
        load(&test, &desks, GATHERINGS, ORGANIZATIONS).await;
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let town = directory.municipality_by_slug("adachi").expect("a town");
        let today = test.app.now().today();
        let changes = changes_of(&directory, town, Known::default(), today);
        assert!(matches!(&changes[0].what, What::Checked(facets) if facets.len() == 6), "{changes:?}");
        assert_eq!(changes[0].at.date().to_string(), "2026-11-02");
        assert!(changes.iter().any(|change| matches!(&change.what, What::Moved { .. })));
        assert!(changes.iter().all(|change| change.at.date() <= today));
        assert!(changes.is_sorted_by(|a, b| a.at >= b.at));
        let before = changes_of(&directory, town, Known::default(), at("2024-01-01T00:00").date());
        assert_eq!(before, []);
    }

    async fn a_published_change_stands_in_the_feed_once_with_the_parts_that_changed(test: TestApp) {
        let editor = test.counsellor().await;
        let form = "/directory/records/desk/adachi-safetynet";
        let saved = editor.fill(form, form, &[("access_ja", "駅の前")]).await;
        let draft = saved.location().expect("a draft");
        let before = test.visitor().get("/towns/adachi/changes.atom").await.text();
        assert!(!before.contains("案内が変わりました"), "a draft is no news: {before}");
        editor.fill(&draft, &format!("{draft}/publication"), &[("reason", "内緒の理由")]).await;
        let feed = test.visitor().get("/towns/adachi/changes.atom").await.text();
        assert_eq!(feed.matches("案内が変わりました").count(), 1, "{feed}");
        assert_eq!(feed.matches("内容を確かめました").count(), 0, "the same day is told once: {feed}");
        assert!(feed.contains("場所") && !feed.contains("内緒の理由"), "which part, not why: {feed}");
    }
    async fn several_checks_on_one_day_are_one_piece_of_news_that_comes_up_again(test: TestApp) {
        let mio = CheckedBy::Staff(test.add_staff("adachi", "adachi", Role::Counsellor, "mio").await);
        check(&test, "2026-11-24T10:05", mio, &[Facet::Hours]).await;
        let first = told(&test, "内容を確かめました").await;
        check(&test, "2026-11-24T15:30", mio, &[Facet::Contact]).await;
        check(&test, "2026-11-24T15:40", mio, &[Facet::Hours]).await;
        let second = told(&test, "内容を確かめました").await;
        check(&test, "2026-11-25T09:00", mio, &[Facet::Hours]).await;
        let third = told(&test, "内容を確かめました").await;
        let moments = |told: &[[String; 3]]| told.iter().map(|[_, at, _]| at.clone()).collect::<Vec<_>>();
        assert_eq!(moments(&first), ["2026-11-24T10:05:00+09:00"]);
        assert_eq!(moments(&second), ["2026-11-24T15:40:00+09:00"]);
        assert_eq!(moments(&third), ["2026-11-25T09:00:00+09:00", "2026-11-24T15:40:00+09:00"]);
        assert_eq!(first[0][0], second[0][0], "the same entry, brought up again");
        assert_ne!(first[0][2], second[0][2], "with both parts");
        assert_eq!(second[0], third[1], "what was checked again stays told of its day");
    }

    async fn a_check_of_another_part_is_told_beside_what_was_published_that_day(test: TestApp) {
        let mio = CheckedBy::Staff(test.add_staff("adachi", "adachi", Role::Counsellor, "mio").await);
        check(&test, "2026-11-24T09:10", mio, &[Facet::Contact, Facet::Place]).await;
        test.set_clock("2026-11-24T10:20");
        let editor = test.counsellor().await;
        let form = "/directory/records/desk/adachi-safetynet";
        let draft = editor.fill(form, form, &[("access_ja", "駅の前")]).await.location().expect("a draft");
        test.set_clock("2026-11-24T10:25");
        editor.fill(&draft, &format!("{draft}/publication"), &[("reason", "確かめた")]).await;
        test.shelf.refresh(&test.app).await.expect("the directory");
        let published = told(&test, "案内が変わりました").await;
        assert_eq!(published.iter().map(|it| it[1].as_str()).collect::<Vec<_>>(), ["2026-11-24T10:25:00+09:00"]);
        let checked = told(&test, "内容を確かめました").await;
        assert_eq!(checked.iter().map(|it| it[1].as_str()).collect::<Vec<_>>(), ["2026-11-24T09:10:00+09:00"]);
        let feed = test.visitor().get("/towns/adachi/changes.atom").await.text();
        let head = feed.split("<entry>").next().unwrap_or_default();
        assert!(head.contains("<updated>2026-11-24T10:25:00+09:00</updated>"), "as new as its newest entry: {head}");
    }

    async fn every_entry_has_its_own_id_and_a_moment_of_the_standard(test: TestApp) {
        let close = |channel: &str| {
            json!({ "from": "2026-11-26", "to": "2026-11-26", "mode": "close", "applies_to": [channel], "reason": "工事" })
        };
        let facts = json!({ "overrides": [close("phone"), close("in_person")] });
        put(&test, RecordKind::Desk, "adachi-safetynet", facts).await;
        let all = told(&test, "").await;
        assert!(all.len() > 1, "{all:?}");
        assert_eq!(all.iter().filter(|[_, _, words]| words.contains("工事")).count(), 1, "{all:?}");
        assert_eq!(all.iter().map(|[id, _, _]| id).collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
        let moments: Vec<_> = all.iter().map(|[_, at, _]| DateTime::parse_from_rfc3339(at).expect("RFC 3339")).collect();
        assert!(moments.is_sorted_by(|a, b| a >= b), "{all:?}");
    }

    // S-363
    async fn a_title_of_an_event_tells_no_number_that_only_its_page_may_show(test: TestApp) {
        let editor = test.counsellor().await;
        let form = "/directory/records/event/ev-adachi-move";
        let fields = [
            ("name", "090-3333-4444 に電話する日"),
            ("phone", "090-3333-4444"),
            ("contact_owner", "private"),
            ("consent_to_show", "yes"),
        ];
        let saved = editor.fill(form, form, &fields).await;
        let draft = saved.location().unwrap_or_else(|| panic!("a draft: {}", saved.text()));
        editor.fill(&draft, &format!("{draft}/publication"), &[("reason", "本人から聞いた")]).await;
        assert!(test.visitor().open("/events/ev-adachi-move").await.text().contains("090-3333-4444"));
        let feed = test.visitor().get("/towns/adachi/changes.atom").await.text();
        assert!(feed.contains("に電話する日") && !feed.contains("3333-4444"), "{feed}");
    }
}
