//! The file itself: neutral from outside, readable by machines, the same each time.

use super::paper::{contains, pages, unpacked};
use super::sample::{blank, card, options, three_hops};
use crate::*;

/// As titles and outlines are written inside the file.
fn utf16_hex(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04X}")).collect()
}

#[test]
fn the_title_names_nobody() {
    let sheet = three_hops();
    let file = unpacked(&relay_sheet(&sheet, &options()).unwrap());
    assert!(contains(&file, &format!("/Title<FEFF{}>", utf16_hex("つなぐシート"))));
    for secret in ["佐藤", "高橋", "R7-00012", "西保健センター", "9f3a-77c1"] {
        assert!(!contains(&file, secret), "{secret} stands in the clear");
        assert!(!contains(&file, &format!("FEFF{}", utf16_hex(secret))), "{secret} is in a title");
    }
}

#[test]
fn the_cards_title_is_neutral_too() {
    let file = unpacked(&crate::card(&card()).unwrap());
    assert!(contains(&file, &format!("/Title<FEFF{}>", utf16_hex("ひかえ"))));
    for word in ["ひきこもり", "相談", "支援", "つなぐ"] {
        assert!(!contains(&file, &utf16_hex(word)) && !contains(&file, word));
    }
}

#[test]
fn words_can_be_copied_and_read_aloud() {
    let file = unpacked(&relay_sheet(&three_hops(), &options()).unwrap());
    assert!(contains(&file, "/ToUnicode") && contains(&file, "/FontFile2"));
    assert!(contains(&file, "/StructTreeRoot") && contains(&file, "/Marked true"));
    assert!(contains(&file, "/Lang(ja"));
    // 佐 and 藤 in the table from shapes to letters.
    assert!(contains(&file, "4F50") && contains(&file, "85E4"));
}

#[test]
fn the_same_sheet_is_the_same_file() {
    let print = || relay_sheet(&three_hops(), &options()).unwrap();
    assert_eq!(print(), print());
    assert_ne!(print(), relay_sheet(&blank(), &options()).unwrap());
}

#[test]
fn a_sheet_can_be_kept_and_set_again() {
    let sheet = three_hops();
    let kept = serde_json::to_string(&sheet).unwrap();
    assert_eq!(serde_json::from_str::<RelaySheetData>(&kept).unwrap(), sheet);
    assert_eq!(serde_json::from_str::<RelaySheetData>("{}").unwrap(), blank());
}

#[test]
fn many_counters_may_print_at_once() {
    let print = || relay_sheet(&three_hops(), &options()).unwrap();
    let alone = print();
    std::thread::scope(|scope| {
        let printers: Vec<_> = (0..4).map(|_| scope.spawn(print)).collect();
        for printer in printers {
            assert_eq!(printer.join().unwrap(), alone);
        }
    });
}

#[test]
fn the_card_shows_passphrase_and_where_to_enter_it_on_one_page() {
    let pages = pages(&card_document(&card()).unwrap());
    assert_eq!(pages.len(), 1);
    for word in ["ひかえ", "すいかこみちあさつゆとけい", "https://tsunagu.example.jp/k", "だいじょうぶ"]
    {
        assert!(pages[0].contains(word), "{word}");
    }
}

#[test]
fn odd_cards_are_cards_too() {
    for passphrase in ["", "   ", "a b", &"長".repeat(200), "#x *y*"] {
        let data = CardData { passphrase: passphrase.to_string(), ..card() };
        let pages = pages(&card_document(&data).unwrap());
        let expected: String = passphrase.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(pages.len() == 1 && pages[0].contains(&expected));
    }
    assert!(crate::card(&CardData::default()).is_ok());
}
