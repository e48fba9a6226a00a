//! From letters to words. Every look ahead is bounded, so that hostile text takes linear time.

use chrono::NaiveDate;

use super::Why;
use super::letters::{LIST_MARK, Letter};
use super::lexicon;
use super::token::{Clock, Date, Kind, Token, era_of};
use crate::hours::{Months, Often, Per, Weekdays};
use crate::wareki::Era;

mod counted;
mod dates;
mod times;
mod weekdays;

/// Longer runs of digits or weekdays are no numbers and no lists of days.
const LONGEST_RUN: usize = 16;

/// The words of a text.
pub(super) fn tokens(letters: &[Letter]) -> Vec<Token> {
    let mut lexer = Lexer { letters, out: Vec::with_capacity(letters.len() / 2), last_date: None };
    let mut at = 0;
    while at < letters.len() {
        at = lexer.next(at).max(at + 1);
    }
    lexer.out
}

struct Lexer<'a> {
    letters: &'a [Letter],
    out: Vec<Token>,
    /// The month of the last date, and whether it was written with a slash, for 「8/13-16」.
    last_date: Option<(Date, bool)>,
}

impl Lexer<'_> {
    fn c(&self, at: usize) -> char {
        self.letters.get(at).map_or('\0', |letter| letter.c)
    }

    fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |at| self.c(at))
    }

    /// True if these letters stand here.
    fn is(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(i, c)| self.c(at + i) == c)
    }

    /// After the first of these words that stands here.
    fn any(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find(|word| self.is(at, word)).map(|word| at + word.chars().count())
    }

    fn skip_blank(&self, at: usize) -> usize {
        let mut end = at;
        while self.c(end) == ' ' && end < at + 3 {
            end += 1;
        }
        end
    }

    /// A number in digits or kanji and where it ends.
    fn number(&self, at: usize) -> Option<(u32, usize)> {
        let mut end = at;
        while self.c(end).is_ascii_digit() && end - at < LONGEST_RUN {
            end += 1;
        }
        if end > at {
            let digits = (at..end).map(|i| self.c(i) as u32 - '0' as u32);
            let value = digits.fold(0u32, |value, digit| value.saturating_mul(10).saturating_add(digit));
            return (end - at <= 9).then_some((value, end));
        }
        kanji_number(self, at)
    }

    fn push(&mut self, kind: Kind, from: usize, to: usize) -> usize {
        let (first, last) = (self.letters[from], self.letters[to - 1]);
        // Unknown letters grow together, so that they are told as one piece.
        if let (Kind::Word, Some(Token { kind: Kind::Word, to: end, .. })) = (&kind, self.out.last_mut())
            && *end == first.from
        {
            *end = last.to;
            return to;
        }
        self.out.push(Token { kind, from: first.from, to: last.to });
        to
    }

    /// The last word that is neither blank nor 「の」.
    fn previous(&self) -> Option<&Kind> {
        let kinds = self.out.iter().rev().take(4).map(|token| &token.kind);
        kinds.into_iter().find(|kind| !matches!(kind, Kind::Blank | Kind::Of))
    }

    fn next(&mut self, at: usize) -> usize {
        let c = self.c(at);
        if let Some(kind) = punctuation(c) {
            let mut end = at + 1;
            while kind == Kind::Blank && self.c(end) == ' ' {
                end += 1;
            }
            return self.push(kind, at, end);
        }
        if "○●◎◯△×✕〇".contains(c) && self.in_table(at) {
            return self.push(Kind::Cell, at, at + 1);
        }
        if c == LIST_MARK {
            return self.push(Kind::Comma, at, at + 1);
        }
        let readers: [fn(&mut Self, usize) -> Option<usize>; 8] = [
            Self::contact,
            Self::date,
            Self::frequency,
            Self::time,
            Self::counted,
            Self::months,
            Self::weekdays,
            Self::figure,
        ];
        for read in readers {
            if let Some(end) = read(self, at) {
                return end;
            }
        }
        let matches = |word: &[char]| word.iter().enumerate().all(|(i, letter)| self.c(at + i) == *letter);
        match lexicon::word_at(c, matches) {
            Some((kind, length)) => self.push(kind, at, at + length),
            None if c == '(' => self.push(Kind::Open, at, at + 1),
            None => self.push(Kind::Word, at, at + 1),
        }
    }

    /// ○ beside a bar, a weekday or an equals sign is a cell, not a bullet.
    fn in_table(&self, at: usize) -> bool {
        let beside = |c: char| "|=○●◎◯△×✕".contains(c);
        beside(self.before(at))
            || beside(self.c(at + 1))
            || (weekdays::weekday_of(self.before(at)).is_some() && !self.before(at.saturating_sub(1)).is_ascii_digit())
    }

    /// Telephone numbers, post codes, addresses on the web: full of digits that are no hours.
    fn contact(&mut self, at: usize) -> Option<usize> {
        let mut end = at;
        if self.c(at) == '〒' {
            end += 1;
            while self.c(end).is_ascii_digit() || self.c(end) == '-' || self.c(end) == ' ' {
                end += 1;
            }
            return Some(self.push(Kind::Figure, at, end));
        }
        if self.is(at, "http") || self.is(at, "www.") {
            while !"\0 \n、。()【】".contains(self.c(end)) {
                end += 1;
            }
            return Some(self.push(Kind::Figure, at, end));
        }
        if !(self.c(at).is_ascii_digit() || self.c(at) == '(') || self.before(at).is_ascii_digit() {
            return None;
        }
        // Three groups of digits: (03)1234-5678, 0120-123-456, 2-10-15; but 2026-05-10 is a date.
        end += usize::from(self.c(at) == '(');
        let mut groups = 0;
        loop {
            let start = end;
            while self.c(end).is_ascii_digit() && end - start <= 5 {
                end += 1;
            }
            if end == start || end - start > 5 {
                return None;
            }
            groups += 1;
            let separator = matches!(self.c(end), '-' | '(' | ')') && self.c(end + 1).is_ascii_digit();
            if !separator || groups == 4 {
                break;
            }
            end += 1;
        }
        let date = self.c(at) != '(' && groups == 3 && self.c(at + 4) == '-' && matches!(self.c(at), '1' | '2');
        let long = groups == 2 && end - at >= 9 && self.c(at) == '0';
        if date || !(groups >= 3 || long) {
            return None;
        }
        Some(self.push(Kind::Figure, at, end))
    }

    /// 「月2回程度」, 「週3日」, 「年に7回」, 「毎週1回」, 「2週に1回」.
    fn frequency(&mut self, at: usize) -> Option<usize> {
        let (per, mut end) = if let Some(end) = self.any(at, &["毎週", "週に", "週"]) {
            (Per::Week, end)
        } else if let Some(end) = self.any(at, &["毎月", "1か月に", "1ヶ月に", "1カ月に", "ひと月に", "月に", "月"])
        {
            (Per::Month, end)
        } else if let Some(end) = self.any(at, &["毎年度", "毎年", "年度内に", "年度に", "年間", "年に", "年"])
        {
            (Per::FiscalYear, end)
        } else {
            return self.interval(at);
        };
        if self.before(at).is_ascii_digit() || self.before(at) == '第' {
            return None;
        }
        end = self.skip_blank(end);
        let (mut count, mut end) = self.number(end)?;
        // 「月1~2回」 is about that many.
        let mut approx = false;
        if let Some(more) = self.any(end, &["~", "-", "、", "・"])
            && let Some((upper, after)) = self.number(more)
        {
            (count, end, approx) = (count.min(upper), after, true);
        }
        end = self.skip_blank(end);
        end = self.any(end, &["回", "度", "日間", "日"])?;
        if self.c(end) == '曜' || self.c(end) == '目' || (per == Per::Month && self.c(end - 1) == '日') {
            return None;
        }
        if per == Per::FiscalYear && self.c(end - 1) == '日' {
            return None;
        }
        let mut at_least = false;
        if let Some(after) = self.any(end, &["程度", "くらい", "ぐらい", "ほど", "前後"]) {
            (approx, end) = (true, after);
        } else if let Some(after) = self.any(end, &["以上"]) {
            (at_least, end) = (true, after);
        }
        let often = Often { count, per, approx, at_least, fixed_weekday_time: false };
        Some(self.push(Kind::Often(often), at, end))
    }

    /// 「2週に1回」, 「3週間ごと」, 「2か月に1回」.
    fn interval(&mut self, at: usize) -> Option<usize> {
        if self.before(at).is_ascii_digit() || self.before(at) == '第' {
            return None;
        }
        let (n, end) = self.number(at)?;
        let once = &["に1回", "に1度", "に一度", "に一回", "ごと", "毎", "おき"][..];
        if let Some(end) = self.any(end, &["週間", "週"]).and_then(|end| self.any(end, once)) {
            let every = n + u32::from(self.is(end - 2, "おき"));
            let every = u8::try_from(every).ok().filter(|n| (2..=26).contains(n))?;
            return Some(self.push(Kind::EveryWeeks(every), at, end));
        }
        let months = self.any(end, &["か月", "ヶ月", "カ月", "ヵ月", "箇月"])?;
        let end = self.any(months, once)?;
        Some(self.push(Kind::EveryMonths, at, end))
    }

    /// Any other number with what it counts; kanji alone are words.
    fn figure(&mut self, at: usize) -> Option<usize> {
        if !self.c(at).is_ascii_digit() && self.c(at) != '第' {
            return None;
        }
        if self.any(at, &["24時間", "24h", "24H", "365日"]).is_some() {
            return None;
        }
        if self.c(at) == '第' {
            let (_, end) = self.number(at + 1)?;
            let unit = ["回", "部", "期", "会議室", "研修室", "集会室", "和室", "号", "条", "会場", "庁舎"];
            let end = self.any(end, &unit).unwrap_or(end);
            return Some(self.push(Kind::Figure, at, end));
        }
        let mut end = at;
        while self.c(end).is_ascii_digit() {
            end += 1;
        }
        if self.c(end) == '.' && self.c(end + 1).is_ascii_digit() {
            end += 2;
        }
        let value: Option<u16> = (at..end).map(|i| self.c(i)).collect::<String>().parse().ok();
        let lasting = match (self.any(end, &["分間"]), self.any(end, &["時間半"]), self.any(end, &["時間"])) {
            (Some(after), ..) => Some((1, 0, after)),
            (_, Some(after), _) => Some((60, 30, after)),
            (_, _, Some(after)) => Some((60, 0, after)),
            _ => None,
        };
        if let (Some((unit, half, after)), Some(value)) = (lasting, value)
            && let Some(minutes) = value.checked_mul(unit).filter(|minutes| *minutes < 1440)
        {
            return Some(self.push(Kind::Lasting(minutes + half), at, after));
        }
        let units = [
            "時間", "分間", "か月", "ヶ月", "カ月", "ヵ月", "箇月", "週間", "日間", "年間", "年度", "か所", "カ所",
            "ヶ所", "ヵ所", "箇所", "丁目", "番地", "歳", "才", "名", "人", "円", "階", "台", "号", "室", "組", "部",
            "件", "冊", "世帯", "番", "分", "秒", "年", "日", "回", "度", "%", "割", "級", "点", "km", "m", "時", "期",
            "枚", "本", "団体", "校", "駅", "km",
        ];
        let end = self.any(end, &units).unwrap_or(end);
        Some(self.push(Kind::Figure, at, end))
    }
}

fn punctuation(c: char) -> Option<Kind> {
    Some(match c {
        '\n' => Kind::Line,
        ' ' => Kind::Blank,
        '~' | '-' => Kind::Tilde,
        ':' => Kind::Colon,
        '、' => Kind::Comma,
        '・' => Kind::Dot,
        '/' | '|' => Kind::Slash,
        '。' | '…' | ';' | '!' | '?' => Kind::Stop,
        '(' => return None,
        ')' => Kind::Close,
        '【' => Kind::OpenHeading,
        '】' => Kind::CloseHeading,
        '「' | '」' | '"' | '\'' | '”' | '“' => Kind::Filler,
        _ => return None,
    })
}

/// 零 to 九十九, as in 「第三土曜」 and 「十三時半」.
fn kanji_number(lexer: &Lexer<'_>, at: usize) -> Option<(u32, usize)> {
    let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c).or((c == '零').then_some(0));
    let first = digit(lexer.c(at));
    let (tens, mut end) = match (first, lexer.c(at), lexer.c(at + 1)) {
        (_, '十', _) => (1, at + 1),
        (Some(tens), _, '十') => (tens, at + 2),
        (Some(value), ..) => {
            // 二〇二六 is a year, digit by digit.
            let mut value = value as u32;
            let mut end = at + 1;
            while let Some(next) = digit(lexer.c(end)).filter(|_| end - at < 4) {
                value = value * 10 + next as u32;
                end += 1;
            }
            return Some((value, end));
        }
        (None, ..) => return None,
    };
    let ones = digit(lexer.c(end)).filter(|ones| *ones > 0);
    end += usize::from(ones.is_some());
    Some((tens as u32 * 10 + ones.unwrap_or(0) as u32, end))
}
