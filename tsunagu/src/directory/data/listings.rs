//! Events, resources and councils as the files write them.

use calendar::{clock::ClockTime, hours::PrintedDate};
use serde::Deserialize;

use super::shapes::one_or_many;
use crate::directory::model::{
    council::{CouncilFacts, CouncilKind, HowOften, MemberCount, PerMeeting},
    event::{Attendance, EventFacts, EventKind, EventMode, EventReach, PrintedWeekday},
    facts::{ContactOwner, Source, Venue},
    resource::{Conditions, Count, Pay, ResourceFacts, ResourceKind},
};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventEntry {
    pub id: String,
    /// `None` where the document prints no title.
    pub title_ja: Option<String>,
    #[serde(default)]
    pub series: Option<String>,
    pub kind: EventKind,
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
    pub join_late: bool,
    #[serde(default)]
    pub leave_early: bool,
    #[serde(default)]
    pub weekday_printed: Option<PrintedWeekday>,
    #[serde(default)]
    pub weekday_matches: Option<bool>,
    #[serde(default)]
    pub weekday_actual: Option<PrintedWeekday>,
    #[serde(default)]
    pub venue: Option<Venue>,
    pub mode: EventMode,
    #[serde(default)]
    pub reach: Option<EventReach>,
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

impl EventEntry {
    pub fn facts(&self) -> EventFacts {
        EventFacts {
            kind: self.kind,
            municipality: self.municipality.clone(),
            series: self.series.clone(),
            hosts: self.hosts.clone(),
            cohosts: self.cohosts.clone(),
            date: self.date,
            end_date: self.end_date,
            date_text_ja: self.date_text_ja.clone(),
            start: self.start,
            end: self.end,
            doors_open: self.doors_open,
            join_late: self.join_late,
            leave_early: self.leave_early,
            weekday_printed: self.weekday_printed,
            weekday_matches: self.weekday_matches,
            weekday_actual: self.weekday_actual,
            venue: self.venue.clone(),
            mode: self.mode,
            reach: self.reach,
            fee: self.fee.clone(),
            reservation: self.reservation.clone(),
            notes: self.notes.clone(),
            speaker_role: self.speaker_role.clone(),
            attendance: self.attendance.clone(),
            parts: self.parts.clone(),
            fiscal_year: self.fiscal_year,
            number_in_fiscal_year: self.number_in_fiscal_year,
            phone: None,
            extension: None,
            email: None,
            contact_owner: ContactOwner::default(),
            consent_to_show: false,
            cells: None,
            source: self.source.clone(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceEntry {
    pub id: String,
    pub name_ja: String,
    pub kind: ResourceKind,
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
    pub pay: Option<Pay>,
    #[serde(default)]
    pub note: Option<String>,
    pub source: Source,
}

impl ResourceEntry {
    pub fn facts(&self) -> ResourceFacts {
        ResourceFacts {
            kind: self.kind,
            municipalities: self.municipality.clone(),
            providers: self.provider.clone(),
            audience: self.audience.clone(),
            since: self.since,
            url: self.url.clone(),
            counts: self.counts.clone(),
            conditions: self.conditions.clone(),
            features: self.features.clone(),
            pay: self.pay,
            note: self.note.clone(),
            source: self.source.clone(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilEntry {
    pub id: String,
    pub name_ja: String,
    #[serde(deserialize_with = "one_or_many")]
    pub municipality: Vec<String>,
    pub kind: CouncilKind,
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

impl CouncilEntry {
    pub fn facts(&self) -> CouncilFacts {
        CouncilFacts {
            kind: self.kind,
            municipalities: self.municipality.clone(),
            parent: self.parent.clone(),
            also_parent: self.also_parent.clone(),
            secretariat: self.secretariat.clone(),
            established: self.established,
            frequency: self.frequency.clone(),
            per_meeting: self.per_meeting.clone(),
            members: self.members_ja.clone(),
            member_count: self.member_count.clone(),
            modes: self.modes.clone(),
            duties_en: self.duties_en.clone(),
            notes: self.notes.clone(),
            source: self.source.clone(),
        }
    }
}
