//! A thread between a person and a desk: whose turn it is, and what was promised. Pure.

pub mod check;
pub mod draft;
pub mod helpline;
pub mod link;
pub mod mail;
pub mod standing;
pub mod wishes;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub use self::{
    check::{Check, CheckReason, Look, Worry},
    draft::{Draft, Entrance, Step},
    helpline::{DatedLists, Helpline, MailLimit},
    link::{Link, LinkState},
    mail::MailKind,
    standing::Standing,
    wishes::{Never, Reply, ReplyKind, Wishes},
};
use crate::{
    directory::Media,
    people::PartyKind,
    platform::{
        Lang, Refusal,
        ids::{
            CaseId, DeskId, KeyId, MailId, MessageId, MunicipalityId, OrganizationId, StaffId, ThreadFileId, ThreadId,
        },
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

/// Which party of a case the writer is. Whoever wrote without saying whom it is about is taken for the person.
pub fn party_of(about: Option<About>) -> PartyKind {
    match about {
        None | Some(About::Unsure | About::Me) => PartyKind::Person,
        Some(About::Family | About::Friend | About::Other) => PartyKind::Caller,
    }
}

/// What is told at the beginning. All of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    pub nickname: String,
    pub about: Option<About>,
    #[serde(default)]
    pub worries: Vec<Worry>,
}

/// Whose turn it is. Silence of the writer is not an event: nothing happens to an answered thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The desk has promised an answer by `answer_by`.
    DeskAnswers { since: DateTime<Utc>, answer_by: DateTime<Utc> },
    /// An answer is written and is told at `at`, when the desk's hours for answers begin; until then it can be taken back.
    AnswerGoesOut { since: DateTime<Utc>, answer_by: DateTime<Utc>, at: DateTime<Utc> },
    /// The writer may write again at any time, or never.
    WriterMayWrite,
}

impl Turn {
    /// Whose turn it is at `now`: an answer that has gone out is told.
    pub fn at(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::AnswerGoesOut { at, .. } if at <= now => Self::WriterMayWrite,
            Self::DeskAnswers { .. } | Self::AnswerGoesOut { .. } | Self::WriterMayWrite => self,
        }
    }

    /// Since when the writer waits.
    pub fn since(self) -> Option<DateTime<Utc>> {
        match self {
            Self::DeskAnswers { since, .. } | Self::AnswerGoesOut { since, .. } => Some(since),
            Self::WriterMayWrite => None,
        }
    }

    /// The promise under which the desk is, while no answer has been told.
    pub fn answer_by(self) -> Option<DateTime<Utc>> {
        match self {
            Self::DeskAnswers { answer_by, .. } | Self::AnswerGoesOut { answer_by, .. } => Some(answer_by),
            Self::WriterMayWrite => None,
        }
    }

    /// The desk has still to answer, and the promised moment has passed.
    pub fn is_past(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::DeskAnswers { answer_by, .. } => answer_by < now,
            Self::AnswerGoesOut { .. } | Self::WriterMayWrite => false,
        }
    }
}

/// The mail that tells of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeMail {
    #[default]
    None,
    Underway {
        mail: MailId,
    },
    /// It did not arrive; somebody of the desk looks for another way.
    NotArrived {
        at: DateTime<Utc>,
    },
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
    pub standing: Standing,
    pub check: Check,
    /// Who of the staff looks after it.
    pub taken: Option<Look>,
    /// The promise passed and a second person was asked to look with the first.
    pub second_asked_at: Option<DateTime<Utc>>,
    pub notice_mail: NoticeMail,
    pub entrance: Entrance,
    pub version: i64,
}

impl Thread {
    /// The writer wrote. A promise already given stands: writing again never makes the wait longer. Whoever had ended the thread
    /// has come back; whoever asked for quiet stays quiet.
    pub fn written(self, now: DateTime<Utc>, answer_by: DateTime<Utc>) -> Self {
        let standing = match self.standing {
            Standing::Ended { .. } => Standing::Open,
            Standing::Open | Standing::Quiet { .. } => self.standing,
        };
        match self.turn {
            Turn::DeskAnswers { since, answer_by: promised } => {
                let turn = Turn::DeskAnswers { since, answer_by: promised.min(answer_by) };
                Self { turn, standing, ..self }
            }
            Turn::AnswerGoesOut { .. } | Turn::WriterMayWrite => {
                let turn = Turn::DeskAnswers { since: now, answer_by };
                Self { turn, standing, second_asked_at: None, ..self }
            }
        }
    }

    /// The desk answered.
    pub fn answered(self) -> Self {
        Self { turn: Turn::WriterMayWrite, second_asked_at: None, ..self }
    }

    /// The desk answered outside its hours for answers; the answer is told at `at`.
    pub fn answered_for(self, at: DateTime<Utc>) -> Self {
        match self.turn {
            Turn::DeskAnswers { since, answer_by } | Turn::AnswerGoesOut { since, answer_by, .. } => {
                Self { turn: Turn::AnswerGoesOut { since, answer_by, at }, second_asked_at: None, ..self }
            }
            Turn::WriterMayWrite => self,
        }
    }

    /// An answer that had not gone out was taken back: what was promised is still promised.
    pub fn answer_taken_back(self) -> Self {
        match self.turn {
            Turn::AnswerGoesOut { since, answer_by, .. } => {
                Self { turn: Turn::DeskAnswers { since, answer_by }, ..self }
            }
            Turn::DeskAnswers { .. } | Turn::WriterMayWrite => self,
        }
    }

    /// The writer asks for quiet.
    pub fn rested(self, now: DateTime<Utc>, today: NaiveDate, until: Option<NaiveDate>) -> Result<Self, Refusal> {
        Ok(Self { standing: Standing::quiet(now, today, until)?, notice_mail: NoticeMail::None, ..self })
    }

    /// The writer ends it. Nobody is asked why, and no answer is owed any more.
    pub fn ended(self, now: DateTime<Utc>) -> Self {
        let turn = match self.turn {
            Turn::DeskAnswers { .. } => Turn::WriterMayWrite,
            Turn::AnswerGoesOut { .. } | Turn::WriterMayWrite => self.turn,
        };
        Self {
            turn,
            standing: Standing::Ended { since: now },
            notice_mail: NoticeMail::None,
            second_asked_at: None,
            ..self
        }
    }

    /// The writer comes back.
    pub fn resumed(self) -> Self {
        Self { standing: Standing::Open, ..self }
    }

    /// `by` looks after it from now on. Somebody else's thread is not taken away.
    pub fn taken_by(self, look: Look) -> Result<Self, Refusal> {
        match self.taken {
            Some(taken) if taken.by != look.by => Err(Refusal::new("refused-thread-taken")),
            Some(_) => Ok(self),
            None => Ok(Self { taken: Some(look), ..self }),
        }
    }

    /// Given back into everybody's hands.
    pub fn given_back(self) -> Self {
        Self { taken: None, ..self }
    }

    /// A mail about an answer did not arrive, and nothing has taken its place.
    pub fn is_unheard(&self) -> bool {
        matches!(self.notice_mail, NoticeMail::NotArrived { .. })
    }

    /// Mail did not arrive, and the writer heard of the answer in another way. A mail under way goes on.
    pub fn told_otherwise(self) -> Self {
        let notice_mail = match self.notice_mail {
            NoticeMail::NotArrived { .. } => NoticeMail::None,
            NoticeMail::None | NoticeMail::Underway { .. } => self.notice_mail,
        };
        Self { notice_mail, ..self }
    }

    /// Whether `staff` may see where the writer can be reached.
    pub fn shows_contact_to(&self, staff: StaffId) -> bool {
        !self.check.hides_contact() || self.taken.is_some_and(|taken| taken.by == staff)
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
        /// The next free times as they were then.
        #[serde(default)]
        next: Vec<DateTime<Utc>>,
    },
    /// Of the files that came by mail some could not be taken.
    FilesLeftOut {
        count: usize,
    },
    /// Somebody gave back the time for which the reader waits.
    TimeFree {
        offer: String,
        at: DateTime<Utc>,
    },
    /// A room for talking online is open now, until then.
    RoomOpen {
        until: DateTime<Utc>,
    },
    /// We keep still together for a while.
    CaseRests {
        words: String,
    },
    /// Enough for now; it opens again at any time.
    CaseEnded {
        words: String,
    },
    /// Going on from where it was.
    CaseGoesOn,
}

/// Whether the last that was said about it is that we keep still for now: one press goes on.
pub fn is_at_rest(messages: &[Message]) -> bool {
    let last = messages.iter().rev().find_map(|message| match &message.body {
        Body::Notice(Notice::CaseRests { .. } | Notice::CaseEnded { .. }) => Some(true),
        Body::Notice(Notice::CaseGoesOn) => Some(false),
        Body::Notice(
            Notice::SheetSent { .. }
            | Notice::SheetAccepted { .. }
            | Notice::SheetDeclined { .. }
            | Notice::SheetTakenBack { .. }
            | Notice::TimeProposed { .. }
            | Notice::TimeMoved { .. }
            | Notice::TimeClosed { .. }
            | Notice::TimeFree { .. }
            | Notice::FilesLeftOut { .. }
            | Notice::RoomOpen { .. },
        )
        | Body::Text(_)
        | Body::File(_) => None,
    });
    last.unwrap_or(false)
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    Text(String),
    Notice(Notice),
    File(FileNote),
}

/// A file in a thread. Its own name is not kept: it may say more than somebody meant to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNote {
    pub id: ThreadFileId,
    pub media: Media,
    pub kilobytes: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub author: Author,
    pub body: Body,
    pub at: DateTime<Utc>,
    /// Kept until then; the writer does not see it before.
    pub goes_out_at: Option<DateTime<Utc>>,
}

impl Message {
    pub fn is_out(&self, now: DateTime<Utc>) -> bool {
        self.goes_out_at.is_none_or(|at| at <= now)
    }
}

/// Whether the last who spoke is the writer. A time that was proposed is an answer; other notices are none.
pub fn is_unanswered(messages: &[Message]) -> bool {
    let answers = |message: &&Message| match (message.author, &message.body) {
        (Author::Program, Body::Notice(notice)) => matches!(notice, Notice::TimeProposed { .. }),
        (Author::Program, Body::Text(_) | Body::File(_)) => false,
        (Author::Writer | Author::Staff(_), Body::Text(_) | Body::Notice(_) | Body::File(_)) => true,
    };
    messages.iter().rfind(answers).is_some_and(|message| message.author == Author::Writer)
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
