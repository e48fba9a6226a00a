//! What was not agreed to be shared is not on the paper, nor anywhere in the file.

use super::paper::{contains, in_order, pages, set, unpacked, words};
use super::sample::{options, three_hops};
use crate::*;

/// A kanji that stands nowhere else on the sheet.
const SECRET: &str = "鬱鬱";

fn secretive() -> RelaySheetData {
    let mut sheet = three_hops();
    sheet.consent_given = Some(ConsentLine { by: SECRET.into(), ..ConsentLine::default() });
    sheet.consent_withheld = true;
    sheet.person = Party {
        gender: Some(Gender::Other),
        birth: Some(Birth { era: Era::Showa, age: SECRET.into(), ..Birth::default() }),
        ..Party::withheld()
    };
    sheet.caller = Some(Caller { name: SECRET.into(), ..Caller::default() });
    sheet.caller_withheld = true;
    sheet.concerns = [Mark::Double; 19];
    sheet.concerns_withheld = true;
    sheet.other_text = SECRET.into();
    sheet.narrative = Field::Withheld;
    sheet.first_record = Record {
        already_consulted: vec![(Category::Debt, SECRET.into())],
        continues: Some(true),
        ..Record::withheld()
    };
    for hop in &mut sheet.hops {
        hop.needed = vec![(Category::Debt, SECRET.into())];
        hop.needed_withheld = true;
        hop.accompany_withheld = true;
        hop.record = Some(sheet.first_record.clone());
    }
    sheet
}

#[test]
fn withheld_boxes_say_so_calmly_and_the_rest_stays() {
    let pages = pages(&set(&secretive()));
    in_order(
        &pages[0],
        &[
            "署名欄（共有なし）",
            "ふりがな（共有なし）",
            "性別（共有なし）",
            "氏名（共有なし）",
            "生年月日（共有なし）",
            "〒（共有なし）（共有なし）",
            "自宅（共有なし）",
            "携帯（共有なし）",
            "氏名（共有なし）",
            "関係（共有なし）",
            "住所（共有なし）",
            "○をおつけください。",
            "（共有なし）仕事探し",
            "その他（共有なし）",
            "お書きください。（共有なし）",
            "〔希望〕電話ではなく手紙かメール",
        ],
    );
    in_order(
        &pages[1],
        &[
            "相談受付日（共有なし）",
            "部署名（共有なし）",
            "担当者（共有なし）",
            "相談済の部署（共有なし）",
            "（共有なし）＜今回の対応＞（共有なし）",
            "継続相談（共有なし）",
        ],
    );
    in_order(&pages[2], &["思われる部署（共有なし）", "同行（共有なし）", "相談済の部署（共有なし）"]);
}

#[test]
fn a_withheld_value_is_nowhere_in_frames_values_or_file() {
    let sheet = secretive();
    let words = words(&sheet);
    assert!(!words.contains('鬱') && !words.contains('✓') && !words.contains("◎ひきこもり"));
    let values = serde_json::to_string(&sheet.without_withheld()).unwrap();
    assert!(!values.contains(SECRET) && !values.contains("Showa"), "{values}");

    let file = unpacked(&relay_sheet(&sheet, &options()).unwrap());
    let mut open = sheet;
    open.narrative = SECRET.into();
    let seen = unpacked(&relay_sheet(&open, &options()).unwrap());
    // A letter that is drawn leaves its code in the table from shapes to letters.
    assert!(contains(&seen, "9B31"), "the sign this test looks for has changed");
    assert!(!contains(&file, "9B31") && !contains(&file, SECRET));
}

#[test]
fn a_family_callers_relation_can_be_withheld_alone() {
    let mut sheet = three_hops();
    sheet.caller.as_mut().unwrap().relation_withheld = true;
    let words = words(&sheet);
    in_order(&words, &["佐藤和子", "ご本人との関係（共有なし）", "03-0000-0001"]);
    assert!(!words.contains("続柄"));
}

#[test]
fn a_field_remembers_nothing_of_what_it_withholds() {
    let json = serde_json::to_string(&Field::Withheld).unwrap();
    assert_eq!(json, r#""Withheld""#);
    let typed = Field::from("Withheld");
    assert_eq!(serde_json::from_str::<Field>(&serde_json::to_string(&typed).unwrap()).unwrap(), typed);
    assert_eq!(Field::from("　 \n"), Field::Empty);
    assert_eq!(Field::from(None::<String>), Field::Empty);
}

#[test]
fn the_word_withheld_typed_by_a_person_is_printed_as_typed() {
    let mut sheet = three_hops();
    sheet.person.name = "Withheld".into();
    assert!(words(&sheet).contains("氏名Withheld"));
}
