//! What readers say of a page, and who reads it.

use axum::http::StatusCode;

use crate::{accounts::Role, on_both_databases};

on_both_databases! {
    // S-097: two questions at the foot, per page, without a cookie or a name, read by whoever edits the page.
    async fn a_reader_says_of_a_page_and_leaves_no_trace_of_themselves(test: TestApp) {
        let editor = test.counsellor().await;
        assert!(!editor.open("/directory/ratings").await.seen("#empty").is_empty());
        let reader = test.visitor();
        let link = reader.open("/towns/adachi").await.attribute("footer a[href^='/page-rating']", "href");
        let asked = reader.open(&link).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.headers.get("set-cookie").is_none(), "no cookie");
        let none = reader.fill(&link, "/page-rating", &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "one answer at least");
        let sent = reader.fill(&link, "/page-rating", &[("found", "yes"), ("understood", "no")]).await;
        assert!(sent.headers.get("set-cookie").is_none(), "no cookie");
        let thanks = reader.open(&sent.location().expect("thanks")).await;
        assert!(thanks.text().contains("ありがとうございます"), "{}", thanks.text());
        let half = "/page-rating?page=/towns/adachi";
        test.visitor().fill(half, "/page-rating", &[("found", "yes")]).await;
        // Pressed twice is said once.
        let open = test.visitor();
        let page = open.open("/page-rating?page=/find").await;
        for _ in 0..2 {
            open.fill_page(&page, "/page-rating", &[("understood", "partly")]).await;
        }
        let cells = editor.open("/directory/ratings").await.seen("#ratings tbody td");
        assert_eq!(cells, ["/find", "", "どちらともいえない 1", "/towns/adachi", "はい 2", "いいえ 1"]);

        let foot = async |path: &str| reader.open(path).await.seen("footer a[href^='/page-rating']").len();
        assert_eq!(foot("/desks/adachi-safetynet").await, 1);
        assert_eq!((foot("/desks/adachi-safetynet/write").await, foot("/come-back").await), (0, 0), "not where one writes");
        let elsewhere = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        assert_eq!(elsewhere.open("/directory/ratings").await.seen("#ratings tbody tr").len(), 1, "its own and everybody's");
        assert_eq!(test.partner().await.open("/directory/ratings").await.status, StatusCode::FORBIDDEN);
        for odd in ["/thread", "//example.com", ""] {
            let page = reader.open(&format!("/page-rating?page={odd}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{odd}");
        }
    }
}
