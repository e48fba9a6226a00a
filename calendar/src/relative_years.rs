//! 今年度 and its kin: words that mean another year every April.
//!
//! Such a word is resolved once, with the date of the **document**, and what is stored is the
//! number, marked as inferred. Resolved with the reader's date it would become wrong every April.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::hours::PrintedDate;
use crate::wareki::{fiscal_year, fiscal_year_ja};

/// The words. 前年度 and 翌年度 are not here: they lean on another year in the sentence.
const WORDS: [(&str, RelativeYear); 4] = [
    ("今年度", RelativeYear::ThisFiscalYear),
    ("本年度", RelativeYear::ThisFiscalYear),
    ("昨年度", RelativeYear::LastFiscalYear),
    ("来年度", RelativeYear::NextFiscalYear),
];

/// A fiscal year named by where the writer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelativeYear {
    /// 昨年度
    LastFiscalYear,
    /// 今年度, 本年度
    ThisFiscalYear,
    /// 来年度
    NextFiscalYear,
}

impl RelativeYear {
    /// The fiscal year meant in a document of this day.
    pub fn in_document_of(self, written: NaiveDate) -> i32 {
        let this = fiscal_year(written);
        match self {
            RelativeYear::LastFiscalYear => this - 1,
            RelativeYear::ThisFiscalYear => this,
            RelativeYear::NextFiscalYear => this + 1,
        }
    }
}

/// A relative word with the year it was found to mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InferredYear {
    /// The word of the document.
    pub relative: RelativeYear,
    /// The year it means; this is what is stored and shown.
    pub resolved: PrintedDate,
    /// How that is known, for whoever doubts it.
    pub basis: String,
}

impl InferredYear {
    /// Resolves a word with the day of its document.
    pub fn infer(relative: RelativeYear, written: NaiveDate, basis: impl Into<String>) -> InferredYear {
        let resolved = PrintedDate::FiscalYear(relative.in_document_of(written));
        InferredYear { relative, resolved, basis: basis.into() }
    }
}

impl fmt::Display for InferredYear {
    /// `FY2024 (inferred)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (inferred)", self.resolved)
    }
}

/// True if a text leans on the year in which it is read; it may be typed, but not stored so.
pub fn has_relative_year(text: &str) -> bool {
    WORDS.iter().any(|(word, _)| text.contains(word))
}

/// The text with the years named, as the editor offers it: 「今年度は」 becomes 「令和8年度は」.
pub fn name_relative_years(text: &str, written: NaiveDate) -> String {
    WORDS.iter().fold(text.to_owned(), |text, (word, relative)| {
        text.replace(word, &fiscal_year_ja(relative.in_document_of(written)))
    })
}
