//! One spelling for the many ways the same date or time is typed.

/// Full-width digits, letters and brackets become ASCII, era ligatures become two characters,
/// every dash between times becomes `~`, and spaces go: 「令和 ３年１０月 １日」 reads as 令和3年10月1日.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {}
            '㋿' => out.push_str("令和"),
            '㍻' => out.push_str("平成"),
            '㍼' => out.push_str("昭和"),
            '㍽' => out.push_str("大正"),
            '㍾' => out.push_str("明治"),
            '〜' | '～' => out.push('~'),
            '‐' | '‑' | '–' | '—' | '−' | '－' => out.push('-'),
            '！'..='～' => {
                let ascii = char::from_u32(c as u32 - '！' as u32 + '!' as u32);
                out.push(ascii.unwrap_or(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// A cursor over plain text; each `take_…` moves on only when it matches.
pub(crate) struct Cursor<'a>(pub(crate) &'a str);

impl<'a> Cursor<'a> {
    pub(crate) fn take(&mut self, what: &str) -> bool {
        let rest = self.0.strip_prefix(what);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Takes the first of `choices` that stands here.
    pub(crate) fn take_any(&mut self, choices: &[&str]) -> bool {
        choices.iter().any(|c| self.take(c))
    }

    /// One to four digits; more would not be a date or a time.
    pub(crate) fn number(&mut self) -> Option<u32> {
        let end = self.0.find(|c: char| !c.is_ascii_digit());
        let (digits, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        if digits.len() > 4 {
            return None;
        }
        let number = digits.parse().ok()?;
        self.0 = rest;
        Some(number)
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.0
    }
}
