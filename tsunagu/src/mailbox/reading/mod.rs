//! A mail read: who wrote, what it says as text, what is put beside it, whether a program wrote it. Pure, and it never fails: what
//! cannot be read is said.

pub mod fields;
pub mod html;
pub mod letters;

use std::borrow::Cow;

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use sha2::{Digest, Sha256};

use self::fields::Fields;
use super::model::Aside;

/// Bytes of the largest mail that is taken.
pub const LARGEST: usize = 25_000_000;
/// A mail with more parts than this is not taken apart: nobody writes such a one.
const PARTS_MOST: usize = 500;
/// Files of one mail that are looked at.
const FILES_MOST: usize = 20;
/// Characters of a file's name that staff are told.
const NAME_LONGEST: usize = 80;

/// Something beside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What the mail server says of a mail of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Whatever in it is called like a mail of ours.
    pub message_ids: Vec<String>,
    /// It will not arrive; otherwise it is late.
    pub has_failed: bool,
}

/// A mail as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// The address in "From".
    pub sender: String,
    pub subject: String,
    pub text: String,
    pub files: Vec<File>,
    /// Files beyond those that are looked at.
    pub files_beyond: usize,
    /// What it answers.
    pub answers: Vec<String>,
    /// To whom it went, in small letters.
    pub recipients: Vec<String>,
    pub report: Option<Report>,
    /// Why nobody is answered, if a program wrote it.
    pub aside: Option<Aside>,
    /// The same mail has the same, whichever way it came.
    pub digest: Vec<u8>,
}

/// Who handed a mail over, as the mail server says; not all say it.
#[derive(Clone, Debug, Default)]
pub struct Handed {
    /// The sender of the envelope; empty for a mail that nobody answers.
    pub sender: Option<String>,
    pub recipient: Option<String>,
}

/// Reads a mail.
pub fn read(raw: &[u8], handed: &Handed) -> Mail {
    let raw = without_postmark(raw);
    let fields = Fields::read(raw);
    let mut mail = Mail {
        subject: fields.words("subject"),
        answers: [fields.ids("in-reply-to"), fields.ids("references")].concat(),
        recipients: recipients(&fields, handed),
        digest: digest(&fields),
        ..Mail::default()
    };
    let closed = closed(raw, &fields);
    let parts = count(raw, b"content-type:");
    let message = (parts <= PARTS_MOST).then(|| MessageParser::default().parse(&*closed)).flatten();
    if let Some(message) = &message {
        mail.sender = sender(message);
        mail.text = text(message, &closed);
        take_files(&mut mail, message, &closed);
    }
    if mail.sender.is_empty() {
        mail.sender = fields.addresses("from").into_iter().next().unwrap_or_default();
    }
    if message.is_none() {
        mail.text = letters::tidy(&letters::decode(fields.body, None));
    }
    mail.report = report(&fields);
    mail.aside = match (&mail.report, &message) {
        (Some(_), _) => Some(Aside::Report),
        (None, None) => Some(Aside::Unreadable),
        (None, Some(_)) => written_by_program(&fields, &mail.sender, handed),
    };
    mail
}

/// Some mail servers put a line with "From " before the header.
fn without_postmark(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") {
        return raw;
    }
    raw.iter().position(|byte| *byte == b'\n').map_or(raw, |end| &raw[end + 1..])
}

/// A mail of several parts that breaks off before its end, with the end.
fn closed<'a>(raw: &'a [u8], fields: &Fields<'_>) -> Cow<'a, [u8]> {
    let kind = fields.raw("content-type").map(|kind| String::from_utf8_lossy(kind).into_owned()).unwrap_or_default();
    let at = kind.to_ascii_lowercase().find("boundary=").map(|at| at + "boundary=".len());
    let Some(boundary) = at.map(|at| kind[at..].trim_start()) else { return raw.into() };
    let boundary = match boundary.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => boundary.split(|letter: char| letter == ';' || letter.is_whitespace()).next(),
    };
    let Some(end) = boundary.filter(|it| !it.is_empty()).map(|it| format!("--{it}--")) else { return raw.into() };
    if raw.windows(end.len()).any(|window| window == end.as_bytes()) {
        return raw.into();
    }
    [raw, b"\r\n", end.as_bytes(), b"\r\n"].concat().into()
}

fn count(raw: &[u8], word: &[u8]) -> usize {
    raw.windows(word.len()).filter(|window| window.eq_ignore_ascii_case(word)).count()
}

/// The same for a mail that came twice: trace fields are left out, everything somebody wrote is in.
fn digest(fields: &Fields<'_>) -> Vec<u8> {
    let mut hash = Sha256::new();
    for name in ["message-id", "date", "from", "to", "subject"] {
        hash.update(fields.code(name).as_bytes());
        hash.update([0]);
    }
    hash.update(fields.body.trim_ascii_end());
    hash.finalize().to_vec()
}

fn sender(message: &Message<'_>) -> String {
    let first = message.from().and_then(|from| from.first()).and_then(|first| first.address());
    first.unwrap_or_default().trim().to_owned()
}

fn recipients(fields: &Fields<'_>, handed: &Handed) -> Vec<String> {
    let named = ["delivered-to", "x-original-to", "envelope-to", "to", "cc", "x-forwarded-to"];
    let mut all: Vec<String> = handed.recipient.iter().map(|address| address.trim().to_lowercase()).collect();
    all.extend(named.iter().flat_map(|name| fields.addresses(name)));
    all
}

/// Signs that a program wrote it (RFC 3834, and what programs do without it).
fn written_by_program(fields: &Fields<'_>, sender: &str, handed: &Handed) -> Option<Aside> {
    let (spam, status) = (fields.code("x-spam-flag"), fields.code("x-spam-status"));
    if spam.starts_with("yes") || status.starts_with("yes") {
        return Some(Aside::Spam);
    }
    if ["list-id", "list-unsubscribe", "list-post"].iter().any(|name| fields.has(name)) {
        return Some(Aside::List);
    }
    let submitted = fields.code("auto-submitted");
    let answers_by_itself = !submitted.is_empty() && !submitted.starts_with("no");
    let precedence = fields.code("precedence");
    let is_bulk = ["bulk", "junk", "list", "auto_reply"].contains(&precedence.trim());
    let replies = ["x-autoreply", "x-autorespond", "x-autoreply-from", "x-auto-reply"].iter();
    let nobody = fields.has("return-path")
        && fields.ids("return-path").iter().all(String::is_empty)
        && !fields.code("return-path").contains('@');
    let is_handed_by_nobody = handed.sender.as_deref().is_some_and(|sender| {
        let sender = sender.trim_matches(['<', '>']);
        sender.is_empty() || sender.eq_ignore_ascii_case("mailer-daemon")
    });
    let name = sender.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let is_machine =
        ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"].contains(&name.as_str());
    let is_program = answers_by_itself
        || is_bulk
        || replies.into_iter().any(|name| fields.has(name))
        || nobody
        || is_handed_by_nobody
        || is_machine
        || fields.code("content-type").starts_with("multipart/report");
    is_program.then_some(Aside::Program)
}

/// A report of a mail server about a mail of ours (RFC 3464).
fn report(fields: &Fields<'_>) -> Option<Report> {
    let kind = fields.code("content-type");
    if !kind.starts_with("multipart/report") || !kind.contains("delivery-status") {
        return None;
    }
    let text = String::from_utf8_lossy(fields.body);
    let lines = || text.lines().map(str::trim);
    let has_failed = lines().any(|line| {
        line.get(..7).is_some_and(|name| name.eq_ignore_ascii_case("action:"))
            && line.to_ascii_lowercase().contains("failed")
    });
    let ids = text.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(id, _)| id);
    let message_ids = ids.filter(|id| crate::platform::outbox::called(id).is_some()).map(str::to_owned).collect();
    Some(Report { message_ids, has_failed })
}

/// What somebody wrote. Where there is plain text, it is that; otherwise what a reader would see of the HTML.
fn text(message: &Message<'_>, raw: &[u8]) -> String {
    let read = |ids: &[u32]| {
        let parts = ids.iter().filter_map(|id| message.part(*id)).filter_map(|part| part_text(part, raw));
        letters::tidy(&parts.collect::<Vec<_>>().join("\n")).trim().to_owned()
    };
    let plain = read(&message.text_body);
    if plain.is_empty() { read(&message.html_body) } else { plain }
}

fn part_text(part: &MessagePart<'_>, raw: &[u8]) -> Option<String> {
    let is_html = match &part.body {
        PartType::Text(_) => false,
        PartType::Html(_) => true,
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Message(_) | PartType::Multipart(_) => return None,
    };
    let kind = part.content_type();
    let label = kind.and_then(|kind| kind.attribute("charset"));
    let text = letters::decode(&bytes(part, raw), label);
    if is_html {
        return Some(html::text(&text));
    }
    let is_flowed = kind.and_then(|kind| kind.attribute("format")).is_some_and(|it| it.eq_ignore_ascii_case("flowed"));
    let drops = kind.and_then(|kind| kind.attribute("delsp")).is_some_and(|it| it.eq_ignore_ascii_case("yes"));
    Some(if is_flowed { flowed(&text, drops) } else { text })
}

/// Lines that the mail program broke by itself come together again (RFC 3676).
fn flowed(text: &str, drops_space: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let goes_on = line.ends_with(' ') && line != "-- " && !line.starts_with('>');
        out.push_str(if goes_on && drops_space { &line[..line.len() - 1] } else { line });
        if !goes_on {
            out.push('\n');
        }
    }
    out
}

/// The bytes of a part before anybody took them for letters.
fn bytes(part: &MessagePart<'_>, raw: &[u8]) -> Vec<u8> {
    let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    let within = raw.get(place(part.raw_body_offset())..place(part.raw_end_offset())).unwrap_or_default();
    match part.encoding {
        Encoding::None => within.to_vec(),
        Encoding::Base64 => letters::base64(within),
        Encoding::QuotedPrintable => letters::quoted_printable(within, false),
    }
}

/// Signatures of mail programs are no files somebody sent.
const SIGNATURES: [&str; 4] = ["pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-keys"];

fn take_files(mail: &mut Mail, message: &Message<'_>, raw: &[u8]) {
    let sent = message.attachments.iter().filter_map(|id| message.part(*id));
    let is_signature = |part: &&MessagePart<'_>| {
        part.content_type().and_then(|kind| kind.subtype()).is_some_and(|kind| SIGNATURES.contains(&kind))
    };
    for part in sent.filter(|part| !is_signature(part)) {
        let bytes = match &part.body {
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
            PartType::Text(_) | PartType::Html(_) => bytes(part, raw),
            PartType::Message(_) => b"message/rfc822".to_vec(),
            PartType::Multipart(_) => continue,
        };
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        if mail.files.len() == FILES_MOST {
            mail.files_beyond += 1;
            continue;
        }
        let name = part.attachment_name().unwrap_or_default();
        let name = name.chars().filter(|letter| !letter.is_control()).take(NAME_LONGEST).collect();
        mail.files.push(File { name, bytes });
    }
}
