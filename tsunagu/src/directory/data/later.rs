//! Events, resources and councils: read and checked now, used by the slices that come later.

use calendar::{
    clock::ClockTime,
    hours::{Per, PrintedDate},
};
use serde::Deserialize;

use super::shapes::one_or_many;
use crate::{
    directory::model::facts::{Source, Venue},
    vocabulary,
};

vocabulary! {
    /// A weekday as the files write it.
    pub enum PrintedWeekday("weekday") {
        Mon => "mon",
        Tue => "tue",
        Wed => "wed",
        Thu => "thu",
        Fri => "fri",
        Sat => "sat",
        Sun => "sun",
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventEntry {
    pub id: String,
    pub title_ja: Option<String>,
    #[serde(default)]
    pub series: Option<String>,
    pub kind: String,
    pub municipality: String,
    pub hosts: Vec<String>,
    #[serde(default)]
    pub cohosts: Vec<String>,
    pub date: PrintedDate,
    #[serde(default)]
    pub end_date: Option<PrintedDate>,
    pub date_text_ja: String,
    #[serde(default)]
    pub start: Option<ClockTime>,
    #[serde(default)]
    pub end: Option<ClockTime>,
    #[serde(default)]
    pub doors_open: Option<ClockTime>,
    #[serde(default)]
    pub weekday_printed: Option<PrintedWeekday>,
    #[serde(default)]
    pub weekday_matches: Option<bool>,
    #[serde(default)]
    pub weekday_actual: Option<PrintedWeekday>,
    #[serde(default)]
    pub venue: Option<Venue>,
    pub mode: String,
    #[serde(default)]
    pub fee: Option<String>,
    #[serde(default)]
    pub reservation: Option<String>,
    #[serde(default)]
    pub notes: Option<String>,
    #[serde(default)]
    pub speaker_role: Option<String>,
    #[serde(default)]
    pub attendance: Option<Attendance>,
    #[serde(default)]
    pub parts: Vec<String>,
    #[serde(default)]
    pub fiscal_year: Option<PrintedDate>,
    #[serde(default)]
    pub number_in_fiscal_year: Option<u32>,
    pub source: Source,
}

/// How many came. A number that is missing is unknown, never 0.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    #[serde(default)]
    pub persons: Option<u32>,
    #[serde(default)]
    pub families: Option<u32>,
    #[serde(default)]
    pub family_supporters: Option<u32>,
    #[serde(default)]
    pub women: Option<u32>,
    #[serde(default)]
    pub total: Option<u32>,
    pub unit: String,
    #[serde(default)]
    pub note: Option<String>,
    pub text_ja: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceEntry {
    pub id: String,
    pub name_ja: String,
    pub kind: String,
    #[serde(deserialize_with = "one_or_many")]
    pub municipality: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub provider: Vec<String>,
    #[serde(default)]
    pub audience: Vec<String>,
    #[serde(default)]
    pub since: Option<PrintedDate>,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub counts: Vec<Count>,
    #[serde(default)]
    pub conditions: Option<Conditions>,
    #[serde(default)]
    pub features: Vec<String>,
    #[serde(default)]
    pub goals: Option<serde_norway::Value>,
    #[serde(default)]
    pub fields: Option<serde_norway::Value>,
    #[serde(default)]
    pub pay: Option<String>,
    #[serde(default)]
    pub disclaimer: Option<serde_norway::Value>,
    #[serde(default)]
    pub note: Option<String>,
    pub source: Source,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    #[serde(default)]
    pub fiscal_year: Option<PrintedDate>,
    #[serde(default)]
    pub became_supporters: Option<u32>,
    #[serde(default)]
    pub stores: Option<u32>,
    pub text_ja: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    #[serde(default)]
    pub contract: Option<String>,
    #[serde(default)]
    pub duration_min_hours: Option<u32>,
    #[serde(default)]
    pub duration_max_hours: Option<u32>,
    #[serde(default)]
    pub duration_text_ja: Option<String>,
    #[serde(default)]
    pub residence: Option<String>,
    #[serde(default)]
    pub max_months: Option<u32>,
    #[serde(default)]
    pub pay: Option<u32>,
    #[serde(default)]
    pub text_ja: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilEntry {
    pub id: String,
    pub name_ja: String,
    #[serde(deserialize_with = "one_or_many")]
    pub municipality: Vec<String>,
    pub kind: String,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub also_parent: Option<String>,
    #[serde(default)]
    pub secretariat: Option<String>,
    #[serde(default)]
    pub established: Option<PrintedDate>,
    #[serde(default)]
    pub frequency: Option<HowOften>,
    #[serde(default)]
    pub per_meeting: Option<PerMeeting>,
    #[serde(default)]
    pub members_ja: Vec<String>,
    #[serde(default)]
    pub member_count: Vec<MemberCount>,
    #[serde(default)]
    pub modes: Vec<String>,
    #[serde(default)]
    pub duties_en: Option<String>,
    #[serde(default)]
    pub notes: Option<String>,
    pub source: Source,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HowOften {
    #[serde(default)]
    pub count: Option<u32>,
    #[serde(default)]
    pub per: Option<Per>,
    #[serde(default)]
    pub approx: bool,
    #[serde(default)]
    pub as_needed: bool,
    #[serde(default)]
    pub summary_ja: Option<String>,
    #[serde(default)]
    pub text_ja: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerMeeting {
    pub presentations: u32,
    pub text_ja: String,
}

/// `date` is a day, or the word `current`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberCount {
    pub date: String,
    pub count: u32,
    #[serde(default)]
    pub note: Option<String>,
}
