//! A colour everybody can read, and words as a town spells them.

use axum::http::StatusCode;
use proptest::prelude::*;

use crate::{
    directory::Directory,
    on_both_databases,
    platform::{
        ids::MunicipalityId,
        testing::{Browser, Page},
    },
    policy::model::appearance::{Accent, CONTRAST, GROUNDS, contrast},
};

fn bytes(accent: &str) -> [u8; 3] {
    hex::decode(accent.trim_start_matches('#')).expect("six digits").try_into().expect("three bytes")
}

fn lowest(colour: [u8; 3]) -> f64 {
    GROUNDS.iter().map(|ground| contrast(colour, *ground)).fold(f64::INFINITY, f64::min)
}

#[test]
fn contrast_is_that_of_the_guidelines() {
    // Values of the WCAG 2.1 formula, known from elsewhere.
    for (one, other, known) in [
        ([0, 0, 0], [255, 255, 255], 21.0),
        ([255, 255, 255], [255, 255, 255], 1.0),
        ([0x76, 0x76, 0x76], [255, 255, 255], 4.54),
        ([0x77, 0x77, 0x77], [255, 255, 255], 4.48),
        ([255, 0, 0], [255, 255, 255], 4.0),
    ] {
        assert!((contrast(one, other) - known).abs() < 0.01, "{one:?} {other:?}: {}", contrast(one, other));
    }
}

#[test]
fn the_grounds_are_those_of_the_style_sheet() {
    let sheet = include_str!("../../ui/assets/tsunagu.css");
    for [red, green, blue] in GROUNDS {
        let long = format!("#{red:02x}{green:02x}{blue:02x}");
        assert!(sheet.contains(&long) || long == "#ffffff" && sheet.contains("--paper: #fff"), "{long}");
    }
}

proptest! {
    // S-300
    #[test]
    fn every_colour_is_readable_or_refused_with_a_near_one_that_is(colour in any::<[u8; 3]>()) {
        let typed = format!("#{}", hex::encode(colour));
        match Accent::read(&typed) {
            Ok(accent) => {
                prop_assert!(lowest(colour) >= CONTRAST);
                prop_assert_eq!(accent.to_string(), typed);
                let dark = bytes(&accent.darker().to_string());
                prop_assert!(lowest(dark) >= CONTRAST, "{:?}", dark);
            }
            Err(refusal) => {
                prop_assert!(lowest(colour) < CONTRAST);
                let nearest = refusal.facts.iter().find(|(name, _)| *name == "nearest").map(|(_, value)| value.clone());
                let nearest = nearest.expect("a way on");
                prop_assert!(Accent::read(&nearest).is_ok(), "{}", nearest);
                // Near: hardly more contrast than is asked for, so that the town's colour is still its colour.
                prop_assert!(lowest(bytes(&nearest)) < CONTRAST + 0.35, "{} for {}", nearest, typed);
            }
        }
    }
}

#[test]
fn what_is_no_colour_is_told() {
    for typed in ["", "green", "#12345", "#1234567", "#gggggg", "red; } body { display: none"] {
        assert_eq!(Accent::read(typed).map_err(|refusal| refusal.key), Err("refused-accent-unread"), "{typed}");
    }
}

/// The first page of each kind of record that is one town's own.
fn records(directory: &Directory, town: &str) -> Vec<String> {
    let id = directory.municipality_by_slug(town).expect("a town").id;
    let is_own = |towns: &[MunicipalityId]| towns == [id];
    let first = |kind: &str, slug: Option<&String>| slug.map(|slug| format!("/{kind}/{slug}"));
    let mut organizations = directory.organizations().iter().filter(|body| is_own(&body.municipalities));
    let mut resources = directory.resources().iter().filter(|resource| is_own(&resource.municipalities));
    let mut councils = directory.councils().iter().filter(|council| is_own(&council.municipalities));
    [
        first("gatherings", directory.gatherings_of(id).first().map(|it| &it.slug)),
        first("events", directory.events().iter().find(|it| it.municipality == Some(id)).map(|it| &it.slug)),
        first("organizations", organizations.next().map(|it| &it.slug)),
        first("resources", resources.next().map(|it| &it.slug)),
        first("councils", councils.next().map(|it| &it.slug)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn save(staff: &Browser, fields: &[(&str, &str)]) -> Page {
    staff.fill("/appearance", "/appearance", fields).await
}

fn themes(page: &Page) -> Vec<String> {
    let html = page.html();
    let pick = scraper::Selector::parse("link[rel=stylesheet]").expect("a selector");
    let links = html.select(&pick).filter_map(|link| link.value().attr("href"));
    links.filter(|link| link.contains("theme.css")).map(str::to_owned).collect()
}

on_both_databases! {
    // S-300
    async fn a_towns_colour_is_worn_by_its_own_pages_only(test: TestApp) {
        let staff = test.counsellor().await;
        let visitor = test.visitor();
        assert_eq!(themes(&visitor.open("/towns/adachi").await), Vec::<String>::new());
        assert_eq!(visitor.get("/towns/adachi/theme.css").await.status, StatusCode::NOT_FOUND);

        let pale = save(&staff, &[("accent", "#7fffb0"), ("figure", "しまりん")]).await;
        assert_eq!(pale.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = pale.seen("#accent-error").join("");
        let nearest = told.split(' ').find(|word| word.starts_with('#')).expect("a colour that would do").to_owned();
        assert_eq!(pale.attribute("#accent", "value"), "#7fffb0", "what was typed is still there");
        assert_eq!(pale.attribute("#figure", "value"), "しまりん");

        let saved = save(&staff, &[("accent", &nearest), ("figure", "しまりん")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let own = records(&directory, "adachi");
        assert_eq!(own.len(), 5, "one of each kind: {own:?}");
        let fixed = ["/towns/adachi", "/desks/adachi-safetynet", "/desks/adachi-safetynet/write", "/towns/adachi/policies", "/find?town=adachi"];
        for path in fixed.into_iter().map(str::to_owned).chain(own) {
            let page = visitor.open(&path).await;
            let [theme] = themes(&page).try_into().expect("one theme");
            assert!(page.seen("header").join("").contains("しまりん"), "{path}");
            let sheet = visitor.get(&theme).await;
            assert_eq!(sheet.headers["content-type"], "text/css; charset=utf-8");
            assert!(sheet.text().contains(&format!("--key: {nearest};")), "{}", sheet.text());
        }
        let shared = directory.organizations().iter().find(|body| body.municipalities.len() > 1).expect("of several towns");
        let foreign = ["/", "/towns/setagaya", "/desks/setagaya-link", "/measures", "/sign-in", "/find"];
        let foreign = foreign.into_iter().map(str::to_owned).chain([format!("/organizations/{}", shared.slug)]);
        for path in foreign.chain(records(&directory, "setagaya")) {
            let page = visitor.open(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert_eq!(themes(&page), Vec::<String>::new(), "{path}");
            assert!(!page.text().contains("しまりん"), "{path}");
        }
    }

    // S-330
    async fn a_towns_spelling_is_read_on_its_pages_and_changes_no_name(test: TestApp) {
        test.load_policies().await;
        let visitor = test.visitor();
        let definitions = async |town: &str| visitor.open(&format!("/towns/{town}/definitions")).await.seen("main").join("");
        let adachi = definitions("adachi").await;
        assert!(adachi.contains("障害や病気") && !adachi.contains("しょうがい"), "{adachi}");
        let kunitachi = definitions("kunitachi").await;
        assert!(kunitachi.contains("しょうがいや病気") && !kunitachi.contains("障害"), "{kunitachi}");
        let annaka = definitions("annaka").await;
        assert!(annaka.contains("障がいや病気") && !annaka.contains("障害"), "{annaka}");

        let staff = test.counsellor().await;
        let before = visitor.open("/desks/adachi-safetynet").await.seen("main").join("");
        assert!(before.contains("ご本人"));
        save(&staff, &[("term-person", "tojisha"), ("term-disability", "half")]).await;
        let after = visitor.open("/desks/adachi-safetynet").await.seen("main").join("");
        assert!(after.contains("当事者") && !after.contains("ご本人"), "{after}");
        assert!(definitions("adachi").await.contains("障がいや病気"));
        assert!(visitor.open("/desks/setagaya-link").await.seen("main").join("").contains("ご本人"));
        visitor.get("/language/ja-easy").await;
        let easy = definitions("adachi").await;
        assert!(easy.contains("障（しょう）がい") && easy.contains("当事者（とうじしゃ）"), "{easy}");
        visitor.get("/language/en").await;
        assert!(definitions("adachi").await.contains("a disability"));
        visitor.get("/language/ja").await;

        // A text and its title are facts: letter by letter as they were written.
        let written = [("title", "障害福祉課のこと"), ("body", "ご本人の障害について"), ("kind", "definition")];
        let text = staff.fill("/texts/new", "/texts/new", &written).await.location().expect("a text");
        staff.fill(&text, &format!("{text}/publication"), &[]).await;
        let shown = definitions("adachi").await;
        assert!(shown.contains("障害福祉課のこと") && shown.contains("ご本人の障害について"), "{shown}");
        // Nobody offered this spelling.
        save(&staff, &[("term-person", "label")]).await;
        assert!(definitions("adachi").await.contains("ご本人からでも"));
    }

    async fn two_people_who_save_a_look_at_once_both_see_it(test: TestApp) {
        let (satoru, rika) = (test.counsellor().await, test.administrator().await);
        let (first, second) = (satoru.open("/appearance").await, rika.open("/appearance").await);
        assert_eq!(satoru.fill_page(&first, "/appearance", &[("figure", "たぬき")]).await.status, StatusCode::SEE_OTHER);
        let late = rika.fill_page(&second, "/appearance", &[("figure", "きつね")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.seen("#theirs").join("").contains("たぬき"));
        assert_eq!(late.attribute("#figure", "value"), "きつね");
        let again = rika.fill_page(&late, "/appearance", &[]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert_eq!(satoru.open("/appearance").await.attribute("#figure", "value"), "きつね");
    }
}
