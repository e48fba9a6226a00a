//! What several towns, bodies and ways have in common, as it is met in the browser.

use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::compiled;
use crate::{
    accounts::Role,
    directory::{data::embedded, model::event::Attendance, plan::plan},
    on_both_databases,
    platform::{
        Lang,
        testing::{
            Browser, Page, TestApp,
            story::{begin_sheet, send},
        },
    },
};

fn find(words: &str) -> String {
    format!("/find?q={}", utf8_percent_encode(words, NON_ALPHANUMERIC))
}

/// Somebody who keeps a town's part of the directory.
async fn editor(test: &TestApp, town: &str, body: &str) -> Browser {
    test.signed_in(town, body, Role::Counsellor, &format!("editor-{town}")).await
}

/// Fills the form of a record and publishes it.
async fn change(editor: &Browser, kind: &str, slug: &str, fields: &[(&str, &str)]) {
    let form = format!("/directory/records/{kind}/{slug}");
    let saved = editor.fill(&form, &form, fields).await;
    let draft = saved.location().unwrap_or_else(|| panic!("{slug}: {:?}", saved.seen("#faults li")));
    let done = editor.fill(&draft, &format!("{draft}/publication"), &[("reason", "確かめた")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{slug}: {}", done.text());
}

/// Writes a new record and publishes it.
async fn write(editor: &Browser, kind: &str, slug: &str, name: &str, fields: &[(&str, &str)]) {
    let new = "/directory/new";
    let begun = editor.fill(new, new, &[("kind", kind), ("name", name), ("slug", slug)]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{slug}: {}", begun.text());
    change(editor, kind, slug, fields).await;
}

/// The lists of a page under their headings.
fn lists(page: &Page) -> Vec<(String, String)> {
    page.seen("main h2").into_iter().zip(page.seen("main h2 + ul")).collect()
}

fn list_under(page: &Page, heading: &str) -> String {
    let found = lists(page).into_iter().find(|(over, _)| over == heading);
    found.unwrap_or_else(|| panic!("{heading} in {:?}", lists(page))).1
}

on_both_databases! {
    // S-012: the short name, the formal one and the contractor stand on the page and each finds the desk; a family alone
    // goes the whole way, from the first talk to another office.
    async fn a_desk_is_known_by_three_names_and_walks_with_a_family_alone(test: TestApp) {
        let visitor = test.visitor();
        let page = visitor.open("/desks/sumida-sumika").await;
        assert_eq!(page.seen("h1"), ["すみ家（か）"]);
        assert!(page.seen(".lead")[0].contains("専用相談窓口《すみ家（か）》"));
        assert_eq!(page.link("/organizations/"), "/organizations/gakken-el");
        assert!(page.text().contains("株式会社学研エル・スタッフィング"));
        for words in ["すみ家", "墨田区ひきこもりに関する専用相談窓口", "学研エル・スタッフィング"] {
            let found = visitor.open(&find(words)).await;
            assert_eq!(found.seen("li.card h3")[0], "すみ家（か）", "{words}");
        }

        let staff = editor(&test, "sumida", "gakken-el").await;
        let told = [("teller", "family"), ("nickname", "みどり"), ("narrative", "息子には言っていません")];
        let case = staff.fill("/cases/new", "/cases/new", &told).await.location().expect("a case");
        let page = staff.open(&case).await;
        assert_eq!(page.seen("#caller"), ["みどり 家族"]);
        assert!(page.seen("#person").is_empty(), "nobody asks for the person");
        let council = test.organization("sumida-shakyo").await.to_string();
        let agreed = [
            ("recipient", council.as_str()),
            ("purpose", "家族会を知りたい"),
            ("until", "2027-03-31"),
            ("given_by", "family"),
            ("given_how", "oral"),
            ("item", "narrative"),
        ];
        let consents = format!("{case}/consents");
        let kept = staff.fill(&consents, &consents, &agreed).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let sheet = begin_sheet(&staff, &case).await;
        let sent = send(&test, &staff, &sheet, "sumida-shakyo", &["narrative"]).await;
        assert_eq!(sent.location().as_deref(), Some(sheet.as_str()), "{}", sent.text());
    }

    // S-014: the ways to talk are cards, and the family group is one of them.
    async fn a_family_group_is_one_of_the_ways_to_talk(test: TestApp) {
        let visitor = test.visitor();
        let ways = async || visitor.open("/desks/sumida-sumika").await.seen("ul.cards > li.card h3");
        let before = ways().await;
        for way in ["電話", "メール", "出張相談", "すみ家 家族会"] {
            assert!(before.iter().any(|card| card.contains(way)), "{way}: {before:?}");
        }
        let editor = editor(&test, "sumida", "gakken-el").await;
        change(&editor, "desk", "sumida-sumika", &[("gatherings", "")]).await;
        assert!(!ways().await.contains(&"すみ家 家族会".to_owned()));
        change(&editor, "desk", "sumida-sumika", &[("gatherings", "sumida-kazokukai")]).await;
        assert_eq!(ways().await, before);
        let page = visitor.open("/desks/sumida-sumika").await;
        assert_eq!(page.link("/gatherings/"), "/gatherings/sumida-kazokukai");
    }

    // S-023: what is read or watched leads to the desk of the council of social welfare that stands behind it.
    async fn a_comic_leads_to_the_people_behind_it(test: TestApp) {
        let visitor = test.visitor();
        for slug in ["nakano-manga", "nakano-video"] {
            let page = visitor.open(&format!("/resources/{slug}")).await;
            assert_eq!(page.link("/desks/"), "/desks/nakano-shakyo-desk", "{slug}");
        }
        let desk = visitor.open("/desks/nakano-shakyo-desk").await;
        assert_eq!(desk.link("/organizations/"), "/organizations/nakano-shakyo");
        assert_eq!(visitor.open("/organizations/nakano-shakyo").await.seen(".lead"), ["社会福祉協議会"]);
    }

    // S-047: one desk under two laws; each law with its desks and how many they are, in one prefecture or in all.
    async fn desks_are_listed_by_their_place_in_laws(test: TestApp) {
        let (visitor, law) = (test.visitor(), "ひきこもり地域支援センター");
        let desk = visitor.open("/desks/chofu-cocoa").await;
        let links = desk.seen(".tags a[href^='/designations?name=']");
        assert_eq!(links, ["子ども・若者総合相談センター", law]);
        assert!(visitor.open(&desk.link("/designations")).await.text().contains("/desks/chofu-cocoa"));

        let editor = editor(&test, "annaka", "annaka-fukushi").await;
        change(&editor, "desk", "annaka-desk", &[("designations", law)]).await;
        let all = visitor.open("/designations").await;
        assert_eq!(all.seen("section h2"), [law, "子ども・若者総合相談センター"], "the one with most desks first");
        assert_eq!(all.seen("section > p.support"), ["2か所", "1か所"]);
        let named = |page: &Page, slug: &str| page.text().contains(&format!("/desks/{slug}\""));
        let one = visitor.open(&all_of(law, "")).await;
        assert_eq!(one.seen("section h2"), [law]);
        assert!(named(&one, "chofu-cocoa") && named(&one, "annaka-desk"));
        let gunma = visitor.open(&all_of(law, "群馬県")).await;
        assert!(!named(&gunma, "chofu-cocoa") && named(&gunma, "annaka-desk"));
        assert_eq!(gunma.seen("section > p.support"), ["1か所"]);
    }

    // S-053: a group is reached on the line of another body; a number of somebody's own need not be known to anybody.
    async fn a_group_is_reached_on_the_line_of_another_body(test: TestApp) {
        let visitor = test.visitor();
        let (group, town) = ("/gatherings/komae-kame", "/towns/komae");
        let private = "090-1111-2222";
        let editor = editor(&test, "komae", "komae-shakyo").await;
        change(&editor, "gathering", "komae-kame", &[("contact.phone", private), ("contact.owner", "private")]).await;
        let page = visitor.open(group).await;
        assert!(!page.text().contains(private));
        assert_eq!(page.link("tel:"), "tel:0334880313");
        assert_eq!(page.link("/desks/"), "/desks/komae-csw-line", "and whose line it is");
        let page = visitor.open(town).await.text();
        assert!(page.contains("狛江市社協コミュニティソーシャルワーカー直通 03-3488-0313") && !page.contains(private));
    }

    // S-346: a prefecture holds its towns: its desks, offers and dates stand in every town's directory, and theirs in its.
    async fn a_prefecture_and_its_towns_lead_to_each_other(test: TestApp) {
        let visitor = test.visitor();
        let town = visitor.open("/towns/akishima").await;
        assert!(town.seen("li.card h3").iter().any(|name| name.contains("サポートネット")));
        assert_eq!(town.seen(".crumbs a").last().map(String::as_str), Some("東京都"));
        let prefecture = visitor.open(&town.link("/towns/tokyo")).await;
        for name in ["昭島市", "足立区", "狛江市"] {
            assert!(prefecture.seen(".tags a").contains(&name.to_owned()), "{name}");
        }
        assert!(!prefecture.seen(".tags a").contains(&"安中市".to_owned()));
        let offers = visitor.open("/towns/akishima/resources").await;
        assert!(list_under(&offers, "東京都全体のもの").contains("若者社会参加応援事業"));
        // The prefecture's centre holds the family class with the town.
        let class = visitor.open("/events/ev-annaka-class1").await;
        for path in ["/towns/annaka/events", "/towns/gunma/events"] {
            assert!(visitor.open(path).await.text().contains("/events/ev-annaka-class1\""), "{path}");
        }
        let towns = class.seen("dd")[0].clone();
        assert!(towns.contains("安中市") && towns.contains("群馬県"), "{towns}");
        // What a prefecture plans is told in its towns and in no others.
        let editor = editor(&test, "tokyo", "tokyo-supportnet").await;
        let fields = [("hosts", "tokyo"), ("date", "2026-12-05"), ("date_text_ja", "12月5日")];
        write(&editor, "event", "tokyo-day", "都のつどい", &fields).await;
        let coming = visitor.open("/towns/akishima/events").await;
        assert!(list_under(&coming, "東京都全体のもの").contains("都のつどい"));
        let coming = visitor.open("/towns/tokyo/events").await;
        assert!(list_under(&coming, "これから").contains("都のつどい"));
        assert!(!visitor.open("/towns/annaka/events").await.text().contains("都のつどい"));
    }

    // S-347: a group of towns in five prefectures.
    async fn towns_far_apart_form_a_group(test: TestApp) {
        let (visitor, towns) = (test.visitor(), ["soja", "toyoake", "moriyama", "ube", "annaka"]);
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let of = |slug: &str| directory.municipality_by_slug(slug).and_then(|town| town.prefecture.clone());
        let prefectures: std::collections::BTreeSet<_> = towns.iter().filter_map(|slug| of(slug)).collect();
        assert_eq!(prefectures.len(), 5);
        let group = visitor.open("/councils/municipal-summit").await;
        for slug in towns {
            assert!(group.text().contains(&format!("/towns/{slug}\"")), "{slug}");
            let councils = visitor.open(&format!("/towns/{slug}/councils")).await;
            assert!(councils.text().contains("/councils/municipal-summit\""), "{slug}");
            let events = visitor.open(&format!("/towns/{slug}/events")).await;
            assert!(events.text().contains("/events/ev-soja-summit\""), "{slug}");
        }
    }

    // S-348: hosts and those who hold it with them; one title at several places, for a town and for a prefecture.
    async fn who_holds_an_event_with_whom_where_and_for_whom(test: TestApp) {
        let visitor = test.visitor();
        let facts = async |slug: &str| {
            let page = visitor.open(&format!("/events/{slug}")).await;
            page.seen("dl.facts dt").into_iter().zip(page.seen("dl.facts dd")).collect::<Vec<_>>()
        };
        let said = |facts: &[(String, String)], label: &str| {
            facts.iter().find(|(over, _)| over == label).map(|(_, words)| words.clone()).unwrap_or_default()
        };
        let (town, prefecture) = (facts("ev-annaka-ux1").await, facts("ev-annaka-ux2").await);
        for one in [&town, &prefecture] {
            assert!(said(one, "主催").contains("UX会議") && said(one, "共催") == "安中市", "{one:?}");
        }
        assert!(said(&town, "場所").contains("文化センター") && said(&prefecture, "場所").contains("メッセ"));
        assert_eq!(said(&town, "だれに向けて"), "町の人に向けて");
        assert_eq!(said(&prefecture, "だれに向けて"), "都道府県の人に向けて");
        let events = visitor.open("/towns/annaka/events").await;
        let same = events.seen("li a").into_iter().filter(|line| line.ends_with("ひきこもりUXラウンジin群馬"));
        assert_eq!(same.count(), 2, "one title, two days");
        let editor = editor(&test, "annaka", "annaka-fukushi").await;
        change(&editor, "event", "ev-annaka-ux4", &[("cohosts", "annaka\ngunma"), ("reach", "prefecture")]).await;
        let changed = facts("ev-annaka-ux4").await;
        let with = said(&changed, "共催");
        assert!(with.contains("安中市") && with.contains("群馬県"), "{with}");
        assert_eq!(said(&changed, "だれに向けて"), "都道府県の人に向けて");
        assert!(visitor.open("/towns/gunma/events").await.text().contains("/events/ev-annaka-ux4\""));
    }

    // S-342: one event with many hosts stands in each host's directory; who came is counted for the event alone.
    async fn one_event_of_many_hosts_is_told_by_each(test: TestApp) {
        let (visitor, editor) = (test.visitor(), editor(&test, "hino", "hino-sncc").await);
        let fields = [("hosts", "hino\nbunkyo\ntama-nowhere"), ("date", "2026-12-05"), ("date_text_ja", "12月5日")];
        let new = "/directory/new";
        editor.fill(new, new, &[("kind", "event"), ("name", "ひきこもりUX女子会"), ("slug", "ux-december")]).await;
        let form = "/directory/records/event/ux-december";
        let wrong = editor.fill(form, form, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "a host that is nowhere");
        change(&editor, "event", "ux-december", &[("hosts", "hino\nbunkyo"), fields[1], fields[2]]).await;
        for town in ["hino", "bunkyo"] {
            let events = visitor.open(&format!("/towns/{town}/events")).await;
            assert!(list_under(&events, "これから").contains("ひきこもりUX女子会"), "{town}");
        }
        assert!(!visitor.open("/towns/adachi/events").await.text().contains("ux-december"));
        let towns = visitor.open("/events/ux-december").await.seen("dd")[0].clone();
        assert!(towns.contains("日野市") && towns.contains("文京区"), "{towns}");
        let counted = json!({ "persons": 8, "unit": "名", "text_ja": "8名" });
        assert!(serde_json::from_value::<Attendance>(counted.clone()).is_ok());
        let mut by_host = counted;
        by_host["bunkyo"] = json!(3);
        assert!(serde_json::from_value::<Attendance>(by_host).is_err(), "nobody is counted as one host's guest");
    }

    // S-271: shops and companies that help, with what they offer.
    async fn a_town_tells_which_shops_and_companies_help_and_with_what(test: TestApp) {
        let (visitor, editor) = (test.visitor(), editor(&test, "musashino", "bunka-gakushu").await);
        let bodies = visitor.open("/towns/musashino/organizations").await;
        assert!(list_under(&bodies, "NPO・公益法人").contains("文化学習協同ネットワーク しごとの体験"), "{:?}", lists(&bodies));
        write(&editor, "organization", "ekimae-books", "駅前書店", &[("kind", "company")]).await;
        let offer = [("kind", "micro_work"), ("providers", "ekimae-books")];
        write(&editor, "resource", "ekimae-books-work", "本の整理（1回30分）", &offer).await;
        let bodies = visitor.open("/towns/musashino/organizations").await;
        assert_eq!(list_under(&bodies, "会社"), "駅前書店 とても短い時間のしごと");
        let shop = visitor.open("/organizations/ekimae-books").await;
        assert_eq!(shop.link("/resources/"), "/resources/ekimae-books-work");
    }

    // S-272: volunteering is no work and does not stand among it.
    async fn volunteering_is_listed_apart_from_work(test: TestApp) {
        let page = test.visitor().open("/towns/akishima/resources").await;
        let (work, volunteering) = (list_under(&page, "参加・しごとの体験"), list_under(&page, "ボランティア"));
        assert!(volunteering.contains("ボランティア活動（昭島市社会福祉協議会）"), "{volunteering}");
        assert!(!work.contains("ボランティア活動") && work.contains("就労準備"), "{work}");
    }

    // S-280: whoever feels like it finds offers; no page makes a step of them.
    async fn offers_are_for_whoever_feels_like_it(test: TestApp) {
        let visitor = test.visitor();
        for (lang, words) in [
            (Lang::Ja, "気になったものを、気が向いたときにどうぞ。"),
            (Lang::JaEasy, "気（き）に なった ものを どうぞ。"),
            (Lang::En, "Look at whatever interests you, whenever you like."),
        ] {
            visitor.get(&format!("/language/{}", lang.code())).await;
            let page = visitor.open("/towns/akishima/resources").await;
            assert_eq!(page.seen(".lead"), [words]);
            for slug in ["akishima-volunteer", "akishima-workprep"] {
                assert!(page.text().contains(&format!("/resources/{slug}\"")), "{slug}");
                let offer = visitor.open(&format!("/resources/{slug}")).await;
                assert!(offer.seen("main form").is_empty(), "nothing to sign up for: {slug}");
            }
        }
        visitor.get("/language/ja").await;
        let desk = visitor.open("/desks/akishima-desk").await.text();
        assert!(!desk.contains("akishima-volunteer") && !desk.contains("akishima-workprep"), "no desk sends one there");
    }

    // S-279: help with work is a service that a desk has or has not.
    async fn a_desk_may_offer_help_with_work(test: TestApp) {
        let (visitor, editor) = (test.visitor(), test.counsellor().await);
        let tags = async || visitor.open("/desks/adachi-safetynet").await.seen(".tags li");
        let found = async || {
            let cards = visitor.open(&format!("{}&town=adachi", find("就労支援"))).await.seen("li.card");
            cards.iter().any(|card| card.contains("セーフティネットあだち") && card.contains("さがしたことばに合う"))
        };
        assert!(!tags().await.contains(&"就労支援".to_owned()) && !found().await);
        change(&editor, "desk", "adachi-safetynet", &[("components", "相談\n就労支援")]).await;
        assert!(tags().await.contains(&"就労支援".to_owned()) && found().await);
    }

    // S-304: a film with its broadcasts (station, area, day) and where it is on the web.
    async fn a_film_is_known_with_its_broadcasts(test: TestApp) {
        let (visitor, editor) = (test.visitor(), editor(&test, "nakano", "nakano-shakyo").await);
        let address = "https://www.youtube.com/watch?v=nakano";
        change(&editor, "resource", "nakano-video", &[("url", address)]).await;
        let again = [
            ("kind", "media"),
            ("series", "nakano-video"),
            ("date", "2026-12-05"),
            ("date_text_ja", "12月5日"),
            ("venue.text_ja", "東京ケーブル（新宿エリア）"),
            ("mode", "broadcast"),
        ];
        write(&editor, "event", "nakano-again", "再放送", &again).await;
        let film = visitor.open("/resources/nakano-video").await;
        assert_eq!(film.link(address), address);
        for slug in ["ev-nakano-jcom", "nakano-again"] {
            assert!(film.text().contains(&format!("/events/{slug}\"")), "{slug}");
        }
        for (slug, area) in [("ev-nakano-jcom", "JCOM中野・杉並（中野エリア）"), ("nakano-again", "東京ケーブル（新宿エリア）")] {
            let page = visitor.open(&format!("/events/{slug}")).await;
            assert!(page.seen("dd").contains(&area.to_owned()) && page.seen("dd").contains(&"放送で".to_owned()), "{slug}");
            assert_eq!(page.link("/resources/"), "/resources/nakano-video", "{slug}");
        }
        let jcom = visitor.open("/events/ev-nakano-jcom").await;
        assert!(jcom.seen("dd").iter().any(|day| day.contains("令和5年12月")), "{:?}", jcom.seen("dd"));
    }

    // S-308, S-320: a programme of the cable television; an article, with the way to it.
    async fn programmes_and_articles_are_known_by_their_kind(test: TestApp) {
        let visitor = test.visitor();
        assert_eq!(visitor.open("/resources/toshima-tv").await.seen(".lead"), ["テレビ番組"]);
        let listed = visitor.open("/towns/toshima/resources").await;
        assert!(list_under(&listed, "読む・見る・知る").contains("としまテレビ テレビ番組"));
        let article = visitor.open("/resources/hino-note").await;
        assert_eq!(article.seen(".lead"), ["noteの記事"]);
        assert_eq!(article.link("https://"), "https://hino-city.note.jp/n/n961f863a7998");
        let listed = visitor.open("/towns/hino/resources").await;
        assert!(list_under(&listed, "読む・見る・知る").contains("noteの記事"));
        let editor = editor(&test, "toshima", "toshima-jiritsu").await;
        write(&editor, "resource", "toshima-evening", "夜の番組", &[("kind", "tv")]).await;
        assert_eq!(visitor.open("/resources/toshima-evening").await.seen(".lead"), ["テレビ番組"]);
    }
}

fn all_of(law: &str, prefecture: &str) -> String {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    format!("/designations?name={}&prefecture={}", encode(law), encode(prefecture))
}

// S-346
#[test]
fn what_a_prefecture_holds_is_there_for_all_its_towns_and_no_others() {
    let mut bundle = embedded().expect("the embedded files read");
    let mut group = bundle.gatherings.iter().find(|it| it.id == "komae-kame").expect("a group").clone();
    group.id = "tokyo-group".to_owned();
    group.municipality = vec!["tokyo".to_owned()];
    bundle.gatherings.push(group);
    let directory = compiled(plan(&bundle).expect("every reference resolves"));
    let offered = |town: &str| {
        let id = directory.municipality_by_slug(town).unwrap_or_else(|| panic!("town {town}")).id;
        directory.gatherings_for(id).iter().filter(|it| it.slug == "tokyo-group").count()
    };
    assert_eq!(["tokyo", "komae", "adachi", "annaka"].map(offered), [1, 1, 1, 0]);
}
