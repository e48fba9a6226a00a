//! From rows to records of the directory, in one transaction.

mod events;

use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use crate::{
    directory::{Directory, FacilityFacts, Municipality, OrganizationFacts, facts::ContactOwner, intake},
    platform::{App, Outcome, Refusal},
    tables::{
        model::{
            DeskRow, FacilityRow, Matched, SetName, Table, contact,
            rows::{self, KnownFacility},
        },
        publishing,
    },
};

/// How many records a table added and changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub added: usize,
    pub changed: usize,
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.added, self.changed)
    }
}

impl Taken {
    /// As it is displayed.
    pub fn read(text: &str) -> Option<Self> {
        let (added, changed) = text.split_once('+')?;
        Some(Self { added: added.parse().ok()?, changed: changed.parse().ok()? })
    }
}

/// Takes a settled table in. `directory` must be in the state of the tables, else `Conflict`: somebody was first.
pub async fn take(
    app: &App,
    tx: &impl ConnectionTrait,
    directory: &Directory,
    town: &Municipality,
    table: &Table,
    matched: &Matched,
) -> Result<Taken, Outcome> {
    intake::claim(tx, directory.version).await?;
    let intake::Taken { added, changed } = match matched.set.name {
        SetName::Facilities => {
            let wanted = facilities(directory, town, &rows::facilities(table, matched))?;
            intake::facilities(app, tx, town, wanted, publishing::conceal).await?
        }
        SetName::Desks => {
            let wanted = desks(directory, town, &rows::desks(table, matched), app.now().today())?;
            intake::desks(app, tx, town, wanted, publishing::conceal).await?
        }
        SetName::Events => {
            let wanted = events::events(directory, town, &rows::events(table, matched))?;
            intake::events(app, tx, town, wanted, publishing::conceal).await?
        }
    };
    Ok(Taken { added, changed })
}

fn facilities(
    directory: &Directory,
    town: &Municipality,
    rows: &[FacilityRow],
) -> Result<Vec<intake::Facility>, Outcome> {
    let held = directory.facilities_of(town.id);
    let known: Vec<KnownFacility> = held
        .iter()
        .map(|body| KnownFacility {
            id: body.id,
            name: body.name.clone(),
            number: body.facts.facility.as_ref().and_then(|facts| facts.values.get("number")).cloned(),
            address: body.address.clone(),
        })
        .collect();
    rows.iter()
        .zip(rows::recognised(rows, &known))
        .map(|(row, id)| {
            let known = id.and_then(|id| directory.organization(id));
            let (before, said) = match known {
                Some(body) => {
                    let shown = publishing::for_everybody(&body.facts)?;
                    let said = publishing::facility_cells(town, body, &shown);
                    (shown, said)
                }
                None => {
                    let fresh =
                        OrganizationFacts { municipalities: vec![town.slug.clone()], ..OrganizationFacts::default() };
                    (fresh, BTreeMap::new())
                }
            };
            let mut facts = facts(row, before, &said);
            if is_somebodys(&facts, known.map(|body| &body.facts)) {
                facts.contact_owner = ContactOwner::Private;
                facts.consent_to_show = false;
            }
            Ok(intake::Facility { id, name: row.name.clone(), facts })
        })
        .collect()
}

/// Whether the number is a mobile one that is new here. It belongs to a person then, whatever the table lists, and is shown to nobody
/// until that person agrees. Whose a known one is, staff have said or can say: a table does not overrule them.
fn is_somebodys(facts: &OrganizationFacts, known: Option<&OrganizationFacts>) -> bool {
    let is_known = known.is_some_and(|known| known.phone == facts.phone);
    !is_known && facts.phone.as_ref().is_some_and(|phone| !contact::may_go_out(phone))
}

/// The row over what was known: a column that the table does not have changes nothing, nor does a cell that says what the last table
/// that went out `said`; an empty cell empties.
fn facts(row: &FacilityRow, mut facts: OrganizationFacts, said: &BTreeMap<String, String>) -> OrganizationFacts {
    let before = facts.facility.take();
    let mut facility = before.clone().unwrap_or_default();
    for (key, text) in &row.values {
        if said.get(key).map_or("", String::as_str) == text {
            continue;
        }
        let field = match key.as_str() {
            "phone" => &mut facts.phone,
            "extension" => &mut facts.extension,
            "address" => &mut facts.address,
            "web" => &mut facts.web,
            _ if text.is_empty() => {
                facility.values.remove(key);
                continue;
            }
            _ => {
                facility.values.insert(key.clone(), text.clone());
                continue;
            }
        };
        *field = (!text.is_empty()).then(|| text.clone());
    }
    for (header, text) in &row.other {
        if text.is_empty() {
            facility.other.remove(header);
        } else {
            facility.other.insert(header.clone(), text.clone());
        }
    }
    // One that no table knew stays so where the table says nothing new of it.
    facts.facility = if before.is_none() && facility == FacilityFacts::default() { None } else { Some(facility) };
    facts
}

fn desks(
    directory: &Directory,
    town: &Municipality,
    rows: &[DeskRow],
    today: NaiveDate,
) -> Result<Vec<intake::Place>, Outcome> {
    let bodies = directory.bodies_of(town.id);
    let place = |row: &DeskRow| {
        let refusal = |key| Outcome::from(Refusal::new(key).with("row", row.number.to_string()));
        let letters =
            row.slug.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-');
        if !letters || row.slug.len() > 80 {
            return Err(refusal("refused-table-slug"));
        }
        let known = directory.desk_by_slug(&row.slug);
        // A table of one town changes no desk of another, and never who answers there.
        if known.is_some_and(|desk| desk.municipality != town.id) {
            return Err(refusal("refused-table-slug"));
        }
        let organization = directory
            .organization_by_slug(&row.organization)
            .filter(|body| match known {
                Some(desk) => desk.organization == body.id,
                None => bodies.iter().any(|own| own.id == body.id),
            })
            .ok_or_else(|| refusal("refused-table-organization"))?;
        if row.checked_on.flatten().is_some_and(|day| day > today) {
            return Err(refusal("refused-table-future"));
        }
        let shown = known.map(|desk| publishing::for_everybody(&**desk.facts)).transpose()?;
        // The day that goes out counts the checks of every part; only another one is news.
        let is_news = |day: &Option<NaiveDate>| known.is_none_or(|desk| desk.freshness.whole() != *day);
        Ok(intake::Place {
            id: known.map(|desk| desk.id),
            slug: row.slug.clone(),
            organization: organization.id,
            name: row.name.clone(),
            checked_on: row.checked_on.filter(is_news),
            facts: row.facts_over(shown.as_ref(), known.map(|desk| &**desk.facts))?,
        })
    };
    rows.iter().map(place).collect()
}
