//! The form: one question per page or all on one; nothing typed is lost, nothing stands in an address.

use axum::http::{StatusCode, header};

use super::{WRITE, column, passphrase_on};
use crate::{
    on_both_databases,
    platform::testing::{Browser, Page, story},
};

fn step(name: &str) -> String {
    format!("{WRITE}/{name}")
}

/// Fills the page of one question and presses one of its buttons.
async fn press(visitor: &Browser, page: &Page, name: &str, button: &str, fields: &[(&str, &str)]) -> Page {
    let mut all = fields.to_vec();
    all.push(("go", button));
    visitor.fill_page(page, &step(name), &all).await
}

on_both_databases! {
    // S-017, P-16, P-39: one question per page, each may stay empty, back and on lose nothing, sent whenever one likes.
    async fn a_person_answers_one_question_at_a_time_and_loses_nothing(test: TestApp) {
        let visitor = test.visitor();
        let whole = visitor.open(WRITE).await;
        let begun = visitor.fill_page(&whole, WRITE, &[("nickname", "くじら"), ("text", "書きかけ"), ("go", "steps")]).await;
        assert_eq!(begun.location(), Some(step("about")), "{}", begun.text());
        let cookie = begun.headers.get(header::SET_COOKIE).expect("a cookie").to_str().expect("text").to_owned();
        assert!(cookie.contains("HttpOnly") && !cookie.contains("Max-Age"), "it ends with the browser: {cookie}");
        let about = visitor.open(&step("about")).await;
        assert_eq!(about.seen("textarea").len(), 0, "one question");
        assert_eq!(about.seen("input[type=radio]").len(), 5, "about only");
        let there = press(&visitor, &about, "about", "next", &[("about", "me")]).await;
        assert_eq!(there.location(), Some(step("name")));
        let name = visitor.open(&step("name")).await;
        assert!(name.form(&step("name")).contains(&("nickname".into(), "くじら".into())), "kept from the other form");
        press(&visitor, &name, "name", "next", &[("nickname", "くじら🐳")]).await;
        let worries = visitor.open(&step("worries")).await;
        press(&visitor, &worries, "worries", "next", &[]).await;
        let words = visitor.open(&step("words")).await;
        let there = press(&visitor, &words, "words", "back", &[("text", "夜しか\n起きていられません")]).await;
        assert_eq!(there.location(), Some(step("worries")));
        let words = visitor.open(&step("words")).await;
        assert!(words.form(&step("words")).contains(&("text".into(), "夜しか\n起きていられません".into())));
        let whole = press(&visitor, &words, "words", "whole", &[]).await;
        assert_eq!(whole.location().as_deref(), Some(WRITE));
        let whole = visitor.open(WRITE).await.form(WRITE);
        for (field, value) in [("about", "me"), ("nickname", "くじら🐳"), ("text", "夜しか\n起きていられません")] {
            assert!(whole.contains(&(field.into(), value.into())), "{field}: {whole:?}");
        }
        let reply = visitor.open(&step("reply")).await;
        let sent = press(&visitor, &reply, "reply", "send", &[]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let passphrase = passphrase_on(&sent);
        let thread = story::thread_of(&test.visitor(), &passphrase).await;
        assert!(thread.text().contains("起きていられません"));
        let staff = test.counsellor().await;
        let seen = staff.open(&story::thread_on_day(&staff).await).await.text();
        assert!(seen.contains("くじら🐳") && seen.contains("わたしのこと"), "{seen}");
        assert!(column(&test, "write_drafts", "sealed_draft").await.is_empty(), "what was sent is not kept twice");
        assert!(!visitor.open(WRITE).await.text().contains("起きていられません"), "the next form is empty");
    }

    async fn nothing_at_all_can_be_sent_from_the_first_page_and_twice_is_once(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open(&step("about")).await;
        let first = press(&visitor, &page, "about", "send", &[]).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text());
        let second = press(&visitor, &page, "about", "send", &[]).await;
        assert_eq!(passphrase_on(&first), passphrase_on(&second));
        let staff = test.counsellor().await;
        assert_eq!(staff.open("/day").await.seen("a[href^='/threads/']").len(), 1);
        let thread = story::thread_of(&visitor, &passphrase_on(&first)).await;
        assert!(thread.text().contains("うまく言葉にできません。"));
    }

    async fn a_form_held_open_over_night_still_sends(test: TestApp) {
        test.set_clock("2026-11-24T23:50");
        let (slow, stepping) = (test.visitor(), test.visitor());
        let whole = slow.open(WRITE).await;
        let name = stepping.open(&step("name")).await;
        press(&stepping, &name, "name", "next", &[("nickname", "よふかし")]).await;
        let words = stepping.open(&step("words")).await;
        test.set_clock("2026-11-25T11:30");
        let sent = slow.fill_page(&whole, WRITE, &[("text", "一晩考えました")]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let sent = press(&stepping, &words, "words", "send", &[("text", "朝になりました")]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let staff = test.counsellor().await;
        let day = staff.open("/day").await.text();
        assert!(day.contains("よふかし"), "what was typed before midnight came along: {day}");
    }

    async fn what_was_begun_is_sealed_belongs_to_one_browser_and_does_not_stay(test: TestApp) {
        let visitor = test.visitor();
        let words = visitor.open(&step("words")).await;
        press(&visitor, &words, "words", "next", &[("text", "だれにも言えなかったこと")]).await;
        let kept = column(&test, "write_drafts", "sealed_draft").await;
        assert_eq!(kept.len(), 1);
        assert!(!String::from_utf8_lossy(&kept[0]).contains("言えなかった"));
        assert!(!test.visitor().open(&step("words")).await.text().contains("言えなかった"), "not for another browser");
        let elsewhere = visitor.open("/desks/sumida-sumika/write").await;
        assert!(!elsewhere.text().contains("言えなかった"), "not for another desk");
        assert!(visitor.open(&step("words")).await.text().contains("言えなかった"));
        test.set_clock("2026-11-25T10:01");
        assert!(!visitor.open(&step("words")).await.text().contains("言えなかった"), "a day later it is gone");
        crate::reception::actions::drafts::forget_old(&test.app).await.expect("forgets");
        assert!(column(&test, "write_drafts", "sealed_draft").await.is_empty());
        let again = visitor.open(&step("words")).await;
        press(&visitor, &again, "words", "next", &[("text", "もう一度")]).await;
        let again = visitor.open(&step("reply")).await;
        let gone = press(&visitor, &again, "reply", "forget", &[]).await;
        assert_eq!(gone.location().as_deref(), Some(super::DESK));
        assert!(column(&test, "write_drafts", "sealed_draft").await.is_empty(), "deleted when asked for");
    }

    async fn a_page_that_cannot_be_taken_comes_back_as_it_was(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open(&step("reply")).await;
        let refused = press(&visitor, &page, "reply", "send", &[("reply", "mail"), ("mail", "わからない")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("#reply-error").join("").contains("読み取れません"));
        assert!(refused.form(&step("reply")).contains(&("mail".into(), "わからない".into())));
        let sent = press(&visitor, &refused, "reply", "send", &[("reply", "come-back")]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let unsigned = visitor.post(&step("words"), &[("text", "x"), ("go", "next")]).await;
        assert_eq!(unsigned.status, StatusCode::BAD_REQUEST, "only forms we handed out");
    }

    // S-017, P-16: a refusal that leads to another page loses nothing of the page it came from.
    async fn a_refusal_on_another_page_keeps_what_was_typed_on_this_one(test: TestApp) {
        let visitor = test.visitor();
        let long = "な".repeat(81);
        let name = visitor.open(&step("name")).await;
        press(&visitor, &name, "name", "next", &[("nickname", &long)]).await;
        let words = visitor.open(&step("words")).await;
        let text = "長い話です。".repeat(200);
        let refused = press(&visitor, &words, "words", "send", &[("text", &text)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.seen("#nickname-error").is_empty(), "{}", refused.text());
        let sent = press(&visitor, &refused, "name", "send", &[("nickname", "くじら")]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        let thread = story::thread_of(&visitor, &passphrase_on(&sent)).await;
        assert!(thread.text().contains(&text), "all of it was sent");
    }

    async fn a_first_page_that_is_refused_keeps_what_was_typed_too(test: TestApp) {
        let visitor = test.visitor();
        let words = visitor.open(&step("words")).await;
        let refused = press(&visitor, &words, "words", "send", &[("text", &"長".repeat(20_001))]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.headers.contains_key(header::SET_COOKIE), "it is kept for this browser");
        assert!(visitor.open(&step("words")).await.text().contains(&"長".repeat(20_001)));
    }

    async fn what_was_begun_for_one_desk_does_not_push_out_what_was_begun_for_another(test: TestApp) {
        const SUMIDA: &str = "/desks/sumida-sumika/write";
        let visitor = test.visitor();
        let words = visitor.open(&step("words")).await;
        press(&visitor, &words, "words", "next", &[("text", "足立に書きかけ")]).await;
        let other = format!("{SUMIDA}/words");
        let page = visitor.open(&other).await;
        visitor.fill_page(&page, &other, &[("text", "墨田に書きかけ"), ("go", "next")]).await;
        assert!(visitor.open(&step("words")).await.text().contains("足立に書きかけ"));
        let page = visitor.open(&other).await;
        assert!(page.text().contains("墨田に書きかけ"));
        let sent = visitor.fill_page(&page, &other, &[("go", "send")]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        assert!(visitor.open(&step("words")).await.text().contains("足立に書きかけ"), "sending one keeps the other");
        assert!(!visitor.open(&other).await.text().contains("墨田に書きかけ"));
    }

    // S-070: staff see by which entrance somebody came.
    async fn staff_see_by_which_entrance_somebody_came(test: TestApp) {
        let visitor = test.visitor();
        visitor.fill(&format!("{WRITE}?from=paper"), WRITE, &[("text", "a")]).await;
        let staff = test.counsellor().await;
        let page = staff.open(&story::thread_on_day(&staff).await).await;
        assert!(page.seen("dl.facts").join("").contains("紙（チラシ・カード）"), "{}", page.text());
    }

    // S-089, S-090: nobody is asked to call oneself anything; S-032: nothing is promised but a reading and an answer.
    async fn the_form_asks_for_no_label_and_promises_no_change(test: TestApp) {
        let visitor = test.visitor();
        for path in [WRITE.to_owned(), step("about"), step("worries"), step("words"), step("reply")] {
            let page = visitor.open(&path).await;
            let said = page.seen("main form").join("");
            for word in ["ひきこもり", "解決", "治", "必須", "該当"] {
                assert!(!said.contains(word), "{path}: {word}");
            }
            assert_eq!(page.seen("[required]").len(), 0, "{path}: nothing has to be filled in");
            assert!(page.text().contains("だれが読むか"), "{path}: who reads stands beside every page");
        }
    }
}
