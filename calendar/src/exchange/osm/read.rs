//! From the text to its statements, by recursive descent.

use chrono::NaiveDate;

use super::super::Refusal;
use super::LONGEST;
use crate::hours::{MonthDay, Weekdays};

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

/// A place in the text.
pub(super) struct Reader {
    chars: Vec<char>,
    pub(super) at: usize,
}

impl Reader {
    pub(super) fn refuse(&self, accepted: &'static str) -> Refusal {
        let part: String = self.chars[self.at.min(self.chars.len())..].iter().take(24).collect();
        Refusal::new(self.at + 1, &part, accepted)
    }

    fn is_done(&self) -> bool {
        self.at >= self.chars.len()
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    pub(super) fn spaces(&mut self) {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn sees(&self, word: &str) -> bool {
        word.chars().enumerate().all(|(i, c)| self.peek(i) == Some(c))
    }

    pub(super) fn take(&mut self, word: &str) -> bool {
        let sees = self.sees(word);
        if sees {
            self.at += word.chars().count();
        }
        sees
    }

    /// A word of a list that is not the beginning of a longer one.
    pub(super) fn word_of(&self, words: &[&str]) -> Option<usize> {
        let ends = |word: &str| !self.peek(word.len()).is_some_and(|c| c.is_ascii_alphabetic());
        words.iter().position(|word| self.sees(word) && ends(word))
    }

    /// How many digits stand here, and what comes after them.
    pub(super) fn digits(&self) -> (usize, Option<char>) {
        let count = (0..5).take_while(|i| self.peek(*i).is_some_and(|c| c.is_ascii_digit())).count();
        (count, self.peek(count))
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        let (count, _) = self.digits();
        let text: String = self.chars.get(self.at..self.at + count)?.iter().collect();
        let number = text.parse().ok()?;
        self.at += count;
        Some(number)
    }

    pub(super) fn sees_year(&self) -> bool {
        self.digits().0 == 4
    }

    /// Moves over a comma if what follows it continues the list.
    pub(super) fn continues(&mut self, follows: impl Fn(&Reader) -> bool) -> bool {
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
