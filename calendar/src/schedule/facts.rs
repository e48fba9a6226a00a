//! What the rules want to know about a date, worked out once for all of them.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

use crate::holidays::Holidays;
use crate::hours::{MonthDay, YEAR_END};

const EVERY_WEEKDAY: u8 = 0b111_1111;

/// A date, taken apart.
#[derive(Clone, Copy)]
pub(crate) struct DayFacts {
    pub(crate) date: NaiveDate,
    /// Bit 0 is Monday.
    pub(crate) weekday_bit: u8,
    /// Bits 1 to 12.
    pub(crate) month_bit: u16,
    pub(crate) day: u8,
    pub(crate) days_in_month: u8,
    /// Month times 32 plus day: the order of a year.
    pub(crate) of_year: u16,
    pub(crate) is_holiday: bool,
}

impl DayFacts {
    pub(crate) fn of(date: NaiveDate, holidays: &Holidays) -> DayFacts {
        let (month, day) = (date.month(), date.day());
        DayFacts {
            date,
            weekday_bit: 1 << date.weekday().num_days_from_monday(),
            month_bit: 1 << month,
            day: day as u8,
            days_in_month: days_in_month(date.year(), month),
            of_year: (month * 32 + day) as u16,
            is_holiday: holidays.is_holiday(date),
        }
    }

    /// Goes on to the day after, for whoever walks over many days; false at the end of the calendar.
    ///
    /// In place, field by field: copying such small fields back and forth takes longer than all the rest.
    #[inline]
    pub(crate) fn go_on(&mut self, holidays: &Holidays) -> bool {
        let Some(date) = self.date.succ_opt() else {
            return false;
        };
        if self.day == self.days_in_month {
            *self = DayFacts::of(date, holidays);
            return true;
        }
        self.date = date;
        self.weekday_bit = (self.weekday_bit << 1 | self.weekday_bit >> 6) & EVERY_WEEKDAY;
        self.day += 1;
        self.of_year += 1;
        self.is_holiday = holidays.is_holiday(date);
        true
    }

    /// The facts of a day nearby; the day itself at the ends of the calendar.
    pub(crate) fn plus(&self, days: i32, holidays: &Holidays) -> DayFacts {
        let date = self.date.checked_add_signed(Duration::days(days.into()));
        date.map_or(*self, |date| DayFacts::of(date, holidays))
    }

    /// Days since the beginning of the calendar; a Monday is a multiple of seven, plus one.
    pub(crate) fn number(&self) -> i32 {
        self.date.num_days_from_ce()
    }

    pub(crate) fn weekday(&self) -> Weekday {
        self.date.weekday()
    }

    /// Two bits: the count from the beginning of the month and the one from its end.
    pub(crate) fn nth_bits(&self) -> u16 {
        let from_start = (self.day - 1) / 7 + 1;
        let from_end = (self.days_in_month - self.day) / 7 + 1;
        1 << from_start | 1 << (8 + from_end)
    }

    pub(crate) fn is_weekend(&self) -> bool {
        self.weekday_bit & 0b110_0000 != 0
    }

    /// True on the days an office works: neither weekend, nor holiday, nor year-end.
    pub(crate) fn is_business_day(&self) -> bool {
        !self.is_weekend() && !self.is_holiday && !self.is_year_end()
    }

    /// 29 December to 3 January.
    pub(crate) fn is_year_end(&self) -> bool {
        within(of_year(YEAR_END.0), of_year(YEAR_END.1), self.of_year)
    }
}

/// The place of a day in the order of a year.
pub(crate) fn of_year(day: MonthDay) -> u16 {
    u16::from(day.month) * 32 + u16::from(day.day)
}

/// A period of the year that may run over New Year, both ends included.
pub(crate) fn within(from: u16, to: u16, day: u16) -> bool {
    if from <= to { from <= day && day <= to } else { from <= day || day <= to }
}

/// Bits 1 to 5 count from the beginning of the month, 9 to 13 from its end.
pub(crate) fn nth_bit(n: i8) -> u16 {
    if n > 0 { 1 << n } else { 1 << (8 - n) }
}

fn days_in_month(year: i32, month: u32) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The nth (or, counted from the end, the -nth) such weekday of a month.
pub(crate) fn nth_weekday_of(year: i32, month: u32, n: i8, weekday: Weekday) -> Option<NaiveDate> {
    if n > 0 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, n as u8);
    }
    let first = NaiveDate::from_weekday_of_month_opt(year, month, weekday, 1)?;
    let count = (u32::from(days_in_month(year, month)) - first.day()) / 7 + 1;
    let nth = count as i8 + 1 + n;
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(nth).ok()?)
}
