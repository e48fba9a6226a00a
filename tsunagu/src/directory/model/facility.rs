//! A facility (公共施設): an organisation of which a town publishes a row in a table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Directory, Organization, OrganizationKind};
use crate::platform::ids::MunicipalityId;

/// What a table says of a facility beside its name, telephone, address and web address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FacilityFacts {
    /// Cells as published, by the keys of the column set (`data/tables/facilities.yaml`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Cells of columns that the set does not have, by their headers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, String>,
}

impl Directory {
    /// The buildings that work for a town, in the directory's order.
    pub fn facilities_of(&self, id: MunicipalityId) -> Vec<&Organization> {
        let is_of = |body: &&Organization| body.kind == OrganizationKind::Facility && body.municipalities.contains(&id);
        self.organizations.iter().filter(is_of).collect()
    }

    /// Everybody who works for a town, and the town itself, buildings included.
    pub fn bodies_of(&self, id: MunicipalityId) -> Vec<&Organization> {
        let slug = self.municipality(id).map(|town| town.slug.as_str());
        let is_of = |body: &&Organization| body.municipalities.contains(&id) || Some(body.slug.as_str()) == slug;
        self.organizations.iter().filter(is_of).collect()
    }
}
