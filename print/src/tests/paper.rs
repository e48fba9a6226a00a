//! Reads a laid-out sheet the way its reader does: page by page, the words as they stand there.

use typst::layout::{Frame, FrameItem, Point, Size};
use typst_layout::PagedDocument;

use crate::*;

pub fn set(data: &RelaySheetData) -> PagedDocument {
    relay_sheet_document(data, &super::sample::options()).unwrap()
}

/// The words of each page without any white space, in the order they were set. Standing labels
/// beside several rows come after the rows.
pub fn pages(document: &PagedDocument) -> Vec<String> {
    let page = |(words, _): (String, _)| words;
    read(document).into_iter().map(page).collect()
}

pub fn words(data: &RelaySheetData) -> String {
    pages(&set(data)).concat()
}

/// A piece of text with the start of its base line and its extent.
pub type Piece = (Point, Size, String);

/// The size of each page and where its text lies.
pub fn places(document: &PagedDocument) -> Vec<(Size, Vec<Piece>)> {
    let sizes = document.pages().iter().map(|page| page.frame.size());
    let pieces = read(document).into_iter().map(|(_, pieces)| pieces);
    sizes.zip(pieces).collect()
}

fn read(document: &PagedDocument) -> Vec<(String, Vec<Piece>)> {
    let mut pages = Vec::new();
    for page in document.pages() {
        let mut pieces = Vec::new();
        collect(&page.frame, Point::zero(), &mut pieces);
        let mut words: String = pieces.iter().map(|(_, _, text)| text.as_str()).collect();
        words.retain(|c| !c.is_whitespace() && c != '\u{200b}');
        pages.push((words, pieces));
    }
    pages
}

fn collect(frame: &Frame, origin: Point, pieces: &mut Vec<Piece>) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect(&group.frame, origin + *at, pieces),
            FrameItem::Text(text) => {
                let extent = Size::new(text.width(), text.size);
                pieces.push((origin + *at, extent, text.text.to_string()));
            }
            _ => {}
        }
    }
}

/// Every word stands in `text`, each after the one before it.
#[track_caller]
pub fn in_order(text: &str, expected: &[&str]) {
    let mut rest = text;
    for word in expected {
        match rest.find(word) {
            Some(at) => rest = &rest[at + word.len()..],
            None => panic!("{word} does not follow in: {rest}"),
        }
    }
}

/// The whole PDF with its packed streams unpacked.
pub fn unpacked(pdf: &[u8]) -> Vec<u8> {
    let mut all = pdf.to_vec();
    let find = |from: usize, needle: &[u8]| {
        pdf[from..].windows(needle.len()).position(|window| window == needle).map(|at| from + at)
    };
    let mut from = 0;
    while let Some(start) = find(from, b"stream\n") {
        let start = start + b"stream\n".len();
        let mut stream = Vec::new();
        let mut reader = flate2::read::ZlibDecoder::new(&pdf[start..]);
        if std::io::Read::read_to_end(&mut reader, &mut stream).is_ok() {
            all.extend(stream);
        }
        from = find(start, b"endstream").unwrap_or(pdf.len()) + b"endstream".len();
        from = from.min(pdf.len());
    }
    all
}

pub fn contains(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}
