//! A form to fill in by hand: every question with its boxes and room to write, every page numbered.

use super::document;
use crate::{
    tests::paper::{in_order, pages, places},
    world::Template,
    *,
};

fn form(questions: usize) -> BlankFormData {
    let part = |n: usize| BlankPart {
        question: format!("質問{n}"),
        hint: "分かる範囲で".to_owned(),
        choices: vec!["知っている".to_owned(), "聞いていない".to_owned()],
        lines: 4,
    };
    BlankFormData {
        title: "つなぐシート".to_owned(),
        town: "みなと市".to_owned(),
        lead: vec!["書ける所だけで大丈夫です。".to_owned()],
        parts: (1..=questions).map(part).collect(),
        foot: vec!["この紙は窓口に渡してください。".to_owned()],
        link: Link {
            address: "https://tsunagu.example.jp/towns/minato/worry".to_owned(),
            words: "スマートフォンから".to_owned(),
        },
    }
}

#[test]
fn a_blank_form_asks_everything_and_numbers_its_pages() {
    let set = document(Template::BlankForm, &form(9), &Look::default());
    let pages = pages(&set);
    let count = pages.len();
    assert!((2..=4).contains(&count), "{count} pages");
    for (n, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("{}/{count}", n + 1)), "page {} in: {page}", n + 1);
    }
    let questions: Vec<String> = (1..=9).map(|n| format!("質問{n}")).collect();
    let mut expected = vec!["みなと市", "つなぐシート", "書ける所だけで大丈夫です。"];
    expected.extend(questions.iter().map(String::as_str));
    expected.extend(["この紙は窓口に渡してください。", "スマートフォンから", "tsunagu.example.jp/towns/minato/worry"]);
    in_order(&pages.concat(), &expected);
    assert_eq!(pages.concat().matches('□').count(), 18, "a box beside every answer");
}

#[test]
fn nothing_of_a_blank_form_lies_outside_its_page() {
    let set = document(Template::BlankForm, &form(3), &Look::default());
    for (size, pieces) in places(&set) {
        for (at, extent, text) in pieces {
            assert!(at.x + extent.x <= size.x && at.y <= size.y, "{text}");
        }
    }
}

// S-075: one page to fill in by hand, numbered; the frames are the town's.
#[test]
fn the_empty_application_is_one_page_and_follows_the_frames() {
    let set = crate::application_document(&[Frame::Name, Frame::Caller]).unwrap();
    let pages = pages(&set);
    assert_eq!(pages.len(), 1);
    in_order(&pages[0], &["相談申込・受付票", "署名欄", "氏名", "来談者", "食べるものがない", "その他", "1/1"]);
    assert_ne!(application(&[Frame::Name]).unwrap(), application(&[Frame::Birth]).unwrap());
}
