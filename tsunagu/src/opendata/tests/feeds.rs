use std::collections::BTreeSet;

use axum::http::header;

use super::{DESKS, GATHERINGS, ORGANIZATIONS, changed, load};
use crate::on_both_databases;

on_both_databases! {
    // S-319
    async fn a_feed_can_be_read_and_says_when_it_changed(test: TestApp) {
        let line = "    brand_ja: セーフティネットあだち\n";
        let desks = changed(DESKS, line, "    brand_ja: \"<b>あだち</b> & \\u0007\"\n    checked_on: 2026-11-02\n");
        load(&test, &desks, GATHERINGS, ORGANIZATIONS).await;
        let page = test.visitor().get("/towns/adachi/changes.atom").await;
        assert_eq!(page.headers[header::CONTENT_TYPE], "application/atom+xml; charset=utf-8");
        let text = page.text();
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{text}");
        assert!(text.contains("<updated>2026-11-02T00:00:00+09:00</updated>"), "{text}");
        assert!(text.contains("&#60;b&#62;あだち") && !text.contains("<b>") && !text.contains('\u{7}'), "{text}");
        assert_eq!(text.matches("<entry>").count(), text.matches("</entry>").count());
        let ids: Vec<&str> = text.split("<id>").skip(1).filter_map(|part| part.split("</id>").next()).collect();
        assert!(ids.len() > 2 && ids.iter().all(|id| id.starts_with("urn:uuid:")));
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        // A town of which nothing is known still has a feed.
        let quiet = test.visitor().get("/towns/chiyoda/changes.atom").await;
        assert_eq!((quiet.status.as_u16(), quiet.text().contains("<entry>")), (200, false));
        assert_eq!(test.visitor().get("/towns/nowhere/changes.atom").await.status, 404);
    }

    // S-319
    async fn hours_and_dates_fit_into_a_calendar_that_names_nothing(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let desks = directory.desks().iter().map(|desk| (format!("/desks/{}/hours.ics", desk.slug), desk.name.clone()));
        let gatherings =
            directory.gatherings().iter().map(|it| (format!("/gatherings/{}/dates.ics", it.slug), it.name.clone()));
        let (mut events, mut silent) = (0, 0);
        for (path, name) in desks.chain(gatherings) {
            let page = test.visitor().get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            assert_eq!(page.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
            let text = page.text();
            assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{path}: {text}");
            assert_eq!(text.matches("VCALENDAR").count(), 2, "{path}");
            assert!(text.split("\r\n").all(|line| line.len() <= 75), "{path}");
            let of = |what: &str| text.split("\r\n").filter(|line| line.starts_with(what)).count();
            assert_eq!(of("BEGIN:VEVENT"), of("SUMMARY:予定"), "{path}");
            assert_eq!(of("SUMMARY"), of("SUMMARY:予定"), "{path}");
            assert!(!text.contains(&name) && of("DESCRIPTION") + of("LOCATION") == 0, "{path}");
            let uids: BTreeSet<&str> = text.split("\r\n").filter(|line| line.starts_with("UID:")).collect();
            assert_eq!(uids.len(), of("BEGIN:VEVENT"), "{path}");
            events += of("BEGIN:VEVENT");
            if of("BEGIN:VEVENT") == 0 {
                silent += 1;
            } else {
                calendar::exchange::ical::read(&text).unwrap_or_else(|refusal| panic!("{path}: {refusal:?}\n{text}"));
            }
        }
        assert!(events >= 19 && silent > 0, "{events} {silent}");
        assert_eq!(test.visitor().get("/desks/nowhere/hours.ics").await.status, 404);
        assert_eq!(test.visitor().get("/gatherings/nowhere/dates.ics").await.status, 404);
    }
}
