//! Our own vocabularies as taxonomies: the closed lists by which desks and gatherings are sorted.

use calendar::Channel;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Writer, object};
use crate::{
    directory::{GatheringKind, OrganizationKind, Relation, views::channel_word},
    opendata::catalogue::{Service, part},
    platform::web::Visit,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taxonomy {
    /// Ways to get in touch.
    Channel,
    /// Who may ask.
    Caller,
    GatheringKind,
    OrganizationKind,
}

/// One term of a taxonomy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub taxonomy: Taxonomy,
    pub code: &'static str,
}

/// The ways to get in touch, with the codes of the data files.
const CHANNELS: [(Channel, &str); 10] = [
    (Channel::Phone, "phone"),
    (Channel::Email, "email"),
    (Channel::InPerson, "in_person"),
    (Channel::Visit, "visit"),
    (Channel::Online, "online"),
    (Channel::Line, "line"),
    (Channel::WebForm, "web_form"),
    (Channel::Fax, "fax"),
    (Channel::Offsite, "offsite"),
    (Channel::Accompaniment, "accompaniment"),
];

/// The code of a way to get in touch.
pub fn channel_code(channel: Channel) -> &'static str {
    CHANNELS.iter().find(|(known, _)| *known == channel).map_or("", |(_, code)| code)
}

impl Taxonomy {
    pub const ALL: [Self; 4] = [Self::Channel, Self::Caller, Self::GatheringKind, Self::OrganizationKind];

    fn code(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Caller => "caller",
            Self::GatheringKind => "gathering_kind",
            Self::OrganizationKind => "organization_kind",
        }
    }

    /// The same in every installation, so that lists of several towns can be laid together.
    pub fn id(self) -> Uuid {
        part(Uuid::NAMESPACE_URL, &format!("tsunagu/taxonomy/{}", self.code()))
    }

    fn codes(self) -> Vec<&'static str> {
        match self {
            Self::Channel => CHANNELS.iter().map(|(_, code)| *code).collect(),
            Self::Caller => Relation::ALL.iter().map(|one| one.code()).collect(),
            Self::GatheringKind => GatheringKind::ALL.iter().map(|one| one.code()).collect(),
            Self::OrganizationKind => OrganizationKind::ALL.iter().map(|one| one.code()).collect(),
        }
    }

    pub fn write(self, v: &Visit) -> Value {
        let (name, description) = match self {
            Self::Channel => ("opendata-channels", "opendata-channels-about"),
            Self::Caller => ("opendata-callers", "opendata-callers-about"),
            Self::GatheringKind => ("opendata-gathering-kinds", "opendata-gathering-kinds-about"),
            Self::OrganizationKind => ("opendata-organization-kinds", "opendata-organization-kinds-about"),
        };
        json!({ "id": self.id(), "name": v.t(name), "description": v.t(description) })
    }
}

impl Term {
    /// All terms of all taxonomies.
    pub fn all() -> impl Iterator<Item = Self> {
        Taxonomy::ALL
            .into_iter()
            .flat_map(|taxonomy| taxonomy.codes().into_iter().map(move |code| Self { taxonomy, code }))
    }

    pub fn id(self) -> Uuid {
        part(self.taxonomy.id(), self.code)
    }

    fn name(self, v: &Visit) -> String {
        match self.taxonomy {
            Taxonomy::Channel => {
                let channel = CHANNELS.iter().find(|(_, code)| *code == self.code).map(|(channel, _)| *channel);
                channel.map(|channel| channel_word(v, channel)).unwrap_or_default()
            }
            Taxonomy::Caller => v.t(&format!("desk-relation-{}", self.code)),
            Taxonomy::GatheringKind => v.t(&format!("gathering-kind-{}", self.code)),
            Taxonomy::OrganizationKind => v.t(&format!("organization-kind-{}", self.code)),
        }
    }

    pub fn write(self, v: &Visit) -> Value {
        let name = self.name(v);
        json!({
            "id": self.id(),
            "code": self.code,
            "name": name,
            "description": name,
            "taxonomy": self.taxonomy.code(),
            "taxonomy_id": self.taxonomy.id(),
            "language": "ja",
        })
    }
}

/// The terms under which a service stands.
pub fn terms_of(service: Service<'_>) -> Vec<Term> {
    let term = |taxonomy: Taxonomy| move |code: &'static str| Term { taxonomy, code };
    match service {
        Service::Desk(desk) => {
            let mut channels: Vec<&str> = Vec::new();
            for way in desk.ways.iter() {
                let code = channel_code(way.channel);
                if !channels.contains(&code) {
                    channels.push(code);
                }
            }
            let callers = desk.facts.eligibility.relation.iter().map(|caller| caller.code());
            channels.into_iter().map(term(Taxonomy::Channel)).chain(callers.map(term(Taxonomy::Caller))).collect()
        }
        Service::Gathering(gathering) => vec![term(Taxonomy::GatheringKind)(gathering.kind.code())],
    }
}

impl Writer<'_> {
    pub fn attributes(&self, service: Service<'_>) -> Vec<Value> {
        let one = |term: Term| self.attribute(service.id(), "service", term.taxonomy, term.code);
        terms_of(service).into_iter().map(one).collect()
    }

    pub fn attribute(&self, of: Uuid, entity: &str, taxonomy: Taxonomy, code: &'static str) -> Value {
        let term = Term { taxonomy, code };
        object([
            ("id", json!(part(of, &format!("attribute/{}/{code}", taxonomy.code())))),
            ("link_id", json!(of)),
            ("link_type", json!(taxonomy.code())),
            ("link_entity", json!(entity)),
            ("taxonomy_term_id", json!(term.id())),
            ("taxonomy_term", term.write(self.v)),
        ])
    }
}
