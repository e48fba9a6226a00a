//! Places as people type them, and what is near them.

use super::{directory, town};
use crate::directory::model::near::{Gazetteer, Nearness, PlaceId, Typed, gazetteer};

fn named(prefecture: &str, name: &str) -> PlaceId {
    gazetteer().named(prefecture, name).unwrap_or_else(|| panic!("{prefecture}{name}"))
}

fn read(typed: &str) -> Typed {
    Typed::read(gazetteer(), typed)
}

#[test]
fn every_municipality_of_japan_is_in_the_list_once() {
    let list: &Gazetteer = gazetteer();
    let codes: std::collections::BTreeSet<&str> = list.all().map(|(_, place)| place.code).collect();
    assert_eq!((list.all().count(), codes.len()), (1_741, 1_741));
    let prefectures: std::collections::BTreeSet<&str> = list.all().map(|(_, place)| place.prefecture).collect();
    assert_eq!(prefectures.len(), 47);
    for (id, place) in list.all() {
        assert_eq!(list.named(place.prefecture, place.name), Some(id));
        assert!(place.code.len() == 5 && place.reading.chars().all(|it| ('ぁ'..='ゖ').contains(&it)), "{place:?}");
        // Its whole name with its prefecture leads to it and to no other.
        assert_eq!(read(&format!("{}{}", place.prefecture, place.name)), Typed::One(id), "{place:?}");
    }
    // The north, the south, the east and the west of the country: no point lies in the sea of another.
    for (id, _) in list.all() {
        assert!(list.kilometres(named("東京都", "千代田区"), id) < 2_100.0);
    }
}

// S-037
#[test]
fn a_town_is_found_by_name_reading_postcode_and_address() {
    let adachi = Typed::One(named("東京都", "足立区"));
    for typed in [
        "足立区",
        "足立",
        "あだち",
        "アダチク",
        "ｱﾀﾞﾁ",
        " 足立 区 ",
        "120-0034",
        "１２０ー００３４",
        "〒120-0034",
        "1200034",
        "120",
        "東京都足立区千住5-13-5",
        "足立区千住",
        "東京都足立",
    ] {
        assert_eq!(read(typed), adachi, "{typed}");
    }
    assert_eq!(read("余市郡余市町"), Typed::One(named("北海道", "余市町")));
    assert_eq!(read("札幌市中央区"), Typed::One(named("北海道", "札幌市")));
    assert_eq!(read("龍ケ崎市"), read("竜ヶ崎市"), "old forms and small letters");
}

#[test]
fn one_name_of_several_towns_is_asked_about_and_a_prefecture_is_one() {
    let Typed::Several(places) = read("府中") else { panic!("{:?}", read("府中")) };
    let names: Vec<&str> = places.iter().map(|id| gazetteer().place(*id).prefecture).collect();
    assert!(names.contains(&"東京都") && names.contains(&"広島県"), "{names:?}");
    let Typed::Several(places) = read("府中市") else { panic!("{:?}", read("府中市")) };
    assert_eq!(places.len(), 2);
    assert_eq!(read("東京都府中市"), Typed::One(named("東京都", "府中市")));
    assert_eq!(read("東京"), Typed::Prefecture("東京都"));
    assert_eq!(read("ぐんまけん"), Typed::Prefecture("群馬県"));
}

#[test]
fn a_wrong_letter_in_a_place_is_forgiven_and_nonsense_is_not_guessed_at() {
    assert_eq!(read("あきしまい"), Typed::One(named("東京都", "昭島市")));
    for typed in ["くじら山", "x", "9", "000-0000", "🐳", "12345678"] {
        assert_eq!(read(typed), Typed::Unknown, "{typed}");
    }
    assert_eq!(read("  "), Typed::Nothing);
}

#[test]
fn near_and_far_are_words_by_the_crow() {
    let kilometres = |from, to| gazetteer().kilometres(from, to);
    let (adachi, sumida) = (named("東京都", "足立区"), named("東京都", "墨田区"));
    let (sapporo, naha) = (named("北海道", "札幌市"), named("沖縄県", "那覇市"));
    assert!(kilometres(adachi, sumida) < 12.0);
    assert!((2_150.0..2_350.0).contains(&kilometres(sapporo, naha)), "{}", kilometres(sapporo, naha));
    assert_eq!(Nearness::of(kilometres(adachi, sumida)), Nearness::Near);
    assert_eq!(Nearness::of(kilometres(sapporo, naha)), Nearness::Far);
    // Katsushika has no page here: its neighbours come first.
    let near = directory().near(named("東京都", "葛飾区"), 3);
    assert!(near.iter().any(|(id, nearness)| *id == town("adachi") && *nearness == Nearness::Near), "{near:?}");
    assert!(near.iter().all(|(id, _)| !directory().desks_of(*id).is_empty()));
}

#[test]
fn every_town_of_the_directory_has_its_place() {
    use crate::directory::MunicipalityKind;
    for town in directory().municipalities().iter().filter(|it| it.kind == MunicipalityKind::Municipality) {
        assert!(directory().place_of(town.id).is_some(), "{}", town.name);
    }
}

proptest::proptest! {
    #[test]
    fn a_place_is_read_without_failing_whatever_is_typed(typed in "\\PC{0,80}") {
        let _ = read(&typed);
    }
}

#[test]
fn a_place_ends_before_the_little_word_of_and_what_follows_stays_whole() {
    let before = |word: &str| {
        let place = gazetteer().place_before(word).unwrap_or_else(|| panic!("no place in {word}"));
        assert!(place.is_sure, "{word}");
        (place.typed, place.rest.to_owned())
    };
    let one = |prefecture, name| Typed::One(named(prefecture, name));
    for (word, place, rest) in [
        ("墨田区の区民相談", one("東京都", "墨田区"), "区民相談"),
        ("墨田区の市民の声", one("東京都", "墨田区"), "市民の声"),
        ("足立区の居場所", one("東京都", "足立区"), "居場所"),
        ("東京都足立区の町会", one("東京都", "足立区"), "町会"),
        ("札幌市中央区の居場所", one("北海道", "札幌市"), "居場所"),
        ("東京都の居場所", Typed::Prefecture("東京都"), "居場所"),
        ("北海道の居場所", Typed::Prefecture("北海道"), "居場所"),
        ("群馬県居場所", Typed::Prefecture("群馬県"), "居場所"),
        // The little word is part of these names.
        ("紀の川市の相談", one("和歌山県", "紀の川市"), "相談"),
        ("えびの市の相談", one("宮崎県", "えびの市"), "相談"),
    ] {
        assert_eq!(before(word), (place, rest.to_owned()), "{word}");
    }
    assert!(gazetteer().place_before("みんなの居場所").is_none());
}
