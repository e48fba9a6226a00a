//! A record as its public page would show it, before it is published.

use super::{desk, records};
use crate::{
    directory::model::{
        DeskRecord, Directory, GatheringRecord,
        council::Council,
        desk::Desk,
        event::Event,
        gathering::Gathering,
        record::{Record, RecordKind},
        resource::Resource,
    },
    platform::{
        Outcome,
        ids::{DeskId, GatheringId, ListingId, OrganizationId},
        web::Visit,
    },
};

/// Draws the public page of `record`, which may say what the directory does not say yet.
pub fn preview(v: &Visit, directory: &Directory, record: &Record) -> Result<String, Outcome> {
    let holidays = calendar::Holidays::national();
    let broken = |problem: String| Outcome::Broken(format!("preview of {}: {problem}", record.slug));
    let (slug, name, id) = (record.slug.clone(), record.name.clone(), record.id);
    macro_rules! facts {
        () => {
            serde_json::from_value(record.facts.clone()).map_err(|error| broken(error.to_string()))?
        };
    }
    match record.kind {
        RecordKind::Desk => {
            let held = directory.desk(DeskId(id)).ok_or(Outcome::NotFound)?;
            let row = DeskRecord {
                id: held.id,
                slug,
                municipality: held.municipality,
                organization: held.organization,
                name,
                freshness: held.freshness.clone(),
                facts: facts!(),
            };
            let desk = Desk::compile(row, &holidays).map_err(|fault| broken(fault.problem))?;
            desk::draw(v.clone(), directory, &desk)
        }
        RecordKind::Gathering => {
            let held = directory.gatherings().iter().find(|it| it.id == GatheringId(id)).ok_or(Outcome::NotFound)?;
            let row = GatheringRecord {
                id: held.id,
                slug,
                municipality: held.municipality,
                kind: held.kind,
                name,
                facts: facts!(),
            };
            let gathering =
                Gathering::compile(row, Vec::new(), None, &holidays).map_err(|fault| broken(fault.problem))?;
            records::draw_gathering(v, directory, &gathering)
        }
        RecordKind::Organization => {
            let held = directory.organization(OrganizationId(id)).ok_or(Outcome::NotFound)?;
            let facts: crate::directory::facts::OrganizationFacts = facts!();
            let body = crate::directory::Organization {
                name,
                phone: facts.phone.clone(),
                address: facts.address.clone(),
                aliases: facts.aliases.clone(),
                facts,
                ..held.clone()
            };
            records::draw_organization(v, directory, &body)
        }
        RecordKind::Event => {
            let held = directory.events().iter().find(|it| it.id == ListingId(id)).ok_or(Outcome::NotFound)?;
            records::draw_event(v, directory, &Event { name, facts: facts!(), ..held.clone() })
        }
        RecordKind::Resource => {
            let held = directory.resources().iter().find(|it| it.id == ListingId(id)).ok_or(Outcome::NotFound)?;
            records::draw_resource(v, directory, &Resource { name, facts: facts!(), ..held.clone() })
        }
        RecordKind::Council => {
            let held = directory.councils().iter().find(|it| it.id == ListingId(id)).ok_or(Outcome::NotFound)?;
            records::draw_council(v, directory, &Council { name, facts: facts!(), ..held.clone() })
        }
    }
}
