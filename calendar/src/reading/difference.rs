//! Whether rules set down by hand say the same as the words beside them.

use chrono::{Duration, NaiveDate, NaiveDateTime};

use super::read;
use crate::holidays::Holidays;
use crate::hours::HoursBlock;
use crate::schedule::{Schedule, Status};

/// A moment on which the rules of a block and its own words are both certain, and differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The first such moment.
    pub at: NaiveDateTime,
    /// By the rules.
    pub by_rules: Status,
    /// By the words.
    pub by_words: Status,
}

/// The first half hour of the thirteen months from a day on at which a block's rules and its
/// [`text_ja`](HoursBlock::text_ja) say opposite things: a slip of the pen in one of the two.
///
/// `None` also where the words were not understood: a reader that is not certain corrects nobody.
///
/// ```
/// use calendar::reading::first_difference;
/// use calendar::{Holidays, HoursBlock, Status};
///
/// let block: HoursBlock = serde_norway::from_str(r#"
/// text_ja: 毎週水曜 13時〜15時（祝日を除く）
/// rules: [{type: weekly, days: [wed], start: "13:00", end: "16:00"}]
/// closures: [{type: national_holidays}]
/// not_stated: [year_end]
/// "#).unwrap();
/// let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
/// let slip = first_difference(&block, day, &Holidays::national()).unwrap();
/// assert_eq!(slip.at.to_string(), "2026-11-25 15:00:00");
/// assert_eq!((slip.by_rules, slip.by_words), (Status::Open, Status::Closed));
/// ```
pub fn first_difference(block: &HoursBlock, from: NaiveDate, holidays: &Holidays) -> Option<Difference> {
    let reading = read(block.text_ja.as_deref()?);
    let channel = block.applies_to.first().copied();
    let speaks_apart = reading.blocks.iter().any(|read| !read.applies_to.is_empty());
    let by_words = reading.schedule(channel.filter(|_| speaks_apart), holidays);
    let by_rules = Schedule::compile([block], &[], holidays).ok()?;
    let days = from.iter_days().take(396);
    let moments = days.flat_map(|day| {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        (0..48).map(move |half| midnight + Duration::minutes(30 * half))
    });
    moments.map(|at| Difference { at, by_rules: by_rules.status(at), by_words: by_words.status(at) }).find(|found| {
        matches!((found.by_rules, found.by_words), (Status::Open, Status::Closed) | (Status::Closed, Status::Open))
    })
}
