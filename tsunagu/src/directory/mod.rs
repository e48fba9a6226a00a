//! The directory: municipalities, the organisations that work for them, the desks where people may talk, the
//! gatherings. It is read from data files, kept in the database and answered from memory.
//!
//! The door for other slices: `Shelf` (holds the current `Directory`), `Directory` and what stands in it,
//! `actions::load` with `data`, `intake` for records that come from tables, `keeping` for records that are edited, for
//! public pages `find`, `cards` and the page cache (`Shelf::page`), and for those who copy it (`opendata`) `facts` with
//! their `is_public`, and the hours and addresses of `views`.
//! Not here: who works at a desk (`accounts`), what people write to it (`reception`).

pub mod actions;
mod asked;
mod cache;
pub mod data;
pub mod intake;
pub mod keeping;
mod model;
mod pages;
pub mod paper;
mod plan;
mod shelf;
mod store;
#[cfg(test)]
mod tests;
pub mod views;

pub use asked::Asked;
pub use model::{
    Directory, Municipality, MunicipalityKind, Organization, OrganizationKind,
    agreement::{Agreement, Cover},
    attachment::{Attachment, AttachmentKind, Media},
    council::{Council, CouncilFacts, CouncilKind},
    danger::speaks_of_danger,
    desk::{Desk, OpenState, Way},
    eligibility::ResidenceRule,
    eligibility::{Age, Eligibility, Relation},
    event::{Event, EventCells, EventFacts, EventKind, EventMode, EventReach},
    facts,
    finder::{self, About, Findings, Fit, Situation, Talk, find},
    freshness::{Facet, Freshness},
    gathering::{Gathering, GatheringKind},
    groups::OpenTo,
    near::{Gazetteer, Nearness, Typed},
    record::{Record, RecordKind},
    resource::{Pay, Resource, ResourceFacts, ResourceField, ResourceKind},
    scenes::{Scene, Topic},
    search::{Hits, Index},
    withheld::PageOnly,
};
pub use model::{
    facility::FacilityFacts,
    facts::{DeskFacts, OrganizationFacts},
};
pub use pages::{file_response, preview, routes};
pub use shelf::Shelf;
