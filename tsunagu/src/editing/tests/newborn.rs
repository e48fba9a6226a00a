//! New records: what is asked of them, and what has to wait until they are published.

use axum::http::StatusCode;

use super::stories::publish;
use crate::{
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, Page},
    },
};

const NEW: &str = "/directory/new";

async fn begin(editor: &Browser, kind: &str, name: &str, slug: &str) -> Page {
    editor.fill(NEW, NEW, &[("kind", kind), ("name", name), ("slug", slug)]).await
}

on_both_databases! {
    async fn a_new_record_needs_a_name_unless_it_is_an_event(test: TestApp) {
        let editor = test.counsellor().await;
        let long = "あ".repeat(301);
        for name in ["", "  ", long.as_str()] {
            let page = begin(&editor, "desk", name, "kita-madoguchi").await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", page.text());
            assert!(!page.seen("#name-error").is_empty() && page.seen("#slug-error").is_empty(), "{}", page.text());
            assert_eq!(page.attribute("#slug", "value"), "kita-madoguchi");
        }
        let event = begin(&editor, "event", "", "kita-event").await;
        let form = event.location().unwrap_or_else(|| panic!("a form: {}", event.text()));
        // Nothing is known of its day yet: it is listed by its id, and its page is refused in words.
        let queue = editor.open("/directory").await;
        assert!(queue.seen("#waiting a").contains(&"kita-event".to_owned()), "{:?}", queue.seen("#waiting a"));
        let begun = queue.link("/directory/revisions/");
        let preview = editor.open(&format!("{begun}/preview")).await;
        assert_eq!(preview.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", preview.text());
        assert!(preview.text().contains("まだ公開ページが作れません"), "{}", preview.text());
        let tried = publish(&editor, &begun, "新しくできた").await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!tried.text().contains("missing field"), "no word of ours for programs: {}", tried.text());
        // With a day it is published, and still called by its id where it has no name.
        let saved = editor.fill(&form, &form, &[("date", "2026-12-05"), ("date_text_ja", "12月5日")]).await;
        let draft = saved.location().unwrap_or_else(|| panic!("a draft: {}", saved.text()));
        assert_eq!(editor.open(&draft).await.seen("p.lead"), ["kita-event"]);
        assert_eq!(publish(&editor, &draft, "日にちが決まった").await.status, StatusCode::SEE_OTHER);
        assert_eq!(editor.open(&format!("{form}/history")).await.seen("p.lead"), ["kita-event"]);
        let feed = test.visitor().get("/towns/adachi/changes.atom").await.text();
        assert!(feed.contains("「kita-event」"), "{feed}");
    }

    async fn how_a_record_began_is_not_undone_into_nothing(test: TestApp) {
        let editor = test.counsellor().await;
        let form = begin(&editor, "desk", "北の窓口", "kita-madoguchi").await.location().expect("a form");
        let draft = editor.fill(&form, &form, &[("access_ja", "駅の前")]).await.location().expect("a draft");
        assert_eq!(publish(&editor, &draft, "新しくできた").await.status, StatusCode::SEE_OTHER);
        let page = editor.open(&draft).await;
        assert!(!page.text().contains("/restoration"), "{}", page.text());
        let key = editor.open(&form).await.attribute("main input[name='form']", "value");
        let tried = editor.post(&format!("{draft}/restoration"), &[("form", &key)]).await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        // The router draws outcomes as pages; this one says what to do instead.
        assert!(tried.text().contains("「終わりました」"), "{}", tried.text());
        // Later changes are undone as before.
        let next = editor.fill(&form, &form, &[("access_ja", "駅の裏")]).await.location().expect("a draft");
        publish(&editor, &next, "変わった").await;
        assert!(editor.open(&next).await.text().contains("/restoration"));
    }

    async fn what_is_not_published_yet_is_neither_checked_nor_asked_about_nor_given_files(test: TestApp) {
        let editor = test.counsellor().await;
        let form = begin(&editor, "desk", "北の窓口", "kita-madoguchi").await.location().expect("a form");
        let page = editor.open(&form).await;
        assert_eq!(page.status, StatusCode::OK);
        for hidden in ["/files", "/history", "/desks/kita-madoguchi"] {
            assert!(page.seen(&format!("main a[href$='{hidden}']")).is_empty(), "{hidden}: {}", page.text());
        }
        let history = editor.open(&format!("{form}/history")).await;
        assert!(!history.text().contains("/checks") && !history.text().contains("/confirmations"), "{}", history.text());
        assert_eq!(editor.open(&format!("{form}/files")).await.status, StatusCode::NOT_FOUND);
        let key = page.attribute("main input[name='form']", "value");
        let checked = editor.post(&format!("{form}/checks"), &[("form", &key), ("facet", "about")]).await;
        assert_eq!(checked.status, StatusCode::NOT_FOUND);
        let mails = outbox::waiting(test.app.db.read()).await.expect("the outbox").len();
        let ask = [("form", key.as_str()), ("address", "desk@example.jp")];
        assert_eq!(editor.post(&format!("{form}/confirmations"), &ask).await.status, StatusCode::NOT_FOUND);
        assert_eq!(outbox::waiting(test.app.db.read()).await.expect("the outbox").len(), mails, "no letter");
        let fields = [("form", key.as_str()), ("words", "チラシ"), ("shows", "flyer")];
        let file = editor.post_file(&format!("{form}/files"), &fields, "flyer.pdf", b"%PDF-1.7 a flyer").await;
        assert_eq!(file.status, StatusCode::NOT_FOUND);
    }
}
