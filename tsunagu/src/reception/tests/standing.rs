//! Quiet, ending, coming back: whatever the writer decides holds, and nothing ends through silence.

use axum::http::StatusCode;
use chrono::NaiveDate;

use super::{a_minute_passes, back_at_work, begin, thread};
use crate::{
    on_both_databases,
    platform::{
        outbox,
        testing::{Browser, at, story},
    },
    reception::model::{Standing, Turn},
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn quiet_lasts_through_its_day_or_for_as_long_as_somebody_likes() {
    let now = at("2026-11-24T10:00").and_utc();
    let today = day("2026-11-24");
    assert_eq!(Standing::quiet(now, today, Some(today)).expect_err("today is no quiet").key, "refused-quiet-day");
    let until = Standing::quiet(now, today, Some(day("2026-12-01"))).expect("quiet");
    assert!(!until.lets_out(today) && !until.lets_out(day("2026-12-01")), "the day itself is quiet");
    assert!(until.lets_out(day("2026-12-02")) && until.lets_out(day("2027-12-01")));
    let ever = Standing::quiet(now, today, None).expect("quiet");
    assert!(!ever.lets_out(day("2066-11-24")));
    assert!(Standing::Open.lets_out(today));
    assert!(!Standing::Ended { since: now }.lets_out(day("2066-11-24")));
}

#[test]
fn ending_owes_nothing_and_writing_again_is_coming_back() {
    let now = at("2026-11-24T10:00").and_utc();
    let by = at("2026-11-26T18:00").and_utc();
    let ended = thread(Turn::DeskAnswers { since: now, answer_by: by }).ended(now);
    assert_eq!((ended.turn, ended.standing), (Turn::WriterMayWrite, Standing::Ended { since: now }));
    let again = ended.written(now, by);
    assert_eq!((again.turn, again.standing), (Turn::DeskAnswers { since: now, answer_by: by }, Standing::Open));
    let quiet = again.rested(now, day("2026-11-24"), None).expect("quiet");
    let standing = quiet.standing;
    assert_eq!(quiet.written(now, by).standing, standing, "whoever writes in a time of quiet stays quiet");
}

#[test]
fn what_was_said_about_being_reached_goes_along_into_a_case() {
    use crate::{
        people::contact::{Means, Quiet, Said},
        reception::model::{Never, Reply, Wishes},
    };
    let said = |wishes: &Wishes, standing| {
        let agreed = wishes.agreed(standing);
        let ways: Vec<_> = agreed.ways.iter().map(|way| (way.means, way.said, way.to.clone())).collect();
        (ways, agreed.quiet)
    };
    let phone = Reply::Phone { number: "090-1234-5678".into(), times: "夕方".into() };
    let wishes = Wishes { reply: phone, never: vec![Never::Phone, Never::Visit], ..Wishes::default() };
    let (ways, quiet) = said(&wishes, Standing::Open);
    let expected = [
        (Means::PhoneHome, Said::No, String::new()),
        (Means::Visit, Said::No, String::new()),
        (Means::PhoneMobile, Said::Yes, "090-1234-5678".into()),
    ];
    assert_eq!((ways.as_slice(), quiet), (expected.as_slice(), Quiet::No));
    assert!(Wishes::default().is_silent() && !wishes.is_silent());
    let now = at("2026-11-24T10:00").and_utc();
    let until = Standing::quiet(now, day("2026-11-24"), Some(day("2026-12-01"))).expect("quiet");
    assert_eq!(said(&Wishes::default(), until), (Vec::new(), Quiet::Until(day("2026-12-01"))), "the last day of quiet");
    assert_eq!(said(&Wishes::default(), Standing::Ended { since: now }).1, Quiet::UntilTheyComeBack);
}

const SET: &str = "/thread/standing";

async fn visitor_is_quiet(visitor: &Browser, passphrase: &str) -> bool {
    !story::thread_of(visitor, passphrase).await.seen("#standing").is_empty()
}

/// Presses one of the buttons about how the thread stands.
async fn ask(visitor: &Browser, fields: &[(&str, &str)]) {
    let page = visitor.open("/thread").await;
    let key = page.attribute(&format!("form[action='{SET}'] input[name=form]"), "value");
    let mut all = vec![("form", key.as_str())];
    all.extend_from_slice(fields);
    let asked = visitor.post(SET, &all).await;
    assert_eq!(asked.location().as_deref(), Some("/thread"), "{}", asked.text());
}

on_both_databases! {
    // P-05, P-06, P-09, S-029: no reason, no mail, and the answer waits where the writer finds it.
    async fn whoever_asks_for_quiet_hears_nothing_and_finds_the_answer_later(test: TestApp) {
        let visitor = test.visitor();
        let fields = [("text", "返事はいそぎません"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let begun = visitor.fill(story::WRITE, story::WRITE, &fields).await;
        let passphrase = super::passphrase_on(&begun);
        let page = story::thread_of(&visitor, &passphrase).await;
        let key = page.attribute(&format!("form[action='{SET}'] input[name=form]"), "value");
        let wrong = visitor.post(SET, &[("form", &key), ("ask", "quiet"), ("until", "2026-11-24")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.seen("#until-error").join("").contains("あした以降"), "{}", wrong.text());
        let key = wrong.attribute(&format!("form[action='{SET}'] input[name=form]"), "value");
        let quiet = visitor.post(SET, &[("form", &key), ("ask", "quiet"), ("until", "2026-12-10")]).await;
        assert_eq!(quiet.location().as_deref(), Some("/thread"), "{}", quiet.text());
        assert!(visitor.open("/thread").await.seen("#standing").join("").contains("12月10日"));

        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        let seen = staff.open(&path).await;
        assert!(seen.seen("#standing").join("").contains("連絡しないでほしい"));
        assert!(!seen.text().contains("kujira@example.jp"), "nobody is tempted");
        staff.fill(&path, &format!("{path}/answers"), &[("text", "いつでもどうぞ")]).await;
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "no mail while it is quiet");
        assert!(visitor.open("/thread").await.text().contains("いつでもどうぞ"), "the answer waits on the page");

        test.set_clock("2026-12-10T10:00");
        a_minute_passes(&test).await;
        assert!(visitor_is_quiet(&visitor, &passphrase).await, "the day that was named is quiet, too");
        test.set_clock("2026-12-11T10:00");
        a_minute_passes(&test).await;
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty(), "nothing comes when quiet ends");
        back_at_work(&staff, "satoru").await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "その後いかがですか")]).await;
        assert_eq!(outbox::waiting(test.app.db.read()).await.expect("reads").len(), 1, "now the wish of before holds");
        let back = story::thread_of(&visitor, &passphrase).await;
        assert!(back.seen("#standing").is_empty());
    }

    async fn a_mail_that_has_not_left_stays_when_somebody_asks_for_quiet(test: TestApp) {
        let visitor = test.visitor();
        let fields = [("text", "a"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let passphrase = super::passphrase_on(&visitor.fill(story::WRITE, story::WRITE, &fields).await);
        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "b")]).await;
        assert_eq!(outbox::waiting(test.app.db.read()).await.expect("reads").len(), 1);
        let page = story::thread_of(&visitor, &passphrase).await;
        let key = page.attribute(&format!("form[action='{SET}'] input[name=form]"), "value");
        visitor.post(SET, &[("form", &key), ("ask", "quiet")]).await;
        assert!(outbox::waiting(test.app.db.read()).await.expect("reads").is_empty());
        assert!(visitor.open("/thread").await.seen("#standing").join("").contains("こちらからは連絡しません"));
    }

    // P-09: ending is kind, asks for no reason, and the same passphrase opens the same thread a year later.
    async fn somebody_ends_it_and_comes_back_a_year_later_to_the_same_thread(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "きょうはここまで").await;
        let page = story::thread_of(&visitor, &passphrase).await;
        let key = page.attribute(&format!("form[action='{SET}'] input[name=form]"), "value");
        for _ in 0..2 {
            let ended = visitor.post(SET, &[("form", &key), ("ask", "end")]).await;
            assert_eq!(ended.location().as_deref(), Some("/thread"), "pressed twice, calm twice");
        }
        let ended = visitor.open("/thread").await;
        assert!(ended.seen("#standing").join("").contains("いつでもつづきから"), "{}", ended.text());
        assert!(!ended.text().contains("理由を"), "nobody asks why");
        let staff = test.counsellor().await;
        let path = staff.open("/day").await.link("/threads/");
        assert!(staff.open(&path).await.seen("#standing").join("").contains("お休みにしました"));
        assert!(staff.open("/day").await.seen("#waiting").is_empty(), "no answer is owed any more");

        test.set_clock("2027-11-30T11:00");
        a_minute_passes(&test).await;
        crate::platform::web::form::forget_old(&test.app).await.expect("forgets");
        let back = story::thread_of(&visitor, &passphrase).await;
        assert!(back.text().contains("きょうはここまで"), "nothing expires");
        let key = back.attribute(&format!("form[action='{SET}'] input[name=form]"), "value");
        visitor.post(SET, &[("form", &key), ("ask", "come-again")]).await;
        let open = visitor.open("/thread").await;
        assert!(open.seen("#standing").is_empty());
        visitor.fill("/thread", "/thread", &[("text", "もどってきました")]).await;
        back_at_work(&staff, "satoru").await;
        let seen = staff.open(&path).await.text();
        assert!(seen.contains("きょうはここまで") && seen.contains("もどってきました"), "one thread, told once");
    }

    // P-05, P-09: whoever ends it before an answer and comes back is owed one anew.
    async fn whoever_comes_back_unanswered_is_promised_an_answer_anew(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "まだ返事をもらっていません").await;
        story::thread_of(&visitor, &passphrase).await;
        ask(&visitor, &[("ask", "end")]).await;
        let staff = test.counsellor().await;
        assert!(staff.open("/day").await.seen("#waiting").is_empty());
        test.set_clock("2026-12-08T11:00");
        story::thread_of(&visitor, &passphrase).await;
        ask(&visitor, &[("ask", "come-again")]).await;
        back_at_work(&staff, "satoru").await;
        assert!(staff.open("/day").await.seen("#waiting").join("").contains("くじら"), "an answer is owed");
        let path = story::thread_on_day(&staff).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "おかえりなさい")]).await;
        ask(&visitor, &[("ask", "end")]).await;
        ask(&visitor, &[("ask", "come-again")]).await;
        assert!(staff.open("/day").await.seen("#waiting").is_empty(), "what was answered is not owed again");
    }

    async fn an_answer_on_its_way_is_told_of_in_the_way_that_holds_now(test: TestApp) {
        const SUMIDA: &str = "/desks/sumida-sumika/write";
        test.set_clock("2026-11-24T20:00");
        let visitor = test.visitor();
        let fields = [("text", "夜です"), ("reply", "mail"), ("mail", "kujira@example.jp")];
        let passphrase = super::passphrase_on(&visitor.fill(SUMIDA, SUMIDA, &fields).await);
        let staff = test.signed_in("sumida", "gakken-el", crate::accounts::Role::Counsellor, "yuki").await;
        let path = story::thread_on_day(&staff).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "おはようございます")]).await;
        let mails = async || outbox::waiting(test.app.db.read()).await.expect("reads");
        let first = mails().await;
        assert_eq!(first.len(), 1);
        story::thread_of(&visitor, &passphrase).await;
        let wish = [("reply", "mail"), ("mail", "iruka@example.jp")];
        visitor.fill("/thread", "/thread/wishes", &wish).await;
        let second = mails().await;
        assert_eq!((second.len(), second[0].due_at), (1, first[0].due_at), "at its hour");
        assert_ne!(second[0].id, first[0].id, "to the address that holds now");
        ask(&visitor, &[("ask", "quiet")]).await;
        assert!(mails().await.is_empty());
        ask(&visitor, &[("ask", "come-again")]).await;
        let third = mails().await;
        assert_eq!((third.len(), third[0].due_at), (1, first[0].due_at));
    }

    // S-094: who has looked, when, from which organisation; in plain words.
    async fn a_person_may_ask_who_has_looked(test: TestApp) {
        let visitor = test.visitor();
        let (_, passphrase) = begin(&visitor, "くじら", "a").await;
        story::thread_of(&visitor, &passphrase).await;
        assert!(visitor.open("/thread/looks").await.text().contains("まだだれも開いていません"));
        test.set_clock("2026-11-24T10:20");
        let staff = test.counsellor().await;
        let path = story::thread_on_day(&staff).await;
        staff.fill(&path, &format!("{path}/answers"), &[("text", "b")]).await;
        let partner = test.partner().await;
        assert_eq!(partner.open(&path).await.status, StatusCode::NOT_FOUND);
        let looks = visitor.open("/thread/looks").await;
        let lines = looks.seen("#looks tbody tr");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(lines[0].contains("お返事を書いた") && lines[1].contains("読んだ"), "{lines:?}");
        assert!(lines[1].contains("11月24日") && lines[1].contains("10時20分"), "{lines:?}");
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let name = directory.organization_by_slug(story::OPERATOR).expect("the operator").name.clone();
        assert!(lines.iter().all(|line| line.contains(&name)), "{lines:?}");
        assert!(!looks.text().contains("satoru"), "the organisation, not the person");
        assert_eq!(test.visitor().get("/thread/looks").await.location().as_deref(), Some("/come-back"));
    }
}
