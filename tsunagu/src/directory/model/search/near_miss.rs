//! A typing error of one letter: a letter too many, one missing, one other, or two that changed places.

/// Terms shorter than this match half the directory when a letter may be wrong.
pub const SHORTEST: usize = 4;

/// Whether `text` contains something that one typing error turns into `term`. Sellers' table of edit distances with the
/// beginning and the end of `text` free, with exchanged neighbours counted as one error; `term.len() * text.len()` steps.
pub fn contains_nearly(text: &[char], term: &[char]) -> bool {
    let rows = term.len() + 1;
    let mut before: Vec<u8> = Vec::new();
    let mut last: Vec<u8> = (0..rows).map(|errors| u8::try_from(errors).unwrap_or(u8::MAX)).collect();
    for (at, letter) in text.iter().enumerate() {
        let mut now = vec![0_u8; rows];
        for row in 1..rows {
            let other = u8::from(term[row - 1] != *letter);
            now[row] = (last[row - 1] + other).min(last[row].saturating_add(1)).min(now[row - 1].saturating_add(1));
            let exchanged = row > 1 && at > 0 && term[row - 1] == text[at - 1] && term[row - 2] == *letter;
            if exchanged && !before.is_empty() {
                now[row] = now[row].min(before[row - 2].saturating_add(1));
            }
        }
        if now[rows - 1] <= 1 {
            return true;
        }
        before = std::mem::replace(&mut last, now);
    }
    false
}
