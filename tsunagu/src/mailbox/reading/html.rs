//! Text out of HTML. Nothing of it is ever shown as HTML, and no picture of it is fetched. Pure.

use mail_parser::decoders::html::html_to_text;

/// What begins a new line.
const BLOCKS: [&str; 14] =
    ["div", "/div", "p", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "/blockquote", "hr", "ul"];

/// What stands within a line: a space after it is one.
const INLINE: [&str; 12] = ["a", "b", "i", "u", "em", "strong", "span", "font", "code", "s", "small", "big"];

/// The text of `html`, with line ends where a reader would see them.
pub fn text(html: &str) -> String {
    let mut spaced = String::with_capacity(html.len() + html.len() / 8);
    for (place, part) in html.split('<').enumerate() {
        if place > 0 {
            let name: String = part
                .chars()
                .take_while(|letter| *letter == '/' || letter.is_ascii_alphanumeric())
                .take(12)
                .collect::<String>()
                .to_ascii_lowercase();
            if BLOCKS.contains(&name.as_str()) {
                spaced.push_str("<br>");
            }
            spaced.push('<');
            if INLINE.contains(&name.trim_start_matches('/'))
                && let Some((tag, after)) = part.split_once('>')
                && after.starts_with([' ', '\t'])
            {
                spaced.push_str(tag);
                spaced.push_str(">&nbsp;");
                spaced.push_str(after.trim_start());
                continue;
            }
        }
        spaced.push_str(part);
    }
    let text = html_to_text(&spaced).replace('\u{A0}', " ");
    let text = if text.trim().is_empty() { without_tags(html) } else { text };
    squeeze(&text)
}

/// Where HTML is so broken that nothing would be left: everything outside of < and >.
fn without_tags(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, after)| after)).collect()
}

/// At most one empty line in a row.
fn squeeze(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.trim().is_empty() && lines.last().is_none_or(|last| last.trim().is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}
