//! What the directory holds. Pure: a moment is handed in, nothing is asked of a clock or a database.

pub mod agreement;
pub mod attachment;
pub mod council;
pub mod danger;
pub mod desk;
pub mod eligibility;
pub mod event;
pub mod facility;
pub mod facts;
pub mod finder;
pub mod freshness;
pub mod gathering;
pub mod groups;
pub mod kept;
mod lookups;
pub mod near;
pub mod opening;
mod pairs;
pub mod record;
pub mod resource;
pub mod scenes;
pub mod search;
mod shared;
pub mod sketch;
pub mod withheld;

use std::collections::HashMap;

use calendar::Holidays;
use chrono::NaiveDate;

use self::{
    attachment::Attachment,
    council::{Council, CouncilFacts},
    desk::Desk,
    event::{Event, EventFacts},
    facts::{DeskFacts, GatheringFacts, OrganizationFacts},
    freshness::Freshness,
    gathering::Gathering,
    lookups::Lookups,
    resource::{Resource, ResourceFacts},
};
use crate::{
    platform::ids::{AttachmentId, DeskId, GatheringId, ListingId, MunicipalityId, OrganizationId},
    vocabulary,
};

vocabulary! {
    /// What kind of public body owns the records.
    pub enum MunicipalityKind("municipality-kind") {
        Municipality => "municipality",
        Prefecture => "prefecture",
        National => "national",
    }
}

vocabulary! {
    /// What kind of body an organisation is.
    pub enum OrganizationKind("organization-kind") {
        National => "national",
        Prefecture => "prefecture",
        Municipality => "municipality",
        Department => "department",
        DeskOperator => "desk_operator",
        Npo => "npo",
        Company => "company",
        SocialWelfareCouncil => "social_welfare_council",
        Agency => "agency",
        Association => "association",
        Facility => "facility",
        CitizenGroup => "citizen_group",
        HealthCentre => "health_centre",
        Centre => "centre",
    }
}

impl OrganizationKind {
    /// A municipality, a prefecture or the state itself, rather than a body that works for it.
    pub fn is_government_itself(self) -> bool {
        matches!(self, Self::National | Self::Prefecture | Self::Municipality)
    }
}

/// A municipality (自治体), a prefecture or the state: the owner of desks and of every record below them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    pub id: MunicipalityId,
    pub slug: String,
    pub name: String,
    pub prefecture: Option<String>,
    pub kind: MunicipalityKind,
}

/// An organisation (機関).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    pub id: OrganizationId,
    pub slug: String,
    /// The municipality it works for; the first one, where it works for several.
    pub municipality: Option<MunicipalityId>,
    pub kind: OrganizationKind,
    pub name: String,
    pub phone: Option<String>,
    pub address: Option<String>,
    /// Where a relay sheet is announced; never part of the data files.
    pub notice_email: Option<String>,
    /// Other printed spellings of the name.
    pub aliases: Vec<String>,
    /// All municipalities it works for.
    pub municipalities: Vec<MunicipalityId>,
    pub facts: OrganizationFacts,
}

impl Organization {
    /// The number and its extension: the extension is read out, never dialled.
    pub fn extension(&self) -> Option<&str> {
        self.facts.extension.as_deref()
    }
}

/// Everything of one row, before it is compiled.
pub struct DeskRecord {
    pub id: DeskId,
    pub slug: String,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub name: String,
    pub freshness: Freshness,
    pub facts: DeskFacts,
}

pub struct GatheringRecord {
    pub id: GatheringId,
    pub slug: String,
    pub municipality: MunicipalityId,
    pub kind: gathering::GatheringKind,
    pub name: String,
    pub facts: GatheringFacts,
}

/// An event, a resource or a council before its towns are looked up.
pub struct ListingRecord {
    pub id: ListingId,
    pub slug: String,
    pub name: String,
    pub facts: ListingFacts,
}

/// What is known of a listing, by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one lives while a row becomes a part of the directory")]
pub enum ListingFacts {
    Event(EventFacts),
    Resource(ResourceFacts),
    Council(CouncilFacts),
}

vocabulary! {
    /// Which kind of listing a row is.
    pub enum ListingKind("listing") {
        Event => "event",
        Resource => "resource",
        Council => "council",
    }
}

impl ListingFacts {
    pub fn kind(&self) -> ListingKind {
        match self {
            Self::Event(_) => ListingKind::Event,
            Self::Resource(_) => ListingKind::Resource,
            Self::Council(_) => ListingKind::Council,
        }
    }
}

/// The rows a directory is compiled from, each list in its own order.
#[derive(Default)]
pub struct Records {
    pub municipalities: Vec<Municipality>,
    pub organizations: Vec<Organization>,
    pub desks: Vec<DeskRecord>,
    pub gatherings: Vec<GatheringRecord>,
    pub listings: Vec<ListingRecord>,
    /// Published files, whatever record they belong to.
    pub attachments: Vec<Attachment>,
}

/// Why the directory cannot be used: which record, and what is wrong with it.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{record}: {problem}")]
pub struct Fault {
    pub record: String,
    pub problem: String,
}

/// The whole directory, compiled once and asked often.
#[derive(Debug)]
pub struct Directory {
    /// Which state of the tables this is.
    pub version: i64,
    municipalities: Vec<Municipality>,
    organizations: Vec<Organization>,
    desks: Vec<Desk>,
    gatherings: Vec<Gathering>,
    events: Vec<Event>,
    resources: Vec<Resource>,
    councils: Vec<Council>,
    attachments: Vec<Attachment>,
    municipality_by_id: HashMap<MunicipalityId, usize>,
    organization_by_id: HashMap<OrganizationId, usize>,
    organization_by_slug: HashMap<String, usize>,
    desk_by_id: HashMap<DeskId, usize>,
    desk_by_slug: HashMap<String, usize>,
    lookups: Lookups,
}

impl Directory {
    /// Compiles the rows.
    pub fn compile(version: i64, records: Records) -> Result<Self, Fault> {
        let Records { municipalities, organizations, desks, gatherings, listings, attachments } = records;
        let mut compiler = Compiler::new(municipalities, organizations);
        for row in desks {
            compiler.add_desk(row)?;
        }
        compiler.finish(version, Others { gatherings, listings, attachments })
    }

    pub fn municipality(&self, id: MunicipalityId) -> Option<&Municipality> {
        self.municipality_by_id.get(&id).map(|at| &self.municipalities[*at])
    }

    pub fn municipality_by_slug(&self, slug: &str) -> Option<&Municipality> {
        self.lookups.by_slug.get(slug).map(|at| &self.municipalities[*at])
    }

    /// Municipalities, prefectures and the state, in the directory's order.
    pub fn municipalities(&self) -> &[Municipality] {
        &self.municipalities
    }

    /// The prefecture in which a municipality lies, if the directory holds it.
    pub fn prefecture_of(&self, id: MunicipalityId) -> Option<&Municipality> {
        let town = self.municipality(id).filter(|town| town.kind == MunicipalityKind::Municipality)?;
        self.prefecture_named(town.prefecture.as_ref()?)
    }

    pub fn organization(&self, id: OrganizationId) -> Option<&Organization> {
        self.organization_by_id.get(&id).map(|at| &self.organizations[*at])
    }

    pub fn organization_by_slug(&self, slug: &str) -> Option<&Organization> {
        self.organization_by_slug.get(slug).map(|at| &self.organizations[*at])
    }

    /// The bodies to which a relay sheet of this town can go: those that work for the town, then those of its
    /// prefecture. Neither the governments themselves nor mere buildings.
    pub fn organizations_of(&self, id: MunicipalityId) -> Vec<&Organization> {
        let works_for = |town: MunicipalityId| {
            self.lookups
                .bodies_of(town)
                .iter()
                .map(|at| &self.organizations[*at as usize])
                .filter(|body| !body.kind.is_government_itself() && body.kind != OrganizationKind::Facility)
        };
        let prefecture = self.prefecture_of(id).map(|prefecture| prefecture.id);
        works_for(id).chain(prefecture.into_iter().flat_map(works_for)).collect()
    }

    pub fn desk(&self, id: DeskId) -> Option<&Desk> {
        self.desk_by_id.get(&id).map(|at| &self.desks[*at])
    }

    pub fn desk_by_slug(&self, slug: &str) -> Option<&Desk> {
        self.desk_by_slug.get(slug).map(|at| &self.desks[*at])
    }

    /// Every desk, in the directory's order.
    pub fn desks(&self) -> &[Desk] {
        &self.desks
    }

    /// The town's own desks.
    pub fn desks_of(&self, id: MunicipalityId) -> Vec<&Desk> {
        self.lookups.desks_of(id).iter().map(|at| &self.desks[*at as usize]).collect()
    }

    /// The town's own desks that are there on a day: what lists and papers show.
    pub fn desks_there(&self, id: MunicipalityId, day: NaiveDate) -> Vec<&Desk> {
        self.desks_of(id).into_iter().filter(|desk| desk.is_there(day)).collect()
    }

    /// The town's own desk for whoever does not know where to begin, on a day: the one marked so, else the first.
    pub fn first_desk(&self, id: MunicipalityId, day: NaiveDate) -> Option<&Desk> {
        let mut desks = self.desks_there(id, day);
        desks.sort_by_key(|desk| !desk.facts.eligibility.first_door);
        desks.into_iter().next()
    }

    /// The gatherings in which the town takes part, without those that have ended.
    pub fn gatherings_of(&self, id: MunicipalityId) -> Vec<&Gathering> {
        let all = self.lookups.gatherings_of(id).iter().map(|at| &self.gatherings[*at as usize]);
        all.filter(|gathering| !gathering.has_ended()).collect()
    }

    pub fn gatherings(&self) -> &[Gathering] {
        &self.gatherings
    }

    pub fn gathering_by_slug(&self, slug: &str) -> Option<&Gathering> {
        self.gatherings.iter().find(|gathering| gathering.slug == slug)
    }

    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    pub fn event_by_slug(&self, slug: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.slug == slug)
    }

    /// The events of a gathering or a council, the latest first.
    pub fn events_in(&self, series: &str) -> Vec<&Event> {
        let mut found: Vec<&Event> =
            self.events.iter().filter(|event| event.facts.series.as_deref() == Some(series)).collect();
        found.sort_by_key(|event| std::cmp::Reverse(event.facts.date.first_day()));
        found
    }

    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    pub fn resource_by_slug(&self, slug: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.slug == slug)
    }

    /// What is offered in a town, in the directory's order.
    pub fn resources_of(&self, id: MunicipalityId) -> Vec<&Resource> {
        self.resources.iter().filter(|resource| resource.municipalities.contains(&id)).collect()
    }

    /// A published file.
    pub fn attachment(&self, id: AttachmentId) -> Option<&Attachment> {
        self.attachments.iter().find(|file| file.id == id)
    }

    /// The published files of a record, in the order in which they were added.
    pub fn attachments_of(&self, record: uuid::Uuid) -> Vec<&Attachment> {
        self.attachments.iter().filter(|file| file.record == record).collect()
    }

    pub fn councils(&self) -> &[Council] {
        &self.councils
    }

    pub fn council_by_slug(&self, slug: &str) -> Option<&Council> {
        self.councils.iter().find(|council| council.slug == slug)
    }

    pub fn councils_of(&self, id: MunicipalityId) -> Vec<&Council> {
        self.councils.iter().filter(|council| council.municipalities.contains(&id)).collect()
    }
}

/// The rows that are compiled after the desks.
pub struct Others {
    pub gatherings: Vec<GatheringRecord>,
    pub listings: Vec<ListingRecord>,
    pub attachments: Vec<Attachment>,
}

/// Compiles a directory desk by desk, so that the facts of a whole country are never in memory at once.
pub struct Compiler {
    holidays: Holidays,
    municipalities: Vec<Municipality>,
    organizations: Vec<Organization>,
    organization_by_slug: HashMap<String, usize>,
    desks: Vec<Desk>,
    lookups: Lookups,
    words: search::Builder,
    common: kept::Common,
}

impl Compiler {
    pub fn new(municipalities: Vec<Municipality>, organizations: Vec<Organization>) -> Self {
        let mut words = search::Builder::default();
        Self {
            holidays: Holidays::national(),
            lookups: Lookups::of(&municipalities, &organizations, &mut words),
            organization_by_slug: index(&organizations, |body| body.slug.clone()),
            municipalities,
            organizations,
            desks: Vec::new(),
            words,
            common: kept::Common::default(),
        }
    }

    /// A desk whose notice cannot be compiled is a fault of the whole directory.
    pub fn add_desk(&mut self, row: DeskRecord) -> Result<(), Fault> {
        let bodies = (&self.organizations[..], &self.organization_by_slug);
        self.lookups.add_desk(&row, bodies, &mut self.words);
        self.desks.push(Desk::compile(row, &self.holidays, &mut self.common)?);
        Ok(())
    }

    pub fn finish(mut self, version: i64, others: Others) -> Result<Directory, Fault> {
        let Others { gatherings, listings, attachments } = others;
        self.desks.shrink_to_fit();
        let desk_by_slug: HashMap<String, usize> = index(&self.desks, |desk| desk.slug.clone());
        let town = |slug: &String| Some(self.municipalities[*self.lookups.by_slug.get(slug)?].id);
        let towns = |slugs: &[String]| -> Vec<MunicipalityId> { slugs.iter().filter_map(town).collect() };
        let gatherings = gatherings
            .into_iter()
            .map(|row| {
                let also = towns(&row.facts.municipalities);
                let host = row.facts.schedule.same_as_desk.as_ref().and_then(|slug| desk_by_slug.get(slug));
                Gathering::compile(row, also, host.map(|at| &self.desks[*at]), &self.holidays)
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        let (mut events, mut resources, mut councils) = (Vec::new(), Vec::new(), Vec::new());
        for ListingRecord { id, slug, name, facts } in listings {
            match facts {
                ListingFacts::Event(facts) => {
                    events.push(Event { id, slug, name, municipality: town(&facts.municipality), facts });
                }
                ListingFacts::Resource(facts) => {
                    let municipalities = towns(&facts.municipalities);
                    resources.push(Resource { id, slug, name, municipalities, facts });
                }
                ListingFacts::Council(facts) => {
                    let municipalities = towns(&facts.municipalities);
                    councils.push(Council { id, slug, name, municipalities, facts });
                }
            }
        }
        self.lookups.add_gatherings(&gatherings, &mut self.words);
        self.lookups.words = self.words.build();
        Ok(Directory {
            version,
            lookups: self.lookups,
            municipality_by_id: index(&self.municipalities, |town| town.id),
            organization_by_id: index(&self.organizations, |body| body.id),
            organization_by_slug: self.organization_by_slug,
            desk_by_id: index(&self.desks, |desk| desk.id),
            desk_by_slug,
            municipalities: self.municipalities,
            organizations: self.organizations,
            desks: self.desks,
            gatherings,
            events,
            resources,
            councils,
            attachments,
        })
    }
}

fn index<T, K: std::hash::Hash + Eq>(rows: &[T], key: impl Fn(&T) -> K) -> HashMap<K, usize> {
    rows.iter().enumerate().map(|(at, row)| (key(row), at)).collect()
}
