//! A gathering (集まり): an ibasho, a family group, a salon, a seminar in series.

use calendar::{Channel, Holidays, Interval, Schedule};
use chrono::{Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::{
    Fault, GatheringRecord,
    desk::Desk,
    facts::{GatheringFacts, Standing},
};
use crate::{
    platform::ids::{GatheringId, MunicipalityId},
    vocabulary,
};

vocabulary! {
    /// What kind of gathering it is.
    pub enum GatheringKind("gathering-kind") {
        Ibasho => "ibasho",
        FamilyGroup => "family_group",
        PeerGroup => "peer_group",
        MixedGroup => "mixed_group",
        Salon => "salon",
        SeminarSeries => "seminar_series",
        Course => "course",
        GroupWork => "group_work",
        StudyMeeting => "study_meeting",
        Metaverse => "metaverse",
        Activity => "activity",
        FreeSpace => "free_space",
        Farm => "farm",
        ParentsGroup => "parents_group",
        CommitteeOfUsers => "committee_of_users",
    }
}

/// How far ahead a date is looked for.
const HORIZON_DAYS: u32 = 400;

#[derive(Debug)]
pub struct Gathering {
    pub id: GatheringId,
    pub slug: String,
    pub municipality: MunicipalityId,
    pub kind: GatheringKind,
    pub name: String,
    pub facts: GatheringFacts,
    also: Vec<MunicipalityId>,
    schedule: Schedule,
    /// The desk whose hours it follows pauses or has ended.
    host_rests: bool,
}

impl Gathering {
    /// `host` is the desk whose hours it follows.
    pub fn compile(
        row: GatheringRecord,
        also: Vec<MunicipalityId>,
        host: Option<&Desk>,
        holidays: &Holidays,
    ) -> Result<Self, Fault> {
        let counter = host.and_then(|desk| Some((desk, desk.ways_by(Channel::InPerson).next()?)));
        // Where the desk is shut, the gathering in its rooms is not held.
        let (blocks, exceptions) = match counter {
            Some((desk, way)) => (way.blocks.clone(), desk.exceptions_of(Channel::InPerson)),
            None => (vec![row.facts.schedule.clone()], Vec::new()),
        };
        let schedule = Schedule::compile(&blocks, &exceptions, holidays)
            .map_err(|problem| Fault { record: row.slug.clone(), problem: problem.to_string() })?;
        Ok(Self {
            id: row.id,
            slug: row.slug,
            municipality: row.municipality,
            kind: row.kind,
            name: row.name,
            facts: row.facts,
            also,
            schedule,
            host_rests: host.is_some_and(|desk| is_resting(desk.facts.standing)),
        })
    }

    /// The next certain date, one that is running included. `None`: it pauses or has ended, or the documents give none,
    /// so that one has to ask.
    pub fn next(&self, at: NaiveDateTime) -> Option<Interval> {
        if !self.keeps_hours() {
            return None;
        }
        self.schedule.next_openings(at, 1, HORIZON_DAYS).into_iter().next()
    }

    /// Whether a certain date lies in the month that begins on `first`.
    pub fn is_held_in(&self, first: NaiveDate) -> bool {
        let Some(after) = first.checked_add_months(Months::new(1)) else { return false };
        let days = u32::try_from((after - first).num_days()).unwrap_or(0);
        // A date that began before and goes on into the month is not one of it.
        let begins = first.and_time(NaiveTime::MIN);
        let in_it = |held: &Interval| held.start >= begins && held.start.date() < after;
        self.keeps_hours() && self.schedule.next_openings(begins, 2, days).iter().any(in_it)
    }

    /// Planned, but a published change wins.
    pub fn is_tentative(&self) -> bool {
        self.facts.schedule.tentative
    }

    /// All municipalities that take part, each once.
    pub fn towns(&self) -> impl Iterator<Item = MunicipalityId> {
        let others = self.also.iter().enumerate().filter(|(at, town)| !self.also[..*at].contains(town));
        std::iter::once(self.municipality)
            .chain(others.map(|(_, town)| *town).filter(|town| *town != self.municipality))
    }

    pub fn is_of(&self, id: MunicipalityId) -> bool {
        self.municipality == id || self.also.contains(&id)
    }

    pub fn has_ended(&self) -> bool {
        self.facts.standing == Standing::Ended
    }

    /// It pauses or has ended: there is no date to ask for.
    pub fn is_resting(&self) -> bool {
        is_resting(self.facts.standing)
    }

    /// Whether its printed hours still tell when somebody is there.
    pub fn keeps_hours(&self) -> bool {
        !self.is_resting() && !self.host_rests
    }
}

fn is_resting(standing: Standing) -> bool {
    match standing {
        Standing::Suspended | Standing::Ended => true,
        Standing::Active | Standing::Unclear => false,
    }
}
