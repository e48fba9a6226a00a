//! A flood from one address: a school, a library, or somebody who means harm from there.

use super::*;
use crate::platform::web::toll::tests::{fill_the_line, paid};

on_both_databases! {
    async fn in_a_flood_nobody_is_shut_out_and_nothing_typed_is_lost(test: TestApp) {
        let test = test.with_settings(|config| config.work_bits = 8);
        fill_the_line(&test);
        let visitor = test.visitor();
        let typed = [("text", "ねむれません"), ("nickname", "うみ"), ("about", "me")];
        let late = visitor.fill(WRITE, WRITE, &typed).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.seen("#unpaid").join("").contains("書いたものはここに残っています"), "{}", late.text());
        for (name, value) in typed {
            assert!(late.form(WRITE).contains(&(name.into(), value.into())), "{name}");
        }
        let staff = test.counsellor().await;
        assert!(!staff.open("/threads").await.text().contains("うみ"), "nothing was sent");
        let sent = visitor.fill_page(&late, WRITE, &[("work", &paid(&late))]).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text());
        assert!(sent.text().contains("合言葉") && staff.open("/threads").await.text().contains("うみ"));
        let elsewhere = test.visitor();
        let page = elsewhere.open(WRITE).await;
        let other = paid(&page);
        let cheat = elsewhere.fill(WRITE, WRITE, &[("text", "ほかの紙の仕事"), ("work", &other)]).await;
        assert_eq!(cheat.status, StatusCode::UNPROCESSABLE_ENTITY, "work is done for one form");
        assert_eq!(elsewhere.fill_page(&page, WRITE, &[("text", "自分の紙"), ("work", &other)]).await.status, StatusCode::OK);
    }

    async fn one_question_a_page_keeps_all_answers_in_a_flood(test: TestApp) {
        let test = test.with_settings(|config| config.work_bits = 8);
        fill_the_line(&test);
        let visitor = test.visitor();
        let (name, words) = (format!("{WRITE}/name"), format!("{WRITE}/words"));
        visitor.fill(&name, &name, &[("nickname", "うみ"), ("go", "next")]).await;
        let late = visitor.fill(&words, &words, &[("text", "ねむれません"), ("go", "send")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!late.seen("#unpaid").is_empty());
        assert!(late.form(&words).contains(&("text".into(), "ねむれません".into())));
        assert!(visitor.open(&name).await.form(&name).contains(&("nickname".into(), "うみ".into())));
        let sent = visitor.fill_page(&late, &words, &[("go", "send"), ("work", &paid(&late))]).await;
        assert!(sent.text().contains("合言葉"), "{}", sent.text());
    }

    async fn what_fills_in_everything_gives_itself_away_and_a_slip_is_mended_by_a_second_press(test: TestApp) {
        let visitor = test.visitor();
        let typed = [("text", "こんばんは"), ("nickname", "ひつじ"), ("website", "https://spam.example")];
        let trapped = visitor.fill(WRITE, WRITE, &typed).await;
        assert_eq!(trapped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(trapped.seen("#unpaid").join("").contains("まだ送っていません"));
        assert!(!test.counsellor().await.open("/threads").await.text().contains("ひつじ"));
        let again = visitor.fill_page(&trapped, WRITE, &[]).await;
        assert_eq!(again.status, StatusCode::OK, "what was typed stays, the trap is empty again");
    }
}
