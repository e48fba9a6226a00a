//! Agreements between towns that take each other's residents (相互利用). The home town is not told who comes.

use serde::{Deserialize, Serialize};

use super::facts::Source;
use crate::{platform::ids::MunicipalityId, vocabulary};

vocabulary! {
    /// What the residents of the partner towns may use.
    pub enum Cover("agreement-cover") {
        Consultation => "consultation",
        Lectures => "lectures",
        Gatherings => "gatherings",
    }
}

/// What is known of an agreement, as the file and the database keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementFacts {
    /// Slugs of the towns; each takes the residents of the others.
    pub towns: Vec<String>,
    pub covers: Vec<Cover>,
    pub text_ja: String,
    pub source: Source,
}

/// An agreement with its towns found in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub slug: String,
    pub towns: Vec<MunicipalityId>,
    pub covers: Vec<Cover>,
}

impl Agreement {
    /// The other towns whose offers of this kind a resident of `home` may use.
    pub fn partners(&self, home: MunicipalityId, cover: Cover) -> impl Iterator<Item = MunicipalityId> {
        let holds = self.towns.contains(&home) && self.covers.contains(&cover);
        self.towns.iter().copied().filter(move |town| holds && *town != home)
    }
}
