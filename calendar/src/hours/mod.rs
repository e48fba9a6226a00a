//! The hour notice of a desk or a gathering, as data.
//!
//! A block holds what a document prints about one or several channels: when it is open
//! ([`Rule`], a union), when it is shut ([`Closure`], subtracted), and on which topics it is
//! **silent** ([`Silence`]): silence is kept as a fact, because it decides between "open" and
//! "please ask". [`Override`]s are the dated exceptions published later. Times are local time
//! in Japan, intervals half-open `[start, end)`.
//!
//! Unknown keys are refused when reading, so a misspelt closure cannot vanish.
//!
//! ```
//! let text = r#"
//! applies_to: [phone, in_person]
//! text_ja: 月曜から金曜 午前10時から午後6時 ※土日祝、年末年始および毎月第2月曜(祝日の場合は第3月曜)は休み
//! rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: "10:00", end: "18:00"}]
//! closures:
//!   - {type: weekly, days: [sat, sun]}
//!   - {type: national_holidays}
//!   - {type: year_end, from: "12-29", to: "01-03", stated: false}
//!   - {type: nth_weekday, nth: 2, day: mon, if_national_holiday: {nth: 3, day: mon}}
//! "#;
//! let block: calendar::hours::HoursBlock = serde_norway::from_str(text).unwrap();
//! assert_eq!(block.rules.len(), 1);
//! assert_eq!(block.closures.len(), 4);
//! ```

mod days;
mod exceptions;
mod printed;
mod rule;
mod silence;
pub(crate) mod weekdays;
mod wire;

use serde::{Deserialize, Serialize};

pub use crate::clock::ClockTime;
pub use crate::schedule::{Answer, DayAnswer, Fault, FaultKind, Interval, Reason, Schedule, State, Status};
pub use days::{Days, MoveTo, MoveWhen, NthDay, Often, OnHoliday, Pattern, Per, Season, Within};
pub use exceptions::{Mode, Override, Times};
pub use printed::{MonthDay, PrintedDate};
pub use rule::{Closure, Rule, YEAR_END};
pub use weekdays::{Months, WEEK, Weekdays};

/// What one document prints about the hours of one or several channels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursBlock {
    /// The ways to get in touch this block speaks of; empty means all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<Channel>,
    /// The words of the document; "…" marks an omission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_ja: Option<String>,
    /// Our own paraphrase where no sentence can be quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_ja: Option<String>,
    /// Openings; their union holds. Empty means that none is printed, not that none exists.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Times taken away from the openings of this block.
    #[serde(default)]
    pub closures: Vec<Closure>,
    /// Topics on which the text is silent: on such days the answer is "unknown".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_stated: Vec<Silence>,
    /// 原則: dates are planned and a published change wins.
    #[serde(default)]
    pub tentative: bool,
    /// Whether somebody has to book first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<Booking>,
    /// First day the block holds, at printed precision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<PrintedDate>,
    /// Last day the block holds, at printed precision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<PrintedDate>,
    /// The place, where a desk sits in several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// A remark of the person who read the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The hours are those of this desk; the caller compiles that desk's blocks instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as_desk: Option<String>,
    /// The hours follow another gathering ("after the salon").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_to: Option<RelativeTo>,
    /// How many sessions a course has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<u32>,
}

/// A way to get in touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 電話
    Phone,
    /// メール
    Email,
    /// 来所・窓口
    InPerson,
    /// 訪問
    Visit,
    /// オンライン面談
    Online,
    /// LINE
    Line,
    /// 相談フォーム
    WebForm,
    /// ファクス
    Fax,
    /// 出張相談
    Offsite,
    /// 同行
    Accompaniment,
}

/// Whether somebody has to book first; the hours hold all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Booking {
    /// 要予約
    Required,
    /// 原則予約制
    InPrinciple,
    /// 予約不要
    NotNeeded,
}

/// A topic a notice does not speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// Whether it is open on holidays.
    NationalHolidays,
    /// Whether it is open from 29 December to 3 January.
    YearEnd,
}

/// Hours that follow those of another gathering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelativeTo {
    /// Its identifier.
    pub gathering: String,
    /// How the two are tied.
    pub anchor: Anchor,
}

/// How one gathering is tied to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Begins when the other ends.
    End,
    /// Held at the same time.
    SameTime,
}

impl HoursBlock {
    /// True if the block speaks of this channel.
    pub fn speaks_of(&self, channel: Channel) -> bool {
        self.applies_to.is_empty() || self.applies_to.contains(&channel)
    }
}

/// Takes a reference because serde hands one.
fn is_false(flag: &bool) -> bool {
    !flag
}
