//! What is written down is never lost, never overwritten unseen, and asks for no result.

use axum::http::{StatusCode, header};
use proptest::prelude::*;

use crate::{
    accounts::Role,
    casework::model::entry::{LONGEST_ENTRY, OPEN_FOR, TypedEntry},
    on_both_databases,
    platform::{
        Now, clock,
        testing::{
            Browser, Page, at,
            story::{OPERATOR, case_of_kujira, consent, entry, open_case, thread_on_day, write_to_desk},
        },
    },
};

fn now() -> Now {
    Now(clock::instant(at("2026-11-24T10:00")))
}

proptest! {
    /// Whatever is typed, it is kept whole or refused beside a field; nothing of the text is changed but its end.
    #[test]
    fn an_entry_keeps_what_was_typed(
        text in "\\PC{0,40}",
        date in prop_oneof![Just("2026-11-24".to_owned()), Just("令和8年11月23日".to_owned()), "\\PC{0,8}"],
        time in prop_oneof![Just(String::new()), Just("09:30".to_owned()), "\\PC{0,5}"],
        minutes in prop_oneof![Just(String::new()), Just("３０".to_owned()), "[0-9]{1,5}"],
    ) {
        let typed = TypedEntry { text: text.clone(), date, time, minutes, ..TypedEntry::default() };
        match typed.check(now(), |_| None) {
            Ok(new) => {
                prop_assert_eq!(&new.words.text, text.trim_end());
                prop_assert!(new.minutes.is_none_or(|minutes| (0..=1440).contains(&minutes)));
            }
            Err(faults) => prop_assert!(["date", "time", "minutes"].iter().any(|field| faults.of(field).is_some())),
        }
    }
}

#[test]
fn an_entry_lies_not_ahead_and_fits() {
    let base = TypedEntry::beginning(now());
    assert!(base.check(now(), |_| None).is_ok(), "nothing has to be said");
    let fault =
        |typed: TypedEntry, field: &str| typed.check(now(), |_| None).expect_err(field).of(field).expect(field).key;
    assert_eq!(fault(TypedEntry { date: "2026-11-25".into(), ..base.clone() }, "date"), "refused-entry-ahead");
    assert_eq!(fault(TypedEntry { date: "いつか".into(), ..base.clone() }, "date"), "refused-entry-date");
    assert_eq!(fault(TypedEntry { time: "25:00".into(), ..base.clone() }, "time"), "refused-entry-time");
    assert_eq!(fault(TypedEntry { minutes: "2000".into(), ..base.clone() }, "minutes"), "refused-entry-minutes");
    assert_eq!(
        fault(TypedEntry { text: "長".repeat(LONGEST_ENTRY + 1), ..base.clone() }, "text"),
        "refused-case-text-long"
    );
    assert!(!TypedEntry { text: "長".repeat(LONGEST_ENTRY + 1), ..base }.fits());
}

/// Saves a draft as the page's script does.
async fn save_quietly(staff: &Browser, page: &Page, action: &str, fields: &[(&str, &str)]) -> (StatusCode, i64) {
    let mut all = page.form(action);
    all.retain(|(name, _)| fields.iter().all(|(field, _)| field != name));
    all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let encode =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let body: Vec<String> = all.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let request = staff
        .request("POST", action)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .header("sec-fetch-site", "same-origin")
        .body(axum::body::Body::from(body.join("&")))
        .expect("a request");
    let answer = staff.send(request).await;
    let said: serde_json::Value = serde_json::from_slice(&answer.bytes).expect("JSON");
    (answer.status, said["version"].as_i64().expect("a version"))
}

fn kept(page: &Page, form: &str, name: &str, value: &str) -> bool {
    page.form(form).contains(&(name.to_owned(), value.to_owned()))
}

/// A protocol with a table as a word processor pastes it: tabs, lines, 200 kB.
fn protocol() -> String {
    let row = "日\t方法\t話したこと\n11月24日\t電話\t雑談。猫のこと。邉󠄀さん🐳\n";
    let text = row.repeat(200_000 / row.len() + 1);
    assert!(text.len() >= 200_000);
    text.trim_end().to_owned()
}

on_both_databases! {
    // S-118, S-122, S-125, S-133: every way of being in touch is a contact, meeting or not, with no result to be given.
    async fn small_talk_a_letter_a_doorstep_and_going_along_are_contacts(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let form = staff.open(&format!("{case}/entries")).await;
        let names: Vec<String> = form.form(&format!("{case}/entries")).into_iter().map(|(name, _)| name).collect();
        assert!(names.iter().all(|name| !name.contains("result") && !name.contains("outcome")), "{names:?}");
        let talked = entry(&staff, &case, &[("means", "phone"), ("topic", "small-talk"), ("met", "talked")]).await;
        assert_eq!(staff.open(&talked).await.seen("#topics"), ["雑談"]);
        for (with, means, met) in [
            ("person", "letter", "posted"),
            ("family", "counter", "family-only"),
            ("person", "ibasho", "together"),
            ("person", "phone", "not-now"),
        ] {
            entry(&staff, &case, &[("with", with), ("means", means), ("met", met), ("topic", "nothing")]).await;
        }
        let along = [("means", "accompany"), ("accompanied", "居場所"), ("minutes", "９０"), ("companions", "まこと")];
        let along = entry(&staff, &case, &along).await;
        let shown = staff.open(&along).await;
        assert_eq!(shown.seen("#accompanied"), ["居場所"]);
        assert!(shown.text().contains("90") && shown.text().contains("まこと"));
        // The family's and the person's stand apart.
        let line = |page: Page| page.seen("#timeline li");
        let person = line(staff.open(&format!("{case}/timeline?kind=entry&with=person")).await);
        let family = line(staff.open(&format!("{case}/timeline?kind=entry&with=family")).await);
        assert_eq!((person.len(), family.len()), (5, 1));
        assert!(family[0].contains("ご家族にだけ会えた"));
    }

    async fn what_was_told_of_is_picked_from_the_directory(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let offers = staff.open(&format!("{case}/entries")).await;
        let offer = offers.attribute("#offers option", "value");
        let path = entry(&staff, &case, &[("told", &offer), ("told", "駅前の古本屋")]).await;
        let shown = staff.open(&path).await;
        let link = shown.attribute("#told a", "href");
        assert_eq!(test.visitor().get(&link).await.status, StatusCode::OK, "{link}");
        assert!(shown.seen("#told").join("").contains("駅前の古本屋"));
    }

    // A visit is written down where one was wished for, or with the reason why it was made all the same.
    async fn a_visit_nobody_wished_for_needs_its_reason(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/entries");
        let visit = [("means", "visit"), ("met", "doorstep"), ("text", "手紙を入れた")];
        let refused = staff.fill(&path, &path, &visit).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.seen("#visit_reason-error").is_empty() && kept(&refused, &path, "text", "手紙を入れた"));
        let urgent = staff.fill_page(&refused, &path, &[("visit_reason", "3日電気がついていない")]).await;
        assert_eq!(urgent.status, StatusCode::SEE_OTHER, "{}", urgent.text());
        let contact = format!("{case}/contact/person");
        let fields = [("said-visit", "yes"), ("to-visit", "千住1-1")];
        staff.fill(&contact, &contact, &fields).await;
        let wished = staff.fill(&path, &path, &visit).await;
        assert_eq!(wished.status, StatusCode::SEE_OTHER, "{}", wished.text());
    }

    // Nothing typed is lost: half a note is there again, on another device too, and two windows keep both texts.
    async fn a_draft_is_kept_while_it_is_written_and_two_windows_keep_both(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/entries");
        let (one, other) = (staff.open(&path).await, staff.open(&path).await);
        let (status, version) = save_quietly(&staff, &one, &path, &[("text", "途中まで")]).await;
        assert_eq!(status, StatusCode::OK);
        let (status, _) = save_quietly(&staff, &other, &path, &[("text", "別の窓")]).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let shown = staff.fill_page(&other, &path, &[("text", "別の窓"), ("go", "draft")]).await;
        assert_eq!(shown.status, StatusCode::CONFLICT);
        assert!(shown.seen("#theirs").join("").contains("途中まで") && kept(&shown, &path, "text", "別の窓"));
        let version_typed = version.to_string();
        let (status, later) =
            save_quietly(&staff, &one, &path, &[("version", &version_typed), ("text", "途中までと、その先")]).await;
        assert_eq!((status, later), (StatusCode::OK, version + 1));
        let device = test.visitor();
        device.post("/sign-in", &[("login", "satoru"), ("password", crate::platform::testing::PASSWORD)]).await;
        assert_eq!(device.open("/day").await.seen("#drafts li").len(), 1);
        let again = device.open(&path).await;
        assert!(kept(&again, &path, "text", "途中までと、その先"));
        let colleague = test.signed_in("adachi", OPERATOR, Role::Counsellor, "hanako").await;
        assert!(!colleague.open(&path).await.text().contains("途中まで"), "a draft is its writer's");
        device.fill_page(&again, &path, &[("go", "record")]).await;
        assert!(kept(&staff.open(&path).await, &path, "text", ""), "what was recorded is no draft any more");
        test.set_clock("2026-11-24T10:10");
        // A window left open over the old draft does not write over the next one.
        let next = staff.open(&path).await;
        assert_eq!(save_quietly(&staff, &next, &path, &[("text", "次")]).await.0, StatusCode::OK);
        let stale = [("version", version_typed.as_str()), ("text", "古い窓")];
        assert_eq!(save_quietly(&staff, &one, &path, &stale).await.0, StatusCode::CONFLICT);
        assert!(kept(&staff.open(&path).await, &path, "text", "次"));
    }

    // A session that ends in the middle of a long note loses nothing after signing in again.
    async fn a_session_that_ends_in_the_middle_of_a_note_loses_nothing(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = format!("{case}/entries");
        let page = staff.open(&path).await;
        let long = protocol();
        test.set_clock("2026-11-24T13:00");
        let gone = staff.fill_page(&page, &path, &[("text", &long), ("topic", "small-talk"), ("go", "record")]).await;
        assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
        assert!(kept(&gone, &path, "text", &long) && kept(&gone, &path, "topic", "small-talk"));
        assert!(!gone.text().contains("くじら"), "nothing of the case is shown to whoever is not signed in");
        staff.post("/sign-in", &[("login", "satoru"), ("password", crate::platform::testing::PASSWORD)]).await;
        let sent = staff.fill_page(&gone, &path, &[]).await;
        assert_eq!(sent.location(), Some(format!("{case}/timeline")), "{}", sent.text().chars().take(500).collect::<String>());
        let list = staff.open(&format!("{case}/timeline?kind=entry")).await;
        assert!(list.text().len() < 60_000, "a long text is cut on the list");
        let read = staff.open(&list.link("/entries/")).await;
        assert!(read.text().contains("日\t方法\t話したこと"));
        let whole = read.html();
        let pick = scraper::Selector::parse("#text-read").expect("a selector");
        let text: String = whole.select(&pick).next().expect("the text").text().collect();
        assert_eq!(text, long, "letter by letter");
    }

    // For a day it can be written into; then what was wrong is put right beside it. Nobody's words vanish.
    async fn two_writers_on_one_note_both_keep_their_words_and_later_corrections_stand_beside(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = entry(&staff, &case, &[("text", "はじめの文章")]).await;
        let action = format!("{path}/writing");
        let colleague = test.signed_in("adachi", OPERATOR, Role::Counsellor, "hanako").await;
        let (mine, theirs) = (staff.open(&action).await, colleague.open(&action).await);
        let saved = colleague.fill_page(&theirs, &action, &[("text", "花子の文章")]).await;
        assert_eq!(saved.location(), Some(path.clone()));
        let late = staff.fill_page(&mine, &action, &[("text", "悟の文章")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("花子の文章") && kept(&late, &action, "text", "悟の文章"));
        staff.fill_page(&late, &action, &[("text", "花子と悟の文章")]).await;
        let shown = staff.open(&path).await;
        assert_eq!(shown.seen("#text-read"), ["花子と悟の文章"]);
        let earlier = shown.seen("#notes li").join("");
        assert!(earlier.contains("はじめの文章") && earlier.contains("花子の文章"), "{earlier}");
        // After a day.
        assert_eq!(OPEN_FOR.num_hours(), 24);
        let open = staff.open(&action).await;
        test.set_clock("2026-11-25T10:01");
        for login in ["satoru", "hanako"] {
            let browser = if login == "satoru" { &staff } else { &colleague };
            browser.post("/sign-in", &[("login", login), ("password", crate::platform::testing::PASSWORD)]).await;
        }
        let refused = staff.fill_page(&open, &action, &[("text", "書きなおし")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(kept(&refused, &format!("{path}/notes"), "text", "書きなおし"), "it becomes a correction");
        staff.fill_page(&refused, &format!("{path}/notes"), &[]).await;
        let shown = staff.open(&path).await;
        assert_eq!(shown.seen("#text-read"), ["花子と悟の文章"], "the entry stays");
        assert!(shown.seen("#notes li").join("").contains("訂正"));
        // A word to a named colleague stands on that colleague's day until she has read it.
        let hanako = shown.attribute("#to option:nth-child(2)", "value");
        staff.fill(&path, &format!("{path}/notes"), &[("to", &hanako), ("text", "見てください")]).await;
        assert_eq!(colleague.open("/day").await.seen("#words li").len(), 1);
        assert!(staff.open("/day").await.seen("#words li").is_empty());
        colleague.fill(&path, &format!("{path}/notes/seen"), &[]).await;
        assert!(colleague.open("/day").await.seen("#words li").is_empty());
    }

    async fn what_is_written_after_the_end_is_marked(test: TestApp) {
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let before = entry(&staff, &case, &[("text", "前")]).await;
        let state = format!("{case}/state");
        staff.fill(&state, &state, &[("turn", "ended"), ("reason", "enough")]).await;
        assert_eq!(staff.open(&format!("{case}/entries")).await.seen("#late").len(), 1, "said while writing");
        test.set_clock("2026-11-24T10:05");
        let after = entry(&staff, &case, &[("text", "あと")]).await;
        assert!(staff.open(&before).await.seen("#late").is_empty());
        assert_eq!(staff.open(&after).await.seen("#late").len(), 1);
        assert!(staff.open(&case).await.seen("#state").join("").contains("終わり"), "writing changes no state");
    }

    // S-128: one timeline of everything, in the order of time, filtered, paged without loss, and as one paper.
    async fn one_timeline_merges_everything_and_loses_no_line(test: TestApp) {
        write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
        let staff = test.counsellor().await;
        let case = open_case(&staff, &thread_on_day(&staff).await).await;
        consent(&test, &staff, &case, crate::platform::testing::story::OFFICE, &["name"], "2027-03-31").await;
        let state = format!("{case}/state");
        staff.fill(&state, &state, &[("turn", "rested")]).await;
        staff.fill(&state, &state, &[("turn", "reopened")]).await;
        for number in 0..60 {
            let text = format!("その{number:02}。");
            entry(&staff, &case, &[("text", &text), ("date", "2026-11-20"), ("time", "09:00")]).await;
        }
        entry(&staff, &case, &[("text", "去年のこと"), ("date", "2025-12-31"), ("time", "")]).await;
        let open = async |query: &str| staff.open(&format!("{case}/timeline{query}")).await;
        let (first, second) = (open("").await, open("?page=2").await);
        let mut lines = first.seen("#timeline li");
        assert_eq!(lines.len(), 50);
        lines.extend(second.seen("#timeline li"));
        let all = lines.join("\n");
        for number in 0..60 {
            assert!(all.contains(&format!("その{number:02}。")), "{number}: entries of one minute are not lost between pages");
        }
        for kind in ["message", "consent", "state", "entry"] {
            let some = open(&format!("?kind={kind}")).await.seen(&format!("#timeline li[data-kind={kind}]")).len();
            assert_eq!(some, open(&format!("?kind={kind}")).await.seen("#timeline li").len(), "{kind}");
            assert!(some > 0, "{kind}");
        }
        assert_eq!(open("?year=2025").await.seen("#timeline li").len(), 1);
        let paper = open("?view=paper").await.seen("#timeline li");
        assert_eq!(paper.len(), lines.len());
        assert!(paper[0].contains("去年のこと"), "oldest first");
        // What the timeline leads to opens for the same reader; nobody else sees either.
        let page = open("?kind=entry").await;
        let link = page.link("/entries/");
        let partner = test.partner().await;
        let neighbour = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        let colleague = test.signed_in("adachi", OPERATOR, Role::Partner, "pat").await;
        assert_eq!(staff.get(&link).await.status, StatusCode::OK);
        for outside in [&partner, &neighbour] {
            for path in [&format!("{case}/timeline"), &link, &format!("{link}/writing"), &format!("{case}/entries"), &format!("{case}/promises")] {
                assert_eq!(outside.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        // A role that reads no threads has a timeline without them: the list is what it may open.
        let theirs = colleague.open(&format!("{case}/timeline?view=paper")).await;
        assert!(theirs.seen("#timeline li[data-kind=message]").is_empty());
        assert_eq!(theirs.seen("#timeline li[data-kind=entry]").len(), 61);
        let administrator = test.administrator().await;
        for path in ["timeline", "entries", "promises"] {
            assert_eq!(administrator.get(&format!("{case}/{path}")).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }

    async fn an_ended_contract_opens_nothing_and_a_number_leads_straight_to_writing(test: TestApp) {
        test.set_clock("2026-11-24T23:55");
        let staff = test.counsellor().await;
        let case = case_of_kujira(&test, &staff).await;
        let path = entry(&staff, &case, &[("text", "a")]).await;
        let straight = staff.get("/entries/new?number=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%96-0001").await;
        assert_eq!(straight.location(), Some(format!("{case}/entries")));
        assert_eq!(staff.get("/entries/new?number=2026-9999").await.status, StatusCode::NOT_FOUND);
        let neighbour = test.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await;
        assert_eq!(neighbour.get("/entries/new?number=2026-0001").await.status, StatusCode::NOT_FOUND);
        let until = "2026-11-24".parse().expect("a day");
        let change = crate::accounts::Change { until: Some(until), ..Default::default() };
        crate::accounts::actions::change_staff(&test.app, "satoru", change).await.expect("changed");
        test.set_clock("2026-11-25T00:05");
        for address in [path.clone(), format!("{case}/timeline"), format!("{case}/entries"), format!("{path}/writing")] {
            let there = staff.get(&address).await.location().unwrap_or_default();
            assert!(there.starts_with("/sign-in"), "{address}: {there}");
        }
    }
}
