//! How somebody may be reached, and the one check every call, letter and mail to them passes. Pure.
//!
//! Nothing is allowed because nobody asked: what was not asked is refused, and so is what was asked and declined.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::vocabulary;

vocabulary! {
    /// By what somebody is reached.
    pub enum Means("means") {
        PhoneHome => "phone-home",
        PhoneMobile => "phone-mobile",
        Email => "email",
        Letter => "letter",
        Visit => "visit",
    }
}

vocabulary! {
    /// What was said to a way of being reached. Not having asked is not a yes.
    pub enum Said("said") {
        NotAsked => "not-asked",
        Yes => "yes",
        No => "no",
    }
}

vocabulary! {
    /// How we say who is calling when somebody else answers.
    pub enum Introduction("introduction") {
        NotAsked => "not-asked",
        /// Only the name of whoever calls, nothing of an office.
        OwnName => "own-name",
        Office => "office",
        /// The words that were agreed.
        AsAgreed => "as-agreed",
        /// Nothing is said; the call ends kindly.
        Nothing => "nothing",
    }
}

vocabulary! {
    /// What may be said to a machine.
    pub enum Voicemail("voicemail") {
        Nothing => "nothing",
        NameOnly => "name-only",
        Message => "message",
    }
}

vocabulary! {
    /// What a letter shows on the outside.
    pub enum Envelope("envelope") {
        /// No sender's office, no word of what it is about.
        Plain => "plain",
        OwnName => "own-name",
        Office => "office",
        /// Kept at the post office.
        PosteRestante => "poste-restante",
    }
}

vocabulary! {
    /// A day of the week, Monday first.
    pub enum Weekday("weekday") {
        Monday => "mon",
        Tuesday => "tue",
        Wednesday => "wed",
        Thursday => "thu",
        Friday => "fri",
        Saturday => "sat",
        Sunday => "sun",
    }
}

impl Weekday {
    fn of(day: NaiveDate) -> Self {
        match day.weekday() {
            chrono::Weekday::Mon => Self::Monday,
            chrono::Weekday::Tue => Self::Tuesday,
            chrono::Weekday::Wed => Self::Wednesday,
            chrono::Weekday::Thu => Self::Thursday,
            chrono::Weekday::Fri => Self::Friday,
            chrono::Weekday::Sat => Self::Saturday,
            chrono::Weekday::Sun => Self::Sunday,
        }
    }
}

/// Where nothing else was agreed, nobody is called or visited before or after these hours.
pub const DAY_BEGINS: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("a time");
pub const DAY_ENDS: NaiveTime = NaiveTime::from_hms_opt(21, 0, 0).expect("a time");

/// When somebody may be reached: on these days (none named: any day), from, and until (excluded).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Window {
    pub days: BTreeSet<Weekday>,
    pub from: Option<NaiveTime>,
    pub until: Option<NaiveTime>,
}

impl Window {
    fn begins(&self) -> NaiveTime {
        self.from.unwrap_or(DAY_BEGINS)
    }

    fn ends(&self) -> NaiveTime {
        self.until.unwrap_or(DAY_ENDS)
    }

    fn has_day(&self, day: NaiveDate) -> bool {
        self.days.is_empty() || self.days.contains(&Weekday::of(day))
    }

    pub fn holds(&self, at: NaiveDateTime) -> bool {
        self.has_day(at.date()) && self.begins() <= at.time() && at.time() < self.ends()
    }

    /// The next moment at or after `at` that lies inside.
    pub fn next(&self, at: NaiveDateTime) -> NaiveDateTime {
        if self.holds(at) {
            return at;
        }
        let today = at.date();
        // A week holds every day of the week; the eighth day is today's weekday again, after its hours are over.
        (0..=7)
            .filter_map(|days| today.checked_add_days(chrono::Days::new(days)))
            .map(|day| (day, day.and_time(self.begins())))
            .find(|(day, begins)| self.has_day(*day) && *begins > at)
            .map_or(at, |(_, begins)| begins)
    }

    /// Whether it can ever be kept.
    pub fn is_possible(&self) -> bool {
        self.begins() < self.ends()
    }
}

/// One way of being reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    pub means: Means,
    pub said: Said,
    /// The number or address.
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub window: Window,
    /// Others answer, open or read it too.
    #[serde(default)]
    pub shared: bool,
}

/// What was agreed with one party about being reached. A new one allows nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    pub ways: Vec<Way>,
    pub quiet: Quiet,
    pub introduction: Introduction,
    /// The words to introduce oneself with.
    pub introduce_as: String,
    pub voicemail: Voicemail,
    pub envelope: Envelope,
    /// Who of the household may know, and who must not.
    pub may_know: String,
    pub must_not_know: String,
    /// Said first, so that both know who is speaking.
    pub safe_word: String,
    pub note: String,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            ways: Vec::new(),
            quiet: Quiet::No,
            introduction: Introduction::NotAsked,
            introduce_as: String::new(),
            voicemail: Voicemail::Nothing,
            envelope: Envelope::Plain,
            may_know: String::new(),
            must_not_know: String::new(),
            safe_word: String::new(),
            note: String::new(),
        }
    }
}

/// "しばらく連絡しないで": how long the desk keeps still. It ends only by the day that was named or by the party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quiet {
    #[default]
    No,
    /// Up to and including this day.
    Until(NaiveDate),
    UntilTheyComeBack,
}

impl Quiet {
    pub fn holds(self, on: NaiveDate) -> bool {
        match self {
            Self::No => false,
            Self::Until(last) => on <= last,
            Self::UntilTheyComeBack => true,
        }
    }
}

/// Something that is about to go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub means: Means,
    /// The wall clock where they live.
    pub at: NaiveDateTime,
    /// A life is in danger: urgency overrides what was agreed, and is written down.
    pub urgent: bool,
}

/// Why nothing may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Barrier {
    QuietUntil(NaiveDate),
    Quiet,
    Declined,
    NotAsked,
    NoAddress,
    /// Not at this hour; `next` is.
    Hours {
        next: NaiveDateTime,
    },
}

impl Barrier {
    /// The key of its message.
    pub fn key(self) -> &'static str {
        match self {
            Self::QuietUntil(_) => "refused-contact-quiet-until",
            Self::Quiet => "refused-contact-quiet",
            Self::Declined => "refused-contact-declined",
            Self::NotAsked => "refused-contact-not-asked",
            Self::NoAddress => "refused-contact-no-address",
            Self::Hours { .. } => "refused-contact-hours",
        }
    }
}

/// How to do it: what was agreed, for whoever holds the telephone or the envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Care {
    /// The number or address; may be empty when it is urgent and nobody wrote one.
    pub to: String,
    pub shared: bool,
    pub introduction: Introduction,
    pub introduce_as: String,
    pub voicemail: Voicemail,
    pub envelope: Envelope,
    pub may_know: String,
    pub must_not_know: String,
    pub safe_word: String,
    pub note: String,
}

impl Wishes {
    pub fn way(&self, means: Means) -> Option<&Way> {
        self.ways.iter().find(|way| way.means == means)
    }

    /// Whether something may go out now, and how. What was not agreed is barred.
    pub fn check(&self, outgoing: Outgoing) -> Result<Care, Barrier> {
        let way = self.way(outgoing.means);
        if outgoing.urgent {
            return Ok(self.care(way));
        }
        let at = outgoing.at;
        match self.quiet {
            Quiet::Until(last) if self.quiet.holds(at.date()) => return Err(Barrier::QuietUntil(last)),
            Quiet::UntilTheyComeBack => return Err(Barrier::Quiet),
            Quiet::No | Quiet::Until(_) => {}
        }
        let way = match way.map(|way| (way.said, way)) {
            Some((Said::Yes, way)) => way,
            Some((Said::No, _)) => return Err(Barrier::Declined),
            Some((Said::NotAsked, _)) | None => return Err(Barrier::NotAsked),
        };
        if way.to.trim().is_empty() {
            return Err(Barrier::NoAddress);
        }
        // A letter arrives when the post comes; everything else arrives when it is sent.
        let waits_for_hours = match outgoing.means {
            Means::PhoneHome | Means::PhoneMobile | Means::Email | Means::Visit => true,
            Means::Letter => false,
        };
        if waits_for_hours && !way.window.holds(at) {
            return Err(Barrier::Hours { next: way.window.next(at) });
        }
        Ok(self.care(Some(way)))
    }

    fn care(&self, way: Option<&Way>) -> Care {
        Care {
            to: way.map(|way| way.to.clone()).unwrap_or_default(),
            shared: way.is_some_and(|way| way.shared),
            introduction: self.introduction,
            introduce_as: self.introduce_as.clone(),
            voicemail: self.voicemail,
            envelope: self.envelope,
            may_know: self.may_know.clone(),
            must_not_know: self.must_not_know.clone(),
            safe_word: self.safe_word.clone(),
            note: self.note.clone(),
        }
    }
}
