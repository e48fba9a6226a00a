//! The few bytes of a desk by which the finder puts it in order, so that the whole of its facts is read only where it
//! is shown.

use calendar::Channel;
use chrono::NaiveDate;

use super::{
    eligibility::{Ages, Relation},
    facts::{DeskFacts, Standing},
    opening::Way,
};

/// A set of channels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Channels(u16);

impl Channels {
    pub fn holds(self, channel: Channel) -> bool {
        self.0 & 1 << channel as u16 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Channel> for Channels {
    fn from_iter<I: IntoIterator<Item = Channel>>(channels: I) -> Self {
        channels.into_iter().fold(Self::default(), |all, channel| Self(all.0 | 1 << channel as u16))
    }
}

/// A set of callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relations(u8);

impl Relations {
    pub fn holds(self, relation: Relation) -> bool {
        self.0 & 1 << relation as u8 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Relation> for Relations {
    fn from_iter<I: IntoIterator<Item = Relation>>(relations: I) -> Self {
        relations.into_iter().fold(Self::default(), |all, relation| Self(all.0 | 1 << relation as u8))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch {
    pub ages: Ages,
    /// Those the documents name as callers, near relations included.
    pub callers: Relations,
    /// The documents name channels at all.
    pub names_channels: bool,
    /// Channels through which it can be reached.
    pub ways: Channels,
    pub first_door: bool,
    has_ended: bool,
    /// First and last day of a desk that is there for a time only.
    days: [Option<NaiveDate>; 2],
}

impl Sketch {
    pub fn of(facts: &DeskFacts, ways: &[Way]) -> Self {
        let eligibility = &facts.eligibility;
        Self {
            ages: eligibility.ages(),
            callers: Relation::ALL.iter().copied().filter(|relation| eligibility.names(*relation)).collect(),
            names_channels: !facts.channels.is_empty(),
            ways: ways.iter().map(|way| way.channel).collect(),
            first_door: eligibility.first_door,
            has_ended: facts.standing == Standing::Ended,
            days: [facts.valid_from.map(|from| from.first_day()), facts.valid_to.map(|to| to.last_day())],
        }
    }

    /// Whether the finder shows it on a day: neither ended nor outside the days on which it is there.
    pub fn is_there(&self, day: NaiveDate) -> bool {
        let [from, to] = self.days;
        !self.has_ended && from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    }
}
