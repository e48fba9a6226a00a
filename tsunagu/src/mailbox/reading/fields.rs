//! The header of a mail, read by hand: what programs write there is often not what the rules say. Pure.

use super::letters;

/// The fields of a header in their order, and where the body begins.
pub struct Fields<'a> {
    fields: Vec<(String, Vec<u8>)>,
    pub body: &'a [u8],
}

/// A header of more than this is none.
const HEADER_MOST: usize = 1_000_000;
/// The longest name or subject that is kept.
const LONGEST: usize = 500;

impl<'a> Fields<'a> {
    /// Reads the header; a line that is none is passed over. Never fails.
    pub fn read(raw: &'a [u8]) -> Self {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        let mut at = 0;
        while at < raw.len().min(HEADER_MOST) {
            let end = raw[at..].iter().position(|byte| *byte == b'\n').map_or(raw.len(), |end| at + end + 1);
            let line = raw[at..end].trim_ascii_end();
            at = end;
            if line.is_empty() {
                break;
            }
            if line[0] == b' ' || line[0] == b'\t' {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(b' ');
                    value.extend(line.trim_ascii());
                }
                continue;
            }
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let name = String::from_utf8_lossy(line[..colon].trim_ascii()).to_ascii_lowercase();
            fields.push((name, line[colon + 1..].trim_ascii().to_vec()));
        }
        Self { fields, body: &raw[at.min(raw.len())..] }
    }

    pub fn raw(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b [u8]> {
        self.fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    pub fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// A field of codes, in small letters; empty if it is not there.
    pub fn code(&self, name: &str) -> String {
        self.raw(name).map(|value| String::from_utf8_lossy(value).to_ascii_lowercase()).unwrap_or_default()
    }

    /// A field in words.
    pub fn words(&self, name: &str) -> String {
        let text = self.raw(name).map(words).unwrap_or_default();
        let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        plain.trim().chars().take(LONGEST).collect()
    }

    /// Everything between < and > in all fields called `name`.
    pub fn ids(&self, name: &str) -> Vec<String> {
        let texts = self.all(name).map(|value| String::from_utf8_lossy(value).into_owned());
        texts.flat_map(|text| between(&text)).take(MOST_IDS).collect()
    }

    /// Everything that looks like an address in the fields called `name`.
    pub fn addresses(&self, name: &str) -> Vec<String> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-@".contains(letter);
        let texts = self.all(name).map(|value| String::from_utf8_lossy(value).into_owned());
        texts
            .flat_map(|text| {
                let parts = text.split(|letter| !is_part(letter)).filter(|part| part.contains('@'));
                parts.map(str::to_lowercase).collect::<Vec<_>>()
            })
            .take(MOST_IDS)
            .collect()
    }
}

/// Names of mails and addresses that are looked at.
const MOST_IDS: usize = 200;

fn between(text: &str) -> Vec<String> {
    text.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(id, _)| id.trim().to_owned()).collect()
}

/// A piece of a field: as it stands, or encoded (RFC 2047).
enum Piece {
    Plain(Vec<u8>),
    Encoded { charset: String, bytes: Vec<u8> },
}

/// A field in words. Letters that were cut between two encoded words come together again. Never fails.
pub fn words(value: &[u8]) -> String {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = value;
    while let Some(begin) = rest.windows(2).position(|pair| pair == b"=?") {
        let (before, from) = rest.split_at(begin);
        let Some((piece, after)) = encoded(from) else {
            plain(&mut pieces, &rest[..begin + 2]);
            rest = &rest[begin + 2..];
            continue;
        };
        // Space between two encoded words is none.
        let is_between = before.trim_ascii().is_empty() && matches!(pieces.last(), Some(Piece::Encoded { .. }));
        if !is_between {
            plain(&mut pieces, before);
        }
        match (pieces.last_mut(), piece) {
            (Some(Piece::Encoded { charset, bytes }), Piece::Encoded { charset: next, bytes: more })
                if charset.eq_ignore_ascii_case(&next) =>
            {
                bytes.extend(more);
            }
            (_, piece) => pieces.push(piece),
        }
        rest = after;
    }
    plain(&mut pieces, rest);
    let decoded = pieces.into_iter().map(|piece| match piece {
        Piece::Plain(bytes) => letters::decode(&bytes, None),
        Piece::Encoded { charset, bytes } => letters::decode(&bytes, Some(&charset)),
    });
    decoded.collect()
}

fn plain(pieces: &mut Vec<Piece>, bytes: &[u8]) {
    match pieces.last_mut() {
        _ if bytes.is_empty() => {}
        Some(Piece::Plain(before)) => before.extend(bytes),
        Some(Piece::Encoded { .. }) | None => pieces.push(Piece::Plain(bytes.to_vec())),
    }
}

/// `=?charset?B?…?=` at the beginning of `text`, and what follows it.
fn encoded(text: &[u8]) -> Option<(Piece, &[u8])> {
    let inner = &text[2..];
    let first = inner.iter().position(|byte| *byte == b'?')?;
    let charset = std::str::from_utf8(&inner[..first]).ok().filter(|name| name.len() < 60 && !name.contains(' '))?;
    let kind = inner.get(first + 1)?.to_ascii_uppercase();
    let body = inner.get(first + 2..)?.strip_prefix(b"?")?;
    // A code of quoted-printable may stand at the end: "=3D?=".
    let end = body.windows(2).position(|pair| pair == b"?=")?;
    let bytes = match kind {
        b'B' => letters::base64(&body[..end]),
        b'Q' => letters::quoted_printable(&body[..end], true),
        _ => return None,
    };
    Some((Piece::Encoded { charset: charset.to_owned(), bytes }, &body[end + 2..]))
}
