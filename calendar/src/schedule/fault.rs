//! What is wrong with a notice, and what would be accepted instead.

use chrono::NaiveDate;

use crate::clock::ClockTime;
use crate::hours::MonthDay;

/// One fault in a notice; [`field`](Fault::field) is the path to show the message at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {kind}")]
pub struct Fault {
    /// Path from the input, counted from 0: `blocks[0].rules[1].end`.
    pub field: String,
    /// What is wrong; its text says what would be accepted.
    pub kind: FaultKind,
}

/// The faults a notice can have. Each message ends with what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// The end is not after the start.
    #[error("{end} is not after the start {start}; write a later end, or past_midnight with 24:00 added")]
    EndNotAfterStart {
        /// The start given.
        start: ClockTime,
        /// The end given.
        end: ClockTime,
    },
    /// The end is on the next day and nobody said that this is meant.
    #[error("{0} is beyond 24:00; write a time up to 24:00, or past_midnight: true if the next day is meant")]
    BeyondMidnight(ClockTime),
    /// The start is not within the day.
    #[error("{0} is not within the day; write a time from 00:00 to 23:59")]
    StartBeyondDay(ClockTime),
    /// One opening of more than a day.
    #[error("{start} to {end} is more than 24 hours; split it by days")]
    LongerThanADay {
        /// The start given.
        start: ClockTime,
        /// The end given.
        end: ClockTime,
    },
    /// The doors open after the start.
    #[error("the doors open at {doors_open}, after the start {start}; write a time up to the start")]
    DoorsAfterStart {
        /// The doors.
        doors_open: ClockTime,
        /// The start.
        start: ClockTime,
    },
    /// Not a count of weekdays within a month.
    #[error("{0} is no such weekday of a month; write 1 to 5, or -1 (the last) to -5")]
    NthOutOfRange(i8),
    /// Not a day of the month, or not a count of business days.
    #[error("{given} is not counted within a month; write 1 to {longest}, or -1 (the last) to -{longest}")]
    DayOutOfRange {
        /// The number given.
        given: i8,
        /// The largest number.
        longest: i8,
    },
    /// Not an interval.
    #[error("every {every} is no interval; write 2 to {longest}")]
    IntervalOutOfRange {
        /// The interval given.
        every: u16,
        /// The longest.
        longest: u16,
    },
    /// An interval counted from a day after its end.
    #[error("it is counted from {anchor}, after its last day {last}; write an earlier day to count from")]
    AnchorAfterEnd {
        /// The day counted from.
        anchor: NaiveDate,
        /// The last day.
        last: NaiveDate,
    },
    /// The last entry is not within the opening.
    #[error("the last entry at {last_entry} is not within the opening from {start}; write a time within it")]
    LastEntryOutside {
        /// The last entry.
        last_entry: ClockTime,
        /// The start.
        start: ClockTime,
    },
    /// Every day of a rule is a closing day too.
    #[error("all its days are closing days of the same notice; take one of the two away")]
    NeverOpen,
    /// An exception for days on which the notice does not hold.
    #[error("the notice does not hold from {from} to {to}; write days on which it does")]
    OutsideValidity {
        /// First day of the exception.
        from: NaiveDate,
        /// Last day of the exception.
        to: NaiveDate,
    },
    /// A day that no year has, such as 30 February.
    #[error("{0} is in no calendar; write a month and a day that exist, such as 12-29")]
    NoSuchDay(MonthDay),
    /// A list that must not be empty.
    #[error("nothing is chosen; {0}")]
    Empty(&'static str),
    /// A period that ends before it begins.
    #[error("{to} is before {from}; write the same day or a later one")]
    EndsBeforeStart {
        /// First day given.
        from: NaiveDate,
        /// Last day given.
        to: NaiveDate,
    },
}
