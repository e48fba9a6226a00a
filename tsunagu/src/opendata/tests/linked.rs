use serde_json::Value;

use super::{DESKS, GATHERINGS, ORGANIZATIONS, changed, load};
use crate::{on_both_databases, platform::testing::Page};

pub fn linked(page: &Page) -> Value {
    let found = scraper::Selector::parse("script[type='application/ld+json']").expect("a selector");
    let html = page.html();
    let scripts: Vec<String> = html.select(&found).map(|script| script.inner_html()).collect();
    assert_eq!(scripts.len(), 1, "{}", page.text());
    serde_json::from_str(&scripts[0]).unwrap_or_else(|error| panic!("{error}: {}", scripts[0]))
}

on_both_databases! {
    async fn search_engines_read_on_a_page_what_people_read_there(test: TestApp) {
        let visitor = test.visitor();
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let mut opening = 0;
        for desk in directory.desks() {
            let page = visitor.open(&format!("/desks/{}", desk.slug)).await;
            let linked = linked(&page);
            assert_eq!(linked["@type"], "GovernmentService", "{}", desk.slug);
            assert_eq!(linked["name"], desk.short_name());
            let text = linked.to_string();
            opening += text.matches("OpeningHoursSpecification").count();
            for phone in &desk.facts.phones {
                let by = text.contains(&format!("\"telephone\":\"{}", phone.number));
                assert!(by, "{}: {linked:#}", desk.slug);
            }
        }
        assert!(opening > 60, "{opening}");
        for gathering in directory.gatherings() {
            let linked = linked(&visitor.open(&format!("/gatherings/{}", gathering.slug)).await);
            assert_eq!(linked["@graph"][0]["@type"], "Service");
            let next = gathering.next(test.app.now().local());
            let promised = linked["@graph"][1]["startDate"].as_str().map(str::to_owned);
            if let Some(promised) = promised {
                let next = next.expect("a date").start.format("%Y-%m-%dT%H:%M").to_string();
                assert!(promised.starts_with(&next), "{}", gathering.slug);
                assert!(!gathering.is_tentative() && !gathering.has_ended(), "{}", gathering.slug);
            }
        }
        let town = linked(&visitor.open("/towns/adachi").await);
        let listed = town["itemListElement"].as_array().expect("a list").len();
        let adachi = directory.municipality_by_slug("adachi").expect("a town").id;
        assert_eq!(listed, directory.desks_there(adachi, test.app.now().local().date()).len());
    }

    async fn no_name_ends_the_script_or_begins_another(test: TestApp) {
        let name = "</script><script>alert(1)</script><!-- & \\\" \u{2028}";
        let desks = changed(DESKS, "brand_ja: セーフティネットあだち", &format!("brand_ja: \"{name}\""));
        load(&test, &desks, GATHERINGS, ORGANIZATIONS).await;
        for path in ["/desks/adachi-safetynet", "/towns/adachi"] {
            let page = test.visitor().open(path).await;
            let text = page.text();
            assert!(!text.contains("<script>alert"), "{path}");
            assert!(linked(&page).to_string().contains("alert(1)"), "{path}");
            assert_eq!(text.matches("<script").count(), text.matches("</script>").count(), "{path}");
        }
    }
}
