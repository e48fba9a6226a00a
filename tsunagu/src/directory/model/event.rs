//! An event (催し): something that has a date, past ones included.

use std::collections::BTreeMap;

use calendar::{clock::ClockTime, hours::PrintedDate};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::facts::{ContactOwner, Source, Venue};
use crate::{
    platform::ids::{ListingId, MunicipalityId},
    vocabulary,
};

vocabulary! {
    /// What kind of event it is.
    pub enum EventKind("event-kind") {
        Lecture => "lecture",
        Seminar => "seminar",
        Consultation => "consultation",
        CourseSession => "course_session",
        Exchange => "exchange",
        Symposium => "symposium",
        Summit => "summit",
        CouncilMeeting => "council_meeting",
        Opening => "opening",
        Establishment => "establishment",
        Publication => "publication",
        Adoption => "adoption",
        Media => "media",
        /// A table of events has no such list; what kind it is stands in its words.
        Other => "other",
    }
}

impl EventKind {
    /// People come to it; the others are dates of a town's story.
    pub fn takes_place(self) -> bool {
        !matches!(self, Self::Opening | Self::Establishment | Self::Publication | Self::Adoption | Self::Media)
    }
}

vocabulary! {
    /// How one takes part.
    pub enum EventMode("event-mode") {
        InPerson => "in_person",
        Online => "online",
        Hybrid => "hybrid",
        Written => "written",
        Broadcast => "broadcast",
        NotStated => "not_stated",
    }
}

vocabulary! {
    /// For whom it is held: the same title is held for a town and, another day, for a whole prefecture.
    pub enum EventReach("event-reach") {
        Town => "town",
        Prefecture => "prefecture",
        Country => "country",
    }
}

vocabulary! {
    /// A weekday as the documents print it.
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

/// How many came. A number that is missing is unknown, never 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub families: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_supporters: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub women: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub text_ja: String,
}

/// What is known of an event beside its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFacts {
    pub kind: EventKind,
    /// Slug of the municipality.
    pub municipality: String,
    /// Slug of the gathering or council it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cohosts: Vec<String>,
    pub date: PrintedDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<PrintedDate>,
    /// The date in the words of the document.
    pub date_text_ja: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<ClockTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ClockTime>,
    /// From when one may come in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doors_open: Option<ClockTime>,
    /// One may come in while it is going on, or leave before it ends, without a word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub join_late: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave_early: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekday_printed: Option<PrintedWeekday>,
    /// `false` where the printed weekday is not that of the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekday_matches: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekday_actual: Option<PrintedWeekday>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    pub mode: EventMode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<EventReach>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// What the speaker does, never a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance: Option<Attendance>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_in_fiscal_year: Option<u32>,
    /// Where one asks about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whose the number and the mail address are; a private one is never exported.
    #[serde(default, skip_serializing_if = "ContactOwner::is_office")]
    pub contact_owner: ContactOwner,
    /// The person has agreed that pages show them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consent_to_show: bool,
    /// What a table says of it, where it came with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cells: Option<EventCells>,
    pub source: Source,
}

impl EventFacts {
    /// Whether pages may name who is asked.
    pub fn shows_contact(&self) -> bool {
        self.contact_owner.is_public() || self.consent_to_show
    }
}

/// What a table says of an event for which there is no fact. No page shows it but for the place and who is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventCells {
    /// Cells as published, by the keys of the column set (`data/tables/events.yaml`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Cells of columns that the set does not have, by their headers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: ListingId,
    pub slug: String,
    /// Empty where the document prints none.
    pub name: String,
    pub municipality: Option<MunicipalityId>,
    pub facts: EventFacts,
}

impl Event {
    /// The last day on which it may still be going on.
    pub fn last_day(&self) -> NaiveDate {
        self.facts.end_date.unwrap_or(self.facts.date).last_day()
    }
}
