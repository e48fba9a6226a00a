//! Signing in: slowly for guesses, never locked, nothing said about who exists.

use axum::http::StatusCode;
use chrono::{NaiveDate, TimeDelta};

use super::{
    access::{Duty, allows},
    model::{Role, Session, account_is_open, password_is_fit},
};
use crate::{
    on_both_databases,
    platform::testing::{PASSWORD, TestApp, at},
};

/// The table of `access.rs` as `access.txt`: a change of who may what is a diff that someone reads.
#[test]
fn who_may_what_is_written_down() {
    let mut table = String::from("duty / role");
    for role in Role::ALL {
        table += &format!(" | {role}");
    }
    for duty in Duty::ALL {
        table += &format!("\n{duty}");
        for role in Role::ALL {
            table += if allows(*role, *duty) { " | yes" } else { " | -" };
        }
    }
    assert_eq!(table.trim(), include_str!("access.txt").trim());
}

#[test]
fn a_session_ends_by_rest_and_by_age() {
    let began = at("2026-11-24T10:00").and_utc();
    let session = Session { began_at: began, seen_at: began + TimeDelta::hours(1) };
    let (idle, longest) = (TimeDelta::minutes(20), TimeDelta::hours(10));
    assert!(session.holds(began + TimeDelta::minutes(79), idle, longest));
    assert!(!session.holds(began + TimeDelta::minutes(80), idle, longest));
    let busy = Session { began_at: began, seen_at: began + TimeDelta::hours(10) };
    assert!(!busy.holds(began + TimeDelta::hours(10), idle, longest));
}

#[test]
fn an_account_works_up_to_its_last_day() {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    assert!(account_is_open(None, day("2099-01-01")));
    assert!(account_is_open(Some(day("2027-03-31")), day("2027-03-31")));
    assert!(!account_is_open(Some(day("2027-03-31")), day("2027-04-01")));
}

#[test]
fn a_password_is_long_and_not_the_login() {
    assert!(password_is_fit("いろはにほへとちりぬるを", "satoru"));
    assert!(!password_is_fit("short", "satoru"));
    assert!(!password_is_fit("Satoru-2026-2026", "satoru"));
    assert!(!password_is_fit(&"x".repeat(129), "satoru"));
}

on_both_databases! {
    async fn a_wrong_password_and_an_unknown_login_read_the_same(test: TestApp) {
        test.add_staff("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        let visitor = test.visitor();
        let wrong = visitor.post("/sign-in", &[("login", "satoru"), ("password", "wrong password")]).await;
        let unknown = visitor.post("/sign-in", &[("login", "nobody"), ("password", "wrong password")]).await;
        assert_eq!((wrong.status, unknown.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
        assert_eq!(wrong.seen(".error"), unknown.seen(".error"));
        assert!(wrong.form("/sign-in").contains(&("login".into(), "satoru".into())), "the login stays typed");
        let right = visitor.post("/sign-in", &[("login", "Satoru "), ("password", PASSWORD), ("then", "/cases")]).await;
        assert_eq!(right.location().as_deref(), Some("/cases"), "and the door is not closed");
    }

    async fn signing_in_never_leads_to_another_site(test: TestApp) {
        test.add_staff("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        for then in ["https://evil.example", "//evil.example", "/\\evil.example", ""] {
            let fields = [("login", "satoru"), ("password", PASSWORD), ("then", then)];
            let page = test.visitor().post("/sign-in", &fields).await;
            assert_eq!(page.location().as_deref(), Some("/day"), "{then}");
        }
    }

    async fn a_session_ends_when_left_alone_and_when_signed_out(test: TestApp) {
        let staff = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        assert_eq!(staff.get("/day").await.status, StatusCode::OK);
        test.set_clock("2026-11-24T10:15");
        assert_eq!(staff.get("/day").await.status, StatusCode::OK);
        test.set_clock("2026-11-24T10:34");
        assert_eq!(staff.get("/day").await.status, StatusCode::OK, "the visit at 10:15 counted");
        test.set_clock("2026-11-24T10:54");
        assert!(staff.get("/day").await.location().expect("sign in again").starts_with("/sign-in?then="));
        staff.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
        assert_eq!(staff.get("/day").await.status, StatusCode::OK);
        staff.post("/sign-out", &[]).await;
        assert_eq!(staff.get("/day").await.status, StatusCode::SEE_OTHER);
    }

    async fn a_contract_that_ended_closes_the_account_at_once(test: TestApp) {
        use sea_orm::ConnectionTrait;
        let staff = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        let tx = test.app.db.write().await.expect("a transaction");
        tx.execute_unprepared("UPDATE staff SET until = '2026-11-24'").await.expect("an end");
        tx.commit().await.expect("committed");
        assert_eq!(staff.get("/day").await.status, StatusCode::OK, "the last day itself");
        test.set_clock("2026-11-25T00:01");
        test.app.clock.set(at("2026-11-25T00:01"));
        assert_eq!(staff.get("/day").await.status, StatusCode::SEE_OTHER);
        let again = staff.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn one_time_codes_are_set_up_asked_for_and_taken_once(test: TestApp) {
        let staff = test.signed_in("adachi", "adachi-contractor", Role::Counsellor, "satoru").await;
        let page = staff.open("/account/codes").await;
        let secret = page.seen(".code-secret").remove(0);
        let code = |test: &TestApp| {
            let secret = totp_rs::Secret::try_from_base32(&secret).expect("base32");
            let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("x").build().expect("a generator");
            totp.generate(test.app.now().0.timestamp().cast_unsigned()).to_string()
        };
        let wrong = staff.fill_page(&page, "/account/codes", &[("code", "000000")]).await;
        assert!(wrong.text().contains("数字がちがうようです") && wrong.text().contains(&secret), "the secret stays");
        let done = staff.fill_page(&page, "/account/codes", &[("code", &code(&test))]).await;
        assert_eq!(done.location().as_deref(), Some("/account/codes"), "{}", done.text());
        staff.post("/sign-out", &[]).await;

        let halfway = staff.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
        assert_eq!(halfway.location().as_deref(), Some("/sign-in/code"));
        assert_eq!(staff.get("/day").await.status, StatusCode::SEE_OTHER, "half signed in opens nothing");
        let used = staff.fill("/sign-in/code", "/sign-in/code", &[("code", &code(&test))]).await;
        assert!(used.text().contains("一度使われています"), "the code of the set-up is not taken again: {}", used.text());
        test.set_clock("2026-11-24T10:02");
        let right = staff.fill("/sign-in/code", "/sign-in/code", &[("code", &code(&test))]).await;
        assert_eq!(right.location().as_deref(), Some("/day"));
        assert_eq!(staff.get("/day").await.status, StatusCode::OK);
    }
}
