//! The finder: from a situation to desks, never to a dead end. Every answer may be left out.
//!
//! **Never empty**: where a town has nothing that fits, its other desks take over, then those of towns that take its
//! residents, its prefecture's, the state's, those nearby, then any desk; each says so and names the desk to which it
//! hands on. **Never a refusal**: what does not fit exactly is a hint.

mod judge;
mod order;

use calendar::Channel;
use chrono::NaiveDateTime;

use self::order::Look;
use super::{
    Directory,
    desk::{Desk, OpenState, Way},
    eligibility::{Age, Relation},
    near::{Nearness, PlaceId},
    scenes::{SceneId, Topic, Topics},
    search::Hits,
};
use crate::{platform::ids::MunicipalityId, vocabulary};

/// As many desks as one answer holds; nobody reads further, and words or a town narrow them down.
const MOST: usize = 60;

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
    /// Where they live, if that place has no page of its own here.
    pub place: Option<PlaceId>,
    pub about: Option<About>,
    pub age: Option<Age>,
    pub talk: Option<Talk>,
    pub scene: Option<SceneId>,
}

impl Situation {
    fn relation(&self) -> Option<Relation> {
        self.about.and_then(About::relation)
    }

    fn talk(&self) -> Option<Talk> {
        self.talk.filter(|talk| *talk != Talk::Unsure)
    }

    /// What they want to talk about, as far as the scene tells.
    fn topics(&self) -> Topics {
        self.scene.map(|id| id.scene().topics()).unwrap_or_default()
    }

    /// Nothing told, or only that it is not clear yet.
    fn is_unsure(&self) -> bool {
        self.relation().is_none() && self.age.is_none() && self.talk().is_none() && self.topics().is_empty()
    }
}

/// Why a desk is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FitReason {
    /// It bears the words typed; `nearly` if one letter is another.
    Named {
        nearly: bool,
    },
    /// It is the desk for people who do not know where to ask.
    FirstDoor,
    /// It is a desk of the town.
    OfTown(String),
    /// It serves the whole prefecture.
    OfPrefecture(String),
    OfState,
    /// Its town takes the residents of the one asked for.
    ByAgreement(String),
    /// It is not of the place asked for, but so near or far.
    Nearby(Nearness),
    /// It names this caller.
    Takes(Relation),
    /// The age is within what it prints.
    AgeWithin(String),
    /// One can talk like this there.
    Offers(Talk),
    /// It speaks of what the scene is about.
    Speaks(Topic),
    /// Nothing fits exactly; this desk listens and hands on.
    HandsOn,
    /// It is for others by its own words; it listens and hands on to the desk named.
    HandsOnTo(String),
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
}

impl Fit<'_> {
    /// Shown because its town takes the residents of the one asked for.
    pub fn is_by_agreement(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason, FitReason::ByAgreement(_)))
    }
}

/// Desks in the order in which to read them. Never empty unless the directory has no desk.
pub struct Findings<'a> {
    pub fits: Vec<Fit<'a>>,
}

/// Finds the desks for a situation.
pub fn find<'a>(directory: &'a Directory, situation: &Situation, at: NaiveDateTime) -> Findings<'a> {
    find_named(directory, situation, &Hits::default(), at)
}

/// Finds the desks for a situation; those that bear the words typed come first, wherever they are.
pub fn find_named<'a>(
    directory: &'a Directory,
    situation: &Situation,
    words: &Hits,
    at: NaiveDateTime,
) -> Findings<'a> {
    Findings { fits: Look { directory, situation, words, at }.fits() }
}
