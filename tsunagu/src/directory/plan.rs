//! From the data files to the rows they ask for: who owns what, who answers where. Pure; ids come later.

use std::collections::{HashMap, HashSet};

use super::{
    data::{Bundle, Fault},
    model::{
        ListingFacts, MunicipalityKind, OrganizationKind,
        agreement::AgreementFacts,
        facts::{DeskFacts, GatheringFacts, OrganizationFacts},
        gathering::GatheringKind,
    },
};

/// The rows the files ask for, each list in the order of its file. References are slugs.
#[derive(Debug)]
pub struct Plan {
    pub municipalities: Vec<MunicipalityRow>,
    pub organizations: Vec<OrganizationRow>,
    pub desks: Vec<DeskRow>,
    pub gatherings: Vec<GatheringRow>,
    /// `None` if the files say nothing of agreements.
    pub agreements: Option<Vec<AgreementRow>>,
    pub listings: Vec<ListingRow>,
}

#[derive(Debug)]
pub struct MunicipalityRow {
    pub slug: String,
    pub name: String,
    pub prefecture: Option<String>,
    pub kind: MunicipalityKind,
}

#[derive(Debug)]
pub struct OrganizationRow {
    pub slug: String,
    pub municipality: Option<String>,
    pub kind: OrganizationKind,
    pub name: String,
    pub facts: OrganizationFacts,
}

#[derive(Debug)]
pub struct DeskRow {
    pub slug: String,
    pub municipality: String,
    pub organization: String,
    pub name: String,
    pub checked_on: Option<chrono::NaiveDate>,
    pub facts: DeskFacts,
}

#[derive(Debug)]
pub struct GatheringRow {
    pub slug: String,
    pub municipality: String,
    pub kind: GatheringKind,
    pub name: String,
    pub facts: GatheringFacts,
}

#[derive(Debug)]
pub struct AgreementRow {
    pub slug: String,
    pub facts: AgreementFacts,
}

#[derive(Debug)]
pub struct ListingRow {
    pub slug: String,
    pub municipality: Option<String>,
    pub name: String,
    pub facts: ListingFacts,
}

/// Resolves every reference of the files.
pub fn plan(bundle: &Bundle) -> Result<Plan, Fault> {
    let municipalities = municipalities(bundle);
    let towns: HashSet<&str> = municipalities.iter().map(|row| row.slug.as_str()).collect();
    let mut organizations = organizations(bundle, &towns)?;
    let desks = desks(bundle, &towns, &mut organizations)?;
    let gatherings = gatherings(bundle, &towns)?;
    let listings = listings(bundle, &towns, &organizations)?;
    let agreements = agreements(bundle, &towns)?;
    Ok(Plan { municipalities, organizations, desks, gatherings, listings, agreements })
}

fn municipalities(bundle: &Bundle) -> Vec<MunicipalityRow> {
    let kind = |kind| match kind {
        OrganizationKind::Municipality => Some(MunicipalityKind::Municipality),
        OrganizationKind::Prefecture => Some(MunicipalityKind::Prefecture),
        OrganizationKind::National => Some(MunicipalityKind::National),
        _ => None,
    };
    bundle
        .organizations
        .iter()
        .filter_map(|entry| {
            Some(MunicipalityRow {
                slug: entry.id.clone(),
                name: entry.name_ja.clone(),
                prefecture: entry.prefecture.clone(),
                kind: kind(entry.kind)?,
            })
        })
        .collect()
}

fn organizations(bundle: &Bundle, towns: &HashSet<&str>) -> Result<Vec<OrganizationRow>, Fault> {
    let fault = |record: &str, problem: String| Fault::Record {
        file: "organizations.yaml",
        record: record.to_owned(),
        problem,
    };
    let mut by_id = HashMap::new();
    for entry in &bundle.organizations {
        if by_id.insert(entry.id.as_str(), entry).is_some() {
            return Err(fault(&entry.id, "the id is given twice; each record needs its own".to_owned()));
        }
    }
    let mut rows = Vec::new();
    for entry in &bundle.organizations {
        for slug in &entry.municipality {
            if !towns.contains(slug.as_str()) {
                let problem =
                    format!("municipality \"{slug}\" is not a municipality or prefecture of organizations.yaml");
                return Err(fault(&entry.id, problem));
            }
        }
        // A body that names no municipality works for the one its superiors belong to.
        let mut works_for = entry.municipality.clone();
        let mut above = Some(entry);
        let mut steps = 0;
        while let Some(body) = above.filter(|_| works_for.is_empty() && steps < 10) {
            if towns.contains(body.id.as_str()) {
                works_for = vec![body.id.clone()];
            } else if !body.municipality.is_empty() {
                works_for = body.municipality.clone();
            }
            above = match &body.parent {
                None => None,
                Some(parent) => Some(
                    *by_id
                        .get(parent.as_str())
                        .ok_or_else(|| fault(&body.id, format!("parent \"{parent}\" is not in organizations.yaml")))?,
                ),
            };
            steps += 1;
        }
        rows.push(OrganizationRow {
            slug: entry.id.clone(),
            municipality: works_for.first().cloned(),
            kind: entry.kind,
            name: entry.name_ja.clone(),
            facts: entry.facts(&works_for),
        });
    }
    Ok(rows)
}

fn desks(bundle: &Bundle, towns: &HashSet<&str>, bodies: &mut Vec<OrganizationRow>) -> Result<Vec<DeskRow>, Fault> {
    // An office that is made below stands under no name that a file could give.
    let known: HashSet<&str> = bundle.organizations.iter().map(|entry| entry.id.as_str()).collect();
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for entry in &bundle.desks {
        let fault = |problem: String| Fault::Record { file: "desks.yaml", record: entry.id.clone(), problem };
        if !seen.insert(entry.id.as_str()) {
            return Err(fault("the id is given twice; each record needs its own".to_owned()));
        }
        if !towns.contains(entry.municipality.as_str()) {
            return Err(fault(format!("municipality \"{}\" is not in organizations.yaml", entry.municipality)));
        }
        for slug in entry.operator.iter().chain(&entry.owner) {
            if !known.contains(slug.as_str()) {
                return Err(fault(format!("operator or owner \"{slug}\" is not in organizations.yaml")));
            }
        }
        let answers = match entry.operator.first().or(entry.owner.as_ref()) {
            Some(slug) => slug.clone(),
            None => office(bodies, &entry.municipality, &entry.id, &entry.name_ja),
        };
        rows.push(DeskRow {
            slug: entry.id.clone(),
            municipality: entry.municipality.clone(),
            organization: answers,
            name: entry.name_ja.clone(),
            checked_on: entry.checked_on,
            facts: entry.facts(),
        });
    }
    Ok(rows)
}

/// The office behind a desk that the municipality runs itself: one with the desk's name, made where there is none.
fn office(bodies: &mut Vec<OrganizationRow>, town: &str, desk: &str, name: &str) -> String {
    let same_name = |body: &&OrganizationRow| body.municipality.as_deref() == Some(town) && body.name == name;
    if let Some(body) = bodies.iter().find(same_name) {
        return body.slug.clone();
    }
    let taken = bodies.iter().any(|body| body.slug == desk);
    let slug = if taken { format!("{desk}-office") } else { desk.to_owned() };
    bodies.push(OrganizationRow {
        slug: slug.clone(),
        municipality: Some(town.to_owned()),
        kind: OrganizationKind::Department,
        name: name.to_owned(),
        facts: OrganizationFacts { municipalities: vec![town.to_owned()], ..OrganizationFacts::default() },
    });
    slug
}

fn gatherings(bundle: &Bundle, towns: &HashSet<&str>) -> Result<Vec<GatheringRow>, Fault> {
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for entry in &bundle.gatherings {
        let fault = |problem: String| Fault::Record { file: "gatherings.yaml", record: entry.id.clone(), problem };
        if !seen.insert(entry.id.as_str()) {
            return Err(fault("the id is given twice; each record needs its own".to_owned()));
        }
        let unknown = entry.municipality.iter().find(|slug| !towns.contains(slug.as_str()));
        let first = match (unknown, entry.municipality.first()) {
            (None, Some(first)) => first.clone(),
            (Some(slug), _) => return Err(fault(format!("municipality \"{slug}\" is not in organizations.yaml"))),
            (None, None) => return Err(fault("a gathering needs a municipality of organizations.yaml".to_owned())),
        };
        rows.push(GatheringRow {
            slug: entry.id.clone(),
            municipality: first,
            kind: entry.kind,
            name: entry.name_ja.clone(),
            facts: entry.facts(),
        });
    }
    Ok(rows)
}

fn agreements(bundle: &Bundle, towns: &HashSet<&str>) -> Result<Option<Vec<AgreementRow>>, Fault> {
    let Some(entries) = &bundle.agreements else { return Ok(None) };
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for entry in entries {
        let fault = |problem: String| Fault::Record { file: "agreements.yaml", record: entry.id.clone(), problem };
        if !seen.insert(entry.id.as_str()) {
            return Err(fault("the id is given twice; each record needs its own".to_owned()));
        }
        if let Some(slug) = entry.towns.iter().find(|slug| !towns.contains(slug.as_str())) {
            return Err(fault(format!("town \"{slug}\" is not in organizations.yaml")));
        }
        rows.push(AgreementRow { slug: entry.id.clone(), facts: entry.facts() });
    }
    Ok(Some(rows))
}

/// Events, resources and councils, in this order; each names towns and bodies that are there.
fn listings(bundle: &Bundle, towns: &HashSet<&str>, bodies: &[OrganizationRow]) -> Result<Vec<ListingRow>, Fault> {
    // A network of family groups publishes a leaflet as an organisation does.
    let councils = bundle.councils.iter().map(|entry| entry.id.as_str());
    let bodies: HashSet<&str> = bodies.iter().map(|body| body.slug.as_str()).chain(councils).collect();
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    let mut add = |file: &'static str, slug: &str, name: &str, named: (&[String], &[&String]), facts: ListingFacts| {
        let fault = |problem: String| Fault::Record { file, record: slug.to_owned(), problem };
        if !seen.insert((facts.kind(), slug.to_owned())) {
            return Err(fault("the id is given twice; each record needs its own".to_owned()));
        }
        if let Some(town) = named.0.iter().find(|town| !towns.contains(town.as_str())) {
            return Err(fault(format!("municipality \"{town}\" is not in organizations.yaml")));
        }
        if let Some(body) = named.1.iter().find(|body| !bodies.contains(body.as_str())) {
            return Err(fault(format!("\"{body}\" is neither in organizations.yaml nor in councils.yaml")));
        }
        let municipality = named.0.first().cloned();
        rows.push(ListingRow { slug: slug.to_owned(), municipality, name: name.to_owned(), facts });
        Ok(())
    };
    for entry in &bundle.events {
        let bodies: Vec<&String> = entry.hosts.iter().chain(&entry.cohosts).collect();
        let town = std::slice::from_ref(&entry.municipality);
        let name = entry.title_ja.as_deref().unwrap_or_default();
        add("events.yaml", &entry.id, name, (town, &bodies), ListingFacts::Event(entry.facts()))?;
    }
    for entry in &bundle.resources {
        let bodies: Vec<&String> = entry.provider.iter().collect();
        let facts = ListingFacts::Resource(entry.facts());
        add("resources.yaml", &entry.id, &entry.name_ja, (&entry.municipality, &bodies), facts)?;
    }
    for entry in &bundle.councils {
        let bodies: Vec<&String> = entry.secretariat.iter().collect();
        let facts = ListingFacts::Council(entry.facts());
        add("councils.yaml", &entry.id, &entry.name_ja, (&entry.municipality, &bodies), facts)?;
    }
    Ok(rows)
}
