//! From bytes to cells: which letters, which separator, and that it is a table at all. Nothing is unpacked, and what is too large
//! is refused before it is taken apart.

mod letters;
mod outline;

use std::borrow::Cow;

pub use letters::Letters;
use outline::outline;

use super::writing;
use crate::platform::Refusal;

/// The largest file that is taken, in bytes. A table of 10,000 facilities has about 3,000,000.
pub const LARGEST_FILE: usize = 10_000_000;
/// Rows below the header. The largest municipality publishes some 5,000 facilities.
pub const MOST_ROWS: usize = 20_000;
/// Columns. The widest published set has 61.
pub const MOST_COLUMNS: usize = 200;
/// Cells, with those that fill a short row up: 10,000 facilities in the widest set have some 600,000.
pub const MOST_CELLS: usize = 1_000_000;
/// Letters of one cell; the longest description in published files has about 4,000.
pub const LONGEST_CELL: usize = 20_000;

/// A row below the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet counts; the header is 1.
    pub number: usize,
    /// At least as many as there are headers.
    pub cells: Vec<String>,
}

/// A table as it was read: nothing is changed but the sign that keeps a spreadsheet from calculating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub letters: Letters,
    pub header: Vec<String>,
    pub rows: Vec<Row>,
}

/// Reads a file as a table.
///
/// # Errors
/// A refusal that says what the file is instead, or which limit it passes.
pub fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    if bytes.len() > LARGEST_FILE {
        return Err(Refusal::new("refused-table-large").with("most", (LARGEST_FILE / 1_000_000).to_string()));
    }
    let (letters, text) = letters::decode(bytes)?;
    let separator = outline(&text)?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|_| Refusal::new("refused-table-form"))?;
        let cells: Vec<String> = record.iter().map(|cell| restored(cell, letters)).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(Row { number: at + 1, cells });
        }
    }
    if rows.is_empty() {
        return Err(Refusal::new("refused-table-empty"));
    }
    let header = rows.remove(0).cells;
    for row in &mut rows {
        let width = row.cells.len().max(header.len());
        row.cells.resize(width, String::new());
    }
    Ok(Table { letters, header, rows })
}

/// A cell as whoever wrote the table meant it.
fn restored(cell: &str, letters: Letters) -> String {
    let cell = match letters {
        Letters::Cp932 => letters::named_letters(cell),
        Letters::Utf8 | Letters::Utf8Marked | Letters::Utf16 => Cow::Borrowed(cell),
    };
    writing::unguarded(&cell).to_owned()
}
