//! From when one may come in, and whether one may come late or leave early: said wherever a gathering or an event is.

use calendar::{clock::ClockTime, words::time_in_words};

use crate::{
    directory::model::{event::EventFacts, facts::GatheringFacts},
    platform::{Lang, web::Visit},
};

/// What is known of coming and going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    pub doors_open: Option<ClockTime>,
    pub join_late: bool,
    pub leave_early: bool,
}

impl From<&GatheringFacts> for Coming {
    fn from(facts: &GatheringFacts) -> Self {
        let GatheringFacts { doors_open, join_late, leave_early, .. } = *facts;
        Self { doors_open, join_late, leave_early }
    }
}

impl From<&EventFacts> for Coming {
    fn from(facts: &EventFacts) -> Self {
        let EventFacts { doors_open, join_late, leave_early, .. } = *facts;
        Self { doors_open, join_late, leave_early }
    }
}

impl Coming {
    fn keys(self) -> impl Iterator<Item = &'static str> {
        let late = self.join_late.then_some("coming-late");
        late.into_iter().chain(self.leave_early.then_some("coming-early"))
    }
}

/// A sentence each; none where nothing is known.
pub fn coming_words(v: &Visit, coming: impl Into<Coming>) -> Vec<String> {
    let coming = coming.into();
    let doors = coming.doors_open.map(|time| v.t1("coming-doors", "time", time_in_words(time, v.calendar_lang())));
    doors.into_iter().chain(coming.keys().map(|key| v.t(key))).collect()
}

/// The same in Japanese for files that others read, with the time as tables write it. Empty where nothing is known.
pub fn coming_in_japanese(coming: impl Into<Coming>) -> String {
    let coming = coming.into();
    let doors = coming.doors_open.map(|time| Lang::Ja.with("coming-doors", &[("time", &time.to_string())]));
    doors.into_iter().chain(coming.keys().map(|key| Lang::Ja.t(key))).collect()
}
