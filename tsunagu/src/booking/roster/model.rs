//! One line of the roster, and what cannot be. Pure.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::platform::{
    Refusal,
    ids::{MunicipalityId, OrganizationId, ShiftId, StaffId},
};

/// Longest name of a place and longest note, in characters.
const LONGEST: usize = 200;
/// A line may be written for this many weeks at once.
pub const WEEKS: std::ops::RangeInclusive<u64> = 1..=26;

/// Somebody at a place, from a time until a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    pub id: ShiftId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub staff: StaffId,
    pub place: String,
    pub note: String,
    pub day: NaiveDate,
    pub from: NaiveTime,
    pub to: NaiveTime,
}

impl Shift {
    /// Nobody is at two places at once.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.staff == other.staff && self.day == other.day && self.from < other.to && other.from < self.to
    }
}

/// What was typed, with the faults beside each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Empty: whoever writes.
    pub login: String,
    pub place: String,
    pub note: String,
    pub day: String,
    pub from: String,
    pub to: String,
    pub weeks: String,
}

/// A line that can be written, for each of its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub place: String,
    pub note: String,
    pub days: Vec<NaiveDate>,
    pub from: NaiveTime,
    pub to: NaiveTime,
}

impl Typed {
    /// The line, or what is wrong beside each field. What has passed is not written down: nobody can go there any more.
    pub fn check(&self, today: NaiveDate) -> Result<Wanted, Vec<(&'static str, Refusal)>> {
        let mut faults = Vec::new();
        let mut bounded = |name: &'static str, text: &str| {
            if text.trim().chars().count() > LONGEST {
                faults.push((name, Refusal::new("refused-shift-long").with("longest", LONGEST.to_string())));
            }
            text.trim().to_owned()
        };
        let (place, note) = (bounded("place", &self.place), bounded("note", &self.note));
        if place.is_empty() {
            faults.push(("place", Refusal::new("refused-shift-place")));
        }
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let day = self.day.trim().parse::<NaiveDate>().ok().filter(|day| *day >= today);
        if day.is_none() {
            faults.push(("day", Refusal::new("refused-shift-day")));
        }
        let hours = time(&self.from).zip(time(&self.to)).filter(|(from, to)| from < to);
        if hours.is_none() {
            faults.push(("from", Refusal::new("refused-shift-hours")));
        }
        let weeks = match self.weeks.trim() {
            "" => Some(1),
            weeks => weeks.parse().ok().filter(|weeks| WEEKS.contains(weeks)),
        };
        if weeks.is_none() {
            faults.push(("weeks", Refusal::new("refused-shift-weeks").with("most", WEEKS.end().to_string())));
        }
        match (day, hours, weeks) {
            (Some(day), Some((from, to)), Some(weeks)) if faults.is_empty() => {
                let days = (0..weeks).filter_map(|week| day.checked_add_days(Days::new(week * 7))).collect();
                Ok(Wanted { place, note, days, from, to })
            }
            _ => Err(faults),
        }
    }
}
