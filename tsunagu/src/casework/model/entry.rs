//! What was done and said (支援経過): one entry per contact. No result is asked for anywhere. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{Faults, LONGEST_LINE, LONGEST_TEXT};
use crate::{
    platform::{
        Now, Refusal, clock,
        ids::{CaseId, EntryId, EntryNoteId, MunicipalityId, StaffId},
    },
    vocabulary,
};

vocabulary! {
    /// With whom. The person's entries and the family's are kept apart.
    pub enum With("with") {
        Person => "person",
        Family => "family",
        Others => "others",
    }
}

vocabulary! {
    /// By what means.
    pub enum EntryMeans("entry-means") {
        Phone => "phone",
        Mail => "mail",
        Letter => "letter",
        Chat => "chat",
        Online => "online",
        Counter => "counter",
        Visit => "visit",
        /// Going somewhere together.
        Accompany => "accompany",
        Ibasho => "ibasho",
        FamilyGroup => "family-group",
        PeerGroup => "peer-group",
        Meeting => "meeting",
        Other => "other",
    }
}

vocabulary! {
    /// Whether there was a meeting. Not meeting is a contact as well, and no failure.
    pub enum Met("met") {
        Talked => "talked",
        /// Were in the same place; nobody had to speak.
        Together => "together",
        FamilyOnly => "family-only",
        Doorstep => "doorstep",
        Posted => "posted",
        LeftWord => "left-word",
        NoAnswer => "no-answer",
        /// They would rather not, this time.
        NotNow => "not-now",
    }
}

vocabulary! {
    /// What it was about. Small talk is enough, and so is nothing.
    pub enum Topic("topic") {
        SmallTalk => "small-talk",
        Nothing => "nothing",
        Days => "days",
        Body => "body",
        Feelings => "feelings",
        Family => "family",
        Liked => "liked",
        Places => "places",
        Money => "money",
        Ahead => "ahead",
        Other => "other",
    }
}

/// Something of the directory that was told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Where its page is.
    pub link: String,
    pub name: String,
}

/// What was written down. All of it may be empty; sealed with the key of the case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EntryWords {
    pub topics: BTreeSet<Topic>,
    pub text: String,
    pub tried: String,
    pub place: String,
    /// Who spoke.
    pub spoke: String,
    pub companions: String,
    pub told: Vec<Told>,
    /// What was told of and does not stand in the directory.
    pub told_else: String,
    /// Where to, when somebody was accompanied.
    pub accompanied: String,
    /// Why there was a visit although nobody had asked for one.
    pub visit_reason: String,
}

/// How long whoever is of the team may write into an entry. Afterwards what was wrong is corrected beside it.
pub const OPEN_FOR: TimeDelta = TimeDelta::hours(24);
/// Longest text of an entry, in characters: a protocol pasted from a word processor fits.
pub const LONGEST_ENTRY: usize = 100_000;
/// How far a clock may go ahead.
const AHEAD: TimeDelta = TimeDelta::minutes(15);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub municipality: MunicipalityId,
    pub case: CaseId,
    pub with: With,
    pub means: EntryMeans,
    pub met: Option<Met>,
    pub at: DateTime<Utc>,
    pub minutes: Option<i32>,
    /// Written down after the case had ended.
    pub is_late: bool,
    pub written_by: StaffId,
    pub written_at: DateTime<Utc>,
    pub words: EntryWords,
    pub version: i64,
}

impl Entry {
    /// Whether it may still be written into.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        now - self.written_at < OPEN_FOR
    }

    pub fn rewrite(self, new: NewEntry, now: DateTime<Utc>) -> Result<Self, Refusal> {
        if !self.is_open(now) {
            return Err(Refusal::new("refused-entry-closed"));
        }
        let NewEntry { with, means, met, at, minutes, words } = new;
        Ok(Self { with, means, met, at, minutes, words, ..self })
    }
}

/// An entry that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    pub with: With,
    pub means: EntryMeans,
    pub met: Option<Met>,
    pub at: DateTime<Utc>,
    pub minutes: Option<i32>,
    pub words: EntryWords,
}

/// An entry as it was typed, also half of it: what a draft keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedEntry {
    pub with: Option<With>,
    pub means: Option<EntryMeans>,
    pub met: Option<Met>,
    pub date: String,
    pub time: String,
    pub minutes: String,
    pub topics: BTreeSet<Topic>,
    pub text: String,
    pub tried: String,
    pub place: String,
    pub spoke: String,
    pub companions: String,
    /// Names of things told of, as typed or picked.
    pub told: Vec<String>,
    pub told_else: String,
    pub accompanied: String,
    pub visit_reason: String,
}

/// How many things of the directory one entry names.
pub const TOLD: usize = 3;

impl TypedEntry {
    /// An entry that begins now.
    pub fn beginning(now: Now) -> Self {
        let local = now.local();
        Self { date: local.date().to_string(), time: local.format("%H:%M").to_string(), ..Self::default() }
    }

    /// The entry as it stands, to be written into.
    pub fn of(entry: &Entry) -> Self {
        let local = clock::local(entry.at);
        let words = entry.words.clone();
        Self {
            with: Some(entry.with),
            means: Some(entry.means),
            met: entry.met,
            date: local.date().to_string(),
            time: local.format("%H:%M").to_string(),
            minutes: entry.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
            topics: words.topics,
            text: words.text,
            tried: words.tried,
            place: words.place,
            spoke: words.spoke,
            companions: words.companions,
            told: words.told.into_iter().map(|told| told.name).collect(),
            told_else: words.told_else,
            accompanied: words.accompanied,
            visit_reason: words.visit_reason,
        }
    }

    /// The texts that must fit, with the names of their fields.
    fn texts(&self) -> [(&'static str, &str, usize); 7] {
        [
            ("text", &self.text, LONGEST_ENTRY),
            ("tried", &self.tried, LONGEST_TEXT),
            ("place", &self.place, LONGEST_LINE),
            ("spoke", &self.spoke, LONGEST_LINE),
            ("companions", &self.companions, LONGEST_LINE),
            ("accompanied", &self.accompanied, LONGEST_LINE),
            ("visit_reason", &self.visit_reason, LONGEST_TEXT),
        ]
    }

    /// Whether it fits, for a draft: a draft may be half and odd, only not boundless.
    pub fn fits(&self) -> bool {
        let told = self.told.iter().chain([&self.told_else, &self.date, &self.time, &self.minutes]);
        self.texts().iter().all(|(_, text, longest)| text.chars().count() <= *longest)
            && told.into_iter().all(|line| line.chars().count() <= LONGEST_TEXT)
    }

    /// The entry to keep. `directory` finds what was picked; what it does not know stays in words.
    pub fn check(&self, now: Now, directory: impl Fn(&str) -> Option<Told>) -> Result<NewEntry, Faults> {
        let mut faults = Faults::default();
        for (field, text, longest) in self.texts() {
            faults.add_if_long(text, longest, field);
        }
        faults.add_if_long(&self.told_else, LONGEST_TEXT, "told_else");
        let at = self.moment(&mut faults);
        faults.add_if(at.is_some_and(|at| at > now.local() + AHEAD), "date", "refused-entry-ahead");
        let minutes = match self.minutes.trim() {
            "" => None,
            typed => match typed.nfkc().collect::<String>().parse::<i32>() {
                Ok(minutes) if (0..=1440).contains(&minutes) => Some(minutes),
                Ok(_) | Err(_) => {
                    faults.add("minutes", Refusal::new("refused-entry-minutes"));
                    None
                }
            },
        };
        let (mut told, mut else_told) = (Vec::new(), Vec::new());
        for name in self.told.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            match directory(name) {
                Some(found) => told.push(found),
                None => else_told.push(name.to_owned()),
            }
        }
        if !self.told_else.trim().is_empty() {
            else_told.insert(0, self.told_else.trim_end().to_owned());
        }
        let words = EntryWords {
            topics: self.topics.clone(),
            text: self.text.trim_end().to_owned(),
            tried: self.tried.trim_end().to_owned(),
            place: self.place.trim().to_owned(),
            spoke: self.spoke.trim().to_owned(),
            companions: self.companions.trim().to_owned(),
            told,
            told_else: else_told.join("\n"),
            accompanied: self.accompanied.trim().to_owned(),
            visit_reason: self.visit_reason.trim_end().to_owned(),
        };
        match at {
            Some(at) if faults.is_empty() => Ok(NewEntry {
                with: self.with.unwrap_or(With::Person),
                means: self.means.unwrap_or(EntryMeans::Other),
                met: self.met,
                at: clock::instant(at),
                minutes,
                words,
            }),
            Some(_) | None => Err(faults),
        }
    }

    fn moment(&self, faults: &mut Faults) -> Option<NaiveDateTime> {
        let day = calendar::wareki::parse(self.date.trim()).ok().and_then(|reading| reading.day());
        if day.is_none() {
            faults.add("date", Refusal::new("refused-entry-date"));
        }
        let typed = self.time.trim();
        let time = match typed {
            "" => NaiveTime::from_hms_opt(0, 0, 0),
            _ => NaiveTime::parse_from_str(typed, "%H:%M").or(NaiveTime::parse_from_str(typed, "%H:%M:%S")).ok(),
        };
        if time.is_none() {
            faults.add("time", Refusal::new("refused-entry-time"));
        }
        Some(day?.and_time(time?))
    }
}

vocabulary! {
    /// What stands beside an entry.
    pub enum NoteKind("entry-note") {
        /// What was wrong, put right.
        Correction => "correction",
        /// A word to a colleague.
        Comment => "comment",
        /// What stood there before somebody wrote over it.
        Earlier => "earlier",
    }
}

/// Something beside an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryNote {
    pub id: EntryNoteId,
    pub entry: EntryId,
    pub kind: NoteKind,
    pub by: StaffId,
    pub at: DateTime<Utc>,
    /// The colleague it is for.
    pub to: Option<StaffId>,
    pub seen_at: Option<DateTime<Utc>>,
    pub text: String,
}

/// Words beside an entry that can be kept.
pub fn note_text(typed: &str) -> Result<String, Refusal> {
    let text = typed.trim_end();
    if text.trim().is_empty() {
        return Err(Refusal::new("refused-note-empty"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Refusal::new("refused-case-text-long").with("longest", LONGEST_TEXT.to_string()));
    }
    Ok(text.to_owned())
}
