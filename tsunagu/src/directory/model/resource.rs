//! A resource (社会資源): a programme, a training, a leaflet, a website. What it is, for whom, and since when.

use calendar::hours::PrintedDate;
use serde::{Deserialize, Serialize};

use super::facts::Source;
use crate::{
    platform::ids::{ListingId, MunicipalityId},
    vocabulary,
};

vocabulary! {
    /// What kind of thing it is.
    pub enum ResourceKind("resource-kind") {
        ProgrammeStepwise => "programme_stepwise",
        WorkExperience => "work_experience",
        WorkTrial => "work_trial",
        MicroWork => "micro_work",
        SocialTraining => "social_training",
        Volunteering => "volunteering",
        JobTraining => "job_training",
        RetentionSupport => "retention_support",
        TrainingCourse => "training_course",
        Handbook => "handbook",
        Law => "law",
        Website => "website",
        WebManga => "web_manga",
        Video => "video",
        Newsletter => "newsletter",
        Leaflet => "leaflet",
        Flyer => "flyer",
        FlyerDistribution => "flyer_distribution",
        Poster => "poster",
        Signage => "signage",
        PublicMagazine => "public_magazine",
        Sns => "sns",
        Blog => "blog",
        NoteArticle => "note_article",
        Tv => "tv",
        Vtuber => "vtuber",
        Character => "character",
        ResourceMap => "resource_map",
        ResourceBook => "resource_book",
        SchoolSystem => "school_system",
        PageContent => "page_content",
        Registry => "registry",
        Grant => "grant",
        Agreement => "agreement",
        Declaration => "declaration",
        Report => "report",
        Card => "card",
    }
}

vocabulary! {
    /// The shelf on which people look for it.
    pub enum ResourceField("resource-field") {
        /// 就労・社会参加
        Work => "work",
        /// ボランティア: not work, and not a step towards it.
        Volunteering => "volunteering",
        /// 学び・研修
        Learning => "learning",
        /// 知る: leaflets, websites, videos
        Reading => "reading",
        /// しくみ: agreements, grants, registries
        Frame => "frame",
    }
}

vocabulary! {
    /// Whether one is paid.
    pub enum Pay("resource-pay") {
        Paid => "paid",
        Unpaid => "unpaid",
        NotStated => "not_stated",
    }
}

impl ResourceKind {
    /// Where it stands among the town's resources.
    pub fn field(self) -> ResourceField {
        match self {
            Self::ProgrammeStepwise
            | Self::WorkExperience
            | Self::WorkTrial
            | Self::MicroWork
            | Self::SocialTraining
            | Self::JobTraining
            | Self::RetentionSupport => ResourceField::Work,
            Self::Volunteering => ResourceField::Volunteering,
            Self::TrainingCourse | Self::Handbook | Self::SchoolSystem => ResourceField::Learning,
            Self::Website
            | Self::WebManga
            | Self::Video
            | Self::Newsletter
            | Self::Leaflet
            | Self::Flyer
            | Self::FlyerDistribution
            | Self::Poster
            | Self::Signage
            | Self::PublicMagazine
            | Self::Sns
            | Self::Blog
            | Self::NoteArticle
            | Self::Tv
            | Self::Vtuber
            | Self::Character
            | Self::ResourceMap
            | Self::ResourceBook
            | Self::PageContent
            | Self::Card => ResourceField::Reading,
            Self::Law | Self::Registry | Self::Grant | Self::Agreement | Self::Declaration | Self::Report => {
                ResourceField::Frame
            }
        }
    }
}

/// A number that was counted once, with the year in which it held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became_supporters: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stores: Option<u32>,
    pub text_ja: String,
}

/// What taking part asks for and gives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_min_hours: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_max_hours: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_text_ja: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_months: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pay: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_ja: Option<String>,
}

/// What is known of a resource beside its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceFacts {
    pub kind: ResourceKind,
    /// Slugs of the municipalities in which it is offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub municipalities: Vec<String>,
    /// Slugs of the organisations that offer it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<String>,
    /// For whom, in the words of the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Conditions>,
    /// Properties in English, for filters and for readers of other languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay: Option<Pay>,
    /// A remark of the person who read the document; not shown to residents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub id: ListingId,
    pub slug: String,
    pub name: String,
    /// The towns that `facts` name by slug.
    pub municipalities: Vec<MunicipalityId>,
    pub facts: ResourceFacts,
}
