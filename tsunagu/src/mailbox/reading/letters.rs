//! Letters of mail: Japanese mail comes in four encodings, labelled rightly, wrongly or not at all. Pure.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1252};

/// Bytes of a mail as text. The label is believed as long as the bytes do not speak against it. Never fails.
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let labelled = label.and_then(encoding);
    if bytes.is_ascii() && !has_escapes(bytes) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    if has_escapes(bytes) {
        let bytes = without_idle_escapes(bytes);
        let text = clean(ISO_2022_JP, &bytes);
        return text.unwrap_or_else(|| ISO_2022_JP.decode_without_bom_handling(&bytes).0.into_owned());
    }
    let utf8 = std::str::from_utf8(bytes).ok();
    match (labelled, utf8) {
        (Some(encoding), _) if encoding == UTF_8 || encoding == EUC_JP || encoding == ISO_2022_JP => {
            if let Some(text) = clean(encoding, bytes) {
                return text;
            }
        }
        // Japanese text of that encoding is no UTF-8 by accident.
        (Some(_) | None, Some(text)) => return text.to_owned(),
        (Some(encoding), None) if encoding != WINDOWS_1252 => {
            if let Some(text) = clean(encoding, bytes) {
                return text;
            }
        }
        (Some(_) | None, None) => {}
    }
    guess(bytes).unwrap_or_else(|| labelled.unwrap_or(UTF_8).decode_without_bom_handling(bytes).0.into_owned())
}

/// The encoding that a label means, with the names that Japanese mail programs use.
fn encoding(label: &str) -> Option<&'static Encoding> {
    let name = label.trim().trim_matches('"').to_ascii_lowercase();
    let name = name.split('*').next().unwrap_or_default();
    match name {
        "cp932" | "ms932" | "windows-932" | "x-ms-cp932" => Some(SHIFT_JIS),
        "cp50220" | "cp50221" | "cp50222" | "iso-2022-jp-ms" | "iso-2022-jp-1" | "iso-2022-jp-2" => Some(ISO_2022_JP),
        "eucjp" | "eucjp-ms" | "cp51932" | "x-euc-jp" => Some(EUC_JP),
        other => Encoding::for_label_no_replacement(other.as_bytes()),
    }
}

fn has_escapes(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\x1b$" || pair == b"\x1b(")
}

/// ISO-2022-JP without escapes after which nothing stands: two words put together have such, and strict readers stumble.
fn without_idle_escapes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let is_idle = rest.len() > 3 && *first == 0x1B && matches!(rest[1], b'$' | b'(') && rest[3] == 0x1B;
        if is_idle {
            rest = &rest[3..];
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}

fn clean(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    Some(text)
}

/// The encoding in which the bytes read most like Japanese.
fn guess(bytes: &[u8]) -> Option<String> {
    let readings = [UTF_8, SHIFT_JIS, EUC_JP].map(|encoding| clean(encoding, bytes));
    let likeness = |text: &String| {
        let score = |letter: char| match letter {
            '\u{3041}'..='\u{30FF}' => 3,
            '\u{4E00}'..='\u{9FFF}' | '\u{3000}'..='\u{303F}' => 1,
            '\u{FF61}'..='\u{FF9F}' => -2,
            '\u{E000}'..='\u{F8FF}' | '\u{80}'..='\u{9F}' => -5,
            _ => 0,
        };
        text.chars().map(score).sum::<i64>()
    };
    readings.into_iter().flatten().max_by_key(likeness)
}

/// Text without letters that no keyboard types, with one kind of line end.
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

/// Base64 of whatever shape: what is no letter of it is passed over.
pub fn base64(bytes: &[u8]) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        if *byte == b'=' {
            (held, bits) = (0, 0);
            continue;
        }
        let Some(six) = value(*byte) else { continue };
        held = (held << 6 | u32::from(six)) & 0xFF_FFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits).to_le_bytes()[0]);
        }
    }
    out
}

/// Quoted-printable of whatever shape: what is no code stays as it is.
pub fn quoted_printable(bytes: &[u8], underscore_is_space: bool) -> Vec<u8> {
    let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'=' => match (hex(at + 1), hex(at + 2)) {
                (Some(high), Some(low)) => {
                    out.push((high << 4 | low).to_le_bytes()[0]);
                    at += 3;
                }
                _ => {
                    let blank = bytes[at + 1..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
                    let is_soft = bytes.get(at + 1 + blank).is_none_or(|byte| *byte == b'\n');
                    if !is_soft {
                        out.push(b'=');
                    }
                    at += if is_soft { blank + 2 } else { 1 };
                }
            },
            b'_' if underscore_is_space => {
                out.push(b' ');
                at += 1;
            }
            other => {
                out.push(*other);
                at += 1;
            }
        }
    }
    out
}
