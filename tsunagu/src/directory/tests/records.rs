//! The pages of organisations, gatherings, events, resources and councils.

use axum::http::StatusCode;

use crate::{
    directory::{
        RecordKind,
        data::embedded,
        store::{self, Which},
    },
    on_both_databases,
};

on_both_databases! {
    async fn every_record_of_the_files_is_on_a_page_with_the_words_it_stands_on(test: TestApp) {
        let bundle = embedded().expect("the files");
        let mut pages = Vec::new();
        pages.extend(bundle.organizations.iter().map(|it| ("organizations", &it.id, &it.source)));
        pages.extend(bundle.desks.iter().map(|it| ("desks", &it.id, &it.source)));
        pages.extend(bundle.gatherings.iter().map(|it| ("gatherings", &it.id, &it.source)));
        pages.extend(bundle.events.iter().map(|it| ("events", &it.id, &it.source)));
        pages.extend(bundle.resources.iter().map(|it| ("resources", &it.id, &it.source)));
        pages.extend(bundle.councils.iter().map(|it| ("councils", &it.id, &it.source)));
        assert_eq!(pages.len(), 398);
        let visitor = test.visitor();
        for (kind, slug, source) in pages {
            let page = visitor.open(&format!("/{kind}/{slug}")).await;
            assert_eq!(page.status, StatusCode::OK, "{kind}/{slug}");
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(page.seen("q").contains(&words(&source.quote)), "{kind}/{slug}: {:?}", page.seen("q"));
        }
        assert_eq!(visitor.open("/resources/nothing").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_record_leads_on_to_those_it_belongs_with(test: TestApp) {
        let visitor = test.visitor();
        let council = visitor.open("/councils/adachi-kyogikai").await;
        assert_eq!(council.link("/organizations/"), "/organizations/adachi-marugoto");
        assert_eq!(council.link("/councils/"), "/councils/adachi-bukai", "the committee below it");
        let meeting = council.link("/events/");
        assert!(visitor.open(&meeting).await.link("/councils/").ends_with("adachi-kyogikai"), "{meeting}");
        let body = visitor.open("/organizations/uwn-chiba").await;
        // S-067: one body, two towns.
        assert!(body.text().contains("千葉市") && body.text().contains("浦安市"), "{}", body.text());
        assert!(body.link("/desks/").starts_with("/desks/"));
        let desk = visitor.open("/desks/adachi-safetynet").await;
        assert_eq!(visitor.open(&desk.link("/organizations/")).await.status, StatusCode::OK);
    }

    async fn the_records_of_a_town_are_read_without_those_of_others(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let town = directory.municipality_by_slug("adachi").expect("a town of the data").id;
        let conn = test.app.db.read();
        for kind in RecordKind::ALL {
            let found = store::records(conn, *kind, Which::Town(town)).await.expect("its records");
            assert!(!found.is_empty() && found.iter().all(|record| record.municipality == Some(town)), "{kind}");
            let one = store::record(conn, *kind, &found[0].slug).await.expect("one of them");
            assert_eq!(one.as_ref(), Some(&found[0]), "{kind}");
        }
        let desks = store::records(conn, RecordKind::Desk, Which::Town(town)).await.expect("its desks");
        assert_eq!(desks.len(), directory.desks_of(town).len());
    }

    // S-349: partners beyond the town, such as the prefecture's centre, stand in its directory.
    async fn a_town_shows_the_bodies_that_work_for_it(test: TestApp) {
        let page = test.visitor().open("/towns/annaka/organizations").await;
        for name in ["安中市社会福祉協議会", "こころの健康センター"] {
            assert!(page.text().contains(name), "{name}: {}", page.text());
        }
    }

    // S-360: a weekday that does not belong to its date is told, and the printed words stay.
    async fn a_slip_in_a_printed_date_is_told_and_not_corrected_in_silence(test: TestApp) {
        let wrong: Vec<String> = embedded()
            .expect("the files")
            .events
            .iter()
            .filter(|event| event.weekday_matches == Some(false))
            .map(|event| event.id.clone())
            .collect();
        assert_eq!(wrong.len(), 2);
        for slug in wrong {
            let page = test.visitor().open(&format!("/events/{slug}")).await;
            assert!(page.text().contains("資料の曜日とはちがい"), "{slug}: {}", page.text());
        }
    }

    // S-052, S-350: a number that nobody printed is not shown as nought.
    async fn how_many_came_is_told_as_printed_and_left_out_where_unknown(test: TestApp) {
        let events = embedded().expect("the files").events;
        let (counted, silent): (Vec<_>, Vec<_>) = events.iter().partition(|event| event.attendance.is_some());
        let visitor = test.visitor();
        for event in counted {
            let printed = &event.attendance.as_ref().expect("counted").text_ja;
            let page = visitor.open(&format!("/events/{}", event.id)).await;
            assert!(page.text().contains(printed), "{}: {printed}", event.id);
        }
        let page = visitor.open(&format!("/events/{}", silent[0].id)).await;
        assert!(!page.text().contains("来た人の数"));
    }

    async fn a_town_lists_what_it_offers_what_it_confers_on_and_its_dates(test: TestApp) {
        let visitor = test.visitor();
        test.set_clock("2025-02-10T09:00");
        let events = visitor.open("/towns/adachi/events").await;
        let headings = events.seen("h2");
        assert_eq!(headings, ["これから", "これまで"]);
        let first = events.link("/events/");
        assert_eq!(first, "/events/ev-adachi-council-r6-3", "the next one comes first");
        assert!(visitor.open("/towns/machida/resources").await.text().contains("イメージ図"));
        assert!(visitor.open("/towns/setagaya/councils").await.text().contains("8050支援部会"));
        let empty = visitor.open("/towns/moriyama/resources").await;
        assert!(!empty.seen(".notice").is_empty(), "an empty list says so kindly");
    }
}
