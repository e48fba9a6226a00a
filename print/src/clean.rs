//! Text from people and from other systems, made safe to set.

use serde_json::Value;

use crate::world;

/// The longest run, counted in half-width letters, that is set without a place to break it. The
/// narrowest box on the sheet is a little wider.
const UNBROKEN: usize = 24;

/// Drops what has no shape on paper from every string below `value`, and gives endless runs
/// (addresses of web pages, ーーーー) places where a line may end.
pub(crate) fn every_string(value: &mut Value) {
    match value {
        Value::String(text) => {
            if text.contains(unwanted) {
                *text = printable(text);
            }
            if let Some(broken) = breakable(text) {
                *text = broken;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(every_string),
        Value::Object(entries) => entries.values_mut().for_each(every_string),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Keeps line ends as `\n`, turns tabs into spaces and drops the rest of [`unwanted`].
fn printable(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            c if unwanted(c) => None,
            c => Some(c),
        })
        .collect()
}

/// Control characters; marks that would turn the direction of the labels that follow; and the
/// object replacement character, which the typesetter keeps for its own use.
fn unwanted(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c,
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// `text` with zero-width spaces in its endless runs, or nothing when it has none.
fn breakable(text: &str) -> Option<String> {
    let mut broken: Option<String> = None;
    let mut run = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            run = 0;
        } else if starts_a_line(c) {
            run = 2;
        } else {
            run += if c.is_ascii() { 1 } else { 2 };
            if run > UNBROKEN && !joins(c) {
                broken.get_or_insert_with(|| text[..at].to_owned()).push('\u{200b}');
                run = 0;
            }
        }
        if let Some(broken) = &mut broken {
            broken.push(c);
        }
    }
    broken
}

/// Kanji and kana: the typesetter may end a line before any of these.
fn starts_a_line(c: char) -> bool {
    matches!(c, '\u{3042}'..='\u{3096}' | '\u{30a2}'..='\u{30fa}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && !"ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ".contains(c)
}

/// Marks that belong to the character before them.
fn joins(c: char) -> bool {
    selector(c)
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{20d0}'..='\u{20ff}'
            | '\u{3099}' | '\u{309a}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The characters of `text` that the embedded font cannot draw (rare kanji such as 𠮷, emoji).
/// They leave a box on the paper; whoever prints may say so and write them in by hand.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let mut missing: Vec<char> = Vec::new();
    for c in text.chars() {
        let drawn = c.is_whitespace() || unwanted(c) || selector(c) || world::can_draw(c);
        if !drawn && !missing.contains(&c) {
            missing.push(c);
        }
    }
    missing
}

/// Variation selectors choose among shapes of the character before them and have none themselves.
fn selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}
