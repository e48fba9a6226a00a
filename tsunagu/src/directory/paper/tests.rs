//! What stands on the papers of the real directory, and how they reach a reader.

use axum::http::{HeaderMap, StatusCode, header};

use super::{
    desk::{card, leaflet},
    fields::{Field, Known, field_of},
    map, town, words,
};
use crate::{
    directory::{
        model::{OrganizationKind, gathering::GatheringKind, resource::ResourceField},
        tests::{desks_with, load_desks},
    },
    on_both_databases,
    platform::{
        App, Lang, Parts,
        testing::{Browser, Page, TestApp},
        web::Visit,
    },
};

fn visit(test: &TestApp, lang: Lang) -> Visit {
    Visit { lang, ..Visit::of(&test.app, &HeaderMap::new(), "/") }
}

fn header_of(page: &Page, name: header::HeaderName) -> String {
    page.headers.get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
}

async fn paper(browser: &Browser, path: &str) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    assert!(page.bytes.starts_with(b"%PDF-"), "{path}");
    assert_eq!(header_of(&page, header::CONTENT_TYPE), "application/pdf", "{path}");
    page
}

// S-316: health, welfare and places to be, work, learning; nothing is left out for want of a field.
#[test]
fn a_thing_stands_in_the_field_in_which_people_look_for_it() {
    let none: &[String] = &[];
    let desk = |name| field_of(Known::Desk(name, none, none));
    assert_eq!(desk("こころの健康相談（保健対策課）"), Field::Health);
    assert_eq!(desk("町田市保健所（ひきこもりの相談・支援）"), Field::Health);
    assert_eq!(desk("昭島市くらし・しごとサポートセンター"), Field::Work);
    assert_eq!(desk("若者就職活動個別相談（安中出張サポートステーション）"), Field::Work);
    assert_eq!(desk("若者総合相談センター"), Field::Learning);
    assert_eq!(desk("昭島市ひきこもり相談窓口（保健福祉部福祉総務課）"), Field::Welfare);
    assert_eq!(desk("ふくふく窓口（健康福祉部・生活困窮者自立相談支援機関）"), Field::Welfare);
    let parts = ["学習支援".to_owned()];
    assert_eq!(field_of(Known::Desk("ここあ", none, &parts)), Field::Learning);
    assert_eq!(field_of(Known::Organization(OrganizationKind::HealthCentre, "西センター")), Field::Health);
    assert_eq!(field_of(Known::Organization(OrganizationKind::Npo, "ひだまり")), Field::Welfare);
    assert_eq!(field_of(Known::Gathering(GatheringKind::Farm)), Field::Work);
    assert_eq!(field_of(Known::Gathering(GatheringKind::Ibasho)), Field::Welfare);
    assert_eq!(field_of(Known::Resource(ResourceField::Work)), Field::Work);
    assert_eq!(field_of(Known::Resource(ResourceField::Learning)), Field::Learning);
    // Every line of the file is read.
    let lines = include_str!("fields.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let (code, word) = line.split_once(' ').expect("field and word");
        assert_eq!(desk(word).code(), code, "{line}");
    }
}

on_both_databases! {
    // S-003, S-004, S-302: both places before a move, both contacts, hours from the rules.
    async fn a_leaflet_is_filled_from_the_desk(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let desk = directory.desk_by_slug("adachi-safetynet").expect("the desk");
        let town = directory.municipality(desk.municipality).expect("its town");
        test.set_clock("2025-03-20T10:00");
        let before = leaflet(&visit(&test, Lang::Ja), &directory, town, desk);
        let places = before.place.lines.join("|");
        assert!(places.contains("別館1階（令和7年3月31日") && places.contains("7階（令和7年4月1日"), "{places}");
        test.set_clock("2026-11-24T10:00");
        let data = leaflet(&visit(&test, Lang::Ja), &directory, town, desk);
        assert_eq!(data.place.lines, ["足立区千住5-13-5 生涯学習センター(学びピア21)7階"]);
        let roles: Vec<(&str, &str)> =
            data.contacts.iter().map(|contact| (contact.role.as_str(), contact.name.as_str())).collect();
        let office = "福祉部福祉まるごと相談課ひきこもり支援担当";
        assert_eq!(roles, [("窓口", "セーフティネットあだち"), ("責任をもつ部署", office)]);
        assert!(data.contacts[1].lines.contains(&"ファクス 03-3880-5714".to_owned()), "{:?}", data.contacts);
        let phone = data.ways.iter().find(|way| way.name == "電話").expect("a telephone");
        assert_eq!(phone.numbers[0].number, "03-6807-2762");
        let hours = phone.lines.join(" ");
        assert!(hours.contains("午前10時〜午後6時") && hours.contains("第3月曜"), "{hours}");
        assert_eq!(data.link.address, "http://127.0.0.1:8080/desks/adachi-safetynet");
        assert_eq!(data.as_of[0], "令和8年11月24日（火）現在");
        let english = leaflet(&visit(&test, Lang::En), &directory, town, desk);
        assert_eq!(english.as_of[0], "As of Tuesday 24 November 2026");
    }

    // S-054: the extension is printed wherever the number is.
    async fn an_extension_is_printed_wherever_its_number_is(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let v = visit(&test, Lang::Ja);
        let desk = directory.desk_by_slug("akishima-desk").expect("the desk");
        let town = directory.municipality(desk.municipality).expect("its town");
        let data = leaflet(&v, &directory, town, desk);
        assert!(data.ways.iter().any(|way| way.numbers.iter().any(|number| number.beside.contains("内線2855"))));
        assert!(data.contacts[0].lines.contains(&"電話 042-544-5111 内線2855".to_owned()), "{:?}", data.contacts);
        assert_eq!(card(&v, desk, print::CardOutside::Neutral).beside, "内線2855");
        let list = town::desk_list(&v, &directory, town);
        assert!(list.rows.iter().any(|row| row.numbers.iter().any(|number| number.beside.contains("内線2855"))));
        let folded = town::three_fold(&v, &directory, town);
        assert!(folded.desks.entries.iter().any(|entry| entry.lines.contains(&"内線2855".to_owned())));
        let entries = map::entries(&v, &directory, town);
        assert!(entries.iter().any(|entry| entry.phone == "042-544-5111 内線2855"), "{entries:?}");
    }

    // S-064, S-331: the route in words.
    async fn directions_stand_on_the_leaflet(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let desk = directory.desk_by_slug("chiba-center").expect("the desk");
        let town = directory.municipality(desk.municipality).expect("its town");
        let data = leaflet(&visit(&test, Lang::Ja), &directory, town, desk);
        assert!(data.directions.lines.join(" ").contains("バス停より徒歩3分"), "{:?}", data.directions);
    }

    // S-043, S-296, S-321, S-353: every desk of a town is on its list and its leaflet, in every language, with the day.
    async fn every_town_has_its_desks_on_paper_and_says_what_is_not_known(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        for lang in Lang::ALL {
            let v = visit(&test, lang);
            for town in directory.municipalities() {
                let names: Vec<&str> = directory.desks_of(town.id).iter().map(|desk| desk.short_name()).collect();
                let list = town::desk_list(&v, &directory, town);
                let folded = town::three_fold(&v, &directory, town);
                assert_eq!(list.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), names);
                assert_eq!(folded.desks.entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), names);
                assert!(!folded.contacts.is_empty() && !folded.contacts[0].lines.is_empty());
                assert!(list.rows.iter().all(|row| !row.hours.is_empty() && !row.as_of.is_empty()));
                let groups = directory.gatherings_of(town.id).len();
                assert_eq!(folded.gatherings.entries.len(), groups);
                let entries = map::entries(&v, &directory, town);
                assert!(entries.len() >= names.len() + groups);
                let drawn = map::map(&v, town, map::first(&v, &directory, town), entries.clone());
                assert_eq!(drawn.fields.iter().map(|field| field.items.len()).sum::<usize>(), entries.len());
            }
            for desk in directory.desks() {
                let town = directory.municipality(desk.municipality).expect("its town");
                let data = leaflet(&v, &directory, town, desk);
                assert!(data.ways.iter().all(|way| !way.lines.is_empty() || !way.numbers.is_empty()), "{}", desk.slug);
                assert_eq!(data.as_of.len(), 2);
                let outside = card(&v, desk, print::CardOutside::Neutral);
                assert!(!outside.greeting.contains("ひきこもり") && !outside.greeting_below.contains("ひきこもり"));
            }
        }
        let silent = directory.desk_by_slug("bunkyo-center").expect("a desk of which little is printed");
        let hours = words::hours_of_desk(&visit(&test, Lang::Ja), &directory, silent);
        assert_eq!(hours, ["開いている時間は、資料に書かれていません。先にひとこと聞いてもらえると安心です。"]);
    }

    async fn papers_are_open_to_everybody_under_neutral_names(test: TestApp) {
        let visitor = test.visitor();
        for (path, name) in [
            ("/desks/adachi-safetynet/leaflet.pdf", "leaflet.pdf"),
            ("/desks/adachi-safetynet/card.pdf", "card.pdf"),
            ("/towns/adachi/leaflet.pdf", "leaflet.pdf"),
            ("/towns/hachioji/desks.pdf", "desks.pdf"),
            ("/towns/hachioji/map.pdf", "map.pdf"),
        ] {
            let page = paper(&visitor, path).await;
            assert_eq!(header_of(&page, header::CONTENT_DISPOSITION), format!("inline; filename=\"{name}\""));
        }
        for path in ["/desks/nowhere/leaflet.pdf", "/desks/nowhere/papers", "/towns/nowhere/map.pdf", "/towns/nowhere/papers"] {
            assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let neutral = paper(&visitor, "/desks/adachi-safetynet/card.pdf").await.bytes;
        assert_ne!(neutral, paper(&visitor, "/desks/adachi-safetynet/card.pdf?outside=name").await.bytes);
        assert_eq!(neutral, paper(&visitor, "/desks/adachi-safetynet/card.pdf?outside=x").await.bytes);
        // The language of the address comes before that of the browser.
        let english = paper(&visitor, "/desks/adachi-safetynet/card.pdf?lang=en").await.bytes;
        assert_ne!(neutral, english);
        let foreign = test.visitor().speaking("en-GB");
        assert_eq!(english, paper(&foreign, "/desks/adachi-safetynet/card.pdf").await.bytes);
        assert_eq!(neutral, paper(&foreign, "/desks/adachi-safetynet/card.pdf?lang=ja").await.bytes);
    }

    async fn a_paper_is_typeset_once_for_all_readers_of_a_day(test: TestApp) {
        let path = "/desks/adachi-safetynet/leaflet.pdf";
        let visitors: Vec<Browser> = (0..6).map(|_| test.visitor()).collect();
        let tasks: Vec<_> =
            visitors.into_iter().map(|visitor| tokio::spawn(async move { paper(&visitor, path).await })).collect();
        let mut pages = Vec::new();
        for task in tasks {
            pages.push(task.await.expect("an answer"));
        }
        assert!(pages.iter().all(|page| page.bytes == pages[0].bytes));
        assert_eq!(test.shelf.press().kept().0, 1);
        let validator = header_of(&pages[0], header::ETAG);
        let again = async |path: &str| {
            let visitor = test.visitor();
            let request = visitor.request("GET", path).header(header::IF_NONE_MATCH, validator.as_str());
            visitor.send(request.body(axum::body::Body::empty()).expect("a request")).await
        };
        let known = again(path).await;
        assert_eq!((known.status, known.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(again(&format!("{path}?lang=en")).await.status, StatusCode::OK);
        // Another state of the directory, another day: another file.
        crate::directory::actions::set_notice(&test.app, "adachi-contractor", "desk@example.jp").await.expect("set");
        test.shelf.refresh(&test.app).await.expect("read again");
        assert_eq!(again(path).await.status, StatusCode::OK);
        test.set_clock("2026-11-25T10:00");
        assert_eq!(again(path).await.status, StatusCode::OK);
    }

    // S-323: the size beside each file, and the page that says the same.
    async fn the_pages_of_papers_name_each_file_with_its_size(test: TestApp) {
        let visitor = test.visitor();
        for (page, twin) in
            [("/towns/adachi/papers", "/towns/adachi"), ("/desks/adachi-safetynet/papers", "/desks/adachi-safetynet")]
        {
            let listed = visitor.open(page).await;
            assert_eq!(listed.link(twin), twin);
            let html = listed.html();
            let cards = scraper::Selector::parse("li.card").expect("a selector");
            let link = scraper::Selector::parse("a").expect("a selector");
            let mut count = 0;
            for card in html.select(&cards) {
                let address = card.select(&link).next().and_then(|link| link.value().attr("href")).expect("a link");
                let file = paper(&visitor, address).await;
                let told = format!("PDF・{} kB", file.bytes.len().div_ceil(1_000));
                assert!(card.text().collect::<String>().contains(&told), "{address}: {told}");
                count += 1;
            }
            assert_eq!(count, 3);
        }
        // From the desk and the town one finds them.
        let of_desk = visitor.open("/desks/adachi-safetynet").await.link("/desks/adachi-safetynet/papers");
        let of_town = visitor.open("/towns/adachi").await.link("/towns/adachi/papers");
        assert_eq!(visitor.open(&of_desk).await.status, StatusCode::OK);
        let listed = visitor.open(&of_town).await;
        assert_eq!(listed.link("/desks/adachi-safetynet/papers"), of_desk);
        // A town without a desk has papers, too: they say where to turn.
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let empty = directory.municipalities().iter().find(|town| directory.desks_of(town.id).is_empty());
        let empty = empty.expect("a town without a desk");
        assert_eq!(visitor.open(&format!("/towns/{}/papers", empty.slug)).await.status, StatusCode::OK);
    }

    // S-300: the town's own name and colour, and the region's own number in a moment of danger.
    async fn a_towns_theme_is_on_its_papers_and_on_no_others(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let town = |slug: &str| directory.municipality_by_slug(slug).expect("a town");
        let mut v = visit(&test, Lang::Ja);
        let plain = super::validator(&v, &directory, town("sumida"));
        let mut config = (*v.app.config).clone();
        let theme = crate::config::Theme {
            name: "シマリスの「しまりん」".into(),
            accent: print::Accent::read("#0b6b3a").expect("dark enough"),
        };
        config.papers.themes.insert("sumida".into(), theme);
        config.papers.emergency = Some("夜間の相談 0120-000-000".into());
        v.app = App::new(Parts { config: std::sync::Arc::new(config), ..(*v.app).clone() });
        let look = words::look(&v, town("sumida"));
        assert_eq!((look.theme.as_str(), look.accent.to_string().as_str()), ("シマリスの「しまりん」", "#0b6b3a"));
        assert_eq!(words::look(&v, town("adachi")), print::Look::default());
        let list = town::desk_list(&v, &directory, town("sumida"));
        assert!(list.emergency[0].contains("119") && list.emergency[1].contains("0120-000-000"), "{:?}", list.emergency);
        assert_ne!(super::validator(&v, &directory, town("sumida")), plain, "a kept file of the old colour is asked for again");
    }

    async fn a_paper_of_the_old_look_is_neither_given_out_nor_taken_for_the_new_one(test: TestApp) {
        let path = "/desks/adachi-safetynet/leaflet.pdf";
        let before = paper(&test.visitor(), path).await;
        let again = async |validator: &str| {
            let visitor = test.visitor();
            let request = visitor.request("GET", path).header(header::IF_NONE_MATCH, validator);
            visitor.send(request.body(axum::body::Body::empty()).expect("a request")).await
        };
        let old = header_of(&before, header::ETAG);
        assert_eq!(again(&old).await.status, StatusCode::NOT_MODIFIED);
        let staff = test.counsellor().await;
        let saved = staff.fill("/appearance", "/appearance", &[("term-person", "tojisha")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let after = again(&old).await;
        assert_eq!(after.status, StatusCode::OK);
        assert_eq!(test.shelf.press().kept().0, 2, "typeset anew");
        assert_eq!(again(&header_of(&after, header::ETAG)).await.status, StatusCode::NOT_MODIFIED);
    }

    async fn kept_papers_have_a_bound(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let press = super::Press::default();
        let v = visit(&test, Lang::Ja);
        for n in 0..1_000 {
            let wanted = press.wanted(&v, &directory, super::Paper::OfTown(super::TownPaper::Map), &format!("town-{n}"));
            press.keep(wanted, axum::body::Bytes::from(vec![0; 120_000]));
        }
        let (count, bytes) = press.kept();
        assert!(count > 50 && bytes <= 24 * 1024 * 1024, "{count} files, {bytes} bytes");
    }

    // S-357: a desk that is over is on no paper of its town, and its office is not taken for one without a desk.
    async fn a_desk_that_has_ended_is_on_no_paper_of_its_town(test: TestApp) {
        let brand = "    brand_ja: セーフティネットあだち\n";
        for (added, expected) in [("", true), ("    status: ended\n", false), ("    valid_to: \"2026-11-23\"\n", false)] {
            load_desks(&test, &desks_with(brand, &format!("{brand}{added}"))).await;
            let directory = test.shelf.current(&test.app).await.expect("the directory");
            let (v, name) = (visit(&test, Lang::Ja), "セーフティネットあだち");
            let town = directory.municipality_by_slug("adachi").expect("the town");
            let is_on = |names: Vec<&String>| names.iter().any(|on| on.starts_with(name));
            let list = town::desk_list(&v, &directory, town);
            assert_eq!(is_on(list.rows.iter().map(|row| &row.name).collect()), expected, "the list: {added}");
            let folded = town::three_fold(&v, &directory, town);
            assert_eq!(is_on(folded.desks.entries.iter().map(|it| &it.name).collect()), expected, "folded: {added}");
            let entries = map::entries(&v, &directory, town);
            let desks = entries.iter().filter(|it| it.url.is_empty() || it.name == name).map(|it| &it.name);
            assert_eq!(desks.filter(|it| *it == name).count() == 1, expected, "the map: {added}");
            let office = "福祉部福祉まるごと相談課ひきこもり支援担当";
            assert!(directory.organizations_of(town.id).iter().any(|body| body.name == office));
            let told = entries.iter().filter(|it| it.name == office).count();
            assert_eq!(told, 1, "as the desk it is, and not once more as an organisation without one: {added}");
            assert_eq!(is_on(map::first(&v, &directory, town).lines.iter().collect()), expected, "the first: {added}");
            let page = test.visitor().open("/towns/adachi/papers").await;
            assert_eq!(page.text().contains("/desks/adachi-safetynet/papers"), expected, "{added}");
        }
    }

    // S-357: it stays on the papers and says so; no hours are printed beside it.
    async fn a_desk_that_pauses_says_so_on_every_paper(test: TestApp) {
        let brand = "    brand_ja: セーフティネットあだち\n";
        let added = format!("{brand}    status: suspended\n    standing_note_ja: 改修が終わるまで\n");
        load_desks(&test, &desks_with(brand, &added)).await;
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let (v, pauses) = (visit(&test, Lang::Ja), "いまはお休みしています。");
        let town = directory.municipality_by_slug("adachi").expect("the town");
        let desk = directory.desk_by_slug("adachi-safetynet").expect("the desk");
        let data = leaflet(&v, &directory, town, desk);
        let before = data.facts.iter().find(|section| section.heading == v.t("paper-before-going")).expect("a section");
        assert_eq!(before.lines, [pauses, "改修が終わるまで"]);
        let phone = data.ways.iter().find(|way| way.name == "電話").expect("a telephone");
        assert_eq!(phone.lines, [pauses]);
        let pocket = card(&v, desk, print::CardOutside::Neutral);
        assert_eq!(pocket.lines[..2], [pauses, "改修が終わるまで"]);
        let list = town::desk_list(&v, &directory, town);
        let row = list.rows.iter().find(|row| row.name == "セーフティネットあだち").expect("its row");
        assert_eq!(row.hours, [pauses, "改修が終わるまで"]);
        let folded = town::three_fold(&v, &directory, town);
        let entry = folded.desks.entries.iter().find(|it| it.name == "セーフティネットあだち").expect("its entry");
        assert_eq!(entry.lines, [pauses, "改修が終わるまで"]);
        let entries = map::entries(&v, &directory, town);
        assert!(entries.iter().any(|it| it.name == "セーフティネットあだち" && it.note == pauses), "{entries:?}");
        let first = map::first(&v, &directory, town).lines.join("|");
        assert!(first.contains(&format!("03-6807-2762\u{3000}{pauses}")), "{first}");
        for words in [format!("{:?}", pocket.lines), format!("{:?}", row.hours), format!("{:?}", entry.lines)] {
            assert!(!words.contains("午前10時"), "{words}");
        }
    }

    // S-003, S-363: a number that moves has its days beside it, and nobody's own number is printed.
    async fn a_number_that_moves_has_its_days_beside_it_on_paper(test: TestApp) {
        let phones = "    phones: [{number: 03-6807-2762, kind: office}]\n";
        let moved = "    phones: [{number: 090-1111-2222, kind: office, owner: private, consent_to_show: true}, \
                     {number: 03-0000-0001, kind: office, extension: \"7\", valid_from: \"2027-04-01\"}, \
                     {number: 03-6807-2762, kind: office, valid_to: \"2027-03-31\"}]\n";
        load_desks(&test, &desks_with(phones, moved)).await;
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let town = directory.municipality_by_slug("adachi").expect("the town");
        let desk = directory.desk_by_slug("adachi-safetynet").expect("the desk");
        assert_eq!(desk.facts.phones.len(), 3, "the person agreed that pages show it");
        for (clock, number, until, others) in [
            ("2027-03-20T10:00", "03-6807-2762", "令和9年3月31日", true),
            ("2027-04-01T10:00", "03-0000-0001", "", false),
        ] {
            test.set_clock(clock);
            let v = visit(&test, Lang::Ja);
            let pocket = card(&v, desk, print::CardOutside::Neutral);
            assert_eq!(pocket.number, number, "{clock}");
            assert!(pocket.beside.contains(until), "{clock}: {}", pocket.beside);
            let comes = |lines: &[String]| {
                lines.iter().any(|line| line.contains("03-0000-0001 内線7") && line.contains("令和9年4月1日"))
            };
            assert_eq!(comes(&pocket.lines), others, "{clock}: {:?}", pocket.lines);
            let folded = town::three_fold(&v, &directory, town);
            let entry = folded.desks.entries.iter().find(|it| it.name == "セーフティネットあだち").expect("its entry");
            assert_eq!(entry.number, number, "{clock}");
            assert_eq!(comes(&entry.lines), others, "{clock}: {:?}", entry.lines);
            let data = leaflet(&v, &directory, town, desk);
            assert_eq!(comes(&data.contacts[0].lines), others, "{clock}: {:?}", data.contacts);
            let phone = data.ways.iter().find(|way| way.name == "電話").expect("a telephone");
            assert_eq!(phone.numbers.len(), if others { 2 } else { 1 }, "{clock}: {:?}", phone.numbers);
            assert_eq!(phone.numbers.iter().any(|it| it.beside.contains("令和9年3月31日")), others, "{clock}");
            let entries = map::entries(&v, &directory, town);
            let on_map = entries.iter().find(|it| it.name == "セーフティネットあだち").expect("on the map");
            assert!(on_map.phone.starts_with(number) && on_map.phone.contains(until), "{clock}: {}", on_map.phone);
            let list = town::desk_list(&v, &directory, town);
            let all = format!("{data:?} {pocket:?} {folded:?} {entries:?} {list:?} {:?}", map::first(&v, &directory, town));
            assert!(!all.contains("090-1111-2222"), "{clock}");
            assert_eq!(all.contains("03-6807-2762"), others, "{clock}: a number that is no longer answered");
        }
    }

    // S-316
    async fn ways_to_try_work_are_on_the_map_once(test: TestApp) {
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let v = visit(&test, Lang::Ja);
        for town in directory.municipalities() {
            let entries = map::entries(&v, &directory, town);
            for resource in directory.resources_of(town.id) {
                let found = entries.iter().filter(|it| it.name == resource.name && it.note == v.t(resource.facts.kind.key()));
                let is_work = resource.facts.kind.field() == ResourceField::Work;
                assert_eq!(found.clone().count(), usize::from(is_work), "{}", resource.slug);
                assert!(found.clone().all(|it| it.field == Field::Work), "{}", resource.slug);
            }
        }
        let kunitachi = directory.municipality_by_slug("kunitachi").expect("the town");
        let entries = map::entries(&v, &directory, kunitachi);
        let short = entries.iter().find(|it| it.name == "超短時間就労事業").expect("on the map");
        assert_eq!((short.field, short.note.as_str()), (Field::Work, "とても短い時間のしごと"));
    }

    async fn hours_that_were_checked_long_ago_are_printed_with_a_word_of_it(test: TestApp) {
        let brand = "    brand_ja: セーフティネットあだち\n";
        let stale = "開いている時間は、令和7年1月10日（金）のあと確かめ直していません。行く前に、電話などで確かめてください。";
        for (checked, is_stale) in [("2025-01-10", true), ("2026-11-01", false)] {
            load_desks(&test, &desks_with(brand, &format!("{brand}    checked_on: {checked}\n"))).await;
            let directory = test.shelf.current(&test.app).await.expect("the directory");
            let v = visit(&test, Lang::Ja);
            let town = directory.municipality_by_slug("adachi").expect("the town");
            let desk = directory.desk_by_slug("adachi-safetynet").expect("the desk");
            let says = |lines: &[String]| lines.iter().any(|line| line == stale);
            let data = leaflet(&v, &directory, town, desk);
            assert_eq!(data.facts.iter().any(|section| says(&section.lines)), is_stale, "{checked}: {:?}", data.facts);
            assert_eq!(says(&card(&v, desk, print::CardOutside::Neutral).lines), is_stale, "{checked}");
            let hours = words::hours_of_desk(&v, &directory, desk);
            assert_eq!(says(&hours), is_stale, "{checked}: {hours:?}");
            assert!(hours.iter().any(|line| line.contains("午前10時")), "the hours themselves stay: {hours:?}");
        }
    }
}
