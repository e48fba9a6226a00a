//! Which service a town uses, when a room is open, how a number is read. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    booking::{By, State},
    platform::{
        Refusal,
        ids::{BookingId, DeskId, MunicipalityId, OrganizationId, RoomCodeId, StaffId, ThreadId},
    },
};

/// Where the letters of a room go in an address.
const HOLE: &str = "{room}";
/// Longest address, and longest free text.
const LONGEST_ADDRESS: usize = 300;
const LONGEST: usize = 1_000;
/// The way in appears at most this long before.
const MOST_OPENS: u16 = 120;
/// An immediate room lasts from ten minutes to eight hours.
const LASTS: std::ops::RangeInclusive<u16> = 10..=480;
/// Letters and digits that are not taken for one another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Twenty of them are a hundred bits.
const LETTERS: usize = 20;
/// How many digits a number has that is said on the telephone.
const DIGITS: usize = 9;

/// The address of the rooms of a service: the host is fixed, the room is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomAddress(String);

impl RoomAddress {
    /// Reads an address as typed: https, one hole for the room, and that behind the host.
    pub fn read(typed: &str) -> Result<Self, Refusal> {
        let wrong = || Refusal::new("refused-online-address");
        let text = typed.trim();
        let rest = text.strip_prefix("https://").ok_or_else(wrong)?;
        let (host, path) = rest.split_once('/').ok_or_else(wrong)?;
        let fits_host = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-:".contains(letter);
        let fits_path = |letter: char| letter.is_ascii_graphic() && !"\"'<>\\^`{}|".contains(letter);
        let fits = host.contains('.')
            && host.starts_with(|letter: char| letter.is_ascii_alphanumeric())
            && host.chars().all(fits_host)
            && path.matches(HOLE).count() == 1
            && path.replace(HOLE, "").chars().all(fits_path)
            && text.chars().count() <= LONGEST_ADDRESS;
        if fits { Ok(Self(text.to_owned())) } else { Err(wrong()) }
    }

    /// The address of one room.
    pub fn room(&self, letters: &str) -> String {
        self.0.replace(HOLE, letters)
    }

    /// Whose page one comes to.
    pub fn host(&self) -> &str {
        self.0.trim_start_matches("https://").split('/').next().unwrap_or_default()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The letters of a room, out of a keyed hash.
pub fn letters(hash: [u8; 32]) -> String {
    hash.iter().take(LETTERS).map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
}

/// The digits of a number, out of a keyed hash.
pub fn digits(hash: [u8; 32]) -> String {
    let mut number = [0; 8];
    number.copy_from_slice(&hash[..8]);
    format!("{:0width$}", u64::from_be_bytes(number) % 10_u64.pow(9), width = DIGITS)
}

/// A number as typed: however wide its digits are and whatever stands between them.
pub fn read_digits(typed: &str) -> Result<String, Refusal> {
    use unicode_normalization::UnicodeNormalization;
    let folded: String = typed.nfkc().filter(|letter| letter.is_ascii_digit()).collect();
    if folded.len() == DIGITS { Ok(folded) } else { Err(Refusal::new("refused-meet-digits")) }
}

/// A number as it is read out, in threes.
pub fn spoken(digits: &str) -> String {
    let mut parts = Vec::new();
    let mut rest = digits;
    while let Some((part, after)) = rest.split_at_checked(3) {
        parts.push(part);
        rest = after;
    }
    parts.join("-")
}

/// What is known of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceFacts {
    pub address: RoomAddress,
    /// How many minutes before the time the way in appears.
    pub opens: u16,
    /// How many minutes an immediate room lasts.
    pub lasts: u16,
    /// What is needed, in words of the town; empty for ours.
    pub needs: String,
    pub cost: String,
}

/// The video service of a town, or of one of its desks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoService {
    pub municipality: MunicipalityId,
    /// Nothing for all desks of the town that have none of their own.
    pub desk: Option<DeskId>,
    pub facts: ServiceFacts,
    pub version: i64,
}

/// A service as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTyped {
    pub address: String,
    pub opens: String,
    pub lasts: String,
    pub needs: String,
    pub cost: String,
}

impl Default for ServiceTyped {
    fn default() -> Self {
        let text = String::new;
        Self { address: text(), opens: "15".to_owned(), lasts: "60".to_owned(), needs: text(), cost: text() }
    }
}

impl ServiceTyped {
    pub fn of(facts: &ServiceFacts) -> Self {
        Self {
            address: facts.address.as_str().to_owned(),
            opens: facts.opens.to_string(),
            lasts: facts.lasts.to_string(),
            needs: facts.needs.clone(),
            cost: facts.cost.clone(),
        }
    }

    /// The service as it will be kept; nothing where the address is empty: none is used.
    pub fn check(&self) -> Result<Option<ServiceFacts>, (&'static str, Refusal)> {
        if self.address.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(ServiceFacts {
            address: RoomAddress::read(&self.address).map_err(|refusal| ("address", refusal))?,
            opens: minutes(&self.opens, 0..=MOST_OPENS).map_err(|refusal| ("opens", refusal))?,
            lasts: minutes(&self.lasts, LASTS).map_err(|refusal| ("lasts", refusal))?,
            needs: words(&self.needs).map_err(|refusal| ("needs", refusal))?,
            cost: words(&self.cost).map_err(|refusal| ("cost", refusal))?,
        }))
    }
}

fn minutes(typed: &str, range: std::ops::RangeInclusive<u16>) -> Result<u16, Refusal> {
    use unicode_normalization::UnicodeNormalization;
    let folded: String = typed.trim().nfkc().collect();
    folded.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
        let refusal = Refusal::new("refused-offer-number");
        refusal.with("least", range.start().to_string()).with("most", range.end().to_string())
    })
}

fn words(typed: &str) -> Result<String, Refusal> {
    if typed.chars().count() > LONGEST {
        return Err(Refusal::new("refused-offer-long").with("longest", LONGEST.to_string()));
    }
    Ok(typed.trim().to_owned())
}

/// What a number leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A room of its own, from now until then.
    Now { until: DateTime<Utc> },
    /// The room of a booking, at its time.
    Booking(BookingId),
}

/// Whether a number still leads anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    Open,
    /// Somebody of the staff ended the room.
    Ended {
        at: DateTime<Utc>,
    },
}

/// A number that leads into a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomCode {
    pub id: RoomCodeId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub desk: DeskId,
    pub subject: Subject,
    /// Whose page it was given on.
    pub thread: Option<ThreadId>,
    pub state: CodeState,
    pub made_by: StaffId,
    pub made_at: DateTime<Utc>,
}

/// Where a room stands, for whoever stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomState {
    /// The town has no video service: the desk tells how.
    NoService,
    /// Time or place are still being agreed.
    NotAgreed,
    Later {
        opens: DateTime<Utc>,
        start: DateTime<Utc>,
    },
    Open {
        address: String,
        until: DateTime<Utc>,
    },
    Over,
    GivenBack {
        by: By,
    },
}

impl RoomState {
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoService => "no-service",
            Self::NotAgreed => "not-agreed",
            Self::Later { .. } => "later",
            Self::Open { .. } => "open",
            Self::Over => "over",
            Self::GivenBack { .. } => "given-back",
        }
    }

    /// How it stands with the room of a booking. A booking that was moved keeps its room.
    pub fn of_booking(facts: Option<&ServiceFacts>, state: State, letters: &str, now: DateTime<Utc>) -> Self {
        let time = match state {
            State::Asked | State::Proposed { .. } | State::Waiting { .. } => return Self::NotAgreed,
            State::Cancelled { by, .. } => return Self::GivenBack { by },
            State::Agreed { time } => time,
        };
        if time.end <= now {
            return Self::Over;
        }
        let Some(facts) = facts else { return Self::NoService };
        let opens = time.start - TimeDelta::minutes(facts.opens.into());
        if now < opens {
            return Self::Later { opens, start: time.start };
        }
        Self::Open { address: facts.address.room(letters), until: time.end }
    }

    /// How it stands with an immediate room.
    pub fn of_code(
        facts: Option<&ServiceFacts>,
        state: CodeState,
        until: DateTime<Utc>,
        letters: &str,
        now: DateTime<Utc>,
    ) -> Self {
        match (state, facts) {
            (CodeState::Ended { .. }, _) => Self::Over,
            (CodeState::Open, _) if until <= now => Self::Over,
            (CodeState::Open, None) => Self::NoService,
            (CodeState::Open, Some(facts)) => Self::Open { address: facts.address.room(letters), until },
        }
    }
}

impl RoomCode {
    /// Ends the room. Ended twice is ended once.
    pub fn end(self, now: DateTime<Utc>) -> Self {
        match self.state {
            CodeState::Open => Self { state: CodeState::Ended { at: now }, ..self },
            CodeState::Ended { .. } => self,
        }
    }
}
