//! A desk (窓口) where people may talk.

use std::sync::Arc;

use calendar::{Channel, Holidays, Override, hours::PrintedDate};
use chrono::{NaiveDate, NaiveDateTime};

pub use super::opening::{OpenState, Way};
use super::{
    DeskRecord, Fault,
    facts::{AddressPeriod, DeskFacts, Phone, Standing},
    freshness::{Facet, Freshness},
    kept::{Common, Kept},
    opening::{Ways, reading, ways},
    sketch::Sketch,
};
use crate::platform::ids::{DeskId, MunicipalityId, OrganizationId};

/// Why nobody is at a desk, however its hours are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It pauses and stays listed.
    Suspended,
    /// It is over, by its standing or by its last day.
    Ended,
    /// It begins on this day.
    NotYet(NaiveDate),
}

#[derive(Debug)]
pub struct Desk {
    pub id: DeskId,
    pub slug: String,
    pub municipality: MunicipalityId,
    /// The organisation that answers.
    pub organization: OrganizationId,
    pub name: String,
    /// When somebody last made sure of each part.
    pub freshness: Freshness,
    pub facts: Arc<Kept<DeskFacts>>,
    pub ways: Ways,
    /// What the finder puts it in order by.
    pub sketch: Sketch,
}

impl Desk {
    pub fn compile(row: DeskRecord, holidays: &Holidays, common: &mut Common) -> Result<Self, Fault> {
        let fault = |problem: calendar::Fault| Fault { record: row.slug.clone(), problem: problem.to_string() };
        let compiled = ways(&row.facts, holidays).map_err(fault)?;
        reading(&row.facts, holidays).map_err(fault)?;
        let sketch = Sketch::of(&row.facts, &compiled);
        let facts = Kept::of(&row.facts, common)
            .map_err(|problem| Fault { record: row.slug.clone(), problem: problem.to_string() })?;
        let facts = Arc::new(facts);
        Ok(Self {
            id: row.id,
            slug: row.slug,
            municipality: row.municipality,
            organization: row.organization,
            name: row.name,
            freshness: row.freshness,
            ways: Ways::of(facts.clone(), holidays),
            facts,
            sketch,
        })
    }

    /// The published exceptions that speak of a way, in the order of publication.
    pub fn exceptions_of(&self, channel: Channel) -> Vec<Override> {
        self.facts.overrides.iter().filter(|it| it.speaks_of(channel)).cloned().collect()
    }

    /// When a human next reads a written message: now, if somebody is there.
    pub fn next_read(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        self.ways.reading().next(at)
    }

    /// True if the documents print no hours, so that those of town halls in general are counted with.
    pub fn reading_hours_assumed(&self) -> bool {
        self.ways.reading().assumed
    }

    /// The moment by which a message received at `received` is answered.
    pub fn answer_by(&self, received: NaiveDateTime) -> NaiveDateTime {
        self.ways.reading().answer_by(received)
    }

    /// When an answer written at `at` goes out, where the desk promises its answers within hours: nothing if that is at once.
    pub fn answer_goes_out(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        self.facts.reply.as_ref().and_then(|promise| promise.window.as_ref())?;
        self.next_read(at).filter(|next| *next > at)
    }

    /// Every desk takes written messages through this program.
    pub fn takes_messages(&self) -> bool {
        true
    }

    /// The hours were checked so long ago that "open" is no longer promised: one calls first.
    pub fn has_stale_hours(&self, day: NaiveDate) -> bool {
        self.freshness.is_stale(Facet::Hours, day)
    }

    /// The name people use, where there is a short one.
    pub fn short_name(&self) -> &str {
        self.facts.brand.as_deref().unwrap_or(&self.name)
    }

    /// The ways through `channel`; two if the desk goes out to two places.
    pub fn ways_by(&self, channel: Channel) -> impl Iterator<Item = &Way> {
        self.ways.iter().filter(move |way| way.channel == channel)
    }

    /// The way that tells most about the desk at this moment: one that is open, else the one that opens first, else
    /// the first whose hours are not known. `None` if one can only write.
    pub fn foremost(&self, at: NaiveDateTime) -> Option<(&Way, OpenState)> {
        let rank = |way: &Way, state: &OpenState| {
            let kind = match state {
                _ if state.is_open() => 0,
                OpenState::Attended(_) if state.opens().is_some() => 1,
                OpenState::Attended(_) if !state.has_no_hours() => 2,
                OpenState::OnRequest => 3,
                OpenState::Attended(_) => 4,
                OpenState::Written { .. } => 5,
            };
            let place = match way.channel {
                Channel::Phone => 0,
                Channel::InPerson => 1,
                _ => 2,
            };
            (kind, state.opens(), place)
        };
        self.ways
            .iter()
            .filter(|way| !way.is_written())
            .map(|way| (way, way.state(at)))
            .min_by_key(|(way, state)| rank(way, state))
    }

    /// Whether the finder, the town's lists and its papers show it on a day: it has not ended, and a desk for one day
    /// is there on that day only (S-071).
    pub fn is_there(&self, day: NaiveDate) -> bool {
        self.sketch.is_there(day)
    }

    /// Why nobody is there on a day, whatever hours are printed. `None`: its hours hold.
    pub fn rest(&self, day: NaiveDate) -> Option<Rest> {
        let has_passed = self.facts.valid_to.is_some_and(|last| last.last_day() < day);
        match self.facts.standing {
            Standing::Ended => Some(Rest::Ended),
            Standing::Active | Standing::Suspended | Standing::Unclear if has_passed => Some(Rest::Ended),
            Standing::Suspended => Some(Rest::Suspended),
            Standing::Active | Standing::Unclear => {
                let first = self.facts.valid_from.map(PrintedDate::first_day).filter(|first| *first > day);
                first.map(Rest::NotYet)
            }
        }
    }

    /// The number to print alone on a day: the first that is answered then and that others may copy; where there is
    /// none, the first that will be.
    pub fn phone(&self, day: NaiveDate) -> Option<&Phone> {
        let shown = || self.phones(day).into_iter().filter(|phone| phone.is_public());
        shown().find(|phone| phone.valid_from.is_none_or(|from| from.first_day() <= day)).or_else(|| shown().next())
    }

    /// The numbers to show on a day: those that are answered and those that will be; never one that no longer is.
    pub fn phones(&self, day: NaiveDate) -> Vec<&Phone> {
        let has_ended = |phone: &Phone| phone.valid_to.is_some_and(|last| last.last_day() < day);
        self.facts.phones.iter().filter(|phone| !has_ended(phone)).collect()
    }

    /// The addresses to show on a day: those that hold and those that will; never one that no longer holds.
    pub fn addresses(&self, day: NaiveDate) -> Vec<&AddressPeriod> {
        let has_ended = |address: &AddressPeriod| address.valid_to.is_some_and(|last| last.last_day() < day);
        self.facts.addresses.iter().filter(|address| !has_ended(address)).collect()
    }
}
