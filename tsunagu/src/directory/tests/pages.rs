//! The finder and the desk's page, as a resident's browser gets them.

use axum::http::StatusCode;

use crate::{directory::cache::PageCache, on_both_databases, platform::web::Visit};

/// What a browser leaves as it is in an address; all other letters it writes as numbers.
const PLAIN: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS.add(b' ');

fn ask(address: &str) -> String {
    percent_encoding::utf8_percent_encode(address, PLAIN).to_string()
}

/// The runs of figures and hyphens in words, those of two figures left out: they count hours.
fn numbers_in(words: &str) -> Vec<&str> {
    let runs = words.split(|letter: char| !letter.is_ascii_digit() && letter != '-');
    runs.map(|run| run.trim_matches('-')).filter(|run| run.len() > 2).collect()
}

#[test]
fn the_numbers_for_a_moment_of_danger_are_those_of_the_dated_lists() {
    let file = include_str!("../../../data/helplines.yaml");
    let listed: Vec<&str> = file.lines().filter_map(|line| line.trim().strip_prefix("number: ")).collect();
    assert!(listed.len() > 2, "{listed:?}");
    for lang in crate::platform::Lang::ALL {
        for key in ["find-danger", "find-urgent", "find-violence"] {
            let words = lang.t(key);
            let numbers = numbers_in(&words);
            assert_eq!(numbers.is_empty(), key == "find-danger", "{words}");
            for number in numbers {
                assert!(["110", "119", "189"].contains(&number) || listed.contains(&number), "{number} in {words}");
            }
        }
    }
}

on_both_databases! {
    // S-008: one page per town on which to begin.
    async fn every_town_has_a_page_that_leads_to_somebody(test: TestApp) {
        let visitor = test.visitor();
        let first = visitor.open("/").await;
        let towns: Vec<String> = {
            let html = first.html();
            let links = scraper::Selector::parse("a[href^='/towns/']").expect("a selector");
            html.select(&links).filter_map(|link| link.value().attr("href")).map(str::to_owned).collect()
        };
        assert!(towns.len() > 20, "{towns:?}");
        for town in towns {
            let page = visitor.open(&town).await;
            assert_eq!(page.status, StatusCode::OK, "{town}");
            assert!(!page.seen("main li.card").is_empty(), "{town} leads nowhere");
            assert!(page.link("/desks/").starts_with("/desks/"), "{town}");
        }
    }

    // S-033, P-22: an everyday scene, the person, the age, the way: "I do not know yet" is the first answer of each, and
    // each may stay open.
    async fn a_few_questions_each_beginning_with_i_do_not_know(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open("/towns/adachi").await;
        let html = page.html();
        let asked = scraper::Selector::parse("form[action='/find'] fieldset, form[action='/find'] > .field").expect("x");
        assert!(html.select(&asked).count() <= 4);
        assert_eq!(page.seen("select#scene option")[0], "まだわからない");
        for name in ["about", "talk"] {
            let labels = page.seen(&format!("fieldset label:has(input[name='{name}'])"));
            assert!(labels.first().is_some_and(|first| first.contains("わからない")), "{name}: {labels:?}");
        }
        for query in ["", "?town=adachi", "?town=adachi&about=&age=&talk=", "?about=family&age=45"] {
            let found = visitor.open(&format!("/find{query}")).await;
            assert_eq!(found.status, StatusCode::OK, "{query}");
            assert!(!found.seen("main li.card").is_empty(), "{query}");
        }
    }

    async fn a_wrong_age_is_told_beside_its_field_and_still_finds_desks(test: TestApp) {
        for typed in ["abc", "-3", "999", "%F0%9F%90%B3", "%00"] {
            let page = test.visitor().open(&format!("/find?town=adachi&age={typed}")).await;
            assert_eq!(page.status, StatusCode::OK, "{typed}");
            assert!(!page.seen("main li.card").is_empty(), "{typed}");
        }
        let page = test.visitor().open("/find?town=adachi&age=abc&about=family").await;
        assert!(!page.seen("#age-error").is_empty());
        assert_eq!(page.attribute("#age", "value"), "abc", "what was typed stays");
        assert_eq!(page.attribute("input[value='family'][checked]", "name"), "about");
        let broken = test.visitor().get("/find?age=%FF%FE").await;
        assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    }

    // S-001, S-015, S-026: open until when, or the next opening, on the page itself; writing is never closed.
    async fn a_desk_says_whether_somebody_is_there_and_when_next(test: TestApp) {
        let visitor = test.visitor();
        let at_desk = async |clock: &str| {
            test.set_clock(clock);
            visitor.open("/desks/adachi-safetynet").await
        };
        let open = at_desk("2026-11-24T10:30").await.seen(".state").join("|");
        assert!(open.contains("午後6時"), "{open}");
        let night = at_desk("2026-11-22T02:10").await;
        let closed = night.seen(".state").join("|");
        assert!(closed.contains("11月24日") && closed.contains("午前10時"), "{closed}");
        assert!(night.link("/desks/adachi-safetynet/write").ends_with("/write"), "writing is open at any hour");
        let third_monday = at_desk("2025-10-20T11:00").await.seen(".state").join("|");
        assert!(third_monday.contains("10月21日"), "{third_monday}");
    }

    // S-055, S-360
    async fn words_find_desks_organisations_and_gatherings_and_stay_in_the_box(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open("/find?q=%E3%81%8F%E3%82%89%E3%81%97%E3%83%BB%E3%81%97%E3%81%94%E3%81%A8").await;
        assert!(page.seen("main li.card h3")[0].contains("くらし"), "{:?}", page.seen("main li.card h3"));
        assert_eq!(page.attribute("#words", "value"), "くらし・しごと");
        assert!(!page.seen("main h2").join("|").is_empty());
        // A word that nothing bears: told calmly, and somebody to talk to all the same.
        let none = visitor.open("/find?q=%E3%81%AC%E3%81%AC%E3%81%AC%E3%81%AC").await;
        assert!(none.seen(".notice").join("").contains("まだここにのっていません"), "{:?}", none.seen(".notice"));
        assert!(!none.seen("main li.card").is_empty());
        // What was chosen before goes along with the words, and the words with the next choice.
        let both = visitor.open("/find?town=adachi&scene=money&about=family&age=45&q=%E5%B1%85%E5%A0%B4%E6%89%80").await;
        assert_eq!(both.attribute("form[role=search] input[name=town]", "value"), "adachi");
        assert_eq!(both.attribute("form[role=search] input[name=scene]", "value"), "money");
        assert_eq!(both.attribute("form:not([role=search]) input[name=q]", "value"), "居場所");
        for hostile in ["%22%3E%3Cscript%3E", "%27%3B--", "%00", "%F0%9F%90%B3", &"a".repeat(5_000)] {
            let page = visitor.open(&format!("/find?q={hostile}&place={hostile}")).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.seen("main li.card").is_empty());
            assert!(!page.text().contains("<script>"));
        }
    }

    // S-037
    async fn a_town_is_found_by_name_reading_or_postcode_and_an_unknown_place_still_leads_to_desks(test: TestApp) {
        let visitor = test.visitor();
        for typed in ["%E8%B6%B3%E7%AB%8B%E5%8C%BA", "%E3%81%82%E3%81%A0%E3%81%A1", "120-0034"] {
            let page = visitor.open(&format!("/find?place={typed}")).await;
            assert_eq!(page.attribute("main form input[name=town]", "value"), "adachi", "{typed}");
        }
        let elsewhere = visitor.open("/find?place=%E8%91%9B%E9%A3%BE%E5%8C%BA").await;
        assert!(elsewhere.seen(".notice").join("").contains("葛飾区"));
        assert!(elsewhere.seen("li.card").join("").contains("近くの町です"));
        let unknown = visitor.open("/find?place=xyz").await;
        assert!(!unknown.seen("#place-error").is_empty());
        assert_eq!(unknown.attribute("#place", "value"), "xyz", "what was typed stays");
        assert!(!unknown.seen("main li.card").is_empty());
        let which = visitor.open("/find?place=%E5%BA%9C%E4%B8%AD").await;
        let link = which.link("/find?place=");
        assert!(visitor.open(&link).await.seen(".notice").join("").contains("府中"));
    }

    // S-089, S-090: every scene is welcomed in the same words, and the page is the same for everybody.
    async fn every_scene_is_welcomed_alike(test: TestApp) {
        let visitor = test.visitor();
        let codes: Vec<String> = {
            let page = visitor.open("/").await;
            let html = page.html();
            let options = scraper::Selector::parse("select#scene option").expect("a selector");
            html.select(&options).filter_map(|option| option.value().attr("value")).map(str::to_owned).collect()
        };
        assert!(codes.len() >= 12, "{codes:?}");
        for code in codes.iter().filter(|code| *code != "unsure") {
            let page = visitor.open(&format!("/find?town=akishima&scene={code}")).await;
            assert!(page.seen(".notice").join("").contains("話してみて大丈夫です"), "{code}");
            assert!(!page.seen("main li.card").is_empty(), "{code}");
        }
        let unsure = visitor.open("/find?town=akishima&scene=unsure").await;
        assert!(!unsure.seen(".notice").join("").contains("そのことを、話してみて"));
    }

    // S-344
    async fn groups_of_every_town_can_be_looked_through(test: TestApp) {
        let visitor = test.visitor();
        let all = visitor.open("/groups").await;
        assert!(all.seen("li.card h3").len() >= 5);
        assert!(all.text().contains("どこに住んでいても参加できます"));
        assert!(!all.text().contains("たきあいあい"), "that one is joined by introduction");
        let families = visitor.open("/groups?kind=family_group").await;
        assert!(families.seen("li.card .support").iter().any(|kind| kind.contains("家族会")));
        let chiyoda = visitor.open("/groups?place=%E5%8D%83%E4%BB%A3%E7%94%B0").await;
        assert!(chiyoda.text().contains("近隣区と相互利用できる"), "S-341");
        let nothing = visitor.open("/groups?kind=farm&online=yes").await;
        assert!(nothing.seen(".notice").join("").contains("のっているものがありません"));
        let unknown = visitor.open("/groups?place=xyz&kind=salon").await;
        assert!(!unknown.seen("#place-error").is_empty());
        assert_eq!(unknown.attribute("select#kind option[selected]", "value"), "salon");
    }

    // An agreement that is no longer in the file is no longer told; a folder without the file changes nothing.
    async fn agreements_come_and_go_with_their_file(test: TestApp) {
        let mut bundle = crate::directory::data::embedded().expect("embedded");
        let chiyoda = async || test.visitor().open("/towns/chiyoda").await.text().contains("お住まいの町との約束");
        assert!(chiyoda().await);
        for (agreements, told) in [(None, true), (Some(Vec::new()), false), (Some(Vec::new()), false)] {
            bundle.agreements = agreements;
            let tx = test.app.db.write().await.expect("a transaction");
            crate::directory::actions::load(&test.app, &tx, &bundle).await.expect("loaded");
            tx.commit().await.expect("committed");
            test.shelf.refresh(&test.app).await.expect("read again");
            assert_eq!(chiyoda().await, told);
        }
    }

    async fn what_was_typed_in_the_finder_stays_in_nobodys_memory(test: TestApp) {
        let visitor = test.visitor();
        let before = test.shelf.bytes_of_pages();
        for typed in ["/find?q=%E5%B1%85%E5%A0%B4%E6%89%80", "/find?place=%E3%81%82%E3%81%A0%E3%81%A1", "/groups?place=120"] {
            visitor.open(typed).await;
            assert_eq!(test.shelf.bytes_of_pages(), before, "{typed}");
        }
        visitor.open("/find?about=me&q=&place=").await;
        assert!(test.shelf.bytes_of_pages() > before, "a page of choices alone is kept for the minute");
    }

    async fn every_page_stays_light_with_all_towns_of_japan(test: TestApp) {
        let mut bundle = crate::directory::data::embedded().expect("embedded");
        let known: Vec<String> = bundle.organizations.iter().map(|entry| entry.name_ja.clone()).collect();
        let mut text = "organizations:\n".to_owned();
        for (_, place) in crate::directory::Gazetteer::of_japan().all().filter(|(_, it)| !known.iter().any(|name| name == it.name)) {
            text += &format!(
                "  - {{id: m{}, kind: municipality, name_ja: {}, prefecture: {}, source: {{file: made, quote: made}}}}\n",
                place.code, place.name, place.prefecture
            );
        }
        bundle.organizations.extend(crate::directory::data::organizations("made", &text).expect("read"));
        let tx = test.app.db.write().await.expect("a transaction");
        crate::directory::actions::load(&test.app, &tx, &bundle).await.expect("loaded");
        tx.commit().await.expect("committed");
        test.shelf.refresh(&test.app).await.expect("read again");
        let visitor = test.visitor();
        for path in [
            "/",
            "/?prefecture=%E5%8C%97%E6%B5%B7%E9%81%93",
            "/find",
            "/find?place=%E6%9C%AD%E5%B9%8C",
            "/find?q=%E5%BA%9C%E4%B8%AD",
            "/towns/m01100",
            "/groups",
        ] {
            let page = visitor.open(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.bytes.len() <= 50_000, "{path}: {} bytes", page.bytes.len());
            assert!(page.seen("select option").len() <= 80, "{path} lists all towns in a box");
        }
        assert!(visitor.open("/").await.seen("select#prefecture option").len() == 47);
        let hokkaido = visitor.open("/?prefecture=%E5%8C%97%E6%B5%B7%E9%81%93").await;
        assert_eq!(hokkaido.seen("main a[href^='/towns/']").len(), 179, "its towns and no others");
        assert!(!visitor.open("/towns/m01100").await.seen("li.card").is_empty(), "a town without desks leads to somebody");
    }

    async fn finder_pages_are_light(test: TestApp) {
        let visitor = test.visitor();
        for lang in crate::platform::Lang::ALL {
            visitor.get(&format!("/language/{}", lang.code())).await;
            for path in ["/", "/find", "/groups", "/towns/adachi", "/find?q=%E7%9B%B8%E8%AB%87", "/find?about=family&age=45"] {
                let page = visitor.open(path).await;
                assert!(page.bytes.len() <= 50_000, "{path} in {}: {} bytes", lang.code(), page.bytes.len());
            }
        }
    }

    async fn a_notice_address_is_kept_changed_and_taken_away(test: TestApp) {
        let (app, slug) = (&test.app, "adachi-contractor");
        let address = async || {
            let directory = test.shelf.refresh(app).await.expect("read again");
            directory.organization_by_slug(slug).expect("the operator").notice_email.clone()
        };
        crate::directory::actions::set_notice(app, slug, "desk@example.jp").await.expect("set");
        assert_eq!(address().await.as_deref(), Some("desk@example.jp"));
        let odd = crate::directory::actions::set_notice(app, slug, "desk").await;
        assert!(odd.is_err());
        assert_eq!(address().await.as_deref(), Some("desk@example.jp"), "a wrong one changes nothing");
        crate::directory::actions::set_notice(app, slug, "").await.expect("taken away");
        assert_eq!(address().await, None);
    }

    async fn pages_kept_in_memory_have_a_bound(test: TestApp) {
        let cache = PageCache::new();
        let page = "x".repeat(100_000);
        for number in 0..1_000 {
            let headers = axum::http::HeaderMap::new();
            let v = Visit::of(&test.app, &headers, &format!("/find?n={number}"));
            cache.answer(&v, 1, || Ok(page.clone())).expect("a page");
        }
        let kept = cache.bytes();
        assert!(kept > 0 && kept <= 32 * 1024 * 1024, "{kept}");
    }

    // S-144: who types such words hears first where somebody answers at any hour, found or not.
    async fn words_of_danger_are_met_with_numbers_that_are_answered(test: TestApp) {
        let mut config = (*test.app.config).clone();
        config.papers.emergency = Some("夜間の相談 0120-000-000".into());
        let parts = crate::platform::Parts { config: std::sync::Arc::new(config), ..(*test.app).clone() };
        let app = crate::platform::App::new(parts);
        let headers = axum::http::HeaderMap::new();
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let query = crate::platform::web::Submitted::parse("q=死にたい".as_bytes()).expect("a query");
        let asked = crate::directory::Asked::read(&directory, &query);
        let drawn = crate::directory::pages::draw_find(Visit::of(&app, &headers, "/find"), &directory, &asked);
        assert!(drawn.expect("a page").contains("0120-000-000"), "the region's own number, too");

        let visitor = test.visitor();
        for lang in crate::platform::Lang::ALL {
            visitor.get(&format!("/language/{}", lang.code())).await;
            for query in ["q=死にたい", "q=消えたい　居場所", "place=しにたい", "town=adachi&q=I want to die"] {
                let page = visitor.open(&ask(&format!("/find?{query}"))).await;
                let urgent = page.seen("#urgent").join("");
                assert!(urgent.contains("0120-279-338") && urgent.contains("119"), "{query}: {urgent}");
                assert!(!page.text().contains(&lang.t("find-words-none")), "{query}");
                assert!(!page.seen("main li.card").is_empty(), "{query}");
            }
            let tired = visitor.open(&ask("/find?q=死にたい")).await.seen("#urgent").join("");
            assert!(!tired.contains("0120-279-889"), "{tired}");
            for query in ["q=DVから逃げたい", "q=父に殴られる", "place=虐待", "q=domestic violence"] {
                let urgent = visitor.open(&ask(&format!("/find?{query}"))).await.seen("#urgent").join("");
                for number in ["0120-279-889", "189", "0120-279-338", "110"] {
                    assert!(urgent.contains(number), "{query}, {number}: {urgent}");
                }
            }
            let calm = visitor.open(&ask("/find?q=家族会")).await;
            assert!(calm.seen("#urgent").is_empty());
        }
    }

    // S-037, S-344
    async fn groups_ask_which_place_is_meant_and_say_when_it_is_not_here(test: TestApp) {
        let visitor = test.visitor();
        let which = visitor.open(&ask("/groups?place=府中&kind=salon&online=yes")).await;
        assert!(which.seen("section.notice h2").join("").contains("どの所ですか"), "{}", which.text());
        let link = which.link("/groups?place=");
        assert!(link.contains("&kind=salon&online=yes"), "what was chosen beside stays: {link}");
        let chosen = visitor.open(&link).await;
        assert!(chosen.seen("section.notice").is_empty());
        assert!(chosen.seen("p.notice").join("").contains("府中市の集まりは、まだここにのっていません"), "{}", chosen.text());
        assert_eq!(chosen.attribute("select#kind option[selected]", "value"), "salon");
        let prefecture = visitor.open(&ask("/groups?place=東京都")).await;
        assert!(prefecture.seen("section.notice a").contains(&"東京都足立区".to_owned()), "{}", prefecture.text());
        let adachi = visitor.open(&ask("/groups?place=東京都足立区")).await;
        assert!(adachi.seen(".notice").join("").is_empty(), "a place that is here is taken as it is");
        let unknown = visitor.open("/groups?place=xyz").await;
        assert!(!unknown.seen("p.notice a[href='#place']").is_empty() && !unknown.seen("#place-error").is_empty());
        let long = visitor.open(&format!("/groups?place={}", "x".repeat(5_000))).await;
        assert!(long.bytes.len() <= 50_000 && !long.seen("#place-error").is_empty());
    }

    async fn a_wrong_age_comes_back_whatever_its_length_and_is_not_kept(test: TestApp) {
        let visitor = test.visitor();
        let before = test.shelf.bytes_of_pages();
        let page = visitor.open(&ask("/find?age=四十五くらい&about=family")).await;
        assert_eq!(page.attribute("#age", "value"), "四十五くらい");
        assert!(!page.seen("#age-error").is_empty());
        assert_eq!(page.attribute("form[role=search] input[name=age]", "value"), "四十五くらい", "nor lost with the words");
        let long = visitor.open(&format!("/find?age={}", "9".repeat(5_000))).await;
        assert_eq!(long.attribute("#age", "value"), "9".repeat(120));
        assert!(!long.seen("#age-error").is_empty() && long.bytes.len() <= 50_000);
        assert_eq!(test.shelf.bytes_of_pages(), before, "what was typed stays in nobody's memory");
        let right = visitor.open(&ask("/find?age= ４５歳 ")).await;
        assert!(right.seen("#age-error").is_empty());
        assert_eq!(right.attribute("#age", "value"), "４５歳");
    }

    // A town with many doors: no telephone waits for it.
    async fn a_town_of_thirty_desks_stays_light(test: TestApp) {
        let text = include_str!("../../../data/desks.yaml");
        let first = text.find("  - id: adachi-safetynet\n").expect("the desk");
        let end = first + text[first..].find("\n  - id: ").expect("another desk") + 1;
        let record = &text[first..end];
        let mut desks = text[..end].to_owned();
        for number in 2..=30 {
            desks += &record
                .replace("id: adachi-safetynet", &format!("id: adachi-safetynet-{number}"))
                .replace("セーフティネットあだち", &format!("セーフティネットあだち{number}"));
        }
        desks += &text[end..];
        crate::directory::tests::load_desks(&test, &desks).await;
        // By night every card says when somebody is there next: the longest words.
        test.set_clock("2026-11-22T02:10");
        let visitor = test.visitor();
        for lang in crate::platform::Lang::ALL {
            visitor.get(&format!("/language/{}", lang.code())).await;
            let town = visitor.open("/towns/adachi").await;
            let shown = town.seen("main li.card a[href^='/desks/adachi-safetynet'].button").len();
            assert_eq!(shown, 30, "every desk of the town");
            for path in ["/towns/adachi", "/find?town=adachi", "/find?town=adachi&about=family&age=45&scene=money", "/towns/adachi/list"] {
                let page = visitor.open(path).await;
                assert!(page.bytes.len() <= 50_000, "{path} in {}: {} bytes", lang.code(), page.bytes.len());
            }
        }
    }

    async fn hours_that_were_checked_long_ago_are_told_so_before_the_door_opens(test: TestApp) {
        let brand = "    brand_ja: セーフティネットあだち\n";
        let desks = crate::directory::tests::desks_with(brand, &format!("{brand}    checked_on: 2025-01-10\n"));
        crate::directory::tests::load_desks(&test, &desks).await;
        let (stale, card) = ("確かめ直していません", "li.card:has(a[href='/desks/adachi-safetynet'])");
        for (clock, when) in [("2026-11-22T02:10", "by night"), ("2026-11-24T11:00", "while it would be open")] {
            test.set_clock(clock);
            let card = test.visitor().open("/find?town=adachi").await.seen(card).join("");
            assert_eq!(card.matches(stale).count(), 1, "{when}: {card}");
        }
        let list = test.visitor().get("/towns/adachi/list").await.seen(card).join("");
        assert!(list.contains(stale), "{list}");
    }
}
