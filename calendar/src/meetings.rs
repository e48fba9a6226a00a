//! How a meeting is held, what it needs, and which number of the fiscal year it bears.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::wareki::{fiscal_year, fiscal_year_ja};

/// How a meeting is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingMode {
    /// 書面開催: the members answer in writing; there is a date and nowhere to go.
    Written,
    /// 対面
    #[serde(alias = "real")]
    InPerson,
    /// オンライン
    Online,
    /// 対面+web併用: both at once.
    Hybrid,
}

/// What must be known before a meeting can be announced. A key that is left out is not needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Requirements {
    /// A time of day.
    pub start: bool,
    /// A room.
    pub venue: bool,
    /// An address on the web.
    pub web_link: bool,
    /// Who came.
    pub attendance: bool,
}

impl MeetingMode {
    /// What a meeting of this mode needs.
    pub const fn requires(self) -> Requirements {
        let (venue, web_link) = match self {
            MeetingMode::Written => {
                return Requirements { start: false, venue: false, web_link: false, attendance: false };
            }
            MeetingMode::InPerson => (true, false),
            MeetingMode::Online => (false, true),
            MeetingMode::Hybrid => (true, true),
        };
        Requirements { start: true, venue, web_link, attendance: true }
    }

    /// True if members are asked to come, to a room or to a link.
    pub const fn asks_to_come(self) -> bool {
        self.requires().attendance
    }

    /// True if each member chooses how to take part.
    pub const fn lets_members_choose(self) -> bool {
        let needs = self.requires();
        needs.venue && needs.web_link
    }

    /// How many took part: those in the room and those on the web, as far as the mode has them.
    pub const fn attendance(self, in_the_room: u32, on_the_web: u32) -> u32 {
        match self {
            MeetingMode::Written => 0,
            MeetingMode::InPerson => in_the_room,
            MeetingMode::Online => on_the_web,
            MeetingMode::Hybrid => in_the_room.saturating_add(on_the_web),
        }
    }
}

/// 「令和6年度第3回」: meetings are numbered within the fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeetingNumber {
    /// The fiscal year, named by the year in which it begins.
    pub fiscal_year: i32,
    /// 1 for the first after 1 April.
    pub number: u32,
}

impl MeetingNumber {
    /// The number of the meeting on a day among all days of the same series, in any order; a
    /// meeting in writing counts. `None` if there was no meeting that day.
    ///
    /// Two meetings on one day are one in this list; give them their numbers by hand.
    pub fn of(date: NaiveDate, meetings: &[NaiveDate]) -> Option<MeetingNumber> {
        let year = fiscal_year(date);
        let mut until_then: Vec<NaiveDate> =
            meetings.iter().copied().filter(|day| *day <= date && fiscal_year(*day) == year).collect();
        until_then.sort_unstable();
        until_then.dedup();
        (until_then.last() == Some(&date))
            .then(|| MeetingNumber { fiscal_year: year, number: u32::try_from(until_then.len()).unwrap_or(u32::MAX) })
    }
}

impl fmt::Display for MeetingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}第{}回", fiscal_year_ja(self.fiscal_year), self.number)
    }
}
