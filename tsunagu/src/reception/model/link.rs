//! Two threads of one person: asked on the thread's page, answered there, and taken back whenever somebody likes. Pure.

use chrono::{DateTime, Utc};

use crate::{
    platform::{
        Refusal,
        ids::{StaffId, ThreadId, ThreadLinkId},
    },
    vocabulary,
};

vocabulary! {
    /// What became of the question.
    pub enum LinkState("link") {
        Asked => "asked",
        Agreed => "agreed",
        Declined => "declined",
        TakenBack => "taken-back",
    }
}

/// Whether an earlier thread is of the same person. Only the desk sees the two side by side: a passphrase shows its own thread
/// and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub id: ThreadLinkId,
    pub thread: ThreadId,
    pub earlier: ThreadId,
    pub asked_by: StaffId,
    pub asked_at: DateTime<Utc>,
    pub state: LinkState,
}

impl Link {
    /// The writer's answer. It may change at any time.
    pub fn answered(self, yes: bool) -> Self {
        let state = match (self.state, yes) {
            (LinkState::Asked | LinkState::Agreed | LinkState::Declined | LinkState::TakenBack, true) => {
                LinkState::Agreed
            }
            // A yes that was taken back is a no: the desk does not ask once more.
            (LinkState::Asked | LinkState::Agreed | LinkState::Declined | LinkState::TakenBack, false) => {
                LinkState::Declined
            }
        };
        Self { state, ..self }
    }

    /// The desk takes the question or the link back. A no stays a no.
    pub fn taken_back(self) -> Self {
        let state = match self.state {
            LinkState::Asked | LinkState::Agreed | LinkState::TakenBack => LinkState::TakenBack,
            LinkState::Declined => LinkState::Declined,
        };
        Self { state, ..self }
    }

    /// The desk asks once more, unless the writer has said no.
    pub fn asked_again(self, by: StaffId, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.state {
            LinkState::Declined => Err(Refusal::new("refused-link-declined")),
            LinkState::Asked | LinkState::Agreed => Ok(self),
            LinkState::TakenBack => Ok(Self { state: LinkState::Asked, asked_by: by, asked_at: now, ..self }),
        }
    }
}
