//! Which pages ask at their foot whether they were easy to find and to understand.

use crate::platform::web::Visit;

/// The first parts of addresses whose pages tell something to everybody. What somebody writes, and what they come back
/// to, is not asked about.
const TELLING: [&str; 11] = [
    "towns",
    "desks",
    "gatherings",
    "events",
    "resources",
    "councils",
    "organizations",
    "find",
    "groups",
    "measures",
    "designations",
];
/// Longest address of a page.
const LONGEST: usize = 200;

/// The page that an address is of, without what was asked of it; nothing where it is not one to ask about.
pub fn page_to_rate(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next()?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '-' | '_');
    let mut parts = path.strip_prefix('/')?.split('/');
    let first = parts.next().unwrap_or_default();
    let is_telling = if first.is_empty() { path == "/" } else { TELLING.contains(&first) };
    let is_form = parts.any(|part| matches!(part, "write" | "worry" | "new"));
    (path.len() <= LONGEST && path.chars().all(is_plain) && is_telling && !is_form).then_some(path)
}

impl Visit {
    /// The page to be rated by the link at the foot of this one.
    pub fn page_to_rate(&self) -> Option<&str> {
        page_to_rate(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::page_to_rate;

    #[test]
    fn what_somebody_writes_or_asks_is_not_part_of_it() {
        for (address, page) in [
            ("/", Some("/")),
            ("/towns/adachi", Some("/towns/adachi")),
            ("/find?q=%E6%AD%BB", Some("/find")),
            ("/desks/adachi-safetynet#hours", Some("/desks/adachi-safetynet")),
            ("/desks/adachi-safetynet/write", None),
            ("/desks/adachi-safetynet/write/words", None),
            ("/towns/adachi/worry/receipt", None),
            ("/desks/x/bookings/new?start=1", None),
            ("/thread", None),
            ("/confirm/0123", None),
            ("//example.com", None),
            ("/towns/<script>", None),
            ("https://example.com/towns", None),
            ("", None),
        ] {
            assert_eq!(page_to_rate(address), page, "{address}");
        }
    }
}
