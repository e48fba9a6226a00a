//! What a partner sees and says through a link, without an account.

use axum::http::StatusCode;

use super::stories::{DESK, PUBLIC, draft, publish};
use crate::{
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, TestApp},
    },
};

/// Asks the desk's partner; answers the link that was mailed.
async fn link(test: &TestApp, editor: &Browser) -> String {
    let (history, ask) = (format!("{DESK}/history"), format!("{DESK}/confirmations"));
    let asked = editor.fill(&history, &ask, &[("address", "desk@example.jp")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    outbox::waiting(test.app.db.read()).await.expect("the outbox").last().expect("a mail").path.clone()
}

on_both_databases! {
    async fn a_link_without_an_account_shows_no_number_that_is_a_persons_own(test: TestApp) {
        let editor = test.counsellor().await;
        let own = [
            ("phones.1.number", "090-1111-2222"),
            ("phones.1.kind", "office"),
            ("phones.1.owner", "private"),
            ("access_ja", "着いたら 090-1111-2222 に電話してください"),
        ];
        let draft = draft(&editor, &own).await;
        assert_eq!(publish(&editor, &draft, "本人から聞いた").await.status, StatusCode::SEE_OTHER);
        assert!(editor.open(DESK).await.text().contains("090-1111-2222"), "the town knows it");
        assert!(!test.visitor().open(PUBLIC).await.text().contains("090-1111-2222"));
        let link = link(&test, &editor).await;
        let page = test.visitor().open(&link).await.text();
        assert!(page.contains("03-6807-2762") && page.contains("着いたら"), "{page}");
        assert!(!page.contains("090-1111") && !page.contains("1111-2222"), "neither the number nor its echo: {page}");
    }

    async fn a_second_answer_takes_nothing_away_from_the_first(test: TestApp) {
        let (editor, partner) = (test.counsellor().await, test.visitor());
        let link = link(&test, &editor).await;
        let said = async |fields: &[(&str, &str)]| {
            let page = partner.fill(&link, &link, fields).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        };
        let waiting = async || editor.open("/directory").await.seen("#correction-1").join("");
        said(&[("correction", "階がちがいます")]).await;
        said(&[("facet", "hours")]).await;
        assert!(waiting().await.contains("階がちがいます"), "a tick wipes no words");
        said(&[("correction", "電話は昼だけです")]).await;
        let both = waiting().await;
        assert!(both.contains("階がちがいます") && both.contains("電話は昼だけです"), "{both}");
        let queue = editor.open("/directory").await;
        editor.fill_page(&queue, &queue.attribute("#correction-1 form", "action"), &[]).await;
        assert_eq!(waiting().await, "");
        said(&[("facet", "hours")]).await;
        assert_eq!(waiting().await, "", "what was settled stays settled");
        said(&[("correction", "名前も変わります")]).await;
        let new = waiting().await;
        assert!(new.contains("名前も変わります") && !new.contains("階がちがいます"), "{new}");
    }
}
