//! Into which of the four fields of the map a thing belongs. Pure.

use std::sync::LazyLock;

use crate::{
    directory::model::{OrganizationKind, gathering::GatheringKind, resource::ResourceField},
    vocabulary,
};

vocabulary! {
    /// The fields of the map of resources, in the order of its sides.
    pub enum Field("paper-field") {
        Health => "health",
        /// Welfare, places to be, groups: where everything belongs that no other field claims.
        Welfare => "welfare",
        Work => "work",
        Learning => "learning",
    }
}

/// What is known of a thing that goes onto the map.
#[derive(Clone, Copy, Debug)]
pub enum Known<'a> {
    Gathering(GatheringKind),
    /// A programme, a training, a leaflet.
    Resource(ResourceField),
    Organization(OrganizationKind, &'a str),
    /// Name, designations and parts of a desk.
    Desk(&'a str, &'a [String], &'a [String]),
}

/// Words and the field they tell of, a line each, the first that stands in a name decides.
static WORDS: LazyLock<Vec<(Field, &'static str)>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let (code, word) = line.split_once(' ').filter(|_| !line.starts_with('#'))?;
        Some((code.parse::<Field>().ok()?, word.trim()))
    };
    include_str!("fields.txt").lines().filter_map(line).collect()
});

/// The field of a thing. A kind that tells decides (a health centre, a course); else the first word of `fields.txt` that
/// stands in its names, designations or parts; else welfare, the field that turns nobody away.
pub fn field_of(known: Known<'_>) -> Field {
    match known {
        Known::Gathering(kind) => match kind {
            GatheringKind::SeminarSeries | GatheringKind::Course | GatheringKind::StudyMeeting => Field::Learning,
            GatheringKind::Farm | GatheringKind::GroupWork => Field::Work,
            GatheringKind::Ibasho
            | GatheringKind::FamilyGroup
            | GatheringKind::PeerGroup
            | GatheringKind::MixedGroup
            | GatheringKind::Salon
            | GatheringKind::Metaverse
            | GatheringKind::Activity
            | GatheringKind::FreeSpace
            | GatheringKind::ParentsGroup
            | GatheringKind::CommitteeOfUsers => Field::Welfare,
        },
        Known::Resource(field) => match field {
            ResourceField::Work | ResourceField::Volunteering => Field::Work,
            ResourceField::Learning => Field::Learning,
            ResourceField::Reading | ResourceField::Frame => Field::Welfare,
        },
        Known::Organization(OrganizationKind::HealthCentre, _) => Field::Health,
        Known::Organization(_, name) => told(&[name]),
        Known::Desk(name, designations, parts) => {
            let texts: Vec<&str> =
                std::iter::once(name).chain(designations.iter().chain(parts).map(String::as_str)).collect();
            told(&texts)
        }
    }
}

fn told(texts: &[&str]) -> Field {
    let found = WORDS.iter().find(|(_, word)| texts.iter().any(|text| text.contains(word)));
    found.map_or(Field::Welfare, |(field, _)| *field)
}
