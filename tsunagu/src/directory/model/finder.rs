//! The finder: from a situation to desks, never to a dead end. Every answer may be left out.
//!
//! **Never empty**: where a town has nothing that fits, its other desks take over, then its prefecture's, then the
//! state's, then any desk; each says so. **Never a refusal**: what does not fit exactly is a hint.

use calendar::Channel;
use chrono::NaiveDateTime;

use super::{
    Directory, Municipality, MunicipalityKind,
    desk::{Desk, OpenState, Way},
    eligibility::{Age, AgeFit, Relation},
    facts::Standing,
};
use crate::{platform::ids::MunicipalityId, vocabulary};

vocabulary! {
    /// Whom it is about, seen from the one who asks.
    pub enum About("find-about") {
        Unsure => "unsure",
        Me => "me",
        Family => "family",
        Sibling => "sibling",
        Friend => "friend",
        Supporter => "supporter",
    }
}

impl About {
    /// Which caller of a desk this is.
    pub fn relation(self) -> Option<Relation> {
        match self {
            Self::Unsure => None,
            Self::Me => Some(Relation::Person),
            Self::Family => Some(Relation::Family),
            Self::Sibling => Some(Relation::Sibling),
            Self::Friend => Some(Relation::Friend),
            Self::Supporter => Some(Relation::Supporter),
        }
    }
}

vocabulary! {
    /// How one would like to talk.
    pub enum Talk("find-talk") {
        Unsure => "unsure",
        Write => "write",
        Phone => "phone",
        MeetThere => "meet-there",
        Visit => "visit",
        Online => "online",
    }
}

impl Talk {
    /// The channels through which one talks like this. Writing needs none: every desk takes messages here.
    pub fn channels(self) -> &'static [Channel] {
        match self {
            Self::Unsure | Self::Write => &[],
            Self::Phone => &[Channel::Phone],
            Self::MeetThere => &[Channel::InPerson, Channel::Offsite],
            Self::Visit => &[Channel::Visit],
            Self::Online => &[Channel::Online],
        }
    }
}

/// What somebody told us. Everything may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    pub town: Option<MunicipalityId>,
    pub about: Option<About>,
    pub age: Option<Age>,
    pub talk: Option<Talk>,
}

impl Situation {
    fn relation(&self) -> Option<Relation> {
        self.about.and_then(About::relation)
    }

    fn talk(&self) -> Option<Talk> {
        self.talk.filter(|talk| *talk != Talk::Unsure)
    }

    /// Nothing told, or only that it is not clear yet.
    fn is_unsure(&self) -> bool {
        self.relation().is_none() && self.age.is_none() && self.talk().is_none()
    }
}

/// Why a desk is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FitReason {
    /// It is the desk for people who do not know where to ask.
    FirstDoor,
    /// It is a desk of the town.
    OfTown(String),
    /// It serves the whole prefecture.
    OfPrefecture(String),
    OfState,
    /// It names this caller.
    Takes(Relation),
    /// The age is within what it prints.
    AgeWithin(String),
    /// One can talk like this there.
    Offers(Talk),
    /// Nothing of the town fits exactly; this desk listens and hands on.
    HandsOn,
}

/// A word in advance; never a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The printed range is approximate.
    AgeAround(String),
    /// The printed range is another one.
    AgeOther(String),
    /// The documents do not name this caller.
    CallerNotNamed,
    /// The documents do not name this way of talking.
    WayNotNamed(Talk),
    /// It asks that one of the two lives there.
    LivesIn(String),
    /// A condition printed for visits only.
    VisitCondition(String),
}

/// A desk that may help, why, and what to know before.
pub struct Fit<'a> {
    pub desk: &'a Desk,
    pub reasons: Vec<FitReason>,
    pub hints: Vec<Hint>,
    /// The way that tells most now, and how it stands. `None` if one can only write.
    pub state: Option<(&'a Way, OpenState)>,
    misses: u8,
}

/// Desks in the order in which to read them. Never empty unless the directory has no desk.
pub struct Findings<'a> {
    pub fits: Vec<Fit<'a>>,
}

/// Finds the desks for a situation.
pub fn find<'a>(directory: &'a Directory, situation: &Situation, at: NaiveDateTime) -> Findings<'a> {
    let look = Look { directory, situation, at };
    let fits = match situation.town.and_then(|id| directory.municipality(id)) {
        Some(town) => look.in_town(town),
        None => look.anywhere(),
    };
    Findings { fits }
}

struct Look<'a, 's> {
    directory: &'a Directory,
    situation: &'s Situation,
    at: NaiveDateTime,
}

impl<'a> Look<'a, '_> {
    fn in_town(&self, town: &Municipality) -> Vec<Fit<'a>> {
        let (fitting, others) = self.weigh(self.directory.desks_of(town.id));
        let mut fits = fitting;
        if fits.is_empty() {
            fits = others.into_iter().map(handing_on).collect();
        }
        if let Some(prefecture) = self.directory.prefecture_of(town.id) {
            let (fitting, others) = self.weigh(self.directory.desks_of(prefecture.id));
            let none_yet = fits.is_empty();
            fits.extend(fitting);
            if none_yet && fits.is_empty() {
                fits.extend(others.into_iter().map(handing_on));
            }
        }
        if fits.is_empty() {
            fits = self.of_state().into_iter().map(handing_on).collect();
        }
        if fits.is_empty() {
            let (fitting, others) = self.weigh(self.directory.desks().iter().collect());
            fits = fitting.into_iter().chain(others).map(handing_on).collect();
        }
        fits
    }

    /// Without a town, the desks that serve everybody come before those of single towns.
    fn anywhere(&self) -> Vec<Fit<'a>> {
        let (mut fitting, others) = self.weigh(self.directory.desks().iter().collect());
        if fitting.is_empty() {
            fitting = others.into_iter().map(handing_on).collect();
        }
        fitting.sort_by_key(|fit| {
            let first_door = fit.reasons.contains(&FitReason::FirstDoor);
            (!first_door, fit.misses, self.kind_of(fit.desk) == Some(MunicipalityKind::Municipality))
        });
        fitting
    }

    fn of_state(&self) -> Vec<Fit<'a>> {
        let national = |desk: &&Desk| self.kind_of(desk) == Some(MunicipalityKind::National);
        let (fitting, others) = self.weigh(self.directory.desks().iter().filter(national).collect());
        fitting.into_iter().chain(others).collect()
    }

    fn kind_of(&self, desk: &Desk) -> Option<MunicipalityKind> {
        self.directory.municipality(desk.municipality).map(|owner| owner.kind)
    }

    /// Desks that fit, best first, and those whose own exact bounds say another age.
    fn weigh(&self, desks: Vec<&'a Desk>) -> (Vec<Fit<'a>>, Vec<Fit<'a>>) {
        let way = self.situation.talk().and_then(|talk| talk.channels().first().copied());
        let (others, mut fitting): (Vec<&Desk>, Vec<&Desk>) = desks
            .into_iter()
            .filter(|desk| desk.facts.standing != Standing::Ended)
            .partition(|desk| desk.facts.eligibility.age_fit(self.situation.age, way) == AgeFit::Outside);
        fitting.sort_by_key(|desk| !(self.situation.is_unsure() && desk.facts.eligibility.first_door));
        let mut fitting: Vec<Fit> = fitting.into_iter().map(|desk| self.fit(desk)).collect();
        let mut others: Vec<Fit> = others.into_iter().map(|desk| self.fit(desk)).collect();
        fitting.sort_by_key(|fit| fit.misses);
        others.sort_by_key(|fit| fit.misses);
        (fitting, others)
    }

    fn fit(&self, desk: &'a Desk) -> Fit<'a> {
        let mut fit = Fit { desk, reasons: Vec::new(), hints: Vec::new(), state: desk.foremost(self.at), misses: 0 };
        self.say_whose(&mut fit);
        self.say_caller(&mut fit);
        self.say_age(&mut fit);
        self.say_way(&mut fit);
        fit
    }

    fn say_whose(&self, fit: &mut Fit) {
        if self.situation.is_unsure() && fit.desk.facts.eligibility.first_door {
            fit.reasons.push(FitReason::FirstDoor);
        }
        if let Some(owner) = self.directory.municipality(fit.desk.municipality) {
            fit.reasons.push(match owner.kind {
                MunicipalityKind::Municipality => FitReason::OfTown(owner.name.clone()),
                MunicipalityKind::Prefecture => FitReason::OfPrefecture(owner.name.clone()),
                MunicipalityKind::National => FitReason::OfState,
            });
        }
        let elsewhere = self.situation.town != Some(fit.desk.municipality);
        let residence = fit.desk.facts.eligibility.residence.as_ref();
        if let Some(residence) = residence.filter(|residence| elsewhere && residence.applies_to.is_empty())
            && let Some(scope) = residence.scope()
        {
            fit.hints.push(Hint::LivesIn(scope.to_owned()));
        }
    }

    fn say_caller(&self, fit: &mut Fit) {
        let Some(relation) = self.situation.relation() else { return };
        let eligibility = &fit.desk.facts.eligibility;
        if eligibility.names(relation) {
            fit.reasons.push(FitReason::Takes(relation));
        } else if eligibility.relation.is_empty() {
            fit.misses += 1;
        } else {
            fit.misses += 2;
            fit.hints.push(Hint::CallerNotNamed);
        }
    }

    fn say_age(&self, fit: &mut Fit) {
        let eligibility = &fit.desk.facts.eligibility;
        let way = self.situation.talk().and_then(|talk| talk.channels().first().copied());
        let Some(printed) = eligibility.age_text_ja.clone() else { return };
        if !eligibility.holds_everywhere() && !way.is_some_and(|way| eligibility.applies_to.contains(&way)) {
            return;
        }
        if !eligibility.holds_everywhere() {
            fit.hints.push(Hint::VisitCondition(printed));
            return;
        }
        match eligibility.age_fit(self.situation.age, way) {
            AgeFit::Fits if self.situation.age.is_some() => fit.reasons.push(FitReason::AgeWithin(printed)),
            AgeFit::Fits => {}
            AgeFit::Around => {
                fit.misses += 1;
                fit.hints.push(Hint::AgeAround(printed));
            }
            AgeFit::Outside => {
                fit.misses += 2;
                fit.hints.push(Hint::AgeOther(printed));
            }
        }
    }

    fn say_way(&self, fit: &mut Fit) {
        let Some(talk) = self.situation.talk() else { return };
        if talk == Talk::Write || talk.channels().iter().any(|channel| fit.desk.ways_by(*channel).next().is_some()) {
            fit.reasons.push(FitReason::Offers(talk));
        } else if fit.desk.facts.channels.is_empty() {
            fit.misses += 1;
        } else {
            fit.misses += 2;
            fit.hints.push(Hint::WayNotNamed(talk));
        }
    }
}

fn handing_on(mut fit: Fit<'_>) -> Fit<'_> {
    fit.reasons.push(FitReason::HandsOn);
    fit
}
