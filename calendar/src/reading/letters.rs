//! One spelling for the many ways the same notice is typed, with the place of every letter.

use unicode_normalization::UnicodeNormalization;

/// A letter in plain spelling and where it stands in the text as given.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    pub(super) c: char,
    /// First byte of the original letter.
    pub(super) from: u32,
    /// First byte after it.
    pub(super) to: u32,
}

/// What stands before a number in a list: ①, 1）; the number itself says nothing.
pub(super) const LIST_MARK: char = '\u{2460}';

/// Full-width digits, letters and brackets become ASCII, ligatures and compatibility letters (㋿, ㈪, ⽇)
/// their plain form, every wave `~`, every dash `-`, every blank one space.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut out: Vec<Letter> = Vec::with_capacity(text.len() / 2);
    for (at, c) in text.char_indices() {
        let (from, to) = (at as u32, (at + c.len_utf8()) as u32);
        let after_digit = out.last().is_some_and(|l| l.c.is_ascii_digit());
        let mut add = |c: char| out.push(Letter { c, from, to });
        match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => add('\n'),
            c if c.is_whitespace() => add(' '),
            '①'..='⑳' | '❶'..='❿' | '⓪' => add(LIST_MARK),
            '〜' | '～' | '∼' | '→' | '⇒' | '~' | '〰' => add('~'),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | 'ｰ' | '─' | '━' => add('-'),
            '・' | '･' | '•' | '‧' | '·' => add('・'),
            '［' | '〔' | '〈' | '《' | '『' | '｢' | '[' | '＜' | '<' => add('【'),
            '］' | '〕' | '〉' | '》' | '』' | '｣' | ']' | '＞' | '>' => add('】'),
            '，' | ',' => add('、'),
            '．' if !after_digit => add('。'),
            '｡' => add('。'),
            '､' => add('、'),
            c => std::iter::once(c).nfkc().for_each(|c| add(if c.is_whitespace() { ' ' } else { c })),
        }
    }
    lengthening_marks(&mut out);
    out
}

/// 「月ー金」, 「13時ー15時」: a lengthening mark beside a number or a weekday is a dash.
fn lengthening_marks(letters: &mut [Letter]) {
    let before = |c: char| c.is_ascii_digit() || "時分半曜日月火水木金土午 ".contains(c);
    for at in 1..letters.len() {
        if letters[at].c == 'ー' && before(letters[at - 1].c) {
            letters[at].c = '-';
        }
    }
}
