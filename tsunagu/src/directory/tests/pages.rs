//! The finder and the desk's page, as a resident's browser gets them.

use axum::http::StatusCode;

use crate::{directory::cache::PageCache, on_both_databases, platform::web::Visit};

on_both_databases! {
    // S-008: one page per town on which to begin.
    async fn every_town_has_a_page_that_leads_to_somebody(test: TestApp) {
        let visitor = test.visitor();
        let first = visitor.open("/").await;
        let towns: Vec<String> = {
            let html = first.html();
            let links = scraper::Selector::parse("a[href^='/towns/']").expect("a selector");
            html.select(&links).filter_map(|link| link.value().attr("href")).map(str::to_owned).collect()
        };
        assert!(towns.len() > 20, "{towns:?}");
        for town in towns {
            let page = visitor.open(&town).await;
            assert_eq!(page.status, StatusCode::OK, "{town}");
            assert!(!page.seen("main li.card").is_empty(), "{town} leads nowhere");
            assert!(page.link("/desks/").starts_with("/desks/"), "{town}");
        }
    }

    // S-033: "I do not know yet" is the first answer of every question, and every question may stay open.
    async fn three_questions_each_beginning_with_i_do_not_know(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open("/towns/adachi").await;
        let html = page.html();
        let asked = scraper::Selector::parse("form[action='/find'] fieldset, form[action='/find'] > .field").expect("x");
        assert!(html.select(&asked).count() <= 3);
        for name in ["about", "talk"] {
            let labels = page.seen(&format!("fieldset label:has(input[name='{name}'])"));
            assert!(labels.first().is_some_and(|first| first.contains("わからない")), "{name}: {labels:?}");
        }
        for query in ["", "?town=adachi", "?town=adachi&about=&age=&talk=", "?about=family&age=45"] {
            let found = visitor.open(&format!("/find{query}")).await;
            assert_eq!(found.status, StatusCode::OK, "{query}");
            assert!(!found.seen("main li.card").is_empty(), "{query}");
        }
    }

    async fn a_wrong_age_is_told_beside_its_field_and_still_finds_desks(test: TestApp) {
        for typed in ["abc", "-3", "999", "%F0%9F%90%B3", "%00"] {
            let page = test.visitor().open(&format!("/find?town=adachi&age={typed}")).await;
            assert_eq!(page.status, StatusCode::OK, "{typed}");
            assert!(!page.seen("main li.card").is_empty(), "{typed}");
        }
        let page = test.visitor().open("/find?town=adachi&age=abc&about=family").await;
        assert!(!page.seen("#age-error").is_empty());
        assert_eq!(page.attribute("#age", "value"), "abc", "what was typed stays");
        assert_eq!(page.attribute("input[value='family'][checked]", "name"), "about");
        let broken = test.visitor().get("/find?age=%FF%FE").await;
        assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    }

    // S-001, S-015, S-026: open until when, or the next opening, on the page itself; writing is never closed.
    async fn a_desk_says_whether_somebody_is_there_and_when_next(test: TestApp) {
        let visitor = test.visitor();
        let at_desk = async |clock: &str| {
            test.set_clock(clock);
            visitor.open("/desks/adachi-safetynet").await
        };
        let open = at_desk("2026-11-24T10:30").await.seen(".state").join("|");
        assert!(open.contains("午後6時"), "{open}");
        let night = at_desk("2026-11-22T02:10").await;
        let closed = night.seen(".state").join("|");
        assert!(closed.contains("11月24日") && closed.contains("午前10時"), "{closed}");
        assert!(night.link("/desks/adachi-safetynet/write").ends_with("/write"), "writing is open at any hour");
        let third_monday = at_desk("2025-10-20T11:00").await.seen(".state").join("|");
        assert!(third_monday.contains("10月21日"), "{third_monday}");
    }

    async fn a_notice_address_is_kept_changed_and_taken_away(test: TestApp) {
        let (app, slug) = (&test.app, "adachi-contractor");
        let address = async || {
            let directory = test.shelf.refresh(app).await.expect("read again");
            directory.organization_by_slug(slug).expect("the operator").notice_email.clone()
        };
        crate::directory::actions::set_notice(app, slug, "desk@example.jp").await.expect("set");
        assert_eq!(address().await.as_deref(), Some("desk@example.jp"));
        let odd = crate::directory::actions::set_notice(app, slug, "desk").await;
        assert!(odd.is_err());
        assert_eq!(address().await.as_deref(), Some("desk@example.jp"), "a wrong one changes nothing");
        crate::directory::actions::set_notice(app, slug, "").await.expect("taken away");
        assert_eq!(address().await, None);
    }

    async fn pages_kept_in_memory_have_a_bound(test: TestApp) {
        let cache = PageCache::new();
        let page = "x".repeat(100_000);
        for number in 0..1_000 {
            let headers = axum::http::HeaderMap::new();
            let v = Visit::of(&test.app, &headers, &format!("/find?n={number}"));
            cache.answer(&v, 1, || Ok(page.clone())).expect("a page");
        }
        let kept = cache.bytes();
        assert!(kept > 0 && kept <= 32 * 1024 * 1024, "{kept}");
    }
}
