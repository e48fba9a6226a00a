//! What stands on each paper, in which order, and what does not.

use super::{leaflet_of, pocket_card_of, samples, three_fold_of};
use crate::{
    tests::paper::{contains, in_order, pages, unpacked},
    *,
};

fn utf16_hex(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

// S-004, S-054, S-064, S-003, S-353: both contacts, the extension, the routes, both addresses with their days, as of.
#[test]
fn a_leaflet_says_all_that_one_asks_before_going() {
    let pages = pages(&leaflet_of(&samples::leaflet()));
    in_order(
        &pages[0],
        &[
            "みなと市",
            "くじら相談室",
            "ひとことだけでも",
            "電話",
            "03-0000-2762",
            "内線2855",
            "午前10時から",
            "場所",
            "（令和9年3月31日（水）まで）",
            "（令和9年4月1日（木）から）",
            "行き方",
            "歩いて約5分",
            "市営バス",
            "tsunagu.example.jp/desks/kujira-desk",
            "令和8年11月24日（火）現在",
        ],
    );
    in_order(
        &pages[1],
        &[
            "話すと、どうなるか",
            "話せる方",
            "予約",
            "お金",
            "名前",
            "ニックネームで大丈夫です",
            "連絡先",
            "窓口",
            "責任をもつ部署",
            "03-0000-4431",
            "警察110、救急119",
        ],
    );
}

/// Japanese set in lines across opens like an English book: the cover is on the right of the outer side, the panel that
/// is folded in on its left, and the inner side is read from left to right.
#[test]
fn the_panels_of_a_folded_sheet_are_in_their_order() {
    let document = three_fold_of(&samples::three_fold(4, 3));
    let places = super::super::paper::places(&document);
    let panel = |page: usize, words: &str| {
        let (_, pieces) = &places[page];
        let (at, ..) = pieces.iter().find(|(_, _, text)| text.contains(words)).unwrap_or_else(|| panic!("{words}"));
        (at.x.to_mm() / 99.0).floor()
    };
    assert_eq!(panel(0, "家族会"), 0.0);
    assert_eq!(panel(0, "連絡先"), 1.0);
    assert_eq!(panel(0, "なったら"), 2.0);
    assert_eq!(panel(1, "どうなるか"), 0.0);
    assert_eq!(panel(1, "03-0000-0000"), 1.0);
    assert_eq!(panel(1, "メモ"), 2.0);
}

// S-307: neutral outside unless the town asks for the name.
#[test]
fn the_outside_of_a_card_does_not_say_what_it_is_about() {
    let card = samples::pocket_card();
    let neutral = pages(&pocket_card_of(&card));
    for word in ["ひきこもり", "相談", "支援", "くじら", "03-0000"] {
        assert!(!neutral[0].contains(word), "{word}: {}", neutral[0]);
    }
    assert_eq!(neutral[0].matches("話してみたくなったら").count(), 10);
    assert_eq!(neutral[1].matches("ひきこもり相談「くじら相談室」").count(), 10);
    assert_eq!(neutral[1].matches("03-0000-2762").count(), 10);
    let named = pages(&pocket_card_of(&PocketCardData { outside: CardOutside::Named, ..card }));
    assert_eq!(named[0].matches("くじら相談室").count(), 10);
}

#[test]
fn titles_are_the_callers_and_nothing_else_tells() {
    let file = unpacked(&pocket_card(&samples::pocket_card(), &Look::default()).unwrap());
    assert!(contains(&file, &format!("/Title<FEFF{}>", utf16_hex("ひかえ"))));
    assert!(!contains(&file, &format!("FEFF{}", utf16_hex("ひきこもり"))));
}

#[test]
fn the_same_values_are_the_same_file_and_speak_their_language() {
    let look = Look::default();
    let one = leaflet(&samples::leaflet(), &look).unwrap();
    let _between = three_fold(&samples::three_fold(4, 3), &look).unwrap();
    assert_eq!(one, leaflet(&samples::leaflet(), &look).unwrap());
    assert!(contains(&unpacked(&one), "/Lang(ja") && contains(&unpacked(&one), "/StructTreeRoot"));
    let easy = leaflet(&samples::leaflet(), &Look { language: Language::JaEasy, ..look.clone() }).unwrap();
    assert!(contains(&unpacked(&easy), "/Lang(ja"));
    let english = leaflet(&samples::leaflet(), &Look { language: Language::En, ..look }).unwrap();
    assert!(contains(&unpacked(&english), "/Lang(en"));
}

// S-300
#[test]
fn a_town_may_bring_its_colour_and_the_name_of_its_campaign() {
    let look =
        Look { theme: "くじらの「なみ」".into(), accent: Accent::read("#8b008b").unwrap(), ..Look::default() };
    let document = super::document(crate::world::Template::ThreeFold, &samples::three_fold(4, 3), &look);
    assert!(pages(&document)[0].contains("くじらの「なみ」"));
    let file = |look: &Look| three_fold(&samples::three_fold(4, 3), look).unwrap();
    assert_ne!(file(&look), file(&Look { accent: Accent::default(), ..look.clone() }));
}

#[test]
fn a_colour_that_is_hard_to_read_is_refused() {
    assert!(matches!(Accent::read("#ffd43d"), Err(AccentFault::Faint { .. })));
    assert!(matches!(Accent::read("#808080"), Err(AccentFault::Faint { .. })));
    for odd in ["", "red", "#12345", "1b5e7b", "#1b5e7bff", "#１２３４５６", "#gggggg", "#+1b5e7"] {
        assert_eq!(Accent::read(odd), Err(AccentFault::Unreadable(odd.to_owned())));
    }
    for fine in ["#000000", "#0017c1", "#1b5e7b", "#767676"] {
        assert_eq!(Accent::read(fine).unwrap().to_string(), fine);
    }
    let kept = serde_json::to_string(&Look::default()).unwrap();
    assert_eq!(serde_json::from_str::<Look>(&kept).unwrap(), Look::default());
    assert!(serde_json::from_str::<Look>(r##"{"accent":"#ffffff"}"##).is_err());
}
