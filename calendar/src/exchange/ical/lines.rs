//! Content lines: folding, escaping, and taking them apart (RFC 5545, sections 3.1 and 3.3.11).

use super::super::Refusal;

/// The longest line in octets, without its end.
const LONGEST_LINE: usize = 75;

/// One line, folded where it is too long, never within a character.
pub(super) fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 2);
    let mut room = LONGEST_LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LONGEST_LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

/// A text value.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            // Other control characters are not allowed in a text.
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A property: `NAME;PARAMETER=…:value`, and the number of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) value: String,
}

impl Property {
    pub(super) fn refuse(&self, accepted: &'static str) -> Refusal {
        Refusal::new(self.line, &format!("{}:{}", self.name, self.value), accepted)
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The properties of a text, unfolded.
pub(super) fn properties(text: &str) -> Result<Vec<Property>, Refusal> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            (Some(_) | None, _) if line.trim().is_empty() => {}
            (Some(_) | None, _) => lines.push((at + 1, line.to_owned())),
        }
    }
    lines.into_iter().map(|(line, text)| property(line, &text)).collect()
}

fn property(line: usize, text: &str) -> Result<Property, Refusal> {
    let unread = || Refusal::new(line, text, "write NAME:value");
    let colon = outside_quotes(text, ':').next().ok_or_else(unread)?;
    let (head, value) = (&text[..colon], &text[colon + 1..]);
    let mut parts = Vec::new();
    let mut from = 0;
    for semicolon in outside_quotes(head, ';') {
        parts.push(&head[from..semicolon]);
        from = semicolon + 1;
    }
    parts.push(&head[from..]);
    let parameters = parts[1..].iter().map(|part| {
        let (name, value) = part.split_once('=').ok_or_else(unread)?;
        Ok((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
    });
    Ok(Property {
        line,
        name: parts[0].to_ascii_uppercase(),
        parameters: parameters.collect::<Result<Vec<_>, Refusal>>()?,
        value: value.to_owned(),
    })
}

/// Where a character stands that is not within quotation marks.
fn outside_quotes(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, c)| {
        quoted ^= c == '"';
        (c == wanted && !quoted).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let line = format!("SUMMARY:{}", "予定".repeat(20));
        let folded = folded(&line);
        for part in folded.trim_end().split("\r\n") {
            assert!(part.len() <= LONGEST_LINE, "{part}");
        }
        assert_eq!(folded.replace("\r\n ", "").trim_end(), line);
    }

    #[test]
    fn a_property_is_taken_apart() {
        let read = properties("DTSTART;TZID=\"Asia/Tokyo\":2026\r\n 0105T100000\r\n").unwrap();
        assert_eq!(read[0].name, "DTSTART");
        assert_eq!(read[0].parameter("TZID"), Some("Asia/Tokyo"));
        assert_eq!(read[0].value, "20260105T100000");
        assert!(properties("nothing").is_err());
    }
}
