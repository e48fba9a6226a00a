//! Which desks are read, and in which order: the town's own, those of its partners, its prefecture's, the state's,
//! those nearby, any.

use std::collections::HashSet;

use chrono::NaiveDateTime;

use super::{Fit, FitReason, Hint, MOST, Situation, judge::Judgement};
use crate::{
    directory::model::{
        Directory, Municipality, MunicipalityKind,
        agreement::Cover,
        near::{Nearness, PlaceId, gazetteer},
        search::{Hit, Hits, Subject},
    },
    platform::ids::MunicipalityId,
};

/// So many towns nearby are looked at.
const NEARBY_TOWNS: usize = 3;

pub struct Look<'a, 's> {
    pub directory: &'a Directory,
    pub situation: &'s Situation,
    pub words: &'s Hits,
    pub at: NaiveDateTime,
}

/// A desk judged, before words are made for it.
#[derive(Clone, Copy)]
struct Ranked {
    desk: u32,
    judgement: Judgement,
    hands_on: bool,
    /// How it comes to be shown, where it is not the town's own.
    by: By,
}

#[derive(Clone, Copy)]
enum By {
    Itself,
    Words { nearly: bool },
    Agreement,
    Nearby(Nearness),
}

impl<'a> Look<'a, '_> {
    pub fn fits(&self) -> Vec<Fit<'a>> {
        let regular = match (self.situation.town.and_then(|id| self.directory.municipality(id)), self.situation.place) {
            (Some(town), _) => self.in_town(town),
            (None, Some(place)) => self.around(place),
            (None, None) => self.anywhere(),
        };
        let receiver =
            regular.iter().find(|ranked| !ranked.judgement.is_outside() && !ranked.hands_on).map(|it| it.desk);
        let mut all = self.named();
        let named = all.len();
        let seen: HashSet<u32> = all.iter().map(|ranked| ranked.desk).collect();
        all.extend(regular.into_iter().filter(|ranked| !seen.contains(&ranked.desk)));
        // What is shown without having been named stays in view, whatever was typed.
        all.truncate(MOST.max(named + 1));
        all.into_iter().map(|ranked| self.fit(ranked, receiver)).collect()
    }

    /// The desks that bear the words typed: in the town asked for, its prefecture and the state first.
    fn named(&self) -> Vec<Ranked> {
        let desk_of = |hit: &Hit| match hit.subject {
            Subject::Desk(desk) => Some((desk, hit.nearly)),
            Subject::Organization(_) | Subject::Gathering(_) => None,
        };
        let mut named: Vec<Ranked> = self
            .words
            .found
            .iter()
            .filter_map(desk_of)
            .map(|(desk, nearly)| Ranked { by: By::Words { nearly }, ..self.judge(desk) })
            .filter(|ranked| self.is_there(ranked.desk))
            .collect();
        if let Some(town) = self.situation.town {
            let prefecture = self.directory.prefecture_of(town).map(|prefecture| prefecture.id);
            named.sort_by_key(|ranked| {
                let owner = self.directory.desks()[ranked.desk as usize].municipality;
                (owner != town, Some(owner) != prefecture && self.kind_of(owner) != Some(MunicipalityKind::National))
            });
        }
        named.truncate(MOST / 2);
        named
    }

    fn in_town(&self, town: &Municipality) -> Vec<Ranked> {
        let (mut ranked, others) = self.weigh(self.directory.desk_numbers(town.id));
        if ranked.is_empty() {
            ranked = handing_on(others);
        }
        for partner in self.directory.partners_of(town.id, Cover::Consultation) {
            let (fitting, _) = self.weigh(self.directory.desk_numbers(partner));
            ranked.extend(fitting.into_iter().map(|it| Ranked { by: By::Agreement, ..it }));
        }
        if let Some(prefecture) = self.directory.prefecture_of(town.id) {
            let (fitting, others) = self.weigh(self.directory.desk_numbers(prefecture.id));
            let none_yet = ranked.is_empty();
            ranked.extend(fitting);
            if none_yet && ranked.is_empty() {
                ranked.extend(handing_on(others));
            }
        }
        if ranked.is_empty() {
            ranked = self.of_state();
        }
        if ranked.is_empty() {
            ranked = self.elsewhere(self.directory.place_of(town.id));
        }
        ranked
    }

    /// A place of Japan without a page here: its prefecture, the nearest towns, the state, any desk.
    fn around(&self, place: PlaceId) -> Vec<Ranked> {
        let of = gazetteer().place(place).prefecture;
        let prefecture = self.directory.prefecture_named(of).map(|prefecture| prefecture.id);
        let (mut ranked, _) = self.weigh(prefecture.map_or(&[], |id| self.directory.desk_numbers(id)));
        ranked.extend(self.nearby(place));
        ranked.extend(self.of_state());
        if ranked.is_empty() { self.elsewhere(None) } else { ranked }
    }

    /// Desks of the nearest towns; each listens and hands on.
    fn nearby(&self, place: PlaceId) -> Vec<Ranked> {
        let mut ranked = Vec::new();
        for (town, nearness) in self.directory.near(place, NEARBY_TOWNS) {
            let (fitting, others) = self.weigh(self.directory.desk_numbers(town));
            let of_town = if fitting.is_empty() { others } else { fitting };
            ranked.extend(handing_on(of_town).into_iter().map(|it| Ranked { by: By::Nearby(nearness), ..it }));
        }
        ranked
    }

    fn elsewhere(&self, place: Option<PlaceId>) -> Vec<Ranked> {
        let mut ranked = place.map(|place| self.nearby(place)).unwrap_or_default();
        let seen: HashSet<u32> = ranked.iter().map(|it| it.desk).collect();
        let (fitting, others) = self.weigh_all();
        let rest = handing_on(fitting.into_iter().chain(others).collect());
        ranked.extend(rest.into_iter().filter(|it| !seen.contains(&it.desk)));
        ranked
    }

    /// Without a town, the desks that serve everybody come before those of single towns.
    fn anywhere(&self) -> Vec<Ranked> {
        let (fitting, others) = self.weigh_all();
        if fitting.is_empty() { handing_on(others) } else { fitting }
    }

    fn of_state(&self) -> Vec<Ranked> {
        let mut ranked = Vec::new();
        for state in self.directory.municipalities().iter().filter(|it| it.kind == MunicipalityKind::National) {
            let (fitting, others) = self.weigh(self.directory.desk_numbers(state.id));
            ranked.extend(handing_on(fitting.into_iter().chain(others).collect()));
        }
        ranked
    }

    fn kind_of(&self, owner: MunicipalityId) -> Option<MunicipalityKind> {
        self.directory.municipality(owner).map(|owner| owner.kind)
    }

    fn is_there(&self, desk: u32) -> bool {
        self.directory.desks()[desk as usize].sketch.is_there(self.at.date())
    }

    fn judge(&self, desk: u32) -> Ranked {
        let of = &self.directory.desks()[desk as usize];
        let judgement = Judgement::of(self.situation, of, self.directory.topics(desk));
        Ranked { desk, judgement, hands_on: false, by: By::Itself }
    }

    /// Desks that fit, best first, and those whose own exact bounds say another age.
    fn weigh(&self, desks: &[u32]) -> (Vec<Ranked>, Vec<Ranked>) {
        self.part(desks.iter().copied())
    }

    fn weigh_all(&self) -> (Vec<Ranked>, Vec<Ranked>) {
        self.part((0..).take(self.directory.desks().len()))
    }

    fn part(&self, desks: impl Iterator<Item = u32>) -> (Vec<Ranked>, Vec<Ranked>) {
        let there = desks.filter(|desk| self.is_there(*desk)).map(|desk| self.judge(desk));
        let (mut others, mut fitting): (Vec<Ranked>, Vec<Ranked>) = there.partition(|it| it.judgement.is_outside());
        let key = |it: &Ranked| {
            let of_one_town = self.directory.is_of_one_town(it.desk);
            (it.judgement.misses(), !it.judgement.first_door, of_one_town, it.desk)
        };
        for list in [&mut fitting, &mut others] {
            // No more are shown, so no more are put in order.
            if list.len() > MOST {
                list.select_nth_unstable_by_key(MOST, key);
                list.truncate(MOST);
            }
            list.sort_unstable_by_key(key);
        }
        (fitting, others)
    }

    /// The words for a desk that is shown; `receiver` takes over where it is for others.
    fn fit(&self, ranked: Ranked, receiver: Option<u32>) -> Fit<'a> {
        let desk = &self.directory.desks()[ranked.desk as usize];
        let mut fit = Fit { desk, reasons: Vec::new(), hints: Vec::new(), state: desk.foremost(self.at) };
        if let By::Words { nearly } = ranked.by {
            fit.reasons.push(FitReason::Named { nearly });
        }
        if ranked.judgement.first_door {
            fit.reasons.push(FitReason::FirstDoor);
        }
        self.say_whose(&mut fit, ranked.by);
        ranked.judgement.say(self.situation, desk, &mut fit.reasons, &mut fit.hints);
        let is_wrong_door = ranked.hands_on || ranked.judgement.is_outside();
        match receiver.filter(|it| is_wrong_door && *it != ranked.desk) {
            Some(receiver) => {
                let name = self.directory.desks()[receiver as usize].short_name().to_owned();
                fit.reasons.push(FitReason::HandsOnTo(name));
            }
            None if is_wrong_door => fit.reasons.push(FitReason::HandsOn),
            None => {}
        }
        fit
    }

    fn say_whose(&self, fit: &mut Fit, by: By) {
        if let Some(owner) = self.directory.municipality(fit.desk.municipality) {
            fit.reasons.push(match (by, owner.kind) {
                (By::Agreement, _) => FitReason::ByAgreement(owner.name.clone()),
                (_, MunicipalityKind::Municipality) => FitReason::OfTown(owner.name.clone()),
                (_, MunicipalityKind::Prefecture) => FitReason::OfPrefecture(owner.name.clone()),
                (_, MunicipalityKind::National) => FitReason::OfState,
            });
        }
        if let By::Nearby(nearness) = by {
            fit.reasons.push(FitReason::Nearby(nearness));
        }
        let elsewhere = self.situation.town != Some(fit.desk.municipality);
        let residence = fit.desk.facts.eligibility.residence.as_ref();
        if let Some(residence) = residence.filter(|residence| elsewhere && residence.applies_to.is_empty())
            && let Some(scope) = residence.scope()
        {
            fit.hints.push(Hint::LivesIn(scope.to_owned()));
        }
    }
}

fn handing_on(ranked: Vec<Ranked>) -> Vec<Ranked> {
    ranked.into_iter().map(|it| Ranked { hands_on: true, ..it }).collect()
}
