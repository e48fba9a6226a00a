//! When each way to a desk is open, and when a human reads what was written. Compiled once, asked often.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock},
};

use calendar::{
    Answer, Channel, Closure, Holidays, HoursBlock, Reason, Rule, Schedule, State,
    business::{next_read, reply_due},
    hours::{ClockTime, Days},
};
use chrono::{NaiveDateTime, TimeDelta};

use super::{facts::DeskFacts, kept::Kept};

/// The usual window of a town hall, for desks whose documents print no hours.
const OFFICE_OPENS: ClockTime = ClockTime::hm(8, 30);
const OFFICE_CLOSES: ClockTime = ClockTime::hm(17, 15);
/// Within how many business days a desk answers that promises nothing of its own.
const ANSWER_WITHIN: u32 = 3;

/// One way to get in touch, at one place.
#[derive(Debug)]
pub struct Way {
    pub channel: Channel,
    /// Slug of the place, where the desk goes out to several.
    pub place: Option<String>,
    /// What is printed about its hours; empty if nothing is.
    pub blocks: Vec<HoursBlock>,
    kind: Kind,
    schedule: Schedule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Somebody is there, or not.
    Attended,
    /// A time is found when somebody asks.
    OnRequest,
    /// Messages wait until they are read.
    Written { always: bool },
}

/// How a way stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenState {
    /// Open, closed or unknown, and why.
    Attended(Answer),
    OnRequest,
    /// Never closed: what arrives waits. `always` if the document says that messages are taken at any hour.
    Written {
        always: bool,
    },
}

impl OpenState {
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Attended(answer) if answer.state.is_open())
    }

    /// The next certain opening of a way that is closed.
    pub fn opens(&self) -> Option<NaiveDateTime> {
        match self {
            Self::Attended(answer) => match answer.state {
                State::Closed { opens } => opens,
                State::Open { .. } | State::Unknown => None,
            },
            Self::OnRequest | Self::Written { .. } => None,
        }
    }

    /// Whether the documents print no hours at all.
    pub fn has_no_hours(&self) -> bool {
        matches!(self, Self::Attended(answer) if answer.reasons.contains(&Reason::NoHours))
    }
}

impl Way {
    pub fn state(&self, at: NaiveDateTime) -> OpenState {
        match self.kind {
            Kind::Attended => OpenState::Attended(self.schedule.answer(at)),
            Kind::OnRequest => OpenState::OnRequest,
            Kind::Written { always } => OpenState::Written { always },
        }
    }

    pub fn is_written(&self) -> bool {
        matches!(self.kind, Kind::Written { .. })
    }
}

/// When a human reads what was written to a desk.
#[derive(Debug)]
pub struct Reading {
    window: Schedule,
    /// No hours are printed: those of town halls in general are counted with.
    pub assumed: bool,
    within: u32,
    office: Schedule,
}

impl Reading {
    pub fn next(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        next_read(at, &self.window)
    }

    /// The end of the window on the last business day of the promise; the day of receipt is not counted.
    pub fn answer_by(&self, received: NaiveDateTime) -> NaiveDateTime {
        reply_due(received, self.within, &self.window)
            .or_else(|| reply_due(received, ANSWER_WITHIN, &self.office))
            // No office is shut for 400 days; still, a promise has to name a day.
            .unwrap_or(received + TimeDelta::days(7))
    }
}

/// The hours of a desk, compiled when they are first asked for. They were compiled once before, to find faults.
#[derive(Debug)]
pub struct Ways {
    facts: Arc<Kept<DeskFacts>>,
    holidays: Holidays,
    compiled: OnceLock<(Box<[Way]>, Reading)>,
}

impl Ways {
    pub fn of(facts: Arc<Kept<DeskFacts>>, holidays: &Holidays) -> Self {
        Self { facts, holidays: holidays.clone(), compiled: OnceLock::new() }
    }

    fn compiled(&self) -> &(Box<[Way]>, Reading) {
        self.compiled.get_or_init(|| {
            let ways = ways(&self.facts, &self.holidays).expect("the same notice compiled before");
            let reading = reading(&self.facts, &self.holidays).expect("the same notice compiled before");
            (ways.into_boxed_slice(), reading)
        })
    }

    pub fn reading(&self) -> &Reading {
        &self.compiled().1
    }
}

impl Deref for Ways {
    type Target = [Way];

    fn deref(&self) -> &[Way] {
        &self.compiled().0
    }
}

impl<'a> IntoIterator for &'a Ways {
    type Item = &'a Way;
    type IntoIter = std::slice::Iter<'a, Way>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn is_written(channel: Channel) -> bool {
    match channel {
        Channel::Email | Channel::WebForm | Channel::Fax | Channel::Line => true,
        Channel::Phone
        | Channel::InPerson
        | Channel::Visit
        | Channel::Online
        | Channel::Offsite
        | Channel::Accompaniment => false,
    }
}

/// The ways of a desk: those it names, those it gives hours for, those it gives a number or an address for.
pub fn ways(facts: &DeskFacts, holidays: &Holidays) -> Result<Vec<Way>, calendar::Fault> {
    let named = facts.channels.iter().copied();
    let timed = facts.hours.iter().flat_map(|block| block.applies_to.iter().copied());
    let reachable = [
        (!facts.phones.is_empty()).then_some(Channel::Phone),
        (!facts.emails.is_empty() || !facts.owned_emails.is_empty()).then_some(Channel::Email),
        facts.fax.is_some().then_some(Channel::Fax),
    ];
    let mut channels: Vec<Channel> = Vec::new();
    for channel in named.chain(timed).chain(reachable.into_iter().flatten()) {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    let mut ways = Vec::new();
    for channel in channels {
        let speaking: Vec<&HoursBlock> = facts.hours.iter().filter(|block| block.speaks_of(channel)).collect();
        let mut places: Vec<Option<&String>> = speaking.iter().map(|block| block.place.as_ref()).collect();
        places.dedup();
        if places.is_empty() {
            places.push(None);
        }
        for place in places {
            let here: Vec<HoursBlock> =
                speaking.iter().filter(|block| block.place.as_ref() == place).map(|block| (*block).clone()).collect();
            ways.push(way(channel, place.cloned(), here, facts, holidays)?);
        }
    }
    Ok(ways)
}

fn way(
    channel: Channel,
    place: Option<String>,
    blocks: Vec<HoursBlock>,
    facts: &DeskFacts,
    holidays: &Holidays,
) -> Result<Way, calendar::Fault> {
    let mut rules = blocks.iter().flat_map(|block| &block.rules);
    let kind = if is_written(channel) {
        Kind::Written { always: rules.any(|rule| rule.pattern.days == Days::Always) }
    } else if rules.next().is_some() && blocks.iter().flat_map(|block| &block.rules).all(is_on_request) {
        Kind::OnRequest
    } else {
        Kind::Attended
    };
    // A published exception is about the counter and the telephone, not about what was agreed with one person.
    let overrides = if matches!(channel, Channel::Phone | Channel::InPerson) { &facts.overrides[..] } else { &[] };
    let schedule = Schedule::compile(&blocks, overrides, holidays)?;
    Ok(Way { channel, place, blocks, kind, schedule })
}

fn is_on_request(rule: &Rule) -> bool {
    rule.pattern.days == Days::OnRequest
}

/// When messages to the desk are read: in the window printed for replies, else while somebody is at the telephone or
/// the counter. "Accepted at any hour" says nothing about reading, and a window of one morning a month is not one in
/// which a desk reads its mail.
pub fn reading(facts: &DeskFacts, holidays: &Holidays) -> Result<Reading, calendar::Fault> {
    let office = Schedule::weekdays(OFFICE_OPENS, OFFICE_CLOSES, holidays)?;
    let staffed: Vec<HoursBlock> = facts
        .hours
        .iter()
        .filter(|block| [Channel::Phone, Channel::InPerson, Channel::Email].iter().any(|way| block.speaks_of(*way)))
        .filter(|block| block.place.is_none())
        .map(|block| HoursBlock {
            rules: block.rules.iter().filter(|rule| matches!(rule.pattern.days, Days::Weekly(_))).cloned().collect(),
            ..block.clone()
        })
        .filter(|block| !block.rules.is_empty())
        .collect();
    let printed = facts.reply.as_ref();
    let (window, assumed) = match (printed.and_then(|promise| promise.window.as_ref()), staffed.is_empty()) {
        (Some(window), _) => {
            let closures: Vec<Closure> = staffed.iter().flat_map(|block| block.closures.iter().cloned()).collect();
            (window.schedule(&closures, holidays)?, false)
        }
        (None, false) => (Schedule::compile(&staffed, &facts.overrides, holidays)?, false),
        (None, true) => (Schedule::weekdays(OFFICE_OPENS, OFFICE_CLOSES, holidays)?, true),
    };
    let within = printed.and_then(|promise| promise.within_business_days).filter(|days| *days > 0);
    Ok(Reading { window, assumed, within: within.unwrap_or(ANSWER_WITHIN), office })
}
