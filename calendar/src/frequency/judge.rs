//! Whether what was held is what was promised.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Frequency, Period, Target};
use crate::hours::Per;
use crate::meetings::MeetingMode;

/// What was held in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// How many meetings in all.
    pub meetings: u32,
    /// How many in each mode, for a target that asks for each.
    pub by_mode: BTreeMap<MeetingMode, u32>,
    /// How many presentations; `None` if nobody counts them.
    pub presentations: Option<u32>,
}

impl Held {
    /// So many meetings.
    pub fn times(meetings: u32) -> Held {
        Held { meetings, ..Held::default() }
    }

    /// So many in each mode.
    pub fn in_modes(by_mode: BTreeMap<MeetingMode, u32>) -> Held {
        let meetings = by_mode.values().sum();
        Held { meetings, by_mode, presentations: None }
    }
}

/// What a frequency says about one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Judgement {
    /// The target is reached.
    Met,
    /// The period is over and something is missing: to be looked at, and excusable.
    Missed,
    /// The period still runs.
    Open,
    /// The text expects nothing of this period: no number is printed, it lies before the start,
    /// or the number counts by another kind of period.
    NothingExpected,
}

impl Judgement {
    /// False only for what is missing; `None` while the period runs.
    pub const fn is_in_order(self) -> Option<bool> {
        match self {
            Judgement::Met | Judgement::NothingExpected => Some(true),
            Judgement::Missed => Some(false),
            Judgement::Open => None,
        }
    }
}

impl Frequency {
    /// Judges one period on the morning of `as_of`.
    ///
    /// ```
    /// use calendar::frequency::{Frequency, Held, Judgement};
    ///
    /// let yearly: Frequency = serde_norway::from_str("{count: 3, per: fiscal_year}").unwrap();
    /// let day = |text: &str| text.parse().unwrap();
    /// let year = "FY2025".parse().unwrap();
    /// assert_eq!(yearly.judge(year, day("2025-10-01"), &Held::times(2)), Judgement::Open);
    /// assert_eq!(yearly.judge(year, day("2026-03-31"), &Held::times(2)), Judgement::Open);
    /// assert_eq!(yearly.judge(year, day("2026-04-01"), &Held::times(2)), Judgement::Missed);
    /// ```
    pub fn judge(&self, period: Period, as_of: NaiveDate, held: &Held) -> Judgement {
        match self {
            Frequency::Counted(target) => target.judge(period, as_of, held),
            Frequency::AsNeeded | Frequency::Regularly => Judgement::NothingExpected,
        }
    }
}

impl Target {
    /// See [`Frequency::judge`].
    ///
    /// A period in which it began, but not on its first day, may reach the target and cannot
    /// miss it: nobody printed how much a part of a year should hold.
    pub fn judge(&self, period: Period, as_of: NaiveDate, held: &Held) -> Judgement {
        if period.per() != self.average_over.unwrap_or(self.per) {
            return Judgement::NothingExpected;
        }
        let full = self.expected_in(period);
        let began_later = self.from.is_some_and(|from| period.first_day() < from.first_day());
        if self.is_reached(full, held) {
            Judgement::Met
        } else if began_later {
            Judgement::NothingExpected
        } else if !period.is_over(as_of) {
            Judgement::Open
        } else if self.is_reached(full.saturating_sub(self.tolerated()), held) {
            Judgement::Met
        } else {
            Judgement::Missed
        }
    }

    /// How many the text expects of a period; an average counts the whole weeks or months in it.
    fn expected_in(&self, period: Period) -> u32 {
        let days = (period.last_day() - period.first_day()).num_days() + 1;
        let whole = match (self.per, period.per()) {
            (Per::Week, Per::Month | Per::FiscalYear) => u32::try_from(days / 7).unwrap_or(1),
            (Per::Month, Per::FiscalYear) => 12,
            (Per::Week, Per::Week) | (Per::Month, Per::Week | Per::Month) | (Per::FiscalYear, _) => 1,
        };
        self.count.saturating_mul(whole)
    }

    /// An average is never exact, and 程度 says so itself.
    fn tolerated(&self) -> u32 {
        u32::from(self.approx || self.average_over.is_some())
    }

    fn is_reached(&self, times: u32, held: &Held) -> bool {
        let in_mode = |mode: &MeetingMode| held.by_mode.get(mode).copied().unwrap_or(0);
        let enough = match self.each_of.is_empty() {
            true => held.meetings >= times,
            false => self.each_of.iter().all(|mode| in_mode(mode) >= times),
        };
        let spoken = match (self.presentations_per_meeting, held.presentations) {
            (Some(each), Some(presentations)) => presentations >= each.saturating_mul(held.meetings),
            (None, _) | (_, None) => true,
        };
        enough && spoken
    }
}
