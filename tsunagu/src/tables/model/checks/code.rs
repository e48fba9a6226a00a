//! Numbers that machines made and spreadsheets spoil: codes, postcodes, ids.

use super::{digits, normal, with_hyphens};
use crate::tables::model::repair::{Finding, Reason};

/// The check digit of the five digits of a municipality's code.
///
/// Weights 6 to 2; 11 minus the remainder by 11, its last digit (総務省 全国地方公共団体コード仕様).
pub fn check_digit(five: &str) -> Option<char> {
    let sum = weighted(five, &[6, 5, 4, 3, 2])?;
    let rest = if sum < 11 { 11 - sum } else { 11 - sum % 11 };
    char::from_digit(rest % 10, 10)
}

/// The check digit that stands before the twelve digits of a body's number (法人番号).
fn corporate_check_digit(twelve: &str) -> Option<char> {
    let sum = weighted(twelve, &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])?;
    char::from_digit(9 - sum % 9, 10)
}

fn weighted(number: &str, weights: &[u32]) -> Option<u32> {
    let figures: Vec<u32> = number.chars().map(|figure| figure.to_digit(10)).collect::<Option<_>>()?;
    (figures.len() == weights.len()).then(|| figures.iter().zip(weights).map(|(figure, weight)| figure * weight).sum())
}

pub fn municipality(text: &str) -> Option<Finding> {
    let plain = normal(text);
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    let Some(number) = digits(plain).filter(|number| (4..=6).contains(&number.len())) else {
        return Some(Finding::lost(if is_scientific(plain) { Reason::Scientific } else { Reason::CodeUnread }));
    };
    match number.len() {
        6 if is_right(number) => (number != text).then(|| Finding::safe(Reason::FullWidth, number)),
        6 => {
            check_digit(&number[..5]).map(|digit| Finding::ask(Reason::CheckDigit, format!("{}{digit}", &number[..5])))
        }
        // A spreadsheet took the zero of Hokkaido to Tochigi for a number's, or the check digit was never there.
        5 if is_right(&format!("0{number}")) => Some(Finding::ask(Reason::LeadingZero, format!("0{number}"))),
        5 => with_check_digit(number, Reason::NoCheckDigit),
        _ => with_check_digit(&format!("0{number}"), Reason::LeadingZero),
    }
}

fn with_check_digit(five: &str, reason: Reason) -> Option<Finding> {
    let number = format!("{five}{}", check_digit(five)?);
    Some(if is_right(&number) { Finding::ask(reason, number) } else { Finding::lost(Reason::CodeUnread) })
}

/// Of one of the 47 prefectures, with its check digit.
fn is_right(six: &str) -> bool {
    let prefecture = six.get(..2).and_then(|two| two.parse().ok());
    prefecture.is_some_and(|number: u8| (1..=47).contains(&number)) && six.chars().nth(5) == check_digit(&six[..5])
}

pub fn corporate(text: &str) -> Option<Finding> {
    let plain = with_hyphens(text).replace(['-', ' '], "");
    if is_scientific(&normal(text)) {
        return Some(Finding::lost(Reason::Scientific));
    }
    let Some(number) = digits(&plain).filter(|number| number.len() == 13) else {
        return Some(Finding::lost(Reason::CodeUnread));
    };
    match corporate_check_digit(&number[1..]) {
        Some(digit) if number.starts_with(digit) => (number != text).then(|| Finding::safe(Reason::FullWidth, number)),
        Some(_) | None => Some(Finding::look(Reason::CheckDigit)),
    }
}

pub fn postcode(text: &str) -> Option<Finding> {
    let plain = with_hyphens(text).replace(['\u{3012}', ' '], "");
    let number = plain.replace('-', "");
    let Some(number) = digits(&number).filter(|number| (6..=7).contains(&number.len())) else {
        return Some(Finding::lost(Reason::PostcodeUnread));
    };
    if number.len() == 6 {
        let number = format!("0{number}");
        return Some(Finding::must(Reason::LeadingZero, format!("{}-{}", &number[..3], &number[3..])));
    }
    let hyphened = format!("{}-{}", &number[..3], &number[3..]);
    (text != number && text != hyphened).then(|| Finding::safe(Reason::FullWidth, hyphened))
}

pub fn id(text: &str) -> Option<Finding> {
    let plain = normal(text);
    if is_scientific(&plain) {
        return Some(Finding::lost(Reason::Scientific));
    }
    let wide = text.contains(|letter: char| matches!(letter, '！'..='～'));
    wide.then(|| Finding::safe(Reason::FullWidth, plain))
}

/// "1.23457E+12": a spreadsheet showed a long number short, and its last digits are lost.
fn is_scientific(text: &str) -> bool {
    let Some((figure, power)) = text.split_once(['E', 'e']) else { return false };
    power.starts_with('+') && power.len() > 1 && figure.contains('.') && figure.parse::<f64>().is_ok()
}

pub fn json(text: &str) -> Option<Finding> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_err().then(|| Finding::lost(Reason::JsonUnread))
}
