use serde_json::Value;

use super::{DESKS, GATHERINGS, ORGANIZATIONS, changed, get, load};
use crate::on_both_databases;

on_both_databases! {
    // S-319, S-357: neither a map nor a calendar nor a search engine calls a desk open where nobody is.
    async fn a_desk_that_rests_is_open_nowhere(test: TestApp) {
        test.set_clock("2026-11-24T11:00");
        let brand = "    brand_ja: セーフティネットあだち\n";
        let (visitor, card) = (test.visitor(), "li.card:has(a[href='/desks/adachi-safetynet'])");
        for (added, words) in [
            ("", None),
            ("    status: suspended\n", Some("いまはお休みしています。")),
            ("    status: ended\n", Some("いまは行われていません。")),
            ("    valid_to: \"2026-11-23\"\n", Some("いまは行われていません。")),
            ("    valid_from: \"2026-11-25\"\n", Some("令和8年11月25日")),
        ] {
            load(&test, &changed(DESKS, brand, &format!("{brand}{added}")), GATHERINGS, ORGANIZATIONS).await;
            let is_open = words.is_none();
            let osm = get(&visitor, "/api/osm/desks.json?town=adachi&per_page=100").await;
            let of_desk = |desk: &&Value| desk["url"].as_str().is_some_and(|url| url.ends_with("/desks/adachi-safetynet"));
            let desk = osm["contents"].as_array().expect("desks").iter().find(of_desk).expect("the desk");
            assert_eq!(!desk["opening_hours"].as_array().expect("hours").is_empty(), is_open, "{added}: {desk:#}");
            let hours = visitor.get("/desks/adachi-safetynet/hours.ics").await.text();
            assert_eq!(hours.contains("BEGIN:VEVENT"), is_open, "{added}: {hours}");
            let page = visitor.open("/desks/adachi-safetynet").await;
            let linked = page.text();
            assert_eq!(linked.contains("OpeningHoursSpecification"), is_open, "{added}");
            assert_eq!(linked.contains("state-open"), is_open, "{added}: {:?}", page.seen(".state"));
            let states = page.seen(".state");
            assert!(words.is_none_or(|words| states.iter().all(|state| state.contains(words))), "{added}: {states:?}");
            // In the town's own frame: what pauses stays and says so, what is not there is left out.
            let list = visitor.get("/towns/adachi/list").await;
            let shown = list.seen(card).join("");
            match added {
                "" => assert!(shown.contains("午後6時"), "{shown}"),
                _ if added.contains("suspended") => {
                    assert!(shown.contains("いまはお休みしています。") && !shown.contains("午後6時"), "{shown}");
                }
                _ => assert_eq!(shown, "", "{added}"),
            }
            let town = visitor.open("/towns/adachi").await.text();
            let in_list = town.contains("/desks/adachi-safetynet\"");
            assert_eq!(in_list, is_open || added.contains("suspended"), "the page and its list for machines: {added}");
        }
    }

    // The ibasho keeps the hours of its desk.
    async fn what_follows_a_desk_that_pauses_promises_no_date(test: TestApp) {
        let brand = "    brand_ja: セーフティネットあだち\n";
        for (added, is_open) in [("", true), ("    status: suspended\n", false)] {
            load(&test, &changed(DESKS, brand, &format!("{brand}{added}")), GATHERINGS, ORGANIZATIONS).await;
            let dates = test.visitor().get("/gatherings/adachi-sn-ibasho/dates.ics").await.text();
            assert_eq!(dates.contains("BEGIN:VEVENT"), is_open, "{dates}");
            let page = test.visitor().open("/gatherings/adachi-sn-ibasho").await.text();
            assert_eq!(page.contains("startDate"), is_open);
            assert_eq!(page.contains("次の日にちは、確かめてください。"), !is_open, "one may ask: the gathering itself goes on");
        }
    }

    // S-357: it stays with its history; there is no date to come to and none to ask for.
    async fn a_gathering_that_pauses_promises_no_date(test: TestApp) {
        let name = "    name_ja: 足立ひきこもり家族会\n";
        let (visitor, card) = (test.visitor(), "li.card:has(a[href='/gatherings/adachi-kazokukai'])");
        for (added, is_open) in [("", true), ("    status: suspended\n", false)] {
            load(&test, DESKS, &changed(GATHERINGS, name, &format!("{name}{added}")), ORGANIZATIONS).await;
            let dates = visitor.get("/gatherings/adachi-kazokukai/dates.ics").await.text();
            assert_eq!(dates.contains("BEGIN:VEVENT"), is_open, "{dates}");
            let page = visitor.open("/gatherings/adachi-kazokukai").await;
            for word in ["hoursAvailable", "startDate", "次の日にち"] {
                assert_eq!(page.text().contains(word), is_open, "{word}: {}", page.text());
            }
            let shown = visitor.open("/towns/adachi").await.seen(card).join("");
            assert_eq!(shown.contains("次は"), is_open, "{shown}");
            assert_eq!(shown.contains("いまはお休みしています。"), !is_open, "{shown}");
            assert!(!shown.contains("次の日にちは、確かめてください。"), "{shown}");
        }
    }
}
