//! What somebody sees who starts the demonstration for the first time.

use super::fill;
use crate::{
    on_both_databases,
    platform::testing::{Browser, TestApp},
};

async fn signed_in(test: &TestApp, login: &str, password: &str) -> Browser {
    let browser = test.visitor();
    let page = browser.post("/sign-in", &[("login", login), ("password", password)]).await;
    assert!(page.location().is_some(), "{}", page.text());
    browser
}

on_both_databases! {
    async fn the_first_look_at_the_demonstration_shows_free_times_and_a_week(test: TestApp) {
        let sign_ins = fill(&test.app).await.expect("the demonstration fills");
        test.shelf.refresh(&test.app).await.expect("the directory");
        let free = test.visitor().open("/desks/adachi-safetynet/bookings").await;
        let times = free.seen("main .card dd .tags li");
        assert!(times.iter().any(|time| time.contains("○")) && times.iter().any(|time| time.contains("×")), "{times:?}");
        let satoru = sign_ins.iter().find(|it| it.login == "satoru").expect("Satoru");
        let staff = signed_in(&test, "satoru", &satoru.password).await;
        let week = staff.open("/bookings").await;
        let lines = week.seen("#arranged tbody tr");
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines.iter().all(|line| line.contains("さとる") && line.contains("相談室")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("すずめ")), "{lines:?}");
        assert!(week.seen("#asked").join("").contains("つばめ"), "{}", week.text());
        // The same folder a second time: nothing is made twice.
        fill(&test.app).await.expect("the demonstration fills again");
        let sign_ins = fill(&test.app).await.expect("and again");
        let satoru = sign_ins.iter().find(|it| it.login == "satoru").expect("Satoru");
        let staff = signed_in(&test, "satoru", &satoru.password).await;
        assert_eq!(staff.open("/bookings").await.seen("#arranged tbody tr").len(), 3);
    }
}
