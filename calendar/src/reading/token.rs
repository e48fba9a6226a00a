//! The words a notice is made of.

use chrono::Weekday;

use crate::hours::{Booking, Channel, Months, MoveTo, Often, Weekdays};
use crate::wareki::Era;

/// A word with its place in the text as given, in bytes.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A time of day as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Minutes after midnight as written, up to 48:00.
    pub(super) minutes: u16,
    /// 午前, 午後, 朝, 夜 … stood before it, or 正午.
    pub(super) marked: bool,
    /// 翌
    pub(super) next_day: bool,
    /// 頃
    pub(super) about: bool,
    /// 13:30, on the clock of 24 hours.
    pub(super) colon: bool,
}

/// A date as written; the year may come from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: Option<i32>,
    pub(super) month: u8,
    /// Absent in 「令和8年4月」.
    pub(super) day: Option<u8>,
    pub(super) weekday: Option<Weekday>,
    /// 翌年
    pub(super) next_year: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    /// 夜間, 夕方: nobody knows from when.
    Evening,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Time(Clock),
    Date(Date),
    Year(i32),
    FiscalYear(i32),
    Months(Months),
    /// Weekdays, and whether 祝 is among them. `every`: 毎週 or 曜 said that it is each week.
    Weekdays {
        days: Weekdays,
        holidays: bool,
    },
    WorkingDays,
    EveryDay,
    EveryWeek,
    EveryMonth,
    Holidays,
    DayAfterHolidays,
    /// 休日: in a closure holidays, as an opening Saturday, Sunday and holidays.
    RestDays,
    /// 閉庁日: Saturday, Sunday, holidays and year-end.
    OfficeClosed,
    /// 開庁日
    OfficeOpen,
    YearEnd,
    /// お盆 without dates.
    Bon,
    /// 夏休み: a part of the year without dates.
    Vacation {
        months: (u8, u8),
        days: (u8, u8),
    },
    Nth {
        nth: Vec<i8>,
        days: Weekdays,
    },
    WeekOfMonth {
        weeks: Vec<i8>,
        days: Weekdays,
    },
    MonthDays(Vec<i8>),
    /// 「月末」: one of the last days, nobody knows which.
    MonthEnd,
    BusinessDays(Vec<i8>),
    EveryWeeks(u8),
    EveryMonths,
    Often(Often),
    AllDay,
    NeverCloses,
    Part(Part),
    Tilde,
    From,
    Until,
    Closed,
    /// 休館日, 定休日: what follows are closing days.
    ClosingDays,
    /// 「…に開いているかは、資料に書かれていません」: the days before it are left open.
    NotStated,
    /// 臨時休館 and the like: closed on days that are told otherwise.
    ClosedAtTimes,
    Except,
    Only,
    Also,
    If,
    Move(MoveTo),
    Changed,
    Held,
    OnRequest,
    Booking(Booking),
    Irregular,
    Tentative,
    May,
    About,
    Suspended,
    Founded,
    Begins,
    Ends,
    Reception,
    LastEntry,
    Doors,
    Start,
    End,
    Break,
    Channel(Channel),
    /// 対象, 場所, 定員: what follows is not about hours.
    Aside,
    /// 申込締切: what follows is a deadline.
    Deadline,
    /// 日時, 開館時間: what follows is about hours.
    HoursHeading,
    Open,
    Close,
    OpenHeading,
    CloseHeading,
    Colon,
    Comma,
    Dot,
    Slash,
    Stop,
    Line,
    Mark,
    Blank,
    Topic,
    Of,
    And,
    /// 「土曜または日曜」
    Or,
    /// 「第2か第3の」: one of those that follow.
    Either,
    /// 「月曜、水曜のいずれか」: one of those that stand before.
    OneOf,
    /// 「（第1・第3のみ）」: counts of weekdays named before.
    Counts(Vec<i8>),
    /// 台風, 警報
    Weather,
    /// 期間中
    SamePeriod,
    /// それ以外の月
    OtherMonths,
    /// 「それ以外」
    Otherwise,
    /// 当面の間
    ForNow,
    /// 「時間が変わります」: the date before it is when it changes.
    TimesChange,
    /// 「90分間」, in minutes.
    Lasting(u16),
    /// ○ and × in a table of weekdays.
    Cell,
    /// Said by many notices and of no weight for the hours.
    Filler,
    /// Numbers with a unit, telephone numbers, addresses: nothing about hours.
    Figure,
    /// Something impossible; the message says what would be accepted.
    Fault(super::Why),
    Word,
}

/// The letter eras are abbreviated with.
pub(super) fn era_of(letter: char) -> Option<Era> {
    Era::ALL.into_iter().find(|era| era.letter() == letter.to_ascii_uppercase())
}
