use serde::{Deserialize, Serialize};

/// How a sheet is printed, as opposed to what is on it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Larger letters for readers who need them; the sheet then takes more pages.
    pub large_type: bool,
    /// The day as it shall appear, for example 令和7年4月1日. Empty prints nothing.
    pub printed_on: String,
    pub printed_by: String,
    /// A short check value by which paper and record can be compared.
    pub digest: String,
    pub printed_labels: Labels,
}

/// Words that differ between municipalities. An empty one prints the paper's own word.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels {
    /// The section a finished sheet is circulated to (on the paper 福祉まるごと相談課).
    pub central_section: String,
    /// Stands where a value was not agreed to be shared: （共有なし）.
    pub withheld: String,
    pub version: String,
    pub printed_on: String,
    pub printed_by: String,
    pub digest: String,
}

/// What a resident takes home. Keep every line neutral: someone else may find the paper.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CardData {
    /// Empty prints 「ひかえ」.
    pub title: String,
    pub lines: Vec<String>,
    pub passphrase: String,
    /// Where to enter the passphrase.
    pub address: String,
}
