//! How long a task or a work trial may last, and whether it is paid.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::duration::last_day_of_term;
use crate::verdict::Verdict;

/// Whether work is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pay {
    /// Wages are paid.
    Paid,
    /// No wages; a trial.
    Unpaid,
}

/// The length of one task: 「1時間から2時間程度」.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskLength {
    /// In minutes.
    pub min_minutes: u32,
    /// In minutes, included.
    pub max_minutes: u32,
    /// 程度: up to half as much again a person decides; beyond that it is another kind of task.
    #[serde(default)]
    pub approx: bool,
    /// `None` if the text does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay: Option<Pay>,
}

impl TaskLength {
    /// Whether a task of so many minutes belongs here.
    pub fn judge(&self, minutes: u32) -> Verdict {
        let is_near =
            minutes >= self.min_minutes / 2 && minutes <= self.max_minutes.saturating_add(self.max_minutes / 2);
        match (self.min_minutes..=self.max_minutes).contains(&minutes) {
            true => Verdict::Yes,
            false if self.approx && is_near => Verdict::PersonDecides,
            false => Verdict::No,
        }
    }

    /// Whether work with this pay belongs here.
    pub fn judge_pay(&self, pay: Pay) -> Verdict {
        judge_pay(self.pay, pay)
    }
}

/// The longest a trial may last: 「最長3ヶ月」.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialLength {
    /// In months, by Civil Code article 143.
    pub max_months: u32,
    /// `None` if the text does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay: Option<Pay>,
    /// True if the first day is itself a day of the trial; article 140 would begin the day after.
    #[serde(default)]
    pub start_day_counts: bool,
}

impl TrialLength {
    /// The last day a trial begun on this day may have; `None` beyond the calendar.
    pub fn last_day(&self, start: NaiveDate) -> Option<NaiveDate> {
        let first = if self.start_day_counts { start } else { start.succ_opt()? };
        last_day_of_term(first, self.max_months)
    }

    /// Whether a trial from `start` to `end`, both included, keeps the limit; one that ends
    /// before it begins does not.
    pub fn judge(&self, start: NaiveDate, end: NaiveDate) -> Verdict {
        let last = self.last_day(start);
        (start <= end && last.is_none_or(|last| end <= last)).into()
    }

    /// Whether work with this pay belongs here.
    pub fn judge_pay(&self, pay: Pay) -> Verdict {
        judge_pay(self.pay, pay)
    }
}

fn judge_pay(printed: Option<Pay>, asked: Pay) -> Verdict {
    printed.map_or(Verdict::PersonDecides, |printed| (printed == asked).into())
}
