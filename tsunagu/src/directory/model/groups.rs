//! "Groups I may join": gatherings that do not ask where one lives, or that name one's town, anywhere in the directory.

use super::{
    Directory,
    agreement::Cover,
    eligibility::ResidenceRule,
    facts::Mode,
    gathering::{Gathering, GatheringKind},
};
use crate::platform::ids::MunicipalityId;

/// What somebody is looking for. Everything may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub kind: Option<GatheringKind>,
    /// Only those in which one can take part from afar.
    pub online: bool,
    /// Where they live.
    pub town: Option<MunicipalityId>,
}

/// Why it is open to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OpenTo {
    /// It takes place in their own town.
    OwnTown,
    /// It names their town among those whose residents may come.
    Listed,
    /// It does not ask where one lives.
    Anybody,
}

/// Gatherings open to them: of their own town first, then those that name it, then those for anybody; each in the
/// directory's order. One that is joined by introduction only is never offered here: a desk introduces to it.
pub fn groups<'a>(directory: &'a Directory, wanted: &Wanted) -> Vec<(&'a Gathering, OpenTo)> {
    let mut found: Vec<(&Gathering, OpenTo)> = directory
        .gatherings()
        .iter()
        .filter(|gathering| !gathering.has_ended() && !gathering.facts.eligibility.introduction_only)
        .filter(|gathering| wanted.kind.is_none_or(|kind| gathering.kind == kind))
        .filter(|gathering| !wanted.online || is_online(gathering))
        .filter_map(|gathering| Some((gathering, open_to(directory, gathering, wanted.town)?)))
        .collect();
    // Whose town we do not know may come where anybody may; what names towns comes after.
    found.sort_by_key(|(_, open_to)| if wanted.town.is_some() { *open_to as u8 } else { u8::MAX - *open_to as u8 });
    found
}

fn is_online(gathering: &Gathering) -> bool {
    match gathering.facts.mode {
        Mode::Online | Mode::Hybrid => true,
        Mode::InPerson | Mode::NotStated => false,
    }
}

fn open_to(directory: &Directory, gathering: &Gathering, home: Option<MunicipalityId>) -> Option<OpenTo> {
    let eligibility = &gathering.facts.eligibility;
    if home.is_some_and(|home| gathering.is_of(home)) {
        return Some(OpenTo::OwnTown);
    }
    let is_listed = |home: MunicipalityId| {
        let slug = directory.municipality(home).map(|town| town.slug.as_str());
        eligibility.towns.iter().any(|listed| Some(listed.as_str()) == slug)
    };
    match eligibility.residence {
        Some(ResidenceRule::Any) => Some(OpenTo::Anybody),
        // Without a town it is shown with the towns it is for.
        Some(ResidenceRule::Listed) => home.is_none_or(is_listed).then_some(OpenTo::Listed),
        Some(ResidenceRule::Residents) => {
            let partners = home.map(|home| directory.partners_of(home, Cover::Gatherings)).unwrap_or_default();
            partners.contains(&gathering.municipality).then_some(OpenTo::Listed)
        }
        // Nothing printed: only its own town can be sure.
        None => None,
    }
}
