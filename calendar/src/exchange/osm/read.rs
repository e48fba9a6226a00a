//! From the text to its statements, by recursive descent.

use chrono::NaiveDate;

use super::super::Refusal;
use super::{DAYS, LONGEST, MONTHS};
use crate::hours::{MonthDay, WEEK, Weekdays};

/// How a statement stands to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// `;` it replaces them on its days.
    Replaces,
    /// `,` it adds to them.
    Adds,
    /// `||` it says what holds where they say nothing.
    FallsBack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Off,
    Unknown,
}

/// A part of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dated {
    /// Every year, from one day to another.
    Yearly(MonthDay, MonthDay),
    /// Once, from one day to another.
    Once(NaiveDate, NaiveDate),
}

/// One rule of the text.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) at: usize,
    pub(super) joins: Joins,
    pub(super) dates: Vec<Dated>,
    /// Weekdays with their counts; no counts means each of them.
    pub(super) weekdays: Vec<(Weekdays, Vec<i8>)>,
    pub(super) holidays: bool,
    /// `PH Mo-Fr`: only the holidays on these weekdays.
    pub(super) holidays_among: bool,
    pub(super) times: Vec<(u16, Option<u16>)>,
    pub(super) state: State,
    pub(super) comment: Option<String>,
}

impl Statement {
    /// True if its days are dates and nothing else.
    pub(super) fn is_once(&self) -> bool {
        let once = |dated: &Dated| matches!(dated, Dated::Once(..));
        !self.dates.is_empty() && self.dates.iter().all(once) && self.weekdays.is_empty() && !self.holidays
    }
}

const RULE: &str = "write rules such as Mo-Fr 10:00-18:00; PH off; Dec 29-Jan 03 off; Mo[2] off";
const TIMES: &str = "write times as 10:00-18:00, or 17:00+; sunrise and sunset are not read";
const DATE: &str = "write dates as Dec 29, Dec 29-Jan 03 or 2026 Dec 04";

/// The statements of a text.
pub(super) fn statements(text: &str) -> Result<Vec<Statement>, Refusal> {
    if text.len() > LONGEST {
        return Err(Refusal::new(1, text, "write at most 64 KiB"));
    }
    let mut reader = Reader { chars: text.chars().collect(), at: 0 };
    let mut statements = Vec::new();
    let mut joins = Joins::Replaces;
    loop {
        statements.push(reader.statement(joins)?);
        reader.spaces();
        joins = if reader.take("||") {
            Joins::FallsBack
        } else if reader.take(";") {
            Joins::Replaces
        } else if reader.take(",") {
            Joins::Adds
        } else if reader.is_done() {
            return Ok(statements);
        } else {
            return Err(reader.refuse(RULE));
        };
        reader.spaces();
        if reader.is_done() && joins == Joins::Replaces {
            return Ok(statements);
        }
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    fn refuse(&self, accepted: &'static str) -> Refusal {
        let part: String = self.chars[self.at.min(self.chars.len())..].iter().take(24).collect();
        Refusal::new(self.at + 1, &part, accepted)
    }

    fn is_done(&self) -> bool {
        self.at >= self.chars.len()
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn spaces(&mut self) {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn sees(&self, word: &str) -> bool {
        word.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c))
    }

    fn take(&mut self, word: &str) -> bool {
        let sees = self.sees(word);
        if sees {
            self.at += word.chars().count();
        }
        sees
    }

    /// A word of a list that is not the beginning of a longer one.
    fn word_of(&self, words: &[&str]) -> Option<usize> {
        let ends = |word: &str| !self.peek(word.len()).is_some_and(|c| c.is_ascii_alphabetic());
        words.iter().position(|word| self.sees(word) && ends(word))
    }

    /// How many digits stand here, and what comes after them.
    fn digits(&self) -> (usize, Option<char>) {
        let count = (0..5).take_while(|i| self.peek(*i).is_some_and(|c| c.is_ascii_digit())).count();
        (count, self.peek(count))
    }

    fn number(&mut self) -> Option<u32> {
        let (count, _) = self.digits();
        let text: String = self.chars.get(self.at..self.at + count)?.iter().collect();
        let number = text.parse().ok()?;
        self.at += count;
        Some(number)
    }

    fn sees_year(&self) -> bool {
        self.digits().0 == 4
    }

    /// Moves over a comma if what follows it continues the list.
    fn continues(&mut self, follows: impl Fn(&Reader) -> bool) -> bool {
        let before = self.at;
        if self.take(",") {
            self.spaces();
            if follows(self) {
                return true;
            }
        }
        self.at = before;
        false
    }

    fn statement(&mut self, joins: Joins) -> Result<Statement, Refusal> {
        self.spaces();
        let at = self.at + 1;
        let mut statement = Statement {
            at,
            joins,
            dates: Vec::new(),
            weekdays: Vec::new(),
            holidays: false,
            holidays_among: false,
            times: Vec::new(),
            state: State::Open,
            comment: None,
        };
        if self.take("24/7") {
            statement.times.push((0, Some(24 * 60)));
        } else {
            self.dates(&mut statement.dates)?;
            self.weekdays(&mut statement)?;
            self.times(&mut statement.times)?;
        }
        let said = self.state();
        self.spaces();
        statement.comment = self.comment()?;
        statement.state = match said {
            Some(state) => state,
            // A comment alone is a condition nobody can check.
            None if statement.comment.is_some() => State::Unknown,
            None => State::Open,
        };
        if self.at + 1 == at {
            return Err(self.refuse(RULE));
        }
        Ok(statement)
    }

    fn state(&mut self) -> Option<State> {
        self.spaces();
        const WORDS: [(&str, State); 4] =
            [("open", State::Open), ("off", State::Off), ("closed", State::Off), ("unknown", State::Unknown)];
        let found = self.word_of(&WORDS.map(|(word, _)| word))?;
        self.take(WORDS[found].0);
        Some(WORDS[found].1)
    }

    fn comment(&mut self) -> Result<Option<String>, Refusal> {
        if self.peek(0) != Some('"') {
            return Ok(None);
        }
        let rest = &self.chars[self.at + 1..];
        let end = rest.iter().position(|c| *c == '"').ok_or_else(|| self.refuse("end the comment with \""))?;
        let comment = rest[..end].iter().collect();
        self.at += end + 2;
        Ok(Some(comment))
    }

    fn dates(&mut self, dates: &mut Vec<Dated>) -> Result<(), Refusal> {
        let begins = |reader: &Reader| reader.sees_year() || reader.word_of(&MONTHS).is_some();
        if self.word_of(&["week", "easter"]).is_some() {
            return Err(self.refuse("write weekdays or dates; weeks of the year and Easter are not read"));
        }
        if !begins(self) {
            return Ok(());
        }
        loop {
            dates.push(self.date_range()?);
            let month = match dates.last() {
                Some(Dated::Yearly(from, to)) if from == to => Some(from.month),
                _ => None,
            };
            // `Jan 15,31`: a further day of the same month.
            while let Some(month) = month
                && self.continues(|reader| matches!(reader.digits(), (1..=2, after) if after != Some(':')))
            {
                let day = self.day(month)?;
                dates.push(Dated::Yearly(day, day));
            }
            if !self.continues(begins) {
                break;
            }
        }
        if self.peek(0) == Some(':') {
            self.at += 1;
        }
        self.spaces();
        Ok(())
    }

    fn date_range(&mut self) -> Result<Dated, Refusal> {
        let year = self.year()?;
        let Some(month) = self.month() else {
            let Some(from) = year else {
                return Err(self.refuse(DATE));
            };
            let to = if self.take("-") { self.year()?.ok_or_else(|| self.refuse(DATE))? } else { from };
            return self.once((from, 1, 1), (to, 12, 31));
        };
        let day = self.day_after(month)?;
        let mut end = (year, month, day);
        let before = self.at;
        self.spaces();
        if self.take("-") {
            self.spaces();
            let end_year = if self.sees_year() { self.year()? } else { None };
            let end_month = self.month();
            let end_day = match end_month {
                Some(month) => self.day_after(month)?,
                None if day.is_some() => Some(self.day(month)?.day),
                None => return Err(self.refuse(DATE)),
            };
            end = (end_year.or(year), end_month.unwrap_or(month), end_day);
            if day.is_some() != end_day.is_some() || year.is_some() != end.0.is_some() {
                return Err(self.refuse(DATE));
            }
        } else {
            self.at = before;
        }
        if matches!(self.peek(0), Some('+' | '/')) {
            return Err(self.refuse("write the last day too; open ends and steps of dates are not read"));
        }
        let (end_year, end_month, end_day) = end;
        let last = |year: i32, month: u8| last_of(year, month);
        match (year, end_year) {
            (Some(from), Some(to)) => {
                let end_day = end_day.unwrap_or_else(|| last(to, end_month));
                self.once((from, month, day.unwrap_or(1)), (to, end_month, end_day))
            }
            _ => {
                // 29 February is the end of the longest one.
                let end_day = end_day.unwrap_or_else(|| last(2024, end_month));
                Ok(Dated::Yearly(MonthDay::new(month, day.unwrap_or(1)), MonthDay::new(end_month, end_day)))
            }
        }
    }

    fn once(&self, from: (i32, u8, u8), to: (i32, u8, u8)) -> Result<Dated, Refusal> {
        let date = |(year, month, day): (i32, u8, u8)| NaiveDate::from_ymd_opt(year, month.into(), day.into());
        match (date(from), date(to)) {
            (Some(from), Some(to)) if from <= to => Ok(Dated::Once(from, to)),
            _ => Err(self.refuse("write a last day that exists and is not before the first")),
        }
    }

    fn year(&mut self) -> Result<Option<i32>, Refusal> {
        if !self.sees_year() {
            return Ok(None);
        }
        let year = self.number().filter(|year| (1900..=2999).contains(year));
        let year = year.ok_or_else(|| self.refuse("write a year from 1900 to 2999"))?;
        self.spaces();
        Ok(Some(year as i32))
    }

    fn month(&mut self) -> Option<u8> {
        let month = self.word_of(&MONTHS)?;
        self.at += 3;
        Some(month as u8 + 1)
    }

    /// The day, if one stands here; a time does not.
    fn day_after(&mut self, month: u8) -> Result<Option<u8>, Refusal> {
        let before = self.at;
        self.spaces();
        let (count, after) = self.digits();
        // `Jan 15: 10:00` has a day, `Jan 10:00` has none.
        let is_time = after == Some(':') && self.peek(count + 1).is_some_and(|c| c.is_ascii_digit());
        match count {
            1..=2 if !is_time => self.day(month).map(|day| Some(day.day)),
            _ => {
                self.at = before;
                Ok(None)
            }
        }
    }

    fn day(&mut self, month: u8) -> Result<MonthDay, Refusal> {
        let refusal = self.refuse(DATE);
        let day = self.number().filter(|day| *day <= 31).map(|day| MonthDay::new(month, day as u8));
        day.filter(|day| day.exists()).ok_or(refusal)
    }

    fn weekdays(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
        let begins = |reader: &Reader| reader.word_of(&DAYS).or(reader.word_of(&["PH", "SH"])).is_some();
        if !begins(self) {
            return Ok(());
        }
        loop {
            if self.word_of(&["SH"]).is_some() {
                return Err(self.refuse("write PH, weekdays or dates; school holidays are not read"));
            }
            if self.word_of(&["PH"]).is_some() {
                self.take("PH");
                statement.holidays = true;
                let alone = statement.weekdays.is_empty();
                self.no_offset()?;
                if alone && self.peek(0) == Some(' ') {
                    self.spaces();
                    if self.word_of(&DAYS).is_some() {
                        statement.holidays_among = true;
                        continue;
                    }
                }
            } else {
                statement.weekdays.push(self.weekday_range()?);
                self.no_offset()?;
            }
            if !self.continues(begins) {
                break;
            }
        }
        if self.peek(0) == Some(':') {
            self.at += 1;
        }
        self.spaces();
        Ok(())
    }

    fn weekday(&mut self) -> Result<chrono::Weekday, Refusal> {
        let day = self.word_of(&DAYS).ok_or_else(|| self.refuse("write Mo, Tu, We, Th, Fr, Sa or Su"))?;
        self.at += 2;
        Ok(WEEK[day])
    }

    fn weekday_range(&mut self) -> Result<(Weekdays, Vec<i8>), Refusal> {
        let from = self.weekday()?;
        if self.take("-") {
            let to = self.weekday()?;
            return Ok((Weekdays::through(from, to), Vec::new()));
        }
        let mut counts = Vec::new();
        if self.take("[") {
            loop {
                let first = self.count()?;
                let last = if self.take("-") { self.count()? } else { first };
                counts.extend(first..=last);
                if last < first || counts.len() > 20 {
                    return Err(self.refuse("write counts as [1], [1,3], [1-3] or [-1]"));
                }
                if self.take("]") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.refuse("write counts as [1], [1,3], [1-3] or [-1]"));
                }
            }
        }
        Ok((Weekdays::of(from), counts))
    }

    fn count(&mut self) -> Result<i8, Refusal> {
        let refusal = self.refuse("write 1 to 5, or -1 (the last) to -5");
        let sign = if self.take("-") { -1 } else { 1 };
        let count = self.number().filter(|n| (1..=5).contains(n)).ok_or(refusal)?;
        Ok(sign * count as i8)
    }

    /// `Mo[2] +1 day` moves a day away; a rule of ours has no such count.
    fn no_offset(&self) -> Result<(), Refusal> {
        let sign = matches!(self.peek(0), Some(' ')) && matches!(self.peek(1), Some('+' | '-'));
        if sign { Err(self.refuse("write the day itself; days counted from another are not read")) } else { Ok(()) }
    }

    fn times(&mut self, times: &mut Vec<(u16, Option<u16>)>) -> Result<(), Refusal> {
        if self.word_of(&["sunrise", "sunset", "dawn", "dusk"]).is_some() || self.peek(0) == Some('(') {
            return Err(self.refuse(TIMES));
        }
        let begins = |reader: &Reader| matches!(reader.digits(), (1..=2, Some(':')));
        if !begins(self) {
            return Ok(());
        }
        loop {
            let start = self.time()?;
            if start >= 24 * 60 {
                return Err(self.refuse("write a start before 24:00"));
            }
            let end = if self.take("+") {
                None
            } else if self.take("-") {
                let end = self.time()?;
                Some(if end <= start { end + 24 * 60 } else { end })
            } else {
                return Err(self.refuse(TIMES));
            };
            if matches!(self.peek(0), Some('+' | '/')) || end.is_some_and(|end| end - start > 24 * 60) {
                return Err(self.refuse(TIMES));
            }
            times.push((start, end));
            if !self.continues(begins) {
                self.spaces();
                return Ok(());
            }
        }
    }

    fn time(&mut self) -> Result<u16, Refusal> {
        let refusal = self.refuse(TIMES);
        let read = |reader: &mut Reader| {
            let hour = reader.number().filter(|hour| *hour <= 48)?;
            let (digits, _) = (reader.take(":") && reader.digits().0 == 2).then(|| reader.digits())?;
            let minute = reader.number().filter(|minute| digits == 2 && *minute < 60)?;
            Some((hour * 60 + minute) as u16).filter(|minutes| *minutes <= 48 * 60)
        };
        read(self).ok_or(refusal)
    }
}

fn last_of(year: i32, month: u8) -> u8 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month.into(), *day as u32).is_some()).unwrap_or(28)
}
