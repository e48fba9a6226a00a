//! Long names, many desks, none at all, missing facts, letters without a shape: nothing overlaps, leaves the paper or is
//! lost without a word.

use typst::layout::{Abs, Size};
use typst_layout::PagedDocument;

use super::{desk_list_of, leaflet_of, pocket_card_of, resource_map_of, samples, three_fold_of};
use crate::{
    tests::paper::{Piece, pages, places},
    *,
};

/// No text comes nearer to the edge than a printer can print (5 mm), and none lies on another.
#[track_caller]
fn stays(document: &PagedDocument) {
    for (number, (size, pieces)) in places(document).into_iter().enumerate() {
        let edge = Abs::mm(5.0);
        for (i, piece) in pieces.iter().enumerate() {
            let (at, extent, text) = piece;
            if text.trim_matches(['\u{200b}', ' ', '\u{3000}']).is_empty() {
                continue;
            }
            let inside = at.x >= edge
                && at.x + extent.x <= size.x - edge
                && at.y - extent.y * 0.7 >= edge
                && at.y <= size.y - edge;
            assert!(inside, "page {number}: {text} at {at:?}, {extent:?}");
            let over = pieces[..i].iter().find(|other| covers(other, piece));
            assert!(over.is_none(), "page {number}: {text} lies on {over:?}");
        }
    }
}

fn covers(one: &Piece, other: &Piece) -> bool {
    let across = |a: &Piece, b: &Piece| a.0.x + Abs::pt(1.0) < b.0.x + b.1.x;
    let along = |a: &Piece, b: &Piece| a.0.y - a.1.y * 0.75 < b.0.y;
    across(one, other) && across(other, one) && along(one, other) && along(other, one)
}

/// No text crosses a line at which the paper is folded or cut.
#[track_caller]
fn keeps_to_its_part(document: &PagedDocument, lines: impl Fn(usize) -> Vec<f64>) {
    for (number, (_, pieces)) in places(document).into_iter().enumerate() {
        for (at, extent, text) in pieces {
            for line in lines(number) {
                let line = Abs::mm(line);
                let clear = at.x + extent.x <= line - Abs::mm(3.0) || at.x >= line + Abs::mm(3.0);
                assert!(clear, "page {number}: {text} crosses {line:?}");
            }
        }
    }
}

fn folds(page: usize) -> Vec<f64> {
    if page == 0 { vec![97.0, 197.0] } else { vec![100.0, 200.0] }
}

/// The smallest letters on a document, in points.
fn smallest(document: &PagedDocument) -> f64 {
    places(document).iter().flat_map(|(_, pieces)| pieces).map(|piece| piece.1.y.to_pt()).fold(99.0, f64::min)
}

const LONG: &str =
    "社会福祉法人みなと市社会福祉協議会ひきこもり・生きづらさを抱える方とそのご家族のための総合相談窓口分室";
const UNBROKEN: &str = "Kommunikationsberatungszentrumsverwaltung-a-very-long-name-without-a-place-to-break-it";
const ODD: &str = "😀𠮷田👨‍👩‍👧\u{202e}さかさ\u{0}#panic() *太字* $x$ العربية";

fn odd_texts() -> [String; 4] {
    [LONG.to_owned(), UNBROKEN.to_owned(), ODD.to_owned(), "長い文です。".repeat(60)]
}

#[test]
fn the_samples_stay_on_their_paper() {
    stays(&leaflet_of(&samples::leaflet()));
    stays(&three_fold_of(&samples::three_fold(4, 3)));
    stays(&desk_list_of(&samples::desk_list(9)));
    stays(&resource_map_of(&samples::resource_map([3, 7, 4, 2])));
    stays(&pocket_card_of(&samples::pocket_card()));
    // Nine points for what one reads, eight for what stands beside it.
    assert!(smallest(&leaflet_of(&samples::leaflet())) >= 8.0);
    assert!(smallest(&three_fold_of(&samples::three_fold(60, 20))) >= 7.8);
}

#[test]
fn a_leaflet_holds_long_names_and_odd_letters() {
    for text in odd_texts() {
        let mut data = samples::leaflet();
        data.name.clone_from(&text);
        data.formal.clone_from(&text);
        data.town.clone_from(&text);
        data.ways[0].lines = vec![text.clone(); 3];
        data.ways[0].numbers = vec![Number { number: text.clone(), beside: text.clone() }];
        data.place.lines = vec![text.clone(); 2];
        data.contacts[1].name.clone_from(&text);
        data.facts[0].lines = vec![text.clone(); 2];
        let document = leaflet_of(&data);
        stays(&document);
        let told = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let words = told(&pages(&document).concat());
        let end: String = told(&text).chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
        assert!(words.contains(&end), "{end} is missing");
    }
}

#[test]
fn a_leaflet_takes_two_sides_and_grows_only_when_it_must() {
    let full = samples::leaflet();
    assert_eq!(pages(&leaflet_of(&full)).len(), 2);
    assert_eq!(pages(&leaflet_of(&LeafletData::default())).len(), 2);
    let bare = LeafletData { ways: Vec::new(), directions: Section::default(), contacts: Vec::new(), ..full.clone() };
    assert_eq!(pages(&leaflet_of(&bare)).len(), 2);
    // Thirteen branches, each with an address and hours.
    let mut branches = full;
    branches.place.lines = (0..13).map(|n| format!("みなと市中央本町{n}-17-1 市役所別館1階")).collect();
    let document = leaflet_of(&branches);
    assert_eq!(pages(&document).len(), 2);
    stays(&document);
    branches.directions.lines =
        vec!["駅を出て、交番と公園の間の道をまっすぐ。歩いて約5分です。".repeat(3); 40];
    let document = leaflet_of(&branches);
    assert!(pages(&document).len() > 2);
    assert_eq!(pages(&document).concat().matches("約5分です").count(), 120);
    stays(&document);
}

#[test]
fn a_folded_sheet_has_six_panels_and_says_how_many_desks_found_no_room() {
    for (desks, groups) in [(0, 0), (1, 0), (4, 3), (13, 13), (60, 40)] {
        let document = three_fold_of(&samples::three_fold(desks, groups));
        let pages = pages(&document);
        assert_eq!(pages.len(), 2, "{desks} desks");
        stays(&document);
        keeps_to_its_part(&document, folds);
        let shown = pages[1].matches("03-0000-").count();
        let told = (shown < desks).then(|| format!("ほかに{}か所", desks - shown));
        assert!(told.is_none_or(|told| pages[1].contains(&told)), "{}", pages[1]);
        assert!(desks > 0 || pages[1].contains("みなと市だけの窓口は、資料に書かれていません"));
    }
}

#[test]
fn a_folded_sheet_holds_long_names_and_odd_letters() {
    for text in odd_texts() {
        let mut data = samples::three_fold(6, 4);
        data.town.clone_from(&text);
        for entry in data.desks.entries.iter_mut().chain(&mut data.gatherings.entries) {
            entry.name.clone_from(&text);
            entry.number.clone_from(&text);
            entry.lines = vec![text.clone()];
        }
        data.contacts[0].name.clone_from(&text);
        let document = three_fold_of(&data);
        assert_eq!(pages(&document).len(), 2);
        stays(&document);
        keeps_to_its_part(&document, folds);
    }
}

#[test]
fn ten_cards_keep_inside_their_cuts() {
    let cuts = |_: usize| vec![14.0, 105.0, 196.0];
    for text in odd_texts() {
        let mut data = samples::pocket_card();
        data.name.clone_from(&text);
        data.number.clone_from(&text);
        data.lines = vec![text.clone(); 4];
        let document = pocket_card_of(&data);
        assert_eq!(pages(&document).len(), 2);
        stays(&document);
        keeps_to_its_part(&document, cuts);
    }
    keeps_to_its_part(&pocket_card_of(&samples::pocket_card()), cuts);
}

#[test]
fn a_list_of_sixty_desks_leaves_none_out() {
    let document = desk_list_of(&samples::desk_list(60));
    let pages = pages(&document);
    assert_eq!(pages.concat().matches("03-0000-").count(), 60);
    for (number, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("{}/{}", number + 1, pages.len())), "{page}");
        assert!(page.contains("みなと市") && page.contains("話してみる窓口の一覧"), "a running head: {page}");
        assert!(page.contains("電話・ファクス"), "the columns are named again: {page}");
    }
    stays(&document);
    let empty = desk_list_of(&samples::desk_list(0));
    assert!(self::pages(&empty)[0].contains("みなと市だけの窓口は、資料に書かれていません"));
    stays(&empty);
}

#[test]
fn a_list_holds_long_names_and_odd_letters() {
    for text in odd_texts() {
        let mut data = samples::desk_list(5);
        for row in &mut data.rows {
            row.name.clone_from(&text);
            row.place.clone_from(&text);
            row.hours = vec![text.clone(); 2];
            row.numbers = vec![Number { number: text.clone(), beside: text.clone() }];
        }
        stays(&desk_list_of(&data));
    }
}

#[test]
fn a_map_is_two_sides_however_much_there_is() {
    for counts in [[0, 0, 0, 0], [1, 1, 1, 1], [3, 7, 4, 2], [0, 60, 0, 60], [60, 60, 60, 60], [60, 1, 1, 60]] {
        let document = resource_map_of(&samples::resource_map(counts));
        let pages = pages(&document);
        assert_eq!(pages.len(), 2, "{counts:?}");
        stays(&document);
        for side in [0, 1] {
            let all: usize = counts[2 * side..2 * side + 2].iter().sum();
            let names =
                ["こころの健康センター", "社会福祉協議会", "くらし・しごとサポートセンター", "居場所ひなたぼっこ"];
            let shown: usize = names.iter().map(|name| pages[side].matches(name).count()).sum();
            let left: usize = pages[side]
                .split("ほかに")
                .skip(1)
                .filter_map(|rest| rest.split('件').next()?.parse::<usize>().ok())
                .sum();
            assert_eq!(shown + left, all, "{counts:?}, side {side}");
        }
    }
    for text in odd_texts() {
        let mut data = samples::resource_map([3, 5, 3, 5]);
        for item in data.fields.iter_mut().flat_map(|field| &mut field.items) {
            *item = MapItem { name: text.clone(), note: text.clone(), phone: text.clone(), url: text.clone() };
        }
        let document = resource_map_of(&data);
        assert_eq!(pages(&document).len(), 2);
        stays(&document);
    }
}

#[test]
fn easy_japanese_ends_its_lines_between_words_and_stays_on_the_paper() {
    let easy = Look { language: Language::JaEasy, ..Look::default() };
    let words = "話（はな）したい ことが ある 人（ひと）は、少（すこ）しだけ 話（はな）しても いいです。".repeat(3);
    let mut data = samples::three_fold(5, 3);
    data.welcome.clone_from(&words);
    data.steps.lines = vec![words.clone(); 4];
    data.ease.lines = vec![words; 2];
    let document = super::document(crate::world::Template::ThreeFold, &data, &easy);
    stays(&document);
    keeps_to_its_part(&document, folds);
    let (_, pieces) = &places(&document)[1];
    let broken = pieces.iter().find(|(_, _, text)| text.trim() == "いで" || text.starts_with("しても"));
    assert!(broken.is_none(), "{broken:?}");
}

/// A page's size, for the papers that lie across.
#[test]
fn every_paper_is_a4() {
    let a4 = Size::new(Abs::mm(210.0), Abs::mm(297.0));
    let across = Size::new(a4.y, a4.x);
    let size = |document: &PagedDocument| places(document).iter().map(|(size, _)| *size).collect::<Vec<_>>();
    let near =
        |one: Size, other: Size| (one.x - other.x).abs() < Abs::pt(0.1) && (one.y - other.y).abs() < Abs::pt(0.1);
    assert!(size(&leaflet_of(&samples::leaflet())).into_iter().all(|one| near(one, a4)));
    assert!(size(&three_fold_of(&samples::three_fold(4, 3))).into_iter().all(|one| near(one, across)));
    assert!(size(&desk_list_of(&samples::desk_list(4))).into_iter().all(|one| near(one, across)));
}
