//! Visits and whatever else is agreed by talking.

use axum::http::StatusCode;

use super::{FREE, action, come_back, id, offer};
use crate::{
    on_both_databases,
    platform::{
        testing::{Browser, Page, TestApp, story},
        trail,
    },
    reception,
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

/// Ties a thread to a case, as whoever looks after both does.
async fn join(test: &TestApp, thread: &str, case: &str) {
    let tx = test.app.db.write().await.expect("a transaction");
    let thread = reception::by_id(&tx, id(thread).parse().expect("an id")).await.expect("it reads").expect("a thread");
    reception::join_case(&tx, thread, id(case).parse().expect("an id")).await.expect("joined");
    tx.commit().await.expect("committed");
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
        assert!(sixth.text().contains("窓口にたずねてください"));
        assert_eq!(ask(&visitor, &made, &[("visit_for", "person"), ("wants_visit", "yes")]).await.status, StatusCode::SEE_OTHER);
        // One given back is one more.
        let own = visitor.open("/thread/bookings").await;
        let second = own.seen("main .cards > li").len();
        assert_eq!(second, 6);
        visitor.fill_page(&own, &action(&own, "/cancellation"), &[]).await;
        let unsaid = ask(&visitor, &made, &[("wants_visit", "yes")]).await;
        assert!(unsaid.text().contains("どなたへの訪問かを選んで"), "{}", unsaid.text());
    }

    // S-058
    async fn what_somebody_else_of_the_case_asked_for_is_not_told(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &VISIT).await;
        let family = [("visit_for", "family"), ("wants_visit", "yes")];
        let (mother, father) = (test.visitor(), test.visitor());
        let first = ask(&mother, &made, &family).await;
        come_back(&mother, &first).await;
        let thread = staff.open("/bookings").await.attribute("#asked li:nth-child(1) a", "href");
        let case = story::open_case(&staff, &thread).await;
        assert!(mother.open("/thread/bookings").await.text().contains("家族への訪問は、あと4回"));
        test.set_clock("2026-11-24T10:05");
        let second = ask(&father, &made, &family).await;
        come_back(&father, &second).await;
        let other = staff.open("/bookings").await.attribute("#asked li:nth-child(2) a", "href");
        assert_ne!(other, thread);
        join(&test, &other, &case).await;
        for own in [&mother, &father] {
            let page = own.open("/thread/bookings").await.text();
            assert!(!page.contains("家族への訪問は、あと") && page.contains("本人への訪問は、あと5回"), "{page}");
        }
        for _ in 2..5 {
            assert_eq!(ask(&mother, &made, &family).await.status, StatusCode::SEE_OTHER);
        }
        let sixth = ask(&father, &made, &family).await;
        assert_eq!(sixth.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sixth.text().contains("窓口にたずねてください"), "{}", sixth.text());
        // Each line in the trail about a booking of the case is found by the case.
        let of_case = trail::lines_for_test(test.app.db.read()).await;
        let of_case = of_case.iter().filter(|line| line.action == "booking.ask" && line.subject.is_some()).count();
        assert_eq!(of_case, 3);
    }

    async fn a_proposal_that_nobody_answered_in_time_can_be_let_go_or_made_anew(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &VISIT).await;
        let visitor = test.visitor();
        let family = [("visit_for", "family"), ("wants_visit", "yes")];
        let asked = ask(&visitor, &made, &family).await;
        come_back(&visitor, &asked).await;
        propose(&staff, "2026-11-24", "10:10").await;
        let held = visitor.open("/thread/bookings").await;
        assert!(held.text().contains("家族への訪問は、あと4回"));
        let answer = action(&held, "/answer");
        test.set_clock("2026-11-24T10:15");
        let past = visitor.open("/thread/bookings").await;
        assert!(past.text().contains("家族への訪問は、あと5回") && !past.text().contains("この日時でよい"), "{}", past.text());
        let late = visitor.fill_page(&held, &answer, &[("answer", "suits")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("提案された日時はもう過ぎました"), "{}", late.text());
        // The desk still has it before it and proposes anew; what it typed stays if that is refused.
        let list = staff.open("/bookings").await;
        let proposal = action(&list, "/proposal");
        let typed = [("day", "2026-11-24"), ("time", "09:00"), ("words", "公園のベンチ"), ("exception", "ひとりで行きます")];
        let refused = staff.fill_page(&list, &proposal, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.attribute("#asked input[name=exception]", "value"), "ひとりで行きます");
        assert_eq!(refused.attribute("#asked input[name=words]", "value"), "公園のベンチ");
        propose(&staff, "2026-11-24", "10:20").await;
        test.set_clock("2026-11-24T10:25");
        let past = visitor.open("/thread/bookings").await;
        visitor.fill_page(&past, &action(&past, "/answer"), &[("answer", "another")]).await;
        assert!(visitor.open("/thread/bookings").await.text().contains("日時を決めているところ"));
        propose(&staff, "2026-11-24", "10:30").await;
        test.set_clock("2026-11-24T10:35");
        let past = visitor.open("/thread/bookings").await;
        let let_go = visitor.fill_page(&past, &action(&past, "/cancellation"), &[]).await;
        assert_eq!(let_go.location().as_deref(), Some("/thread/bookings"), "{}", let_go.text());
        assert!(visitor.open("/thread/bookings").await.text().contains("取り消しました"));
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
