//! The days of a statement: years, months, dates, weekdays, holidays.

use chrono::NaiveDate;

use super::super::Refusal;
use super::read::{Dated, Reader, Statement};
use super::{DAYS, MONTHS};
use crate::hours::{MonthDay, WEEK, Weekdays};

const DATE: &str = "write dates as Dec 29, Dec 29-Jan 03 or 2026 Dec 04";

impl Reader {
    pub(super) fn dates(&mut self, dates: &mut Vec<Dated>) -> Result<(), Refusal> {
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

    pub(super) fn weekdays(&mut self, statement: &mut Statement) -> Result<(), Refusal> {
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
}

fn last_of(year: i32, month: u8) -> u8 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month.into(), *day as u32).is_some()).unwrap_or(28)
}
