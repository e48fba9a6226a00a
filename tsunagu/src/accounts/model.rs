//! Who signs in, and the rules of signing in. Pure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    platform::{
        ids::{MunicipalityId, OrganizationId, StaffId},
        trail::Doer,
    },
    vocabulary,
};

vocabulary! {
    /// What a member of staff does here. What each role may do is in `access.rs`.
    pub enum Role("role") {
        /// Answers threads, walks along with people, hands on.
        Counsellor => "counsellor",
        /// Works at an organisation that receives relay sheets.
        Partner => "partner",
        /// Looks after accounts and the program; never sees a person's record.
        Administrator => "administrator",
    }
}

/// A member of staff who has signed in: the person looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub staff: StaffId,
    pub name: String,
    pub role: Role,
    pub organization: OrganizationId,
    pub municipality: MunicipalityId,
}

impl Actor {
    pub fn doer(&self) -> Doer {
        Doer::Staff(self.staff, self.organization)
    }
}

/// An account to be made.
pub struct NewStaff {
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub password: String,
    /// Last day on which the account works; a contractor's contract ends.
    pub until: Option<NaiveDate>,
}

/// What whoever runs the installation changes of an account.
#[derive(Default)]
pub struct Change {
    pub password: Option<String>,
    /// The telephone was lost: one-time codes are set up anew.
    pub forget_codes: bool,
    /// The last day on which the account works.
    pub until: Option<NaiveDate>,
}

/// Shortest password. Length protects; rules about signs do not.
pub const PASSWORD_MIN: usize = 12;
/// Longer ones are refused so that hashing stays bounded.
pub const PASSWORD_MAX: usize = 128;

/// Whether a password may be used for an account called `login`.
pub fn password_is_fit(password: &str, login: &str) -> bool {
    let length = password.chars().count();
    (PASSWORD_MIN..=PASSWORD_MAX).contains(&length) && !password.to_lowercase().contains(&login.to_lowercase())
}

/// A session as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub began_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

impl Session {
    /// Whether the session still holds at `now`.
    pub fn holds(self, now: DateTime<Utc>, idle: TimeDelta, longest: TimeDelta) -> bool {
        now - self.seen_at < idle && now - self.began_at < longest
    }
}

/// Whether an account works on `day`.
pub fn account_is_open(until: Option<NaiveDate>, day: NaiveDate) -> bool {
    until.is_none_or(|last| day <= last)
}
