//! A doubt about a cell, with what could be done about it and why. Nothing is done without a yes.

use crate::vocabulary;

vocabulary! {
    /// How sure a suggestion is, and what happens without it.
    pub enum Certainty("table-certainty") {
        /// The same thing in the usual spelling. Without it the cell stays as it was read.
        Safe => "safe",
        /// Probably meant otherwise. Without a yes the cell stays as it was read.
        NeedsYes => "needs-yes",
        /// As it was read, it cannot be used; nothing of the table is taken until that is settled.
        CannotBeUsed => "cannot-be-used",
    }
}

/// What is suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    Write(String),
    /// Leave the cell empty.
    Empty,
    /// Leave the whole row out.
    LeaveRowOut,
    /// Nothing; somebody should know.
    Keep,
}

vocabulary! {
    /// Why a cell is doubted.
    pub enum Reason("table-reason") {
        OuterSpace => "outer-space",
        ControlLetters => "control-letters",
        OwnLetters => "own-letters",
        FullWidth => "full-width",
        HalfWidthKana => "half-width-kana",
        LongVowel => "long-vowel",
        KanaUnread => "kana-unread",
        Spelling => "spelling",
        LeadingZero => "leading-zero",
        NoCheckDigit => "no-check-digit",
        CheckDigit => "check-digit",
        CodeUnread => "code-unread",
        Scientific => "scientific",
        AreaCode => "area-code",
        PhoneUnread => "phone-unread",
        PrivatePhone => "private-phone",
        EmailUnread => "email-unread",
        PrivateEmail => "private-email",
        UrlScheme => "url-scheme",
        UrlUnread => "url-unread",
        PostcodeUnread => "postcode-unread",
        DateSpelling => "date-spelling",
        DateSerial => "date-serial",
        DateUnread => "date-unread",
        NoSuchDay => "no-such-day",
        LeapDay => "leap-day",
        Era => "era",
        Weekday => "weekday",
        YearByWeekday => "year-by-weekday",
        YearByOrder => "year-by-order",
        EndBeforeStart => "end-before-start",
        TimeSpelling => "time-spelling",
        TimeRange => "time-range",
        TimeNoon => "time-noon",
        TimeAfternoon => "time-afternoon",
        TimeOrder => "time-order",
        TimeUnread => "time-unread",
        WeekdaysSpelling => "weekdays-spelling",
        WeekdaysRange => "weekdays-range",
        WeekdaysUnread => "weekdays-unread",
        PlaceSwapped => "place-swapped",
        PlaceDegrees => "place-degrees",
        PlaceOutside => "place-outside",
        JsonUnread => "json-unread",
        NeededMissing => "needed-missing",
        AskedMissing => "asked-missing",
        TooManyCells => "too-many-cells",
        RowTwice => "row-twice",
        NumberTwice => "number-twice",
    }
}

/// What a check says of one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub reason: Reason,
    pub certainty: Certainty,
    pub remedy: Remedy,
}

impl Finding {
    pub fn safe(reason: Reason, write: impl Into<String>) -> Self {
        Self { reason, certainty: Certainty::Safe, remedy: Remedy::Write(write.into()) }
    }

    pub fn ask(reason: Reason, write: impl Into<String>) -> Self {
        Self { reason, certainty: Certainty::NeedsYes, remedy: Remedy::Write(write.into()) }
    }

    /// Somebody should look; there is nothing better to suggest.
    pub fn look(reason: Reason) -> Self {
        Self { reason, certainty: Certainty::NeedsYes, remedy: Remedy::Keep }
    }

    /// It cannot be used, and was probably meant so.
    pub fn must(reason: Reason, write: impl Into<String>) -> Self {
        Self { reason, certainty: Certainty::CannotBeUsed, remedy: Remedy::Write(write.into()) }
    }

    /// It cannot be used, and what was meant is not known.
    pub fn lost(reason: Reason) -> Self {
        Self { reason, certainty: Certainty::CannotBeUsed, remedy: Remedy::Empty }
    }
}

/// A doubt about one cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Place in the table's rows, from 0.
    pub row: usize,
    /// The row as a spreadsheet counts.
    pub number: usize,
    /// Place in the table's columns, from 0.
    pub column: usize,
    /// The cell as it was read.
    pub read: String,
    pub reason: Reason,
    pub certainty: Certainty,
    pub remedy: Remedy,
}

impl Repair {
    /// The same for the same doubt about the same file.
    pub fn id(&self) -> String {
        format!("{}.{}.{}", self.number, self.column, self.reason)
    }

    /// Whether there is something to say yes to.
    pub fn offers(&self) -> bool {
        self.remedy != Remedy::Keep
    }
}
