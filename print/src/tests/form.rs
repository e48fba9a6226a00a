//! The sheet says what the paper says, in the paper's order.

use super::paper::{in_order, pages, places, set, words};
use super::sample::{blank, hop, three_hops};
use crate::*;
use typst::layout::{Abs, Frame, FrameItem};
use typst::visualize::Geometry;

const CONCERNS: [&str; 19] = [
    "仕事探し、就職について",
    "収入・生活費のこと",
    "仕事上の不安やトラブル",
    "家賃やローンの支払いのこと",
    "税金や公共料金等の支払いについて",
    "債務について",
    "資金の貸付について",
    "住まいについて",
    "病気や健康に関する.こと",
    "こころの問題に関すること",
    "食べるものがない",
    "家計全般に関すること",
    "介護に関すること",
    "子育てに関すること",
    "ひきこもり・不登校",
    "家族関係・人間関係",
    "地域との関係について",
    "DV・虐待について",
    "その他（",
];

#[test]
fn an_empty_sheet_is_the_three_page_paper_form() {
    assert_eq!(pages(&set(&blank())).len(), 3);
}

#[test]
fn page_one_asks_in_the_papers_words_and_order() {
    let page = &pages(&set(&blank()))[0];
    let before = [
        "相談申込・受付票",
        "ＩＤ",
        "※初回相談受付日",
        "令和年月日",
        "受付者",
        "■基本情報",
        "※太枠欄は必ずご記入ください。",
        "相談支援の検討・実施等にあたり、私の相談内容を必要となる関係機関（者）と情報共有し、保管・集約することに同意します。",
        "署名欄",
        "ふりがな",
        "性別",
        "□男性□女性□その他",
        "氏名",
        "生年月日",
        "□大正□昭和□平成□令和",
        "年月日（歳）",
        "住所",
        "〒－",
        "電話自宅",
        "携帯",
        "氏名",
        "ご本人との関係",
        "□家族（本人との続柄：）",
        "□その他（）",
        "住所",
        "電話（自宅）",
        "電話（携帯）",
        "■ご相談の内容（お困りのこと）",
        "※ご相談されたい内容に○をおつけください。ご相談されたいことが複数の場合は、全て○をし、一番お困りのことには◎をおつけください。",
    ];
    let after = ["※ご相談されたいことを具体的に書いてください。ご支援にあたっての希望もあればお書きください。"];
    in_order(page, &[before.as_slice(), &CONCERNS, &after].concat());
    assert!(page.contains("来談者注)ご本人以外の場合に記入してください。"));
}

#[test]
fn page_two_is_the_first_sections_record() {
    let page = &pages(&set(&blank()))[1];
    in_order(
        page,
        &[
            "（初回相談受付部署）",
            "相談受付日月日（）",
            "部署名",
            "担当者",
            "※初回部署は記入不要",
            "相談済の部署",
            "□仕事（）□多重債務（）□健康・生活（）□介護（）□子育て（）□その他（）",
            "＜今回の対応＞",
            "当課の継続相談有・無",
            "※他の部署への相談が必要な場合のみ次頁へ",
        ],
    );
    assert!(page.contains("相談内容・概要"));
}

#[test]
fn page_three_has_two_relay_blocks_with_the_papers_two_spellings() {
    let page = &pages(&set(&blank()))[2];
    let block = |n| {
        [
            "相談が必要と思われる部署",
            "□仕事（）□多重債務（）□健康・生活（）□介護（）□子育て（）□その他（）",
            n,
            "予約日時",
            "同行有・無",
            "課",
            "係",
            "担当者",
            "館",
            "階",
            "名称",
            "担当者",
            "住所",
            "電話番号",
            "相談受付日月日（）",
            "部署名",
            "担当者",
            "相談済の部署",
            "□仕事（）□多重債務（）□生活（）□介護（）□子育て（）□その他（）",
            "＜今回の対応＞",
            "当課の継続相談有・無",
            "（福祉まるごと相談課回付日年月日）",
        ]
    };
    in_order(page, &[block("紹介先①"), block("紹介先②")].concat());
    in_order(page, &["相談内容・概要", "相談内容概要"]);
}

#[test]
fn three_hops_take_a_fourth_page_with_room_for_the_next() {
    let pages = pages(&set(&three_hops()));
    assert_eq!(pages.len(), 4);
    in_order(&pages[2], &["紹介先①", "くらしの相談課", "紹介先②", "西保健センター"]);
    in_order(&pages[3], &["紹介先③", "障がい福祉課", "紹介先④"]);
}

// S-101
#[test]
fn any_number_of_hops_goes_two_to_a_page_under_the_same_id() {
    for count in [1_usize, 2, 7, 12] {
        let mut sheet = three_hops();
        sheet.hops = (1..=count).map(|n| hop(&format!("窓口{n}番"), Category::Work, "相談")).collect();
        let pages = pages(&set(&sheet));
        assert_eq!(pages.len(), 2 + count.div_ceil(2));
        for (i, page) in pages.iter().enumerate() {
            assert!(page.contains("ＩＤR7-00012"), "page {} has no ID", i + 1);
            assert!(page.ends_with(&format!("{}/{}", i + 1, pages.len())));
            if i >= 2 {
                assert_eq!(page.matches("紹介先").count(), 2);
                assert!(page.contains(&format!("窓口{}番課", 2 * i - 3)));
            }
        }
    }
}

#[test]
fn blocks_beyond_the_twentieth_keep_their_number() {
    let mut sheet = blank();
    sheet.hops = vec![Hop::default(); 36];
    let words = words(&sheet);
    in_order(&words, &["紹介先⑳", "紹介先㉑", "紹介先㉟", "紹介先(36)"]);
}

#[test]
fn what_was_answered_stands_at_its_place() {
    let pages = pages(&set(&three_hops()));
    in_order(
        &pages[0],
        &[
            "R7-00012",
            "令和7年4月8日",
            "受付者高橋",
            "同意日：令和7年4月8日",
            "同意した人：佐藤健一（ご本人）",
            "共有先：くらしとしごとの相談センター、西保健センター",
            "項目：基本情報、相談内容",
            "目的：就労と健康の相談",
            "期限：令和8年3月31日",
            "さとうけんいち",
            "□✓男性□女性□その他",
            "佐藤健一",
            "□大正□昭和□✓平成□令和3年11月3日（33歳）",
            "〒120-0000中央本町一丁目17番1号",
            "090-0000-0000",
            "佐藤和子",
            "□✓家族（本人との続柄：母）□その他（）",
            "同上",
            "03-0000-0001",
            "○仕事探し、就職について収入・生活費のこと",
            "○こころの問題に関すること食べるものがない",
            "◎ひきこもり・不登校家族関係",
            "○その他（日中の居場所）",
            "夜は眠れず、昼に起きます。",
            "〔希望〕電話ではなく手紙かメールで連絡してほしい。",
        ],
    );
    in_order(
        &pages[1],
        &[
            "4月8日（火）",
            "福祉まるごと相談課",
            "高橋",
            "□✓健康・生活（中央保健所）",
            "夜間の不眠",
            "静かな部屋で会う。",
            "当課の継続相談○有・無",
        ],
    );
    in_order(
        &pages[2],
        &[
            "□✓仕事（窓口）",
            "令和7年4月15日（火）午後2時",
            "同行○有・無",
            "□✓生活（中央保健所）",
            "継続相談有・○無",
            "（福祉まるごと相談課回付日令和7年4月18日）",
            "同行有・○無",
            "保健師山本",
            "03-0000-0002",
        ],
    );
}

#[test]
fn the_paper_tells_when_and_by_whom_it_was_printed() {
    let page = &pages(&set(&three_hops()))[1];
    in_order(
        page,
        &["ＩＤR7-00012", "版4", "印刷日令和7年6月2日", "印刷者ひきこもり支援担当高橋", "照合番号9f3a-77c1", "2/4"],
    );
}

#[test]
fn a_municipality_may_use_its_own_words() {
    let mut options = Options::default();
    options.printed_labels.central_section = "くらし支援課".into();
    options.printed_labels.withheld = "（共有していません）".into();
    let sheet = RelaySheetData { person: Party::withheld(), ..blank() };
    let words = pages(&relay_sheet_document(&sheet, &options).unwrap()).concat();
    assert!(words.contains("（くらし支援課回付日年月日）"));
    assert!(words.contains("（共有していません）") && !words.contains("（共有なし）"));
}

#[test]
fn a_section_is_not_called_ka_ka() {
    let mut sheet = blank();
    sheet.hops = vec![hop("納税課", Category::Debt, "")];
    let words = words(&sheet);
    assert!(words.contains("納税課就労支援係担当者鈴木南館2階"), "{words}");
}

#[test]
fn two_offices_of_one_kind_share_a_bracket() {
    let mut sheet = blank();
    sheet.first_record.already_consulted =
        vec![(Category::Care, "北包括".into()), (Category::Care, "南包括".into()), (Category::Work, String::new())];
    let words = words(&sheet);
    in_order(&words, &["□✓仕事（）", "□✓介護（北包括、南包括）"]);
}

#[test]
fn the_boxes_that_must_be_filled_in_have_a_thick_frame() {
    fn thick(frame: &Frame) -> usize {
        let one = |item: &FrameItem| match item {
            FrameItem::Group(group) => thick(&group.frame),
            FrameItem::Shape(shape, _) => {
                let framed = matches!(shape.geometry, Geometry::Rect(_) | Geometry::Curve(_));
                let width = shape.stroke.as_ref().map_or(Abs::zero(), |stroke| stroke.thickness);
                usize::from(framed && width >= Abs::pt(1.9))
            }
            _ => 0,
        };
        frame.items().map(|(_, item)| one(item)).sum()
    }
    let document = set(&blank());
    let counts: Vec<usize> = document.pages().iter().map(|page| thick(&page.frame)).collect();
    assert_eq!(counts, [1, 0, 0]);
}

#[test]
fn large_type_is_larger_and_loses_nothing() {
    let plain = set(&three_hops());
    let options = Options { large_type: true, ..super::sample::options() };
    let large = relay_sheet_document(&three_hops(), &options).unwrap();
    let size = |document| {
        let places = places(document).remove(0).1;
        places.iter().find(|(_, _, text)| text.contains("ふりがな")).unwrap().1.y
    };
    assert!(size(&large) > size(&plain) * 1.2);
    for word in ["DV・虐待について", "西保健センター", "〔希望〕", "紹介先④"] {
        assert!(pages(&large).concat().contains(word));
    }
}
