//! What a partner sees and says through a link, without an account.

use std::{net::IpAddr, time::Duration};

use axum::http::StatusCode;

use super::stories::{DESK, PUBLIC, draft, publish};
use crate::{
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, TestApp},
        web::pace::Door,
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

    async fn a_yes_to_what_changed_meanwhile_is_asked_for_again_and_no_word_is_lost(test: TestApp) {
        let (editor, partner) = (test.counsellor().await, test.visitor());
        let link = link(&test, &editor).await;
        let open = partner.open(&link).await;
        let draft = draft(&editor, &[("access_ja", "駅の西口")]).await;
        publish(&editor, &draft, "場所が変わった").await;
        let answer = [("facet", "contact"), ("correction", "階がちがいます")];
        let late = partner.fill_page(&open, &link, &answer).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(!late.seen("#overtaken").is_empty() && late.text().contains("駅の西口"), "{}", late.text());
        assert!(late.seen("#correction").join("").contains("階がちがいます"), "{}", late.text());
        assert!(late.seen("input[name='facet'][checked]").is_empty());
        assert!(editor.open("/directory").await.seen("#correction-1").is_empty(), "nothing is sent yet");
        let thanks = partner.fill_page(&late, &link, &[("facet", "contact")]).await;
        assert_eq!(thanks.status, StatusCode::OK, "{}", thanks.text());
        assert!(editor.open("/directory").await.seen("#correction-1").join("").contains("階がちがいます"));
        // Words alone say nothing is true, and always arrive.
        let words = partner.fill_page(&open, &link, &[("correction", "名前も変わります")]).await;
        assert_eq!(words.status, StatusCode::OK, "{}", words.text());
    }

    async fn staff_make_sure_of_what_they_saw(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        let (history, checks) = (format!("{DESK}/history"), format!("{DESK}/checks"));
        let open = satoru.open(&history).await;
        let hers = draft(&rika, &[("access_ja", "駅の西口")]).await;
        publish(&rika, &hers, "場所が変わった").await;
        let late = satoru.fill_page(&open, &checks, &[("facet", "contact")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(!late.seen("#overtaken").is_empty(), "{}", late.text());
        let day = "「電話やメール」は、令和8年11月24日（火）に確かめました";
        assert!(!test.visitor().open(PUBLIC).await.text().contains(day));
        let done = satoru.fill_page(&late, &checks, &[("facet", "contact")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert!(test.visitor().open(PUBLIC).await.text().contains(day));
    }

    async fn whoever_tries_links_waits_longer_and_a_right_one_still_opens(test: TestApp) {
        let editor = test.counsellor().await;
        let link = link(&test, &editor).await;
        let door = Door::Link(IpAddr::from([127, 0, 0, 1]));
        let visitor = test.visitor();
        for number in 0..5 {
            assert_eq!(test.app.pace.wait(door), Duration::ZERO);
            assert_eq!(visitor.open(&format!("/confirm/{number:032}")).await.status, StatusCode::NOT_FOUND);
        }
        assert!(test.app.pace.wait(door) > Duration::ZERO);
        assert_eq!(visitor.open(&link).await.status, StatusCode::OK);
    }
}
