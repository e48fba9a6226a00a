//! A thread between a person and a desk: whose turn it is, and what was promised. Pure.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    platform::{
        Lang, Refusal,
        ids::{CaseId, DeskId, KeyId, MessageId, MunicipalityId, OrganizationId, StaffId, ThreadId},
    },
    vocabulary,
};

vocabulary! {
    /// Whom it is about, if the writer says so.
    pub enum About("about") {
        Unsure => "unsure",
        Me => "me",
        Family => "family",
        Friend => "friend",
        Other => "other",
    }
}

/// What is told at the beginning. All of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub nickname: String,
    pub about: Option<About>,
}

/// Whose turn it is. Silence of the writer is not an event: nothing happens to an answered thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The desk has promised an answer by `answer_by`.
    DeskAnswers { since: DateTime<Utc>, answer_by: DateTime<Utc> },
    /// The writer may write again at any time, or never.
    WriterMayWrite,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    pub id: ThreadId,
    pub municipality: MunicipalityId,
    pub desk: DeskId,
    /// Whose staff answer.
    pub organization: OrganizationId,
    pub key: KeyId,
    pub language: Lang,
    pub begun_at: DateTime<Utc>,
    pub turn: Turn,
    pub case: Option<CaseId>,
    pub version: i64,
}

impl Thread {
    /// The writer wrote. A promise already given stands: writing again never makes the wait longer.
    pub fn written(self, now: DateTime<Utc>, answer_by: DateTime<Utc>) -> Self {
        let turn = match self.turn {
            Turn::DeskAnswers { since, answer_by: promised } => {
                Turn::DeskAnswers { since, answer_by: promised.min(answer_by) }
            }
            Turn::WriterMayWrite => Turn::DeskAnswers { since: now, answer_by },
        };
        Self { turn, ..self }
    }

    /// The desk answered.
    pub fn answered(self) -> Self {
        Self { turn: Turn::WriterMayWrite, ..self }
    }

    /// A case grew out of the thread. A thread belongs to one case.
    pub fn joined(self, case: CaseId) -> Result<Self, Refusal> {
        match self.case {
            None => Ok(Self { case: Some(case), ..self }),
            Some(_) => Err(Refusal::new("refused-thread-has-case")),
        }
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    Writer,
    Staff(StaffId),
    /// The program tells what happened ("…が受け取りました").
    Program,
}

/// Something that happened, told to the person in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    SheetSent {
        organization: String,
    },
    SheetAccepted {
        organization: String,
    },
    SheetDeclined {
        organization: String,
        responsible: String,
    },
    SheetTakenBack {
        organization: String,
    },
    /// The desk proposes a time for what was asked for.
    TimeProposed {
        offer: String,
        at: DateTime<Utc>,
    },
    /// A time that had been agreed is at another moment now.
    TimeMoved {
        offer: String,
        was: DateTime<Utc>,
        at: DateTime<Utc>,
        reason: String,
    },
    /// A time that had been agreed does not take place.
    TimeClosed {
        offer: String,
        was: DateTime<Utc>,
        reason: String,
    },
    /// Somebody gave back the time for which the reader waits.
    TimeFree {
        offer: String,
        at: DateTime<Utc>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    Text(String),
    Notice(Notice),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub author: Author,
    pub body: Body,
    pub at: DateTime<Utc>,
}

/// Longest message, in characters.
pub const LONGEST: usize = 20_000;
/// Longest nickname.
pub const LONGEST_NICKNAME: usize = 80;

/// The message as it will be kept, or why it cannot be. "I cannot put it into words" is a message.
pub fn message_text(typed: &str, no_words: Option<String>) -> Result<String, Refusal> {
    let text = typed.trim_end();
    let length = text.chars().count();
    if length > LONGEST {
        return Err(Refusal::new("refused-message-long")
            .with("length", length.to_string())
            .with("longest", LONGEST.to_string()));
    }
    match (text.trim().is_empty(), no_words) {
        (false, _) => Ok(text.to_owned()),
        (true, Some(words)) => Ok(words),
        (true, None) => Err(Refusal::new("refused-message-empty")),
    }
}

/// The nickname as it will be kept.
pub fn nickname(typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    if name.chars().count() > LONGEST_NICKNAME {
        return Err(Refusal::new("refused-nickname-long").with("longest", LONGEST_NICKNAME.to_string()));
    }
    Ok(name.to_owned())
}
