//! Numbers that help while a desk is closed, and mail that does not arrive: dated lists, from `helplines.yaml`. Pure.

use calendar::{Holidays, HoursBlock, Schedule, State};
use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::platform::Lang;

/// A number is looked at again after this many days.
const CHECKED_WITHIN: u64 = 180;

/// Words in three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    ja: String,
    #[serde(rename = "ja-easy")]
    ja_easy: String,
    en: String,
}

impl Words {
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::JaEasy => &self.ja_easy,
            Lang::En => &self.en,
        }
    }
}

/// Who publishes a fact, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    pub name: String,
    pub url: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    pub id: String,
    pub name: Words,
    pub number: String,
    pub free: bool,
    /// When somebody answers; left out where it differs from place to place or is not printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursBlock>,
    pub source: Publisher,
    /// The day on which somebody last made sure of it.
    pub checked_on: NaiveDate,
}

/// Whether somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// At any hour of any day.
    Always,
    Now,
    /// Until then nobody does.
    From(Option<NaiveDateTime>),
    Unknown,
}

impl Helpline {
    pub fn answering(&self, at: NaiveDateTime) -> Answering {
        let Some(hours) = &self.hours else { return Answering::Unknown };
        if hours.rules.iter().any(|rule| rule.pattern.days == calendar::hours::Days::Always) {
            return Answering::Always;
        }
        let Ok(schedule) = Schedule::compile([hours], &[], &Holidays::national()) else {
            return Answering::Unknown;
        };
        match schedule.answer(at).state {
            State::Open { .. } => Answering::Now,
            State::Closed { opens } => Answering::From(opens),
            State::Unknown => Answering::Unknown,
        }
    }

    /// The number for a telephone: digits and signs only.
    pub fn link(&self) -> String {
        let plain = self.number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '#');
        plain.map(|letter| if letter == '#' { "%23".to_owned() } else { letter.to_string() }).collect()
    }

    /// Nobody has made sure of it for too long.
    pub fn is_stale(&self, today: NaiveDate) -> bool {
        self.checked_on.checked_add_days(Days::new(CHECKED_WITHIN)).is_some_and(|until| until < today)
    }
}

/// Mail addresses that do not take every answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailLimit {
    /// Ids of the towns it holds for; all of them if empty.
    #[serde(default)]
    pub towns: Vec<String>,
    /// Ends of addresses (`example.ne.jp`) that it is about; empty where a town does not say which.
    #[serde(default)]
    pub domains: Vec<String>,
    pub words: Words,
    pub source: Publisher,
    pub checked_on: NaiveDate,
}

impl MailLimit {
    pub fn holds_for(&self, town: &str) -> bool {
        self.towns.is_empty() || self.towns.iter().any(|known| known == town)
    }

    pub fn speaks_of(&self, address: &str) -> bool {
        let host = address.rsplit('@').next().unwrap_or_default().to_lowercase();
        self.domains.iter().any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
    }
}

/// What the file holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedLists {
    pub helplines: Vec<Helpline>,
    #[serde(default)]
    pub mail_limits: Vec<MailLimit>,
}

impl DatedLists {
    /// What somebody has to look at again.
    pub fn stale(&self, today: NaiveDate) -> impl Iterator<Item = &Helpline> {
        self.helplines.iter().filter(move |line| line.is_stale(today))
    }
}
