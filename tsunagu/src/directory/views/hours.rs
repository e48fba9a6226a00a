//! The printed hours as other programs take them: each block once, with the ways and the exceptions it speaks of.

use std::sync::LazyLock;

use calendar::{Channel, Holidays, HoursBlock, Override, exchange::Notice};
use chrono::{NaiveDate, NaiveDateTime};

use crate::directory::model::{
    Directory,
    desk::{Desk, OpenState},
    gathering::Gathering,
};

static NATIONAL: LazyLock<Holidays> = LazyLock::new(Holidays::national);

/// Hours during which somebody is there.
#[derive(Debug)]
pub struct Hours<'a> {
    /// The ways to get in touch for which they hold; none for a gathering.
    pub channels: Vec<Channel>,
    /// Slug of the place, where a desk goes out to several.
    pub place: Option<&'a str>,
    pub block: &'a HoursBlock,
    overrides: Vec<Override>,
}

impl Hours<'_> {
    /// The hours from `first` on, ready to be written in another form. `None` if they cannot be compiled, which the
    /// start of the program would have refused.
    pub fn notice(&self, first: NaiveDate) -> Option<Notice<'_>> {
        Notice::check(self.block, &self.overrides, &NATIONAL, first).ok()
    }

    pub fn speaks_of(&self, channel: Channel) -> bool {
        self.channels.contains(&channel)
    }

    /// The published exceptions, in the order of publication.
    pub fn exceptions(&self) -> &[Override] {
        &self.overrides
    }
}

/// The hours of a desk's counter, telephone and visits. What is written is read by `Desk::next_read`, and a time found
/// together has no hours. None while the desk pauses, before it begins and after its end: no program may call it open.
pub fn desk_hours(desk: &Desk, at: NaiveDateTime) -> Vec<Hours<'_>> {
    let mut found: Vec<Hours<'_>> = Vec::new();
    if desk.rest(at.date()).is_some() {
        return found;
    }
    for way in desk.ways.iter().filter(|way| matches!(way.state(at), OpenState::Attended(_))) {
        // A published exception is about the counter and the telephone, not about what was agreed with one person.
        let excepted = matches!(way.channel, Channel::Phone | Channel::InPerson);
        let exceptions = desk.facts.overrides.iter().filter(|it| excepted && it.speaks_of(way.channel));
        let overrides: Vec<Override> = exceptions.cloned().collect();
        for block in way.blocks.iter().filter(|block| !block.rules.is_empty()) {
            let place = way.place.as_deref();
            let same =
                |hours: &&mut Hours<'_>| hours.block == block && hours.place == place && hours.overrides == overrides;
            match found.iter_mut().find(same) {
                Some(hours) => hours.channels.push(way.channel),
                None => found.push(Hours { channels: vec![way.channel], place, block, overrides: overrides.clone() }),
            }
        }
    }
    found
}

/// The hours of a gathering: its own, or those of the counter of the desk it follows, with what was published of that.
/// None while it or that desk pauses.
pub fn gathering_hours<'a>(directory: &'a Directory, gathering: &'a Gathering) -> Vec<Hours<'a>> {
    if !gathering.keeps_hours() {
        return Vec::new();
    }
    let schedule = &gathering.facts.schedule;
    let host = schedule.same_as_desk.as_ref().and_then(|slug| directory.desk_by_slug(slug));
    let counter = host.and_then(|desk| Some((desk, desk.ways_by(Channel::InPerson).next()?)));
    let (blocks, overrides): (Vec<&HoursBlock>, Vec<Override>) = match counter {
        Some((desk, way)) => (way.blocks.iter().collect(), desk.exceptions_of(Channel::InPerson)),
        None => (vec![schedule], Vec::new()),
    };
    let printed = blocks.into_iter().filter(|block| !block.rules.is_empty());
    printed.map(|block| Hours { channels: Vec::new(), place: None, block, overrides: overrides.clone() }).collect()
}
