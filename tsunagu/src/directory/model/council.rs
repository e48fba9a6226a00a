//! A council (協議会), a sub-committee, a liaison meeting: where a town and its partners think together.

use calendar::hours::{Per, PrintedDate};
use serde::{Deserialize, Serialize};

use super::facts::Source;
use crate::{
    platform::ids::{ListingId, MunicipalityId},
    vocabulary,
};

vocabulary! {
    /// What kind of meeting it is.
    pub enum CouncilKind("council-kind") {
        Council => "council",
        Subcommittee => "subcommittee",
        Representatives => "representatives",
        Practitioners => "practitioners",
        CaseConference => "case_conference",
        Liaison => "liaison",
        Network => "network",
        ReviewMeeting => "review_meeting",
        MunicipalSummit => "municipal_summit",
        SteeringGroup => "steering_group",
        ResourceNetwork => "resource_network",
    }
}

/// How often it meets, as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HowOften {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub approx: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_needed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary_ja: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_ja: Option<String>,
}

/// How many cases are told at one meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerMeeting {
    pub presentations: u32,
    pub text_ja: String,
}

/// How many members it had. `date` is a day at printed precision, or the word `current`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberCount {
    pub date: String,
    pub count: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is known of a council beside its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilFacts {
    pub kind: CouncilKind,
    /// Slugs of the municipalities it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub municipalities: Vec<String>,
    /// Slug of the council above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also_parent: Option<String>,
    /// Slug of the organisation that keeps its papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secretariat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub established: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<HowOften>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_meeting: Option<PerMeeting>,
    /// Categories of members as printed; never names of people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_count: Vec<MemberCount>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<String>,
    /// What it is there for, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duties_en: Option<String>,
    /// A remark of the person who read the document; not shown to residents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    pub source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Council {
    pub id: ListingId,
    pub slug: String,
    pub name: String,
    /// The towns that `facts` name by slug.
    pub municipalities: Vec<MunicipalityId>,
    pub facts: CouncilFacts,
}
