//! A look over the whole text before it is taken apart: how it is separated, and that no row, no column and no cell is beyond
//! what a table of a municipality has. It needs no memory, however the text is made.

use super::{LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS};
use crate::platform::Refusal;

/// The separator of a table within the limits.
pub fn outline(text: &str) -> Result<u8, Refusal> {
    let separator = separator(text);
    let mut walk = Walk { rows: 1, columns: 1, width: 0, cells: 0, letters: 0, quoted_since: None, at_start: true };
    let mut letters = text.bytes().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            b'"' if walk.quoted_since.is_some() => {
                if letters.peek() == Some(&b'"') {
                    letters.next();
                    walk.letters += 1;
                } else {
                    walk.quoted_since = None;
                }
            }
            b'"' if walk.at_start => {
                walk.quoted_since = Some(walk.rows);
                walk.at_start = false;
            }
            _ if walk.quoted_since.is_some() => walk.letter(letter),
            b'\r' | b'\n' => walk.end_row(),
            _ if letter == separator => walk.end_cell(),
            _ => walk.letter(letter),
        }
        walk.is_within_limits()?;
    }
    match walk.quoted_since {
        Some(row) => Err(Refusal::new("refused-table-quote").with("row", row.to_string())),
        None => Ok(separator),
    }
}

/// A tab where the first line has more tabs than commas.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |wanted: u8| first.bytes().filter(|letter| *letter == wanted).count();
    if count(b'\t') > count(b',') { b'\t' } else { b',' }
}

struct Walk {
    rows: usize,
    columns: usize,
    /// Of the header, to which every row is filled up.
    width: usize,
    /// In the rows that have ended.
    cells: usize,
    letters: usize,
    /// In which row the quotation mark stands that is open.
    quoted_since: Option<usize>,
    at_start: bool,
}

impl Walk {
    fn letter(&mut self, byte: u8) {
        // Only the first byte of a letter counts.
        self.letters += usize::from(byte & 0xC0 != 0x80);
        self.at_start = false;
    }

    fn end_cell(&mut self) {
        self.columns += 1;
        self.letters = 0;
        self.at_start = true;
    }

    fn end_row(&mut self) {
        // The two signs of one line end, and empty lines, are no rows.
        if self.columns > 1 || !self.at_start {
            self.rows += 1;
            if self.width == 0 {
                self.width = self.columns;
            }
            self.cells += self.columns.max(self.width);
        }
        self.columns = 1;
        self.letters = 0;
        self.at_start = true;
    }

    fn is_within_limits(&self) -> Result<(), Refusal> {
        let beyond = |key: &'static str, most: usize| Err(Refusal::new(key).with("most", most.to_string()));
        // The header is a row of its own, and after the last line end stands nothing.
        if self.rows > MOST_ROWS + 2 {
            return beyond("refused-table-rows", MOST_ROWS);
        }
        if self.columns > MOST_COLUMNS {
            return beyond("refused-table-wide", MOST_COLUMNS);
        }
        if self.cells > MOST_CELLS {
            return beyond("refused-table-cells", MOST_CELLS);
        }
        if self.letters > LONGEST_CELL {
            return beyond("refused-table-cell", LONGEST_CELL);
        }
        Ok(())
    }
}
