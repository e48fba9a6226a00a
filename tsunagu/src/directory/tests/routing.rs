//! Where a wrong door leads, what an agreement opens, and everyday scenes.

use proptest::prelude::*;

use super::{at, directory, town};
use crate::{
    directory::{
        Asked,
        model::{
            Directory,
            eligibility::Age,
            finder::{About, Findings, FitReason, Hint, Situation, Talk, find, find_named},
            gathering::GatheringKind,
            groups::{Wanted, groups},
            near::{Nearness, gazetteer},
            scenes::{SceneId, Topic, scenes, topics_of},
        },
    },
    platform::{Lang, web::Submitted},
};

fn asked(query: &str) -> Asked {
    Asked::read(directory(), &Submitted::parse(query.as_bytes()).unwrap())
}

fn found(query: &str) -> Findings<'static> {
    let asked = asked(query);
    find_named(directory(), &asked.situation, &asked.hits, at("2026-11-24T10:00"))
}

fn slugs(query: &str) -> Vec<&'static str> {
    found(query).fits.iter().map(|fit| fit.desk.slug.as_str()).collect()
}

fn reasons(query: &str, slug: &str) -> Vec<FitReason> {
    let fit = found(query).fits.into_iter().find(|fit| fit.desk.slug == slug);
    fit.unwrap_or_else(|| panic!("{query} does not show {slug}")).reasons
}

// S-051: who asked at the wrong door is told which desk takes over.
#[test]
fn a_wrong_door_names_the_desk_to_which_it_hands_on() {
    let told = reasons("town=kunitachi&age=18&q=ふくふく窓口", "kunitachi-fukufuku");
    let receiver = directory().desk_by_slug("kunitachi-kunisapo").unwrap().short_name().to_owned();
    assert!(told.contains(&FitReason::HandsOnTo(receiver)), "{told:?}");
    assert!(told.contains(&FitReason::Named { nearly: false }));
    // Without a word for it, the other door is not shown at all.
    assert!(!slugs("town=kunitachi&age=18").contains(&"kunitachi-fukufuku"));
}

// S-341
#[test]
fn chiyoda_and_taito_may_use_bunkyos_desks_and_hear_that_nobody_at_home_is_told() {
    for home in ["chiyoda", "taito"] {
        let told = reasons(&format!("town={home}"), "bunkyo-center");
        assert!(told.contains(&FitReason::ByAgreement("文京区".to_owned())), "{home}: {told:?}");
    }
    assert!(!slugs("town=adachi").contains(&"bunkyo-center"), "no agreement with Adachi");
    assert_eq!(slugs("town=bunkyo")[0], "bunkyo-center", "its own come first");
    let lectures = |home: Option<&str>| {
        let wanted = Wanted { town: home.map(town), ..Wanted::default() };
        groups(directory(), &wanted).iter().any(|(it, _)| it.slug == "bunkyo-neighbour-lectures")
    };
    assert!(lectures(Some("chiyoda")) && lectures(Some("bunkyo")) && !lectures(Some("adachi")));
}

// S-343
#[test]
fn a_family_outside_the_ward_is_led_to_the_ward_where_the_person_lives() {
    let fits = found("town=soja&q=すみだ").fits;
    if let Some(sumida) = fits.iter().find(|fit| fit.desk.slug == "sumida-sumika") {
        assert!(sumida.hints.contains(&Hint::LivesIn("墨田区".to_owned())), "one of the two is enough, and it says so");
    }
    assert_eq!(slugs("town=sumida&about=family")[0], "sumida-sumika");
}

#[test]
fn groups_are_narrowed_by_kind_and_by_taking_part_from_afar() {
    let all = groups(directory(), &Wanted::default());
    let families = groups(directory(), &Wanted { kind: Some(GatheringKind::FamilyGroup), ..Wanted::default() });
    assert!(!families.is_empty() && families.len() < all.len());
    assert!(families.iter().all(|(it, _)| it.kind == GatheringKind::FamilyGroup));
    let online = groups(directory(), &Wanted { online: true, town: Some(town("adachi")), ..Wanted::default() });
    assert!(online.iter().all(|(it, _)| it.facts.mode.code() != "in_person"));
}

#[test]
fn a_place_without_a_page_is_led_to_its_prefecture_and_its_neighbours() {
    let asked = asked("place=葛飾区");
    assert!(asked.situation.place.is_some() && asked.situation.town.is_none());
    let fits = found("place=葛飾区").fits;
    assert_eq!(fits[0].desk.slug, "tokyo-supportnet", "the prefecture's desk is for them too");
    let neighbour = fits.iter().find(|fit| fit.desk.slug == "adachi-safetynet").expect("Adachi is next to it");
    assert!(neighbour.reasons.contains(&FitReason::Nearby(Nearness::Near)), "{:?}", neighbour.reasons);
    assert!(neighbour.reasons.iter().any(|it| matches!(it, FitReason::HandsOn | FitReason::HandsOnTo(_))));
}

#[test]
fn a_town_among_the_words_is_the_town() {
    for query in ["q=足立区 居場所", "q=足立区の居場所", "q=あだち", "q=120-0034"] {
        assert_eq!(asked(query).situation.town, Some(town("adachi")), "{query}");
        assert_eq!(found(query).fits[0].desk.municipality, town("adachi"), "{query}");
    }
    // A ward's own word for its people is no part of the ward's name, and a prefecture takes nothing away from the words.
    assert_eq!(asked("q=墨田区の区民相談").situation.town, Some(town("sumida")));
    let tokyo = asked("q=東京都の居場所");
    assert_eq!(tokyo.situation.town, Some(town("tokyo")));
    assert!(!tokyo.hits.found.is_empty(), "the word beside the place is still searched for");
    // What was told in the form is not overruled by a word.
    assert_eq!(asked("town=hino&q=足立区").situation.town, Some(town("hino")));
}

// S-089, S-090, S-091, P-22
#[test]
fn scenes_begin_with_not_clear_yet_and_name_nobody() {
    assert_eq!(scenes()[0].id, "unsure");
    assert!(scenes()[0].topics().is_empty() && scenes().len() >= 12);
    let labels = [
        "ひきこもり",
        "引きこもり",
        "不登校",
        "ニート",
        "自立",
        "社会復帰",
        "改善",
        "必須",
        "問題",
        "hikikomori",
        "problem",
    ];
    for scene in scenes() {
        for lang in Lang::ALL {
            let words = scene.words(lang);
            assert!(!words.is_empty());
            for label in labels {
                assert!(!words.to_lowercase().contains(label), "{}: {words}", scene.id);
            }
        }
        // S-091: going out never disqualifies; every scene finds desks.
        assert!(!slugs(&format!("town=adachi&scene={}", scene.id)).is_empty(), "{}", scene.id);
    }
    assert_eq!(SceneId::read("nowhere"), None);
}

#[test]
fn a_scene_brings_desks_that_speak_of_it_to_the_front_and_hides_none() {
    let plain: std::collections::BTreeSet<&str> = slugs("town=akishima").into_iter().collect();
    let work = slugs("town=akishima&scene=begin-work");
    assert_eq!(work.iter().copied().collect::<std::collections::BTreeSet<_>>(), plain, "nothing is hidden");
    assert_eq!(work[0], "akishima-kurashi", "{work:?}");
    assert!(reasons("town=akishima&scene=begin-work", work[0]).contains(&FitReason::Speaks(Topic::Work)));
    assert!(topics_of(["若者サポートステーション"]).shared(topics_of(["就労"])) == Some(Topic::Work));
}

#[test]
fn organisations_and_gatherings_are_found_by_their_words_too() {
    use crate::directory::model::search::Subject;
    let hits = asked("q=こまえ家族会").hits;
    assert!(hits.found.iter().any(|hit| matches!(hit.subject, Subject::Gathering(_))));
    assert!(!found("q=こまえ家族会").fits.is_empty());
}

fn anything(directory: &'static Directory) -> impl Strategy<Value = (Situation, String)> {
    let places: Vec<_> = gazetteer().all().map(|(id, _)| id).collect();
    (
        prop::option::of(0..directory.municipalities().len()),
        prop::option::of(prop::sample::select(places)),
        prop::option::of(prop::sample::select(About::ALL)),
        prop::option::of(0..=Age::MOST),
        prop::option::of(prop::sample::select(Talk::ALL)),
        prop::option::of(prop::sample::select(SceneId::all().collect::<Vec<_>>())),
        prop::sample::select(vec![
            "",
            "居場所",
            "せーふてぃねっと",
            "ぬぬぬぬ",
            "家族会 相談",
            "足立区",
            "🐳",
            "ふくふく",
        ]),
    )
        .prop_map(move |(town, place, about, years, talk, scene, words)| {
            let town = town.map(|index| directory.municipalities()[index].id);
            let age = years.and_then(Age::new);
            (Situation { town, place, about, age, talk, scene }, words.to_owned())
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Never a dead end: whatever is told, typed and left out, wherever one lives.
    #[test]
    fn the_finder_is_never_empty_whatever_is_told_or_typed((situation, words) in anything(directory())) {
        let hits = directory().search(&words);
        let found = find_named(directory(), &situation, &hits, at("2026-11-24T10:00"));
        prop_assert!(!found.fits.is_empty());
        let mut seen: Vec<&str> = found.fits.iter().map(|fit| fit.desk.slug.as_str()).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), count, "a desk is shown twice");
        // Every desk says why it is shown.
        prop_assert!(found.fits.iter().all(|fit| !fit.reasons.is_empty()));
        // Words never take away what is found without them.
        let without = find(directory(), &situation, at("2026-11-24T10:00"));
        prop_assert!(found.fits.len() >= without.fits.len().min(60));
        // Who is outside a desk's exact ages is told that it hands on, never sent away.
        for fit in &found.fits {
            if fit.hints.iter().any(|hint| matches!(hint, Hint::AgeOther(_))) {
                prop_assert!(fit.reasons.iter().any(|it| matches!(it, FitReason::HandsOn | FitReason::HandsOnTo(_))));
            }
        }
    }
}
