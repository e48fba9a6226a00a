//! What more than one town has a part in: events with several hosts, what a prefecture gives its towns, the desks that
//! stand under one law. A prefecture's own page has no prefecture above it.

use super::{
    Directory, Municipality, MunicipalityKind, Organization, OrganizationKind, desk::Desk, event::Event,
    gathering::Gathering, resource::Resource,
};
use crate::platform::ids::MunicipalityId;

/// So many superiors are looked at; a circle in the records ends here.
const STEPS: usize = 10;

/// The desks with one designation.
pub struct Designated<'a> {
    pub name: &'a str,
    pub desks: Vec<&'a Desk>,
}

impl Directory {
    /// The towns, prefectures or ministries that hold an event, its own town first, each once.
    pub fn towns_of_event(&self, event: &Event) -> Vec<MunicipalityId> {
        let hosts = event.facts.hosts.iter().chain(&event.facts.cohosts);
        let holding = hosts.filter_map(|slug| self.government_of(self.organization_by_slug(slug)?));
        let mut towns: Vec<MunicipalityId> = Vec::new();
        for town in event.municipality.into_iter().chain(holding) {
            if !towns.contains(&town) {
                towns.push(town);
            }
        }
        towns
    }

    /// The events a town holds, alone or with others.
    pub fn events_of(&self, town: MunicipalityId) -> Vec<&Event> {
        self.events().iter().filter(|event| self.towns_of_event(event).contains(&town)).collect()
    }

    /// The gatherings for the people of a town: those in which it takes part, then those of its prefecture.
    pub fn gatherings_for(&self, town: MunicipalityId) -> Vec<&Gathering> {
        let mut found = self.gatherings_of(town);
        let above = self.prefecture_of(town).map(|prefecture| self.gatherings_of(prefecture.id)).unwrap_or_default();
        found.extend(above.into_iter().filter(|gathering| !gathering.is_of(town)));
        found
    }

    /// What the prefecture gives to all its towns and the town itself does not list.
    pub fn resources_from_above(&self, town: MunicipalityId) -> Vec<&Resource> {
        let of_prefecture =
            self.prefecture_of(town).map(|prefecture| self.resources_of(prefecture.id)).unwrap_or_default();
        of_prefecture.into_iter().filter(|resource| !resource.municipalities.contains(&town)).collect()
    }

    /// The towns of a prefecture, in the directory's order; of a town, none.
    pub fn towns_in(&self, prefecture: &Municipality) -> Vec<&Municipality> {
        if prefecture.kind != MunicipalityKind::Prefecture {
            return Vec::new();
        }
        let lies_in = |town: &&Municipality| {
            town.kind == MunicipalityKind::Municipality && town.prefecture.as_ref() == Some(&prefecture.name)
        };
        self.municipalities().iter().filter(lies_in).collect()
    }

    /// Every designation with the desks that bear it, the one with the most desks first. One desk may bear several.
    pub fn designated(&self) -> Vec<Designated<'_>> {
        let mut found: Vec<Designated<'_>> = Vec::new();
        for (name, numbers) in &self.lookups.designations {
            let desks = numbers.iter().filter_map(|at| self.desks().get(*at as usize)).collect();
            found.push(Designated { name, desks });
        }
        found.sort_by(|one, other| other.desks.len().cmp(&one.desks.len()).then_with(|| one.name.cmp(other.name)));
        found
    }

    /// The desks of these towns at which one meets one of these bodies; where they run none there, all of the towns'.
    pub fn desks_behind(&self, bodies: &[String], towns: &[MunicipalityId]) -> Vec<&Desk> {
        let all: Vec<&Desk> = towns.iter().flat_map(|town| self.desks_of(*town)).collect();
        let run_by_them = |desk: &&&Desk| desk.facts.operators.iter().any(|slug| bodies.contains(slug));
        let run: Vec<&Desk> = all.iter().filter(run_by_them).copied().collect();
        if run.is_empty() { all } else { run }
    }

    /// The town, prefecture or ministry that a body is or belongs to. A body that only works for a town is not the town.
    fn government_of(&self, body: &Organization) -> Option<MunicipalityId> {
        if body.kind == OrganizationKind::Department && body.facts.parent.is_none() {
            return body.municipality;
        }
        let mut at = body;
        for _ in 0..STEPS {
            if at.kind.is_government_itself() {
                return self.municipality_by_slug(&at.slug).map(|town| town.id);
            }
            at = self.organization_by_slug(at.facts.parent.as_ref()?)?;
        }
        None
    }
}
