use axum::http::header;

use crate::{on_both_databases, platform::Lang};

const ROUTES: &str = include_str!("../../routes.txt");
const LIST: &str = "/towns/{slug}/list";

on_both_databases! {
    // S-319
    async fn a_list_for_a_towns_own_site_is_small_and_runs_nothing(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let (mut largest, mut links) = (0, 0);
        for town in directory.municipalities() {
            for lang in Lang::ALL {
                let path = format!("/towns/{}/list?lang={}", town.slug, lang.code());
                let page = test.visitor().get(&path).await;
                assert_eq!(page.status, 200, "{path}");
                assert_eq!(page.headers.get(header::SET_COOKIE), None, "{path}");
                assert_eq!(page.attribute("html", "lang"), lang.tag(), "{path}");
                assert_eq!(page.seen("h1").len(), 1, "{path}");
                let text = page.text();
                for word in ["<script", "<form", "<iframe", "<img", " style="] {
                    assert!(!text.contains(word), "{path}: {word}");
                }
                let selector = scraper::Selector::parse("a[href]").expect("a selector");
                let html = page.html();
                for link in html.select(&selector) {
                    let href = link.value().attr("href").unwrap_or_default();
                    assert!(href.starts_with("tel:") || link.value().attr("target") == Some("_top"), "{path}: {href}");
                    if href.starts_with("/") && lang == Lang::Ja {
                        links += 1;
                        assert_eq!(test.visitor().open(href).await.status, 200, "{path}: {href}");
                    }
                }
                largest = largest.max(page.bytes.len());
            }
        }
        assert!(largest <= 15_000, "{largest} bytes");
        assert!(links > 60, "{links}");
        assert_eq!(test.visitor().get("/towns/nowhere/list").await.status, 404);
    }

    async fn a_frame_follows_its_address_and_no_cookie(test: TestApp) {
        let visitor = test.visitor().speaking("en");
        visitor.get("/language/en").await;
        let list = visitor.get("/towns/adachi/list").await;
        assert_eq!(list.attribute("html", "lang"), "ja");
        assert_eq!(list.text(), test.visitor().get("/towns/adachi/list").await.text());
        assert!(visitor.get("/towns/adachi/list?lang=en").await.text().contains("Where to talk"));
    }

    async fn only_the_lists_may_stand_in_a_frame(test: TestApp) {
        let fills = [("{slug}", "adachi"), ("{id}", "1"), ("{code}", "ja"), ("{name}", "tsunagu.css"), ("{token}", "x"), ("{kind}", "desk")];
        let slugs = [("/desks/", "adachi-safetynet"), ("/gatherings/", "adachi-sn-ibasho")];
        let mut framed = Vec::new();
        for pattern in ROUTES.lines().filter(|line| line.starts_with("GET")).filter_map(|line| line.split_whitespace().nth(1)) {
            let slug = slugs.iter().find(|(begin, _)| pattern.starts_with(begin)).map(|(_, slug)| *slug);
            let path = slug.map_or(pattern.to_owned(), |slug| pattern.replace("{slug}", slug));
            let path = fills.iter().fold(path, |path, (hole, word)| path.replace(hole, word));
            let page = test.visitor().get(&path).await;
            let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
            if policy.contains("frame-ancestors 'none'") {
                continue;
            }
            assert!(policy.contains("frame-ancestors *") && !policy.contains("script-src"), "{path}: {policy}");
            framed.push(pattern);
        }
        assert_eq!(framed, ["/desks/{slug}/bookings/list", LIST]);
        // Where there is no town, there is nothing to frame.
        let nowhere = test.visitor().get("/towns/nowhere/list").await;
        assert!(nowhere.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text").contains("frame-ancestors 'none'"));
    }

    // S-319
    async fn a_town_is_told_what_there_is_and_how_to_put_it_on_its_site(test: TestApp) {
        for lang in Lang::ALL {
            let visitor = test.visitor();
            visitor.get(&format!("/language/{}", lang.code())).await;
            let page = visitor.open("/towns/adachi/data").await;
            let snippet = page.seen("textarea").join("");
            let address = &test.app.config.address;
            assert!(snippet.contains(&format!("<iframe src=\"{address}/towns/adachi/list\" title=\"足立区で話せるところ\"")), "{snippet}");
            assert!(snippet.contains(&format!("<a href=\"{address}/towns/adachi\">")), "{snippet}");
            assert!(page.text().contains("https://creativecommons.org/licenses/by/4.0/"));
            for path in ["/api/hsds/3.0/", "/api/osm/desks.json?town=adachi", "/towns/adachi/events.csv", "/towns/adachi/changes.atom", "/api/openapi.json"] {
                assert_eq!(page.link(path), path);
                assert_eq!(visitor.get(path).await.status, 200, "{path}");
            }
        }
        assert_eq!(test.visitor().open("/towns/adachi").await.link("/towns/adachi/data"), "/towns/adachi/data");
        assert_eq!(test.visitor().open("/towns/nowhere/data").await.status, 404);
    }
}
