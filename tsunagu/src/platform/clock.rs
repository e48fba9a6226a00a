//! The clock and the dice. Rules and actions are handed `Now` and `Dice`; nothing else asks the machine,
//! so that a test can live on any day and roll any number.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use rand::{RngCore, SeedableRng, rngs::StdRng};

use super::ids::uuid_v7;

/// Japan has one time zone and, since 1951, no summer time.
const JAPAN: FixedOffset = FixedOffset::east_opt(9 * 3600).expect("nine hours are within a day");

/// An instant, as handed to rules and actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(pub DateTime<Utc>);

impl Now {
    /// The wall clock in Japan.
    pub fn local(self) -> NaiveDateTime {
        self.0.with_timezone(&JAPAN).naive_local()
    }

    /// The day in Japan.
    pub fn today(self) -> NaiveDate {
        self.local().date()
    }

    pub fn plus(self, duration: chrono::TimeDelta) -> Self {
        Self(self.0 + duration)
    }
}

/// The instant at which a wall clock in Japan shows `local`.
pub fn instant(local: NaiveDateTime) -> DateTime<Utc> {
    (local - chrono::TimeDelta::hours(9)).and_utc()
}

/// The wall clock in Japan at `at`.
pub fn local(at: DateTime<Utc>) -> NaiveDateTime {
    Now(at).local()
}

/// Where the time comes from.
#[derive(Clone)]
pub enum Clock {
    /// The machine's clock, moved by a fixed amount (the demonstration may begin on any day).
    Machine { ahead: chrono::TimeDelta },
    /// A clock that stands until a test moves it.
    Standing(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    pub fn machine() -> Self {
        Self::Machine { ahead: chrono::TimeDelta::zero() }
    }

    /// A running clock that shows `local` (in Japan) at this moment.
    pub fn starting_at(local: NaiveDateTime) -> Self {
        Self::Machine { ahead: instant(local) - machine_time() }
    }

    pub fn standing(local: NaiveDateTime) -> Self {
        Self::Standing(Arc::new(Mutex::new(instant(local))))
    }

    pub fn now(&self) -> Now {
        match self {
            Self::Machine { ahead } => Now(to_micros(machine_time() + *ahead)),
            Self::Standing(at) => Now(*at.lock().expect("no test panics while moving the clock")),
        }
    }

    /// Moves a standing clock; a machine's clock cannot be moved.
    pub fn set(&self, local: NaiveDateTime) {
        if let Self::Standing(at) = self {
            *at.lock().expect("no test panics while moving the clock") = instant(local);
        }
    }
}

#[allow(clippy::disallowed_methods)] // The one place that asks the machine for the time.
fn machine_time() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}

/// PostgreSQL keeps microseconds; a finer instant would not equal itself after a round trip.
fn to_micros(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// Where random numbers come from.
#[derive(Clone)]
pub struct Dice(Arc<Mutex<StdRng>>);

impl Dice {
    /// Dice seeded by the operating system.
    #[allow(clippy::disallowed_methods)] // The one place that asks the machine for randomness.
    pub fn from_system() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    /// Dice that always roll the same numbers (tests).
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().expect("rolling does not panic").fill_bytes(&mut bytes);
        bytes
    }

    /// A new identifier that sorts by `now`.
    pub fn id<T: From<uuid::Uuid>>(&self, now: Now) -> T {
        T::from(uuid_v7(now.0, self.bytes()))
    }
}
