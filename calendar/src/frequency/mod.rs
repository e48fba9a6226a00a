//! How often something is to be held: 「年3回」, 「月2回程度」, 「随時」, and whether it was.
//!
//! A frequency never gives a date: which day of the month it will be, only a published list
//! says. It is judged for one [`Period`] as of one day, and a period that still runs is never
//! [`Judgement::Missed`]. A missed one is told to the people concerned, who may excuse it (the
//! week of New Year); nothing follows by itself.

mod judge;
mod period;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::figures::PersonTimes;
use crate::hours::{Per, PrintedDate};
use crate::meetings::MeetingMode;

pub use judge::{Held, Judgement};
pub use period::Period;

/// How often, as printed.
///
/// Written as the fields of [`Target`], or `{as_needed: true}`, or `{regularly: true}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Printed", into = "Printed")]
pub enum Frequency {
    /// A number per period.
    Counted(Target),
    /// 随時, 不定期: whenever needed, with no least and no most.
    AsNeeded,
    /// 定期的に, without saying in which period: no least either.
    Regularly,
}

/// So many times per period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How many; at least 1.
    pub count: u32,
    /// In each week, month or fiscal year (年 is read as 年度).
    pub per: Per,
    /// 程度: one less is tolerated.
    pub approx: bool,
    /// That many or more. It is for the words: more than the count is a fault of nobody in any
    /// case.
    pub at_least: bool,
    /// The number is an average over this longer period, which is judged instead: 「週に1回」
    /// made of four fixed days a month leaves weeks empty without a fault.
    pub average_over: Option<Per>,
    /// Held since; before it, nothing is expected.
    pub from: Option<PrintedDate>,
    /// The count holds for each of these modes; two online do not replace the one in person. A
    /// hybrid meeting counts for neither unless the caller counts it so.
    pub each_of: Vec<MeetingMode>,
    /// 「毎月決まった曜日時間帯」: fixed, but not printed.
    pub fixed_weekday_time: bool,
    /// How many member bodies speak at each meeting.
    pub presentations_per_meeting: Option<u32>,
    /// How many people are expected in all.
    pub expected_person_times: Option<PersonTimes>,
}

impl Frequency {
    /// The next day on or after one, out of the published dates: a frequency has none to add.
    pub fn next_date(&self, published: &[NaiveDate], on: NaiveDate) -> Option<NaiveDate> {
        published.iter().copied().filter(|date| on <= *date).min()
    }
}

/// All the keys a document may have; [`Frequency`] is the checked form.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Printed {
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<Per>,
    approx: bool,
    at_least: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    average_over: Option<Per>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<PrintedDate>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    each_of: Vec<MeetingMode>,
    fixed_weekday_time: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    presentations_per_meeting: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_person_times: Option<PersonTimes>,
    as_needed: bool,
    irregular: bool,
    regularly: bool,
    no_period: bool,
}

impl TryFrom<Printed> for Frequency {
    type Error = &'static str;

    fn try_from(printed: Printed) -> Result<Frequency, &'static str> {
        let as_needed = printed.as_needed || printed.irregular;
        let regularly = printed.regularly || printed.no_period;
        match (printed.count, printed.per, as_needed, regularly) {
            (None, None, true, false) => Ok(Frequency::AsNeeded),
            (None, None, false, true) => Ok(Frequency::Regularly),
            (Some(0), Some(_), false, false) => Err("a frequency counts at least one"),
            (Some(count), Some(per), false, false) => Ok(Frequency::Counted(Target {
                count,
                per,
                approx: printed.approx,
                at_least: printed.at_least,
                average_over: printed.average_over,
                from: printed.from,
                each_of: printed.each_of,
                fixed_weekday_time: printed.fixed_weekday_time,
                presentations_per_meeting: printed.presentations_per_meeting,
                expected_person_times: printed.expected_person_times,
            })),
            _ => Err("a frequency is a `count` with its `per`, or `as_needed`, or `regularly`"),
        }
    }
}

impl From<Frequency> for Printed {
    fn from(frequency: Frequency) -> Printed {
        match frequency {
            Frequency::AsNeeded => Printed { as_needed: true, ..Printed::default() },
            Frequency::Regularly => Printed { regularly: true, ..Printed::default() },
            Frequency::Counted(target) => Printed {
                count: Some(target.count),
                per: Some(target.per),
                approx: target.approx,
                at_least: target.at_least,
                average_over: target.average_over,
                from: target.from,
                each_of: target.each_of,
                fixed_weekday_time: target.fixed_weekday_time,
                presentations_per_meeting: target.presentations_per_meeting,
                expected_person_times: target.expected_person_times,
                ..Printed::default()
            },
        }
    }
}
