//! Every page in every language: nothing missing, one heading, every field with a name of its own.

use axum::http::StatusCode;
use scraper::{ElementRef, Selector};

use crate::{
    on_both_databases,
    platform::{
        Lang,
        testing::{Browser, Page, story},
    },
};

fn all<'a>(html: &'a scraper::Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).collect()
}

/// What must hold of a page whatever it is about.
fn whole(path: &str, lang: Lang, page: &Page) {
    let at = format!("{path} in {}", lang.code());
    let html = page.html();
    assert_eq!(all(&html, "h1").len(), 1, "{at}: one heading");
    assert_eq!(all(&html, "html").first().and_then(|html| html.value().attr("lang")), Some(lang.tag()), "{at}");
    assert_eq!(all(&html, "main").len(), 1, "{at}");
    let title = page.seen("title").join("").to_lowercase();
    let is_public = !all(&html, "body.public").is_empty();
    let telling: &[&str] = if is_public {
        &["ひきこもり", "相談", "支援", "hikikomori"]
    } else {
        &["くじら", "ひきこもり"]
    };
    for word in telling {
        assert!(!title.contains(word), "{at}: the title \"{title}\" says too much");
    }
    for field in all(&html, "input:not([type=hidden]), select, textarea") {
        assert!(is_named(&html, field), "{at}: {}", field.html());
    }
    let mut ids: Vec<&str> = all(&html, "[id]").iter().filter_map(|element| element.value().attr("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{at}: an id stands twice");
    for element in all(&html, "[aria-describedby]") {
        for id in element.value().attr("aria-describedby").unwrap_or_default().split_whitespace() {
            assert!(ids.contains(&id), "{at}: nothing is called {id}");
        }
    }
    for form in all(&html, "form[method=post]") {
        assert!(form.value().attr("action").is_some(), "{at}: a form says where it goes");
    }
    for image in all(&html, "img, script, link[rel=stylesheet]") {
        let source = image.value().attr("src").or(image.value().attr("href")).unwrap_or_default();
        assert!(source.starts_with("/assets/"), "{at}: {source}");
    }
    assert!(page.bytes.len() < 40_000, "{at}: {} bytes", page.bytes.len());
}

fn is_named(html: &scraper::Html, field: ElementRef<'_>) -> bool {
    let value = field.value();
    let inside = field.ancestors().any(|node| node.value().as_element().is_some_and(|it| it.name() == "label"));
    let labelled = value.attr("id").is_some_and(|id| !all(html, &format!("label[for='{id}']")).is_empty());
    inside || labelled || value.attr("aria-label").is_some_and(|label| !label.trim().is_empty())
}

async fn read(browser: &Browser, paths: &[&str], languages: &[Lang], status: StatusCode) {
    for lang in languages {
        browser.get(&format!("/language/{}", lang.code())).await;
        for path in paths {
            let page = browser.open(path).await;
            assert_eq!(page.status, status, "{path} in {}: {}", lang.code(), page.text());
            whole(path, *lang, &page);
        }
    }
    browser.get("/language/ja").await;
}

const STAFF: [Lang; 2] = [Lang::Ja, Lang::En];

on_both_databases! {
    async fn public_pages_are_whole_in_every_language(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let mut paths = vec!["/".to_owned(), "/come-back".into(), "/sign-in".into(), "/sign-in/code".into()];
        paths.extend(directory.municipalities().iter().map(|town| format!("/towns/{}", town.slug)));
        paths.extend(directory.desks().iter().map(|desk| format!("/desks/{}", desk.slug)));
        paths.extend(directory.desks().iter().map(|desk| format!("/desks/{}/write", desk.slug)));
        paths.extend(["/towns/adachi/papers".into(), "/desks/adachi-safetynet/papers".into()]);
        paths.push("/find?town=adachi&about=family&age=45&talk=phone".into());
        paths.push("/find?town=nowhere&about=x&age=abc&talk=%F0%9F%90%B3".into());
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        read(&test.visitor(), &paths, &Lang::ALL, StatusCode::OK).await;
        read(&test.visitor(), &["/no/such/page", "/towns/nowhere"], &Lang::ALL, StatusCode::NOT_FOUND).await;
    }

    async fn a_thread_is_whole_in_every_language_with_every_kind_of_line(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = story::sheet_in_the_air(&test, &staff, &["name"]).await;
        let thread = staff.open("/day").await.link("/threads/");
        staff.fill(&thread, &format!("{thread}/answers"), &[("text", "ありがとうございます")]).await;
        let partner = test.partner().await;
        let hop = story::received(&partner).await;
        story::accept(&partner, &hop).await;
        let visitor = test.visitor();
        story::thread_of(&visitor, &sent.passphrase).await;
        read(&visitor, &["/thread"], &Lang::ALL, StatusCode::OK).await;
        for lang in Lang::ALL {
            let writer = test.visitor();
            writer.get(&format!("/language/{}", lang.code())).await;
            let begun = writer.fill(story::WRITE, story::WRITE, &[("text", "a")]).await;
            whole("the page with the passphrase", lang, &begun);
        }
    }

    async fn staff_pages_are_whole_in_both_languages_empty_and_full(test: TestApp) {
        let staff = test.counsellor().await;
        let partner = test.partner().await;
        let administrator = test.administrator().await;
        let empty = ["/day", "/cases", "/cases/new", "/inbox", "/account/codes"];
        read(&staff, &empty, &STAFF, StatusCode::OK).await;
        read(&partner, &["/day", "/cases", "/inbox"], &STAFF, StatusCode::OK).await;
        read(&administrator, &["/day", "/account/codes"], &STAFF, StatusCode::OK).await;
        read(&administrator, &["/cases", "/inbox"], &STAFF, StatusCode::FORBIDDEN).await;

        let sent = story::sheet_in_the_air(&test, &staff, &["name", "narrative"]).await;
        let draft = story::begin_sheet(&staff, &sent.case).await;
        let (case, sheet) = (sent.case.as_str(), sent.sheet.as_str());
        let thread = staff.open("/day").await.link("/threads/");
        let (consents, wishes) = (format!("{case}/consents"), format!("{case}/wishes"));
        let sending = format!("{draft}/sending");
        let full = ["/day", "/cases", case, &consents, &wishes, sheet, &draft, &sending, &thread];
        read(&staff, &full, &STAFF, StatusCode::OK).await;
        let hop = story::received(&partner).await;
        read(&partner, &["/day", "/inbox", &hop], &STAFF, StatusCode::OK).await;
        story::accept(&partner, &hop).await;
        read(&partner, &["/day", "/cases", "/inbox", &hop], &STAFF, StatusCode::OK).await;
        read(&staff, &[case, sheet], &STAFF, StatusCode::OK).await;
    }
}
