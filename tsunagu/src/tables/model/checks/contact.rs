//! Telephone numbers, mail addresses and links as people print them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Around, normal, with_hyphens};
use crate::tables::model::repair::{Certainty, Finding, Reason, Remedy};

/// Numbers that are dialled as they are: police, fire, coast guard, children, abuse.
const SHORT: [&str; 6] = ["110", "118", "119", "171", "188", "189"];
/// Providers whose addresses belong to private people.
const FREE_MAIL: [&str; 20] = [
    "gmail.com",
    "googlemail.com",
    "aol.com",
    "yahoo.co.jp",
    "yahoo.ne.jp",
    "ymobile.ne.jp",
    "ymail.ne.jp",
    "outlook.com",
    "outlook.jp",
    "hotmail.com",
    "hotmail.co.jp",
    "live.jp",
    "icloud.com",
    "me.com",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "k.vodafone.ne.jp",
];

pub fn phone(text: &str, around: &Around) -> Option<Finding> {
    let plain = with_hyphens(text);
    let number = first_number(&plain);
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let finding = if SHORT.contains(&digits.as_str()) || number.starts_with('#') {
        None
    } else if number.starts_with('+') {
        (!(8..=15).contains(&digits.len())).then(|| Finding::lost(Reason::PhoneUnread))
    } else if digits.starts_with('0') {
        match digits.len() {
            10 => None,
            11 if is_mobile(&digits) => {
                Some(Finding { certainty: Certainty::NeedsYes, ..Finding::lost(Reason::PrivatePhone) })
            }
            11 => None,
            _ => Some(Finding::lost(Reason::PhoneUnread)),
        }
    } else {
        Some(match digits.len() {
            6..=8 => match around.area_codes.iter().find(|(_, behind)| *behind == digits.len()) {
                Some((area, _)) => {
                    Finding::must(Reason::AreaCode, plain.replacen(number, &format!("{area}-{number}"), 1))
                }
                None => Finding::lost(Reason::AreaCode),
            },
            9 | 10 => Finding::must(Reason::LeadingZero, plain.replacen(number, &format!("0{number}"), 1)),
            _ => Finding::lost(Reason::PhoneUnread),
        })
    };
    // Behind the office's number somebody's own may stand.
    let finding = finding.or_else(|| (!may_go_out(&plain)).then(|| Finding::look(Reason::PrivatePhone)));
    finding.or_else(|| (plain != text).then(|| Finding::safe(Reason::FullWidth, plain)))
}

/// The first run of signs that make up a number. An extension in brackets and a second number stand behind it.
fn first_number(plain: &str) -> &str {
    let begins = |sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '#');
    let from = plain.find(begins).unwrap_or(plain.len());
    // The area code may stand in brackets.
    let run = &plain[if plain[..from].ends_with('(') { from - 1 } else { from }..];
    let goes_on = |sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '(' | ')' | '+' | '#' | ' ');
    let run = &run[..run.find(|sign| !goes_on(sign)).unwrap_or(run.len())];
    run.trim_end_matches(['-', '(', ' '])
}

/// A number that belongs to a pocket rather than to an office. 0800 is dialled for free.
fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && ["060", "070", "080", "090"].iter().any(|begin| digits.starts_with(begin))
        && &digits[3..4] != "0"
}

/// The telephones of a desk, as their cell has them.
pub fn phones(text: &str) -> Option<Finding> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(phones)) if phones.iter().filter_map(Value::as_object).any(is_somebodys) => {
            Some(Finding::look(Reason::PrivatePhone))
        }
        Ok(_) => None,
        Err(_) => Some(Finding::lost(Reason::JsonUnread)),
    }
}

/// Whether a telephone of a desk is a mobile one of which nobody has said that it is a line of the desk or of a group.
pub fn is_somebodys(phone: &Map<String, Value>) -> bool {
    let text = |key: &str| phone.get(key).and_then(Value::as_str);
    text("number").is_some_and(|number| !may_go_out(number))
        && matches!(text("owner"), None | Some("office"))
        && text("kind") != Some("dedicated_line")
}

/// Whether a contact is an office's and not a private person's: the one place that is asked before a contact goes out in a table.
/// A mobile number or an address of a free provider belongs to a person, whoever published it.
pub fn may_go_out(contact: &str) -> bool {
    persons_in(contact).is_empty()
}

/// The mobile numbers and the addresses of free providers that stand anywhere in a text, in their usual width.
pub fn persons_in(text: &str) -> Vec<String> {
    let plain = with_hyphens(text);
    mobiles_in(&plain).into_iter().chain(free_mails_in(&plain)).collect()
}

fn mobiles_in(plain: &str) -> Vec<String> {
    // Where each run of figures begins and ends.
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in plain.char_indices().filter(|(_, sign)| sign.is_ascii_digit()) {
        match runs.last_mut() {
            Some((_, end)) if *end == at => *end = at + 1,
            Some(_) | None => runs.push((at, at + 1)),
        }
    }
    let is_joint = |sign: char| matches!(sign, '-' | ' ' | '(' | ')' | '.' | '/');
    let mut found = Vec::new();
    for (first, (from, _)) in runs.iter().enumerate() {
        let is_abroad = plain[..*from].ends_with('+') && plain[*from..].starts_with("81");
        let wanted = if is_abroad { 12 } else { 11 };
        let (mut digits, mut end) = (String::new(), *from);
        for (begins, ends) in &runs[first..] {
            if digits.len() >= wanted || !plain[end..*begins].chars().all(is_joint) {
                break;
            }
            digits.push_str(&plain[*begins..*ends]);
            end = *ends;
        }
        let dialled = if is_abroad { format!("0{}", &digits[2..]) } else { digits };
        if is_mobile(&dialled) {
            found.push(plain[*from..end].to_owned());
        }
    }
    found
}

fn free_mails_in(plain: &str) -> Vec<String> {
    let is_between = |sign: char| !sign.is_ascii_alphanumeric() && !matches!(sign, '.' | '_' | '%' | '+' | '-');
    let address = |(at, _): (usize, &str)| {
        let name = plain[..at].rsplit(is_between).next().unwrap_or_default();
        let domain = plain[at + 1..].split(is_between).next().unwrap_or_default().trim_end_matches('.');
        is_free_mail(domain).then(|| format!("{name}@{domain}"))
    };
    plain.match_indices('@').filter_map(address).collect()
}

/// An address of a provider that gives them to anybody.
fn is_free_mail(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default().to_lowercase();
    FREE_MAIL.contains(&domain.as_str())
}

/// The area codes in numbers that are written in groups, each with the count of the digits behind it.
pub fn area_codes<'a>(phones: impl IntoIterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut counts: HashMap<(String, usize), usize> = HashMap::new();
    for phone in phones {
        let plain = with_hyphens(phone);
        let mut groups = plain.split(|sign: char| !sign.is_ascii_digit()).filter(|group| !group.is_empty());
        let Some(area) = groups.next() else { continue };
        let behind: usize = groups.take(2).map(str::len).sum();
        // A free number (0120) is nobody's area.
        let is_area = area.starts_with('0') && area.len() + behind == 10 && !area.starts_with("0120");
        if is_area && !["0570", "0800"].contains(&area) {
            *counts.entry((area.to_owned(), behind)).or_default() += 1;
        }
    }
    let mut codes: Vec<_> = counts.into_iter().collect();
    codes.sort_by(|(code, count), (other, less)| less.cmp(count).then(code.cmp(other)));
    codes.into_iter().map(|(code, _)| code).collect()
}

pub fn email(text: &str) -> Option<Finding> {
    let plain = normal(text).replace(' ', "");
    let plain = plain.strip_prefix("mailto:").unwrap_or(&plain);
    if plain.parse::<lettre::Address>().is_err() {
        let veiled = ["[at]", "(at)", "[@]", "(@)", "\u{2606}", "\u{2605}"].iter();
        let mended =
            veiled.map(|veil| plain.replacen(veil, "@", 1)).find(|mended| mended.parse::<lettre::Address>().is_ok());
        return Some(match mended {
            Some(mended) => Finding::must(Reason::EmailUnread, mended),
            None => Finding::lost(Reason::EmailUnread),
        });
    }
    if is_free_mail(plain) {
        return Some(Finding { certainty: Certainty::NeedsYes, remedy: Remedy::Empty, reason: Reason::PrivateEmail });
    }
    (plain != text).then(|| Finding::safe(Reason::FullWidth, plain))
}

pub fn url(text: &str) -> Option<Finding> {
    let plain = normal(text);
    if is_link(&plain) {
        return (plain != text).then(|| Finding::safe(Reason::FullWidth, plain));
    }
    let bare = plain.strip_prefix("ttps://").or(plain.strip_prefix("ttp://")).unwrap_or(&plain);
    let guessed = format!("https://{bare}");
    let has_scheme = bare.split(['.', '/']).next().is_some_and(|first| first.contains(':'));
    Some(if !has_scheme && bare.contains('.') && is_link(&guessed) {
        Finding::must(Reason::UrlScheme, guessed)
    } else {
        Finding::lost(Reason::UrlUnread)
    })
}

/// An address that a browser may be led to: the web, and nothing that could be a script.
pub fn is_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_clean = !text.contains(|sign: char| sign.is_whitespace() || sign.is_control() || "\"'<>\\`".contains(sign));
    is_clean && host.contains('.') && !host.starts_with('.') && !host.contains('@')
}
