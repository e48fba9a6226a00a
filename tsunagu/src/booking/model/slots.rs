//! Which times an offer has on a day, and how each stands. Computed from the notice, the holidays, the closures of the
//! desk and the changes that were published; never stored. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use calendar::{Holidays, Interval, Schedule, hours::Mode, hours::Override, reading};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::OfferFacts;
use crate::{
    platform::{
        Refusal, clock,
        ids::{HostId, OfferChangeId, OfferId},
    },
    vocabulary,
};

/// A host is given away in pieces of this length.
const QUARTER: i64 = 15 * 60;
/// What is not known for this long is a day without printed times, not a time that can be asked for.
const NO_TIMES: TimeDelta = TimeDelta::hours(12);

/// One time of an offer. Its identity is the offer and the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// False if the notice does not say whether it takes place: one asks first.
    pub is_certain: bool,
}

impl Slot {
    /// The quarters of an hour that it touches.
    pub fn quarters(&self) -> std::ops::Range<i64> {
        quarters(clock::instant(self.start), clock::instant(self.end))
    }
}

/// The quarters of an hour, counted from 1970, that a stretch of time touches.
pub fn quarters(start: DateTime<Utc>, end: DateTime<Utc>) -> std::ops::Range<i64> {
    let last = (end.timestamp() + QUARTER - 1).div_euclid(QUARTER);
    start.timestamp().div_euclid(QUARTER)..last
}

vocabulary! {
    /// How a time stands, as the public sees it.
    pub enum Standing("slot") {
        Free => "free",
        /// Only few seats are left.
        Few => "few",
        Full => "full",
        /// Too late to book here.
        Over => "over",
        /// It is not certain that it takes place.
        AskFirst => "ask-first",
    }
}

impl Standing {
    pub fn is_open(self) -> bool {
        match self {
            Self::Free | Self::Few => true,
            Self::Full | Self::Over | Self::AskFirst => false,
        }
    }
}

/// A published change of an offer: a stretch of time that does not take place, or takes place at another time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: OfferChangeId,
    pub offer: OfferId,
    pub from: NaiveDateTime,
    pub until: NaiveDateTime,
    pub moved_to: Option<NaiveDateTime>,
    /// Public words.
    pub reason: String,
}

impl Change {
    fn touches(&self, start: NaiveDateTime, end: NaiveDateTime) -> bool {
        start < self.until && self.from < end
    }

    /// The last moment that it says anything about.
    pub fn last_touched(&self) -> NaiveDateTime {
        let moved = self.moved_to.map(|to| to + (self.until - self.from));
        moved.map_or(self.until, |end| end.max(self.until))
    }

    /// Where a time lies after this change, if it is touched by it and the session was moved.
    pub fn moved(&self, start: NaiveDateTime) -> Option<NaiveDateTime> {
        self.moved_to.filter(|_| self.from <= start && start < self.until).map(|to| start + (to - self.from))
    }
}

/// What is given away already.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Seats by offer and start.
    pub seats: HashMap<(OfferId, NaiveDateTime), u32>,
    pub hosts: HashSet<(HostId, i64)>,
}

/// An offer made answerable for some days.
pub struct Timetable<'a> {
    offer: OfferId,
    facts: &'a OfferFacts,
    rule: Option<Schedule>,
    /// Days on which the desk is shut, with the public reason.
    shut: Vec<(NaiveDate, NaiveDate, &'a str)>,
    changes: &'a [Change],
}

impl<'a> Timetable<'a> {
    pub fn of(
        offer: OfferId,
        facts: &'a OfferFacts,
        desk: &'a [Override],
        changes: &'a [Change],
        holidays: &Holidays,
    ) -> Self {
        let notice = facts.notice.trim();
        let rule = (!notice.is_empty()).then(|| reading::read(notice).schedule(None, holidays));
        let is_about = |it: &&Override| it.mode == Mode::Close && it.speaks_of(facts.channel);
        Self {
            offer,
            facts,
            rule,
            shut: desk.iter().filter(is_about).map(|it| (it.from, it.to, it.reason.as_str())).collect(),
            changes,
        }
    }

    /// Why the desk is shut on a day, if it published so.
    pub fn shut(&self, day: NaiveDate) -> Option<&'a str> {
        self.shut.iter().find(|(from, to, _)| *from <= day && day <= *to).map(|(_, _, reason)| *reason)
    }

    /// The changes that a reader of a day should know.
    pub fn changes(&self, day: NaiveDate) -> impl Iterator<Item = &'a Change> {
        let is_on = move |change: &&Change| {
            (change.from.date() <= day && day <= change.until.date())
                || change.moved_to.is_some_and(|to| to.date() == day)
        };
        self.changes.iter().filter(is_on)
    }

    /// Whether something is said of the day that leaves open whether anything takes place.
    pub fn is_unsure(&self, day: NaiveDate) -> bool {
        !self.is_listed(day) && self.rule.as_ref().is_some_and(|rule| rule.day(day).is_unknown())
    }

    fn is_listed(&self, day: NaiveDate) -> bool {
        self.facts.dates.iter().any(|session| session.day == day)
    }

    /// The times of a day in order, as the notice and the dates have them and as changes left them.
    pub fn slots(&self, day: NaiveDate) -> Vec<Slot> {
        if self.facts.is_by_agreement() {
            return Vec::new();
        }
        let mut slots = Vec::new();
        if self.shut(day).is_none() {
            for session in self.facts.dates.iter().filter(|session| session.day == day) {
                self.cut(day.and_time(session.from), Some(day.and_time(session.until)), true, &mut slots);
            }
            if let Some(rule) = self.rule.as_ref().filter(|_| !self.is_listed(day)) {
                let answer = rule.day(day);
                let begins_here = |interval: &&Interval| interval.start.date() == day;
                for interval in answer.open.iter().filter(begins_here) {
                    self.cut(interval.start, interval.end, !self.facts.tentative, &mut slots);
                }
                let has_times = |interval: &&Interval| interval.end.is_none_or(|end| end - interval.start < NO_TIMES);
                for interval in answer.unknown.iter().filter(begins_here).filter(has_times) {
                    self.cut(interval.start, interval.end, false, &mut slots);
                }
            }
        }
        for change in self.changes {
            slots.retain(|slot| !change.touches(slot.start, slot.end));
            if let Some(to) = change.moved_to.filter(|to| to.date() == day) {
                self.cut(to, Some(to + (change.until - change.from)), true, &mut slots);
            }
        }
        slots.sort_unstable();
        slots.dedup_by_key(|slot| slot.start);
        slots
    }

    /// Cuts a session into slots. Where no end is printed there is one.
    fn cut(&self, from: NaiveDateTime, until: Option<NaiveDateTime>, is_certain: bool, slots: &mut Vec<Slot>) {
        let length = self.facts.length();
        let until = until.unwrap_or(from + length);
        let mut start = from;
        while start + length <= until {
            slots.push(Slot { start, end: start + length, is_certain });
            start += length + TimeDelta::minutes(self.facts.buffer.into());
        }
    }

    /// The slot that begins at `start`.
    pub fn slot(&self, start: NaiveDateTime) -> Option<Slot> {
        self.slots(start.date()).into_iter().find(|slot| slot.start == start)
    }

    /// How many may still come.
    pub fn left(&self, slot: Slot, taken: &Taken) -> u32 {
        let seats = taken.seats.get(&(self.offer, slot.start)).copied().unwrap_or(0);
        let left = u32::from(self.facts.capacity).saturating_sub(seats);
        if left > 0 && choose(&self.facts.needs, slot.quarters(), &taken.hosts).is_none() { 0 } else { left }
    }

    /// How a slot stands at `now`.
    pub fn standing(&self, slot: Slot, now: NaiveDateTime, taken: &Taken) -> Standing {
        if self.is_over(slot, now) {
            return Standing::Over;
        }
        if !slot.is_certain || slot.start.date() > self.last_day(now) {
            return Standing::AskFirst;
        }
        match (self.left(slot, taken), u32::from(self.facts.capacity)) {
            (0, _) => Standing::Full,
            (left, capacity) if left < capacity && (left == 1 || left * 4 <= capacity) => Standing::Few,
            _ => Standing::Free,
        }
    }

    fn is_over(&self, slot: Slot, now: NaiveDateTime) -> bool {
        slot.start <= now || now > slot.start - TimeDelta::hours(self.facts.lead_hours.into())
    }

    /// The last day that can be booked.
    pub fn last_day(&self, now: NaiveDateTime) -> NaiveDate {
        now.date() + TimeDelta::days(self.facts.days_ahead.into())
    }

    /// The slot at `start`, if a visitor may have it as far as the clock and the notice say. Whether a seat is left is
    /// for the database to answer.
    pub fn bookable(&self, start: NaiveDateTime, now: NaiveDateTime) -> Result<Slot, Refusal> {
        if start <= now {
            return Err(Refusal::new("refused-slot-past"));
        }
        let slot = self.slot(start).ok_or_else(|| Refusal::new("refused-slot-gone"))?;
        match self.standing(slot, now, &Taken::default()) {
            Standing::Free | Standing::Few => Ok(slot),
            Standing::Over => Err(Refusal::new("refused-slot-over")),
            Standing::AskFirst => Err(Refusal::new("refused-slot-unsure")),
            Standing::Full => Err(Refusal::new("refused-slot-full")),
        }
    }

    /// The next slots that are free, from a moment on.
    pub fn next_free(&self, from: NaiveDateTime, now: NaiveDateTime, taken: &Taken, most: usize) -> Vec<Slot> {
        let mut found = Vec::new();
        let mut day = from.max(now).date();
        while found.len() < most && day <= self.last_day(now) {
            let free = |slot: &Slot| slot.start >= from && self.standing(*slot, now, taken).is_open();
            found.extend(self.slots(day).into_iter().filter(free));
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        found.truncate(most);
        found
    }
}

/// One free host for each need, or `None` if somebody is missing. Nobody is counted twice.
pub fn choose(
    needs: &[Vec<HostId>],
    quarters: std::ops::Range<i64>,
    taken: &HashSet<(HostId, i64)>,
) -> Option<Vec<HostId>> {
    fn fill(needs: &[Vec<HostId>], free: &dyn Fn(HostId) -> bool, chosen: &mut Vec<HostId>) -> bool {
        let Some((need, rest)) = needs.split_first() else { return true };
        for host in need.iter().filter(|host| free(**host)) {
            if chosen.contains(host) {
                continue;
            }
            chosen.push(*host);
            if fill(rest, free, chosen) {
                return true;
            }
            chosen.pop();
        }
        false
    }
    let free = |host: HostId| quarters.clone().all(|quarter| !taken.contains(&(host, quarter)));
    let mut chosen = Vec::new();
    fill(needs, &free, &mut chosen).then_some(chosen)
}

/// As many free hosts as there are needs for which one can be had, where somebody is missing.
pub fn choose_most(
    needs: &[Vec<HostId>],
    quarters: std::ops::Range<i64>,
    taken: &HashSet<(HostId, i64)>,
) -> Vec<HostId> {
    /// Finds a host for `need`, if it must be by giving another host to the need that had this one.
    fn fill(
        needs: &[Vec<HostId>],
        need: usize,
        free: &dyn Fn(HostId) -> bool,
        tried: &mut BTreeSet<HostId>,
        chosen: &mut BTreeMap<HostId, usize>,
    ) -> bool {
        for host in needs.get(need).into_iter().flatten().filter(|host| free(**host)) {
            if !tried.insert(*host) {
                continue;
            }
            let other = chosen.get(host).copied();
            if other.is_none_or(|other| fill(needs, other, free, tried, chosen)) {
                chosen.insert(*host, need);
                return true;
            }
        }
        false
    }
    let free = |host: HostId| quarters.clone().all(|quarter| !taken.contains(&(host, quarter)));
    let mut chosen = BTreeMap::new();
    for need in 0..needs.len() {
        fill(needs, need, &free, &mut BTreeSet::new(), &mut chosen);
    }
    chosen.into_keys().collect()
}
