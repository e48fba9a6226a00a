//! What comes with the data files, as the public reads it.

use crate::{
    directory::{RecordKind, keeping},
    on_both_databases,
    platform::testing::TestApp,
    policy::{self, actions::LoadedTexts, data},
};

async fn load(test: &TestApp, policies: &data::Policies) -> LoadedTexts {
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    let tx = test.app.db.write().await.expect("a transaction");
    let loaded = policy::actions::load(&test.app, &tx, &directory, policies).await.expect("it loads");
    tx.commit().await.expect("it commits");
    loaded
}

#[test]
fn a_folder_without_the_file_has_no_texts_and_a_slip_says_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(data::read_dir(folder.path()).expect("nothing is there").texts.is_empty());
    let slip = "texts:\n  - {id: x, municipality: adachi, kind: basic, title_ja: t, body_ja: b, source: {file: '0', quote: q}}\n";
    std::fs::write(folder.path().join("policies.yaml"), slip).expect("written");
    let told = data::read_dir(folder.path()).expect_err("a kind nobody knows").to_string();
    assert!(told.contains("line 2") && told.contains("basic_policy"), "{told}");
}

#[test]
fn every_seeded_text_has_a_source_and_hurts_nobody() {
    let policies = data::embedded().expect("our data reads");
    assert!(policies.texts.len() >= 25, "{}", policies.texts.len());
    for text in &policies.texts {
        assert!(!text.source.quote.is_empty(), "{}", text.id);
        let hints = policy::wording::hints(&format!("{}\n{}", text.title_ja, text.body_ja));
        assert!(hints.is_empty(), "{}: {hints:?}", text.id);
    }
}

on_both_databases! {
    async fn a_second_load_changes_nothing_and_overwrites_nobody(test: TestApp) {
        let mut policies = data::embedded().expect("our data reads");
        let first = load(&test, &policies).await;
        assert_eq!(first.added, policies.texts.len() + policies.appearances.len());
        assert_eq!(load(&test, &policies).await, LoadedTexts { added: 0, changed: 0, ..first });

        let staff = test.counsellor().await;
        let list = staff.open("/texts").await;
        assert!(list.text().contains("基本的な考え方"));
        let text = list.link("/texts/0");
        let versions = format!("{text}/versions");
        staff.fill(&format!("{text}/versions/new"), &versions, &[("body", "町の人が書きなおした文")]).await;
        for entry in &mut policies.texts {
            entry.body_ja = format!("{}\n\n資料の新しい版", entry.body_ja);
        }
        let again = load(&test, &policies).await;
        assert_eq!((again.added, again.changed), (0, policies.texts.len() - 1), "the one somebody wrote in stays");
        assert_eq!(staff.open(&versions).await.seen("section.card").len(), 2);
        let akishima = test.visitor().open("/towns/akishima/definitions").await.text();
        assert!(akishima.contains("資料の新しい版"));
    }

    // S-332, S-333, S-335, S-336, S-337
    async fn each_town_shows_what_it_adopted_and_where(test: TestApp) {
        test.load_policies().await;
        let visitor = test.visitor();
        for (town, words) in [
            ("adachi", ["令和6年9月", "令和6年度第2回足立区ひきこもり支援協議会", "誰一人取り残さない", "必ずしも就労や自立を目指すものではありません"]),
            ("setagaya", ["令和3年3月", "相談窓口の明確化", "きめ細やかな支援", "支援者育成"]),
            ("edogawa", ["令和5年11月6日", "条例", "生き方及び価値観が尊重", "配慮を求めることができる"]),
            ("annaka", ["令和元年8月26日", "宣言", "すべての人たちに寄りそう自治体", "総社市"]),
            ("urayasu", ["指針", "困りごとを一つ一つ", "ユニバーサル就労ネットワークちば", "統一"]),
            ("toshima", ["令和5年度", "その年度の方向性", "家族支援の強化", "相談につながる仕組み"]),
        ] {
            let first = visitor.open(&format!("/towns/{town}/policies")).await.link(&format!("/towns/{town}/policies/"));
            let seen = visitor.open(&first).await.seen("main").join("");
            for word in words {
                assert!(seen.contains(word), "{town}: {word} in {seen}");
            }
        }
    }

    // S-091, S-092
    async fn definitions_differ_and_none_is_a_condition(test: TestApp) {
        test.load_policies().await;
        let visitor = test.visitor();
        for (town, words) in [
            ("adachi", "期間は示されていません"),
            ("akishima", "おおむね6か月以上"),
            ("annaka", "趣味に関する外出はする"),
            ("chiba", "原則的に6ヶ月以上"),
        ] {
            let seen = visitor.open(&format!("/towns/{town}/definitions")).await.seen("main").join("");
            assert!(seen.contains(words) && seen.contains("もとになった資料"), "{town}: {seen}");
            assert!(seen.contains("お話をおことわりすることはありません"), "{town}: {seen}");
        }
        let empty = visitor.open("/towns/oshima/definitions").await.seen("main").join("");
        assert!(empty.contains("まだここにのっていません"));
    }

    // S-356
    async fn a_timeline_is_as_exact_as_the_documents_and_no_more(test: TestApp) {
        test.load_policies().await;
        let visitor = test.visitor();
        let rows = async |town: &str| visitor.open(&format!("/towns/{town}/timeline")).await.seen("#timeline tbody tr");
        let adachi = rows("adachi").await;
        let place = |words: &str| adachi.iter().position(|row| row.contains(words)).unwrap_or_else(|| panic!("{words} in {adachi:?}"));
        assert!(adachi[place("支援検討部会")].starts_with("令和6年度"));
        assert!(adachi[place("移転")].starts_with("令和7年4月1日"));
        assert!(adachi[place("基本的な考え方")].starts_with("令和6年9月"));
        let order = [place("平成30年度"), place("令和5年12月"), place("支援検討部会"), place("基本的な考え方"), place("移転")];
        assert!(order.is_sorted(), "{adachi:?}");
        visitor.get("/language/en").await;
        assert!(rows("adachi").await.iter().any(|row| row.starts_with("fiscal year 2024")));
    }

    // S-339: what a desk is by law stands on its page, and beside the day on which it began.
    async fn the_legal_base_of_a_desk_is_told(test: TestApp) {
        let visitor = test.visitor();
        let designations = ["子ども・若者総合相談センター", "ひきこもり地域支援センター"];
        let desk = visitor.open("/desks/chofu-cocoa").await.seen("main").join("");
        assert!(designations.iter().all(|words| desk.contains(words)), "{desk}");
        let resources = visitor.open("/towns/chofu/resources").await.seen("main").join("");
        assert!(resources.contains("子ども・若者育成支援推進法"), "{resources}");

        let tx = test.app.db.write().await.expect("a transaction");
        let town = test.shelf.current(&test.app).await.expect("the directory");
        let town = town.municipality_by_slug("chofu").expect("the town").id;
        let mut record = keeping::record_of(&tx, town, RecordKind::Desk, "chofu-cocoa").await.expect("reads").expect("it");
        record.facts["established"] = serde_json::json!("FY2012");
        keeping::put(&tx, &record).await.expect("written");
        tx.commit().await.expect("committed");
        test.shelf.refresh(&test.app).await.expect("read again");
        let rows = visitor.open("/towns/chofu/timeline").await.seen("#timeline tbody tr");
        let row = rows.iter().find(|row| row.contains("ここあ")).unwrap_or_else(|| panic!("the desk in {rows:?}"));
        assert!(row.starts_with("平成24年度") && row.contains("よりどころなど"), "{row}");
        assert!(designations.iter().all(|words| row.contains(words)), "{row}");
    }

    // S-345, S-338
    async fn the_measures_of_all_towns_stand_in_one_structure(test: TestApp) {
        test.load_policies().await;
        let visitor = test.visitor();
        let page = visitor.open("/measures").await;
        let towns = page.seen("main section h2");
        for town in ["新宿区", "文京区", "墨田区", "世田谷区", "中野区", "豊島区", "練馬区", "足立区", "江戸川区", "八王子市", "武蔵野市", "調布市", "町田市", "日野市", "国立市", "狛江市", "大島町"] {
            assert!(towns.contains(&town.to_owned()), "{town} in {towns:?}");
        }
        let whole = page.seen("main").join("");
        for words in ["超短時間就労事業", "令和3年11月", "セーフティネットあだち", "基本方針"] {
            assert!(whole.contains(words), "{words}");
        }
        let tagged = visitor.open(&format!("/measures?tag={}", "%E9%87%8D%E5%B1%A4%E7%9A%84%E6%94%AF%E6%8F%B4%E4%BD%93%E5%88%B6%E6%95%B4%E5%82%99%E4%BA%8B%E6%A5%AD")).await;
        assert_eq!(tagged.seen("main section h2"), ["八王子市", "狛江市"]);
    }
}
