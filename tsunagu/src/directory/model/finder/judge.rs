//! How a desk stands to a situation: judged in a few bytes, so that fifty thousand desks can be put in order before
//! words are made for those that are shown.

use calendar::Channel;

use super::{FitReason, Hint, Situation, Talk};
use crate::directory::model::{
    desk::Desk,
    eligibility::{AgeFit, Relation},
    scenes::{Topic, Topics},
    sketch::Sketch,
};

/// What a question comes to at one desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named<T> {
    NotAsked,
    /// The documents name it.
    Yes(T),
    /// The documents are silent.
    Silent,
    /// The documents name others.
    Others(T),
}

impl<T> Named<T> {
    fn misses(&self) -> u8 {
        match self {
            Self::NotAsked | Self::Yes(_) => 0,
            Self::Silent => 1,
            Self::Others(_) => 2,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    caller: Named<Relation>,
    way: Named<Talk>,
    pub age: AgeFit,
    topic: Named<Topic>,
    /// Nothing was told, and this desk is for those who do not know where to ask.
    pub first_door: bool,
    age_is_told: bool,
}

impl Judgement {
    pub fn of(situation: &Situation, desk: &Desk, topics: Topics) -> Self {
        let sketch = desk.sketch;
        Self {
            caller: caller(situation.relation(), sketch),
            way: way(situation.talk(), sketch),
            age: sketch.ages.fit(situation.age, channel(situation)),
            topic: topic(situation.topics(), topics),
            first_door: situation.is_unsure() && sketch.first_door,
            age_is_told: situation.age.is_some(),
        }
    }

    /// Outside what the desk itself bounds exactly.
    pub fn is_outside(&self) -> bool {
        self.age == AgeFit::Outside
    }

    /// How much is to be said in advance; fewer comes first.
    pub fn misses(&self) -> u8 {
        let age = match self.age {
            AgeFit::Fits => 0,
            AgeFit::Around => 1,
            AgeFit::Outside => 2,
        };
        self.caller.misses() + self.way.misses() + self.topic.misses() + age
    }

    pub fn say(&self, situation: &Situation, desk: &Desk, reasons: &mut Vec<FitReason>, hints: &mut Vec<Hint>) {
        match self.topic {
            Named::Yes(topic) => reasons.push(FitReason::Speaks(topic)),
            Named::NotAsked | Named::Silent | Named::Others(_) => {}
        }
        match self.caller {
            Named::Yes(relation) => reasons.push(FitReason::Takes(relation)),
            Named::Others(_) => hints.push(Hint::CallerNotNamed),
            Named::NotAsked | Named::Silent => {}
        }
        self.say_age(situation, desk, reasons, hints);
        match self.way {
            Named::Yes(talk) => reasons.push(FitReason::Offers(talk)),
            Named::Others(talk) => hints.push(Hint::WayNotNamed(talk)),
            Named::NotAsked | Named::Silent => {}
        }
    }

    fn say_age(&self, situation: &Situation, desk: &Desk, reasons: &mut Vec<FitReason>, hints: &mut Vec<Hint>) {
        let eligibility = &desk.facts.eligibility;
        let Some(printed) = eligibility.age_text_ja.clone() else { return };
        if !eligibility.holds_everywhere() {
            if channel(situation).is_some_and(|way| eligibility.applies_to.contains(&way)) {
                hints.push(Hint::VisitCondition(printed));
            }
            return;
        }
        match self.age {
            AgeFit::Fits if self.age_is_told => reasons.push(FitReason::AgeWithin(printed)),
            AgeFit::Fits => {}
            AgeFit::Around => hints.push(Hint::AgeAround(printed)),
            AgeFit::Outside => hints.push(Hint::AgeOther(printed)),
        }
    }
}

/// The channel by which they would like to talk, for ages that are printed for one channel only.
fn channel(situation: &Situation) -> Option<Channel> {
    situation.talk().and_then(|talk| talk.channels().first().copied())
}

fn caller(relation: Option<Relation>, desk: Sketch) -> Named<Relation> {
    match relation {
        None => Named::NotAsked,
        Some(relation) if desk.callers.holds(relation) => Named::Yes(relation),
        Some(_) if desk.callers.is_empty() => Named::Silent,
        Some(relation) => Named::Others(relation),
    }
}

fn way(talk: Option<Talk>, desk: Sketch) -> Named<Talk> {
    let Some(talk) = talk else { return Named::NotAsked };
    let offers = talk == Talk::Write || talk.channels().iter().any(|channel| desk.ways.holds(*channel));
    match offers {
        true => Named::Yes(talk),
        false if !desk.names_channels => Named::Silent,
        false => Named::Others(talk),
    }
}

/// A desk that does not name the topic is no other desk: it is only read later.
fn topic(asked: Topics, of_desk: Topics) -> Named<Topic> {
    match asked.shared(of_desk) {
        _ if asked.is_empty() => Named::NotAsked,
        Some(topic) => Named::Yes(topic),
        None => Named::Silent,
    }
}
