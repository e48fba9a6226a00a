//! Whether the writer wants to hear of the desk at all. Nobody is asked why, and nothing ends through silence. Pure.

use chrono::{DateTime, NaiveDate, Utc};

use crate::platform::Refusal;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    Open,
    /// "Please do not contact me for a while": answers wait on the page, nothing else goes out. Without a day, for as long as the
    /// writer likes.
    Quiet { since: DateTime<Utc>, until: Option<NaiveDate> },
    /// The writer has ended it. The passphrase opens the same thread again at any time.
    Ended { since: DateTime<Utc> },
}

impl Standing {
    /// Quiet from now on, up to and including the day `until`.
    pub fn quiet(now: DateTime<Utc>, today: NaiveDate, until: Option<NaiveDate>) -> Result<Self, Refusal> {
        match until {
            Some(day) if day <= today => Err(Refusal::new("refused-quiet-day")),
            Some(_) | None => Ok(Self::Quiet { since: now, until }),
        }
    }

    /// How it stands on `today`: a time of quiet ends by itself, and nothing happens when it does.
    pub fn on(self, today: NaiveDate) -> Self {
        match self {
            Self::Quiet { until: Some(until), .. } if until < today => Self::Open,
            Self::Open | Self::Quiet { .. } | Self::Ended { .. } => self,
        }
    }

    /// Whether anything may go out to the writer on `today` beside what waits on the page.
    pub fn lets_out(self, today: NaiveDate) -> bool {
        match self.on(today) {
            Self::Open => true,
            Self::Quiet { .. } | Self::Ended { .. } => false,
        }
    }
}
