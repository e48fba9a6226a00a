//! Any record of the directory as one value: its kind, its name, its facts. What is edited, published and undone.

use calendar::Holidays;
use serde_json::Value;
use uuid::Uuid;

use super::{
    DeskRecord, Fault, GatheringRecord, OrganizationKind,
    council::CouncilFacts,
    desk::Desk,
    event::EventFacts,
    facts::{DeskFacts, GatheringFacts, OrganizationFacts},
    gathering::Gathering,
    kept::Common,
    resource::ResourceFacts,
};
use crate::{
    platform::ids::{DeskId, GatheringId, MunicipalityId, OrganizationId},
    vocabulary,
};

vocabulary! {
    /// What kind of record it is.
    pub enum RecordKind("record-kind") {
        Desk => "desk",
        Organization => "organization",
        Gathering => "gathering",
        Event => "event",
        Resource => "resource",
        Council => "council",
    }
}

impl RecordKind {
    /// The public page of the record with this slug.
    pub fn path(self, slug: &str) -> String {
        format!("/{}s/{slug}", self.code())
    }
}

/// A record as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub kind: RecordKind,
    pub id: Uuid,
    pub slug: String,
    /// Whose record it is; `None` for bodies that work for no single town.
    pub municipality: Option<MunicipalityId>,
    pub name: String,
    pub facts: Value,
}

impl Record {
    /// What it is called where it must be called something: events may have no name.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { &self.slug } else { &self.name }
    }

    /// The facts without the kind, which organisations and gatherings keep apart.
    pub fn facts_alone(&self) -> Value {
        let mut facts = self.facts.clone();
        if matches!(self.kind, RecordKind::Organization | RecordKind::Gathering)
            && let Value::Object(map) = &mut facts
        {
            map.remove("kind");
        }
        facts
    }

    /// The kind of an organisation or a gathering.
    pub fn own_kind<K: std::str::FromStr>(&self) -> Option<K> {
        self.facts.get("kind").and_then(Value::as_str).and_then(|code| code.parse().ok())
    }

    /// Whether the directory could be compiled with these facts; says what is wrong otherwise.
    pub fn check(&self) -> Result<(), Fault> {
        let fault = |problem: String| Fault { record: self.slug.clone(), problem };
        let facts = self.facts_alone();
        let misread = |error: serde_json::Error| fault(error.to_string());
        let kindless = || fault("it has no kind".to_owned());
        let nobody = MunicipalityId(Uuid::nil());
        match self.kind {
            RecordKind::Desk => {
                let facts: DeskFacts = serde_json::from_value(facts).map_err(misread)?;
                let row = DeskRecord {
                    id: DeskId(self.id),
                    slug: self.slug.clone(),
                    municipality: nobody,
                    organization: OrganizationId(Uuid::nil()),
                    name: self.name.clone(),
                    freshness: super::freshness::Freshness::default(),
                    facts,
                };
                Desk::compile(row, &Holidays::national(), &mut Common::default()).map(|_| ())
            }
            RecordKind::Gathering => {
                let facts: GatheringFacts = serde_json::from_value(facts).map_err(misread)?;
                let row = GatheringRecord {
                    id: GatheringId(self.id),
                    slug: self.slug.clone(),
                    municipality: nobody,
                    kind: self.own_kind().ok_or_else(kindless)?,
                    name: self.name.clone(),
                    facts,
                };
                Gathering::compile(row, Vec::new(), None, &Holidays::national()).map(|_| ())
            }
            RecordKind::Organization => {
                self.own_kind::<OrganizationKind>().ok_or_else(kindless)?;
                serde_json::from_value::<OrganizationFacts>(facts).map(|_| ()).map_err(misread)
            }
            RecordKind::Event => serde_json::from_value::<EventFacts>(facts).map(|_| ()).map_err(misread),
            RecordKind::Resource => serde_json::from_value::<ResourceFacts>(facts).map(|_| ()).map_err(misread),
            RecordKind::Council => serde_json::from_value::<CouncilFacts>(facts).map(|_| ()).map_err(misread),
        }
    }
}
