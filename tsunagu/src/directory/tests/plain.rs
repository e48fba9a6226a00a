//! What needs no sign-up and costs nothing says so, and asks for nothing.

use crate::on_both_databases;

on_both_databases! {
    // S-182: no application, free of charge: plain facts, and no wall before them.
    async fn an_open_door_says_that_it_is_open_and_asks_for_nothing(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open("/gatherings/akishima-riyusu").await;
        for words in ["予約はいりません。", "無料です。"] {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        for wall in ["main form", "main input", "main a[href*='/bookings']", "main a[href^='/sign-in']"] {
            assert!(page.seen(wall).is_empty(), "{wall}");
        }
        let town = visitor.open("/towns/akishima").await.text();
        assert!(town.contains("申し込みはいりません。") && town.contains("無料です。"), "{town}");
        // Where a document does not say, nothing is promised.
        let unsaid = visitor.open("/gatherings/adachi-kazokukai").await.text();
        assert!(!unsaid.contains("無料です。") && !unsaid.contains("予約はいりません。"), "{unsaid}");
    }
}
