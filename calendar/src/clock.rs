//! Times of day: as data ("13:30") and as people print them (「午後1時30分~4時」).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::plain::{Cursor, plain};

/// A time of day in minutes after midnight, up to 48:00.
///
/// Japanese notices count past midnight ("25:00" is one in the morning), so a time can lie
/// beyond 24:00; [`Schedule::compile`](crate::schedule::Schedule::compile) accepts that only
/// where the rule says `past_midnight`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u16);

impl ClockTime {
    /// 24:00, the end of the day.
    pub const MIDNIGHT: ClockTime = ClockTime(24 * 60);

    /// A time from hours (0 to 48) and minutes (0 to 59); `None` otherwise.
    pub const fn new(hour: u16, minute: u16) -> Option<ClockTime> {
        if minute > 59 || hour > 48 || (hour == 48 && minute > 0) {
            return None;
        }
        Some(ClockTime(hour * 60 + minute))
    }

    /// A time written in the program itself.
    ///
    /// # Panics
    /// If there is no such time. For input use [`ClockTime::new`] or [`str::parse`].
    pub const fn hm(hour: u16, minute: u16) -> ClockTime {
        ClockTime::new(hour, minute).expect("a time between 0:00 and 48:00")
    }

    /// Minutes after midnight, 0 to 2880.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The hour, 0 to 48.
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// The minute, 0 to 59.
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }
}

/// Why a text is not a time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The text has no time in a known form.
    #[error("「{0}」 is not a time; write 13:30, 13時30分 or 午後1時30分")]
    NotATime(String),
    /// 12 with 午前 or 午後 is read both as noon and as midnight.
    #[error("「{0}」 can mean noon or midnight; write 正午, 午後0時 or 24:00")]
    NoonOrMidnight(String),
    /// The second time is not after the first.
    #[error("the end {end} is not after the start {start}; write a later end")]
    EndNotAfterStart {
        /// The first time as read.
        start: ClockTime,
        /// The second time as read.
        end: ClockTime,
    },
}

/// Reads a range of times: 「午後1時30分~4時」, 「13時30分〜16時30分」, 「午後2時から」.
///
/// An omitted second 午後 is carried over from the first; with plain hours nothing is guessed.
/// A start without an end gives `None` for the end: it is not printed, so it is not known.
///
/// ```
/// use calendar::clock::{ClockTime, read_range};
/// let read = read_range("午前10時~12時15分").unwrap();
/// assert_eq!(read, (ClockTime::hm(10, 0), Some(ClockTime::hm(12, 15))));
/// ```
pub fn read_range(text: &str) -> Result<(ClockTime, Option<ClockTime>), ClockError> {
    let plain = plain(text);
    let mut cursor = Cursor(&plain);
    let not_a_time = || ClockError::NotATime(text.to_owned());
    let (start, marked) = read_one(&mut cursor, text)?;
    if !cursor.take_any(&["~", "-", "から", "より"]) || cursor.rest().is_empty() {
        let rest = cursor.rest();
        return if rest.is_empty() { Ok((start, None)) } else { Err(not_a_time()) };
    }
    let (mut end, end_marked) = read_one(&mut cursor, text)?;
    cursor.take("まで");
    if !cursor.rest().is_empty() {
        return Err(not_a_time());
    }
    let afternoon = ClockTime(end.0 + 12 * 60);
    if marked && !end_marked && end <= start && end.hour() < 12 && afternoon > start {
        end = afternoon;
    }
    if end <= start {
        return Err(ClockError::EndNotAfterStart { start, end });
    }
    Ok((start, Some(end)))
}

/// One time, and whether 午前 or 午後 (or 正午) stood before it.
fn read_one(cursor: &mut Cursor<'_>, text: &str) -> Result<(ClockTime, bool), ClockError> {
    let not_a_time = || ClockError::NotATime(text.to_owned());
    if cursor.take("正午") {
        return Ok((ClockTime::hm(12, 0), true));
    }
    let morning = cursor.take("午前");
    let afternoon = !morning && cursor.take("午後");
    let hour = cursor.number().ok_or_else(not_a_time)?;
    let minute = if cursor.take("時") {
        if cursor.take("半") {
            30
        } else {
            let minute = cursor.number();
            if minute.is_some() && !cursor.take("分") {
                return Err(not_a_time());
            }
            minute.unwrap_or(0)
        }
    } else if cursor.take(":") {
        cursor.number().ok_or_else(not_a_time)?
    } else {
        return Err(not_a_time());
    };
    let marked = morning || afternoon;
    if marked && hour == 12 {
        return Err(ClockError::NoonOrMidnight(text.to_owned()));
    }
    if marked && hour > 12 {
        return Err(not_a_time());
    }
    let hour = if afternoon { hour + 12 } else { hour };
    let time = ClockTime::new(hour as u16, minute as u16).ok_or_else(not_a_time)?;
    Ok((time, marked))
}

impl FromStr for ClockTime {
    type Err = ClockError;

    /// Reads `H:MM` or `HH:MM`.
    fn from_str(text: &str) -> Result<ClockTime, ClockError> {
        let read = || {
            let (hour, minute) = text.split_once(':')?;
            let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
            if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
                return None;
            }
            if !digits(hour) || !digits(minute) {
                return None;
            }
            ClockTime::new(hour.parse().ok()?, minute.parse().ok()?)
        };
        read().ok_or_else(|| ClockError::NotATime(text.to_owned()))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

impl fmt::Debug for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<ClockTime, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
