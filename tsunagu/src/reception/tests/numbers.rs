//! Numbers that help while nobody reads: dated, calm, and never called open without knowing.

use super::{WRITE, begin};
use crate::{
    on_both_databases,
    platform::testing::{at, story},
    reception::{dated, model::helpline::Answering},
};

const FILE: &str = "
helplines:
  - id: evening
    name: {ja: 夜の電話, ja-easy: 夜の電話, en: Evening line}
    number: '0120-000-000'
    free: true
    hours: {rules: [{type: weekly, days: [tue, thu], start: '18:00', end: '22:00'}]}
    source: {name: 団体, url: 'https://example.jp/'}
    checked_on: 2026-05-28
";

#[test]
fn the_numbers_of_the_program_are_read_dated_and_sourced() {
    let lists = dated::embedded().expect("our file reads");
    let numbers: Vec<&str> = lists.helplines.iter().map(|line| line.number.as_str()).collect();
    assert!(numbers.contains(&"0120-279-338") && numbers.contains(&"0570-064-556"), "{numbers:?}");
    for line in &lists.helplines {
        assert!(line.source.url.starts_with("https://") && !line.source.name.is_empty(), "{}", line.id);
        assert!(line.number.chars().all(|letter| letter.is_ascii_digit() || letter == '-'), "{}", line.number);
    }
}

#[test]
fn hours_are_those_of_the_day_and_silence_is_never_open() {
    let lists = dated::read_text("helplines.yaml", FILE).expect("reads");
    let evening = &lists.helplines[0];
    // 24 November 2026 is a Tuesday.
    assert_eq!(evening.answering(at("2026-11-24T18:00")), Answering::Now);
    assert_eq!(evening.answering(at("2026-11-24T17:59")), Answering::From(Some(at("2026-11-24T18:00"))));
    assert_eq!(evening.answering(at("2026-11-24T22:00")), Answering::From(Some(at("2026-11-26T18:00"))));
    let embedded = dated::embedded().expect("reads");
    let of =
        |id: &str| embedded.helplines.iter().find(|line| line.id == id).expect(id).answering(at("2027-01-01T03:00"));
    assert_eq!((of("yorisoi"), of("kokoro")), (Answering::Always, Answering::Unknown));
}

#[test]
fn after_a_hundred_and_eighty_days_somebody_has_to_look_again() {
    let lists = dated::read_text("helplines.yaml", FILE).expect("reads");
    let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
    assert_eq!(lists.stale(day("2026-11-24")).count(), 0, "the hundred-and-eightieth day");
    assert_eq!(lists.stale(day("2026-11-25")).count(), 1);
    let broken = dated::read_text("helplines.yaml", &FILE.replace("checked_on", "checked"));
    assert!(broken.expect_err("a misspelt field").to_string().contains("helplines.yaml, line"));
}

on_both_databases! {
    async fn numbers_stand_on_the_form_the_acknowledgement_and_the_thread(test: TestApp) {
        let visitor = test.visitor();
        assert!(visitor.open(WRITE).await.seen("#promise").join("").contains("0120-279-338"));
        let (begun, passphrase) = begin(&visitor, "", "しずかな一日でした").await;
        assert!(begun.seen("#calm").is_empty(), "no card without need");
        for page in [begun, story::thread_of(&visitor, &passphrase).await] {
            let text = page.seen("main").join("");
            assert!(text.contains("よりそいホットライン 0120-279-338 （24時間・通話無料）"), "{text}");
            assert!(text.contains("0570-064-556 （時間は地域や日によってちがいます"), "{text}");
            assert!(page.text().contains("href=\"tel:0120279338\""));
        }
    }

    async fn a_towns_own_file_takes_the_place_and_administrators_see_what_is_old(test: TestApp) {
        let lists = dated::read_text("helplines.yaml", FILE).expect("reads");
        let tx = test.app.db.write().await.expect("a transaction");
        dated::load(&tx, test.app.now(), &lists).await.expect("loads");
        tx.commit().await.expect("committed");
        let visitor = test.visitor();
        assert!(!visitor.open(WRITE).await.seen("#promise").join("").contains("24時間"), "nobody answers at any hour here");
        let (begun, _) = begin(&visitor, "", "a").await;
        assert!(begun.seen("main").join("").contains("0120-000-000 （次は11月24日（火）午後6時から"), "{:?}", begun.seen("main"));
        let administrator = test.administrator().await;
        assert!(administrator.open("/day").await.seen("#stale-numbers").is_empty());
        test.set_clock("2026-11-25T10:00");
        super::back_at_work(&administrator, "rika").await;
        let alarm = administrator.open("/day").await.seen("#stale-numbers").join("");
        assert!(alarm.contains("0120-000-000") && alarm.contains("5月28日"), "{alarm}");
        let staff = test.counsellor().await;
        assert!(staff.open("/day").await.seen("#stale-numbers").is_empty(), "whoever listens is not troubled");
    }
}
