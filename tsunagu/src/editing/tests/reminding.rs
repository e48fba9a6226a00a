//! The program asks the bodies behind what is too old, where a town wants it to; what they answer waits for a person.

use axum::http::StatusCode;
use sea_orm::ConnectionTrait;

use super::stories::{DESK, PUBLIC};
use crate::{
    editing::actions::reminding::{self, MOST_A_DAY},
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, PASSWORD, TestApp, story::OPERATOR},
    },
};

const RULES: &str = "/directory/rules";

/// The job, as it comes round every hour.
async fn an_hour_passes(test: &TestApp) {
    test.shelf.refresh(&test.app).await.expect("refreshes");
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    reminding::ask_by_itself(&test.app, &directory).await.expect("asks");
}

/// The links that were mailed and not sent yet.
async fn asked(test: &TestApp) -> Vec<String> {
    let waiting = outbox::waiting(test.app.db.read()).await.expect("the outbox");
    waiting.into_iter().map(|mail| mail.path).collect()
}

async fn write_to(test: &TestApp, slug: &str, address: &str) {
    let tx = test.app.db.write().await.expect("a transaction");
    let change = format!("UPDATE organizations SET notice_email = '{address}' WHERE slug = '{slug}'");
    tx.execute_unprepared(&change).await.expect("an address");
    let version = "UPDATE directory_versions SET version = version + 1";
    tx.execute_unprepared(version).await.expect("a version");
    tx.commit().await.expect("commits");
}

/// The page on which a link leads to the safety net desk.
async fn about_the_desk(visitor: &Browser, links: &[String]) -> Option<String> {
    for link in links {
        let page = visitor.open(link).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        if page.seen("main .lead").join("").contains("ひきこもり") && page.text().contains("03-6807-2762") {
            return Some(link.clone());
        }
    }
    None
}

on_both_databases! {
    // S-192: old entries ask their body; it says that nothing has changed, or what; a person puts that onto the page.
    async fn what_is_too_old_is_asked_about_once_and_the_answer_waits_for_a_person(test: TestApp) {
        write_to(&test, OPERATOR, "net@example.jp").await;
        let editor = test.counsellor().await;
        an_hour_passes(&test).await;
        assert!(asked(&test).await.is_empty(), "no town has said yes");

        editor.fill(RULES, RULES, &[("months", "6"), ("asks_by_itself", "yes")]).await;
        assert_eq!(editor.open(RULES).await.form(RULES).iter().find(|(name, _)| name == "asks_by_itself"),
            Some(&("asks_by_itself".to_owned(), "yes".to_owned())));
        an_hour_passes(&test).await;
        let links = asked(&test).await;
        assert!(!links.is_empty() && links.len() <= MOST_A_DAY, "{links:?}");
        assert!(links.iter().all(|link| link.starts_with("/confirm/")), "a link and nothing else: {links:?}");
        an_hour_passes(&test).await;
        assert_eq!(asked(&test).await, links, "nobody is asked twice");

        let partner = test.visitor();
        let link = about_the_desk(&partner, &links).await.expect("the desk is asked about");
        let thanks = partner.fill(&link, &link, &[("unchanged", "yes")]).await;
        assert_eq!(thanks.status, StatusCode::OK, "{}", thanks.text());
        let page = test.visitor().open(PUBLIC).await.text();
        assert!(page.contains("令和8年11月24日（火）に内容を確かめました"), "confirmed on: {page}");

        let told = partner.fill(&link, &link, &[("correction", "階が8階になりました")]).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text());
        assert!(!test.visitor().open(PUBLIC).await.text().contains("8階になりました"), "nothing changes by itself");
        let form = editor.open(DESK).await;
        assert!(form.seen("#corrections").join("").contains("階が8階になりました"), "it stands where one edits");
        let settle = form.attribute("#corrections form", "action");
        editor.fill_page(&form, &settle, &[]).await;
        assert!(editor.open(DESK).await.seen("#corrections").is_empty());

        // Half a year later what was not answered is asked about again.
        test.set_clock("2027-05-24T10:00");
        an_hour_passes(&test).await;
        let again = asked(&test).await;
        assert!(again.len() > links.len(), "{} after {}", again.len(), links.len());
        editor.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
        editor.fill(RULES, RULES, &[("months", "6"), ("asks_by_itself", "no")]).await;
        test.set_clock("2028-05-24T10:00");
        an_hour_passes(&test).await;
        assert_eq!(asked(&test).await.len(), again.len(), "the town has said no again");
    }

    async fn a_body_with_many_records_is_not_met_with_all_of_them_on_one_day(test: TestApp) {
        let tx = test.app.db.write().await.expect("a transaction");
        tx.execute_unprepared("UPDATE organizations SET notice_email = 'all@example.jp'").await.expect("addresses");
        tx.execute_unprepared("UPDATE directory_versions SET version = version + 1").await.expect("a version");
        tx.commit().await.expect("commits");
        let editor = test.counsellor().await;
        editor.fill(RULES, RULES, &[("months", "6"), ("asks_by_itself", "yes")]).await;
        let count = async || outbox::waiting(test.app.db.read()).await.expect("the outbox").len();
        an_hour_passes(&test).await;
        an_hour_passes(&test).await;
        assert_eq!(count().await, MOST_A_DAY);
        test.set_clock("2026-11-25T10:00");
        an_hour_passes(&test).await;
        assert!(count().await > MOST_A_DAY, "the rest follows on the next day");
    }
}
