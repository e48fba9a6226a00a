//! Writing tables so that any spreadsheet opens them and none calculates with them.

use encoding_rs::SHIFT_JIS;

use super::reading::Letters;

/// A leading letter by which a spreadsheet takes a cell for a formula, in either width.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// The cell with an apostrophe before it where a spreadsheet would calculate. What is a number below zero or an international
/// telephone number stays as it is. [`unguarded`] takes exactly this away again.
pub fn guarded(cell: &str) -> String {
    let inside = cell.trim_start_matches(GUARD);
    let harmless = inside.len() == cell.len() && (is_number_below_zero(cell) || is_international_phone(cell));
    if inside.starts_with(FORMULA) && !harmless { format!("{GUARD}{cell}") } else { cell.to_owned() }
}

/// The cell without the apostrophe that [`guarded`] puts before it.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(rest) if rest.trim_start_matches(GUARD).starts_with(FORMULA) => rest,
        _ => cell,
    }
}

fn is_number_below_zero(cell: &str) -> bool {
    let Some(figure) = cell.strip_prefix('-') else { return false };
    let mut parts = figure.splitn(2, '.');
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    parts.all(all_digits)
}

fn is_international_phone(cell: &str) -> bool {
    let Some(number) = cell.strip_prefix('+') else { return false };
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let plain = number.bytes().all(|sign| sign.is_ascii_digit() || matches!(sign, b'-' | b' '));
    number.starts_with(|sign: char| sign.is_ascii_digit()) && plain && (8..=15).contains(&digits)
}

/// A table as a file: lines end with CR LF; UTF-8 begins with its mark. Letters that CP932 does not have are written by their
/// number (`&#39658;`), never as a question mark. Writing in memory cannot fail; should the writer of cells say otherwise, the
/// table is empty rather than cut.
pub fn write<'a>(
    header: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = Vec<String>>,
    letters: Letters,
) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let whole = (|| {
        writer.write_record(header.into_iter().map(guarded))?;
        for row in rows {
            writer.write_record(row.iter().map(|cell| guarded(cell)))?;
        }
        writer.flush()?;
        Ok::<_, csv::Error>(())
    })();
    let text = match whole {
        Ok(()) => writer.into_inner().unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    match letters {
        Letters::Cp932 => {
            let text = String::from_utf8_lossy(&text);
            SHIFT_JIS.encode(&twins(&text)).0.into_owned()
        }
        Letters::Utf8Marked | Letters::Utf16 => [&[0xEF, 0xBB, 0xBF], text.as_slice()].concat(),
        Letters::Utf8 => text,
    }
}

/// Letters that CP932 has at another code point with the same look: the wave dash, the dash, the double bar.
fn twins(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{301C}' => '\u{FF5E}',
            '\u{2014}' => '\u{2015}',
            '\u{2016}' => '\u{2225}',
            other => other,
        })
        .collect()
}
