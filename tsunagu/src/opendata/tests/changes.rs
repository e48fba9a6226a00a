use super::{DESKS, GATHERINGS, ORGANIZATIONS, changed, load};
use crate::{
    on_both_databases,
    opendata::changes::{What, changes_of},
    platform::testing::at,
};

on_both_databases! {
    async fn a_feed_tells_what_was_checked_and_what_moved_and_nothing_of_tomorrow(test: TestApp) {
        let line = "    brand_ja: セーフティネットあだち\n";
        let desks = changed(DESKS, line, &format!("{line}    checked_on: 2026-11-02\n"));
        load(&test, &desks, GATHERINGS, ORGANIZATIONS).await;
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let town = directory.municipality_by_slug("adachi").expect("a town");
        let today = test.app.now().today();
        let changes = changes_of(&directory, town, Vec::new(), today);
        assert!(matches!(&changes[0].what, What::Checked(facets) if facets.len() == 6), "{changes:?}");
        assert_eq!(changes[0].day.to_string(), "2026-11-02");
        assert!(changes.iter().any(|change| matches!(&change.what, What::Moved { .. })));
        assert!(changes.iter().all(|change| change.day <= today));
        assert!(changes.is_sorted_by(|a, b| a.day >= b.day));
        let before = changes_of(&directory, town, Vec::new(), at("2024-01-01T00:00").date());
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
}
