//! Business days: when a reply is due, and when a person will read what arrives tonight.
//!
//! A business day is a day on which the reply window certainly opens. The day of receipt is not
//! counted (Civil Code, article 140: 初日不算入), and the last day counts to the end of its window.

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Closure, HoursBlock, Rule, Weekdays};
use crate::schedule::{Fault, Schedule};

/// How far a deadline is looked for; a window that never opens has no deadline.
const HORIZON_DAYS: u64 = 400;

/// What a desk promises about its replies, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyPromise {
    /// Within how many business days; `None` if no time is promised.
    #[serde(default)]
    pub within_business_days: Option<u32>,
    /// When replies are sent; `None` if not printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// The words of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_ja: Option<String>,
}

/// The hours of the week in which replies are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// At least one.
    pub days: Weekdays,
    /// Before 24:00.
    pub start: ClockTime,
    /// After the start.
    pub end: ClockTime,
}

impl Window {
    /// The window as a schedule; a document often gives the closures beside the desk's hours.
    ///
    /// # Errors
    /// As [`Schedule::compile`].
    pub fn schedule(&self, closures: &[Closure], holidays: &Holidays) -> Result<Schedule, Fault> {
        let block = HoursBlock {
            rules: vec![Rule::weekly(self.days.iter(), self.start, self.end)],
            closures: closures.to_vec(),
            ..HoursBlock::default()
        };
        Schedule::compile([&block], &[], holidays)
    }
}

/// The business days of one desk or office: the days on which its hours certainly open.
#[derive(Debug)]
pub struct BusinessCalendar {
    /// The window in which it works.
    pub hours: Schedule,
}

impl BusinessCalendar {
    /// A calendar over these hours.
    pub fn new(hours: Schedule) -> BusinessCalendar {
        BusinessCalendar { hours }
    }

    /// True if the window certainly opens on this day.
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        closes_on(date, &self.hours).is_some()
    }

    /// The nth business day after a day, the day itself not counted; `None` for 0, and if there
    /// are not that many within 400 days.
    pub fn nth_after(&self, date: NaiveDate, n: u32) -> Option<NaiveDate> {
        nth_close_after(date, n, &self.hours).map(|(date, _)| date)
    }

    /// See [`reply_due`].
    pub fn reply_due(&self, received_at: NaiveDateTime, within: u32) -> Option<NaiveDateTime> {
        reply_due(received_at, within, &self.hours)
    }

    /// See [`next_read`].
    pub fn next_read(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        next_read(at, &self.hours)
    }
}

/// The moment by which a reply is due: the end of the window on the last business day.
///
/// `None` if the window does not open that often within 400 days, or for 0 days.
///
/// ```
/// use calendar::business::reply_due;
/// use calendar::hours::{ClockTime, Schedule};
/// use calendar::Holidays;
///
/// let desk = Schedule::weekdays(ClockTime::hm(12, 0), ClockTime::hm(18, 0), &Holidays::national())?;
/// // Friday; Monday to Wednesday are holidays.
/// let received = "2026-09-18T13:00:00".parse().unwrap();
/// assert_eq!(reply_due(received, 3, &desk), "2026-09-28T18:00:00".parse().ok());
/// # Ok::<(), calendar::Fault>(())
/// ```
pub fn reply_due(received_at: NaiveDateTime, within_business_days: u32, window: &Schedule) -> Option<NaiveDateTime> {
    let due = nth_close_after(received_at.date(), within_business_days, window);
    due.map(|(_, close)| close)
}

/// True if a reply keeps the promise: not late, and sent while the window is open.
pub fn reply_keeps_promise(
    received_at: NaiveDateTime,
    replied_at: NaiveDateTime,
    within_business_days: u32,
    window: &Schedule,
) -> bool {
    let due = reply_due(received_at, within_business_days, window);
    window.is_open(replied_at) && received_at <= replied_at && due.is_some_and(|d| replied_at < d)
}

/// When a person will see what arrives now: now if the window is open, else at its next opening.
///
/// `None` if it does not certainly open within 400 days.
pub fn next_read(at: NaiveDateTime, window: &Schedule) -> Option<NaiveDateTime> {
    window.next_opening(at)
}

fn nth_close_after(date: NaiveDate, n: u32, window: &Schedule) -> Option<(NaiveDate, NaiveDateTime)> {
    let nth = n.checked_sub(1)? as usize;
    let days = (1..=HORIZON_DAYS).map_while(|ahead| date.checked_add_days(Days::new(ahead)));
    let mut business_days = days.filter_map(|day| Some((day, closes_on(day, window)?)));
    business_days.nth(nth)
}

/// When the last opening of this day ends; one that only spills over from yesterday does not
/// make today a business day.
fn closes_on(date: NaiveDate, window: &Schedule) -> Option<NaiveDateTime> {
    let day = window.day(date);
    let last = day.open.last().filter(|_| day.has_session)?;
    Some(last.certain_end())
}
