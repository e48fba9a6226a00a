//! Writing, publishing, taking back; two people at once; whose text it is; goals and what was done for them.

use axum::http::StatusCode;
use sea_orm::ConnectionTrait;

use crate::{
    accounts::Role,
    directory::keeping,
    on_both_databases,
    platform::testing::{
        Browser, Page, TestApp,
        story::{OFFICE, OPERATOR},
    },
};

const TITLE: &str = "休むことについて";

/// Begins a text; answers its address.
async fn begin(staff: &Browser, fields: &[(&str, &str)]) -> String {
    let begun = staff.fill("/texts/new", "/texts/new", fields).await;
    begun.location().unwrap_or_else(|| panic!("a text: {}", begun.text()))
}

async fn publish(staff: &Browser, text: &str) -> Page {
    staff.fill(text, &format!("{text}/publication"), &[]).await
}

async fn write(staff: &Browser, text: &str, fields: &[(&str, &str)]) -> Page {
    staff.fill(&format!("{text}/versions/new"), &format!("{text}/versions"), fields).await
}

/// The address at which the public reads a text.
async fn public(staff: &Browser, text: &str) -> String {
    staff.open(text).await.link("/towns/")
}

impl TestApp {
    /// Midori works for another town.
    async fn midori(&self) -> Browser {
        self.signed_in("setagaya", "plat-home", Role::Counsellor, "midori").await
    }
}

on_both_databases! {
    // S-324, S-325, S-326
    async fn a_text_is_written_published_changed_and_taken_back(test: TestApp) {
        let staff = test.counsellor().await;
        let visitor = test.visitor();
        let fields = [
            ("title", TITLE),
            ("body", "ゆっくり休んで、待つこと。\nいそがないこと。"),
            ("source", "市の広報"),
            ("links", "窓口 | /desks/adachi-safetynet\n広報 | https://example.org/"),
        ];
        let text = begin(&staff, &fields).await;
        assert!(!visitor.open("/towns/adachi/policies").await.text().contains(TITLE), "a draft is nobody's to read");
        assert!(staff.open(&text).await.seen("#state").join("").contains("下書き"));
        assert_eq!(publish(&staff, &text).await.status, StatusCode::SEE_OTHER);

        let address = public(&staff, &text).await;
        let page = visitor.open(&address).await;
        let seen = page.seen("main").join("");
        for words in [TITLE, "ゆっくり休んで", "ページ番号 1", "公開 令和8年11月24日", "更新 令和8年11月24日", "市の広報", "令和9年11月24日", "広報"] {
            assert!(seen.contains(words), "{words} in {seen}");
        }
        assert!(visitor.open("/towns/adachi/policies").await.text().contains(TITLE));
        assert_eq!(visitor.get("/towns/setagaya/policies/1").await.status, StatusCode::NOT_FOUND);

        // The session has ended over night.
        test.set_clock("2026-12-01T10:00");
        let staff = test.signed_in("adachi", OPERATOR, Role::Counsellor, "kaoru").await;
        let saved = write(&staff, &text, &[("body", "ゆっくり休んで、待つこと。\nそばにいること。"), ("why", "ことばを足しました")]).await;
        assert_eq!(saved.location().as_deref(), Some(text.as_str()), "{}", saved.text());
        assert!(!visitor.open(&address).await.text().contains("そばにいる"), "saved is not published");
        assert!(staff.open(&text).await.seen("#state").join("").contains("まだ公開していない新しい版"));
        publish(&staff, &text).await;
        let seen = visitor.open(&address).await.seen("main").join("");
        assert!(seen.contains("そばにいる") && seen.contains("公開 令和8年11月24日") && seen.contains("更新 令和8年12月1日"), "{seen}");

        let history = staff.open(&format!("{text}/versions")).await;
        assert_eq!(history.seen("#version-2 ins"), ["そばにいること。"]);
        assert_eq!(history.seen("#version-2 del"), ["いそがないこと。"]);
        assert!(history.seen("#version-2").join("").contains("ことばを足しました"));
        let back = staff.fill_page(&history, &format!("{text}/publication"), &[]).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        let seen = visitor.open(&address).await.seen("main").join("");
        assert!(seen.contains("いそがない") && !seen.contains("そばにいる"), "{seen}");
    }

    async fn what_was_typed_comes_back_and_a_second_press_begins_nothing(test: TestApp) {
        let staff = test.counsellor().await;
        let form = staff.open("/texts/new").await;
        let wrong = [("title", ""), ("body", "のこるはずの文章"), ("adopted_on", "いつか"), ("kind", "ordinance")];
        let refused = staff.fill_page(&form, "/texts/new", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.seen("#body"), ["のこるはずの文章"]);
        assert_eq!(refused.attribute("#adopted_on", "value"), "いつか");
        assert!(refused.seen("#title-error").join("").contains("題名") && !refused.seen("#adopted_on-error").is_empty());
        assert_eq!(refused.attribute("input[name=kind][checked]", "value"), "ordinance");
        let right = [("title", TITLE), ("adopted_on", "令和6年9月")];
        let once = staff.fill_page(&refused, "/texts/new", &right).await.location();
        let twice = staff.fill_page(&refused, "/texts/new", &right).await.location();
        assert!(once.is_some());
        assert_eq!(once, twice);
        assert_eq!(staff.open("/texts").await.seen("#texts tbody tr").len(), 1);
        let text = once.expect("a text");
        let day = staff.fill(&text, &format!("{text}/publication"), &[("review_by", "いつか")]).await;
        assert_eq!(day.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(day.attribute("#review_by", "value"), "いつか");
    }

    async fn two_people_who_write_a_text_at_once_both_keep_their_words(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        let text = begin(&satoru, &[("title", TITLE), ("body", "はじめの文")]).await;
        let (form, versions) = (format!("{text}/versions/new"), format!("{text}/versions"));
        let (first, second) = (satoru.open(&form).await, rika.open(&form).await);
        assert_eq!(satoru.fill_page(&first, &versions, &[("body", "さとるの文")]).await.status, StatusCode::SEE_OTHER);
        let late = rika.fill_page(&second, &versions, &[("body", "りかの文")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("さとるの文"));
        assert_eq!(late.seen("#body"), ["りかの文"]);
        let again = rika.fill_page(&late, &versions, &[("body", "ふたりの文")]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
        assert_eq!(rika.open(&versions).await.seen("section.card").len(), 3);

        let (mine, theirs) = (satoru.open(&text).await, rika.open(&text).await);
        let publication = format!("{text}/publication");
        assert_eq!(satoru.fill_page(&mine, &publication, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(rika.fill_page(&theirs, &publication, &[]).await.status, StatusCode::CONFLICT);
    }

    async fn where_a_town_wants_it_somebody_else_publishes(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        rika.fill("/directory/rules", "/directory/rules", &[("two_persons", "yes")]).await;
        let text = begin(&satoru, &[("title", TITLE), ("body", "文")]).await;
        assert!(satoru.open(&text).await.text().contains("書いた人とは別の人"));
        let alone = publish(&satoru, &text).await;
        assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(alone.seen("[role=alert]").join("").contains("同僚"));
        assert!(!test.visitor().open("/towns/adachi/policies").await.text().contains(TITLE));
        assert_eq!(publish(&rika, &text).await.status, StatusCode::SEE_OTHER);
        assert!(test.visitor().open("/towns/adachi/policies").await.text().contains(TITLE));
    }

    // S-336
    async fn a_town_writes_its_own_and_an_operator_writes_for_all_its_towns(test: TestApp) {
        let satoru = test.counsellor().await;
        let midori = test.midori().await;
        let text = begin(&satoru, &[("title", TITLE), ("body", "文")]).await;
        for path in [text.clone(), format!("{text}/versions"), format!("{text}/versions/new"), format!("{text}/measures")] {
            assert_eq!(midori.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(!midori.open("/texts").await.text().contains(TITLE));
        let form = midori.open("/texts/new").await.form("/texts/new");
        let key = form.iter().find(|(name, _)| name == "form").map(|(_, value)| value.clone()).expect("a key");
        let fields = [("form", key.as_str()), ("seen", "1"), ("version", "1"), ("seq", "1"), ("title", "x"), ("body", "x"), ("review_by", "2027-01-01")];
        for deed in ["versions", "publication", "retirement", "measures"] {
            assert_eq!(midori.post(&format!("{text}/{deed}"), &fields).await.status, StatusCode::NOT_FOUND, "{deed}");
        }

        let chiba = test.signed_in("chiba", "uwn-chiba", Role::Counsellor, "hana").await;
        let urayasu = test.signed_in("urayasu", "uwn-chiba", Role::Counsellor, "umi").await;
        let own = begin(&chiba, &[("title", "千葉だけの文"), ("body", "文")]).await;
        assert_eq!(urayasu.get(&own).await.status, StatusCode::NOT_FOUND);
        let shared = begin(&chiba, &[("title", "法人の心がけ"), ("body", "文"), ("kind", "guideline"), ("shared", "yes")]).await;
        assert_eq!(write(&urayasu, &shared, &[("body", "ふたつの市の文")]).await.status, StatusCode::SEE_OTHER);
        publish(&urayasu, &shared).await;
        publish(&chiba, &own).await;
        let visitor = test.visitor();
        for (town, is_own) in [("chiba", true), ("urayasu", false)] {
            let list = visitor.open(&format!("/towns/{town}/policies")).await.text();
            assert!(list.contains("法人の心がけ"), "{town}");
            assert_eq!(list.contains("千葉だけの文"), is_own, "{town}");
        }
        assert!(!visitor.open("/towns/adachi/policies").await.text().contains("法人の心がけ"));
    }

    async fn a_partner_neither_reads_drafts_nor_publishes(test: TestApp) {
        let partner = test.partner().await;
        for path in ["/texts", "/texts/new", "/appearance"] {
            assert_eq!(partner.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        assert!(!partner.open("/day").await.text().contains("href=\"/texts\""));
        let rika = test.signed_in("adachi", OFFICE, Role::Administrator, "rika2").await;
        assert_eq!(rika.get("/texts").await.status, StatusCode::OK);
    }

    // S-332, S-333
    async fn measures_serve_a_goal_year_by_year(test: TestApp) {
        let staff = test.counsellor().await;
        let fields = [("title", "基本の考え方"), ("body", "1. つながり\n2. 家族への支え"), ("kind", "basic_policy"), ("adopted_by", "第2回協議会")];
        let text = begin(&staff, &fields).await;
        let measures = format!("{text}/measures");
        assert_eq!(staff.get(&measures).await.status, StatusCode::NOT_FOUND, "goals begin when they are in force");
        publish(&staff, &text).await;
        let page = staff.open(&measures).await;
        let desk = page.attribute("#subject option[value^='desk:']", "value");
        let fields = [("point", "2"), ("subject", desk.as_str()), ("done", "家族会を3回開いた")];
        assert_eq!(staff.fill_page(&page, &measures, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(staff.fill_page(&page, &measures, &fields).await.status, StatusCode::SEE_OTHER, "a second press");
        let twice = staff.fill(&measures, &measures, &fields).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "the same measure is said once");
        let nothing = staff.fill(&measures, &measures, &[("words", " "), ("done", "のこる")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(nothing.seen("#done"), ["のこる"]);
        staff.fill(&format!("{measures}?year=2024"), &measures, &[("point", "1"), ("words", "町内の回覧板")]).await;

        let address = format!("{}/measures", public(&staff, &text).await);
        let visitor = test.visitor();
        let cells = async |year: &str| visitor.open(&format!("{address}{year}")).await.seen("#goals tbody td");
        let now = cells("").await;
        assert_eq!(now.len(), 4);
        assert!(now[0].contains("つながり") && now[1].contains("まだ書かれていません"), "{now:?}");
        assert!(now[3].contains("セーフティネットあだち") && now[3].contains("家族会を3回開いた"), "{now:?}");
        let then = cells("?year=2024").await;
        assert!(then[1].contains("町内の回覧板") && !then[3].contains("家族会"), "{then:?}");

        // A later version asks for something else under the same number: the report says what was meant then.
        write(&staff, &text, &[("body", "1. つながり\n2. 学びの場")]).await;
        publish(&staff, &text).await;
        let now = cells("").await;
        assert!(now[2].contains("学びの場") && now[3].contains("家族への支え"), "{now:?}");
        let page = staff.open(&measures).await;
        let removal = page.attribute("#goals form", "action");
        // Through the address of another text nothing of this one is taken out.
        let other = begin(&staff, &[("title", TITLE), ("body", "文")]).await;
        let elsewhere = removal.replace(&text, &other);
        let fields = page.form(&removal);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(staff.post(&elsewhere, &fields).await.status, StatusCode::NOT_FOUND);
        assert!(cells("").await[3].contains("セーフティネットあだち"));
        assert_eq!(staff.fill_page(&page, &removal, &[]).await.status, StatusCode::SEE_OTHER);
        assert!(cells("").await[3].contains("まだ書かれていません"));
        // Staff read the points when their day begins.
        assert!(staff.open("/day").await.seen("#basics").join("").contains("学びの場"));
    }

    // S-337: what a fiscal year is about, the events that belong to it, and what was done.
    async fn events_serve_the_direction_of_their_year(test: TestApp) {
        test.load_policies().await;
        let staff = test.signed_in("toshima", "toshima-jiritsu", Role::Counsellor, "natsu").await;
        let visitor = test.visitor();
        let list = visitor.open("/towns/toshima/policies").await;
        let address = list.link("/towns/toshima/policies/");
        let number = address.rsplit('/').next().expect("a page number");
        let html = staff.open("/texts").await.html();
        let rows = scraper::Selector::parse("#texts tbody tr").expect("a selector");
        let link = scraper::Selector::parse("a[href^='/texts/']").expect("a selector");
        let of_direction = html.select(&rows).find(|row| row.text().collect::<String>().contains("令和5年度の方向性"));
        let text = of_direction.and_then(|row| row.select(&link).next()).and_then(|link| link.value().attr("href"));
        let measures = format!("{}/measures", text.expect("the direction"));
        // The year of the direction is the one that opens, with its own events only.
        let page = staff.open(&measures).await;
        let choices = page.seen("#subject option").join("|");
        assert!(choices.contains("令和5年11月 ひきこもり合同相談会・講演会"), "{choices}");
        assert!(!choices.contains("SDGs未来都市") && !choices.contains("ひきこもり支援協議会 立ち上げ"), "{choices}");
        let html = page.html();
        let options = scraper::Selector::parse("#subject option[value^='event:']").expect("a selector");
        let option = html.select(&options).find(|option| option.text().collect::<String>().contains("特集号"));
        let event = option.and_then(|option| option.value().attr("value")).expect("an event of the year");
        let fields = [("point", "2"), ("subject", event), ("done", "区内の全戸に配った")];
        assert_eq!(staff.fill_page(&page, &measures, &fields).await.status, StatusCode::SEE_OTHER);
        let report = visitor.open(&format!("/towns/toshima/policies/{number}/measures?year=2023")).await;
        let cells = report.seen("#goals tbody td");
        assert!(cells[1].contains("まだ書かれていません"), "{cells:?}");
        assert!(cells[3].contains("広報としま生きづらさサポート特集号") && cells[3].contains("区内の全戸に配った"), "{cells:?}");
        let there = report.attribute("#goals a[href^='/events/']", "href");
        assert!(visitor.open(&there).await.text().contains("広報としま生きづらさサポート特集号"));
        // An event of another town is not this town's to name, and a year nobody could mean is none.
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let setagaya = directory.municipality_by_slug("setagaya").expect("a town").id;
        let theirs = directory.events().iter().find(|event| event.municipality == Some(setagaya)).expect("an event");
        let theirs = format!("event:{}", theirs.id);
        assert_eq!(staff.fill(&measures, &measures, &[("subject", &theirs)]).await.status, StatusCode::NOT_FOUND);
        for odd in ["0", "-5", "2147483647"] {
            let page = visitor.open(&format!("/towns/toshima/policies/{number}/measures?year={odd}")).await;
            assert_eq!(page.seen("#goals tbody td"), cells, "{odd}");
        }
    }

    // Towns that wanted two people for their texts before the rule stood in one place keep being asked for two.
    async fn what_towns_had_chosen_for_their_texts_is_carried_into_the_one_rule(test: TestApp) {
        let (rika, midori) = (test.administrator().await, test.midori().await);
        for staff in [&rika, &midori] {
            staff.fill("/appearance", "/appearance", &[("figure", "たぬき")]).await;
        }
        // One town has rules already, the other never said anything.
        rika.fill("/directory/rules", "/directory/rules", &[("two_persons", "no"), ("months", "6")]).await;
        let tx = test.app.db.write().await.expect("a transaction");
        for step in [
            "ALTER TABLE appearances ADD COLUMN second_person boolean NOT NULL DEFAULT FALSE",
            "UPDATE appearances SET second_person = TRUE",
            "DELETE FROM seaql_migrations WHERE version = 's0013_one_rule'",
        ] {
            tx.execute_unprepared(step).await.expect(step);
        }
        tx.commit().await.expect("committed");
        test.app.db.migrate().await.expect("the step is taken again");
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        for (town, months) in [("adachi", 6), ("setagaya", 12)] {
            let id = directory.municipality_by_slug(town).expect("a town").id;
            let rules = keeping::rules_of(test.app.db.read(), id).await.expect("rules");
            assert_eq!((rules.two_persons, rules.stale_after_months), (true, months), "{town}");
        }
        let id = directory.municipality_by_slug("sumida").expect("a town").id;
        assert!(!keeping::rules_of(test.app.db.read(), id).await.expect("rules").two_persons);
        assert_eq!(rika.open("/appearance").await.attribute("#figure", "value"), "たぬき");
    }

    // S-329
    async fn words_that_may_hurt_are_a_hint_and_hold_nothing_back(test: TestApp) {
        let staff = test.counsellor().await;
        let text = begin(&staff, &[("title", TITLE), ("body", "ひきこもり者の社会復帰")]).await;
        let hints = staff.open(&text).await.seen("#hints").join("");
        assert!(hints.contains("ひきこもりの状態にある方") && hints.contains("社会とのつながり"), "{hints}");
        assert_eq!(publish(&staff, &text).await.status, StatusCode::SEE_OTHER);
        write(&staff, &text, &[("body", "ひきこもりの状態にある方へ")]).await;
        assert_eq!(staff.open(&text).await.seen("#hints"), Vec::<String>::new());
    }

    // S-325
    async fn a_page_whose_review_has_passed_stands_on_a_list(test: TestApp) {
        let staff = test.counsellor().await;
        let text = begin(&staff, &[("title", TITLE), ("body", "文")]).await;
        let publication = format!("{text}/publication");
        assert_eq!(staff.fill(&text, &publication, &[("review_by", "令和8年12月1日")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(staff.open("/texts").await.seen("#due"), Vec::<String>::new());
        test.set_clock("2026-12-02T09:00");
        let staff = test.signed_in("adachi", OFFICE, Role::Administrator, "rika3").await;
        assert!(staff.open("/texts").await.seen("#due").join("").contains(TITLE));
        assert_eq!(test.visitor().open("/towns/adachi/policies").await.status, StatusCode::OK);
        publish(&staff, &text).await;
        assert_eq!(staff.open("/texts").await.seen("#due"), Vec::<String>::new());
    }

    async fn a_text_out_of_force_stays_readable_and_says_so(test: TestApp) {
        let staff = test.counsellor().await;
        let text = begin(&staff, &[("title", TITLE), ("body", "文"), ("tags", "地域福祉計画")]).await;
        publish(&staff, &text).await;
        let address = public(&staff, &text).await;
        let retired = staff.fill(&text, &format!("{text}/retirement"), &[("why", "新しい方針にまとめた")]).await;
        assert_eq!(retired.status, StatusCode::SEE_OTHER);
        let visitor = test.visitor();
        assert!(visitor.open(&address).await.text().contains("いまは使われていません"));
        assert!(!visitor.open("/towns/adachi/policies").await.text().contains(TITLE));
        // S-338
        assert!(staff.open("/texts?tag=%E5%9C%B0%E5%9F%9F%E7%A6%8F%E7%A5%89%E8%A8%88%E7%94%BB").await.text().contains(TITLE));
        assert!(!visitor.open("/measures").await.text().contains("地域福祉計画"));
    }
}
