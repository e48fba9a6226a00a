//! Whatever people type comes out as they typed it, and stays on the paper.

use super::paper::{Piece, pages, places, set, words};
use super::sample::three_hops;
use crate::*;
use typst::layout::Abs;

fn told(narrative: &str) -> RelaySheetData {
    RelaySheetData { narrative: narrative.into(), ..three_hops() }
}

/// No text leaves the printable part of the page, runs into the footer line or lies on other text.
#[track_caller]
fn stays_on_paper(sheet: &RelaySheetData, large_type: bool) {
    let options = Options { large_type, ..super::sample::options() };
    let document = relay_sheet_document(sheet, &options).unwrap();
    for (size, pieces) in places(&document) {
        for (i, (at, extent, text)) in pieces.iter().enumerate() {
            let foot = extent.y < Abs::pt(7.5);
            let bottom = if foot { Abs::zero() } else { Abs::mm(16.5) };
            let inside = at.x >= Abs::mm(13.0)
                && at.x + extent.x <= size.x - Abs::mm(13.0)
                && at.y >= Abs::mm(5.0)
                && at.y <= size.y - bottom;
            assert!(inside, "{text} at {at:?}");
            let over = pieces[..i].iter().find(|other| covers(other, &pieces[i]));
            assert!(over.is_none(), "{text} lies on {over:?}");
        }
    }
}

/// Marks and rings are meant to lie on what they mark.
fn covers(one: &Piece, other: &Piece) -> bool {
    let mark = |piece: &Piece| ["✓", "○"].contains(&piece.2.as_str());
    let across = |a: &Piece, b: &Piece| a.0.x + Abs::pt(1.0) < b.0.x + b.1.x;
    let along = |a: &Piece, b: &Piece| a.0.y - a.1.y * 0.8 < b.0.y;
    !mark(one) && !mark(other) && across(one, other) && across(other, one) && along(one, other) && along(other, one)
}

#[test]
fn markup_is_only_text() {
    let signs =
        r##"#import"x" #eval("1+1") $x^2$ *a* _b_ `c` <label> @ref = h - li // c /* d */ \u{41} #[x] --- "q" ~"##;
    let mut sheet = told(signs);
    sheet.person.name = signs.into();
    sheet.number = "#panic()".into();
    sheet.first_record.already_consulted = vec![(Category::Work, "#read(\"/etc/hosts\")".into())];
    let words = words(&sheet);
    let expected: String = signs.chars().filter(|c| !c.is_whitespace()).collect();
    assert_eq!(words.matches(&expected).count(), 2, "{words}");
    assert!(words.contains("ＩＤ#panic()") && words.contains("（#read(\"/etc/hosts\")）"));
}

#[test]
fn five_thousand_letters_flow_on_without_loss() {
    let sentence = "夜は眠れず、昼に起きます。";
    let long = sentence.repeat(5_000 / sentence.chars().count());
    let mut sheet = told(&long);
    sheet.first_record.overview = long.as_str().into();
    sheet.first_record.response = long.as_str().into();
    let record = sheet.hops[0].record.as_mut().unwrap();
    record.overview = long.as_str().into();
    record.response = long.as_str().into();
    let pages = pages(&set(&sheet));
    assert_eq!(pages.concat().matches('昼').count(), 5 * long.matches('昼').count());
    assert!(pages.iter().all(|page| page.contains("ＩＤR7-00012")));
    stays_on_paper(&sheet, false);
    stays_on_paper(&sheet, true);
}

#[test]
fn a_hundred_thousand_letters_are_printed() {
    let long = "話したいことが、たくさんございます。".repeat(100_000 / 18 + 1);
    assert!(long.chars().count() >= 100_000);
    // One letter of each sentence is counted: page ends and footers come between others.
    let words = words(&told(&long));
    assert_eq!(words.matches('ざ').count(), long.matches('ざ').count());
}

#[test]
fn a_thousand_short_lines_are_printed() {
    let words = words(&told(&"はい。\n".repeat(1_000)));
    assert_eq!(words.matches("はい。").count(), 1_000);
}

#[test]
fn endless_runs_stay_inside_their_box() {
    for run in ["a", "ー", "。", "…", "!", "（", "w", "ｗ", "が\u{3099}", "👨‍👩‍👧", "1", "ﾊﾟ", "ً"]
    {
        let long = run.repeat(400);
        let mut sheet = told(&long);
        sheet.person.address = long.as_str().into();
        sheet.first_record.overview = long.as_str().into();
        stays_on_paper(&sheet, false);
    }
    assert!(words(&told(&"a".repeat(400))).contains(&"a".repeat(400)));
}

#[test]
fn crowded_boxes_stay_on_the_paper() {
    let mut sheet = three_hops();
    let long = "くらしとしごとの相談センター生活支援第二係";
    sheet.number = "R7-00012-0000000001".into();
    sheet.receiver = long.into();
    sheet.person.name = "ヴァン・デン・ベルフ アレクサンドラ エリザベート ほのか".into();
    sheet.person.furigana = sheet.person.name.clone();
    sheet.caller.as_mut().unwrap().relation = Some(Relation::Other(long.into()));
    sheet.first_record.section = long.into();
    sheet.first_record.already_consulted = vec![(Category::HealthLife, long.into()), (Category::Other, long.into())];
    let inside = sheet.hops[0].inside.as_mut().unwrap();
    inside.ka = long.into();
    inside.building = long.into();
    inside.floor = "地下2階".into();
    stays_on_paper(&sheet, false);
    stays_on_paper(&sheet, true);
}

#[test]
fn odd_characters_do_no_harm() {
    let odd = "😀👨‍👩‍👧🇯🇵 辻\u{e0100}さん 葛\u{fe00} 𠮷田 か\u{3099} \u{202e}さかさ\u{2066} \u{fffc}\u{fffe} \
               a\u{0}b\u{1b}[31m\u{7f}c \u{feff}x\u{200b}y \u{e000} العربية ไทย 한글 \u{10ffff}\u{d7ff}";
    let mut sheet = told(odd);
    sheet.person.name = odd.into();
    sheet.number = odd.into();
    let words = words(&sheet);
    assert!(words.contains("辻") && words.contains("𠮷田") && words.contains("ab[31mc"));
    assert!(!words.contains('\u{202e}') && !words.contains('\u{0}') && !words.contains('\u{fffc}'));
    assert!(relay_sheet(&sheet, &super::sample::options()).is_ok());
}

#[test]
fn line_ends_of_every_system_are_line_ends() {
    let document = set(&told("一行目\r\n二行目\r三行目\u{2028}四行目\t終"));
    let places: Vec<Piece> = places(&document).into_iter().flat_map(|(_, pieces)| pieces).collect();
    let height = |word: &str| places.iter().find(|(_, _, text)| text.contains(word)).unwrap().0.y;
    assert!(height("一行目") < height("二行目"));
    assert!(height("二行目") < height("三行目"));
    assert!(height("三行目") < height("四行目"));
    assert_eq!(height("四行目"), height("終"));
}

#[test]
fn the_clerk_can_be_told_which_letters_will_be_boxes() {
    assert_eq!(missing_glyphs("𠮷田さんと髙橋さん😀😀\n辻\u{e0100}"), ['𠮷', '😀']);
    assert!(missing_glyphs("佐藤 健一　ｻﾄｳ ①㈱〒").is_empty());
}
