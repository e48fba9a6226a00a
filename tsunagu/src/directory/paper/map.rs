//! The map of resources by field (支援イメージ図).

use print::{MapField, MapItem, More, ResourceMapData, Section};

use super::{
    fields::{Field, Known, field_of},
    words,
};
use crate::{
    directory::{
        model::{
            Directory, Municipality, Organization,
            desk::Desk,
            gathering::{Gathering, GatheringKind},
            resource::{Resource, ResourceField},
        },
        views::{gathering_standing, place_words, rest_words},
    },
    platform::web::Visit,
};

/// One thing on the map. Whatever can say these five things can stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapEntry {
    pub name: String,
    pub field: Field,
    /// Ways, hours or kind, in one or two lines.
    pub note: String,
    pub phone: String,
    pub url: String,
}

/// Everything of the town that goes onto its map, then what the prefecture has: desks that are there, gatherings, ways to
/// try and to take part in work, and organisations that no desk stands for. **Further kinds of things join here**, as another `extend`.
pub fn entries(v: &Visit, directory: &Directory, town: &Municipality) -> Vec<MapEntry> {
    let prefecture = directory.prefecture_of(town.id).map(|prefecture| prefecture.id);
    let mut desks = directory.desks_of(town.id);
    desks.extend(prefecture.into_iter().flat_map(|id| directory.desks_of(id)));
    let stands_for = |body: &Organization, desk: &&Desk| {
        let named = desk.facts.operators.iter().chain(&desk.facts.owner).any(|slug| *slug == body.slug);
        named || desk.organization == body.id
    };
    let others = directory.organizations_of(town.id).into_iter().filter(|body| {
        let can_be_reached = body.phone.is_some() || body.facts.web.is_some() || body.address.is_some();
        can_be_reached && !body.facts.name_not_printed && !desks.iter().any(|desk| stands_for(body, desk))
    });
    let there = desks.iter().filter(|desk| desk.is_there(v.now.today()));
    let mut entries: Vec<MapEntry> = there.map(|desk| of_desk(v, desk)).collect();
    entries.extend(directory.gatherings_of(town.id).into_iter().map(|it| of_gathering(v, directory, it)));
    let offered = std::iter::once(town.id).chain(prefecture).flat_map(|id| directory.resources_of(id));
    let work = offered.filter(|it| it.facts.kind.field() == ResourceField::Work);
    let mut seen: Vec<&str> = Vec::new();
    for resource in work {
        // What is offered in the town and in the whole prefecture stands there once.
        if !seen.contains(&resource.slug.as_str()) {
            seen.push(&resource.slug);
            entries.push(of_resource(v, resource));
        }
    }
    entries.extend(others.map(|body| of_organization(v, body)));
    entries
}

fn of_desk(v: &Visit, desk: &Desk) -> MapEntry {
    let facts = &desk.facts;
    MapEntry {
        name: desk.short_name().to_owned(),
        field: field_of(Known::Desk(&desk.name, &facts.designations, &facts.components)),
        note: words::standing(v, desk).into_iter().next().unwrap_or_else(|| words::channels(v, desk)),
        phone: desk.phone(v.now.today()).map(|phone| words::in_line(v, phone)).unwrap_or_default(),
        url: facts.web.clone().unwrap_or_default(),
    }
}

fn of_gathering(v: &Visit, directory: &Directory, gathering: &Gathering) -> MapEntry {
    let facts = &gathering.facts;
    let place = facts.venue.as_ref().and_then(|venue| place_words(directory, venue));
    MapEntry {
        name: gathering.name.clone(),
        field: field_of(Known::Gathering(gathering.kind)),
        note: [Some(v.t(GatheringKind::key(gathering.kind))), gathering_standing(v, gathering), place]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        phone: facts.contact.as_ref().and_then(|contact| contact.phone.clone()).unwrap_or_default(),
        url: String::new(),
    }
}

fn of_resource(v: &Visit, resource: &Resource) -> MapEntry {
    let kind = resource.facts.kind;
    MapEntry {
        name: resource.name.clone(),
        field: field_of(Known::Resource(kind.field())),
        note: v.t(kind.key()),
        phone: String::new(),
        url: resource.facts.url.clone().unwrap_or_default(),
    }
}

fn of_organization(v: &Visit, body: &Organization) -> MapEntry {
    MapEntry {
        name: body.name.clone(),
        field: field_of(Known::Organization(body.kind, &body.name)),
        note: body.address.clone().unwrap_or_default(),
        phone: body.phone.as_deref().map(|phone| with_extension(v, phone, body.extension())).unwrap_or_default(),
        url: body.facts.web.clone().unwrap_or_default(),
    }
}

fn with_extension(v: &Visit, number: &str, extension: Option<&str>) -> String {
    match extension {
        Some(extension) => format!("{number} {}", words::extension(v, extension)),
        None => number.to_owned(),
    }
}

/// As many desks as one takes in at a glance.
const FIRST: usize = 3;

/// Where anybody may begin: first the desks for people who do not know where to ask.
pub fn first(v: &Visit, directory: &Directory, town: &Municipality) -> Section {
    let mut desks = directory.desks_there(town.id, v.now.today());
    desks.sort_by_key(|desk| !desk.facts.eligibility.first_door);
    let line = |desk: &&Desk| {
        let rests = rest_words(v, desk, v.now.today());
        let phone = desk.phone(v.now.today()).map(|phone| words::in_line(v, phone));
        [Some(desk.short_name().to_owned()), phone, rests].into_iter().flatten().collect::<Vec<_>>().join("\u{3000}")
    };
    Section { heading: v.t("paper-map-first"), lines: desks.iter().take(FIRST).map(line).collect() }
}

/// The paper of a list of entries.
pub fn map(v: &Visit, town: &Municipality, first: Section, entries: Vec<MapEntry>) -> ResourceMapData {
    let field = |field: Field| MapField {
        heading: v.t(field.key()),
        lead: v.t(&format!("{}-lead", field.key())),
        items: entries
            .iter()
            .filter(|entry| entry.field == field)
            .map(|entry| MapItem {
                name: entry.name.clone(),
                note: entry.note.clone(),
                phone: entry.phone.clone(),
                url: entry.url.clone(),
            })
            .collect(),
        nothing: v.t("paper-map-nothing"),
    };
    ResourceMapData {
        title: v.t("paper-title-map"),
        town: town.name.clone(),
        heading: v.t("paper-map"),
        lead: v.t("paper-map-lead"),
        first,
        fields: [Field::Health, Field::Welfare, Field::Work, Field::Learning].map(field),
        more: More { before: v.t("paper-more"), after: v.t("paper-more-map") },
        link: words::link(v, &format!("/towns/{}", town.slug), &v.t("paper-link-town")),
        disclaimer: v.t("paper-map-disclaimer"),
        emergency: words::emergency(v),
        as_of: vec![words::as_of(v), v.t("paper-source")],
    }
}
