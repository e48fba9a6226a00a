//! The checked form of a notice: small values that a day is compared with.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};

use super::Reason;
use crate::holidays::Holidays;
use crate::hours::MonthDay;

/// What the rules want to know about a date, worked out once.
pub(super) struct DateFacts {
    pub(super) date: NaiveDate,
    pub(super) weekday: Weekday,
    month: u32,
    /// Two bits: the nth from the beginning and the nth from the end.
    nth_bits: u16,
}

impl DateFacts {
    pub(super) fn of(date: NaiveDate) -> DateFacts {
        let (day, length) = (date.day() as i8, days_in_month(date) as i8);
        let (nth, from_end) = ((day - 1) / 7 + 1, -((length - day) / 7 + 1));
        DateFacts { date, weekday: date.weekday(), month: date.month(), nth_bits: nth_bit(nth) | nth_bit(from_end) }
    }

    fn is_nth(&self, n: i8, weekday: Weekday) -> bool {
        self.weekday == weekday && self.nth_bits & nth_bit(n) != 0
    }
}

/// On which days something happens.
#[derive(Debug)]
pub(super) enum Days {
    Every,
    Weekly(u8),
    Nth { weekday: Weekday, ns: u16, months: u16 },
    On(NaiveDate),
}

impl Days {
    pub(super) fn contain(&self, day: &DateFacts) -> bool {
        match self {
            Days::Every => true,
            Days::Weekly(mask) => mask & weekday_bit(day.weekday) != 0,
            Days::Nth { weekday, ns, months } => {
                *weekday == day.weekday && ns & day.nth_bits != 0 && months & (1 << day.month) != 0
            }
            Days::On(date) => *date == day.date,
        }
    }
}

/// Minutes after midnight; `end: None` when no end is printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) start: u16,
    pub(super) end: Option<u16>,
    /// When people may come in; the start, unless 開場 is printed.
    pub(super) doors: u16,
}

#[derive(Debug)]
pub(super) struct Opening {
    pub(super) days: Days,
    pub(super) times: Stretch,
    /// Accepting messages, rather than answering them.
    pub(super) always: bool,
}

/// A rule that says something takes place, without saying when.
#[derive(Debug)]
pub(super) struct Doubt {
    pub(super) weekdays: u8,
    pub(super) window: (u16, u16),
    pub(super) why: DoubtKind,
}

impl Doubt {
    pub(super) fn is_on(&self, day: &DateFacts) -> bool {
        self.weekdays & weekday_bit(day.weekday) != 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DoubtKind {
    /// Any day; beside regular hours these are extra openings, published one by one.
    Irregular,
    /// Certain weekdays, dates published one by one.
    IrregularOn,
    Frequency,
    OnRequest,
}

impl DoubtKind {
    /// Beside regular hours, these announce something extra and leave the regular answer standing.
    pub(super) fn is_extra(self) -> bool {
        matches!(self, DoubtKind::Irregular | DoubtKind::OnRequest)
    }

    pub(super) fn reason(self) -> Reason {
        match self {
            DoubtKind::Irregular | DoubtKind::IrregularOn => Reason::Irregular,
            DoubtKind::Frequency => Reason::FrequencyOnly,
            DoubtKind::OnRequest => Reason::OnRequest,
        }
    }
}

#[derive(Debug)]
pub(super) enum Shut {
    Weekly(u8),
    Holidays,
    YearEnd { from: MonthDay, to: MonthDay, stated: bool },
    Nth { n: i8, weekday: Weekday, if_holiday: Option<(i8, Weekday)> },
}

impl Shut {
    pub(super) fn covers(&self, day: &DateFacts, holidays: &Holidays) -> bool {
        match self {
            Shut::Weekly(mask) => mask & weekday_bit(day.weekday) != 0,
            Shut::Holidays => holidays.is_holiday(day.date),
            Shut::YearEnd { from, to, .. } => within(*from, *to, MonthDay::of(day.date)),
            Shut::Nth { n, weekday, if_holiday: None } => day.is_nth(*n, *weekday),
            Shut::Nth { n, weekday, if_holiday: Some(_) } => {
                let stays = day.is_nth(*n, *weekday) && !holidays.is_holiday(day.date);
                stays || self.moved_from(day, holidays).is_some()
            }
        }
    }

    pub(super) fn is_weekly_on(&self, day: &DateFacts) -> bool {
        matches!(self, Shut::Weekly(mask) if mask & weekday_bit(day.weekday) != 0)
    }

    /// The day this closure would have been, if a holiday moved it here.
    fn moved_from(&self, day: &DateFacts, holidays: &Holidays) -> Option<NaiveDate> {
        let Shut::Nth { n, weekday, if_holiday: Some((to_n, to_weekday)) } = self else {
            return None;
        };
        if !day.is_nth(*to_n, *to_weekday) {
            return None;
        }
        let from = nth_weekday_of(day.date.year(), day.month, *n, *weekday)?;
        holidays.is_holiday(from).then_some(from)
    }

    /// Why it covers this day; asked only when it does.
    pub(super) fn reason(&self, day: &DateFacts, holidays: &Holidays) -> Option<Reason> {
        Some(match self {
            Shut::Weekly(_) => Reason::WeeklyClosed(day.weekday),
            Shut::Holidays => Reason::Holiday(holidays.shared_name(day.date)?),
            Shut::YearEnd { stated, .. } => Reason::YearEnd { stated: *stated },
            Shut::Nth { n, weekday, if_holiday } => match self.moved_from(day, holidays) {
                Some(from) => Reason::ShiftedClosure {
                    from,
                    from_n: *n,
                    to_n: if_holiday.map_or(*n, |(to_n, _)| to_n),
                    weekday: day.weekday,
                    holiday: holidays.shared_name(from)?,
                },
                None => Reason::NthWeekdayClosure { n: *n, weekday: *weekday },
            },
        })
    }
}

/// One notice, checked.
#[derive(Debug)]
pub(super) struct BlockPlan {
    pub(super) first: Option<NaiveDate>,
    pub(super) last: Option<NaiveDate>,
    pub(super) openings: Vec<Opening>,
    pub(super) doubts: Vec<Doubt>,
    pub(super) shuts: Vec<Shut>,
    pub(super) silent_on_holidays: bool,
    pub(super) silent_on_year_end: bool,
    pub(super) tentative: bool,
    pub(super) follows_other: bool,
}

impl BlockPlan {
    pub(super) fn holds_on(&self, date: NaiveDate) -> bool {
        self.first.is_none_or(|first| first <= date) && self.last.is_none_or(|last| date <= last)
    }

    pub(super) fn says_nothing(&self) -> bool {
        self.openings.is_empty() && self.doubts.is_empty()
    }

    pub(super) fn shut_on(&self, day: &DateFacts, holidays: &Holidays) -> bool {
        self.shuts.iter().any(|shut| shut.covers(day, holidays))
    }

    pub(super) fn opens_on(&self, day: &DateFacts) -> bool {
        self.openings.iter().any(|o| o.days.contain(day))
    }
}

/// The exceptions, cut into stretches of days on which the same ones hold.
#[derive(Debug)]
pub(super) struct Exceptions {
    /// Sorted by first day; each holds until the next begins.
    pub(super) from: Vec<(NaiveDate, Option<Exception>)>,
}

#[derive(Debug)]
pub(super) struct Exception {
    pub(super) base: Base,
    pub(super) added: Vec<(Stretch, Arc<str>)>,
}

/// What the regular hours become.
#[derive(Debug)]
pub(super) enum Base {
    Kept,
    Closed(Arc<str>),
    Replaced(Vec<Stretch>, Arc<str>),
}

impl Exceptions {
    pub(super) fn on(&self, date: NaiveDate) -> Option<&Exception> {
        let after = self.from.partition_point(|(first, _)| *first <= date);
        self.from.get(after.checked_sub(1)?)?.1.as_ref()
    }
}

/// The nth (or, counted from the end, the -nth) such weekday of a month.
pub(crate) fn nth_weekday_of(year: i32, month: u32, n: i8, weekday: Weekday) -> Option<NaiveDate> {
    if n > 0 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, n as u8);
    }
    let first = NaiveDate::from_weekday_of_month_opt(year, month, weekday, 1)?;
    let count = (days_in_month(first) - first.day()) / 7 + 1;
    let nth = count as i8 + 1 + n;
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(nth).ok()?)
}

pub(super) fn weekday_bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

/// Bits 1 to 5 count from the beginning of the month, 9 to 13 from its end.
pub(super) fn nth_bit(n: i8) -> u16 {
    if n > 0 { 1 << n } else { 1 << (8 - n) }
}

/// A period of the year that may run over New Year.
pub(super) fn within(from: MonthDay, to: MonthDay, day: MonthDay) -> bool {
    if from <= to { from <= day && day <= to } else { from <= day || day <= to }
}

fn days_in_month(date: NaiveDate) -> u32 {
    match date.month() {
        2 if date.leap_year() => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
