//! What a reading tells beside the rules: what it assumed, and what it did not understand.

use std::fmt;

use super::Place;
use crate::wareki::Era;

/// Something the text does not say and that was taken for granted, to be confirmed by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// Where in the text, in bytes.
    pub at: Place,
    /// What was assumed.
    pub what: Assumed,
}

/// The things a reading may assume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assumed {
    /// 年末年始 without dates: 29 December to 3 January.
    YearEndDates,
    /// お盆 without dates: 13 to 16 August.
    BonDates,
    /// The second 午後 of 「午後1時～4時」.
    Afternoon,
    /// The year of a date, from the heading or the date before.
    Year,
    /// 平日 leaves out holidays.
    WorkingDays,
    /// Of a weekly opening and its exception, the exception holds.
    Exception,
    /// Every day that is not named as a closing day is an opening day.
    EveryOtherDay,
    /// The interval is counted from the week of the printed day.
    Anchor,
}

impl fmt::Display for Assumed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Assumed::YearEndDates => "年末年始は12月29日から1月3日までとしました",
            Assumed::BonDates => "お盆は8月13日から16日までとしました",
            Assumed::Afternoon => "終わりの時刻も午後としました",
            Assumed::Year => "年は前の日付や見出しと同じとしました",
            Assumed::WorkingDays => "平日に祝日は含めていません",
            Assumed::Exception => "例外の日は、その時間だけとしました",
            Assumed::EveryOtherDay => "休みの日のほかは毎日としました",
            Assumed::Anchor => "書かれた日の週から数えました",
        })
    }
}

/// A piece of the text that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUnderstood {
    /// Where in the text, in bytes.
    pub at: Place,
    /// The piece itself.
    pub text: String,
    /// Why, with what would be accepted.
    pub why: Why,
}

/// Why a piece was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// Words the reader does not know; they seem to say nothing about hours.
    UnknownWords,
    /// Days are closed, but which ones was not understood: nothing is taken for open.
    UnknownClosure,
    /// A condition was not understood.
    UnknownCondition,
    /// 第6月曜
    NthOutOfRange(u32),
    /// 13月
    NoSuchMonth(u32),
    /// 毎月32日
    NoSuchDayOfMonth(u32),
    /// 2月30日
    NoSuchDate {
        /// The year, if one is written.
        year: Option<i32>,
        /// The month written.
        month: u32,
        /// The day written.
        day: Option<u32>,
    },
    /// 令和元年4月
    BeforeEra(Era),
    /// 平成40年: the era had ended.
    AfterEra(Era),
    /// An era nobody knows.
    UnknownEra,
    /// 25時 as a beginning, 9:75
    NoSuchTime(String),
    /// 午前12時
    NoonOrMidnight,
    /// An end that is not after its start.
    EndNotAfterStart,
    /// A period that ends before it begins.
    EndsBeforeStart,
    /// The weekday beside a date is not that of the date.
    WeekdayMismatch,
    /// A date before the last day, or an anchor after the end.
    AnchorAfterEnd,
    /// All days of a rule are closing days of the same notice.
    Contradiction,
    /// Hours without days.
    NoDays,
    /// The hours of some other place.
    AnotherPlace,
    /// A table of marks.
    Table,
    /// More rules than a notice can have.
    TooLong,
}

impl Why {
    /// A time that does not exist spoils its own opening; a day that does not exist may spoil any.
    pub(super) fn is_about_times(&self) -> bool {
        matches!(self, Why::NoSuchTime(_) | Why::NoonOrMidnight | Why::EndNotAfterStart)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::UnknownWords => f.write_str("読み取れませんでした。時間に関わることなら、別の書き方をしてください"),
            Why::UnknownClosure => f.write_str("どの日が休みか分かりません。曜日か日付で書いてください"),
            Why::UnknownCondition => f.write_str("条件が分かりません。「祝日の場合は翌日」のように書いてください"),
            Why::NthOutOfRange(n) => write!(f, "第{n}はありません。第1から第5、または最終と書いてください"),
            Why::NoSuchMonth(n) => write!(f, "{n}月はありません。1月から12月で書いてください"),
            Why::NoSuchDayOfMonth(n) => write!(f, "{n}日はありません。1日から31日、または末日と書いてください"),
            Why::NoSuchDate { .. } => f.write_str("この日付はありません。実際にある日付を書いてください"),
            Why::BeforeEra(era) => {
                let first = era.first_day();
                write!(f, "{}は{first}からです。その日付のときの元号か、西暦で書いてください", era.name())
            }
            Why::AfterEra(era) => {
                write!(f, "この日付のとき、{}は終わっています。そのときの元号か、西暦で書いてください", era.name())
            }
            Why::UnknownEra => f.write_str("この元号は分かりません。令和・平成・昭和か、西暦で書いてください"),
            Why::NoSuchTime(time) => write!(f, "{time}という時刻はありません。0:00から24:00までで書いてください"),
            Why::NoonOrMidnight => f.write_str("昼か夜か分かりません。正午、または夜の0時は24:00と書いてください"),
            Why::EndNotAfterStart => {
                f.write_str("終わりが始まりより前です。翌日にかかるときは「翌朝5時」のように書いてください")
            }
            Why::EndsBeforeStart => f.write_str("終わりの日が始まりの日より前です。順番を確かめてください"),
            Why::WeekdayMismatch => f.write_str("日付と曜日が合いません。どちらが正しいか確かめてください"),
            Why::AnchorAfterEnd => f.write_str("数えはじめの日が終わりの日より後です。順番を確かめてください"),
            Why::Contradiction => f.write_str("開く日がすべて休みの日でもあります。どちらかを直してください"),
            Why::AnotherPlace => f.write_str("ほかの場所の時間と思われるため、含めていません"),
            Why::Table => f.write_str("表の印は読み取れません。曜日と時間を文で書いてください"),
            Why::NoDays => f.write_str("どの日のことか分かりません。曜日か日付を書いてください"),
            Why::TooLong => f.write_str("長すぎるため、ここから先は読んでいません。短く分けてください"),
        }
    }
}
