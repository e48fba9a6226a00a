//! Times of day as words: 午前9時半, 13:30, 夜7時, 正午, 翌朝5時.

use super::{Clock, Kind, Lexer, Why};

/// What stands before the hour and moves it.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Afternoon,
    /// 夜7時 is 19:00, 夜12時 is midnight.
    Night,
    /// 昼1時 is 13:00, 昼12時 is noon.
    Noon,
    /// 深夜1時: the small hours.
    SmallHours,
}

const PREFIXES: [(&str, Half); 18] = [
    ("午前", Half::Morning),
    ("午後", Half::Afternoon),
    ("AM", Half::Morning),
    ("PM", Half::Afternoon),
    ("am", Half::Morning),
    ("pm", Half::Afternoon),
    ("a.m.", Half::Morning),
    ("p.m.", Half::Afternoon),
    ("早朝", Half::Morning),
    ("朝の", Half::Morning),
    ("朝", Half::Morning),
    ("お昼の", Half::Noon),
    ("昼の", Half::Noon),
    ("昼", Half::Noon),
    ("夕方", Half::Night),
    ("深夜", Half::SmallHours),
    ("夜の", Half::Night),
    ("夜", Half::Night),
];

impl Lexer<'_> {
    pub(super) fn time(&mut self, at: usize) -> Option<usize> {
        if self.before(at).is_ascii_digit() {
            return None;
        }
        let (begin, nearly) = match self.any(at, &["だいたい", "おおよそ", "およそ", "約"]) {
            Some(end) => (end, true),
            None => (at, false),
        };
        let (start, next_day) = match self.any(begin, &["翌日の", "翌日", "翌", "次の日の"]) {
            Some(end) => (self.skip_blank(end), true),
            None => (begin, false),
        };
        for (word, minutes) in [("正午", 720), ("零時", 0), ("真夜中", 1440)] {
            if let Some(end) = self.any(start, &[word]) {
                return Some(self.clocked(
                    at,
                    end,
                    Clock { minutes, marked: true, next_day, about: nearly, colon: false },
                ));
            }
        }
        let prefix = PREFIXES.iter().find(|(word, _)| self.is(start, word));
        let half = prefix.map(|(_, half)| *half);
        let number_at = self.skip_blank(prefix.map_or(start, |(word, _)| start + word.chars().count()));
        let kanji = !self.c(number_at).is_ascii_digit();
        let (hour, end) = self.number(number_at)?;
        let (minute, end) = if let Some(end) = self.any(end, &["時"]) {
            if self.c(end) == '間' || self.c(end) == '点' {
                return None;
            }
            self.minutes(end)
        } else if self.c(end) == ':' && self.c(end + 1).is_ascii_digit() && !kanji {
            let (minute, after) = self.number(end + 1)?;
            // 9:00:00 and 1:5 are no times of day.
            if after - end != 3 || self.c(after) == ':' {
                return None;
            }
            (minute, after)
        } else if !kanji && self.begins_a_range(end, half.is_some()) {
            (0, end)
        } else {
            return None;
        };
        let (suffix, end) = match self.any(end, &["AM", "am"]) {
            Some(end) => (Some(Half::Morning), end),
            None => match self.any(end, &["PM", "pm"]) {
                Some(end) => (Some(Half::Afternoon), end),
                None => (None, end),
            },
        };
        let half = half.or(suffix);
        let (about, end) = match self.any(end, &["頃", "ごろ", "ころ", "前後"]) {
            Some(end) => (true, end),
            None => (nearly, end),
        };
        let written = format_args!("{hour}:{minute:02}").to_string();
        if hour > 48 || minute > 59 {
            return Some(self.push(Kind::Fault(Why::NoSuchTime(written)), at, end));
        }
        let hour = match (half, hour) {
            (None, hour) => hour,
            (Some(Half::Morning | Half::Afternoon), 12) => {
                return Some(self.push(Kind::Fault(Why::NoonOrMidnight), at, end));
            }
            (Some(Half::Morning), hour) if hour > 12 => {
                return Some(self.push(Kind::Fault(Why::NoSuchTime(format!("午前{written}"))), at, end));
            }
            (Some(Half::Morning), hour) => hour,
            (Some(Half::Afternoon), hour @ 0..12) => hour + 12,
            (Some(Half::Noon), hour @ 1..=5) => hour + 12,
            (Some(Half::Night), hour @ 3..=12) => hour + 12,
            (Some(Half::Night), 0) => 24,
            (Some(Half::Afternoon | Half::Noon | Half::Night | Half::SmallHours), hour) => hour,
        };
        let next_day = next_day || (half == Some(Half::SmallHours) && hour < 6);
        let minutes = (hour * 60 + minute) as u16;
        let colon = self.c(number_at + 1) == ':' || self.c(number_at + 2) == ':';
        let clock = Clock { minutes, marked: half.is_some(), next_day, about, colon };
        Some(self.clocked(at, end, clock))
    }

    fn clocked(&mut self, from: usize, end: usize, clock: Clock) -> usize {
        self.push(Kind::Time(clock), from, end)
    }

    /// 「半」, 「30分」, or nothing after 時.
    fn minutes(&self, at: usize) -> (u32, usize) {
        if self.c(at) == '半' {
            return (30, at + 1);
        }
        if let Some((minute, end)) = self.number(self.skip_blank(at))
            && let Some(end) = self.any(end, &["分"])
        {
            return (minute, end);
        }
        (0, at)
    }

    /// 「9~17時」: the hour before the wave has no 時 of its own.
    fn begins_a_range(&self, at: usize, marked: bool) -> bool {
        let Some(wave) = self.any(self.skip_blank(at), &["~", "-"]) else {
            return false;
        };
        let second = self.any(wave, &["午前", "午後", "正午", "翌"]).map_or(wave, |end| end);
        if self.is(wave, "正午") {
            return true;
        }
        let Some((_, end)) = self.number(self.skip_blank(second)) else {
            return false;
        };
        let hour = self.c(end) == '時' && self.c(end + 1) != '間';
        let clock = self.c(end) == ':' && self.c(end + 1).is_ascii_digit();
        hour || clock || (marked && second != wave)
    }
}
