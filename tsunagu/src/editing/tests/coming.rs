//! Coming and going, and gatherings that belong together: said by an editor, read everywhere.

use axum::http::StatusCode;

use super::stories::publish;
use crate::{
    accounts::Role,
    on_both_databases,
    platform::testing::{Browser, Page, TestApp},
};

const GROUP: &str = "/directory/records/gathering/adachi-kazokukai";
const NEW: &str = "/directory/new";

/// Fills a record's form and publishes it.
async fn change(editor: &Browser, form: &str, fields: &[(&str, &str)]) {
    let saved = editor.fill(form, form, fields).await;
    let draft = saved.location().unwrap_or_else(|| panic!("a draft: {}", saved.text()));
    let done = publish(editor, &draft, "聞いた").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
}

async fn csv(test: &TestApp, path: &str) -> String {
    String::from_utf8(test.visitor().get(path).await.bytes).expect("UTF-8")
}

fn says(page: &Page, all: &[&str]) {
    for words in all {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
}

on_both_databases! {
    // S-188: doors, coming late, leaving early: wherever the thing is shown.
    async fn coming_late_is_said_wherever_a_group_or_an_event_is(test: TestApp) {
        let (editor, visitor) = (test.counsellor().await, test.visitor());
        let known = ["途中参加できます。", "途中退出できます。"];
        let before = visitor.open("/gatherings/adachi-kazokukai").await.text();
        assert!(known.iter().all(|words| !before.contains(words)), "what nobody said is not said");
        let fields = [("doors_open", "13:00"), ("join_late", "yes"), ("leave_early", "yes")];
        change(&editor, GROUP, &fields).await;
        for path in ["/gatherings/adachi-kazokukai", "/towns/adachi", "/towns/adachi/list"] {
            let page = visitor.open(path).await;
            says(&page, &known);
            says(&page, &["開場 午後1時"]);
        }
        let dates = visitor.get("/gatherings/adachi-kazokukai/dates.ics").await.text().replace("\r\n ", "");
        assert!(dates.contains("DESCRIPTION:開場 午後1時。 途中参加できます。 途中退出できます。"), "{dates}");
        assert!(dates.contains("SUMMARY:予定") && !dates.contains("家族会"), "neutral: {dates}");
        visitor.get("/language/en").await;
        says(&visitor.open("/gatherings/adachi-kazokukai").await, &["You may come late.", "You may leave early."]);

        let event = [("kind", "event"), ("name", "北のつどい"), ("slug", "kita-tsudoi")];
        let form = editor.fill(NEW, NEW, &event).await.location().expect("a form");
        let late = [("date", "2026-12-05"), ("date_text_ja", "12月5日"), ("start", "13:30"), ("doors_open", "14:00")];
        let odd = editor.fill(&form, &form, &late).await.location().expect("a draft");
        assert!(editor.open(&form).await.seen("#doubts").join("").contains("開場（14:00）"), "{odd}");
        change(&editor, &form, &[("doors_open", "13:00"), ("join_late", "yes")]).await;
        let page = test.visitor().open("/events/kita-tsudoi").await;
        says(&page, &["開場 午後1時。", "途中参加できます。"]);
        assert!(!page.text().contains("途中退出"), "{}", page.text());
        let remarks = "開場 13:00。途中参加できます。";
        for path in ["/towns/adachi/events.csv", "/towns/adachi/events.csv?version=old"] {
            let table = csv(&test, path).await;
            let row = table.lines().find(|line| line.contains("kita-tsudoi")).unwrap_or_else(|| panic!("{table}"));
            assert_eq!(row.matches(remarks).count(), 1, "{row}");
        }
    }

    // S-185: one online and one in person every month; a month in which one is missing is told to the editor.
    async fn a_month_without_one_of_the_pair_is_told_to_the_editor(test: TestApp) {
        let editor = test.signed_in("edogawa", "edogawa", Role::Counsellor, "midori").await;
        let missing = async || editor.open("/directory").await.seen("#unpaired li");
        let both = missing().await;
        assert_eq!(both.len(), 2, "no dates are published: {both:?}");
        assert!(both[0].contains("令和8年11月") && both[0].contains("令和9年1月"), "{both:?}");
        let online = "/directory/records/gathering/edogawa-furatto-online";
        change(&editor, online, &[("schedule.0.words", "毎月第2土曜日 14:00～16:00")]).await;
        let real = missing().await;
        assert_eq!(real.len(), 1, "{real:?}");
        assert!(real[0].contains("リアル") && real[0].contains("いっしょに開く集まり: 当事者会「ふらっと」（オンライン）"));
        let real = "/directory/records/gathering/edogawa-furatto-real";
        change(&editor, real, &[("schedule.0.words", "毎月第4土曜日 14:00～16:00")]).await;
        assert!(missing().await.is_empty(), "both, every month");
        let page = test.visitor().open("/gatherings/edogawa-furatto-real").await;
        assert!(!page.seen("main a[href$='/edogawa-furatto-online']").is_empty(), "each leads to the other");
        // It pauses in person: the pair is broken, and said to be.
        change(&editor, real, &[("standing", "suspended")]).await;
        assert_eq!(missing().await.len(), 1);
    }
}
