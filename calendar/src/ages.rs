//! For which ages a desk is: 「概ね15歳～39歳程度」, 「義務教育終了後の15歳以上」.
//!
//! Nobody's age is needed to be heard. A birth that is not known refuses nobody, and 概ね means
//! that a person looks.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::verdict::Verdict;
use crate::wareki::{age_on, finished_compulsory_education};

/// The ages a desk is for, in full years on the day, counted as [`age_on`] does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgeRange {
    /// The youngest, included.
    pub min_age: Option<i32>,
    /// The oldest.
    pub max_age: Option<i32>,
    /// Whether `max_age` itself is meant: 18歳未満 is 17 included, or 18 not included.
    pub inclusive: bool,
    /// 概ね for both bounds.
    pub approx: bool,
    /// 概ね for the lower bound alone.
    pub approx_lower: bool,
    /// 程度 for the upper bound alone.
    pub approx_upper: bool,
    /// 義務教育終了後
    pub after_compulsory_education: bool,
    /// The target was widened on the ground of what was heard: outside it, a person decides.
    pub widened: bool,
    /// A remark of the person who read the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Default for AgeRange {
    /// Everybody.
    fn default() -> AgeRange {
        AgeRange {
            min_age: None,
            max_age: None,
            inclusive: true,
            approx: false,
            approx_lower: false,
            approx_upper: false,
            after_compulsory_education: false,
            widened: false,
            note: None,
        }
    }
}

impl AgeRange {
    /// Whether somebody born on a day belongs to it on another.
    ///
    /// ```
    /// use calendar::ages::AgeRange;
    /// use calendar::verdict::Verdict;
    ///
    /// let range: AgeRange = serde_norway::from_str("{min_age: 15, max_age: 39, approx: true}").unwrap();
    /// let day = |text: &str| text.parse().unwrap();
    /// let on = day("2025-05-31");
    /// assert_eq!(range.judge(Some(day("2000-01-01")), on), Verdict::Yes);
    /// assert_eq!(range.judge(Some(day("1984-01-01")), on), Verdict::PersonDecides);
    /// assert_eq!(range.judge(None, on), Verdict::PersonDecides);
    /// ```
    pub fn judge(&self, birth: Option<NaiveDate>, on: NaiveDate) -> Verdict {
        let Some(birth) = birth else {
            return Verdict::PersonDecides;
        };
        let age = age_on(birth, on);
        let is_schooled = !self.after_compulsory_education || finished_compulsory_education(birth, on);
        self.bounds(age).and(is_schooled.into())
    }

    /// Whether an age lies within the bounds.
    pub fn bounds(&self, age: i32) -> Verdict {
        let oldest = self.max_age.map(|max| if self.inclusive { max } else { max - 1 });
        let is_too_young = self.min_age.is_some_and(|min| age < min);
        let is_too_old = oldest.is_some_and(|oldest| age > oldest);
        let has_room = self.approx || self.widened;
        match (is_too_young, is_too_old) {
            (false, false) => Verdict::Yes,
            (true, _) if has_room || self.approx_lower => Verdict::PersonDecides,
            (false, true) if has_room || self.approx_upper => Verdict::PersonDecides,
            (true, _) | (false, true) => Verdict::No,
        }
    }
}

/// Two desks of one town that share out the ages: 「18歳以下は … 19歳以上は」.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskSwitch {
    /// From this birthday on, the upper desk.
    pub switch_age: i32,
    /// The desk of those who are younger.
    pub lower_desk: String,
    /// The desk of those of that age and older.
    pub upper_desk: String,
}

impl DeskSwitch {
    /// The desk for somebody born on a day; `None` if that is not known, and then either may
    /// receive them.
    pub fn desk_for(&self, birth: Option<NaiveDate>, on: NaiveDate) -> Option<&str> {
        let is_younger = age_on(birth?, on) < self.switch_age;
        Some(if is_younger { &self.lower_desk } else { &self.upper_desk })
    }
}
