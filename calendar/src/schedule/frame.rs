//! The frame that no opening of a schedule leaves, so that most questions need no look at the rules.

use super::facts::DayFacts;
use super::plan::{BlockPlan, Exceptions};
use super::spans::DAY;

/// A part of a day, half-open, in minutes after its midnight; it may run into the next day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Minutes {
    pub(super) from: u16,
    pub(super) to: u16,
}

impl Minutes {
    /// The day, and the night after it.
    pub(super) const ALL: Minutes = Minutes { from: 0, to: u16::MAX };
    const NONE: Minutes = Minutes { from: u16::MAX, to: 0 };

    pub(super) fn of(minute: u16) -> Minutes {
        Minutes { from: minute, to: minute + 1 }
    }

    pub(super) fn since(minute: u16) -> Minutes {
        Minutes { from: minute, to: u16::MAX }
    }

    pub(super) fn meets(self, other: Minutes) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// The same part of the day after, counted from this day's midnight.
    pub(super) fn a_day_later(self) -> Minutes {
        Minutes { from: self.from + DAY, to: self.to.saturating_add(DAY) }
    }

    /// From the beginning of the earlier one to the end of the later.
    pub(super) fn around(self, other: Minutes) -> Minutes {
        Minutes { from: self.from.min(other.from), to: self.to.max(other.to) }
    }
}

#[derive(Debug)]
pub(super) struct Frame {
    /// Around every stretch of every day, open or in doubt, by rule or by exception.
    minutes: Minutes,
    /// Of the regular openings that are certain. Bit 0 is Monday.
    weekdays: u8,
    /// Of the same. Bits 1 to 12.
    months: u16,
}

impl Frame {
    pub(super) fn around(blocks: &[BlockPlan], exceptions: &Exceptions) -> Frame {
        let openings = || blocks.iter().flat_map(|block| &block.openings);
        let undated = blocks.iter().flat_map(|block| &block.undated);
        let regular = openings().chain(undated).map(|opening| opening.minutes);
        let possible = openings().map(|opening| opening.recurrence.weekdays_and_months());
        let (weekdays, months) = possible.fold((0, 0), |(w, m), (weekdays, months)| (w | weekdays, m | months));
        Frame { minutes: regular.chain(exceptions.minutes()).fold(Minutes::NONE, Minutes::around), weekdays, months }
    }

    /// True if some stretch runs past midnight, so that yesterday has to be looked at too.
    pub(super) fn spills(&self) -> bool {
        self.spills_into(Minutes::ALL)
    }

    /// True if a stretch that began yesterday may reach this part of today.
    pub(super) fn spills_into(&self, today: Minutes) -> bool {
        self.minutes.to > DAY && self.minutes.meets(today.a_day_later())
    }

    /// False if no stretch ever reaches this minute, whichever day it is.
    pub(super) fn reaches(&self, minute: u16) -> bool {
        self.minutes.meets(Minutes::of(minute)) || self.spills_into(Minutes::of(minute))
    }

    /// False if no regular opening certainly begins on this day.
    pub(super) fn may_open_on(&self, day: &DayFacts) -> bool {
        self.weekdays & day.weekday_bit != 0 && self.months & day.month_bit != 0
    }
}
