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

mod exceptions;
mod printed;
pub(crate) mod weekdays;

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use crate::clock::ClockTime;
pub use crate::schedule::{Answer, DayAnswer, Fault, FaultKind, Interval, Reason, Schedule, State};
pub use exceptions::{Mode, Override, Times};
pub use printed::{MonthDay, PrintedDate};

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

/// One opening.
///
/// `end: None` means that no end is printed: only the first minute is certain. `past_midnight`
/// says that an end beyond 24:00 is meant and is not a slip of the pen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Every week on these days.
    Weekly {
        /// At least one.
        #[serde(with = "weekdays::many")]
        days: Vec<Weekday>,
        /// Before 24:00.
        start: ClockTime,
        /// After the start.
        #[serde(default)]
        end: Option<ClockTime>,
        /// An end beyond 24:00 is meant.
        #[serde(default, skip_serializing_if = "is_false")]
        past_midnight: bool,
    },
    /// The nth such weekday of the month.
    NthWeekday {
        /// 1 to 5 from the beginning of the month, -1 (the last) to -5 from its end.
        nth: Vec<i8>,
        /// The weekday counted.
        #[serde(with = "weekdays::one")]
        day: Weekday,
        /// Only in these months, 1 to 12; empty means every month.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        months: Vec<u8>,
        /// Before 24:00.
        start: ClockTime,
        /// After the start.
        #[serde(default)]
        end: Option<ClockTime>,
        /// An end beyond 24:00 is meant.
        #[serde(default, skip_serializing_if = "is_false")]
        past_midnight: bool,
    },
    /// Messages are accepted at any hour; it says nothing about when somebody answers.
    Always {},
    /// Dates are published one by one.
    Irregular {
        /// Only on these weekdays; empty means any.
        #[serde(default, skip_serializing_if = "Vec::is_empty", with = "weekdays::many")]
        days: Vec<Weekday>,
    },
    /// A number of sessions per period, without dates.
    Frequency {
        /// How many.
        count: u32,
        /// Per what.
        per: Per,
        /// 程度: about.
        #[serde(default)]
        approx: bool,
        /// That many or more.
        #[serde(default, skip_serializing_if = "is_false")]
        at_least: bool,
        /// 「毎月決まった曜日時間帯」: fixed, but not printed.
        #[serde(default, skip_serializing_if = "is_false")]
        fixed_weekday_time: bool,
        /// The time of day, where that much is printed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<ClockTime>,
        /// Its end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<ClockTime>,
    },
    /// A time is found when somebody asks.
    OnRequest {},
    /// One date.
    Single {
        /// The date.
        date: NaiveDate,
        /// Before 24:00.
        start: ClockTime,
        /// After the start.
        #[serde(default)]
        end: Option<ClockTime>,
        /// 開場: people may come in, the programme has not begun.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doors_open: Option<ClockTime>,
        /// An end beyond 24:00 is meant.
        #[serde(default, skip_serializing_if = "is_false")]
        past_midnight: bool,
    },
}

/// The period a frequency counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// 週
    Week,
    /// 月
    Month,
    /// 年度, April to March
    FiscalYear,
}

/// Days taken away from the openings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Closure {
    /// Every week on these days.
    Weekly {
        /// At least one.
        #[serde(with = "weekdays::many")]
        days: Vec<Weekday>,
    },
    /// 祝日, with substitute days, days between holidays and the municipality's own days.
    NationalHolidays {},
    /// 年末年始, both days included.
    YearEnd {
        /// First day, usually 12-29.
        from: MonthDay,
        /// Last day, usually 01-03 of the next year.
        to: MonthDay,
        /// False when the text says only 年末年始: the dates are assumed and to be confirmed.
        stated: bool,
    },
    /// The nth such weekday of every month.
    NthWeekday {
        /// 1 to 5, or -1 (the last) to -5.
        nth: i8,
        /// The weekday counted.
        #[serde(with = "weekdays::one")]
        day: Weekday,
        /// 「祝日の場合は第3月曜」: where the closure moves when that day is a holiday.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        if_national_holiday: Option<NthDay>,
    },
}

/// A weekday counted within a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NthDay {
    /// 1 to 5, or -1 (the last) to -5.
    pub nth: i8,
    /// The weekday counted.
    #[serde(with = "weekdays::one")]
    pub day: Weekday,
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
