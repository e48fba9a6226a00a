//! How a meeting is held, who is received how, and what follows what.

use calendar::Channel;
use calendar::following::Following;
use calendar::meetings::{MeetingMode, MeetingNumber};
use calendar::reservation::{Agreement, Arrival, Booking, Reservation};
use calendar::verdict::Verdict;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_norway::Value;

use super::{Checked, answered, example, no_call_for, same, sentence};
use crate::{field, moment, read};

/// The council whose third meeting of FY2024 took place in February 2025.
const MEETINGS: [&str; 4] = ["2023-12-20", "2024-06-11", "2024-09-25", "2025-02-26"];

pub fn mode(structured: &Value, value: &Value) -> Checked {
    let mode: MeetingMode = field(structured, "mode").unwrap();
    let date: NaiveDate = field(structured, "date").unwrap();
    let needs = mode.requires();
    let stated = structured.get("requires").unwrap().as_mapping().unwrap();
    let written = serde_norway::to_value(needs).unwrap();
    for (key, needed) in stated {
        same(written.get(key), Some(needed))?;
    }
    let sentence = sentence(value).unwrap();
    let answer = match sentence.as_str() {
        "start time required" => needs.start,
        "venue required" => needs.venue,
        "web link required" => needs.web_link,
        "counts as meeting no. 1 of FY2024" => {
            let meetings = MEETINGS.map(|day| day.parse().unwrap());
            MeetingNumber::of(date, &meetings) == Some(MeetingNumber { fiscal_year: 2024, number: 1 })
        }
        "reminder \"please come\" sent to members" => mode.asks_to_come(),
        "member may choose the mode" => mode.lets_members_choose(),
        "only web members counted" => mode.attendance(3, 2) == 2,
        other => return no_call_for(other),
    };
    answered(value, answer)
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Comes {
    booked: bool,
    via: Option<String>,
    lead_minutes: Option<u32>,
    urgent: bool,
    walk_in: bool,
    full: bool,
    arrived_late: bool,
    minutes_late: u32,
    leaves_after_minutes: Option<u32>,
    date_agreed: bool,
    place_agreed: bool,
    #[serde(rename = "place")]
    _place: Option<String>,
    ok: Option<bool>,
}

impl Comes {
    fn arrival(&self) -> Arrival {
        let via = self.via.as_deref().map(|way| match way {
            "counter" => Channel::InPerson,
            way => read(&Value::from(way)),
        });
        let agreed = [(self.date_agreed, Agreement::Date), (self.place_agreed, Agreement::Place)];
        Arrival {
            booked: self.booked.then_some(Booking { via, lead_minutes: self.lead_minutes }),
            agreed: agreed.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect(),
            urgent: self.urgent,
            walk_in: self.walk_in,
            full: self.full,
            minutes_late: if self.arrived_late { 1 } else { self.minutes_late },
        }
    }
}

pub fn reservation(structured: &Value, value: &Value) -> Checked {
    let reservation: Reservation = read(structured);
    match sentence(value).as_deref() {
        Some("registration form required") => {
            return answered(value, reservation.judge(&Arrival::default()) == Verdict::No);
        }
        Some(other) => return no_call_for(other),
        None => {}
    }
    let comes: Comes = example(value);
    let leaves = comes.leaves_after_minutes.map(|_| reservation.leaving_early());
    let verdict = reservation.judge(&comes.arrival()).and(leaves.unwrap_or(Verdict::Yes));
    same(verdict.known(), comes.ok)
}

pub fn relative(structured: &Value, value: &Value) -> Checked {
    let following: Following = read(structured);
    let salon_end = moment(value, "salon_end").unwrap();
    let slot_start = moment(value, "slot_start").unwrap();
    let verdict = following.judge(salon_end, slot_start, field(value, "resident"));
    same(verdict.known(), field(value, "ok"))
}
