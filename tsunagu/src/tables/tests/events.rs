//! Tables of events, in and out: seen on the town's pages, byte by byte the same where nothing changed, each town by itself.

use axum::http::StatusCode;
use serde_json::json;

use super::{
    examined,
    stories::{boxes, fields, file, press, take_in},
};
use crate::{
    accounts::Role,
    directory::{EventKind, EventMode, Record, RecordKind, actions::load, data, keeping},
    on_both_databases,
    platform::{
        Refusal,
        ids::ListingId,
        testing::{Browser, TestApp, story::send_table},
    },
    tables::{
        Letters, SetName, actions,
        model::{
            recognised::{KnownEvent, recognised},
            rows, sets, writing,
        },
    },
};

/// What 豊島区 publishes of one event, by the keys of the set.
const FULL: [(&str, &str); 40] = [
    ("town_code", "131164"),
    ("number", "7"),
    ("prefecture", "東京都"),
    ("city", "豊島区"),
    ("town", "豊島区"),
    ("name", "家族の集い"),
    ("kana", "カゾクノツドイ"),
    ("english", "Family day"),
    ("common", "集い"),
    ("description", "=話しましょう"),
    ("category", "集い"),
    ("event_web", "https://www.example.jp/tsudoi"),
    ("status", "開催予定"),
    ("keywords", "家族"),
    ("pattern", "単発"),
    ("start_date", "2026-12-05"),
    ("end_date", "2026-12-05"),
    ("start", "13:30"),
    ("end", "15:00"),
    ("date_note", "途中からでもかまいません"),
    ("place", "区民ひろば"),
    ("postcode", "1700013"),
    ("address", "豊島区東池袋1-1-1"),
    ("building", "3階"),
    ("latitude", "35.73"),
    ("longitude", "139.71"),
    ("access", "駅から5分"),
    ("parking", "無"),
    ("online", "対面"),
    ("host", "福祉部自立促進担当課"),
    ("cohost", "家族会"),
    ("audience", "家族"),
    ("capacity", "20"),
    ("fee", "無料"),
    ("contact_name", "自立促進担当"),
    ("contact_phone", "03-4566-2427"),
    ("contact_extension", "123"),
    ("deadline_date", "2026-12-01"),
    ("application", "電話で"),
    ("remarks", "雨でもあります"),
];
/// Of another one it says no more than it must.
const SPARE: [(&str, &str); 9] = [
    ("town_code", "131164"),
    ("number", "8"),
    ("prefecture", "東京都"),
    ("city", "豊島区"),
    ("town", "豊島区"),
    ("name", "はじめての講座"),
    ("description", "聞くだけ"),
    ("pattern", "単発"),
    ("start_date", "2026-12-06"),
];

/// The two events under the headers of a version, as a program writes them.
fn table(version: &str, letters: Letters) -> Vec<u8> {
    let columns = &sets::set(SetName::Events).version(version).columns;
    let line = |cells: &[(&str, &str)]| -> Vec<String> {
        let cell = |key: &str| cells.iter().find(|(own, _)| *own == key).map_or("", |(_, text)| text);
        columns.iter().map(|placed| cell(&placed.key).to_owned()).collect()
    };
    writing::write(columns.iter().map(|placed| placed.name.as_str()), [line(&FULL), line(&SPARE)], letters)
}

async fn toshima(test: &TestApp) -> Browser {
    test.signed_in("toshima", "toshima-jiritsu", Role::Counsellor, "natsu").await
}

/// Sends a file and takes it in with nothing ticked; answers what the page says.
async fn take_bytes(staff: &Browser, bytes: &[u8]) -> String {
    let sent = send_table(staff, "", "events.csv", bytes).await;
    let report = sent.location().unwrap_or_else(|| panic!("a report: {}", sent.text()));
    let mut form = fields(&staff.open(&report).await, &report, &[]);
    form.retain(|(name, _)| name != "yes");
    let taken = press(staff, &format!("{report}/import"), &form).await;
    match taken.location() {
        Some(list) => staff.open(&list).await.seen("#taken").join(""),
        None => taken.seen("#again").join(""),
    }
}

async fn events_of(test: &TestApp, slug: &str) -> Vec<Record> {
    let town =
        test.shelf.current(&test.app).await.expect("the directory").municipality_by_slug(slug).expect("a town").id;
    let all = keeping::records_of(test.app.db.read(), town).await.expect("read");
    all.into_iter().filter(|record| record.kind == RecordKind::Event).collect()
}

async fn named(test: &TestApp, town: &str, name: &str) -> Record {
    let found: Vec<Record> = events_of(test, town).await.into_iter().filter(|record| record.name == name).collect();
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found.into_iter().next().expect("one event")
}

async fn event_page(test: &TestApp, record: &Record) -> String {
    let page = test.visitor().open(&format!("/events/{}", record.slug)).await;
    assert_eq!(page.status, StatusCode::OK);
    page.seen("main").join(" ")
}

#[test]
fn every_word_of_a_table_means_a_code_of_ours() {
    let set = sets::set(SetName::Events);
    for code in set.column("category").expect("the kind").codes() {
        code.parse::<EventKind>().unwrap_or_else(|_| panic!("{code}"));
    }
    for code in set.column("online").expect("the mode").codes() {
        code.parse::<EventMode>().unwrap_or_else(|_| panic!("{code}"));
    }
    let online = set.column("online").expect("the mode");
    assert_eq!((online.code_of("ＷＥＢ開催"), online.code_of("電話")), (Some("online"), None));
}

#[test]
fn the_headers_of_the_governments_data_model_are_read_too() {
    let text = "ID,イベント名,サブタイトル,説明,イベント種類,イベントURL,状態,キーワード,タグ,開催パターン,開始日,終了日,開始時刻,終了時刻,\
        日時説明,開催場所,開催場所住所,アクセス方法,Web開催,主催団体,共催団体,対象者,定員,料金有無,駐車場有無,連絡先情報\n\
        1,集い,,話す,,,,,,,2026-12-05,,10:00,,,区民ひろば,,,現地,,,,,有,無,福祉課\n";
    let (table, matched, _) = examined(text.as_bytes());
    assert_eq!((matched.set.name, matched.others()), (SetName::Events, vec!["料金有無", "連絡先情報"]));
    let row = &rows::events(&table, &matched)[0];
    assert_eq!((row.cell("place"), row.cell("online"), row.cell("parking")), ("区民ひろば", "現地", "無"));
    assert_eq!(
        (row.begins.map(|time| time.to_string()).as_deref(), row.other["連絡先情報"].as_str()),
        (Some("10:00"), "福祉課")
    );
}

/// Which events the rows of a table are: their places among `known`.
fn found(text: &str, known: &[KnownEvent]) -> Result<Vec<Option<usize>>, Refusal> {
    let (table, matched, _) = examined(text.as_bytes());
    let ids = recognised(&rows::events(&table, &matched), known)?;
    let place = |id: ListingId| known.iter().position(|event| event.id == id).expect("a known one");
    Ok(ids.into_iter().map(|id| id.map(place)).collect())
}

fn known(at: u128, number: &str, name: &str, day: &str, place: &str, begins: &str) -> KnownEvent {
    KnownEvent {
        id: uuid::Uuid::from_u128(at).into(),
        slug: format!("toshima-{at}"),
        name: name.to_owned(),
        number: number.to_owned(),
        day: Some(day.parse().expect("a day")),
        place: place.to_owned(),
        begins: begins.parse().ok(),
    }
}

#[test]
fn a_row_is_known_by_its_id_or_by_name_day_and_place() {
    let known = [
        known(0, "1", "家族の集い", "2026-11-07", "区民ひろば", "13:30"),
        known(1, "2", "家族の集い", "2026-12-05", "区民ひろば", "13:30"),
        known(2, "", "講座", "2026-12-05", "", "10:00"),
    ];
    let head = "ID,イベント名,開始日,場所名称,開始時間\n";
    let cases: [(&str, Vec<Option<usize>>); 9] = [
        // The directory's own id, whatever else has changed.
        ("toshima-0,新しい名前,2027-01-09,駅前,9:00\n", vec![Some(0)]),
        // The number of the table, with the name or the day.
        ("2,家族の集い,2026-12-12,区民ひろば,13:30\n", vec![Some(1)]),
        ("2,親の集い,2026-12-05,区民ひろば,13:30\n", vec![Some(1)]),
        // Next year's first event is not last year's.
        ("1,新年の会,2027-01-09,区民ひろば,13:30\n", vec![None]),
        // Past ones are left out, and the next one has moved up.
        ("1,家族の集い,2026-12-05,区民ひろば,13:30\n", vec![Some(1)]),
        // No id: name, day and place; where the directory knows no place, name and day.
        (",家族の 集い,2026-12-05,区民ひろば,14:00\n,講座,2026-12-05,駅前,10:00\n", vec![Some(1), Some(2)]),
        (",家族の集い,2026-12-05,駅前,13:30\n", vec![None]),
        // In the morning and in the afternoon.
        (",講座,2026-12-05,,14:00\n,講座,2026-12-05,,10:00\n", vec![None, Some(2)]),
        // At once in two rooms, each with an id.
        ("8,講座,2026-12-05,,10:00\n9,講座,2026-12-05,,10:00\n", vec![Some(2), None]),
    ];
    for (rows, expected) in cases {
        assert_eq!(found(&format!("{head}{rows}"), &known).expect("no row is another's"), expected, "{rows}");
    }
    let twice = [
        "toshima-1,家族の集い,2026-12-05,区民ひろば,13:30\n2,家族の集い,2026-12-05,区民ひろば,13:30\n",
        ",講座,2026-12-05,,10:00\n,講座,2026-12-05,,10:00\n",
        ",新しい会,2026-12-05,駅前,10:00\n3,新しい会,2026-12-05,駅前,10:00\n",
    ];
    for rows in twice {
        let refusal = found(&format!("{head}{rows}"), &known).expect_err("one event in two rows");
        assert_eq!((refusal.key, refusal.facts[0].1.as_str()), ("refused-table-event-twice", "3"), "{rows}");
    }
}

on_both_databases! {
    // S-360, S-361, S-362
    async fn a_table_of_events_is_sent_looked_at_and_taken_in_whole(test: TestApp) {
        let staff = test.counsellor().await;
        let before = events_of(&test, "adachi").await;
        let text = "イベント名,開始日,終了日,開始時間,説明,場所名称,住所\n家族の集い,令和6年4月1日(火),令和6年3月31日,午後1時30分,話す,学びピア,足立区千住5\n親の会,2026-12-05,,14:00,聞く,学びピア,足立区千住5\n";
        let report = send_table(&staff, "", "events.csv", text.as_bytes()).await.location().expect("a report");
        let page = staff.open(&report).await;
        let said = page.seen("main").join(" ");
        assert!(said.contains("「2025-04-01」に直す") && said.contains("となりの年なら合う"), "{said}");

        // One row that cannot be used, and nothing is taken in.
        let refused = press(&staff, &format!("{report}/import"), &fields(&page, &report, &[])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.seen("#again").join("").contains("使えない欄が 1 あります"), "{}", refused.text());
        assert_eq!(events_of(&test, "adachi").await, before);

        let yes = boxes(&refused, "次の年なら合う");
        assert_eq!(yes.len(), 1);
        let form = fields(&refused, &report, &[&yes[0]]);
        let taken = press(&staff, &format!("{report}/import"), &form).await;
        assert_eq!(taken.location().as_deref(), Some("/tables?taken=2%2B0"), "{}", taken.text());

        let list = test.visitor().open("/towns/adachi/events").await.seen("main").join(" ");
        assert!(list.contains("家族の集い") && list.contains("親の会"), "{list}");
        // The year that was not agreed to stands as it was read, with the words of the table beside it.
        let meeting = named(&test, "adachi", "家族の集い").await;
        assert_eq!((meeting.facts["date"].as_str(), meeting.facts["start"].as_str()), (Some("2024-04-01"), Some("13:30")));
        let shown = event_page(&test, &meeting).await;
        for words in ["令和6年4月1日(火)", "学びピア", "足立区千住5", "催し"] {
            assert!(shown.contains(words), "{words} in: {shown}");
        }
        assert!(!event_page(&test, &named(&test, "adachi", "親の会").await).await.contains("2026-12-05"));

        // Unchanged, without the columns of the table: nothing. Changed: that one, under its old id.
        let again = "イベント名,開始日,場所名称\n親の会,令和8年12月5日,学びピア\n";
        assert!(take_bytes(&staff, again.as_bytes()).await.contains("0 件を加え、0 件"));
        let parents = named(&test, "adachi", "親の会").await;
        let moved = format!("ID,イベント名,開始日,場所名称\n{},父母の会,2026-12-06,駅前\n", parents.slug);
        assert!(take_bytes(&staff, moved.as_bytes()).await.contains("0 件を加え、1 件"));
        let after = named(&test, "adachi", "父母の会").await;
        assert_eq!((after.id, &after.slug), (parents.id, &parents.slug));
        assert_eq!((after.facts["date"].as_str(), after.facts["start"].as_str()), (Some("2026-12-06"), Some("14:00")));
        assert_eq!(after.facts["cells"]["values"]["description"], "聞く", "a column that is not there changes nothing");
        // An empty cell empties.
        let emptied = format!("ID,イベント名,開始日,開始時間,説明\n{},父母の会,2026-12-06,,\n", parents.slug);
        assert!(take_bytes(&staff, emptied.as_bytes()).await.contains("0 件を加え、1 件"));
        let after = named(&test, "adachi", "父母の会").await;
        assert!(after.facts.get("start").is_none() && after.facts["cells"]["values"].get("description").is_none(), "{after:?}");
        assert!(take_bytes(&staff, emptied.as_bytes()).await.contains("0 件を加え、0 件"));
    }

    async fn a_table_in_the_form_of_the_standard_comes_back_byte_by_byte(test: TestApp) {
        let staff = toshima(&test).await;
        let sent = table("current", Letters::Utf8Marked);
        assert!(take_bytes(&staff, &sent).await.contains("2 件を加え、0 件"));
        let out = test.visitor().get("/towns/toshima/events.csv").await;
        assert_eq!(out.text(), String::from_utf8_lossy(&sent));
        assert!(out.text().contains("'=話しましょう"), "no spreadsheet calculates with it");
        assert!(take_bytes(&staff, &sent).await.contains("0 件を加え、0 件"));

        let record = named(&test, "toshima", "家族の集い").await;
        for (fact, value) in [("kind", json!("exchange")), ("mode", json!("in_person")), ("hosts", json!(["toshima-jiritsu"]))] {
            assert_eq!(record.facts[fact], value, "{fact}");
        }
        assert_eq!(named(&test, "toshima", "はじめての講座").await.facts["kind"], "other");
        let shown = event_page(&test, &record).await;
        for words in ["途中からでもかまいません", "区民ひろば", "豊島区東池袋1-1-1", "03-4566-2427 内線123", "自立促進担当", "交流会"] {
            assert!(shown.contains(words), "{words} in: {shown}");
        }

        // Columns that nobody knows are kept as well; a changed table comes back changed.
        let text = String::from_utf8(sent).expect("UTF-8");
        let lines = text.lines().zip(["バス停", "大塚", ""]).map(|(line, cell)| format!("{line},{cell}\r\n"));
        let wider: String = lines.collect::<String>().replace("区民ひろば", "区民センター").replace(",20,", ",30,");
        assert!(take_bytes(&staff, wider.as_bytes()).await.contains("0 件を加え、1 件"));
        assert_eq!(file(&test, "/towns/toshima/events.csv").await, wider);
        assert_eq!(named(&test, "toshima", "家族の集い").await.id, record.id);

        // Loading the data files again leaves what the table said.
        let tx = test.app.db.write().await.expect("a transaction");
        load(&test.app, &tx, &data::embedded().expect("our data")).await.expect("loads");
        tx.commit().await.expect("commits");
        test.shelf.refresh(&test.app).await.expect("the directory");
        assert_eq!(file(&test, "/towns/toshima/events.csv").await, wider);
    }

    async fn the_older_headers_in_cp932_come_back_too(test: TestApp) {
        let staff = toshima(&test).await;
        let sent = table("old", Letters::Cp932);
        assert!(take_bytes(&staff, &sent).await.contains("2 件を加え、0 件"));
        let out = test.visitor().get("/towns/toshima/events.csv?version=old&encoding=cp932").await;
        assert!(out.bytes == sent, "{}", file(&test, "/towns/toshima/events.csv?version=old").await);
        // The other version knows the same events.
        let current = file(&test, "/towns/toshima/events.csv").await;
        assert!(current.starts_with("\u{FEFF}全国地方公共団体コード,ID,") && current.contains("131164,7,豊島区,家族の集い"), "{current}");
        assert!(take_bytes(&staff, current.as_bytes()).await.contains("0 件を加え、0 件"));
    }

    async fn what_a_town_has_goes_out_comes_back_and_changes_nothing(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let mut rows = 0;
        for town in directory.municipalities() {
            for version in ["", "?version=old", "?encoding=cp932"] {
                let path = format!("/towns/{}/events.csv{version}", town.slug);
                let bytes = test.visitor().get(&path).await.bytes;
                let Ok(examined) = actions::examine(&directory, town, &bytes, Some(SetName::Events)) else { continue };
                rows += examined.table.rows.len();
                let table = examined.settled(|_| false).unwrap_or_else(|refusal| panic!("{path}: {refusal:?}"));
                let tx = test.app.db.write().await.expect("a transaction");
                let taken = actions::take(&test.app, &tx, &directory, town, &table, &examined.matched).await;
                let taken = taken.unwrap_or_else(|outcome| panic!("{path}: {outcome:?}"));
                // CP932 writes the wave dash as its twin.
                assert_eq!(taken.added, 0, "{path}");
                assert!(taken.changed == 0 || version == "?encoding=cp932", "{path}: {taken}");
                tx.rollback().await.expect("undone");
            }
        }
        assert!(rows > 60, "{rows}");
    }

    async fn an_event_of_the_files_that_a_table_changed_stays_changed(test: TestApp) {
        let staff = test.counsellor().await;
        let out = file(&test, "/towns/adachi/events.csv").await;
        assert!(out.contains("ひきこもりの理解と支援のためのセミナー") && !out.contains("移転"), "{out}");
        let changed = out.replace("5階研修室3", "6階研修室1");
        assert_ne!(changed, out);
        assert!(take_bytes(&staff, changed.as_bytes()).await.contains("0 件を加え、1 件"));
        let tx = test.app.db.write().await.expect("a transaction");
        let loaded = load(&test.app, &tx, &data::embedded().expect("our data")).await.expect("loads");
        tx.commit().await.expect("commits");
        assert_eq!(loaded.kept, ["ev-adachi-seminar"]);
        test.shelf.refresh(&test.app).await.expect("the directory");
        assert_eq!(file(&test, "/towns/adachi/events.csv").await, changed);
        let seminar = named(&test, "adachi", "ひきこもりの理解と支援のためのセミナー").await;
        assert_eq!(seminar.facts["venue"], json!({"org": "genki", "detail_ja": "6階研修室1"}));
        assert!(seminar.facts.get("notes").is_some(), "what no table shows stays");
    }

    async fn a_table_changes_no_event_of_another_town(test: TestApp) {
        let (adachi, toshima) = (test.counsellor().await, toshima(&test).await);
        let text = "NO,イベント名,開始日\n7,家族の集い,2026-12-05\n";
        for staff in [&adachi, &toshima] {
            assert!(take_in(staff, "", text).await.seen("#taken").join("").contains("1 件を加え、0 件"));
        }
        let before = events_of(&test, "adachi").await;
        assert!(take_in(&toshima, "", &text.replace("12-05", "12-12")).await.seen("#taken").join("").contains("0 件を加え、1 件"));
        assert_eq!(named(&test, "toshima", "家族の集い").await.facts["date"], "2026-12-12");
        let refused = take_in(&toshima, "", "NO,イベント名,開始日\n1,別の会,2026-12-05\nev-adachi-seminar,別の名前,2026-12-05\n").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = refused.seen("#again").join("");
        assert!(said.contains("「ひきこもりの理解と支援のためのセミナー」は、ほかの市区町村の案内です"), "{said}");
        assert!(events_of(&test, "toshima").await.iter().all(|record| record.name != "別の会"), "nothing of it is taken");
        assert_eq!(events_of(&test, "adachi").await, before);
    }

    async fn two_rows_of_one_event_are_refused_with_their_numbers(test: TestApp) {
        let staff = test.counsellor().await;
        let before = events_of(&test, "adachi").await;
        let text = "イベント名,開始日,説明\n集い,2026-12-05,話す\n集い,2026-12-05,歩く\n";
        let said = take_bytes(&staff, text.as_bytes()).await;
        assert!(said.contains("3行目と2行目が、同じ催し「集い」を指しています"), "{said}");
        assert_eq!(events_of(&test, "adachi").await, before);
    }

    // S-363
    async fn a_mobile_number_of_an_event_is_kept_and_shown_to_nobody(test: TestApp) {
        let staff = test.counsellor().await;
        let text = "イベント名,開始日,説明,連絡先名称,連絡先電話番号,担当者\n秘密の会,2026-12-05,０９０（１２３４）５６７８へ,山田花子,090-1234-5678,花子\n";
        assert!(take_bytes(&staff, text.as_bytes()).await.contains("1 件を加え、0 件"));
        let record = named(&test, "adachi", "秘密の会").await;
        assert_eq!((record.facts["phone"].as_str(), record.facts["contact_owner"].as_str()), (Some("090-1234-5678"), Some("private")));
        let secrets = ["1234-5678", "５６７８", "花子"];
        let shown = event_page(&test, &record).await;
        let out = file(&test, "/towns/adachi/events.csv").await;
        for secret in secrets {
            assert!(!shown.contains(secret) && !out.contains(secret), "{secret} in {shown} {out}");
        }
        assert!(out.contains("秘密の会") && out.contains("…へ"), "{out}");
        // What comes back, shown or as it was sent, takes nothing away.
        for again in [out.as_str(), text] {
            assert!(take_bytes(&staff, again.as_bytes()).await.contains("0 件を加え、0 件"));
        }
        assert_eq!(named(&test, "adachi", "秘密の会").await, record);

        // With the person's yes the page shows it, and no file. A yes about one number is none about the next.
        let mut agreed = record.clone();
        agreed.facts["consent_to_show"] = json!(true);
        let tx = test.app.db.write().await.expect("a transaction");
        keeping::put(&tx, &agreed).await.expect("written");
        tx.commit().await.expect("committed");
        test.shelf.refresh(&test.app).await.expect("the directory");
        let shown = event_page(&test, &record).await;
        assert!(shown.contains("090-1234-5678") && shown.contains("山田花子"), "{shown}");
        assert!(!file(&test, "/towns/adachi/events.csv").await.contains("1234-5678"));
        assert!(take_bytes(&staff, text.as_bytes()).await.contains("0 件を加え、0 件"));
        assert!(take_bytes(&staff, text.replace("090-1234-5678", "090-8765-4321").as_bytes()).await.contains("0 件を加え、1 件"));
        let other = named(&test, "adachi", "秘密の会").await;
        assert_eq!((other.facts["phone"].as_str(), other.facts.get("consent_to_show")), (Some("090-8765-4321"), None));
        assert!(!event_page(&test, &other).await.contains("8765-4321"));
    }

    async fn a_number_that_staff_gave_to_an_office_stays_the_offices(test: TestApp) {
        let staff = test.counsellor().await;
        let text = "イベント名,開始日,連絡先電話番号\n夜の会,2026-12-05,090-1234-5678\n";
        assert!(take_bytes(&staff, text.as_bytes()).await.contains("1 件を加え、0 件"));
        let mut record = named(&test, "adachi", "夜の会").await;
        assert_eq!(record.facts["contact_owner"], "private");
        record.facts.as_object_mut().expect("facts").remove("contact_owner");
        let tx = test.app.db.write().await.expect("a transaction");
        keeping::put(&tx, &record).await.expect("written");
        tx.commit().await.expect("committed");
        test.shelf.refresh(&test.app).await.expect("the directory");
        assert!(take_bytes(&staff, text.as_bytes()).await.contains("0 件を加え、0 件"));
        assert_eq!(named(&test, "adachi", "夜の会").await, record);
        assert!(event_page(&test, &record).await.contains("090-1234-5678"));
        // Another number is nobody's until somebody says whose.
        assert!(take_bytes(&staff, text.replace("1234-5678", "8765-4321").as_bytes()).await.contains("0 件を加え、1 件"));
        let other = named(&test, "adachi", "夜の会").await;
        assert_eq!(other.facts["contact_owner"], "private");
        assert!(!event_page(&test, &other).await.contains("8765-4321"));
    }

    async fn a_yes_about_one_number_is_none_about_the_next_whosever_that_is(test: TestApp) {
        let staff = test.counsellor().await;
        let text = "イベント名,開始日,連絡先電話番号\n朝の会,2026-12-05,090-1234-5678\n";
        take_bytes(&staff, text.as_bytes()).await;
        let mut record = named(&test, "adachi", "朝の会").await;
        record.facts["consent_to_show"] = json!(true);
        let tx = test.app.db.write().await.expect("a transaction");
        keeping::put(&tx, &record).await.expect("written");
        tx.commit().await.expect("committed");
        test.shelf.refresh(&test.app).await.expect("the directory");
        // A number at home looks like an office's.
        assert!(take_bytes(&staff, text.replace("090-1234-5678", "03-1111-2222").as_bytes()).await.contains("0 件を加え、1 件"));
        let other = named(&test, "adachi", "朝の会").await;
        assert_eq!((other.facts["phone"].as_str(), other.facts.get("consent_to_show")), (Some("03-1111-2222"), None));
        assert!(!event_page(&test, &other).await.contains("1111-2222"));
    }

    // S-363
    async fn nothing_that_leads_to_a_private_contact_goes_out_with_an_event(test: TestApp) {
        let staff = test.counsellor().await;
        let text = "イベント名,開始日,日時説明,説明,場所名称,連絡先名称,連絡先電話番号,参加申込方法,URL,イベントURL,画像,備考\n\
            山田花子と話す会,2026-12-05,花子まで電話してから,山田花子が待っています,山田花子の家,山田花子,090-1234-5678,花子のサイトから,\
            https://hana.example.jp/,https://hana.example.jp/kai,https://hana.example.jp/kao.jpg,花子より\n";
        let said = take_bytes(&staff, text.as_bytes()).await;
        assert!(said.contains("1 件を加え、0 件"), "{said}");
        let record = named(&test, "adachi", "山田花子と話す会").await;
        let out = file(&test, "/towns/adachi/events.csv").await;
        for secret in ["花子", "hana.example.jp", "1234-5678"] {
            assert!(!out.contains(secret), "{secret} in {out}");
        }
        for left in ["…と話す会", "…が待っています", "…の家"] {
            assert!(out.contains(left), "{left} in {out}");
        }
        for again in [out.as_str(), text] {
            assert!(take_bytes(&staff, again.as_bytes()).await.contains("0 件を加え、0 件"), "{again}");
        }
        assert_eq!(named(&test, "adachi", "山田花子と話す会").await, record);
    }
}
