//! Taking tables in and out through the real pages, on both databases.

use axum::http::{StatusCode, header};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use crate::{
    accounts::Role,
    on_both_databases,
    platform::{
        testing::{
            Browser, Page, TestApp,
            story::{OFFICE, send_table, table_of_facilities},
        },
        trail,
    },
    tables::actions::aside,
};

const ADACHI: &str = "NO,名称,名称_カナ,住所,電話番号,連絡先メールアドレス,緯度,経度,バス停\r\n\
    1,千住区民センタ-,センジュクミンセンター,足立区千住1-1-1,3111-2222,a＠city.adachi.example.jp,139.80,35.75,千住\r\n\
    2,花畑の家,ハナハタノイエ,足立区花畑2-2-2,090-1234-5678,,35.80,139.81,\r\n";

/// The fields of the report's form as they stand, with `ticked` added.
pub fn fields(page: &Page, report: &str, ticked: &[&str]) -> Vec<(String, String)> {
    let mut fields = page.form(&format!("{report}/decisions"));
    fields.extend(ticked.iter().map(|id| ("yes".to_owned(), (*id).to_owned())));
    fields
}

pub async fn press(staff: &Browser, path: &str, fields: &[(String, String)]) -> Page {
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    staff.post(path, &pairs).await
}

/// The ids of the boxes whose words hold `words`.
pub fn boxes(page: &Page, words: &str) -> Vec<String> {
    let html = page.html();
    let pick = |text: &str| scraper::Selector::parse(text).expect("a selector");
    html.select(&pick("#doubts li"))
        .filter(|line| line.text().collect::<String>().contains(words))
        .filter_map(|line| line.select(&pick("input[name=yes]")).next()?.value().attr("value").map(str::to_owned))
        .collect()
}

/// Sends a table and takes it in as it was read, with nothing ticked; answers the page that follows.
pub async fn take_in(staff: &Browser, set: &str, text: &str) -> Page {
    let sent = send_table(staff, set, "table.csv", text.as_bytes()).await;
    let report = sent.location().unwrap_or_else(|| panic!("a report: {}", sent.text()));
    let mut form = fields(&staff.open(&report).await, &report, &[]);
    form.retain(|(name, _)| name != "yes");
    let taken = press(staff, &format!("{report}/import"), &form).await;
    match taken.location() {
        Some(list) => staff.open(&list).await,
        None => taken,
    }
}

pub async fn file(test: &TestApp, path: &str) -> String {
    let page = test.visitor().get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let disposition = page.headers.get(header::CONTENT_DISPOSITION).expect("a file to keep").to_str().expect("text");
    assert!(disposition.starts_with("attachment"));
    page.text()
}

/// The last lines of the trail: action, outcome, detail.
async fn trail_of(test: &TestApp) -> Vec<(String, String, String)> {
    let lines = trail::lines_for_test(test.app.db.read()).await;
    lines
        .into_iter()
        .filter(|line| line.action.starts_with("tables."))
        .map(|line| (line.action, line.outcome, line.detail))
        .collect()
}

on_both_databases! {
    // S-360, S-361, S-362
    async fn a_table_is_sent_looked_at_and_taken_in_whole(test: TestApp) {
        let staff = test.counsellor().await;
        let before = file(&test, "/towns/adachi/facilities.csv").await;
        let sent = send_table(&staff, "", "施設.csv", ADACHI.as_bytes()).await;
        let report = sent.location().expect("a report");
        let page = staff.open(&report).await;
        let said = page.seen("main").join(" ");
        for words in [
            "2行目「電話番号」", "3111-2222", "「03-3111-2222」に直す", "市外局番がありません",
            "千住区民センター", "緯度と経度が逆のようです", "「a@city.adachi.example.jp」に直す", "携帯電話の番号です", "バス停",
        ] {
            assert!(said.contains(words), "{words} in: {said}");
        }
        // Nothing is changed by looking, and what cannot be used is not taken.
        assert_eq!(file(&test, "/towns/adachi/facilities.csv").await, before);
        let refused = press(&staff, &format!("{report}/import"), &fields(&page, &report, &[])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("#again").join("").contains("このままでは使えない欄が 3 あります"), "{}", refused.text());
        assert_eq!(file(&test, "/towns/adachi/facilities.csv").await, before);

        // Everything is agreed to but the other spelling of the name.
        let area = boxes(&refused, "市外局番");
        let places = boxes(&refused, "緯度と経度");
        assert_eq!((area.len(), places.len()), (1, 2));
        let yes: Vec<&str> = area.iter().chain(&places).map(String::as_str).collect();
        let form = fields(&refused, &report, &yes);
        let taken = press(&staff, &format!("{report}/import"), &form).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let list = staff.open(&taken.location().expect("the list")).await;
        assert!(list.seen("#taken").join("").contains("新しく 2 件"), "{}", list.text());
        assert!(list.seen("#waiting").is_empty());
        // A second press of the same form takes nothing in a second time.
        let again = press(&staff, &format!("{report}/import"), &form).await;
        assert_eq!(again.location(), taken.location());

        let now = file(&test, "/towns/adachi/facilities.csv?version=old").await;
        let line = now.lines().find(|line| line.contains("千住区民センタ-")).expect("the facility");
        assert!(line.contains("足立区千住1-1-1") && line.contains("03-3111-2222") && line.contains(",35.75,139.80,"), "{line}");
        assert!(now.contains("a@city.adachi.example.jp") && now.lines().next().expect("headers").ends_with("バス停"));
        // S-363: a pocket telephone was kept because nobody said otherwise, but it does not go out.
        assert!(now.contains("花畑の家") && !now.contains("090-1234-5678"));

        // The same file again changes nothing; a changed cell changes one.
        let second = ADACHI.replace("3111-2222", "03-3111-2222").replace("139.80,35.75", "35.75,139.80").replace('＠', "@");
        let changed = second.replace("花畑2-2-2", "花畑2-2-3");
        for (text, words) in [(second, "新しく 0 件を加え、0 件"), (changed, "新しく 0 件を加え、1 件")] {
            let report = send_table(&staff, "facilities", "again.csv", text.as_bytes()).await.location().expect("a report");
            let page = staff.open(&report).await;
            let taken = press(&staff, &format!("{report}/import"), &fields(&page, &report, &[])).await;
            let list = staff.open(&taken.location().unwrap_or_else(|| panic!("{}", taken.text()))).await;
            assert!(list.seen("#taken").join("").contains(words), "{words}: {}", list.text());
        }
        let lines = trail_of(&test).await;
        let has = |action: &str, outcome: &str, detail: &str| {
            lines.contains(&(action.to_owned(), outcome.to_owned(), detail.to_owned()))
        };
        assert!(has("tables.send", "done", "facilities:2") && has("tables.import", "refused", "refused-table-open"), "{lines:?}");
        assert!(has("tables.import", "done", "facilities:2+0") && has("tables.import", "done", "facilities:0+1"), "{lines:?}");
        let whole = trail::verify(test.app.db.read(), &test.app.vault, &[]).await.expect("read");
        assert!(whole.is_ok());
    }

    async fn of_two_who_take_tables_in_at_once_the_second_is_told(test: TestApp) {
        let (satoru, hana) = (test.counsellor().await, test.signed_in("adachi", OFFICE, Role::Counsellor, "hana").await);
        let mut pages = Vec::new();
        for (staff, name) in [(&satoru, "一の家"), (&hana, "二の家")] {
            let sent = send_table(staff, "", "a.csv", format!("名称,住所\n{name},足立区千住1\n").as_bytes()).await;
            let report = sent.location().expect("a report");
            let page = staff.open(&report).await;
            pages.push((report, page));
        }
        // What one sent does not exist for the other.
        assert_eq!(hana.get(&pages[0].0).await.status, StatusCode::NOT_FOUND);
        let forms: Vec<_> = pages.iter().map(|(report, page)| fields(page, report, &[])).collect();
        let paths: Vec<_> = pages.iter().map(|(report, _)| format!("{report}/import")).collect();
        let (first, second) = tokio::join!(press(&satoru, &paths[0], &forms[0]), press(&hana, &paths[1], &forms[1]));
        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        let (loser, at, page) = if first.status == StatusCode::CONFLICT { (&satoru, 0, first) } else { (&hana, 1, second) };
        assert!(page.seen("#conflict").join("").contains("もう一度見て"));
        let taken = press(loser, &paths[at], &fields(&page, &pages[at].0, &[])).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        let file = file(&test, "/towns/adachi/facilities.csv").await;
        assert!(file.contains("一の家") && file.contains("二の家"));
    }

    async fn pressing_twice_at_once_takes_a_table_in_once(test: TestApp) {
        let staff = test.counsellor().await;
        let sent = send_table(&staff, "", "a.csv", "名称,住所\n一の家,足立区千住1\n".as_bytes()).await;
        let report = sent.location().expect("a report");
        let (form, path) = (fields(&staff.open(&report).await, &report, &[]), format!("{report}/import"));
        let (first, second) = tokio::join!(press(&staff, &path, &form), press(&staff, &path, &form));
        for page in [&first, &second] {
            assert_eq!(page.location().as_deref(), Some("/tables?taken=1%2B0"), "{}", page.text());
        }
        let file = file(&test, "/towns/adachi/facilities.csv").await;
        assert_eq!(file.matches("一の家").count(), 1);
    }

    async fn ticks_are_kept_from_page_to_page_without_scripts(test: TestApp) {
        let staff = test.counsellor().await;
        let rows: Vec<String> = (0..120).map(|at| format!("区民センタ-{},足立区{at}", char::from_u32(0x3042 + at).expect("kana"))).collect();
        let sent = send_table(&staff, "", "many.csv", format!("名称,住所\n{}\n", rows.join("\n")).as_bytes()).await;
        let report = sent.location().expect("a report");
        let first = staff.open(&report).await;
        assert!(first.bytes.len() < 40_000, "{}", first.bytes.len());
        let ticked = boxes(&first, "「区民センターあ」").first().expect("a box").clone();
        let mut form = fields(&first, &report, &[&ticked]);
        form.push(("to".to_owned(), "2".to_owned()));
        let onwards = press(&staff, &format!("{report}/decisions"), &form).await;
        assert_eq!(onwards.location(), Some(format!("{report}?page=2")));
        assert!(staff.open(&onwards.location().expect("page 2")).await.seen("main").join(" ").contains("2 ページ目"));
        let back = staff.open(&report).await;
        let checked = back.attribute("#doubts input[checked]", "value");
        assert_eq!(checked, ticked);
        // The page that was open before knows an older version.
        let late = press(&staff, &format!("{report}/decisions"), &form).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let page = staff.open(&format!("{report}?page=2")).await;
        let taken = press(&staff, &format!("{report}/import"), &fields(&page, &report, &[])).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER);
        let file = file(&test, "/towns/adachi/facilities.csv").await;
        assert!(file.contains("区民センターあ") && file.contains("区民センタ-い"), "only what was ticked");
    }

    async fn what_is_no_table_comes_back_in_words_with_the_choice_kept(test: TestApp) {
        let staff = test.counsellor().await;
        let cases: [(&[u8], StatusCode, &str); 5] = [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", StatusCode::UNPROCESSABLE_ENTITY, "画像や音声"),
            (b"<svg onload=alert(1)>", StatusCode::UNPROCESSABLE_ENTITY, "ウェブページや図"),
            (b"PK\x03\x04bomb", StatusCode::UNPROCESSABLE_ENTITY, "ブック"),
            (b"", StatusCode::UNPROCESSABLE_ENTITY, "えらばれていません"),
            (&vec![b'a'; 50_000_000], StatusCode::PAYLOAD_TOO_LARGE, "10MB をこえています"),
        ];
        for (bytes, status, words) in cases {
            let page = send_table(&staff, "desks", "picture.csv", bytes).await;
            assert_eq!(page.status, status, "{words}");
            assert!(page.seen("#file-error").join("").contains(words), "{words}: {}", page.text());
            assert_eq!(page.attribute("input[name=set][checked]", "value"), "desks");
        }
        // Anything longer is not even listened to, and another kind of form is told apart.
        let other = staff.post("/tables", &[("set", "desks")]).await;
        assert_eq!(other.status, StatusCode::BAD_REQUEST);
        let refusals = trail_of(&test).await.into_iter().filter(|line| line.1 == "refused").count();
        assert_eq!(refusals, 5);
    }

    async fn only_who_keeps_pages_true_takes_tables_in(test: TestApp) {
        let staff = test.counsellor().await;
        let report = table_of_facilities(&staff).await;
        let partner = test.partner().await;
        for path in ["/tables", report.as_str()] {
            assert_eq!(partner.get(path).await.status, StatusCode::FORBIDDEN);
        }
        let denied = partner.post_file("/tables", &[], "a.csv", "名称\nあ\n".as_bytes()).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        assert!(trail_of(&test).await.contains(&("tables.enter".into(), "refused".into(), "denied".into())));
        assert_eq!(test.administrator().await.get("/tables").await.status, StatusCode::OK);
        let elsewhere = test.signed_in("annaka", "annaka-fukushi", Role::Counsellor, "kei").await;
        assert_eq!(elsewhere.get(&report).await.status, StatusCode::NOT_FOUND);
        let gone = staff.post(&format!("{report}/removal"), &[]).await;
        assert_eq!(gone.location().as_deref(), Some("/tables"));
        assert_eq!(staff.get(&report).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_table_that_was_sent_lies_sealed_and_is_forgotten(test: TestApp) {
        let staff = test.counsellor().await;
        let first = table_of_facilities(&staff).await;
        let second = table_of_facilities(&staff).await;
        assert_eq!(staff.get(&first).await.status, StatusCode::NOT_FOUND, "the next one takes its place");
        assert_eq!(staff.get(&second).await.status, StatusCode::OK);
        let rows = crate::tables::store::rows_for_test(test.app.db.read()).await;
        assert_eq!(rows.len(), 1);
        // Neither the cells, as they travel in the envelope, nor what the file was called.
        let lying = String::from_utf8_lossy(&rows[0]).into_owned();
        assert!(!lying.contains(&BASE64.encode("名称,電話番号")) && !lying.contains("facilities.csv"));
        test.set_clock("2026-12-02T10:01");
        crate::tables::actions::forget_old(&test.app).await.expect("tidied");
        assert!(crate::tables::store::rows_for_test(test.app.db.read()).await.is_empty());
    }

    async fn the_desks_of_a_town_go_out_and_come_back(test: TestApp) {
        let staff = test.counsellor().await;
        let out = file(&test, "/towns/adachi/desks.csv").await;
        assert!(out.starts_with('\u{FEFF}') && out.contains("\r\n") && !out.contains("読んだ人の備考"));
        let changed = out.replace("生涯学習センター(学びピア21)7階", "生涯学習センター(学びピア21)8階");
        assert_ne!(changed, out);
        for (text, words) in [(&out, "0 件を加え、0 件"), (&changed, "0 件を加え、1 件")] {
            let report = send_table(&staff, "", "desks.csv", text.as_bytes()).await.location().expect("a report");
            let page = staff.open(&report).await;
            // Whatever is told about the real data stays as it is.
            let mut form = fields(&page, &report, &[]);
            form.retain(|(name, _)| name != "yes");
            let taken = press(&staff, &format!("{report}/import"), &form).await;
            let list = staff.open(&taken.location().unwrap_or_else(|| panic!("{}", taken.text()))).await;
            assert!(list.seen("#taken").join("").contains(words), "{words}: {}", list.text());
        }
        assert_eq!(file(&test, "/towns/adachi/desks.csv").await, changed);
        let desk = test.visitor().open("/desks/adachi-safetynet").await;
        assert!(desk.text().contains("8階"));

        // A table of one town changes no desk of another, nor who answers; hours that cannot be are refused in words.
        let wrong = [
            ("窓口ID,窓口名,機関ID\nannaka-desk,あ,annaka-fukushi\n", "2行目の窓口IDは使えません"),
            ("窓口ID,窓口名,機関ID\nadachi-safetynet,あ,adachi-marugoto\n", "2行目の機関IDは使えません"),
            ("窓口ID,窓口名,機関ID\nA B,あ,adachi-marugoto\n", "2行目の窓口IDは使えません"),
            ("窓口ID,窓口名,機関ID\nadachi-new,あ,adachi-marugoto\n", "要る欄がありません（料金, 予約, 出典, 状況）"),
            ("窓口ID,窓口名,機関ID,予約\nadachi-safetynet,あ,adachi-contractor,maybe\n", "2行目の「予約」が、窓口の内容として読めません"),
            ("窓口ID,窓口名,機関ID,確認した日\nadachi-safetynet,あ,adachi-contractor,2026-11-25\n", "今日より後です"),
            ("窓口ID,窓口名,機関ID\nadachi-safetynet,あ,adachi-contractor\nadachi-safetynet,あ,adachi-contractor\n", "使えない欄が 1 あります"),
        ];
        for (text, words) in wrong {
            let sent = send_table(&staff, "", "desks.csv", text.as_bytes()).await;
            let report = sent.location().unwrap_or_else(|| panic!("a report: {}", sent.text()));
            let page = staff.open(&report).await;
            let refused = press(&staff, &format!("{report}/import"), &fields(&page, &report, &[])).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}: {}", refused.text());
            let said = refused.seen("#again").join("");
            assert!(said.contains(words), "{text}: {said}");
        }
        assert_eq!(file(&test, "/towns/adachi/desks.csv").await, changed);
    }

    async fn two_rows_of_a_new_desk_are_a_fault_and_one_of_them_may_be_left_out(test: TestApp) {
        let staff = test.counsellor().await;
        let row = "adachi-new,新しい窓口,adachi-contractor,\"{\"\"kind\"\":\"\"free\"\"}\",not_stated,active,\"{\"\"file\"\":\"\"000\"\",\"\"quote\"\":\"\"a\"\"}\"\n";
        let text = format!("窓口ID,窓口名,機関ID,料金,予約,状況,出典\n{row}{row}");
        let refused = take_in(&staff, "", &text).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let yes = boxes(&refused, "前の行とまったく同じ");
        assert_eq!(yes.len(), 1);
        let report = send_table(&staff, "", "desks.csv", text.as_bytes()).await.location().expect("a report");
        let page = staff.open(&report).await;
        let taken = press(&staff, &format!("{report}/import"), &fields(&page, &report, &[&yes[0]])).await;
        assert_eq!(taken.location().as_deref(), Some("/tables?taken=1%2B0"), "{}", taken.text());
        assert_eq!(test.visitor().open("/desks/adachi-new").await.status, StatusCode::OK);
    }

    async fn the_day_of_the_last_check_stays_where_a_table_says_none(test: TestApp) {
        let staff = test.counsellor().await;
        let checked = async || {
            let directory = test.shelf.current(&test.app).await.expect("the directory");
            directory.desk_by_slug("adachi-safetynet").expect("the desk").freshness.whole().map(|day| day.to_string())
        };
        let text = "窓口ID,窓口名,機関ID,確認した日\nadachi-safetynet,一,adachi-contractor,2026-11-24\n";
        take_in(&staff, "", text).await;
        assert_eq!(checked().await.as_deref(), Some("2026-11-24"), "today is no day to come");
        let list = take_in(&staff, "", "窓口ID,窓口名,機関ID\nadachi-safetynet,二,adachi-contractor\n").await;
        assert!(list.seen("#taken").join("").contains("0 件を加え、1 件"), "{}", list.text());
        assert_eq!(checked().await.as_deref(), Some("2026-11-24"));
        take_in(&staff, "", "窓口ID,窓口名,機関ID,確認した日\nadachi-safetynet,二,adachi-contractor,\n").await;
        assert_eq!(checked().await, None, "an empty cell empties");
    }

    async fn columns_that_are_not_taken_in_are_told(test: TestApp) {
        let staff = test.counsellor().await;
        let desks = "窓口ID,窓口名,機関ID,電話番号,,\nadachi-safetynet,一,adachi-contractor,03-1111-2222,あ,\n";
        for (text, told) in [(desks, true), ("名称,バス停\n一の家,千住\n", false)] {
            let report = send_table(&staff, "", "a.csv", text.as_bytes()).await.location().expect("a report");
            let said = staff.open(&report).await.seen("dl").join(" ");
            assert_eq!(said.contains("この列は読み込みません。窓口の表には"), told, "{said}");
            assert_eq!(said.contains("見出しのない列1"), told, "{said}");
            assert_eq!(said.contains("書かれているまま預かります"), !told, "{said}");
        }
    }

    async fn one_table_is_in_memory_at_a_time(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let town = directory.municipality_by_slug("adachi").expect("足立区").id;
        let table = || "名称\n一の家\n".as_bytes().to_vec();
        let (_, first) = aside(&directory, town, table(), None).await.expect("read");
        let second = aside(&directory, town, table(), None);
        tokio::pin!(second);
        let soon = std::time::Duration::from_millis(200);
        assert!(tokio::time::timeout(soon, &mut second).await.is_err(), "the first one is still held");
        drop(first);
        assert_eq!(second.await.expect("read").1.table.rows.len(), 1);
    }
}
