//! States and moments in words.

use calendar::{
    Channel, Reason, State,
    words::{answer_in_words, reason_in_words},
};
use chrono::{NaiveDate, NaiveDateTime};

use crate::{
    directory::model::{
        desk::{Desk, OpenState, Rest, Way},
        freshness::Facet,
    },
    platform::web::Visit,
};

/// One line that tells how a way stands: in words, with a shape beside them.
pub struct StateLine {
    pub class: &'static str,
    pub way: String,
    pub words: String,
}

/// The key of a channel's word.
pub fn channel_word(v: &Visit, channel: Channel) -> String {
    v.t(match channel {
        Channel::Phone => "desk-channel-phone",
        Channel::Email => "desk-channel-email",
        Channel::InPerson => "desk-channel-in-person",
        Channel::Visit => "desk-channel-visit",
        Channel::Online => "desk-channel-online",
        Channel::Line => "desk-channel-line",
        Channel::WebForm => "desk-channel-web-form",
        Channel::Fax => "desk-channel-fax",
        Channel::Offsite => "desk-channel-offsite",
        Channel::Accompaniment => "desk-channel-accompaniment",
    })
}

/// That nobody is at the desk on a day, whatever hours are printed. `None`: its hours hold.
pub fn rest_words(v: &Visit, desk: &Desk, day: NaiveDate) -> Option<String> {
    desk.rest(day).map(|rest| match rest {
        Rest::Suspended => v.t("record-suspended"),
        Rest::Ended => v.t("record-ended"),
        Rest::NotYet(first) => v.t1("desk-for-a-time", "days", v.t1("desk-address-from", "day", v.day(first))),
    })
}

/// That the printed hours were checked too long ago to go by. `None`: they were not, or none hold.
pub fn stale_words(v: &Visit, desk: &Desk, day: NaiveDate) -> Option<String> {
    let mut blocks = desk.ways.iter().filter(|way| !way.is_written()).flat_map(|way| &way.blocks);
    let tells_hours = desk.rest(day).is_none() && blocks.any(|block| !block.rules.is_empty());
    let checked = desk.freshness.checked(Facet::Hours).filter(|_| tells_hours && desk.has_stale_hours(day))?;
    Some(v.t1("desk-hours-stale", "day", v.day(checked)))
}

/// How a desk stands now, told by its foremost way; of itself while it rests. `None` if one can only write.
pub fn desk_state(v: &Visit, desk: &Desk, at: NaiveDateTime) -> Option<StateLine> {
    match rest_words(v, desk, at.date()) {
        Some(words) => Some(StateLine { class: "state-closed", way: v.t("paper-role-desk"), words }),
        None => desk.foremost(at).map(|(way, _)| state_line(v, desk, way, at)),
    }
}

/// How a way of a desk stands now.
pub fn state_line(v: &Visit, desk: &Desk, way: &Way, at: NaiveDateTime) -> StateLine {
    if let Some(words) = rest_words(v, desk, at.date()) {
        return StateLine { class: "state-closed", way: channel_word(v, way.channel), words };
    }
    let state = way.state(at);
    let words = match &state {
        OpenState::Attended(_) if state.has_no_hours() => v.t("desk-state-no-hours"),
        OpenState::Attended(answer) => answer_in_words(answer, at, v.calendar_lang()),
        OpenState::OnRequest => reason_in_words(&Reason::OnRequest, v.calendar_lang()),
        OpenState::Written { always: true } => v.t1("desk-state-written-always", "read", reading_words(v, desk, at)),
        OpenState::Written { always: false } => v.t1("desk-state-written", "read", reading_words(v, desk, at)),
    };
    if state.is_open() && desk.has_stale_hours(at.date()) {
        let day = desk.freshness.checked(Facet::Hours).map(|day| v.day(day)).unwrap_or_default();
        let words = v.t1("desk-state-stale", "day", day);
        return StateLine { class: "state-unknown", way: channel_word(v, way.channel), words };
    }
    let class = match &state {
        OpenState::Attended(answer) => match answer.state {
            State::Open { .. } => "state-open",
            State::Closed { .. } => "state-closed",
            State::Unknown => "state-unknown",
        },
        OpenState::Written { always: true } => "state-open",
        OpenState::OnRequest | OpenState::Written { always: false } => "state-unknown",
    };
    StateLine { class, way: channel_word(v, way.channel), words }
}

/// When a human next reads a message, and whether that is counted with ordinary office hours. Nobody can tell while the
/// desk rests.
pub fn reading_words(v: &Visit, desk: &Desk, at: NaiveDateTime) -> String {
    if desk.rest(at.date()).is_some() {
        return v.t("desk-read-unknown");
    }
    let read = match desk.next_read(at) {
        Some(read) if read <= at => v.t("desk-read-now"),
        Some(read) => v.t1("desk-read-next", "when", moment_words(v, read)),
        None => v.t("desk-read-unknown"),
    };
    if desk.reading_hours_assumed() { v.t1("desk-read-assumed", "read", read) } else { read }
}

/// A day and a time on the wall clock in Japan.
pub fn moment_words(v: &Visit, at: NaiveDateTime) -> String {
    v.t2("desk-moment", ("day", v.near(at.date())), ("time", v.time(at.time())))
}
