//! The numbers: each beginning once, small ones untold, none that leads to somebody.

use axum::http::{StatusCode, header};
use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::model::{SMALL, Told, span, sum};
use crate::{
    counter, on_both_databases,
    platform::testing::{
        Browser, PASSWORD,
        story::{self, WRITE, note, write_to_desk},
    },
};

proptest! {
    // Whoever reads the sum and the told counts beside it cannot work a small one out.
    #[test]
    fn a_sum_gives_no_small_number_away(counts in proptest::collection::vec(1_u64..9, 1..12)) {
        let small: Vec<u64> = counts.iter().copied().filter(|count| *count < SMALL).collect();
        if let Told::Count(total) = sum(&counts) {
            let told: u64 = counts.iter().filter(|count| **count >= SMALL).sum();
            let (hidden, many) = (total - told, small.len() as u64);
            // Several answers are possible for every one of them: none can be only 1 or only 4.
            prop_assert!(many == 0 || (many > 1 && hidden > many && hidden < many * (SMALL - 1)), "{counts:?}");
        }
    }
}

#[test]
fn a_small_sum_and_one_that_tells_too_much_are_not_told() {
    assert_eq!(sum(&[]), Told::Count(0));
    assert_eq!(sum(&[2, 2]), Told::Few);
    assert_eq!(sum(&[7, 3]), Told::Withheld, "7 beside it gives the 3 away");
    assert_eq!(sum(&[4, 4]), Told::Withheld, "two small ones make 8 in one way only");
    assert_eq!(sum(&[3, 3]), Told::Count(6));
    assert_eq!(sum(&[7, 8]), Told::Count(15));
    assert!(
        span(2026).is_some_and(|(first, after)| first.to_string() == "2026-04-01" && after.to_string() == "2027-04-01")
    );
}

/// The lines of the current table, without its mark.
async fn lines(staff: &Browser) -> Vec<String> {
    let file = staff.get("/entrances.csv").await;
    assert_eq!(file.status, StatusCode::OK);
    let text = String::from_utf8(file.bytes.to_vec()).expect("UTF-8");
    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

/// A session does not last for months.
async fn back_at_work(staff: &Browser) {
    let page = staff.post("/sign-in", &[("login", "satoru"), ("password", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
}

on_both_databases! {
    // S-070: staff see by which door people begin, counted once, small numbers untold.
    async fn every_beginning_is_counted_once_and_small_numbers_are_not_told(test: TestApp) {
        let staff = test.counsellor().await;
        assert!(!staff.open("/entrances").await.seen("#empty").is_empty(), "nothing has begun");
        for _ in 0..5 {
            write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        }
        let leaflet = format!("{WRITE}?from=paper");
        test.visitor().fill(&leaflet, WRITE, &[("text", "チラシを見ました"), ("nickname", "うみねこ")]).await;
        // A call is a note; the passphrase that is given with it begins a thread that is not counted again.
        let called = note(&staff, "phone").await;
        let writing = format!("{called}/writing");
        staff.fill(&writing, &writing, &[("nickname", "みどり"), ("story", "息子のこと")]).await;
        staff.fill(&called, &format!("{called}/passphrase"), &[]).await;
        // Begun by mistake and left: nobody began.
        note(&staff, "counter").await;
        story::worry(&test, &staff).await;

        let page = staff.open("/entrances").await;
        let text = page.text();
        assert!(text.contains("2026年度") && text.contains("（途中）"), "{text}");
        for name in ["くじら", "うみねこ", "みどり", "息子", "3丁目"] {
            assert!(!text.contains(name), "{name}");
        }
        let told = lines(&staff).await;
        assert_eq!(told[0], "窓口,月,入口,件数");
        let has = |line: &str| told.iter().any(|known| known.ends_with(line));
        assert!(has("2026-11,窓口のページ,5") && has("年度の計,窓口のページ,5"), "{told:#?}");
        assert!(has("2026-11,紙（チラシ・カード）,少数") && has("2026-11,電話,少数"), "{told:#?}");
        assert!(has("2026-11,気がかり（まわりの方から）,少数"), "{told:#?}");
        assert!(!told.iter().any(|line| line.contains("電話・窓口")), "the thread of a call is the call: {told:#?}");
        assert_eq!(told.len(), 9, "four doors in a month, and the year: {told:#?}");

        let old = staff.get("/entrances.csv?encoding=cp932&year=2026").await;
        assert_eq!(old.headers[header::CONTENT_TYPE], "text/csv; charset=Shift_JIS; header=present");
        let (decoded, _, broken) = SHIFT_JIS.decode(&old.bytes);
        assert!(!broken && decoded.contains("少数"), "{decoded}");
        for year in ["2023", "2027", "x"] {
            assert_eq!(staff.open(&format!("/entrances?year={year}")).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(test.partner().await.open("/entrances").await.status, StatusCode::FORBIDDEN);
        assert_eq!(test.administrator().await.open("/entrances").await.status, StatusCode::OK);
    }

    // What went with its key is still counted, and knows nobody.
    async fn a_note_that_went_after_its_days_is_still_counted(test: TestApp) {
        let staff = test.counsellor().await;
        for _ in 0..5 {
            let called = note(&staff, "phone").await;
            let writing = format!("{called}/writing");
            staff.fill(&writing, &writing, &[("story", "息子のこと")]).await;
            staff.fill(&called, &format!("{called}/keeping"), &[]).await;
        }
        let before = lines(&staff).await;
        assert!(before.iter().any(|line| line.ends_with("2026-11,電話,5")), "{before:#?}");
        test.set_clock("2027-03-31T09:00");
        counter::actions::forget_old(&test.app).await.expect("forgets");
        back_at_work(&staff).await;
        assert!(!staff.open("/notes").await.text().contains("息子のこと"), "the words are gone");
        assert_eq!(lines(&staff).await, before);
        test.set_clock("2027-04-01T09:00");
        back_at_work(&staff).await;
        assert_eq!(lines(&staff).await.len(), 1, "another fiscal year");
        let last = staff.open("/entrances?year=2026").await.text();
        assert!(last.contains("電話"), "{last}");
    }

    async fn another_town_counts_its_own(test: TestApp) {
        for _ in 0..5 {
            write_to_desk(&test.visitor(), "くじら", "a").await;
        }
        let elsewhere = test.signed_in("setagaya", "plat-home", crate::accounts::Role::Counsellor, "midori").await;
        assert!(!elsewhere.open("/entrances").await.seen("#empty").is_empty());
    }
}
