//! How a desk takes bookings: what is said of it, how its notice is read, what a form must say. Pure.

pub mod arranged;
pub mod slots;
pub mod venues;

use calendar::{Channel, Holidays, Schedule, clock::read_range, hours::ClockTime, reading, wareki};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use self::arranged::Place;
use crate::{
    directory::facts::Reservation,
    platform::{
        Refusal,
        ids::{DeskId, HostId, MunicipalityId, OfferId, OrganizationId, StaffId},
    },
    vocabulary,
};

/// Longest name, and longest free text of an offer.
const LONGEST_NAME: usize = 80;
pub const LONGEST: usize = 2_000;
/// A slot lasts from five minutes to a working day.
const MINUTES: std::ops::RangeInclusive<u16> = 5..=600;
/// The longest pause between two slots.
const MOST_BUFFER: u16 = 240;
/// The most that may come at the same time.
const MOST_SEATS: u16 = 200;
/// The earliest closing: half a year before.
const MOST_LEAD_HOURS: u32 = 24 * 180;
/// The furthest day that can be booked.
const MOST_DAYS_AHEAD: u32 = 400;

/// One way in which a desk takes bookings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub id: OfferId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub desk: DeskId,
    pub name: String,
    pub facts: OfferFacts,
    /// Whether the public sees it.
    pub is_shown: bool,
    pub version: i64,
    /// No change that was ever published reaches beyond this moment.
    pub changed_until: Option<NaiveDateTime>,
}

/// What is known of an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferFacts {
    pub channel: Channel,
    pub place: String,
    /// Days and hours in the words of the notice; empty where a time is found when somebody asks.
    pub notice: String,
    /// Single dates beside the rule; where the rule is only one of thumb, the dates that are certain.
    pub dates: Vec<Session>,
    pub minutes: u16,
    pub buffer: u16,
    /// How many may come at the same time, with and without a booking.
    pub capacity: u16,
    pub lead_hours: u32,
    pub days_ahead: u32,
    pub reservation: Reservation,
    /// The rule is one of thumb: only dates that are listed are certain.
    pub tentative: bool,
    /// Who takes the bookings, where it is another body.
    pub elsewhere: Option<Elsewhere>,
    /// Why a booking is asked for, in friendly words.
    pub reason: String,
    pub prerequisites: String,
    pub cost: String,
    /// How many visits the family and the person may have, each for themselves.
    pub visits: Option<u32>,
    /// Of each list one must be free: a first interview is led by somebody of both organisations.
    pub needs: Vec<Vec<HostId>>,
    /// Where whoever books may choose to meet; nothing where the place is fixed, or settled by talking.
    #[serde(default)]
    pub places: Vec<Place>,
}

impl Default for OfferFacts {
    fn default() -> Self {
        Self {
            channel: Channel::InPerson,
            place: String::new(),
            notice: String::new(),
            dates: Vec::new(),
            minutes: 50,
            buffer: 10,
            capacity: 1,
            lead_hours: 0,
            days_ahead: 60,
            reservation: Reservation::RequiredInPrinciple,
            tentative: false,
            elsewhere: None,
            reason: String::new(),
            prerequisites: String::new(),
            cost: String::new(),
            visits: None,
            needs: Vec::new(),
            places: Vec::new(),
        }
    }
}

/// The body that takes the bookings of an offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    pub body: String,
    pub phone: String,
}

/// One date of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    pub day: NaiveDate,
    pub from: NaiveTime,
    pub until: NaiveTime,
}

vocabulary! {
    /// Who or what receives: both can be in one place at a time.
    pub enum HostKind("host") {
        Staff => "staff",
        Room => "room",
    }
}

/// A member of staff or a room that a booking needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    pub id: HostId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
    pub kind: HostKind,
    pub name: String,
    /// The account, where the host is a member of staff who signs in.
    pub staff: Option<StaffId>,
}

/// The channels through which a time can be arranged.
pub const CHANNELS: [Channel; 5] =
    [Channel::InPerson, Channel::Offsite, Channel::Online, Channel::Visit, Channel::Phone];

/// The code of a channel, as in the data files.
pub fn channel_code(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "phone",
        Channel::Email => "email",
        Channel::InPerson => "in_person",
        Channel::Visit => "visit",
        Channel::Online => "online",
        Channel::Line => "line",
        Channel::WebForm => "web_form",
        Channel::Fax => "fax",
        Channel::Offsite => "offsite",
        Channel::Accompaniment => "accompaniment",
    }
}

impl OfferFacts {
    /// Whether a time is found by talking: a visit, and whatever prints no hours.
    pub fn is_by_agreement(&self) -> bool {
        self.channel == Channel::Visit || (self.notice.trim().is_empty() && self.dates.is_empty())
    }

    /// Where one may choose to meet; nothing where the place is fixed.
    pub fn choices(&self) -> &[Place] {
        match self.is_by_agreement() && self.places.is_empty() {
            true => Place::ALL,
            false => &self.places,
        }
    }

    pub fn length(&self) -> TimeDelta {
        TimeDelta::minutes(self.minutes.into())
    }
}

/// What a form says of an offer, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferTyped {
    pub name: String,
    pub channel: String,
    pub place: String,
    pub notice: String,
    pub dates: String,
    pub minutes: String,
    pub buffer: String,
    pub capacity: String,
    pub lead_hours: String,
    pub days_ahead: String,
    pub reservation: Option<Reservation>,
    pub tentative: bool,
    pub elsewhere_body: String,
    pub elsewhere_phone: String,
    pub reason: String,
    pub prerequisites: String,
    pub cost: String,
    pub visits: String,
    pub needs: Vec<Vec<HostId>>,
    pub places: Vec<Place>,
}

/// What is amiss in a form, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<(&'static str, Refusal)>);

impl Faults {
    pub fn of(&self, field: &str) -> Option<&Refusal> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }

    fn note<T>(&mut self, field: &'static str, result: Result<T, Refusal>) -> Option<T> {
        result.map_err(|refusal| self.0.push((field, refusal))).ok()
    }
}

impl OfferTyped {
    /// The offer as it was kept, for its form.
    pub fn of(name: &str, facts: &OfferFacts) -> Self {
        let dates: Vec<String> = facts
            .dates
            .iter()
            .map(|it| format!("{} {}-{}", it.day, it.from.format("%H:%M"), it.until.format("%H:%M")))
            .collect();
        let elsewhere = facts.elsewhere.clone().unwrap_or_default();
        Self {
            name: name.to_owned(),
            channel: channel_code(facts.channel).to_owned(),
            place: facts.place.clone(),
            notice: facts.notice.clone(),
            dates: dates.join("\n"),
            minutes: facts.minutes.to_string(),
            buffer: facts.buffer.to_string(),
            capacity: facts.capacity.to_string(),
            lead_hours: facts.lead_hours.to_string(),
            days_ahead: facts.days_ahead.to_string(),
            reservation: Some(facts.reservation),
            tentative: facts.tentative,
            elsewhere_body: elsewhere.body,
            elsewhere_phone: elsewhere.phone,
            reason: facts.reason.clone(),
            prerequisites: facts.prerequisites.clone(),
            cost: facts.cost.clone(),
            visits: facts.visits.map(|most| most.to_string()).unwrap_or_default(),
            needs: facts.needs.clone(),
            places: facts.places.clone(),
        }
    }

    /// The name and facts as they will be kept.
    ///
    /// # Errors
    /// All that is amiss, each with its field.
    pub fn check(&self) -> Result<(String, OfferFacts), Faults> {
        let mut faults = Faults::default();
        let name = faults.note("name", named(&self.name));
        let channel = CHANNELS.into_iter().find(|channel| channel_code(*channel) == self.channel);
        let channel = faults.note("channel", channel.ok_or_else(|| Refusal::new("refused-offer-channel")));
        let dates = faults.note("dates", sessions(&self.dates));
        let minutes = faults.note("minutes", number(&self.minutes, *MINUTES.start(), *MINUTES.end()));
        let buffer = faults.note("buffer", number(&self.buffer, 0, MOST_BUFFER));
        let capacity = faults.note("capacity", number(&self.capacity, 1, MOST_SEATS));
        let lead_hours = faults.note("lead_hours", number(&self.lead_hours, 0, MOST_LEAD_HOURS));
        let days_ahead = faults.note("days_ahead", number(&self.days_ahead, 1, MOST_DAYS_AHEAD));
        let visits = match self.visits.trim() {
            "" => Some(None),
            typed => faults.note("visits", number(typed, 1, 100)).map(Some),
        };
        for (field, text) in [
            ("place", &self.place),
            ("notice", &self.notice),
            ("reason", &self.reason),
            ("prerequisites", &self.prerequisites),
            ("cost", &self.cost),
        ] {
            faults.note(field, short(text));
        }
        let elsewhere =
            Elsewhere { body: self.elsewhere_body.trim().to_owned(), phone: self.elsewhere_phone.trim().to_owned() };
        let (Some(name), Some(channel), Some(dates), Some(minutes), Some(buffer), Some(capacity)) =
            (name, channel, dates, minutes, buffer, capacity)
        else {
            return Err(faults);
        };
        let (Some(lead_hours), Some(days_ahead), Some(visits), true) =
            (lead_hours, days_ahead, visits, faults.0.is_empty())
        else {
            return Err(faults);
        };
        let facts = OfferFacts {
            channel,
            place: self.place.trim().to_owned(),
            notice: self.notice.trim().to_owned(),
            dates,
            minutes,
            buffer,
            capacity,
            lead_hours,
            days_ahead,
            reservation: self.reservation.unwrap_or(Reservation::NotStated),
            tentative: self.tentative,
            elsewhere: (elsewhere != Elsewhere::default()).then_some(elsewhere),
            reason: self.reason.trim().to_owned(),
            prerequisites: self.prerequisites.trim().to_owned(),
            cost: self.cost.trim().to_owned(),
            visits,
            needs: self.needs.iter().filter(|need| !need.is_empty()).cloned().collect(),
            places: self.places.clone(),
        };
        Ok((name, facts))
    }
}

/// A name of an offer, a member of staff or a room.
pub fn named(typed: &str) -> Result<String, Refusal> {
    let name = typed.trim();
    match name.chars().count() {
        0 => Err(Refusal::new("refused-offer-name")),
        length if length > LONGEST_NAME => {
            Err(Refusal::new("refused-offer-long").with("longest", LONGEST_NAME.to_string()))
        }
        _ => Ok(name.to_owned()),
    }
}

/// Free text of an offer.
pub fn short(typed: &str) -> Result<String, Refusal> {
    if typed.chars().count() > LONGEST {
        return Err(Refusal::new("refused-offer-long").with("longest", LONGEST.to_string()));
    }
    Ok(typed.trim().to_owned())
}

/// A reason that others will read: a change without one leaves people guessing.
pub fn reason(typed: &str) -> Result<String, Refusal> {
    match short(typed)? {
        empty if empty.is_empty() => Err(Refusal::new("refused-offer-reason")),
        words => Ok(words),
    }
}

fn number<T>(typed: &str, least: T, most: T) -> Result<T, Refusal>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    use unicode_normalization::UnicodeNormalization;
    let folded: String = typed.trim().nfkc().collect();
    match folded.parse::<T>() {
        Ok(number) if least <= number && number <= most => Ok(number),
        _ => Err(Refusal::new("refused-offer-number").with("least", least.to_string()).with("most", most.to_string())),
    }
}

/// Dates as typed, one a line: a date as people write it, then from when until when.
pub fn sessions(typed: &str) -> Result<Vec<Session>, Refusal> {
    let mut sessions = Vec::new();
    for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        sessions.push(session(line).ok_or_else(|| Refusal::new("refused-offer-date").with("line", line))?);
    }
    sessions.sort_unstable();
    sessions.dedup();
    Ok(sessions)
}

/// One date with its times.
pub fn session(line: &str) -> Option<Session> {
    let (date, times) = match line.split_once(char::is_whitespace) {
        Some((date, times)) => (wareki::parse(date).ok()?, times.to_owned()),
        None => wareki::parse_prefix(line).ok()?,
    };
    let (from, until) = read_range(&times).ok()?;
    Some(Session { day: date.day()?, from: of_day(from)?, until: of_day(until?)? })
}

fn of_day(time: ClockTime) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(u32::from(time.hour()), u32::from(time.minute()), 0)
}

/// How a notice is understood, to be shown to whoever wrote it.
pub struct Understood {
    pub blocks: Vec<calendar::HoursBlock>,
    pub not_understood: Vec<String>,
    pub assumed: Vec<String>,
    /// The next times, as proof.
    pub next: Vec<NaiveDateTime>,
}

impl Understood {
    pub fn of(notice: &str, from: NaiveDateTime, holidays: &Holidays) -> Self {
        let reading = reading::read(notice);
        let schedule: Schedule = reading.schedule(None, holidays);
        let next = schedule.next_openings(from, 5, 400).into_iter().map(|interval| interval.start).collect();
        Self {
            not_understood: reading.not_understood.iter().map(|piece| piece.text.clone()).collect(),
            assumed: reading.assumptions.iter().map(|assumption| assumption.what.to_string()).collect(),
            next,
            blocks: reading.blocks,
        }
    }
}
