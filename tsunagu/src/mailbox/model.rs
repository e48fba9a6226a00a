//! A mail that came to a desk: what became of it, and why it may have been put aside. Pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::reading::Mail;
use crate::{
    platform::{
        Refusal,
        ids::{DeskId, IncomingMailId, KeyId, MunicipalityId, OrganizationId, StaffId, ThreadId},
    },
    reception::LONGEST,
    vocabulary,
};

vocabulary! {
    /// Why a mail waits for somebody to decide, instead of beginning a thread.
    pub enum Aside("mail-aside") {
        /// A program wrote it: an absence, a receipt, a newsletter.
        Program => "program",
        /// It came over a mailing list.
        List => "list",
        /// A mail server reports about a mail that is none of a thread's.
        Report => "report",
        /// The mail server takes it for spam.
        Spam => "spam",
        /// It comes from an address of our own.
        Own => "own",
        /// It says nowhere whom it is from.
        Nobody => "nobody",
        /// The same sender has written many within an hour.
        Many => "many",
        /// It has a shape that cannot be taken apart.
        Unreadable => "unreadable",
        /// It is too large; it lies in the mailbox still.
        Large => "large",
    }
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Somebody of the desk decides.
    Waiting(Aside),
    /// It is part of a thread.
    Thread(ThreadId),
    /// A mail server's report about a mail of the thread.
    Report(ThreadId),
    /// Thrown away; it can be taken back for a while.
    Discarded { why: Aside, by: StaffId, at: DateTime<Utc> },
}

/// How long what was thrown away can be taken back.
pub const KEPT_DAYS: i64 = 30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingMail {
    pub id: IncomingMailId,
    pub municipality: MunicipalityId,
    pub desk: DeskId,
    pub organization: OrganizationId,
    pub key: KeyId,
    pub state: State,
    pub at: DateTime<Utc>,
}

impl IncomingMail {
    /// Somebody of the desk throws it away.
    pub fn discarded(self, by: StaffId, at: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.state {
            State::Waiting(why) => Ok(Self { state: State::Discarded { why, by, at }, ..self }),
            State::Discarded { .. } => Ok(self),
            State::Thread(_) | State::Report(_) => Err(Refusal::new("refused-mail-decided")),
        }
    }

    /// Somebody takes it back out of what was thrown away.
    pub fn taken_back(self) -> Result<Self, Refusal> {
        match self.state {
            State::Discarded { why, .. } => Ok(Self { state: State::Waiting(why), ..self }),
            State::Waiting(_) => Ok(self),
            State::Thread(_) | State::Report(_) => Err(Refusal::new("refused-mail-decided")),
        }
    }

    /// Why it waits, if a thread may begin with it.
    pub fn waits(&self) -> Result<Aside, Refusal> {
        match self.state {
            State::Waiting(why) => Ok(why),
            State::Discarded { .. } | State::Thread(_) | State::Report(_) => Err(Refusal::new("refused-mail-decided")),
        }
    }
}

vocabulary! {
    /// Why a file of a mail could not be taken.
    pub enum LeftOut("mail-left") {
        Large => "large",
        Kind => "kind",
        Live => "live",
        Broken => "broken",
        Many => "many",
    }
}

impl LeftOut {
    /// The same reason as the check of files gives.
    pub fn of(refusal: &Refusal) -> Self {
        match refusal.key {
            "refused-file-large" => Self::Large,
            "refused-file-live" => Self::Live,
            "refused-file-broken" => Self::Broken,
            _ => Self::Kind,
        }
    }
}

/// What is known of a mail beside its bytes; sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub sender: String,
    pub subject: String,
    /// Files that could not be taken, by the names that they came with.
    pub left_out: Vec<(String, LeftOut)>,
}

/// Mails of one sender within an hour that are taken at once.
pub const TAKEN_AN_HOUR: u64 = 5;
/// Beyond this many the mail server keeps them for later.
pub const KEPT_AN_HOUR: u64 = 60;

/// Messages into which the text of one mail is divided at most. The rest is in the original.
const MESSAGES_MOST: usize = 10;

/// The words of a mail in pieces that a message can hold. `nothing` stands for a mail without words, `cut` ends one too long for a thread.
pub fn pieces(mail: &Mail, is_answer: bool, (nothing, cut): (&str, &str)) -> Vec<String> {
    let subject = if is_answer { "" } else { mail.subject.trim() };
    let body = without_quotes(&mail.text);
    let whole = match (subject.is_empty(), body.is_empty()) {
        (true, true) => nothing.to_owned(),
        (true, false) => body.to_owned(),
        (false, true) => subject.to_owned(),
        (false, false) => format!("{subject}\n\n{body}"),
    };
    let mut pieces: Vec<String> = Vec::new();
    let (mut piece, mut length) = (String::new(), 0);
    for letter in whole.chars() {
        if length == LONGEST {
            pieces.push(std::mem::take(&mut piece));
            length = 0;
            if pieces.len() == MESSAGES_MOST {
                pieces.push(cut.to_owned());
                return pieces;
            }
        }
        piece.push(letter);
        length += 1;
    }
    if !piece.trim().is_empty() || pieces.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// The words without what is quoted at their end. A mail of quotes alone stays as it is.
fn without_quotes(text: &str) -> &str {
    let text = text.trim();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_quoted = |line: &&&str| line.trim().is_empty() || line.starts_with('>');
    let quoted: usize = lines.iter().rev().take_while(is_quoted).map(|line| line.len()).sum();
    let kept = text[..text.len() - quoted].trim_end();
    if kept.is_empty() { text } else { kept }
}

/// What of an address after the plus sign makes it ours: `desk+token@host`.
pub fn token<'a>(recipient: &'a str, address: &str) -> Option<&'a str> {
    let (name, host) = address.split_once('@')?;
    let (local, at) = recipient.rsplit_once('@')?;
    if !at.eq_ignore_ascii_case(host) {
        return None;
    }
    let (before, token) = local.split_once('+')?;
    (before.eq_ignore_ascii_case(name) && !token.is_empty()).then_some(token)
}
