//! The checked form of a recurrence, and whether it holds on a day.
//!
//! Every question is bounded: a moved day is looked for at most [`FARTHEST_MOVE`] days away, and
//! where it lands depends on holidays and unmoved closures alone, so no two moves can chase each
//! other.

use chrono::{Datelike, NaiveDate, Weekday};

use super::Reason;
use super::facts::{DayFacts, nth_bit, nth_weekday_of, within};
use super::plan::Shut;
use crate::holidays::Holidays;
use crate::hours::{Months, MoveTo, MoveWhen, OnHoliday, Weekdays};

/// The longest run of closed days a move looks across.
const FARTHEST_MOVE: i32 = 31;

/// Whether a recurrence holds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    No,
    Maybe(Doubt),
    Yes,
}

impl Held {
    fn is_yes(self) -> bool {
        self == Held::Yes
    }

    fn or(self, other: impl FnOnce() -> Held) -> Held {
        match self {
            Held::Yes => Held::Yes,
            Held::No => other(),
            Held::Maybe(_) => match other() {
                Held::Yes => Held::Yes,
                Held::No | Held::Maybe(_) => self,
            },
        }
    }

    /// No more certain than this doubt.
    pub(super) fn doubted(self, doubt: Doubt) -> Held {
        match self {
            Held::Yes => Held::Maybe(doubt),
            Held::No | Held::Maybe(_) => self,
        }
    }
}

/// Why it is not known whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Any day; beside regular hours these are extra openings, published one by one.
    Irregular,
    /// Certain weekdays, dates published one by one.
    IrregularOn,
    Frequency,
    OnRequest,
    /// Every second week, but which one is not printed.
    AnchorNotStated,
    /// The words can be read in two ways that differ on this day.
    TwoReadings,
    /// It moves when the day is a holiday, but not where to.
    MoveNotStated,
    /// The date is printed without its year.
    YearNotStated,
    /// The day is printed, the time is not.
    TimeNotStated,
    /// 「頃」
    AboutTimes,
}

impl Doubt {
    /// Beside regular hours, these announce something extra and leave the regular answer standing.
    pub(super) fn is_extra(self) -> bool {
        matches!(self, Doubt::Irregular | Doubt::OnRequest)
    }

    pub(super) fn reason(self) -> Reason {
        match self {
            Doubt::Irregular | Doubt::IrregularOn => Reason::Irregular,
            Doubt::Frequency => Reason::FrequencyOnly,
            Doubt::OnRequest => Reason::OnRequest,
            Doubt::AnchorNotStated => Reason::AnchorNotStated,
            Doubt::TwoReadings => Reason::TwoReadings,
            Doubt::MoveNotStated => Reason::MoveNotStated,
            Doubt::YearNotStated => Reason::YearNotStated,
            Doubt::TimeNotStated => Reason::TimeNotStated,
            Doubt::AboutTimes => Reason::AboutTimes,
        }
    }
}

/// Days as bits and sorted numbers.
#[derive(Debug)]
pub(super) enum DaySet {
    Weekly(u8),
    Nth {
        nth: u16,
        days: u8,
    },
    WeekOfMonth {
        weeks: u16,
        days: u8,
    },
    /// `first` and the number of its week, if the anchor is printed.
    EveryWeeks {
        every: i32,
        days: u8,
        first: Option<i32>,
    },
    EveryDays {
        every: i32,
        first: i32,
    },
    /// Bits 1 to 31 from the beginning, 33 to 63 from the end.
    MonthDays(u64),
    BusinessDays(u64),
    Dates(Box<[NaiveDate]>),
    Yearless(Box<[u16]>),
    Annual {
        from: u16,
        to: u16,
        stated: bool,
    },
    Period {
        first: NaiveDate,
        last: NaiveDate,
    },
    Holidays,
    DayAfterHoliday,
    Undated {
        doubt: Doubt,
        days: u8,
    },
    Always,
}

/// A recurrence, checked.
#[derive(Debug)]
pub(super) struct Recurrence {
    pub(super) days: DaySet,
    pub(super) months: u16,
    /// Parts of the year, as places in its order.
    pub(super) seasons: Box<[(u16, u16)]>,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) on_holiday: OnHoliday,
    /// It may hold on these days; whether it does is told otherwise.
    pub(super) possible: bool,
}

/// What a recurrence is asked beside.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    pub(super) holidays: &'a Holidays,
    /// The closures of the same block, for 翌開館日.
    pub(super) shuts: &'a [Shut],
}

impl Beside<'_> {
    /// Closed by a closure that does not move, or a holiday where the block closes on those.
    fn is_closed(&self, day: &DayFacts) -> bool {
        let unmoved = |shut: &&Shut| !matches!(shut.recurrence.on_holiday, OnHoliday::Move { .. });
        let whole_days = self.shuts.iter().filter(|shut| shut.windows.is_empty());
        whole_days.filter(unmoved).any(|shut| shut.recurrence.held(day, *self).is_yes())
    }
}

impl Recurrence {
    /// Whether it holds on the day, moves included.
    #[inline]
    pub(super) fn held(&self, day: &DayFacts, beside: Beside<'_>) -> Held {
        match self.on_holiday {
            OnHoliday::Keep => self.unmoved(day, beside.holidays),
            OnHoliday::Skip if day.is_holiday => Held::No,
            OnHoliday::Only if !day.is_holiday => Held::No,
            OnHoliday::Skip | OnHoliday::Only => self.unmoved(day, beside.holidays),
            OnHoliday::Move { when, to } => {
                let own = match self.unmoved(day, beside.holidays) {
                    Held::No => Held::No,
                    held if !triggers(when, day, beside) => held,
                    _ if to == MoveTo::Unstated => Held::Maybe(Doubt::MoveNotStated),
                    _ => Held::No,
                };
                own.or(|| self.arrival(day, when, to, beside).0)
            }
        }
    }

    /// The weekdays and months outside of which it never holds.
    pub(super) fn weekdays_and_months(&self) -> (u8, u16) {
        if let OnHoliday::Move { .. } = self.on_holiday {
            return (Weekdays::ALL.bits(), Months::ALL.bits());
        }
        let weekdays = match self.days {
            DaySet::Weekly(days)
            | DaySet::Nth { days, .. }
            | DaySet::WeekOfMonth { days, .. }
            | DaySet::EveryWeeks { days, .. }
            | DaySet::Undated { days, .. } => days,
            DaySet::EveryDays { .. }
            | DaySet::MonthDays(_)
            | DaySet::BusinessDays(_)
            | DaySet::Dates(_)
            | DaySet::Yearless(_)
            | DaySet::Annual { .. }
            | DaySet::Period { .. }
            | DaySet::Holidays
            | DaySet::DayAfterHoliday
            | DaySet::Always => Weekdays::ALL.bits(),
        };
        (weekdays, self.months)
    }

    /// Whether it holds on the day by itself, whatever holidays do.
    pub(super) fn unmoved(&self, day: &DayFacts, holidays: &Holidays) -> Held {
        if self.months & day.month_bit == 0 || day.date < self.first || self.last < day.date {
            return Held::No;
        }
        let in_season = |(from, to): &(u16, u16)| within(*from, *to, day.of_year);
        if !self.seasons.is_empty() && !self.seasons.iter().any(in_season) {
            return Held::No;
        }
        let held = self.days.hold(day, holidays);
        if self.possible { held.doubted(Doubt::IrregularOn) } else { held }
    }

    /// The day that a holiday moved here, if one did.
    pub(super) fn moved_from(&self, day: &DayFacts, beside: Beside<'_>) -> Option<NaiveDate> {
        match self.on_holiday {
            OnHoliday::Move { when, to } => self.arrival(day, when, to, beside).1,
            OnHoliday::Keep | OnHoliday::Skip | OnHoliday::Only => None,
        }
    }

    /// True if it would hold, were the day not a holiday or otherwise moved away.
    pub(super) fn moved_away(&self, day: &DayFacts, beside: Beside<'_>) -> bool {
        self.unmoved(day, beside.holidays) != Held::No && self.held(day, beside) == Held::No
    }

    /// Whether some other day moves here, and which.
    fn arrival(&self, day: &DayFacts, when: MoveWhen, to: MoveTo, beside: Beside<'_>) -> (Held, Option<NaiveDate>) {
        let leaves = |from: &DayFacts| self.unmoved(from, beside.holidays).is_yes() && triggers(when, from, beside);
        let near = |days: i32| day.plus(days, beside.holidays);
        let here = |from: &DayFacts, sure: bool| {
            let held = if sure { Held::Yes } else { Held::Maybe(Doubt::TwoReadings) };
            (held, Some(from.date))
        };
        match to {
            MoveTo::Unstated => (Held::No, None),
            MoveTo::Nth(target) => {
                let counted = day.nth_bits() & nth_bit(target.nth) != 0 && day.weekday() == target.day;
                let from = counted.then(|| self.leaving_in_month(day, beside, leaves)).flatten();
                from.map_or((Held::No, None), |from| here(&from, true))
            }
            MoveTo::NextWeek | MoveTo::PreviousWeek => {
                let from = near(if to == MoveTo::NextWeek { -7 } else { 7 });
                if leaves(&from) { here(&from, !day.is_holiday) } else { (Held::No, None) }
            }
            MoveTo::NextDay | MoveTo::PreviousDay => {
                let back = if to == MoveTo::NextDay { -1 } else { 1 };
                for distance in 1..=FARTHEST_MOVE {
                    let from = near(back * distance);
                    if leaves(&from) {
                        // The day after is plain only if it is the very next one and no holiday itself.
                        return here(&from, distance == 1 && !day.is_holiday);
                    }
                    if !from.is_holiday {
                        break;
                    }
                }
                (Held::No, None)
            }
            MoveTo::NextBusinessDay | MoveTo::PreviousBusinessDay | MoveTo::NextOpenDay => {
                let lands = |day: &DayFacts| match to {
                    MoveTo::NextOpenDay => !beside.is_closed(day) && !triggers(when, day, beside),
                    _ => day.is_business_day(),
                };
                if !lands(day) {
                    return (Held::No, None);
                }
                let back = if to == MoveTo::PreviousBusinessDay { 1 } else { -1 };
                for distance in 1..=FARTHEST_MOVE {
                    let from = near(back * distance);
                    if leaves(&from) {
                        return here(&from, true);
                    }
                    if lands(&from) {
                        break;
                    }
                }
                (Held::No, None)
            }
        }
    }

    /// The first day of this day's month that moves away.
    fn leaving_in_month(
        &self,
        day: &DayFacts,
        beside: Beside<'_>,
        leaves: impl Fn(&DayFacts) -> bool,
    ) -> Option<DayFacts> {
        let (year, month) = (day.date.year(), day.date.month());
        if let DaySet::Nth { nth, days } = self.days
            && let (1, 1) = (nth.count_ones(), days.count_ones())
        {
            let bit = nth.trailing_zeros() as i8;
            let n = if bit > 8 { 8 - bit } else { bit };
            let weekday = Weekday::try_from(days.trailing_zeros() as u8).ok()?;
            let from = DayFacts::of(nth_weekday_of(year, month, n, weekday)?, beside.holidays);
            return Some(from).filter(leaves);
        }
        let first = 1 - i32::from(day.day);
        let days = (first..first + i32::from(day.days_in_month)).map(|ahead| day.plus(ahead, beside.holidays));
        days.into_iter().find(leaves)
    }
}

fn triggers(when: MoveWhen, day: &DayFacts, beside: Beside<'_>) -> bool {
    match when {
        MoveWhen::Holiday => day.is_holiday,
        MoveWhen::HolidayOrWeekend => day.is_holiday || day.is_weekend(),
        MoveWhen::Closed => day.is_holiday || beside.is_closed(day),
    }
}

impl DaySet {
    fn hold(&self, day: &DayFacts, holidays: &Holidays) -> Held {
        let held = match self {
            DaySet::Weekly(days) => days & day.weekday_bit != 0,
            DaySet::Nth { nth, days } => days & day.weekday_bit != 0 && nth & day.nth_bits() != 0,
            DaySet::WeekOfMonth { weeks, days } => {
                return if days & day.weekday_bit == 0 { Held::No } else { week_of_month(*weeks, day) };
            }
            DaySet::EveryWeeks { every, days, first } => {
                if days & day.weekday_bit == 0 {
                    false
                } else if let Some(first) = first {
                    let week = |number: i32| (number - 1).div_euclid(7);
                    let number = day.number();
                    *first <= number && (week(number) - week(*first)) % every == 0
                } else {
                    return Held::Maybe(Doubt::AnchorNotStated);
                }
            }
            DaySet::EveryDays { every, first } => {
                let number = day.number();
                *first <= number && (number - first) % every == 0
            }
            DaySet::MonthDays(days) => {
                let (from_start, from_end) = (day.day, 32 + day.days_in_month - day.day + 1);
                days & (1 << from_start | 1 << from_end) != 0
            }
            DaySet::BusinessDays(nth) => is_nth_business_day(*nth, day, holidays),
            DaySet::Dates(dates) => dates.binary_search(&day.date).is_ok(),
            DaySet::Yearless(dates) => {
                return match dates.binary_search(&day.of_year) {
                    Ok(_) => Held::Maybe(Doubt::YearNotStated),
                    Err(_) => Held::No,
                };
            }
            DaySet::Annual { from, to, .. } => within(*from, *to, day.of_year),
            DaySet::Period { first, last } => *first <= day.date && day.date <= *last,
            DaySet::Holidays => day.is_holiday,
            DaySet::DayAfterHoliday => day.plus(-1, holidays).is_holiday,
            DaySet::Undated { doubt, days } => {
                return if days & day.weekday_bit != 0 { Held::Maybe(*doubt) } else { Held::No };
            }
            DaySet::Always => true,
        };
        if held { Held::Yes } else { Held::No }
    }
}

/// 「第2週の土曜」: the 2nd Saturday, or the Saturday of the week that is the 2nd by the calendar
/// on the wall, which begins on Sunday or on Monday.
fn week_of_month(weeks: u16, day: &DayFacts) -> Held {
    let count = (day.day - 1) / 7 + 1;
    let weekday = day.weekday_bit.trailing_zeros() as i32;
    // The column of the first of the month in a calendar that begins on Monday, and on Sunday.
    let first = (weekday - i32::from(day.day) + 1).rem_euclid(7);
    let row = |column: i32| ((i32::from(day.day) - 1 + column) / 7 + 1) as u8;
    let readings = [count, row(first), row((first + 1) % 7)];
    let hits = readings.iter().filter(|n| **n <= 7 && weeks & (1 << **n) != 0).count();
    match hits {
        0 => Held::No,
        3 => Held::Yes,
        _ => Held::Maybe(Doubt::TwoReadings),
    }
}

/// Counted among the days on which an office works, from the beginning or the end of the month.
fn is_nth_business_day(nth: u64, day: &DayFacts, holidays: &Holidays) -> bool {
    if !day.is_business_day() {
        return false;
    }
    let (before, after) = (i32::from(day.day) - 1, i32::from(day.days_in_month - day.day));
    let count = |days: std::ops::RangeInclusive<i32>| {
        let working = days.filter(|ahead| day.plus(*ahead, holidays).is_business_day());
        1 + working.count() as u32
    };
    nth & (1 << count(-before..=-1)) != 0 || nth & (1 << (32 + count(1..=after))) != 0
}
