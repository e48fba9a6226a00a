//! Which days: the recurrences of a notice, each of which holds, may hold, or does not hold on a day.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{MonthDay, Months, PrintedDate, Weekdays, weekdays};

/// The days on which something happens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Days {
    /// Every day.
    Daily,
    /// Every week on these days.
    Weekly(Weekdays),
    /// The nth such weekdays of the month.
    NthWeekday {
        /// 1 to 5 from the beginning of the month, -1 (the last) to -5 from its end.
        nth: Vec<i8>,
        /// The weekdays counted, each by itself.
        days: Weekdays,
    },
    /// 「第2週の土曜」. Read as the 2nd Saturday or as the Saturday of the 2nd week: where the two
    /// differ it is not known.
    WeekOfMonth {
        /// 1 to 5.
        weeks: Vec<i8>,
        /// The weekdays.
        days: Weekdays,
    },
    /// Every n weeks (隔週 is 2), counted in weeks from Monday.
    EveryWeeks {
        /// 2 to 26.
        every: u8,
        /// The weekdays.
        days: Weekdays,
        /// A day in a week in which it takes place, and the first one. Without it, which week it
        /// is cannot be known.
        anchor: Option<NaiveDate>,
    },
    /// Every n days from a first day on.
    EveryDays {
        /// 2 to 366.
        every: u16,
        /// The first day.
        anchor: NaiveDate,
    },
    /// Days of the month: 1 to 31, -1 (the last) to -31.
    MonthDays(Vec<i8>),
    /// The nth business days of the month (第1営業日): 1 to 23, -1 (the last) to -23. Business days
    /// are those of an office: not Saturday, Sunday, a holiday or 29 December to 3 January.
    BusinessDays(Vec<i8>),
    /// These dates.
    Dates(Vec<NaiveDate>),
    /// Dates printed without a year: they may be meant in any year.
    YearlessDates(Vec<MonthDay>),
    /// A period that comes every year, both days included: 年末年始, お盆. It may run over New Year.
    Annual {
        /// First day.
        from: MonthDay,
        /// Last day.
        to: MonthDay,
        /// False when the text gives no dates: they are assumed and to be confirmed.
        stated: bool,
    },
    /// A period of the calendar, both days included, at printed precision.
    Period {
        /// First day; open to the past if absent.
        from: Option<PrintedDate>,
        /// Last day; open to the future if absent.
        to: Option<PrintedDate>,
    },
    /// National holidays, with substitute days, days between holidays and the municipality's own.
    Holidays,
    /// The days after holidays (祝日の翌日).
    DayAfterHoliday,
    /// Dates are published one by one.
    Irregular {
        /// Only on these weekdays; empty means any.
        days: Weekdays,
    },
    /// A number of sessions per period, without dates.
    Frequency(Often),
    /// A time is found when somebody asks.
    OnRequest,
    /// Messages are accepted at any hour; it says nothing about when somebody answers.
    Always,
}

/// How often something takes place, where no dates are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Often {
    /// How many.
    pub count: u32,
    /// Per what.
    pub per: Per,
    /// 程度: about.
    pub approx: bool,
    /// That many or more.
    pub at_least: bool,
    /// 「毎月決まった曜日時間帯」: fixed, but not printed.
    pub fixed_weekday_time: bool,
}

/// The period a frequency counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// 週
    Week,
    /// 月
    Month,
    /// 年度, April to March
    FiscalYear,
}

/// A recurrence: days, the part of the calendar in which they count, and what a holiday does to them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The days.
    pub days: Days,
    /// Where they count.
    pub within: Within,
    /// What happens when such a day is a holiday.
    pub on_holiday: OnHoliday,
    /// 「開催することがあります」: on such days it may take place; dates are told otherwise.
    pub possible: bool,
}

impl Pattern {
    /// The days without any limit.
    pub fn new(days: Days) -> Pattern {
        Pattern { days, within: Within::default(), on_holiday: OnHoliday::Keep, possible: false }
    }
}

/// The part of the calendar in which a recurrence counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Within {
    /// Only in these months.
    pub months: Months,
    /// Only in one of these yearly periods, both days included; empty means the whole year.
    pub seasons: Vec<Season>,
    /// First day it holds, at printed precision.
    pub from: Option<PrintedDate>,
    /// Last day it holds.
    pub to: Option<PrintedDate>,
}

/// A part of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// First day.
    pub from: MonthDay,
    /// Last day, included; it may lie in the next year.
    pub to: MonthDay,
}

/// What a holiday does to a recurrence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum OnHoliday {
    /// Nothing.
    #[default]
    Keep,
    /// It does not hold on a holiday.
    Skip,
    /// It holds on holidays only.
    Only,
    /// It holds on another day instead.
    Move {
        /// What moves it.
        when: MoveWhen,
        /// Where to.
        to: MoveTo,
    },
}

/// What moves a day away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveWhen {
    /// The day is a holiday.
    #[default]
    Holiday,
    /// The day is a holiday, a Saturday or a Sunday.
    HolidayOrWeekend,
    /// The day is closed by another closure of the block, or a holiday.
    Closed,
}

/// Where a moved day goes. Each look is bounded: a target is at most 31 days away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MoveTo {
    /// 「第3月曜」 of the same month.
    Nth(NthDay),
    /// 翌週 the same weekday.
    NextWeek,
    /// 前週 the same weekday.
    PreviousWeek,
    /// 翌日. Where that is a holiday too, people read it in more than one way: not known.
    NextDay,
    /// 前日, in the same manner.
    PreviousDay,
    /// 翌営業日・翌平日
    NextBusinessDay,
    /// 前営業日・前の平日
    PreviousBusinessDay,
    /// 翌開館日: the next day that no closure of the block covers.
    NextOpenDay,
    /// 「祝日の場合は変更」: moved, but not printed where to.
    Unstated,
}

/// A weekday counted within a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NthDay {
    /// 1 to 5, or -1 (the last) to -5.
    pub nth: i8,
    /// The weekday counted.
    #[serde(with = "weekdays::one")]
    pub day: Weekday,
}
