//! Visits and whatever else is agreed by talking.

use axum::http::StatusCode;

use super::{FREE, action, come_back, id, offer};
use crate::{
    on_both_databases,
    platform::testing::{Browser, Page},
};

const VISIT: [(&str, &str); 4] = [("name", "訪問相談"), ("channel", "visit"), ("notice", ""), ("visits", "5")];

async fn ask(visitor: &Browser, offer: &str, fields: &[(&str, &str)]) -> Page {
    visitor.fill(&format!("{FREE}/new?offer={}", id(offer)), FREE, fields).await
}

async fn propose(staff: &Browser, day: &str, time: &str) -> Page {
    let list = staff.open("/bookings").await;
    let words = [("day", day), ("time", time), ("words", "公園のベンチでお会いします")];
    staff.fill_page(&list, &action(&list, "/proposal"), &words).await
}

on_both_databases! {
    // S-027, S-035, S-190
    async fn a_visit_is_wished_for_proposed_and_agreed(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &VISIT).await;
        let visitor = test.visitor();
        let place = [("visit_for", "person"), ("place", "facility"), ("times", "平日の午後なら"), ("nickname", "くじら")];
        let unwished = ask(&visitor, &made, &place).await;
        assert_eq!(unwished.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unwished.text().contains("来てほしいという気持ち") && unwished.text().contains("平日の午後なら"));
        let asked = visitor.fill_page(&unwished, FREE, &[("wants_visit", "yes")]).await;
        assert!(asked.seen("h1").join("").contains("届きました"), "{}", asked.text());
        come_back(&visitor, &asked).await;
        assert!(visitor.open("/thread/bookings").await.text().contains("日時を決めているところ"));
        // The desk owes an answer, and the wish stands before its staff.
        let list = staff.open("/bookings").await;
        assert!(list.seen("#asked").join("").contains("訪問を希望（ご自身の意思）"));
        assert!(list.seen("#asked").join("").contains("近くの公共施設"));
        assert_eq!(staff.open("/day").await.seen("#waiting tbody tr").len(), 1);

        let proposed = propose(&staff, "2026-12-01", "14:00").await;
        assert_eq!(proposed.location().as_deref(), Some("/bookings"), "{}", proposed.text());
        assert!(staff.open("/day").await.seen("#waiting tbody tr").is_empty());
        assert!(visitor.open("/thread").await.text().contains("日時のご提案"));
        let own = visitor.open("/thread/bookings").await;
        assert!(own.text().contains("公園のベンチでお会いします"));
        visitor.fill_page(&own, &action(&own, "/answer"), &[("answer", "another")]).await;
        assert!(visitor.open("/thread/bookings").await.text().contains("日時を決めているところ"));
        propose(&staff, "2026-12-02", "14:00").await;
        let own = visitor.open("/thread/bookings").await;
        visitor.fill_page(&own, &action(&own, "/answer"), &[("answer", "suits")]).await;
        let agreed = visitor.open("/thread/bookings").await.text();
        assert!(agreed.contains("12月2日") && agreed.contains("取り消す"), "{agreed}");
        // A time that is over is not proposed.
        ask(&visitor, &made, &[("visit_for", "person"), ("wants_visit", "yes")]).await;
        assert_eq!(propose(&staff, "2026-11-01", "14:00").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    // S-058
    async fn the_family_and_the_person_are_counted_apart(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &VISIT).await;
        let visitor = test.visitor();
        let family = [("visit_for", "family"), ("wants_visit", "yes")];
        let first = ask(&visitor, &made, &family).await;
        come_back(&visitor, &first).await;
        assert!(visitor.open("/thread/bookings").await.text().contains("家族への訪問は、あと4回"));
        for _ in 1..5 {
            assert_eq!(ask(&visitor, &made, &family).await.status, StatusCode::SEE_OTHER);
        }
        let sixth = ask(&visitor, &made, &family).await;
        assert_eq!(sixth.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sixth.text().contains("ご家族への訪問は5回まで"), "{}", sixth.text());
        assert_eq!(ask(&visitor, &made, &[("visit_for", "person"), ("wants_visit", "yes")]).await.status, StatusCode::SEE_OTHER);
        // One given back is one more.
        let own = visitor.open("/thread/bookings").await;
        let second = own.seen("main .cards > li").len();
        assert_eq!(second, 6);
        visitor.fill_page(&own, &action(&own, "/cancellation"), &[]).await;
        let unsaid = ask(&visitor, &made, &[("wants_visit", "yes")]).await;
        assert!(unsaid.text().contains("どなたへの訪問かを選んで"), "{}", unsaid.text());
    }

    // S-018
    async fn online_is_agreed_on_request_and_shows_no_times(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[("name", "オンライン"), ("channel", "online"), ("notice", ""), ("prerequisites", "スマートフォンがいります。"), ("cost", "通信料は自己負担です。")]).await;
        let page = test.visitor().open(FREE).await;
        // S-028: what is needed and what it costs stand there before anybody books.
        assert!(page.text().contains("スマートフォンがいります") && page.text().contains("通信料は自己負担"));
        assert!(page.seen("main .card dd").is_empty());
        assert_eq!(ask(&test.visitor(), &made, &[("times", "夜なら")]).await.status, StatusCode::OK);
        assert!(staff.open("/bookings").await.seen("#asked").join("").contains("夜なら"));
    }
}
