//! A note from the telephone or the counter, and what becomes of it. Pure.

mod question;
mod words;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

pub use question::{Answer, Answered, DEFAULTS, MOST_QUESTIONS, Question, Source, Sureness, wording};
pub use words::{Draft, Field, Front, Knows, Means, Said, Speaker, Words, folded, has_twelve_digits};

use crate::platform::{
    Refusal,
    ids::{CaseId, DeskId, KeyId, MunicipalityId, NoteId, OrganizationId, StaffId, ThreadId},
};

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Still being written; goes after `until` like one that is kept.
    Draft { until: NaiveDate },
    /// Somebody who is not registered, kept up to and including `until`.
    Kept { at: DateTime<Utc>, until: NaiveDate },
    /// A case grew out of it; it stays with the case.
    Case(CaseId),
}

/// In whose hands a note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handing {
    Here,
    /// Handed over and not yet taken: whoever took it down still answers for it.
    Waiting {
        to: OrganizationId,
        at: DateTime<Utc>,
        by: StaffId,
    },
    Taken {
        to: OrganizationId,
        at: DateTime<Utc>,
        by: StaffId,
        taken_at: DateTime<Utc>,
        taken_by: StaffId,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: NoteId,
    pub municipality: MunicipalityId,
    /// Whose staff took it down.
    pub organization: OrganizationId,
    pub key: KeyId,
    pub writer: StaffId,
    pub front: Front,
    pub begun_at: DateTime<Utc>,
    /// When the talk ended, where that is known.
    pub ended_at: Option<DateTime<Utc>>,
    /// When a word was last written.
    pub written_at: DateTime<Utc>,
    pub progress: Progress,
    pub handing: Handing,
    /// The thread that was begun for whoever spoke.
    pub thread: Option<ThreadId>,
    pub version: i64,
    pub answers_version: i64,
}

/// Nobody speaks this long without a word being written: the page was left open.
const LEFT_OPEN: TimeDelta = TimeDelta::hours(3);

impl Note {
    /// Whose note it is to write in and to act on.
    pub fn holder(&self) -> OrganizationId {
        match self.handing {
            Handing::Here | Handing::Waiting { .. } => self.organization,
            Handing::Taken { to, .. } => to,
        }
    }

    pub fn is_open_to(&self, organization: OrganizationId) -> bool {
        let handed = match self.handing {
            Handing::Here => None,
            Handing::Waiting { to, .. } | Handing::Taken { to, .. } => Some(to),
        };
        self.organization == organization || handed == Some(organization)
    }

    /// Refuses whoever may read the note and does not hold it.
    pub fn must_be_with(&self, organization: OrganizationId) -> Result<(), Refusal> {
        if self.holder() == organization { Ok(()) } else { Err(Refusal::new("refused-note-elsewhere")) }
    }

    pub fn is_waiting(&self) -> bool {
        match self.handing {
            Handing::Waiting { .. } => true,
            Handing::Here | Handing::Taken { .. } => false,
        }
    }

    pub fn case(&self) -> Option<CaseId> {
        match self.progress {
            Progress::Case(case) => Some(case),
            Progress::Draft { .. } | Progress::Kept { .. } => None,
        }
    }

    pub fn is_draft(&self) -> bool {
        match self.progress {
            Progress::Draft { .. } => true,
            Progress::Kept { .. } | Progress::Case(_) => false,
        }
    }

    /// Minutes of the talk: as somebody put them right, else as the clock went.
    pub fn minutes(&self, now: DateTime<Utc>) -> i64 {
        match self.front.minutes {
            Some(minutes) => i64::from(minutes),
            None => (self.ended_at.unwrap_or(now) - self.begun_at).num_minutes().max(0),
        }
    }

    /// Something was written.
    pub fn written(self, front: Front, now: DateTime<Utc>, until: NaiveDate) -> Self {
        Self { front, written_at: now, ..self }.stays(until)
    }

    /// The days are counted anew.
    pub fn stays(self, until: NaiveDate) -> Self {
        let progress = match self.progress {
            Progress::Draft { .. } => Progress::Draft { until },
            Progress::Kept { at, .. } => Progress::Kept { at, until },
            Progress::Case(case) => Progress::Case(case),
        };
        Self { progress, ..self }
    }

    /// The talk is over. A page that was left open counts up to the last word.
    pub fn ended(self, now: DateTime<Utc>) -> Self {
        let last = if now - self.written_at > LEFT_OPEN { self.written_at } else { now };
        Self { ended_at: self.ended_at.or(Some(last)), ..self }
    }

    /// It stays as it is, without anybody being registered.
    pub fn keep(self, at: DateTime<Utc>, until: NaiveDate) -> Result<Self, Refusal> {
        match self.progress {
            Progress::Draft { .. } => Ok(Self { progress: Progress::Kept { at, until }, ..self }),
            Progress::Kept { .. } => Ok(self),
            Progress::Case(_) => Err(Refusal::new("refused-note-has-case")),
        }
    }

    /// A case grew out of it.
    pub fn opened(self, case: CaseId) -> Result<Self, Refusal> {
        match self.progress {
            // Two would begin to walk along, each without knowing of the other.
            Progress::Draft { .. } | Progress::Kept { .. } if self.is_waiting() => {
                Err(Refusal::new("refused-note-waits"))
            }
            Progress::Draft { .. } | Progress::Kept { .. } => Ok(Self { progress: Progress::Case(case), ..self }),
            Progress::Case(_) => Err(Refusal::new("refused-note-has-case")),
        }
    }

    /// A passphrase was told to whoever spoke. It is shown once, so there is one.
    pub fn given(self, thread: ThreadId) -> Result<Self, Refusal> {
        match self.thread {
            None => Ok(Self { thread: Some(thread), ..self }),
            Some(_) => Err(Refusal::new("refused-note-has-passphrase")),
        }
    }

    /// Handed to the organisation that consults at the desk.
    pub fn hand(self, to: OrganizationId, at: DateTime<Utc>, by: StaffId) -> Result<Self, Refusal> {
        if self.case().is_some() {
            return Err(Refusal::new("refused-note-has-case"));
        }
        if to == self.organization {
            return Err(Refusal::new("refused-note-to-oneself"));
        }
        match self.handing {
            Handing::Here => Ok(Self { handing: Handing::Waiting { to, at, by }, ..self }),
            Handing::Waiting { .. } | Handing::Taken { .. } => Err(Refusal::new("refused-note-handed")),
        }
    }

    /// Somebody of the organisation it was handed to takes it.
    pub fn take(
        self,
        organization: OrganizationId,
        taken_at: DateTime<Utc>,
        taken_by: StaffId,
    ) -> Result<Self, Refusal> {
        match self.handing {
            Handing::Waiting { to, at, by } if to == organization => {
                Ok(Self { handing: Handing::Taken { to, at, by, taken_at, taken_by }, ..self })
            }
            Handing::Taken { .. } => Err(Refusal::new("refused-note-taken")),
            Handing::Here | Handing::Waiting { .. } => Err(Refusal::new("refused-note-elsewhere")),
        }
    }

    /// Whoever handed it over takes it back before it is taken.
    pub fn withdraw(self) -> Result<Self, Refusal> {
        match self.handing {
            Handing::Waiting { .. } => Ok(Self { handing: Handing::Here, ..self }),
            Handing::Taken { .. } => Err(Refusal::new("refused-note-taken")),
            Handing::Here => Err(Refusal::new("refused-note-not-waiting")),
        }
    }

    /// The organisation it was handed to does not take it.
    pub fn decline(self, organization: OrganizationId) -> Result<Self, Refusal> {
        match self.handing {
            Handing::Waiting { to, .. } if to == organization => Ok(Self { handing: Handing::Here, ..self }),
            Handing::Taken { .. } => Err(Refusal::new("refused-note-taken")),
            Handing::Here | Handing::Waiting { .. } => Err(Refusal::new("refused-note-elsewhere")),
        }
    }

    /// Whether it goes now. What waits to be taken does not go unread.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        match self.progress {
            Progress::Draft { until } | Progress::Kept { until, .. } => until < today && !self.is_waiting(),
            Progress::Case(_) => false,
        }
    }

    pub fn desk(&self) -> Option<DeskId> {
        self.front.desk
    }
}

/// The last day of something written on `today` that stays for `days` days.
pub fn stays_until(today: NaiveDate, days: u16) -> NaiveDate {
    today.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}
