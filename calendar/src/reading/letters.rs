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
        let circled = match out.last() {
            Some(letter) if letter.c == '第' || letter.c == CIRCLED => Some(letter.c),
            _ => None,
        };
        if let (Some(before), '①'..='⑨') = (circled, c) {
            // 「第②④土曜」: here the number counts.
            if before == CIRCLED {
                out.pop();
                out.push(Letter { c: '・', from, to });
            }
            let digit = char::from_u32(c as u32 - '①' as u32 + '1' as u32).unwrap_or('0');
            out.extend([Letter { c: digit, from, to }, Letter { c: CIRCLED, from, to }]);
            continue;
        }
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
    out.retain(|letter| letter.c != CIRCLED);
    let mut out = unbroken(unspaced(out));
    lengthening_marks(&mut out);
    out
}

/// Stands behind a circled digit while its neighbours are read.
const CIRCLED: char = '\u{e000}';

/// 「月 曜 日 ～ 金 曜 日」: a line set with a blank after every letter.
fn unspaced(letters: Vec<Letter>) -> Vec<Letter> {
    let mut out = Vec::with_capacity(letters.len());
    for line in letters.split_inclusive(|letter| letter.c == '\n') {
        let blanks = line.iter().filter(|letter| letter.c == ' ').count();
        let spaced = blanks >= 4 && blanks * 5 >= (line.len() - blanks) * 4;
        out.extend(line.iter().filter(|letter| !spaced || letter.c != ' '));
    }
    out
}

/// 「午前10⏎時から」, 「第⏎2土曜」: a line that breaks within a number or before から and まで.
fn unbroken(letters: Vec<Letter>) -> Vec<Letter> {
    let breaks = |at: usize| {
        let before = at.checked_sub(1).map_or('\0', |at| letters[at].c);
        let next = |ahead: usize| letters.get(at + ahead).map_or('\0', |letter| letter.c);
        let number = before.is_ascii_digit() && "時分".contains(next(1));
        let counted = before == '第' && (next(1).is_ascii_digit() || "一二三四五".contains(next(1)));
        let particle = matches!((next(1), next(2)), ('か', 'ら') | ('ま', 'で'));
        number || counted || particle
    };
    let keep: Vec<bool> = (0..letters.len()).map(|at| letters[at].c != '\n' || !breaks(at)).collect();
    letters.iter().zip(keep).filter(|(_, keep)| *keep).map(|(letter, _)| *letter).collect()
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
