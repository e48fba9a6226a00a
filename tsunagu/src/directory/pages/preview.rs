//! A record as its public page would show it, before it is published.

use super::{desk, records};
use crate::{
    directory::model::{
        DeskRecord, Directory, GatheringRecord, Organization,
        council::Council,
        desk::Desk,
        event::Event,
        facts::OrganizationFacts,
        gathering::Gathering,
        record::{Record, RecordKind},
        resource::Resource,
        withheld,
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
        () => {{
            let mut facts = record.facts_alone();
            withheld::withhold(&mut facts);
            serde_json::from_value(facts).map_err(|error| broken(error.to_string()))?
        }};
    }
    match record.kind {
        RecordKind::Desk => {
            let held = directory.desk(DeskId(id));
            let row = DeskRecord {
                id: DeskId(id),
                slug,
                municipality: held.map(|held| held.municipality).or(record.municipality).ok_or(Outcome::NotFound)?,
                organization: held.map_or(OrganizationId(uuid::Uuid::nil()), |held| held.organization),
                name,
                freshness: held.map(|held| held.freshness.clone()).unwrap_or_default(),
                facts: facts!(),
            };
            let desk = Desk::compile(row, &holidays, &mut Default::default()).map_err(|fault| broken(fault.problem))?;
            desk::draw(v.clone(), directory, &desk)
        }
        RecordKind::Gathering => {
            let row = GatheringRecord {
                id: GatheringId(id),
                slug,
                municipality: record.municipality.ok_or(Outcome::NotFound)?,
                kind: record.own_kind().ok_or_else(|| broken("it has no kind".to_owned()))?,
                name,
                facts: facts!(),
            };
            let gathering =
                Gathering::compile(row, Vec::new(), None, &holidays).map_err(|fault| broken(fault.problem))?;
            records::draw_gathering(v, directory, &gathering)
        }
        RecordKind::Organization => {
            let facts: OrganizationFacts = facts!();
            let town = |slug: &String| directory.municipality_by_slug(slug).map(|town| town.id);
            let body = Organization {
                id: OrganizationId(id),
                slug,
                municipality: record.municipality,
                kind: record.own_kind().ok_or_else(|| broken("it has no kind".to_owned()))?,
                name,
                phone: facts.phone.clone(),
                address: facts.address.clone(),
                notice_email: None,
                aliases: facts.aliases.clone(),
                municipalities: facts.municipalities.iter().filter_map(town).collect(),
                facts,
            };
            records::draw_organization(v, directory, &body)
        }
        RecordKind::Event => {
            let municipality = record.municipality;
            records::draw_event(v, directory, &Event { id: ListingId(id), slug, name, municipality, facts: facts!() })
        }
        RecordKind::Resource => {
            let municipalities = record.municipality.into_iter().collect();
            let resource = Resource { id: ListingId(id), slug, name, municipalities, facts: facts!() };
            records::draw_resource(v, directory, &resource)
        }
        RecordKind::Council => {
            let municipalities = record.municipality.into_iter().collect();
            let council = Council { id: ListingId(id), slug, name, municipalities, facts: facts!() };
            records::draw_council(v, directory, &council)
        }
    }
}
