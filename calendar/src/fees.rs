//! What taking part costs: 「講師料 1,000円＋材料費」.

use serde::{Deserialize, Serialize};

/// A printed fee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// In yen.
    pub amount_yen: u32,
    /// What comes on top, without a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plus: Option<String>,
}

impl Fee {
    /// The whole cost in yen; `None` if something without a number comes on top, because the
    /// number alone would be too little at the door.
    pub fn total_yen(&self) -> Option<u32> {
        self.plus.is_none().then_some(self.amount_yen)
    }

    /// True if there is anything to pay: it is said before a person signs up.
    pub fn is_payable(&self) -> bool {
        self.amount_yen > 0 || self.plus.is_some()
    }
}
