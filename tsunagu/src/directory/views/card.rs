//! A desk as one calm card.

use chrono::NaiveDateTime;

use super::{
    StateLine, channel_word,
    opening::{desk_state, reading_words, stale_words},
};
use crate::{
    directory::model::{
        Directory,
        facts::Branch,
        finder::{Fit, FitReason, Hint},
    },
    platform::web::Visit,
};

pub struct Card {
    pub slug: String,
    pub name: String,
    /// The formal name, where people use a shorter one.
    pub formal: Option<String>,
    pub town: String,
    pub state: Option<StateLine>,
    /// When somebody reads what is written.
    pub read: String,
    pub channels: Vec<String>,
    pub reasons: Vec<String>,
    pub hints: Vec<String>,
    /// The branch for the address that was typed.
    pub branch: Option<Branch>,
}

/// The cards of the desks found, with the branch for an address where a desk has one; such a desk comes first.
pub fn cards_near(v: &Visit, directory: &Directory, fits: &[Fit], address: &str, at: NaiveDateTime) -> Vec<Card> {
    let branch = |fit: &Fit| fit.desk.facts.branches.as_ref().and_then(|all| all.for_address(address)).cloned();
    let mut cards: Vec<Card> =
        fits.iter().map(|fit| Card { branch: branch(fit), ..card(v, directory, fit, at) }).collect();
    cards.sort_by_key(|card| card.branch.is_none());
    cards
}

/// The cards of the desks found.
pub fn cards(v: &Visit, directory: &Directory, fits: &[Fit], at: NaiveDateTime) -> Vec<Card> {
    fits.iter().map(|fit| card(v, directory, fit, at)).collect()
}

fn card(v: &Visit, directory: &Directory, fit: &Fit, at: NaiveDateTime) -> Card {
    let desk = fit.desk;
    let mut channels: Vec<String> = Vec::new();
    for way in &desk.ways {
        let word = channel_word(v, way.channel);
        if !channels.contains(&word) {
            channels.push(word);
        }
    }
    let mut hints: Vec<String> = fit.hints.iter().map(|hint| hint_words(v, hint)).collect();
    // Where it would be open, the state says so already.
    if !fit.state.as_ref().is_some_and(|(_, state)| state.is_open()) {
        hints.extend(stale_words(v, desk, at.date()));
    }
    Card {
        slug: desk.slug.clone(),
        name: desk.short_name().to_owned(),
        formal: desk.facts.brand.as_ref().map(|_| desk.name.clone()),
        town: directory.municipality(desk.municipality).map(|town| town.name.clone()).unwrap_or_default(),
        state: desk_state(v, desk, at),
        read: reading_words(v, desk, at),
        channels,
        reasons: fit.reasons.iter().map(|reason| reason_words(v, reason)).collect(),
        hints,
        branch: None,
    }
}

fn reason_words(v: &Visit, reason: &FitReason) -> String {
    match reason {
        FitReason::Named { nearly: false } => v.t("find-reason-named"),
        FitReason::Named { nearly: true } => v.t("find-reason-named-nearly"),
        FitReason::FirstDoor => v.t("find-reason-first-door"),
        FitReason::OfTown(name) => v.t1("find-reason-town", "town", name),
        FitReason::OfPrefecture(name) => v.t1("find-reason-prefecture", "prefecture", name),
        FitReason::OfState => v.t("find-reason-state"),
        FitReason::ByAgreement(name) => v.t1("find-reason-agreement", "town", name),
        FitReason::Nearby(nearness) => v.t(nearness.key()),
        FitReason::Speaks(topic) => v.t1("find-reason-speaks", "topic", v.t(topic.key())),
        FitReason::Takes(relation) => v.t1("find-reason-takes", "caller", v.t(relation.key())),
        FitReason::AgeWithin(printed) => v.t1("find-reason-age", "ages", printed),
        FitReason::Offers(talk) => v.t1("find-reason-offers", "way", v.t(talk.key())),
        FitReason::HandsOnTo(name) => v.t1("find-reason-hands-on-to", "desk", name),
        FitReason::HandsOn => v.t("find-reason-hands-on"),
    }
}

fn hint_words(v: &Visit, hint: &Hint) -> String {
    match hint {
        Hint::AgeAround(printed) => v.t1("find-hint-age-around", "ages", printed),
        Hint::AgeOther(printed) => v.t1("find-hint-age-other", "ages", printed),
        Hint::CallerNotNamed => v.t("find-hint-caller"),
        Hint::WayNotNamed(talk) => v.t1("find-hint-way", "way", v.t(talk.key())),
        Hint::LivesIn(scope) => v.t1("find-hint-lives-in", "town", scope),
        Hint::VisitCondition(printed) => v.t1("find-hint-visit", "ages", printed),
    }
}
