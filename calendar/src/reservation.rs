//! Whether a visit must be arranged beforehand, and what happens to those who just come.
//!
//! What a text does not say is not refused: coming late is free unless it says otherwise, and a
//! way of booking it does not name is a question for the staff.

use serde::{Deserialize, Serialize};

use crate::hours::Channel;
use crate::verdict::Verdict;

/// The rules of one desk or gathering, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reservation {
    /// 要予約, 原則予約, 予約不要.
    pub required: Required,
    /// Who is received without one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<Exemption>,
    /// How it is made; empty if the text does not say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Channel>,
    /// How long before, in minutes; 0 if it can be at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_lead_minutes: Option<u32>,
    /// What is agreed beforehand; where this is given, the agreement is the reservation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agree: Vec<Agreement>,
    /// 直接会場へ: whether one may come without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk_in: Option<bool>,
    /// Whether one may book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booking: Option<bool>,
    /// 途中参加
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_entry: Option<bool>,
    /// 途中退出
    #[serde(skip_serializing_if = "Option::is_none")]
    pub early_leave: Option<bool>,
}

/// Whether a reservation is needed, written `true`, `false`, `in_principle` or `not_stated`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Required {
    /// 要予約
    Yes,
    /// 原則: a rule with exceptions that people make.
    InPrinciple,
    /// 予約不要
    No,
    /// The text is silent.
    #[default]
    NotStated,
}

/// Who is received without a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// 緊急対応が必要な場合
    Urgent,
}

/// What two people agree on before a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The day.
    Date,
    /// The place; not necessarily the home.
    Place,
}

/// A person who comes, or wants to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The reservation, if there is one.
    pub booked: Option<Booking>,
    /// What has been agreed.
    pub agreed: Vec<Agreement>,
    /// It cannot wait.
    pub urgent: bool,
    /// Stands at the counter already.
    pub walk_in: bool,
    /// No place is left.
    pub full: bool,
    /// After the beginning, in minutes.
    pub minutes_late: u32,
}

/// A reservation; what is not known of it stays empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Booking {
    /// How it was made.
    pub via: Option<Channel>,
    /// How long before, in minutes.
    pub lead_minutes: Option<u32>,
}

impl Reservation {
    /// Whether this person is received as they come.
    pub fn judge(&self, arrival: &Arrival) -> Verdict {
        let late = if arrival.minutes_late > 0 { self.coming_late() } else { Verdict::Yes };
        self.arranged(arrival).and(late)
    }

    /// Whether one may come after the beginning; not said is not refused.
    pub fn coming_late(&self) -> Verdict {
        self.late_entry.unwrap_or(true).into()
    }

    /// Whether one may go before the end. Nobody is kept, so where the text wants people to
    /// stay, they talk about it.
    pub fn leaving_early(&self) -> Verdict {
        if self.early_leave == Some(false) { Verdict::PersonDecides } else { Verdict::Yes }
    }

    fn arranged(&self, arrival: &Arrival) -> Verdict {
        if arrival.urgent && self.exempt.contains(&Exemption::Urgent) {
            return Verdict::Yes;
        }
        if !self.agree.is_empty() {
            return self.agree.iter().all(|what| arrival.agreed.contains(what)).into();
        }
        match &arrival.booked {
            Some(booking) => self.accepts(booking),
            None => self.without_booking(arrival),
        }
    }

    fn accepts(&self, booking: &Booking) -> Verdict {
        let too_short = self.min_lead_minutes.zip(booking.lead_minutes).is_some_and(|(min, lead)| lead < min);
        let another_way = booking.via.is_some_and(|via| !self.via.is_empty() && !self.via.contains(&via));
        if too_short {
            Verdict::No
        } else if another_way || self.booking == Some(false) {
            Verdict::PersonDecides
        } else {
            Verdict::Yes
        }
    }

    fn without_booking(&self, arrival: &Arrival) -> Verdict {
        let may_come = match self.required {
            Required::Yes => Verdict::No,
            Required::InPrinciple if arrival.walk_in => Verdict::PersonDecides,
            Required::InPrinciple => Verdict::No,
            Required::No => self.walk_in.unwrap_or(true).into(),
            Required::NotStated => self.walk_in.map_or(Verdict::PersonDecides, Verdict::from),
        };
        // How many fit in is seldom printed, and people make room.
        let has_room = if arrival.full { Verdict::PersonDecides } else { Verdict::Yes };
        may_come.and(has_room)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Flag(bool),
    Word(Word),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    InPrinciple,
    NotStated,
}

impl From<Written> for Required {
    fn from(written: Written) -> Required {
        match written {
            Written::Flag(true) => Required::Yes,
            Written::Flag(false) => Required::No,
            Written::Word(Word::InPrinciple) => Required::InPrinciple,
            Written::Word(Word::NotStated) => Required::NotStated,
        }
    }
}

impl From<Required> for Written {
    fn from(required: Required) -> Written {
        match required {
            Required::Yes => Written::Flag(true),
            Required::No => Written::Flag(false),
            Required::InPrinciple => Written::Word(Word::InPrinciple),
            Required::NotStated => Written::Word(Word::NotStated),
        }
    }
}
