//! A gathering one may join, with where it is and to whom it is open.

use chrono::NaiveDateTime;

use super::gathering::{GatheringCard, gathering_card};
use crate::{
    directory::model::{Directory, eligibility::ResidenceRule, gathering::Gathering, groups::OpenTo},
    platform::web::Visit,
};

pub struct GroupCard {
    pub card: GatheringCard,
    pub towns: Vec<String>,
    pub open_to: String,
}

pub fn group_card(
    v: &Visit,
    directory: &Directory,
    (gathering, open_to): (&Gathering, OpenTo),
    at: NaiveDateTime,
) -> GroupCard {
    let name = |id| directory.municipality(id).map(|town| town.name.clone());
    GroupCard {
        card: gathering_card(v, directory, gathering, at),
        towns: gathering.towns().filter_map(name).collect(),
        open_to: match open_to {
            OpenTo::OwnTown => v.t("groups-open-own-town"),
            OpenTo::Anybody => v.t("groups-open-anybody"),
            OpenTo::Listed => listed(v, directory, gathering),
        },
    }
}

/// The towns it names, whose residents may come.
fn listed(v: &Visit, directory: &Directory, gathering: &Gathering) -> String {
    let eligibility = &gathering.facts.eligibility;
    if eligibility.residence != Some(ResidenceRule::Listed) {
        return v.t("groups-open-partner");
    }
    let names: Vec<&str> = eligibility
        .towns
        .iter()
        .filter_map(|slug| directory.municipality_by_slug(slug))
        .map(|town| town.name.as_str())
        .collect();
    v.t1("groups-open-listed", "towns", names.join(" \u{30FB} "))
}
