//! Organisations.

use calendar::hours::PrintedDate;
use chrono::Datelike;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Writer, join, object, terms::Taxonomy, text};
use crate::{
    directory::{Organization, PageOnly},
    opendata::catalogue::house,
};

impl Writer<'_> {
    /// An organisation; `full`: with its numbers and its house.
    pub fn organization(&self, body: &Organization, full: bool) -> Value {
        let mut written = self.whole_organization(body, full);
        PageOnly::of_organization(body).strike(&mut written);
        written
    }

    fn whole_organization(&self, body: &Organization, full: bool) -> Value {
        let (facts, id) = (&body.facts, body.id.0);
        let kind = self.v.t(body.kind.key());
        let towns: Vec<&str> = body
            .municipalities
            .iter()
            .filter_map(|town| self.directory.municipality(*town))
            .map(|town| town.name.as_str())
            .collect();
        let about = if towns.is_empty() {
            kind.clone()
        } else {
            self.v.t2("opendata-organization", ("kind", &kind), ("towns", towns.join(" ")))
        };
        // Other spellings of a name that is kept back would tell it.
        let also = if facts.name_not_printed { String::new() } else { body.aliases.join(" / ") };
        let parent = facts.parent.as_ref().and_then(|slug| self.directory.organization_by_slug(slug));
        let founded = facts.established.as_ref().map(|since| PrintedDate::first_day(since.date).year());
        let brief = object([
            ("id", json!(id)),
            ("name", json!(self.name_of(body))),
            ("alternate_name", text(also)),
            ("description", json!(about)),
            ("website", json!(facts.web)),
            ("year_incorporated", json!(founded)),
            ("legal_status", json!(kind)),
            ("uri", json!(self.absolute(&format!("/organizations/{}", body.slug)))),
            ("parent_organization_id", json!(parent.map(|parent| parent.id.0))),
        ]);
        if !full {
            return brief;
        }
        let house = body.address.as_ref().filter(|_| facts.is_public()).map(|_| self.house(body));
        join(
            brief,
            object([
                ("phones", json!(self.organization_phones(body, id, "organization_id"))),
                ("locations", json!(house.into_iter().collect::<Vec<_>>())),
                (
                    "attributes",
                    json!([self.attribute(id, "organization", Taxonomy::OrganizationKind, body.kind.code())]),
                ),
            ]),
        )
    }

    /// Its name, unless the documents keep it back.
    pub fn name_of(&self, body: &Organization) -> String {
        if body.facts.name_not_printed { self.v.t("desk-runner-not-named") } else { body.name.clone() }
    }

    /// Its house, the same whoever meets in it.
    pub fn house(&self, body: &Organization) -> Value {
        let id = house(body);
        let town = body.municipality.and_then(|town| self.directory.municipality(town));
        let address = body.address.as_ref().filter(|_| body.facts.is_public());
        object([
            ("id", json!(id)),
            ("location_type", json!("physical")),
            ("organization_id", json!(body.id.0)),
            ("name", json!(self.name_of(body))),
            (
                "addresses",
                json!(address.map(|address| self.address(id, town, address)).into_iter().collect::<Vec<_>>()),
            ),
        ])
    }

    /// The public numbers of an organisation, for the record that `link` leads back to.
    pub fn organization_phones(&self, body: &Organization, of: Uuid, link: &'static str) -> Vec<Value> {
        if !body.facts.is_public() {
            return Vec::new();
        }
        let voice = body.phone.iter().map(|number| self.number(of, link, number, body.extension(), None));
        let fax = body.facts.fax.iter().map(|number| self.fax(of, link, number));
        voice.chain(fax).collect()
    }
}
