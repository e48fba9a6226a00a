//! Only our own promises have a day; a lead passes to whoever has read what they take on.

use axum::http::StatusCode;
use chrono::NaiveDate;

use crate::{
    accounts::{self, Role},
    casework::model::promise::{EdgeKind, PromiseKind, away, edge},
    on_both_databases,
    platform::testing::{
        PASSWORD,
        story::{OPERATOR, case_of_kujira, hand_lead_over},
    },
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

// P-36, S-119: a word that is offered has no day, and refusing is an outcome of everything.
#[test]
fn refusing_is_an_outcome_and_silence_is_none() {
    for kind in PromiseKind::ALL {
        let codes: Vec<&str> = kind.outcomes().iter().map(|outcome| outcome.code()).collect();
        assert!(codes.contains(&"declined"), "{kind}");
        assert!(
            !codes.iter().any(|code| code.contains("silent") || code.contains("no-answer") || code.contains("late"))
        );
    }
}

#[test]
fn an_edge_with_an_age_is_counted_from_the_birth() {
    let counted = |kind, birth: &str| edge(Some(kind), ("", ""), Some(day(birth))).expect("a day").0;
    assert_eq!(counted(EdgeKind::Forty, "1987-03-05"), day("2027-03-05"));
    assert_eq!(counted(EdgeKind::Eighteen, "2008-02-29"), day("2026-03-01"));
    assert!(edge(Some(EdgeKind::Forty), ("", ""), None).is_err(), "no birth, no day");
    assert!(edge(Some(EdgeKind::Move), ("", ""), Some(day("1987-03-05"))).is_err(), "moving has no birthday");
    assert_eq!(edge(Some(EdgeKind::Move), ("令和9年1月15日", ""), None).expect("a day").0, day("2027-01-15"));
    assert!(edge(None, ("2027-01-15", ""), None).is_err());
    assert!(away("2026-12-01", "2026-11-30", day("2026-11-24")).is_err());
    assert!(away("2026-11-01", "2026-11-23", day("2026-11-24")).is_err(), "over already");
    assert!(away("2026-11-24", "2026-11-24", day("2026-11-24")).is_ok());
}

on_both_databases! {
    async fn a_promise_stands_on_the_day_until_something_became_of_it(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/promises");
        let bare = staff.fill(&path, &path, &[("words", "写真を持っていく")]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "a promise has a day");
        assert!(bare.form(&path).contains(&("words".to_owned(), "写真を持っていく".to_owned())));
        staff.fill_page(&bare, &path, &[("day", "令和8年12月1日")]).await;
        let shown = staff.open("/day").await;
        let line = shown.seen("#promises li").join("");
        assert!(line.contains("写真を持っていく") && line.contains("12月1日") && line.contains("くじら"), "{line}");
        let page = staff.open(&path).await;
        let action = page.attribute("#promises form", "action");
        for _ in 0..2 {
            let settled = staff.fill_page(&page, &action, &[("outcome", "declined"), ("words", "今はいいと")]).await;
            assert_eq!(settled.location(), Some(path.clone()), "pressed twice, calm twice");
        }
        assert!(staff.open("/day").await.seen("#promises li").is_empty());
        assert!(staff.open(&path).await.text().contains("今はやめておくと言われた"));
        // Past its day it is shown as it was, and nobody but its owner sees it.
        staff.fill(&path, &path, &[("words", "電話する"), ("day", "2026-11-20")]).await;
        assert_eq!(staff.open("/day").await.seen("#promises li").len(), 1);
        let colleague = test.signed_in("adachi", OPERATOR, Role::Counsellor, "hanako").await;
        assert!(colleague.open("/day").await.seen("#promises li").is_empty());
    }

    async fn a_colleague_stands_in_from_one_day_to_another(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/promises");
        staff.fill(&path, &path, &[("words", "写真を持っていく"), ("day", "2026-12-01")]).await;
        let hanako = test.add_staff("adachi", OPERATOR, Role::Counsellor, "hanako").await.to_string();
        let fields = [("from", "2026-11-25"), ("until", "2026-11-27"), ("by", hanako.as_str())];
        let asked = staff.fill("/covers", "/covers", &fields).await;
        assert_eq!(asked.location().as_deref(), Some("/covers"), "{}", asked.text());
        for (now, lines) in [("2026-11-24T15:00", 0), ("2026-11-25T09:00", 1), ("2026-11-27T09:00", 1), ("2026-11-28T09:00", 0)] {
            test.set_clock(now);
            let colleague = test.visitor();
            colleague.post("/sign-in", &[("login", "hanako"), ("password", PASSWORD)]).await;
            let shown = colleague.open("/day").await.seen("#promises li");
            assert_eq!(shown.len(), lines, "{now}");
            assert!(shown.iter().all(|line| line.contains("satoruの留守のあいだ")), "{shown:?}");
        }
    }

    // The lead changes only when the next one has read what was promised, what not to say, what calms.
    async fn the_lead_passes_with_a_receipt_and_not_before(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let hanako = test.signed_in("adachi", OPERATOR, Role::Counsellor, "hanako").await;
        let path = format!("{case}/handover");
        let town = test.shelf.current(&test.app).await.expect("the directory").municipality_by_slug("adachi").expect("Adachi").id;
        let id = accounts::known_as(test.app.db.read(), town, "hanako").await.expect("reads").expect("hanako").to_string();
        let promises = format!("{case}/promises");
        staff.fill(&promises, &promises, &[("words", "手紙を書く"), ("day", "2026-12-01")]).await;
        let empty = staff.fill(&path, &path, &[("to", &id)]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "an empty page hands nothing over");
        let written = hand_lead_over(&test, &staff, &case, "hanako").await;
        assert_eq!(written.location(), Some(path.clone()), "{}", written.text());
        assert_eq!(staff.open(&case).await.seen("#lead")[0].split(' ').next(), Some("satoru"), "nothing has changed");
        let receipt = format!("{path}/receipt");
        assert!(staff.open(&path).await.seen(&format!("form[action='{receipt}']")).is_empty(), "not by whoever wrote it");
        assert_eq!(hanako.open("/day").await.seen("#leads li").len(), 1);
        let page = hanako.open(&path).await;
        for words in ["居場所の写真を持っていく", "お父さんの仕事", "猫の話"] {
            assert!(page.text().contains(words), "{words}");
        }
        hanako.fill_page(&page, &receipt, &[]).await;
        assert_eq!(staff.open(&case).await.seen("#lead")[0].split(' ').next(), Some("hanako"));
        let day = hanako.open("/day").await;
        assert!(day.seen("#leads li").is_empty());
        assert!(day.seen("#promises li").join("").contains("手紙を書く"), "what was promised is kept by whoever leads");
        assert!(staff.open("/day").await.seen("#promises li").is_empty());
    }

    async fn an_edge_ahead_stands_on_the_leads_day(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let (page, action) = (format!("{case}/promises"), format!("{case}/edges"));
        let unread = staff.fill(&page, &action, &[("edge", "contract"), ("edge_day", "いつか")]).await;
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        staff.fill(&page, &action, &[("edge", "contract"), ("edge_day", "2027-03-31"), ("edge_words", "次の人を")]).await;
        assert!(staff.open("/day").await.seen("#edges li").is_empty(), "not yet");
        test.set_clock("2027-01-10T10:00");
        let lead = test.visitor();
        lead.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
        assert!(lead.open("/day").await.seen("#edges li").join("").contains("契約や担当の終わり"));
        let shown = lead.open(&page).await;
        lead.fill_page(&shown, &format!("{case}/edges/past"), &[]).await;
        assert!(lead.open("/day").await.seen("#edges li").is_empty());
    }
}
