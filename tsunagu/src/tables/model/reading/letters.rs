//! Which letters a file is written in, and whether it is text at all.

use std::borrow::Cow;

use encoding_rs::{Encoding, SHIFT_JIS, UTF_16BE, UTF_16LE};
use infer::MatcherType;

use crate::{platform::Refusal, vocabulary};

vocabulary! {
    /// How the letters of a file are written.
    pub enum Letters("table-letters") {
        Utf8 => "utf8",
        /// UTF-8 behind a byte order mark, as spreadsheets in Japan want it.
        Utf8Marked => "utf8-marked",
        /// What older spreadsheets call Shift_JIS.
        Cp932 => "cp932",
        /// What spreadsheets call Unicode text.
        Utf16 => "utf16",
    }
}

/// The text of a file.
///
/// # Errors
/// A refusal that says what the file is instead: a picture, a packed file, a page, no text.
pub fn decode(bytes: &[u8]) -> Result<(Letters, Cow<'_, str>), Refusal> {
    refuse_other_kinds(bytes)?;
    let (letters, text) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (Letters::Utf8Marked, whole(encoding_rs::UTF_8, rest)?),
        [0xFF, 0xFE, rest @ ..] => (Letters::Utf16, whole(UTF_16LE, rest)?),
        [0xFE, 0xFF, rest @ ..] => (Letters::Utf16, whole(UTF_16BE, rest)?),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (Letters::Utf8, Cow::Borrowed(text)),
            Err(_) => (Letters::Cp932, whole(SHIFT_JIS, bytes)?),
        },
    };
    if text.contains('\0') {
        return Err(Refusal::new("refused-table-not-text"));
    }
    // A page or a drawing is text too, and could run in somebody's browser.
    if text.trim_start().starts_with('<') {
        return Err(Refusal::new("refused-table-page"));
    }
    Ok((letters, text))
}

/// What a file is by its first bytes; what it is called does not count.
fn refuse_other_kinds(bytes: &[u8]) -> Result<(), Refusal> {
    const OLD_WORKBOOK: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    if bytes.starts_with(&OLD_WORKBOOK) {
        return Err(Refusal::new("refused-table-workbook"));
    }
    let key = match infer::get(bytes).map(|kind| kind.matcher_type()) {
        None => return Ok(()),
        Some(MatcherType::Image | MatcherType::Video | MatcherType::Audio | MatcherType::Font) => {
            "refused-table-picture"
        }
        // A workbook of today is a packed file as well. It is not opened: what it unpacks to may be a thousand times larger.
        Some(MatcherType::Archive | MatcherType::Doc | MatcherType::Book) => "refused-table-workbook",
        Some(MatcherType::Text) => "refused-table-page",
        Some(MatcherType::App | MatcherType::Custom) => "refused-table-not-text",
    };
    Err(Refusal::new(key))
}

/// Nothing is replaced by a sign of doubt: a name with a hole in it is worse than a file sent back.
fn whole<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, Refusal> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let refusal = Refusal::new("refused-table-letters");
        refusal.with("line", line_of_first_fault(encoding, bytes).to_string())
    })
}

/// Counted in line feeds; 1 is the first line.
fn line_of_first_fault(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut lines = 1;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if encoding.decode_without_bom_handling_and_without_replacement(line).is_none() {
            break;
        }
        lines += 1;
    }
    lines
}

/// Letters that CP932 does not have travel by their number (`&#39658;`). Only those are read back, so that a cell which happens
/// to hold such a text in letters CP932 does have stays as it is.
pub fn named_letters(cell: &str) -> Cow<'_, str> {
    if !cell.contains("&#") {
        return Cow::Borrowed(cell);
    }
    let mut read = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some(at) = rest.find("&#") {
        read.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = rest[2..].find(';').filter(|end| *end <= 7).and_then(|end| {
            let letter = char::from_u32(rest[2..2 + end].parse().ok()?)?;
            let lacking = SHIFT_JIS.encode(letter.encode_utf8(&mut [0; 4])).2;
            lacking.then_some((letter, end + 3))
        });
        match named {
            Some((letter, length)) => {
                read.push(letter);
                rest = &rest[length..];
            }
            None => {
                read.push_str("&#");
                rest = &rest[2..];
            }
        }
    }
    read.push_str(rest);
    Cow::Owned(read)
}
